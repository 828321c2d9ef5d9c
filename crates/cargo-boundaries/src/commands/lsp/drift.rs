//! From the text that was checked to the text as it is now, and back: where an unchanged place lies in the other one.
//!
//! Lines are compared. A place in a line that was changed has no counterpart, and what would be said about it is not said.

use std::ops::Range;

use similar::{Algorithm, DiffOp, capture_diff_slices};

/// Two states of one text.
#[derive(Debug)]
pub(super) struct Drift {
    /// Stretches that are in both, by their first bytes and their length, in order. Whole lines, but for the ends.
    shared: Vec<Stretch>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Stretch {
    old: usize,
    new: usize,
    len: usize,
}

impl Drift {
    pub(super) fn new(old: &str, new: &str) -> Self {
        if old == new {
            return Self { shared: vec![Stretch { old: 0, new: 0, len: old.len() }] };
        }
        let (before, after): (Vec<&str>, Vec<&str>) =
            (old.split_inclusive('\n').collect(), new.split_inclusive('\n').collect());
        let (old_starts, new_starts) = (starts(&before), starts(&after));
        let mut shared = Vec::new();
        for op in capture_diff_slices(Algorithm::Myers, &before, &after) {
            if let DiffOp::Equal { old_index, new_index, len } = op {
                let (old, new) = (old_starts[old_index], new_starts[new_index]);
                shared.push(Stretch { old, new, len: old_starts[old_index + len] - old });
            }
        }
        Self { shared }
    }

    /// Where a place of the old text is in the new one.
    pub(super) fn forward(&self, old: Range<usize>) -> Option<Range<usize>> {
        moved(&self.shared, &old, |stretch| (stretch.old, stretch.new))
    }

    /// Where a byte of the new text, which is so long, was in the old one: the line around it has to be the same.
    pub(super) fn back_at(&self, new: usize, len: usize) -> Option<usize> {
        if new < len {
            return self.back(new..new + 1).map(|old| old.start);
        }
        match new.checked_sub(1) {
            Some(before) => self.back(before..new).map(|old| old.end),
            None => Some(0),
        }
    }

    /// Where a place of the new text was in the old one.
    pub(super) fn back(&self, new: Range<usize>) -> Option<Range<usize>> {
        moved(&self.shared, &new, |stretch| (stretch.new, stretch.old))
    }
}

fn moved(shared: &[Stretch], place: &Range<usize>, side: impl Fn(&Stretch) -> (usize, usize)) -> Option<Range<usize>> {
    let around = |stretch: &&Stretch| {
        let (from, _) = side(stretch);
        from <= place.start && place.end <= from + stretch.len
    };
    let stretch = shared.iter().find(around)?;
    let (from, to) = side(stretch);
    Some(place.start - from + to..place.end - from + to)
}

/// The first byte of each line, and one past the last.
fn starts(lines: &[&str]) -> Vec<usize> {
    let ends = lines.iter().scan(0, |at, line| {
        *at += line.len();
        Some(*at)
    });
    std::iter::once(0).chain(ends).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_stands_in_unchanged_lines_is_found_again() {
        let (old, new) = ("a\nbb\nccc\n", "a\nnew\nbx\nccc\n");
        let drift = Drift::new(old, new);
        let place = |text: &str, what: &str| {
            let start = text.find(what).expect("it is there");
            start..start + what.len()
        };
        assert_eq!(drift.forward(place(old, "ccc")), Some(place(new, "ccc")));
        assert_eq!(drift.back(place(new, "ccc")), Some(place(old, "ccc")));
        assert_eq!(drift.back(place(new, "bx")), None);
        assert_eq!(drift.forward(place(old, "bb")), None);
        assert_eq!(drift.back(place(new, "a\nnew")), None, "a place that spans a change is none of the old text");
    }

    proptest! {
        #[test]
        fn what_is_found_reads_the_same_and_leads_back(old in "([ab]{0,2}\n?){0,6}", new in "([ab]{0,2}\n?){0,6}") {
            let drift = Drift::new(&old, &new);
            for start in 0..=old.len() {
                for end in start..=old.len() {
                    if let Some(moved) = drift.forward(start..end) {
                        prop_assert_eq!(&old[start..end], &new[moved.clone()]);
                        if end > start {
                            prop_assert_eq!(drift.back(moved), Some(start..end));
                        }
                    }
                }
            }
        }
    }
}
