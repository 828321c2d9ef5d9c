//! Which edges to cut so that nothing reaches itself any more: the cheapest set, counted in references.
//!
//! A set of edges breaks all cycles exactly if the groups can be put in a row in which every other edge points forward.
//! For few groups every row is weighed, by sets of groups that stand in front; for many, a row is built greedily and then
//! improved by moving one group at a time, which finds a good cut but not always the cheapest.

use std::collections::{BTreeMap, VecDeque};
use std::iter::Sum;
use std::ops::{Add, Sub};

use crate::Quotient;

/// Up to this many groups the cut is the cheapest one for certain.
const EXACT: usize = 15;
/// How many steps the improvement of a row may take, so that no workspace is too large.
const STEPS: usize = 20_000_000;

/// Edges whose absence leaves a set of groups without a cycle.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Cut<K> {
    /// The edges with their references, in order.
    pub edges: Vec<((K, K), usize)>,
    /// How many references they are.
    pub references: usize,
    /// Whether no cheaper cut exists; else this is the best one that was found.
    pub is_cheapest: bool,
}

impl<K: Ord + Clone> Quotient<K> {
    /// The cheapest cut of a set of groups that reach each other, as [`cycles`](Self::cycles) gives it.
    ///
    /// `wanted` tells how many of the references from one group to another one would rather keep. Of equally cheap cuts the
    /// one that takes fewest of these is taken, then one with the fewest edges; between those the order of the groups
    /// decides.
    #[must_use]
    pub fn cheapest_cut(&self, component: &[K], wanted: impl Fn(&K, &K) -> usize) -> Cut<K> {
        let net = Net::new(self, component, wanted);
        let is_cheapest = net.len() <= EXACT;
        let row = if is_cheapest { net.best_row() } else { net.good_row() };
        let mut cut = net.backward(&row);
        if !is_cheapest {
            net.spare(&mut cut);
        }
        let edges: Vec<_> = cut
            .into_iter()
            .map(|(from, to)| (component[from].clone(), component[to].clone()))
            .map(|edge| (edge.clone(), self.edges.get(&edge).copied().unwrap_or_default()))
            .collect();
        Cut { references: edges.iter().map(|(_, references)| references).sum(), edges, is_cheapest }
    }

    /// A shortest cycle in a set of groups that reach each other, each group once. In a very large set without two groups
    /// that use each other, it is a shortest one among those through the first groups.
    #[must_use]
    pub fn shortest_cycle(&self, component: &[K]) -> Vec<K> {
        const STARTS: usize = 256;
        let net = Net::new(self, component, |_, _| 0);
        let mut best: Option<Vec<usize>> = None;
        for start in 0..net.len().min(STARTS) {
            let limit = best.as_ref().map_or(usize::MAX, Vec::len);
            if limit == 2 {
                break;
            }
            if let Some(cycle) = net.cycle_through(start).filter(|cycle| cycle.len() < limit) {
                best = Some(cycle);
            }
        }
        best.unwrap_or_default().into_iter().map(|at| component[at].clone()).collect()
    }
}

/// What it costs to cut: what comes first decides first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Debug)]
struct Cost {
    references: i64,
    wanted: i64,
    edges: i64,
}

impl Add for Cost {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self {
            references: self.references + other.references,
            wanted: self.wanted + other.wanted,
            edges: self.edges + other.edges,
        }
    }
}

impl Sub for Cost {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        Self {
            references: self.references - other.references,
            wanted: self.wanted - other.wanted,
            edges: self.edges - other.edges,
        }
    }
}

impl Sum for Cost {
    fn sum<I: Iterator<Item = Self>>(costs: I) -> Self {
        costs.fold(Self::default(), Add::add)
    }
}

/// The edges inside a component, by the positions of its groups.
struct Net {
    costs: BTreeMap<(usize, usize), Cost>,
    out: Vec<Vec<(usize, Cost)>>,
    into: Vec<Vec<(usize, Cost)>>,
}

