//! The shapes of the `json` and `jsonl` formats; their schemas in `docs/` are generated from them. They are kept apart from the model,
//! so that the model can change and the format does not. Fields are only ever added; anything else raises
//! [`SCHEMA_VERSION`].

use serde::Serialize;

/// The version of the format.
pub const SCHEMA_VERSION: u32 = 1;

/// The whole report.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub(crate) struct Report<'a> {
    /// The version of this format.
    pub(crate) schema_version: u32,
    /// Numbers over the findings.
    pub(crate) summary: Summary<'a>,
    /// The findings per pair of teams, in the order of the findings.
    pub(crate) pairs: Vec<Pair<'a>>,
    /// The findings; those of one pair of teams stand together.
    pub(crate) findings: Vec<Finding<'a>>,
}

/// A line of the `jsonl` format.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "type", rename_all = "kebab-case", rename_all_fields = "kebab-case")]
pub(crate) enum Line<'a> {
    /// A finding.
    Finding(Box<Finding<'a>>),
    /// The last line.
    Summary {
        /// The version of this format.
        schema_version: u32,
        /// Numbers over the findings.
        summary: Summary<'a>,
    },
}

/// Numbers over the findings.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub(crate) struct Summary<'a> {
    /// Findings at deny level that nothing tolerates.
    pub(crate) denied: usize,
    /// Findings at warn level that nothing tolerates.
    pub(crate) warned: usize,
    /// Findings that make the run fail.
    pub(crate) failing: usize,
    /// Findings at deny level on boundaries that are only observed.
    pub(crate) observed: usize,
    /// Findings that something tolerates.
    pub(crate) waived: usize,
    /// Those of them that the baseline tolerates.
    pub(crate) in_baseline: usize,
    /// Those of them that comments in the code tolerate.
    pub(crate) by_comment: usize,
    /// Places that the baseline records, in the whole workspace.
    pub(crate) recorded: usize,
    /// Those of them that are still there.
    pub(crate) remaining: usize,
    /// Findings that are tolerated because the revision compared with had them.
    pub(crate) existed: usize,
    /// Those of them that have more places than there.
    pub(crate) grown: usize,
    /// The revision that the report is held to, with `--base`.
    pub(crate) base: Option<Base<'a>>,
    /// Findings outside the selected packages, teams and rules.
    pub(crate) out_of_scope: usize,
    /// Couplings between teams: pairs of a consuming module and a provider item.
    pub(crate) couplings: usize,
    /// Those of them that a contract permits.
    pub(crate) permitted: usize,
}

/// The revision that a report is held to.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub(crate) struct Base<'a> {
    /// The first digits of its hash.
    pub(crate) revision: &'a str,
    /// Couplings without permission that it had, and that are gone.
    pub(crate) gone: usize,
    /// Findings of which nobody knows whether it had them, as their code was not read there.
    pub(crate) unread: usize,
}

/// What an earlier revision had of a finding.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub(crate) struct Existed {
    /// In how many places.
    pub(crate) places: usize,
}

/// Numbers over the findings of a pair of teams.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub(crate) struct Pair<'a> {
    /// The names of the consuming teams; empty where no team is concerned.
    pub(crate) consumers: Vec<&'a str>,
    /// The names of the providing teams; empty where no team is concerned.
    pub(crate) providers: Vec<&'a str>,
    /// Findings that nothing tolerates.
    pub(crate) findings: usize,
    /// Places in code that they stand for.
    pub(crate) places: usize,
    /// Findings that make the run fail.
    pub(crate) failing: usize,
    /// Findings that something tolerates.
    pub(crate) waived: usize,
}

/// One statement by one rule.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub(crate) struct Finding<'a> {
    /// The rule's name.
    pub(crate) rule: &'a str,
    /// `warn` or `deny`.
    pub(crate) level: &'a str,
    /// `default`, `policy` or `command-line`.
    pub(crate) level_origin: &'a str,
    /// Whether it makes the run fail.
    pub(crate) fails: bool,
    /// A number for rule, consumer and provider, the same in every run, on every machine and in every format.
    pub(crate) fingerprint: String,
    /// The statement in one line.
    pub(crate) headline: &'a str,
    /// The path of the module that depends, or whatever takes its place.
    pub(crate) consumer: &'a str,
    /// The path of the item that is depended on, or whatever takes its place.
    pub(crate) provider: &'a str,
    /// The teams on the consuming side.
    pub(crate) consumer_teams: Vec<Team<'a>>,
    /// The teams on the providing side.
    pub(crate) provider_teams: Vec<Team<'a>>,
    /// How strictly the boundary is held: `observe`, `no-new`, `enforce` or `sealed`.
    pub(crate) enforcement: &'a str,
    /// What tolerates it.
    pub(crate) waiver: Option<Waiver<'a>>,
    /// What the revision compared with had of it, if it had it.
    pub(crate) existed: Option<Existed>,
    /// Why nobody knows whether it had it: the code was not read whole there.
    pub(crate) unread_before: Option<&'a str>,
    /// Every place in code that the finding stands for.
    pub(crate) places: Vec<Reference<'a>>,
    /// Places that explain the finding, the primary one first.
    pub(crate) labels: Vec<Label<'a>>,
    /// Facts that no place can show.
    pub(crate) notes: &'a [String],
    /// Ways on, the one to try first in front.
    pub(crate) help: Vec<Help<'a>>,
}

