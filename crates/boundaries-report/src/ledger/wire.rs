//! The shapes of `debt --format json`; `docs/debt.schema.json` is generated from them. Fields are only ever added; anything
//! else raises [`SCHEMA_VERSION`].

use serde::Serialize;

use crate::wire::Place;

/// The version of the format.
pub(crate) const SCHEMA_VERSION: u32 = 1;

/// The ledger of debt.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub(crate) struct Ledger<'a> {
    /// The version of this format.
    pub(crate) schema_version: u32,
    /// The first day of which changes are interest, if the history was read.
    pub(crate) since: Option<String>,
    /// The day of the newest commit.
    pub(crate) until: Option<String>,
    /// Why there is neither age nor interest, if there is none.
    pub(crate) not_available: Option<&'a str>,
    /// What is tolerated, the item whose interest grows fastest in front.
    pub(crate) items: Vec<Item<'a>>,
    /// What each team tolerates of its own use of others.
    pub(crate) budgets: Vec<Budget<'a>>,
}

/// One record that tolerates couplings.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub(crate) struct Item<'a> {
    /// `baseline`, `exception`, `comment`, `deprecated contract` or `expired contract`.
    pub(crate) kind: &'a str,
    /// The rule whose finding is tolerated, where it is one.
    pub(crate) rule: Option<&'a str>,
    /// The consuming module, what an exception names, or the consumers of a contract.
    pub(crate) consumer: &'a str,
    /// The item that is used, what an exception names, or the providers of a contract.
    pub(crate) provider: &'a str,
    /// The names of the teams that own the code that uses.
    pub(crate) consumers: Vec<String>,
    /// The names of the teams that own the code that is used.
    pub(crate) providers: Vec<String>,
    /// Why it is tolerated.
    pub(crate) reason: &'a str,
    /// The last day on which it is.
    pub(crate) until: Option<String>,
    /// The day that the record itself names as its first.
    pub(crate) recorded: Option<String>,
    /// Where the record stands.
    pub(crate) record: Option<Place<'a>>,
    /// The references that it tolerates: the principal.
    pub(crate) places: Vec<Option<Place<'a>>>,
    /// Since when the record stands in its file, if a commit tells.
    pub(crate) first_recorded: Option<First>,
    /// Since when a using file names what it uses, if a commit tells.
    pub(crate) first_used: Option<First>,
    /// What it has cost, if the history was read.
    pub(crate) interest: Option<Interest<'a>>,
}

/// The oldest commit since which it has been there without a break.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub(crate) struct First {
    /// Its hash.
    pub(crate) commit: String,
    /// Its day, in UTC.
    pub(crate) day: String,
    /// Whether the history begins there, so that it may be older.
    pub(crate) at_beginning: bool,
    /// Whole months from there to the newest commit.
    pub(crate) age_months: Option<i32>,
}

/// What a debt has cost.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub(crate) struct Interest<'a> {
    /// The hashes of the commits that touched both ends, the newest first.
    pub(crate) commits: Vec<&'a str>,
    /// Lines that they added and removed at both ends.
    pub(crate) lines: u64,
    /// Commits of each whole month, the oldest first.
    pub(crate) commits_by_month: &'a [u64],
    /// Lines of each whole month, the oldest first.
    pub(crate) lines_by_month: &'a [u64],
    /// Commits a month, over the whole months.
    pub(crate) commits_per_month: Option<f64>,
    /// Lines a month, over the whole months.
    pub(crate) lines_per_month: Option<f64>,
    /// How much a month adds to the lines of a month; none with fewer than six months.
    pub(crate) slope: Option<f64>,
    /// The lines of the next three months together; none with fewer than six months.
    pub(crate) forecast: Option<Forecast>,
}

/// A sum over the next three months.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub(crate) struct Forecast {
    /// On the straight line through the months.
    pub(crate) expected: f64,
    /// At least this in four of five cases.
    pub(crate) low: f64,
    /// At most this in four of five cases.
    pub(crate) high: f64,
}

/// What a team tolerates, against its budget.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub(crate) struct Budget<'a> {
    /// The name of the team, as consumer.
    pub(crate) team: &'a str,
    /// References that are tolerated.
    pub(crate) references: usize,
    /// The budget of the policy, if it has one.
    pub(crate) budget: Option<u32>,
    /// How far it is exceeded.
    pub(crate) over: usize,
}
