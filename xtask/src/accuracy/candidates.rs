//! The references that the analysis finds, in the terms of a truth file.

use boundaries_analysis::{AnalysisOptions, DiskReader, Limits, WorkspaceOptions, analyse, load_workspace};
use boundaries_graph::Definition;
use camino::Utf8Path;

/// A reference that the analysis reports.
#[derive(Clone, Debug)]
pub(crate) struct Candidate {
    pub(crate) file: String,
    pub(crate) line: u32,
    pub(crate) kind: &'static str,
    pub(crate) from: (String, String),
    pub(crate) to: (String, String),
    /// What the target is called in its module; nothing for the module itself.
    pub(crate) item: String,
}

pub(crate) fn find(checkout: &Utf8Path) -> Result<Vec<Candidate>, String> {
    let options = WorkspaceOptions { manifest_path: Some(checkout.join("Cargo.toml")), ..WorkspaceOptions::default() };
    let workspace = load_workspace(&options, Limits::default()).map_err(|error| error.to_string())?;
    let reader = DiskReader::new(workspace.root().to_owned());
    let analysis = analyse(&workspace, &reader, &AnalysisOptions::default()).map_err(|error| error.to_string())?;
    let graph = &analysis.graph;
    let place = |module: boundaries_graph::ModuleId| {
        let module = graph.module(module);
        (module.krate().unique_name().to_owned(), module.path_in_crate().to_owned())
    };
    let item = |definition| match definition {
        Definition::Module(_) => String::new(),
        Definition::Item(item) => graph.item(item).qualified_name(),
    };
    Ok(graph
        .references()
        .iter()
        .chain(graph.caller_references())
        .map(|reference| Candidate {
            file: analysis.sources.file(reference.span.file).path().to_string(),
            line: reference.span.line,
            kind: reference.kind.as_str(),
            from: place(reference.from),
            to: place(graph.module_of(reference.definition)),
            item: item(reference.definition),
        })
        .collect())
}
