//! Arguments of `metrics`.

use boundaries::jiff::Span;
use boundaries::jiff::civil::Date;
use clap::Args;

use super::PageFormat;

const EXAMPLES: &str = "\
Examples:
  cargo boundaries metrics                             of the workspace, teams and pairs
  cargo boundaries metrics --of billing::api           what a change of a module can reach
  cargo boundaries metrics --couplings --format csv    the couplings behind the numbers
  cargo boundaries metrics --since '2 years'           the same over more of the history
  cargo boundaries metrics --trend                     where the numbers come from, month by month
  cargo boundaries metrics --trend --team billing      the same of one team
  cargo boundaries metrics --explain autonomy          what a number means";

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
    /// Print what a metric means (formula, unit, inputs, errors, source), and what it is here, with the commits or couplings
    /// behind it
    #[arg(long, value_name = "METRIC", conflicts_with_all = ["of", "couplings", "format"])]
    pub(crate) explain: Option<String>,
    /// Read the history from this day on: `2026-01-31`, or so far back from the newest commit: `18 months`, `2 years`
    ///
    /// By default as many months as the policy's `[history]` says, or else twelve.
    #[arg(long, value_name = "DAY", value_parser = Since::parse, conflicts_with = "no_history")]
    pub(crate) since: Option<Since>,
    /// The numbers month by month: the code at a commit of each month's end, and the changes of the month
    #[arg(long, conflicts_with_all = ["of", "couplings", "explain", "no_history"])]
    pub(crate) trend: bool,
    /// The months of this team alone: changes of its code, and what it uses of others
    #[arg(long, value_name = "TEAM", requires = "trend")]
    pub(crate) team: Option<String>,
    /// The months of one boundary alone: what the first team uses of the second
    #[arg(long, num_args = 2, value_names = ["CONSUMER", "PROVIDER"], requires = "trend", conflicts_with = "team")]
    pub(crate) boundary: Vec<String>,
    /// Measure the code alone, and ask git for nothing
    #[arg(long)]
    pub(crate) no_history: bool,
    /// How to print
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub(crate) format: PageFormat,
}

/// How far back to look.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Since {
    /// To a day.
    Day(Date),
    /// So far from the newest commit.
    Back(Span),
}

const FORMS: &str =
    "understood are days, as `2026-01-31`, and times, as `30 days`, `6 weeks`, `18 months` or `2 years`";

impl Since {
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        if let Ok(day) = text.parse() {
            return Ok(Self::Day(day));
        }
        let span: Span =
            text.parse().map_err(|_| format!("it is no day, and no time back from the newest commit; {FORMS}"))?;
        if span.get_hours() != 0 || span.is_negative() || span.is_zero() || Date::MAX.checked_sub(span).is_err() {
            return Err(format!("a time back from the newest commit is at least a day; {FORMS}"));
        }
        Ok(Self::Back(span))
    }
}
