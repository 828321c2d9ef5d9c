//! What an analysis asked the file system besides the texts of its files: which files there are. As long as the answers are
//! the same, no module can have another file than it had.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Result;
use std::sync::{Mutex, PoisonError};

use camino::{Utf8Path, Utf8PathBuf};
use rayon::prelude::*;

use crate::source::SourceReader;

/// Questions with their answers.
#[derive(Default, Debug)]
pub(super) struct Queries {
    files: BTreeMap<Utf8PathBuf, bool>,
    directories: BTreeMap<Utf8PathBuf, Vec<String>>,
}

impl Queries {
    /// Whether every question has the answer that it had; where `among` says so, those about certain files alone.
    pub(super) fn hold(&self, reader: &dyn SourceReader, among: Option<&BTreeSet<Utf8PathBuf>>) -> bool {
        let Some(among) = among else {
            return self.files.par_iter().all(|(path, was)| reader.is_file(path) == *was)
                && self.directories.iter().all(|(path, were)| reader.file_names(path) == *were);
        };
        among.iter().all(|path| {
            let directory = path.parent().and_then(|parent| self.directories.get_key_value(parent));
            self.files.get(path).is_none_or(|was| reader.is_file(path) == *was)
                && directory.is_none_or(|(path, were)| reader.file_names(path) == *were)
        })
    }
}

/// Passes questions on to another reader, and remembers them.
pub(super) struct Recorder<'r> {
    reader: &'r dyn SourceReader,
    queries: Mutex<Queries>,
}

impl<'r> Recorder<'r> {
    pub(super) fn new(reader: &'r dyn SourceReader) -> Self {
        Self { reader, queries: Mutex::default() }
    }

    pub(super) fn into_queries(self) -> Queries {
        self.queries.into_inner().unwrap_or_else(PoisonError::into_inner)
    }

    fn note(&self, note: impl FnOnce(&mut Queries)) {
        note(&mut self.queries.lock().unwrap_or_else(PoisonError::into_inner));
    }
}

impl SourceReader for Recorder<'_> {
    fn read(&self, path: &Utf8Path) -> Result<Vec<u8>> {
        self.reader.read(path)
    }

    fn is_file(&self, path: &Utf8Path) -> bool {
        let answer = self.reader.is_file(path);
        self.note(|queries| {
            queries.files.insert(path.to_owned(), answer);
        });
        answer
    }

    fn size(&self, path: &Utf8Path) -> u64 {
        self.reader.size(path)
    }

    fn file_names(&self, directory: &Utf8Path) -> Vec<String> {
        let answer = self.reader.file_names(directory);
        self.note(|queries| {
            queries.directories.insert(directory.to_owned(), answer.clone());
        });
        answer
    }
}
