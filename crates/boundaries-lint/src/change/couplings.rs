//! What a change does to the couplings between teams.

use std::collections::{BTreeMap, BTreeSet};

use boundaries_graph::Reference;
use boundaries_policy::{ContractId, TeamId};

use crate::change::state::{Side, Spot};
use crate::change::unread;
use crate::coupling::{Coupling, Couplings};
use crate::finding::{Waiver, WaiverKind};
use crate::permission::Verdict;
use crate::rules::{off_surface, undeclared_coupling};

/// What became of one coupling.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CouplingChange {
    /// In which way it changed.
    pub kind: CouplingChangeKind,
    /// What made it change.
    pub cause: Cause,
    /// The coupling before, if there was one between these teams.
    pub before: Option<CouplingState>,
    /// The coupling after, if there is one between these teams.
    pub after: Option<CouplingState>,
}

/// In which way a coupling changed. Where several are true, the first of them is meant.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum CouplingChangeKind {
    /// It is new between these teams.
    Gained,
    /// It is gone between these teams.
    Lost,
    /// One of its ends has another path.
    Moved,
    /// It passes now, or does not pass any more.
    Judged,
    /// It has more places.
    Grown,
    /// It has fewer places.
    Shrunk,
}

impl CouplingChangeKind {
    /// The word used in reports.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Gained => "gained",
            Self::Lost => "lost",
            Self::Moved => "moved",
            Self::Judged => "judged",
            Self::Grown => "grown",
            Self::Shrunk => "shrunk",
        }
    }
}

/// What made a coupling change.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Cause {
    /// The code changed.
    Code,
    /// The code is as it was; what contracts, exceptions or levels say about it changed.
    Policy,
    /// The code is as it was; its owners changed.
    Ownership,
}

impl Cause {
    /// The word used in reports.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Code => "code",
            Self::Policy => "policy",
            Self::Ownership => "ownership",
        }
    }
}

/// A coupling in one state.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CouplingState {
    /// The module that mentions, as this state calls it.
    pub consumer: String,
    /// What is mentioned, as this state calls it.
    pub provider: String,
    /// What the policy of this state makes of it.
    pub standing: Standing,
    /// The contract that permits it, or what tolerates it: a line of the policy, of the baseline, a comment.
    pub by: Option<Spot>,
    /// Where it is mentioned.
    pub places: Vec<Spot>,
}

/// What a policy makes of a coupling, the best first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Standing {
    /// A contract permits it.
    Permitted,
    /// An exception, a comment or the baseline tolerates it.
    Tolerated,
    /// Nothing permits it, and the policy makes nothing of that: the rule is off or warns, or the boundary is observed.
    Unpermitted,
    /// Nothing permits it, and it makes a check fail.
    Failing,
}

impl Standing {
    /// The word used in reports.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Permitted => "permitted",
            Self::Tolerated => "tolerated",
            Self::Unpermitted => "unpermitted",
            Self::Failing => "failing",
        }
    }

    /// Whether nothing permits or tolerates it.
    #[must_use]
    pub fn is_open(self) -> bool {
        self >= Self::Unpermitted
    }
}

/// The two sides of couplings, by name.
pub(crate) type Pair = (Vec<String>, Vec<String>);

/// All that one module of a state mentions of one item of another team.
#[derive(Clone)]
pub(crate) struct Joined {
    pub(crate) pair: Pair,
    pub(crate) state: CouplingState,
    /// The contracts that permit parts of it.
    pub(crate) contracts: Vec<ContractId>,
    /// What it is for.
    pub(crate) kinds: BTreeSet<&'static str>,
    /// What is mentioned, by its common name.
    pub(crate) provider: String,
    /// The modules of its two ends, by their common names.
    pub(crate) modules: [String; 2],
}

/// A coupling's two ends, by their common names.
pub(crate) type Ends = (String, String);

