//! A workspace as tables, one JSON object for each row, for engines that put many workspaces side by side.
//!
//! Columns are named as SQL likes them, with underscores, and every row begins with the workspace and the day, so that rows
//! of many runs can lie in one table. Lists are lists of plain values. [`EXPORT_TABLES`] names the tables; each has a
//! JSON Schema, and the same as Spark writes a schema.

mod rows;
#[cfg(feature = "schema")]
mod schemas;
mod tables;

use std::io::{self, Write};

use boundaries_graph::{ModuleGraph, SourceMap};
use boundaries_lint::Report;
use boundaries_lint::metrics::{ChangeHistory, Metrics};
use boundaries_policy::Policy;
use serde::Serialize;

use crate::ContractEntry;
use crate::json::write_line;

#[cfg(feature = "schema")]
pub use schemas::export_schemas;

/// The tables, in the order in which they are written.
pub const EXPORT_TABLES: [&str; 8] =
    ["workspaces", "teams", "modules", "references", "contracts", "findings", "metrics", "commits_per_edge"];

/// What is exported.
#[derive(Debug)]
pub struct ExportPage<'a> {
    /// What the workspace is called; the key by which rows of many workspaces are told apart.
    pub workspace: &'a str,
    /// The day as of which dates are judged, as year-month-day.
    pub day: String,
    /// Whether a policy was written.
    pub has_policy: bool,
    /// The workspace.
    pub graph: &'a ModuleGraph,
    /// Who owns what, and who may use whom.
    pub policy: &'a Policy,
    /// The texts that spans point into.
    pub sources: &'a SourceMap,
    /// The findings.
    pub report: &'a Report,
    /// The numbers, with the couplings behind them.
    pub metrics: &'a Metrics,
    /// The contracts, in the order they are written.
    pub contracts: &'a [ContractEntry<'a>],
    /// The history, or why there is none.
    pub history: Result<&'a ChangeHistory, &'a str>,
}

impl ExportPage<'_> {
    /// Writes every table into one stream; each line names its table in front.
    ///
    /// # Errors
    /// If `out` fails.
    pub fn stream(&self, out: &mut impl Write) -> io::Result<()> {
        for table in EXPORT_TABLES {
            self.rows(table, &mut Sink { out, table: Some(table) })?;
        }
        Ok(())
    }

    /// Writes the rows of one table; nothing for a table that there is not.
    ///
    /// # Errors
    /// If `out` fails.
    pub fn table(&self, table: &str, out: &mut impl Write) -> io::Result<()> {
        self.rows(table, &mut Sink { out, table: None })
    }
}

/// Where rows go.
struct Sink<'o, W> {
    out: &'o mut W,
    /// The table's name, where lines of several tables are mixed.
    table: Option<&'static str>,
}

#[derive(Serialize)]
struct Named<'r, R> {
    table: &'static str,
    #[serde(flatten)]
    row: &'r R,
}

impl<W: Write> Sink<'_, W> {
    fn put(&mut self, row: &impl Serialize) -> io::Result<()> {
        match self.table {
            Some(table) => write_line(&Named { table, row }, self.out),
            None => write_line(row, self.out),
        }
    }
}
