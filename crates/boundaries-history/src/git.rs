//! Calls of `git`, made so that nothing a repository's configuration names is ever run.

use std::ffi::OsStr;
use std::io::{self, Write};
use std::process::{Child, Command, Output, Stdio};

use camino::{Utf8Path, Utf8PathBuf};

use crate::{HistoryError, Limits};

/// What another git, such as the one that runs a hook, hands on to its children. It would lead away from the folder that
/// is asked about.
const INHERITED: [&str; 23] = [
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_ASKPASS",
    "GIT_COMMON_DIR",
    "GIT_CONFIG",
    "GIT_CONFIG_PARAMETERS",
    "GIT_DEFAULT_HASH",
    "GIT_DIR",
    "GIT_EXTERNAL_DIFF",
    "GIT_GLOB_PATHSPECS",
    "GIT_GRAFT_FILE",
    "GIT_ICASE_PATHSPECS",
    "GIT_IMPLICIT_WORK_TREE",
    "GIT_INDEX_FILE",
    "GIT_INDEX_VERSION",
    "GIT_LITERAL_PATHSPECS",
    "GIT_NAMESPACE",
    "GIT_NOGLOB_PATHSPECS",
    "GIT_OBJECT_DIRECTORY",
    "GIT_PREFIX",
    "GIT_REPLACE_REF_BASE",
    "GIT_SHALLOW_FILE",
    "GIT_SSH",
    "GIT_WORK_TREE",
];

/// What holds for every call, stronger than any configuration.
const VARIABLES: [(&str, &str); 12] = [
    // No protocol has this name, so that every transport is refused, whatever `protocol.*.allow` says.
    ("GIT_ALLOW_PROTOCOL", "none"),
    ("GIT_CONFIG_COUNT", "0"),
    ("GIT_EDITOR", "false"),
    // A revision is what its name is the hash of, whatever the repository would put in its place.
    ("GIT_GRAFT_FILE", "/nonexistent/grafts"),
    // There is none, so that no file of the work tree is read in place of an object.
    ("GIT_INDEX_FILE", "/nonexistent/index"),
    ("GIT_NO_LAZY_FETCH", "1"),
    ("GIT_NO_REPLACE_OBJECTS", "1"),
    ("GIT_OPTIONAL_LOCKS", "0"),
    ("GIT_PAGER", "cat"),
    ("GIT_SSH_COMMAND", "false"),
    ("GIT_TERMINAL_PROMPT", "0"),
    ("LC_ALL", "C"),
];

/// Settings that start programs, switched off, and one that would change how names are written.
const SETTINGS: [&str; 10] = [
    "core.fsmonitor=false",
    "core.hooksPath=/dev/null",
    "core.pager=cat",
    "core.sshCommand=false",
    "core.askPass=",
    "credential.helper=",
    "protocol.allow=never",
    "gc.auto=0",
    "maintenance.auto=false",
    "i18n.logOutputEncoding=UTF-8",
];

/// git, called in one folder.
#[derive(Clone, Debug)]
pub(crate) struct Git {
    folder: Utf8PathBuf,
    /// Whether the folder is the repository itself, so that none is looked for around it.
    is_repository: bool,
    limits: Limits,
}

impl Git {
    /// In whichever repository the folder lies.
    pub(crate) fn within(folder: &Utf8Path) -> Self {
        Self { folder: folder.to_owned(), is_repository: false, limits: Limits::default() }
    }

    /// In a bare repository of our own.
    pub(crate) fn at(folder: &Utf8Path) -> Self {
        Self { folder: folder.to_owned(), is_repository: true, limits: Limits::default() }
    }

    /// The same with other limits on what is read.
    pub(crate) fn with_limits(self, limits: Limits) -> Self {
        Self { limits, ..self }
    }

    /// How much is read.
    pub(crate) fn limits(&self) -> &Limits {
        &self.limits
    }

    /// What a command prints, if it succeeds.
    pub(crate) fn read<S: AsRef<OsStr>>(&self, command: &'static str, args: &[S]) -> Result<Vec<u8>, HistoryError> {
        let output = self.run(command, args)?;
        if output.status.success() { Ok(output.stdout) } else { Err(refused(command, &output.stderr)) }
    }

    /// The whole result of a command.
    pub(crate) fn run<S: AsRef<OsStr>>(&self, command: &'static str, args: &[S]) -> Result<Output, HistoryError> {
        let mut call = self.call(command);
        call.args(args).stdin(Stdio::null()).output().map_err(HistoryError::NoGit)
    }

    /// What a command makes of what `feed` writes to it.
    pub(crate) fn fed<S: AsRef<OsStr>>(
        &self,
        command: &'static str,
        args: &[S],
        feed: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    ) -> Result<(), HistoryError> {
        let mut call = self.call(command);
        call.args(args).stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::piped());
        let mut child = call.spawn().map_err(HistoryError::NoGit)?;
        let mut input = io::BufWriter::new(child.stdin.take().expect("the input is piped"));
        // Where git stops listening, it says why when it ends.
        let _ = feed(&mut input).and_then(|()| input.flush());
        drop(input);
        let output = child.wait_with_output().map_err(HistoryError::NoGit)?;
        if output.status.success() { Ok(()) } else { Err(refused(command, &output.stderr)) }
    }

    /// A command that is written to and read from at the same time.
    pub(crate) fn conversation<S: AsRef<OsStr>>(
        &self,
        command: &'static str,
        args: &[S],
    ) -> Result<Child, HistoryError> {
        let mut call = self.call(command);
        call.args(args).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        call.spawn().map_err(HistoryError::NoGit)
    }

    /// The same for a command whose paths are globs.
    pub(crate) fn conversation_by_globs(&self, command: &'static str, args: &[&str]) -> Result<Child, HistoryError> {
        let mut call = self.call_with("--glob-pathspecs", command);
        call.args(args).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        call.spawn().map_err(HistoryError::NoGit)
    }

    fn call(&self, command: &'static str) -> Command {
        self.call_with("--literal-pathspecs", command)
    }

    #[expect(clippy::disallowed_methods, reason = "this is the one place that calls git")]
    fn call_with(&self, pathspecs: &'static str, command: &'static str) -> Command {
        let mut call = Command::new("git");
        for name in INHERITED {
            call.env_remove(name);
        }
        call.envs(VARIABLES);
        call.arg("--no-pager").arg(pathspecs);
        for setting in SETTINGS {
            call.args(["-c", setting]);
        }
        if self.is_repository {
            call.arg(format!("--git-dir={}", self.folder));
        } else {
            call.arg("-C").arg(&self.folder);
        }
        call.arg(command);
        call
    }
}

/// git's own words, without the prefix that every one of its messages has.
fn refused(command: &'static str, stderr: &[u8]) -> HistoryError {
    let text = String::from_utf8_lossy(stderr);
    let lines: Vec<&str> = text.lines().map(|line| line.trim_start_matches("fatal: ").trim()).collect();
    let message = lines.into_iter().filter(|line| !line.is_empty()).collect::<Vec<_>>().join("; ");
    HistoryError::Git { command, message: if message.is_empty() { "it gave no reason".to_owned() } else { message } }
}
