//! Since when a file has held something: the newest commit that added it, by what its text told before and after.
//!
//! What a text holds is for the caller to say. Each commit is held against its own parent, so that a line of history which
//! never had it, and is merged later, does not look as if it had been taken out.

use std::collections::{BTreeMap, BTreeSet};

use camino::Utf8PathBuf;

use crate::log::changes_of;
use crate::texts::is_askable;
use crate::{HistoryError, Log, Repository};

/// The newest commit that added something which is there since.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Addition {
    /// The commit, by its position in the log.
    pub commit: usize,
    /// Whether it was there already where the history that there is begins.
    pub at_beginning: bool,
}

/// A text that git is asked for.
struct Query {
    file: usize,
    commit: usize,
    stands: Stands,
    name: String,
}

/// Which text of a file it is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stands {
    /// That of the commit.
    After,
    /// That of its parent; there are two where the file had another name there.
    Before,
    /// That of a commit without parents.
    AtBeginning,
}

impl Repository {
    /// Since when files, given by their paths from the root of the repository, hold what `read` finds in them: it is handed
    /// the position of a file with one of its texts, and gives the numbers of what stands there.
    ///
    /// A number that no commit added, or that one took out since, has no entry; neither has any in a partial clone, which
    /// lacks texts.
    ///
    /// # Errors
    /// If git cannot be run, or its objects are not all there.
    pub fn additions(
        &self,
        log: &Log,
        files: &[Utf8PathBuf],
        read: &mut dyn FnMut(usize, &[u8]) -> BTreeSet<usize>,
        progress: &mut dyn FnMut(usize, usize),
    ) -> Result<BTreeMap<usize, Addition>, HistoryError> {
        if files.is_empty() || self.is_partial()? {
            return Ok(BTreeMap::new());
        }
        let queries = self.queries(log, files)?;
        let names: Vec<&str> = queries.iter().map(|query| query.name.as_str()).collect();
        let mut found: BTreeMap<usize, Addition> = BTreeMap::new();
        let mut removed: BTreeSet<usize> = BTreeSet::new();
        let (mut after, mut before) = (BTreeSet::new(), BTreeSet::new());
        self.texts(&names, |number, text| {
            let query = &queries[number];
            let held = text.map(|text| read(query.file, text)).unwrap_or_default();
            match query.stands {
                Stands::After => (after, before) = (held, BTreeSet::new()),
                Stands::Before => before.extend(held),
                Stands::AtBeginning => {
                    for each in held.difference(&removed) {
                        found.entry(*each).or_insert(Addition { commit: query.commit, at_beginning: true });
                    }
                }
            }
            // The next text tells of another commit: this one is told of to its end.
            let is_last = queries.get(number + 1).is_none_or(|next| {
                next.stands != Stands::Before || (next.file, next.commit) != (query.file, query.commit)
            });
            if is_last && query.stands == Stands::Before {
                for each in after.difference(&before).filter(|each| !removed.contains(each)) {
                    found.insert(*each, Addition { commit: query.commit, at_beginning: false });
                }
                removed.extend(before.difference(&after));
            }
            if (number + 1).is_multiple_of(256) || number + 1 == queries.len() {
                progress(number + 1, queries.len());
            }
        })?;
        Ok(found)
    }

    /// File by file, the newest commit first, each with its text and those before it; the beginnings last.
    fn queries(&self, log: &Log, files: &[Utf8PathBuf]) -> Result<Vec<Query>, HistoryError> {
        let mut versions: BTreeMap<usize, Vec<(usize, String)>> = BTreeMap::new();
        let at: BTreeMap<&Utf8PathBuf, usize> = files.iter().enumerate().map(|(at, path)| (path, at)).collect();
        // What the log tells of Rust files, whose renames it has followed.
        for commit in 0..log.commits.len() {
            for (file, name) in log.names_then(commit) {
                if let Some(&file) = at.get(&log.paths()[file.index()]) {
                    versions.entry(file).or_default().push((commit, name.to_string()));
                }
            }
        }
        let others: Vec<&str> =
            files.iter().filter(|path| path.extension() != Some("rs")).map(|path| path.as_str()).collect();
        if !others.is_empty() {
            let asked: Vec<usize> = (0..log.commits.len()).filter(|&commit| log.commits[commit].parents == 1).collect();
            let ids: Vec<&str> = asked.iter().map(|&commit| log.commits[commit].commit.id()).collect();
            for (commit, changed) in asked.iter().zip(changes_of(self.git(), &ids, &others)?) {
                for path in changed {
                    if let Some(&file) = at.get(&path) {
                        versions.entry(file).or_default().push((*commit, path.to_string()));
                    }
                }
            }
        }
        let beginnings: Vec<usize> =
            (0..log.commits.len()).filter(|&commit| log.commits[commit].parents == 0).collect();
        let mut queries = Vec::new();
        for (file, path) in files.iter().enumerate() {
            let versions = versions.remove(&file).unwrap_or_default();
            let mut ask = |commit: usize, stands: Stands, name: &str| {
                let parent = if stands == Stands::Before { "^" } else { "" };
                let name = format!("{}{parent}:{name}", log.commits[commit].commit.id());
                queries.push(Query { file, commit, stands, name });
            };
            let names = versions.iter().map(|(_, name)| name.as_str()).chain([path.as_str()]);
            if !names.into_iter().all(is_askable) {
                continue;
            }
            for (number, (commit, name)) in versions.iter().enumerate() {
                ask(*commit, Stands::After, name);
                ask(*commit, Stands::Before, name);
                if let Some((_, older)) = versions.get(number + 1).filter(|(_, older)| older != name) {
                    ask(*commit, Stands::Before, older);
                }
            }
            let oldest = versions.last().map_or(path.as_str(), |(_, name)| name.as_str());
            for &commit in &beginnings {
                ask(commit, Stands::AtBeginning, oldest);
            }
        }
        Ok(queries)
    }
}
