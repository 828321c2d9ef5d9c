//! `expired-contract`: the last day of a contract has passed.

use boundaries_policy::Level;

use crate::candidate::Candidate;
use crate::finding::{HelpKind, LabelRole};
use crate::rule::{Rule, RuleContext, RuleMeta};
use crate::term::Term;
use crate::wording;

pub(crate) static META: RuleMeta = RuleMeta::new(
    "expired-contract",
    "a contract whose last day has passed",
    Level::Deny,
    include_str!("expired_contract.md"),
)
.since("0.1.0");

pub(crate) struct ExpiredContract;

impl Rule for ExpiredContract {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn check(&self, context: &RuleContext<'_>, findings: &mut Vec<Candidate>) {
        for contract in context.policy.contracts() {
            let Term::Ended(end) = Term::of_contract(contract, context.today) else { continue };
            let sides = wording::contract_sides(context.policy, contract);
            let (consumer, provider) = wording::contract_key(context.policy, contract);
            let consumers = contract.consumer.teams();
            let mut finding = Candidate::new(consumer, provider, format!("the contract {sides} expired on {end}"))
                .between(consumers, &contract.providers);
            let uses = context.couplings.uses(contract.id);
            let (label, first_step) = if uses == 0 {
                ("nothing relies on it any more".to_owned(), "remove the contract")
            } else {
                let still = if uses == 1 { "still relies on it" } else { "still rely on it" };
                let label = format!("{} {still}", wording::count(uses, "reference", "references"));
                (label, "remove the references that still rely on it, then the contract")
            };
            finding.label(LabelRole::Primary, contract.span, label);
            finding.help(HelpKind::ChangeCode, first_step);
            let providers = wording::teams_with_contact(context.policy, &contract.providers);
            finding.help(HelpKind::TalkToOwner, format!("talk to {providers} about a new date for `until`"));
            findings.push(finding);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::scene::Scene;

    fn policy(until: &str) -> String {
        format!(
            "[teams]\nbilling = {{ owns = [\"billing\"] }}\nledger = {{ owns = [\"ledger\"] }}\n\
             [[contract]]\nconsumer = \"billing\"\nprovider = \"ledger\"\nreason = \"r\"\nuntil = \"{until}\"\n"
        )
    }

    #[test]
    fn a_contract_that_ended_is_reported_used_or_not() {
        let scene = Scene::default().item("ledger::Account").module("billing");
        let expired = "deny[expired-contract]: the contract of `billing` with `ledger` expired on 2026-06-14";
        assert_eq!(scene.headlines(&policy("2026-06-14")), [expired]);
        let used = scene.uses("billing", "ledger::Account");
        let report = used.check(&policy("2026-06-14"));
        let rules: Vec<&str> = report.findings.iter().map(|finding| finding.rule.name).collect();
        assert_eq!(rules, ["undeclared-coupling", "expired-contract"]);
        assert_eq!(report.findings[1].labels[0].text, "1 reference still relies on it");
    }

    #[test]
    fn its_last_day_belongs_to_it() {
        let scene = Scene::default().item("ledger::Account").uses("billing", "ledger::Account");
        let rules: Vec<&str> =
            scene.check(&policy("2026-06-15")).findings.iter().map(|finding| finding.rule.name).collect();
        assert_eq!(rules, ["expiring-soon"]);
    }
}
