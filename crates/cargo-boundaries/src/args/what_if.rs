//! Arguments of `what-if`.

use std::num::NonZeroUsize;

use boundaries::camino::Utf8PathBuf;
use boundaries::internal::WhatIfOptions;
use clap::{ArgGroup, Args, ValueEnum};

const EXAMPLES: &str = "\
Examples:
  cargo boundaries what-if --move catalog::pricing=catalog          a module belongs to another team
  cargo boundaries what-if --move 'crates/web/**=orders'            so does a folder
  cargo boundaries what-if --merge billing,orders=sales             two teams become one
  cargo boundaries what-if --split orders:shipping=crates/shipping,orders::cart
  cargo boundaries what-if --owners CODEOWNERS.next                 another CODEOWNERS
  cargo boundaries what-if --policy next.toml --format markdown     another policy
  cargo boundaries what-if --suggest                                search for better owners";

/// Arguments of `what-if`. All that is supposed holds together: files first, then merges, splits and moves.
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
#[command(group(ArgGroup::new("supposed").required(true).multiple(true).args(["moves", "merges", "splits", "owners", "policy", "suggest"])))]
pub(crate) struct WhatIfArgs {
    /// This path, pattern, package, crate or module belongs to that team
    #[arg(long = "move", value_name = "PATH|MODULE=TEAM")]
    pub(crate) moves: Vec<String>,
    /// These teams are one; its name may be new, or that of any team
    ///
    /// Contracts follow the merged teams and keep the surface that they had.
    #[arg(long = "merge", value_name = "A,B=C")]
    pub(crate) merges: Vec<String>,
    /// This part of what a team owns belongs to a new team; several paths, patterns and modules are separated by commas
    ///
    /// The new team has no contract: those that it would need are listed.
    #[arg(long = "split", value_name = "TEAM:NEW=PATTERN,..")]
    pub(crate) splits: Vec<String>,
    /// Read CODEOWNERS from this file
    #[arg(long, value_name = "FILE")]
    pub(crate) owners: Option<Utf8PathBuf>,
    /// Read the policy from this file; files of teams and the baseline stay
    #[arg(long, value_name = "FILE")]
    pub(crate) policy: Option<Utf8PathBuf>,
    /// Search for moves of packages and modules that make the ownership follow the code more closely, at most N
    ///
    /// Local moving by modularity, from the ownership as it is (or as the other flags suppose it), over couplings of code
    /// that ships. A suggestion is a question to two teams: what changes together, and why the border runs where it runs, is
    /// not known here. docs/what-if.md has method and limits.
    #[arg(long, value_name = "N", num_args = 0..=1, require_equals = true, default_missing_value = "5")]
    pub(crate) suggest: Option<NonZeroUsize>,
    /// How to print
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub(crate) format: WhatIfFormat,
}

/// How `what-if` prints.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum WhatIfFormat {
    /// For reading
    Text,
    /// One JSON document
    Json,
    /// For a page on which people decide
    Markdown,
}

impl WhatIfArgs {
    pub(crate) fn options(&self) -> WhatIfOptions {
        WhatIfOptions {
            moves: self.moves.clone(),
            merges: self.merges.clone(),
            splits: self.splits.clone(),
            owners: self.owners.clone(),
            policy: self.policy.clone(),
            suggest: self.suggest.map(NonZeroUsize::get),
        }
    }
}
