//! Chains: how code reaches what it may not use through code that stands on no side.
//!
//! From each goal the graph is walked backward once, breadth first, through neutral modules only. That gives each of them
//! the first step of a shortest way to the goal; of equally short ways the one is taken that leads through the module whose
//! path comes first. A door counts as a step only where it is the last one: who passes a door reaches what it leads to, not
//! everything that its keeper uses.

use boundaries_graph::{DependencyKind, DependencyView, ModuleGraph, ModuleId};

use super::mention::{Mention, Target};
use super::sides::{Goal, Sides};

/// The first step of a shortest way to one goal, for every neutral module that has one.
pub(crate) struct Routes<'a> {
    graph: &'a ModuleGraph,
    sides: &'a Sides<'a>,
    goal: Goal,
    steps: Vec<Option<Step>>,
}

#[derive(Clone, Copy)]
struct Step {
    length: usize,
    next: Next,
}

#[derive(Clone, Copy)]
enum Next {
    /// One more step, and one is there.
    Arrives,
    /// By a use of this module one comes nearer.
    Through(ModuleId),
}

/// For each goal, the neutral modules that are one step away from it, in order.
pub(crate) fn nearest(graph: &ModuleGraph, sides: &Sides<'_>, goals: &[Goal]) -> Vec<Vec<ModuleId>> {
    let mut goals_of: Vec<Vec<usize>> = vec![Vec::new(); sides.used().len()];
    for (at, goal) in goals.iter().enumerate() {
        goals_of[goal.used].push(at);
    }
    let mut nearest: Vec<Vec<ModuleId>> = vec![Vec::new(); goals.len()];
    for module in graph.modules().map(|module| module.id()).filter(|module| sides.is_neutral(*module)) {
        let mut arrive = |at: usize| {
            if nearest[at].last() != Some(&module) {
                nearest[at].push(module);
            }
        };
        for to in uses(graph, sides, module).filter_map(|mention| mention.to(graph)) {
            let goals_there = sides.used_by_module(to).iter().flat_map(|used| &goals_of[*used]);
            goals_there.copied().filter(|at| sides.is_at(to, goals[*at])).for_each(&mut arrive);
        }
        for mention in Mention::outside(graph, module, &sides.constraint.kinds) {
            let Target::Outside(krate) = mention.target else { continue };
            let goals_there = sides.outside(graph.external_name(krate)).map(|used| &goals_of[used]);
            goals_there.into_iter().flatten().copied().for_each(&mut arrive);
        }
    }
    nearest
}

impl<'a> Routes<'a> {
    /// The ways to a goal; `nearest` are the neutral modules that are one step away.
    pub(crate) fn new(graph: &'a ModuleGraph, sides: &'a Sides<'a>, goal: Goal, nearest: &[ModuleId]) -> Self {
        let mut routes = Self { graph, sides, goal, steps: vec![None; graph.modules().count()] };
        let mut reached = nearest.to_vec();
        for module in nearest {
            routes.steps[module.index()] = Some(Step { length: 1, next: Next::Arrives });
        }
        let mut length = 1;
        while !reached.is_empty() {
            length += 1;
            // What is reached over a module that comes first by path is settled first.
            reached.sort_by_key(|module| (graph.module(*module).path(), *module));
            for module in std::mem::take(&mut reached) {
                for dependency in graph.module(module).dependents() {
                    let from = dependency.from().id();
                    if routes.steps[from.index()].is_none()
                        && sides.is_neutral(from)
                        && routes.mentions(dependency).next().is_some()
                    {
                        routes.steps[from.index()] = Some(Step { length, next: Next::Through(module) });
                        reached.push(from);
                    }
                }
            }
        }
        routes
    }

    /// A shortest chain from a module over at least one neutral module to the goal, step by step.
    pub(crate) fn chain(&self, from: ModuleId) -> Option<Vec<Mention>> {
        let nearer = self.graph.module(from).dependencies().filter(|dependency| {
            self.steps[dependency.to().id().index()].is_some() && self.mentions(*dependency).next().is_some()
        });
        let mut dependency = nearer.min_by_key(|dependency| {
            let to = dependency.to();
            (self.steps[to.id().index()].map(|step| step.length), to.path(), to.id())
        })?;
        let mut chain = vec![shown(self.graph, self.mentions(dependency))?];
        loop {
            let at = dependency.to().id();
            match self.steps[at.index()]?.next {
                Next::Arrives => {
                    chain.push(shown(self.graph, self.arrivals(at))?);
                    return Some(chain);
                }
                Next::Through(next) => {
                    dependency = self.graph.dependency(at, next)?;
                    chain.push(shown(self.graph, self.mentions(dependency))?);
                }
            }
        }
    }

    /// The mentions by which a module is at the goal.
    fn arrivals(&self, module: ModuleId) -> Box<dyn Iterator<Item = Mention> + '_> {
        let Self { graph, sides, goal, .. } = *self;
        let kinds = &sides.constraint.kinds;
        if let Some(krate) = sides.used()[goal.used].external() {
            let is_it = move |mention: &Mention| matches!(mention.target, Target::Outside(id) if graph.external_name(id) == krate);
            return Box::new(Mention::outside(graph, module, kinds).into_iter().filter(is_it));
        }
        Box::new(
            uses(graph, sides, module).filter(move |mention| mention.to(graph).is_some_and(|to| sides.is_at(to, goal))),
        )
    }

    /// The mentions of a dependency that the constraint speaks of.
    fn mentions(&self, dependency: DependencyView<'a>) -> impl Iterator<Item = Mention> + use<'a> {
        let (graph, kinds) = (self.graph, &self.sides.constraint.kinds);
        let references = dependency.references().iter().filter(|reference| kinds.contains(&reference.context));
        references.map(|reference| Mention::of_definition(graph, reference))
    }
}

/// What a module mentions inside the workspace, by definition and by door.
fn uses<'a>(graph: &'a ModuleGraph, sides: &Sides<'a>, module: ModuleId) -> impl Iterator<Item = Mention> + use<'a> {
    let kinds: &'a [DependencyKind] = &sides.constraint.kinds;
    let references = graph.module(module).dependencies().flat_map(|dependency| dependency.references());
    references.filter(|reference| kinds.contains(&reference.context)).flat_map(move |reference| {
        Some(Mention::of_definition(graph, reference)).into_iter().chain(Mention::of_door(graph, reference))
    })
}

/// The mention that stands for several: the one of the item whose path comes first, so that lines may move.
pub(super) fn shown(graph: &ModuleGraph, mentions: impl Iterator<Item = Mention>) -> Option<Mention> {
    mentions.min_by_key(|mention| (mention.path(graph), mention.span))
}
