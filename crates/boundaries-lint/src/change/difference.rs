//! Everything that differs between two states, put together: couplings, policy, and who has to agree.

use std::collections::BTreeMap;

use boundaries_policy::Team;

use crate::change::agreement::{self, Agreement};
use crate::change::couplings::{
    self, Cause, Compared, CouplingChange, CouplingChangeKind, EXCEPTION, Joined, Pair, Standing,
};
use crate::change::moves::Moves;
use crate::change::policy_change::{Effect, PolicyChange, Topic};
use crate::change::state::{Side, Spot, State};
use crate::change::unread::{self, UnreadFile};
use crate::change::{constraints, contracts, debt, owners, policies};
use crate::wording;

/// What differs between two states of a workspace.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Difference {
    /// The couplings that changed, by the teams on their two sides.
    #[doc(hidden)]
    pub pairs: Vec<PairDifference>,
    /// What the policy says differently; what loosens it first.
    #[doc(hidden)]
    pub policy: Vec<PolicyChange>,
    /// Who has to agree, and to what.
    #[doc(hidden)]
    pub agreements: Vec<Agreement>,
    /// Couplings that pass only because the policy was loosened: their code is as it was, or new.
    pub excused: usize,
    /// Files that a state did not read whole; a coupling that is gone with one is no lost one.
    #[doc(hidden)]
    pub unread: Vec<UnreadFile>,
}

/// The couplings between two sides that changed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PairDifference {
    /// The teams that use.
    pub consumers: Vec<String>,
    /// The teams that are used.
    pub providers: Vec<String>,
    /// By what became of them, then by path.
    pub couplings: Vec<CouplingChange>,
}

/// The one thing to know about a difference.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Verdict {
    /// Nothing differs.
    Same,
    /// The policy lets more pass, and nothing got better.
    OnlyLoosens,
    /// The policy lets more pass, and something else got better.
    Loosens,
    /// The policy lets no more pass, and there are new couplings that it does not permit.
    Couples,
    /// Neither is the policy looser, nor is there a new coupling without permission.
    Keeps,
}

impl Verdict {
    /// The word used in reports.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Same => "same",
            Self::OnlyLoosens => "only-loosens",
            Self::Loosens => "loosens",
            Self::Couples => "couples",
            Self::Keeps => "keeps",
        }
    }
}

/// How many couplings changed in which way.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Totals {
    /// New between their teams.
    pub gained: usize,
    /// Those of them that nothing permits or tolerates.
    pub gained_open: usize,
    /// Gone between their teams.
    pub lost: usize,
    /// With another path.
    pub moved: usize,
    /// That pass now, or do not any more.
    pub judged: usize,
    /// With more places.
    pub grown: usize,
    /// With fewer places.
    pub shrunk: usize,
    /// Differences of the policy that let more pass.
    pub loosened: usize,
    /// Differences of the policy that let less pass.
    pub tightened: usize,
    /// Other differences of the policy.
    pub neutral: usize,
}

/// Compares two states. `moves` tells how things of the earlier one are called in the later one.
#[must_use]
pub fn compare(before: State<'_>, after: State<'_>, moves: &Moves) -> Difference {
    let later = Side::after(after);
    let earlier = Side::before(before, &later, moves);
    let then_names: BTreeMap<&str, &str> = moves.iter().map(|(then, now)| (now, then)).collect();
    let compared = couplings::compare(&earlier, &later, &then_names);

    let mut policy = owners::compare(&earlier, &later, &compared.vanished, &compared.appeared);
    let mut excused = 0;
    if before.written && after.written {
        policy.extend(contracts::compare(&earlier, &later));
        policy.extend(constraints::compare(&earlier, &later));
        policy.extend(policies::compare(&earlier, &later));
        policy.extend(debt::compare(&earlier, &later));
        if policy.iter().any(|change| change.effect == Effect::Loosened) {
            let permitted = contracts::newly_permitted(&earlier, &later, &compared.permitted);
            excused = self::excused(&compared, &policy, permitted);
        }
    } else {
        // Where there is no policy nothing fails, so that owners alone loosen and tighten nothing.
        for change in &mut policy {
            (change.effect, change.crossings) = (Effect::Neutral, 0);
        }
        policy.dedup();
        policy.extend(first_or_last(before, after));
    }
    policy.sort();

    let pairs: Vec<PairDifference> = compared
        .pairs
        .into_iter()
        .map(|((consumers, providers), couplings)| PairDifference { consumers, providers, couplings })
        .collect();
    let contact = |name: &str| {
        let find = |side: &Side<'_>| {
            let team: Option<&Team> = side.state.policy.teams().iter().find(|team| side.team(team.id) == name);
            team.and_then(wording::contact).map(str::to_owned)
        };
        find(&later).or_else(|| find(&earlier))
    };
    let agreements = agreement::needed(&pairs, &policy, &contact);
    Difference { pairs, policy, agreements, excused, unread: unread::compare(before, after) }
}

/// A policy that is the first one, or that is gone.
fn first_or_last(before: State<'_>, after: State<'_>) -> Option<PolicyChange> {
    let (effect, told) = match (before.written, after.written) {
        (false, true) => (Effect::Tightened, (None, Some(size(after)))),
        (true, false) => (Effect::Loosened, (Some(size(before)), None)),
        _ => return None,
    };
    let mut change = PolicyChange::new(Topic::Policy, effect, "policy");
    (change.before, change.after) = told;
    Some(change)
}

