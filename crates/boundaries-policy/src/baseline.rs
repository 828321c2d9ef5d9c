//! The baseline: debt that was there when a boundary was drawn, and is tolerated until it is paid back.
//!
//! It is kept in one file per consuming team, so that the changes of two teams never touch the same file. An entry has no
//! line numbers: it survives whatever moves code within its module.

use boundaries_graph::Span;
use jiff::civil::Date;

/// All files of a baseline together.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct Baseline {
    entries: Vec<Tolerated>,
}

/// A finding that is tolerated.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Tolerated {
    /// The rule that reports it.
    pub rule: String,
    /// The consuming module.
    pub from: String,
    /// The item that is used; empty where the finding is about `from` alone.
    pub to: String,
    /// How many places are tolerated.
    pub count: u32,
    /// Why it was accepted.
    pub reason: String,
    /// The day on which it was accepted.
    pub since: Option<Date>,
    /// Where it is written.
    pub span: Span,
}

impl Baseline {
    pub(crate) fn new(mut entries: Vec<Tolerated>) -> Self {
        entries.sort_by(|a, b| a.key().cmp(&b.key()));
        Self { entries }
    }

    /// The entries, by rule, consuming module and item.
    #[must_use]
    pub fn entries(&self) -> &[Tolerated] {
        &self.entries
    }

    /// The position of the entry for a finding.
    #[must_use]
    pub fn find(&self, rule: &str, from: &str, to: &str) -> Option<usize> {
        self.entries.binary_search_by(|entry| entry.key().cmp(&(rule, from, to))).ok()
    }
}

impl Tolerated {
    /// What it tolerates: the rule, the consuming module, the item that is used.
    #[must_use]
    pub fn key(&self) -> (&str, &str, &str) {
        (&self.rule, &self.from, &self.to)
    }
}
