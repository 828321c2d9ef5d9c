//! The shapes of `metrics --format json`; `docs/metrics.schema.json` is generated from them. Fields are only ever added;
//! anything else raises [`SCHEMA_VERSION`].

use serde::Serialize;

use crate::wire::Place;

/// The version of the format.
pub(crate) const SCHEMA_VERSION: u32 = 1;

/// The numbers of a workspace.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub(crate) struct Metrics<'a> {
    /// The version of this format.
    pub(crate) schema_version: u32,
    /// The numbers.
    pub(crate) figures: Vec<Figure<'a>>,
    /// Every coupling between teams; empty where only a subject was asked about.
    pub(crate) couplings: Vec<Coupling<'a>>,
    /// The largest set of teams that reach each other, if there is one.
    pub(crate) tangle: Option<Tangle<'a>>,
    /// What reaches the subject that was asked about, if one was.
    pub(crate) radius: Option<Radius<'a>>,
    /// The names of metrics that need the history of the code, if it was not read.
    pub(crate) not_available: Vec<&'a str>,
    /// What was read of the history, if it was.
    pub(crate) history: Option<History<'a>>,
}

/// The history behind the numbers.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub(crate) struct History<'a> {
    /// The hash of the newest commit.
    pub(crate) head: &'a str,
    /// The first day that was looked at.
    pub(crate) since: String,
    /// The day of the newest commit.
    pub(crate) until: String,
    /// Commits that do not count.
    pub(crate) left_out: Vec<LeftOut<'a>>,
    /// How it is known which team made a change.
    pub(crate) homes: Homes,
    /// The commits that count, the newest first; figures point at them by position.
    pub(crate) changes: Vec<Change<'a>>,
    /// Modules of different teams that change together without a reference, or never although there is one.
    pub(crate) pairs: Vec<ModulePair<'a>>,
    /// The dependencies between modules of different teams, in the order in which to look at them.
    pub(crate) balances: Vec<Balance<'a>>,
}

/// Commits that do not count.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub(crate) struct LeftOut<'a> {
    /// Why.
    pub(crate) reason: &'a str,
    /// How many.
    pub(crate) commits: usize,
}

/// How it is known which team made a change, in changes.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub(crate) struct Homes {
    /// A roster names the author.
    pub(crate) by_roster: usize,
    /// It is inferred from whose code the author changes most.
    pub(crate) inferred: usize,
    /// It is not known.
    pub(crate) unknown: usize,
}

/// A commit that counts.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub(crate) struct Change<'a> {
    /// Its hash.
    pub(crate) commit: &'a str,
    /// The day on which it was committed, in UTC.
    pub(crate) day: String,
}

/// Two modules of different teams.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub(crate) struct ModulePair<'a> {
    /// Their paths.
    pub(crate) modules: [&'a str; 2],
    /// `hidden` or `dormant`.
    pub(crate) kind: &'a str,
    /// How many changes touch each of them.
    pub(crate) changes_of: [usize; 2],
    /// Common changes in percent of the mean of both.
    pub(crate) degree: f64,
    /// The changes that touch both, by their position in `changes`, from 0.
    pub(crate) shared: &'a [usize],
    /// References between them, in both directions.
    pub(crate) references: usize,
}

/// What one module uses of another of a different team.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub(crate) struct Balance<'a> {
    /// The path of the module that uses.
    pub(crate) consumer: &'a str,
    /// The path of the module that is used.
    pub(crate) provider: &'a str,
    /// From 1 to 10, the lowest to be looked at first.
    pub(crate) score: u8,
    /// From 1 to 10.
    pub(crate) strength: u8,
    /// From 1 to 10.
    pub(crate) distance: u8,
    /// From 1 to 10.
    pub(crate) volatility: u8,
    /// How many references there are.
    pub(crate) references: usize,
}

/// One number.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub(crate) struct Figure<'a> {
    /// The name of the metric.
    pub(crate) metric: &'a str,
    /// What it was measured of: `workspace`, `team`, `pair`, `between`, `module` or `subject`.
    pub(crate) of: &'a str,
    /// The name of the team, for one of a team.
    pub(crate) team: Option<&'a str>,
    /// The names of the consuming teams, for one of a pair.
    pub(crate) consumers: Option<Vec<String>>,
    /// The names of the providing teams, for one of a pair.
    pub(crate) providers: Option<Vec<String>>,
    /// The names of the teams on either side, for one between two sets of owners without a direction.
    pub(crate) between: Option<[Vec<String>; 2]>,
    /// The path of the module, for one of a module.
    pub(crate) module: Option<&'a str>,
    /// The number; a share lies between 0 and 1, and is null where there is nothing to have a share of.
    pub(crate) value: Option<f64>,
    /// The part, of a share.
    pub(crate) part: Option<usize>,
    /// The whole, of a share.
    pub(crate) whole: Option<usize>,
    /// The couplings behind it, by their position in `couplings`, from 0.
    pub(crate) couplings: &'a [usize],
    /// The changes behind it, by their position in the `changes` of `history`, from 0.
    pub(crate) changes: &'a [usize],
    /// Where the contracts behind it are written.
    pub(crate) contracts: Vec<Option<Place<'a>>>,
}

/// All that one module mentions of one item of another team, in one state.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub(crate) struct Coupling<'a> {
    /// The names of the teams that own the consumer.
    pub(crate) consumers: Vec<String>,
    /// The names of the teams that own the provider.
    pub(crate) providers: Vec<String>,
    /// The path of the module that mentions.
    pub(crate) consumer: &'a str,
    /// The path of the item that is mentioned.
    pub(crate) provider: String,
    /// `honoured`, `undeclared`, `off-surface` or `tolerated`.
    pub(crate) state: &'a str,
    /// Where it is mentioned.
    pub(crate) places: Vec<Option<Place<'a>>>,
}

/// Teams that reach each other.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub(crate) struct Tangle<'a> {
    /// Their names.
    pub(crate) teams: Vec<String>,
    /// What to cut so that no team reaches itself any more.
    pub(crate) cut: Vec<Cut<'a>>,
    /// Whether no cheaper cut exists.
    pub(crate) is_cheapest: bool,
}

/// What a team uses of another.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub(crate) struct Cut<'a> {
    /// The name of the team that uses.
    pub(crate) consumer: &'a str,
    /// The name of the team that is used.
    pub(crate) provider: &'a str,
    /// References in shipped code.
    pub(crate) references: usize,
}

/// What reaches a subject.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub(crate) struct Radius<'a> {
    /// What was asked about, in words.
    pub(crate) subject: &'a str,
    /// The modules that reach it, the nearest first.
    pub(crate) modules: Vec<Reached<'a>>,
    /// The teams that own these and nothing of the subject.
    pub(crate) teams: Vec<ReachedTeam<'a>>,
}

/// A module that reaches a subject.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub(crate) struct Reached<'a> {
    /// Its path.
    pub(crate) module: &'a str,
    /// The names of its owners.
    pub(crate) teams: Vec<String>,
    /// How many dependencies the shortest chain has.
    pub(crate) steps: usize,
    /// The module that it depends on in that chain.
    pub(crate) over: &'a str,
}

/// A team that reaches a subject.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub(crate) struct ReachedTeam<'a> {
    /// Its name.
    pub(crate) name: &'a str,
    /// How many dependencies the shortest chain has.
    pub(crate) steps: usize,
}