fn size(state: State<'_>) -> String {
    let count = |number, one, many| wording::count(number, one, many);
    let contracts = count(state.policy.contracts().len(), "contract", "contracts");
    let exceptions = count(state.policy.exceptions().len(), "exception", "exceptions");
    format!("{contracts}, {exceptions}")
}

/// Couplings that pass by what the policy says differently, and not by any change of the code.
fn excused(compared: &Compared, policy: &[PolicyChange], newly_permitted: usize) -> usize {
    let loosened =
        |topic| policy.iter().filter(move |change| change.topic == topic && change.effect == Effect::Loosened);
    let is_new_waiver = |by: &Spot| {
        if by.written != EXCEPTION {
            return true;
        }
        let mut places = loosened(Topic::Exception).filter_map(|change| change.place_after.as_ref());
        places.any(|place| (&place.path, place.line) == (&by.path, by.line))
    };
    let is_let_off = |pair: &Pair| {
        let about = |change: &PolicyChange| {
            change.providers.is_empty() || change.providers.iter().any(|team| pair.1.contains(team))
        };
        loosened(Topic::Level).next().is_some() || loosened(Topic::Enforcement).any(about)
    };
    let mut count = newly_permitted;
    for (pair, changes) in &compared.pairs {
        for change in changes {
            let passes = match (&change.before, &change.after) {
                (Some(before), Some(after)) => {
                    let same_code = change.cause == Cause::Policy;
                    same_code && before.standing == Standing::Failing && after.standing != Standing::Failing
                }
                (None, Some(after)) if change.cause == Cause::Code => match after.standing {
                    // What is new can only be in a record of debt that is new.
                    Standing::Tolerated => after.by.as_ref().is_none_or(is_new_waiver),
                    Standing::Unpermitted => is_let_off(pair),
                    Standing::Permitted | Standing::Failing => false,
                },
                _ => false,
            };
            count += usize::from(passes);
        }
    }
    let is_failing = |joined: &&Joined| joined.state.standing == Standing::Failing;
    count + compared.vanished.iter().filter(is_failing).count()
}

impl Difference {
    /// Whether nothing differs.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.pairs.is_empty() && self.policy.is_empty()
    }

    /// All couplings that changed.
    #[doc(hidden)]
    pub fn couplings(&self) -> impl Iterator<Item = &CouplingChange> {
        self.pairs.iter().flat_map(|pair| &pair.couplings)
    }

    /// How many couplings and lines of the policy changed in which way.
    #[must_use]
    #[doc(hidden)]
    pub fn totals(&self) -> Totals {
        let kinds = |kind| self.couplings().filter(move |change| change.kind == kind);
        let effects = |effect| self.policy.iter().filter(|change| change.effect == effect).count();
        let is_open = |change: &&CouplingChange| change.after.as_ref().is_some_and(|after| after.standing.is_open());
        Totals {
            gained: kinds(CouplingChangeKind::Gained).count(),
            gained_open: kinds(CouplingChangeKind::Gained).filter(is_open).count(),
            lost: kinds(CouplingChangeKind::Lost).count(),
            moved: kinds(CouplingChangeKind::Moved).count(),
            judged: kinds(CouplingChangeKind::Judged).count(),
            grown: kinds(CouplingChangeKind::Grown).count(),
            shrunk: kinds(CouplingChangeKind::Shrunk).count(),
            loosened: effects(Effect::Loosened),
            tightened: effects(Effect::Tightened),
            neutral: effects(Effect::Neutral),
        }
    }

    /// The one thing to know.
    #[must_use]
    pub fn verdict(&self) -> Verdict {
        let totals = self.totals();
        let got_better = self.couplings().any(|change| {
            let was_open = change.before.as_ref().is_some_and(|before| before.standing.is_open());
            change.kind == CouplingChangeKind::Lost && change.cause == Cause::Code && was_open
        });
        match totals {
            _ if self.is_empty() => Verdict::Same,
            Totals { loosened: 1.., tightened: 0, .. } if !got_better => Verdict::OnlyLoosens,
            Totals { loosened: 1.., .. } => Verdict::Loosens,
            Totals { gained_open: 1.., .. } => Verdict::Couples,
            _ => Verdict::Keeps,
        }
    }

    /// The verdict as a sentence without a full stop.
    #[must_use]
    pub fn headline(&self) -> String {
        let told = self.headline_of_what_was_read();
        match self.verdict() {
            Verdict::Same | Verdict::Keeps if !self.unread.is_empty() => format!("{told}, as far as code was read"),
            _ => told,
        }
    }

    fn headline_of_what_was_read(&self) -> String {
        let totals = self.totals();
        let count = wording::count;
        let by_it = match self.excused {
            0 => String::new(),
            1 => "; 1 coupling passes by that alone".to_owned(),
            many => format!("; {many} couplings pass by that alone"),
        };
        match self.verdict() {
            Verdict::Same => "nothing differs".to_owned(),
            Verdict::OnlyLoosens => format!("this change only loosens the policy{by_it}"),
            Verdict::Loosens => {
                let tightens = match totals.tightened {
                    0 => String::new(),
                    tightened => format!(" and tightens it in {}", count(tightened, "place", "places")),
                };
                format!(
                    "this change loosens the policy in {}{tightens}{by_it}",
                    count(totals.loosened, "place", "places")
                )
            }
            Verdict::Couples => format!(
                "this change adds {} that no contract permits",
                count(totals.gained_open, "coupling", "couplings")
            ),
            Verdict::Keeps if totals.tightened > 0 => {
                format!("this change tightens the policy in {}", count(totals.tightened, "place", "places"))
            }
            Verdict::Keeps => "this change keeps to the policy".to_owned(),
        }
    }
}
