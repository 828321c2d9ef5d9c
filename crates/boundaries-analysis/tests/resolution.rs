//! What each line of a small workspace refers to.
//!
//! A case is a workspace in one string. `//- path` starts a file; the crate is the first directory, a package of that name
//! with its library at `src/lib.rs`, and `//- path deps: a, b as c` lists what it depends on. Behind `//=>` stand the
//! definitions of other modules that the line refers to; a line without it refers to none.

#[path = "resolution/bodies.rs"]
mod bodies;
#[path = "resolution/imports.rs"]
mod imports;
#[path = "resolution/macros.rs"]
mod macros;
#[path = "resolution/modules.rs"]
mod modules;
#[path = "resolution/typed.rs"]
mod typed;

use std::collections::{BTreeMap, BTreeSet};

use boundaries_analysis::{
    Analysis, AnalysisOptions, DependencyInfo, MemoryReader, PackageInfo, TargetInfo, Workspace, analyse,
};
use boundaries_graph::{DependencyKind, TargetKind};

/// Analyses a workspace written as a string.
fn analysed(case: &str) -> Analysis {
    let mut reader = MemoryReader::default();
    let mut packages: BTreeMap<String, PackageInfo> = BTreeMap::new();
    let mut file: Option<(String, String)> = None;
    for line in case.lines().chain(["//- end"]) {
        let Some(header) = line.strip_prefix("//- ") else {
            if let Some((_, text)) = &mut file {
                text.push_str(line);
                text.push('\n');
            }
            continue;
        };
        if let Some((path, text)) = file.take() {
            reader.insert(path, text);
        }
        let (path, deps) = header.split_once(" deps: ").unwrap_or((header, ""));
        file = Some((path.to_owned(), String::new()));
        let Some((package, rest)) = path.split_once('/') else { continue };
        let info = packages.entry(package.to_owned()).or_insert_with(|| PackageInfo {
            name: package.to_owned(),
            dir: package.into(),
            targets: Vec::new(),
            dependencies: Vec::new(),
        });
        let target = match rest {
            "src/lib.rs" => Some((package.replace('-', "_"), TargetKind::Lib)),
            "src/macros.rs" => Some((package.replace('-', "_"), TargetKind::ProcMacro)),
            "src/main.rs" => Some((package.replace('-', "_"), TargetKind::Bin)),
            "build.rs" => Some(("build_script_build".to_owned(), TargetKind::BuildScript)),
            _ => rest
                .strip_prefix("tests/")
                .and_then(|rest| rest.strip_suffix(".rs"))
                .filter(|name| !name.contains('/'))
                .map(|name| (name.to_owned(), TargetKind::Test)),
        };
        if let Some((name, kind)) = target {
            let is_2015 = package.ends_with("2015");
            info.targets.push(TargetInfo { name, kind, root_file: path.into(), is_2015 });
        }
        for dependency in deps.split(", ").filter(|dependency| !dependency.is_empty()) {
            let (name, rename) = match dependency.split_once(" as ") {
                Some((name, rename)) => (name, Some(rename.to_owned())),
                None => (dependency, None),
            };
            info.dependencies.push(DependencyInfo {
                package_name: name.to_owned(),
                rename,
                kind: DependencyKind::Normal,
                path: Some(name.into()),
            });
        }
    }
    let workspace = Workspace::new("/workspace", packages.into_values().collect());
    analyse(&workspace, &reader, &AnalysisOptions { threads: Some(1) }).expect("threads can be started")
}

/// Checks every line of a case, and that there are no gaps.
#[track_caller]
fn check(case: &str) {
    let analysis = analysed(case);
    let gaps: Vec<_> = analysis.graph.gaps().iter().map(|gap| (gap.reason, analysis.graph.text(gap.text))).collect();
    assert_eq!(gaps, [], "gaps");
    check_lines(&analysis);
}

#[track_caller]
fn check_lines(analysis: &Analysis) {
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
    assert_eq!(found, wanted, "left: found, right: wanted");
}
