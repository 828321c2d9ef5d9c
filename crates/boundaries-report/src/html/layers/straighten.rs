//! How high each node stands, so that lines are as straight as the space between nodes allows.

use super::columns::Columns;

/// How far nodes of one column are apart.
pub(super) const GAP: i64 = 14;
/// A line passes through less space than a node needs.
const LINE_HEIGHT: i64 = 8;
const ROUNDS: usize = 12;
const MARGIN: i64 = 24;

/// The middle of each node and stand-in along its column, where nodes take so much room.
pub(super) fn middles(columns: &Columns, room: i64) -> Vec<i64> {
    let height = |node: usize| if node < columns.nodes { room } else { LINE_HEIGHT };
    // How far the middle of a node is from the middle of the one above it, at least.
    let apart = |above: usize, below: usize| (height(above) + height(below)) / 2 + GAP;
    let mut ys = vec![0i64; columns.of_node.len()];
    for column in &columns.columns {
        let mut y = 0;
        for (at, &node) in column.iter().enumerate() {
            if at > 0 {
                y += apart(column[at - 1], node);
            }
            ys[node] = y;
        }
        let middle = y / 2;
        for &node in column {
            ys[node] -= middle;
        }
    }
    for round in 0..ROUNDS {
        let forth = round % 2 == 0;
        let indices: Vec<usize> =
            if forth { (0..columns.columns.len()).collect() } else { (0..columns.columns.len()).rev().collect() };
        for index in indices {
            let column = &columns.columns[index];
            let wanted: Vec<i64> = column
                .iter()
                .map(|&node| {
                    let near = if forth { &columns.left[node] } else { &columns.right[node] };
                    let far = if forth { &columns.right[node] } else { &columns.left[node] };
                    let others = if near.is_empty() { far } else { near };
                    mean(others.iter().map(|&other| ys[other])).unwrap_or(ys[node])
                })
                .collect();
            let offsets = offsets(column, apart);
            for (&node, y) in column.iter().zip(nearest(&wanted, &offsets)) {
                ys[node] = y;
            }
        }
    }
    let top = (0..ys.len()).map(|node| ys[node] - height(node) / 2).min().unwrap_or(0);
    ys.iter().map(|y| y - top + MARGIN).collect()
}

/// Where each node of a column would stand if all stood as close as they may.
fn offsets(column: &[usize], apart: impl Fn(usize, usize) -> i64) -> Vec<i64> {
    let mut offset = 0;
    let mut offsets = Vec::with_capacity(column.len());
    for (at, &node) in column.iter().enumerate() {
        if at > 0 {
            offset += apart(column[at - 1], node);
        }
        offsets.push(offset);
    }
    offsets
}

fn mean(values: impl Iterator<Item = i64>) -> Option<i64> {
    let (sum, count) = values.fold((0, 0), |(sum, count), value| (sum + value, count + 1));
    (count > 0).then(|| sum / count)
}

/// The heights nearest to what is wanted that keep the distances: neighbours that come too close are joined and stand at
/// their common mean.
fn nearest(wanted: &[i64], offsets: &[i64]) -> Vec<i64> {
    // Each block: the sum of what its members want less their offsets, and how many they are.
    let mut blocks: Vec<(i64, i64)> = Vec::new();
    for (wanted, offset) in wanted.iter().zip(offsets) {
        let mut block = (wanted - offset, 1);
        while let Some(&(sum, count)) = blocks.last() {
            if sum * block.1 <= block.0 * count {
                break;
            }
            blocks.pop();
            block = (block.0 + sum, block.1 + count);
        }
        blocks.push(block);
    }
    let bases = blocks.iter().flat_map(|&(sum, count)| (0..count).map(move |_| sum.div_euclid(count)));
    bases.zip(offsets).map(|(base, offset)| base + offset).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_wanted_is_given_where_there_is_room() {
        assert_eq!(nearest(&[0, 100], &[0, 50]), [0, 100]);
        assert_eq!(nearest(&[100, 100], &[0, 50]), [75, 125]);
        assert_eq!(nearest(&[100, 0], &[0, 50]), [25, 75]);
    }

    #[test]
    fn distances_are_kept() {
        let columns = Columns::of(9, &[(0, 4), (1, 4), (2, 5), (3, 8), (0, 8), (4, 8)]);
        let ys = middles(&columns, 30);
        for column in &columns.columns {
            for pair in column.windows(2) {
                assert!(ys[pair[1]] - ys[pair[0]] >= LINE_HEIGHT + GAP, "{ys:?}");
            }
        }
    }
}
