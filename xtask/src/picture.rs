//! `picture`: a report of the example as it looks in a terminal, on a dark and on a light ground, as SVG for the README.
//!
//! The program is run as a user runs it; its colours become those of the picture. Nothing is drawn by hand.

mod ansi;
mod svg;

use std::process::Command;

use crate::codegen::Mode;
use crate::{Outcome, read, root, write};

/// What the picture shows behind the prompt, and runs in the example.
const COMMAND: &str = "cargo boundaries check --rule undeclared-coupling";

/// How wide source lines and labels may be.
const COLUMNS: &str = "100";

pub(crate) fn run(mode: Mode) -> Outcome {
    let lines = ansi::lines(&format!("\u{1b}[32;1m❯\u{1b}[0m \u{1b}[1m{COMMAND}\u{1b}[0m\n\n{}", report()?));
    let mut stale = Vec::new();
    for (name, ground) in [("dark", svg::DARK), ("light", svg::LIGHT)] {
        let path = format!("docs/report-{name}.svg");
        let (file, picture) = (root().join(&path), svg::draw(&lines, COMMAND, &ground));
        match mode {
            Mode::Write => write(&file, &picture)?,
            Mode::Check if read(&file).is_ok_and(|current| current == picture) => {}
            Mode::Check => stale.push(format!("`{path}` is out of date: run `cargo xtask picture`")),
        }
    }
    if stale.is_empty() { Ok(()) } else { Err(stale.join("\n")) }
}

/// What the command prints, colours included.
fn report() -> Result<String, String> {
    let program = ["run", "--quiet", "--package", "cargo-boundaries", "--"];
    let output = Command::new(env!("CARGO"))
        .args(program)
        .args(COMMAND.split(' ').skip(2))
        .args(["--format", "text", "--color", "always", "--manifest-path", "examples/shop/Cargo.toml"])
        .current_dir(root())
        .env("COLUMNS", COLUMNS)
        .output()
        .map_err(|error| format!("cargo cannot be called: {error}"))?;
    match output.status.code() {
        Some(1) => String::from_utf8(output.stdout).map_err(|error| error.to_string()),
        _ => Err(format!("no report: {}", String::from_utf8_lossy(&output.stderr))),
    }
}
