//! Reads old invoices directly; moves out with ORD-12.

use billing::tables::Row;

/// The size of an old invoice.
pub fn size_of(row: &Row) -> usize {
    row.0.len()
}
