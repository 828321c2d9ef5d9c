//! CODEOWNERS: who must approve changes of which files, by the rules of the forge that reads it.
//!
//! Every dialect turns a text into sections of rules. A path is decided in each section by itself: an exclusion that
//! covers it takes it out of the section, else the last rule that covers it decides. GitHub and Bitbucket know one section
//! only; in Gitea and Forgejo every rule is one. A line that its forge skips, or takes otherwise than meant, is kept with
//! its place and the reason.
//!
//! The *flat view* asks only whose the code is. Sections that insist on approval decide it together. Owners of optional
//! sections count only where no other section names anybody: their approval is welcome and never needed, so they share
//! nothing with those whose approval is. A section that covers a path and names nobody takes nothing from the others.

mod bitbucket;
mod dialect;
mod fnmatch;
mod gitea;
mod github;
mod gitlab;
mod glob;
mod go_regex;
mod index;
mod pattern;
mod tally;

use std::collections::BTreeMap;
use std::ops::Range;

use boundaries_graph::{FileId, SourceMap, Span};
use camino::{Utf8Path, Utf8PathBuf};

pub use self::dialect::{Dialect, DialectSource};
pub use self::tally::{RuleEffect, RuleTally};

pub(crate) use self::glob::Glob;
pub(crate) use self::index::{Hint, Index};

use self::pattern::{Pattern, Subject};

/// A CODEOWNERS file, read.
#[derive(Clone, Debug)]
pub struct Codeowners {
    dialect: Dialect,
    dialect_source: DialectSource,
    sections: Vec<Section>,
    rules: Vec<CodeownersRule>,
    index: Index,
    invalid: Vec<(Span, String)>,
    prefix: Utf8PathBuf,
}

/// A line that names a pattern and its owners.
#[derive(Clone, Debug)]
pub struct CodeownersRule {
    /// The pattern as written.
    pub pattern: String,
    /// The owners, or the default owners of the section; none says that nobody owns what the pattern matches.
    ///
    /// As written, but for what the forge does not count: an `@` that may be left out, or how reviewers are chosen from a
    /// group.
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

impl Codeowners {
    /// Reads a text. `prefix` is the path of the workspace from the root of the repository.
    #[must_use]
    pub fn parse(sources: &SourceMap, file: FileId, prefix: &Utf8Path, dialect: Dialect) -> Self {
        let read = Self {
            dialect,
            dialect_source: DialectSource::Named,
            sections: Vec::new(),
            rules: Vec::new(),
            index: Index::default(),
            invalid: Vec::new(),
            prefix: prefix.to_owned(),
        };
        let mut draft = Draft { sources, file, read };
        let text = sources.file(file).text();
        match dialect {
            Dialect::GitHub => github::parse(text, &mut draft),
            Dialect::GitLab => gitlab::parse(text, &mut draft),
            Dialect::Gitea | Dialect::Forgejo => gitea::parse(text, &mut draft),
            Dialect::Bitbucket => bitbucket::parse(text, &mut draft),
        }
        draft.read
    }

    pub(crate) fn known_by(self, dialect_source: DialectSource) -> Self {
        Self { dialect_source, ..self }
    }

    /// Whose rules it was read by.
    #[must_use]
    pub fn dialect(&self) -> Dialect {
        self.dialect
    }

    /// How it is known whose rules it follows.
    #[must_use]
    pub fn dialect_source(&self) -> DialectSource {
        self.dialect_source
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

    /// The first of more rules than are held against every path, as their patterns begin or end alike.
    pub(crate) fn surplus(&self, limit: u64) -> Option<&CodeownersRule> {
        self.index.surplus(limit).map(|rule| &self.rules[rule])
    }

    /// A path from the workspace root, where `..` leads up, as one from the root of the repository.
    #[must_use]
    pub fn from_repository_root(&self, path: &Utf8Path) -> Utf8PathBuf {
        Subject::new(&self.prefix, path).path.into_owned().into()
    }

    /// Who must approve changes of a path from the workspace root: one group for each section that speaks of it.
    #[must_use]
    pub fn groups_for(&self, path: &Utf8Path) -> Vec<ApprovalGroup<'_>> {
        self.groups_of(&Subject::new(&self.prefix, path))
    }

