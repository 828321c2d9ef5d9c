//! The rows of `export`; the schemas in `docs/export/` are generated from them. Columns are only ever added.

use serde::Serialize;

/// One workspace on one day.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(super) struct Workspace<'a> {
    /// What the workspace is called.
    pub(super) workspace: &'a str,
    /// The day as of which dates were judged, as year-month-day.
    pub(super) day: &'a str,
    /// Whether a policy was written; without one every crossing reference counts as undeclared.
    pub(super) has_policy: bool,
    /// How many teams are known.
    pub(super) teams: u64,
    /// How many packages it has.
    pub(super) packages: u64,
    /// How many crates it has.
    pub(super) crates: u64,
    /// How many modules it has.
    pub(super) modules: u64,
    /// Modules of which no rule says who owns them.
    pub(super) unmatched_modules: u64,
    /// References between modules that cross a boundary between teams.
    pub(super) crossing_references: u64,
    /// Findings that make a check fail.
    pub(super) failing_findings: u64,
    /// Findings that something tolerates.
    pub(super) tolerated_findings: u64,
    /// Places that could not be seen.
    pub(super) gaps: u64,
    /// Whether the history of the repository was read; `commits_per_edge` is empty where it was not.
    pub(super) has_history: bool,
    /// Why it was not, where it was not.
    pub(super) history_missing: Option<&'a str>,
    /// The first day of the history that was read.
    pub(super) history_since: Option<String>,
    /// The day of the newest commit.
    pub(super) history_until: Option<String>,
    /// Commits of that time that count.
    pub(super) history_commits: Option<u64>,
}

/// A team.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(super) struct Team<'a> {
    /// What the workspace is called.
    pub(super) workspace: &'a str,
    /// The day of the run.
    pub(super) day: &'a str,
    /// The name of the team.
    pub(super) team: &'a str,
    /// How to reach it.
    pub(super) contact: Option<&'a str>,
    /// `stream-aligned`, `platform`, `enabling` or `complicated-subsystem`, if the policy says.
    pub(super) kind: Option<&'a str>,
    /// `observe`, `no-new`, `enforce` or `sealed`, if the policy says for this team.
    pub(super) enforcement: Option<&'a str>,
    /// What it lets others name; null where everything it owns is open under contract.
    pub(super) surface: Option<Vec<&'a str>>,
    /// Modules that it owns, those with joint owners included.
    pub(super) modules: u64,
}

/// A module.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(super) struct Module<'a> {
    /// What the workspace is called.
    pub(super) workspace: &'a str,
    /// The day of the run.
    pub(super) day: &'a str,
    /// The path of the module. Alternatives under different conditions share it.
    pub(super) module: &'a str,
    /// The crate, by a name that no other crate of the workspace has.
    #[serde(rename = "crate")]
    pub(super) krate: &'a str,
    /// The package.
    pub(super) package: &'a str,
    /// `normal`, `test` or `build`.
    pub(super) kind: &'a str,
    /// The file, from the workspace root.
    pub(super) file: &'a str,
    /// The line of its declaration.
    pub(super) line: u64,
    /// The names of its owners.
    pub(super) owners: Vec<&'a str>,
    /// `owned`, `joint`, `unowned` or `unmatched`.
    pub(super) ownership: &'a str,
}

/// The references of one module to another, of one kind of code and in one state.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(super) struct References<'a> {
    /// What the workspace is called.
    pub(super) workspace: &'a str,
    /// The day of the run.
    pub(super) day: &'a str,
    /// The module that uses.
    pub(super) from_module: &'a str,
    /// The module that defines what is used.
    pub(super) to_module: &'a str,
    /// The names of the owners of the module that uses.
    pub(super) from_owners: Vec<&'a str>,
    /// The names of the owners of the module that is used.
    pub(super) to_owners: Vec<&'a str>,
    /// `normal`, `test` or `build`.
    pub(super) kind: &'a str,
    /// `honoured`, `tolerated`, `off-surface` or `undeclared` where a boundary between teams is crossed, else `inside` or
    /// `without-owner`.
    pub(super) state: &'a str,
    /// How many there are.
    pub(super) references: u64,
}

