//! One part of a text, thing by thing: which keys lead to each.

use std::borrow::Cow;
use std::ops::Range;

use toml_parser::decoder::Encoding;
use toml_parser::parser::{Event, EventKind, RecursionGuard, parse_document};
use toml_parser::{Raw, Source, Span};

use super::part::{Heading, Part};
use super::{Cursor, Site, SiteRole, Slot, keys_of, values_at};

/// Deeper nesting is no policy, and is not looked into.
const DEPTH: u32 = 32;

/// Where in the structure a reader is.
#[derive(Clone)]
pub(super) struct Walk<'t> {
    text: &'t str,
    heading: Vec<String>,
    pub(super) frames: Vec<Frame>,
    /// The parts of the key that was read last in the innermost table.
    key: Vec<String>,
    value: Progress,
    /// A bare word where no value may stand: a key, if `=` follows.
    bare: Option<Range<usize>>,
    table: usize,
    pub(super) tables: usize,
}

#[derive(Clone)]
pub(super) struct Frame {
    is_table: bool,
    key: Vec<String>,
    table: usize,
}

/// How far a value has come.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Progress {
    /// There is no place for one.
    None,
    /// It comes next.
    Expected,
    /// It is there.
    Done,
}

impl<'t> Walk<'t> {
    pub(super) fn new(text: &'t str, part: &Part, table: usize) -> Self {
        let heading = part.heading.as_ref().map(Heading::path).unwrap_or_default();
        let (frames, key) = (Vec::new(), Vec::new());
        Self { text, heading, frames, key, value: Progress::None, bare: None, table, tables: table }
    }

    pub(super) fn heading_site(&self, part: &Part) -> Option<Site> {
        let heading = part.heading.as_ref()?;
        let path = heading.path();
        let text = path.last().cloned().unwrap_or_default();
        Some(Site { role: SiteRole::Heading, range: heading.line.clone(), path, text, table: self.table })
    }

    /// The keys that lead to the innermost table.
    pub(super) fn prefix(&self) -> Vec<String> {
        let frames = self.frames.iter().flat_map(|frame| &frame.key);
        self.heading.iter().chain(frames).cloned().collect()
    }

    fn path(&self) -> Vec<String> {
        self.prefix().into_iter().chain(self.key.iter().cloned()).collect()
    }

    fn in_list(&self) -> bool {
        self.frames.last().is_some_and(|frame| !frame.is_table)
    }

    pub(super) fn step(&mut self, event: &Event) -> Option<Site> {
        let range = event.span().start()..event.span().end();
        let written = self.text.get(range.clone()).unwrap_or_default();
        match event.kind() {
            EventKind::SimpleKey => {
                let key = decoded(written, event.encoding(), true);
                self.key.push(key.clone());
                self.value = Progress::None;
                return Some(Site { role: SiteRole::Key, range, path: self.path(), text: key, table: self.table });
            }
            EventKind::KeyValSep => self.value = Progress::Expected,
            EventKind::ArrayOpen => {
                self.frames.push(Frame { is_table: false, key: std::mem::take(&mut self.key), table: self.table });
                self.value = Progress::Expected;
            }
            EventKind::InlineTableOpen => {
                self.frames.push(Frame { is_table: true, key: std::mem::take(&mut self.key), table: self.table });
                self.tables += 1;
                self.table = self.tables;
                self.value = Progress::None;
            }
            EventKind::ArrayClose | EventKind::InlineTableClose => {
                if let Some(frame) = self.frames.pop() {
                    self.key = frame.key;
                    self.table = frame.table;
                }
                self.value = Progress::Done;
            }
            // The reader puts a comma where one is missing.
            EventKind::ValueSep if range.is_empty() && self.value == Progress::Expected => {}
            EventKind::ValueSep => {
                self.key.clear();
                self.value = if self.in_list() { Progress::Expected } else { Progress::None };
            }
            EventKind::Newline if self.frames.is_empty() => {
                self.key.clear();
                self.value = Progress::None;
                self.bare = None;
            }
            EventKind::Error if written == "=" && self.in_list() | self.frames.is_empty() => {
                // A list was left open, and what follows is the next key.
                let bare = self.bare.take()?;
                let table = self.frames.first().map_or(self.table, |frame| frame.table);
                self.frames.clear();
                let key = self.text[bare.clone()].to_owned();
                (self.table, self.key, self.value) = (table, vec![key.clone()], Progress::Expected);
                return Some(Site { role: SiteRole::Key, range: bare, path: self.path(), text: key, table });
            }
            EventKind::Scalar if !range.is_empty() => {
                let quoted = event.encoding().is_some();
                if !quoted && (self.in_list() || self.value == Progress::None) {
                    self.bare = Some(range.clone());
                }
                let role = if quoted { SiteRole::Text } else { SiteRole::Word };
                let text = decoded(written, event.encoding(), false);
                self.value = Progress::Done;
                return Some(Site { role, range, path: self.path(), text, table: self.table });
            }
            _ => {}
        }
        None
    }

    /// What can stand between two things.
    pub(super) fn between(&self, text: &str, byte: usize, beside: &[Site]) -> Option<Cursor> {
        let range = byte..byte;
        if self.value == Progress::Expected {
            let path = self.path();
            let beside = values_at(beside, self.table, &path);
            return Some(Cursor { slot: Slot::Value { in_quotes: false }, path, range, beside });
        }
        let path = self.prefix();
        let is_open = self.key.is_empty() && self.value == Progress::None;
        let in_table = self.frames.last().is_some_and(|frame| frame.is_table);
        let line = text[..byte].rfind('\n').map_or(0, |at| at + 1);
        let slot = match () {
            () if !is_open => return None,
            () if in_table => Slot::Key,
            () if self.frames.is_empty() && text[line..byte].trim().is_empty() => Slot::KeyOrHeading,
            () => return None,
        };
        let beside = keys_of(beside, self.table, &path);
        Some(Cursor { slot, path, range, beside })
    }
}

/// The events of a part, as places of the whole text.
pub(super) fn events(text: &str, part: &Part) -> Vec<Event> {
    let tokens = Source::new(&text[part.body.clone()]).lex().into_vec();
    let mut events = Vec::with_capacity(tokens.len());
    let mut keep = |event: Event| {
        let span = event.span();
        let (start, end) = (span.start() + part.body.start, span.end() + part.body.start);
        events.push(Event::new_unchecked(event.kind(), event.encoding(), Span::new_unchecked(start, end)));
    };
    parse_document(&tokens, &mut RecursionGuard::new(&mut keep, DEPTH), &mut ());
    events
}

fn decoded(written: &str, encoding: Option<Encoding>, is_key: bool) -> String {
    let raw = Raw::new_unchecked(written, encoding, Span::new_unchecked(0, written.len()));
    let mut text = Cow::Borrowed("");
    if is_key {
        raw.decode_key(&mut text, &mut ());
    } else {
        // Which kind of value it would be is nobody's question here.
        let _ = raw.decode_scalar(&mut text, &mut ());
    }
    text.into_owned()
}
