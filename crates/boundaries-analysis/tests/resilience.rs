//! What cannot be read is a gap, and never the end of an analysis.

use boundaries_analysis::{Analysis, AnalysisOptions, MemoryReader, PackageInfo, TargetInfo, Workspace, analyse};
use boundaries_graph::{GapReason, TargetKind};

/// Analyses one library, `shop`, from its files.
fn analysed(files: &[(&str, &str)]) -> Analysis {
    let mut reader = MemoryReader::default();
    for (path, text) in files {
        reader.insert(*path, *text);
    }
    let target = TargetInfo { name: "shop".into(), kind: TargetKind::Lib, root_file: "lib.rs".into(), is_2015: false };
    let package = PackageInfo {
        name: "shop".into(),
        dir: "".into(),
        targets: vec![target],
        dependencies: vec![],
        features: Default::default(),
    };
    let workspace = Workspace::new("/shop", vec![package]);
    analyse(&workspace, &reader, &AnalysisOptions { threads: Some(1), ..AnalysisOptions::default() })
        .expect("threads can be started")
}

fn gaps(analysis: &Analysis) -> Vec<GapReason> {
    analysis.graph.gaps().iter().map(|gap| gap.reason).collect()
}

fn targets(analysis: &Analysis) -> Vec<String> {
    analysis.graph.references().iter().map(|reference| analysis.graph.definition_path(reference.definition)).collect()
}

const KEPT: &str = "mod kept { pub struct K; }\nuse kept::K;\n";

#[test]
fn alternatives_of_one_module_both_exist() {
    let lib = "#[cfg(unix)] #[path = \"unix.rs\"] mod sys;\n#[cfg(windows)] #[path = \"windows.rs\"] mod sys;\nmod shared { pub struct S; }";
    let analysis =
        analysed(&[("lib.rs", lib), ("unix.rs", "use crate::shared::S;"), ("windows.rs", "use crate::shared::S;")]);
    assert_eq!(analysis.graph.modules_at("shop::sys").count(), 2);
    assert_eq!(targets(&analysis), ["shop::shared::S", "shop::shared::S"]);
}

#[test]
fn a_module_without_a_file() {
    let analysis = analysed(&[("lib.rs", &format!("mod lost;\n{KEPT}"))]);
    assert_eq!(gaps(&analysis), [GapReason::MissingModuleFile]);
    assert_eq!(targets(&analysis), ["shop::kept::K"]);
}

#[test]
fn a_file_that_does_not_parse() {
    let analysis = analysed(&[("lib.rs", &format!("mod broken;\n{KEPT}")), ("broken.rs", "fn ( {")]);
    assert_eq!(gaps(&analysis), [GapReason::UnparsedFile]);
    assert_eq!(targets(&analysis), ["shop::kept::K"]);
}

#[test]
fn a_file_that_includes_itself() {
    let analysis = analysed(&[("lib.rs", "#[path = \"lib.rs\"] mod again;")]);
    assert!(gaps(&analysis).contains(&GapReason::LimitReached));
}

#[test]
fn code_that_a_build_script_makes() {
    let analysis = analysed(&[("lib.rs", "include!(concat!(env!(\"OUT_DIR\"), \"/made.rs\"));")]);
    assert_eq!(gaps(&analysis), [GapReason::HiddenCode]);
}

#[test]
fn a_crate_that_is_no_dependency() {
    assert_eq!(targets(&analysed(&[("lib.rs", "fn f(_: log::Level) {}")])), [""; 0]);
}

#[test]
fn nesting_that_would_overflow_a_parser() {
    for (open, close) in [("(", ")"), ("[", "]"), ("{", "}"), ("!", ""), ("&", ""), ("a+", ""), ("if a {} else ", "")] {
        let lib = format!("fn f() {{ {}a{}; }}", open.repeat(50_000), close.repeat(50_000));
        assert_eq!(analysed(&[("lib.rs", &lib)]).graph.gaps().len(), 1, "{open}");
    }
}

#[test]
fn macros_that_never_end() {
    let endless = "macro_rules! m { ($($t:tt)*) => { m!($($t)* x); } } m!();";
    let doubling = "macro_rules! m { ($($t:tt)*) => { m!($($t)* $($t)* x); m!($($t)* y); } } fn f() { m!() }";
    let mutual = "macro_rules! a { () => { b!() } } macro_rules! b { () => { a!() } } fn f() -> u8 { a!() }";
    for lib in [endless, doubling, mutual] {
        let lib = format!("{lib}\n{KEPT}");
        let analysis = analysed(&[("lib.rs", &lib)]);
        assert!(gaps(&analysis).contains(&GapReason::LimitReached), "{lib}");
        assert_eq!(targets(&analysis), ["shop::kept::K"], "{lib}");
    }
}

#[test]
fn places_behind_a_byte_order_mark_a_shebang_and_wide_letters() {
    let lib = "\u{feff}#!/usr/bin/env run\nmod store { pub struct Käse; }\n/* ßß */ fn f(_: store::Käse) {}\n";
    let analysis = analysed(&[("lib.rs", lib)]);
    let reference = &analysis.graph.references()[0];
    assert_eq!(analysis.sources.snippet(reference.span), "Käse");
    assert_eq!((reference.span.line, reference.span.column), (3, 25));
}
