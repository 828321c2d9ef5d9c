//! A drawing of who uses whom: columns from left to right, users in front, lines between them that bend around what
//! stands in their way. Where that would be a long row of few, the same is drawn from above to below.
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
/// Up to so many lines of breaches are laid out whatever implies them; more would hide each other.
const MOST_BREACHES: usize = 150;
const NODE_HEIGHT: i64 = 34;
const COLUMN_GAP: i64 = 90;
const ROW_GAP: i64 = 46;
/// What is not wider than this needs no scrolling on a usual screen.
const WIDE: i64 = 1120;
const MARGIN: i64 = 24;

/// The drawing of territories.
pub(super) fn of_territories(names: &[&str], code: &Code, is_breach: fn(&Counts) -> bool) -> Picture {
    let width = box_width(names.iter().copied());
    draw(names.len(), &code.between(&code.modules.territory), |_| width, is_breach)
}

/// The drawing of crates.
pub(super) fn of_crates(code: &Code, is_breach: fn(&Counts) -> bool) -> Picture {
    let between = code.between(&code.modules.krate);
    let width = box_width(code.crates.name.iter().map(String::as_str));
    draw(code.crates.name.len(), &between, |_| width, is_breach)
}

/// Wide enough for most names; what is longer is cut where it is drawn.
fn box_width<'n>(names: impl Iterator<Item = &'n str>) -> i64 {
    let longest = names.map(|name| name.chars().count()).max().unwrap_or(0);
    i64::try_from(longest).unwrap_or(i64::MAX).saturating_mul(8).saturating_add(26).clamp(120, 240)
}

/// Draws groups that are known by their positions. A few breaches are always drawn, whatever implies them.
fn draw(
    groups: usize,
    between: &BTreeMap<(usize, usize), Counts>,
    width: impl Fn(usize) -> i64,
    is_breach: fn(&Counts) -> bool,
) -> Picture {
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
    let mut implied = implied(drawn.len(), &forward);
    let breaks = |from: usize, to: usize| between.get(&(drawn[from], drawn[to])).is_some_and(is_breach);
    let is_broken = |&(from, to): &(usize, usize)| breaks(from, to) || breaks(to, from);
    if forward.iter().filter(|line| is_broken(line)).count() <= MOST_BREACHES {
        implied.retain(|line| !is_broken(line));
    }
    let kept: Vec<(usize, usize)> = forward.iter().copied().filter(|edge| !implied.contains(edge)).collect();

    let columns = Columns::of(drawn.len(), &kept);
    let node_width = drawn.iter().map(|&group| width(group)).max().unwrap_or(0);
    let steps = i64::try_from(columns.columns.len()).unwrap_or(0);
    let most = columns.columns.iter().map(|column| column.iter().filter(|&&node| node < columns.nodes).count()).max();
    let across = steps * (node_width + COLUMN_GAP);
    let down_width = i64::try_from(most.unwrap_or(0)).unwrap_or(0) * (node_width + straighten::GAP);
    // A long row of few is drawn from above to below, where a page has room for it.
    let down = across > WIDE && down_width < across;
    let middles = straighten::middles(&columns, if down { node_width } else { NODE_HEIGHT });
    let step = |at: usize| {
        let length = if down { NODE_HEIGHT + ROW_GAP } else { node_width + COLUMN_GAP };
        i64::try_from(columns.of_node[at]).unwrap_or(0) * length
    };
    // The left edge of a node, and its middle from above.
    let place = |at: usize| {
        if down {
            (middles[at] - node_width / 2, MARGIN + NODE_HEIGHT / 2 + step(at))
        } else {
            (MARGIN + step(at), middles[at])
        }
    };
    let nodes: Vec<Node> = all
        .iter()
        .map(|&at| {
            let (x, y) = place(at);
            Node { of: drawn[at], x, y, width: node_width }
        })
        .collect();
    let bends = |from: usize, to: usize| -> Vec<(i64, i64)> {
        let way = columns.ways.get(&(from, to)).map(Vec::as_slice).unwrap_or_default();
        let bend = |&stand_in: &usize| {
            let (x, y) = place(stand_in);
            if down {
                [(middles[stand_in], y - NODE_HEIGHT / 2), (middles[stand_in], y + NODE_HEIGHT / 2)]
            } else {
                [(x, y), (x + node_width, y)]
            }
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
    let lines: Vec<Line> = lines.collect();
    let all_points = || lines.iter().flat_map(|line| &line.points);
    let right = nodes.iter().map(|node| node.x + node.width).chain(all_points().map(|point| point.0)).max();
    let bottom = nodes.iter().map(|node| node.y + NODE_HEIGHT / 2).chain(all_points().map(|point| point.1)).max();
    Picture { width: right.unwrap_or(0) + MARGIN, height: bottom.unwrap_or(0) + MARGIN, down, nodes, lines, left_out }
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
        let picture = draw(4, &between(&[(0, 1, 3), (1, 2, 3), (0, 2, 1), (3, 2, 1)]), |_| 100, |_| false);
        let x = |of: usize| picture.nodes.iter().find(|node| node.of == of).map(|node| node.x);
        assert!(x(0) < x(1) && x(1) < x(2) && x(3) < x(2));
        let implied: Vec<_> =
            picture.lines.iter().filter(|line| line.implied).map(|line| (line.from, line.to)).collect();
        assert_eq!(implied, [(0, 2)]);
        let shown = draw(3, &between(&[(0, 1, 3), (1, 2, 3), (0, 2, 1)]), |_| 100, |counts| counts[0] == 1);
        assert!(shown.lines.iter().all(|line| !line.implied), "a breach is drawn");
        assert!(!overlapping(&picture));
    }

    #[test]
    fn the_lighter_line_of_a_cycle_runs_against_the_order() {
        let picture = draw(2, &between(&[(0, 1, 9), (1, 0, 1)]), |_| 100, |_| false);
        let against: Vec<_> = picture.lines.iter().map(|line| ((line.from, line.to), line.against)).collect();
        assert_eq!(against, [((0, 1), false), ((1, 0), true)]);
    }

    #[test]
    fn a_long_row_is_drawn_from_above_to_below() {
        let row: Vec<_> = (0..12).map(|at| (at, at + 1, 1)).collect();
        let picture = draw(13, &between(&row), |_| 168, |_| false);
        assert!(picture.down && picture.width < 300 && picture.height > 900, "{} {}", picture.width, picture.height);
        let y = |of: usize| picture.nodes.iter().find(|node| node.of == of).map(|node| node.y);
        assert!((0..12).all(|at| y(at) < y(at + 1)));
        assert!(!draw(3, &between(&row[..2]), |_| 168, |_| false).down);
    }

    #[test]
    fn nothing_and_much_can_be_drawn() {
        assert!(draw(0, &between(&[]), |_| 1, |_| false).nodes.is_empty());
        let many: Vec<_> = (0..600).map(|at| (at * 7 % 200, at * 11 % 200, 1)).filter(|(a, b, _)| a != b).collect();
        let picture = draw(200, &between(&many), |_| 100, |_| false);
        assert_eq!((picture.nodes.len(), picture.left_out), (MOST_NODES, 80));
        assert!(!overlapping(&picture));
    }
}
