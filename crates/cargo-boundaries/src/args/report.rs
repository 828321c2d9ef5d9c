//! Arguments of `report` and `export`, which tell everything about a workspace.

use boundaries::camino::Utf8PathBuf;
use clap::builder::{NonEmptyStringValueParser, TypedValueParser};
use clap::{Args, ValueEnum};

use super::Since;

const EXAMPLES: &str = "\
Examples:
  cargo boundaries report --html report.html            then open it in a browser
  cargo boundaries report --html - > report.html        to stdout";

/// What is read of the repository's history.
#[derive(Args, Debug)]
pub(crate) struct HistoryArgs {
    /// Read history from this day on: `2026-01-31`, or so far back from the newest commit: `18 months`, `2 years`
    ///
    /// By default as many months as the policy's `[history]` says, or else twelve.
    #[arg(long, value_name = "DAY", value_parser = Since::parse, conflicts_with = "no_history")]
    pub(crate) since: Option<Since>,
    /// Ask git for nothing
    #[arg(long)]
    pub(crate) no_history: bool,
}

/// Arguments of `export`.
#[derive(Args, Debug)]
#[command(after_help = EXPORT_EXAMPLES)]
pub(crate) struct ExportArgs {
    /// How to write
    #[arg(long, value_name = "FORMAT", default_value = "jsonl")]
    pub(crate) format: ExportFormat,
    /// Write each table into a folder of its own below this one, in a file that is called like the workspace; without it,
    /// all tables go to stdout, each line with its table's name
    #[arg(long, value_name = "FOLDER", value_parser = some_path())]
    pub(crate) out: Option<Utf8PathBuf>,
    #[command(flatten)]
    pub(crate) history: HistoryArgs,
    /// What to call the workspace, in every row [default: the package at its root, else its folder]
    #[arg(long, value_name = "NAME", value_parser = NonEmptyStringValueParser::new())]
    pub(crate) name: Option<String>,
}

/// How `export` writes.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum ExportFormat {
    /// One JSON object per row
    Jsonl,
}

const EXPORT_EXAMPLES: &str = "\
Examples:
  cargo boundaries export --out tables                  tables/modules/shop.jsonl, and others
  cargo boundaries export | grep '^{\"table\":\"teams\"'  one table from stdout";

/// Arguments of `report`.
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub(crate) struct ReportArgs {
    /// Write the page to this file; `-` is stdout
    #[arg(long, value_name = "FILE", required = true, value_parser = some_path())]
    pub(crate) html: Utf8PathBuf,
    #[command(flatten)]
    pub(crate) history: HistoryArgs,
    /// What to call the workspace [default: the package at its root, else its folder]
    #[arg(long, value_name = "NAME", value_parser = NonEmptyStringValueParser::new())]
    pub(crate) name: Option<String>,
}

/// A path with something in it.
fn some_path() -> impl TypedValueParser<Value = Utf8PathBuf> {
    NonEmptyStringValueParser::new().map(Utf8PathBuf::from)
}
