//! Path patterns of a policy: globs from the workspace root.
//!
//! `*` and `?` stay within a directory, `**` goes through any number of them, and a pattern that names a directory covers
//! what is below it. How specific a pattern is: the more directories it spells out before its first wildcard, the more;
//! among equals the one with more letters that are not wildcards.
//!
//! What is not written with `*` and `**` alone is compiled by `globset`, which takes time and twenty kilobytes for each.

use camino::Utf8Path;
use globset::{ErrorKind, GlobBuilder, GlobSet};

use crate::codeowners::{Glob, Hint};
use crate::limits::Limits;

/// A path pattern, ready to be matched.
#[derive(Clone, Debug)]
pub(crate) struct PathPattern {
    matcher: Matcher,
    specificity: (usize, usize),
}

#[derive(Clone, Debug)]
enum Matcher {
    Plain(Glob),
    Compiled { exact: Box<GlobSet>, below: Box<GlobSet>, hint: Hint },
}

impl PathPattern {
    pub(crate) fn new(text: &str, limits: &Limits) -> Result<Self, String> {
        let trimmed = text.trim_start_matches("./").trim_start_matches('/').trim_end_matches('/');
        let is_wild = |segment: &&str| segment.contains(['*', '?', '[', '{']);
        let spelled = trimmed.split('/').take_while(|segment| !is_wild(segment)).count();
        let letters = trimmed.chars().filter(|letter| !matches!(letter, '*' | '?' | '[' | ']' | '{' | '}')).count();
        let matcher =
            if is_plain(trimmed) { Matcher::Plain(Glob::from_root(trimmed)) } else { compiled(trimmed, limits)? };
        Ok(Self { matcher, specificity: (spelled, letters) })
    }

    pub(crate) fn matches(&self, path: &Utf8Path) -> bool {
        match &self.matcher {
            Matcher::Plain(glob) => glob.matches(&names(path)),
            Matcher::Compiled { exact, below, .. } => exact.is_match(path) || below.is_match(path),
        }
    }

