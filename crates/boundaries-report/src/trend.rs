//! The numbers of a workspace month by month, as text, JSON, CSV or Markdown.

use std::io::{self, Write};

use boundaries_lint::metrics::{ChangeHistory, CodeFigures, Month, TrendOf, Value};
use serde::Serialize;

use crate::inert::Inert;
use crate::json::write_pretty;
use crate::metrics::{history_read, shown};
use crate::owners::{csv_row, markdown_code};
use crate::sanitize::sanitised;
use crate::theme::{Paint, TextOptions};

/// What is to be told of months.
#[derive(Clone, Copy, Debug)]
pub struct TrendPage<'a> {
    /// The months, the oldest first.
    pub months: &'a [Month],
    /// What they are told of.
    pub of: &'a TrendOf,
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

const OF_TEAM: &str = "Of a team: changes that touch its code, and those of them that cross teams; autonomy is that of changes \
                       by its people; references are those of its code to that of others. A tangle it is not in counts as none. \
                       Dashes: the team was not known at that commit.";

const OF_BOUNDARY: &str = "Of a boundary: changes that touch the code of either team, and those of them that touch both; \
                           autonomy is the share of the consumer's changes that did not need the provider; references are \
                           those from the consumer's code to the provider's. A tangle that they are not both in counts as \
                           none. Dashes: one of them was not known at that commit.";

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
        if let Some(of) = self.described() {
            writeln!(out, "{}\n", options.paint(Paint::Strong, &sanitised(&of)))?;
        }
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
        for method in [Some(METHOD), self.method()].into_iter().flatten() {
            writeln!(out, "{}", options.paint(Paint::Quiet, &options.wrapped("", method)))?;
        }
        out.finish()
    }

    /// Writes the months as Markdown.
    ///
    /// # Errors
    /// If `out` fails.
    pub fn markdown(&self, out: &mut impl Write) -> io::Result<()> {
        let mut out = Inert::new(out);
        if let Some(of) = self.described() {
            writeln!(out, "### {}\n", markdown_code(&of))?;
        }
        writeln!(out, "| {} |\n|{}", HEAD.join(" | "), "---:|".repeat(HEAD.len()))?;
        for month in self.months {
            writeln!(out, "| {} |", cells(month).join(" | "))?;
        }
        for method in [Some(METHOD), self.method()].into_iter().flatten() {
            writeln!(out, "\n{method}")?;
        }
        writeln!(out, "\nHistory: {}.", history_read(self.history))?;
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
            match &month.commit {
                Some(commit) => cells.extend([commit.id.clone(), commit.has_policy.to_string()]),
                None => cells.extend([String::new(), String::new()]),
            }
            match month.commit.as_ref().and_then(|commit| commit.code) {
                Some(code) => {
                    let CodeFigures { honoured, undeclared, off_surface, tolerated, tangle } = code;
                    let numbers = [code.references(), honoured, undeclared, off_surface, tolerated, tangle];
                    cells.extend(numbers.map(|number| number.to_string()));
                }
                None => cells.extend(std::iter::repeat_n(String::new(), 6)),
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
            code: month.commit.as_ref().and_then(|commit| {
                let code = commit.code?;
                Some(WireCode {
                    commit: &commit.id,
                    has_policy: commit.has_policy,
                    contract_coverage: share(code.coverage()),
                    undeclared: code.undeclared,
                    off_surface: code.off_surface,
                    tolerated: code.tolerated,
                    team_tangle: code.tangle,
                })
            }),
        });
        let (team, boundary) = match self.of {
            TrendOf::Workspace => (None, None),
            TrendOf::Team(team) => (Some(team.as_str()), None),
            TrendOf::Boundary { consumer, provider } => (None, Some(WireBoundary { consumer, provider })),
        };
        let page = Trend {
            schema_version: 1,
            team,
            boundary,
            since: self.history.since.to_string(),
            until: self.history.until.to_string(),
            months: months.collect(),
        };
        write_pretty(&page, out)
    }

    /// What the months are told of, unless it is everything.
    fn described(&self) -> Option<String> {
        match self.of {
            TrendOf::Workspace => None,
            TrendOf::Team(team) => Some(format!("team {team}")),
            TrendOf::Boundary { consumer, provider } => Some(format!("what {consumer} uses of {provider}")),
        }
    }

    fn method(&self) -> Option<&'static str> {
        match self.of {
            TrendOf::Workspace => None,
            TrendOf::Team(_) => Some(OF_TEAM),
            TrendOf::Boundary { .. } => Some(OF_BOUNDARY),
        }
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
    let none = || "-".to_owned();
    match &month.commit {
        Some(commit) => {
            let policy = if commit.has_policy { "yes" } else { "no" };
            cells.extend([commit.id.get(..10).unwrap_or(&commit.id).to_owned(), policy.to_owned()]);
        }
        None => cells.extend([none(), none()]),
    }
    match month.commit.as_ref().and_then(|commit| commit.code) {
        Some(code) => {
            cells.extend([code.references().to_string(), shown(code.coverage())]);
            let open = code.undeclared + code.off_surface;
            cells.extend([open, code.tolerated, code.tangle].map(|number| number.to_string()));
        }
        None => cells.extend(std::iter::repeat_with(none).take(5)),
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
    /// The team whose months these are, if one was asked about.
    team: Option<&'a str>,
    /// The boundary whose months these are, if one was asked about.
    boundary: Option<WireBoundary<'a>>,
    /// The first day that was looked at.
    since: String,
    /// The day of the newest commit, on which the last month ends.
    until: String,
    /// The whole months, the oldest first.
    months: Vec<WireMonth<'a>>,
}

/// What one team uses of another.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
struct WireBoundary<'a> {
    /// The team that uses.
    consumer: &'a str,
    /// The team whose code is used.
    provider: &'a str,
}

/// A whole month.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
struct WireMonth<'a> {
    /// Its last day.
    end: String,
    /// Changes that cross teams, of those of owned code; of a team, of those of its code; of a boundary, those of both sides,
    /// of those of either.
    cross_team_change_rate: Share,
    /// Changes that needed nobody else, of those whose author's team is known; of a team, of those by its people; of a
    /// boundary, the consumer's changes that did not need the provider.
    autonomy: Share,
    /// What changed together across teams and is under contract today.
    co_change_coverage: Share,
    /// What the code said at its end, if it could be read and the teams that are asked about were known then.
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
    /// The size of the largest set of teams that reach each other; 0 if what is asked about is not in it.
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
    crate::json::schema_text(&schemars::schema_for!(Trend<'_>))
}
