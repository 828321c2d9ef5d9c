//! Arguments of `report`.

use boundaries::camino::Utf8PathBuf;
use clap::Args;

const EXAMPLES: &str = "\
Examples:
  cargo boundaries report --html report.html            then open it in a browser
  cargo boundaries report --html - > report.html        to stdout";

/// Arguments of `report`.
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub(crate) struct ReportArgs {
    /// Write the page to this file; `-` is stdout
    #[arg(long, value_name = "FILE", required = true)]
    pub(crate) html: Utf8PathBuf,
    /// What to call the workspace [default: the package at its root, else its folder]
    #[arg(long, value_name = "NAME")]
    pub(crate) name: Option<String>,
}
