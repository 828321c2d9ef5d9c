//! What another ownership would do to the same code: couplings that appear, vanish or change hands, contracts that would be
//! needed, contracts that nothing would use any more, and numbers that differ.
//!
//! Both sides are judged on the same day. Teams are compared by their names, so that the two policies may be any.

use std::collections::{BTreeMap, BTreeSet};

use boundaries_graph::{Definition, ModuleGraph, ModuleId};
use boundaries_policy::{ContractId, Policy, TeamId};
use jiff::civil::Date;

use crate::coupling::{Coupling, Couplings};
use crate::metrics::{Measured, Metric, Metrics, Value};
use crate::permission::Verdict;
use crate::surface::Need;

/// What differs between two ownerships of the same code.
#[derive(Clone, Debug)]
pub struct Effect {
    /// The modules whose owners differ, by path.
    pub handed_over: Vec<HandedOver>,
    /// The couplings that differ, by the paths of consumer and provider.
    pub shifts: Vec<Shift>,
    /// How many couplings between teams there are before and after.
    pub couplings: (usize, usize),
    /// How many of these no contract permits.
    pub open: (usize, usize),
    /// What contracts would have to permit after the change and do not: for each pair of teams that a shift concerns.
    pub needs: Vec<PairNeed>,
    /// Contracts that are used before and not after, by their place.
    pub idle: Vec<ContractId>,
}

/// A module that others would own.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct HandedOver {
    /// The module.
    pub module: ModuleId,
    /// The names of its owners before, in order.
    pub before: Vec<String>,
    /// And after.
    pub after: Vec<String>,
}

/// A coupling that is not the same before and after.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Shift {
    /// The module that mentions.
    pub consumer: ModuleId,
    /// The item that is mentioned.
    pub provider: Definition,
    /// How it is before; none where it crosses no boundary.
    pub before: Option<Crossing>,
    /// And after.
    pub after: Option<Crossing>,
}

/// A coupling under one of the two ownerships.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct Crossing {
    /// The names of the teams that own the consumer, in order.
    pub consumers: Vec<String>,
    /// The names of the teams that own the provider, in order.
    pub providers: Vec<String>,
    /// References that a contract permits.
    pub permitted: usize,
    /// References that none permits.
    pub open: usize,
}

/// What becomes of a coupling.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum ShiftKind {
    /// It crosses a boundary after the change only.
    Appears,
    /// It crosses a boundary before the change only.
    Vanishes,
    /// It crosses both times, between other teams or with another permission.
    Changes,
}

impl ShiftKind {
    /// The word in reports.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Appears => "appears",
            Self::Vanishes => "vanishes",
            Self::Changes => "changes",
        }
    }
}

impl Shift {
    /// What becomes of it.
    #[must_use]
    pub fn kind(&self) -> ShiftKind {
        match (&self.before, &self.after) {
            (None, _) => ShiftKind::Appears,
            (Some(_), None) => ShiftKind::Vanishes,
            (Some(_), Some(_)) => ShiftKind::Changes,
        }
    }

    /// How many references it consists of.
    #[must_use]
    pub fn references(&self) -> usize {
        let side = self.after.as_ref().or(self.before.as_ref());
        side.map_or(0, |side| side.permitted + side.open)
    }
}

/// What a team would have to ask another one for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PairNeed {
    /// The name of the team that uses.
    pub consumer: String,
    /// The name of the team that is used.
    pub provider: String,
    /// The smallest surface that covers it.
    pub need: Need,
    /// Whether contracts between the two are in force already, and only do not cover these paths.
    pub widens: bool,
}

/// A number that is not the same before and after.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct MetricChange {
    /// What it means.
    pub metric: &'static Metric,
    /// The name of the team it is of; none for the whole workspace.
    pub team: Option<String>,
    /// The number before; none where there was no such team.
    pub before: Option<Value>,
    /// And after.
    pub after: Option<Value>,
}

impl Effect {
    /// Compares two ownerships. `is_same_text` tells whether contracts of both stand in the same lines, so that one can be
    /// found again in the other.
    #[must_use]
    pub fn of(graph: &ModuleGraph, before: &Policy, after: &Policy, is_same_text: bool, today: Date) -> Self {
        let (then, now) = (Couplings::new(graph, before, today), Couplings::new(graph, after, today));
        let (crossings_then, crossings_now) = (crossings(&then, before), crossings(&now, after));
        let keys: BTreeSet<_> = crossings_then.keys().chain(crossings_now.keys()).copied().collect();
        let mut shifts: Vec<Shift> = keys
            .into_iter()
            .map(|(consumer, provider)| Shift {
                consumer,
                provider,
                before: crossings_then.get(&(consumer, provider)).cloned(),
                after: crossings_now.get(&(consumer, provider)).cloned(),
            })
            .filter(|shift| shift.before != shift.after)
            .collect();
        shifts.sort_by_cached_key(|shift| {
            let consumer = graph.module(shift.consumer).path().to_owned();
            (consumer, graph.definition_path(shift.provider), shift.consumer, shift.provider)
        });
        let open = |all: &BTreeMap<_, Crossing>| all.values().filter(|crossing| crossing.open > 0).count();
        Self {
            handed_over: handed_over(graph, before, after),
            couplings: (crossings_then.len(), crossings_now.len()),
            open: (open(&crossings_then), open(&crossings_now)),
            needs: needs(&now, after, &shifts),
            idle: if is_same_text { idle(&then, before, &now, after) } else { Vec::new() },
            shifts,
        }
    }

