//! The `cargo-json` format: what `cargo check --message-format=json` would print if rustc knew boundaries. Editors that run
//! `cargo check` read it in its place.
//!
//! Diagnostics always stand in a `compiler-message`: a bare one would make rust-analyzer forget everything else it shows of
//! the workspace. Each package that was looked at has a `compiler-artifact`, which clears its findings of an earlier run.
//! Package identifiers are Cargo's own, so that our lines can stand among those of Cargo itself.

mod diagnostic;
mod message;
mod rendered;

use std::io::{self, Write};

use boundaries_graph::{CargoPackage, CargoTarget, FileId, SourceMap};
use boundaries_lint::Finding;
use boundaries_policy::PolicyProblem;
use camino::Utf8Path;

use crate::json::write_line;
use crate::view::{Grade, View};
use message::{Artifact, Profile, Reason, Target};

pub use rendered::Rendered;

/// What messages of Cargo are made of, beside the findings.
#[derive(Clone, Copy, Debug)]
pub struct CargoMessages<'a> {
    /// The packages of the workspace, as Cargo names them.
    pub packages: &'a [CargoPackage],
    /// The workspace's root, as Cargo names it.
    pub workspace: &'a Utf8Path,
    /// The file to which a contract can be appended.
    pub policy: Option<FileId>,
    /// The names of the packages that were looked at; all if empty.
    pub selected: &'a [String],
    /// How the rendered form looks.
    pub rendered: Rendered,
}

/// Writes the findings that nothing tolerates, package by package. What ends the output is written by [`cargo_json_end`],
/// because messages of Cargo itself may come between.
///
/// # Errors
/// If `out` fails.
pub fn cargo_json(view: &View<'_>, cargo: &CargoMessages<'_>, out: &mut impl Write) -> io::Result<()> {
    let open: Vec<&Finding> = view.report.findings.iter().filter(|each| Grade::of(each) > Grade::Tolerated).collect();
    let homes: Vec<Option<(usize, &CargoTarget)>> = open.iter().map(|finding| home(finding, view, cargo)).collect();
    for (index, package) in cargo.packages.iter().enumerate() {
        for (finding, home) in open.iter().zip(&homes) {
            let Some((_, target)) = home.filter(|(at, _)| *at == index) else { continue };
            let message = diagnostic::of_finding(finding, view, cargo);
            write_line(&compiler_message(package, target, message), out)?;
        }
        if cargo.selected.is_empty() || cargo.selected.contains(&package.name) {
            write_artifact(package, out)?;
        }
    }
    Ok(())
}

/// Writes the mistakes of a policy.
///
/// # Errors
/// If `out` fails.
pub fn cargo_json_problems(
    problems: &[PolicyProblem],
    sources: &SourceMap,
    cargo: &CargoMessages<'_>,
    out: &mut impl Write,
) -> io::Result<()> {
    for problem in problems {
        let mut places: Vec<_> = problem.labels.clone();
        if let Some(span) = problem.span.filter(|span| !places.iter().any(|(known, _)| known == span)) {
            places.insert(0, (span, String::new()));
        }
        let message = diagnostic::of_failure(&problem.message, &places, problem.help.as_deref(), sources, cargo);
        write_failure(message, cargo, out)?;
    }
    Ok(())
}

/// Writes what stopped a run, if it has no place.
///
/// # Errors
/// If `out` fails.
pub fn cargo_json_failure(failure: &str, cargo: &CargoMessages<'_>, out: &mut impl Write) -> io::Result<()> {
    write_failure(diagnostic::of_failure(failure, &[], None, &SourceMap::default(), cargo), cargo, out)
}

/// Writes the last line.
///
/// # Errors
/// If `out` fails.
pub fn cargo_json_end(success: bool, out: &mut impl Write) -> io::Result<()> {
    write_line(&Reason::BuildFinished { success }, out)
}

fn write_failure(message: message::Diagnostic, cargo: &CargoMessages<'_>, out: &mut impl Write) -> io::Result<()> {
    // A package of the workspace stands for all of it.
    match cargo.packages.first().and_then(|package| Some((package, package.targets.first()?))) {
        Some((package, target)) => write_line(&compiler_message(package, target, message), out),
        None => Ok(()),
    }
}

fn compiler_message<'a>(
    package: &'a CargoPackage,
    target: &'a CargoTarget,
    message: message::Diagnostic,
) -> Reason<'a> {
    Reason::CompilerMessage {
        package_id: &package.id,
        manifest_path: package.manifest_path.as_str(),
        target: Target::from(target),
        message,
    }
}

fn write_artifact(package: &CargoPackage, out: &mut impl Write) -> io::Result<()> {
    let is_library =
        |target: &&CargoTarget| target.kinds.iter().any(|kind| kind.contains("lib") || kind == "proc-macro");
    let library = package.targets.iter().find(is_library);
    let Some(target) = library.or_else(|| package.targets.first()) else { return Ok(()) };
    let artifact = Artifact {
        package_id: &package.id,
        manifest_path: package.manifest_path.as_str(),
        target: Target::from(target),
        profile: Profile { opt_level: "0", debuginfo: 0, debug_assertions: true, overflow_checks: true, test: false },
        features: [],
        filenames: [],
        executable: None,
        fresh: false,
    };
    write_line(&Reason::CompilerArtifact(artifact), out)
}

/// The package and the target that a finding is told of: those of the first place, else of the first package it belongs to,
/// else of the one whose folder holds its file, else of the first.
fn home<'a>(finding: &Finding, view: &View<'_>, cargo: &CargoMessages<'a>) -> Option<(usize, &'a CargoTarget)> {
    let krate = finding.places.iter().find_map(|place| place.module).map(|module| view.graph.module(module).krate());
    let dir = match krate {
        Some(krate) => krate.package().dir().to_owned(),
        None => match finding.packages.first() {
            Some(&package) => view.graph.package(package).dir().to_owned(),
            None => folder_of(finding, view, cargo),
        },
    };
    let index = cargo.packages.iter().position(|package| package.dir == dir && !package.targets.is_empty());
    let index = index.or_else(|| cargo.packages.iter().position(|package| !package.targets.is_empty()))?;
    let targets = &cargo.packages[index].targets;
    let root = krate.map(|krate| view.sources.file(krate.root().data().file).path());
    let target = targets.iter().find(|target| Some(target.root_file.as_path()) == root);
    Some((index, target.unwrap_or(&targets[0])))
}

/// The deepest folder of a package that holds the finding's file.
fn folder_of(finding: &Finding, view: &View<'_>, cargo: &CargoMessages<'_>) -> camino::Utf8PathBuf {
    let path = view.anchor(finding).path;
    let around = cargo.packages.iter().map(|package| &package.dir).filter(|dir| path.starts_with(dir));
    around.max_by_key(|dir| dir.as_str().len()).cloned().unwrap_or_default()
}

/// The manifest at which a finding without a place is shown.
fn manifest_of<'a>(finding: &Finding, view: &View<'_>, cargo: &CargoMessages<'a>) -> &'a str {
    match home(finding, view, cargo) {
        Some((index, _)) => cargo.packages[index].manifest_path.as_str(),
        None => "Cargo.toml",
    }
}
