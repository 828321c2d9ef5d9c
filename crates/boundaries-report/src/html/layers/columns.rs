//! Which column each node stands in, and in which order from above, so that few lines cross.

use std::collections::BTreeMap;

/// How often the columns are gone through; the order settles long before.
const SWEEPS: usize = 16;

/// Nodes in columns. A line over several columns goes through a stand-in in each column between.
pub(super) struct Columns {
    /// Each column from above; stand-ins have the numbers behind those of the nodes.
    pub(super) columns: Vec<Vec<usize>>,
    /// The column of each node and stand-in.
    pub(super) of_node: Vec<usize>,
    /// The stand-ins of a line, from left to right.
    pub(super) ways: BTreeMap<(usize, usize), Vec<usize>>,
    /// The neighbours of each in the columns to its left and to its right.
    pub(super) left: Vec<Vec<usize>>,
    pub(super) right: Vec<Vec<usize>>,
    /// How many are nodes.
    pub(super) nodes: usize,
}

impl Columns {
    /// Places the nodes of an acyclic graph.
    pub(super) fn of(nodes: usize, edges: &[(usize, usize)]) -> Self {
        let mut columns = Self {
            columns: Vec::new(),
            of_node: depths(nodes, edges),
            ways: BTreeMap::new(),
            left: vec![Vec::new(); nodes],
            right: vec![Vec::new(); nodes],
            nodes,
        };
        for &(from, to) in edges {
            columns.lay(from, to);
        }
        let last = columns.of_node.iter().max().map_or(0, |last| last + 1);
        columns.columns = vec![Vec::new(); last];
        for (at, &column) in columns.of_node.iter().enumerate() {
            columns.columns[column].push(at);
        }
        columns.untangle();
        columns
    }

    /// Lays a line, with a stand-in in each column that it passes.
    fn lay(&mut self, from: usize, to: usize) {
        let mut way = Vec::new();
        let mut end = from;
        for column in self.of_node[from] + 1..self.of_node[to] {
            let stand_in = self.of_node.len();
            self.of_node.push(column);
            self.left.push(Vec::new());
            self.right.push(Vec::new());
            self.join(end, stand_in);
            way.push(stand_in);
            end = stand_in;
        }
        self.join(end, to);
        self.ways.insert((from, to), way);
    }

    fn join(&mut self, left: usize, right: usize) {
        self.right[left].push(right);
        self.left[right].push(left);
    }

    /// Orders every column by where the neighbours of its nodes stand, to and fro, and keeps the best order met.
    fn untangle(&mut self) {
        let mut best = self.columns.clone();
        let mut fewest = self.crossings();
        for sweep in 0..SWEEPS {
            let forth = sweep % 2 == 0;
            let order: Vec<usize> =
                if forth { (0..self.columns.len()).collect() } else { (0..self.columns.len()).rev().collect() };
            for column in order {
                let place = self.places();
                let neighbours = if forth { &self.left } else { &self.right };
                let middle = |node: usize| {
                    let others = &neighbours[node];
                    let sum: usize = others.iter().map(|&other| place[other]).sum();
                    // Twice the mean, in 256ths, so that no fraction is needed.
                    if others.is_empty() { place[node] * 512 } else { sum * 512 / others.len() }
                };
                let mut nodes = self.columns[column].clone();
                nodes.sort_by_key(|&node| (middle(node), place[node]));
                self.columns[column] = nodes;
            }
            let crossings = self.crossings();
            if crossings < fewest {
                fewest = crossings;
                best.clone_from(&self.columns);
            }
        }
        self.columns = best;
    }

    fn places(&self) -> Vec<usize> {
        let mut place = vec![0; self.of_node.len()];
        for column in &self.columns {
            for (at, &node) in column.iter().enumerate() {
                place[node] = at;
            }
        }
        place
    }

    /// How many pairs of lines cross.
    fn crossings(&self) -> usize {
        let place = self.places();
        let of_column = |column: &Vec<usize>| {
            let mut seen = vec![0usize; place.len() + 1];
            let mut laid = 0;
            let mut crossings = 0;
            for &node in column {
                let mut targets: Vec<usize> = self.right[node].iter().map(|&target| place[target]).collect();
                targets.sort_unstable();
                for &target in &targets {
                    crossings += laid - below(&seen, target);
                }
                for target in targets {
                    count(&mut seen, target);
                    laid += 1;
                }
            }
            crossings
        };
        self.columns.iter().map(of_column).sum()
    }
}

/// In a tree of sums: how many values up to this one were counted.
fn below(tree: &[usize], value: usize) -> usize {
    let mut at = value + 1;
    let mut sum = 0;
    while at > 0 {
        sum += tree[at];
        at &= at - 1;
    }
    sum
}

fn count(tree: &mut [usize], value: usize) {
    let mut at = value + 1;
    while at < tree.len() {
        tree[at] += 1;
        at += at & at.wrapping_neg();
    }
}

/// The longest way to each node; what uses nothing that could hold it back stands next to what it uses.
fn depths(nodes: usize, edges: &[(usize, usize)]) -> Vec<usize> {
    let mut next = vec![Vec::new(); nodes];
    let mut before = vec![Vec::new(); nodes];
    let mut waiting = vec![0usize; nodes];
    for &(from, to) in edges {
        next[from].push(to);
        before[to].push(from);
        waiting[to] += 1;
    }
    let mut row: Vec<usize> = (0..nodes).filter(|&node| waiting[node] == 0).collect();
    let mut depth = vec![0usize; nodes];
    let mut at = 0;
    while at < row.len() {
        let node = row[at];
        for &to in &next[node] {
            depth[to] = depth[to].max(depth[node] + 1);
            waiting[to] -= 1;
            if waiting[to] == 0 {
                row.push(to);
            }
        }
        at += 1;
    }
    for &node in row.iter().rev().filter(|&&node| before[node].is_empty()) {
        if let Some(nearest) = next[node].iter().map(|&to: &usize| depth[to]).min() {
            depth[node] = nearest.saturating_sub(1);
        }
    }
    depth
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn crossings_are_untangled() {
        // 0 -> 3 and 1 -> 2 cross in the order of numbers.
        let columns = Columns::of(4, &[(0, 3), (1, 2)]);
        assert_eq!(columns.crossings(), 0);
    }

    #[test]
    fn long_lines_pass_every_column() {
        let columns = Columns::of(4, &[(0, 1), (1, 2), (2, 3), (0, 3)]);
        assert_eq!(columns.of_node[..4], [0, 1, 2, 3]);
        let way = &columns.ways[&(0, 3)];
        assert_eq!(way.iter().map(|&at| columns.of_node[at]).collect::<Vec<_>>(), [1, 2]);
    }

    #[test]
    fn who_uses_little_stands_near_it() {
        let columns = Columns::of(4, &[(0, 1), (1, 2), (3, 2)]);
        assert_eq!(columns.of_node, [0, 1, 2, 1]);
    }
}
