//! What is a breach of a constraint and what is not, what chains and cycles are shown, and what holds for all of them.

use boundaries_graph::DependencyKind;
use boundaries_policy::Level;

use crate::Finding;
use crate::finding::LabelRole;
use crate::scene::Scene;

/// One team for everything, so that only constraints speak.
fn policy(scene: &str, constraints: &str) -> String {
    let owns: Vec<String> = scene.split(' ').map(|krate| format!("\"{krate}\"")).collect();
    format!("[teams]\nall = {{ owns = [{}] }}\n{constraints}", owns.join(", "))
}

/// The headlines about an application of three crates and one beside them.
fn told(scene: &Scene, constraints: &str) -> Vec<String> {
    let scene = scene.clone().linked().module("ui").module("core").module("base").module("side");
    scene.headlines(&policy("ui core base side", constraints))
}

fn layers(more: &str) -> String {
    format!("[[layers]]\nlayers = [\"ui\", \"core\", \"base\"]\nreason = \"r\"\n{more}\n")
}

fn uses(from: &str, to: &str) -> Scene {
    Scene::default().item(to).uses(from, to)
}

#[test]
fn a_layer_may_use_what_lies_below_it_and_no_more() {
    for (from, to, rest) in [
        ("core", "ui::Page", Some("layer `ui` lies above layer `core`")),
        ("base::deep", "ui::inner::Page", Some("layer `ui` lies above layer `base`")),
        ("ui", "core::Order", None),
        ("ui", "base::Row", None),
        ("ui::a", "ui::b::Page", None),
        ("base", "side::Log", None),
        ("side", "ui::Page", None),
    ] {
        let wanted: Vec<String> =
            rest.iter().map(|rest| format!("deny[layer-breach]: `{from}` uses `{to}`, and {rest}")).collect();
        assert_eq!(told(&uses(from, to), &layers("")), wanted, "{from} -> {to}");
    }
}

#[test]
fn a_strict_layer_may_use_the_next_one_only() {
    assert_eq!(told(&uses("ui", "core::Order"), &layers("strict = true")), [""; 0]);
    assert_eq!(
        told(&uses("ui", "base::Row"), &layers("strict = true")),
        ["deny[layer-breach]: `ui` uses `base::Row`, and layer `ui` may use only the layer below it, not `base`"]
    );
}

#[test]
fn kinds_say_which_code_counts() {
    let in_kind = |kind| Scene::default().item("ui::Page").uses_in("core", "ui::Page", kind);
    let count = |kind, more| told(&in_kind(kind), &layers(more)).len();
    let (test, build) = (DependencyKind::Test, DependencyKind::Build);
    assert_eq!((count(test, ""), count(build, "")), (1, 0));
    assert_eq!((count(test, "kinds = [\"normal\"]"), count(build, "kinds = [\"build\"]")), (0, 1));
}

#[test]
fn a_door_counts_like_a_definition() {
    let scene = Scene::default().item("base::Row").door("ui", "base::Row").uses_by("core", "base::Row", "ui");
    assert_eq!(
        told(&scene, &layers("")),
        ["deny[layer-breach]: `core` uses `ui::Row`, a door to `base::Row`, and layer `ui` lies above layer `core`"]
    );
    // The definition is what one depends on first: it is told where both are a breach.
    let scene = Scene::default().item("ui::Page").door("core", "ui::Page").uses_by("base", "ui::Page", "core");
    assert_eq!(
        told(&scene, &layers("")),
        ["deny[layer-breach]: `base` uses `ui::Page` through a door of `core`, and layer `ui` lies above layer `base`"]
    );
}

#[test]
fn what_lies_behind_the_door_of_another_package_is_reached_and_not_used() {
    let forbid = "[[forbid]]\nfrom = \"core\"\nto = \"base\"\nreason = \"r\"\n";
    let facade = Scene::default().item("base::Row").door("side", "base::Row").uses_by("core", "base::Row", "side");
    let method = facade.clone().method("base", "base::Row", "read").uses_as(
        "core",
        "base::Row::read",
        boundaries_graph::ReferenceKind::Method,
    );
    assert_eq!(told(&method, forbid), [""; 0]);
    assert_eq!(
        told(&facade, &format!("{forbid}through-chains = true\n")),
        [
            "deny[forbidden-coupling]: `core` uses `base::Row` through a door of `side`, and `base` is forbidden to `core`"
        ]
    );
    let own = Scene::default().item("base::Row").door("core", "base::Row").uses_by("core::deep", "base::Row", "core");
    assert_eq!(
        told(&own, forbid),
        ["deny[forbidden-coupling]: `core::deep` uses `base::Row`, and `base` is forbidden to `core`"]
    );
}

