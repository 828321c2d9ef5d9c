//! `cargo xtask bench`: a check beside the floor of parsing the same files with syn, and beside what one would take instead,
//! in one interleaved run.
//!
//! Wall time says little on a machine that does something else as well, so what is compared is the time that processors
//! spent, and instructions, where `perf` can count them. All are medians; ratios are taken within one round.

mod cached;
mod edits;
pub(crate) mod generate;
mod load;
mod measure;
mod others;

use std::fmt::Write as _;
use std::process::Command;

use boundaries::{Project, ProjectOptions};
use camino::{Utf8Path, Utf8PathBuf};

use crate::{Outcome, root, write};
use load::PARTS;
use measure::Run;

/// How many lines of code the generated workspace has.
const GENERATED_LINES: usize = 200_000;
/// How often each command runs, by default.
const ROUNDS: usize = 7;

/// What is asked for.
struct Options {
    rounds: usize,
    /// How many lines each generated workspace has.
    lines: Vec<usize>,
    checkouts: Vec<Utf8PathBuf>,
    /// Whether other tools are measured as well, where they are installed.
    others: bool,
    /// Whether nothing is measured but what an editor waits for after an edit.
    edits: bool,
    /// Of how many crates a workspace is that is held to what smaller ones promise; nothing else is measured then.
    load: Option<usize>,
}

/// A workspace that is measured.
struct Subject {
    name: String,
    root: Utf8PathBuf,
    /// A file with the paths of the sources that a check reads, the largest first.
    list: Utf8PathBuf,
    files: usize,
    bytes: u64,
    lines: usize,
}

/// `bench [--rounds N] [--lines N[,N..]] [--others] [--edits] [--load CRATES] [CHECKOUT..]`
pub(crate) fn run(args: &[&str]) -> Outcome {
    let options = options(args)?;
    let target = root().join("target");
    match options.edits {
        true => edits::build()?,
        false => build(&target)?,
    }
    if let Some(crates) = options.load {
        return load::measure(&target, crates);
    }
    let mut subjects = Vec::new();
    for &lines in &options.lines {
        let generated = generate::workspace(&target.join("bench"), lines)?;
        subjects.push(subject(&target, &generated)?);
    }
    for checkout in &options.checkouts {
        subjects.push(subject(&target, checkout)?);
    }
    if options.edits {
        print(edits::HEADER);
        for subject in &subjects {
            print(&edits::line(&target, subject, options.rounds)?);
        }
        return Ok(());
    }
    print(&start_up(&target, options.rounds)?);
    print(COLD);
    let mut costs = Vec::new();
    for subject in &subjects {
        let (line, seconds) = cold(&target, subject, options.rounds)?;
        costs.push((subject.bytes as f64, seconds));
        print(&line);
    }
    if let Some(exponent) = measure::exponent(&costs) {
        print(&format!("\nseconds of a check grow with bytes by the exponent {exponent:.2}\n"));
    }
    print(cached::HEADER);
    for subject in &subjects {
        print(&cached::line(&target, subject, options.rounds)?);
    }
    if options.others {
        print(others::HEADER);
        for subject in &subjects {
            print(&others::lines(&target, subject, options.rounds)?);
        }
    }
    Ok(())
}

fn options(args: &[&str]) -> Result<Options, String> {
    let mut options = Options {
        rounds: ROUNDS,
        lines: vec![GENERATED_LINES],
        checkouts: Vec::new(),
        others: false,
        edits: false,
        load: None,
    };
    let mut args = args.iter();
    while let Some(&arg) = args.next() {
        let mut numbers = || {
            let numbers = args.next().map(|list| list.split(',').map(str::parse).collect::<Result<Vec<usize>, _>>());
            numbers.and_then(Result::ok).ok_or_else(|| format!("`{arg}` takes a number"))
        };
        match arg {
            "--rounds" => options.rounds = numbers()?.iter().sum::<usize>().max(1),
            "--lines" => options.lines = numbers()?.into_iter().filter(|lines| *lines > 0).collect(),
            "--others" => options.others = true,
            "--edits" => options.edits = true,
            "--load" => options.load = Some(numbers()?.iter().sum::<usize>().max(PARTS[0])),
            path if !path.starts_with('-') => options.checkouts.push(absolute(path)?),
            _ => return Err(format!("unknown flag `{arg}`")),
        }
    }
    Ok(options)
}

#[expect(clippy::print_stdout, reason = "a task talks to the developer who runs it")]
fn print(text: &str) {
    print!("{text}");
}

/// Builds the program and the floor, each by itself, so that neither gets the other's features.
fn build(target: &Utf8Path) -> Outcome {
    build_program("release")?;
    build_floor(target)
}

/// Builds the program by a profile of the root manifest.
pub(crate) fn build_program(profile: &str) -> Outcome {
    let profile = ["--profile", profile, "--target-dir", "target"];
    cargo(&[&["build", "--quiet", "--locked", "--package", "cargo-boundaries"], &profile[..]].concat())
}

/// Builds the floor, which is a workspace of its own.
pub(crate) fn build_floor(target: &Utf8Path) -> Outcome {
    let manifest = root().join("xtask/floor/Cargo.toml");
    let target = target.join("floor");
    let place = ["--manifest-path", manifest.as_str(), "--target-dir", target.as_str()];
    cargo(&[&["build", "--quiet", "--locked", "--release"], &place[..]].concat())
}

