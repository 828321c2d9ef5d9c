//! A text cut where a line begins like a heading.

use std::ops::Range;

use super::{Cursor, Slot};

/// A stretch of the text with one heading, or with none at the top.
pub(super) struct Part {
    pub(super) start: usize,
    pub(super) heading: Option<Heading>,
    pub(super) body: Range<usize>,
}

pub(super) struct Heading {
    /// Its line without the break.
    pub(super) line: Range<usize>,
    is_list: bool,
    /// Its keys, each with its place.
    keys: Vec<(String, Range<usize>)>,
}

impl Heading {
    /// What a line says if it begins like a heading. A list in a list begins with a bracket as well; what stands in it
    /// stands in quotes.
    fn read(text: &str, line: Range<usize>) -> Option<Self> {
        let whole = &text[line.clone()];
        let indent = whole.len() - whole.trim_start().len();
        let inside = whole[indent..].strip_prefix('[')?;
        let is_list = inside.starts_with('[');
        let start = line.start + indent + 1 + usize::from(is_list);
        let rest = &text[start..line.end];
        if rest.trim_start().starts_with(['"', '\'', '[']) {
            return None;
        }
        let mut keys = Vec::new();
        let mut from = 0;
        let mut quote = None;
        let mut end = rest.len();
        for (at, letter) in rest.char_indices() {
            match (quote, letter) {
                (Some(open), _) if letter == open => quote = None,
                (Some(_), _) => {}
                (None, '"' | '\'') => quote = Some(letter),
                (None, '.') => {
                    keys.push((from, at));
                    from = at + 1;
                }
                (None, ']' | '#') => {
                    end = at;
                    break;
                }
                (None, ',' | '=') => return None,
                (None, _) => {}
            }
        }
        keys.push((from, end));
        let place = |(from, to): (usize, usize)| {
            let key = &rest[from..to];
            let lead = key.len() - key.trim_start().len();
            let key = key.trim();
            let range = start + from + lead..start + from + lead + key.len();
            (key.trim_matches(['"', '\'']).to_owned(), range)
        };
        Some(Self { line, is_list, keys: keys.into_iter().map(place).collect() })
    }

    pub(super) fn path(&self) -> Vec<String> {
        self.keys.iter().map(|(key, _)| key.clone()).collect()
    }

    pub(super) fn cursor(&self, text: &str, byte: usize) -> Option<Cursor> {
        let at = self.keys.iter().position(|(_, range)| range.start <= byte && byte <= range.end)?;
        let path = self.keys[..at].iter().map(|(key, _)| key.clone()).collect();
        let is_quoted = text[self.keys[at].1.clone()].starts_with(['"', '\'']);
        let slot = Slot::Heading { is_list: self.is_list };
        (!is_quoted).then(|| Cursor { slot, path, range: self.keys[at].1.clone(), beside: Vec::new() })
    }
}

pub(super) fn parts(text: &str) -> Vec<Part> {
    let mut parts = vec![Part { start: 0, heading: None, body: 0..text.len() }];
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let end = start + line.trim_end_matches(['\n', '\r']).len();
        let next = start + line.len();
        let mark = if start == 0 && line.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
        if let Some(heading) = Heading::read(text, start + mark..end) {
            if let Some(last) = parts.last_mut() {
                last.body.end = start;
            }
            parts.push(Part { start, heading: Some(heading), body: next..text.len() });
        }
        start = next;
    }
    parts
}
