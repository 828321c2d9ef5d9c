//! The command line as types. What a flag means is said here, once; the help text is made from these comments.

mod ask;
mod cargo;
mod completions;
mod debt;
mod diff;
mod examples;
mod formats;
mod graph;
mod levels;
mod limits;
mod man;
mod metrics;
mod owners;
mod page_format;
mod report;
mod walls;
mod what_if;

use boundaries::camino::{Utf8Path, Utf8PathBuf};
use boundaries::internal::cache::Cache;
use boundaries::{CfgOptions, Limits, Progress};
use clap::builder::BoolishValueParser;
use clap::builder::styling::{AnsiColor, Styles};
use clap::{Args, Parser, Subcommand, ValueEnum};

pub(crate) use ask::{AskArgs, AskFormat, CodeKind};
pub(crate) use cargo::{CargoArgs, CargoCommand, MessageFormat};
pub(crate) use completions::{CompletionsArgs, Shell};
pub(crate) use debt::DebtArgs;
pub(crate) use diff::{DiffArgs, DiffFormat, DiffRange};
pub(crate) use formats::{CheckFormat, FormatRequest};
pub(crate) use graph::{GraphArgs, GraphFormat, GraphRequest};
pub(crate) use levels::{LevelArgs, LevelFlag};
use limits::LimitArg;
pub(crate) use man::ManArgs;
pub(crate) use metrics::{MetricsArgs, Since};
pub(crate) use owners::OwnersArgs;
pub(crate) use page_format::{PageFormat, print_page};
pub(crate) use report::{ExportArgs, ExportFormat, ReportArgs};
pub(crate) use walls::{ExtractArgs, SealArgs, WallFormat};
pub(crate) use what_if::{WhatIfArgs, WhatIfFormat};

const STYLES: Styles = Styles::styled()
    .header(AnsiColor::Green.on_default().bold())
    .usage(AnsiColor::Green.on_default().bold())
    .literal(AnsiColor::Cyan.on_default().bold())
    .placeholder(AnsiColor::Cyan.on_default());

/// Keep the code of your teams apart, and the contracts between them explicit
#[derive(Parser, Debug)]
#[command(
    name = "cargo-boundaries",
    bin_name = "cargo boundaries",
    version = env!("BOUNDARIES_VERSION"),
    styles = STYLES,
    after_help = examples::PROGRAM
)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Option<Command>,
    #[command(flatten)]
    pub(crate) check: CheckArgs,
    #[command(flatten)]
    pub(crate) common: CommonArgs,
}

