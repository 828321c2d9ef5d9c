//! Amounts in the smallest unit.

/// An amount in cents.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cents(pub u64);

impl Cents {
    /// The sum of two amounts.
    pub fn plus(self, other: Cents) -> Cents {
        Cents(self.0 + other.0)
    }
}
