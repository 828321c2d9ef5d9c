//! The shapes of `what-if --format json`; `docs/what-if.schema.json` is generated from them. Fields are only ever added;
//! anything else raises [`SCHEMA_VERSION`].

use serde::Serialize;

use crate::wire::Place;

/// The version of the format.
pub(super) const SCHEMA_VERSION: u32 = 1;

/// The effect of another ownership of the same code.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub(super) struct WhatIf<'a> {
    /// The version of this format.
    pub(super) schema_version: u32,
    /// What is supposed, a sentence each.
    pub(super) supposed: &'a [String],
    /// The moves that a search found, in the order in which they are made; the rest is the effect of all of them together.
    pub(super) suggestions: Vec<Suggestion<'a>>,
    /// The modularity of the ownership before and after these moves; null where no search was asked for.
    pub(super) modularity: Option<Modularity>,
    /// The modules whose owners differ.
    pub(super) handed_over: Vec<HandedOver<'a>>,
    /// How many couplings between teams there are.
    pub(super) couplings: Pair,
    /// How many of these no contract permits.
    pub(super) without_permission: Pair,
    /// The couplings that differ.
    pub(super) shifts: Vec<Shift<'a>>,
    /// What contracts would have to permit and do not, of the pairs of teams that a shift concerns.
    pub(super) contracts_needed: Vec<Need<'a>>,
    /// Contracts that are used before and not after.
    pub(super) contracts_idle: Vec<Idle<'a>>,
    /// The numbers that differ.
    pub(super) metrics: Vec<Metric<'a>>,
    /// What CODEOWNERS would have to say; null where there is none, or it need not change.
    pub(super) codeowners: Option<Codeowners<'a>>,
    /// What one should know beside that.
    pub(super) notes: &'a [String],
}

/// A number before and after.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub(super) struct Pair {
    /// As it is.
    pub(super) before: usize,
    /// As it would be.
    pub(super) after: usize,
}

/// How far an ownership follows the communities of the module graph.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub(super) struct Modularity {
    /// As it is.
    pub(super) before: f64,
    /// As it would be.
    pub(super) after: f64,
}

/// A move that a search found.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub(super) struct Suggestion<'a> {
    /// What moves, as `--move` takes it.
    pub(super) what: &'a str,
    /// The names of its owners.
    pub(super) from: &'a [String],
    /// The name of the team that would own it.
    pub(super) to: &'a str,
    /// How many modules that are.
    pub(super) modules: usize,
    /// Couplings of shipped code to the code of the new owner: they vanish.
    pub(super) vanish: usize,
    /// Couplings of shipped code to the code of its owners: they appear.
    pub(super) appear: usize,
    /// Couplings of shipped code to the code of other teams: they stay.
    pub(super) stay: usize,
    /// By how much the modularity of the ownership grows.
    pub(super) gain: f64,
    /// What holds it to the new owner, some of it.
    pub(super) reasons: Vec<Use<'a>>,
    /// What holds it to its owners, some of it.
    pub(super) counter: Vec<Use<'a>>,
}

/// A module and what it uses.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub(super) struct Use<'a> {
    /// The path of the module that mentions.
    pub(super) consumer: &'a str,
    /// The path of the item that is mentioned.
    pub(super) provider: String,
}

/// A module that others would own.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub(super) struct HandedOver<'a> {
    /// Its path.
    pub(super) module: &'a str,
    /// The names of its owners.
    pub(super) before: &'a [String],
    /// The names of those who would own it.
    pub(super) after: &'a [String],
}

/// A coupling that differs.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub(super) struct Shift<'a> {
    /// `appears`, `vanishes` or `changes`.
    pub(super) change: &'a str,
    /// The path of the module that mentions.
    pub(super) consumer: &'a str,
    /// The path of the item that is mentioned.
    pub(super) provider: String,
    /// How it is; null where it crosses no boundary.
    pub(super) before: Option<Crossing<'a>>,
    /// How it would be; null where it would cross no boundary.
    pub(super) after: Option<Crossing<'a>>,
}

/// A coupling under one ownership.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub(super) struct Crossing<'a> {
    /// The names of the teams that own the consumer.
    pub(super) consumers: &'a [String],
    /// The names of the teams that own the provider.
    pub(super) providers: &'a [String],
    /// References that a contract permits.
    pub(super) permitted: usize,
    /// References that none permits.
    pub(super) open: usize,
}

/// What a team would have to ask another one for.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub(super) struct Need<'a> {
    /// The name of the team that uses.
    pub(super) consumer: &'a str,
    /// The name of the team that is used.
    pub(super) provider: &'a str,
    /// Whether contracts between the two are in force already, and only do not cover these paths.
    pub(super) widens: bool,
    /// The smallest surface that covers it; empty where what the provider opens under any contract is enough.
    pub(super) surface: &'a [String],
    /// The kinds of code that need it.
    pub(super) kinds: Vec<&'a str>,
    /// The references that no contract permits.
    pub(super) references: usize,
}

/// A contract that nothing would use any more.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub(super) struct Idle<'a> {
    /// Why there is one.
    pub(super) reason: &'a str,
    /// Where it is written.
    pub(super) place: Option<Place<'a>>,
}

/// A number that differs.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub(super) struct Metric<'a> {
    /// The name of the metric.
    pub(super) metric: &'a str,
    /// The name of the team it is of; null for the whole workspace.
    pub(super) team: Option<&'a str>,
    /// As it is; null where there is no such team, or nothing to have a share of.
    pub(super) before: Option<f64>,
    /// As it would be.
    pub(super) after: Option<f64>,
}

/// What a CODEOWNERS would have to say.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub(super) struct Codeowners<'a> {
    /// The file, from the workspace root.
    pub(super) path: &'a str,
    /// The lines that differ.
    pub(super) lines: Vec<Line<'a>>,
}

/// A line of CODEOWNERS that differs.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub(super) struct Line<'a> {
    /// Which, from 1; null for one to be added at the end.
    pub(super) line: Option<usize>,
    /// As it is.
    pub(super) before: Option<&'a str>,
    /// As it would have to be.
    pub(super) after: &'a str,
}
