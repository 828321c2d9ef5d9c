//! What was read of the history, in a sentence, and what is missing without it.

use std::io::{self, Write};

use boundaries_lint::metrics::{Availability, Balance, Change, ChangeHistory, Figure, Homes, Metric, Value, catalogue};

use super::tables::shown;
use super::{MeasuredHistory, MetricsPage};
use crate::inert::Inert;
use crate::sanitize::sanitised;
use crate::summary::count;
use crate::theme::{Paint, TextOptions};

impl MetricsPage<'_> {
    /// What the numbers of history are taken of; nothing where there is none.
    pub(super) fn history_told(&self) -> Option<String> {
        let MeasuredHistory::Read(history, found) = self.history else { return None };
        Some(format!("{}; {}", read(history), homes(&found.homes)))
    }

    /// What is not measured, and why.
    pub(super) fn missing(&self) -> Option<(&str, Vec<&'static str>)> {
        let MeasuredHistory::Missing(why) = self.history else { return None };
        let needs = catalogue().iter().filter(|metric| metric.availability == Availability::NeedsHistory);
        Some((why, needs.map(|metric| metric.name).collect()))
    }
}

/// So many commits or couplings are named behind a number; JSON has all of them.
const NAMED: usize = 8;

impl MetricsPage<'_> {
    /// What a metric is here, of everything that it is measured of, with the commits or couplings behind it.
    ///
    /// # Errors
    /// If `out` fails.
    pub fn behind(&self, metric: &Metric, options: TextOptions, out: &mut impl Write) -> io::Result<()> {
        let mut out = Inert::new(out);
        let mut figures: Vec<(String, &Figure)> = self
            .figures
            .iter()
            .filter(|figure| figure.metric.name == metric.name)
            .map(|figure| (self.label(&figure.of), figure))
            .collect();
        figures.sort_by(|a, b| a.0.cmp(&b.0));
        if let MeasuredHistory::Read(_, found) = self.history
            && metric.name == "balance"
        {
            let path = |module| self.graph.module(module).path();
            writeln!(out)?;
            for balance in &found.balances {
                let edge = format!("{} -> {}", path(balance.consumer), path(balance.provider));
                let Balance { strength, distance, volatility, score, .. } = balance;
                let told =
                    format!("{score}  strength {strength}, distance {distance}, volatility {volatility}  {edge}");
                writeln!(out, "{}", sanitised(&told))?;
            }
        }
        if let (Availability::NeedsHistory, Some((why, _))) = (metric.availability, self.missing()) {
            writeln!(out, "\nnot available here: {}", sanitised(why))?;
        }
        if !figures.is_empty() {
            writeln!(out)?;
        }
        for (label, figure) in figures {
            let value = match figure.value {
                Value::Share { part, whole } => format!("{} ({part} of {whole})", shown(figure.value)),
                Value::Count(_) => shown(figure.value),
            };
            writeln!(out, "{}  {value}", options.paint(Paint::Strong, &sanitised(&label)))?;
            self.named(figure, options, &mut out)?;
        }
        if metric.availability == Availability::NeedsHistory
            && let Some(told) = self.history_told()
        {
            writeln!(out, "\n{}", options.wrapped("", &sanitised(&format!("history: {told}"))))?;
        }
        out.finish()
    }

    fn named(&self, figure: &Figure, options: TextOptions, out: &mut impl Write) -> io::Result<()> {
        let mut names: Vec<String> = Vec::new();
        if let MeasuredHistory::Read(history, _) = self.history {
            let change = |at: &usize| {
                let Change { commit, day, .. } = &history.changes[*at];
                format!("{} ({day})", commit.get(..10).unwrap_or(commit))
            };
            names.extend(figure.changes.iter().take(NAMED).map(change));
        }
        for &at in figure.couplings.iter().take(NAMED) {
            let coupling = &self.couplings[at];
            let consumer = self.graph.module(coupling.consumer).path();
            names.push(format!("{consumer} -> {}", self.graph.definition_path(coupling.provider)));
        }
        let all = figure.changes.len() + figure.couplings.len();
        if all > names.len() {
            names.push(format!("and {} more, all with `--format json`", all - names.len()));
        }
        if !names.is_empty() {
            let names = options.wrapped("  ", &sanitised(&names.join(", ")));
            writeln!(out, "{}", options.paint(Paint::Quiet, &names))?;
        }
        Ok(())
    }
}

/// Which changes were read, and which were left out.
pub(crate) fn read(history: &ChangeHistory) -> String {
    let left_out = history.left_out.iter().filter(|(_, count)| *count > 0);
    let left_out: Vec<String> = left_out.map(|(reason, count)| format!("{count} {reason}")).collect();
    let left_out = if left_out.is_empty() { String::new() } else { format!("; left out: {}", left_out.join(", ")) };
    let changes = count(history.changes.len(), "change");
    let short = history.head.get(..10).unwrap_or(&history.head);
    format!("{changes} of Rust code from {} to {} (commit {short}){left_out}", history.since, history.until)
}

fn homes(homes: &Homes) -> String {
    let parts = [
        (homes.by_roster, "known from rosters"),
        (homes.inferred, "inferred from whose code its author changes most"),
        (homes.unknown, "unknown"),
    ];
    let parts = parts.into_iter().filter(|(count, _)| *count > 0);
    let parts: Vec<String> = parts.map(|(count, how)| format!("{count} {how}")).collect();
    if parts.is_empty() {
        "no changes by any team".to_owned()
    } else {
        format!("the team of a change: {}", parts.join(", "))
    }
}
