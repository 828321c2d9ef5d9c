//! From a finding to a diagnostic of rustc, such that editors show it where the code is.
//!
//! rust-analyzer makes one diagnostic of each primary span, related information of each secondary span with a label, and
//! lines of the message of children without a span. It drops what lies in a file it does not know: everything but Rust,
//! TOML and Markdown below the folder of a package. What is about another file is therefore shown at a manifest, with the
//! true place beside it.

use boundaries_graph::{SourceMap, Span as Place};
use boundaries_lint::{Finding, LabelRole};
use camino::Utf8Path;

use super::message::{Child, Code, Diagnostic, Line, Span};
use super::rendered::{Mark, Parts, rendered};
use super::{CargoMessages, manifest_of};
use crate::extent::Extent;
use crate::fix::{Edit, edits};
use crate::inert::{inert, inert_line};
use crate::letter;
use crate::view::{Grade, View};

/// More primary spans than this drown an editor; the rest is counted.
const MAX_PLACES: usize = 100;
/// Longer lines, in characters, are given in part.
const MAX_LINE: usize = 2_000;
/// How many lines of a span are given.
const MAX_LINES: u32 = 20;

/// The diagnostic of a finding.
pub(super) fn of_finding(finding: &Finding, view: &View<'_>, cargo: &CargoMessages<'_>) -> Diagnostic {
    let message = letter::headline(finding);
    let mut notes = Vec::new();
    let known = |span: &Place| span.is_known() && is_known_to_editors(view.sources, *span, cargo);
    let label_of = |span: Place| {
        let label = finding.labels.iter().find(|label| label.role == LabelRole::Primary && label.span == span);
        label.map(|label| inert(&label.text)).unwrap_or_default()
    };
    let mut places: Vec<Place> = finding.places.iter().map(|place| place.span).filter(known).collect();
    if let Some(primary) = finding.primary_span().filter(known)
        && !places.contains(&primary)
    {
        places.insert(0, primary);
    }
    if places.len() > MAX_PLACES {
        notes.push(format!("{} more places", places.len() - MAX_PLACES));
        places.truncate(MAX_PLACES);
    }
    let mut marks: Vec<Mark> =
        places.iter().map(|&span| Mark { span, is_primary: true, label: label_of(span) }).collect();
    marks.extend(finding.labels.iter().filter(|label| !places.contains(&label.span)).map(|label| Mark {
        span: label.span,
        is_primary: false,
        label: inert(&label.text),
    }));
    let mut spans: Vec<Span> = marks.iter().filter_map(|mark| mark.to_span(view.sources)).collect();
    if places.is_empty() {
        spans.insert(0, at_manifest(manifest_of(finding, view, cargo), cargo));
    }

    notes.extend(finding.notes.iter().map(|note| inert(note)));
    let more = format!("`cargo boundaries explain {}` tells more", finding.rule.name);
    let help: Vec<String> = finding.help.iter().map(|help| inert(&help.text)).collect();
    let mut children: Vec<Child> = notes.iter().map(|note| child("note", note.clone(), Vec::new())).collect();
    for (help, text) in finding.help.iter().zip(&help) {
        let edits = edits(help, finding, cargo.policy, view);
        children.push(child("help", text.clone(), fix(&edits, &places, view.sources)));
    }
    children.push(child("note", more.clone(), Vec::new()));

    let is_error = Grade::of(finding) == Grade::Error;
    let parts = Parts {
        is_error,
        message: &message,
        marks: &marks,
        notes: notes.iter().map(String::as_str).chain([more.as_str()]).collect(),
        help: help.iter().map(String::as_str).collect(),
    };
    let rendered = rendered(&parts, view.sources, cargo.rendered);
    Diagnostic {
        message_type: "diagnostic",
        message,
        code: Some(Code { code: format!("boundaries::{}", finding.rule.name), explanation: None }),
        level: if is_error { "error" } else { "warning" },
        spans,
        children,
        rendered: Some(rendered),
    }
}

/// The diagnostic of something that stopped the run, with the places it is about.
pub(super) fn of_failure(
    message: &str,
    places: &[(Place, String)],
    help: Option<&str>,
    sources: &SourceMap,
    cargo: &CargoMessages<'_>,
) -> Diagnostic {
    let message = inert(message);
    let help = help.map(|help| help.lines().map(|line| inert_line(&inert(line))).collect::<Vec<_>>().join("\n"));
    let marks: Vec<Mark> = places
        .iter()
        .enumerate()
        .map(|(index, (span, text))| Mark {
            span: *span,
            is_primary: index == 0 && span.is_known() && is_known_to_editors(sources, *span, cargo),
            label: inert(text),
        })
        .collect();
    let mut spans: Vec<Span> = marks.iter().filter_map(|mark| mark.to_span(sources)).collect();
    if !spans.iter().any(|span| span.is_primary) {
        let manifest = cargo.packages.first().map_or(Utf8Path::new("Cargo.toml"), |package| &package.manifest_path);
        spans.insert(0, at_manifest(manifest.as_str(), cargo));
    }
    let parts = Parts {
        is_error: true,
        message: &message,
        marks: &marks,
        notes: Vec::new(),
        help: help.as_deref().into_iter().collect(),
    };
    let rendered = rendered(&parts, sources, cargo.rendered);
    Diagnostic {
        message_type: "diagnostic",
        code: Some(Code { code: "boundaries::policy".to_owned(), explanation: None }),
        level: "error",
        spans,
        children: help.iter().map(|help| child("help", help.clone(), Vec::new())).collect(),
        rendered: Some(rendered),
        message,
    }
}

