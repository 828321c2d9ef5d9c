//! CODEOWNERS: who must approve changes of which files, by the rules of the forge that reads it.
//!
//! Every dialect turns a text into sections of rules. A path is decided in each section by itself: an exclusion that
//! covers it takes it out of the section, else the last rule that covers it decides. GitHub knows one section only.

mod fnmatch;
mod github;
mod gitlab;
mod tally;

use std::ops::Range;

use boundaries_graph::{FileId, SourceMap, Span};
use camino::{Utf8Path, Utf8PathBuf};

pub use tally::{RuleEffect, RuleTally};

/// The rules that a CODEOWNERS follows.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Dialect {
    /// GitHub's.
    GitHub,
    /// GitLab's.
    GitLab,
}

impl Dialect {
    pub(crate) const NAMES: &[(&str, Self)] = &[("github", Self::GitHub), ("gitlab", Self::GitLab)];

    /// All of them.
    pub(crate) const ALL: [Self; 2] = [Self::GitHub, Self::GitLab];

    /// The forge's name.
    #[must_use]
    pub fn forge(self) -> &'static str {
        match self {
            Self::GitHub => "GitHub",
            Self::GitLab => "GitLab",
        }
    }

    /// Whether `@name` is certainly a user. GitLab's groups are written the same way.
    #[must_use]
    pub fn tells_users_from_groups(self) -> bool {
        self != Self::GitLab
    }

    /// The dialect of a host whose name tells its forge: `github.com`, or `gitlab.` with any domain.
    pub(crate) fn of_host(host: &str) -> Option<Self> {
        match host.to_ascii_lowercase().split_once('.')? {
            ("github", _) => Some(Self::GitHub),
            ("gitlab", _) => Some(Self::GitLab),
            _ => None,
        }
    }
}

/// A CODEOWNERS file, read.
#[derive(Clone, Debug)]
pub struct Codeowners {
    sections: Vec<Section>,
    rules: Vec<CodeownersRule>,
    invalid: Vec<(Span, String)>,
    dialect: Dialect,
    prefix: Utf8PathBuf,
}

/// A line that names a pattern and its owners.
#[derive(Clone, Debug)]
pub struct CodeownersRule {
    /// The pattern as written.
    pub pattern: String,
    /// The owners as written, or the default owners of the section; none says that nobody owns what the pattern matches.
    pub owners: Vec<String>,
    /// The pattern and the owners in the file.
    pub span: Span,
    /// How many of the owners must approve.
    approvals: u32,
    /// Its section, by position.
    pub(crate) section: usize,
    /// Whether the pattern takes paths out of its section.
    excludes: bool,
    matcher: Pattern,
}

/// What one section says about a path.
#[derive(Clone, Copy, Debug)]
pub struct ApprovalGroup<'a> {
    /// The name of the section; empty for rules outside any section.
    pub section: &'a str,
    /// Whether the section asks for approval without insisting on it.
    pub optional: bool,
    /// How many of the owners must approve.
    pub approvals: u32,
    /// The rule that decides in this section, with its owners.
    pub rule: &'a CodeownersRule,
}

#[derive(Clone, Default, Debug)]
struct Section {
    name: String,
    optional: bool,
}

#[derive(Clone, Debug)]
enum Pattern {
    GitHub(github::Matcher),
    GitLab(fnmatch::Fnmatch),
}

impl Pattern {
    /// A pattern as a dialect reads it; none if it is no pattern there.
    fn new(dialect: Dialect, text: &str) -> Option<Self> {
        match dialect {
            Dialect::GitHub => github::Matcher::new(text).ok().map(Self::GitHub),
            Dialect::GitLab => Some(Self::GitLab(gitlab::matcher(text))),
        }
    }

    /// Whether it covers a path from the root of the repository.
    fn covers(&self, path: &Utf8Path) -> bool {
        let segments: Vec<&str> = path.as_str().split('/').filter(|segment| !segment.is_empty()).collect();
        let letters: Vec<char> = segments.iter().flat_map(|segment| ['/'].into_iter().chain(segment.chars())).collect();
        self.matches(&segments, &letters)
    }

    fn matches(&self, segments: &[&str], letters: &[char]) -> bool {
        match self {
            Self::GitHub(matcher) => matcher.matches(segments),
            Self::GitLab(matcher) => matcher.matches(letters),
        }
    }
}

impl Codeowners {
    /// Reads a text. `prefix` is the path of the workspace from the root of the repository.
    #[must_use]
    pub fn parse(sources: &SourceMap, file: FileId, prefix: &Utf8Path, dialect: Dialect) -> Self {
        let read =
            Self { sections: Vec::new(), rules: Vec::new(), invalid: Vec::new(), dialect, prefix: prefix.to_owned() };
        let mut draft = Draft { sources, file, read };
        let text = sources.file(file).text();
        match dialect {
            Dialect::GitHub => github::parse(text, &mut draft),
            Dialect::GitLab => gitlab::parse(text, &mut draft),
        }
        draft.read
    }

