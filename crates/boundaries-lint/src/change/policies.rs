//! What differs between two policies beside contracts, constraints and owners: surfaces, exceptions, enforcement, levels,
//! teams.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use boundaries_graph::Span;
use boundaries_policy::{Enforcement, EnforcementPlan, Exception, Policy, Surface, Team};
use jiff::civil::Date;

use crate::change::contracts::surface_differences;
use crate::change::policy_change::{Effect, PolicyChange, Topic};
use crate::change::state::Side;
use crate::levels::LevelOverrides;

/// All these differences.
pub(crate) fn compare(before: &Side<'_>, after: &Side<'_>) -> Vec<PolicyChange> {
    let mut changes = Vec::new();
    exceptions(before, after, &mut changes);
    enforcement(before, after, &mut changes);
    levels(before, after, &mut changes);
    teams(before, after, &mut changes);
    changes
}

fn effect<T: PartialOrd>(loose_before: T, loose_after: T) -> Effect {
    if loose_before < loose_after {
        Effect::Loosened
    } else if loose_before > loose_after {
        Effect::Tightened
    } else {
        Effect::Neutral
    }
}

type Ends = (String, String);

fn exceptions(before: &Side<'_>, after: &Side<'_>, changes: &mut Vec<PolicyChange>) {
    let (old, new) = (exceptions_of(before), exceptions_of(after));
    let ends: BTreeSet<&Ends> = old.keys().chain(new.keys()).collect();
    for ends in ends {
        let (then, now) = (old.get(ends), new.get(ends));
        let providers = match (then, now) {
            (_, Some(_)) => owners_at(after, &ends.1),
            (Some(then), None) => owners_at(before, &then.to),
            (None, None) => Vec::new(),
        };
        let quote = |each: &Exception| format!("`{}`", each.reason);
        let subject = format!("exception from `{}` to `{}`", ends.0, ends.1);
        let change = |effect| {
            PolicyChange::new(Topic::Exception, effect, subject.clone())
                .between(Vec::new(), providers.clone())
                .at((before, then.map(|each| each.span)), (after, now.map(|each| each.span)))
        };
        match (then, now) {
            (None, None) => {}
            (None, Some(_)) => {
                let effect = unless_covered(ends, now, &old, Effect::Loosened);
                changes.push(change(effect).whole(None, now.map(|each| quote(each))));
            }
            (Some(_), None) => {
                let effect = unless_covered(ends, then, &new, Effect::Tightened);
                changes.push(change(effect).whole(then.map(|each| quote(each)), None));
            }
            (Some(then), Some(now)) => {
                let date = |each: &Exception| each.until.map(|date| date.to_string());
                if then.until != now.until {
                    let end = |each: &Exception| each.until.unwrap_or(Date::MAX);
                    changes.push(change(effect(end(then), end(now))).part("until", date(then), date(now)));
                }
                if then.reason != now.reason {
                    changes.push(change(Effect::Neutral).part("reason", Some(quote(then)), Some(quote(now))));
                }
            }
        }
    }
}

/// The exceptions of a state by their ends. Of two with the same ends the one that lasts longer counts.
fn exceptions_of<'a>(side: &Side<'a>) -> BTreeMap<Ends, &'a Exception> {
    let mut all: BTreeMap<Ends, &Exception> = BTreeMap::new();
    let policy: &'a Policy = side.state.policy;
    for exception in policy.exceptions() {
        let ends = (side.policy_path(&exception.from), side.policy_path(&exception.to));
        let lasts = |each: &Exception| each.until.unwrap_or(Date::MAX);
        let slot = all.entry(ends).or_insert(exception);
        if lasts(exception) > lasts(slot) {
            *slot = exception;
        }
    }
    all
}

/// Neutral where another exception waives as much.
fn unless_covered(
    ends: &Ends,
    exception: Option<&&Exception>,
    others: &BTreeMap<Ends, &Exception>,
    otherwise: Effect,
) -> Effect {
    let lasts = |each: &Exception| each.until.unwrap_or(Date::MAX);
    let is_above = |above: &str, path: &str| {
        path.strip_prefix(above).is_some_and(|rest| rest.is_empty() || rest.starts_with("::"))
    };
    let covers = |(other, waiver): (&Ends, &&Exception)| {
        is_above(&other.0, &ends.0)
            && is_above(&other.1, &ends.1)
            && exception.is_none_or(|exception| lasts(waiver) >= lasts(exception))
    };
    if others.iter().any(covers) { Effect::Neutral } else { otherwise }
}

