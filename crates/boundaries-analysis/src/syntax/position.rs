//! From the parser's lines and columns to byte offsets of the file.
//!
//! `Span::byte_range` costs about a microsecond a call, a line and a column cost next to nothing; so offsets are computed
//! here, from the starts of lines and, on lines that are not ASCII, by walking the line's characters.

use proc_macro2::Span;

/// Maps places in a parsed text to byte offsets.
#[derive(Debug)]
pub(crate) struct Positions<'t> {
    text: &'t str,
    line_starts: Vec<u32>,
    is_ascii: bool,
    /// Added to every offset: how many bytes were cut off in front of the text.
    base: u32,
}

impl<'t> Positions<'t> {
    pub(crate) fn new(text: &'t str, base: u32) -> Self {
        let breaks = memchr_newlines(text);
        Self { text, line_starts: breaks, is_ascii: text.is_ascii(), base }
    }

    pub(crate) fn start(&self, span: Span) -> u32 {
        let at = span.start();
        self.offset(at.line, at.column)
    }

    pub(crate) fn end(&self, span: Span) -> u32 {
        let at = span.end();
        self.offset(at.line, at.column)
    }

    fn offset(&self, line: usize, column: usize) -> u32 {
        let Some(&start) = self.line_starts.get(line.wrapping_sub(1)) else { return self.base };
        let column = if self.is_ascii {
            column
        } else {
            let line = &self.text[start as usize..];
            line.char_indices().nth(column).map_or(line.len(), |(at, _)| at)
        };
        self.base + start + super::facts::index(column)
    }
}

fn memchr_newlines(text: &str) -> Vec<u32> {
    let breaks = text.bytes().enumerate().filter(|&(_, byte)| byte == b'\n');
    std::iter::once(0).chain(breaks.map(|(at, _)| super::facts::index(at + 1))).collect()
}
