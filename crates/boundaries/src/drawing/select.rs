//! Which part of a graph is wanted. Selections are made on nodes as they are drawn, and several of them narrow each other.

use std::collections::{BTreeSet, VecDeque};

use boundaries_graph::ModuleId;
use boundaries_report::{Drawing, DrawnEdge};

use super::DrawingOptions;

/// What was asked about.
pub(super) struct Selection {
    pub(super) focus: Option<BTreeSet<ModuleId>>,
    pub(super) reaches: Option<BTreeSet<ModuleId>>,
    pub(super) between: Option<(BTreeSet<ModuleId>, BTreeSet<ModuleId>)>,
}

impl Selection {
    /// The wanted part of a drawing.
    pub(super) fn of(&self, mut drawing: Drawing, node_of: &[usize], options: &DrawingOptions) -> Drawing {
        let nodes = |modules: &BTreeSet<ModuleId>| -> BTreeSet<usize> {
            modules.iter().map(|module| node_of[module.index()]).collect()
        };
        if options.only_findings {
            drawing.edges.retain(|edge| !edge.findings.is_empty());
        }
        let count = drawing.nodes.len();
        let mut kept = vec![true; count];
        let mut asked: BTreeSet<usize> = BTreeSet::new();
        let mut edges = drawing.edges.clone();
        if let Some(focus) = &self.focus {
            let centre = nodes(focus);
            let steps = distances(&drawing.edges, count, &centre, Way::Either);
            retain(&mut kept, |at| steps[at].is_some_and(|steps| steps <= options.depth));
            // What the last ones use of each other is one step too far.
            let near = |at: usize| steps[at].is_some_and(|steps| steps < options.depth.max(1));
            edges.retain(|edge| near(edge.from) || near(edge.to));
            asked.extend(centre);
        }
        if let Some(reached) = &self.reaches {
            let end = nodes(reached);
            let steps = distances(&drawing.edges, count, &end, Way::Back);
            retain(&mut kept, |at| steps[at].is_some());
            asked.extend(end);
        }
        if let Some((from, to)) = &self.between {
            let (from, to) = (nodes(from), nodes(to));
            let onward = distances(&drawing.edges, count, &from, Way::Forth);
            let back = distances(&drawing.edges, count, &to, Way::Back);
            let connected = to.iter().any(|&at| onward[at].is_some());
            retain(&mut kept, |at| {
                (connected && onward[at].is_some() && back[at].is_some()) || from.contains(&at) || to.contains(&at)
            });
            asked.extend(from.into_iter().chain(to));
        }
        edges.retain(|edge| kept[edge.from] && kept[edge.to]);
        if options.only_findings {
            let ends: BTreeSet<usize> = edges.iter().flat_map(|edge| [edge.from, edge.to]).collect();
            retain(&mut kept, |at| ends.contains(&at) || asked.contains(&at));
        }
        for at in asked {
            drawing.nodes[at].asked = true;
        }
        drawing.edges = edges;
        narrowed(drawing, &kept)
    }
}

/// Along which direction of edges one walks.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    Forth,
    Back,
    Either,
}

fn retain(kept: &mut [bool], is_wanted: impl Fn(usize) -> bool) {
    for (at, kept) in kept.iter_mut().enumerate() {
        *kept &= is_wanted(at);
    }
}

/// How many steps each node is away from the nearest of `start`.
fn distances(edges: &[DrawnEdge], count: usize, start: &BTreeSet<usize>, way: Way) -> Vec<Option<usize>> {
    let mut next = vec![Vec::new(); count];
    for edge in edges {
        if way != Way::Back {
            next[edge.from].push(edge.to);
        }
        if way != Way::Forth {
            next[edge.to].push(edge.from);
        }
    }
    let mut steps: Vec<Option<usize>> = vec![None; count];
    let mut queue: VecDeque<(usize, usize)> = start.iter().map(|&at| (at, 0)).collect();
    for &at in start {
        steps[at] = Some(0);
    }
    while let Some((at, so_far)) = queue.pop_front() {
        for &to in &next[at] {
            if steps[to].is_none() {
                steps[to] = Some(so_far + 1);
                queue.push_back((to, so_far + 1));
            }
        }
    }
    steps
}

/// The drawing with the kept nodes alone, and the groups that still hold any.
fn narrowed(drawing: Drawing, kept: &[bool]) -> Drawing {
    let mut place = vec![None; kept.len()];
    let mut nodes = Vec::new();
    let (mut clusters, mut cluster_place) = (Vec::new(), vec![None; drawing.clusters.len()]);
    for (at, mut node) in drawing.nodes.into_iter().enumerate().filter(|(at, _)| kept[*at]) {
        place[at] = Some(nodes.len());
        node.cluster = node.cluster.map(|cluster| {
            *cluster_place[cluster].get_or_insert_with(|| {
                clusters.push(drawing.clusters[cluster].clone());
                clusters.len() - 1
            })
        });
        nodes.push(node);
    }
    let moved = |edge: DrawnEdge| Some(DrawnEdge { from: place[edge.from]?, to: place[edge.to]?, ..edge });
    Drawing { level: drawing.level, clusters, nodes, edges: drawing.edges.into_iter().filter_map(moved).collect() }
}
