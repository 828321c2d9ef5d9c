//! Rules of `cargo boundaries`: module graph and policy in, findings out.
//!
//! [`check`] runs every rule over an [`Input`] and gives a [`Report`]. Rules only find. The engine decides levels
//! (command line over policy over the rule's own default), applies exceptions and enforcement, and puts everything in
//! order. [`Couplings`] is the layer below: every coupling between teams with the verdict on it, for whoever wants to
//! explain rather than to lint.
//!
//! This crate reads no files, asks no clock and prints nothing. Today's date is part of the input, so that the same input
//! gives the same report on every day.

mod baseline;
mod breach;
mod candidate;
pub mod change;
mod constraints;
mod coupling;
mod effect;
mod engine;
mod exceptions;
mod extract;
mod finding;
mod foreign_doors;
mod gaps;
#[cfg(test)]
mod laws;
pub mod ledger;
mod levels;
pub mod metrics;
mod names;
mod permission;
mod registry;
mod report;
mod rule;
mod rules;
#[cfg(test)]
mod scene;
mod seal;
mod standing;
mod suggest;
mod surface;
mod term;
mod tolerance;
mod unseen;
mod wording;

pub use baseline::{BaselineChange, BaselineFile, BaselinePlan, Growth, plan_baseline};
pub use candidate::{Candidate, Subject};
pub use coupling::{ContractUse, Coupling, Couplings, JudgedCouplings};
pub use effect::{Crossing, Effect, HandedOver, MetricChange, PairNeed, Shift, ShiftKind, metric_changes};
pub use engine::{Input, Scope, check};
pub use extract::{Blocker, BlockerKind, Extraction, ModuleCut, NeededDependency, Relation};
pub use finding::{
    Existed, Finding, FindingKey, Help, HelpKind, Label, LabelRole, LevelOrigin, Party, Place, TeamPair, Waiver,
    WaiverKind,
};
pub use levels::LevelOverrides;
pub use permission::{Lack, NearMiss, Verdict};
pub use registry::{RuleError, Rules, UnknownRule, find as find_rule, registry};
pub use report::{BaseSummary, PairSummary, Report, Summary};
pub use rule::{Rule, RuleContext, RuleMeta, RuleStatus};
pub use seal::{ManifestChange, Narrowing, Neighbour, OtherSide, Sealing, StaysOpen};
pub use standing::ContractStanding;
pub use suggest::{LEAST, Search, Suggestion, suggest};
pub use surface::Need;
pub use unseen::Unseen;
