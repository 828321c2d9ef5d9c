//! `layer-breach`: a layer uses what lies above it.

use boundaries_policy::{Demand, Level};

use crate::candidate::Candidate;
use crate::constraints;
use crate::rule::{Rule, RuleContext, RuleMeta};

pub(crate) static META: RuleMeta = RuleMeta::new(
    "layer-breach",
    "a layer that uses what lies above it, or, if layers are strict, past the next one",
    Level::Deny,
    include_str!("layer_breach.md"),
)
.since("0.1.0");

pub(crate) struct LayerBreach;

impl Rule for LayerBreach {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn judges_uses(&self) -> bool {
        true
    }

    fn check(&self, context: &RuleContext<'_>, findings: &mut Vec<Candidate>) {
        constraints::check(context, findings, |demand| matches!(demand, Demand::Layers { .. }));
    }
}
