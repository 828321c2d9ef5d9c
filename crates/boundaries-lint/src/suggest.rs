//! Searches for code that would lie better with another team: the module graph's own communities against the ownership.
//!
//! **Objective**: the modularity of the ownership (Newman and Girvan 2004), where modules are the nodes, the teams that exist
//! are the communities, and the weight between two modules is the number of couplings between them: distinct pairs of a module and
//! an item that it names, in code that ships, whichever way they go. Modularity compares what stays within teams with
//! what would stay by chance, given how much each module is coupled at all; so a module that everybody uses is not drawn to
//! whoever uses it most, and the largest team does not win by its size alone.
//!
//! **Method**: local moving, the inner step of Louvain (Blondel et al. 2008) and Leiden (Traag et al. 2019), from the
//! ownership as it is: of all moves of one package, or of one module with all that is below it, to a team that exists, the one
//! with the highest gain is made, then the next, until none is left that cuts at least [`LEAST`] couplings more than it
//! makes, and half of all that couple it to code around it: what most others use as well is a common base, whoever uses it
//! most. Ties go to the first in the order of names, and all sums are whole numbers, so the result is the same on every
//! machine. Clustering quality as Bunch measures it (Mancoridis et al. 1998) prefers many small clusters; teams are few and given.
//!
//! **Limits**: a local optimum, not the best ownership. Modularity does not see communities that are small beside the whole
//! (Fortunato and Barthélemy 2007). Nothing is known of who can do the work, what changes together, or why the border
//! runs where it runs: a suggestion is a question to two teams. What no team owns is left out, on both sides.

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use boundaries_graph::{Definition, DependencyKind, ModuleGraph, ModuleId};
use boundaries_policy::{Policy, TeamId};

use crate::permission::provider_item;

/// How many couplings more than it makes a move has to cut.
pub const LEAST: usize = 3;

/// A move that makes the ownership follow the code more closely.
#[derive(Clone, PartialEq, Debug)]
pub struct Suggestion {
    /// What moves: the name of a package or the path of a module.
    pub what: String,
    /// The modules that are meant; all below them move too.
    pub tops: Vec<ModuleId>,
    /// How many modules move.
    pub modules: usize,
    /// Who owns it.
    pub from: Vec<TeamId>,
    /// Who would.
    pub to: TeamId,
    /// Couplings to code of the team that would own it: they would vanish.
    pub cut: usize,
    /// Couplings to code of its owners: they would appear.
    pub made: usize,
    /// Couplings to code of other teams: they would stay.
    pub elsewhere: usize,
    /// By how much the modularity grows.
    pub gain: f64,
    /// The strongest couplings that would vanish.
    pub reasons: Vec<(ModuleId, Definition)>,
    /// The strongest couplings that would appear.
    pub counter: Vec<(ModuleId, Definition)>,
}

/// What a search found.
#[derive(Clone, PartialEq, Debug)]
pub struct Search {
    /// The moves in the order in which they are made.
    pub moves: Vec<Suggestion>,
    /// The modularity before and after all of them; none where nothing couples what teams own.
    pub modularity: Option<(f64, f64)>,
}

/// Searches for at most `limit` moves.
#[must_use]
pub fn suggest(graph: &ModuleGraph, policy: &Policy, limit: usize) -> Search {
    let mut field = Field::new(graph, policy);
    let before = field.modularity();
    let mut moves = Vec::new();
    while moves.len() < limit {
        let Some(best) = field.best_move() else { break };
        moves.push(field.make(best));
    }
    Search { moves, modularity: before.zip(field.modularity()) }
}

/// How many couplings of a move are named.
const NAMED: usize = 4;

/// Owners of modules, by position; the first is nobody.
type Owner = usize;

/// What couples two modules.
struct Edge {
    from: ModuleId,
    to: ModuleId,
    /// Items, with the number of references to each.
    items: Vec<(Definition, usize)>,
}

/// A package, or a module with what is below it.
struct Candidate {
    name: String,
    tops: Vec<ModuleId>,
    modules: BTreeSet<ModuleId>,
    is_open: bool,
}

/// A move that is weighed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Step {
    candidate: usize,
    to: TeamId,
    cut: usize,
    made: usize,
    elsewhere: usize,
    /// The gain in modularity times half the square of twice the weight.
    gain: i128,
}

struct Field<'g> {
    graph: &'g ModuleGraph,
    owners: Vec<Vec<TeamId>>,
    owner_of: Vec<Owner>,
    edges: Vec<Edge>,
    /// The weight of what each module is coupled by.
    degree: Vec<i128>,
    candidates: Vec<Candidate>,
    /// The candidates that hold each module.
    around: Vec<Vec<usize>>,
}

