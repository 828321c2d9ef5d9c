//! What of a policy decides about a use: who owns which module, who may use what, and how strictly that is held. It knows
//! its places, but none of the texts, and can be kept as bytes.

use boundaries_graph::Span;
use serde::{Deserialize, Serialize};

use crate::baseline::Baseline;
use crate::constraint::Constraint;
use crate::contract::{Contract, Exception};
use crate::history::HistorySettings;
use crate::limits::Limits;
use crate::ownership::{Owners, Ownership};
use crate::policy::{Level, Policy};
use crate::team::{EnforcementPlan, Team};

/// The part of a policy that decides about uses.
///
/// No comments in code and no entries of the baseline are among it: they tolerate what is there, and never what is to come.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Terms {
    teams: Vec<Team>,
    contracts: Vec<Contract>,
    exceptions: Vec<Exception>,
    constraints: Vec<Constraint>,
    levels: Vec<(String, Level, Span)>,
    enforcement: Option<EnforcementPlan>,
    has_baseline: bool,
    owners: Vec<Ownership>,
}

impl Terms {
    /// The terms of a policy.
    #[must_use]
    pub fn of(policy: &Policy) -> Self {
        Self {
            teams: policy.teams.clone(),
            contracts: policy.contracts.clone(),
            exceptions: policy.exceptions.clone(),
            constraints: policy.constraints.clone(),
            levels: policy.levels.clone(),
            enforcement: policy.enforcement,
            has_baseline: policy.baseline.is_some(),
            owners: policy.owners.of_modules().to_vec(),
        }
    }

    /// A policy of these terms alone. It does not know who owns paths, nor any CODEOWNERS.
    #[must_use]
    pub fn into_policy(self) -> Policy {
        Policy {
            teams: self.teams,
            contracts: self.contracts,
            exceptions: self.exceptions,
            constraints: self.constraints,
            levels: self.levels,
            enforcement: self.enforcement,
            history: HistorySettings::default(),
            settings: Vec::new(),
            baseline: self.has_baseline.then(Baseline::default),
            suppressions: Vec::new(),
            dialect: None,
            owners: Owners::decided(self.owners),
            limits: Limits::default(),
        }
    }
}
