//! The comments of one file that speak of one rule, found by a line.

use std::ops::RangeInclusive;

/// Comments in the order in which their lines begin.
#[derive(Default)]
pub(super) struct Comments {
    all: Vec<Comment>,
}

struct Comment {
    /// The number of the comment, and the position of the rule in it.
    place: (usize, usize),
    lines: RangeInclusive<u32>,
    /// The last line of which this comment, or one before it, speaks.
    reach: u32,
}

impl Comments {
    pub(super) fn add(&mut self, place: (usize, usize), lines: RangeInclusive<u32>) {
        self.all.push(Comment { place, reach: *lines.end(), lines });
    }

    /// To be called when all are added.
    pub(super) fn sort(&mut self) {
        self.all.sort_by_key(|comment| (*comment.lines.start(), comment.place));
        let mut reach = 0;
        for comment in &mut self.all {
            reach = reach.max(comment.reach);
            comment.reach = reach;
        }
    }

    /// Those that speak of a line. Those that are over, or yet to begin, are not gone through.
    pub(super) fn at(&self, line: u32) -> impl Iterator<Item = (usize, usize)> {
        let begun = &self.all[..self.all.partition_point(|comment| *comment.lines.start() <= line)];
        let over = begun.partition_point(|comment| comment.reach < line);
        begun[over..].iter().filter(move |comment| comment.lines.contains(&line)).map(|comment| comment.place)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn each_line_has_the_comments_that_speak_of_it(
            ranges in prop::collection::vec((0_u32..20, 0_u32..6), 0..12),
            line in 0_u32..30,
        ) {
            let lines: Vec<_> = ranges.iter().map(|(start, length)| *start..=start + length).collect();
            let mut comments = Comments::default();
            for (number, lines) in lines.iter().enumerate() {
                comments.add((number, 0), lines.clone());
            }
            comments.sort();
            let mut found: Vec<usize> = comments.at(line).map(|(number, _)| number).collect();
            found.sort_unstable();
            let wanted: Vec<usize> = (0..lines.len()).filter(|number| lines[*number].contains(&line)).collect();
            prop_assert_eq!(found, wanted);
        }
    }
}
