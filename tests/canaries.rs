//! Nothing of a workspace is run, and nothing around it is read, whatever the workspace asks for.
//!
//! Every place known to name a program names a script that leaves a trace; every way known to reach a file leads to one
//! outside that holds a word no report may show. Each test first proves that its traps work.
#![cfg(unix)]

use std::fs;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use boundaries_fixtures::Repository;
use boundaries_tests::command;
use tempfile::TempDir;

/// What only the files outside hold.
const SECRET: &str = "canary_secret";

/// Every command, as it would run over a stranger's pull request.
const COMMANDS: [&[&str]; 18] = [
    &[],
    &["check"],
    &["check", "--format", "json"],
    &["check", "--base", "HEAD"],
    &["diff", "HEAD"],
    &["diff", "HEAD~1", "HEAD"],
    &["owners"],
    &["owners", "orders/src/lib.rs"],
    &["owners", "--generate", "--output", "-"],
    &["contracts"],
    &["why", "orders", "billing"],
    &["graph"],
    &["graph", "--gaps"],
    &["explain", "undeclared-coupling"],
    &["check", "--explain-config"],
    &["completions", "bash", "--at", "2", "--", "boundaries", "why", ""],
    &["baseline", "update", "--accept", "--reason", "known"],
    &["baseline", "prune"],
];

const WORKSPACE: &str = r#"
//- boundaries.toml
[teams]
orders = { owns = ["orders"], handles = ["@org/orders"] }
billing = { owns = ["billing"], handles = ["@org/billing"] }
//- orders/Cargo.toml
[package]
name = "orders"
version = "0.1.0"
edition = "2024"
build = "build.rs"
metadata.canary = { run = "TRAP/package-metadata" }
[dependencies]
billing = { path = "../billing" }
derives = { path = "../derives" }
//- orders/build.rs
fn main() { std::process::Command::new("TRAP/build-script").status().unwrap(); }
//- orders/src/lib.rs
pub use billing::Invoice;
#[derive(derives::Trap)] pub struct Trapped;
derives::trap!();
include!("OUTSIDE/secret.rs");
include!("../../../../../../../../../../OUTSIDE/secret.rs");
const TEXT: &str = include_str!("OUTSIDE/secret.rs");
#[path = "OUTSIDE/secret.rs"] mod absolute;
#[path = "/etc/passwd"] mod passwd;
#[path = "/dev/zero"] mod zero;
mod pipe;
mod link;
mod folder;
mod dangling;
mod itself;
//- derives/Cargo.toml
[package]
name = "derives"
version = "0.1.0"
edition = "2024"
[lib]
proc-macro = true
//- derives/src/lib.rs
#[proc_macro]
pub fn trap(_: proc_macro::TokenStream) -> proc_macro::TokenStream {
    std::process::Command::new("TRAP/macro").status().unwrap();
    Default::default()
}
//- billing/src/lib.rs
pub struct Invoice;
//- .gitattributes
* filter=trap diff=trap merge=trap text=auto
//- rust-toolchain.toml
[toolchain]
path = "TRAP/toolchain"
//- .cargo/included.toml
[build]
rustc = "TRAP/included"
//- .cargo/config.toml
include = ["included.toml"]
paths = ["OUTSIDE"]
[build]
rustc = "TRAP/rustc"
rustc-wrapper = "TRAP/rustc-wrapper"
rustc-workspace-wrapper = "TRAP/rustc-workspace-wrapper"
rustdoc = "TRAP/rustdoc"
[target.'cfg(all())']
linker = "TRAP/linker"
runner = "TRAP/runner"
[alias]
boundaries = "run --bin trap"
metadata = ["run", "--bin", "trap"]
[registry]
global-credential-providers = ["TRAP/credentials"]
[env]
CARGO = { value = "TRAP/env-cargo", force = true }
RUSTC = { value = "TRAP/env-rustc", force = true }
PATH = { value = "TRAP", force = true }
"#;