/// The owners of what a path of the policy leads to.
fn owners_at(side: &Side<'_>, path: &str) -> Vec<String> {
    let mut above = path;
    loop {
        if let Some(&module) = side.index.homes(above).first() {
            return side.owners(module);
        }
        match above.rsplit_once("::") {
            Some((shorter, _)) => above = shorter,
            None => return Vec::new(),
        }
    }
}

fn enforcement(before: &Side<'_>, after: &Side<'_>, changes: &mut Vec<PolicyChange>) {
    let (old, new) = (before.state.policy.enforcement(), after.state.policy.enforcement());
    let (then, now) = (held(before, None), held(after, None));
    let span = |plan: Option<EnforcementPlan>| plan.map(|plan| plan.span);
    let whole = |effect| {
        PolicyChange::new(Topic::Enforcement, effect, "the workspace").at((before, span(old)), (after, span(new)))
    };
    enforcement_steps((then, old), (now, new), before.state.today, &whole, changes);
    for (name, old, new) in common_teams(before, after) {
        let (old, new) = (old.enforcement, new.enforcement);
        // A team that says nothing follows the workspace, of which has been told.
        if old.is_none() && new.is_none() {
            continue;
        }
        let of_team = |effect| {
            PolicyChange::new(Topic::Enforcement, effect, format!("team `{name}`"))
                .between(Vec::new(), vec![name.clone()])
                .at((before, span(old)), (after, span(new)))
        };
        let (then, now) = (held(before, old), held(after, new));
        enforcement_steps((then, old), (now, new), before.state.today, &of_team, changes);
    }
}

/// How a boundary is held today: as its team says, else as the workspace says, else as it is usual.
fn held(side: &Side<'_>, team: Option<EnforcementPlan>) -> Enforcement {
    let policy = side.state.policy;
    let usual = if policy.baseline().is_some() { Enforcement::NoNew } else { Enforcement::Enforce };
    team.or(policy.enforcement()).map_or(usual, |plan| plan.on(side.state.today))
}

/// What differs between how something is held today, and between the steps that are to come.
fn enforcement_steps(
    (then, old): (Enforcement, Option<EnforcementPlan>),
    (now, new): (Enforcement, Option<EnforcementPlan>),
    today: Date,
    change: &dyn Fn(Effect) -> PolicyChange,
    changes: &mut Vec<PolicyChange>,
) {
    let strictness = |enforcement: Enforcement| Reverse(enforcement);
    let told = |enforcement: Enforcement| Some(format!("`{}`", enforcement.as_str()));
    if then != now {
        let effect = effect(strictness(then), strictness(now));
        changes.push(change(effect).part("enforcement", told(then), told(now)));
    }
    let to_come = |plan: Option<EnforcementPlan>| plan.and_then(|plan| plan.next).filter(|(_, from)| *from > today);
    let (old, new) = (to_come(old), to_come(new));
    if old != new {
        let loose = |step: Option<(Enforcement, Date)>| match step {
            None => (Reverse(Enforcement::Observe), Date::MAX),
            Some((level, from)) => (Reverse(level), from),
        };
        let told =
            |step: Option<(Enforcement, Date)>| step.map(|(level, from)| format!("`{}` from {from}", level.as_str()));
        changes.push(change(effect(loose(old), loose(new))).part("next step", told(old), told(new)));
    }
}