    /// What every path that matches has.
    pub(crate) fn hint(&self) -> Hint {
        match &self.matcher {
            Matcher::Plain(glob) => glob.hint(),
            Matcher::Compiled { hint, .. } => hint.clone(),
        }
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

/// The names of a path, as patterns see them.
pub(crate) fn names(path: &Utf8Path) -> Vec<&str> {
    path.as_str().split('/').collect()
}

/// Whether it is written with letters, `*` within names and `**` between them alone.
fn is_plain(pattern: &str) -> bool {
    !pattern.contains(['?', '[', ']', '{', '}', '\\'])
        && pattern.split('/').all(|name| name == "**" || !name.contains("**"))
}

/// A glob as `globset` reads it. A set of one: what is too large a set says, where a single glob would panic.
pub(crate) fn glob(pattern: &str, limits: &Limits) -> Result<GlobSet, String> {
    let Limits { alternatives, alternative_depth, .. } = limits;
    if pattern.matches('{').count() as u64 > *alternatives {
        return Err(format!(
            "it has more than {alternatives} groups of alternatives, the limit that `--limit alternatives=…` moves"
        ));
    }
    // `globset` reads them with a call for each that one stands in.
    if depth(pattern) > (*alternative_depth).min(Limits::MOST.alternative_depth) {
        return Err(format!(
            "its groups of alternatives nest more than {alternative_depth} deep, the limit that `--limit \
             alternative-depth=…` moves"
        ));
    }
    let built = GlobBuilder::new(pattern).literal_separator(true).backslash_escape(true).build();
    built.and_then(|glob| GlobSet::new([glob])).map_err(|error| match error.kind() {
        ErrorKind::Regex(_) => "it is too large, or nests too deeply".to_owned(),
        kind => kind.to_string(),
    })
}

/// How deep groups of alternatives nest, at most. What closes a group behind a backslash or a bracket, nobody knows here.
fn depth(pattern: &str) -> u64 {
    let plain = pattern.find(['\\', '[']).unwrap_or(pattern.len());
    let (mut open, mut most) = (0_u64, 0);
    for (at, letter) in pattern.char_indices() {
        match letter {
            '{' => open += 1,
            '}' if at < plain => open = open.saturating_sub(1),
            _ => continue,
        }
        most = most.max(open);
    }
    most
}

fn compiled(pattern: &str, limits: &Limits) -> Result<Matcher, String> {
    // What is spelled out before anything that could be more than letters.
    let start = pattern.find(['*', '?', '[', ']', '{', '}', '\\']).map_or(pattern, |end| &pattern[..end]);
    Ok(Matcher::Compiled {
        exact: Box::new(glob(pattern, limits)?),
        below: Box::new(glob(&format!("{pattern}/**"), limits)?),
        hint: Hint::of_start(start),
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::codeowners::Index;

    fn read(text: &str) -> Result<PathPattern, String> {
        PathPattern::new(text, &Limits::default())
    }

    #[test]
    fn a_pattern_that_is_too_large_is_refused() {
        let nested = |times: usize| format!("x/{}b{}", "{a,".repeat(times), "}".repeat(times));
        let refused = |pattern: &str| read(pattern).expect_err("it is too large");
        assert!(read(&nested(50)).is_ok_and(|pattern| pattern.matches(Utf8Path::new("x/a"))));
        for times in [101, 1_000_000] {
            let told = "it has more than 100 groups of alternatives, the limit that `--limit alternatives=…` moves";
            assert_eq!(refused(&nested(times)), told);
        }
        assert_eq!(refused(&format!("x/{}", "[!a]".repeat(200_000))), "it is too large, or nests too deeply");
    }

    #[test]
    fn no_limit_lets_groups_nest_as_deep_as_a_stack() {
        let deep = |open: &str, close: &str| format!("x/{}b{}", open.repeat(100_000), close.repeat(100_000));
        let told =
            "its groups of alternatives nest more than 120 deep, the limit that `--limit alternative-depth=…` moves";
        for pattern in [deep("{a,", "}"), deep("{a,\\}", "}"), deep("{[}]", "}"), deep("{", "}")] {
            assert_eq!(PathPattern::new(&pattern, &Limits::MOST).err().as_deref(), Some(told));
        }
        assert!(PathPattern::new(&"{a,b}".repeat(300), &Limits::MOST).is_ok());
        let most = format!("x/{}b{}", "{a,".repeat(120), "}".repeat(120));
        assert!(PathPattern::new(&most, &Limits::MOST).is_ok_and(|pattern| pattern.matches(Utf8Path::new("x/b"))));
        let none = Limits { alternatives: 0, ..Limits::default() };
        assert!(PathPattern::new("{a,b}", &none).is_err() && PathPattern::new("[ab]", &none).is_ok());
    }

    fn found(index: &Index, path: &Utf8Path) -> Vec<usize> {
        index.candidates(path.as_str(), &names(path))
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn plain_patterns_match_what_globset_matches(
            patterns in prop::collection::vec(r"(\./|/)?([ab]|a\.b|é|\*|\*\*|\*b|a\*|/|/){0,8}", 1..4),
            path in r"(\.\./)?([ab]|\.b|é|/a|/b){1,7}",
        ) {
            let path = Utf8Path::new(&path);
            for text in &patterns {
                let pattern = read(text).expect("it is a pattern");
                let trimmed = text.trim_start_matches("./").trim_start_matches('/').trim_end_matches('/');
                let Ok(Matcher::Compiled { exact, below, .. }) = compiled(trimmed, &Limits::default()) else { panic!("it is a pattern") };
                let wanted = exact.is_match(path) || below.is_match(path);
                prop_assert_eq!(pattern.matches(path), wanted, "{} and {}", text, path);
            }
        }

        #[test]
        fn what_matches_is_among_those_that_are_looked_up(
            patterns in prop::collection::vec(r"([ab]|\*|/\*\*|\?|\[ab\]|\{a,b/a\}|\\\\a|/|\.a){1,6}", 1..6),
            path in r"([ab]|\.a|/a|/b){1,6}",
        ) {
            let path = Utf8Path::new(&path);
            let patterns: Vec<PathPattern> = patterns.iter().filter_map(|text| read(text).ok()).collect();
            let mut index = Index::default();
            for (at, pattern) in patterns.iter().enumerate() {
                index.add(at, pattern.hint());
            }
            let found = found(&index, path);
            for (at, pattern) in patterns.iter().enumerate() {
                prop_assert!(!pattern.matches(path) || found.contains(&at), "{:?} and {}", pattern, path);
            }
        }
    }

    #[test]
    fn of_thousands_of_patterns_those_of_a_path_are_asked() {
        let mut index = Index::default();
        for at in 0..5_000 {
            let text = if at % 2 == 0 { format!("**/part{at}/**") } else { format!("crates/part{at}/**") };
            index.add(at, read(&text).expect("it is a pattern").hint());
        }
        assert_eq!(found(&index, "crates/part7/src/part8/lib.rs".into()), [7, 8]);
    }
}