    /// The same for a path from the root of the repository.
    #[must_use]
    pub fn groups_from_repository_root(&self, path: &Utf8Path) -> Vec<ApprovalGroup<'_>> {
        self.groups_of(&Subject::new(Utf8Path::new(""), path))
    }

    /// Every rule that covers a path from the workspace root, whether it decides or not, in order.
    #[must_use]
    pub fn covering(&self, path: &Utf8Path) -> Vec<&CodeownersRule> {
        let subject = Subject::new(&self.prefix, path);
        let candidates = self.index.candidates(&subject.path, &subject.names).into_iter().map(|rule| &self.rules[rule]);
        candidates.filter(|rule| rule.matcher.covers(&subject)).collect()
    }

    fn groups_of(&self, subject: &Subject<'_>) -> Vec<ApprovalGroup<'_>> {
        let mut decided: BTreeMap<usize, &CodeownersRule> = BTreeMap::new();
        for rule in self.index.candidates(&subject.path, &subject.names).into_iter().rev().map(|rule| &self.rules[rule])
        {
            // Once a rule has answered for the section, only an exclusion can still change the answer.
            let found = decided.get(&rule.section);
            if found.is_some_and(|found| found.excludes || !rule.excludes) || !rule.matcher.covers(subject) {
                continue;
            }
            decided.insert(rule.section, rule);
        }
        let groups = decided.into_iter().map(|(section, rule)| {
            let Section { name, optional } = &self.sections[section];
            ApprovalGroup { section: name, optional: *optional, approvals: rule.approvals, rule }
        });
        groups.collect()
    }

    /// Whether the approval of a rule's owners is welcome and never needed.
    pub(crate) fn is_optional(&self, rule: &CodeownersRule) -> bool {
        self.sections[rule.section].optional
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

    /// Whether a line can mean anything: no path and no name has a NUL in it.
    fn has_no_nul(&mut self, base: usize, line: &str) -> bool {
        let nul = line.find('\0');
        if let Some(at) = nul {
            self.invalid(base + at..base + at + 1, "a NUL, which no path and no owner has: the line is passed over");
        }
        nul.is_none()
    }

    fn section(&mut self, section: Section) -> usize {
        self.read.sections.push(section);
        self.read.sections.len() - 1
    }

    /// A rule that needs one approval.
    fn rule(&mut self, place: Range<usize>, pattern: &str, owners: Vec<String>, section: usize, matcher: Pattern) {
        let (pattern, span) = (pattern.to_owned(), self.sources.span(self.file, place));
        self.read.index.add(self.read.rules.len(), matcher.hint());
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

/// The words of a line up to a comment, each with its first byte. A backslash keeps a blank in a word.
fn words(line: &str) -> Vec<(usize, &str)> {
    let mut found = Vec::new();
    let mut start = None;
    let mut escaped = false;
    for (at, letter) in line.char_indices() {
        if escaped {
            escaped = false;
            continue;
        }
        match letter {
            '\\' => {
                escaped = true;
                start.get_or_insert(at);
            }
            '#' if start.is_none() => return found,
            letter if is_blank(letter) => {
                if let Some(from) = start.take() {
                    found.push((from, &line[from..at]));
                }
            }
            _ => {
                start.get_or_insert(at);
            }
        }
    }
    found.extend(start.map(|from| (from, &line[from..])));
    found
}

/// What separates words: blanks of ASCII alone, as forges do.
fn is_blank(letter: char) -> bool {
    matches!(letter, ' ' | '\t' | '\r' | '\u{b}' | '\u{c}')
}

/// Whether a pattern has a bracket that no backslash takes as it is.
fn has_class(pattern: &str) -> bool {
    let mut escaped = false;
    pattern.chars().any(|letter| {
        let counts = !escaped && matches!(letter, '[' | ']');
        escaped = !escaped && letter == '\\';
        counts
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