/// What to do.
#[derive(Subcommand, Debug)]
pub(crate) enum Command {
    /// Check every coupling between teams against the policy (the default)
    #[command(after_help = examples::CHECK)]
    Check(Box<CheckArgs>),
    /// Write a first policy from what is there: teams, and proposed contracts for existing couplings
    ///
    /// Teams come from CODEOWNERS, or from groups of crates where there is none. Couplings that run against the main
    /// direction or close a cycle are not proposed as contracts; they are named as doubtful, and what is there of them today
    /// is recorded in boundaries/baseline/, where it can only shrink. An existing policy is never overwritten.
    #[command(after_help = examples::INIT)]
    Init(InitArgs),
    /// Tell who owns a path or module, and which line decides it
    ///
    /// Asked for nothing, it tells how many modules, files and lines each team has. Paths may belong to files that do not
    /// exist; a path above the workspace is judged by the CODEOWNERS of the repository.
    Owners(OwnersArgs),
    /// Show the page of a rule, or list all rules
    #[command(after_help = examples::EXPLAIN)]
    Explain(ExplainArgs),
    /// Show how and where A uses B, and which rule and contract decide
    ///
    /// A and B are teams, packages, crates, modules (`billing::api`) or items (`billing::api::Invoice`). Where a name
    /// means several things, the team is taken; `team:NAME`, `crate:NAME` and `module:PATH` say which is meant.
    #[command(after_help = examples::WHY)]
    Why(WhyArgs),
    /// Tell whether a module may use a path, before the code is written: by which contract, or whom to ask
    ///
    /// The use is supposed, and judged as `check` would judge it: contracts, surfaces, constraints, exceptions. Nothing is
    /// written. Asked again about a workspace that nobody has touched, it reads no code: it answers from what it has kept.
    Ask(AskArgs),
    /// Compare two revisions: couplings gained and lost, the policy tightened or loosened, and which teams have to agree
    ///
    /// Both states are judged by the policy they have. Revisions are read from git's objects; the work tree is not touched.
    #[command(after_help = examples::DIFF)]
    Diff(DiffArgs),
    /// List contracts, ask for one, or take out those of no use
    ///
    /// Without a subcommand it lists every contract with where it is in its life and how often it is used.
    #[command(after_help = examples::CONTRACTS)]
    Contracts(ContractsArgs),
    /// Keep the record of the debt that is tolerated: boundaries/baseline/
    #[command(subcommand, after_help = examples::BASELINE)]
    Baseline(BaselineCommand),
    /// Show what is tolerated, since when, what it costs a month, and where that leads
    ///
    /// An item is an entry of the baseline, an exception, a comment, or a contract that is deprecated or has expired. What
    /// it costs are the changes that touched both ends of what it tolerates, as git tells them; what grows fastest stands in
    /// front. `debt-budget` of a team in the policy says how much it means to tolerate at most.
    Debt(DebtArgs),
    /// Put coupling between teams into numbers: contract coverage, blast radius, tangle, changes that cross teams
    ///
    /// What the code says today is read from the sources, what its changes say from git: who waits for whom, what changes
    /// together. Numbers are of teams, never of persons, and no grades.
    Metrics(MetricsArgs),
    /// Show what another ownership would do to the same code, or search for one that fits it better
    ///
    /// Couplings that would appear and vanish, contracts that would be needed, numbers before and after, and what CODEOWNERS
    /// would have to say. Nothing is written.
    WhatIf(WhatIfArgs),
    /// Tell whether a module could become a crate of its own today, and what stands in the way
    ///
    /// Cycles with the rest of its crate and their cheapest cut, items, paths and macros that only the crate can see, impls
    /// that only the crate of the type may have, tests; and what its manifest would have to list.
    Extract(ExtractArgs),
    /// Tell which visibility or manifest change would make the compiler enforce a boundary, and what it would break
    ///
    /// What is on the surface of the owners stays open. Without a surface, what others name today does.
    Seal(SealArgs),
    /// Draw who uses whom: teams, crates or modules, whole or in part
    ///
    /// Edges carry the number of references; those with findings are thick and say how many. Nodes are grouped by owners and
    /// stand in the order of their names, so that a small change of the code is a small change of the picture.
    Graph(GraphArgs),
    /// Write everything about the workspace as one page for a browser: matrix, graph, contracts, debt, numbers, findings
    ///
    /// The page is one file. It asks nothing of any network, its script may not either, and it works by keyboard. The same
    /// workspace gives the same page on the same day.
    Report(ReportArgs),
    /// Write everything about the workspace as tables, so that many workspaces can be loaded into one engine
    ///
    /// The tables are workspaces, teams, modules, references, contracts, findings, metrics and commits_per_edge. Their
    /// columns are described in docs/export, as JSON Schema and as Spark reads a schema.
    Export(ExportArgs),
    /// Serve an editor on stdin and stdout: findings as you type
    ///
    /// Speaks the Language Server Protocol. Findings and mistakes of the policy are shown for the whole workspace, by the
    /// texts as the editor has them: sources, policy, team files and CODEOWNERS. Manifests count as they are on disk. Several
    /// folders are served at once. It also tells owners and contracts on hover, leads from code to policy and back,
    /// completes names and keys of policies, offers edits for findings, and shows owners beside modules where asked to.
    #[command(after_help = examples::LSP)]
    Lsp(LspArgs),
    /// Answer a coding agent on stdin and stdout: may it use a path, who owns what, what was agreed, what a check reports
    ///
    /// Speaks the Model Context Protocol. The tools `may_use`, `owner_of`, `contracts_of` and `findings` read the workspace as
    /// it is on disk and write nothing. An agent starts the program itself; its configuration needs
    /// `cargo-boundaries mcp --manifest-path /path/to/Cargo.toml`.
    #[command(after_help = examples::MCP)]
    Mcp,
    /// Print a script that makes a shell complete commands, flags, and names of teams, modules and rules
    ///
    /// Names come from the workspace around the working directory, or of the `--manifest-path` that is typed: from the cache, or
    /// else by reading its code once. Nothing of it is executed. Both `cargo boundaries` and `cargo-boundaries` are completed.
    Completions(CompletionsArgs),
    /// Print the pages of the manual, for man(1)
    Man(ManArgs),
    /// Print the JSON Schema of boundaries.toml
    #[command(after_help = examples::SCHEMA)]
    Schema,
}

