//! Edits that an editor can offer: the path on the surface in place of the one that is written, and a contract at the end of
//! the policy. Both are offered, never applied without a question.
//!
//! An edit names the same item by its path on the surface, or there is none: a person has to do it where a glob, a name that
//! means several things, or a text that a macro fills in stands in the way.

mod target;
mod use_tree;

use boundaries_graph::{FileId, ModuleGraph, ReferenceKind, SourceMap, Span};
use boundaries_lint::{Finding, Help, HelpKind, Place};

use crate::view::View;
use target::{Target, depth_below};
use use_tree::UseTree;

/// A text to put in the place of another.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Edit {
    pub(crate) span: Span,
    pub(crate) replacement: String,
}

/// The edits that carry out a way on; none where a person has to do it.
pub(crate) fn edits(help: &Help, finding: &Finding, policy: Option<FileId>, view: &View<'_>) -> Vec<Edit> {
    let Some(snippet) = &help.snippet else { return Vec::new() };
    match help.kind {
        HelpKind::UseSurface => {
            let edit = |place| surface_path(finding, place, snippet, view.sources, view.graph);
            apart(finding.places.iter().filter_map(edit))
        }
        HelpKind::RequestContract => policy.map(|file| appended(file, snippet, view)).into_iter().collect(),
        // For the rest it takes a person.
        _ => Vec::new(),
    }
}

/// The edit that brings one place of a finding to the provider's surface, if the surface has the item.
pub(crate) fn to_surface(finding: &Finding, place: &Place, view: &View<'_>) -> Option<Edit> {
    let help = finding.help.iter().find(|help| help.kind == HelpKind::UseSurface)?;
    surface_path(finding, place, help.snippet.as_deref()?, view.sources, view.graph)
}

/// The texts to put in the place of the paths of these places of a finding, so that they lead by `path`, which is on a
/// surface. A place where a person has to do it is left out.
pub fn surface_edits<'f>(
    finding: &'f Finding,
    places: impl IntoIterator<Item = &'f Place>,
    path: &str,
    sources: &SourceMap,
    graph: &ModuleGraph,
) -> Vec<(Span, String)> {
    let edits = places.into_iter().filter_map(|place| surface_path(finding, place, path, sources, graph));
    apart(edits).into_iter().map(|edit| (edit.span, edit.replacement)).collect()
}

/// Of edits that concern the same text, the first.
fn apart(edits: impl Iterator<Item = Edit>) -> Vec<Edit> {
    let mut kept: Vec<Edit> = Vec::new();
    for edit in edits {
        let overlaps = |other: &Edit| {
            let (a, b) = (edit.span, other.span);
            a.file == b.file && a.start < b.end && b.start < a.end
        };
        if !kept.iter().any(overlaps) {
            kept.push(edit);
        }
    }
    kept
}

/// The path as it is written in one place, replaced by the one on the surface.
fn surface_path(
    finding: &Finding,
    place: &Place,
    path: &str,
    sources: &SourceMap,
    graph: &ModuleGraph,
) -> Option<Edit> {
    let (module, kind) = (place.module?, place.kind?);
    if !place.span.is_known() || !place.written.contains("::") {
        return None;
    }
    let Span { file, .. } = place.span;
    let text = sources.file(file).text();
    let depth = depth_of(finding, place, graph)?;
    let target = Target::new(graph, module, &place.written, path, text)?.extended(&place.written, depth)?;
    let (range, replacement) = match kind {
        ReferenceKind::Import | ReferenceKind::Reexport if has_one_meaning(finding, path, graph) => {
            let tree = UseTree::around(text, place.span.range().start)?;
            tree.redirected(&place.span.range(), &place.written, &target)?
        }
        ReferenceKind::Path
        | ReferenceKind::Macro
        | ReferenceKind::Derive
        | ReferenceKind::Attribute
        | ReferenceKind::DocLink => in_one_piece(text, place, target)?,
        // What else names an item does so without a path of its own, or brings more than one.
        _ => return None,
    };
    Some(Edit { span: sources.span(file, range), replacement })
}

/// How far below the finding's item what stands there lies; none if several things stand there, or anything else.
fn depth_of(finding: &Finding, place: &Place, graph: &ModuleGraph) -> Option<usize> {
    let references = graph.module(place.module?).dependencies().flat_map(|each| each.references());
    let mut here = references.filter(|each| each.span == place.span).map(|each| each.definition);
    let first = here.next()?;
    here.all(|other| other == first).then(|| depth_below(graph, &finding.key.provider, first)).flatten()
}

/// Whether an import of the path on the surface brings nothing but the finding's item.
fn has_one_meaning(finding: &Finding, path: &str, graph: &ModuleGraph) -> bool {
    let Some((door, name)) = path.rsplit_once("::") else { return false };
    let Some(name) = graph.symbol(name) else { return false };
    let is_meant = |path: String| path == finding.key.provider;
    graph.modules_at(door).all(|door| {
        let doors = door.reexports().iter().filter(|each| each.name == name);
        let children = graph.children(door.id()).iter().map(|&child| graph.module(child));
        let items = graph.items().filter(|item| {
            let data = item.data();
            data.name == name && data.module == door.id() && data.parent.is_none()
        });
        doors.map(|each| graph.definition_path(each.definition)).all(is_meant)
            && children.filter(|child| child.data().name == name).all(|child| is_meant(child.path().to_owned()))
            && items.map(|item| item.path()).all(is_meant)
    })
}

/// A path that stands in front of us from its start to its end, without white space, and is no part of another one.
fn in_one_piece(text: &str, place: &Place, target: Target) -> Option<(std::ops::Range<usize>, String)> {
    let end = place.span.range().end;
    let mut front = text.get(..end)?;
    for (at, name) in place.written.rsplit("::").enumerate() {
        front = if at == 0 { front } else { front.strip_suffix("::")? };
        front = front.strip_suffix(name)?;
        front = front.strip_suffix("r#").unwrap_or(front);
    }
    let joins = |char: char| char.is_alphanumeric() || matches!(char, '_' | '#' | '$');
    let behind = front.strip_suffix("::").unwrap_or(front);
    // `pub(in path)` takes the path of a module around it and no other.
    if behind.ends_with(joins) || behind.ends_with([':', '>']) || behind.ends_with("(in ") {
        return None;
    }
    Some((behind.len()..end, target.in_place_of(behind != front).path()))
}

/// The stanza behind the last line of the policy.
fn appended(file: FileId, stanza: &str, view: &View<'_>) -> Edit {
    let text = view.sources.file(file).text();
    let gap = match text {
        "" => "",
        text if text.ends_with('\n') => "\n",
        _ => "\n\n",
    };
    Edit { span: view.sources.span(file, text.len()..text.len()), replacement: format!("{gap}{stanza}\n") }
}
