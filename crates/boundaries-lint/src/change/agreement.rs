//! Which teams have to agree to a change, and why: whoever is used decides who may use; whoever loses a permission has to
//! know; and territory changes hands between two.

use std::collections::BTreeMap;

use crate::change::couplings::CouplingChangeKind;
use crate::change::difference::PairDifference;
use crate::change::policy_change::{Effect, PolicyChange, Topic, named};
use crate::wording;

/// A team that has to agree.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Agreement {
    /// Its name; none where it is every team.
    pub team: Option<String>,
    /// How to reach it.
    pub contact: Option<String>,
    /// To what, each as a phrase.
    pub reasons: Vec<String>,
}

/// The teams that have to agree, by name; every team first.
pub(crate) fn needed(
    pairs: &[PairDifference],
    policy: &[PolicyChange],
    contact: &dyn Fn(&str) -> Option<String>,
) -> Vec<Agreement> {
    let mut reasons: BTreeMap<Option<String>, Vec<String>> = BTreeMap::new();
    let mut ask = |team: Option<&str>, reason: String| {
        let told = reasons.entry(team.map(str::to_owned)).or_default();
        if !told.contains(&reason) {
            told.push(reason);
        }
    };
    for pair in pairs {
        let gained = pair.couplings.iter().filter(|change| change.kind == CouplingChangeKind::Gained);
        let open = gained.filter(|change| change.after.as_ref().is_some_and(|after| after.standing.is_open())).count();
        if open > 0 {
            let couplings = wording::count(open, "new coupling", "new couplings");
            for provider in &pair.providers {
                ask(Some(provider), format!("{couplings} from {} without permission", named(&pair.consumers)));
            }
        }
    }
    for change in policy {
        match (change.topic, change.effect) {
            (_, Effect::Neutral) if change.topic != Topic::Ownership => {}
            (Topic::Contract, Effect::Tightened) => {
                for consumer in &change.consumers {
                    let team = (consumer != "*").then_some(consumer.as_str());
                    ask(team, format!("may use less: {}", change.describe()));
                }
            }
            (Topic::Ownership, _) => change.providers.iter().for_each(|team| ask(Some(team), change.describe())),
            (_, Effect::Tightened | Effect::Neutral) => {}
            (_, Effect::Loosened) if change.providers.is_empty() => ask(None, change.describe()),
            (_, Effect::Loosened) => change.providers.iter().for_each(|team| ask(Some(team), change.describe())),
        }
    }
    reasons
        .into_iter()
        .map(|(team, reasons)| Agreement { contact: team.as_deref().and_then(contact), team, reasons })
        .collect()
}