/// A repository full of traps, and the folder outside where the scripts, the secret and the traces lie.
struct Trapped {
    repository: Repository,
    outside: TempDir,
}

impl Trapped {
    fn new() -> Self {
        let trapped = Self { repository: Repository::empty(), outside: tempfile::tempdir().expect("there is room") };
        let outside = trapped.outside.path();
        fs::create_dir_all(outside.join("traps/toolchain/bin")).expect("there is room");
        let secret = format!("pub struct {SECRET}; pub fn leak(_: billing::Invoice) {{}}\n");
        fs::write(outside.join("secret.rs"), &secret).expect("there is room");
        fs::write(outside.join("mod.rs"), &secret).expect("there is room");
        let trap = outside.join("traps").display().to_string();
        let text = WORKSPACE.replace("TRAP", &trap).replace("OUTSIDE", &outside.display().to_string());
        for name in text.split(&format!("{trap}/")).skip(1).filter_map(|rest| rest.split('"').next()) {
            if name != "toolchain" {
                trapped.trap(name);
            }
        }
        trapped.trap("toolchain/bin/cargo");
        trapped.trap("toolchain/bin/rustc");
        trapped.repository.commit(&text);
        trapped.repository.commit_all();
        trapped.links();
        trapped.git_settings();
        trapped
    }

    fn root(&self) -> &Path {
        self.repository.path()
    }

    /// A script that leaves a trace.
    fn trap(&self, name: &str) -> PathBuf {
        let script = self.outside.path().join("traps").join(name);
        let trace = self.outside.path().join(format!("{}.fired", name.replace('/', "-")));
        fs::write(&script, format!("#!/bin/sh\n: > '{}'\n", trace.display())).expect("there is room");
        fs::set_permissions(&script, fs::Permissions::from_mode(0o755)).expect("the file is ours");
        script
    }

    fn links(&self) {
        let source = self.root().join("orders/src");
        symlink(self.outside.path().join("secret.rs"), source.join("link.rs")).expect("links can be made");
        symlink(self.outside.path(), source.join("folder")).expect("links can be made");
        symlink("nowhere.rs", source.join("dangling.rs")).expect("links can be made");
        symlink("itself.rs", source.join("itself.rs")).expect("links can be made");
        let made = Command::new("mkfifo").arg(source.join("pipe.rs")).status().expect("mkfifo can be called");
        assert!(made.success());
    }

    fn git_settings(&self) {
        let settings = [
            "core.fsmonitor",
            "core.pager",
            "core.sshCommand",
            "core.askPass",
            "core.editor",
            "diff.external",
            "diff.trap.textconv",
            "diff.trap.command",
            "filter.trap.clean",
            "filter.trap.smudge",
            "filter.trap.process",
            "merge.trap.driver",
            "credential.helper",
            "pager.diff",
            "pager.log",
            "alias.diff",
        ];
        for name in settings {
            let script = self.trap(name).display().to_string();
            self.repository.git(&["config", name, if name == "alias.diff" { "!false" } else { &script }]);
        }
        let hooks = self.outside.path().join("traps");
        for hook in ["post-checkout", "post-index-change", "pre-commit", "reference-transaction", "pre-auto-gc"] {
            self.trap(hook);
            let inside = self.root().join(".git/hooks").join(hook);
            fs::create_dir_all(inside.parent().expect("it has a folder")).expect("there is room");
            fs::copy(hooks.join(hook), inside).expect("there is room");
        }
        self.repository.git(&["config", "core.hooksPath", hooks.to_str().expect("it is UTF-8")]);
    }

    /// The traps that fired; they are set again.
    fn fired(&self) -> Vec<String> {
        let entries = fs::read_dir(self.outside.path()).expect("the folder is ours").flatten();
        let traces =
            entries.map(|entry| entry.path()).filter(|path| path.extension().is_some_and(|end| end == "fired"));
        traces
            .map(|trace| {
                fs::remove_file(&trace).expect("the file is ours");
                trace.file_name().expect("it has a name").to_string_lossy().into_owned()
            })
            .collect()
    }

