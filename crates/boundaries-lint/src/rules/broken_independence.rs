//! `broken-independence`: one of several independent subjects uses another.

use boundaries_policy::{Demand, Level};

use crate::candidate::Candidate;
use crate::constraints;
use crate::rule::{RuleContext, RuleStatus};

pub(crate) const NAME: &str = "broken-independence";
pub(crate) const SUMMARY: &str = "a use between parts that are to be independent of each other";
pub(crate) const DEFAULT_LEVEL: Level = Level::Deny;
pub(crate) const SINCE: &str = "0.1.0";
pub(crate) const STATUS: RuleStatus = RuleStatus::Stable;

pub(crate) fn check(context: &RuleContext<'_>, findings: &mut Vec<Candidate>) {
    constraints::check(context, findings, |demand| matches!(demand, Demand::Independent { .. }));
}
