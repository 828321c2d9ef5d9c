//! The numbers of small scenes, one by one.

use boundaries_graph::DependencyKind;

use super::{CouplingState, Measured, Metrics, Radius, Value, catalogue};
use crate::engine::Input;
use crate::scene::{Scene, Stage};

const TEAMS: &str = r#"
    [teams]
    billing = { owns = ["billing"] }
    ledger  = { owns = ["ledger"], surface = ["ledger::api"] }
    web     = { owns = ["web"] }

    [[contract]]
    consumer = "billing"
    provider = "ledger"
    reason = "r"
"#;

fn scene() -> Scene {
    Scene::default()
        .item("ledger::api::Entry")
        .item("ledger::store::Row")
        .item("billing::Invoice")
        .uses("billing::post", "ledger::api::Entry")
        .uses("billing::post", "ledger::api::Entry")
        .uses("billing::post", "ledger::store::Row")
        .uses("web", "billing::Invoice")
        .uses("billing::post", "billing::Invoice")
}

fn measured(stage: &Stage) -> Metrics {
    Metrics::measure(&input(stage))
}

pub(super) fn input(stage: &Stage) -> Input<'_> {
    stage.input()
}

fn team(stage: &Stage, name: &str) -> Measured {
    let team = stage.policy.teams().iter().find(|team| team.name == name).expect("the team is in the policy");
    Measured::Team(team.id)
}

fn value(stage: &Stage, metric: &str, of: &Measured) -> Option<Value> {
    measured(stage).figure(metric, of).map(|figure| figure.value)
}

#[test]
fn references_are_counted_by_what_became_of_them() {
    let stage = scene().stage(TEAMS);
    let of = |metric: &str| value(&stage, metric, &Measured::Workspace);
    assert_eq!(of("contract-coverage"), Some(Value::Share { part: 2, whole: 4 }));
    assert_eq!(of("honoured"), Some(Value::Count(2)));
    assert_eq!(of("off-surface"), Some(Value::Count(1)));
    assert_eq!(of("undeclared"), Some(Value::Count(1)));
    assert_eq!(of("tolerated"), Some(Value::Count(0)));
    assert_eq!(of("stale-contracts"), Some(Value::Count(0)));

    let billing = team(&stage, "billing");
    assert_eq!(value(&stage, "contract-coverage", &billing), Some(Value::Share { part: 2, whole: 3 }));
    // One reference stays inside, two of three that leave are under contract.
    assert_eq!(value(&stage, "static-autonomy", &billing), Some(Value::Share { part: 3, whole: 4 }));
    assert_eq!(value(&stage, "instability", &billing), Some(Value::Share { part: 1, whole: 2 }));
    let ledger = team(&stage, "ledger");
    assert_eq!(value(&stage, "contract-coverage", &ledger).and_then(Value::number), None);
}

#[test]
fn what_is_tolerated_is_neither_honoured_nor_undeclared() {
    let exception = "[[exception]]\nfrom = \"web\"\nto = \"billing::Invoice\"\nreason = \"r\"\n";
    let stage = scene().stage(&format!("{TEAMS}{exception}"));
    let of = |metric: &str| value(&stage, metric, &Measured::Workspace);
    assert_eq!((of("undeclared"), of("tolerated")), (Some(Value::Count(0)), Some(Value::Count(1))));
    let metrics = measured(&stage);
    let behind = &metrics.figure("tolerated", &Measured::Workspace).expect("it is measured").couplings;
    let states: Vec<CouplingState> = behind.iter().map(|&at| metrics.couplings[at].state).collect();
    assert_eq!(states, [CouplingState::Tolerated]);
}

#[test]
fn the_level_of_a_rule_changes_no_number() {
    let allowed = format!("{TEAMS}\n[rules]\nundeclared-coupling = \"allow\"\n");
    let stage = scene().stage(&allowed);
    assert_eq!(value(&stage, "undeclared", &Measured::Workspace), Some(Value::Count(1)));
}

