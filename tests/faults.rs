//! Whatever happens while a file is written, the old one stands or the new one does.
//!
//! strace ends the program, or lets a call of the system fail, at each call that has to do with writing, one after the
//! other. Where strace is not there or may not trace, nothing is tested.
#![cfg(target_os = "linux")]

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use boundaries_fixtures::Fixture;
use boundaries_tests::command;
use tempfile::TempDir;

/// A policy with comments and line endings of its own, a contract that nothing needs, and a breach without one.
const WORKSPACE: &str = "\
//- boundaries.toml
# who owns what
[teams]
orders = { owns = [\"orders/**\"], handles = [\"@bank/orders\"] } # the shop

# nobody needs it any more
[[contract]]
consumer = \"billing\"
provider = \"orders\"
reason = \"bills are ordered\"
//- boundaries/billing.toml
# what billing owns and grants
owns = [\"billing/**\"]
handles = [\"@bank/billing\"]
[[grant]]
consumer = \"orders\"
kinds = [\"build\"]
reason = \"orders are built from bills\" # and no more
//- CODEOWNERS
# hand-written:
/docs/ @bank/docs
# end of hand-written
//- orders/src/lib.rs deps: billing
pub use billing::Invoice;
//- billing/src/lib.rs
pub struct Invoice;
pub struct Coupon;
";

/// Two teams that need each other, and no policy: the weaker direction is recorded as a debt.
const WITHOUT_POLICY: &str = "\
//- CODEOWNERS
/shop/src/orders.rs @bank/orders
/shop/src/billing.rs @bank/billing
//- shop/src/lib.rs
pub mod orders;
pub mod billing;
//- shop/src/orders.rs
pub use crate::billing::{Bill, Invoice};
pub struct Order;
//- shop/src/billing.rs
pub struct Bill;
pub struct Invoice;
pub fn of(_: crate::orders::Order) {}
";

/// Commands that write, each with what it starts from.
const COMMANDS: [(&str, &[&str]); 5] = [
    (WORKSPACE, &["baseline", "update", "--accept", "--reason", "known"]),
    (WORKSPACE, &["contracts", "prune"]),
    (WORKSPACE, &["contracts", "propose", "orders", "billing", "--reason", "orders are paid"]),
    (WORKSPACE, &["owners", "--generate"]),
    (WITHOUT_POLICY, &["init"]),
];

/// Calls that write, and what may become of them.
const CALLS: [&str; 4] = ["write", "fsync", "fchmod", "renameat2,rename,renameat"];

/// What may become of a call: it does not return, or the disk is full.
fn faults(calls: &str) -> &'static [&'static str] {
    if calls == "write" { &["signal=KILL", "error=ENOSPC"] } else { &["signal=KILL"] }
}

/// More calls of one kind than any command makes.
const MANY: usize = 60;

/// A workspace in which every file that a command may write has line endings and permissions of its own.
fn workspace(text: &str) -> TempDir {
    let folder = Fixture::parse(text).write().expect("there is room");
    fs::create_dir(folder.path().join(".git")).expect("there is room");
    for path in FILES.map(|file| folder.path().join(file)) {
        if let Ok(text) = fs::read_to_string(&path) {
            fs::write(&path, text.replace('\n', "\r\n")).expect("there is room");
            fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).expect("it is ours");
        }
    }
    folder
}

/// What a command may write.
const FILES: [&str; 6] = [
    "boundaries.toml",
    "boundaries/orders.toml",
    "boundaries/billing.toml",
    "boundaries/baseline/orders.toml",
    "boundaries/baseline/billing.toml",
    "CODEOWNERS",
];

/// The files that a command may write, with their permissions; those that are half written are not among them.
fn written(root: &Path) -> BTreeMap<PathBuf, (String, u32)> {
    let read = |file: &&str| {
        let path = root.join(file);
        let mode = path.metadata().ok()?.permissions().mode() & 0o777;
        Some((PathBuf::from(file), (fs::read_to_string(path).ok()?, mode)))
    };
    FILES.iter().filter_map(read).collect()
}

fn can_trace() -> bool {
    let traced =
        Command::new("strace").args(["-o", "/dev/null", "-e", "inject=fsync:signal=KILL:when=9", "true"]).output();
    traced.is_ok_and(|output| output.status.success())
}

/// The command with a fault at the `number`th call of a kind; whether it came so far.
fn with_fault(root: &Path, args: &[&str], calls: &str, fault: &str, number: usize) -> bool {
    let plain = command(args);
    let mut traced = Command::new("strace");
    let log = root.join(".git/log");
    traced.arg("-o").arg(&log).args(["-e", &format!("trace={calls}")]);
    traced.args(["-e", &format!("inject={calls}:{fault}:when={number}")]).arg(plain.get_program());
    traced.args(plain.get_args()).current_dir(root);
    for (name, value) in plain.get_envs() {
        match value {
            Some(value) => traced.env(name, value),
            None => traced.env_remove(name),
        };
    }
    let output = traced.output().expect("strace can be called");
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(!told.contains("panicked"), "{args:?} with {fault} at {calls} {number}: {told}");
    let log = fs::read_to_string(log).unwrap_or_default();
    log.contains("(INJECTED)") || log.contains("killed by SIGKILL")
}

#[test]
fn the_old_file_stands_or_the_new_one() {
    if !can_trace() {
        return;
    }
    for (text, args) in COMMANDS {
        let whole = workspace(text);
        let old = written(whole.path());
        let output = command(args).current_dir(whole.path()).output().expect("the program can be called");
        assert!(output.status.success(), "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
        let new = written(whole.path());
        assert_ne!(old, new, "{args:?} writes something");
        for (file, (_, mode)) in &old {
            assert_eq!(new[file].1, *mode, "{args:?} keeps the permissions of {}", file.display());
        }
        for calls in CALLS {
            for fault in faults(calls) {
                for number in 1..=MANY {
                    let folder = workspace(text);
                    let came_so_far = with_fault(folder.path(), args, calls, fault, number);
                    let found = written(folder.path());
                    let why = format!("{args:?} with {fault} at {calls} {number}");
                    for file in FILES.map(Path::new) {
                        let is = found.get(file);
                        assert!(is == old.get(file) || is == new.get(file), "{why}: {}: {is:?}", file.display());
                    }
                    if !came_so_far {
                        assert_eq!(found, new, "{why}");
                        break;
                    }
                    assert!(number < MANY, "{why}");
                    command(args).current_dir(folder.path()).output().expect("the program can be called");
                    assert_eq!(written(folder.path()), new, "{why}, and the next run");
                }
            }
        }
    }
}

/// What is kept by a run that is ended somewhere does not change what the next one tells.
#[test]
fn a_killed_run_poisons_no_cache() {
    if !can_trace() {
        return;
    }
    let args = &["check", "--format", "short"];
    let folder = workspace(WORKSPACE);
    let expected = command(args).current_dir(folder.path()).output().expect("the program can be called").stdout;
    let user = tempfile::tempdir().expect("there is room");
    for calls in ["write", "renameat2,rename,renameat", "openat"] {
        for fault in faults(calls) {
            // Far more files are opened than written.
            let step = if calls == "openat" { 41 } else { 2 };
            for number in (1..).step_by(step) {
                let mut traced = Command::new("strace");
                let log = folder.path().join(".git/log");
                traced.arg("-f").arg("-o").arg(&log).args(["-e", &format!("trace={calls}")]);
                traced.args(["-e", &format!("inject={calls}:{fault}:when={number}")]);
                let plain = command(args);
                let cached = |run: &mut Command| {
                    run.env_remove("CARGO_BOUNDARIES_NO_CACHE").env("XDG_CACHE_HOME", user.path());
                    run.env_remove("CARGO_TARGET_DIR").current_dir(folder.path());
                };
                traced.arg(plain.get_program()).args(args);
                cached(&mut traced);
                let output = traced.output().expect("strace can be called");
                let told = String::from_utf8_lossy(&output.stderr);
                assert!(!told.contains("panicked"), "{fault} at {calls} {number}: {told}");
                let log = fs::read_to_string(log).unwrap_or_default();
                let mut next = command(args);
                cached(&mut next);
                let next = next.output().expect("the program can be called");
                assert_eq!(next.stdout, expected, "after {fault} at {calls} {number}");
                if !(log.contains("(INJECTED)") || log.contains("killed by SIGKILL")) || number > 400 {
                    break;
                }
            }
        }
    }
}
