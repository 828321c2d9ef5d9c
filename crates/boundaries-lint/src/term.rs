//! Dates of contracts and exceptions: when they hold, and when that is about to end.

use boundaries_policy::{Contract, ContractState, Exception, Suppression};
use jiff::ToSpan;
use jiff::civil::Date;

/// How many days before its end a contract or an exception counts as expiring soon.
pub(crate) const SOON_DAYS: i64 = 30;

/// Where a permission with dates stands today.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Term {
    /// It holds, with no end in sight.
    Holds,
    /// It holds, but ends within [`SOON_DAYS`].
    EndsSoon(Date),
    /// Its last day has passed.
    Ended(Date),
    /// Its first day is still to come.
    Begins(Date),
}

impl Term {
    pub(crate) fn of_contract(contract: &Contract, today: Date) -> Self {
        Self::new(contract.since, contract.until, today)
    }

    pub(crate) fn of_exception(exception: &Exception, today: Date) -> Self {
        Self::new(None, exception.until, today)
    }

    pub(crate) fn of_suppression(suppression: &Suppression, today: Date) -> Self {
        Self::new(None, suppression.until, today)
    }

    /// Whether the permission holds; its first and its last day belong to it.
    pub(crate) fn holds(self) -> bool {
        matches!(self, Self::Holds | Self::EndsSoon(_))
    }

    fn new(since: Option<Date>, until: Option<Date>, today: Date) -> Self {
        // Near the end of the calendar there is no later day to compare with, and then everything ends soon.
        let soon = today.checked_add(SOON_DAYS.days()).unwrap_or(Date::MAX);
        match (since, until) {
            (_, Some(end)) if end < today => Self::Ended(end),
            (Some(start), _) if start > today => Self::Begins(start),
            (_, Some(end)) if end <= soon => Self::EndsSoon(end),
            _ => Self::Holds,
        }
    }
}

/// Whether a contract allows anything today: agreed by the provider, begun and not ended.
pub(crate) fn in_force(contract: &Contract, today: Date) -> bool {
    contract.state == ContractState::Agreed && Term::of_contract(contract, today).holds()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn first_and_last_day_belong_to_the_term() {
        let today = date(2026, 6, 15);
        let term = |since, until| Term::new(since, until, today);
        assert_eq!(term(None, None), Term::Holds);
        assert_eq!(term(Some(today), Some(today)), Term::EndsSoon(today));
        assert_eq!(term(Some(date(2026, 6, 16)), None), Term::Begins(date(2026, 6, 16)));
        assert_eq!(term(None, Some(date(2026, 6, 14))), Term::Ended(date(2026, 6, 14)));
        assert_eq!(term(None, Some(date(2026, 7, 15))), Term::EndsSoon(date(2026, 7, 15)));
        assert_eq!(term(None, Some(date(2026, 7, 16))), Term::Holds);
    }

    #[test]
    fn the_end_of_the_calendar_is_no_trap() {
        assert_eq!(Term::new(None, Some(Date::MAX), Date::MAX), Term::EndsSoon(Date::MAX));
    }
}
