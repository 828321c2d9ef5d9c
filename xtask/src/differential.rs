//! Writes workspaces that nobody would write, for comparing what the analysis makes of their names with what a compiler does.
//!
//! Names are few, so that they meet: modules are called like crates, items like those of the prelude, imports like what they
//! hide. Much of what is written first does not compile. Each item and each reference stands on a line of its own, and
//! what the compiler refuses is taken out, line by line, until it accepts the rest. The result is scored with
//! `cargo xtask accuracy`, against what a compiler's front end says of it.

mod body;
mod imports;
mod items;
mod model;
mod random;
mod write;

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use camino::{Utf8Path, Utf8PathBuf};
use serde_json::Value;

use crate::{Outcome, write as write_file};
use random::Random;

/// How often the compiler is asked before it is given up.
const ROUNDS: usize = 80;

/// The files of a workspace by their paths, as lines.
pub(crate) type Files = BTreeMap<Utf8PathBuf, Vec<String>>;

/// Writes a workspace of as many groups of crates as are wanted, which is the same for the same seed.
pub(crate) fn run(dir: &Utf8Path, groups: &str, seed: &str) -> Outcome {
    let number = |text: &str| text.parse::<u64>().map_err(|error| format!("`{text}`: {error}"));
    let (groups, seed) = (number(groups)?, number(seed)?);
    let mut files = Files::new();
    let mut members = Vec::new();
    for group in 0..groups {
        let mut random = Random::new(seed.wrapping_mul(1000).wrapping_add(group));
        let model = model::Model::random(&format!("g{group}"), &mut random);
        members.extend(write::group(model, &mut random, &mut files));
    }
    let list: Vec<String> = members.iter().map(|member| format!("    \"{member}\",")).collect();
    let manifest = format!("[workspace]\nresolver = \"2\"\nmembers = [\n{}\n]\n", list.join("\n"));
    files.insert("Cargo.toml".into(), manifest.lines().map(str::to_owned).collect());
    for (path, lines) in &files {
        write_lines(dir, path, lines)?;
    }
    take_out_errors(dir, &mut files)
}

fn write_lines(dir: &Utf8Path, path: &Utf8Path, lines: &[String]) -> Outcome {
    write_file(&dir.join(path), &(lines.join("\n") + "\n"))
}

/// Empties the lines that the compiler refuses until it refuses none. The lines behind them keep their numbers.
fn take_out_errors(dir: &Utf8Path, files: &mut Files) -> Outcome {
    for _ in 0..ROUNDS {
        let wrong = refused(dir)?;
        if wrong.is_empty() {
            return Ok(());
        }
        let mut touched = BTreeSet::new();
        for (path, line) in wrong {
            let lines = files.get_mut(&path).ok_or_else(|| format!("`{path}` was not written here"))?;
            // It may have gone with another one.
            if lines.get(line - 1).is_some_and(|text| !matches!(text.as_str(), "" | "}" | "};")) {
                take_out(lines, line - 1);
                touched.insert(path);
            }
        }
        if touched.is_empty() {
            return Err("the compiler refuses lines that hold nothing".to_owned());
        }
        for path in touched {
            write_lines(dir, &path, &files[&path])?;
        }
    }
    Err(format!("the compiler refuses some lines after {ROUNDS} rounds"))
}

/// Empties a line, and leaves as many blocks open as before.
fn take_out(lines: &mut [String], at: usize) {
    let text = std::mem::take(&mut lines[at]);
    if text.ends_with("::{") {
        lines[at] = "use {".to_owned();
    } else if text.starts_with("impl ") && text.ends_with('{') {
        let whole = lines[at..].iter_mut().take_while(|line| *line != "}").count();
        lines[at..=at + whole].fill(String::new());
    } else if text.ends_with('{') {
        lines[at] = format!("mod gone_{at} {{");
    }
}

/// The lines that the compiler refuses.
fn refused(dir: &Utf8Path) -> Result<BTreeSet<(Utf8PathBuf, usize)>, String> {
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
    let output = Command::new(cargo)
        .args(["check", "--workspace", "--keep-going", "--offline", "--quiet", "--message-format", "json"])
        .current_dir(dir)
        .env("RUSTFLAGS", "--cap-lints allow")
        .output()
        .map_err(|error| format!("cannot run cargo: {error}"))?;
    let mut wrong = BTreeSet::new();
    let mut elsewhere = Vec::new();
    for line in String::from_utf8_lossy(&output.stdout).lines() {
        let Ok(record) = serde_json::from_str::<Value>(line) else { continue };
        let message = &record["message"];
        if record["reason"] != "compiler-message" || message["level"] != "error" {
            continue;
        }
        let spans = || message["spans"].as_array().into_iter().flatten();
        let primary = spans().filter(|span| span["is_primary"] == true);
        // What is said of a macro of the standard library has its place here among the others.
        let mut places: Vec<_> =
            primary.chain(spans()).filter_map(place).filter(|(path, _)| path.is_relative()).collect();
        if places.is_empty() {
            elsewhere.push(message["rendered"].to_string());
        }
        // One at a time, as the second may be right once the first is gone.
        places.truncate(1);
        wrong.extend(places);
    }
    if wrong.is_empty() && !output.status.success() {
        return Err(format!("{}\n{}", elsewhere.join("\n"), String::from_utf8_lossy(&output.stderr)));
    }
    Ok(wrong)
}

/// Where a span lies: in what a macro makes, where the macro is called.
fn place(span: &Value) -> Option<(Utf8PathBuf, usize)> {
    let mut span = span;
    while let Some(call) = span.pointer("/expansion/span") {
        span = call;
    }
    let line = usize::try_from(span["line_start"].as_u64()?).ok()?;
    Some((span["file_name"].as_str()?.into(), line))
}