fn levels(before: &Side<'_>, after: &Side<'_>, changes: &mut Vec<PolicyChange>) {
    let plain = LevelOverrides::default();
    let line = |policy: &Policy, rule: &str| policy.level(rule).map(|(_, span)| span);
    for &rule in &after.state.report.rules {
        let (then, _) = plain.resolve(rule, before.state.policy);
        let (now, _) = plain.resolve(rule, after.state.policy);
        if then == now {
            continue;
        }
        let looseness = Reverse;
        let change =
            PolicyChange::new(Topic::Level, effect(looseness(then), looseness(now)), format!("rule `{}`", rule.name));
        let lines = (line(before.state.policy, rule.name), line(after.state.policy, rule.name));
        let told = |level: boundaries_policy::Level| Some(format!("`{}`", level.as_str()));
        changes.push(change.part("level", told(then), told(now)).at((before, lines.0), (after, lines.1)));
    }
}

fn teams(before: &Side<'_>, after: &Side<'_>, changes: &mut Vec<PolicyChange>) {
    for (old, new) in before.renamed_teams() {
        let change = PolicyChange::new(Topic::Team, Effect::Neutral, "team").between(Vec::new(), vec![new.clone()]);
        changes.push(change.whole(Some(format!("`{old}`")), Some(format!("`{new}`"))));
    }
    let declared = |side: &Side<'_>| -> BTreeMap<String, Option<Span>> {
        side.state.policy.teams().iter().map(|team| (side.team(team.id), team.span)).collect()
    };
    let (old, new) = (declared(before), declared(after));
    let team = |name: &String| {
        PolicyChange::new(Topic::Team, Effect::Neutral, format!("team `{name}`"))
            .between(Vec::new(), vec![name.clone()])
    };
    for (name, span) in old.iter().filter(|(name, _)| !new.contains_key(*name)) {
        changes.push(team(name).at((before, *span), (after, None)).whole(Some(format!("`{name}`")), None));
    }
    for (name, span) in new.iter().filter(|(name, _)| !old.contains_key(*name)) {
        changes.push(team(name).at((before, None), (after, *span)).whole(None, Some(format!("`{name}`"))));
    }
    for (name, old, new) in common_teams(before, after) {
        let change = |topic, effect| {
            PolicyChange::new(topic, effect, format!("team `{name}`"))
                .between(Vec::new(), vec![name.clone()])
                .at((before, old.span), (after, new.span))
        };
        for (before, after, effect) in surfaces(before, old.surface.as_ref(), after, new.surface.as_ref()) {
            changes.push(change(Topic::Surface, effect).part("surface", before, after));
        }
        let quote = |text: &Option<String>| text.as_ref().map(|text| format!("`{text}`"));
        if old.contact != new.contact {
            changes.push(change(Topic::Team, Effect::Neutral).part(
                "contact",
                quote(&old.contact),
                quote(&new.contact),
            ));
        }
    }
}

/// The differences between two surfaces of a team. A team without one is open under contract.
fn surfaces(
    before: &Side<'_>,
    old: Option<&Surface>,
    after: &Side<'_>,
    new: Option<&Surface>,
) -> Vec<(Option<String>, Option<String>, Effect)> {
    let paths = |side: &Side<'_>, surface: &Surface| -> BTreeSet<String> {
        surface.entries.iter().map(|entry| side.policy_path(&entry.path)).collect()
    };
    let all = || Some("of all it owns".to_owned());
    let told = |paths: BTreeSet<String>| Some(crate::wording::quoted_list(&paths));
    match (old, new) {
        (None, None) => Vec::new(),
        (Some(old), Some(new)) => surface_differences(&paths(before, old), &paths(after, new)),
        (Some(old), None) => vec![(told(paths(before, old)), all(), Effect::Loosened)],
        (None, Some(new)) => vec![(all(), told(paths(after, new)), Effect::Tightened)],
    }
}

/// The teams that both policies know, by their common names.
fn common_teams<'b, 'a>(before: &Side<'b>, after: &Side<'a>) -> Vec<(String, &'b Team, &'a Team)> {
    let (old, new): (&'b Policy, &'a Policy) = (before.state.policy, after.state.policy);
    let mut common: Vec<_> = new
        .teams()
        .iter()
        .filter_map(|team| {
            let name = after.team(team.id);
            let earlier = old.teams().iter().find(|earlier| before.team(earlier.id) == name)?;
            Some((name, earlier, team))
        })
        .collect();
    common.sort_by(|a, b| a.0.cmp(&b.0));
    common
}
