//! What was sold.

use billing::tables;

pub fn total(orders: impl Iterator<Item = platform::Id>) -> u64 {
    orders.map(|order| tables::read(order).cents).sum()
}
