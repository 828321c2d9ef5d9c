//! What billing offers to others.

use crate::tables::Row;

pub struct Invoice {
    pub cents: u64,
}

pub fn charge(order: platform::Id, cents: u64) -> Invoice {
    let row = Row { order, cents };
    Invoice { cents: row.cents }
}