fn cargo(args: &[&str]) -> Outcome {
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
    let status = Command::new(&cargo).args(args).current_dir(root()).status();
    match status.map_err(|error| format!("cannot call cargo: {error}"))?.success() {
        true => Ok(()),
        false => Err("what is to be measured does not build".to_owned()),
    }
}

/// The program that is measured.
fn program(target: &Utf8Path) -> Utf8PathBuf {
    target.join("release/cargo-boundaries")
}

/// A check without a cache, as it is measured.
pub(crate) fn cold_check(program: &Utf8Path, checkout: &Utf8Path) -> Command {
    let mut command = check(program, checkout);
    command.arg("--no-cache");
    command
}

/// A check.
fn check(program: &Utf8Path, checkout: &Utf8Path) -> Command {
    let mut command = Command::new(program);
    command.args(["check", "--exit-zero", "--quiet", "--format", "short"]).current_dir(checkout);
    command
}

fn start_up(target: &Utf8Path, rounds: usize) -> Result<String, String> {
    let mut command = Command::new(program(target));
    command.arg("--version");
    let samples = measure::interleaved(&mut [Run::new(command)], rounds.max(ROUNDS) * 3)?;
    let samples = samples.into_iter().flatten().next().ok_or("the program does not start")?;
    let (cpu, wall) = (samples.seconds() * 1e3, samples.wall() * 1e3);
    Ok(format!("`--version`: {cpu:.1} ms of processors, {wall:.1} ms on the clock\n\n"))
}

const COLD: &str = "\
| workspace | files | lines | MB | floor, s | check, s | ratio | spread | ratio of instructions | two threads to one, on the clock | peak, MB | bytes above 60 MB a source byte |
|---|---|---|---|---|---|---|---|---|---|---|---|
";

/// Measures a workspace without any cache: its line of the table, and the seconds of a check.
fn cold(target: &Utf8Path, subject: &Subject, rounds: usize) -> Result<(String, f64), String> {
    let program = program(target);
    let cold = || cold_check(&program, &subject.root);
    let mut floor = Command::new(target.join("floor/release/floor"));
    floor.arg(&subject.list);
    let threads = |count: &str| {
        let mut command = cold();
        command.env("RAYON_NUM_THREADS", count);
        Run::new(command)
    };
    let mut runs = [Run::new(cold()), Run::new(floor), threads("1"), threads("2")];
    let samples = measure::interleaved(&mut runs, rounds)?;
    let [Some(ours), Some(floor), Some(one), Some(two)] = &samples[..] else {
        return Err(format!("`{}` cannot be checked", subject.root));
    };
    let (low, high) = ours.spread(floor);
    let instructions = measure::instructions(&runs[0].command).zip(measure::instructions(&runs[1].command));
    let instructions = instructions.map_or("-".to_owned(), |(ours, floor)| format!("{:.2}", ours / floor));
    let (peak, rest) = match measure::peak(&runs[0].command) {
        Some(peak) => (format!("{:.0}", peak / 1e6), format!("{:.1}", (peak - 60e6).max(0.0) / subject.bytes as f64)),
        None => ("-".to_owned(), "-".to_owned()),
    };
    let (check, parse) = (ours.seconds(), floor.seconds());
    let line = format!(
        "| {} | {} | {} | {:.1} | {parse:.3} | {check:.3} | {:.2} | {low:.2} to {high:.2} | {instructions} | {:.2} | {peak} | {rest} |\n",
        subject.name,
        subject.files,
        subject.lines,
        subject.bytes as f64 / 1e6,
        check / parse,
        two.wall() / one.wall(),
    );
    Ok((line, check))
}

/// A workspace with the list of the sources that a check reads.
fn subject(target: &Utf8Path, checkout: &Utf8Path) -> Result<Subject, String> {
    let name = checkout.file_name().unwrap_or("workspace").to_owned();
    let list = target.join("bench").join(format!("{name}.list"));
    let (files, bytes, lines) = write_list(checkout, &list)?;
    Ok(Subject { name, root: checkout.to_owned(), list, files, bytes, lines })
}

/// Writes the paths of the sources that a check reads, for the floor: tells how many they are, their size, and their lines.
pub(crate) fn write_list(checkout: &Utf8Path, list: &Utf8Path) -> Result<(usize, u64, usize), String> {
    let project = Project::load_without_policy(&ProjectOptions::at(checkout.join("Cargo.toml")));
    let project = project.map_err(|error| format!("`{checkout}` cannot be read: {error}"))?;
    let files = project.sources().files().map(|(_, file)| file);
    let mut sources: Vec<_> = files.filter(|file| file.path().extension() == Some("rs")).collect();
    sources.sort_by_key(|file| std::cmp::Reverse(file.text().len()));
    let (mut text, mut bytes, mut lines) = (String::new(), 0, 0);
    for file in &sources {
        let _ = writeln!(text, "{}", project.root().join(file.path()));
        bytes += file.text().len() as u64;
        lines += file.text().lines().count();
    }
    write(list, &text)?;
    Ok((sources.len(), bytes, lines))
}

fn absolute(path: &str) -> Result<Utf8PathBuf, String> {
    Utf8Path::new(path).canonicalize_utf8().map_err(|error| format!("cannot find `{path}`: {error}"))
}
