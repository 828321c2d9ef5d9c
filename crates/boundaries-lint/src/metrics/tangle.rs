//! The largest set of teams that reach each other in shipped code, as `team-cycle` sees it, and what it takes to part them.

use std::collections::{BTreeMap, BTreeSet};

use boundaries_graph::{DependencyKind, Quotient};
use boundaries_policy::TeamId;

use super::{CountedCoupling, CouplingState, positions};
use crate::engine::Input;

/// Teams that reach each other.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TeamTangle {
    /// The teams, in order.
    pub teams: Vec<TeamId>,
    /// What to cut so that no team reaches itself any more: consumer, provider, references.
    pub cut: Vec<(TeamId, TeamId, usize)>,
    /// Whether no cheaper cut exists; else it is the best one that was found.
    pub is_cheapest: bool,
    /// The couplings between the teams, by position.
    pub(super) couplings: Vec<usize>,
    /// Those of them that the cut takes.
    pub(super) cut_couplings: Vec<usize>,
}

impl TeamTangle {
    /// The largest one. Teams are ordered by the modules they own, so that their names decide nothing.
    pub(super) fn largest(input: &Input<'_>, couplings: &[CountedCoupling]) -> Option<Self> {
        let mut territories: BTreeMap<TeamId, BTreeSet<&str>> = BTreeMap::new();
        for module in input.graph.modules() {
            for &team in &input.policy.owner_of_module(module.id()).teams {
                territories.entry(team).or_default().insert(module.path());
            }
        }
        let mut teams: Vec<(TeamId, BTreeSet<&str>)> = territories.into_iter().collect();
        teams.sort_by(|a, b| a.1.cmp(&b.1));
        let position: BTreeMap<TeamId, usize> = teams.iter().enumerate().map(|(at, (team, _))| (*team, at)).collect();
        let between = |coupling: &CountedCoupling| -> BTreeSet<(usize, usize)> {
            let pairs =
                coupling.consumers.iter().flat_map(|user| coupling.providers.iter().map(move |used| (user, used)));
            pairs.map(|(user, used)| (position[user], position[used])).collect()
        };

        let mut edges: BTreeMap<(usize, usize), usize> = BTreeMap::new();
        let mut wanted: BTreeMap<(usize, usize), usize> = BTreeMap::new();
        for coupling in couplings.iter().filter(|coupling| ships(coupling) > 0) {
            for pair in between(coupling) {
                *edges.entry(pair).or_default() += ships(coupling);
                let honoured = coupling.state == CouplingState::Honoured;
                *wanted.entry(pair).or_default() += if honoured { ships(coupling) } else { 0 };
            }
        }
        let quotient = Quotient { nodes: (0..teams.len()).collect(), edges };
        // Of equally large ones the first: `max_by_key` would take the last.
        let members = quotient.cycles().into_iter().rev().max_by_key(Vec::len)?;
        let cut = quotient.cheapest_cut(&members, |user, used| wanted.get(&(*user, *used)).copied().unwrap_or(0));
        let is_inside = |pair: &(usize, usize)| members.contains(&pair.0) && members.contains(&pair.1);
        let is_cut = |pair: &(usize, usize)| cut.edges.iter().any(|(edge, _)| edge == pair);
        let team = |at: usize| teams[at].0;
        Some(Self {
            teams: members.iter().map(|&at| team(at)).collect(),
            couplings: positions(couplings, |coupling| ships(coupling) > 0 && between(coupling).iter().any(is_inside)),
            cut_couplings: positions(couplings, |coupling| ships(coupling) > 0 && between(coupling).iter().any(is_cut)),
            cut: cut.edges.iter().map(|&((user, used), references)| (team(user), team(used), references)).collect(),
            is_cheapest: cut.is_cheapest,
        })
    }
}

/// How many of the references stand in shipped code.
fn ships(coupling: &CountedCoupling) -> usize {
    coupling.references.iter().filter(|reference| reference.context == DependencyKind::Normal).count()
}
