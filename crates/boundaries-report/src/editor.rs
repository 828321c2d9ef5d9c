//! Diagnostics as language servers tell them: one for each place, in lines and columns from zero, with the other places of
//! the finding beside it. The protocol itself is the server's.

use boundaries_graph::{SourceMap, Span};
use boundaries_lint::{Finding, Label, LabelRole};
use boundaries_policy::PolicyProblem;
use camino::{Utf8Path, Utf8PathBuf};

use crate::extent::{Extent, Point};
use crate::inert::inert;
use crate::letter;
use crate::view::{Grade, View};

/// More places of one finding than this drown an editor; the rest is counted.
const MAX_PLACES: usize = 100;

/// In what columns are counted.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ColumnUnit {
    /// Bytes of UTF-8.
    Utf8,
    /// Units of UTF-16, by default.
    Utf16,
}

/// Line and column, both from zero.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct EditorPosition {
    /// The line.
    pub line: u32,
    /// The column, in the unit that was asked for.
    pub column: u32,
}

/// A place in a file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct EditorPlace {
    /// From the workspace's root.
    pub path: Utf8PathBuf,
    /// Where it begins.
    pub start: EditorPosition,
    /// One past its end.
    pub end: EditorPosition,
}

/// A diagnostic at one place.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct EditorDiagnostic {
    /// Where it is shown.
    pub place: EditorPlace,
    /// Whether it makes a check fail.
    pub is_error: bool,
    /// `boundaries::` and the rule, or what else speaks.
    pub code: String,
    /// The statement, and ways on in lines of their own.
    pub message: String,
    /// Further places, and what each has to do with it.
    pub related: Vec<(EditorPlace, String)>,
}

/// The findings that nothing tolerates, place by place.
#[must_use]
pub fn editor_findings(view: &View<'_>, unit: ColumnUnit) -> Vec<EditorDiagnostic> {
    let open = view.report.findings.iter().filter(|finding| Grade::of(finding) > Grade::Tolerated);
    open.flat_map(|finding| of_finding(finding, view, unit)).collect()
}

/// The mistakes of a policy.
#[must_use]
pub fn editor_problems(problems: &[PolicyProblem], sources: &SourceMap, unit: ColumnUnit) -> Vec<EditorDiagnostic> {
    let of_problem = |problem: &PolicyProblem| {
        let labels = problem.labels.iter().filter_map(|(span, text)| Some((place(sources, *span, unit)?, inert(text))));
        let mut related: Vec<(EditorPlace, String)> = labels.collect();
        let at = problem.span.and_then(|span| place(sources, span, unit));
        let at = at.or_else(|| related.first().map(|(place, _)| place.clone()));
        let at = at.unwrap_or_else(|| start_of("Cargo.toml".into()));
        let mut message = inert(&problem.message);
        for (_, text) in related.extract_if(.., |(place, _)| *place == at).filter(|(_, text)| !text.is_empty()) {
            message.push_str(&format!("\n{text}"));
        }
        if let Some(help) = &problem.help {
            message.push_str(&format!("\nhelp: {}", inert(help)));
        }
        EditorDiagnostic { place: at, is_error: true, code: "boundaries::policy".to_owned(), message, related }
    };
    problems.iter().map(of_problem).collect()
}

/// What stopped a check, if it has no place of its own, at the start of a file.
#[must_use]
pub fn editor_failure(path: &Utf8Path, message: &str) -> EditorDiagnostic {
    EditorDiagnostic {
        place: start_of(path),
        is_error: true,
        code: "boundaries::workspace".to_owned(),
        message: inert(message),
        related: Vec::new(),
    }
}

fn of_finding(finding: &Finding, view: &View<'_>, unit: ColumnUnit) -> Vec<EditorDiagnostic> {
    let mut spans: Vec<Span> = finding.places.iter().map(|place| place.span).filter(|span| span.is_known()).collect();
    if let Some(primary) = finding.primary_span().filter(|primary| !spans.contains(primary)) {
        spans.insert(0, primary);
    }
    let mut lines = vec![letter::headline(finding)];
    if spans.len() > MAX_PLACES {
        lines.push(format!("note: {} more places", spans.len() - MAX_PLACES));
        spans.truncate(MAX_PLACES);
    }
    lines.extend(finding.notes.iter().map(|note| format!("note: {}", inert(note))));
    lines.extend(finding.help.iter().map(|help| format!("help: {}", inert(&help.text))));
    let message = lines.join("\n");
    let is_shown = |label: &Label| label.role == LabelRole::Primary && spans.contains(&label.span);
    let others = finding.labels.iter().filter(|label| !label.text.is_empty()).filter(|label| !is_shown(label));
    let related: Vec<(EditorPlace, String)> =
        others.filter_map(|label| Some((place(view.sources, label.span, unit)?, inert(&label.text)))).collect();
    let mut places: Vec<EditorPlace> = spans.iter().filter_map(|&span| place(view.sources, span, unit)).collect();
    if places.is_empty() {
        let anchor = view.anchor(finding);
        places.push(match anchor.extent {
            Some(extent) => within(anchor.path, extent, unit),
            None => start_of(anchor.path),
        });
    }
    let diagnostic = |place| EditorDiagnostic {
        place,
        is_error: Grade::of(finding) == Grade::Error,
        code: format!("boundaries::{}", finding.rule.name),
        message: message.clone(),
        related: related.clone(),
    };
    places.into_iter().map(diagnostic).collect()
}

fn place(sources: &SourceMap, span: Span, unit: ColumnUnit) -> Option<EditorPlace> {
    let extent = Extent::new(sources, span)?;
    Some(within(sources.file(span.file).path(), extent, unit))
}

fn within(path: &Utf8Path, extent: Extent<'_>, unit: ColumnUnit) -> EditorPlace {
    EditorPlace { path: path.to_owned(), start: position(&extent.start, unit), end: position(&extent.end, unit) }
}

fn start_of(path: &Utf8Path) -> EditorPlace {
    EditorPlace { path: path.to_owned(), start: EditorPosition::default(), end: EditorPosition::default() }
}

fn position(point: &Point<'_>, unit: ColumnUnit) -> EditorPosition {
    let column = match unit {
        ColumnUnit::Utf8 => point.byte_column(),
        ColumnUnit::Utf16 => point.utf16_column(),
    };
    EditorPosition { line: point.line - 1, column: u32::try_from(column - 1).unwrap_or(u32::MAX) }
}