#[test]
fn a_use_that_breaks_two_constraints_is_one_finding_for_each_rule() {
    let twice = format!("{}[[layers]]\nlayers = [\"ui\", \"core\"]\nreason = \"again\"\n", layers(""));
    let scene = uses("core", "ui::Page").module("base").linked();
    let report = scene.check(&policy("ui core base", &twice));
    assert_eq!(report.findings.len(), 1);
    let reasons: Vec<&str> = texts(&report.findings[0], LabelRole::Constraint);
    assert_eq!(reasons, ["`[[layers]]`, because: r", "`[[layers]]`, because: again"]);
}

#[test]
fn independent_subjects_do_not_use_each_other() {
    let apart = "[[independent]]\nsubjects = [\"ui\", [\"core\", \"base\"]]\nreason = \"r\"\n";
    let breach = |from: &str, to: &str| told(&uses(from, to), apart).len();
    assert_eq!((breach("ui", "core::Order"), breach("base", "ui::Page")), (1, 1));
    assert_eq!((breach("core", "base::Row"), breach("side", "ui::Page"), breach("ui", "side::Log")), (0, 0, 0));
}

#[test]
fn what_is_forbidden_leaves_out_what_lies_inside() {
    let forbid = |from: &str, to: &str| format!("[[forbid]]\nfrom = \"{from}\"\nto = \"{to}\"\nreason = \"r\"\n");
    let inner = forbid("core", "core::tables");
    assert_eq!(told(&uses("core::view", "core::tables::Row"), &inner).len(), 1);
    assert_eq!(told(&uses("core::tables::index", "core::tables::Row"), &inner), [""; 0]);
    assert_eq!(told(&uses("core::tables", "core::view::Page").item("core::tables::Row"), &inner), [""; 0]);
    let outer = forbid("core::tables", "core");
    assert_eq!(told(&uses("core::tables", "core::view::Page"), &outer).len(), 1);
    assert_eq!(told(&uses("core::tables", "core::tables::index::Key"), &outer), [""; 0]);
    let all = forbid("*", "core::tables");
    let everywhere = uses("side", "core::tables::Row").uses("core::view", "core::tables::Row");
    assert_eq!(told(&everywhere.uses("core::tables::index", "core::tables::Row"), &all).len(), 2);
}

#[test]
fn a_crate_outside_can_be_forbidden() {
    let scene =
        Scene::default().outside("core::db", "openssl_sys").outside("side", "openssl_sys").outside("core", "log");
    let forbid = "[[forbid]]\nfrom = \"core\"\nto = \"openssl-sys\"\nreason = \"r\"\n";
    assert_eq!(
        told(&scene, forbid),
        ["deny[forbidden-coupling]: `core::db` uses `openssl_sys`, and `openssl_sys` is forbidden to `core`"]
    );
    let chain = scene.item("side::Tls").uses("core::db", "side::Tls").uses("core::net", "side::Tls");
    assert_eq!(
        told(&chain, &format!("{forbid}through-chains = true\n")),
        [
            "deny[forbidden-coupling]: `core::db` uses `openssl_sys`, and `openssl_sys` is forbidden to `core`",
            "deny[forbidden-coupling]: `core::net` reaches `openssl_sys` through `side`, and `openssl_sys` is forbidden to `core`",
        ]
    );
}

/// `core` reaches `ui` over two ways of two steps and one of three, all through `side`.
fn ways() -> Scene {
    Scene::default()
        .item("ui::Page")
        .item("ui::Atlas")
        .item("side::b::B")
        .item("side::c::C")
        .item("side::far::Far")
        .uses("core::order", "side::far::Far")
        .uses("core::order", "side::c::C")
        .uses("core::order", "side::b::B")
        .uses("side::far", "side::b::B")
        .uses("side::c", "ui::Page")
        .uses("side::b", "ui::Page")
        .uses("side::b", "ui::Atlas")
}

