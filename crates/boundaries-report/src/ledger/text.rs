//! The ledger, for reading.

use std::io::{self, Write};

use textwrap::core::display_width;

use super::{LedgerPage, METHOD, tolerating};
use crate::inert::Inert;
use crate::metrics::history_read;
use crate::sanitize::sanitised;
use crate::summary::count;
use crate::theme::{Paint, TextOptions};

impl LedgerPage<'_> {
    /// Writes the ledger for reading.
    ///
    /// # Errors
    /// If `out` fails.
    pub fn text(&self, options: TextOptions, out: &mut impl Write) -> io::Result<()> {
        let mut out = Inert::new(out);
        let items = &self.ledger.items;
        if items.is_empty() {
            writeln!(out, "nothing is tolerated, and no contract is deprecated or expired")?;
        } else {
            let title = format!("{} {}", tolerating(items.len()), count(self.principal(), "reference"));
            writeln!(out, "{}\n", options.paint(Paint::Strong, &title))?;
        }
        for item in items {
            let [commits, lines, slope, forecast] = self.interest(item);
            let edge = sanitised(&format!("{} -> {}", item.consumer, item.provider)).into_owned();
            writeln!(out, "{}", options.paint(Paint::Strong, &edge))?;
            writeln!(
                out,
                "  {}, {} in {}",
                sanitised(&self.pair(item)),
                item.kind.as_str(),
                sanitised(&self.record(item))
            )?;
            let principal = count(item.places.len(), "reference");
            let since = match (self.since(item), self.history) {
                (Some(since), _) => format!(", {since}"),
                (None, Ok(_)) => ", no commit tells since when".to_owned(),
                (None, Err(_)) => String::new(),
            };
            writeln!(out, "  {principal}{since}")?;
            if item.interest.is_some() {
                writeln!(
                    out,
                    "  {commits} commits and {lines} lines a month, slope {slope}, next three months {forecast} lines"
                )?;
            }
            let until = item.until.map(|until| format!(", until {until}")).unwrap_or_default();
            let reason = options.wrapped("  ", &sanitised(&format!("{}{until}", item.reason)));
            writeln!(out, "{}\n", options.paint(Paint::Quiet, &reason))?;
        }
        self.text_budgets(options, &mut out)?;
        match self.history {
            Ok(history) => {
                let told = sanitised(&format!("history: {}", history_read(history))).into_owned();
                writeln!(out, "{}", options.paint(Paint::Quiet, &options.wrapped("", &told)))?;
                if !items.is_empty() {
                    for line in METHOD {
                        writeln!(out, "{}", options.paint(Paint::Quiet, &options.wrapped("", line)))?;
                    }
                }
            }
            Err(why) => writeln!(out, "age and interest are not available: {}", sanitised(why))?,
        }
        out.finish()
    }

    fn text_budgets(&self, options: TextOptions, out: &mut impl Write) -> io::Result<()> {
        if self.ledger.budgets.is_empty() {
            return Ok(());
        }
        writeln!(out, "{}", options.paint(Paint::Strong, "what each team tolerates of its own use of others"))?;
        let names: Vec<String> = self
            .ledger
            .budgets
            .iter()
            .map(|budget| sanitised(&self.policy.team(budget.team).name).into_owned())
            .collect();
        let width = names.iter().map(|name| display_width(name)).max().unwrap_or(0);
        for (name, budget) in names.iter().zip(&self.ledger.budgets) {
            let pad = " ".repeat(width - display_width(name));
            let of = match (budget.budget, budget.over()) {
                (None, _) => "no budget".to_owned(),
                (Some(limit), 0) => format!("within its budget of {limit}"),
                (Some(limit), over) => format!("{over} over its budget of {limit}"),
            };
            writeln!(out, "  {name}{pad}  {}, {of}", count(budget.principal, "reference"))?;
        }
        writeln!(out)
    }
}
