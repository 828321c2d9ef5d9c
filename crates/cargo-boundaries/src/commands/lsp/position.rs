//! Where a position of the protocol lies in a text, and back: lines from zero, columns in the unit that was agreed on.
//!
//! Lines end at `\n`; what stands before it as `\r` belongs to no column, and a byte order mark at the start of a text to no
//! line. A column beyond its line means the line's end, as the protocol says; a line beyond the text means nothing.

use std::ops::Range;

use boundaries::internal::graph::SourceFile;
use boundaries::internal::report::ColumnUnit;
use gen_lsp_types as lsp;

const MARK: char = '\u{feff}';

/// The byte of a position; none if the text has no such line.
pub(super) fn offset(text: &str, at: lsp::Position, unit: ColumnUnit) -> Option<usize> {
    let (start, line) = lines(text).nth(usize::try_from(at.line).ok()?)?;
    let wanted = usize::try_from(at.character).unwrap_or(usize::MAX);
    let mut column = 0;
    for (byte, letter) in line.char_indices() {
        let width = width(letter, unit);
        // A position inside of a letter means the place in front of it.
        if column + width > wanted {
            return Some(start + byte);
        }
        column += width;
    }
    Some(start + line.len())
}

/// The position of a byte; one beyond the text means its end.
pub(super) fn position(text: &str, byte: usize, unit: ColumnUnit) -> lsp::Position {
    let byte = byte.min(text.len());
    let before = text.as_bytes()[..byte].iter().filter(|&&each| each == b'\n').count();
    let (start, line) = lines(text).nth(before).unwrap_or((text.len(), ""));
    let inside = byte.saturating_sub(start).min(line.len());
    let column: usize =
        line.char_indices().take_while(|(at, _)| *at < inside).map(|(_, letter)| width(letter, unit)).sum();
    let clamp = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    lsp::Position::new(clamp(before), clamp(column))
}

/// The range of these bytes.
pub(super) fn range(text: &str, bytes: Range<usize>, unit: ColumnUnit) -> lsp::Range {
    lsp::Range::new(position(text, bytes.start, unit), position(text, bytes.end.max(bytes.start), unit))
}

/// The same in a file whose lines are known.
pub(super) fn range_in(file: &SourceFile, bytes: Range<usize>, unit: ColumnUnit) -> lsp::Range {
    let point = |byte: usize| {
        let (line, _) = file.line_column(byte);
        let text = file.line(line);
        let inside = byte.saturating_sub(file.line_start(line)).min(text.len());
        let column: usize =
            text.char_indices().take_while(|(at, _)| *at < inside).map(|(_, letter)| width(letter, unit)).sum();
        lsp::Position::new(line.saturating_sub(1), u32::try_from(column).unwrap_or(u32::MAX))
    };
    lsp::Range::new(point(bytes.start), point(bytes.end.max(bytes.start)))
}

/// The bytes of a range. Where a change begins or ends beyond the text, its end is meant.
pub(super) fn bytes(text: &str, range: lsp::Range, unit: ColumnUnit) -> Range<usize> {
    let start = offset(text, range.start, unit).unwrap_or(text.len());
    start..offset(text, range.end, unit).unwrap_or(text.len()).max(start)
}

fn width(letter: char, unit: ColumnUnit) -> usize {
    match unit {
        ColumnUnit::Utf8 => letter.len_utf8(),
        ColumnUnit::Utf16 => letter.len_utf16(),
    }
}

/// The lines without what ends them, each with its first byte; a text that ends with a line break has an empty last one.
fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut at = 0;
    text.split('\n').map(move |line| {
        let start = at;
        at += line.len() + 1;
        let line = line.strip_suffix('\r').unwrap_or(line);
        match line.strip_prefix(MARK) {
            Some(rest) if start == 0 => (MARK.len_utf8(), rest),
            _ => (start, line),
        }
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn at(line: u32, character: u32) -> lsp::Position {
        lsp::Position::new(line, character)
    }

    #[test]
    fn columns_are_counted_in_the_unit_that_was_agreed_on() {
        let text = "\u{feff}ö👍x\r\nb";
        let x = text.find('x').expect("it is there");
        for (unit, column) in [(ColumnUnit::Utf8, 6), (ColumnUnit::Utf16, 3)] {
            assert_eq!(position(text, x, unit), at(0, column));
            assert_eq!(offset(text, at(0, column), unit), Some(x));
            assert_eq!(offset(text, at(0, 99), unit), Some(x + 1), "the end of the line, in front of its break");
            assert_eq!(offset(text, at(1, 0), unit), Some(x + 3));
            assert_eq!(offset(text, at(2, 0), unit), None);
        }
        // Between the two halves of a thumb there is no place.
        assert_eq!(offset(text, at(0, 2), ColumnUnit::Utf16), Some(5));
    }

    proptest! {
        #[test]
        fn every_place_in_a_text_has_a_position_that_leads_back(text in "[a\u{f6}\u{1f44d}\r\n\u{feff}]{0,12}") {
            for unit in [ColumnUnit::Utf8, ColumnUnit::Utf16] {
                for (byte, _) in text.char_indices().chain([(text.len(), ' ')]) {
                    let back = offset(&text, position(&text, byte, unit), unit).expect("the line is there");
                    let again = offset(&text, position(&text, back, unit), unit);
                    prop_assert_eq!(again, Some(back));
                    prop_assert!(text.is_char_boundary(back));
                }
            }
        }

        #[test]
        fn lines_that_are_known_change_nothing(text in "\u{feff}?[a\u{f6}\u{1f44d}\n]{0,12}") {
            let mut sources = boundaries::internal::graph::SourceMap::default();
            let file = sources.add("a.rs", text.as_str());
            for unit in [ColumnUnit::Utf8, ColumnUnit::Utf16] {
                for (byte, _) in text.char_indices().skip(usize::from(text.starts_with(MARK))) {
                    let known = range_in(sources.file(file), byte..text.len(), unit);
                    prop_assert_eq!(known, range(&text, byte..text.len(), unit));
                }
            }
        }

        #[test]
        fn no_position_is_a_surprise(text in "[a\u{f6}\u{1f44d}\r\n]{0,12}", line: u32, character: u32) {
            for unit in [ColumnUnit::Utf8, ColumnUnit::Utf16] {
                let range = bytes(&text, lsp::Range::new(at(line, character), at(character, line)), unit);
                prop_assert!(text.get(range).is_some());
            }
        }
    }
}
