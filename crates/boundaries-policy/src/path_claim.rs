//! What is declared about paths, in the order in which a file would say it whose last match decides.

use std::borrow::Cow;

use camino::{Utf8Path, Utf8PathBuf};

use crate::ownership::{Claims, Owners, OwnershipSource, PatternClaim};

/// A line that gives paths to a team: a pattern under `owns`, or a package's metadata.
#[derive(Clone, Copy, Debug)]
pub struct PathClaim<'a> {
    /// The line.
    pub source: &'a OwnershipSource,
    covers: Covers<'a>,
}

#[derive(Clone, Copy, Debug)]
enum Covers<'a> {
    Pattern(&'a PatternClaim),
    Package(&'a Utf8Path),
}

impl PathClaim<'_> {
    /// The pattern, from the workspace root.
    #[must_use]
    pub fn pattern(&self) -> Cow<'_, str> {
        match self.covers {
            Covers::Pattern(_) => Cow::Borrowed(&self.source.text),
            Covers::Package(dir) if dir.as_str().is_empty() => Cow::Borrowed("**"),
            Covers::Package(dir) => Cow::Owned(format!("{}/**", globset_escaped(dir.as_str()))),
        }
    }

    /// Whether it speaks of a path from the workspace root.
    #[must_use]
    pub fn covers(&self, path: &Utf8Path) -> bool {
        match self.covers {
            Covers::Pattern(claim) => claim.covers(path),
            Covers::Package(dir) => Owners::is_around(dir, path),
        }
    }
}

impl Owners {
    /// Of two claims that cover a path, the later decides.
    pub(crate) fn path_claims(&self) -> Vec<PathClaim<'_>> {
        let mut packages: Vec<&(Utf8PathBuf, OwnershipSource)> = self.packages.iter().collect();
        packages.sort_by_key(|(dir, _)| dir.components().count());
        let packages = packages.into_iter().map(|(dir, source)| PathClaim { source, covers: Covers::Package(dir) });
        weakest_first(&self.team_files).chain(packages).chain(weakest_first(&self.policy)).collect()
    }
}

/// The patterns of one source. Among equally specific ones the first that is written decides.
fn weakest_first(claims: &Claims) -> impl Iterator<Item = PathClaim<'_>> {
    let mut patterns: Vec<&PatternClaim> = claims.patterns.iter().rev().collect();
    patterns.sort_by_key(|claim| claim.pattern.specificity());
    patterns.into_iter().map(|claim| PathClaim { source: &claim.source, covers: Covers::Pattern(claim) })
}

/// A path in which nothing is a wildcard.
fn globset_escaped(path: &str) -> String {
    let mut pattern = String::with_capacity(path.len());
    for letter in path.chars() {
        if matches!(letter, '*' | '?' | '[' | ']' | '{' | '}' | '\\') {
            pattern.push('\\');
        }
        pattern.push(letter);
    }
    pattern
}