#[test]
fn the_shortest_chain_is_shown_step_by_step() {
    let apart = "[[independent]]\nsubjects = [\"ui\", \"core\"]\nreason = \"r\"\n";
    assert_eq!(told(&ways(), apart), [""; 0], "only where chains count");
    let apart = format!("{apart}through-chains = true\n");
    let report = ways().module("base").linked().check(&policy("ui core base side", &apart));
    let [finding] = report.findings.as_slice() else { panic!("{:#?}", report.findings) };
    assert_eq!(
        finding.headline,
        "`core::order` reaches `ui::Atlas` through `side::b`, and `core` and `ui` are to be independent"
    );
    assert_eq!(texts(finding, LabelRole::Primary), ["step 1 of 2: `core::order` uses `side::b::B`"]);
    assert_eq!(texts(finding, LabelRole::Step), ["step 2 of 2: `side::b` uses `ui::Atlas`"]);
    assert_eq!((finding.key.consumer.as_str(), finding.key.provider.as_str()), ("core::order", "ui"));
    assert_eq!(finding.places.len(), 1, "the references of the first step");
}

#[test]
fn a_chain_does_not_lead_through_other_sides_or_repeat_what_is_direct() {
    let forbid = "[[forbid]]\nfrom = [\"core\", \"base\"]\nto = \"ui\"\nthrough-chains = true\nreason = \"r\"\n";
    // `base` reaches `ui` only through `core`, whose own use is the finding; `core` reaches it directly as well.
    let scene = ways().item("core::order::Order").uses("base", "core::order::Order").uses("core::order", "ui::Page");
    assert_eq!(
        told(&scene, forbid),
        ["deny[forbidden-coupling]: `core::order` uses `ui::Page`, and `ui` is forbidden to `core`"]
    );
}

#[test]
fn only_the_last_step_of_a_chain_may_be_a_door() {
    let forbid =
        |to: &str| format!("[[forbid]]\nfrom = \"core\"\nto = \"{to}\"\nthrough-chains = true\nreason = \"r\"\n");
    let scene = Scene::default()
        .item("base::Row")
        .door("side", "base::Row")
        .uses_by("core", "base::Row", "side")
        .item("ui::Page")
        .uses("side", "ui::Page");
    assert_eq!(told(&scene, &forbid("ui")), [""; 0], "`core` uses nothing of `side` but its door");
    let last = Scene::default()
        .item("base::Row")
        .door("ui", "base::Row")
        .item("side::Log")
        .uses("core", "side::Log")
        .uses_by("side", "base::Row", "ui");
    assert_eq!(
        told(&last, &forbid("ui")),
        ["deny[forbidden-coupling]: `core` reaches `ui::Row` through `side`, and `ui` is forbidden to `core`"]
    );
}

#[test]
fn layers_can_be_closed_for_ways_around_them() {
    let scene = uses("side", "ui::Page").item("side::Log").uses("base", "side::Log");
    assert_eq!(told(&scene, &layers("")), [""; 0]);
    assert_eq!(
        told(&scene, &layers("through-chains = true")),
        ["deny[layer-breach]: `base` reaches `ui::Page` through `side`, and layer `ui` lies above layer `base`"]
    );
    let down = uses("side", "base::Row").item("side::Log").uses("ui", "side::Log");
    assert_eq!(told(&down, &layers("through-chains = true")), [""; 0]);
    assert_eq!(told(&down, &layers("through-chains = true\nstrict = true")).len(), 1);
}

#[test]
fn exceptions_tolerate_uses_and_chains_and_are_stale_without_them() {
    let chains = "through-chains = true";
    let exception =
        |to: &str| format!("[[exception]]\nfrom = \"base\"\nto = \"{to}\"\nreason = \"r\"\nuntil = \"2030-01-01\"\n");
    let direct = uses("base", "ui::Page");
    assert_eq!(told(&direct, &format!("{}{}", layers(""), exception("ui"))), [""; 0]);
    let chain = uses("side", "ui::Page").item("side::Log").uses("base", "side::Log");
    assert_eq!(told(&chain, &format!("{}{}", layers(chains), exception("ui::Page"))), [""; 0]);
    let stale = told(&uses("ui", "base::Row"), &format!("{}{}", layers(""), exception("ui")));
    assert_eq!(stale, ["deny[stale-exception]: the exception from `base` to `ui` matches no finding"]);
}

