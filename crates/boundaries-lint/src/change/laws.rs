//! What holds for every two states, tried on generated ones.

use std::collections::BTreeSet;

use proptest::prelude::*;

use crate::change::{CouplingChange, CouplingChangeKind, Difference, Effect, Moves, PolicyChange, State, compare};
use crate::laws::{World, worlds};
use crate::scene::{Stage, TODAY};

/// Two states of generated code and policy.
struct Pair(Stage, Stage);

impl Pair {
    fn new(before: &World, after: &World) -> Self {
        Self(before.scene().stage(&before.plain_policy()), after.scene().stage(&after.plain_policy()))
    }

    fn difference(&self) -> Difference {
        difference(&self.0, &self.1)
    }

    fn back(&self) -> Difference {
        difference(&self.1, &self.0)
    }
}

fn difference(before: &Stage, after: &Stage) -> Difference {
    let (then, now) = (before.check(), after.check());
    compare(state(before, &then), state(after, &now), &Moves::none())
}

fn state<'s>(stage: &'s Stage, report: &'s crate::Report) -> State<'s> {
    State { graph: &stage.graph, sources: &stage.sources, policy: &stage.policy, written: true, report, today: TODAY }
}

fn mirrored(change: CouplingChange) -> CouplingChange {
    use CouplingChangeKind::{Gained, Grown, Judged, Lost, Moved, Shrunk};
    let kind = match change.kind {
        Gained => Lost,
        Lost => Gained,
        Grown => Shrunk,
        Shrunk => Grown,
        Moved => Moved,
        Judged => Judged,
    };
    CouplingChange { kind, before: change.after, after: change.before, ..change }
}

fn mirrored_policy(change: PolicyChange) -> PolicyChange {
    PolicyChange {
        effect: change.effect.opposite(),
        before: change.after,
        after: change.before,
        place_before: change.place_after,
        place_after: change.place_before,
        ..change
    }
}

/// The couplings that changed with their teams, and the changes of the policy, in an order of their own.
fn content(difference: Difference, mirror: bool) -> (Vec<String>, Vec<PolicyChange>) {
    let mut couplings = Vec::new();
    for pair in difference.pairs {
        for change in pair.couplings {
            let change = if mirror { mirrored(change) } else { change };
            couplings.push(format!("{:?} {:?} {change:?}", pair.consumers, pair.providers));
        }
    }
    let policy = difference.policy.into_iter();
    let mut policy: Vec<PolicyChange> =
        policy.map(|change| if mirror { mirrored_policy(change) } else { change }).collect();
    couplings.sort();
    policy.sort();
    (couplings, policy)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn nothing_differs_from_itself(world in worlds()) {
        let difference = Pair::new(&world, &world).difference();
        prop_assert!(difference.is_empty() && difference.agreements.is_empty(), "{difference:#?}");
    }

    #[test]
    fn going_back_mirrors_going_there(before in worlds(), after in worlds()) {
        let pair = Pair::new(&before, &after);
        prop_assert_eq!(content(pair.difference(), false), content(pair.back(), true));
    }

    #[test]
    fn what_is_gained_and_lost_leads_from_one_state_to_the_other(before in worlds(), after in worlds()) {
        let ends = |world: &World| -> BTreeSet<(String, String)> {
            let stage = world.scene().stage(&world.plain_policy());
            let couplings = crate::Couplings::new(&stage.graph, &stage.policy, TODAY);
            let path = |coupling: &crate::Coupling| {
                (stage.graph.module(coupling.consumer).path().to_owned(), stage.graph.definition_path(coupling.provider))
            };
            couplings.all().iter().map(path).collect()
        };
        let mut then = ends(&before);
        // A coupling that changed hands is lost by some teams before it is gained by others.
        let difference = Pair::new(&before, &after).difference();
        for kind in [CouplingChangeKind::Lost, CouplingChangeKind::Gained] {
            for change in difference.couplings().filter(|change| change.kind == kind) {
                let state = change.after.as_ref().or(change.before.as_ref()).expect("a change has a state");
                let ends = (state.consumer.clone(), state.provider.clone());
                if kind == CouplingChangeKind::Lost { then.remove(&ends); } else { then.insert(ends); }
            }
        }
        prop_assert_eq!(then, ends(&after));
    }

    #[test]
    fn a_policy_that_only_tightens_lets_nothing_new_pass(before in worlds(), after in worlds()) {
        // The same code under another policy.
        let mut after = after;
        after.code_of(&before);
        let difference = Pair::new(&before, &after).difference();
        let loosened = difference.policy.iter().any(|change| change.effect == Effect::Loosened);
        let passes_newly = difference.couplings().any(|change| match (&change.before, &change.after) {
            (Some(before), Some(after)) => before.standing.is_open() && !after.standing.is_open(),
            _ => false,
        });
        prop_assert!(loosened || !passes_newly, "{difference:#?}");
        prop_assert!(loosened || difference.excused == 0, "{difference:#?}");
    }
}
