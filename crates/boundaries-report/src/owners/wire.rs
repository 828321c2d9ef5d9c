//! The shapes of `owners --format json`; `docs/owners.schema.json` is generated from them. Fields are only ever added;
//! anything else raises [`SCHEMA_VERSION`].

use serde::Serialize;

/// The version of the format.
pub(crate) const SCHEMA_VERSION: u32 = 1;

/// Who owns what.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub(crate) struct Owners<'a> {
    /// The version of this format.
    pub(crate) schema_version: u32,
    /// The entries summed up by owner.
    pub(crate) totals: Vec<Total<'a>>,
    /// What was asked for, in that order; every module where nothing was.
    pub(crate) owners: Vec<Entry<'a>>,
}

/// How much the same owners have.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub(crate) struct Total<'a> {
    /// `owned`, `joint`, `unowned` or `unmatched`.
    pub(crate) state: &'a str,
    /// The names of the teams.
    pub(crate) teams: &'a [String],
    /// Modules.
    pub(crate) modules: usize,
    /// Files.
    pub(crate) files: usize,
    /// Lines of those files that are Rust sources.
    pub(crate) lines: usize,
}

/// Something that can have an owner.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub(crate) struct Entry<'a> {
    /// The question that it answers, as it was written; empty where nothing was asked.
    pub(crate) question: &'a str,
    /// The path of a module or item, or the path of a file.
    pub(crate) subject: &'a str,
    /// `module`, `inline-module`, `item`, `source` (a source file) or `file` (any other, whether it exists or not).
    pub(crate) kind: &'a str,
    /// The file, from the workspace root; starts with `..` above it.
    pub(crate) path: &'a str,
    /// The line at which an item is declared.
    pub(crate) line: Option<u32>,
    /// `owned` by one team, `joint` by several, `unowned` if a rule names nobody, `unmatched` if no rule speaks of it.
    pub(crate) state: &'a str,
    /// The owners.
    pub(crate) teams: Vec<Team<'a>>,
    /// The line that decides; the first, where sections of CODEOWNERS decide together.
    pub(crate) decided_by: Option<Source<'a>>,
    /// Who must approve changes by CODEOWNERS, a group for each section; empty where another source decides.
    pub(crate) approval_groups: Vec<ApprovalGroup<'a>>,
    /// With `--why` alone: every line that speaks of it, the one that decides first.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) sources: Option<Vec<Statement<'a>>>,
}

/// A team.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub(crate) struct Team<'a> {
    /// Its name.
    pub(crate) name: &'a str,
    /// Whom to ask.
    pub(crate) contact: Option<&'a str>,
}

/// A line that names an owner.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub(crate) struct Source<'a> {
    /// `module-path`, `path-pattern`, `package-metadata`, `team-file-module-path`, `team-file-path-pattern`, `codeowners` or
    /// `optional-codeowners`.
    pub(crate) kind: &'a str,
    /// The file, from the workspace root; starts with `..` above it.
    pub(crate) path: &'a str,
    /// The line, from 1.
    pub(crate) line: u32,
    /// The column, from 1 and in characters.
    pub(crate) column: u32,
    /// The whole line.
    pub(crate) text: &'a str,
}

/// What one line says about an owner, and what came of it.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub(crate) struct Statement<'a> {
    /// The line.
    #[serde(flatten)]
    pub(crate) source: Source<'a>,
    /// The teams it names.
    pub(crate) teams: Vec<&'a str>,
    /// `decides`, `less-specific`, `overridden`, `excluded` or `outranked`.
    pub(crate) standing: &'a str,
    /// Why, in words.
    pub(crate) reason: String,
}

/// What one section of CODEOWNERS asks for.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub(crate) struct ApprovalGroup<'a> {
    /// The name of the section; empty for rules outside any.
    pub(crate) section: &'a str,
    /// Whether the forge asks without insisting.
    pub(crate) optional: bool,
    /// How many of the owners must approve.
    pub(crate) approvals: u32,
    /// The owners as they are written.
    pub(crate) owners: &'a [String],
}
