//! Orders, from the cart to the invoice.

pub mod cart;
pub mod checkout;
pub mod legacy;
