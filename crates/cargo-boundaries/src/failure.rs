//! Why a run could not take place, and how that is told.

use std::error::Error as _;
use std::io;

use boundaries::camino::Utf8PathBuf;
use boundaries::internal::GenerateError;
use boundaries::{UnknownName, UnknownNames};

use crate::output::Look;
use crate::text::clean;

/// What stops the program.
#[derive(thiserror::Error, Debug)]
pub(crate) enum Failure {
    /// The workspace or its policy.
    #[error(transparent)]
    Project(#[from] boundaries::Error),
    /// Several failures, all of which are told.
    #[error("{}", .0.iter().map(Failure::to_string).collect::<Vec<_>>().join("; "))]
    Several(Vec<Failure>),
    /// Names that mean nothing here.
    #[error(transparent)]
    UnknownNames(#[from] UnknownNames),
    /// Questions that have no answer, such as paths that lead out of the repository.
    #[error("{}", told.join("; "))]
    Questions { told: Vec<String> },
    /// No CODEOWNERS can be written.
    #[error("cannot generate `{path}`")]
    Generate {
        path: Utf8PathBuf,
        #[source]
        cause: GenerateError,
    },
    /// An input cannot be read.
    #[error("cannot read {what}")]
    Read {
        what: String,
        #[source]
        cause: io::Error,
    },
    /// More revisions than two.
    #[error("`{range}` names two revisions already")]
    ThreeRevisions { range: String },
    /// Records of debt are not for a machine to change.
    #[error("`CI` is set, and in CI the baseline is never written")]
    WritesInCi,
    /// The policy is there already.
    #[error("`{path}` exists already; nothing was written")]
    PolicyExists { path: String },
    /// Every package is excluded.
    #[error("every package that is selected is excluded, so there is nothing to check")]
    NothingSelected,
    /// The cargo that was to run beside the check did not start.
    #[error("cannot run `cargo {command}`")]
    Cargo {
        command: &'static str,
        #[source]
        cause: io::Error,
    },
    /// The system does not tell of changes.
    #[error("cannot watch {what}")]
    Watch {
        what: String,
        #[source]
        cause: notify::Error,
    },
    /// The report cannot be written.
    #[error("cannot write {what}")]
    Write {
        what: String,
        #[source]
        cause: io::Error,
    },
}

impl From<UnknownName> for Failure {
    fn from(unknown: UnknownName) -> Self {
        Self::UnknownNames(UnknownNames(vec![unknown]))
    }
}

impl From<io::Error> for Failure {
    fn from(cause: io::Error) -> Self {
        Self::Write { what: "the report".to_owned(), cause }
    }
}

impl Failure {
    /// The whole message: what, why, and a way on where there is one.
    pub(crate) fn rendered(&self, look: Look) -> String {
        match self {
            Self::Project(boundaries::Error::Policy(failure)) => return failure.rendered(look.options()),
            Self::Project(boundaries::Error::Revision { cause, .. }) => {
                if let boundaries::Error::Policy(failure) = &**cause {
                    let what = clean(&self.to_string());
                    return format!("{} {what}\n{}", look.alarm("error:"), failure.rendered(look.options()));
                }
            }
            _ => {}
        }
        if let Self::Several(failures) = self {
            return failures.iter().map(|failure| failure.rendered(look)).collect::<Vec<_>>().join("\n");
        }
        if let Self::UnknownNames(UnknownNames(unknown)) = self
            && unknown.len() > 1
        {
            let alone = unknown.iter().map(|unknown| Self::from(unknown.clone()).rendered(look));
            return alone.collect::<Vec<_>>().join("\n");
        }
        if let Self::Project(boundaries::Error::Import { path, message, places }) = self {
            let mut text =
                format!("{} {}", look.alarm("error:"), clean(&format!("`{path}` gives no policy: {message}")));
            for place in places {
                text.push_str(&format!("\n  {}", clean(place)));
            }
            return format!("{text}\n  help: `cargo boundaries init` proposes a policy without it");
        }
        if let Self::Questions { told } = self {
            let lines: Vec<String> =
                told.iter().map(|what| format!("{} {}", look.alarm("error:"), clean(what))).collect();
            return lines.join("\n");
        }
        let mut text = format!("{} {}", look.alarm("error:"), clean(&self.to_string()));
        let causes = std::iter::successors(self.source(), |&cause| cause.source());
        for cause in causes {
            text.push_str(&format!("\n  because: {}", clean(&cause.to_string())));
        }
        if let Some(help) = self.help() {
            text.push_str(&format!("\n  help: {help}"));
        }
        text
    }

    fn help(&self) -> Option<String> {
        match self {
            Self::UnknownNames(UnknownNames(unknown)) => {
                let names: Vec<String> = unknown
                    .iter()
                    .flat_map(|unknown| &unknown.similar)
                    .map(|name| format!("`{}`", clean(name)))
                    .collect();
                (!names.is_empty()).then(|| format!("did you mean {}?", names.join(" or ")))
            }
            Self::Project(boundaries::Error::History(error)) => error.help().map(str::to_owned),
            Self::Generate { cause, .. } => cause.help().map(str::to_owned),
            Self::Watch { cause, .. } if matches!(cause.kind, notify::ErrorKind::MaxFilesWatch) => {
                Some("raise the system's limit of watched folders, on Linux `fs.inotify.max_user_watches`".to_owned())
            }
            Self::WritesInCi => Some("run the command on your machine, and commit what it writes".to_owned()),
            Self::PolicyExists { .. } => {
                Some("edit it, or print a fresh proposal with `cargo boundaries init --print`".to_owned())
            }
            _ => None,
        }
    }
}
