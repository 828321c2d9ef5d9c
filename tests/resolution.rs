//! Name resolution, case by case, in the order of the Rust Reference.
//!
//! `tests/resolution/<section>.cases` holds the cases of a section; what a case looks like tells [`case`]. One test resolves
//! every case and compares line by line, another has the compiler compile every case, so that none asserts what Rust
//! refuses.

#[path = "resolution/case.rs"]
mod case;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Command;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use boundaries_analysis::{Analysis, AnalysisOptions, MemoryReader, Workspace, analyse};
use case::{Case, Package};

/// The cases of all sections.
fn cases() -> Vec<Case> {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("resolution");
    let mut files: Vec<_> = std::fs::read_dir(dir)
        .expect("the cases can be listed")
        .map(|entry| entry.expect("the cases can be listed").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "cases"))
        .collect();
    files.sort();
    files.iter().flat_map(|file| Case::read_all(file)).collect()
}

#[test]
fn there_are_enough_cases_and_each_has_a_name_of_its_own() {
    let cases = cases();
    let names: BTreeSet<_> = cases.iter().map(Case::full_name).collect();
    assert_eq!(names.len(), cases.len(), "two cases of one section have the same name");
    assert!(cases.len() >= 250, "{} cases", cases.len());
}

#[test]
fn every_line_refers_to_what_it_says() {
    let complaints: Vec<String> = cases().iter().filter_map(complaint).collect();
    assert!(complaints.is_empty(), "{} cases fail\n\n{}", complaints.len(), complaints.join("\n"));
}

/// What a case says otherwise than it is resolved.
fn complaint(case: &Case) -> Option<String> {
    let analysis = resolve(case);
    let graph = &analysis.graph;
    let mut found: BTreeMap<(&str, u32), BTreeSet<String>> = BTreeMap::new();
    for reference in graph.references() {
        let path = analysis.sources.file(reference.span.file).path().as_str();
        let target = graph.definition_path(reference.definition);
        found.entry((path, reference.span.line)).or_default().insert(target);
    }
    let mut wanted: BTreeMap<(&str, u32), BTreeSet<String>> = BTreeMap::new();
    for (_, file) in analysis.sources.files() {
        for (line, text) in (1..).zip(file.text().lines()) {
            if let Some((_, targets)) = text.split_once("//=> ") {
                let targets = targets.split(", ").map(str::to_owned).collect();
                wanted.insert((file.path().as_str(), line), targets);
            }
        }
    }
    // That the type in front of a dot is not known is told by the targets.
    let reasons = graph.gaps().iter().map(|gap| gap.reason.as_str()).filter(|reason| *reason != "unknown-receiver");
    let gaps: BTreeSet<_> = reasons.map(str::to_owned).collect();
    let (mut lines, mut seen_after_all) = (Vec::new(), BTreeSet::new());
    for place in found.keys().chain(wanted.keys()).collect::<BTreeSet<_>>() {
        let none = BTreeSet::new();
        let (is, should) = (found.get(place).unwrap_or(&none), wanted.get(place).unwrap_or(&none));
        if let Some(false_ones) = some(is.difference(should)) {
            lines.push(format!("  {}:{} refers to {false_ones}, they say", place.0, place.1));
        }
        let is_known = |target: &&String| case.known_misses.contains(*target);
        seen_after_all.extend(should.intersection(is).filter(is_known).cloned());
        if let Some(missed) = some(should.difference(is).filter(|target| !is_known(target))) {
            lines.push(format!("  {}:{} refers to {missed}, which is not seen", place.0, place.1));
        }
    }
    if let Some(seen) = some(seen_after_all.iter()) {
        lines.push(format!("  {seen} is no miss any more"));
    }
    if gaps != case.gaps {
        lines.push(format!("  has the gaps {gaps:?} instead of {:?}", case.gaps));
    }
    (!lines.is_empty()).then(|| format!("{}\n{}\n", case.full_name(), lines.join("\n")))
}

fn some<'s>(names: impl Iterator<Item = &'s String>) -> Option<String> {
    let names: Vec<_> = names.map(String::as_str).collect();
    (!names.is_empty()).then(|| names.join(", "))
}

fn resolve(case: &Case) -> Analysis {
    let mut reader = MemoryReader::default();
    for (path, text) in &case.files {
        reader.insert(path, text.as_str());
    }
    let packages = case.packages.iter().map(Package::info).collect();
    let workspace = Workspace::new("/workspace", packages);
    analyse(&workspace, &reader, &AnalysisOptions { threads: Some(1), ..AnalysisOptions::default() })
        .expect("threads can be started")
}

#[test]
fn every_case_compiles() {
    let cases: Vec<_> = cases().into_iter().filter(|case| !case.needs_outside).collect();
    let (next, complaints) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    let threads = std::thread::available_parallelism().map_or(2, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                while let Some(case) = cases.get(next.fetch_add(1, Ordering::Relaxed)) {
                    if let Err(message) = compile(case) {
                        let message = format!("{} is refused:\n{message}", case.full_name());
                        complaints.lock().expect("no thread panics").push(message);
                    }
                }
            });
        }
    });
    let complaints = complaints.into_inner().expect("no thread panics");
    assert!(complaints.is_empty(), "{} cases fail\n\n{}", complaints.len(), complaints.join("\n"));
}

/// Compiles the targets of a case, the packages that others depend on first.
fn compile(case: &Case) -> Result<(), String> {
    let dir = tempfile::tempdir().expect("there is room");
    for (path, text) in &case.files {
        let path = dir.path().join(path);
        std::fs::create_dir_all(path.parent().expect("a file lies in a directory")).expect("there is room");
        std::fs::write(path, text).expect("there is room");
    }
    let mut done: BTreeSet<&str> = BTreeSet::new();
    while done.len() < case.packages.len() {
        let ready = |package: &&Package| {
            !done.contains(package.name.as_str())
                && package.dependencies.iter().all(|(name, _)| done.contains(name.as_str()))
        };
        let package =
            case.packages.iter().find(ready).expect("the packages of a case depend on each other in some order");
        for target in package.targets() {
            let mut rustc = Command::new(std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into()));
            rustc
                .current_dir(dir.path())
                .args(["--edition", package.edition(), "--cap-lints", "allow", "--out-dir", "."])
                .args(["-L", ".", "--crate-name", &target.name])
                .args(target.crate_type_args(case.with_tests))
                .arg(&target.root);
            for (name, extern_name) in package.externs(case, target.is_library()) {
                rustc.arg("--extern").arg(format!("{extern_name}={name}"));
            }
            if package.is_proc_macro {
                rustc.args(["--extern", "proc_macro"]);
            }
            let output = rustc.output().expect("the compiler can be started");
            if !output.status.success() {
                return Err(String::from_utf8_lossy(&output.stderr).into_owned());
            }
        }
        done.insert(&package.name);
    }
    Ok(())
}
