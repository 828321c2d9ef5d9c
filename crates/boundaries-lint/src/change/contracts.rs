//! What differs between the contracts of two policies.
//!
//! A contract between several teams is looked at as one permission for each pair of them, so that it does not matter how
//! contracts are grouped. A permission that is new loosens, unless another one gave as much before; one that is gone
//! tightens, unless another one still gives as much.

use std::collections::{BTreeMap, BTreeSet};

use boundaries_graph::Span;
use boundaries_policy::{Consumer, Contract, ContractId, ContractMode, ContractState, TeamId};
use jiff::civil::Date;

use crate::change::couplings::Joined;
use crate::change::policy_change::{Effect, PolicyChange, Topic, sides};
use crate::change::state::Side;

/// The contracts that differ.
pub(crate) fn compare(before: &Side<'_>, after: &Side<'_>) -> Vec<PolicyChange> {
    let (old, new) = (permissions(before), permissions(after));
    let mut drafts: BTreeMap<Draft, Parties> = BTreeMap::new();
    let pairs: BTreeSet<&(String, String)> = old.keys().chain(new.keys()).collect();
    for pair in pairs {
        let of = |all: &BTreeMap<(String, String), Vec<Permission>>| all.get(pair).cloned().unwrap_or_default();
        let (mut left, mut right) = (of(&old), of(&new));
        let closest_first: [fn(&Permission, &Permission) -> bool; 3] =
            [Permission::says_the_same, Permission::has_the_same_surface, |_, _| true];
        for fits in closest_first {
            for (old, new) in matched(&mut left, &mut right, fits) {
                for draft in differences(&old, &new) {
                    drafts.entry(draft).or_default().add(pair);
                }
            }
        }
        for permission in right {
            let is_old = permission.is_idle() || covered(&permission, pair, &old);
            let effect = if is_old { Effect::Neutral } else { Effect::Loosened };
            drafts.entry(Draft::whole(effect, None, Some(&permission))).or_default().add(pair);
        }
        for permission in left {
            let is_kept = permission.is_idle() || covered(&permission, pair, &new);
            let effect = if is_kept { Effect::Neutral } else { Effect::Tightened };
            drafts.entry(Draft::whole(effect, Some(&permission), None)).or_default().add(pair);
        }
    }
    let changes = drafts.into_iter().map(|(draft, parties)| {
        let consumers: Vec<String> = parties.consumers.into_iter().collect();
        let providers: Vec<String> = parties.providers.into_iter().collect();
        let subject = format!("contract of {}", sides(&consumers, &providers));
        let mut change = PolicyChange::new(Topic::Contract, draft.effect, subject).between(consumers, providers);
        change.attribute = draft.attribute.map(str::to_owned);
        (change.before, change.after) = (draft.before, draft.after);
        change.at((before, draft.old), (after, draft.new))
    });
    changes.collect()
}

/// Those of these couplings, which a later contract permits, that no earlier one would have.
pub(crate) fn newly_permitted(before: &Side<'_>, after: &Side<'_>, couplings: &[Joined]) -> usize {
    let old = permissions(before);
    let newly = couplings.iter().filter(|coupling| {
        let (consumers, providers) = &coupling.pair;
        let holding: Vec<&Permission> = consumers
            .iter()
            .map(String::as_str)
            .chain(["*"])
            .flat_map(|consumer| providers.iter().map(move |provider| (consumer.to_owned(), provider.clone())))
            .filter_map(|pair| old.get(&pair))
            .flatten()
            .filter(|permission| permission.holds(before.state.today) && coupling.kinds.is_subset(&permission.kinds))
            .collect();
        // Names through doors are not looked at: what may have passed already is not counted.
        let opened_by = |contract: &ContractId| {
            let contract = after.state.policy.contract(*contract);
            contract.providers.iter().any(|&provider| {
                let open = Permission::new(after, contract, provider).open;
                open.is_none_or(|open| covers(&open, &coupling.provider))
            })
        };
        let was_open =
            |permission: &&Permission| permission.open.as_ref().is_none_or(|open| covers(open, &coupling.provider));
        holding.is_empty() || !holding.iter().any(was_open) && coupling.contracts.iter().any(opened_by)
    });
    newly.count()
}

/// What one contract lets one team use of another.
#[derive(Clone)]
struct Permission {
    span: Span,
    /// What may be named; everything if none.
    open: Option<BTreeSet<String>>,
    /// The surface that the contract itself names.
    own: Option<BTreeSet<String>>,
    kinds: BTreeSet<&'static str>,
    since: Option<Date>,
    until: Option<Date>,
    may_reexport: bool,
    agreed: bool,
    deprecated: Option<String>,
    mode: Option<&'static str>,
    adr: Option<String>,
    reason: String,
    ended: bool,
}

