//! Where a contract is in its life.

use boundaries_policy::{Contract, ContractState};
use jiff::civil::Date;

use crate::term::Term;

/// Where a contract is in its life.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum ContractStanding {
    /// It permits, is used, and no end is near.
    InForce,
    /// It permits, and is to end some day.
    Deprecated,
    /// It permits, and ends within thirty days.
    Expiring,
    /// It permits, and nothing uses it.
    Stale,
    /// Its first day is still to come.
    Upcoming,
    /// It is requested and not granted.
    Proposed,
    /// Its last day has passed.
    Expired,
}

impl ContractStanding {
    /// The standing of a contract with so many uses.
    #[must_use]
    pub fn of(contract: &Contract, uses: usize, today: Date) -> Self {
        let term = Term::of_contract(contract, today);
        match (term, contract.state) {
            (Term::Ended(_), _) => Self::Expired,
            (_, ContractState::Proposed) => Self::Proposed,
            (Term::Begins(_), _) => Self::Upcoming,
            _ if uses == 0 => Self::Stale,
            (Term::EndsSoon(_), _) => Self::Expiring,
            (Term::Holds, _) if contract.deprecated.is_some() => Self::Deprecated,
            (Term::Holds, _) => Self::InForce,
        }
    }

    /// The word used in reports.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::InForce => "in force",
            Self::Deprecated => "deprecated",
            Self::Expiring => "expiring",
            Self::Stale => "stale",
            Self::Upcoming => "upcoming",
            Self::Proposed => "proposed",
            Self::Expired => "expired",
        }
    }
}
