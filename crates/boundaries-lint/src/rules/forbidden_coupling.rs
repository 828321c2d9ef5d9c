//! `forbidden-coupling`: a use that the policy forbids.

use boundaries_policy::{Demand, Level};

use crate::candidate::Candidate;
use crate::constraints;
use crate::rule::{Rule, RuleContext, RuleMeta};

pub(crate) static META: RuleMeta = RuleMeta::new(
    "forbidden-coupling",
    "a use of something that a `[[forbid]]` keeps this code from",
    Level::Deny,
    include_str!("forbidden_coupling.md"),
)
.since("0.1.0");

pub(crate) struct ForbiddenCoupling;

impl Rule for ForbiddenCoupling {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn judges_uses(&self) -> bool {
        true
    }

    fn check(&self, context: &RuleContext<'_>, findings: &mut Vec<Candidate>) {
        constraints::check(context, findings, |demand| matches!(demand, Demand::Forbid { .. }));
    }
}