/// A team.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub(crate) struct Team<'a> {
    /// Its name.
    pub(crate) name: &'a str,
    /// How to reach it.
    pub(crate) contact: Option<&'a str>,
}

/// What tolerates a finding.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub(crate) struct Waiver<'a> {
    /// `suppression`, `exception` or `baseline`.
    pub(crate) kind: &'a str,
    /// Why.
    pub(crate) reason: &'a str,
    /// The last day, as year-month-day.
    pub(crate) until: Option<String>,
    /// Where it is written.
    pub(crate) place: Option<Place<'a>>,
}

/// A place in code that a finding stands for.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub(crate) struct Reference<'a> {
    /// Where.
    pub(crate) place: Option<Place<'a>>,
    /// The path of the module it stands in.
    pub(crate) module: Option<&'a str>,
    /// The role of the path there, such as `use`, `path` or `method`; null where the place is no reference.
    pub(crate) kind: Option<&'a str>,
    /// What stands there.
    pub(crate) written: &'a str,
}

/// A place that explains a finding.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub(crate) struct Label<'a> {
    /// What it is in this finding: `primary`, `step`, `constraint`, `definition`, `consumer-owner`, `provider-owner`,
    /// `contract`, `near-miss`, `surface` or `exception`.
    pub(crate) role: &'a str,
    /// A phrase about it.
    pub(crate) text: &'a str,
    /// Where.
    pub(crate) place: Option<Place<'a>>,
}

/// A place in a file.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub(crate) struct Place<'a> {
    /// The path from the workspace root, with forward slashes.
    pub(crate) path: &'a str,
    /// The line, from 1.
    pub(crate) line: u32,
    /// The column, from 1 and in characters.
    pub(crate) column: usize,
    /// The line of the end, from 1.
    pub(crate) end_line: u32,
    /// The column behind the last character, from 1 and in characters.
    pub(crate) end_column: usize,
    /// The first byte.
    pub(crate) start: u32,
    /// One past the last byte.
    pub(crate) end: u32,
}

/// A way on.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub(crate) struct Help<'a> {
    /// `use-surface`, `change-code`, `change-policy`, `talk-to-owner` or `request-contract`.
    pub(crate) kind: &'a str,
    /// What to do.
    pub(crate) text: &'a str,
    /// Text to paste: a path, or a stanza of the policy.
    pub(crate) snippet: Option<&'a str>,
}

/// The contracts of a policy.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub(crate) struct Contracts<'a> {
    /// The version of this format.
    pub(crate) schema_version: u32,
    /// The contracts, in the order they are written.
    pub(crate) contracts: Vec<Contract<'a>>,
}

/// A contract.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub(crate) struct Contract<'a> {
    /// The names of the consuming teams; `*` alone for every team.
    pub(crate) consumers: Vec<&'a str>,
    /// The names of the providing teams.
    pub(crate) providers: Vec<&'a str>,
    /// `in force`, `deprecated`, `expiring`, `stale`, `upcoming`, `proposed` or `expired`.
    pub(crate) standing: &'a str,
    /// The references that it covers; where it is not in force, those that wait for it or still rely on it.
    pub(crate) uses: usize,
    /// Whether there may be more uses, in code of a consumer that was not read or that flags leave out; then the contract is
    /// not `stale`.
    pub(crate) may_have_more: bool,
    /// What may be named; null for what the provider opens by itself.
    pub(crate) surface: Option<Vec<&'a str>>,
    /// For which kinds of code: `normal`, `test`, `build`.
    pub(crate) kinds: Vec<&'a str>,
    /// `x-as-a-service`, `collaboration` or `facilitating`.
    pub(crate) mode: Option<&'a str>,
    /// The first day, as year-month-day.
    pub(crate) since: Option<String>,
    /// The last day, as year-month-day.
    pub(crate) until: Option<String>,
    /// The decision record, from the workspace root.
    pub(crate) adr: Option<&'a str>,
    /// What to use instead.
    pub(crate) deprecated: Option<&'a str>,
    /// Whether the consumer may re-export what it uses.
    pub(crate) may_reexport: bool,
    /// Why.
    pub(crate) reason: &'a str,
    /// Where it is written; for one that is granted, the grant.
    pub(crate) place: Option<Place<'a>>,
    /// Where it is requested, if the two halves stand apart.
    pub(crate) request: Option<Place<'a>>,
}
