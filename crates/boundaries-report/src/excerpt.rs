//! The part of a file that a report shows, as a [`SourceCode`] for miette.
//!
//! Miette's own sources scan a file from its first byte for every label, print everything between two labels that stand
//! far apart, count columns in bytes, and pass control characters on. An [`Excerpt`] holds nothing but the lines with
//! labels on them, cut to the width of the terminal and made safe; it knows the true line and column of each of them.

use std::ops::Range;

use boundaries_graph::{SourceMap, Span};
use miette::{MietteError, MietteSpanContents, SourceCode, SourceSpan, SpanContents};

use crate::sanitize::Escaped;

/// Lines of a file, with the places of labels in them.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Excerpt {
    name: String,
    text: String,
    lines: Vec<Line>,
    marks: Vec<Range<usize>>,
    /// The true column, from 0 and in characters, at which each mark starts in its file.
    columns: Vec<usize>,
}

/// A line of an excerpt.
#[derive(Clone, PartialEq, Eq, Debug)]
struct Line {
    /// Its number in the file, from 0.
    number: usize,
    /// Where it stands in the excerpt's text, line break included.
    range: Range<usize>,
}

/// A span of more lines than this is marked on its first line only.
const MAX_SPAN_LINES: u32 = 6;
/// How many characters before a label stay when a long line is cut.
const LEAD: usize = 24;

impl Excerpt {
    /// The lines of one file on which the spans stand, cut to `width` columns. All spans have to be in the same file.
    #[must_use]
    pub(crate) fn new(sources: &SourceMap, spans: &[Span], width: usize) -> Self {
        let Some(first) = spans.first() else {
            return Self {
                name: String::new(),
                text: String::new(),
                lines: Vec::new(),
                marks: Vec::new(),
                columns: Vec::new(),
            };
        };
        let file = sources.file(first.file);
        let name = crate::sanitize::sanitised(file.path().as_str()).into_owned();
        let columns = spans.iter().map(|span| (span.column as usize).saturating_sub(1)).collect();
        let mut excerpt =
            Self { name, text: String::new(), lines: Vec::new(), marks: vec![0..0; spans.len()], columns };

        let extents: Vec<(u32, u32, Range<usize>)> = spans.iter().map(|&span| extent(sources, span)).collect();
        let mut numbers: Vec<u32> = extents.iter().flat_map(|(from, to, _)| *from..=*to).collect();
        numbers.sort_unstable();
        numbers.dedup();
        for number in numbers {
            let start = file.line_start(number);
            let line = file.line(number);
            let keep = extents.iter().filter(|(from, to, _)| (*from..=*to).contains(&number));
            let focus = keep.map(|(_, _, range)| range.start.saturating_sub(start)).min().unwrap_or(0);
            excerpt.push_line(number, start, line, focus, width, &extents);
        }
        for mark in &mut excerpt.marks {
            mark.end = mark.end.max(mark.start);
        }
        excerpt
    }

    /// Where the label of the span with this index stands in the excerpt.
    #[must_use]
    pub(crate) fn mark(&self, index: usize) -> SourceSpan {
        let Range { start, end } = self.marks[index].clone();
        SourceSpan::new(start.into(), end - start)
    }

    /// How many columns of its line stand before the label of the span with this index.
    pub(crate) fn lead(&self, index: usize) -> usize {
        let start = self.marks[index].start;
        let line_start = self.text[..start].rfind('\n').map_or(0, |at| at + 1);
        textwrap::core::display_width(&self.text[line_start..start])
    }

    /// Adds a line of the file, and moves the marks that begin or end on it.
    fn push_line(
        &mut self,
        number: u32,
        file_start: usize,
        line: &str,
        focus: usize,
        width: usize,
        extents: &[(u32, u32, Range<usize>)],
    ) {
        let shown = cut(line, focus, width);
        let (begin, escaped) = (self.text.len(), Escaped::of(line));
        // Byte of the line → byte of the excerpt, for each character that is kept; then one entry for the end.
        let mut positions = Vec::new();
        if shown.start > 0 {
            self.text.push('…');
        }
        for (at, char) in line[shown.clone()].char_indices() {
            let at = shown.start + at;
            positions.push((at, self.text.len()));
            if char == '\t' { self.text.push_str("    ") } else { escaped.push(&mut self.text, at, char) }
        }
        positions.push((shown.end, self.text.len()));
        if shown.end < line.len() {
            self.text.push('…');
        }
        self.text.push('\n');
        let place = |byte: usize| {
            let index = positions.partition_point(|&(at, _)| at < byte).min(positions.len() - 1);
            positions[index].1
        };
        for ((from, to, range), mark) in extents.iter().zip(&mut self.marks) {
            if *from == number {
                mark.start = place(range.start.saturating_sub(file_start));
            }
            if *to == number {
                mark.end = place(range.end.saturating_sub(file_start));
            }
        }
        self.lines.push(Line { number: number as usize - 1, range: begin..self.text.len() });
    }

    /// The lines around the line of `at` that follow each other in the file without a hole.
    fn run_around(&self, at: usize) -> Option<(Range<usize>, usize)> {
        let index = self.lines.iter().position(|line| line.range.contains(&at))?;
        let joined = |a: usize, b: usize| self.lines[a].number + 1 == self.lines[b].number;
        let mut run = index..index + 1;
        while run.start > 0 && joined(run.start - 1, run.start) {
            run.start -= 1;
        }
        while run.end < self.lines.len() && joined(run.end - 1, run.end) {
            run.end += 1;
        }
        Some((run, index))
    }

