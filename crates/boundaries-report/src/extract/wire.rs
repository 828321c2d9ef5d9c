//! The shapes of `extract --format json`; `docs/extract.schema.json` is generated from them.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::wire::Place;

/// The version of the JSON format.
pub(super) const SCHEMA_VERSION: u32 = 1;

/// Whether a module could become a crate of its own.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub(super) struct Wire<'a> {
    /// The version of this format.
    pub(super) schema_version: u32,
    /// What was asked about, in words.
    pub(super) subject: &'a str,
    /// Whether nothing stands in the way but the manifest and paths.
    pub(super) possible: bool,
    /// How the new crate and the rest of its crate would depend on each other: `apart`, `below`, `above`, `tangled-below` or
    /// `tangled-above`.
    pub(super) relation: &'a str,
    /// The modules that would make up the new crate.
    pub(super) modules: Vec<&'a str>,
    /// References of shipped code from these modules to the rest.
    pub(super) uses_rest: usize,
    /// References of shipped code from the rest to these modules.
    pub(super) used_by_rest: usize,
    /// What stands in the way.
    pub(super) blockers: Vec<WireBlocker<'a>>,
    /// References whose path starts with `crate::` or `super::` and leads to the rest.
    pub(super) paths_to_rewrite: usize,
    /// Where each uses the other: the cheapest cut if further modules come along.
    pub(super) cut: Option<WireCut<'a>>,
    /// What ties the code to its package.
    pub(super) ties: Vec<WireTie<'a>>,
    /// Modules of the rest that these reach: with them, nothing of the rest would be used.
    pub(super) reached: Vec<&'a str>,
    /// What the manifest of the new crate would have to list.
    pub(super) dependencies: Vec<WireDependency<'a>>,
    /// What could not be seen in these modules, by reason.
    pub(super) gaps: &'a BTreeMap<&'static str, usize>,
}

/// A cut by modules.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub(super) struct WireCut<'a> {
    /// `below` or `above`: where the new crate would come.
    pub(super) relation: &'a str,
    /// Modules that come along.
    pub(super) with: Vec<&'a str>,
    /// How many references have to be cut.
    pub(super) references: usize,
    /// Where they lead.
    pub(super) edges: Vec<WireEdge<'a>>,
}

/// References from one module to another.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub(super) struct WireEdge<'a> {
    /// The module that uses.
    pub(super) from: &'a str,
    /// The module that is used.
    pub(super) to: &'a str,
    /// How many.
    pub(super) references: usize,
}

/// Something that ties code to its package.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub(super) struct WireTie<'a> {
    /// `feature`, `file` (`include_str!` and the like) or `variable` (`env!`).
    pub(super) kind: &'a str,
    /// The feature, the path as it is written, or the variable; what stands in the call where it is no plain string.
    pub(super) name: &'a str,
    /// Where.
    pub(super) place: Option<Place<'a>>,
}

/// Something that stands in the way.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub(super) struct WireBlocker<'a> {
    /// `cycle`, `private-item`, `private-field`, `private-path`, `macro`, `inherent-impl`, `orphan-impl` or `test`.
    pub(super) kind: &'a str,
    /// The path of the module that uses, or that has the `impl`.
    pub(super) user: &'a str,
    /// The path of what is used, or of the type of the `impl`.
    pub(super) used: String,
    /// Where.
    pub(super) places: Vec<Option<Place<'a>>>,
}

/// A dependency that the manifest would have to list.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub(super) struct WireDependency<'a> {
    /// The name of the package.
    pub(super) package: &'a str,
    /// The name in code.
    pub(super) name: &'a str,
    /// `normal`, `test` or `build`.
    pub(super) kind: &'a str,
    /// Whether it is of the workspace.
    pub(super) member: bool,
    /// How many references need it.
    pub(super) references: usize,
    /// The features that the manifest of today asks for.
    pub(super) features: &'a [String],
    /// Whether that manifest takes its default features.
    pub(super) default_features: bool,
    /// Whether it is optional there.
    pub(super) optional: bool,
}

/// The JSON Schema of the format.
#[cfg(feature = "schema")]
#[must_use]
pub fn extract_schema() -> String {
    crate::json::schema_text(&schemars::schema_for!(Wire<'_>))
}