#[derive(Args, Debug)]
pub(crate) struct LspArgs {
    /// Many editors say on what they speak with a server; there is nothing else here
    #[arg(long, hide = true)]
    pub(crate) stdio: bool,
}

/// Flags that every command takes.
#[derive(Args, Debug, Default)]
pub(crate) struct CommonArgs {
    /// Path to the Cargo.toml of the workspace, or of one of its members
    #[arg(long, value_name = "PATH", global = true, help_heading = "Workspace")]
    pub(crate) manifest_path: Option<Utf8PathBuf>,
    /// Read the output of `cargo metadata --format-version 1 --no-deps` from a file instead of running cargo
    #[arg(long, value_name = "FILE", global = true, help_heading = "Workspace")]
    pub(crate) metadata_path: Option<Utf8PathBuf>,
    /// Use this policy file instead of looking for one. `KEY=VALUE` is configuration for the cargo that `--and` starts
    #[arg(long, value_name = "FILE", global = true, help_heading = "Workspace")]
    pub(crate) config: Vec<String>,
    /// Hand `--locked` on to `cargo metadata`
    #[arg(long, global = true, help_heading = "Workspace")]
    pub(crate) locked: bool,
    /// The network is never used; handed on to the cargo that `--and` starts
    #[arg(long, global = true, help_heading = "Workspace")]
    pub(crate) offline: bool,
    /// Hand `--frozen` on to `cargo metadata`
    #[arg(long, global = true, help_heading = "Workspace")]
    pub(crate) frozen: bool,
    /// Keep what was found for the next run in this folder [default: `cargo-boundaries` in Cargo's target folder]
    #[arg(
        long,
        value_name = "DIR",
        global = true,
        env = "CARGO_BOUNDARIES_CACHE_DIR",
        hide_env_values = true,
        help_heading = "Cache"
    )]
    pub(crate) cache_dir: Option<Utf8PathBuf>,
    /// Use nothing that earlier runs found, and keep nothing
    #[arg(long, global = true, env = "CARGO_BOUNDARIES_NO_CACHE", hide_env_values = true, value_parser = BoolishValueParser::new(), help_heading = "Cache")]
    pub(crate) no_cache: bool,
    /// Where that is.
    #[arg(skip)]
    pub(crate) cache: Cache,
    /// Who hears how far the analysis is.
    #[arg(skip)]
    pub(crate) progress: Option<Progress>,
    /// The flags whose values come from a variable, each with the variable.
    #[arg(skip)]
    pub(crate) from_environment: Vec<(String, String)>,
    /// Only code of these features and what they turn on (default: code of every feature)
    #[arg(short = 'F', long, value_name = "FEATURES", value_delimiter = ',', global = true, help_heading = "Code")]
    pub(crate) features: Vec<String>,
    /// Code of every feature, as by default
    #[arg(long, global = true, help_heading = "Code", hide_short_help = true)]
    pub(crate) all_features: bool,
    /// Leave code of default features out
    #[arg(long, global = true, help_heading = "Code")]
    pub(crate) no_default_features: bool,
    /// Only code for this platform (default, and where several are given: code for every platform)
    #[arg(long, value_name = "TRIPLE", global = true, help_heading = "Code")]
    pub(crate) target: Vec<String>,
    /// This condition holds, as with rustc's flag of the name: `name` or `key="value"`
    #[arg(long, value_name = "SPEC", global = true, help_heading = "Code")]
    pub(crate) cfg: Vec<String>,
    /// How much the workspace may make the tool do: `source-size=128MiB`; docs/limits.md lists the limits
    #[arg(
        long = "limit",
        value_name = "NAME=NUMBER",
        global = true,
        env = "CARGO_BOUNDARIES_LIMITS",
        hide_env_values = true,
        value_delimiter = ',',
        value_parser = LimitArg::parse,
        help_heading = "Code"
    )]
    pub(crate) limits: Vec<LimitArg>,
    /// When to use colour; default: CARGO_TERM_COLOR, else as the terminal, NO_COLOR and CLICOLOR say
    #[arg(long, value_name = "WHEN", global = true, help_heading = "Output")]
    pub(crate) color: Option<ColorWhen>,
    /// No notes, and no line on success
    #[arg(short, long, global = true, help_heading = "Output")]
    pub(crate) quiet: bool,
}

