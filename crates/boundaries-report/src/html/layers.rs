//! A drawing of who uses whom: columns from left to right, users in front, lines between them that bend around what
//! stands in their way.
//!
//! Lines that would run backward are those of the cheapest cut, so that as few references as possible do. A line that a
//! longer way implies takes no part in the layout and is drawn when asked for. Every step is in whole numbers and in a fixed
//! order.

mod columns;
mod straighten;

use std::collections::{BTreeMap, BTreeSet};

use super::code::{Code, Counts};
use super::model::{Line, Node, Picture};
use super::order;
use columns::Columns;

/// More than this nobody can read; the rest is counted.
const MOST_NODES: usize = 120;
const NODE_HEIGHT: i64 = 34;
const COLUMN_GAP: i64 = 90;
const MARGIN: i64 = 24;

/// The drawing of territories.
pub(super) fn of_territories(code: &Code) -> Picture {
    let between = code.between(&code.modules.territory);
    let width = |_| 168;
    draw(code.territories, &between, width)
}

/// The drawing of crates.
pub(super) fn of_crates(code: &Code) -> Picture {
    let between = code.between(&code.modules.krate);
    let longest = code.crates.name.iter().map(|name| name.chars().count()).max().unwrap_or(0);
    let width = i64::try_from(longest).unwrap_or(0).saturating_mul(7).saturating_add(34).clamp(110, 230);
    draw(code.crates.name.len(), &between, |_| width)
}

/// Draws groups that are known by their positions.
fn draw(groups: usize, between: &BTreeMap<(usize, usize), Counts>, width: impl Fn(usize) -> i64) -> Picture {
    let total = |counts: &Counts| counts.iter().sum::<usize>();
    let mut weight = vec![0usize; groups];
    for ((from, to), counts) in between {
        weight[*from] += total(counts);
        weight[*to] += total(counts);
    }
    let mut drawn: Vec<usize> = (0..groups).collect();
    drawn.sort_by_key(|&group| (std::cmp::Reverse(weight[group]), group));
    drawn.truncate(MOST_NODES);
    drawn.sort_unstable();
    let left_out = groups - drawn.len();
    if drawn.is_empty() {
        return Picture { left_out, ..Picture::default() };
    }

    let place: BTreeMap<usize, usize> = drawn.iter().enumerate().map(|(at, &group)| (group, at)).collect();
    let edges: BTreeMap<(usize, usize), usize> = between
        .iter()
        .filter_map(|((from, to), counts)| Some(((*place.get(from)?, *place.get(to)?), total(counts))))
        .collect();
    let all: Vec<usize> = (0..drawn.len()).collect();
    let against = order::backward(&all, &edges);
    let forward: Vec<(usize, usize)> =
        edges.keys().map(|&(from, to)| if against.contains(&(from, to)) { (to, from) } else { (from, to) }).collect();
    let forward: BTreeSet<(usize, usize)> = forward.into_iter().collect();
    let implied = implied(drawn.len(), &forward);
    let kept: Vec<(usize, usize)> = forward.iter().copied().filter(|edge| !implied.contains(edge)).collect();

    let columns = Columns::of(drawn.len(), &kept);
    let ys = straighten::heights(&columns, NODE_HEIGHT);
    let column_width = drawn.iter().map(|&group| width(group)).max().unwrap_or(0);
    let x_of = |column: usize| MARGIN + i64::try_from(column).unwrap_or(0) * (column_width + COLUMN_GAP);
    let height = ys.iter().max().copied().unwrap_or(0) + NODE_HEIGHT / 2 + MARGIN;

    let nodes =
        all.iter().map(|&at| Node { of: drawn[at], x: x_of(columns.of_node[at]), y: ys[at], width: width(drawn[at]) });
    let bends = |from: usize, to: usize| -> Vec<(i64, i64)> {
        let way = columns.ways.get(&(from, to)).map(Vec::as_slice).unwrap_or_default();
        let bend = |&dummy: &usize| {
            let x = x_of(columns.of_node[dummy]);
            [(x, ys[dummy]), (x + column_width, ys[dummy])]
        };
        way.iter().flat_map(bend).collect()
    };
    let lines = edges.keys().map(|&(from, to)| {
        let is_against = against.contains(&(from, to));
        let (left, right) = if is_against { (to, from) } else { (from, to) };
        let mut points = bends(left, right);
        if is_against {
            points.reverse();
        }
        Line {
            from,
            to,
            references: between[&(drawn[from], drawn[to])],
            against: is_against,
            implied: implied.contains(&(left, right)),
            points,
        }
    });
    let columns_used = columns.of_node.iter().max().map_or(0, |last| last + 1);
    Picture {
        width: x_of(columns_used.saturating_sub(1)) + column_width + MARGIN,
        height,
        nodes: nodes.collect(),
        lines: lines.collect(),
        left_out,
    }
}

