//! `undeclared-coupling`: a team uses another team's code, and no contract in force covers the two.

use boundaries_policy::Level;

use crate::breach;
use crate::candidate::Candidate;
use crate::coupling::Coupling;
use crate::finding::HelpKind;
use crate::permission::Verdict;
use crate::rule::{Rule, RuleContext, RuleMeta};
use crate::wording::{self, Stanza};

pub(crate) static META: RuleMeta = RuleMeta::new(
    "undeclared-coupling",
    "a reference to another team's code that no contract in force covers",
    Level::Deny,
    include_str!("undeclared_coupling.md"),
)
.since("0.1.0");

pub(crate) struct UndeclaredCoupling;

impl Rule for UndeclaredCoupling {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn judges_uses(&self) -> bool {
        true
    }

    fn check(&self, context: &RuleContext<'_>, findings: &mut Vec<Candidate>) {
        for coupling in context.couplings.all() {
            let Verdict::Undeclared(near_misses) = &coupling.verdict else { continue };
            let headline = format!(
                "{} `{}` owned by {} without a contract",
                wording::subject(context.policy, &coupling.consumers, "uses", "use"),
                context.graph.definition_path(coupling.provider),
                wording::teams(context.policy, &coupling.providers),
            );
            let mut finding = Candidate::of_coupling(context, coupling, headline);
            if let Some(&nearest) = near_misses.first() {
                breach::label_near_miss(context, &mut finding, nearest);
            }
            help(context, &mut finding, coupling);
            findings.push(finding);
        }
    }
}

fn help(context: &RuleContext<'_>, finding: &mut Candidate, coupling: &Coupling) {
    let providers = wording::teams(context.policy, &coupling.providers);
    let surface_path = context.couplings.judge().surface_path(coupling.provider, coupling.consumer);
    let has_surface = coupling.providers.iter().any(|&team| context.policy.team(team).surface.is_some());
    if let Some(path) = surface_path.as_ref().filter(|path| **path != finding.provider) {
        let text = format!("name it `{path}`, its path on the surface of {providers}, once a contract allows it");
        finding.help_with(HelpKind::UseSurface, text, path.clone());
    }
    breach::help_change_or_talk(context, finding, coupling);

    let stanza = Stanza {
        consumers: &coupling.consumers,
        providers: &coupling.providers,
        surface: (has_surface && surface_path.is_none()).then(|| finding.provider.clone()),
        kinds: breach::kinds_to_name(coupling),
    };
    let text = format!("ask {providers} for a contract in the policy");
    finding.help_with(HelpKind::RequestContract, text, stanza.to_toml(context.policy));
}

#[cfg(test)]
mod tests {
    use boundaries_graph::{DependencyKind, ReferenceKind};

    use crate::finding::{HelpKind, LabelRole};
    use crate::scene::Scene;

    const TEAMS: &str = r##"
        [teams]
        billing = { owns = ["billing"] }
        ledger = { owns = ["ledger"], contact = "#team-ledger" }
    "##;

    fn with_contract(contract: &str) -> String {
        format!("{TEAMS}\n[[contract]]\nconsumer = \"billing\"\nprovider = \"ledger\"\nreason = \"r\"\n{contract}\n")
    }

    fn billing_uses_account() -> Scene {
        Scene::default().item("ledger::store::Account").uses("billing::invoice", "ledger::store::Account")
    }

    const HEADLINE: &str = "deny[undeclared-coupling]: team `billing` uses `ledger::store::Account` owned by `ledger` \
                            without a contract";

    #[test]
    fn a_reference_without_a_contract_is_reported_once_with_all_places() {
        let scene = billing_uses_account().uses("billing::invoice", "ledger::store::Account");
        assert_eq!(scene.headlines(TEAMS), [HEADLINE]);
        let report = scene.check(TEAMS);
        let finding = &report.findings[0];
        assert_eq!(
            (finding.key.consumer.as_str(), finding.key.provider.as_str()),
            ("billing::invoice", "ledger::store::Account")
        );
        assert_eq!(finding.places.len(), 2);
        assert_eq!(finding.providers[0].contact.as_deref(), Some("#team-ledger"));
        assert!(finding.fails());
        let roles: Vec<LabelRole> = finding.labels.iter().map(|label| label.role).collect();
        use LabelRole::{ConsumerOwner, Definition, Primary, ProviderOwner};
        assert_eq!(roles, [Primary, Definition, ConsumerOwner, ProviderOwner]);
    }

