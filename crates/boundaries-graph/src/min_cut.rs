//! Which modules to take along, so that the fewest references lead from one part of the graph to the rest of it.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use petgraph::algo::dinics;
use petgraph::graph::{DiGraph, NodeIndex};
use petgraph::visit::EdgeRef;

use crate::ModuleId;

/// References between modules, by the one that uses and the one that is used.
pub type ModuleEdges = BTreeMap<(ModuleId, ModuleId), usize>;

/// The smallest set of modules with all of `part` and without `outside` that the fewest references leave: the side of the
/// source of a minimum cut. References of a module to itself do not count.
#[must_use]
pub fn cheapest_side(edges: &ModuleEdges, part: &BTreeSet<ModuleId>, outside: ModuleId) -> BTreeSet<ModuleId> {
    if part.is_empty() || part.contains(&outside) {
        return part.clone();
    }
    // All of the part is one node, the source.
    let mut network: DiGraph<Option<ModuleId>, u64> = DiGraph::new();
    let source = network.add_node(None);
    let sink = network.add_node(Some(outside));
    let mut nodes: BTreeMap<ModuleId, NodeIndex> = part.iter().map(|&module| (module, source)).collect();
    nodes.insert(outside, sink);
    let mut capacities: BTreeMap<(NodeIndex, NodeIndex), u64> = BTreeMap::new();
    for (&(from, to), &references) in edges {
        let mut node = |module| *nodes.entry(module).or_insert_with(|| network.add_node(Some(module)));
        let (from, to) = (node(from), node(to));
        if from != to {
            *capacities.entry((from, to)).or_default() += references as u64;
        }
    }
    network.extend_with_edges(capacities.iter().map(|(&(from, to), &capacity)| (from, to, capacity)));
    let (_, flows) = dinics(&network, source, sink);

    // What the source still reaches once as much flows as can.
    let mut reached = vec![false; network.node_count()];
    reached[source.index()] = true;
    let mut queue = VecDeque::from([source]);
    while let Some(at) = queue.pop_front() {
        let ahead =
            network.edges(at).filter(|edge| flows[edge.id().index()] < *edge.weight()).map(|edge| edge.target());
        let back = network.edges_directed(at, petgraph::Incoming);
        let back = back.filter(|edge| flows[edge.id().index()] > 0).map(|edge| edge.source());
        for next in ahead.chain(back) {
            if !std::mem::replace(&mut reached[next.index()], true) {
                queue.push_back(next);
            }
        }
    }
    let taken = network.node_indices().filter(|node| reached[node.index()]).filter_map(|node| network[node]);
    taken.chain(part.iter().copied()).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn leaving(edges: &ModuleEdges, side: &BTreeSet<ModuleId>) -> usize {
        let leaves = |(from, to): &(ModuleId, ModuleId)| side.contains(from) && !side.contains(to);
        edges.iter().filter(|(edge, _)| leaves(edge)).map(|(_, references)| references).sum()
    }

    fn set(modules: &[usize]) -> BTreeSet<ModuleId> {
        modules.iter().copied().map(ModuleId::new).collect()
    }

    fn edges(list: &[(usize, usize, usize)]) -> ModuleEdges {
        list.iter().map(|&(from, to, references)| ((ModuleId::new(from), ModuleId::new(to)), references)).collect()
    }

    #[test]
    fn a_module_comes_along_where_that_is_cheaper() {
        // 1 uses 2 a lot, and 2 hardly anything.
        let edges = edges(&[(1, 2, 9), (2, 0, 1), (1, 0, 2), (0, 1, 50), (1, 1, 99)]);
        assert_eq!(cheapest_side(&edges, &set(&[1]), ModuleId::new(0)), set(&[1, 2]));
        assert_eq!(cheapest_side(&edges, &set(&[2]), ModuleId::new(0)), set(&[2]));
        assert_eq!(cheapest_side(&ModuleEdges::new(), &set(&[2]), ModuleId::new(0)), set(&[2]));
        assert_eq!(cheapest_side(&edges, &set(&[0, 1]), ModuleId::new(0)), set(&[0, 1]));
    }

    proptest! {
        #[test]
        fn no_other_set_is_left_by_fewer(
            list in prop::collection::vec((0_usize..6, 0_usize..6, 1_usize..9), 0..16),
            part in prop::collection::btree_set(1_usize..6, 1..3),
        ) {
            let edges = edges(&list);
            let part: BTreeSet<ModuleId> = part.into_iter().map(ModuleId::new).collect();
            let side = cheapest_side(&edges, &part, ModuleId::new(0));
            prop_assert!(part.is_subset(&side) && !side.contains(&ModuleId::new(0)));
            let best = (0..64_u32)
                .map(|bits| (0..6).filter(|at| bits & (1 << at) != 0).map(ModuleId::new).collect::<BTreeSet<_>>())
                .filter(|other| part.is_subset(other) && !other.contains(&ModuleId::new(0)))
                .map(|other| (leaving(&edges, &other), other.len()))
                .min()
                .expect("the part alone is one");
            prop_assert_eq!((leaving(&edges, &side), side.len()), best, "as few references, and as few modules");
        }
    }
}
