//! What differs between the constraints of two policies.
//!
//! A constraint is compared by what it refuses: pairs of subjects of which the one must not use the other. More pairs, more
//! kinds of code, or chains as well as direct uses are tighter.

use std::collections::BTreeSet;

use boundaries_graph::Span;
use boundaries_policy::{Constraint, Demand, Group, Subject};

use crate::change::policy_change::{Effect, PolicyChange, Topic};
use crate::change::state::Side;

/// The constraints that differ.
pub(crate) fn compare(before: &Side<'_>, after: &Side<'_>) -> Vec<PolicyChange> {
    let (mut old, mut new) = (refusals(before), refusals(after));
    let mut changes = Vec::new();
    for fits in [Refusal::is_same, Refusal::has_same_reason, Refusal::is_of_same_kind] {
        let mut at = 0;
        while at < old.len() {
            match new.iter().position(|other| fits(&old[at], other)) {
                Some(index) => differences(before, &old.remove(at), after, &new.remove(index), &mut changes),
                None => at += 1,
            }
        }
    }
    for gone in old {
        let change = PolicyChange::new(Topic::Constraint, Effect::Loosened, gone.subject());
        let change = change.whole(Some(gone.pairs_told()), None);
        changes.push(change.at((before, Some(gone.span)), (after, None)));
    }
    for come in new {
        let change = PolicyChange::new(Topic::Constraint, Effect::Tightened, come.subject());
        let change = change.whole(None, Some(come.pairs_told()));
        changes.push(change.at((before, None), (after, Some(come.span))));
    }
    changes
}

/// What a constraint refuses, by common names.
struct Refusal {
    table: &'static str,
    reason: String,
    pairs: BTreeSet<(String, String)>,
    kinds: BTreeSet<&'static str>,
    through_chains: bool,
    span: Span,
}

impl Refusal {
    fn new(side: &Side<'_>, constraint: &Constraint) -> Self {
        let name = |subject: &Subject| match subject.kind {
            boundaries_policy::SubjectKind::Team(team) => side.team(team),
            boundaries_policy::SubjectKind::Modules => side.policy_path(&subject.name),
            boundaries_policy::SubjectKind::External => subject.name.clone(),
        };
        let mut pairs = BTreeSet::new();
        let mut refuse = |from: &[Subject], to: &[Subject]| {
            pairs.extend(from.iter().flat_map(|from| to.iter().map(|to| (name(from), name(to)))));
        };
        let through_chains = match &constraint.demand {
            Demand::Layers { layers, strict, through_chains } => {
                for (at, layer) in layers.iter().enumerate() {
                    for (other, below) in layers.iter().enumerate() {
                        if other < at || *strict && other > at + 1 {
                            refuse(&layer.subjects, &below.subjects);
                        }
                    }
                }
                *through_chains
            }
            Demand::Independent { groups, through_chains } => {
                for (at, group) in groups.iter().enumerate() {
                    let others = groups.iter().enumerate().filter(|&(other, _)| other != at);
                    others.for_each(|(_, other): (_, &Group)| refuse(&group.subjects, &other.subjects));
                }
                *through_chains
            }
            Demand::Forbid { from, to, through_chains } => {
                refuse(from, to);
                *through_chains
            }
            Demand::Acyclic { units, within } => {
                // Without a limit every cycle is refused.
                let places = within.iter().map(|subject| (units.as_str().to_owned(), name(subject)));
                pairs.extend(places);
                if within.is_empty() {
                    pairs.insert((units.as_str().to_owned(), String::new()));
                }
                false
            }
        };
        Self {
            table: constraint.table(),
            reason: constraint.reason.clone(),
            pairs,
            kinds: constraint.kinds.iter().map(|kind| kind.as_str()).collect(),
            through_chains,
            span: constraint.span,
        }
    }

    fn pairs_told(&self) -> String {
        told(self.pairs.iter())
    }

    fn subject(&self) -> String {
        format!("constraint `{}` (`{}`)", self.table, self.reason)
    }

    fn is_same(&self, other: &Self) -> bool {
        self.has_same_reason(other)
            && self.pairs == other.pairs
            && self.kinds == other.kinds
            && self.through_chains == other.through_chains
    }

    fn has_same_reason(&self, other: &Self) -> bool {
        self.table == other.table && self.reason == other.reason
    }

    /// The same refused for another reason, or some of it.
    fn is_of_same_kind(&self, other: &Self) -> bool {
        self.table == other.table && !self.pairs.is_disjoint(&other.pairs)
    }
}

fn told<'a>(pairs: impl Iterator<Item = &'a (String, String)>) -> String {
    let told = pairs.map(|(from, to)| if to.is_empty() { format!("`{from}`") } else { format!("`{from}` → `{to}`") });
    told.collect::<Vec<_>>().join(", ")
}

fn refusals(side: &Side<'_>) -> Vec<Refusal> {
    side.state.policy.constraints().iter().map(|constraint| Refusal::new(side, constraint)).collect()
}

fn differences(before: &Side<'_>, old: &Refusal, after: &Side<'_>, new: &Refusal, changes: &mut Vec<PolicyChange>) {
    let mut add = |effect, attribute, then: Option<String>, now: Option<String>| {
        let change = PolicyChange::new(Topic::Constraint, effect, new.subject());
        changes.push(change.part(attribute, then, now).at((before, Some(old.span)), (after, Some(new.span))));
    };
    let only = |these: &BTreeSet<(String, String)>, others: &BTreeSet<(String, String)>| {
        let left = told(these.difference(others));
        (!left.is_empty()).then_some(left)
    };
    if let Some(fewer) = only(&old.pairs, &new.pairs) {
        add(Effect::Loosened, "refused use", Some(fewer), None);
    }
    if let Some(more) = only(&new.pairs, &old.pairs) {
        add(Effect::Tightened, "refused use", None, Some(more));
    }
    let kinds = |these: &BTreeSet<&'static str>, others: &BTreeSet<&'static str>| {
        let only: Vec<&str> = these.difference(others).copied().collect();
        (!only.is_empty()).then(|| crate::wording::quoted_list(only))
    };
    if let Some(fewer) = kinds(&old.kinds, &new.kinds) {
        add(Effect::Loosened, "kinds", Some(fewer), None);
    }
    if let Some(more) = kinds(&new.kinds, &old.kinds) {
        add(Effect::Tightened, "kinds", None, Some(more));
    }
    if old.through_chains != new.through_chains {
        let effect = if new.through_chains { Effect::Tightened } else { Effect::Loosened };
        add(effect, "through-chains", Some(old.through_chains.to_string()), Some(new.through_chains.to_string()));
    }
    if old.reason != new.reason {
        add(Effect::Neutral, "reason", Some(format!("`{}`", old.reason)), Some(format!("`{}`", new.reason)));
    }
}
