//! `forbidden-coupling`: a use that the policy forbids.

use boundaries_policy::{Demand, Level};

use crate::candidate::Candidate;
use crate::constraints;
use crate::rule::{RuleContext, RuleStatus};

pub(crate) const NAME: &str = "forbidden-coupling";
pub(crate) const SUMMARY: &str = "a use of something that a `[[forbid]]` keeps this code from";
pub(crate) const DEFAULT_LEVEL: Level = Level::Deny;
pub(crate) const SINCE: &str = "0.1.0";
pub(crate) const STATUS: RuleStatus = RuleStatus::Stable;

pub(crate) fn check(context: &RuleContext<'_>, findings: &mut Vec<Candidate>) {
    constraints::check(context, findings, |demand| matches!(demand, Demand::Forbid { .. }));
}
