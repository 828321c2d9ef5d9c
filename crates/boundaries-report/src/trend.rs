//! The numbers of a workspace month by month, as text, JSON, CSV or Markdown.

use std::io::{self, Write};

use boundaries_lint::metrics::{ChangeHistory, CodeFigures, Month, Value};
use serde::Serialize;

use crate::inert::Inert;
use crate::json::write_pretty;
use crate::metrics::{history_read, shown};
use crate::owners::csv_row;
use crate::sanitize::sanitised;
use crate::theme::{Paint, TextOptions};

/// What is to be told of months.
#[derive(Clone, Copy, Debug)]
pub struct TrendPage<'a> {
    /// The months, the oldest first.
    pub months: &'a [Month],
    /// The history that they are taken of.
    pub history: &'a ChangeHistory,
}

const HEAD: [&str; 12] = [
    "month to",
    "changes",
    "cross-team",
    "autonomy",
    "coverage",
    "commit",
    "by policy",
    "references",
    "covered",
    "open",
    "tolerated",
    "tangle",
];

const METHOD: &str = "Changes, cross-team, autonomy and coverage are of the changes of each month, by the owners and contracts \
                      of today. References, how many of them a contract covered, how many were open, how many tolerated, and \
                      the size of the team tangle are of the code at the commit, by the policy it had; without a policy, by \
                      its CODEOWNERS, and no contract.";

impl TrendPage<'_> {
    /// Writes the months for reading.
    ///
    /// # Errors
    /// If `out` fails.
    pub fn text(&self, options: TextOptions, out: &mut impl Write) -> io::Result<()> {
        let mut out = Inert::new(out);
        let rows: Vec<Vec<String>> = self.months.iter().map(cells).collect();
        let widths: Vec<usize> = (0..HEAD.len())
            .map(|at| rows.iter().map(|row| row[at].len()).chain([HEAD[at].len()]).max().unwrap_or(0))
            .collect();
        let line = |cells: &[String]| {
            let padded: Vec<String> =
                cells.iter().zip(&widths).map(|(cell, width)| format!("{cell:>width$}")).collect();
            padded.join("  ")
        };
        if rows.is_empty() {
            writeln!(out, "there is no whole month in these days")?;
        } else {
            writeln!(out, "{}", options.paint(Paint::Quiet, &line(&HEAD.map(str::to_owned))))?;
        }
        for row in &rows {
            writeln!(out, "{}", line(row))?;
        }
        let told = sanitised(&format!("history: {}", history_read(self.history))).into_owned();
        writeln!(out, "\n{}", options.paint(Paint::Quiet, &options.wrapped("", &told)))?;
        writeln!(out, "{}", options.paint(Paint::Quiet, &options.wrapped("", METHOD)))?;
        out.finish()
    }

    /// Writes the months as Markdown.
    ///
    /// # Errors
    /// If `out` fails.
    pub fn markdown(&self, out: &mut impl Write) -> io::Result<()> {
        let mut out = Inert::new(out);
        writeln!(out, "| {} |\n|{}", HEAD.join(" | "), "---:|".repeat(HEAD.len()))?;
        for month in self.months {
            writeln!(out, "| {} |", cells(month).join(" | "))?;
        }
        writeln!(out, "\n{METHOD}\n\nHistory: {}.", history_read(self.history))?;
        out.finish()
    }

    /// Writes the months as CSV, shares as parts and wholes.
    ///
    /// # Errors
    /// If `out` fails.
    pub fn csv(&self, out: &mut impl Write) -> io::Result<()> {
        let mut out = Inert::new(out);
        csv_row(&CSV_HEAD, &mut out)?;
        for month in self.months {
            let mut cells = vec![month.end.to_string()];
            for share in [month.crossing, month.autonomy, month.coverage] {
                cells.extend(parts(share).map(|number| number.to_string()));
            }
            match &month.code {
                Some(code) => {
                    let [covered, references] = parts(code.coverage);
                    let numbers = [references, covered, code.undeclared, code.off_surface, code.tolerated, code.tangle];
                    cells.extend([code.commit.clone(), code.has_policy.to_string()]);
                    cells.extend(numbers.map(|number| number.to_string()));
                }
                None => cells.extend(std::iter::repeat_n(String::new(), 8)),
            }
            let cells: Vec<&str> = cells.iter().map(String::as_str).collect();
            csv_row(&cells, &mut out)?;
        }
        out.finish()
    }

    /// Writes the months as JSON.
    ///
    /// # Errors
    /// If `out` fails.
    pub fn json(&self, out: &mut impl Write) -> io::Result<()> {
        let months = self.months.iter().map(|month| WireMonth {
            end: month.end.to_string(),
            cross_team_change_rate: share(month.crossing),
            autonomy: share(month.autonomy),
            co_change_coverage: share(month.coverage),
            code: month.code.as_ref().map(|code| WireCode {
                commit: &code.commit,
                has_policy: code.has_policy,
                contract_coverage: share(code.coverage),
                undeclared: code.undeclared,
                off_surface: code.off_surface,
                tolerated: code.tolerated,
                team_tangle: code.tangle,
            }),
        });
        let page = Trend {
            schema_version: 1,
            since: self.history.since.to_string(),
            until: self.history.until.to_string(),
            months: months.collect(),
        };
        write_pretty(&page, out)
    }
}

