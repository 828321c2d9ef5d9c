//! The `rdjsonl` format: reviewdog's diagnostics, one on each line. Reviewdog comments on lines that a change touches, so
//! every place of a finding has a diagnostic of its own. Columns count bytes; paths are from the folder in which the program
//! runs, which is where reviewdog takes relative paths from. Fields that older versions do not know are left out, because
//! they refuse the line.

use std::io::{self, Write};

use boundaries_graph::Span;
use boundaries_lint::Finding;
use serde::Serialize;

use crate::extent::{Extent, Point};
use crate::fix::to_surface;
use crate::json::write_line;
use crate::letter;
use crate::view::{Grade, View};

/// Reviewdog reads lines of up to 64 KiB; a character may take six bytes there.
const MAX_MESSAGE: usize = 8_000;

#[derive(Serialize)]
struct Diagnostic {
    message: String,
    location: Location,
    severity: &'static str,
    source: Source,
    code: Code,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    suggestions: Vec<Suggestion>,
}

/// A text to put in the place of another.
#[derive(Serialize)]
struct Suggestion {
    range: Range,
    text: String,
}

#[derive(Serialize)]
struct Location {
    path: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    range: Option<Range>,
}

#[derive(Serialize)]
struct Range {
    start: Position,
    end: Position,
}

#[derive(Serialize)]
struct Position {
    line: u32,
    column: usize,
}

#[derive(Serialize)]
struct Source {
    name: &'static str,
}

#[derive(Serialize)]
struct Code {
    value: &'static str,
}

/// Writes one diagnostic for each place of each finding, those first that fail.
///
/// # Errors
/// If `out` fails.
pub fn rdjsonl(view: &View<'_>, out: &mut impl Write) -> io::Result<()> {
    for entry in view.worst_first() {
        let severity = if entry.grade == Grade::Error { "ERROR" } else { "WARNING" };
        let message: String = letter::whole(entry.finding, view).chars().take(MAX_MESSAGE).collect();
        for (span, suggestion) in places(entry.finding, view) {
            let anchor = span.map(|span| view.at(span)).unwrap_or_else(|| view.anchor(entry.finding));
            let diagnostic = Diagnostic {
                message: message.clone(),
                location: Location { path: view.layout.from_working_dir(anchor.path), range: anchor.extent.map(range) },
                severity,
                source: Source { name: "cargo-boundaries" },
                code: Code { value: entry.finding.rule.name },
                suggestions: suggestion.into_iter().collect(),
            };
            write_line(&diagnostic, out)?;
        }
    }
    Ok(())
}

/// Every known place, with the edit that takes it to the surface if there is one; one unknown place if there is none.
fn places(finding: &Finding, view: &View<'_>) -> Vec<(Option<Span>, Option<Suggestion>)> {
    let known = finding.places.iter().filter(|place| place.span.is_known());
    let places: Vec<_> = known
        .map(|place| {
            let suggestion = to_surface(finding, place, view)
                .and_then(|edit| Some(Suggestion { range: range(view.extent(edit.span)?), text: edit.replacement }));
            (Some(place.span), suggestion)
        })
        .collect();
    if places.is_empty() { vec![(None, None)] } else { places }
}

fn range(extent: Extent<'_>) -> Range {
    let position = |point: Point<'_>| Position { line: point.line, column: point.byte_column() };
    Range { start: position(extent.start), end: position(extent.end) }
}
