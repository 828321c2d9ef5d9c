//! `off-surface`: a contract covers the two teams, but the item is none of those that it opens.

use boundaries_policy::{Level, Surface};

use crate::breach;
use crate::candidate::Candidate;
use crate::coupling::Coupling;
use crate::finding::{HelpKind, LabelRole};
use crate::permission::Verdict;
use crate::rule::{Rule, RuleContext, RuleMeta};
use crate::wording::{self, Stanza};

pub(crate) static META: RuleMeta = RuleMeta::new(
    "off-surface",
    "a reference that a contract covers, to an item that its surface does not list",
    Level::Deny,
    include_str!("off_surface.md"),
)
.since("0.1.0");

pub(crate) struct OffSurface;

impl Rule for OffSurface {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn judges_uses(&self) -> bool {
        true
    }

    fn check(&self, context: &RuleContext<'_>, findings: &mut Vec<Candidate>) {
        for coupling in context.couplings.all() {
            let Verdict::OffSurface(contracts) = &coupling.verdict else { continue };
            let headline = format!(
                "{} `{}` owned by {}, which is not on the surface of their contract",
                wording::subject(context.policy, &coupling.consumers, "uses", "use"),
                context.graph.definition_path(coupling.provider),
                wording::teams(context.policy, &coupling.providers),
            );
            let mut finding = Candidate::of_coupling(context, coupling, headline);
            for &id in contracts {
                let contract = context.policy.contract(id);
                let sides = wording::contract_sides(context.policy, contract);
                finding.label(
                    LabelRole::Contract,
                    contract.span,
                    format!("the contract {sides} does not open this item"),
                );
                match &contract.surface {
                    Some(surface) => label_surface(&mut finding, surface, "of this contract"),
                    None => {
                        for &team in contract.providers.iter().filter(|team| coupling.providers.contains(team)) {
                            let team = context.policy.team(team);
                            if let Some(surface) = &team.surface {
                                label_surface(&mut finding, surface, &format!("of `{}`", team.name));
                            }
                        }
                    }
                }
            }
            help(context, &mut finding, coupling);
            findings.push(finding);
        }
    }
}

fn label_surface(finding: &mut Candidate, surface: &Surface, whose: &str) {
    let listed = wording::quoted_list(surface.entries.iter().map(|entry| &entry.path));
    match surface.entries.first() {
        Some(first) => finding.label(LabelRole::Surface, first.span, format!("the surface {whose} is {listed}")),
        None => finding.notes.push(format!("the surface {whose} is empty")),
    }
}

fn help(context: &RuleContext<'_>, finding: &mut Candidate, coupling: &Coupling) {
    let providers = wording::teams(context.policy, &coupling.providers);
    if let Some(path) = context.couplings.judge().surface_path(coupling.provider, coupling.consumer) {
        let text = format!("use `{path}` instead: the same item, by its path on the surface");
        finding.help_with(HelpKind::UseSurface, text, path);
    }
    breach::help_change_or_talk(context, finding, coupling);
    let stanza = Stanza {
        consumers: &coupling.consumers,
        providers: &coupling.providers,
        surface: Some(finding.provider.clone()),
        kinds: breach::kinds_to_name(coupling),
    };
    let text = format!("ask {providers} to put it on the surface, or to open it by a contract of its own");
    finding.help_with(HelpKind::RequestContract, text, stanza.to_toml(context.policy));
}

#[cfg(test)]
mod tests {
    use boundaries_graph::ReferenceKind;

    use crate::finding::{HelpKind, LabelRole};
    use crate::scene::{Scene, Seen};

    const POLICY: &str = r#"
        [teams]
        billing = { owns = ["billing"] }
        ledger = { owns = ["ledger"], surface = ["ledger::api"] }

        [[contract]]
        consumer = "billing"
        provider = "ledger"
        reason = "r"
    "#;

    /// A type that stands in a module off the surface and has a door on it.
    fn ledger() -> Scene {
        Scene::default().item("ledger::store::Account").door("ledger::api", "ledger::store::Account")
    }

    #[test]
    fn an_item_off_the_surface_is_reported_with_its_path_on_it() {
        let scene = ledger().uses("billing", "ledger::store::Account");
        assert_eq!(
            scene.headlines(POLICY),
            ["deny[off-surface]: team `billing` uses `ledger::store::Account` owned by `ledger`, which is not on the \
              surface of their contract"]
        );
        let report = scene.check(POLICY);
        let first = &report.findings[0].help[0];
        assert_eq!((first.kind, first.snippet.as_deref()), (HelpKind::UseSurface, Some("ledger::api::Account")));
        let has = |role| report.findings[0].labels.iter().any(|label| label.role == role);
        assert!(has(LabelRole::Contract) && has(LabelRole::Surface));
    }

