//! Modules whose owners differ, and what that does to boundaries.

use std::collections::{BTreeMap, BTreeSet};

use boundaries_graph::Span;

use crate::change::couplings::Joined;
use crate::change::policy_change::{Effect, PolicyChange, Topic, named};
use crate::change::state::Side;

/// How many modules of a group are named.
const NAMED: usize = 3;

/// Modules that changed hands together.
#[derive(Default)]
struct Group {
    /// By their common names.
    modules: BTreeSet<String>,
    line_before: Option<Span>,
    line_after: Option<Span>,
}

/// The owners that differ. `vanished` and `appeared` are the couplings that the code has as before, and that cross a
/// boundary only in one of the states.
pub(crate) fn compare(
    before: &Side<'_>,
    after: &Side<'_>,
    vanished: &[Joined],
    appeared: &[Joined],
) -> Vec<PolicyChange> {
    let mut changes = Vec::new();
    for ((old, new), group) in groups(before, after) {
        let concerned = |joined: &&Joined| joined.modules.iter().any(|module| group.modules.contains(module));
        let (gone, come) = (vanished.iter().filter(concerned).count(), appeared.iter().filter(concerned).count());
        let mut teams: Vec<String> = old.iter().chain(&new).cloned().collect();
        teams.sort_unstable();
        teams.dedup();
        let change = |effect, crossings| {
            let mut change = PolicyChange::new(Topic::Ownership, effect, subject(&group.modules))
                .between(Vec::new(), teams.clone())
                .part("owner", Some(named(&old)), Some(named(&new)))
                .at((before, group.line_before), (after, group.line_after));
            change.crossings = crossings;
            change
        };
        if gone > 0 {
            changes.push(change(Effect::Loosened, gone));
        }
        if come > 0 {
            changes.push(change(Effect::Tightened, come));
        }
        if gone == 0 && come == 0 {
            changes.push(change(Effect::Neutral, 0));
        }
    }
    changes
}

fn groups(before: &Side<'_>, after: &Side<'_>) -> BTreeMap<(Vec<String>, Vec<String>), Group> {
    let mut groups: BTreeMap<(Vec<String>, Vec<String>), Group> = BTreeMap::new();
    for module in before.state.graph.modules() {
        let path = before.path(module.path());
        let Some(&later) = after.index.modules(&path).first() else { continue };
        let (old, new) = (before.owners(module.id()), after.owners(later));
        if old == new {
            continue;
        }
        let line = |side: &Side<'_>, module| {
            let source = side.state.policy.owner_of_module(module).decided_by.as_ref();
            source.map(|source| source.span)
        };
        let group = groups.entry((old, new)).or_default();
        group.modules.insert(path);
        group.line_before = group.line_before.or_else(|| line(before, module.id()));
        group.line_after = group.line_after.or_else(|| line(after, later));
    }
    groups
}

/// The first modules by name; those below another one of the group go without saying.
fn subject(modules: &BTreeSet<String>) -> String {
    let is_told = |path: &&String| {
        let above = path.match_indices("::").map(|(at, _)| &path[..at]);
        !above.into_iter().any(|above| modules.contains(above))
    };
    let tops: Vec<&String> = modules.iter().filter(is_told).collect();
    let mut text = named(&tops.iter().take(NAMED).map(|path| (*path).clone()).collect::<Vec<_>>());
    if tops.len() > NAMED {
        text.push_str(&format!(" and {} more", tops.len() - NAMED));
    }
    if modules.len() > tops.len() && tops.len() <= NAMED {
        text.push_str(" with what is below");
    }
    text
}