/// Flags of `check`, which stand before or after the word.
#[derive(Args, Debug, Default, Clone, PartialEq, Eq)]
pub(crate) struct CheckArgs {
    /// Fail only on what the code did not have where it parted from REV: a branch, a tag, a hash
    ///
    /// The merge base of REV and HEAD is read from git, with its own policy; the work tree is not touched. Couplings
    /// that it had as well are counted and do not fail, also where their files were renamed since. Where the policy says
    /// `enforce` or `sealed`, that holds.
    #[arg(long, value_name = "REV", help_heading = "Selection")]
    pub(crate) base: Option<String>,
    /// Only findings in code of this package
    #[arg(short, long = "package", value_name = "NAME", help_heading = "Selection")]
    pub(crate) packages: Vec<String>,
    /// Only findings in which this team takes part, on either side
    #[arg(long = "team", value_name = "NAME", help_heading = "Selection")]
    pub(crate) teams: Vec<String>,
    /// Only findings of this rule
    #[arg(long = "rule", value_name = "RULE", help_heading = "Selection")]
    pub(crate) rules: Vec<String>,
    #[command(flatten)]
    pub(crate) levels: LevelArgs,
    /// How strictly every boundary is held in this run, whatever the policy says
    #[arg(long, value_name = "LEVEL", help_heading = "Levels")]
    pub(crate) enforcement: Option<EnforcementLevel>,
    /// How to write the report, and where to: `text`, `sarif=out.sarif`. May be given several times, at most once without
    /// a file [default: auto]
    #[arg(long = "format", value_name = "FORMAT[=FILE]", value_parser = formats::RequestParser, help_heading = "Output")]
    pub(crate) formats: Vec<FormatRequest>,
    /// Also print what was read, what could not be seen, and how long it took (to stderr)
    #[arg(long, help_heading = "Output")]
    pub(crate) stats: bool,
    /// Also print how long each phase took, and the files, bytes and facts it took them for (to stderr)
    #[arg(long, value_name = "FORMAT", num_args = 0..=1, require_equals = true, default_missing_value = "text", help_heading = "Output")]
    pub(crate) timings: Option<TableFormat>,
    /// Tell which settings are in force and where each comes from: default, file, environment or argument; check nothing
    #[arg(long, value_name = "FORMAT", num_args = 0..=1, require_equals = true, default_missing_value = "text", help_heading = "Output")]
    pub(crate) explain_config: Option<TableFormat>,
    /// Exit with 0 even if there are findings that fail
    #[arg(long, help_heading = "Output")]
    pub(crate) exit_zero: bool,
    /// Stay, and check again whenever a source, a manifest, a policy or a CODEOWNERS changes; Ctrl-C ends it
    ///
    /// For terminals: the report is text, and nothing is written to files. A mistake in the policy is shown, and watching
    /// goes on.
    #[arg(long, help_heading = "Output")]
    pub(crate) watch: bool,
    #[command(flatten)]
    pub(crate) cargo: CargoArgs,
}

