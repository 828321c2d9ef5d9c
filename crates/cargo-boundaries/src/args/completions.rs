//! Arguments of `completions`.

use std::ffi::OsString;

use clap::{Args, ValueEnum};

const EXAMPLES: &str = "\
Examples:
  cargo boundaries completions bash             in ~/.bashrc: source <(…)
  cargo boundaries completions zsh              in ~/.zshrc, below `compinit`: source <(…)
  cargo boundaries completions fish | source    in ~/.config/fish/config.fish
  cargo boundaries completions elvish           in ~/.config/elvish/rc.elv: eval (… | slurp)
  cargo boundaries completions powershell       in $PROFILE: … | Out-String | Invoke-Expression

docs/terminal.md has the whole lines.";

/// Arguments of `completions`.
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub(crate) struct CompletionsArgs {
    /// The shell that reads the script
    pub(crate) shell: Shell,
    /// Which of the words is to be completed; the script asks so
    #[arg(long, value_name = "N", hide = true, requires = "words")]
    pub(crate) at: Option<usize>,
    /// The words of a command line, the program's name first
    #[arg(last = true, hide = true)]
    pub(crate) words: Vec<OsString>,
}

/// Shells that can be told what to offer.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
#[value(rename_all = "lower")]
pub(crate) enum Shell {
    /// Bash 3.2 and later
    Bash,
    /// Zsh 5 and later
    Zsh,
    /// Fish 3 and later
    Fish,
    /// Elvish 0.17 and later
    Elvish,
    /// PowerShell 7; `cargo-boundaries` only, as PowerShell lets nobody add to the completions of `cargo`
    #[value(name = "powershell")]
    Power,
}
