//! `forbidden-cycle`: a cycle where an `[[acyclic]]` says that there is none.

use boundaries_policy::Level;

use crate::candidate::Candidate;
use crate::constraints;
use crate::rule::{RuleContext, RuleStatus};

pub(crate) const NAME: &str = "forbidden-cycle";
pub(crate) const SUMMARY: &str = "a cycle where an `[[acyclic]]` says that there is none";
pub(crate) const DEFAULT_LEVEL: Level = Level::Deny;
pub(crate) const SINCE: &str = "0.1.0";
pub(crate) const STATUS: RuleStatus = RuleStatus::Stable;

pub(crate) fn check(context: &RuleContext<'_>, findings: &mut Vec<Candidate>) {
    constraints::check_acyclic(context, findings);
}