    /// The rules in order.
    #[must_use]
    pub fn rules(&self) -> &[CodeownersRule] {
        &self.rules
    }

    /// Lines that the forge skips or understands otherwise than meant, and why.
    #[must_use]
    pub fn invalid(&self) -> &[(Span, String)] {
        &self.invalid
    }

    /// Who must approve changes of a path from the workspace root: one group for each section that speaks of it.
    #[must_use]
    pub fn groups_for(&self, path: &Utf8Path) -> Vec<ApprovalGroup<'_>> {
        self.groups_from_repository_root(&self.from_repository_root(path))
    }

    /// A path from the workspace root, where `..` leads up, as one from the root of the repository.
    #[must_use]
    pub fn from_repository_root(&self, path: &Utf8Path) -> Utf8PathBuf {
        let mut segments: Vec<&str> = Vec::new();
        for segment in self.prefix.as_str().split('/').chain(path.as_str().split('/')) {
            match segment {
                "" | "." => {}
                ".." => drop(segments.pop()),
                name => segments.push(name),
            }
        }
        segments.join("/").into()
    }

    /// The dialect it is written in.
    #[must_use]
    pub fn dialect(&self) -> Dialect {
        self.dialect
    }

    /// The same for a path from the root of the repository.
    #[must_use]
    pub fn groups_from_repository_root(&self, path: &Utf8Path) -> Vec<ApprovalGroup<'_>> {
        let segments: Vec<&str> = path.as_str().split('/').filter(|segment| !segment.is_empty()).collect();
        let letters: Vec<char> = segments.iter().flat_map(|segment| ['/'].into_iter().chain(segment.chars())).collect();
        let mut decided: Vec<Option<&CodeownersRule>> = vec![None; self.sections.len()];
        for rule in self.rules.iter().rev() {
            let slot = &mut decided[rule.section];
            // Once a rule has answered for the section, only an exclusion can still change the answer.
            if slot.is_some_and(|found| found.excludes || !rule.excludes) {
                continue;
            }
            if rule.matcher.matches(&segments, &letters) {
                *slot = Some(rule);
            }
        }
        let groups = self.sections.iter().zip(decided);
        groups
            .filter_map(|(section, rule)| {
                let rule = rule?;
                let (optional, approvals) = (section.optional, rule.approvals);
                Some(ApprovalGroup { section: &section.name, optional, approvals, rule })
            })
            .collect()
    }

    /// Every rule that covers a path from the workspace root, whether it decides or not, in order.
    #[must_use]
    pub fn covering(&self, path: &Utf8Path) -> Vec<&CodeownersRule> {
        let path = self.from_repository_root(path);
        self.rules.iter().filter(|rule| rule.matcher.covers(&path)).collect()
    }
}

/// A CODEOWNERS while it is read.
struct Draft<'a> {
    sources: &'a SourceMap,
    file: FileId,
    read: Codeowners,
}

impl Draft<'_> {
    fn invalid(&mut self, place: Range<usize>, why: impl Into<String>) {
        self.read.invalid.push((self.sources.span(self.file, place), why.into()));
    }

    fn section(&mut self, section: Section) -> usize {
        self.read.sections.push(section);
        self.read.sections.len() - 1
    }

    /// A rule that needs one approval.
    fn rule(&mut self, place: Range<usize>, pattern: &str, owners: Vec<String>, section: usize, matcher: Pattern) {
        let (pattern, span) = (pattern.to_owned(), self.sources.span(self.file, place));
        let rule = CodeownersRule { pattern, owners, span, approvals: 1, section, excludes: false, matcher };
        self.read.rules.push(rule);
    }
}

/// The lines of a text without their ends, each with its first byte. A byte order mark is no part of a line.
fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut at = 0;
    text.split_inclusive('\n').map(move |line| {
        let start = at;
        at += line.len();
        let line = line.trim_end_matches(['\n', '\r']);
        match line.strip_prefix('\u{feff}') {
            Some(rest) if start == 0 => ('\u{feff}'.len_utf8(), rest),
            _ => (start, line),
        }
    })
}

fn is_name(name: &str) -> bool {
    !name.is_empty() && name.chars().all(|letter| letter.is_alphanumeric() || matches!(letter, '-' | '_' | '.'))
}

fn is_email(word: &str) -> bool {
    match word.split_once('@') {
        Some((local, domain)) => !local.is_empty() && domain.contains('.') && is_name(domain) && !domain.ends_with('.'),
        None => false,
    }
}
