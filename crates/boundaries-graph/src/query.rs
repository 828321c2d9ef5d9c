//! Questions about reachability, cycles and quotients.
//!
//! Only iterative algorithms are used: a chain of a million modules must not overflow the stack, which rules out
//! petgraph's `tarjan_scc` and everything built on it.

use std::collections::{BTreeMap, VecDeque};

use petgraph::algo::kosaraju_scc;
use petgraph::graph::DiGraph;
use petgraph::visit::EdgeRef;

use crate::graph::node;
use crate::{DependencyView, ModuleGraph, ModuleId};

/// A way through the graph, dependency by dependency.
#[derive(Clone, Debug)]
pub struct Chain<'g> {
    /// The dependencies, each starting where the one before ended.
    pub steps: Vec<DependencyView<'g>>,
}

impl ModuleGraph {
    /// A shortest chain of dependencies that `follow` admits, from any of `from` to any of `to`; none if there is none.
    /// Among chains of equal length the one through the lowest ids is taken.
    pub fn shortest_chain(
        &self,
        from: &[ModuleId],
        to: impl Fn(ModuleId) -> bool,
        follow: impl Fn(DependencyView<'_>) -> bool,
    ) -> Option<Chain<'_>> {
        let mut reached_by = vec![None; self.modules.len()];
        let mut seen = vec![false; self.modules.len()];
        let mut queue: VecDeque<ModuleId> = from.iter().copied().collect();
        for module in from {
            seen[module.index()] = true;
        }
        while let Some(module) = queue.pop_front() {
            let mut edges: Vec<_> = self.edges.edges(node(module)).collect();
            edges.sort_by_key(|edge| edge.weight().to);
            for edge in edges {
                let dependency = edge.weight();
                if seen[dependency.to.index()] || !follow(DependencyView::new(self, dependency)) {
                    continue;
                }
                seen[dependency.to.index()] = true;
                reached_by[dependency.to.index()] = Some(edge.id());
                if to(dependency.to) {
                    let back =
                        std::iter::successors(Some(edge.id()), |&at| reached_by[self.edge_weight(at).from.index()]);
                    let mut steps: Vec<_> = back.map(|at| DependencyView::new(self, self.edge_weight(at))).collect();
                    steps.reverse();
                    return Some(Chain { steps });
                }
                queue.push_back(dependency.to);
            }
        }
        None
    }

    /// Every module that reaches one of `modules` over dependencies that `follow` admits, the modules themselves left out.
    pub fn reached_from(&self, modules: &[ModuleId], follow: impl Fn(DependencyView<'_>) -> bool) -> Vec<ModuleId> {
        let mut seen = vec![false; self.modules.len()];
        let mut stack = modules.to_vec();
        for module in modules {
            seen[module.index()] = true;
        }
        let mut found = Vec::new();
        while let Some(module) = stack.pop() {
            for edge in self.edges.edges_directed(node(module), petgraph::Direction::Incoming) {
                let dependency = edge.weight();
                if !seen[dependency.from.index()] && follow(DependencyView::new(self, dependency)) {
                    seen[dependency.from.index()] = true;
                    found.push(dependency.from);
                    stack.push(dependency.from);
                }
            }
        }
        found.sort_unstable();
        found
    }

    /// The graph of groups of modules: `key` names the group of a module, or none to leave it out.
    #[doc(hidden)]
    pub fn quotient<K: Ord + Clone>(&self, key: impl Fn(ModuleId) -> Option<K>) -> Quotient<K> {
        let mut edges: BTreeMap<(K, K), usize> = BTreeMap::new();
        let mut nodes: Vec<K> = self.modules().filter_map(|module| key(module.id())).collect();
        nodes.sort();
        nodes.dedup();
        for dependency in self.dependencies() {
            let (Some(from), Some(to)) = (key(dependency.from().id()), key(dependency.to().id())) else { continue };
            if from != to {
                *edges.entry((from, to)).or_default() += dependency.references().len();
            }
        }
        Quotient { nodes, edges }
    }
}

/// A graph between groups, such as crates or teams; edges are weighted by references.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Quotient<K: Ord> {
    /// The groups, in order.
    pub nodes: Vec<K>,
    /// From a group to another: how many references.
    pub edges: BTreeMap<(K, K), usize>,
}

impl<K: Ord + Clone> Quotient<K> {
    /// The sets of groups that reach each other, of two groups or more, each in order.
    #[must_use]
    pub fn cycles(&self) -> Vec<Vec<K>> {
        let mut graph = DiGraph::<usize, ()>::new();
        let indices: Vec<_> = (0..self.nodes.len()).map(|index| graph.add_node(index)).collect();
        let index_of = |key: &K| self.nodes.binary_search(key).ok();
        for (from, to) in self.edges.keys() {
            if let (Some(from), Some(to)) = (index_of(from), index_of(to)) {
                graph.add_edge(indices[from], indices[to], ());
            }
        }
        let mut cycles: Vec<Vec<K>> = kosaraju_scc(&graph)
            .into_iter()
            .filter(|component| component.len() > 1)
            .map(|component| {
                let mut keys: Vec<K> = component.into_iter().map(|at| self.nodes[graph[at]].clone()).collect();
                keys.sort();
                keys
            })
            .collect();
        cycles.sort();
        cycles
    }
}
