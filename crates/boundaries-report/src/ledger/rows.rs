//! What is told of one item, in words and numbers.

use boundaries_lint::ledger::{DebtItem, FirstSeen};
use boundaries_policy::TeamId;

use super::LedgerPage;

impl LedgerPage<'_> {
    pub(super) fn names(&self, teams: &[TeamId]) -> Vec<String> {
        let mut names: Vec<String> = teams.iter().map(|&team| self.policy.team(team).name.clone()).collect();
        names.sort();
        names
    }

    pub(super) fn pair(&self, item: &DebtItem) -> String {
        format!("{} -> {}", self.names(&item.consumers).join(" + "), self.names(&item.providers).join(" + "))
    }

    /// Where the record stands: path and line.
    pub(super) fn record(&self, item: &DebtItem) -> String {
        format!("{}:{}", self.sources.file(item.record.file).path(), item.record.line)
    }

    /// Since when it is recorded and in the code, and for how many whole months; none where nothing tells.
    pub(super) fn since(&self, item: &DebtItem) -> Option<String> {
        let seen = |what: &str, first: &FirstSeen| {
            let least = if first.at_beginning { "at least " } else { "" };
            let age = self.history.map(|history| format!(", {} months", first.months_until(history.until)));
            let commit = first.commit.get(..10).unwrap_or(&first.commit);
            format!("{what} since {least}{} (commit {commit}{})", first.day, age.unwrap_or_default())
        };
        let recorded = item.first_recorded.as_ref().map(|first| seen("recorded", first));
        let used = item.first_used.as_ref().map(|first| seen("in the code", first));
        let told: Vec<String> = recorded.into_iter().chain(used).collect();
        (!told.is_empty()).then(|| told.join(", "))
    }

    /// What it costs a month, where that is known: commits, lines, slope, forecast.
    pub(super) fn interest(&self, item: &DebtItem) -> [String; 4] {
        let none = || "-".to_owned();
        let Some(interest) = &item.interest else { return [none(), none(), none(), none()] };
        let number = |value: Option<f64>| value.map_or_else(none, |value| format!("{value:.1}"));
        let slope = interest.trend.map_or_else(none, |trend| signed(trend.slope));
        let forecast = interest.trend.map_or_else(none, |trend| {
            let forecast = trend.forecast;
            format!("{:.0} ({:.0} to {:.0})", forecast.expected, forecast.low, forecast.high)
        });
        [number(interest.commits_per_month()), number(interest.lines_per_month()), slope, forecast]
    }

    /// References of all items.
    pub(super) fn principal(&self) -> usize {
        self.ledger.items.iter().map(|item| item.places.len()).sum()
    }
}

/// With its sign, and nothing for what rounds to nothing.
fn signed(value: f64) -> String {
    let text = format!("{value:+.1}");
    if matches!(text.as_str(), "+0.0" | "-0.0") { "0.0".to_owned() } else { text }
}
