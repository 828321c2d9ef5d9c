//! The keys of a policy: one table per shape, from which come the check for unknown keys and the JSON Schema.

use crate::codeowners::Dialect;
use crate::constraint::Units;
use crate::contract::ContractMode;
use crate::policy::Level;
use crate::team::{Enforcement, TeamKind};

/// A key of a table.
pub(crate) struct Key {
    pub(crate) name: &'static str,
    pub(crate) value: Value,
    pub(crate) required: bool,
    pub(crate) doc: &'static str,
}

/// What a key's value looks like.
pub(crate) enum Value {
    Text,
    /// A string, or a list of them.
    Texts,
    Bool,
    /// A whole number from 1.
    Count,
    /// A whole number from 0.
    Amount,
    Date,
    /// One of these words.
    Word(fn() -> Vec<&'static str>),
    /// A list of these words.
    Words(fn() -> Vec<&'static str>),
    /// One of these words, or a table.
    WordOrTable(fn() -> Vec<&'static str>, &'static [Key]),
    Table(&'static [Key]),
    /// A table whose keys are names that the user gives.
    Named(&'static Value),
    Tables(&'static [Key]),
    /// A list of strings and of lists of strings.
    Groups,
}

const fn key(name: &'static str, value: Value, doc: &'static str) -> Key {
    Key { name, value, required: false, doc }
}

const fn required(name: &'static str, value: Value, doc: &'static str) -> Key {
    Key { name, value, required: true, doc }
}

/// The whole policy.
pub(crate) const POLICY: &[Key] = &[
    key("teams", Value::Named(&Value::Table(TEAM)), "The teams, by name."),
    key("contract", Value::Tables(CONTRACT), "Which team may use which, and why."),
    key("exception", Value::Tables(EXCEPTION), "Findings that are tolerated for a time."),
    key("layers", Value::Tables(LAYERS), "Who lies above whom: nothing uses what lies above it."),
    key("independent", Value::Tables(INDEPENDENT), "What is kept apart from each other."),
    key("forbid", Value::Tables(FORBID), "What may not be used from where."),
    key("acyclic", Value::Tables(ACYCLIC), "What must not reach itself."),
    key(
        "tags",
        Value::Named(&Value::Texts),
        "What `tag:NAME` stands for: teams, crates, module paths and globs of them.",
    ),
    key("history", Value::Table(HISTORY), "What of the repository's history is read, and what of it counts."),
    key("rules", Value::Named(&Value::Word(levels)), "The levels of rules, by name."),
    key(
        "enforcement",
        Value::WordOrTable(enforcements, ENFORCEMENT),
        "What happens to findings, unless a provider says otherwise.",
    ),
    key(
        "codeowners-dialect",
        Value::Word(dialects),
        "Whose rules CODEOWNERS follows; by default its place or the remote tells.",
    ),
];

/// A team.
pub(crate) const TEAM: &[Key] = &[
    key("owns", Value::Texts, "Module paths, and path patterns from the workspace root, that the team owns."),
    key("surface", Value::Texts, "Module and item paths that others may name under contract; by default all it owns."),
    key("handles", Value::Texts, "How CODEOWNERS calls the team: `@org/team`, `@user`, an e-mail address."),
    key("contact", Value::Text, "Whom to ask, and where."),
    key("kind", Value::Word(kinds_of_team), "What kind of team it is."),
    key(
        "enforcement",
        Value::WordOrTable(enforcements, ENFORCEMENT),
        "What happens to findings about couplings to this team.",
    ),
    key("roster", Value::Texts, "Addresses or domains by which authors of commits are known to belong to the team."),
    key(
        "debt-budget",
        Value::Amount,
        "How many tolerated references to other teams' code the team means to have at most.",
    ),
    key("tags", Value::Texts, "Tags by which constraints can speak of the team: `tag:NAME`."),
];

/// A contract in `boundaries.toml`, which speaks for both sides.
pub(crate) const CONTRACT: &[Key] = &[
    required("consumer", Value::Texts, "The team or teams that may use the provider; `*` is every team."),
    required("provider", Value::Texts, "The team or teams that are used."),
    required("reason", Value::Text, "Why."),
    key("surface", Value::Texts, "What may be named; by default the provider's surface."),
    key("kinds", Value::Words(kinds), "For which kinds of code; by default `normal` and `test`."),
    key("mode", Value::Word(modes), "How the teams work together; a collaboration must have an end."),
    key("since", Value::Date, "The first day the contract holds."),
    key("until", Value::Date, "The last day the contract holds."),
    key("adr", Value::Text, "The decision record: a file of the workspace."),
    key("may-reexport", Value::Bool, "Whether the consumer may re-export what it uses."),
    key("deprecated", Value::Text, "What to use instead; the contract is to end."),
];

/// An enforcement that grows stricter.
pub(crate) const ENFORCEMENT: &[Key] = &[
    required("level", Value::Word(enforcements), "How the boundary is held today."),
    required("next", Value::Word(enforcements), "How it is held after that; stricter than `level`."),
    required("from", Value::Date, "The first day on which `next` holds."),
];

/// What of history counts.
pub(crate) const HISTORY: &[Key] = &[
    key("months", Value::Count, "How many months are looked at, counted back from the newest commit; by default 12."),
    key("max-files", Value::Count, "Commits that change more Rust files than this are left out; by default 30."),
    key(
        "bots",
        Value::Texts,
        "Names or addresses of programs whose commits are left out, beside those marked `[bot]`.",
    ),
    key("min-shared", Value::Count, "How many commits have to change two modules to couple them; by default 5."),
    key(
        "min-degree",
        Value::Count,
        "How many percent of their commits two modules have to share to be coupled; by default 30.",
    ),
    key("min-commits", Value::Count, "How many commits tell an author's team where no roster does; by default 5."),
];

/// A file of the baseline.
pub(crate) const BASELINE: &[Key] = &[key("tolerated", Value::Tables(TOLERATED), "Debt that is tolerated.")];

/// One entry of a baseline.
pub(crate) const TOLERATED: &[Key] = &[
    required("rule", Value::Text, "The rule that reports it."),
    required("from", Value::Text, "The consuming module."),
    key("to", Value::Text, "The item that is used; none where the finding is about `from` alone."),
    required("count", Value::Count, "How many places use it."),
    required("reason", Value::Text, "Why it was accepted."),
    key("since", Value::Date, "The day on which it was accepted."),
];

/// An exception.
pub(crate) const EXCEPTION: &[Key] = &[
    required("from", Value::Text, "The consuming module; covers what is below it."),
    required("to", Value::Text, "The module or item that is used; covers what is below it."),
    required("reason", Value::Text, "Why it is tolerated."),
    key("until", Value::Date, "The last day it is tolerated."),
];

/// Layers.
pub(crate) const LAYERS: &[Key] = &[
    required(
        "layers",
        Value::Groups,
        "The layers from top to bottom; a list stands for one layer of several subjects.",
    ),
    required("reason", Value::Text, "Why."),
    key("strict", Value::Bool, "Whether a layer may use the next one only."),
    key("through-chains", Value::Bool, "Whether a way through code outside the layers counts as well."),
    key("kinds", Value::Words(kinds), "For which kinds of code; by default `normal` and `test`."),
];

/// What is kept apart.
pub(crate) const INDEPENDENT: &[Key] = &[
    required(
        "subjects",
        Value::Groups,
        "What is kept apart; a glob or a tag stands for each of its matches, a list for one subject.",
    ),
    required("reason", Value::Text, "Why."),
    key("through-chains", Value::Bool, "Whether a way through other code counts as well."),
    key("kinds", Value::Words(kinds), "For which kinds of code; by default `normal` and `test`."),
];

/// What may not be used.
pub(crate) const FORBID: &[Key] = &[
    required("from", Value::Texts, "Who may not: teams, crates, module paths, globs of them, tags."),
    required("to", Value::Texts, "What may not be used: the same, or a crate outside the workspace."),
    required("reason", Value::Text, "Why."),
    key("except", Value::Texts, "Who of `from` may all the same."),
    key("through-chains", Value::Bool, "Whether a way through other code counts as well."),
    key("kinds", Value::Words(kinds), "For which kinds of code; by default `normal` and `test`."),
    key("may-be-absent", Value::Bool, "Whether `to` may name crates that no package depends on."),
];

/// What must not reach itself.
pub(crate) const ACYCLIC: &[Key] = &[
    required("between", Value::Word(units), "What is looked at as one thing."),
    required("reason", Value::Text, "Why."),
    key("within", Value::Texts, "Only references inside of these count; by default all."),
    key(
        "kinds",
        Value::Words(kinds),
        "For which kinds of code; by default `normal`, between crates `normal` and `test`.",
    ),
];

/// A team's own file: its territory, and its halves of contracts.
pub(crate) const TEAM_FILE: &[Key] = &[
    key("owns", Value::Texts, "Module paths, and path patterns from the workspace root, that the team owns."),
    key("surface", Value::Texts, "Module and item paths that others may name under contract; by default all it owns."),
    key("handles", Value::Texts, "How CODEOWNERS calls the team: `@org/team`, `@user`, an e-mail address."),
    key("contact", Value::Text, "Whom to ask, and where."),
    key("kind", Value::Word(kinds_of_team), "What kind of team it is."),
    key(
        "enforcement",
        Value::WordOrTable(enforcements, ENFORCEMENT),
        "What happens to findings about couplings to this team.",
    ),
    key("roster", Value::Texts, "Addresses or domains by which authors of commits are known to belong to the team."),
    key(
        "debt-budget",
        Value::Amount,
        "How many tolerated references to other teams' code the team means to have at most.",
    ),
    key("tags", Value::Texts, "Tags by which constraints can speak of the team: `tag:NAME`."),
    key("grant", Value::Tables(CONTRACT), "What this team lets others use; the provider is this team."),
    key("request", Value::Tables(CONTRACT), "What this team wants to use; the consumer is this team."),
    key("layers", Value::Tables(LAYERS), "Who lies above whom in the code of this team."),
    key("independent", Value::Tables(INDEPENDENT), "What is kept apart from each other in the code of this team."),
    key("forbid", Value::Tables(FORBID), "What the code of this team may not use."),
    key("acyclic", Value::Tables(ACYCLIC), "What must not reach itself in the code of this team."),
];

/// `[package.metadata.boundaries]` in a member's manifest.
pub(crate) const PACKAGE_METADATA: &[Key] = &[
    key("team", Value::Text, "The team that owns the package."),
    key("tags", Value::Texts, "Tags by which constraints can speak of the package: `tag:NAME`."),
];

pub(crate) fn kinds() -> Vec<&'static str> {
    vec!["normal", "test", "build"]
}

fn dialects() -> Vec<&'static str> {
    Dialect::NAMES.iter().map(|(name, _)| *name).collect()
}

pub(crate) fn levels() -> Vec<&'static str> {
    Level::NAMES.iter().map(|(name, _)| *name).collect()
}

fn enforcements() -> Vec<&'static str> {
    Enforcement::NAMES.iter().map(|(name, _)| *name).collect()
}

fn units() -> Vec<&'static str> {
    Units::NAMES.iter().map(|(name, _)| *name).collect()
}

fn modes() -> Vec<&'static str> {
    ContractMode::NAMES.iter().map(|(name, _)| *name).collect()
}

fn kinds_of_team() -> Vec<&'static str> {
    TeamKind::NAMES.iter().map(|(name, _)| *name).collect()
}
