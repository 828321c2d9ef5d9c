//! The ledger of debt, as text, JSON, CSV or a page for a planning meeting.
//!
//! [`LedgerPage`] is what there is to tell; it is the same in all formats.

mod csv;
mod json;
mod markdown;
mod rows;
mod text;
mod wire;

use boundaries_graph::SourceMap;
use boundaries_lint::ledger::Ledger;
use boundaries_lint::metrics::ChangeHistory;
use boundaries_policy::Policy;

use crate::summary::count;

#[cfg(feature = "schema")]
pub use json::ledger_schema;

/// What is to be told of debt.
#[derive(Clone, Copy, Debug)]
pub struct LedgerPage<'a> {
    /// The ledger.
    pub ledger: &'a Ledger,
    /// The history that ages and interest are taken of, or why there is none.
    pub history: Result<&'a ChangeHistory, &'a str>,
    /// The teams.
    pub policy: &'a Policy,
    /// The texts that spans point into.
    pub sources: &'a SourceMap,
}

/// How the numbers are made, for those who have to trust them.
const METHOD: [&str; 4] = [
    "Principal: references that a record tolerates. Interest: changes that touched a file that uses and the file that is \
     used, and the lines that they added and removed there. Such changes may have had other reasons, and records between \
     the same files share them, so that interest is not to be added up.",
    "Slope: the straight line by least squares through the lines of each whole month; sorted by it.",
    "Forecast: the next three months together on that line; the range holds in four of five cases if months scatter around \
     it as they did, independently and evenly, which a few large changes do not. Six months at least.",
    "Recorded since: the commit that added the record to its file, with its rule, modules or teams as they are, or the words \
     `deprecated` or `until` of a contract; a record that no commit has yet has none. In the code since: the oldest commit \
     since which a file that uses has named what it uses without a break. `at least` where the history that is there begins \
     with it.",
];

/// How many records tolerate something, up to what they tolerate.
fn tolerating(records: usize) -> String {
    format!("{} {}", count(records, "record"), if records == 1 { "tolerates" } else { "tolerate" })
}
