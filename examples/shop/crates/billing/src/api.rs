//! The door for other teams: what may be named under contract.

pub use crate::tables::Invoice;

use platform::Id;
use platform::money::Cents;

/// Asks a customer to pay.
pub fn charge(customer: Id, amount: Cents) -> Invoice {
    Invoice::new(customer, amount)
}
