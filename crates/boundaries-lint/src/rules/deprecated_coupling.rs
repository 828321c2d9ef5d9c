//! `deprecated-coupling`: a reference that only a deprecated contract permits.

use boundaries_policy::Level;

use crate::candidate::Candidate;
use crate::finding::{HelpKind, LabelRole};
use crate::permission::Verdict;
use crate::rule::{Rule, RuleContext, RuleMeta};
use crate::wording;

pub(crate) static META: RuleMeta = RuleMeta::new(
    "deprecated-coupling",
    "a reference that only a deprecated contract permits",
    Level::Warn,
    include_str!("deprecated_coupling.md"),
)
.since("0.1.0");

pub(crate) struct DeprecatedCoupling;

impl Rule for DeprecatedCoupling {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn check(&self, context: &RuleContext<'_>, findings: &mut Vec<Candidate>) {
        for coupling in context.couplings.all() {
            let Verdict::Permitted(id) = coupling.verdict else { continue };
            let contract = context.policy.contract(id);
            let Some(instead) = &contract.deprecated else { continue };
            let headline = format!(
                "{} `{}` owned by {} under a contract that is to end",
                wording::subject(context.policy, &coupling.consumers, "uses", "use"),
                context.graph.definition_path(coupling.provider),
                wording::teams(context.policy, &coupling.providers),
            );
            let mut finding = Candidate::of_coupling(context, coupling, headline);
            finding.label(LabelRole::Contract, contract.span, format!("deprecated: {instead}"));
            finding.help(HelpKind::ChangeCode, format!("the contract says what to do instead: {instead}"));
            let providers = wording::teams_with_contact(context.policy, &coupling.providers);
            finding.help(HelpKind::TalkToOwner, format!("talk to {providers} if that does not serve"));
            findings.push(finding);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::scene::Scene;

    const POLICY: &str = "[teams]\nbilling = { owns = [\"billing\"] }\nledger = { owns = [\"ledger\"] }\n\
                          [[contract]]\nconsumer = \"billing\"\nprovider = \"ledger\"\nreason = \"r\"\n\
                          deprecated = \"use `ledger::v2`\"\n";

    #[test]
    fn it_is_allowed_and_reported() {
        let scene = Scene::default().item("ledger::Account").uses("billing", "ledger::Account");
        assert_eq!(
            scene.headlines(POLICY),
            [
                "warn[deprecated-coupling]: team `billing` uses `ledger::Account` owned by `ledger` under a contract that is to end"
            ]
        );
    }

    #[test]
    fn another_contract_that_permits_it_too_comes_first() {
        let scene = Scene::default().item("ledger::Account").uses("billing", "ledger::Account");
        let lasting = "[[contract]]\nconsumer = \"*\"\nprovider = \"ledger\"\nreason = \"r\"\n";
        assert_eq!(scene.headlines(&format!("{POLICY}{lasting}")), [""; 0]);
    }
}