impl Permission {
    fn new(side: &Side<'_>, contract: &Contract, provider: TeamId) -> Self {
        let paths = |surface: &boundaries_policy::Surface| {
            surface.entries.iter().map(|entry| side.policy_path(&entry.path)).collect::<BTreeSet<String>>()
        };
        let own = contract.surface.as_ref().map(paths);
        Self {
            span: contract.span,
            open: own.clone().or_else(|| side.state.policy.team(provider).surface.as_ref().map(paths)),
            own,
            kinds: contract.kinds.iter().map(|kind| kind.as_str()).collect(),
            since: contract.since,
            until: contract.until,
            may_reexport: contract.may_reexport,
            agreed: contract.state == ContractState::Agreed,
            deprecated: contract.deprecated.clone(),
            mode: contract.mode.map(ContractMode::as_str),
            adr: contract.adr.as_ref().map(|record| record.path.clone()),
            reason: contract.reason.clone(),
            ended: contract.until.is_some_and(|until| until < side.state.today),
        }
    }

    fn holds(&self, today: Date) -> bool {
        !self.is_idle() && self.since.is_none_or(|since| since <= today)
    }

    /// Whether it permits nothing: requested and not granted, or over.
    fn is_idle(&self) -> bool {
        !self.agreed || self.ended
    }

    fn says_the_same(&self, other: &Self) -> bool {
        self.own == other.own && differences(self, other).is_empty()
    }

    fn has_the_same_surface(&self, other: &Self) -> bool {
        self.own == other.own
    }

    /// Whether it permits all that another one permits.
    fn gives_as_much(&self, other: &Self) -> bool {
        !self.is_idle()
            && within(other.open.as_ref(), self.open.as_ref())
            && other.kinds.is_subset(&self.kinds)
            && self.since.is_none_or(|since| other.since.is_some_and(|other| other >= since))
            && self.until.is_none_or(|until| other.until.is_some_and(|other| other <= until))
            && (self.may_reexport || !other.may_reexport)
    }
}

/// The permissions of a state by consumer and provider; `*` is any consumer.
fn permissions(side: &Side<'_>) -> BTreeMap<(String, String), Vec<Permission>> {
    let mut all: BTreeMap<(String, String), Vec<Permission>> = BTreeMap::new();
    for contract in side.state.policy.contracts() {
        let consumers = match &contract.consumer {
            Consumer::Any => vec!["*".to_owned()],
            Consumer::Teams(teams) => side.teams(teams),
        };
        for &provider in &contract.providers {
            for consumer in &consumers {
                let pair = (consumer.clone(), side.team(provider));
                all.entry(pair).or_default().push(Permission::new(side, contract, provider));
            }
        }
    }
    all
}

/// Whether any permission of `others` gives as much to this consumer.
fn covered(
    permission: &Permission,
    (consumer, provider): &(String, String),
    others: &BTreeMap<(String, String), Vec<Permission>>,
) -> bool {
    let mut to = vec![(consumer.clone(), provider.clone())];
    to.push(("*".to_owned(), provider.clone()));
    to.iter().filter_map(|pair| others.get(pair)).flatten().any(|other| other.gives_as_much(permission))
}

/// Takes pairs out of both lists, in order, that fit each other.
fn matched(
    left: &mut Vec<Permission>,
    right: &mut Vec<Permission>,
    fits: impl Fn(&Permission, &Permission) -> bool,
) -> Vec<(Permission, Permission)> {
    let mut pairs = Vec::new();
    let mut at = 0;
    while at < left.len() {
        match right.iter().position(|other| fits(&left[at], other)) {
            Some(index) => pairs.push((left.remove(at), right.remove(index))),
            None => at += 1,
        }
    }
    pairs
}

/// A difference that may concern several pairs of teams.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Draft {
    effect: Effect,
    attribute: Option<&'static str>,
    before: Option<String>,
    after: Option<String>,
    old: Option<Span>,
    new: Option<Span>,
}

impl Draft {
    /// The whole contract is new, or gone.
    fn whole(effect: Effect, old: Option<&Permission>, new: Option<&Permission>) -> Self {
        let reason = |permission: Option<&Permission>| permission.map(|each| format!("`{}`", each.reason));
        let span = |permission: Option<&Permission>| permission.map(|each| each.span);
        Self { effect, attribute: None, before: reason(old), after: reason(new), old: span(old), new: span(new) }
    }
}

#[derive(Default)]
struct Parties {
    consumers: BTreeSet<String>,
    providers: BTreeSet<String>,
}

impl Parties {
    fn add(&mut self, (consumer, provider): &(String, String)) {
        self.consumers.insert(consumer.clone());
        self.providers.insert(provider.clone());
    }
}

