//! `stale-contract`: a contract that nothing in the workspace uses.

use boundaries_policy::Level;

use crate::candidate::Candidate;
use crate::finding::{HelpKind, LabelRole};
use crate::rule::{Rule, RuleContext, RuleMeta};
use crate::term;
use crate::wording;

pub(crate) static META: RuleMeta = RuleMeta::new(
    "stale-contract",
    "a contract in force that no reference uses",
    Level::Warn,
    include_str!("stale_contract.md"),
)
.since("0.1.0");

pub(crate) struct StaleContract;

impl Rule for StaleContract {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn check(&self, context: &RuleContext<'_>, findings: &mut Vec<Candidate>) {
        for contract in context.policy.contracts() {
            let is_idle = term::in_force(contract, context.today) && context.couplings.uses(contract.id) == 0;
            if !is_idle || context.unseen.hides_use_by(context.policy, contract) {
                continue;
            }
            let sides = wording::contract_sides(context.policy, contract);
            let (consumer, provider) = wording::contract_key(context.policy, contract);
            let consumers = contract.consumer.teams();
            let mut finding = Candidate::new(consumer, provider, format!("nothing uses the contract {sides}"))
                .between(consumers, &contract.providers);
            finding.label(LabelRole::Primary, contract.span, "no reference in the workspace needs this contract");
            finding.help(
                HelpKind::ChangePolicy,
                "remove the contract, or correct its teams or kinds if it was meant for something else",
            );
            findings.push(finding);
        }
    }
}

#[cfg(test)]
mod tests {
    use boundaries_graph::DependencyKind;

    use crate::scene::Scene;

    const POLICY: &str = "[teams]\nbilling = { owns = [\"billing\"] }\nledger = { owns = [\"ledger\"] }\n\
                          [[contract]]\nconsumer = \"billing\"\nprovider = \"ledger\"\nreason = \"r\"\n";

    #[test]
    fn a_contract_without_references_is_stale() {
        let scene = Scene::default().module("billing").module("ledger");
        assert_eq!(
            scene.headlines(POLICY),
            ["warn[stale-contract]: nothing uses the contract of `billing` with `ledger`"]
        );
        let open_to_all = POLICY.replace("consumer = \"billing\"", "consumer = \"*\"");
        assert_eq!(
            scene.headlines(&open_to_all),
            ["warn[stale-contract]: nothing uses the contract of every team with `ledger`"]
        );
    }

    #[test]
    fn one_reference_is_enough_even_off_the_surface() {
        let scene = Scene::default().module("ledger::api").item("ledger::Account").uses("billing", "ledger::Account");
        assert_eq!(scene.headlines(POLICY), [""; 0]);
        let narrow = format!("{POLICY}surface = [\"ledger::api\"]\n");
        let rules: Vec<&str> = scene.check(&narrow).findings.iter().map(|finding| finding.rule.name).collect();
        assert_eq!(rules, ["off-surface"]);
    }

    #[test]
    fn the_kind_has_to_fit() {
        let scene =
            Scene::default().item("ledger::Account").uses_in("billing", "ledger::Account", DependencyKind::Test);
        let builds_only = format!("{POLICY}kinds = [\"build\"]\n");
        let rules: Vec<&str> = scene.check(&builds_only).findings.iter().map(|finding| finding.rule.name).collect();
        assert_eq!(rules, ["undeclared-coupling", "stale-contract"]);
    }

    #[test]
    fn a_contract_that_has_not_begun_is_not_stale() {
        let scene = Scene::default().module("billing").module("ledger");
        assert_eq!(scene.headlines(&format!("{POLICY}since = \"2030-01-01\"\n")), [""; 0]);
    }
}
