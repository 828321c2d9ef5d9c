//! The ledger as comma-separated values: one row for each item.

use std::io::{self, Write};

use super::LedgerPage;
use crate::inert::Inert;
use crate::owners::csv_row;

const HEAD: [&str; 22] = [
    "kind",
    "rule",
    "consumer",
    "provider",
    "consumers",
    "providers",
    "references",
    "first_commit",
    "first_day",
    "at_beginning",
    "age_months",
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
    "first_sign",
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
            let first = item.first.as_ref();
            let age =
                first.zip(self.history.ok()).map(|(first, history)| first.months_until(history.until).to_string());
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
                first.map(|first| first.commit.clone()).unwrap_or_default(),
                first.map(|first| first.day.to_string()).unwrap_or_default(),
                first.map(|first| first.at_beginning.to_string()).unwrap_or_default(),
                age.unwrap_or_default(),
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
                first.map(|first| first.sign.as_str().to_owned()).unwrap_or_default(),
            ];
            csv_row(&cells.each_ref().map(String::as_str), &mut out)?;
        }
        out.finish()
    }
}
