//! Constraints of the policy, joined with the graph: which references break them, through which chains, and in which
//! cycles.
//!
//! `sides` tells for which pairs of modules a use is a breach, `mention` is one reference as constraints see it, `routes`
//! finds chains, `breach` turns a broken constraint into a statement, and `cycle` does the same for cycles.

mod breach;
mod cycle;
#[cfg(test)]
mod laws;
mod mention;
mod routes;
mod sides;
#[cfg(test)]
mod tests;

pub(crate) use breach::{check, subjects};
pub(crate) use cycle::{check_acyclic, check_all};