/// Three modules of `core` in a tangle: `a` and `b` use each other, `c` closes a longer way.
fn tangle() -> Scene {
    Scene::default()
        .item("core::a::A")
        .item("core::b::deep::B")
        .item("core::c::C")
        .uses("core::a", "core::b::deep::B")
        .uses("core::a", "core::b::deep::B")
        .uses("core::b", "core::a::A")
        .uses("core::b", "core::c::C")
        .uses("core::c", "core::a::A")
}

#[test]
fn a_cycle_comes_with_a_shortest_way_around_and_the_cheapest_cut() {
    let acyclic = "[[acyclic]]\nbetween = \"modules\"\nwithin = \"core\"\nreason = \"r\"\n";
    let report = tangle().check(&policy("core", acyclic));
    let [finding] = report.findings.as_slice() else { panic!("{:#?}", report.findings) };
    assert_eq!(finding.headline, "modules `core::a`, `core::b` and `core::c` use each other in a cycle");
    assert_eq!((finding.rule.name, finding.level), ("forbidden-cycle", Level::Deny));
    assert_eq!((finding.key.consumer.as_str(), finding.key.provider.as_str()), ("core::a", "core::a"));
    assert_eq!(texts(finding, LabelRole::Primary), ["step 1 of 2: `core::a` uses `core::b::deep::B`"]);
    assert_eq!(texts(finding, LabelRole::Step), ["step 2 of 2: `core::b` uses `core::a::A`"]);
    assert_eq!(finding.notes, ["the cheapest cut is 2 references: 2 from `core::a` to `core::b`"]);
    assert_eq!(finding.places.len(), 2);
}

#[test]
fn cycles_are_looked_for_where_the_policy_says() {
    let count = |scene: &Scene, constraint: &str| told(scene, &format!("{constraint}\nreason = \"r\"\n")).len();
    let between = |units: &str, within: &str| format!("[[acyclic]]\nbetween = \"{units}\"\nwithin = {within}");
    assert_eq!(count(&tangle(), &between("modules", "[\"core::a\", \"core::c\"]")), 0);
    assert_eq!(count(&tangle(), &between("modules", "[\"core::a\", \"core::b\"]")), 1);
    assert_eq!(count(&tangle(), &between("teams", "\"core\"")), 0);
    // What a module and its children use of each other is no cycle.
    let nested =
        Scene::default().item("core::A").item("core::a::B").uses("core::a", "core::A").uses("core", "core::a::B");
    assert_eq!(count(&nested, &between("modules", "\"core\"")), 0);
    let crates = uses("ui", "core::Order").item("ui::Page").uses_in("core", "ui::Page", DependencyKind::Test);
    assert_eq!(count(&crates, &between("crates", "[\"ui\", \"core\"]")), 1);
    assert_eq!(count(&crates, &(between("crates", "[\"ui\", \"core\"]") + "\nkinds = [\"normal\"]")), 0);
}

#[test]
fn teams_in_a_cycle_are_told_once() {
    let teams = "[teams]\na = { owns = [\"ui\"] }\nb = { owns = [\"core\"] }\n[[contract]]\nconsumer = \"a\"\nprovider = \"b\"\nreason = \"r\"\n";
    let both = uses("ui", "core::Order").item("ui::Page").uses("core", "ui::Page");
    let report = both.check(teams);
    let cycle = report.findings.iter().find(|finding| finding.rule.name == "team-cycle").expect("a cycle");
    assert_eq!(cycle.headline, "teams `b` and `a` use each other in a cycle");
    assert_eq!(texts(cycle, LabelRole::Step), ["step 2 of 2, from `a` to `b`: `ui` uses `core::Order`"]);
    assert_eq!(cycle.notes, ["the cheapest cut is 1 reference: 1 from `b` to `a`"], "the one without a contract");
    let denied = both.headlines(&format!("{teams}[[acyclic]]\nbetween = \"teams\"\nreason = \"r\"\n"));
    assert!(denied.contains(&"deny[forbidden-cycle]: teams `b` and `a` use each other in a cycle".to_owned()));
    assert!(denied.iter().all(|line| !line.contains("team-cycle")));
}

fn texts(finding: &Finding, role: LabelRole) -> Vec<&str> {
    finding.labels.iter().filter(|label| label.role == role).map(|label| label.text.as_str()).collect()
}
