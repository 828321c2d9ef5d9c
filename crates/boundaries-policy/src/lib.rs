//! Policy files and CODEOWNERS: texts in, a validated [`Policy`] out.
//!
//! A policy says which team owns what, which contracts let one team use another, and which exceptions are tolerated.
//! Every value keeps the place where it is written. A text with mistakes yields all of them at once, each with its place
//! and a way on; only a policy without mistakes reaches anybody else.
//!
//! This crate reads no files: whoever calls it has found the texts. It knows the module graph, because a policy that
//! names a module which does not exist is wrong.

mod baseline;
mod codeowners;
mod constraint;
mod contract;
mod dates;
mod decision;
pub mod edit;
mod foreign;
mod history;
mod input;
mod keys;
mod limits;
mod manifest;
mod names;
mod outline;
mod ownership;
mod owns;
mod path_claim;
mod pattern;
mod policy;
mod problem;
mod read;
#[cfg(feature = "schema")]
mod reference;
#[cfg(feature = "schema")]
mod schema;
mod subject;
mod suppose;
mod suppression;
mod team;
mod terms;
mod triagebot;
mod values;
mod wanted;

pub use baseline::{Baseline, Tolerated};
pub use codeowners::{ApprovalGroup, Codeowners, CodeownersRule, Dialect, DialectSource, RuleEffect, RuleTally};
pub use constraint::{Constraint, Demand, Group, Subject, SubjectKind, Units};
pub use contract::{
    Consumer, Contract, ContractId, ContractMode, ContractState, DecisionRecord, Exception, Surface, SurfaceEntry,
};
pub use decision::{Standing, Statement};
pub use foreign::{
    BuildFile, Foreign, ForeignDemand, ForeignRule, Groups, Member, Remark, arc_rules, bazel_groups, bazel_visibility,
    deny_wrappers, layerfile,
};
pub use history::HistorySettings;
pub use input::{CodeownersInput, PolicyInput, PolicyText, codeowners_dialect, manifest_has_policy};
pub use limits::Limits;
pub use manifest::dependency_line;
pub use outline::{Cursor, Outline, Site, SiteRole, Slot};
pub use ownership::{Ownership, OwnershipSource, OwnershipSourceKind, OwnershipState};
pub use path_claim::PathClaim;
pub use pattern::is_pattern;
pub use policy::{Level, Policy};
pub use problem::{PolicyErrors, PolicyProblem};
#[cfg(feature = "schema")]
pub use reference::reference;
#[cfg(feature = "schema")]
pub use schema::schema;
pub use suppose::{SupposedClaim, SupposedPlace, Supposition};
pub use suppression::Suppression;
pub use team::{Enforcement, EnforcementPlan, Team, TeamId, TeamKind};
pub use terms::Terms;
pub use triagebot::{PathLists, triagebot_paths};
pub use wanted::{KeyHelp, NameKind, PolicyFileKind, ValueForm, Wanted, key_help, wanted};
