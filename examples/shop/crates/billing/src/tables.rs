//! How invoices are stored: nobody else's business.

use platform::Id;
use platform::money::Cents;

/// A stored invoice.
#[derive(Clone, Debug)]
pub struct Invoice {
    pub customer: Id,
    pub amount: Cents,
}

impl Invoice {
    pub(crate) fn new(customer: Id, amount: Cents) -> Invoice {
        Invoice { customer, amount }
    }
}

/// A row as it lies in the database.
#[derive(Clone, Debug)]
pub struct Row(pub Vec<u8>);