impl<'g> Field<'g> {
    fn new(graph: &'g ModuleGraph, policy: &Policy) -> Self {
        let mut owners: Vec<Vec<TeamId>> = vec![Vec::new()];
        let mut known: BTreeMap<Vec<TeamId>, Owner> = BTreeMap::from([(Vec::new(), 0)]);
        let owner_of: Vec<Owner> = graph
            .modules()
            .map(|module| {
                let teams = policy.owner_of_module(module.id()).teams.clone();
                *known.entry(teams.clone()).or_insert_with(|| {
                    owners.push(teams);
                    owners.len() - 1
                })
            })
            .collect();
        let edges = edges(graph, &owner_of);
        let mut degree = vec![0; owner_of.len()];
        for edge in &edges {
            let weight = whole(edge.items.len());
            degree[edge.from.index()] += weight;
            degree[edge.to.index()] += weight;
        }
        let candidates = candidates(graph);
        let mut around = vec![Vec::new(); owner_of.len()];
        for (at, candidate) in candidates.iter().enumerate() {
            for module in &candidate.modules {
                around[module.index()].push(at);
            }
        }
        Self { graph, owners, owner_of, edges, degree, candidates, around }
    }

    fn share(&self, a: Owner, b: Owner) -> bool {
        self.owners[a].iter().any(|team| self.owners[b].contains(team))
    }

    /// The weight of all modules of each owner.
    fn degrees(&self) -> Vec<i128> {
        let mut degrees = vec![0; self.owners.len()];
        for (module, owner) in self.owner_of.iter().enumerate() {
            degrees[*owner] += self.degree[module];
        }
        degrees
    }

    fn modularity(&self) -> Option<f64> {
        let twice: i128 = self.degree.iter().sum();
        let degrees = self.degrees();
        let within: i128 = self
            .edges
            .iter()
            .filter(|edge| self.share(self.owner_of[edge.from.index()], self.owner_of[edge.to.index()]))
            .map(|edge| 2 * whole(edge.items.len()))
            .sum();
        let mut by_chance = 0;
        for a in 0..degrees.len() {
            for b in (0..degrees.len()).filter(|b| self.share(a, *b)) {
                by_chance += degrees[a] * degrees[b];
            }
        }
        (twice > 0).then(|| ratio(within, twice) - ratio(by_chance, twice * twice))
    }

    /// The move with the highest gain; of equal ones the first by name and team.
    fn best_move(&self) -> Option<Step> {
        let twice: i128 = self.degree.iter().sum();
        let degrees = self.degrees();
        let mut outside: Vec<BTreeMap<Owner, usize>> = vec![BTreeMap::new(); self.candidates.len()];
        for edge in &self.edges {
            for (inner, outer) in [(edge.from, edge.to), (edge.to, edge.from)] {
                for &at in &self.around[inner.index()] {
                    if !self.candidates[at].modules.contains(&outer) {
                        *outside[at].entry(self.owner_of[outer.index()]).or_default() += edge.items.len();
                    }
                }
            }
        }
        let mut best: Option<Step> = None;
        for (at, candidate) in self.candidates.iter().enumerate().filter(|(_, candidate)| candidate.is_open) {
            let Some(owner) = self.owner_of_all(candidate) else { continue };
            let weight: i128 = candidate.modules.iter().map(|module| self.degree[module.index()]).sum();
            let sum = |other: Owner| {
                outside[at].iter().filter(|(owner, _)| self.share(other, **owner)).map(|(_, w)| w).sum::<usize>()
            };
            let made = sum(owner);
            let teams: BTreeSet<TeamId> = outside[at].keys().flat_map(|owner| &self.owners[*owner]).copied().collect();
            for to in teams.into_iter().filter(|team| !self.owners[owner].contains(team)) {
                let with = |other: Owner| self.owners[other].contains(&to);
                let cut: usize = outside[at].iter().filter(|(owner, _)| with(**owner)).map(|(_, weight)| weight).sum();
                let elsewhere = outside[at].values().sum::<usize>().saturating_sub(cut + made);
                if cut < made + LEAST || cut < made + elsewhere {
                    continue;
                }
                let before: i128 = (0..degrees.len())
                    .filter(|other| self.share(owner, *other))
                    .map(|other| degrees[other])
                    .sum::<i128>()
                    - weight;
                let after: i128 = (0..degrees.len()).filter(|other| with(*other)).map(|other| degrees[other]).sum();
                let gain = twice * (whole(cut) - whole(made)) - weight * (after - before);
                let step = Step { candidate: at, to, cut, made, elsewhere, gain };
                if gain > 0 && best.is_none_or(|best| gain > best.gain) {
                    best = Some(step);
                }
            }
        }
        best
    }

