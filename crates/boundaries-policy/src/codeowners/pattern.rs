//! The pattern of a rule, whatever its dialect, and the path that it is asked about.

use std::borrow::Cow;
use std::cell::OnceCell;

use camino::Utf8Path;

use super::fnmatch::Fnmatch;
use super::glob::{Flavour, Glob};
use super::go_regex::Matcher;
use super::index::Hint;
use super::{Dialect, bitbucket, gitea, github, gitlab};

/// A pattern, ready to be matched.
#[derive(Clone, Debug)]
pub(super) enum Pattern {
    /// Of GitHub and Bitbucket, and most of GitLab.
    Glob(Glob),
    /// Of GitLab, where it is not as simple.
    Fnmatch(Fnmatch),
    /// Of Gitea and Forgejo.
    Regex(Matcher),
}

/// A path from the root of the repository, in the forms that matchers ask for.
pub(super) struct Subject<'p> {
    /// Its names.
    pub(super) names: Vec<&'p str>,
    /// The names with slashes between them.
    pub(super) path: Cow<'p, str>,
    /// The same letter by letter, with a slash in front.
    letters: OnceCell<Vec<char>>,
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
            Dialect::GitLab => Some(gitlab::matcher(text)),
            Dialect::Gitea | Dialect::Forgejo => gitea::matcher(text).map(Self::Regex),
        }
    }

    pub(super) fn covers(&self, subject: &Subject<'_>) -> bool {
        match self {
            Self::Glob(glob) => glob.matches(&subject.names),
            Self::Fnmatch(fnmatch) => fnmatch.matches(subject.letters()),
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
    /// `prefix` leads to where the path starts; `..` in the path leads up.
    pub(super) fn new(prefix: &'p Utf8Path, path: &'p Utf8Path) -> Self {
        let mut names = Vec::with_capacity(8);
        for name in prefix.as_str().split('/').chain(path.as_str().split('/')) {
            match name {
                "" | "." => {}
                ".." => drop(names.pop()),
                name => names.push(name),
            }
        }
        let length = names.iter().map(|name| name.len() + 1).sum::<usize>();
        let is_plain = prefix.as_str().is_empty() && length == path.as_str().len() + 1;
        let path = if is_plain { Cow::Borrowed(path.as_str()) } else { Cow::Owned(names.join("/")) };
        Self { names, path, letters: OnceCell::new() }
    }

    fn letters(&self) -> &[char] {
        self.letters.get_or_init(|| ['/'].into_iter().chain(self.path.chars()).collect())
    }
}
