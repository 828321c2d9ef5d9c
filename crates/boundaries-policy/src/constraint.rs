//! Constraints: what holds between parts of the workspace whatever the contracts allow.

use boundaries_graph::{DependencyKind, ModuleId, Span};
use serde::{Deserialize, Serialize};

use crate::team::TeamId;

/// A constraint of a policy.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Constraint {
    /// What it demands.
    pub demand: Demand,
    /// Why.
    pub reason: String,
    /// Which kinds of code it speaks of.
    pub kinds: Vec<DependencyKind>,
    /// The team whose own file holds it; none if it stands in the policy of the workspace.
    pub team: Option<TeamId>,
    /// Where it is written.
    pub span: Span,
}

/// What a constraint demands.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Demand {
    /// A layer uses only what lies below it.
    Layers {
        /// From top to bottom. Subjects of one layer may use one another.
        layers: Vec<Group>,
        /// Whether a layer may use the next one only.
        strict: bool,
        /// Whether modules that are in no layer may not lie between either.
        through_chains: bool,
    },
    /// None of the groups uses another.
    Independent {
        /// Those that are kept apart.
        groups: Vec<Group>,
        /// Whether other modules may not lie between either.
        through_chains: bool,
    },
    /// None of the first uses any of the second.
    Forbid {
        /// Who may not.
        from: Vec<Subject>,
        /// What may not be used.
        to: Vec<Subject>,
        /// Whether other modules may not lie between either.
        through_chains: bool,
    },
    /// Nothing reaches itself.
    Acyclic {
        /// What is looked at as one thing.
        units: Units,
        /// Only references inside of these count; all if empty.
        within: Vec<Subject>,
    },
}

/// Subjects that stand on the same side: a layer, or one of several that are independent.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Group {
    /// The subjects; at least one.
    pub subjects: Vec<Subject>,
    /// Where the first of them is written.
    pub span: Span,
}

/// A team, a crate or a module with all that is below it, or a crate outside the workspace.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Subject {
    /// What reports call it: a team's name, a path, a crate's name.
    pub name: String,
    /// What it is.
    pub kind: SubjectKind,
    /// Every module that it covers, in order; none for a crate outside the workspace.
    pub modules: Vec<ModuleId>,
    /// Where it is written; for one that a glob or a tag stands for, the glob or the tag.
    pub span: Span,
}

/// What a subject is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub enum SubjectKind {
    /// All that a team owns.
    Team(TeamId),
    /// A crate, or a module, and what is below.
    Modules,
    /// A crate outside the workspace; its name has underscores where the package's may have hyphens.
    External,
}

/// What an `[[acyclic]]` looks at as one thing.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub enum Units {
    /// Teams.
    Teams,
    /// Packages, with all their targets.
    Crates,
    /// Modules that stand beside each other, each with all that is below it.
    Modules,
}

impl Units {
    pub(crate) const NAMES: &[(&str, Self)] =
        &[("teams", Self::Teams), ("crates", Self::Crates), ("modules", Self::Modules)];

    /// The word in policies.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Teams => "teams",
            Self::Crates => "crates",
            Self::Modules => "modules",
        }
    }
}

impl Constraint {
    /// The name of its table.
    #[must_use]
    pub fn table(&self) -> &'static str {
        match self.demand {
            Demand::Layers { .. } => "layers",
            Demand::Independent { .. } => "independent",
            Demand::Forbid { .. } => "forbid",
            Demand::Acyclic { .. } => "acyclic",
        }
    }
}
