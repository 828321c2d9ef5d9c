//! `layer-breach`: a layer uses what lies above it.

use boundaries_policy::{Demand, Level};

use crate::candidate::Candidate;
use crate::constraints;
use crate::rule::{RuleContext, RuleStatus};

pub(crate) const NAME: &str = "layer-breach";
pub(crate) const SUMMARY: &str = "a layer that uses what lies above it, or, if layers are strict, past the next one";
pub(crate) const DEFAULT_LEVEL: Level = Level::Deny;
pub(crate) const SINCE: &str = "0.1.0";
pub(crate) const STATUS: RuleStatus = RuleStatus::Stable;

pub(crate) fn check(context: &RuleContext<'_>, findings: &mut Vec<Candidate>) {
    constraints::check(context, findings, |demand| matches!(demand, Demand::Layers { .. }));
}
