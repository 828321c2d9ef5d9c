//! Arguments of `owners`.

use boundaries::camino::Utf8PathBuf;
use boundaries::internal::policy::Dialect;
use clap::{Args, ValueEnum};

use super::PageFormat;

const EXAMPLES: &str = "\
Examples:
  cargo boundaries owners                               how much each team has
  cargo boundaries owners crates/billing src/main.rs    who owns these paths
  cargo boundaries owners billing::api --why            every line that speaks of a module
  cargo boundaries owners --team billing                what a team owns
  git diff --name-only main | cargo boundaries owners -  whose files a branch changes
  cargo boundaries owners --unmatched --format csv      modules without an owner, for a spreadsheet
  cargo boundaries owners --backtrace < panic.log       whose code a program died in
  cargo boundaries owners --generate                    write CODEOWNERS from the policy
  cargo boundaries owners --generate --check            fail if it is out of date";

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
    /// Read a backtrace or an error log from stdin; name the owner of each frame in the workspace, and whom to ask first
    ///
    /// Understands what the standard library prints, with `RUST_BACKTRACE=1` or `full`, what color-eyre and its like print,
    /// messages of panics, and lines of logs with a `file.rs:12` in them. Frames are found by their file, on whatever
    /// machine it was compiled, or else by their symbol. Frames of the standard library and of other crates are counted.
    #[arg(long, conflicts_with_all = ["subjects", "team", "unmatched", "joint", "unowned", "all_files", "why", "generate"])]
    pub(crate) backtrace: bool,
    /// Write a CODEOWNERS from the policy, the files of teams and the metadata of packages
    ///
    /// Teams are named by their `handles`. Lines between `# hand-written:` and `# end of hand-written` are kept, before or
    /// after the generated ones as they stand; a file with other lines of somebody's own is never overwritten. The rules are
    /// read back before they are written: every file of the workspace has the owner that is declared, and what CODEOWNERS
    /// cannot say is told.
    #[arg(long, help_heading = "CODEOWNERS", conflicts_with_all = ["subjects", "team", "unmatched", "joint", "unowned", "all_files", "why", "format"])]
    pub(crate) generate: bool,
    /// Write nothing; show the difference and exit with 1 if the file is not what would be written
    #[arg(long, requires = "generate", help_heading = "CODEOWNERS")]
    pub(crate) check: bool,
    /// The forge to write for [default: as the policy says, else as the CODEOWNERS that is there, else by the git remote, else github]
    #[arg(long, value_name = "FORGE", requires = "generate", help_heading = "CODEOWNERS")]
    pub(crate) dialect: Option<Forge>,
    /// Write to this file, `-` for stdout [default: where the CODEOWNERS is, else where the forge looks first]
    #[arg(long, value_name = "FILE", requires = "generate", help_heading = "CODEOWNERS")]
    pub(crate) output: Option<Utf8PathBuf>,
    /// How to print
    #[arg(long, value_name = "FORMAT", default_value = "text", help_heading = "Output")]
    pub(crate) format: PageFormat,
}

/// Whose CODEOWNERS is written.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
#[value(rename_all = "lower")]
pub(crate) enum Forge {
    /// GitHub
    GitHub,
    /// GitLab
    GitLab,
    /// Gitea
    Gitea,
    /// Forgejo, as on Codeberg
    Forgejo,
    /// Bitbucket Cloud
    Bitbucket,
}

impl From<Forge> for Dialect {
    fn from(forge: Forge) -> Self {
        match forge {
            Forge::GitHub => Self::GitHub,
            Forge::GitLab => Self::GitLab,
            Forge::Gitea => Self::Gitea,
            Forge::Forgejo => Self::Forgejo,
            Forge::Bitbucket => Self::Bitbucket,
        }
    }
}
