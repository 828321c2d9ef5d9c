//! Who owns what: the answers to questions for owners, and how they are written.
//!
//! [`OwnersPage`] is what there is to tell; its methods write it as text, JSON, CSV or Markdown. A page is the same in all
//! formats: the answers in their order, or the totals where nothing was asked.

mod csv;
mod json;
mod markdown;
mod text;
mod wire;

use boundaries_graph::{ModuleId, SourceMap};
use boundaries_policy::{Ownership, OwnershipSource, OwnershipState, Policy, Statement, TeamId};
use camino::Utf8PathBuf;

pub(crate) use csv::row as csv_row;
#[cfg(feature = "schema")]
pub use json::owners_schema;
pub(crate) use markdown::{code as markdown_code, owners as markdown_owners};

/// What is to be told about owners.
#[derive(Clone, Copy, Debug)]
pub struct OwnersPage<'a> {
    /// The answers, in the order of the questions.
    pub answers: &'a [OwnersAnswer],
    /// The entries of all answers summed up by owner.
    pub totals: &'a [OwnersTotal],
    /// What of it people want to see first.
    pub view: OwnersView,
    /// The texts that spans point into.
    pub sources: &'a SourceMap,
    /// The teams.
    pub policy: &'a Policy,
}

/// What of a page is shown to people. Programs get all of it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum OwnersView {
    /// Each answer by itself.
    Answers,
    /// One line for each entry.
    List,
    /// How much each owner has.
    Totals,
}

/// The answer to one question.
#[derive(Clone, Debug)]
pub struct OwnersAnswer {
    /// What was asked for, as it was written.
    pub question: String,
    /// One entry for a file or a module, several for a folder, a team, or a file with parts of others.
    pub entries: Vec<OwnerEntry>,
}

/// Something that can have an owner.
#[derive(Clone, Debug)]
pub struct OwnerEntry {
    /// What it is called: the path of a module or item, or a path in the repository.
    pub subject: String,
    /// What it is.
    pub kind: OwnedKind,
    /// The file, from the workspace root; starts with `..` above it.
    pub path: Utf8PathBuf,
    /// The line at which it is declared, for an item.
    pub line: Option<u32>,
    /// The module that owns it through, if there is one.
    pub module: Option<ModuleId>,
    /// Who owns it, and what decided so.
    pub ownership: Ownership,
    /// Every line that speaks of it, the one that decides first; none if nobody asked for them.
    pub statements: Option<Vec<Statement>>,
}

/// What has an owner.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum OwnedKind {
    /// A module with a file of its own.
    Module,
    /// A module in the braces of its declaration.
    InlineModule,
    /// An item of a module.
    Item,
    /// A source file.
    Source,
    /// Any other file, whether it exists or not.
    File,
}

impl OwnedKind {
    /// The word in machine formats.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Module => "module",
            Self::InlineModule => "inline-module",
            Self::Item => "item",
            Self::Source => "source",
            Self::File => "file",
        }
    }
}

/// How much the same owners have.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct OwnersTotal {
    /// The owners.
    pub owners: OwnerKey,
    /// Modules.
    pub modules: usize,
    /// Files; a file with parts of several owners counts for each of those that have the whole of a module in it.
    pub files: usize,
    /// Lines of those files that are Rust sources.
    pub lines: usize,
}

/// Who owns something, without what decided it. Owned things come before the others.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct OwnerKey {
    rank: u8,
    /// The names of the teams, in order.
    pub names: Vec<String>,
}

impl OwnerKey {
    /// The key of an ownership.
    #[must_use]
    pub fn of(ownership: &Ownership, policy: &Policy) -> Self {
        let name = |team: &TeamId| policy.team(*team).name.clone();
        let rank = match ownership.state {
            OwnershipState::Owned | OwnershipState::Joint => 0,
            OwnershipState::Unowned => 1,
            OwnershipState::Unmatched => 2,
        };
        Self { rank, names: ownership.teams.iter().map(name).collect() }
    }

    /// `owned`, `joint`, `unowned` or `unmatched`.
    #[must_use]
    pub fn state(&self) -> &'static str {
        match (self.rank, self.names.len()) {
            (0, 1) => "owned",
            (0, _) => "joint",
            (1, _) => "unowned",
            _ => "unmatched",
        }
    }

    /// The names of the teams, or in brackets why there are none.
    #[must_use]
    pub fn label(&self) -> String {
        match self.state() {
            "unowned" => "(explicitly nobody)".to_owned(),
            "unmatched" => "(no owner)".to_owned(),
            _ => self.names.join(" + "),
        }
    }
}

impl<'a> OwnersPage<'a> {
    fn entries(&self) -> impl Iterator<Item = &'a OwnerEntry> + use<'a> {
        self.answers.iter().flat_map(|answer| &answer.entries)
    }

    fn key(&self, entry: &OwnerEntry) -> OwnerKey {
        OwnerKey::of(&entry.ownership, self.policy)
    }

    /// Where a line stands: `boundaries.toml:12`.
    fn place(&self, source: &OwnershipSource) -> String {
        format!("{}:{}", self.sources.file(source.span.file).path(), source.span.line)
    }

    /// The line itself. CODEOWNERS is often set in columns; here the line stands alone.
    fn line(&self, source: &OwnershipSource) -> String {
        let line = self.sources.file(source.span.file).line(source.span.line);
        line.split_whitespace().collect::<Vec<_>>().join(" ")
    }
}
