//! Chains: how code reaches what it may not use through code that stands on no side.
//!
//! From each goal the graph is walked backward once, breadth first, through neutral modules only. That gives each of them
//! the first step of a shortest way to the goal; of equally short ways the one is taken that leads through the module whose
//! path comes first. A door counts as a step only where it is the last one: who passes a door reaches what it leads to, not
//! everything that its keeper uses.

use boundaries_graph::{DependencyView, ModuleGraph, ModuleId};

use super::mention::{Mention, Target};
use super::sides::{Goal, Sides};

/// The first step of a shortest way to one goal, for every neutral module that has one.
pub(crate) struct Routes<'a> {
    graph: &'a ModuleGraph,
    sides: &'a Sides<'a>,
    steps: Vec<Option<Step>>,
}

#[derive(Clone, Copy)]
struct Step {
    length: usize,
    next: Next,
}

#[derive(Clone, Copy)]
enum Next {
    /// By this mention one is there.
    Arrives(Mention),
    /// By a use of this module one comes nearer.
    Through(ModuleId),
}

impl<'a> Routes<'a> {
    pub(crate) fn new(graph: &'a ModuleGraph, sides: &'a Sides<'a>, goal: Goal) -> Self {
        let mut routes = Self { graph, sides, steps: vec![None; graph.modules().count()] };
        let mut reached = Vec::new();
        for module in graph.modules().map(|module| module.id()).filter(|module| sides.is_neutral(*module)) {
            if let Some(mention) = arrives(graph, sides, goal, module) {
                routes.steps[module.index()] = Some(Step { length: 1, next: Next::Arrives(mention) });
                reached.push(module);
            }
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
                        && first(sides, dependency).is_some()
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
        let mut best: Option<((usize, &str, ModuleId), Mention)> = None;
        for dependency in self.graph.module(from).dependencies() {
            let to = dependency.to();
            let Some(step) = self.steps[to.id().index()] else { continue };
            let Some(reference) = first(self.sides, dependency) else { continue };
            let order = (step.length, to.path(), to.id());
            if best.as_ref().is_none_or(|(known, _)| order < *known) {
                best = Some((order, Mention::of_definition(self.graph, reference)));
            }
        }
        let ((.., mut at), mention) = best?;
        let mut chain = vec![mention];
        loop {
            match self.steps[at.index()]?.next {
                Next::Arrives(mention) => {
                    chain.push(mention);
                    return Some(chain);
                }
                Next::Through(next) => {
                    let dependency = self.graph.dependency(at, next)?;
                    chain.push(Mention::of_definition(self.graph, first(self.sides, dependency)?));
                    at = next;
                }
            }
        }
    }
}

/// The first mention by which a module is at the goal.
fn arrives(graph: &ModuleGraph, sides: &Sides<'_>, goal: Goal, module: ModuleId) -> Option<Mention> {
    let kinds = &sides.constraint.kinds;
    if let Some(krate) = sides.used()[goal.used].external() {
        let is_it =
            |mention: &Mention| matches!(mention.target, Target::Outside(id) if graph.external_name(id) == krate);
        return Mention::outside(graph, module, kinds).into_iter().find(is_it);
    }
    let mut found: Option<Mention> = None;
    for dependency in graph.module(module).dependencies() {
        for reference in dependency.references().iter().filter(|reference| kinds.contains(&reference.context)) {
            let defined = Some(Mention::of_definition(graph, reference));
            let mentions = defined.into_iter().chain(Mention::of_door(graph, reference));
            let arriving = mentions.filter(|mention| mention.to(graph).is_some_and(|to| sides.is_at(to, goal)));
            let earlier = |mention: &Mention| found.is_none_or(|found| mention.span < found.span);
            if let Some(mention) = arriving.into_iter().find(earlier) {
                found = Some(mention);
            }
        }
    }
    found
}

/// The first reference of a dependency that the constraint speaks of.
fn first<'g>(sides: &Sides<'_>, dependency: DependencyView<'g>) -> Option<&'g boundaries_graph::Reference> {
    dependency.references().iter().find(|reference| sides.constraint.kinds.contains(&reference.context))
}
