//! `foreign-enclave`: a module of one team inside a crate of another.

use boundaries_graph::ModuleView;
use boundaries_policy::{Level, TeamId};

use crate::breach;
use crate::candidate::Candidate;
use crate::finding::{HelpKind, LabelRole};
use crate::permission::shares;
use crate::rule::{Rule, RuleContext, RuleMeta};
use crate::wording;

pub(crate) static META: RuleMeta = RuleMeta::new(
    "foreign-enclave",
    "a team's module inside another team's crate",
    Level::Allow,
    include_str!("foreign_enclave.md"),
)
.since("0.1.0");

pub(crate) struct ForeignEnclave;

/// Reports an enclave once, at its topmost module. The crate belongs to whom its root module belongs.
impl Rule for ForeignEnclave {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn check(&self, context: &RuleContext<'_>, findings: &mut Vec<Candidate>) {
        let judge = context.couplings.judge();
        let owners = |module: ModuleView<'_>| judge.owners(module.id());
        for module in context.graph.modules() {
            let (guests, hosts) = (owners(module), owners(module.krate().root()));
            if guests.is_empty() || hosts.is_empty() || shares(guests, hosts) {
                continue;
            }
            if module.parent().is_some_and(|parent| owners(parent) == guests) {
                continue;
            }
            findings.push(statement(context, module, guests, hosts));
        }
    }
}

fn statement(context: &RuleContext<'_>, module: ModuleView<'_>, guests: &[TeamId], hosts: &[TeamId]) -> Candidate {
    let (guest, host) = (wording::teams(context.policy, guests), wording::teams(context.policy, hosts));
    let root = module.krate().root();
    let verb = if guests.len() == 1 { "owns" } else { "own" };
    let headline =
        format!("{guest} {verb} module `{}` inside crate `{}` of {host}", module.path(), module.krate().unique_name());
    let mut finding = Candidate::new(module.path(), root.path(), headline).between(guests, hosts);
    breach::label_owner(context, &mut finding, LabelRole::Primary, module.id(), guests);
    finding.label(LabelRole::Definition, module.span(), format!("code of {guest}, in a crate of {host}"));
    breach::label_owner(context, &mut finding, LabelRole::ProviderOwner, root.id(), hosts);
    finding.packages = vec![module.krate().package().id()];
    finding.help(
        HelpKind::ChangeCode,
        format!("move the module into a crate of {guest}, so that the compiler sees the boundary too"),
    );
    finding.help(HelpKind::ChangePolicy, format!("give the module to {host}, if {guest} no longer works on it"));
    finding
}

#[cfg(test)]
mod tests {
    use boundaries_policy::Level;

    use crate::scene::Scene;

    fn headlines(policy: &str) -> Vec<String> {
        let mut scene = Scene::default().module("billing::tax::rates").module("orders");
        scene.overrides.set("foreign-enclave", Level::Warn).expect("a rule");
        scene.headlines(policy)
    }

    #[test]
    fn an_enclave_is_reported_once_at_its_top() {
        let found =
            headlines("[teams]\nbilling = { owns = [\"billing\"] }\ntax = { owns = [\"billing::tax\", \"orders\"] }");
        assert_eq!(
            found,
            ["warn[foreign-enclave]: `tax` owns module `billing::tax` inside crate `billing` of `billing`"]
        );
    }

    #[test]
    fn an_enclave_in_an_enclave_is_one_of_its_own() {
        let found = headlines(
            "[teams]\nbilling = { owns = [\"billing\"] }\ntax = { owns = [\"billing::tax\"] }\n\
             orders = { owns = [\"billing::tax::rates\", \"orders\"] }",
        );
        assert_eq!(found.len(), 2);
    }

    #[test]
    fn a_module_that_the_host_owns_too_is_none() {
        let found = headlines("[teams]\nbilling = { owns = [\"billing\", \"orders\"] }");
        assert_eq!(found, [""; 0]);
    }
}
