//! What holds of the numbers of every workspace, tried on generated ones.

use proptest::prelude::*;

use super::tests::input;
use super::{Measured, Metrics, Value};
use crate::laws::worlds;
use crate::scene::Scene;

/// Every figure in words, couplings and teams by their names.
fn told(scene: &Scene, policy: &str) -> Vec<String> {
    let stage = scene.stage(policy);
    let name = |team: &boundaries_policy::TeamId| stage.policy.team(*team).name.clone();
    let names = |teams: &[boundaries_policy::TeamId]| {
        let mut names: Vec<String> = teams.iter().map(name).collect();
        names.sort();
        names.join("+")
    };
    let metrics = Metrics::measure(&input(&stage));
    let line = |figure: &super::Figure| {
        let of = match &figure.of {
            Measured::Workspace => "workspace".to_owned(),
            Measured::Team(team) => name(team),
            Measured::Pair { consumers, providers } => format!("{} > {}", names(consumers), names(providers)),
            other => panic!("without a history nothing is measured of {other:?}"),
        };
        let behind = figure.couplings.iter().map(|&at| {
            let coupling = &metrics.couplings[at];
            let consumer = stage.graph.module(coupling.consumer).path();
            format!("{consumer} > {}", stage.graph.definition_path(coupling.provider))
        });
        let behind: Vec<String> = behind.collect();
        format!("{} {of} {:?} {} {}", figure.metric.name, figure.value, figure.contracts.len(), behind.join(", "))
    };
    let mut told: Vec<String> = metrics.figures.iter().map(line).collect();
    told.sort();
    told
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn shares_lie_between_nothing_and_everything(world in worlds()) {
        let stage = world.scene().stage(&world.plain_policy());
        let metrics = Metrics::measure(&input(&stage));
        for figure in &metrics.figures {
            if let Value::Share { part, whole } = figure.value {
                prop_assert!(part <= whole, "{figure:?}");
                let number = figure.value.number();
                prop_assert!(number.is_none_or(|number| (0.0..=1.0).contains(&number)), "{figure:?}");
            }
        }
    }

    #[test]
    fn states_and_pairs_add_up_to_what_crosses(world in worlds()) {
        let stage = world.scene().stage(&world.plain_policy());
        let metrics = Metrics::measure(&input(&stage));
        let count = |metric: &str, of: &Measured| match metrics.figure(metric, of).map(|figure| figure.value) {
            Some(Value::Count(count)) => count,
            other => panic!("{metric} is a count: {other:?}"),
        };
        let states = ["honoured", "undeclared", "off-surface", "tolerated"];
        let crossing = count("crossing-references", &Measured::Workspace);
        prop_assert_eq!(states.iter().map(|state| count(state, &Measured::Workspace)).sum::<usize>(), crossing);
        let of_pairs = metrics.figures.iter().filter(|figure| {
            figure.metric.name == "crossing-references" && matches!(figure.of, Measured::Pair { .. })
        });
        let of_pairs: usize = of_pairs.map(|figure| count("crossing-references", &figure.of)).sum();
        prop_assert_eq!(of_pairs, crossing);
    }

    #[test]
    fn renaming_teams_renames_only(world in worlds()) {
        let scene = world.scene();
        let policy = world.plain_policy();
        // The order of the names is turned round.
        let renamed = (0..3).fold(policy.clone(), |text, team| text.replace(&format!("team{team}"), &format!("crew{}", 9 - team)));
        let back = told(&scene, &renamed).into_iter();
        let mut back: Vec<String> = back
            .map(|line| (0..3).fold(line, |line, team| line.replace(&format!("crew{}", 9 - team), &format!("team{team}"))))
            .collect();
        back.sort();
        prop_assert_eq!(told(&scene, &policy), back);
    }

    #[test]
    fn one_more_module_of_a_team_changes_no_number(world in worlds(), team in 0..3_usize) {
        let policy = world.plain_policy();
        let more = world.scene().item(&format!("crate{team}::more::Item"));
        prop_assert_eq!(told(&world.scene(), &policy), told(&more, &policy));
    }
}
