//! Differences told line by line: what became of couplings, what the policy says differently, who has to agree.

use std::collections::BTreeMap;
use std::fmt::Write;

use boundaries_graph::{DependencyKind, GapReason, Limit, ReferenceKind};

use crate::change::{Difference, Moves, State, Verdict, compare};
use crate::scene::{Scene, Stage, TODAY};

const TEAMS: &str = "\
[teams]
billing = { owns = [\"billing\"] }
ledger = { owns = [\"ledger\"], contact = \"#ledger\" }
";

const CONTRACT: &str = "\
[[contract]]
consumer = \"billing\"
provider = \"ledger\"
reason = \"billing books\"
";

fn state<'s>(stage: &'s Stage, report: &'s crate::Report, policy: &str) -> State<'s> {
    State {
        graph: &stage.graph,
        sources: &stage.sources,
        policy: &stage.policy,
        written: !policy.is_empty(),
        report,
        today: TODAY,
    }
}

fn difference(before: (&Scene, &str), after: (&Scene, &str), renamed: &[(&str, &str)]) -> Difference {
    let (then, now) = (before.0.stage(before.1), after.0.stage(after.1));
    let (old, new) = (then.check(), now.check());
    let renamed: BTreeMap<_, _> = renamed.iter().map(|(from, to)| ((*from).into(), (*to).into())).collect();
    let (before, after) = (state(&then, &old, before.1), state(&now, &new, after.1));
    let moves = Moves::between(before.move_side(), after.move_side(), &renamed);
    compare(before, after, &moves)
}

/// The whole difference, one line for each statement.
fn told(difference: &Difference) -> String {
    let mut text = format!("{}: {}\n", difference.verdict().as_str(), difference.headline());
    for pair in &difference.pairs {
        for change in &pair.couplings {
            let end = |state: &Option<crate::change::CouplingState>| match state {
                Some(state) => format!(
                    "{} uses {} [{}, {}]",
                    state.consumer,
                    state.provider,
                    state.standing.as_str(),
                    state.places.len()
                ),
                None => "nothing".to_owned(),
            };
            let (from, to) = (pair.consumers.join("+"), pair.providers.join("+"));
            let (kind, cause) = (change.kind.as_str(), change.cause.as_str());
            writeln!(text, "{from} > {to}: {kind} by {cause}: {} => {}", end(&change.before), end(&change.after))
                .expect("a string");
        }
    }
    for change in &difference.policy {
        writeln!(text, "{}: {}", change.effect.as_str(), change.describe()).expect("a string");
    }
    for agreement in &difference.agreements {
        let team = agreement.team.as_deref().unwrap_or("everybody");
        let contact = agreement.contact.as_deref().map(|contact| format!(" ({contact})")).unwrap_or_default();
        writeln!(text, "{team}{contact} agrees: {}", agreement.reasons.join("; ")).expect("a string");
    }
    text
}

/// A policy's change told, on code that stays the same.
fn policy_told(scene: &Scene, before: &str, after: &str) -> String {
    told(&difference((scene, before), (scene, after), &[]))
}

fn code() -> Scene {
    Scene::default()
        .item("ledger::store::Account")
        .item("ledger::api::Entry")
        .uses("billing::invoice", "ledger::store::Account")
        .uses_in("billing::invoice", "ledger::api::Entry", DependencyKind::Test)
}

fn with_contract(keys: &str) -> String {
    format!("{TEAMS}{CONTRACT}{keys}\n")
}

#[test]
fn couplings_are_gained_lost_grown_and_moved() {
    let before = Scene::default()
        .item("ledger::store::Account")
        .item("ledger::store::Entry")
        .module("billing")
        .uses("billing::invoice", "ledger::store::Account")
        .uses("billing", "ledger::store::Account");
    let after = Scene::default()
        .item("ledger::store::Account")
        .item("ledger::store::Entry")
        .module("billing")
        .uses("billing::bills", "ledger::store::Account")
        .uses("billing", "ledger::store::Entry")
        .uses_as("billing", "ledger::store::Entry", ReferenceKind::Import);
    let renamed = [("billing/src/invoice.rs", "billing/src/bills.rs")];
    insta::assert_snapshot!(told(&difference((&before, TEAMS), (&after, TEAMS), &renamed)), @"
    couples: this change adds 1 coupling that no contract permits
    billing > ledger: gained by code: nothing => billing uses ledger::store::Entry [failing, 2]
    billing > ledger: lost by code: billing uses ledger::store::Account [failing, 1] => nothing
    billing > ledger: moved by code: billing::invoice uses ledger::store::Account [failing, 1] => billing::bills uses ledger::store::Account [failing, 1]
    ledger (#ledger) agrees: 1 new coupling from `billing` without permission
    ");
    insta::assert_snapshot!(told(&difference((&before, TEAMS), (&before.clone().uses("billing", "ledger::store::Account"), TEAMS), &[])), @"
    keeps: this change keeps to the policy
    billing > ledger: grown by code: billing uses ledger::store::Account [failing, 1] => billing uses ledger::store::Account [failing, 2]
    ");
}

#[test]
fn a_contract_for_what_is_there_only_loosens() {
    insta::assert_snapshot!(policy_told(&code(), TEAMS, &with_contract("")), @"
    only-loosens: this change only loosens the policy; 2 couplings pass by that alone
    billing > ledger: judged by policy: billing::invoice uses ledger::api::Entry [failing, 1] => billing::invoice uses ledger::api::Entry [permitted, 1]
    billing > ledger: judged by policy: billing::invoice uses ledger::store::Account [failing, 1] => billing::invoice uses ledger::store::Account [permitted, 1]
    loosened: new contract of `billing` with `ledger`
    ledger (#ledger) agrees: new contract of `billing` with `ledger`
    ");
    insta::assert_snapshot!(policy_told(&code(), &with_contract(""), TEAMS), @"
    keeps: this change tightens the policy in 1 place
    billing > ledger: judged by policy: billing::invoice uses ledger::api::Entry [permitted, 1] => billing::invoice uses ledger::api::Entry [failing, 1]
    billing > ledger: judged by policy: billing::invoice uses ledger::store::Account [permitted, 1] => billing::invoice uses ledger::store::Account [failing, 1]
    tightened: contract of `billing` with `ledger` is gone
    billing agrees: may use less: contract of `billing` with `ledger` is gone
    ");
}

#[test]
fn new_code_passes_by_a_new_contract_and_not_by_one_that_was_there() {
    let before = Scene::default().item("ledger::store::Account").module("billing").module("shop");
    let after = before.clone().uses("billing", "ledger::store::Account");
    let excused = |policy: (&str, &str)| difference((&before, policy.0), (&after, policy.1), &[]).excused;
    let with_shop = format!("{TEAMS}shop = {{ owns = [\"shop\"] }}\n");
    assert_eq!(excused((TEAMS, &with_contract(""))), 1);
    assert_eq!(excused((&with_contract(""), &with_contract("may-reexport = true"))), 0);
    let narrow = with_contract("surface = [\"ledger::api\"]");
    let before = before.module("ledger::api");
    let after = after.module("ledger::api");
    let wide = with_contract("surface = [\"ledger::api\", \"ledger::store\"]");
    assert_eq!(difference((&before, &narrow), (&after, &wide), &[]).excused, 1);
    // A contract between others has nothing to do with it.
    let others = format!("{with_shop}{CONTRACT}{}", CONTRACT.replace("\"billing\"", "\"shop\""));
    assert_eq!(difference((&before, &format!("{with_shop}{CONTRACT}")), (&after, &others), &[]).excused, 0);
}

#[test]
fn every_part_of_a_contract_has_its_direction() {
    let parts = [
        ("", "until = 2030-01-01"),
        ("until = 2029-01-01", "until = 2030-01-01"),
        ("", "since = 2020-01-01"),
        ("kinds = [\"test\"]", "kinds = [\"normal\", \"test\", \"build\"]"),
        ("", "surface = [\"ledger::api\"]"),
        ("surface = [\"ledger::api\"]", "surface = [\"ledger::api\", \"ledger::api::Entry\", \"ledger::store\"]"),
        ("surface = [\"ledger::api\"]", "surface = [\"ledger::store\"]"),
        ("", "may-reexport = true"),
        ("", "deprecated = \"ledger::api\""),
        ("", "mode = \"x-as-a-service\""),
    ];
    let scene = Scene::default().item("ledger::store::Account").item("ledger::api::Entry").module("billing");
    let mut text = String::new();
    for (before, after) in parts {
        let difference = difference((&scene, &with_contract(before)), (&scene, &with_contract(after)), &[]);
        for change in &difference.policy {
            writeln!(text, "{}: {}", change.effect.as_str(), change.describe()).expect("a string");
        }
    }
    insta::assert_snapshot!(text, @"
    tightened: contract of `billing` with `ledger`: until 2030-01-01 added
    loosened: contract of `billing` with `ledger`: until 2029-01-01 → 2030-01-01
    tightened: contract of `billing` with `ledger`: since 2020-01-01 added
    loosened: contract of `billing` with `ledger`: kinds `build` and `normal` added
    tightened: contract of `billing` with `ledger`: surface of the provider → `ledger::api`
    loosened: contract of `billing` with `ledger`: surface `ledger::store` added
    neutral: contract of `billing` with `ledger`: surface `ledger::api::Entry` added
    loosened: contract of `billing` with `ledger`: surface `ledger::store` added
    tightened: contract of `billing` with `ledger`: surface `ledger::api` removed
    loosened: contract of `billing` with `ledger`: may-reexport false → true
    tightened: contract of `billing` with `ledger`: deprecated `ledger::api` added
    neutral: contract of `billing` with `ledger`: mode `x-as-a-service` added
    ");
}

#[test]
fn grouping_contracts_otherwise_changes_nothing() {
    let teams = "[teams]\na = { owns = [\"a\"] }\nb = { owns = [\"b\"] }\nc = { owns = [\"c\"] }\n";
    let contract = |consumer: &str| format!("[[contract]]\nconsumer = {consumer}\nprovider = \"c\"\nreason = \"r\"\n");
    let scene = Scene::default().item("c::Item").uses("a", "c::Item").uses("b", "c::Item");
    let together = format!("{teams}{}", contract("[\"a\", \"b\"]"));
    let apart = format!("{teams}{}{}", contract("\"a\""), contract("\"b\""));
    assert_eq!(policy_told(&scene, &together, &apart), "same: nothing differs\n");
    // One that is open to all gives as much as those it takes the place of, and more.
    let open = format!("{teams}{}", contract("\"*\""));
    insta::assert_snapshot!(policy_told(&scene, &apart, &open), @"
    only-loosens: this change only loosens the policy
    loosened: new contract of every team with `c`
    neutral: contract of `a` with `c` is gone
    neutral: contract of `b` with `c` is gone
    c agrees: new contract of every team with `c`
    ");
}

#[test]
fn surfaces_exceptions_enforcement_and_levels_have_their_direction() {
    let surface = TEAMS.replace("ledger\"],", "ledger\"], surface = [\"ledger::api\"],");
    insta::assert_snapshot!(policy_told(&code(), &format!("{surface}{CONTRACT}"), &with_contract("")), @"
    only-loosens: this change only loosens the policy; 1 coupling passes by that alone
    billing > ledger: judged by policy: billing::invoice uses ledger::store::Account [failing, 1] => billing::invoice uses ledger::store::Account [permitted, 1]
    loosened: team `ledger`: surface `ledger::api` → of all it owns
    ledger (#ledger) agrees: team `ledger`: surface `ledger::api` → of all it owns
    ");
    let wider = surface.replace("\"ledger::api\"]", "\"ledger::api\", \"ledger::store::Account\"]");
    insta::assert_snapshot!(policy_told(&code(), &format!("{surface}{CONTRACT}"), &format!("{wider}{CONTRACT}")), @"
    only-loosens: this change only loosens the policy; 1 coupling passes by that alone
    billing > ledger: judged by policy: billing::invoice uses ledger::store::Account [failing, 1] => billing::invoice uses ledger::store::Account [permitted, 1]
    loosened: team `ledger`: surface `ledger::store::Account` added
    ledger (#ledger) agrees: team `ledger`: surface `ledger::store::Account` added
    ");
    let exception = "[[exception]]\nfrom = \"billing\"\nto = \"ledger\"\nreason = \"r\"\n";
    insta::assert_snapshot!(policy_told(&code(), TEAMS, &format!("{TEAMS}{exception}until = 2030-01-01\n")), @"
    only-loosens: this change only loosens the policy; 2 couplings pass by that alone
    billing > ledger: judged by policy: billing::invoice uses ledger::api::Entry [failing, 1] => billing::invoice uses ledger::api::Entry [tolerated, 1]
    billing > ledger: judged by policy: billing::invoice uses ledger::store::Account [failing, 1] => billing::invoice uses ledger::store::Account [tolerated, 1]
    loosened: new exception from `billing` to `ledger`
    ledger (#ledger) agrees: new exception from `billing` to `ledger`
    ");
    insta::assert_snapshot!(policy_told(&code(), &format!("{TEAMS}{exception}until = 2030-01-01\n"), &format!("{TEAMS}{exception}")), @"
    only-loosens: this change only loosens the policy
    loosened: exception from `billing` to `ledger`: until 2030-01-01 removed
    ledger (#ledger) agrees: exception from `billing` to `ledger`: until 2030-01-01 removed
    ");
    let observed = TEAMS.replace("contact", "enforcement = \"observe\", contact");
    insta::assert_snapshot!(policy_told(&code(), TEAMS, &observed), @"
    only-loosens: this change only loosens the policy; 2 couplings pass by that alone
    billing > ledger: judged by policy: billing::invoice uses ledger::api::Entry [failing, 1] => billing::invoice uses ledger::api::Entry [unpermitted, 1]
    billing > ledger: judged by policy: billing::invoice uses ledger::store::Account [failing, 1] => billing::invoice uses ledger::store::Account [unpermitted, 1]
    loosened: team `ledger`: enforcement `enforce` → `observe`
    ledger (#ledger) agrees: team `ledger`: enforcement `enforce` → `observe`
    ");
    let warned = format!("rules = {{ undeclared-coupling = \"warn\" }}\nenforcement = \"sealed\"\n{TEAMS}");
    insta::assert_snapshot!(policy_told(&code(), TEAMS, &warned), @"
    loosens: this change loosens the policy in 1 place and tightens it in 1 place; 2 couplings pass by that alone
    billing > ledger: judged by policy: billing::invoice uses ledger::api::Entry [failing, 1] => billing::invoice uses ledger::api::Entry [unpermitted, 1]
    billing > ledger: judged by policy: billing::invoice uses ledger::store::Account [failing, 1] => billing::invoice uses ledger::store::Account [unpermitted, 1]
    loosened: rule `undeclared-coupling`: level `deny` → `warn`
    tightened: the workspace: enforcement `enforce` → `sealed`
    everybody agrees: rule `undeclared-coupling`: level `deny` → `warn`
    ");
}

#[test]
fn constraints_tighten_and_their_loss_loosens() {
    let scene = Scene::default().module("billing").module("ledger").module("shop");
    let layers = |strict: bool, order: &str| {
        format!("{TEAMS}[[layers]]\nlayers = {order}\nstrict = {strict}\nreason = \"money flows down\"\n")
    };
    let plain = layers(false, "[\"shop\", \"billing\", \"ledger\"]");
    insta::assert_snapshot!(policy_told(&scene, TEAMS, &plain), @"
    keeps: this change tightens the policy in 1 place
    tightened: new constraint `layers` (`money flows down`)
    ");
    insta::assert_snapshot!(policy_told(&scene, &plain, &layers(true, "[\"shop\", \"billing\", \"ledger\"]")), @"
    keeps: this change tightens the policy in 1 place
    tightened: constraint `layers` (`money flows down`): refused use `shop` → `ledger` added
    ");
    insta::assert_snapshot!(policy_told(&scene, &plain, &layers(false, "[\"shop\", \"ledger\", \"billing\"]")), @"
    loosens: this change loosens the policy in 1 place and tightens it in 1 place
    loosened: constraint `layers` (`money flows down`): refused use `ledger` → `billing` removed
    tightened: constraint `layers` (`money flows down`): refused use `billing` → `ledger` added
    everybody agrees: constraint `layers` (`money flows down`): refused use `ledger` → `billing` removed
    ");
    insta::assert_snapshot!(policy_told(&scene, &plain, TEAMS), @"
    only-loosens: this change only loosens the policy
    loosened: constraint `layers` (`money flows down`) is gone
    everybody agrees: constraint `layers` (`money flows down`) is gone
    ");
}

#[test]
fn territory_that_changes_hands_may_hide_a_crossing() {
    let apart = "[teams]\nbilling = { owns = [\"billing\"] }\nledger = { owns = [\"ledger\"] }\nfees = { owns = [\"ledger::fees\"] }\n";
    let scene = Scene::default()
        .item("ledger::fees::Fee")
        .module("ledger::store")
        .uses("billing::invoice", "ledger::fees::Fee");
    let swallowed = apart
        .replace("[\"billing\"]", "[\"billing\", \"ledger::fees\"]")
        .replace("fees = { owns = [\"ledger::fees\"] }\n", "");
    insta::assert_snapshot!(policy_told(&scene, apart, &swallowed), @"
    only-loosens: this change only loosens the policy; 1 coupling passes by that alone
    billing > fees: lost by ownership: billing::invoice uses ledger::fees::Fee [failing, 1] => nothing
    loosened: `ledger::fees`: owner `fees` → `billing`, so that 1 coupling crosses no boundary any more
    neutral: team `fees` is gone
    billing agrees: `ledger::fees`: owner `fees` → `billing`, so that 1 coupling crosses no boundary any more
    fees agrees: `ledger::fees`: owner `fees` → `billing`, so that 1 coupling crosses no boundary any more
    ");
    let handed_on = apart
        .replace("owns = [\"ledger\"] }", "owns = [\"ledger\", \"ledger::fees\"] }")
        .replace("fees = { owns = [\"ledger::fees\"] }\n", "");
    insta::assert_snapshot!(policy_told(&scene, apart, &handed_on), @"
    couples: this change adds 1 coupling that no contract permits
    billing > fees: lost by ownership: billing::invoice uses ledger::fees::Fee [failing, 1] => nothing
    billing > ledger: gained by ownership: nothing => billing::invoice uses ledger::fees::Fee [failing, 1]
    neutral: `ledger::fees`: owner `fees` → `ledger`
    neutral: team `fees` is gone
    fees agrees: `ledger::fees`: owner `fees` → `ledger`
    ledger agrees: 1 new coupling from `billing` without permission; `ledger::fees`: owner `fees` → `ledger`
    ");
}

#[test]
fn a_team_of_another_name_is_the_same_team() {
    let renamed =
        with_contract("").replace("ledger = {", "books = {").replace("provider = \"ledger\"", "provider = \"books\"");
    insta::assert_snapshot!(policy_told(&code(), &with_contract(""), &renamed), @"
    keeps: this change keeps to the policy
    neutral: team: `ledger` → `books`
    ");
}

#[test]
fn a_module_that_moved_takes_policy_paths_along() {
    let exception = |to: &str| format!("{TEAMS}[[exception]]\nfrom = \"billing\"\nto = \"{to}\"\nreason = \"r\"\n");
    let before = Scene::default().item("ledger::store::Account").uses("billing", "ledger::store::Account");
    let after = Scene::default().item("ledger::vault::Account").uses("billing", "ledger::vault::Account");
    let renamed = [("ledger/src/store.rs", "ledger/src/vault.rs")];
    let difference =
        difference((&before, &exception("ledger::store")), (&after, &exception("ledger::vault")), &renamed);
    assert_eq!(difference.verdict(), Verdict::Keeps);
    insta::assert_snapshot!(told(&difference), @"
    keeps: this change keeps to the policy
    billing > ledger: moved by code: billing uses ledger::store::Account [tolerated, 1] => billing uses ledger::vault::Account [tolerated, 1]
    ");
}

#[test]
fn a_policy_begins_and_ends_as_a_whole() {
    insta::assert_snapshot!(policy_told(&code(), "", &with_contract("")), @"
    keeps: this change tightens the policy in 1 place
    billing > ledger: gained by ownership: nothing => billing::invoice uses ledger::api::Entry [permitted, 1]
    billing > ledger: gained by ownership: nothing => billing::invoice uses ledger::store::Account [permitted, 1]
    tightened: new policy
    neutral: `billing` with what is below: owner nobody → `billing`
    neutral: `ledger` with what is below: owner nobody → `ledger`
    billing agrees: `billing` with what is below: owner nobody → `billing`
    ledger (#ledger) agrees: `ledger` with what is below: owner nobody → `ledger`
    ");
    insta::assert_snapshot!(policy_told(&code(), &with_contract(""), ""), @"
    only-loosens: this change only loosens the policy
    billing > ledger: lost by ownership: billing::invoice uses ledger::api::Entry [permitted, 1] => nothing
    billing > ledger: lost by ownership: billing::invoice uses ledger::store::Account [permitted, 1] => nothing
    loosened: policy is gone
    neutral: `billing` with what is below: owner `billing` → nobody
    neutral: `ledger` with what is below: owner `ledger` → nobody
    everybody agrees: policy is gone
    billing agrees: `billing` with what is below: owner `billing` → nobody
    ledger (#ledger) agrees: `ledger` with what is below: owner `ledger` → nobody
    ");
}

#[test]
fn a_file_that_is_not_read_any_more_is_named_and_what_stood_in_it_is_not_lost() {
    let policy = &format!("{TEAMS}{CONTRACT}");
    let before = Scene::default().item("ledger::Account").uses("billing", "ledger::Account");
    let after = Scene::default().item("ledger::Account").gap("billing", GapReason::UnreadableFile, "too large");
    let unread = |difference: &Difference| {
        let told = difference.unread.iter().map(|file| format!("{} {}", file.path, file.told()));
        told.collect::<Vec<_>>().join("; ")
    };
    let hidden = difference((&before, policy), (&after, policy), &[]);
    assert_eq!(told(&hidden), "same: nothing differs, as far as code was read\n");
    assert_eq!(unread(&hidden), "billing/src/lib.rs not read whole now (unreadable-file)");
    let back = difference((&after, policy), (&before, policy), &[]);
    assert_eq!((back.totals().gained, unread(&back).contains("before")), (1, true));
    let large = Scene::default().item("ledger::Account").gap_beyond(
        "billing",
        GapReason::UnreadableFile,
        Limit::SourceSize,
        "larger than 20 bytes",
    );
    assert_eq!(
        unread(&difference((&before, policy), (&large, policy), &[])),
        "billing/src/lib.rs not read whole now (unreadable-file, beyond the limit `source-size`)"
    );
    let other = Scene::default().module("billing").item("ledger::Account").gap("other", GapReason::UnreadableFile, "");
    assert_eq!(
        difference((&before, policy), (&other, policy), &[]).totals().lost,
        1,
        "that was in a file that is read"
    );
}
