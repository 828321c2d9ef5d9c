//! What a search finds in a small workspace, and what holds of every search.

use proptest::prelude::*;

use super::{LEAST, suggest};
use crate::effect::Effect;
use crate::laws::worlds;
use crate::scene::{Scene, TODAY};

const POLICY: &str = "
    [teams]
    orders = { owns = [\"orders\"] }
    billing = { owns = [\"billing\"] }
";

/// `billing::tax` is used by `orders` alone, and everything of `billing` uses `billing::money`, as one module of `orders` does.
fn shop() -> Scene {
    let mut scene = Scene::default();
    for item in ["rate", "rule", "rounding"] {
        for user in ["orders::cart", "orders::pay"] {
            scene = scene.item(&format!("billing::tax::{item}")).uses(user, &format!("billing::tax::{item}"));
        }
    }
    for user in ["billing::book", "billing::post", "billing::tax", "orders::pay"] {
        scene = scene.item("billing::money::Amount").uses(user, "billing::money::Amount");
    }
    scene.item("orders::cart::Cart").uses("orders::pay", "orders::cart::Cart")
}

#[test]
fn what_another_team_alone_uses_is_found() {
    let stage = shop().stage(POLICY);
    let search = suggest(&stage.graph, &stage.policy, 5);
    let told: Vec<String> = search
        .moves
        .iter()
        .map(|found| {
            let to = &stage.policy.team(found.to).name;
            format!("{} to {to}: cuts {}, makes {}, {} elsewhere", found.what, found.cut, found.made, found.elsewhere)
        })
        .collect();
    assert_eq!(told, ["billing::tax to orders: cuts 6, makes 1, 0 elsewhere"]);
    let reasons = &search.moves[0].reasons;
    assert!(reasons.iter().all(|(user, _)| stage.graph.module(*user).path().starts_with("orders")), "{reasons:?}");
}

#[test]
fn what_many_use_stays_where_it_is() {
    let mut scene = Scene::default();
    for team in ["a", "b", "c", "d"] {
        for item in ["x", "y", "z", "w"] {
            scene =
                scene.item(&format!("base::core::{item}")).uses(&format!("{team}::m"), &format!("base::core::{item}"));
        }
        for item in ["own", "more"] {
            scene =
                scene.item(&format!("{team}::n::{item}")).uses(&format!("{team}::m"), &format!("{team}::n::{item}"));
        }
    }
    let policy = "[teams]\na = { owns = [\"a\"] }\nb = { owns = [\"b\"] }\nc = { owns = [\"c\"] }\nd = { owns = [\"d\"] }\nbase = { owns = [\"base\"] }";
    let stage = scene.stage(policy);
    assert_eq!(suggest(&stage.graph, &stage.policy, 5).moves, []);
}

#[test]
fn without_teams_or_couplings_there_is_nothing_to_measure() {
    let stage = Scene::default().module("a::m").stage("[teams]\na = { owns = [\"a\"] }");
    let search = suggest(&stage.graph, &stage.policy, 5);
    assert_eq!((search.moves.len(), search.modularity), (0, None));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn each_move_cuts_more_than_it_makes_and_the_gains_add_up(world in worlds()) {
        let stage = world.scene().stage(&world.plain_policy());
        let search = suggest(&stage.graph, &stage.policy, 9);
        let Some((before, after)) = search.modularity else { return Ok(()) };
        let gains: f64 = search.moves.iter().map(|found| found.gain).sum();
        prop_assert!((after - before - gains).abs() < 1e-9, "{before} {after} {gains}");
        for found in &search.moves {
            prop_assert!(found.cut >= found.made + LEAST && found.gain > 0.0, "{found:?}");
        }
        prop_assert_eq!(&suggest(&stage.graph, &stage.policy, 9), &search);
    }

    #[test]
    fn nothing_differs_between_an_ownership_and_itself(world in worlds()) {
        let stage = world.scene().stage(&world.plain_policy());
        let effect = Effect::of(&stage.graph, &stage.policy, &stage.policy, true, TODAY);
        prop_assert!(effect.shifts.is_empty() && effect.handed_over.is_empty() && effect.idle.is_empty());
        prop_assert!(effect.needs.is_empty());
    }
}
