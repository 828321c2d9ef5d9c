//! Comments in code that are addressed to the tool.

use std::ops::RangeInclusive;

use crate::Span;

/// A comment `boundaries: …`, before anybody has understood it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Directive {
    /// The comment.
    pub span: Span,
    /// What follows `boundaries:`, without blanks around it.
    pub text: String,
    /// The lines of code that it speaks of, from 1: its own, or those of what stands below it.
    pub lines: RangeInclusive<u32>,
}