impl CommonArgs {
    /// The policy file, if one is named.
    pub(crate) fn policy_file(&self) -> Option<&Utf8Path> {
        self.config.iter().rfind(|value| !value.contains('=')).map(Utf8Path::new)
    }

    /// How much the workspace may make the tool do.
    pub(crate) fn limits(&self) -> Limits {
        LimitArg::all(&self.limits)
    }

    /// What narrows the code that takes part.
    pub(crate) fn code(&self) -> CfgOptions {
        // Editors join features by blanks, as cargo allows.
        let features = self.features.iter().flat_map(|features| features.split_whitespace()).map(str::to_owned);
        CfgOptions {
            features: features.filter(|_| !self.all_features).collect(),
            no_default_features: self.no_default_features && !self.all_features,
            target: if let [target] = self.target.as_slice() { Some(target.clone()) } else { None },
            cfg: self.cfg.clone(),
        }
    }
}

/// How to print what is told in place of a report, or beside it.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum TableFormat {
    /// A table
    Text,
    /// One JSON object
    Json,
}

/// How strictly boundaries are held.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum EnforcementLevel {
    /// Everything is reported, nothing fails
    Observe,
    /// Only what the baseline or the revision of `--base` did not have fails
    NoNew,
    /// All but exceptions fails
    Enforce,
    /// Everything fails, exceptions included
    Sealed,
}

/// Arguments of `contracts`.
#[derive(Args, Debug)]
pub(crate) struct ContractsArgs {
    #[command(subcommand)]
    pub(crate) command: Option<ContractsCommand>,
    /// Only contracts in which this team takes part, on either side
    #[arg(long, value_name = "NAME")]
    pub(crate) team: Option<String>,
    /// How to print
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub(crate) format: ContractsFormat,
}

/// How `contracts` prints.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum ContractsFormat {
    /// For reading
    Text,
    /// One JSON document
    Json,
}

/// What to do with contracts.
#[derive(Subcommand, Debug)]
pub(crate) enum ContractsCommand {
    /// Ask a provider for the smallest surface that covers what a team uses today
    ///
    /// Writes a request into boundaries/CONSUMER.toml. It permits nothing until the provider grants it.
    #[command(after_help = examples::PROPOSE)]
    Propose(ProposeArgs),
    /// Take contracts that nothing uses out of the policy files; comments and order stay
    #[command(after_help = examples::CONTRACTS_PRUNE)]
    Prune(PruneArgs),
}

/// Arguments of `contracts propose`.
#[derive(Args, Debug)]
pub(crate) struct ProposeArgs {
    /// The team that asks
    pub(crate) consumer: String,
    /// The team that is asked
    pub(crate) provider: String,
    /// Why the dependency is wanted; without it the request says how much there is today
    #[arg(long, value_name = "TEXT")]
    pub(crate) reason: Option<String>,
    /// Print the file instead of writing it
    #[arg(long)]
    pub(crate) print: bool,
}

/// Arguments of `contracts prune`.
#[derive(Args, Debug)]
pub(crate) struct PruneArgs {
    /// Also take entries that nothing uses out of the surfaces of contracts
    #[arg(long)]
    pub(crate) surfaces: bool,
    /// Tell what would change, and change nothing
    #[arg(long)]
    pub(crate) dry_run: bool,
}

/// What to do with the baseline. Nothing is written where `CI` is set.
#[derive(Subcommand, Debug)]
pub(crate) enum BaselineCommand {
    /// Record what is there now; refuses to tolerate more than before unless told to
    #[command(after_help = examples::UPDATE)]
    Update(BaselineUpdateArgs),
    /// Take out what is paid back; adds nothing
    #[command(after_help = examples::PRUNE)]
    Prune,
}

