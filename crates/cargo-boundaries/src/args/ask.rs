//! Arguments of `ask`.

use clap::{Args, ValueEnum};

const EXAMPLES: &str = "\
Examples:
  cargo boundaries ask orders::checkout billing::api::Invoice     may this module use that path?
  cargo boundaries ask crates/orders/src/cart.rs billing::tables  the same for the module of a file
  cargo boundaries ask orders std::fs::File --json                a crate outside, for programs
  cargo boundaries ask orders billing::api --code test            in test code
  echo '{\"from\": \"orders\", \"to\": \"billing::api\"}' | cargo boundaries ask - --format jsonl

Exit codes: 0 every answer is yes, tolerated or undecided, 1 an answer is no, 2 could not run, or a name means nothing.";

/// Arguments of `ask`.
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub(crate) struct AskArgs {
    /// Who would use: a module (`orders::checkout`), a crate or package, or a source file from the workspace's root. `-` reads
    /// questions from stdin
    ///
    /// Each line of stdin is a question as JSON: `{"from": "orders", "to": "billing::api"}`, with `"code": "test"` if it is
    /// about other code than the module's. Lines are answered as they come.
    #[arg(value_name = "MODULE")]
    pub(crate) from: String,
    /// What would be used: paths as they would be written there (`billing::api::Invoice`, `crate::tables`, `super::*`)
    #[arg(value_name = "PATH")]
    pub(crate) to: Vec<String>,
    /// In which kind of code [default: that of the module]
    #[arg(long, value_name = "KIND")]
    pub(crate) code: Option<CodeKind>,
    /// How to print
    #[arg(long, value_name = "FORMAT", default_value = "text", help_heading = "Output")]
    pub(crate) format: AskFormat,
    /// The same as `--format json`
    #[arg(long, conflicts_with = "format", help_heading = "Output")]
    pub(crate) json: bool,
}

impl AskArgs {
    /// How to print.
    pub(crate) fn format(&self) -> AskFormat {
        if self.json { AskFormat::Json } else { self.format }
    }
}

/// Kinds of code.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum CodeKind {
    /// Code that ships
    Normal,
    /// Tests, benchmarks and examples
    Test,
    /// Build scripts
    Build,
}

/// How `ask` prints.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum AskFormat {
    /// For reading
    Text,
    /// One JSON document
    Json,
    /// One JSON object on each line, for each answer at once
    Jsonl,
}