/// The couplings of a state by their ends.
pub(crate) fn joined(side: &Side<'_>) -> BTreeMap<Ends, Joined> {
    let state = side.state;
    let couplings = Couplings::new(state.graph, state.policy, state.today);
    let standings = standings(side);
    let mut all: BTreeMap<Ends, Joined> = BTreeMap::new();
    for coupling in couplings.all() {
        let consumer = state.graph.module(coupling.consumer).path();
        let provider = state.graph.definition_path(coupling.provider);
        let provider_module = state.graph.module(state.graph.module_of(coupling.provider)).path();
        let ends = (side.path(consumer), side.path(&provider));
        let common_provider = ends.1.clone();
        let (standing, by) = match &coupling.verdict {
            Verdict::Permitted(contract) => {
                (Standing::Permitted, side.spot(state.policy.contract(*contract).span, "a contract"))
            }
            _ => standings
                .get(&(consumer, provider.as_str()))
                .map_or((Standing::Unpermitted, None), |(standing, by)| (*standing, by.clone())),
        };
        let places = coupling.references.iter().filter_map(|reference| place(side, reference));
        let joined = all.entry(ends).or_insert_with(|| Joined {
            pair: pair(side, coupling),
            state: CouplingState {
                consumer: consumer.to_owned(),
                provider: provider.clone(),
                standing,
                by: by.clone(),
                places: Vec::new(),
            },
            contracts: Vec::new(),
            kinds: BTreeSet::new(),
            provider: common_provider,
            modules: [side.path(consumer), side.path(provider_module)],
        });
        joined.state.places.extend(places);
        joined.kinds.extend(coupling.references.iter().map(|reference| reference.context.as_str()));
        if standing > joined.state.standing {
            (joined.state.standing, joined.state.by) = (standing, by);
        }
        if let Verdict::Permitted(contract) = coupling.verdict {
            joined.contracts.push(contract);
        }
    }
    for joined in all.values_mut() {
        joined.state.places.sort();
        joined.state.places.dedup();
    }
    all
}

/// How every coupling without permission stands, by the two parts of its key.
fn standings<'s>(side: &Side<'s>) -> BTreeMap<(&'s str, &'s str), (Standing, Option<Spot>)> {
    let mut standings: BTreeMap<(&str, &str), (Standing, Option<Spot>)> = BTreeMap::new();
    for finding in &side.state.report.findings {
        if finding.key.rule != undeclared_coupling::META.name && finding.key.rule != off_surface::META.name {
            continue;
        }
        let found = if finding.is_tolerated() {
            let by = finding.waiver.as_ref().and_then(|waiver| side.spot(waiver.span, kind_of(waiver)));
            (Standing::Tolerated, by)
        } else if finding.fails() {
            (Standing::Failing, None)
        } else {
            (Standing::Unpermitted, None)
        };
        let slot = standings.entry((&finding.key.consumer, &finding.key.provider)).or_insert_with(|| found.clone());
        if found.0 > slot.0 {
            *slot = found;
        }
    }
    standings
}

/// What an exception is called where it tolerates something.
pub(crate) const EXCEPTION: &str = "an exception";

fn kind_of(waiver: &Waiver) -> &'static str {
    match waiver.kind {
        WaiverKind::Exception => EXCEPTION,
        WaiverKind::Suppression => "a comment",
        WaiverKind::Baseline => "the baseline",
    }
}

fn pair(side: &Side<'_>, coupling: &Coupling) -> Pair {
    let names = |ids: &[TeamId]| side.teams(ids);
    (names(&coupling.consumers), names(&coupling.providers))
}

fn place(side: &Side<'_>, reference: &Reference) -> Option<Spot> {
    side.spot(reference.span, side.state.graph.text(reference.written))
}

/// Everything that changed, by the pair of teams, and the couplings whose crossing ended or began with the owners alone.
pub(crate) struct Compared {
    pub(crate) pairs: BTreeMap<Pair, Vec<CouplingChange>>,
    /// The code couples as before, and no longer across a boundary.
    pub(crate) vanished: Vec<Joined>,
    /// The code couples as before, and now does so across a boundary.
    pub(crate) appeared: Vec<Joined>,
    /// New couplings of the code that a contract permits.
    pub(crate) permitted: Vec<Joined>,
}

