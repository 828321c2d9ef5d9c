//! A finding as a few lines of plain text, for formats that show one place and a message beside it.

use boundaries_graph::Span;
use boundaries_lint::Finding;

use crate::inert::inert;
use crate::view::View;

/// How many of the places behind the first one are listed.
const PLACES: usize = 5;

/// The statement, which is enough by itself.
pub(crate) fn headline(finding: &Finding) -> String {
    inert(&finding.headline)
}

/// What follows the statement: further places, notes, ways on; one line each, without text to paste.
pub(crate) fn details(finding: &Finding, view: &View<'_>) -> Vec<String> {
    let mut lines = Vec::new();
    let shown = finding.primary_span();
    let others: Vec<Span> =
        finding.places.iter().map(|place| place.span).filter(|&span| span.is_known() && Some(span) != shown).collect();
    lines.extend(others.iter().take(PLACES).map(|&span| format!("also: {}", inert(&view.location(span)))));
    if others.len() > PLACES {
        lines.push(format!("and {} more", crate::summary::count(others.len() - PLACES, "place")));
    }
    lines.extend(finding.notes.iter().map(|note| format!("note: {}", inert(note))));
    lines.extend(finding.help.iter().map(|help| format!("help: {}", inert(&help.text))));
    lines
}

/// Statement and details.
pub(crate) fn whole(finding: &Finding, view: &View<'_>) -> String {
    let mut lines = vec![headline(finding)];
    lines.extend(details(finding, view));
    lines.join("\n")
}
