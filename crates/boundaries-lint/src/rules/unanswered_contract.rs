//! `unanswered-contract`: a team has asked for a contract, and the provider has not answered.

use boundaries_policy::{Consumer, ContractState, Level};

use crate::candidate::Candidate;
use crate::finding::{HelpKind, LabelRole};
use crate::rule::{Rule, RuleContext, RuleMeta};
use crate::term::Term;
use crate::wording;

pub(crate) static META: RuleMeta = RuleMeta::new(
    "unanswered-contract",
    "a requested contract that the provider has not granted",
    Level::Warn,
    include_str!("unanswered_contract.md"),
)
.since("0.1.0");

pub(crate) struct UnansweredContract;

impl Rule for UnansweredContract {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn check(&self, context: &RuleContext<'_>, findings: &mut Vec<Candidate>) {
        for contract in context.policy.contracts() {
            let has_ended = matches!(Term::of_contract(contract, context.today), Term::Ended(_));
            if contract.state != ContractState::Proposed || has_ended {
                continue;
            }
            let Consumer::Teams(consumers) = &contract.consumer else { continue };
            let (asking, asked) =
                (wording::teams(context.policy, consumers), wording::teams(context.policy, &contract.providers));
            let (consumer, provider) = wording::contract_key(context.policy, contract);
            let has = if contract.providers.len() == 1 { "has" } else { "have" };
            let headline = format!("{asking} asks {asked} for a contract, and {asked} {has} not answered");
            let mut finding = Candidate::new(consumer, provider, headline).between(consumers, &contract.providers);
            let label = match context.couplings.uses(contract.id) {
                0 => "requested here; nothing waits for it today".to_owned(),
                1 => "requested here; 1 reference waits for it".to_owned(),
                uses => format!("requested here; {uses} references wait for it"),
            };
            finding.label(LabelRole::Primary, contract.span, label);
            let contact = wording::teams_with_contact(context.policy, &contract.providers);
            finding.help_with(
                HelpKind::TalkToOwner,
                format!("{contact} has to answer: a grant in its own file puts the contract in force"),
                wording::grant_stanza(context.policy, contract),
            );
            finding.help(HelpKind::ChangePolicy, "withdraw the request if it is not needed any more");
            findings.push(finding);
        }
    }
}
