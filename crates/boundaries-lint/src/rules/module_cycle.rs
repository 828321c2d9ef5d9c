//! `module-cycle`: modules beside each other that use each other in a cycle.

use boundaries_policy::{Level, Units};

use crate::candidate::Candidate;
use crate::constraints;
use crate::rule::{RuleContext, RuleStatus};

pub(crate) const NAME: &str = "module-cycle";
pub(crate) const SUMMARY: &str = "modules beside each other that use each other in a cycle, with the cheapest cut";
pub(crate) const DEFAULT_LEVEL: Level = Level::Allow;
pub(crate) const SINCE: &str = "0.1.0";
pub(crate) const STATUS: RuleStatus = RuleStatus::Stable;

pub(crate) fn check(context: &RuleContext<'_>, findings: &mut Vec<Candidate>) {
    constraints::check_all(context, findings, Units::Modules);
}
