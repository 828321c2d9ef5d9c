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
    /// The names of metrics that need the history of the code and are not measured.
    pub(crate) not_available: Vec<&'a str>,
}

/// One number.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub(crate) struct Figure<'a> {
    /// The name of the metric.
    pub(crate) metric: &'a str,
    /// What it was measured of: `workspace`, `team`, `pair` or `subject`.
    pub(crate) of: &'a str,
    /// The name of the team, for one of a team.
    pub(crate) team: Option<&'a str>,
    /// The names of the consuming teams, for one of a pair.
    pub(crate) consumers: Option<Vec<String>>,
    /// The names of the providing teams, for one of a pair.
    pub(crate) providers: Option<Vec<String>>,
    /// The number; a share lies between 0 and 1, and is null where there is nothing to have a share of.
    pub(crate) value: Option<f64>,
    /// The part, of a share.
    pub(crate) part: Option<usize>,
    /// The whole, of a share.
    pub(crate) whole: Option<usize>,
    /// The couplings behind it, by their position in `couplings`, from 0.
    pub(crate) couplings: &'a [usize],
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