/// A contract.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(super) struct Contract<'a> {
    /// What the workspace is called.
    pub(super) workspace: &'a str,
    /// The day of the run.
    pub(super) day: &'a str,
    /// The names of the consuming teams; `*` alone for every team.
    pub(super) consumers: Vec<&'a str>,
    /// The names of the providing teams.
    pub(super) providers: Vec<&'a str>,
    /// `in force`, `deprecated`, `expiring`, `stale`, `upcoming`, `proposed` or `expired`.
    pub(super) standing: &'a str,
    /// The references that it covers; where it is not in force, those that wait for it or still rely on it.
    pub(super) uses: u64,
    /// What may be named; null for what the provider opens by itself.
    pub(super) surface: Option<Vec<&'a str>>,
    /// For which kinds of code.
    pub(super) kinds: Vec<&'a str>,
    /// `x-as-a-service`, `collaboration` or `facilitating`, if the policy says.
    pub(super) mode: Option<&'a str>,
    /// The first day.
    pub(super) since: Option<String>,
    /// The last day.
    pub(super) until: Option<String>,
    /// What to use instead, if it is to end.
    pub(super) deprecated: Option<&'a str>,
    /// Why.
    pub(super) reason: &'a str,
    /// The file in which it is written.
    pub(super) file: &'a str,
    /// The line.
    pub(super) line: u64,
}

/// A finding.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(super) struct Finding<'a> {
    /// What the workspace is called.
    pub(super) workspace: &'a str,
    /// The day of the run.
    pub(super) day: &'a str,
    /// The same in every run and every format; free of line numbers.
    pub(super) fingerprint: String,
    /// The rule.
    pub(super) rule: &'a str,
    /// `allow`, `warn` or `deny`.
    pub(super) level: &'a str,
    /// Whether it makes a check fail.
    pub(super) fails: bool,
    /// `suppression`, `exception` or `baseline`; null where nothing tolerates it.
    pub(super) tolerated_by: Option<&'a str>,
    /// The names of the consuming teams.
    pub(super) consumer_teams: Vec<&'a str>,
    /// The names of the providing teams.
    pub(super) provider_teams: Vec<&'a str>,
    /// The module that depends, or whatever takes its place.
    pub(super) consumer: &'a str,
    /// The item that is depended on, or whatever takes its place.
    pub(super) provider: &'a str,
    /// The statement in one line.
    pub(super) headline: &'a str,
    /// In how many places of the code.
    pub(super) places: u64,
    /// The file of the first place.
    pub(super) file: Option<&'a str>,
    /// Its line.
    pub(super) line: Option<u64>,
}

/// A number, as `metrics` tells it.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(super) struct Metric<'a> {
    /// What the workspace is called.
    pub(super) workspace: &'a str,
    /// The day of the run.
    pub(super) day: &'a str,
    /// The name of the metric.
    pub(super) metric: &'a str,
    /// `workspace`, `team`, `pair`, `between` or `module`.
    pub(super) of: &'a str,
    /// The names of the team, of the consumers, or of one side.
    pub(super) teams: Vec<&'a str>,
    /// The names of the providers, or of the other side.
    pub(super) others: Vec<&'a str>,
    /// The module, for one of a module.
    pub(super) module: Option<&'a str>,
    /// The number; a share lies between 0 and 1, and is null where there is nothing to have a share of.
    pub(super) value: Option<f64>,
    /// The part, of a share.
    pub(super) part: Option<u64>,
    /// The whole, of a share.
    pub(super) whole: Option<u64>,
}

/// How often the two ends of a dependency were changed by the same commit; only dependencies for which that is not zero.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(super) struct CommitsPerEdge<'a> {
    /// What the workspace is called.
    pub(super) workspace: &'a str,
    /// The day of the run.
    pub(super) day: &'a str,
    /// The module that uses.
    pub(super) from_module: &'a str,
    /// The module that is used.
    pub(super) to_module: &'a str,
    /// The names of the owners of the module that uses.
    pub(super) from_owners: Vec<&'a str>,
    /// The names of the owners of the module that is used.
    pub(super) to_owners: Vec<&'a str>,
    /// Commits that changed the files of both.
    pub(super) commits: u64,
    /// Commits that changed the file of the module that uses.
    pub(super) from_commits: u64,
    /// Commits that changed the file of the module that is used.
    pub(super) to_commits: u64,
    /// The day of the newest commit that changed both.
    pub(super) last: String,
}
