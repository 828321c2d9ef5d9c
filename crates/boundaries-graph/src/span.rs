//! Places in text files, and the texts themselves.

use std::ops::Range;
use std::sync::{Arc, OnceLock};

use camino::{Utf8Path, Utf8PathBuf};
use serde::{Deserialize, Serialize};

use crate::FileId;

/// How many lines are looked at before all are searched.
const NEAR: usize = 4;

/// Bytes between two places of a long line up to which characters are counted once.
const BLOCK: usize = 4096;

/// A place in a file: a byte range, and the line and column where it starts.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default, Serialize, Deserialize)]
pub struct Span {
    /// The file.
    pub file: FileId,
    /// First byte, counted from the start of the file as it is on disk (a byte order mark included).
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
    /// Line of the first byte, from 1; lines end at `\n` alone, as in rustc. 0 where there is no place to show.
    pub line: u32,
    /// Column of the first byte, from 1, in characters. A byte order mark is no part of the first line.
    pub column: u32,
}

impl Span {
    /// The byte range.
    #[must_use]
    pub fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }

    /// Whether this names a real place; the default span does not.
    #[must_use]
    pub fn is_known(self) -> bool {
        self.line != 0
    }
}

/// A text file that was read, with its path from the workspace root.
#[derive(Debug)]
pub struct SourceFile {
    path: Utf8PathBuf,
    text: Arc<str>,
    line_starts: OnceLock<Vec<u32>>,
    /// How many characters stand before each block of the text, where a line is long.
    blocks: OnceLock<Vec<u32>>,
}

impl SourceFile {
    fn new(path: Utf8PathBuf, text: Arc<str>) -> Self {
        Self { path, text, line_starts: OnceLock::new(), blocks: OnceLock::new() }
    }

    /// The path from the workspace root, with forward slashes.
    #[must_use]
    pub fn path(&self) -> &Utf8Path {
        &self.path
    }

    /// The whole text.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The same, to keep.
    #[must_use]
    #[doc(hidden)]
    pub fn shared_text(&self) -> Arc<str> {
        Arc::clone(&self.text)
    }

    /// How many lines the file has; an empty file has one.
    #[must_use]
    pub fn line_count(&self) -> usize {
        self.line_starts().len()
    }

    /// The text of a line, from 1, without its line ending and without a byte order mark; empty beyond the end.
    #[must_use]
    pub fn line(&self, line: u32) -> &str {
        let starts = self.line_starts();
        let index = (line as usize).saturating_sub(1);
        let Some(&start) = starts.get(index) else { return "" };
        let end = starts.get(index + 1).map_or(self.text.len(), |&next| next as usize);
        self.text[start as usize..end].trim_end_matches(['\n', '\r'])
    }

    /// The byte at which a line, from 1, starts.
    #[must_use]
    pub fn line_start(&self, line: u32) -> usize {
        let index = (line as usize).saturating_sub(1);
        self.line_starts().get(index).map_or(self.text.len(), |&start| start as usize)
    }

    /// The line, from 1, and the column in characters, from 1, of a byte.
    #[must_use]
    pub fn line_column(&self, byte: usize) -> (u32, u32) {
        self.line_column_near(byte, 0)
    }

    /// The same, looked for first around a line where it is likely to be.
    fn line_column_near(&self, byte: usize, near: u32) -> (u32, u32) {
        let starts = self.line_starts();
        let mut byte = byte.min(self.text.len()).max(starts[0] as usize);
        while !self.text.is_char_boundary(byte) {
            byte -= 1;
        }
        let is_on = |line: usize| {
            let start = line.checked_sub(1).and_then(|before| starts.get(before));
            start.is_some_and(|&start| start as usize <= byte)
                && starts.get(line).is_none_or(|&next| byte < next as usize)
        };
        let mut likely = (near as usize)..(near as usize).saturating_add(NEAR);
        let line = likely.find(|&line| is_on(line));
        let line = line.unwrap_or_else(|| starts.partition_point(|&start| start as usize <= byte));
        (clamp(line), clamp(self.characters(starts[line - 1] as usize..byte) + 1))
    }

    /// How many characters a range of the text has. Those of a long one are not counted each time: a line of megabytes may
    /// have as many places in it.
    fn characters(&self, range: Range<usize>) -> usize {
        if range.len() < BLOCK {
            return self.text[range].chars().count();
        }
        let blocks = self.blocks.get_or_init(|| {
            let mut count = 0;
            let counted = self.text.as_bytes().chunks(BLOCK).map(|block| {
                let before = count;
                count += starts_of_characters(block);
                clamp(before)
            });
            counted.collect()
        });
        let before = |byte: usize| {
            let block = (byte / BLOCK).min(blocks.len() - 1);
            blocks[block] as usize + starts_of_characters(&self.text.as_bytes()[block * BLOCK..byte])
        };
        before(range.end) - before(range.start)
    }

    fn line_starts(&self) -> &[u32] {
        self.line_starts.get_or_init(|| {
            let mark = if self.text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
            let mut starts = vec![clamp(mark)];
            for at in memchr::memchr_iter(b'\n', self.text.as_bytes()) {
                starts.push(clamp(at + 1));
            }
            // They are kept as long as the text.
            starts.shrink_to_fit();
            starts
        })
    }
}

/// Every text that a report may point into: sources, manifests, policy files. A clone shares the texts.
#[derive(Clone, Default, Debug)]
pub struct SourceMap {
    files: Vec<Arc<SourceFile>>,
}