impl Net {
    fn new<K: Ord + Clone>(quotient: &Quotient<K>, component: &[K], wanted: impl Fn(&K, &K) -> usize) -> Self {
        let position: BTreeMap<&K, usize> = component.iter().enumerate().map(|(at, key)| (key, at)).collect();
        let mut net = Self {
            costs: BTreeMap::new(),
            out: vec![Vec::new(); component.len()],
            into: vec![Vec::new(); component.len()],
        };
        let number = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
        for ((from, to), &references) in &quotient.edges {
            let (Some(&user), Some(&used)) = (position.get(from), position.get(to)) else { continue };
            if user != used {
                let cost = Cost { references: number(references), wanted: number(wanted(from, to)), edges: 1 };
                net.costs.insert((user, used), cost);
                net.out[user].push((used, cost));
                net.into[used].push((user, cost));
            }
        }
        for edges in net.out.iter_mut().chain(&mut net.into) {
            edges.sort_unstable();
        }
        net
    }

    fn len(&self) -> usize {
        self.out.len()
    }

    /// The row with the cheapest edges backward. `best[front]` is what the groups of the set `front` cost when they stand
    /// in front, in their best order.
    fn best_row(&self) -> Vec<usize> {
        let all = 1usize << self.len();
        let mut best: Vec<Option<Cost>> = vec![None; all];
        let mut last = vec![0usize; all];
        best[0] = Some(Cost::default());
        for front in 0..all {
            let Some(so_far) = best[front] else { continue };
            for next in (0..self.len()).filter(|next| front & (1 << next) == 0) {
                let backward = self.out[next].iter().filter(|(to, _)| front & (1 << to) != 0);
                let cost = so_far + backward.map(|(_, cost)| *cost).sum();
                let with = front | (1 << next);
                if best[with].is_none_or(|known| cost < known) {
                    best[with] = Some(cost);
                    last[with] = next;
                }
            }
        }
        let mut row = Vec::with_capacity(self.len());
        let mut front = all - 1;
        while front != 0 {
            row.push(last[front]);
            front &= !(1 << last[front]);
        }
        row.reverse();
        row
    }

    /// A row with few references backward: what only gives stands in front, what only takes at the end, and of the rest
    /// the one that gives most before it takes; then each group is moved to where it costs least, until none moves.
    fn good_row(&self) -> Vec<usize> {
        let mut row = self.greedy_row();
        let mut steps = 0;
        loop {
            let mut moved = false;
            for group in 0..self.len() {
                steps += self.len() + self.out[group].len() + self.into[group].len();
                if steps > STEPS {
                    return row;
                }
                moved |= self.move_to_best(group, &mut row);
            }
            if !moved {
                return row;
            }
        }
    }

    fn greedy_row(&self) -> Vec<usize> {
        let sum = |edges: &[(usize, Cost)]| edges.iter().map(|(_, cost)| *cost).sum::<Cost>();
        let mut gives: Vec<Cost> = self.out.iter().map(|edges| sum(edges)).collect();
        let mut takes: Vec<Cost> = self.into.iter().map(|edges| sum(edges)).collect();
        let mut is_left = vec![true; self.len()];
        let (mut front, mut back) = (Vec::new(), Vec::new());
        for _ in 0..self.len() {
            let left = || (0..self.len()).filter(|at| is_left[*at]);
            let sink = left().find(|at| gives[*at].edges == 0);
            let source = left().find(|at| takes[*at].edges == 0);
            let most = left().max_by_key(|at| (gives[*at] - takes[*at], std::cmp::Reverse(*at)));
            let Some(next) = sink.or(source).or(most) else { break };
            if sink.is_some() {
                back.push(next)
            } else {
                front.push(next)
            }
            is_left[next] = false;
            for (to, cost) in &self.out[next] {
                takes[*to] = takes[*to] - *cost;
            }
            for (from, cost) in &self.into[next] {
                gives[*from] = gives[*from] - *cost;
            }
        }
        front.extend(back.into_iter().rev());
        front
    }