/// Compares the couplings of two states.
pub(crate) fn compare(before: &Side<'_>, after: &Side<'_>, then_names: &BTreeMap<&str, &str>) -> Compared {
    let (mut old, new) = (joined(before), joined(after));
    let mut compared =
        Compared { pairs: BTreeMap::new(), vanished: Vec::new(), appeared: Vec::new(), permitted: Vec::new() };
    let then = |now: &str| then_names.get(now).map_or_else(|| now.to_owned(), |then| (*then).to_owned());
    for (ends, now) in new {
        let earlier = old.remove(&ends);
        let (before_state, cause) = match earlier {
            Some(earlier) if earlier.pair == now.pair => (Some(earlier.state), Cause::Code),
            Some(earlier) => {
                compared.push(&earlier.pair, CouplingChangeKind::Lost, Cause::Ownership, Some(earlier.state), None);
                (None, Cause::Ownership)
            }
            None if before.index.uses(&then(&ends.0), &then(&ends.1)) => {
                compared.appeared.push(now.clone());
                (None, Cause::Ownership)
            }
            None => (None, Cause::Code),
        };
        if before_state.is_none() && cause == Cause::Code && now.state.standing == Standing::Permitted {
            compared.permitted.push(now.clone());
        }
        if let Some(kind) = kind(before_state.as_ref(), &now.state) {
            let is_judged = kind == CouplingChangeKind::Judged;
            let same_code = before_state.as_ref().is_some_and(|before| is_same_code(before, &now.state));
            let cause = if is_judged && same_code { Cause::Policy } else { cause };
            compared.push(&now.pair, kind, cause, before_state, Some(now.state));
        }
    }
    let unread = unread::files(after.state);
    for (ends, gone) in old {
        // What stood in a file that is not read any more may stand there still.
        if !unread.is_empty() && gone.state.places.iter().all(|place| unread.contains_key(place.path.as_path())) {
            continue;
        }
        let cause = if after.index.uses(&ends.0, &ends.1) { Cause::Ownership } else { Cause::Code };
        compared.push(&gone.pair, CouplingChangeKind::Lost, cause, Some(gone.state.clone()), None);
        if cause == Cause::Ownership {
            compared.vanished.push(gone);
        }
    }
    for changes in compared.pairs.values_mut() {
        changes.sort_by(|a, b| order(a).cmp(&order(b)));
    }
    compared
}

impl Compared {
    fn push(
        &mut self,
        pair: &Pair,
        kind: CouplingChangeKind,
        cause: Cause,
        before: Option<CouplingState>,
        after: Option<CouplingState>,
    ) {
        self.pairs.entry(pair.clone()).or_default().push(CouplingChange { kind, cause, before, after });
    }
}

fn kind(before: Option<&CouplingState>, after: &CouplingState) -> Option<CouplingChangeKind> {
    let Some(before) = before else { return Some(CouplingChangeKind::Gained) };
    let paths = |state: &CouplingState| (state.consumer.clone(), state.provider.clone());
    if paths(before) != paths(after) {
        Some(CouplingChangeKind::Moved)
    } else if before.standing != after.standing {
        Some(CouplingChangeKind::Judged)
    } else {
        match before.places.len().cmp(&after.places.len()) {
            std::cmp::Ordering::Less => Some(CouplingChangeKind::Grown),
            std::cmp::Ordering::Equal => None,
            std::cmp::Ordering::Greater => Some(CouplingChangeKind::Shrunk),
        }
    }
}

/// Whether all that was or is mentioned with the worse standing is mentioned with the better one as well: then no change
/// of the code made the difference.
fn is_same_code(before: &CouplingState, after: &CouplingState) -> bool {
    let (worse, better) = if before.standing > after.standing { (before, after) } else { (after, before) };
    let mut better: Vec<&str> = better.places.iter().map(|place| place.written.as_str()).collect();
    worse.places.iter().all(|place| match better.iter().position(|written| *written == place.written) {
        Some(at) => {
            better.swap_remove(at);
            true
        }
        None => false,
    })
}

fn order(change: &CouplingChange) -> (CouplingChangeKind, &str, &str) {
    let state = change.after.as_ref().or(change.before.as_ref());
    let (consumer, provider) = state.map_or(("", ""), |state| (&state.consumer, &state.provider));
    (change.kind, consumer, provider)
}