    fn run(&self, args: &[&str], by_path: bool) -> Output {
        let mut command = command(args);
        if by_path {
            // As a user who calls the program itself: cargo is the one on the path, which may pick a toolchain.
            command.env_remove("CARGO").env_remove("RUSTUP_TOOLCHAIN");
        }
        command.current_dir(self.root()).output().expect("the program can be called")
    }
}

#[test]
fn nothing_is_run_and_nothing_outside_is_read() {
    let trapped = Trapped::new();
    assert_eq!(trapped.fired(), [""; 0]);
    for by_path in [false, true] {
        for args in COMMANDS {
            stays_inside(&trapped, args, by_path);
        }
    }
    // What is there without a policy: the overview, and the proposal of a first one.
    fs::remove_file(trapped.root().join("boundaries.toml")).expect("the file is ours");
    fs::remove_dir_all(trapped.root().join("boundaries")).expect("a baseline was written");
    for args in [&["check"][..], &["init", "--print"]] {
        stays_inside(&trapped, args, true);
    }
}

/// Runs a command that must get to its work, run nothing, and show nothing from outside.
fn stays_inside(trapped: &Trapped, args: &[&str], by_path: bool) {
    let output = trapped.run(args, by_path);
    let text = String::from_utf8_lossy(&output.stdout) + String::from_utf8_lossy(&output.stderr);
    assert_eq!(trapped.fired(), [""; 0], "{args:?}");
    assert!(matches!(output.status.code(), Some(0 | 1)), "{args:?}: {text}");
    // Where a file outside would be is told, never what is in it.
    for word in [SECRET, "root:x:"] {
        assert!(!text.contains(word), "{args:?} shows {word}: {text}");
    }
}

#[test]
fn what_leads_outside_is_told() {
    let trapped = Trapped::new();
    let output = trapped.run(&["graph", "--gaps"], false);
    let text = String::from_utf8_lossy(&output.stdout);
    for module in ["absolute", "passwd", "zero", "pipe", "dangling", "itself"] {
        let is_told = |line: &str| line.contains("missing-module-file") && line.contains(&format!("\"{module}\""));
        assert!(text.lines().any(is_told), "`{module}` is not told: {text}");
    }
    for file in ["orders/src/link.rs", "orders/src/folder/mod.rs"] {
        let is_told = |line: &str| line.contains("the file lies outside the workspace") && line.contains(file);
        assert!(text.lines().any(is_told), "`{file}` is not told: {text}");
    }
    for line in [4, 5] {
        let is_told = |gap: &str| gap.contains("hidden-code") && gap.contains(&format!("\"line\":{line},"));
        assert!(text.lines().any(is_told), "the `include!` of line {line} is not told: {text}");
    }
}

#[test]
fn a_pipe_in_place_of_an_ignore_file_is_not_opened() {
    for place in [".gitignore", "orders/.gitignore"] {
        let trapped = Trapped::new();
        let made = Command::new("mkfifo").arg(trapped.root().join(place)).status().expect("mkfifo can be called");
        assert!(made.success());
        for args in [&["owners", "orders/"][..], &["owners", "--generate", "--output", "-"], &["check"]] {
            stays_inside(&trapped, args, false);
        }
    }
}

#[test]
fn the_traps_work() {
    let trapped = Trapped::new();
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args(["check", "--offline", "--quiet"]).current_dir(trapped.root());
    for name in ["RUSTC", "RUSTC_WRAPPER", "RUSTC_WORKSPACE_WRAPPER"] {
        cargo.env_remove(name);
    }
    cargo.output().expect("cargo can be called");
    assert!(trapped.fired().iter().any(|name| name.contains("rustc")));
    Command::new("git").arg("status").current_dir(trapped.root()).output().expect("git can be called");
    assert!(trapped.fired().iter().any(|name| name == "core.fsmonitor.fired"));
}