    /// The true column of the mark that starts here. Tabs, escapes and cuts make columns of the excerpt meaningless.
    fn column(&self, at: usize) -> usize {
        let index = self.marks.iter().position(|mark| mark.start == at);
        index.map_or(0, |index| self.columns[index])
    }
}

impl SourceCode for Excerpt {
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        before: usize,
        after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let (run, first) = self.run_around(span.offset()).ok_or(MietteError::OutOfBounds)?;
        let end = span.offset() + span.len();
        let last = (first..run.end)
            .find(|&index| end <= self.lines[index].range.end)
            // Labels with a hole between them are not one snippet: refusing makes miette keep them apart.
            .ok_or(MietteError::OutOfBounds)?;
        let from = &self.lines[first.saturating_sub(before).max(run.start)];
        let to = &self.lines[(last + after).min(run.end - 1)];
        let range = from.range.start..to.range.end;
        let column = self.column(span.offset());
        Ok(Box::new(MietteSpanContents::new_named(
            self.name.clone(),
            &self.text.as_bytes()[range.clone()],
            SourceSpan::new(range.start.into(), range.len()),
            from.number,
            column,
            to.number - from.number + 1,
        )))
    }
}

/// The first and the last line of a span, and its bytes. A span of many lines is cut to its first line, and a span that
/// reaches beyond its file is moved into it.
fn extent(sources: &SourceMap, span: Span) -> (u32, u32, Range<usize>) {
    let file = sources.file(span.file);
    let start = floor(file.text(), span.start as usize);
    let end = floor(file.text(), (span.end as usize).max(start));
    let (from, _) = file.line_column(start);
    // The end is exclusive: a span that ends with a line break does not reach into the next line.
    let (to, _) = file.line_column(end.saturating_sub(1).max(start));
    if to - from < MAX_SPAN_LINES {
        let line_end = file.line_start(to) + file.line(to).len();
        return (from, to, start..end.min(line_end).max(start));
    }
    let line_end = file.line_start(from) + file.line(from).len();
    (from, from, start..line_end.max(start))
}

fn floor(text: &str, byte: usize) -> usize {
    let mut byte = byte.min(text.len());
    while !text.is_char_boundary(byte) {
        byte -= 1;
    }
    byte
}

/// The bytes of a line that are shown: all of it, or a window of `width` characters around `focus`.
fn cut(line: &str, focus: usize, width: usize) -> Range<usize> {
    let starts: Vec<usize> = line.char_indices().map(|(at, _)| at).collect();
    if starts.len() <= width {
        return 0..line.len();
    }
    let focus = starts.partition_point(|&at| at < focus);
    let from = if focus < width.saturating_sub(LEAD) { 0 } else { focus.saturating_sub(LEAD) };
    let end = starts.get(from + width).copied().unwrap_or(line.len());
    starts[from.min(starts.len() - 1)]..end
}

#[cfg(test)]
mod tests {
    use super::*;

    fn excerpt(text: &str, ranges: &[(usize, usize)], width: usize) -> Excerpt {
        let mut sources = SourceMap::default();
        let file = sources.add("src/lib.rs", text);
        let spans: Vec<Span> = ranges.iter().map(|&(start, end)| sources.span(file, start..end)).collect();
        Excerpt::new(&sources, &spans, width)
    }

    fn marked(excerpt: &Excerpt, index: usize) -> &str {
        let mark = excerpt.mark(index);
        &excerpt.text[mark.offset()..mark.offset() + mark.len()]
    }

    #[test]
    fn only_lines_with_marks_are_held() {
        let text = "one\ntwo\nthree\nfour\nfive\n";
        let excerpt = excerpt(text, &[(4, 7), (19, 23)], 80);
        assert_eq!(excerpt.text, "two\nfive\n");
        assert_eq!((marked(&excerpt, 0), marked(&excerpt, 1)), ("two", "five"));
        let contents = excerpt.read_span(&excerpt.mark(1), 0, 0).expect("a line of the excerpt");
        assert_eq!((contents.line(), contents.column(), contents.line_count()), (4, 0, 1));
        let both = SourceSpan::new(0.into(), 8);
        assert!(excerpt.read_span(&both, 0, 0).is_err());
    }

    #[test]
    fn columns_count_characters_and_hidden_ones_are_shown() {
        let text = "let größe\u{202e} = x;\n";
        let at = text.find('x').expect("an x");
        let excerpt = excerpt(text, &[(at, at + 1)], 80);
        assert_eq!(marked(&excerpt, 0), "x");
        assert!(excerpt.text.contains("\\u{202e}"));
    }

    #[test]
    fn long_lines_are_cut_around_the_mark() {
        let text = format!("{}needle{}", "a".repeat(500), "b".repeat(500));
        let excerpt = excerpt(&text, &[(500, 506)], 60);
        assert_eq!(marked(&excerpt, 0), "needle");
        assert!(excerpt.text.starts_with('…') && excerpt.text.ends_with("…\n"));
        assert!(excerpt.text.chars().count() < 70);
    }

    #[test]
    fn a_span_of_many_lines_is_cut_to_its_first() {
        let text = "line\n".repeat(20);
        let excerpt = excerpt(&text, &[(0, 100)], 80);
        assert_eq!(excerpt.text, "line\n");
    }

    #[test]
    fn empty_files_and_spans_beyond_the_end_are_no_trap() {
        assert_eq!(excerpt("", &[(0, 0)], 80).text, "\n");
        assert_eq!(excerpt("ab", &[(7, 9)], 80).text, "ab\n");
    }
}