/// The edges of an acyclic graph that a longer way implies.
fn implied(nodes: usize, edges: &BTreeSet<(usize, usize)>) -> BTreeSet<(usize, usize)> {
    let mut next = vec![Vec::new(); nodes];
    for &(from, to) in edges {
        next[from].push(to);
    }
    let mut implied = BTreeSet::new();
    for (from, targets) in next.iter().enumerate() {
        let mut seen = vec![false; nodes];
        let mut stack: Vec<usize> = targets.iter().flat_map(|&target| next[target].iter().copied()).collect();
        while let Some(at) = stack.pop() {
            if !std::mem::replace(&mut seen[at], true) {
                stack.extend(&next[at]);
            }
        }
        implied.extend(targets.iter().filter(|&&target| seen[target]).map(|&target| (from, target)));
    }
    implied
}

#[cfg(test)]
mod tests {
    use super::*;

    fn between(list: &[(usize, usize, usize)]) -> BTreeMap<(usize, usize), Counts> {
        list.iter().map(|&(from, to, references)| ((from, to), [references, 0, 0, 0, 0, 0])).collect()
    }

    fn overlapping(picture: &Picture) -> bool {
        let pairs = picture.nodes.iter().flat_map(|one| picture.nodes.iter().map(move |other| (one, other)));
        pairs
            .into_iter()
            .any(|(one, other)| one.of != other.of && one.x == other.x && (one.y - other.y).abs() < NODE_HEIGHT)
    }

    #[test]
    fn users_stand_left_of_what_they_use() {
        let picture = draw(4, &between(&[(0, 1, 3), (1, 2, 3), (0, 2, 1), (3, 2, 1)]), |_| 100);
        let x = |of: usize| picture.nodes.iter().find(|node| node.of == of).map(|node| node.x);
        assert!(x(0) < x(1) && x(1) < x(2) && x(3) < x(2));
        let implied: Vec<_> =
            picture.lines.iter().filter(|line| line.implied).map(|line| (line.from, line.to)).collect();
        assert_eq!(implied, [(0, 2)]);
        assert!(!overlapping(&picture));
    }

    #[test]
    fn the_lighter_line_of_a_cycle_runs_against_the_order() {
        let picture = draw(2, &between(&[(0, 1, 9), (1, 0, 1)]), |_| 100);
        let against: Vec<_> = picture.lines.iter().map(|line| ((line.from, line.to), line.against)).collect();
        assert_eq!(against, [((0, 1), false), ((1, 0), true)]);
    }

    #[test]
    fn nothing_and_much_can_be_drawn() {
        assert!(draw(0, &between(&[]), |_| 1).nodes.is_empty());
        let many: Vec<_> = (0..600).map(|at| (at * 7 % 200, at * 11 % 200, 1)).filter(|(a, b, _)| a != b).collect();
        let picture = draw(200, &between(&many), |_| 100);
        assert_eq!((picture.nodes.len(), picture.left_out), (MOST_NODES, 80));
        assert!(!overlapping(&picture));
    }
}
