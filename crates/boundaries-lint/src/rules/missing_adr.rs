//! `missing-adr`: the decision record that a contract names does not exist.

use boundaries_policy::Level;

use crate::candidate::Candidate;
use crate::finding::{HelpKind, LabelRole};
use crate::rule::{Rule, RuleContext, RuleMeta};
use crate::wording;

pub(crate) static META: RuleMeta = RuleMeta::new(
    "missing-adr",
    "a contract whose decision record does not exist",
    Level::Deny,
    include_str!("missing_adr.md"),
)
.since("0.1.0");

pub(crate) struct MissingAdr;

impl Rule for MissingAdr {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn check(&self, context: &RuleContext<'_>, findings: &mut Vec<Candidate>) {
        for contract in context.policy.contracts() {
            let Some(adr) = contract.adr.as_ref().filter(|adr| !adr.exists) else { continue };
            let sides = wording::contract_sides(context.policy, contract);
            let (consumer, provider) = wording::contract_key(context.policy, contract);
            let consumers = contract.consumer.teams();
            let headline =
                format!("the contract {sides} names the decision record `{}`, which does not exist", adr.path);
            let mut finding = Candidate::new(consumer, provider, headline).between(consumers, &contract.providers);
            finding.label(LabelRole::Primary, adr.span, "no file of the workspace has this path");
            finding.help(
                HelpKind::ChangePolicy,
                "correct the path, which starts at the workspace root, or write the record",
            );
            findings.push(finding);
        }
    }
}
