//! Arguments of `debt`.

use clap::Args;

use super::{PageFormat, Since};

const EXAMPLES: &str = "\
Examples:
  cargo boundaries debt                      what is tolerated, and what it costs
  cargo boundaries debt --markdown           a page for a planning meeting
  cargo boundaries debt --since '2 years'    interest and slope over more of the history";

/// Arguments of `debt`.
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub(crate) struct DebtArgs {
    /// Count interest from this day on: `2026-01-31`, or so far back from the newest commit: `18 months`, `2 years`
    ///
    /// By default as many months as the policy's `[history]` says, or else twelve.
    #[arg(long, value_name = "DAY", value_parser = Since::parse, conflicts_with = "no_history")]
    pub(crate) since: Option<Since>,
    /// Ask git for nothing: no age, no interest
    #[arg(long)]
    pub(crate) no_history: bool,
    /// How to print
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub(crate) format: PageFormat,
    /// The same as `--format markdown`
    #[arg(long, conflicts_with = "format")]
    pub(crate) markdown: bool,
}