impl Mark {
    fn to_span(&self, sources: &SourceMap) -> Option<Span> {
        let mut span = span(sources, self.span)?;
        span.is_primary = self.is_primary;
        // Without a label, a secondary span tells nothing and is not shown.
        span.label = (!self.label.is_empty()).then(|| self.label.clone());
        (self.is_primary || span.label.is_some()).then_some(span)
    }
}

fn child(level: &'static str, message: String, spans: Vec<Span>) -> Child {
    Child { message, code: None, level, spans, children: [], rendered: None }
}

/// The spans of a fix. It hangs on its first span, so that one is in the code even where the edit is elsewhere.
fn fix(edits: &[Edit], places: &[Place], sources: &SourceMap) -> Vec<Span> {
    let Some(first) = edits.first() else { return Vec::new() };
    let mut spans = Vec::new();
    if let Some(place) = places.first().filter(|place| place.file != first.span.file) {
        spans.extend(span(sources, *place));
    }
    spans.extend(edits.iter().filter_map(|edit| {
        let mut span = span(sources, edit.span)?;
        span.suggested_replacement = Some(edit.replacement.clone());
        span.suggestion_applicability = Some("MaybeIncorrect");
        Some(span)
    }));
    for span in &mut spans {
        span.is_primary = true;
    }
    spans
}

fn span(sources: &SourceMap, place: Place) -> Option<Span> {
    let Extent { start, end } = Extent::new(sources, place)?;
    let file = sources.file(place.file);
    let last = end.line.min(start.line + MAX_LINES);
    let text = (start.line..=last)
        .map(|line| {
            let text = file.line(line);
            let highlight_end = if line == end.line { end.column() } else { text.chars().count() + 1 };
            Line {
                highlight_start: if line == start.line { start.column() } else { 1 },
                highlight_end,
                text: shortened(text, highlight_end).to_owned(),
            }
        })
        .collect();
    Some(Span {
        file_name: file.path().as_str().to_owned(),
        byte_start: place.start,
        byte_end: place.end,
        line_start: start.line,
        line_end: end.line,
        column_start: start.column(),
        column_end: end.column(),
        is_primary: false,
        text,
        label: None,
        suggested_replacement: None,
        suggestion_applicability: None,
        expansion: None,
    })
}

/// The part of a line by which an editor finds its columns. In generated code a line may be as long as a file; where all
/// characters are one unit long in every unit, any part of it will do.
fn shortened(text: &str, highlight_end: usize) -> &str {
    if text.len() <= MAX_LINE {
        return text;
    }
    let needed = if text.is_ascii() { MAX_LINE } else { MAX_LINE.max(highlight_end) };
    text.char_indices().nth(needed).map_or(text, |(at, _)| &text[..at])
}

/// The start of a manifest, for what is about no file that editors know.
fn at_manifest(path: &str, cargo: &CargoMessages<'_>) -> Span {
    let root = cargo.workspace.as_str();
    let relative = path.strip_prefix(root).map_or(path, |rest| rest.trim_start_matches(['/', '\\']));
    Span {
        file_name: relative.replace(std::path::MAIN_SEPARATOR, "/"),
        byte_start: 0,
        byte_end: 0,
        line_start: 1,
        line_end: 1,
        column_start: 1,
        column_end: 1,
        is_primary: true,
        text: vec![Line { text: String::new(), highlight_start: 1, highlight_end: 1 }],
        label: None,
        suggested_replacement: None,
        suggestion_applicability: None,
        expansion: None,
    }
}

/// Whether editors know the file: Rust, TOML or Markdown below the folder of a package.
fn is_known_to_editors(sources: &SourceMap, span: Place, cargo: &CargoMessages<'_>) -> bool {
    let path = sources.file(span.file).path();
    matches!(path.extension(), Some("rs" | "toml" | "md"))
        && cargo.packages.iter().any(|package| {
            package.dir.as_str().is_empty() && !path.starts_with("..")
                || !package.dir.as_str().is_empty() && path.starts_with(&package.dir)
        })
}
