//! Orders: the orders team's.

pub mod checkout;
pub mod report;
