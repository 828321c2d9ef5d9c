//! `module-cycle`: modules beside each other that use each other in a cycle.

use boundaries_policy::{Level, Units};

use crate::candidate::Candidate;
use crate::constraints;
use crate::rule::{Rule, RuleContext, RuleMeta};

pub(crate) static META: RuleMeta = RuleMeta::new(
    "module-cycle",
    "modules beside each other that use each other in a cycle, with the cheapest cut",
    Level::Allow,
    include_str!("module_cycle.md"),
)
.since("0.1.0");

pub(crate) struct ModuleCycle;

impl Rule for ModuleCycle {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn check(&self, context: &RuleContext<'_>, findings: &mut Vec<Candidate>) {
        constraints::check_all(context, findings, Units::Modules);
    }
}