    /// Moves a group to the place in the row that costs least; whether that is cheaper than where it stood.
    fn move_to_best(&self, group: usize, row: &mut Vec<usize>) -> bool {
        let Some(stood) = row.iter().position(|other| *other == group) else { return false };
        let mut delta = vec![Cost::default(); self.len()];
        // Going past `to` to the right turns the edge `group -> to` backward; past `from`, it turns `from -> group` forward.
        for (to, cost) in &self.out[group] {
            delta[*to] = delta[*to] + *cost;
        }
        for (from, cost) in &self.into[group] {
            delta[*from] = delta[*from] - *cost;
        }
        let rest: Vec<usize> = row.iter().copied().filter(|other| *other != group).collect();
        let (mut cost, mut costs) = (Cost::default(), vec![Cost::default()]);
        for other in &rest {
            cost = cost + delta[*other];
            costs.push(cost);
        }
        let Some((place, &cheapest)) = costs.iter().enumerate().min_by_key(|(place, cost)| (**cost, *place)) else {
            return false;
        };
        if cheapest >= costs[stood] {
            return false;
        }
        *row = rest;
        row.insert(place, group);
        true
    }

    /// The edges that point backward in a row, in order.
    fn backward(&self, row: &[usize]) -> Vec<(usize, usize)> {
        let mut place = vec![0; self.len()];
        for (at, group) in row.iter().enumerate() {
            place[*group] = at;
        }
        self.costs.keys().copied().filter(|(from, to)| place[*from] > place[*to]).collect()
    }

    /// Puts edges of a cut back that close no cycle, the heaviest first.
    fn spare(&self, cut: &mut Vec<(usize, usize)>) {
        if cut.len().saturating_mul(self.costs.len()) > STEPS {
            return;
        }
        let mut by_weight = cut.clone();
        by_weight.sort_by_key(|edge| (std::cmp::Reverse(self.costs[edge]), *edge));
        for edge in by_weight {
            let without: Vec<_> = cut.iter().copied().filter(|other| *other != edge).collect();
            if !self.reaches(edge.1, edge.0, &without) {
                *cut = without;
            }
        }
    }

    /// Whether one group reaches another over edges that are not cut; `cut` is in order.
    fn reaches(&self, from: usize, to: usize, cut: &[(usize, usize)]) -> bool {
        let mut seen = vec![false; self.len()];
        let mut stack = vec![from];
        seen[from] = true;
        while let Some(at) = stack.pop() {
            if at == to {
                return true;
            }
            for &(next, _) in &self.out[at] {
                if !seen[next] && cut.binary_search(&(at, next)).is_err() {
                    seen[next] = true;
                    stack.push(next);
                }
            }
        }
        false
    }

