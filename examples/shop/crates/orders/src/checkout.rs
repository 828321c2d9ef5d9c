//! Turns a cart into an invoice, through the door that billing opens.

use billing::api::{self, Invoice};
use platform::Id;

use crate::cart::Cart;

/// Buys what is in a cart.
pub fn buy(customer: Id, cart: &Cart) -> Invoice {
    api::charge(customer, cart.total())
}
