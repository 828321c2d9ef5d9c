//! What walks found, kept for a later run over a program of which every text shows others the same.
//!
//! The [interface](crate::syntax::interface) of every text, and what linking made of all of them, give a record its name. A
//! run that finds the record of its own program takes over what was found in files that read as they did, and walks the
//! others again: those that were edited, and those whose findings stand in edited files, where macros put them.
//!
//! A record is made by the first run that finds most facts kept, so that a first run need not write it.

mod encoded;
mod key;

use boundaries_cache::{Folder, Hash, file_name, hash};
use boundaries_graph::{FileId, SourceMap};
use rayon::prelude::*;

use crate::FactsCache;
use crate::body::Found;
use crate::collect::Collected;
use crate::limits::Limits;
use crate::link;
use crate::load::Sources;
use crate::program::Program;
use crate::workspace::Workspace;
use encoded::Record;

/// How the names of records start.
const KIND: &str = "walks";

/// As many records are kept: of the workspace as it is, and of a state that it is compared with.
const COUNT: usize = 2;

/// Larger records are not kept.
const LIMIT: u64 = 1 << 28;

/// Where more than this share of all places was walked again, the record is made anew.
const SHARE: usize = 16;

/// What is known of walks before they begin, and what they find.
pub(crate) struct Walks {
    folder: Folder,
    name: String,
    /// What an earlier run found in each place, as far as it would be found again.
    known: std::vec::IntoIter<Option<Found>>,
    /// The record in the making.
    new: Option<Record>,
}

impl Walks {
    /// What is kept of a program; none where nothing is to be kept of it.
    pub(crate) fn of(
        collected: &mut Collected,
        workspace: &Workspace,
        sources: &Sources,
        limits: Limits,
        kept: &FactsCache,
    ) -> Option<Self> {
        let (hits, misses) = kept.counts();
        let folder = kept.folder().filter(|_| hits > misses)?.clone();
        let name = file_name(KIND, &key::of(collected, workspace, sources, limits));
        let texts = hashes(&sources.map);
        let record = folder.read(&name, LIMIT).and_then(|bytes| Record::read(&bytes));
        let places = link::places(&collected.program).len();
        let program = &mut collected.program;
        let found = record.and_then(|record| record.found(&texts, program));
        let mut known = found.filter(|known| known.len() == places).unwrap_or_default();
        known.resize_with(places, || None);
        let unknown = known.iter().filter(|found| found.is_none()).count();
        let new = (unknown > places / SHARE).then(|| Record::new(texts));
        Some(Self { folder, name, known: known.into_iter(), new })
    }

    /// In how many places what is there is known.
    pub(crate) fn known_count(&self) -> usize {
        self.known.as_slice().iter().flatten().count()
    }

    /// What is known of the next places.
    pub(crate) fn next(&mut self, count: usize) -> Vec<Option<Found>> {
        self.known.by_ref().take(count).collect()
    }

    /// Takes down what was found in the next place.
    pub(crate) fn note(&mut self, found: &Found, program: &Program, file: FileId) {
        if let Some(new) = &mut self.new {
            new.add(found, file, &program.symbols);
        }
    }

    /// Keeps what was taken down.
    pub(crate) fn save(self) {
        if let Some(bytes) = self.new.map(Record::into_bytes)
            && bytes.len() as u64 <= LIMIT
            && self.folder.write(&self.name, &bytes)
        {
            self.folder.keep(KIND, COUNT, LIMIT);
        }
    }
}

/// The hash of each text.
fn hashes(sources: &SourceMap) -> Vec<Hash> {
    let texts: Vec<&str> = sources.files().map(|(_, file)| file.text()).collect();
    texts.par_iter().map(|text| hash(text.as_bytes())).collect()
}