    #[test]
    fn the_stanza_it_prints_works() {
        let scene = ledger().uses("billing", "ledger::store::Account");
        let report = scene.check(POLICY);
        let stanza = report.findings[0].help.last().and_then(|help| help.snippet.as_deref()).expect("a stanza");
        let reported = scene.headlines(&format!("{POLICY}\n{stanza}"));
        assert_eq!(reported, [""; 0]);
    }

    #[test]
    fn the_door_on_the_surface_is_fine_and_so_is_what_belongs_to_the_type() {
        let scene = ledger()
            .method("ledger::store", "ledger::store::Account", "close")
            .method("ledger::audit", "ledger::store::Account", "audit")
            .uses_by("billing", "ledger::store::Account", "ledger::api")
            .uses_as("billing", "ledger::store::Account::close", ReferenceKind::Method)
            .uses_as("billing", "ledger::audit::Account::audit", ReferenceKind::Method);
        assert_eq!(scene.headlines(POLICY), [""; 0]);
    }

    #[test]
    fn a_module_offered_on_the_surface_brings_all_that_is_in_it() {
        let scene = Scene::default()
            .item("ledger::store::Account")
            .door("ledger::api", "ledger::store")
            .uses("billing", "ledger::store::Account");
        assert_eq!(scene.headlines(POLICY), [""; 0]);
    }

    #[test]
    fn a_module_on_the_way_to_the_surface_may_be_named_but_not_emptied() {
        let names = ledger().uses_as("billing", "ledger", ReferenceKind::ExternCrate);
        assert_eq!(names.headlines(POLICY), [""; 0]);
        let takes_all = ledger().uses_as("billing", "ledger", ReferenceKind::GlobImport);
        assert_eq!(takes_all.headlines(POLICY).len(), 1);
    }

    #[test]
    fn a_module_that_leads_nowhere_on_the_surface_may_not_be_named() {
        let names = |module: &str| ledger().uses_as("billing", module, ReferenceKind::Import).headlines(POLICY).len();
        assert_eq!((names("ledger"), names("ledger::api"), names("ledger::store")), (0, 0, 1));
    }

    #[test]
    fn only_a_path_that_the_consumer_can_see_is_offered() {
        let offered = |seen: Seen, consumer: &str| {
            let scene = Scene::default().item("ledger::store::Account").door_seen(
                "ledger::api",
                "ledger::store::Account",
                seen,
            );
            let policy = POLICY.replace("owns = [\"billing\"]", "owns = [\"billing\", \"ledger::billing\"]");
            let report = scene.module("billing").module("ledger::billing").uses(consumer, "ledger::store::Account");
            let help = report.check(&policy).findings.remove(0).help.remove(0);
            help.snippet.filter(|_| help.kind == HelpKind::UseSurface)
        };
        let path = Some("ledger::api::Account".to_owned());
        assert_eq!(offered(Seen::Everywhere, "billing"), path);
        assert_eq!(offered(Seen::InCrate, "billing"), None);
        assert_eq!(offered(Seen::InCrate, "ledger::billing"), path);
    }

    #[test]
    fn what_writes_no_path_is_judged_as_if_it_had_come_by_the_surface() {
        let scene = ledger().uses_as("billing", "ledger::store::Account", ReferenceKind::SelfType);
        assert_eq!(scene.headlines(POLICY), [""; 0]);
    }

    #[test]
    fn entries_match_whole_segments() {
        let scene =
            Scene::default().module("ledger::api").item("ledger::apiary::Bee").uses("billing", "ledger::apiary::Bee");
        assert_eq!(scene.headlines(POLICY).len(), 1);
    }

    #[test]
    fn a_surface_of_the_contract_takes_the_place_of_the_teams() {
        let policy = POLICY.replace("reason = \"r\"", "reason = \"r\"\nsurface = [\"ledger::store::Account\"]");
        let scene = Scene::default()
            .module("ledger::api")
            .item("ledger::store::Account")
            .item("ledger::store::Row")
            .uses("billing", "ledger::store::Account")
            .uses("billing", "ledger::store::Row");
        let report = scene.check(&policy);
        let providers: Vec<&str> = report.findings.iter().map(|each| each.key.provider.as_str()).collect();
        assert_eq!(providers, ["ledger::store::Row"]);
    }