    /// The owner of all modules of a candidate, if there is one, and it owns more than that.
    fn owner_of_all(&self, candidate: &Candidate) -> Option<Owner> {
        let owner = self.owner_of[candidate.modules.first()?.index()];
        let is_uniform = candidate.modules.iter().all(|module| self.owner_of[module.index()] == owner);
        let has_more = self.owner_of.iter().filter(|other| **other == owner).count() > candidate.modules.len();
        (owner != 0 && is_uniform && has_more).then_some(owner)
    }

    /// Makes a move, and tells what it was.
    fn make(&mut self, step: Step) -> Suggestion {
        let candidate = &self.candidates[step.candidate];
        let from = self.owner_of[candidate.modules.first().map_or(0, |module| module.index())];
        let strongest = |is_meant: &dyn Fn(Owner) -> bool| {
            let mut all: Vec<(usize, String, ModuleId, Definition)> = Vec::new();
            for edge in &self.edges {
                let holds = |module: ModuleId| candidate.modules.contains(&module);
                let outer = match (holds(edge.from), holds(edge.to)) {
                    (true, false) => edge.to,
                    (false, true) => edge.from,
                    _ => continue,
                };
                if is_meant(self.owner_of[outer.index()]) {
                    let told = |item: Definition| {
                        format!("{} {}", self.graph.module(edge.from).path(), self.graph.definition_path(item))
                    };
                    all.extend(edge.items.iter().map(|&(item, references)| (references, told(item), edge.from, item)));
                }
            }
            all.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
            all.into_iter().take(NAMED).map(|(_, _, consumer, item)| (consumer, item)).collect::<Vec<_>>()
        };
        let twice: i128 = self.degree.iter().sum();
        let suggestion = Suggestion {
            what: candidate.name.clone(),
            tops: candidate.tops.clone(),
            modules: candidate.modules.len(),
            from: self.owners[from].clone(),
            to: step.to,
            cut: step.cut,
            made: step.made,
            elsewhere: step.elsewhere,
            gain: 2.0 * ratio(step.gain, twice * twice),
            reasons: strongest(&|owner| self.owners[owner].contains(&step.to)),
            counter: strongest(&|owner| self.share(owner, from)),
        };
        let moved = candidate.modules.clone();
        let to = match self.owners.iter().position(|teams| *teams == [step.to]) {
            Some(owner) => owner,
            None => {
                self.owners.push(vec![step.to]);
                self.owners.len() - 1
            }
        };
        for module in &moved {
            self.owner_of[module.index()] = to;
        }
        // What has moved stays where it is.
        for candidate in &mut self.candidates {
            candidate.is_open &= candidate.modules.is_disjoint(&moved);
        }
        suggestion
    }
}

/// The couplings in code that ships, between modules that somebody owns.
fn edges(graph: &ModuleGraph, owner_of: &[Owner]) -> Vec<Edge> {
    let mut edges = Vec::new();
    for dependency in graph.dependencies() {
        let (from, to) = (dependency.from().id(), dependency.to().id());
        if owner_of[from.index()] == 0 || owner_of[to.index()] == 0 {
            continue;
        }
        let mut items: BTreeMap<Definition, usize> = BTreeMap::new();
        for reference in dependency.references().iter().filter(|each| each.context != DependencyKind::Test) {
            *items.entry(provider_item(graph, reference.definition)).or_default() += 1;
        }
        if !items.is_empty() {
            edges.push(Edge { from, to, items: items.into_iter().collect() });
        }
    }
    edges
}

/// Every package, and every module that has a file of its own, by name.
fn candidates(graph: &ModuleGraph) -> Vec<Candidate> {
    let mut tops: BTreeMap<String, Vec<ModuleId>> = BTreeMap::new();
    for module in graph.modules() {
        if module.parent().is_none() {
            tops.entry(module.krate().package().name().to_owned()).or_default().push(module.id());
        } else if !module.data().inline {
            tops.entry(module.path().to_owned()).or_default().push(module.id());
        }
    }
    let mut of_top: BTreeMap<ModuleId, BTreeSet<ModuleId>> = BTreeMap::new();
    for module in graph.modules() {
        for outer in module.ancestors() {
            of_top.entry(outer.id()).or_default().insert(module.id());
        }
    }
    tops.into_iter()
        .map(|(name, tops)| {
            let modules = tops.iter().flat_map(|top| &of_top[top]).copied().collect();
            Candidate { name, tops, modules, is_open: true }
        })
        .collect()
}

fn whole(count: usize) -> i128 {
    i128::try_from(count).unwrap_or(i128::MAX)
}

#[expect(clippy::cast_precision_loss, reason = "shares are shown with a few digits")]
fn ratio(part: i128, whole: i128) -> f64 {
    part as f64 / whole as f64
}