impl SourceMap {
    /// Adds a file. Its path is from the workspace root.
    #[doc(hidden)]
    pub fn add(&mut self, path: impl Into<Utf8PathBuf>, text: impl Into<Arc<str>>) -> FileId {
        let id = FileId::new(self.files.len());
        let file = SourceFile::new(path.into(), text.into());
        self.files.push(Arc::new(file));
        id
    }

    /// Gives a file another text. Clones that were made before keep the old one.
    #[doc(hidden)]
    pub fn replace(&mut self, id: FileId, text: impl Into<Arc<str>>) {
        let path = self.files[id.index()].path.clone();
        self.files[id.index()] = Arc::new(SourceFile::new(path, text.into()));
    }

    /// Takes over the texts of another map, whose files are the first of this one's. Tells which are others now.
    #[doc(hidden)]
    pub fn take_over(&mut self, other: &Self) -> Vec<FileId> {
        let mut changed = Vec::new();
        for (at, (file, newer)) in self.files.iter_mut().zip(&other.files).enumerate() {
            debug_assert_eq!(file.path, newer.path, "the files are the same, whatever their texts");
            if !Arc::ptr_eq(file, newer) {
                *file = Arc::clone(newer);
                changed.push(FileId::new(at));
            }
        }
        changed
    }

    /// A file by its id.
    #[must_use]
    pub fn file(&self, id: FileId) -> &SourceFile {
        &self.files[id.index()]
    }

    /// A file by its path from the workspace root.
    #[must_use]
    pub fn find(&self, path: &Utf8Path) -> Option<FileId> {
        self.files.iter().position(|file| file.path == path).map(FileId::new)
    }

    /// All files with their ids, in the order they were added.
    pub fn files(&self) -> impl Iterator<Item = (FileId, &SourceFile)> {
        self.files.iter().enumerate().map(|(index, file)| (FileId::new(index), &**file))
    }

    /// The span of a byte range of a file; a range beyond the end is cut.
    #[must_use]
    pub fn span(&self, file: FileId, range: Range<usize>) -> Span {
        self.span_after(Span::default(), file, range)
    }

    /// The same, where many are asked for one after the other: `last` is the one before.
    #[must_use]
    #[doc(hidden)]
    pub fn span_after(&self, last: Span, file: FileId, range: Range<usize>) -> Span {
        let source = self.file(file);
        let (line, column) = source.line_column_near(range.start, if last.file == file { last.line } else { 0 });
        let end = range.end.min(source.text.len());
        Span { file, start: clamp(range.start.min(end)), end: clamp(end), line, column }
    }

    /// The text a span covers; empty if the span lies outside its file.
    #[must_use]
    pub fn snippet(&self, span: Span) -> &str {
        self.file(span.file).text.get(span.range()).unwrap_or("")
    }
}

fn starts_of_characters(bytes: &[u8]) -> usize {
    bytes.iter().filter(|&&byte| byte & 0b1100_0000 != 0b1000_0000).count()
}

fn clamp(value: usize) -> u32 {
    u32::try_from(value).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_byte_order_mark_counts_in_bytes_and_in_nothing_else() {
        let mut sources = SourceMap::default();
        let id = sources.add("a.rs", "\u{feff}use a;\r\nö b");
        let file = sources.file(id);
        assert_eq!((file.line(1), file.line(2), file.line_start(1)), ("use a;", "ö b", 3));
        let place = |byte: usize| file.line_column(byte);
        assert_eq!((place(0), place(3), place(7)), ((1, 1), (1, 1), (1, 5)));
        assert_eq!((place(11), place(14), place(99)), ((2, 1), (2, 3), (2, 4)));
        let span = sources.span(id, 7..8);
        assert_eq!((span.line, span.column, sources.snippet(span)), (1, 5, "a"));

        let mark_alone = sources.add("b.rs", "\u{feff}");
        assert_eq!((sources.file(mark_alone).line(1), sources.file(mark_alone).line_column(0)), ("", (1, 1)));
    }

    #[test]
    fn a_column_of_a_long_line_counts_every_character() {
        let mut sources = SourceMap::default();
        let line = "aö→👍".repeat(BLOCK);
        let id = sources.add("a.rs", format!("ö\n{line}\nb"));
        let file = sources.file(id);
        for (at, (byte, _)) in line.char_indices().enumerate().step_by(997) {
            assert_eq!(file.line_column(byte + 3), (2, u32::try_from(at).expect("a short text") + 1));
        }
        assert_eq!(file.line_column(line.len() + 3), (2, 4 * 4096 + 1));
        assert_eq!(file.line_column(line.len() + 4), (3, 1));
        let whole = sources.add("b.rs", "x".repeat(2 * BLOCK));
        assert_eq!(sources.file(whole).line_column(2 * BLOCK), (1, 8193));
    }

    #[test]
    fn a_place_is_the_same_whatever_was_asked_for_before() {
        let mut sources = SourceMap::default();
        let id = sources.add("a.rs", "a\n\nb c\nö d\n\n\n\ne\n");
        let other = sources.add("b.rs", "a b c d e f g h i\n");
        let spans: Vec<Span> = (0..20).map(|at| sources.span(id, at..at + 1)).collect();
        for last in spans.iter().copied().chain([Span::default(), sources.span(other, 3..4)]) {
            for (at, span) in spans.iter().enumerate() {
                assert_eq!(sources.span_after(last, id, at..at + 1), *span);
            }
        }
    }
}
