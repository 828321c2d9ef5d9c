//! What can go wrong with a repository, and what to do about it.

use std::io;

use camino::Utf8PathBuf;

use crate::limits::Size;

/// Why history could not be read.
#[derive(thiserror::Error, Debug)]
#[non_exhaustive]
pub enum HistoryError {
    /// There is no git on this machine.
    #[error("cannot run `git`")]
    NoGit(#[source] io::Error),
    /// The folder belongs to no repository.
    #[error("`{path}` lies in no git repository")]
    NoRepository {
        /// The folder.
        path: Utf8PathBuf,
    },
    /// Nothing is called so.
    #[error("`{revision}` names no commit of this repository")]
    UnknownRevision {
        /// What was asked for.
        revision: String,
        /// Whether only a part of the history is there.
        shallow: bool,
    },
    /// Nothing was ever committed.
    #[error("the repository has no commits yet")]
    NoCommits,
    /// git says nothing for a long time.
    #[error("`git {command}` gave no answer for {seconds} seconds, and was ended")]
    Silent {
        /// The command.
        command: &'static str,
        /// How long was waited.
        seconds: u64,
    },
    /// Two commits that have no common ancestor here.
    #[error("`{first}` and `{second}` have no common ancestor in this repository")]
    NoMergeBase {
        /// One.
        first: String,
        /// The other.
        second: String,
        /// Whether only a part of the history is there.
        shallow: bool,
    },
    /// The repository knows of an object and does not have it.
    #[error("the files of {commit} are not all in this repository: it is a partial clone, and nothing is fetched")]
    MissingObjects {
        /// The commit, short.
        commit: String,
    },
    /// More files than are read.
    #[error("{commit} is too large: it has more than {limit} files")]
    TooManyFiles {
        /// The commit, short.
        commit: String,
        /// As many are read.
        limit: u64,
    },
    /// More bytes than are read.
    #[error("{commit} is too large: its files hold more than {}", Size(*limit))]
    TooManyBytes {
        /// The commit, short.
        commit: String,
        /// As many are read.
        limit: u64,
    },
    /// git refused, and said why.
    #[error("`git {command}` failed: {message}")]
    Git {
        /// The command.
        command: &'static str,
        /// What git said.
        message: String,
    },
    /// git answered otherwise than it is documented to.
    #[error("`git {command}` gave an answer that cannot be read")]
    Answer {
        /// The command.
        command: &'static str,
    },
    /// The folder for a commit's files cannot be filled.
    #[error("cannot write the files of {commit} to a temporary folder")]
    Write {
        /// The commit, short.
        commit: String,
        /// Why.
        #[source]
        cause: io::Error,
    },
}

impl HistoryError {
    /// What to do about it, where there is something to do.
    #[must_use]
    pub fn help(&self) -> Option<&'static str> {
        match self {
            Self::NoGit(_) => Some("install git, and make sure that it is on the PATH"),
            Self::UnknownRevision { shallow: true, .. } | Self::NoMergeBase { shallow: true, .. } => Some(
                "the clone is shallow; fetch the whole history: `fetch-depth: 0` in GitHub's checkout action, \
                 `GIT_DEPTH: 0` in GitLab CI, `git fetch --unshallow` by hand",
            ),
            Self::UnknownRevision { shallow: false, .. } => {
                Some("fetch the branch or tag first; a branch of a remote is called `origin/main`, not `main`")
            }
            Self::MissingObjects { .. } => Some("clone without `--filter`, or fetch the commit's objects beforehand"),
            Self::TooManyFiles { .. } => Some("`--limit commit-files=…` moves that limit"),
            Self::TooManyBytes { .. } => Some("`--limit commit-size=…` moves that limit"),
            Self::Silent { .. } => Some("`--limit git-silence=…` says how many seconds to wait"),
            _ => None,
        }
    }
}