    #[test]
    fn a_provider_without_a_surface_is_open_under_contract() {
        let policy = POLICY.replace(", surface = [\"ledger::api\"]", "");
        assert_eq!(ledger().uses("billing", "ledger::store::Account").headlines(&policy), [""; 0]);
    }

    #[test]
    fn a_surface_does_not_replace_a_contract() {
        let policy = "[teams]\nbilling = { owns = [\"billing\"] }\n\
                      ledger = { owns = [\"ledger\"], surface = [\"ledger::api\"] }";
        let scene = ledger().uses_by("billing", "ledger::store::Account", "ledger::api");
        let report = scene.check(policy);
        assert_eq!(report.findings[0].rule.name, "undeclared-coupling");
    }

    #[test]
    fn a_foreign_door_is_looked_through() {
        // The consumer's own prelude offers the item. The import behind it is judged where it stands.
        let scene = ledger()
            .door("billing::prelude", "ledger::store::Account")
            .uses_by("billing::prelude", "ledger::store::Account", "ledger::api")
            .uses_by("billing", "ledger::store::Account", "billing::prelude");
        let rules: Vec<&str> = scene.check(POLICY).findings.iter().map(|finding| finding.rule.name).collect();
        assert_eq!(rules, ["foreign-reexport"]);
    }

    /// One contract with two providers, whose surface lists the door of one of them to what the other one defines.
    const BOTH: &str = r#"
        [teams]
        billing = { owns = ["billing"] }
        facade = { owns = ["facade"] }
        ledger = { owns = ["ledger"] }

        [[contract]]
        consumer = "billing"
        provider = ["facade", "ledger"]
        surface = ["facade::prelude"]
        reason = "r"
    "#;

    /// The rules that speak of a use. Nothing in these scenes needs the contracts beside it.
    fn breached(scene: &Scene, policy: &str) -> Vec<&'static str> {
        let rules = scene.check(policy).findings.into_iter().map(|finding| finding.rule.name);
        rules.filter(|rule| *rule != "stale-contract").collect()
    }

    #[test]
    fn a_door_of_a_third_team_needs_more_than_a_place_on_the_surface() {
        let scene = ledger().door("facade::prelude", "ledger::store::Account").uses_by(
            "billing",
            "ledger::store::Account",
            "facade::prelude",
        );
        assert_eq!(breached(&scene, BOTH), ["off-surface", "foreign-reexport"]);
        let with_leave = "[[contract]]\nconsumer = \"facade\"\nprovider = \"ledger\"\nreason = \"r\"\n\
                          may-reexport = true\n";
        assert_eq!(breached(&scene, &format!("{BOTH}\n{with_leave}")), [""; 0]);
    }

    #[test]
    fn a_door_of_ones_own_is_none_of_a_third_team() {
        // Everybody may use what `billing` lists of its own and of the ledger's; what `billing` may re-export opens no
        // door for itself.
        let policy = r#"
            [teams]
            billing = { owns = ["billing"] }
            ledger = { owns = ["ledger"] }

            [[contract]]
            consumer = "*"
            provider = ["billing", "ledger"]
            surface = ["billing::prelude"]
            reason = "r"

            [[contract]]
            consumer = "billing"
            provider = "ledger"
            kinds = ["build"]
            may-reexport = true
            reason = "r"
        "#;
        let scene = ledger().door("billing::prelude", "ledger::store::Account").uses_by(
            "billing",
            "ledger::store::Account",
            "billing::prelude",
        );
        assert_eq!(breached(&scene, policy), ["off-surface"]);
    }

    #[test]
    fn a_door_that_the_provider_keeps_with_others_is_the_providers() {
        let policy = r#"
            [teams]
            billing = { owns = ["billing"] }
            facade = { handles = ["@org/facade"] }
            ledger = { owns = ["ledger"], handles = ["@org/ledger"] }

            [[contract]]
            consumer = "billing"
            provider = "facade"
            reason = "r"

            [[contract]]
            consumer = "*"
            provider = "ledger"
            kinds = ["build"]
            may-reexport = true
            reason = "r"
        "#;
        let scene = ledger().door("facade::prelude", "ledger::store::Account").uses_by(
            "billing",
            "ledger::store::Account",
            "facade::prelude",
        );
        let rules = |owners: &str| breached(&scene.clone().owned(&format!("/facade/ {owners}\n")), policy);
        assert_eq!(rules("@org/facade @org/ledger"), ["undeclared-coupling"]);
        assert_eq!(
            rules("@org/facade"),
            [""; 0],
            "of the other team alone, it is a door that the contract lets it open"
        );
    }
}
