//! Arguments of `extract` and `seal`.

use clap::{Args, ValueEnum};

const EXTRACT_EXAMPLES: &str = "\
Examples:
  cargo boundaries extract billing::tables                  what stands in the way of its own crate
  cargo boundaries extract billing::tables --format json    every place, for a script";

const SEAL_EXAMPLES: &str = "\
Examples:
  cargo boundaries seal billing                          the boundary around a team, or a crate
  cargo boundaries seal billing::tables                  the boundary around a module";

/// Arguments of `extract`.
#[derive(Args, Debug)]
#[command(after_help = EXTRACT_EXAMPLES)]
pub(crate) struct ExtractArgs {
    /// A module below the root of its crate; all below it goes along
    #[arg(value_name = "MODULE")]
    pub(crate) module: String,
    /// How to print
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub(crate) format: WallFormat,
}

/// Arguments of `seal`.
#[derive(Args, Debug)]
#[command(after_help = SEAL_EXAMPLES)]
pub(crate) struct SealArgs {
    /// A team, package, crate or module
    #[arg(value_name = "BOUNDARY")]
    pub(crate) boundary: String,
    /// How to print
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub(crate) format: WallFormat,
}

/// How both print.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum WallFormat {
    /// For reading
    Text,
    /// One JSON document
    Json,
}
