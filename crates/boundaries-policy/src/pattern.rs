//! Path patterns of a policy: globs from the workspace root.
//!
//! `*` and `?` stay within a directory, `**` goes through any number of them, and a pattern that names a directory covers
//! what is below it. How specific a pattern is: the more directories it spells out before its first wildcard, the more;
//! among equals the one with more letters that are not wildcards.

use camino::Utf8Path;
use globset::{GlobBuilder, GlobMatcher};

/// A path pattern, ready to be matched.
#[derive(Clone, Debug)]
pub(crate) struct PathPattern {
    exact: GlobMatcher,
    below: GlobMatcher,
    specificity: (usize, usize),
}

impl PathPattern {
    pub(crate) fn new(text: &str) -> Result<Self, String> {
        let trimmed = text.trim_start_matches("./").trim_start_matches('/').trim_end_matches('/');
        let build = |pattern: &str| {
            let glob = GlobBuilder::new(pattern).literal_separator(true).backslash_escape(true).build();
            glob.map(|glob| glob.compile_matcher()).map_err(|error| error.kind().to_string())
        };
        let is_wild = |segment: &&str| segment.contains(['*', '?', '[', '{']);
        let spelled = trimmed.split('/').take_while(|segment| !is_wild(segment)).count();
        let letters = trimmed.chars().filter(|letter| !matches!(letter, '*' | '?' | '[' | ']' | '{' | '}')).count();
        Ok(Self { exact: build(trimmed)?, below: build(&format!("{trimmed}/**"))?, specificity: (spelled, letters) })
    }

    pub(crate) fn matches(&self, path: &Utf8Path) -> bool {
        self.exact.is_match(path) || self.below.is_match(path)
    }

    pub(crate) fn specificity(&self) -> (usize, usize) {
        self.specificity
    }
}

/// Whether an entry of `owns` is a path pattern; anything else is a module path.
#[must_use]
pub fn is_pattern(text: &str) -> bool {
    text.contains('/') || text.contains('*') || (!text.contains("::") && Utf8Path::new(text).extension().is_some())
}
