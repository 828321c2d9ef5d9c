//! What every commit changed: one question to git for the commits, one stream for their files.
//!
//! Only Rust files are looked at. Each is called by the name it has today: renames are followed from the newest commit
//! back. What was read is kept in a cache, by commit, because a commit never changes.

mod cache;
mod follow;
mod headers;
mod lines;
mod names;
mod stream;

use camino::Utf8PathBuf;

use crate::{Commit, HistoryError, Repository};
use cache::Cache;
use names::FileChange;
pub(crate) use names::changes_of;

/// How to read.
#[derive(Default)]
pub struct LogOptions<'a> {
    /// Commits before this second since 1970 are left out; all are read if there is none.
    pub since: Option<i64>,
    /// Where what was read is kept, if it is to be.
    pub store: Option<&'a dyn Store>,
    /// Called now and then with how many commits have been read, and of how many.
    pub progress: Option<&'a mut dyn FnMut(usize, usize)>,
}

/// A place for what was found out, from one run to the next. What it gives back may be damaged or old.
pub trait Store {
    /// What was kept under a name.
    fn read(&self, name: &str) -> Option<Vec<u8>>;
    /// Keeps something under a name, if it can.
    fn write(&self, name: &str, bytes: Vec<u8>);
}

/// The commits that lead to one, the newest first; a commit never stands after its parents.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Log {
    /// The commits.
    pub commits: Vec<LoggedCommit>,
    authors: Vec<Author>,
    paths: Vec<Utf8PathBuf>,
    named: Vec<follow::Named>,
    /// Whether earlier commits exist that this clone does not have.
    pub is_shallow: bool,
    /// Whether renames could not be followed, because a partial clone lacks the texts.
    pub lacks_renames: bool,
}

/// A commit and what it changed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LoggedCommit {
    /// The commit.
    pub commit: Commit,
    /// When it was committed, in seconds since 1970.
    pub time: i64,
    /// How many parents it has in this clone: none for a beginning, several for a merge.
    pub parents: usize,
    /// Who wrote it.
    pub author: AuthorId,
    /// The Rust files it changed, each once, by the names they have today; nothing for a beginning or a merge.
    pub files: Vec<PathId>,
}

/// An author of commits, as git and the repository's `.mailmap` name them. Never to be shown.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Author {
    /// The name.
    pub name: String,
    /// The address.
    pub address: String,
}

/// An author of a [`Log`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct AuthorId(u32);

impl AuthorId {
    /// The position among the authors.
    #[must_use]
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// A file of a [`Log`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct PathId(u32);

impl PathId {
    /// The position among the paths.
    #[must_use]
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

impl Log {
    /// The authors, by position.
    #[must_use]
    pub fn authors(&self) -> &[Author] {
        &self.authors
    }

    /// The files that the commit at a position changed, with the names they had there.
    pub(crate) fn names_then(&self, commit: usize) -> &[(PathId, Utf8PathBuf)] {
        &self.named[commit]
    }

    /// The paths from the root of the repository, by position.
    #[must_use]
    pub fn paths(&self) -> &[Utf8PathBuf] {
        &self.paths
    }
}

/// Reads bytes as every kind of answer about commits, and as what a cache gives back.
pub(crate) fn read_any_answer(bytes: &[u8]) {
    let (mut files, mut counts) = (names::Parser::default(), lines::Parser::default());
    let mut rest = Vec::new();
    stream::fields(&mut rest, bytes, &mut |field| {
        files.field(field);
        counts.field(field);
        true
    });
    let _ = (files.finish(), counts.finish(), headers::parsed(bytes), cache::read(bytes, 400));
}

impl Repository {
    /// The commits up to `head`, and what each of them changed.
    ///
    /// # Errors
    /// If git cannot be run, or its objects are not all there.
    pub fn log(&self, head: &Commit, mut options: LogOptions<'_>) -> Result<Log, HistoryError> {
        let headers = headers::read(self.git(), head, options.since)?;
        let renames = self.git().limits().history_renames;
        let mut cache = options.store.map(|store| Cache::open(store, renames)).unwrap_or_default();
        let wanted = headers.commits.iter().filter(|header| header.parents == 1);
        let unknown: Vec<&str> = wanted.map(|header| header.id.as_str()).filter(|id| !cache.knows(id)).collect();
        let mut lacks_renames = false;
        if !unknown.is_empty() {
            let mut ignored = |_: usize, _: usize| {};
            let progress = options.progress.take().unwrap_or(&mut ignored);
            let read = match names::read(self.git(), &unknown, true, progress) {
                // Names are in the trees, which a partial clone has; the texts by which renames are found it lacks.
                Err(HistoryError::Answer { .. }) => {
                    lacks_renames = true;
                    names::read(self.git(), &unknown, false, progress)
                        .map_err(|_| HistoryError::MissingObjects { commit: "the history".to_owned() })?
                }
                read => read?,
            };
            cache.add(read);
            if !lacks_renames && let Some(store) = options.store {
                cache.save(store, renames);
            }
        }
        let none: &[FileChange] = &[];
        let changes = headers.commits.iter().map(|header| match header.parents {
            1 => cache.changes(&header.id).unwrap_or(none),
            _ => none,
        });
        let (named, paths) = follow::by_todays_names(changes);
        let commits = headers.commits.iter().zip(&named).map(|(header, named)| LoggedCommit {
            commit: Commit::known(&header.id),
            time: header.time,
            parents: header.parents,
            author: header.author,
            files: named.iter().map(|(file, _)| *file).collect(),
        });
        let commits = commits.collect();
        Ok(Log { commits, authors: headers.authors, paths, named, is_shallow: self.is_shallow()?, lacks_renames })
    }

    /// How many lines each of these commits, given by position, added and removed, file by file.
    ///
    /// # Errors
    /// If git cannot be run, or texts are missing.
    pub fn lines(
        &self,
        log: &Log,
        commits: &[usize],
        progress: &mut dyn FnMut(usize, usize),
    ) -> Result<Vec<Vec<(PathId, u64)>>, HistoryError> {
        let ids: Vec<&str> = commits.iter().map(|&at| log.commits[at].commit.id()).collect();
        let counted = lines::read(self.git(), &ids, progress)?;
        let by_name = |(&at, counted): (&usize, Vec<(Utf8PathBuf, u64)>)| {
            let names = log.names_then(at);
            let file = |(path, lines)| names.iter().find(|(_, name)| *name == path).map(|(file, _)| (*file, lines));
            counted.into_iter().filter_map(file).collect()
        };
        Ok(commits.iter().zip(counted).map(by_name).collect())
    }

    /// The commit that is checked out.
    ///
    /// # Errors
    /// If there is none yet, or git cannot be run.
    pub fn head(&self) -> Result<Commit, HistoryError> {
        self.commit("HEAD").map_err(|error| match error {
            HistoryError::UnknownRevision { .. } => HistoryError::NoCommits,
            other => other,
        })
    }
}

#[cfg(test)]
mod laws;
