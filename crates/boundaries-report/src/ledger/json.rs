//! The ledger as one JSON object.

use std::io::{self, Write};

use boundaries_lint::ledger::FirstSeen;

use super::{LedgerPage, wire};
use crate::json::{place, write_pretty};

impl LedgerPage<'_> {
    /// Writes the ledger as JSON.
    ///
    /// # Errors
    /// If `out` fails.
    pub fn json(&self, out: &mut impl Write) -> io::Result<()> {
        let commit = |at: &usize| self.history.ok().map(|history| history.changes[*at].commit.as_str());
        let first = |seen: &FirstSeen| wire::First {
            commit: seen.commit.clone(),
            day: seen.day.to_string(),
            at_beginning: seen.at_beginning,
            age_months: self.history.ok().map(|history| seen.months_until(history.until)),
        };
        let items = self.ledger.items.iter().map(|item| wire::Item {
            kind: item.kind.as_str(),
            rule: item.rule,
            consumer: &item.consumer,
            provider: &item.provider,
            consumers: self.names(&item.consumers),
            providers: self.names(&item.providers),
            reason: &item.reason,
            until: item.until.map(|day| day.to_string()),
            recorded: item.recorded.map(|day| day.to_string()),
            record: place(self.sources, item.record),
            places: item.places.iter().map(|&span| place(self.sources, span)).collect(),
            first_recorded: item.first_recorded.as_ref().map(first),
            first_used: item.first_used.as_ref().map(first),
            interest: item.interest.as_ref().map(|interest| wire::Interest {
                commits: interest.changes.iter().filter_map(commit).collect(),
                lines: interest.lines,
                commits_by_month: &interest.commits_by_month,
                lines_by_month: &interest.lines_by_month,
                commits_per_month: interest.commits_per_month(),
                lines_per_month: interest.lines_per_month(),
                slope: interest.trend.map(|trend| trend.slope),
                forecast: interest.trend.map(|trend| wire::Forecast {
                    expected: trend.forecast.expected,
                    low: trend.forecast.low,
                    high: trend.forecast.high,
                }),
            }),
        });
        let page = wire::Ledger {
            schema_version: wire::SCHEMA_VERSION,
            since: self.history.ok().map(|history| history.since.to_string()),
            until: self.history.ok().map(|history| history.until.to_string()),
            not_available: self.history.err(),
            items: items.collect(),
            budgets: self
                .ledger
                .budgets
                .iter()
                .map(|budget| wire::Budget {
                    team: &self.policy.team(budget.team).name,
                    references: budget.principal,
                    budget: budget.budget,
                    over: budget.over(),
                })
                .collect(),
        };
        write_pretty(&page, out)
    }
}

/// The JSON Schema of the format.
#[cfg(feature = "schema")]
#[must_use]
pub fn ledger_schema() -> String {
    crate::json::schema_text(&schemars::schema_for!(wire::Ledger<'_>))
}
