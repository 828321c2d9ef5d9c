//! From the parser's lines and columns to byte offsets of the file.
//!
//! `Span::byte_range` costs about a microsecond a call, a line and a column cost next to nothing; so offsets are computed
//! here, from the starts of lines and, in texts that are not ASCII, by walking the line's characters from the place that was
//! asked for last: places are mostly asked for in their order.

use std::cell::Cell;

use proc_macro2::Span;

/// Maps places in a parsed text to byte offsets.
#[derive(Debug)]
pub(crate) struct Positions<'t> {
    text: &'t str,
    line_starts: Vec<u32>,
    is_ascii: bool,
    /// A line, a column of it, and the byte of the line that the column starts at.
    last: Cell<(usize, usize, usize)>,
    /// The furthest offset that was asked for.
    furthest: Cell<u32>,
    /// Added to every offset: how many bytes were cut off in front of the text.
    base: u32,
}

impl<'t> Positions<'t> {
    pub(crate) fn new(text: &'t str, base: u32) -> Self {
        Self::laid_out(text, base, line_starts(text), text.is_ascii())
    }

    /// Of a text whose lines the parser got from these bytes on. `is_ascii` tells whether what it got is all ASCII.
    pub(crate) fn laid_out(text: &'t str, base: u32, line_starts: Vec<u32>, is_ascii: bool) -> Self {
        Self { text, line_starts, is_ascii, last: Cell::new((0, 0, 0)), furthest: Cell::new(0), base }
    }

    /// The furthest offset that was asked for since it was forgotten.
    pub(crate) fn furthest(&self) -> u32 {
        self.furthest.get()
    }

    pub(crate) fn forget_furthest(&self) {
        self.furthest.set(self.base);
    }

    pub(crate) fn start(&self, span: Span) -> u32 {
        let at = span.start();
        self.offset(at.line, at.column)
    }

    pub(crate) fn end(&self, span: Span) -> u32 {
        let at = span.end();
        self.offset(at.line, at.column)
    }

    /// The letters of the word that starts at a place, if they are plain.
    pub(crate) fn word(&self, at: u32) -> &'t str {
        let rest = at.checked_sub(self.base).and_then(|at| self.text.get(at as usize..)).unwrap_or_default();
        let rest = rest.strip_prefix("r#").unwrap_or(rest);
        let end = rest.bytes().position(|byte| !IS_PLAIN[usize::from(byte)]);
        &rest[..end.unwrap_or(rest.len())]
    }

    /// The part of the text between two places; all of it where they are none of its places.
    pub(crate) fn between(&self, start: u32, end: u32) -> &'t str {
        let place = |at: u32| at.checked_sub(self.base).map(|at| at as usize);
        place(start).zip(place(end)).and_then(|(start, end)| self.text.get(start..end)).unwrap_or(self.text)
    }

    fn offset(&self, line: usize, column: usize) -> u32 {
        let Some(&start) = self.line_starts.get(line.wrapping_sub(1)) else { return self.base };
        let column = if self.is_ascii {
            column
        } else {
            let (from_column, from_byte) = match self.last.get() {
                (last, from, byte) if last == line && from <= column => (from, byte),
                _ => (0, 0),
            };
            let rest = &self.text[start as usize + from_byte..];
            let letters = column - from_column;
            let byte = match rest.as_bytes().get(..letters) {
                Some(plain) if plain.is_ascii() => letters,
                _ => rest.char_indices().nth(letters).map_or(rest.len(), |(at, _)| at),
            };
            let byte = from_byte + byte;
            self.last.set((line, column, byte));
            byte
        };
        let offset = self.base + start + super::facts::index(column);
        self.furthest.set(self.furthest.get().max(offset));
        offset
    }
}

fn line_starts(text: &str) -> Vec<u32> {
    let mut starts = vec![0];
    for at in memchr::memchr_iter(b'\n', text.as_bytes()) {
        starts.push(super::facts::index(at + 1));
    }
    starts
}

/// Which bytes are letters of plain words.
const IS_PLAIN: [bool; 256] = {
    let mut is_plain = [false; 256];
    let mut byte = 0;
    while byte < 128 {
        is_plain[byte] = byte == b'_' as usize || (byte as u8).is_ascii_alphanumeric();
        byte += 1;
    }
    is_plain
};
