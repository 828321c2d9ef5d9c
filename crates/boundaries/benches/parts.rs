//! The hot parts of a check, each on a small input in which it is most of the work.
//!
//! `cargo bench --package boundaries` runs them; `cargo xtask bench` measures whole checks.

use std::fmt::Write as _;
use std::hint::black_box;

use boundaries::internal::analysis::{AnalysisOptions, MemoryReader, PackageInfo, TargetInfo, Workspace, analyse};
use boundaries::internal::graph::{SourceMap, TargetKind};
use boundaries::internal::policy::{Codeowners, Dialect};
use boundaries::internal::report::{TextOptions, json, text};
use boundaries::{CheckOptions, Project};
use camino::{Utf8Path, Utf8PathBuf};
use criterion::{Criterion, Throughput, criterion_group, criterion_main};

criterion_group!(parts, lowering, imports, bodies, codeowners, rendering);
criterion_main!(parts);

/// Items without bodies: nearly all of the time goes into parsing and lowering them.
fn lowering(criterion: &mut Criterion) {
    let mut text = String::new();
    for at in 0..2_000 {
        let _ = writeln!(
            text,
            "/// Says it.\n#[derive(Clone, Debug)]\npub struct Item{at}<T> where T: Clone {{ pub a: Vec<T>, b: [u8; {at}] }}"
        );
    }
    analysis(criterion, "lowering", &[("src/lib.rs", text)]);
}

/// Modules that import all of the one before and hand on what they got, so that names take many turns to arrive.
fn imports(criterion: &mut Criterion) {
    let modules = 60;
    let mut lib = String::new();
    let mut files = Vec::new();
    for at in 0..modules {
        let _ = writeln!(lib, "pub mod m{at};");
        let mut text = String::new();
        // Against the order of the files, which is the hard way.
        if at + 1 < modules {
            let _ = writeln!(text, "pub use crate::m{}::*;", at + 1);
            let _ = writeln!(text, "pub use crate::m{}::{{own{} as near, self as next}};", at + 1, at + 1);
        }
        for own in 0..10 {
            let _ = writeln!(text, "pub fn f{at}_{own}() {{}}");
        }
        let _ = writeln!(text, "pub fn own{at}() {{}}");
        files.push((format!("src/m{at}.rs"), text));
    }
    files.push(("src/lib.rs".to_owned(), lib));
    let files: Vec<_> = files.iter().map(|(path, text)| (path.as_str(), text.clone())).collect();
    analysis(criterion, "imports", &files);
}

/// Long bodies with methods whose receivers have to be known.
fn bodies(criterion: &mut Criterion) {
    let store = "pub struct Account { pub size: u64 }\n\
         impl Account {\n    pub fn new(size: u64) -> Self { Self { size } }\n\
         \x20   pub fn next(&self) -> Account { Account::new(self.size) }\n\
         \x20   pub fn parts(&self) -> Vec<Account> { Vec::new() }\n}\n";
    let mut text = String::from("use crate::store::Account;\n");
    for at in 0..200 {
        let _ = writeln!(text, "pub fn f{at}(account: &Account) -> u64 {{\n    let mut sum = 0;");
        for _ in 0..10 {
            text.push_str("    let next = account.next().next();\n    sum += next.size;\n");
            text.push_str("    for part in next.parts() {\n        sum += part.next().size;\n    }\n");
        }
        text.push_str("    sum\n}\n");
    }
    let files = [
        ("src/lib.rs", "mod store;\nmod user;\n".to_owned()),
        ("src/store.rs", store.to_owned()),
        ("src/user.rs", text),
    ];
    analysis(criterion, "bodies", &files);
}

fn analysis(criterion: &mut Criterion, name: &str, files: &[(&str, String)]) {
    let (workspace, reader) = workspace(&[("shop", "", files)]);
    let options = AnalysisOptions { threads: Some(1), ..AnalysisOptions::default() };
    let bytes = files.iter().map(|(_, text)| text.len() as u64).sum();
    let mut group = criterion.benchmark_group("analysis");
    group.throughput(Throughput::Bytes(bytes));
    group.bench_function(name, |bencher| {
        bencher.iter(|| analyse(black_box(&workspace), &reader, &options).expect("no option is wrong"));
    });
    group.finish();
}

