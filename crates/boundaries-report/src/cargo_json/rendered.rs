//! A diagnostic as rustc would print it. Terminals that run in the background and problem matchers of editors know that form:
//! the first line is `error: …` or `warning: …`, then comes ` --> file:line:column`.

use std::collections::BTreeMap;
use std::ops::Range;

use annotate_snippets::renderer::DEFAULT_TERM_WIDTH;
use annotate_snippets::{Annotation, AnnotationKind, Group, Level, Renderer, Snippet};
use boundaries_graph::{FileId, SourceMap, Span};

use crate::extent::Extent;
use crate::inert::{inert, inert_line, opening};
use crate::sanitize::Escaped;

/// How the rendered form looks.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub enum Rendered {
    /// With source.
    #[default]
    Full,
    /// With source and colours.
    Colored,
    /// One line.
    Short,
}

/// Lines of one file that stand further apart than this are shown apart.
const JOINED: u32 = 4;

/// A place to mark, and what to say about it.
pub(super) struct Mark {
    pub(super) span: Span,
    pub(super) is_primary: bool,
    pub(super) label: String,
}

/// What is rendered.
pub(super) struct Parts<'a> {
    pub(super) is_error: bool,
    pub(super) message: &'a str,
    /// The primary ones first.
    pub(super) marks: &'a [Mark],
    pub(super) notes: Vec<&'a str>,
    pub(super) help: Vec<&'a str>,
}

pub(super) fn rendered(parts: &Parts<'_>, sources: &SourceMap, look: Rendered) -> String {
    if look == Rendered::Short {
        let level = if parts.is_error { "error" } else { "warning" };
        let at = parts.marks.first().and_then(|mark| Some((mark.span.file, Extent::new(sources, mark.span)?)));
        let at = at.map(|(file, extent)| {
            format!("{}:{}:{}: ", inert(sources.file(file).path().as_str()), extent.start.line, extent.start.column())
        });
        return inert_line(&format!("{}{level}: {}", at.unwrap_or_default(), parts.message)) + "\n";
    }
    let level = if parts.is_error { Level::ERROR } else { Level::WARNING };
    let snippets: Vec<Excerpt> = excerpts(parts.marks, sources);
    let group: Group<'_> = level
        .primary_title(parts.message)
        .elements(snippets.iter().map(Excerpt::snippet))
        .elements(parts.notes.iter().map(|note| Level::NOTE.message(*note)))
        .elements(parts.help.iter().map(|help| Level::HELP.message(*help)));
    let renderer = if look == Rendered::Colored { Renderer::styled() } else { Renderer::plain() };
    let mut text = renderer.term_width(DEFAULT_TERM_WIDTH).render(&[group]);
    text.push_str("\n\n");
    text
}

/// Some lines of a file with marks on them.
struct Excerpt {
    path: String,
    first_line: u32,
    text: String,
    /// Bytes of the text.
    marks: Vec<(Range<usize>, bool, String)>,
}

impl Excerpt {
    fn snippet(&self) -> Snippet<'_, Annotation<'_>> {
        let annotations = self.marks.iter().map(|(range, is_primary, label)| {
            let kind = if *is_primary { AnnotationKind::Primary } else { AnnotationKind::Context };
            kind.span(range.clone()).label((!label.is_empty()).then_some(label.as_str()))
        });
        Snippet::source(&self.text).path(&self.path).line_start(self.first_line as usize).annotations(annotations)
    }
}

/// The marked lines, file by file in the order in which the files first appear. A mark of several lines stands on its first.
fn excerpts(marks: &[Mark], sources: &SourceMap) -> Vec<Excerpt> {
    let mut files: Vec<FileId> = Vec::new();
    let mut by_line: BTreeMap<(usize, u32), Vec<(&Mark, Extent<'_>)>> = BTreeMap::new();
    for mark in marks {
        let Some(extent) = Extent::new(sources, mark.span) else { continue };
        let index = files.iter().position(|file| *file == mark.span.file).unwrap_or_else(|| {
            files.push(mark.span.file);
            files.len() - 1
        });
        by_line.entry((index, extent.start.line)).or_default().push((mark, extent));
    }
    let mut excerpts: Vec<Excerpt> = Vec::new();
    let mut last: Option<(usize, u32)> = None;
    for ((index, line), marks) in by_line {
        let file = sources.file(files[index]);
        let is_near = last.is_some_and(|(same, before)| same == index && line - before <= JOINED);
        let from = match last {
            Some((_, before)) if is_near => before + 1,
            _ => {
                let path = inert(file.path().as_str());
                excerpts.push(Excerpt { path, first_line: line, text: String::new(), marks: Vec::new() });
                line
            }
        };
        last = Some((index, line));
        let excerpt = excerpts.last_mut().expect("one was pushed if there was none");
        let mut start = 0;
        for number in from..=line {
            start = excerpt.text.len();
            excerpt.text.push_str(&shown(file.line(number)));
            excerpt.text.push('\n');
        }
        let end_of_line = excerpt.text.len() - 1;
        for (mark, extent) in marks {
            let byte = |column: usize| {
                let offset = excerpt.text[start..end_of_line].char_indices().nth(column - 1).map(|(at, _)| start + at);
                offset.unwrap_or(end_of_line)
            };
            let end = if extent.is_in_one_line() { byte(extent.end.column()) } else { end_of_line };
            let begin = byte(extent.start.column());
            excerpt.marks.push((begin..end.max(begin), mark.is_primary, mark.label.clone()));
        }
    }
    excerpts
}

/// The line with one sign for each hidden or deceiving character, so that columns stay what they are, and for what would open
/// a command.
fn shown(line: &str) -> String {
    let escaped = Escaped::of(line);
    let stays = |at: usize, char: char| char == '\t' || !escaped.contains(at, char);
    let sign = |(at, char)| if stays(at, char) { char } else { char::REPLACEMENT_CHARACTER };
    let mut shown: String = line.char_indices().map(sign).collect();
    while let Some(at) = opening(&shown) {
        shown.replace_range(at..=at, "\u{fffd}");
    }
    shown
}
