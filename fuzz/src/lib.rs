//! The fuzz targets as functions, over a workspace of two crates in memory: all that the program does with what it has read.
//! libFuzzer calls them as long as it is let; `tests/fuzzing.rs` calls them a number of times that is the same on every run.

use std::fs;

use boundaries::camino::Utf8PathBuf;
use boundaries::internal::analysis::{
    Analysis, AnalysisOptions, Cancellation, Changes, DependencyInfo, FactsCache, LiveAnalysis, MemoryReader,
    PackageInfo, TargetInfo, Workspace, analyse,
};
use boundaries::internal::cache::{Cache, CacheOptions};
use boundaries::internal::graph::TargetKind;
use boundaries::internal::policy::{Limits, Policy, PolicyInput, PolicyText};
use boundaries::internal::report::{self, TextOptions, View};
use boundaries::jiff::civil::Date;
use boundaries::{CheckOptions, Error, Project};

/// The day on which everything is judged, so that a finding of today is one of tomorrow.
const TODAY: Date = Date::constant(2026, 1, 1);

/// A policy of two teams, where a target varies something else.
const POLICY: &str = "\
[teams]
orders = { owns = [\"orders\"] }
billing = { owns = [\"billing\"], surface = [\"billing::api\"] }
[[contract]]
consumer = \"orders\"
provider = \"billing\"
reason = \"orders are paid\"
";

/// Sources, where a target varies something else.
const SOURCES: [(&str, &str); 2] = [
    ("orders/src/lib.rs", "use billing::{api::Invoice, tables::Row};\npub fn order(_: Row) -> Invoice { Invoice }\n"),
    ("billing/src/lib.rs", "pub mod api { pub struct Invoice; }\npub mod tables { pub struct Row; }\n"),
];

/// The name of a target, and what it does with an input.
pub type Target = (&'static str, fn(&[u8]));

/// The targets by name: each takes any bytes, and panics where the program would break a promise.
pub const TARGETS: [Target; 9] = [
    ("baseline", |bytes| with_text(bytes, baseline)),
    ("cache", cache),
    ("codeowners", codeowners),
    ("git", git),
    ("policy", |bytes| with_text(bytes, policy)),
    ("resolution", |bytes| with_text(bytes, resolution)),
    ("session", session),
    ("source", |bytes| with_text(bytes, source)),
    ("suppression", |bytes| with_text(bytes, suppression)),
];

fn with_text(bytes: &[u8], target: fn(&str)) {
    if let Ok(text) = std::str::from_utf8(bytes) {
        target(text);
    }
}

/// Any text as the record of a team's debt.
fn baseline(text: &str) {
    let mut analysis = analysis(&SOURCES, FactsCache::default());
    let policy = analysis.sources.add("boundaries.toml", POLICY);
    let baseline = analysis.sources.add("boundaries/baseline/orders.toml", text);
    let input = PolicyInput {
        sources: &analysis.sources,
        policy: Some(PolicyText::File(policy)),
        team_files: Vec::new(),
        codeowners: None,
        graph: &analysis.graph,
        baseline_files: vec![baseline],
        directives: &[],
        file_exists: &|_| true,
        all_files: &|| Some(Vec::new()),
        known_rules: &["undeclared-coupling"],
        limits: Limits::default(),
    };
    // Whether there are mistakes is for the text to say; what matters is that all of them are told.
    let _ = Policy::load(&input);
}

/// Any bytes in the files of a cache, once as they are and once with the right seal: what they say counts for nothing.
fn cache(bytes: &[u8]) {
    let folder = std::env::temp_dir().join(format!("boundaries-fuzz-{}", std::process::id()));
    fs::create_dir_all(&folder).expect("there is room");
    let folder = Utf8PathBuf::try_from(folder).expect("it is UTF-8");
    let kept = Cache::new(CacheOptions { dir: Some(folder.join("cache")) });
    let Some(kept) = kept.folder(&folder) else { return };
    let (name, bytes) = match bytes.split_first() {
        Some((choice, rest)) => (["facts", "facts-new"][usize::from(choice & 1)], rest),
        None => ("facts", bytes),
    };
    let expected = format!("{:?}", analysis(&SOURCES, FactsCache::default()).graph.references());
    for is_sealed in [false, true] {
        if is_sealed {
            kept.write(name, bytes);
        } else {
            fs::write(kept.path().join(name), bytes).expect("there is room");
        }
        let _ = kept.read(name, 1 << 20);
        let facts = FactsCache::open(Some(kept));
        let found = analysis(&SOURCES, facts.clone());
        facts.save();
        assert_eq!(format!("{:?}", found.graph.references()), expected);
    }
    let _ = fs::remove_dir_all(folder);
}

/// Any text as CODEOWNERS, in the dialect that the first byte chooses.
fn codeowners(bytes: &[u8]) {
    let Some((choice, text)) = bytes.split_first() else { return };
    let Ok(text) = std::str::from_utf8(text) else { return };
    let policy = format!("codeowners-dialect = \"{}\"\n", DIALECTS[usize::from(*choice) % DIALECTS.len()]);
    check(&SOURCES, Some(&policy), Some(text));
    check(&SOURCES, None, Some(text));
}

/// Any bytes as what git answers.
fn git(bytes: &[u8]) {
    boundaries::internal::history::read_any_answer(bytes);
}

/// Any text as `boundaries.toml`: a policy, or mistakes with their places.
fn policy(text: &str) {
    check(&SOURCES, Some(text), None);
}

/// Names across files and crates: the text is cut at each NUL into the files of a workspace.
fn resolution(text: &str) {
    let sources: Vec<(&str, &str)> = FILES.into_iter().zip(text.split('\0')).collect();
    check(&sources, Some(POLICY), None);
}

/// Edits as an editor makes them, one for each NUL: the analysis that lives says what a new one would.
fn session(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let options = AnalysisOptions { threads: Some(1), ..AnalysisOptions::default() };
    let mut live = LiveAnalysis::new(workspace(), &options).expect("a thread can be started");
    let mut texts: Vec<(&str, &str)> = SOURCES.to_vec();
    for (at, text) in text.split('\0').take(6).enumerate() {
        let path = FILES[at % 2];
        texts[at % 2] = (path, text);
        let changes = Changes::Files([Utf8PathBuf::from(path)].into_iter().collect());
        live.refresh(&reader(&texts), changes, &Cancellation::default(), &|_| {}).expect("nobody cancels it");
        let told = |analysis: &Analysis| {
            let paths = analysis.graph.references().iter().map(|each| analysis.graph.definition_path(each.definition));
            let gaps = analysis.graph.gaps().iter().map(|gap| format!("{:?} {}", gap.reason, gap.span.line));
            let mut told: Vec<String> = paths.chain(gaps).collect();
            told.sort();
            told
        };
        let found = told(&live.analysis().expect("it is not cancelled"));
        assert_eq!(found, told(&analysis(&texts, FactsCache::default())));
    }
}

/// Any text as a source file: facts or gaps, and a report about them.
fn source(text: &str) {
    check(&[("orders/src/lib.rs", text), SOURCES[1]], Some(POLICY), None);
}

/// Any text behind the word that addresses a comment to the tool.
fn suppression(text: &str) {
    let source = format!("// boundaries: {text}\n{}", SOURCES[0].1);
    check(&[("orders/src/lib.rs", &source), SOURCES[1]], Some(POLICY), None);
}

const DIALECTS: [&str; 5] = ["github", "gitlab", "gitea", "forgejo", "bitbucket"];

const FILES: [&str; 6] = [
    "orders/src/lib.rs",
    "billing/src/lib.rs",
    "orders/src/a.rs",
    "orders/src/a/b.rs",
    "billing/src/api.rs",
    "billing/src/api/mod.rs",
];

/// Two crates, of which the first depends on the second.
fn workspace() -> Workspace {
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
fn analysis(sources: &[(&str, &str)], kept: FactsCache) -> Analysis {
    let options = AnalysisOptions { threads: Some(1), kept, ..AnalysisOptions::default() };
    analyse(&workspace(), &reader(sources), &options).expect("a thread can be started")
}

/// Checks a workspace and writes what was found in several ways, or the mistakes in its policy.
fn check(sources: &[(&str, &str)], policy: Option<&str>, codeowners: Option<&str>) {
    let once = || match Project::from_texts(&workspace(), &reader(sources), policy, codeowners) {
        Ok(project) => reports(&project),
        Err(Error::Policy(failure)) => failure.rendered(TextOptions::default()).into_bytes(),
        Err(error) => panic!("{error}"),
    };
    assert_eq!(once(), once());
}

fn reports(project: &Project) -> Vec<u8> {
    let options = CheckOptions::on(TODAY);
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
