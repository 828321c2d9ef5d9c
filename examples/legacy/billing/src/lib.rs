//! Money: the billing team's.

pub mod api;
pub mod tables;
