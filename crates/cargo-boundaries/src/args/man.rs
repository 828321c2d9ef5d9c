//! Arguments of `man`.

use boundaries::camino::Utf8PathBuf;
use clap::Args;

const EXAMPLES: &str = "\
Examples:
  cargo boundaries man                                      names of all pages
  cargo boundaries man check > cargo-boundaries-check.1     one page
  cargo boundaries man --out ~/.local/share/man/man1        all of them, where man(1) looks";

/// Arguments of `man`.
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub(crate) struct ManArgs {
    /// The words of a command: `check`, or `contracts propose`; `cargo-boundaries` is the page of the whole
    #[arg(value_name = "COMMAND")]
    pub(crate) command: Vec<String>,
    /// Write every page into this folder
    #[arg(long, value_name = "FOLDER", conflicts_with = "command")]
    pub(crate) out: Option<Utf8PathBuf>,
}
