//! What differs between the recorded debts of two states: entries of the baseline, and comments that tolerate findings.
//!
//! More recorded debt lets more pass, whoever wrote it down.

use std::collections::BTreeMap;

use boundaries_graph::Span;

use crate::change::policy_change::{Effect, PolicyChange, Topic, named};
use crate::change::state::Side;
use crate::wording;

/// The debts that differ.
pub(crate) fn compare(before: &Side<'_>, after: &Side<'_>) -> Vec<PolicyChange> {
    let mut changes = baseline(before, after);
    changes.extend(comments(before, after));
    changes
}

/// An entry of the baseline: the rule, and the ends by their common names.
type Key = (String, String, String);

/// The differences of the baselines, counted by the teams whose code they are about.
fn baseline(before: &Side<'_>, after: &Side<'_>) -> Vec<PolicyChange> {
    let (old, new) = (entries(before), entries(after));
    let mut more: BTreeMap<Vec<String>, Count> = BTreeMap::new();
    let mut fewer: BTreeMap<Vec<String>, Count> = BTreeMap::new();
    let keys: std::collections::BTreeSet<&Key> = old.keys().chain(new.keys()).collect();
    for key in keys {
        let (then, now) = (old.get(key).copied().unwrap_or_default(), new.get(key).copied().unwrap_or_default());
        let owners = |side: &Side<'_>| side.index.homes(&key.1).first().map(|&module| side.owners(module));
        let owners = || owners(after).or_else(|| owners(before)).unwrap_or_default();
        if now > then {
            more.entry(owners()).or_default().add(now - then);
        } else if now < then {
            fewer.entry(owners()).or_default().add(then - now);
        }
    }
    let change = |effect, owners: Vec<String>| {
        PolicyChange::new(Topic::Baseline, effect, format!("baseline of {}", named(&owners)))
            .between(owners, Vec::new())
    };
    let more =
        more.into_iter().map(|(owners, count)| change(Effect::Loosened, owners).part("debt", None, Some(count.told())));
    let fewer = fewer
        .into_iter()
        .map(|(owners, count)| change(Effect::Tightened, owners).part("debt", Some(count.told()), None));
    more.chain(fewer).collect()
}

#[derive(Default)]
struct Count {
    couplings: usize,
    places: usize,
}

impl Count {
    fn add(&mut self, places: u32) {
        self.couplings += 1;
        self.places += places as usize;
    }

    fn told(&self) -> String {
        let findings = wording::count(self.couplings, "finding", "findings");
        format!("of {} in {findings}", wording::count(self.places, "place", "places"))
    }
}

fn entries(side: &Side<'_>) -> BTreeMap<Key, u32> {
    let mut entries: BTreeMap<Key, u32> = BTreeMap::new();
    for entry in side.state.policy.baseline().into_iter().flat_map(|baseline| baseline.entries()) {
        let key = (entry.rule.clone(), side.policy_path(&entry.from), side.policy_path(&entry.to));
        *entries.entry(key).or_default() += entry.count;
    }
    entries
}

/// Comments are told by what they say: which line they stand on does not matter.
fn comments(before: &Side<'_>, after: &Side<'_>) -> Vec<PolicyChange> {
    let (mut old, new) = (comments_of(before), comments_of(after));
    let mut changes = Vec::new();
    for (said, spans) in new {
        let mut then = old.remove(&said).unwrap_or_default();
        for span in spans {
            if then.pop().is_none() {
                changes.push(comment(&said, Effect::Loosened, (before, None), (after, Some(span))));
            }
        }
        changes.extend(
            then.into_iter().map(|span| comment(&said, Effect::Tightened, (before, Some(span)), (after, None))),
        );
    }
    for (said, spans) in old {
        changes.extend(
            spans.into_iter().map(|span| comment(&said, Effect::Tightened, (before, Some(span)), (after, None))),
        );
    }
    changes
}

/// The rules, the reason, and the last day.
type Said = (Vec<String>, String, String);

fn comments_of(side: &Side<'_>) -> BTreeMap<Said, Vec<Span>> {
    let mut comments: BTreeMap<Said, Vec<Span>> = BTreeMap::new();
    for comment in side.state.policy.suppressions().iter().filter(|comment| comment.flaw.is_none()) {
        let until = comment.until.map(|date| format!(" until {date}")).unwrap_or_default();
        comments.entry((comment.rules.clone(), comment.reason.clone(), until)).or_default().push(comment.span);
    }
    for spans in comments.values_mut() {
        // By place, the first on top of the stack.
        spans.sort_by_key(|span| std::cmp::Reverse((side.state.sources.file(span.file).path(), span.start)));
    }
    comments
}

fn comment(
    (rules, reason, until): &Said,
    effect: Effect,
    before: (&Side<'_>, Option<Span>),
    after: (&Side<'_>, Option<Span>),
) -> PolicyChange {
    let reason = Some(format!("`{reason}`"));
    let (then, now) = if after.1.is_some() { (None, reason) } else { (reason, None) };
    let subject = format!("comment that allows {}{until}", wording::quoted_list(rules));
    PolicyChange::new(Topic::Suppression, effect, subject).whole(then, now).at(before, after)
}
