//! Two states of a workspace compared: what a change does to couplings and to the policy.
//!
//! Nothing here knows where the states come from. [`Moves`] tells how things of the earlier state are called in the later
//! one; [`Base`] marks the findings that the earlier state had already; [`compare`] gives the whole [`Difference`].

mod agreement;
mod base;
mod constraints;
mod contracts;
mod couplings;
mod debt;
mod difference;
mod index;
#[cfg(test)]
mod laws;
mod moves;
mod owners;
mod policies;
mod policy_change;
mod regained;
mod state;
#[cfg(test)]
mod tests;
mod unread;

pub use agreement::Agreement;
pub use base::Base;
pub use couplings::{Cause, CouplingChange, CouplingChangeKind, CouplingState, Standing};
pub use difference::{Difference, PairDifference, Totals, Verdict, compare};
pub use moves::{MoveSide, Moves};
pub use policy_change::{Effect, PolicyChange, Topic};
pub use state::{Spot, State};
pub use unread::UnreadFile;
