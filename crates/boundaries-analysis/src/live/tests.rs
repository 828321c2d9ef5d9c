//! How much walks ask, which says how much work they are.

use boundaries_graph::TargetKind;

use super::*;
use crate::{MemoryReader, PackageInfo, TargetInfo};

/// How much all walks over a workspace of one text ask.
fn asked(text: &str) -> usize {
    let target = TargetInfo { name: "a".into(), kind: TargetKind::Lib, root_file: "src/lib.rs".into(), is_2015: false };
    let package = PackageInfo {
        name: "a".into(),
        dir: "".into(),
        targets: vec![target],
        dependencies: vec![],
        features: Default::default(),
    };
    let mut reader = MemoryReader::default();
    reader.insert("src/lib.rs", text);
    let mut live = LiveAnalysis::new(Workspace::new("/a", vec![package]), &AnalysisOptions::default())
        .expect("threads can be started");
    live.refresh(&reader, Changes::Unknown, &Cancellation::default(), &|_| ()).expect("nothing stops it");
    live.state.expect("it was refreshed").found.iter().map(|found| found.reads.len()).sum()
}

#[test]
fn a_call_asks_no_more_where_many_traits_are_there_for_many_types() {
    let text = |traits: usize, calls: usize| {
        let of_trait =
            |at| format!("trait T{at} {{ fn m{at}(&self); }}\nimpl<T: Has> T{at} for T {{ fn m{at}(&self) {{}} }}\n");
        let traits: String = (0..traits).map(of_trait).collect();
        let calls: String = (0..calls).map(|at| format!("    a.m{at}();\n")).collect();
        format!("struct A;\ntrait Has {{}}\nimpl Has for A {{}}\n{traits}fn f(a: A) {{\n{calls}}}\n")
    };
    let of_calls = |traits| asked(&text(traits, 20)) - asked(&text(traits, 10));
    assert_eq!(of_calls(20), of_calls(200));
}