/// What differs between two permissions for the same teams. Between two that permit nothing, nothing loosens or tightens.
fn differences(old: &Permission, new: &Permission) -> Vec<Draft> {
    let mut drafts = Vec::new();
    let idle = old.is_idle() && new.is_idle();
    let mut add = |attribute, before: Option<String>, after: Option<String>, effect: Effect| {
        let effect = if idle { Effect::Neutral } else { effect };
        drafts.push(Draft {
            effect,
            attribute: Some(attribute),
            before,
            after,
            old: Some(old.span),
            new: Some(new.span),
        });
    };
    match (&old.own, &new.own) {
        (then, now) if then == now => {}
        (Some(then), Some(now)) => {
            for (before, after, effect) in surface_differences(then, now) {
                add("surface", before, after, effect);
            }
        }
        (then, now) => {
            let wider = !within(new.open.as_ref(), old.open.as_ref());
            let narrower = !within(old.open.as_ref(), new.open.as_ref());
            let told = |own: &Option<BTreeSet<String>>| match own {
                Some(own) => quoted(own.iter()),
                None => "of the provider".to_owned(),
            };
            let effects: &[Effect] = match (wider, narrower) {
                (true, true) => &[Effect::Loosened, Effect::Tightened],
                (true, false) => &[Effect::Loosened],
                (false, true) => &[Effect::Tightened],
                (false, false) => &[Effect::Neutral],
            };
            for &effect in effects {
                add("surface", Some(told(then)), Some(told(now)), effect);
            }
        }
    }
    let list = |kinds: &BTreeSet<&'static str>, without: &BTreeSet<&'static str>| {
        let only: Vec<&str> = kinds.difference(without).copied().collect();
        (!only.is_empty()).then(|| quoted(only.iter()))
    };
    if let Some(more) = list(&new.kinds, &old.kinds) {
        add("kinds", None, Some(more), Effect::Loosened);
    }
    if let Some(fewer) = list(&old.kinds, &new.kinds) {
        add("kinds", Some(fewer), None, Effect::Tightened);
    }
    let date = |date: Option<Date>| date.map(|date| date.to_string());
    if old.since != new.since {
        add("since", date(old.since), date(new.since), direction(old.since > new.since, old.since < new.since));
    }
    if old.until != new.until {
        let (then, now) = (old.until.unwrap_or(Date::MAX), new.until.unwrap_or(Date::MAX));
        add("until", date(old.until), date(new.until), direction(then < now, then > now));
    }
    if old.may_reexport != new.may_reexport {
        let told = |may: bool| Some(may.to_string());
        add(
            "may-reexport",
            told(old.may_reexport),
            told(new.may_reexport),
            direction(new.may_reexport, old.may_reexport),
        );
    }
    if old.agreed != new.agreed {
        let told = |agreed: bool| Some(if agreed { "granted" } else { "requested" }.to_owned());
        add("state", told(old.agreed), told(new.agreed), direction(new.agreed, old.agreed));
    }
    let quote = |text: &Option<String>| text.as_ref().map(|text| format!("`{text}`"));
    if old.deprecated != new.deprecated {
        let effect = direction(new.deprecated.is_none(), old.deprecated.is_none());
        add("deprecated", quote(&old.deprecated), quote(&new.deprecated), effect);
    }
    if old.mode != new.mode {
        add(
            "mode",
            old.mode.map(|mode| format!("`{mode}`")),
            new.mode.map(|mode| format!("`{mode}`")),
            Effect::Neutral,
        );
    }
    if old.adr != new.adr {
        add("adr", quote(&old.adr), quote(&new.adr), Effect::Neutral);
    }
    if old.reason != new.reason {
        add("reason", Some(format!("`{}`", old.reason)), Some(format!("`{}`", new.reason)), Effect::Neutral);
    }
    drafts
}

fn direction(looser: bool, tighter: bool) -> Effect {
    match (looser, tighter) {
        (true, false) => Effect::Loosened,
        (false, true) => Effect::Tightened,
        _ => Effect::Neutral,
    }
}

/// Entries that only one of two surfaces has: before, after, and what that means. An entry below one that stays open means
/// nothing.
pub(crate) fn surface_differences(
    old: &BTreeSet<String>,
    new: &BTreeSet<String>,
) -> Vec<(Option<String>, Option<String>, Effect)> {
    let split = |these: &BTreeSet<String>, others: &BTreeSet<String>| -> (Vec<String>, Vec<String>) {
        these.difference(others).cloned().partition(|entry| !covers(others, entry))
    };
    let ((wider, more), (narrower, fewer)) = (split(new, old), split(old, new));
    let told = |entries: &[String]| (!entries.is_empty()).then(|| quoted(entries.iter()));
    let mut differences = Vec::new();
    for (entries, effect) in [(wider, Effect::Loosened), (more, Effect::Neutral)] {
        differences.extend(told(&entries).map(|entries| (None, Some(entries), effect)));
    }
    for (entries, effect) in [(narrower, Effect::Tightened), (fewer, Effect::Neutral)] {
        differences.extend(told(&entries).map(|entries| (Some(entries), None, effect)));
    }
    differences
}

/// Whether a surface lies within another one; none is open everywhere.
fn within(inner: Option<&BTreeSet<String>>, outer: Option<&BTreeSet<String>>) -> bool {
    match (inner, outer) {
        (_, None) => true,
        (None, Some(_)) => false,
        (Some(inner), Some(outer)) => inner.iter().all(|entry| covers(outer, entry)),
    }
}

fn covers(surface: &BTreeSet<String>, entry: &str) -> bool {
    let is_above = |above: &String| {
        entry.strip_prefix(above.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with("::"))
    };
    surface.iter().any(is_above)
}

pub(crate) fn quoted<S: AsRef<str>>(names: impl Iterator<Item = S>) -> String {
    crate::wording::quoted_list(names)
}
