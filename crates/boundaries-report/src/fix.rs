//! Edits that an editor can offer: the path on the surface in place of the one that is written, and a contract at the end of
//! the policy. Both are offered, never applied without a question.

use boundaries_graph::{FileId, ModuleGraph, SourceMap, Span};
use boundaries_lint::{Finding, Help, HelpKind, Place};

use crate::view::View;

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
            let edit = |place| surface_path(place, snippet, view.sources, view.graph);
            finding.places.iter().filter_map(edit).collect()
        }
        HelpKind::RequestContract => policy.map(|file| appended(file, snippet, view)).into_iter().collect(),
        HelpKind::ChangeCode | HelpKind::ChangePolicy | HelpKind::TalkToOwner => Vec::new(),
    }
}

/// The edit that brings one place of a finding to the provider's surface, if the surface has the item.
pub(crate) fn to_surface(finding: &Finding, place: &Place, view: &View<'_>) -> Option<Edit> {
    let help = finding.help.iter().find(|help| help.kind == HelpKind::UseSurface)?;
    surface_path(place, help.snippet.as_deref()?, view.sources, view.graph)
}

/// The text to put in the place of a path as it is written, so that it leads by `path`, which is on a surface; none where a
/// person has to do it.
#[must_use]
pub fn surface_edit(place: &Place, path: &str, sources: &SourceMap, graph: &ModuleGraph) -> Option<(Span, String)> {
    surface_path(place, path, sources, graph).map(|edit| (edit.span, edit.replacement))
}

/// The written path replaced by the one on the surface, where the whole of it stands in front of us: not in a nested import,
/// not behind a rename, and not where an import made it short.
fn surface_path(place: &Place, path: &str, sources: &SourceMap, graph: &ModuleGraph) -> Option<Edit> {
    let Span { file, end, .. } = place.span;
    if !place.span.is_known() {
        return None;
    }
    let before = sources.file(file).text().get(..end as usize)?;
    let written = place.written.trim_start_matches("::");
    let (start_of_path, _) = written.split_once("::")?;
    let front = before.strip_suffix(written)?;
    let (krate, rest) = path.split_once("::")?;
    let replacement = match start_of_path {
        "crate" if place.module.is_some_and(|module| graph.module(module).krate().name() == krate) => {
            format!("crate::{rest}")
        }
        own if own == krate => path.to_owned(),
        _ => return None,
    };
    let joins = |char: char| char.is_alphanumeric() || matches!(char, '_' | '#' | '$');
    let front = front.strip_suffix("::").unwrap_or(front);
    if front.ends_with(joins) || front.ends_with("::") {
        return None;
    }
    let start = before.len() - written.len();
    Some(Edit { span: sources.span(file, start..before.len()), replacement })
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