    #[test]
    fn the_ways_on_are_ordered_and_end_with_a_contract_that_works() {
        let scene = billing_uses_account();
        let report = scene.check(TEAMS);
        let kinds: Vec<HelpKind> = report.findings[0].help.iter().map(|help| help.kind).collect();
        assert_eq!(kinds, [HelpKind::ChangeCode, HelpKind::TalkToOwner, HelpKind::RequestContract]);
        let stanza = report.findings[0].help[2].snippet.as_deref().expect("a stanza");
        assert_eq!(scene.headlines(&format!("{TEAMS}\n{stanza}")), [""; 0]);
    }

    #[test]
    fn a_contract_silences_it() {
        assert_eq!(billing_uses_account().headlines(&with_contract("")), [""; 0]);
        let open_to_all = format!("{TEAMS}\n[[contract]]\nconsumer = \"*\"\nprovider = \"ledger\"\nreason = \"r\"");
        assert_eq!(billing_uses_account().headlines(&open_to_all), [""; 0]);
    }

    #[test]
    fn methods_variants_and_fields_count_as_their_type() {
        let scene = billing_uses_account().method("ledger::store", "ledger::store::Account", "new").uses_as(
            "billing::invoice",
            "ledger::store::Account::new",
            ReferenceKind::Associated,
        );
        assert_eq!(scene.headlines(TEAMS), [HEADLINE]);
        assert_eq!(scene.check(TEAMS).findings[0].places.len(), 2);
    }

    #[test]
    fn an_associated_item_of_another_module_stands_for_itself() {
        let scene = billing_uses_account().method("ledger::audit", "ledger::store::Account", "audit").uses_as(
            "billing::invoice",
            "ledger::audit::Account::audit",
            ReferenceKind::Method,
        );
        let providers: Vec<String> = scene.check(TEAMS).findings.iter().map(|each| each.key.provider.clone()).collect();
        assert_eq!(providers, ["ledger::audit::Account::audit", "ledger::store::Account"]);
    }

    #[test]
    fn near_misses_are_shown() {
        let near_miss = |policy: &str| {
            let report = billing_uses_account().check(policy);
            let finding = report.findings.iter().find(|each| each.rule.name == super::META.name).expect("a finding");
            let label = finding.labels.iter().find(|label| label.role == LabelRole::NearMiss);
            label.map(|label| label.text.clone()).unwrap_or_default()
        };
        assert_eq!(near_miss(TEAMS), "");
        assert_eq!(
            near_miss(&with_contract("kinds = [\"test\"]")),
            "the contract of `billing` with `ledger` covers `test` code, and this is `normal` code"
        );
        assert_eq!(
            near_miss(&with_contract("until = \"2026-06-14\"")),
            "the contract of `billing` with `ledger` ended on 2026-06-14"
        );
        assert_eq!(
            near_miss(&with_contract("since = \"2026-06-16\"")),
            "the contract of `billing` with `ledger` begins on 2026-06-16"
        );
        let other_way = format!("{TEAMS}\n[[contract]]\nconsumer = \"ledger\"\nprovider = \"billing\"\nreason = \"r\"");
        assert_eq!(near_miss(&other_way), "the contract of `ledger` with `billing` allows the other direction only");
    }

    #[test]
    fn a_contract_of_others_is_no_near_miss() {
        let teams = format!("{TEAMS}\nweb = {{ owns = [\"web\"] }}\n");
        let near_misses = |contract: &str| {
            let scene = Scene::default()
                .module("ledger::other")
                .item("ledger::store::Account")
                .door("web::prelude", "ledger::store::Account")
                .uses_by("billing", "ledger::store::Account", "web::prelude");
            let report = scene.check(&format!("{teams}\n[[contract]]\nreason = \"r\"\n{contract}\n"));
            let of_billing =
                |finding: &&crate::Finding| finding.rule.name == super::META.name && finding.key.consumer == "billing";
            let finding = report.findings.iter().find(of_billing).expect("a finding");
            let labels = finding.labels.iter().filter(|label| label.role == LabelRole::NearMiss);
            labels.map(|label| label.text.clone()).collect::<Vec<_>>().join("; ")
        };
        for contract in [
            // It says nothing about a direction.
            "consumer = \"*\"\nprovider = \"billing\"",
            // It allowed the other direction, once.
            "consumer = \"ledger\"\nprovider = \"billing\"\nuntil = \"2026-01-01\"",
            "consumer = \"billing\"\nprovider = \"web\"",
            "consumer = \"ledger\"\nprovider = \"web\"",
        ] {
            assert_eq!(near_misses(contract), "", "{contract}");
        }
        insta::assert_snapshot!(near_misses("consumer = \"ledger\"\nprovider = \"billing\""), @"the contract of `ledger` with `billing` allows the other direction only");
        insta::assert_snapshot!(near_misses("consumer = \"web\"\nprovider = \"ledger\""), @"the contract of `web` with `ledger` has no `may-reexport`, so the door between does not count");
        // It may pass on what its surface offers, which is not this.
        let passes_on = "consumer = \"web\"\nprovider = \"ledger\"\nmay-reexport = true\nsurface = [\"ledger::other\"]";
        insta::assert_snapshot!(near_misses(passes_on), @"");
    }