    /// How many couplings appear, vanish and change.
    #[must_use]
    pub fn count(&self, kind: ShiftKind) -> usize {
        self.shifts.iter().filter(|shift| shift.kind() == kind).count()
    }
}

/// The numbers of the workspace and of its teams that differ, in the order in which they are measured.
#[must_use]
pub fn metric_changes(before: (&Metrics, &Policy), after: (&Metrics, &Policy)) -> Vec<MetricChange> {
    type Key = (usize, Option<String>);
    let named = |(metrics, policy): (&Metrics, &Policy)| -> Vec<(Key, &'static Metric, Value)> {
        let position = |metric: &'static Metric| crate::metrics::catalogue().iter().position(|known| known == metric);
        let team = |of: &Measured| match of {
            Measured::Workspace => Some(None),
            Measured::Team(team) => Some(Some(policy.team(*team).name.clone())),
            Measured::Pair { .. } | Measured::Between { .. } | Measured::Module(_) | Measured::Subject => None,
        };
        let figures = metrics
            .figures
            .iter()
            .filter_map(|figure| Some(((position(figure.metric)?, team(&figure.of)?), figure.metric, figure.value)));
        figures.collect()
    };
    let mut all: BTreeMap<(Option<String>, usize), MetricChange> = BTreeMap::new();
    for ((position, team), metric, value) in named(before) {
        let change = MetricChange { metric, team: team.clone(), before: Some(value), after: None };
        all.insert((team, position), change);
    }
    for ((position, team), metric, value) in named(after) {
        let change = MetricChange { metric, team: team.clone(), before: None, after: None };
        all.entry((team, position)).or_insert(change).after = Some(value);
    }
    // A share of more, or of less, may be the same share.
    let number = |value: Option<Value>| value.map_or(Some(0.0), Value::number);
    all.into_values().filter(|change| number(change.before) != number(change.after)).collect()
}

type Crossings = BTreeMap<(ModuleId, Definition), Crossing>;

fn crossings(couplings: &Couplings<'_>, policy: &Policy) -> Crossings {
    let mut found = Crossings::new();
    for coupling in couplings.all() {
        let crossing = found.entry((coupling.consumer, coupling.provider)).or_insert_with(|| Crossing {
            consumers: names(&coupling.consumers, policy),
            providers: names(&coupling.providers, policy),
            ..Crossing::default()
        });
        let count = if coupling.is_breach() { &mut crossing.open } else { &mut crossing.permitted };
        *count += coupling.references.len();
    }
    found
}

fn names(teams: &[TeamId], policy: &Policy) -> Vec<String> {
    let mut names: Vec<String> = teams.iter().map(|&team| policy.team(team).name.clone()).collect();
    names.sort_unstable();
    names
}

fn handed_over(graph: &ModuleGraph, before: &Policy, after: &Policy) -> Vec<HandedOver> {
    let owners = |module: ModuleId, policy: &Policy| names(&policy.owner_of_module(module).teams, policy);
    let mut handed: Vec<HandedOver> = graph
        .modules()
        .map(|module| HandedOver {
            module: module.id(),
            before: owners(module.id(), before),
            after: owners(module.id(), after),
        })
        .filter(|handed| handed.before != handed.after)
        .collect();
    handed.sort_by_key(|handed| (graph.module(handed.module).path(), handed.module));
    handed
}

/// What is missing after the change between the teams that a shift puts into each other's way.
fn needs(now: &Couplings<'_>, after: &Policy, shifts: &[Shift]) -> Vec<PairNeed> {
    let id = |name: &String| after.teams().iter().find(|team| team.name == *name).map(|team| team.id);
    let mut pairs: BTreeSet<(TeamId, TeamId)> = BTreeSet::new();
    for side in shifts.iter().filter_map(|shift| shift.after.as_ref()).filter(|side| side.open > 0) {
        // Of joint owners any one can agree, and the first is named.
        let (consumer, provider) = (side.consumers.first().and_then(id), side.providers.first().and_then(id));
        pairs.extend(consumer.zip(provider));
    }
    let mut needs: Vec<PairNeed> = pairs
        .into_iter()
        .filter_map(|(consumer, provider)| {
            let concerns = |coupling: &&Coupling| {
                coupling.is_breach() && coupling.consumers.contains(&consumer) && coupling.providers.contains(&provider)
            };
            let off_surface = |coupling: &Coupling| matches!(coupling.verdict, Verdict::OffSurface(_));
            Some(PairNeed {
                consumer: after.team(consumer).name.clone(),
                provider: after.team(provider).name.clone(),
                need: now.need(after, consumer, provider)?,
                widens: now.all().iter().filter(concerns).all(off_surface),
            })
        })
        .collect();
    needs.sort_by(|a, b| (&a.consumer, &a.provider).cmp(&(&b.consumer, &b.provider)));
    needs
}

fn idle(then: &Couplings<'_>, before: &Policy, now: &Couplings<'_>, after: &Policy) -> Vec<ContractId> {
    let is_used_after = |contract: &boundaries_policy::Contract| {
        let same = after.contracts().iter().find(|other| other.span == contract.span);
        same.is_some_and(|other| now.uses(other.id) > 0)
    };
    let was_used = |contract: &&boundaries_policy::Contract| then.uses(contract.id) > 0;
    before.contracts().iter().filter(was_used).filter(|contract| !is_used_after(contract)).map(|it| it.id).collect()
}
