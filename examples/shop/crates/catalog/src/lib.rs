//! What the shop sells. Prices belong to another team than the products themselves.

pub mod pricing;
pub mod products;
