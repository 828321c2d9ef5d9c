//! The ledger as a page that a lead can put into a planning meeting.

use std::io::{self, Write};

use super::{LedgerPage, METHOD, tolerating};
use crate::inert::Inert;
use crate::metrics::history_read;
use crate::owners::markdown_code as code;
use crate::summary::count;

impl LedgerPage<'_> {
    /// Writes the ledger as Markdown.
    ///
    /// # Errors
    /// If `out` fails.
    pub fn markdown(&self, out: &mut impl Write) -> io::Result<()> {
        let mut out = Inert::new(out);
        let items = &self.ledger.items;
        writeln!(out, "# Debt at team boundaries\n")?;
        if items.is_empty() {
            writeln!(out, "Nothing is tolerated, and no contract is deprecated or expired.\n")?;
        } else {
            let growing = |item: &&boundaries_lint::ledger::DebtItem| {
                item.interest.as_ref().and_then(|interest| interest.trend).is_some_and(|trend| trend.slope > 0.05)
            };
            let grows = items.iter().filter(growing).count();
            let principal = count(self.principal(), "reference");
            write!(out, "{} {principal} to code of other teams", tolerating(items.len()))?;
            match self.history {
                Ok(_) => writeln!(out, "; what {grows} of them cost is growing.\n")?,
                Err(_) => writeln!(out, ".\n")?,
            }
        }
        if !self.ledger.budgets.is_empty() {
            writeln!(out, "## Budgets\n\n| team | tolerated references | budget | over |\n|---|---:|---:|---:|")?;
            for budget in &self.ledger.budgets {
                let limit = budget.budget.map_or_else(|| "-".to_owned(), |limit| limit.to_string());
                let over = match budget.over() {
                    0 => "-".to_owned(),
                    over => format!("**{over}**"),
                };
                let name = code(&self.policy.team(budget.team).name);
                writeln!(out, "| {name} | {} | {limit} | {over} |", budget.principal)?;
            }
            writeln!(out)?;
        }
        if !items.is_empty() {
            writeln!(out, "## What to pay back first\n")?;
            writeln!(
                out,
                "| what | teams | record | since | references | commits / month | lines / month | slope | next 3 months, lines |\n\
                 |---|---|---|---|---:|---:|---:|---:|---:|"
            )?;
            for item in items {
                let [commits, lines, slope, forecast] = self.interest(item);
                let until = item.until.map(|until| format!(", until {until}")).unwrap_or_default();
                writeln!(
                    out,
                    "| {} uses {} | {} | {}{until}: {} | {} | {} | {commits} | {lines} | {slope} | {forecast} |",
                    code(&item.consumer),
                    code(&item.provider),
                    code(&self.pair(item)),
                    item.kind.as_str(),
                    code(&item.reason),
                    self.since(item).unwrap_or_else(|| "not known".to_owned()),
                    item.places.len(),
                )?;
            }
            writeln!(out)?;
        }
        match self.history {
            Ok(history) => {
                writeln!(out, "## How to read this\n")?;
                for line in METHOD {
                    writeln!(out, "- {line}")?;
                }
                writeln!(out, "- History: {}.", history_read(history))?;
            }
            Err(why) => writeln!(out, "Age and interest are not available: {}.", code(why))?,
        }
        out.finish()
    }
}