/// A thousand files, each held against a thousand lines.
fn codeowners(criterion: &mut Criterion) {
    let mut lines = String::from("* @all\n*.md @docs\n");
    for at in 0..1_000 {
        let _ = match at % 4 {
            0 => writeln!(lines, "/crates/part_{at}/ @team-{at}"),
            1 => writeln!(lines, "/crates/part_{at}/src/*.rs @team-{at}"),
            2 => writeln!(lines, "crates/**/part_{at}_*.rs @team-{at}"),
            _ => writeln!(lines, "part_{at} @team-{at}"),
        };
    }
    let mut sources = SourceMap::default();
    let file = sources.add(".github/CODEOWNERS", lines);
    let paths: Vec<Utf8PathBuf> = (0..1_000).map(|at| format!("crates/part_{at}/src/lib.rs").into()).collect();
    let mut group = criterion.benchmark_group("codeowners");
    group.throughput(Throughput::Elements(paths.len() as u64));
    for (name, dialect) in [("github", Dialect::GitHub), ("gitlab", Dialect::GitLab)] {
        let rules = Codeowners::parse(&sources, file, Utf8Path::new(""), dialect);
        group.bench_function(name, |bencher| {
            bencher.iter(|| paths.iter().map(|path| rules.groups_for(black_box(path)).len()).sum::<usize>());
        });
    }
    group.finish();
}

/// The report of a workspace in which every use is a finding.
fn rendering(criterion: &mut Criterion) {
    let mut consumer = String::new();
    let mut provider = String::new();
    for at in 0..300 {
        let _ = writeln!(provider, "pub fn offer{at}() {{}}");
        let _ = writeln!(consumer, "pub fn need{at}() {{\n    billing::offer{at}();\n}}");
    }
    let packages = [("billing", "billing/", provider), ("orders", "orders/", consumer)]
        .map(|(name, folder, text)| (name, folder, vec![("src/lib.rs", text)]));
    let packages: Vec<_> = packages.iter().map(|(name, folder, files)| (*name, *folder, files.as_slice())).collect();
    let (workspace, reader) = workspace(&packages);
    let policy = "[teams]\nbilling = { owns = [\"billing\"] }\norders = { owns = [\"orders\"] }\n";
    let project = Project::from_texts(&workspace, &reader, Some(policy), None).expect("the policy is right");
    let report = project.check(&CheckOptions::default());
    assert!(report.findings.len() >= 300, "every use is a finding");
    let mut group = criterion.benchmark_group("rendering");
    group.throughput(Throughput::Elements(report.findings.len() as u64));
    group.bench_function("text", |bencher| {
        bencher.iter(|| {
            let mut out = Vec::new();
            text(&report, project.sources(), TextOptions::default(), &mut out).expect("memory can be written");
            out.len()
        });
    });
    group.bench_function("json", |bencher| {
        bencher.iter(|| {
            let mut out = Vec::new();
            json(&report, project.sources(), project.graph(), &mut out).expect("memory can be written");
            out.len()
        });
    });
    group.finish();
}

/// A package with its folder and its files.
type Package<'a> = (&'a str, &'a str, &'a [(&'a str, String)]);

/// A workspace of libraries, each of which may use those before it.
fn workspace(packages: &[Package<'_>]) -> (Workspace, MemoryReader) {
    let mut reader = MemoryReader::default();
    let mut made: Vec<PackageInfo> = Vec::new();
    for &(name, folder, files) in packages {
        for (path, text) in files {
            reader.insert(format!("{folder}{path}"), text.clone());
        }
        let root_file = format!("{folder}src/lib.rs").into();
        let target = TargetInfo { name: name.to_owned(), kind: TargetKind::Lib, root_file, is_2015: false };
        let dependencies = made
            .iter()
            .map(|before| boundaries::internal::analysis::DependencyInfo {
                package_name: before.name.clone(),
                rename: None,
                kind: boundaries::internal::graph::DependencyKind::Normal,
                path: Some(before.dir.clone()),
                features: Default::default(),
            })
            .collect();
        let dir = folder.trim_end_matches('/').into();
        made.push(PackageInfo {
            name: name.to_owned(),
            dir,
            targets: vec![target],
            dependencies,
            features: Default::default(),
        });
    }
    (Workspace::new("/workspace", made), reader)
}
