//! Everything that an analysis tells, as a text.

use std::fmt::Write as _;

use boundaries_analysis::Analysis;
use boundaries_graph::Reference;

pub(crate) fn dump(analysis: &Analysis) -> String {
    let graph = &analysis.graph;
    let mut out = String::new();
    let stats = (analysis.stats.files, analysis.stats.bytes, analysis.stats.facts);
    writeln!(out, "{stats:?}").expect("memory takes everything");
    let mut line = |text: String| {
        out.push_str(&text);
        out.push('\n');
    };
    for (id, file) in analysis.sources.files() {
        line(format!("file {id:?} {} {:?}", file.path(), file.text()));
    }
    for package in graph.packages() {
        line(format!("package {:?}", package.data()));
    }
    for krate in graph.crates() {
        line(format!("crate {} {:?}", krate.unique_name(), krate.root().id()));
    }
    for module in graph.modules() {
        let data = module.data();
        let name = graph.text(data.name);
        line(format!("module {} {name} {:?}", data.path, (data.parent, data.file, data.span, data.inline, data.kind)));
    }
    for item in graph.items() {
        let data = item.data();
        let rest = (data.kind, data.module, data.parent, data.span, data.visibility);
        line(format!("item {} {rest:?}", graph.text(data.name)));
    }
    let reference = |kind: &str, r: &Reference| {
        let rest = (r.from, r.definition, r.door, r.kind, r.context, r.span);
        format!("{kind} {} {} {rest:?}", graph.text(r.written), graph.text(r.name))
    };
    for dependency in graph.dependencies() {
        line(format!("dependency {} {}", dependency.from().path(), dependency.to().path()));
        for one in dependency.references() {
            line(reference("  reference", one));
        }
    }
    for one in graph.references() {
        line(reference("reference", one));
    }
    for one in graph.caller_references() {
        line(reference("caller", one));
    }
    for one in graph.external_references() {
        let name = graph.external_name(one.krate);
        line(format!("external {name} {} {:?}", graph.text(one.written), (one.from, one.krate, one.context, one.span)));
    }
    for one in graph.exposures() {
        line(format!("exposure {one:?}"));
    }
    for one in graph.reexports() {
        let rest = (one.module, one.definition, one.source, one.visibility, one.span);
        line(format!("reexport {} {rest:?}", graph.text(one.name)));
    }
    for one in graph.implementations() {
        line(format!("implementation {one:?}"));
    }
    for one in graph.gaps() {
        line(format!("gap {} {:?}", graph.text(one.text), (one.reason, one.limit, one.module, one.span)));
    }
    out
}