/// Arguments of `baseline update`.
#[derive(Args, Debug)]
pub(crate) struct BaselineUpdateArgs {
    /// Tolerate what is new as well
    #[arg(long, requires = "reason")]
    pub(crate) accept: bool,
    /// Why it is accepted; stored with each new entry
    #[arg(long, value_name = "TEXT", requires = "accept")]
    pub(crate) reason: Option<String>,
}

/// When to use colour.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum ColorWhen {
    /// Where the output is a terminal
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// Flags of `init`.
#[derive(Args, Debug)]
pub(crate) struct InitArgs {
    /// Print the policy instead of writing it
    #[arg(long)]
    pub(crate) print: bool,
    /// Take over what another tool's file says: teams of a `triagebot.toml`; constraints of a `deny.toml` (bans and their
    /// wrappers), a `Layerfile.toml`, an `arc-rules.toml`, or the visibility in `BUILD` files
    #[arg(long, value_name = "FILE")]
    pub(crate) from: Option<Utf8PathBuf>,
}

/// Arguments of `explain`.
#[derive(Args, Debug)]
pub(crate) struct ExplainArgs {
    /// The rule; without it, all rules are listed
    pub(crate) rule: Option<String>,
}

/// Arguments of `why`.
#[derive(Args, Debug)]
pub(crate) struct WhyArgs {
    /// Who uses: a team, package, crate, module or item
    #[arg(value_name = "A")]
    pub(crate) from: String,
    /// What is used: a team, package, crate, module or item
    #[arg(value_name = "B")]
    pub(crate) to: String,
}

impl CheckArgs {
    /// The reports that are asked for, in the words of this program or in cargo's.
    pub(crate) fn requests(&self) -> Vec<FormatRequest> {
        let format = match self.cargo.message_format.last() {
            None => return self.formats.clone(),
            Some(_) if self.cargo.wants_json() => CheckFormat::CargoJson,
            Some(MessageFormat::Short) => CheckFormat::Short,
            Some(_) => CheckFormat::Text,
        };
        let mut requests = self.formats.clone();
        requests.push(FormatRequest { format, file: None });
        requests
    }

    /// Why these flags cannot be obeyed together, if they cannot.
    pub(crate) fn contradiction(&self) -> Option<String> {
        let requests = self.requests();
        if self.explain_config.is_some() && (self.watch || self.cargo.and.is_some()) {
            let other = if self.watch { "--watch" } else { "--and" };
            return Some(format!("`--explain-config` checks nothing, so not `{other}` either"));
        }
        if self.watch {
            if let Some(command) = self.cargo.and {
                return Some(format!(
                    "`--watch` runs nothing of the workspace, and `--and {}` does; run one of them beside the other",
                    command.as_str()
                ));
            }
            for request in &requests {
                let name = request.format.name();
                if let Some(file) = &request.file {
                    return Some(format!(
                        "`--watch` is for reading and writes no files, so not `{name}={file}` either"
                    ));
                }
                if !matches!(request.format, CheckFormat::Auto | CheckFormat::Text | CheckFormat::Short) {
                    return Some(format!("`--watch` is for reading: it prints `text` or `short`, not `{name}`"));
                }
            }
        }
        formats::contradiction(&requests)
    }

    /// The flags before the word `check` and those after it, together. Where only one value is possible the later wins.
    pub(crate) fn merged_with(self, later: Self) -> Self {
        let both = |mut first: Vec<String>, second: Vec<String>| {
            first.extend(second);
            first
        };
        Self {
            base: later.base.or(self.base),
            packages: both(self.packages, later.packages),
            teams: both(self.teams, later.teams),
            rules: both(self.rules, later.rules),
            levels: self.levels.followed_by(later.levels),
            enforcement: later.enforcement.or(self.enforcement),
            formats: self.formats.into_iter().chain(later.formats).collect(),
            stats: self.stats || later.stats,
            timings: later.timings.or(self.timings),
            explain_config: later.explain_config.or(self.explain_config),
            exit_zero: self.exit_zero || later.exit_zero,
            watch: self.watch || later.watch,
            cargo: self.cargo.followed_by(later.cargo),
        }
    }
}
