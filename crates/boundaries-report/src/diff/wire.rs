//! The shapes of `diff --format json`; `docs/diff.schema.json` is generated from them. Fields are only ever added; anything
//! else raises the version.

use serde::Serialize;

/// The version of the format.
pub(super) const SCHEMA_VERSION: u32 = 1;

/// The whole difference.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub(crate) struct Difference<'a> {
    /// The version of this format.
    pub(crate) schema_version: u32,
    /// The earlier state.
    pub(crate) before: State<'a>,
    /// The later state.
    pub(crate) after: State<'a>,
    /// `same`, `only-loosens`, `loosens`, `couples` or `keeps`.
    pub(crate) verdict: &'a str,
    /// The verdict as a sentence.
    pub(crate) headline: String,
    /// Couplings that pass only because the policy was loosened.
    pub(crate) excused: usize,
    /// Numbers over the changes.
    pub(crate) totals: Totals,
    /// What the policy says differently, what loosens it first.
    pub(crate) policy: Vec<PolicyChange<'a>>,
    /// Who has to agree.
    pub(crate) agreements: Vec<Agreement<'a>>,
    /// The couplings that changed, by their teams.
    pub(crate) pairs: Vec<Pair<'a>>,
    /// Files that a state did not read whole, so that what differs there is not known.
    pub(crate) unread: Vec<Unread<'a>>,
}

/// A file that a state did not read whole.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub(crate) struct Unread<'a> {
    /// From the workspace root.
    pub(crate) path: &'a str,
    /// The gap in the earlier state, as `unreadable-file`; null if it was read, or was not there.
    pub(crate) before: Option<&'a str>,
    /// The gap in the later state; null if it was read, or is not there.
    pub(crate) after: Option<&'a str>,
    /// The limit beyond which it lies, as `source-size`, if one that `--limit` moves is the cause: of the later state, unless the
    /// file was read there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) limit: Option<&'a str>,
}

/// One of the two states.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub(crate) struct State<'a> {
    /// What it was called on the command line; null for the work tree.
    pub(crate) revision: Option<&'a str>,
    /// The hash of its commit; null for the work tree.
    pub(crate) commit: Option<&'a str>,
}

/// Numbers over the changes.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub(crate) struct Totals {
    /// Couplings that are new between their teams.
    pub(crate) gained: usize,
    /// Those of them that nothing permits or tolerates.
    pub(crate) gained_open: usize,
    /// Couplings that are gone between their teams.
    pub(crate) lost: usize,
    /// Couplings with another path.
    pub(crate) moved: usize,
    /// Couplings of which the policy says otherwise.
    pub(crate) judged: usize,
    /// Couplings with more places.
    pub(crate) grown: usize,
    /// Couplings with fewer places.
    pub(crate) shrunk: usize,
    /// Changes of the policy that let more pass.
    pub(crate) loosened: usize,
    /// Changes of the policy that let less pass.
    pub(crate) tightened: usize,
    /// Other changes of the policy.
    pub(crate) neutral: usize,
}

/// A change of the policy.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub(crate) struct PolicyChange<'a> {
    /// `loosened`, `tightened` or `neutral`.
    pub(crate) effect: &'a str,
    /// `policy`, `contract`, `surface`, `exception`, `suppression`, `baseline`, `constraint`, `enforcement`, `level`, `ownership` or `team`.
    pub(crate) topic: &'a str,
    /// The change as a phrase.
    pub(crate) text: String,
    /// What it is about.
    pub(crate) subject: &'a str,
    /// Which part of it; null where the whole is new or gone.
    pub(crate) attribute: Option<&'a str>,
    /// What was said before.
    pub(crate) before: Option<&'a str>,
    /// What is said after.
    pub(crate) after: Option<&'a str>,
    /// The teams that use; `*` for all.
    pub(crate) consumers: &'a [String],
    /// The teams that own.
    pub(crate) providers: &'a [String],
    /// Where it was said.
    pub(crate) place_before: Option<Place<'a>>,
    /// Where it is said.
    pub(crate) place_after: Option<Place<'a>>,
    /// Couplings that cross a boundary no longer, or newly, because of it.
    pub(crate) crossings: usize,
}

/// A team that has to agree.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub(crate) struct Agreement<'a> {
    /// Its name; null for every team.
    pub(crate) team: Option<&'a str>,
    /// How to reach it.
    pub(crate) contact: Option<&'a str>,
    /// To what.
    pub(crate) reasons: &'a [String],
}

/// The changes between two sides.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub(crate) struct Pair<'a> {
    /// The teams that use.
    pub(crate) consumers: &'a [String],
    /// The teams that are used.
    pub(crate) providers: &'a [String],
    /// What became of their couplings.
    pub(crate) couplings: Vec<Change<'a>>,
}

/// What became of a coupling.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub(crate) struct Change<'a> {
    /// `gained`, `lost`, `moved`, `judged`, `grown` or `shrunk`.
    pub(crate) change: &'a str,
    /// `code`, `policy` or `ownership`.
    pub(crate) cause: &'a str,
    /// The coupling before; null where it is gained.
    pub(crate) before: Option<Coupling<'a>>,
    /// The coupling after; null where it is lost.
    pub(crate) after: Option<Coupling<'a>>,
}

/// A coupling in one state.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub(crate) struct Coupling<'a> {
    /// The path of the module that depends.
    pub(crate) consumer: &'a str,
    /// The path of the item that is depended on.
    pub(crate) provider: &'a str,
    /// `permitted`, `tolerated`, `unpermitted` or `failing`.
    pub(crate) standing: &'a str,
    /// The line that decides so; `written` says whether it is a contract, an exception, the baseline or a comment.
    pub(crate) by: Option<Place<'a>>,
    /// Where it is mentioned.
    pub(crate) places: Vec<Place<'a>>,
}

/// A place in a file of one of the states.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub(crate) struct Place<'a> {
    /// The path from the workspace root, with forward slashes.
    pub(crate) path: &'a str,
    /// The line, from 1.
    pub(crate) line: u32,
    /// The column, from 1 and in characters.
    pub(crate) column: u32,
    /// What stands there, as far as it matters.
    pub(crate) written: &'a str,
}
