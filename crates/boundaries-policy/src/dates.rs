//! Dates of contracts and exceptions.

use jiff::civil::Date;

/// A date written `2027-03-01`.
pub(crate) fn parse(text: &str) -> Option<Date> {
    (text.len() == 10).then(|| text.parse().ok()).flatten()
}
