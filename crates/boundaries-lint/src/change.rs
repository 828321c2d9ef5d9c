//! Two states of a workspace compared: what a change does to couplings and to the policy.
//!
//! Nothing here knows where the states come from. [`Moves`] tells how things of the earlier state are called in the later
//! one; [`Base`] marks the findings that the earlier state had already.

mod base;
mod index;
mod moves;

pub use base::Base;
pub use moves::{MoveSide, Moves};
