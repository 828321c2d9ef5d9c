//! `broken-independence`: one of several independent subjects uses another.

use boundaries_policy::{Demand, Level};

use crate::candidate::Candidate;
use crate::constraints;
use crate::rule::{Rule, RuleContext, RuleMeta};

pub(crate) static META: RuleMeta = RuleMeta::new(
    "broken-independence",
    "a use between parts that are to be independent of each other",
    Level::Deny,
    include_str!("broken_independence.md"),
)
.since("0.1.0");

pub(crate) struct BrokenIndependence;

impl Rule for BrokenIndependence {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn judges_uses(&self) -> bool {
        true
    }

    fn check(&self, context: &RuleContext<'_>, findings: &mut Vec<Candidate>) {
        constraints::check(context, findings, |demand| matches!(demand, Demand::Independent { .. }));
    }
}
