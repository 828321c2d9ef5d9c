//! What an editor waits for after an edit, beside a check of the same workspace from nothing, in one process.

use std::process::Command;

use camino::{Utf8Path, Utf8PathBuf};

use super::{Subject, cargo};
use crate::Outcome;

pub(super) const HEADER: &str = "
| workspace | lines | from nothing, ms of processors | on the clock | an edit inside a body, ms of processors | on the clock | a new public function, ms of processors | on the clock | a new import, ms of processors | on the clock | a new public type, ms of processors | on the clock | a new type with `impl`s, ms of processors | on the clock | a new field, ms of processors | on the clock |
|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|
";

/// Builds the program that edits.
pub(super) fn build() -> Outcome {
    let example = ["--package", "boundaries-tests", "--example", "edits", "--target-dir", "target"];
    cargo(&[&["build", "--quiet", "--locked", "--release"], &example[..]].concat())
}

/// Measures a workspace: its line of the table. Nothing is written to it.
pub(super) fn line(target: &Utf8Path, subject: &Subject, rounds: usize) -> Result<String, String> {
    let program: Utf8PathBuf = target.join("release/examples/edits");
    let mut command = Command::new(&program);
    command.args([subject.root.join("Cargo.toml").as_str(), &rounds.to_string(), "--row"]);
    let output = command.output().map_err(|error| format!("cannot run `{program}`: {error}"))?;
    match output.status.success() {
        true => Ok(String::from_utf8_lossy(&output.stdout).into_owned()),
        false => Err(format!("`{}` cannot be edited: {}", subject.root, String::from_utf8_lossy(&output.stderr))),
    }
}
