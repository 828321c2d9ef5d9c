//! Why A may use B, or may not: every reference between two subjects with the verdict on it, or the way that leads from
//! one to the other.

use std::collections::{BTreeMap, BTreeSet};

use boundaries_graph::{Chain, Definition, ModuleGraph, ModuleId, Reference};
use boundaries_lint::{Coupling, Couplings};
use boundaries_policy::Policy;
use jiff::civil::Date;

use crate::subject::Subject;

/// How one subject uses another.
#[derive(Debug)]
pub struct Why<'g> {
    /// What is used across a boundary, with the verdict of the contracts.
    pub crossing: Vec<Coupling>,
    /// What is used without crossing one: the owners share a team, or there is no owner on one side.
    pub inside: Vec<InsideUse>,
    /// A shortest way by further modules, looked for where nothing is used directly.
    pub chain: Option<Chain<'g>>,
}

/// A use of an item that crosses no boundary.
#[derive(Clone, Debug)]
pub struct InsideUse {
    /// The module that uses.
    pub consumer: ModuleId,
    /// What it uses.
    pub provider: Definition,
    /// The references, by place.
    pub references: Vec<Reference>,
}

impl<'g> Why<'g> {
    /// Finds how `from` uses `to`.
    #[must_use]
    pub fn new(graph: &'g ModuleGraph, policy: &Policy, today: Date, from: &Subject, to: &Subject) -> Self {
        let (consumers, providers) = (from.modules(graph, policy), to.modules(graph, policy));
        let direct = |from: ModuleId, definition: Definition| {
            consumers.contains(&from)
                && providers.contains(&graph.module_of(definition))
                && to.covers(graph, definition)
        };
        let mut crossing = Vec::new();
        let mut judged = BTreeSet::new();
        for coupling in Couplings::new(graph, policy, today).all() {
            let mut coupling = coupling.clone();
            coupling.references.retain(|reference| direct(reference.from, reference.definition));
            if !coupling.references.is_empty() {
                judged.insert((coupling.consumer, graph.module_of(coupling.provider)));
                crossing.push(coupling);
            }
        }
        let mut inside: BTreeMap<(ModuleId, Definition), Vec<Reference>> = BTreeMap::new();
        for dependency in graph.dependencies() {
            if judged.contains(&(dependency.from().id(), dependency.to().id())) {
                continue;
            }
            for reference in dependency.references() {
                if direct(reference.from, reference.definition) {
                    inside
                        .entry((reference.from, outermost(graph, reference.definition)))
                        .or_default()
                        .push(*reference);
                }
            }
        }
        let inside: Vec<InsideUse> = inside
            .into_iter()
            .map(|((consumer, provider), references)| InsideUse { consumer, provider, references })
            .collect();
        let chain = if crossing.is_empty() && inside.is_empty() {
            let starts: Vec<ModuleId> =
                consumers.iter().copied().filter(|module| !providers.contains(module)).collect();
            graph.shortest_chain(&starts, |module| providers.contains(&module), |_| true)
        } else {
            None
        };
        Self { crossing, inside, chain }
    }
}

/// Associated items, variants and fields count as uses of the type they belong to, if the same module defines it.
fn outermost(graph: &ModuleGraph, definition: Definition) -> Definition {
    let Definition::Item(item) = definition else { return definition };
    let item = graph.item(item);
    let around = std::iter::successors(Some(item), |item| item.parent());
    around
        .take_while(|outer| outer.module() == item.module())
        .last()
        .map_or(definition, |outer| Definition::Item(outer.id()))
}

#[cfg(test)]
mod tests;
