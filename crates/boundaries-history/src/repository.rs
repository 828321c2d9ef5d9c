//! A repository, and what names of commits mean in it.

use std::fmt;

use camino::{Utf8Path, Utf8PathBuf};

use crate::git::Git;
use crate::texts::is_askable;
use crate::{HistoryError, Limits};

/// A git repository, seen from a folder of its work tree.
#[derive(Clone, Debug)]
pub struct Repository {
    git: Git,
    top: Utf8PathBuf,
    prefix: Utf8PathBuf,
}

/// A commit.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Commit {
    id: String,
}

impl Commit {
    /// The commit of a hash that git gave.
    pub(crate) fn known(id: &str) -> Self {
        Self { id: id.to_owned() }
    }

    /// The whole hash.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The first ten digits of the hash, enough for a person.
    #[must_use]
    pub fn short(&self) -> &str {
        self.id.get(..10).unwrap_or(&self.id)
    }
}

impl fmt::Display for Commit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.short())
    }
}

impl Repository {
    /// The repository around a folder.
    ///
    /// # Errors
    /// If there is none, or git cannot be run.
    pub fn around(folder: &Utf8Path) -> Result<Self, HistoryError> {
        let git = Git::within(folder);
        let none = || HistoryError::NoRepository { path: folder.to_owned() };
        let answer = git.read("rev-parse", &["--is-inside-work-tree", "--show-toplevel", "--show-prefix"]);
        let answer = answer.map_err(|error| match &error {
            HistoryError::Git { message, .. } if message.contains("not a git repository") => none(),
            HistoryError::Git { message, .. } if message.contains("must be run in a work tree") => none(),
            _ => error,
        })?;
        let text = String::from_utf8(answer).map_err(|_| HistoryError::Answer { command: "rev-parse" })?;
        let mut lines = text.split('\n');
        match (lines.next(), lines.next(), lines.next()) {
            (Some("true"), Some(top), Some(prefix)) => {
                let prefix = prefix.trim_end_matches('/').into();
                Ok(Self { git, top: top.into(), prefix })
            }
            _ => Err(none()),
        }
    }

    /// The same with other limits on what is read.
    #[must_use]
    pub fn with_limits(self, limits: Limits) -> Self {
        Self { git: self.git.with_limits(limits), ..self }
    }

    /// The root of the work tree, with links resolved.
    #[must_use]
    pub fn top(&self) -> &Utf8Path {
        &self.top
    }

    /// The folder from which it was looked for, from the root of the work tree.
    #[must_use]
    pub fn prefix(&self) -> &Utf8Path {
        &self.prefix
    }

    /// The commit that a name means: a branch, a tag, a hash, `HEAD~3`.
    ///
    /// # Errors
    /// If it means none.
    pub fn commit(&self, revision: &str) -> Result<Commit, HistoryError> {
        let peeled = format!("{revision}^{{commit}}");
        let answer = self.git.run("rev-parse", &["--verify", "--quiet", "--end-of-options", &peeled])?;
        match answer.status.success().then(|| hash(&answer.stdout)).flatten() {
            Some(id) => Ok(Commit { id }),
            None => Err(HistoryError::UnknownRevision { revision: revision.to_owned(), shallow: self.is_shallow()? }),
        }
    }

    /// The commit at which two lines of history parted: the best common ancestor.
    ///
    /// # Errors
    /// If there is none.
    pub fn merge_base(&self, first: &Commit, second: &Commit) -> Result<Commit, HistoryError> {
        let answer = self.git.run("merge-base", &[&first.id, &second.id])?;
        match answer.status.success().then(|| hash(&answer.stdout)).flatten() {
            Some(id) => Ok(Commit { id }),
            None => Err(HistoryError::NoMergeBase {
                first: first.to_string(),
                second: second.to_string(),
                shallow: self.is_shallow()?,
            }),
        }
    }

    /// The last commit up to `HEAD` that changed a file at or below a path, given from the folder from which the repository
    /// was looked for.
    ///
    /// # Errors
    /// If git cannot be run.
    pub fn last_change(&self, path: &Utf8Path) -> Result<Option<Commit>, HistoryError> {
        let answer = self.git.run("rev-list", &["-1", "HEAD", "--", path.as_str()])?;
        Ok(answer.status.success().then(|| hash(&answer.stdout)).flatten().map(|id| Commit { id }))
    }

    /// When a commit was committed, in seconds since 1970.
    ///
    /// # Errors
    /// If git cannot be run.
    pub fn time_of(&self, commit: &Commit) -> Result<i64, HistoryError> {
        let answer = self.git.read("rev-list", &["--max-count=1", "--format=%ct", commit.id()])?;
        let text = String::from_utf8_lossy(&answer);
        let time = text.lines().nth(1).and_then(|line| line.parse().ok());
        time.ok_or(HistoryError::Answer { command: "rev-list" })
    }

    /// The newest commit before a second since 1970 on the line that leads to another, merged lines left out.
    ///
    /// # Errors
    /// If git cannot be run.
    pub fn commit_before(&self, head: &Commit, second: i64) -> Result<Option<Commit>, HistoryError> {
        let limit = format!("--min-age={}", second.saturating_sub(1).max(0));
        let answer = self.git.run("rev-list", &["--max-count=1", "--first-parent", &limit, head.id()])?;
        Ok(answer.status.success().then(|| hash(&answer.stdout)).flatten().map(|id| Commit { id }))
    }

    /// What a file held at a commit, by its path from the root of the repository; none if there was no such file, or it is
    /// too large.
    ///
    /// # Errors
    /// If git cannot be run.
    pub fn file_at(&self, commit: &Commit, path: &Utf8Path) -> Result<Option<Vec<u8>>, HistoryError> {
        let name = format!("{}:{path}", commit.id());
        let mut found = None;
        if is_askable(path.as_str()) {
            self.texts(&[&name], |_, text| found = text.map(<[u8]>::to_vec))?;
        }
        Ok(found)
    }

    pub(crate) fn git(&self) -> &Git {
        &self.git
    }

    /// Whether the clone may lack objects of commits that it has.
    pub(crate) fn is_partial(&self) -> Result<bool, HistoryError> {
        let keys = r"^(extensions\.partialclone|remote\..*\.promisor)$";
        Ok(self.git.run("config", &["--get-regexp", keys])?.status.success())
    }

    pub(crate) fn is_shallow(&self) -> Result<bool, HistoryError> {
        Ok(self.git.read("rev-parse", &["--is-shallow-repository"])?.starts_with(b"true"))
    }
}

/// The first line of an answer, if it is the hash of an object.
fn hash(answer: &[u8]) -> Option<String> {
    let line = std::str::from_utf8(answer).ok()?.lines().next()?;
    let is_hash = line.len() >= 40 && line.bytes().all(|byte| byte.is_ascii_hexdigit());
    is_hash.then(|| line.to_owned())
}
