//! Invoices and payments. Other teams come in through [`api`].

pub mod api;
pub mod tables;
