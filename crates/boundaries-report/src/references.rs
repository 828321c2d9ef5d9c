//! The dump of all references between modules: one JSON object on each line.
//!
//! | field | meaning |
//! |---|---|
//! | `file` | path of the file from the workspace root |
//! | `line`, `col` | where the last segment of the path starts, from 1, in characters |
//! | `kind` | role of the path: `use`, `glob`, `reexport`, `extern_crate`, `path`, `assoc`, `method`, … |
//! | `context` | `normal`, `test` or `build` |
//! | `from_crate`, `from_module` | the module that contains the mention; the crate root is the empty module |
//! | `to_crate`, `to_module` | the module that defines the item |
//! | `item` | the item with the types around it; null where a module is meant |
//! | `door_crate`, `door_module` | the module whose name table supplied the name |
//! | `written` | the path as written |
//! | `by_caller` | whether a macro's body mentions it only because of what its caller gave it; it is part of no dependency |
//!
//! Crates go by the name that no other crate of the workspace has.

use std::io::{self, Write};

use boundaries_graph::{Definition, Limit, ModuleGraph, ModuleId, SourceMap};
use serde::Serialize;

use crate::json::write_line;

#[derive(Serialize)]
struct Line<'a> {
    file: &'a str,
    line: u32,
    col: u32,
    kind: &'a str,
    context: &'a str,
    from_crate: &'a str,
    from_module: &'a str,
    to_crate: &'a str,
    to_module: &'a str,
    item: Option<String>,
    door_crate: &'a str,
    door_module: &'a str,
    written: &'a str,
    by_caller: bool,
}

/// Writes every reference, ordered by file and place.
///
/// # Errors
/// If `out` fails.
pub fn references_jsonl(graph: &ModuleGraph, sources: &SourceMap, out: &mut impl Write) -> io::Result<()> {
    let own = graph.references().iter().map(|reference| (reference, false));
    let mut references: Vec<_> =
        own.chain(graph.caller_references().iter().map(|reference| (reference, true))).collect();
    references.sort_by_cached_key(|(reference, _)| {
        let span = reference.span;
        (sources.file(span.file).path(), span.start, span.end, reference.from, reference.definition, reference.kind)
    });
    for (reference, by_caller) in references {
        let (from_crate, from_module) = split(graph, reference.from);
        let (to_crate, to_module) = split(graph, graph.module_of(reference.definition));
        let (door_crate, door_module) = split(graph, reference.door);
        let line = Line {
            file: sources.file(reference.span.file).path().as_str(),
            line: reference.span.line,
            col: reference.span.column,
            kind: reference.kind.as_str(),
            context: reference.context.as_str(),
            from_crate,
            from_module,
            to_crate,
            to_module,
            item: match reference.definition {
                Definition::Module(_) => None,
                Definition::Item(item) => Some(graph.item(item).qualified_name()),
            },
            door_crate,
            door_module,
            written: graph.text(reference.written),
            by_caller,
        };
        write_line(&line, out)?;
    }
    Ok(())
}

#[derive(Serialize)]
struct GapLine<'a> {
    file: &'a str,
    line: u32,
    col: u32,
    reason: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    limit: Option<&'a str>,
    #[serde(rename = "crate")]
    krate: &'a str,
    module: &'a str,
    text: &'a str,
}

/// Writes every gap of the graph as one JSON object on each line: `file`, `line`, `col`, `reason`, `limit` where one that can
/// be moved is the cause, `crate`, `module`, and as `text` what stands there.
///
/// # Errors
/// If `out` fails.
pub fn gaps_jsonl(graph: &ModuleGraph, sources: &SourceMap, out: &mut impl Write) -> io::Result<()> {
    let mut gaps: Vec<_> = graph.gaps().iter().collect();
    gaps.sort_by_cached_key(|gap| (sources.file(gap.span.file).path(), gap.span.start, gap.reason, gap.module));
    for gap in gaps {
        let (krate, module) = split(graph, gap.module);
        let line = GapLine {
            file: sources.file(gap.span.file).path().as_str(),
            line: gap.span.line,
            col: gap.span.column,
            reason: gap.reason.as_str(),
            limit: gap.limit.map(Limit::as_str),
            krate,
            module,
            text: graph.text(gap.text),
        };
        write_line(&line, out)?;
    }
    Ok(())
}

fn split(graph: &ModuleGraph, module: ModuleId) -> (&str, &str) {
    let module = graph.module(module);
    (module.krate().unique_name(), module.path_in_crate())
}
