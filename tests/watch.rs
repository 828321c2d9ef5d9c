//! `check --watch` as somebody at a terminal meets it. Nothing here sleeps: each step waits for the line that it causes.

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command};
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::Duration;

use boundaries_fixtures::Fixture;
use boundaries_tests::command;

const TWO_TEAMS: &str = "\
//- boundaries.toml
[teams]
orders = { owns = [\"orders\"] }
billing = { owns = [\"billing\"] }
//- billing/src/lib.rs
pub struct Invoice;
//- orders/src/lib.rs deps: billing
";

/// The longest that a step may take before it counts as failed.
const PATIENCE: Duration = Duration::from_secs(60);

const WATCH: [&str; 4] = ["check", "--watch", "--format", "short"];

/// A program that watches, and the lines it prints.
struct Watching {
    child: Child,
    lines: Receiver<String>,
}

impl Watching {
    fn start(folder: &Path) -> Self {
        Self::started(&mut command(&WATCH), folder)
    }

    fn started(command: &mut Command, folder: &Path) -> Self {
        // One pipe for both streams, so that lines come in the order in which they are printed.
        let (reader, writer) = std::io::pipe().expect("a pipe can be made");
        let child = command
            .current_dir(folder)
            .stdout(writer.try_clone().expect("a pipe can be shared"))
            .stderr(writer)
            .spawn()
            .expect("the program can be called");
        let (sender, lines) = mpsc::channel();
        thread::spawn(move || {
            BufReader::new(reader).lines().map_while(Result::ok).try_for_each(|line| sender.send(line))
        });
        Self { child, lines }
    }

    /// Reads until a line has this text in it. The lines before it.
    fn until(&self, text: &str) -> Vec<String> {
        let mut before = Vec::new();
        loop {
            match self.lines.recv_timeout(PATIENCE) {
                Ok(line) if line.contains(text) => return before,
                Ok(line) => before.push(line),
                Err(_) => panic!("no line with `{text}`; there were {before:#?}"),
            }
        }
    }
}

impl Drop for Watching {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn each_change_is_checked_until_somebody_ends_it() {
    let dir = Fixture::parse(TWO_TEAMS).write().expect("the workspace can be written");
    let file = |path: &str| dir.path().join(path);
    let write = |path: &str, text: &str| fs::write(file(path), text).expect("the file can be written");
    let policy = fs::read_to_string(file("boundaries.toml")).expect("the policy can be read");

    let mut watching = Watching::start(dir.path());
    watching.until("watching for changes; Ctrl-C ends it");

    write("orders/src/lib.rs", "pub fn pay(_: billing::Invoice) {}");
    watching.until("changed: orders/src/lib.rs");
    watching.until("orders/src/lib.rs:1:24: deny[undeclared-coupling]");
    watching.until("watching");

    write("boundaries.toml", "[teams\n");
    watching.until("changed: boundaries.toml");
    watching.until("boundaries.toml:1:");
    watching.until("watching");

    write("boundaries.toml", &policy);
    watching.until("orders/src/lib.rs:1:24: deny[undeclared-coupling]");
    watching.until("watching");

    // A file that is known is read again by itself, others as far as they depend on it.
    write("billing/src/lib.rs", "pub struct Bill;");
    watching.until("changed: billing/src/lib.rs");
    let report = watching.until("watching");
    assert!(!report.iter().any(|line| line.contains("undeclared-coupling")), "{report:#?}");
    write("billing/src/lib.rs", "pub struct Invoice;");
    watching.until("orders/src/lib.rs:1:24: deny[undeclared-coupling]");
    watching.until("watching");

    // A folder that comes later is watched like those that were there.
    fs::create_dir(file("orders/src/later")).expect("a folder can be made");
    watching.until("watching");
    write("orders/src/later/mod.rs", "pub fn refund() -> billing::Invoice { billing::Invoice }");
    write("orders/src/lib.rs", "mod later;");
    watching.until("orders/src/later/mod.rs:1:29: deny[undeclared-coupling]");
    watching.until("watching");

    assert!(watching.child.try_wait().expect("it can be asked").is_none(), "it goes on until it is ended");
    #[cfg(unix)]
    if !is_interrupt_ignored() {
        ended_by_the_keyboard(&mut watching);
    }
}

/// Whether whoever started the tests has programs go on at Ctrl-C, as shells do with those in the background.
#[cfg(unix)]
fn is_interrupt_ignored() -> bool {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let ignored = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    ignored.is_some_and(|mask| u64::from_str_radix(mask.trim(), 16).is_ok_and(|mask| mask & 0b10 != 0))
}

/// What Ctrl-C does, and that the program ends by it.
#[cfg(unix)]
fn ended_by_the_keyboard(watching: &mut Watching) {
    use std::os::unix::process::ExitStatusExt as _;

    let process = watching.child.id().to_string();
    let sent = std::process::Command::new("kill").args(["-INT", &process]).status().expect("kill can be called");
    assert!(sent.success());
    let ended = watching.child.wait().expect("it ends");
    assert_eq!(ended.signal(), Some(2), "a shell shows 130 for it");
}

/// Each check of many keeps to the limits that the program was started with, whichever way they were given.
#[test]
fn limits_hold_for_as_long_as_it_watches() {
    let by_flag = || command(&[&WATCH[..], &["--limit", "source-size=50"]].concat());
    let by_variable = || {
        let mut command = command(&WATCH);
        command.env("CARGO_BOUNDARIES_LIMITS", "source-size=50");
        command
    };
    for mut command in [by_flag(), by_variable()] {
        let dir = Fixture::parse(TWO_TEAMS).write().expect("the workspace can be written");
        let write = |text: &str| fs::write(dir.path().join("orders/src/lib.rs"), text).expect("it can be written");
        let large = format!("pub fn pay(_: billing::Invoice) {{}} // {}", "-".repeat(50));
        write(&large);
        let watching = Watching::started(&mut command, dir.path());
        watching.until("orders/src/lib.rs:1:1: warn[unreadable-source]: the file cannot be read: larger than 50 bytes");
        watching.until("watching");
        write(&large[..36]);
        watching.until("orders/src/lib.rs:1:24: deny[undeclared-coupling]");
        watching.until("watching");
        write(&large);
        watching.until("warn[unreadable-source]: the file cannot be read: larger than 50 bytes");
        watching.until("watching");
    }
}