    fn cycle_through(&self, start: usize) -> Option<Vec<usize>> {
        let mut before = vec![None; self.len()];
        let mut queue = VecDeque::from([start]);
        while let Some(at) = queue.pop_front() {
            for &(next, _) in &self.out[at] {
                if next == start {
                    let mut cycle: Vec<usize> = std::iter::successors(Some(at), |at| before[*at]).collect();
                    cycle.reverse();
                    return Some(cycle);
                }
                if before[next].is_none() {
                    before[next] = Some(at);
                    queue.push_back(next);
                }
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn quotient(nodes: usize, edges: &[(usize, usize, usize)]) -> Quotient<usize> {
        Quotient {
            nodes: (0..nodes).collect(),
            edges: edges.iter().map(|(from, to, weight)| ((*from, *to), *weight)).collect(),
        }
    }

    fn without(quotient: &Quotient<usize>, cut: &Cut<usize>) -> Quotient<usize> {
        let mut rest = quotient.clone();
        for (edge, _) in &cut.edges {
            rest.edges.remove(edge);
        }
        rest
    }

    /// A graph in which everything reaches everything: a ring and edges that a fixed rule strews.
    fn tangle(nodes: usize) -> Quotient<usize> {
        let mut edges: Vec<(usize, usize, usize)> = (0..nodes).map(|at| (at, (at + 1) % nodes, 3)).collect();
        edges.extend((0..nodes * 3).map(|at| (at * 7 % nodes, at * 11 % nodes, 1 + at % 5)).filter(|(a, b, _)| a != b));
        quotient(nodes, &edges)
    }

    #[test]
    fn the_lighter_direction_is_cut() {
        let two = quotient(2, &[(0, 1, 5), (1, 0, 2)]);
        let cut = two.cheapest_cut(&[0, 1], |_, _| 0);
        assert_eq!(cut, Cut { edges: vec![((1, 0), 2)], references: 2, is_cheapest: true });
    }

    #[test]
    fn one_edge_can_be_cheaper_than_two() {
        // Two cycles share the edge 0 -> 1.
        let shared = quotient(4, &[(0, 1, 3), (1, 2, 2), (2, 0, 2), (1, 3, 2), (3, 0, 2)]);
        let cut = shared.cheapest_cut(&[0, 1, 2, 3], |_, _| 0);
        assert_eq!((cut.references, cut.edges), (3, vec![((0, 1), 3)]));
    }

    #[test]
    fn of_equal_cuts_the_one_with_fewer_edges_is_taken() {
        let equal = quotient(4, &[(0, 1, 4), (1, 2, 2), (2, 0, 9), (1, 3, 2), (3, 0, 9)]);
        assert_eq!(equal.cheapest_cut(&[0, 1, 2, 3], |_, _| 0).edges, [((0, 1), 4)]);
    }

    #[test]
    fn what_is_wanted_stays_where_that_costs_nothing() {
        let even = quotient(2, &[(0, 1, 3), (1, 0, 3)]);
        let cut = |wanted: usize| even.cheapest_cut(&[0, 1], |from, _| if *from == wanted { 3 } else { 0 }).edges;
        assert_eq!((cut(0), cut(1)), (vec![((1, 0), 3)], vec![((0, 1), 3)]));
        let uneven = quotient(2, &[(0, 1, 2), (1, 0, 3)]);
        assert_eq!(uneven.cheapest_cut(&[0, 1], |from, _| if *from == 0 { 2 } else { 0 }).edges, [((0, 1), 2)]);
    }

    #[test]
    fn every_cut_breaks_all_cycles() {
        for nodes in [2, 5, EXACT, EXACT + 1, 60, 400] {
            let tangle = tangle(nodes);
            for component in tangle.cycles() {
                let cut = tangle.cheapest_cut(&component, |_, _| 0);
                assert_eq!(without(&tangle, &cut).cycles(), Vec::<Vec<usize>>::new(), "{nodes} groups");
                assert_eq!(cut.is_cheapest, component.len() <= EXACT);
            }
        }
    }

    #[test]
    fn what_is_found_for_many_is_near_what_is_certain_for_few() {
        let tangle = tangle(EXACT);
        let component: Vec<usize> = (0..EXACT).collect();
        let net = Net::new(&tangle, &component, |_, _| 0);
        let cost = |row: &[usize]| net.backward(row).iter().map(|edge| net.costs[edge].references).sum::<i64>();
        let (best, good) = (cost(&net.best_row()), cost(&net.good_row()));
        assert!(best <= good && good <= best * 5 / 4, "{good} instead of {best}");
    }

    #[test]
    fn the_shortest_cycle_is_shown() {
        let both = quotient(5, &[(0, 1, 1), (1, 2, 1), (2, 0, 1), (2, 3, 1), (3, 2, 1), (3, 4, 1), (4, 0, 1)]);
        assert_eq!(both.shortest_cycle(&[0, 1, 2, 3, 4]), [2, 3]);
        assert_eq!(tangle(3000).shortest_cycle(&(0..3000).collect::<Vec<_>>()).len(), 2);
    }
}