const CSV_HEAD: [&str; 15] = [
    "month_to",
    "cross_team",
    "changes",
    "autonomous",
    "changes_by_teams",
    "covered_together",
    "together",
    "commit",
    "has_policy",
    "references",
    "covered",
    "undeclared",
    "off_surface",
    "tolerated",
    "team_tangle",
];

fn cells(month: &Month) -> Vec<String> {
    let [_, changes] = parts(month.crossing);
    let mut cells = vec![month.end.to_string(), changes.to_string()];
    cells.extend([month.crossing, month.autonomy, month.coverage].map(shown));
    match &month.code {
        Some(CodeFigures { commit, has_policy, coverage, undeclared, off_surface, tolerated, tangle }) => {
            let [_, references] = parts(*coverage);
            let policy = if *has_policy { "yes" } else { "no" };
            cells.extend([commit.get(..10).unwrap_or(commit).to_owned(), policy.to_owned(), references.to_string()]);
            cells.push(shown(*coverage));
            cells.extend([undeclared + off_surface, *tolerated, *tangle].map(|number| number.to_string()));
        }
        None => cells.extend(std::iter::repeat_n("-".to_owned(), 7)),
    }
    cells
}

fn parts(value: Value) -> [usize; 2] {
    match value {
        Value::Share { part, whole } => [part, whole],
        Value::Count(count) => [count, count],
    }
}

fn share(value: Value) -> Share {
    let [part, whole] = parts(value);
    Share { part, whole, value: value.number() }
}

/// The numbers month by month.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
struct Trend<'a> {
    /// The version of this format.
    schema_version: u32,
    /// The first day that was looked at.
    since: String,
    /// The day of the newest commit, on which the last month ends.
    until: String,
    /// The whole months, the oldest first.
    months: Vec<WireMonth<'a>>,
}

/// A whole month.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
struct WireMonth<'a> {
    /// Its last day.
    end: String,
    /// Changes that cross teams, of those of owned code.
    cross_team_change_rate: Share,
    /// Changes that needed nobody else, of those whose author's team is known.
    autonomy: Share,
    /// What changed together across teams and is under contract today.
    co_change_coverage: Share,
    /// What the code said at its end, if it could be read.
    code: Option<WireCode<'a>>,
}

/// What code and policy said at one commit.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
struct WireCode<'a> {
    /// The hash of the commit.
    commit: &'a str,
    /// Whether there was a policy; else owners are those of CODEOWNERS alone.
    has_policy: bool,
    /// References that a contract permitted, of those that crossed teams.
    contract_coverage: Share,
    /// References without a contract, tolerated by nothing.
    undeclared: usize,
    /// References past a surface, tolerated by nothing.
    off_surface: usize,
    /// References without permission that something tolerated.
    tolerated: usize,
    /// The size of the largest set of teams that reach each other.
    team_tangle: usize,
}

/// A part of a whole.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
struct Share {
    /// The part.
    part: usize,
    /// The whole.
    whole: usize,
    /// The share, from 0 to 1; null where there is nothing to have a share of.
    value: Option<f64>,
}

/// The JSON Schema of the format.
#[cfg(feature = "schema")]
#[must_use]
pub fn trend_schema() -> String {
    let schema = schemars::schema_for!(Trend<'_>);
    let mut text = serde_json::to_string_pretty(&schema).expect("a schema is made of strings, numbers and lists");
    text.push('\n');
    text
}