    #[test]
    fn contracts_hold_from_their_first_to_their_last_day() {
        let dates = with_contract("since = \"2026-06-15\"\nuntil = \"2026-06-15\"");
        let reported = billing_uses_account().headlines(&dates);
        assert_eq!(reported, ["warn[expiring-soon]: the contract of `billing` with `ledger` ends today, 2026-06-15"]);
    }

    #[test]
    fn test_code_is_covered_by_default_and_build_scripts_are_not() {
        let used_in = |kind| {
            let scene = Scene::default().item("ledger::Account").uses_in("billing", "ledger::Account", kind);
            let report = scene.check(&with_contract(""));
            report.findings.iter().filter(|finding| finding.rule.name == super::META.name).count()
        };
        assert_eq!(used_in(DependencyKind::Normal), 0);
        assert_eq!(used_in(DependencyKind::Test), 0);
        assert_eq!(used_in(DependencyKind::Build), 1);
    }

    #[test]
    fn the_stanza_for_a_build_dependency_works() {
        let scene =
            Scene::default().item("ledger::Account").uses_in("billing", "ledger::Account", DependencyKind::Build);
        let report = scene.check(TEAMS);
        let stanza = report.findings[0].help.last().and_then(|help| help.snippet.as_deref()).expect("a stanza");
        assert!(stanza.contains("kinds = [\"build\"]"));
        assert_eq!(scene.headlines(&format!("{TEAMS}\n{stanza}")), [""; 0]);
    }

    #[test]
    fn code_without_an_owner_takes_no_part() {
        let scene = Scene::default().item("tools::Log").uses("billing", "tools::Log").uses("tools", "billing");
        let reported = scene.headlines("[teams]\nbilling = { owns = [\"billing\"] }");
        assert_eq!(reported, ["warn[unmatched-module]: no team owns module `tools` of package `tools`"]);
    }

    #[test]
    fn one_team_for_both_sides_is_no_boundary() {
        assert_eq!(billing_uses_account().headlines("[teams]\nall = { owns = [\"billing\", \"ledger\"] }"), [""; 0]);
    }

    #[test]
    fn a_third_teams_door_does_not_hide_the_provider() {
        let scene = Scene::default()
            .item("ledger::Account")
            .door("facade", "ledger::Account")
            .uses_as("facade", "ledger::Account", ReferenceKind::Reexport)
            .uses_by("billing", "ledger::Account", "facade");
        let policy = |reexport: &str| {
            format!(
                "[teams]\nbilling = {{ owns = [\"billing\"] }}\nledger = {{ owns = [\"ledger\"] }}\n\
                 facade = {{ owns = [\"facade\"] }}\n\
                 [[contract]]\nconsumer = \"facade\"\nprovider = \"ledger\"\nreason = \"r\"\n{reexport}\n\
                 [[contract]]\nconsumer = \"billing\"\nprovider = \"facade\"\nreason = \"r\"\n"
            )
        };
        let reported = scene.headlines(&policy(""));
        assert_eq!(
            reported,
            [
                "deny[undeclared-coupling]: team `billing` uses `ledger::Account` owned by `ledger` without a contract",
                "warn[foreign-reexport]: team `facade` re-exports `ledger::Account` owned by `ledger` from `facade`",
            ]
        );
        assert_eq!(scene.headlines(&policy("may-reexport = true")), [""; 0]);
    }
}
