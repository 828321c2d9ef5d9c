//! `forbidden-cycle`: a cycle where an `[[acyclic]]` says that there is none.

use boundaries_policy::Level;

use crate::candidate::Candidate;
use crate::constraints;
use crate::rule::{Rule, RuleContext, RuleMeta};

pub(crate) static META: RuleMeta = RuleMeta::new(
    "forbidden-cycle",
    "a cycle where an `[[acyclic]]` says that there is none",
    Level::Deny,
    include_str!("forbidden_cycle.md"),
)
.since("0.1.0");

pub(crate) struct ForbiddenCycle;

impl Rule for ForbiddenCycle {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn judges_uses(&self) -> bool {
        true
    }

    fn check(&self, context: &RuleContext<'_>, findings: &mut Vec<Candidate>) {
        constraints::check_acyclic(context, findings);
    }
}
