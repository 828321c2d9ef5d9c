//! Lines and columns in the unit of each consumer. A span knows bytes of the file as it is on disk; rustc and SARIF count
//! characters, reviewdog counts bytes, language servers count UTF-16. All start at 1, the end is exclusive, tabs count as
//! one, and a byte order mark counts as nothing, because no editor shows it.

use boundaries_graph::{SourceFile, SourceMap, Span};

/// Where a span begins and ends.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Extent<'s> {
    pub(crate) start: Point<'s>,
    pub(crate) end: Point<'s>,
}

/// A place in a line.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Point<'s> {
    /// The line, from 1.
    pub(crate) line: u32,
    /// The part of the line in front of the place.
    before: &'s str,
}

impl<'s> Extent<'s> {
    /// The extent of a span; none where the span is no place. A span that reaches beyond its file is cut.
    pub(crate) fn new(sources: &'s SourceMap, span: Span) -> Option<Self> {
        if !span.is_known() {
            return None;
        }
        let file = sources.file(span.file);
        let start = Point::new(file, span.start as usize);
        let mut end = Point::new(file, (span.end as usize).max(span.start as usize));
        if end.before.is_empty() && end.line > start.line {
            // The span ends with a line break, which belongs to the line in front of it.
            let line = end.line - 1;
            end = Point { line, before: file.line(line) };
        }
        Some(Self { start, end })
    }

    /// Whether it ends on the line on which it begins.
    pub(crate) fn is_in_one_line(&self) -> bool {
        self.start.line == self.end.line
    }
}

impl<'s> Point<'s> {
    fn new(file: &'s SourceFile, byte: usize) -> Self {
        let (line, _) = file.line_column(byte);
        let text = file.line(line);
        let mut at = byte.saturating_sub(file.line_start(line)).min(text.len());
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        Self { line, before: &text[..at] }
    }

    /// The column, counting characters.
    pub(crate) fn column(&self) -> usize {
        self.before.chars().count() + 1
    }

    /// The column, counting units of UTF-16.
    pub(crate) fn utf16_column(&self) -> usize {
        self.before.encode_utf16().count() + 1
    }

    /// The column, counting bytes of UTF-8.
    pub(crate) fn byte_column(&self) -> usize {
        self.before.len() + 1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Line, characters and bytes of start and end, for the first `needle` of the text.
    fn places(text: &str, needle: &str) -> [(u32, usize, usize); 2] {
        let mut sources = SourceMap::default();
        let file = sources.add("src/lib.rs", text);
        let at = text.find(needle).expect("the needle is in the text");
        let extent = Extent::new(&sources, sources.span(file, at..at + needle.len())).expect("a known place");
        [extent.start, extent.end].map(|point| (point.line, point.column(), point.byte_column()))
    }

    #[test]
    fn each_unit_counts_for_itself() {
        // A letter of two bytes, and one of four bytes that UTF-16 needs two units for.
        assert_eq!(places("\nlet ö👍 = x;", "x"), [(2, 10, 14), (2, 11, 15)]);
        assert_eq!(places("\tx", "x"), [(1, 2, 2), (1, 3, 3)]);
    }

    #[test]
    fn a_byte_order_mark_counts_as_nothing() {
        assert_eq!(places("\u{feff}use a;\nb", "a"), [(1, 5, 5), (1, 6, 6)]);
        assert_eq!(places("\u{feff}use a;\nb", "b"), [(2, 1, 1), (2, 2, 2)]);
        assert_eq!(places("\u{feff}x", "\u{feff}x"), [(1, 1, 1), (1, 2, 2)]);
    }

    #[test]
    fn line_breaks_of_windows_belong_to_no_column() {
        assert_eq!(places("use a;\r\nuse b;\r\n", "a;\r\n"), [(1, 5, 5), (1, 7, 7)]);
        assert_eq!(places("use a;\r\nuse b;\r\n", "b"), [(2, 5, 5), (2, 6, 6)]);
    }

    #[test]
    fn a_span_of_several_lines_keeps_its_end() {
        assert_eq!(places("ab\ncd\nef", "b\ncd\ne"), [(1, 2, 2), (3, 2, 2)]);
    }

    #[test]
    fn spans_that_lie_nowhere_are_cut_to_their_file() {
        let mut sources = SourceMap::default();
        let file = sources.add("src/lib.rs", "ö");
        let wild = Span { file, start: 1, end: 900, line: 1, column: 1 };
        let extent = Extent::new(&sources, wild).expect("a known place");
        assert_eq!((extent.start.column(), extent.end.column()), (1, 2));
        assert!(Extent::new(&sources, Span::default()).is_none());
    }
}
