//! Arguments of `metrics`.

use clap::{Args, ValueEnum};

const EXAMPLES: &str = "\
Examples:
  cargo boundaries metrics                              the numbers of the workspace, its teams and their pairs
  cargo boundaries metrics --of billing::api            what a change of a module can reach
  cargo boundaries metrics --couplings --format csv     the couplings behind the numbers, for a spreadsheet
  cargo boundaries metrics --explain instability        formula, unit, inputs, errors and source of a number";

/// Arguments of `metrics`.
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub(crate) struct MetricsArgs {
    /// Only how far a change of this reaches: a team, package, crate or module
    ///
    /// `team:NAME`, `crate:NAME` and `module:PATH` say which is meant where a name means several things.
    #[arg(long, value_name = "SUBJECT")]
    pub(crate) of: Option<String>,
    /// List the couplings behind the numbers instead of the numbers. `--format json` has both
    #[arg(long, conflicts_with = "of")]
    pub(crate) couplings: bool,
    /// Print what a metric means: formula, unit, inputs, errors, source
    #[arg(long, value_name = "METRIC", conflicts_with_all = ["of", "couplings", "format"])]
    pub(crate) explain: Option<String>,
    /// How to print
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub(crate) format: MetricsFormat,
}

/// How `metrics` prints.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum MetricsFormat {
    /// For reading
    Text,
    /// One JSON document
    Json,
    /// A table for a spreadsheet
    Csv,
    /// Tables for a page
    Markdown,
}
