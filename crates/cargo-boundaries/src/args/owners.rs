//! Arguments of `owners`.

use clap::{Args, ValueEnum};

const EXAMPLES: &str = "\
Examples:
  cargo boundaries owners                               how much each team has
  cargo boundaries owners crates/billing src/main.rs    who owns these paths
  cargo boundaries owners billing::api --why            every line that speaks of a module
  cargo boundaries owners --team billing                what a team owns
  git diff --name-only main | cargo boundaries owners -  whose files a branch changes
  cargo boundaries owners --unmatched --format csv      modules without an owner, for a spreadsheet";

/// Arguments of `owners`.
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub(crate) struct OwnersArgs {
    /// Paths, modules (`billing::api`), items, packages or teams; `-` reads a list from stdin
    ///
    /// A word with a slash or a file extension is a path; any other is a team, package, crate, module or item, and a path
    /// if it is none of these. `team:NAME`, `crate:NAME` and `module:PATH` say which is meant, `./NAME` means a path. A
    /// path is looked for from the working directory, then from the workspace's root, then from the repository's.
    ///
    /// A list has a path on each line, from the root of the repository, as `git diff --name-only` prints them, quoted
    /// names included; lines that start with `./` or `../` are from the working directory. A line with `::` and no slash
    /// is a module or item.
    #[arg(value_name = "SUBJECT")]
    pub(crate) subjects: Vec<String>,
    /// Paths of the list are from the working directory, as `git ls-files` and `git diff --relative` print them
    #[arg(long, requires = "subjects")]
    pub(crate) relative: bool,
    /// Only what this team owns, alone or with others
    #[arg(long, value_name = "NAME", help_heading = "Selection")]
    pub(crate) team: Option<String>,
    /// Only what no rule speaks of
    #[arg(long, help_heading = "Selection")]
    pub(crate) unmatched: bool,
    /// Only what several teams own together
    #[arg(long, help_heading = "Selection")]
    pub(crate) joint: bool,
    /// Only what a rule gives to nobody
    #[arg(long, help_heading = "Selection")]
    pub(crate) unowned: bool,
    /// Also files that hold no module, such as manifests and documentation
    #[arg(long, conflicts_with = "subjects", help_heading = "Selection")]
    pub(crate) all_files: bool,
    /// Show every line that speaks, and why one wins
    #[arg(long, help_heading = "Output")]
    pub(crate) why: bool,
    /// How to print
    #[arg(long, value_name = "FORMAT", default_value = "text", help_heading = "Output")]
    pub(crate) format: OwnersFormat,
}

/// How `owners` prints.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum OwnersFormat {
    /// For reading
    Text,
    /// One JSON document
    Json,
    /// A table for a spreadsheet
    Csv,
    /// A table for a pull request
    Markdown,
}
