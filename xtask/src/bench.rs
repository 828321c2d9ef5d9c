//! `cargo xtask bench`: a check beside the floor of parsing the same files with syn, in one interleaved run.
//!
//! Wall time says little on a machine that does something else as well, so what is compared is the time that processors
//! spent, where the system tells it (Linux), and instructions, where `perf` can count them. All are medians.

mod generate;
mod measure;

use std::process::{Command, Stdio};

use boundaries::{Project, ProjectOptions};
use camino::{Utf8Path, Utf8PathBuf};

use crate::{Outcome, root, write};
use measure::Sample;

/// How many lines of code the generated workspace has.
const GENERATED_LINES: usize = 200_000;
/// How often each command runs, by default.
const ROUNDS: usize = 7;

/// `bench [--rounds N] [--lines N] [CHECKOUT..]`
pub(crate) fn run(args: &[&str]) -> Outcome {
    let (mut rounds, mut lines, mut checkouts) = (ROUNDS, GENERATED_LINES, Vec::new());
    let mut args = args.iter();
    while let Some(&arg) = args.next() {
        let mut number = || {
            let value = args.next().and_then(|value| value.parse().ok());
            value.ok_or_else(|| format!("`{arg}` takes a number"))
        };
        match arg {
            "--rounds" => rounds = number()?,
            "--lines" => lines = number()?,
            path if !path.starts_with('-') => checkouts.push(absolute(path)?),
            _ => return Err(format!("unknown flag `{arg}`")),
        }
    }
    let target = root().join("target");
    build(&target)?;
    if lines > 0 {
        checkouts.insert(0, generate::workspace(&target.join("bench"), lines)?);
    }
    let mut report = String::from(HEADER);
    for checkout in &checkouts {
        report.push_str(&line(&target, checkout, rounds.max(1))?);
    }
    #[expect(clippy::print_stdout, reason = "a task talks to the developer who runs it")]
    {
        print!("{report}");
    }
    Ok(())
}

const HEADER: &str = "\
| workspace | files | MB | floor, s | check, s | ratio | spread | ratio of instructions | peak, MB | bytes above 60 MB a source byte |
|---|---|---|---|---|---|---|---|---|---|
";

/// Builds the program and the floor, each by itself, so that neither gets the other's features.
fn build(target: &Utf8Path) -> Outcome {
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
    let floor = root().join("xtask/floor/Cargo.toml");
    let floor_target = target.join("floor");
    let ours: &[&str] = &["build", "--quiet", "--release", "--package", "cargo-boundaries"];
    let floor: &[&str] =
        &["build", "--quiet", "--release", "--manifest-path", floor.as_str(), "--target-dir", floor_target.as_str()];
    for args in [ours, floor] {
        let status = Command::new(&cargo).args(args).current_dir(root()).status();
        if !status.map_err(|error| format!("cannot call cargo: {error}"))?.success() {
            return Err("what is to be measured does not build".to_owned());
        }
    }
    Ok(())
}

/// Measures one workspace and writes its line of the table.
fn line(target: &Utf8Path, checkout: &Utf8Path, rounds: usize) -> Result<String, String> {
    let (list, files, bytes) = list(target, checkout)?;
    let mut ours = Command::new(target.join("release/cargo-boundaries"));
    ours.args(["check", "--exit-zero", "--no-cache", "--quiet", "--format", "short"]).current_dir(checkout);
    let mut floor = Command::new(target.join("floor/release/floor"));
    floor.arg(list);
    let mut commands = [ours, floor];
    for command in &mut commands {
        command.stdout(Stdio::null()).stderr(Stdio::null());
    }
    let [ours, floor] = measure::interleaved(&mut commands, rounds)?;
    let ratios: Vec<f64> = ours.iter().zip(&floor).map(|(ours, floor)| ours.seconds / floor.seconds).collect();
    let (low, high) = ratios.iter().fold((f64::MAX, 0.0_f64), |(low, high), &ratio| (low.min(ratio), high.max(ratio)));
    let seconds = |of: &[Sample]| measure::median(of.iter().map(|sample| sample.seconds));
    let (check, parse) = (seconds(&ours), seconds(&floor));
    let instructions = match measure::instructions(&commands) {
        Some([ours, floor]) => format!("{:.2}", ours / floor),
        None => "-".to_owned(),
    };
    let (peak, rest) = match measure::peak(&commands[0]) {
        Some(peak) => (format!("{:.0}", peak / 1e6), format!("{:.1}", (peak - 60e6).max(0.0) / bytes as f64)),
        None => ("-".to_owned(), "-".to_owned()),
    };
    Ok(format!(
        "| {} | {files} | {:.1} | {parse:.3} | {check:.3} | {:.2} | {low:.2} to {high:.2} | {instructions} | {peak} | {rest} |\n",
        checkout.file_name().unwrap_or("workspace"),
        bytes as f64 / 1e6,
        check / parse,
    ))
}

/// The sources that a check reads, as a list for the floor: their number and their size.
fn list(target: &Utf8Path, checkout: &Utf8Path) -> Result<(Utf8PathBuf, usize, u64), String> {
    let project = Project::load_without_policy(&ProjectOptions::at(checkout.join("Cargo.toml")));
    let project = project.map_err(|error| format!("`{checkout}` cannot be read: {error}"))?;
    let files = project.sources().files().map(|(_, file)| file);
    let mut sources: Vec<_> = files.filter(|file| file.path().extension() == Some("rs")).collect();
    sources.sort_by_key(|file| std::cmp::Reverse(file.text().len()));
    let bytes = sources.iter().map(|file| file.text().len() as u64).sum();
    let paths: Vec<_> = sources.iter().map(|file| project.root().join(file.path()).into_string()).collect();
    let list = target.join("bench/list");
    write(&list, &paths.join("\n"))?;
    Ok((list, paths.len(), bytes))
}

fn absolute(path: &str) -> Result<Utf8PathBuf, String> {
    Utf8Path::new(path).canonicalize_utf8().map_err(|error| format!("cannot find `{path}`: {error}"))
}
