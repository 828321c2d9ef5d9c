//! What the fuzz targets share: a workspace of two crates in memory, and all that the program does with what it has read.

use boundaries::analysis::{
    Analysis, AnalysisOptions, DependencyInfo, MemoryReader, PackageInfo, TargetInfo, Workspace, analyse,
};
use boundaries::graph::TargetKind;
use boundaries::jiff::civil::Date;
use boundaries::report::{self, TextOptions, View};
use boundaries::{CheckOptions, Error, Project};

/// The day on which everything is judged, so that a finding of today is one of tomorrow.
const TODAY: Date = Date::constant(2026, 1, 1);

/// A policy of two teams, where a target varies something else.
pub const POLICY: &str = "\
[teams]
orders = { owns = [\"orders\"] }
billing = { owns = [\"billing\"], surface = [\"billing::api\"] }
[[contract]]
consumer = \"orders\"
provider = \"billing\"
reason = \"orders are paid\"
";

/// Sources, where a target varies something else.
pub const SOURCES: [(&str, &str); 2] = [
    ("orders/src/lib.rs", "use billing::{api::Invoice, tables::Row};\npub fn order(_: Row) -> Invoice { Invoice }\n"),
    ("billing/src/lib.rs", "pub mod api { pub struct Invoice; }\npub mod tables { pub struct Row; }\n"),
];

/// Two crates, of which the first depends on the second.
#[must_use]
pub fn workspace() -> Workspace {
    let target = |name: &str| TargetInfo {
        name: name.into(),
        kind: TargetKind::Lib,
        root_file: format!("{name}/src/lib.rs").into(),
        is_2015: false,
    };
    let package = |name: &str, needs: Vec<DependencyInfo>| PackageInfo {
        name: name.into(),
        dir: name.into(),
        targets: vec![target(name)],
        dependencies: needs,
        features: Default::default(),
    };
    let need = DependencyInfo {
        package_name: "billing".into(),
        rename: None,
        kind: Default::default(),
        path: Some("billing".into()),
        features: Default::default(),
    };
    Workspace::new("/fuzz", vec![package("orders", vec![need]), package("billing", vec![])])
}

fn reader(sources: &[(&str, &str)]) -> MemoryReader {
    let mut reader = MemoryReader::default();
    for (path, text) in sources {
        reader.insert(*path, *text);
    }
    reader
}

/// Analyses sources on one thread.
#[must_use]
pub fn analysis(sources: &[(&str, &str)]) -> Analysis {
    let options = AnalysisOptions { threads: Some(1), ..AnalysisOptions::default() };
    analyse(&workspace(), &reader(sources), &options).expect("a thread can be started")
}

/// Checks a workspace and writes what was found in several ways, or the mistakes in its policy.
///
/// # Panics
/// Where a report says something else the second time, or cannot be written.
pub fn check(sources: &[(&str, &str)], policy: Option<&str>, codeowners: Option<&str>) {
    let once = || match Project::from_texts(&workspace(), &reader(sources), policy, codeowners) {
        Ok(project) => reports(&project),
        Err(Error::Policy(failure)) => failure.rendered(TextOptions::default()).into_bytes(),
        Err(error) => panic!("{error}"),
    };
    assert_eq!(once(), once());
}

fn reports(project: &Project) -> Vec<u8> {
    let options = CheckOptions { today: Some(TODAY), ..CheckOptions::default() };
    let report = project.check(&options);
    let layout = project.layout();
    let view = View { report: &report, sources: project.sources(), graph: project.graph(), layout: &layout };
    let mut out = Vec::new();
    let written = report::text(&report, project.sources(), TextOptions::default(), &mut out)
        .and_then(|()| report::json(&report, project.sources(), project.graph(), &mut out))
        .and_then(|()| report::sarif(&view, &mut out))
        .and_then(|()| report::github(&view, &mut out))
        .and_then(|()| report::junit(&view, &mut out));
    written.expect("memory takes what is written");
    out
}
