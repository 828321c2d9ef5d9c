//! `wide-contract`: a contract in force opens more than is used.

use boundaries_policy::{Consumer, Contract, Level};

use crate::candidate::Candidate;
use crate::finding::{HelpKind, LabelRole};
use crate::rule::{Rule, RuleContext, RuleMeta};
use crate::term;
use crate::wording;

pub(crate) static META: RuleMeta = RuleMeta::new(
    "wide-contract",
    "a contract of which a part of the surface, or a consumer, is not used",
    Level::Allow,
    include_str!("wide_contract.md"),
)
.since("0.1.0");

pub(crate) struct WideContract;

impl Rule for WideContract {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn check(&self, context: &RuleContext<'_>, findings: &mut Vec<Candidate>) {
        for contract in context.policy.contracts() {
            // Nobody uses a stale contract, which another rule reports as a whole.
            let in_force = term::in_force(contract, context.today);
            let is_hidden = || context.unseen.hides_use_by(context.policy, contract);
            if !in_force || context.couplings.uses(contract.id) == 0 || is_hidden() {
                continue;
            }
            let use_of = context.couplings.use_of(context.policy, contract.id);
            let idle: Vec<&str> = use_of
                .entries
                .iter()
                .zip(contract.surface.iter().flat_map(|surface| &surface.entries))
                .filter(|(uses, _)| **uses == 0)
                .map(|(_, entry)| entry.path.as_str())
                .collect();
            if !idle.is_empty() {
                findings.push(idle_entries(context, contract, &idle));
            }
            if let Consumer::Teams(teams) = &contract.consumer {
                let silent: Vec<_> = teams.iter().filter(|team| !use_of.consumers.contains(team)).copied().collect();
                if !silent.is_empty() {
                    findings.push(silent_consumers(context, contract, &silent));
                }
            }
        }
    }
}

fn idle_entries(context: &RuleContext<'_>, contract: &Contract, idle: &[&str]) -> Candidate {
    let sides = wording::contract_sides(context.policy, contract);
    let listed = wording::quoted_list(idle);
    let mut finding = statement(context, contract, format!("the contract {sides} opens {listed}, which nothing uses"));
    for entry in contract.surface.iter().flat_map(|surface| &surface.entries) {
        if idle.contains(&entry.path.as_str()) {
            finding.label(LabelRole::Primary, entry.span, "not used by the consumer");
        }
    }
    finding.help(
        HelpKind::ChangePolicy,
        "take it out of the surface of the contract: what is not used need not be promised",
    );
    finding
}

fn silent_consumers(context: &RuleContext<'_>, contract: &Contract, silent: &[boundaries_policy::TeamId]) -> Candidate {
    let sides = wording::contract_sides(context.policy, contract);
    let teams = wording::teams(context.policy, silent);
    let verb = if silent.len() == 1 { "does" } else { "do" };
    let mut finding =
        statement(context, contract, format!("the contract {sides} names {teams}, who {verb} not use it"));
    finding.consumer = wording::names(context.policy, silent);
    finding.label(LabelRole::Primary, contract.span, format!("{teams} {verb} not use it"));
    finding.help(HelpKind::ChangePolicy, format!("take {teams} out of the contract"));
    finding
}

fn statement(context: &RuleContext<'_>, contract: &Contract, headline: String) -> Candidate {
    let (consumer, provider) = wording::contract_key(context.policy, contract);
    let consumers = contract.consumer.teams();
    Candidate::new(consumer, provider, headline).between(consumers, &contract.providers)
}
