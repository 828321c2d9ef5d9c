//! The pattern of a rule, whatever its dialect, and the path that it is asked about.

use camino::Utf8Path;

use super::fnmatch::Fnmatch;
use super::glob::{Flavour, Glob};
use super::go_regex::Matcher;
use super::index::Hint;
use super::{Dialect, bitbucket, gitea, github, gitlab};

/// A pattern, ready to be matched.
#[derive(Clone, Debug)]
pub(super) enum Pattern {
    /// Of GitHub and Bitbucket.
    Glob(Glob),
    /// Of GitLab.
    Fnmatch(Fnmatch),
    /// Of Gitea and Forgejo.
    Regex(Matcher),
}

/// A path from the root of the repository, in the forms that matchers ask for.
pub(super) struct Subject<'p> {
    /// Its names.
    pub(super) names: Vec<&'p str>,
    /// The names with slashes between them.
    pub(super) path: String,
    /// The same letter by letter, with a slash in front.
    letters: Vec<char>,
}

impl Pattern {
    /// A pattern as written, read by the rules of a dialect; none if it is no pattern there, or covers all but what it says.
    pub(super) fn new(dialect: Dialect, text: &str) -> Option<Self> {
        match dialect {
            Dialect::GitHub if github::refused(text).is_none() => Some(Self::Glob(Glob::new(text, Flavour::GitHub))),
            Dialect::Bitbucket if bitbucket::refused(text).is_none() => {
                Some(Self::Glob(Glob::new(text, Flavour::GitIgnore)))
            }
            Dialect::GitHub | Dialect::Bitbucket => None,
            Dialect::GitLab => Some(Self::Fnmatch(gitlab::matcher(text))),
            Dialect::Gitea | Dialect::Forgejo => gitea::matcher(text).map(Self::Regex),
        }
    }

    pub(super) fn covers(&self, subject: &Subject<'_>) -> bool {
        match self {
            Self::Glob(glob) => glob.matches(&subject.names),
            Self::Fnmatch(fnmatch) => fnmatch.matches(&subject.letters),
            Self::Regex(regex) => regex.matches(&subject.path),
        }
    }

    pub(super) fn hint(&self) -> Hint {
        match self {
            Self::Glob(glob) => glob.hint(),
            Self::Fnmatch(fnmatch) => fnmatch.hint(),
            Self::Regex(regex) => regex.hint(),
        }
    }
}

impl<'p> Subject<'p> {
    pub(super) fn new(path: &'p Utf8Path) -> Self {
        let names: Vec<&str> = path.as_str().split('/').filter(|name| !name.is_empty()).collect();
        let path = names.join("/");
        Self { letters: ['/'].into_iter().chain(path.chars()).collect(), path, names }
    }
}
