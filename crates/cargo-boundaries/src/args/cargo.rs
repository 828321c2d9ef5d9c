//! Flags of cargo itself. Editors hand them to whatever they run in place of `cargo check`; so they are understood, and handed
//! on to the cargo that `--and` starts. They choose what is compiled; boundaries hold for all targets alike.

use boundaries::internal::report::Rendered;
use clap::{Args, ValueEnum};

/// What `--and` runs.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum CargoCommand {
    /// `cargo check`
    Check,
    /// `cargo clippy`
    Clippy,
}

impl CargoCommand {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Check => "check",
            Self::Clippy => "clippy",
        }
    }
}

/// How messages are told, in the words of cargo.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum MessageFormat {
    /// The same as `--format text`
    Human,
    /// The same as `--format short`
    Short,
    /// The same as `--format cargo-json`
    Json,
    /// `json`, rendered in one line
    JsonDiagnosticShort,
    /// `json`, rendered in colour
    JsonDiagnosticRenderedAnsi,
    /// `json` without the findings, which go to standard error as text
    JsonRenderDiagnostics,
}

/// Flags of cargo.
#[derive(Args, Debug, Default, Clone, PartialEq, Eq)]
pub(crate) struct CargoArgs {
    /// The flag of cargo, for editors that run this in place of `cargo check`
    #[arg(long, value_name = "FMT", value_delimiter = ',', help_heading = "Cargo")]
    pub(crate) message_format: Vec<MessageFormat>,
    /// Also run `cargo check` or `cargo clippy`, and pass its messages on. This is the only flag that executes code of the
    /// workspace: build scripts and procedural macros, as cargo does. Arguments for cargo stand behind `--`
    #[arg(long, value_name = "COMMAND", help_heading = "Cargo")]
    pub(crate) and: Option<CargoCommand>,
    /// Leave findings in code of this package out
    #[arg(long, value_name = "NAME", help_heading = "Selection")]
    pub(crate) exclude: Vec<String>,
    #[command(flatten)]
    pub(crate) selection: TargetArgs,
    /// Arguments for the cargo that `--and` starts. They are taken off before the rest is read: an argument without a flag
    /// in front of a command would be taken for one, and no misspelt command would be noticed.
    #[arg(skip)]
    pub(crate) rest: Vec<String>,
}

/// Flags by which cargo chooses what to compile.
#[derive(Args, Debug, Default, Clone, PartialEq, Eq)]
pub(crate) struct TargetArgs {
    #[arg(long, alias = "all", hide = true)]
    pub(crate) workspace: bool,
    #[arg(long, hide = true)]
    pub(crate) keep_going: bool,
    #[arg(long, hide = true)]
    pub(crate) all_targets: bool,
    #[arg(long, hide = true)]
    pub(crate) lib: bool,
    #[arg(long, hide = true)]
    pub(crate) bins: bool,
    #[arg(long, hide = true)]
    pub(crate) examples: bool,
    #[arg(long, hide = true)]
    pub(crate) tests: bool,
    #[arg(long, hide = true)]
    pub(crate) benches: bool,
    #[arg(long, hide = true)]
    pub(crate) release: bool,
    #[arg(long, hide = true)]
    pub(crate) bin: Vec<String>,
    #[arg(long, hide = true)]
    pub(crate) example: Vec<String>,
    #[arg(long, hide = true)]
    pub(crate) test: Vec<String>,
    #[arg(long, hide = true)]
    pub(crate) bench: Vec<String>,
    #[arg(long, hide = true)]
    pub(crate) profile: Option<String>,
    #[arg(long, hide = true)]
    pub(crate) target_dir: Option<String>,
    #[arg(long, short, hide = true)]
    pub(crate) jobs: Option<String>,
}

impl CargoArgs {
    /// These flags and the ones behind them, together.
    pub(crate) fn followed_by(self, later: Self) -> Self {
        Self {
            message_format: joined(self.message_format, later.message_format),
            and: later.and.or(self.and),
            exclude: joined(self.exclude, later.exclude),
            selection: self.selection.followed_by(later.selection),
            rest: joined(self.rest, later.rest),
        }
    }

    /// Whether messages of cargo are asked for.
    pub(crate) fn wants_json(&self) -> bool {
        self.message_format.iter().any(|format| !matches!(format, MessageFormat::Human | MessageFormat::Short))
    }

    /// How the messages are rendered.
    pub(crate) fn rendered(&self) -> Rendered {
        let has = |format| self.message_format.contains(&format);
        match () {
            () if has(MessageFormat::JsonDiagnosticShort) => Rendered::Short,
            () if has(MessageFormat::JsonDiagnosticRenderedAnsi) => Rendered::Colored,
            () => Rendered::Full,
        }
    }
}

impl TargetArgs {
    fn followed_by(self, later: Self) -> Self {
        Self {
            workspace: self.workspace || later.workspace,
            keep_going: self.keep_going || later.keep_going,
            all_targets: self.all_targets || later.all_targets,
            lib: self.lib || later.lib,
            bins: self.bins || later.bins,
            examples: self.examples || later.examples,
            tests: self.tests || later.tests,
            benches: self.benches || later.benches,
            release: self.release || later.release,
            bin: joined(self.bin, later.bin),
            example: joined(self.example, later.example),
            test: joined(self.test, later.test),
            bench: joined(self.bench, later.bench),
            profile: later.profile.or(self.profile),
            target_dir: later.target_dir.or(self.target_dir),
            jobs: later.jobs.or(self.jobs),
        }
    }

    /// The same flags, as cargo takes them.
    pub(crate) fn words(&self) -> Vec<String> {
        let switches = [
            ("--workspace", self.workspace),
            ("--keep-going", self.keep_going),
            ("--all-targets", self.all_targets),
            ("--lib", self.lib),
            ("--bins", self.bins),
            ("--examples", self.examples),
            ("--tests", self.tests),
            ("--benches", self.benches),
            ("--release", self.release),
        ];
        let mut words: Vec<String> =
            switches.into_iter().filter(|&(_, on)| on).map(|(flag, _)| flag.to_owned()).collect();
        for (flag, values) in
            [("--bin", &self.bin), ("--example", &self.example), ("--test", &self.test), ("--bench", &self.bench)]
        {
            words.extend(values.iter().map(|value| format!("{flag}={value}")));
        }
        for (flag, value) in [("--profile", &self.profile), ("--target-dir", &self.target_dir), ("--jobs", &self.jobs)]
        {
            words.extend(value.iter().map(|value| format!("{flag}={value}")));
        }
        words
    }
}

fn joined<T>(mut first: Vec<T>, second: Vec<T>) -> Vec<T> {
    first.extend(second);
    first
}
