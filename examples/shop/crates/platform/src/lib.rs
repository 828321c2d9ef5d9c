//! What everybody builds on: identifiers, money, a clock.

pub mod clock;
pub mod money;

/// A number that names something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Id(pub u64);
