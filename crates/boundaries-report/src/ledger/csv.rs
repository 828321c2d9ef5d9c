//! The ledger as comma-separated values: one row for each item.

use std::io::{self, Write};

use boundaries_lint::ledger::FirstSeen;

use super::LedgerPage;
use crate::inert::Inert;
use crate::owners::csv_row;

const HEAD: [&str; 25] = [
    "kind",
    "rule",
    "consumer",
    "provider",
    "consumers",
    "providers",
    "references",
    "recorded_commit",
    "recorded_day",
    "recorded_at_beginning",
    "recorded_months",
    "used_commit",
    "used_day",
    "used_at_beginning",
    "used_months",
    "commits",
    "lines",
    "commits_per_month",
    "lines_per_month",
    "slope",
    "forecast",
    "forecast_low",
    "forecast_high",
    "record",
    "reason",
];

impl LedgerPage<'_> {
    /// Writes the ledger as CSV.
    ///
    /// # Errors
    /// If `out` fails.
    pub fn csv(&self, out: &mut impl Write) -> io::Result<()> {
        let mut out = Inert::new(out);
        csv_row(&HEAD, &mut out)?;
        for item in &self.ledger.items {
            let [recorded_commit, recorded_day, recorded_at_beginning, recorded_months] =
                self.first(item.first_recorded.as_ref());
            let [used_commit, used_day, used_at_beginning, used_months] = self.first(item.first_used.as_ref());
            let interest = item.interest.as_ref();
            let trend = interest.and_then(|interest| interest.trend);
            let number = |value: Option<f64>| value.map(|value| format!("{value:.3}")).unwrap_or_default();
            let cells = [
                item.kind.as_str().to_owned(),
                item.rule.unwrap_or_default().to_owned(),
                item.consumer.clone(),
                item.provider.clone(),
                self.names(&item.consumers).join(" + "),
                self.names(&item.providers).join(" + "),
                item.places.len().to_string(),
                recorded_commit,
                recorded_day,
                recorded_at_beginning,
                recorded_months,
                used_commit,
                used_day,
                used_at_beginning,
                used_months,
                interest.map(|interest| interest.changes.len().to_string()).unwrap_or_default(),
                interest.map(|interest| interest.lines.to_string()).unwrap_or_default(),
                number(interest.and_then(|interest| interest.commits_per_month())),
                number(interest.and_then(|interest| interest.lines_per_month())),
                number(trend.map(|trend| trend.slope)),
                number(trend.map(|trend| trend.forecast.expected)),
                number(trend.map(|trend| trend.forecast.low)),
                number(trend.map(|trend| trend.forecast.high)),
                self.record(item),
                item.reason.clone(),
            ];
            csv_row(&cells.each_ref().map(String::as_str), &mut out)?;
        }
        out.finish()
    }

    /// Commit, day, whether it may be older, and whole months since; nothing where no commit tells.
    fn first(&self, seen: Option<&FirstSeen>) -> [String; 4] {
        let Some(seen) = seen else { return <[String; 4]>::default() };
        let months = self.history.map(|history| seen.months_until(history.until).to_string());
        [seen.commit.clone(), seen.day.to_string(), seen.at_beginning.to_string(), months.unwrap_or_default()]
    }
}
