//! One library, `shop`, in memory.

use boundaries_analysis::{Analysis, AnalysisOptions, MemoryReader, PackageInfo, TargetInfo, Workspace, analyse};
use boundaries_graph::{GapReason, TargetKind};

/// Analyses it from its files.
pub(crate) fn analysed(files: &[(&str, &str)]) -> Analysis {
    analysed_by(&AnalysisOptions { threads: Some(1), ..AnalysisOptions::default() }, files)
}

/// The same, by other options.
pub(crate) fn analysed_by(options: &AnalysisOptions, files: &[(&str, &str)]) -> Analysis {
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
    analyse(&workspace, &reader, options).expect("threads can be started")
}

/// The reasons of all gaps.
pub(crate) fn gaps(analysis: &Analysis) -> Vec<GapReason> {
    analysis.graph.gaps().iter().map(|gap| gap.reason).collect()
}

/// The definitions that references lead to.
pub(crate) fn targets(analysis: &Analysis) -> Vec<String> {
    analysis.graph.references().iter().map(|reference| analysis.graph.definition_path(reference.definition)).collect()
}