#[test]
fn a_contract_without_use_is_stale_for_both_sides_and_their_pair() {
    let stage = Scene::default().module("billing").module("ledger::api").module("web").stage(TEAMS);
    for of in [Measured::Workspace, team(&stage, "billing"), team(&stage, "ledger")] {
        assert_eq!(value(&stage, "stale-contracts", &of), Some(Value::Count(1)), "{of:?}");
    }
    assert_eq!(value(&stage, "stale-contracts", &team(&stage, "web")), Some(Value::Count(0)));
    let (Measured::Team(consumer), Measured::Team(provider)) = (team(&stage, "billing"), team(&stage, "ledger")) else {
        panic!("these are teams")
    };
    let pair = Measured::Pair { consumers: vec![consumer], providers: vec![provider] };
    assert_eq!(value(&stage, "stale-contracts", &pair), Some(Value::Count(1)));
    let partial = Metrics::measure(&Input { partial: true, ..input(&stage) });
    assert_eq!(partial.figure("stale-contracts", &Measured::Workspace), None);
}

#[test]
fn the_tangle_is_parted_where_it_is_cheapest() {
    let stage = scene().uses("ledger::store", "web").stage(TEAMS);
    let metrics = measured(&stage);
    let tangle = metrics.tangle.as_ref().expect("billing -> ledger -> web -> billing");
    assert_eq!(tangle.teams.len(), 3);
    assert!(tangle.is_cheapest);
    assert_eq!(tangle.cut.iter().map(|(.., references)| references).sum::<usize>(), 1);
    assert_eq!(value(&stage, "team-tangle", &Measured::Workspace), Some(Value::Count(3)));
    assert_eq!(value(&scene().stage(TEAMS), "team-tangle", &Measured::Workspace), Some(Value::Count(0)));
}

#[test]
fn a_test_closes_no_tangle_and_carries_no_change_on() {
    let stage = scene().uses_in("ledger::store", "web", DependencyKind::Test).stage(TEAMS);
    assert_eq!(value(&stage, "team-tangle", &Measured::Workspace), Some(Value::Count(0)));
    assert_eq!(value(&stage, "reaching-modules", &team(&stage, "web")), Some(Value::Count(0)));
    assert_eq!(value(&stage, "fan-in", &team(&stage, "web")), Some(Value::Count(1)), "a test is a use all the same");
}

#[test]
fn the_radius_follows_chains_and_tells_the_way() {
    let stage = scene().stage(TEAMS);
    let graph = &stage.graph;
    let store = graph.modules_at("ledger::store").map(|module| module.id()).collect();
    let radius = Radius::of(graph, &stage.policy, &store);
    let told: Vec<(&str, usize)> =
        radius.modules.iter().map(|reached| (graph.module(reached.module).path(), reached.steps)).collect();
    assert_eq!(told, [("billing::post", 1)]);

    let stage = scene().uses("web", "billing::post").stage(TEAMS);
    let graph = &stage.graph;
    let store = graph.modules_at("ledger::store").map(|module| module.id()).collect();
    let radius = Radius::of(graph, &stage.policy, &store);
    let web = radius.modules.last().expect("`web` reaches it");
    assert_eq!(
        (graph.module(web.module).path(), web.steps, graph.module(web.over).path()),
        ("web", 2, "billing::post")
    );
    let steps: Vec<usize> = radius.teams.iter().map(|(_, steps)| *steps).collect();
    assert_eq!(steps, [1, 2]);
    let numbers: Vec<Value> = radius.as_figures().iter().map(|figure| figure.value).collect();
    assert_eq!(numbers, [1, 2, 1, 2].map(Value::Count));
}

#[test]
fn every_metric_has_a_name_of_its_own_and_says_everything() {
    let mut names: Vec<&str> = catalogue().iter().map(|metric| metric.name).collect();
    names.sort_unstable();
    let all = names.len();
    names.dedup();
    assert_eq!(names.len(), all);
    for metric in catalogue() {
        for text in
            [metric.summary, metric.formula, metric.unit, metric.of, metric.inputs, metric.errors, metric.source]
        {
            assert!(!text.is_empty(), "{}", metric.name);
        }
    }
    let unknown = super::find_metric("Instabilty").expect_err("it is misspelt");
    assert_eq!(unknown.suggestion, Some("instability"));
}
