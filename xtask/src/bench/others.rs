//! What one would take instead of a check, where it is installed: the compiler itself, and tools that draw or judge modules.
//!
//! They do not do the same work, and not all of them read the whole workspace; the figures say what somebody waits for.
//! `cargo check` runs build scripts and macros of the workspace, unlike everything else here.

use std::process::Command;

use camino::Utf8Path;

use super::measure::{self, Run};
use super::{Subject, cold_check, program};
use crate::Outcome;

pub(super) const HEADER: &str = "
| workspace | instead | seconds | times a check | spread |
|---|---|---|---|---|
";

/// How often each of them runs at most: some take minutes.
const ROUNDS: usize = 3;

/// Each tool with its arguments; `cargo` stands for the one in use.
const TOOLS: &[(&str, &str, &[&str])] = &[
    ("cargo metadata --no-deps", "cargo", &["metadata", "--no-deps", "--offline", "--format-version", "1"]),
    ("cargo check", "cargo", &["check", "--workspace", "--all-targets", "--offline", "--quiet"]),
    ("cargo-arc", "cargo-arc", &["arc", "check"]),
    ("cargo-coupling", "cargo-coupling", &["coupling", "--summary", "."]),
    ("cargo-modules", "cargo-modules", &["dependencies", "--lib", "--no-externs", "--no-sysroot"]),
];

/// Measures what is installed and works on a workspace: its lines of the table.
pub(super) fn lines(target: &Utf8Path, subject: &Subject, rounds: usize) -> Result<String, String> {
    let build = target.join("bench/check");
    let remove_build = || -> Outcome {
        let _ = std::fs::remove_dir_all(&build);
        Ok(())
    };
    let mut runs = vec![Run::new(cold_check(&program(target), &subject.root))];
    let mut names = Vec::new();
    let mut missing = Vec::new();
    for (name, tool, args) in TOOLS {
        let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
        let tool = if *tool == "cargo" { cargo.as_str() } else { tool };
        if Command::new(tool).arg("--version").output().is_err() {
            missing.push(*name);
            continue;
        }
        let mut command = Command::new(tool);
        command.args(*args).current_dir(&subject.root).env("CARGO_TARGET_DIR", &build);
        runs.push(Run::new(command).after(remove_build));
        names.push(*name);
    }
    let samples = measure::interleaved(&mut runs, rounds.min(ROUNDS))?;
    let Some(Some(ours)) = samples.first() else { return Err(format!("`{}` cannot be checked", subject.root)) };
    let mut lines = String::new();
    for (name, samples) in names.iter().zip(&samples[1..]) {
        lines.push_str(&match samples {
            Some(samples) => {
                let (low, high) = samples.spread(ours);
                let (seconds, ratio) = (samples.seconds(), samples.seconds() / ours.seconds());
                format!("| {} | {name} | {seconds:.2} | {ratio:.1} | {low:.1} to {high:.1} |\n", subject.name)
            }
            None => format!("| {} | {name} | fails here | | |\n", subject.name),
        });
    }
    for name in missing {
        lines.push_str(&format!("| {} | {name} | not installed | | |\n", subject.name));
    }
    remove_build()?;
    Ok(lines)
}
