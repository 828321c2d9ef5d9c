//! What can stop a run. Strange code never does; a world that lets us down does.

use std::fmt;
use std::io;

use boundaries_analysis::AnalysisError;
use boundaries_graph::SourceMap;
use boundaries_history::HistoryError;
use boundaries_policy::PolicyErrors;
use boundaries_policy::edit::EditError;
use boundaries_report::TextOptions;
use camino::Utf8PathBuf;

use crate::subject::UnknownName;

/// Why a workspace could not be loaded.
#[derive(thiserror::Error, Debug)]
#[non_exhaustive]
pub enum Error {
    /// There is no workspace to read.
    #[error(transparent)]
    Workspace(#[from] AnalysisError),
    /// A file that has to be read cannot be.
    #[error("cannot read `{path}`")]
    Read {
        /// Which.
        path: Utf8PathBuf,
        /// Why.
        #[source]
        cause: io::Error,
    },
    /// More files than are listed.
    #[error("there are more than {limit} files to list, the limit that `--limit listed-files=…` moves")]
    TooManyFiles {
        /// As many are listed.
        limit: u64,
    },
    /// Two policies at once: neither is guessed to be the one in force.
    #[error("the workspace has two policies: `{first}` and `{second}`; keep one of them")]
    TwoPolicies {
        /// The one that is looked for first.
        first: String,
        /// The other.
        second: String,
    },
    /// The policy has mistakes.
    #[error(transparent)]
    Policy(Box<PolicyFailure>),
    /// The history of the repository cannot be read.
    #[error(transparent)]
    History(#[from] HistoryError),
    /// A commit does not have the workspace.
    #[error("there is no `{path}` at {commit}")]
    NoWorkspace {
        /// The commit, short.
        commit: String,
        /// The manifest, from the root of the repository.
        path: Utf8PathBuf,
    },
    /// A file of another tool gives no policy.
    #[error("`{path}` gives no policy: {message}{}", .places.iter().map(|place| format!("\n  {place}")).collect::<String>())]
    #[doc(hidden)]
    Import {
        /// Which.
        path: Utf8PathBuf,
        /// Why.
        message: String,
        /// Where, each with its line and what is said about it.
        places: Vec<String>,
    },
    /// A file cannot be edited.
    #[error("cannot edit `{path}`")]
    #[doc(hidden)]
    Edit {
        /// Which.
        path: Utf8PathBuf,
        /// Why.
        #[source]
        cause: EditError,
    },
    /// The name of a team cannot be that of a file.
    #[error("team `{team}` cannot have a file of its own: its name is no name for a file")]
    #[doc(hidden)]
    NoTeamFile {
        /// The team.
        team: String,
    },
    /// The workspace as it was at a commit cannot be loaded.
    #[error("the workspace cannot be read as it was at {commit}")]
    Revision {
        /// The commit, short.
        commit: String,
        /// Why.
        #[source]
        cause: Box<Error>,
    },
}

/// Every mistake of a policy, with the texts in which they stand.
#[derive(Debug)]
#[non_exhaustive]
pub struct PolicyFailure {
    /// The mistakes, by place.
    pub problems: PolicyErrors,
    /// The texts.
    pub sources: SourceMap,
}

impl PolicyFailure {
    /// The mistakes as a person reads them, with the lines in which they stand.
    #[must_use]
    pub fn rendered(&self, options: TextOptions) -> String {
        let mut text = Vec::new();
        boundaries_report::policy_problems(&self.problems, &self.sources, options, &mut text)
            .expect("writing to memory does not fail");
        String::from_utf8_lossy(&text).into_owned()
    }
}

impl fmt::Display for PolicyFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.rendered(TextOptions::default()).trim_end())
    }
}

impl std::error::Error for PolicyFailure {}

/// Names that mean nothing in this workspace.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct UnknownNames(pub Vec<UnknownName>);

impl fmt::Display for UnknownNames {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let told: Vec<String> = self.0.iter().map(UnknownName::to_string).collect();
        f.write_str(&told.join("; "))
    }
}

impl std::error::Error for UnknownNames {}
