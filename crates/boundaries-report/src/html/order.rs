//! Orders in which who uses stands before who is used, as far as cycles allow: the order of the matrix.

use std::collections::{BTreeMap, BTreeSet};

use boundaries_graph::Quotient;

/// Some groups in a row, those that use others in front. Where groups reach each other, the cheapest set of edges runs
/// backward. Of groups that could stand in either order, the one with the lower number comes first.
pub(super) fn row(groups: &[usize], edges: &BTreeMap<(usize, usize), usize>) -> Vec<usize> {
    let backward = backward(groups, edges);
    let known: BTreeSet<usize> = groups.iter().copied().collect();
    let mut users: BTreeMap<usize, usize> = groups.iter().map(|&group| (group, 0)).collect();
    let mut used: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for &(from, to) in edges.keys() {
        if from != to && known.contains(&from) && known.contains(&to) && !backward.contains(&(from, to)) {
            *users.entry(to).or_default() += 1;
            used.entry(from).or_default().push(to);
        }
    }
    let mut free: BTreeSet<usize> = users.iter().filter(|(_, users)| **users == 0).map(|(group, _)| *group).collect();
    let mut row = Vec::with_capacity(groups.len());
    while let Some(next) = free.pop_first() {
        row.push(next);
        for to in used.remove(&next).unwrap_or_default() {
            let left = users.entry(to).or_default();
            *left -= 1;
            if *left == 0 {
                free.insert(to);
            }
        }
    }
    row
}

/// The edges to leave out so that no group reaches itself.
pub(super) fn backward(groups: &[usize], edges: &BTreeMap<(usize, usize), usize>) -> BTreeSet<(usize, usize)> {
    let mut nodes = groups.to_vec();
    nodes.sort_unstable();
    let is_inside = |end: &usize| nodes.binary_search(end).is_ok();
    let inside = edges.iter().filter(|((from, to), _)| from != to && is_inside(from) && is_inside(to));
    let edges: BTreeMap<(usize, usize), usize> = inside.map(|(edge, references)| (*edge, *references)).collect();
    let quotient = Quotient { nodes, edges };
    let cycles = quotient.cycles();
    let cuts = cycles.iter().map(|component| quotient.cheapest_cut(component, |_, _| 0));
    cuts.flat_map(|cut| cut.edges).map(|(edge, _)| edge).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edges(list: &[(usize, usize, usize)]) -> BTreeMap<(usize, usize), usize> {
        list.iter().map(|(from, to, references)| ((*from, *to), *references)).collect()
    }

    #[test]
    fn who_uses_stands_before_who_is_used() {
        assert_eq!(row(&[0, 1, 2], &edges(&[(0, 1, 1), (2, 0, 1), (2, 1, 9)])), [2, 0, 1]);
        assert_eq!(row(&[3, 1, 2], &edges(&[])), [1, 2, 3]);
        assert_eq!(row(&[], &edges(&[(0, 1, 1)])), [] as [usize; 0]);
    }

    #[test]
    fn in_a_cycle_the_lighter_direction_runs_backward() {
        let cycle = edges(&[(0, 1, 2), (1, 0, 7), (1, 1, 5)]);
        assert_eq!(row(&[0, 1], &cycle), [1, 0]);
        assert_eq!(backward(&[0, 1], &cycle), BTreeSet::from([(0, 1)]));
    }

    #[test]
    fn edges_of_others_do_not_count() {
        assert_eq!(row(&[4, 5], &edges(&[(5, 4, 1), (4, 9, 1), (9, 5, 1)])), [5, 4]);
    }
}
