//! Couplings between territories: which lean on which, how strongly, and which of them look like mistakes.

use std::collections::{BTreeMap, BTreeSet};

use boundaries_graph::{DependencyKind, DependencyView, ModuleGraph, ModuleId, Quotient, Reference};

use crate::territory::{Territories, TerritoryId};

/// Everything by which one territory uses another.
#[derive(Clone, Debug)]
pub struct Coupling<'g> {
    /// Who uses.
    pub consumer: TerritoryId,
    /// Who is used.
    pub provider: TerritoryId,
    /// Module by module, strongest first.
    pub dependencies: Vec<DependencyView<'g>>,
    /// Why it looks like a mistake, if it does.
    pub doubt: Option<Doubt>,
}

/// Why a coupling looks like a mistake rather than a decision.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Doubt {
    /// The other direction is stronger.
    Minority {
        /// References the other way.
        against: usize,
    },
    /// It closes a cycle among these territories, and is the weakest part of it.
    Cycle {
        /// All territories that reach each other that way, in order.
        among: Vec<TerritoryId>,
    },
}

impl<'g> Coupling<'g> {
    /// How many references it consists of.
    #[must_use]
    pub fn references(&self) -> usize {
        self.dependencies.iter().map(|dependency| dependency.references().len()).sum()
    }

    /// How many modules of the consumer take part.
    #[must_use]
    pub fn consumer_modules(&self) -> usize {
        let modules: BTreeSet<ModuleId> = self.dependencies.iter().map(|dependency| dependency.from().id()).collect();
        modules.len()
    }

    /// Which kinds of code take part.
    #[must_use]
    pub fn kinds(&self) -> BTreeSet<DependencyKind> {
        self.all_references().map(|reference| reference.context).collect()
    }

    /// Its references, module by module.
    pub fn all_references(&self) -> impl Iterator<Item = &'g Reference> {
        self.dependencies.iter().flat_map(|dependency| dependency.references())
    }

    fn weight(&self) -> Weight {
        let shipping = self.all_references().filter(|reference| reference.context == DependencyKind::Normal).count();
        Weight { shipping, all: self.references() }
    }
}

/// How strong a coupling is: code that ships counts before tests do.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
struct Weight {
    shipping: usize,
    all: usize,
}

/// All couplings between territories that share no team, by consumer and provider.
#[must_use]
pub fn couplings<'g>(graph: &'g ModuleGraph, territories: &Territories) -> Vec<Coupling<'g>> {
    let mut found: BTreeMap<(TerritoryId, TerritoryId), Vec<DependencyView<'g>>> = BTreeMap::new();
    for dependency in graph.dependencies() {
        let (Some(from), Some(to)) = (territories.of(dependency.from().id()), territories.of(dependency.to().id()))
        else {
            continue;
        };
        if territories.apart(from, to) {
            found.entry((from, to)).or_default().push(dependency);
        }
    }
    let mut couplings: Vec<Coupling<'g>> = found
        .into_iter()
        .map(|((consumer, provider), mut dependencies)| {
            dependencies.sort_by_key(|dependency| std::cmp::Reverse(dependency.references().len()));
            Coupling { consumer, provider, dependencies, doubt: None }
        })
        .collect();
    let weights =
        couplings.iter().map(|coupling| ((coupling.consumer, coupling.provider), coupling.weight())).collect();
    let mut doubts = doubts(&weights);
    for coupling in &mut couplings {
        coupling.doubt = doubts.remove(&(coupling.consumer, coupling.provider));
    }
    couplings
}

type Edge = (TerritoryId, TerritoryId);

/// The couplings to doubt: of two opposite ones the weaker, then the weakest of each remaining cycle, until none is left.
fn doubts(weights: &BTreeMap<Edge, Weight>) -> BTreeMap<Edge, Doubt> {
    let mut doubts = BTreeMap::new();
    let mut kept: BTreeMap<Edge, Weight> = BTreeMap::new();
    for (&(from, to), &weight) in weights {
        match weights.get(&(to, from)) {
            Some(&opposite) if (weight, (to, from)) < (opposite, (from, to)) => {
                doubts.insert((from, to), Doubt::Minority { against: opposite.all });
            }
            _ => {
                kept.insert((from, to), weight);
            }
        }
    }
    let mut cut: Vec<(Edge, Weight)> = Vec::new();
    loop {
        let cycles = cycles(&kept);
        if cycles.is_empty() {
            break;
        }
        for among in cycles {
            let mut inside: Vec<(Weight, Edge)> = kept
                .iter()
                .filter(|((from, to), _)| among.binary_search(from).is_ok() && among.binary_search(to).is_ok())
                .map(|(&edge, &weight)| (weight, edge))
                .collect();
            inside.sort_unstable();
            // One at a time finds the fewest; large tangles are cut faster, so that time stays in proportion.
            let count = 1 + inside.len() / 64;
            for (weight, edge) in inside.into_iter().take(count) {
                kept.remove(&edge);
                cut.push((edge, weight));
                doubts.insert(edge, Doubt::Cycle { among: among.clone() });
            }
        }
    }
    cut.sort_by_key(|&(edge, weight)| (std::cmp::Reverse(weight), edge));
    for (edge, weight) in cut {
        kept.insert(edge, weight);
        if reaches(&kept, edge.1, edge.0) {
            kept.remove(&edge);
        } else {
            doubts.remove(&edge);
        }
    }
    doubts
}

fn cycles(edges: &BTreeMap<Edge, Weight>) -> Vec<Vec<TerritoryId>> {
    let mut nodes: Vec<TerritoryId> = edges.keys().flat_map(|&(from, to)| [from, to]).collect();
    nodes.sort_unstable();
    nodes.dedup();
    Quotient { nodes, edges: edges.iter().map(|(&edge, weight)| (edge, weight.all)).collect() }.cycles()
}

fn reaches(edges: &BTreeMap<Edge, Weight>, from: TerritoryId, to: TerritoryId) -> bool {
    let mut seen = BTreeSet::from([from]);
    let mut stack = vec![from];
    while let Some(at) = stack.pop() {
        if at == to {
            return true;
        }
        let next = edges.range((at, TerritoryId::FIRST)..).take_while(|((from, _), _)| *from == at);
        stack.extend(next.map(|((_, to), _)| *to).filter(|to| seen.insert(*to)));
    }
    false
}
