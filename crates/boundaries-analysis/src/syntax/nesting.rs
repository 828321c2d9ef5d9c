//! How deeply a text nests, found in one pass over its bytes and without recursion.
//!
//! The answer bounds how deep a recursive parser goes, and how deep the tree is that it makes. Three things add to it:
//! brackets that are open, prefix operators and keywords in a row, and links of one long chain, such as the operators of a
//! sum, the calls on one receiver, an `else if`, or generic arguments that are open. A link costs a parser little next to a
//! bracket; the depth of what stands in brackets is added to the chain that the brackets are a link of. A long number
//! counts as deep as it is long, and so does a long list of generic parameters or arguments.

/// What each costs, in parts of a level.
const LEVEL: usize = 64;
const LINK: usize = 4;
const ANGLE: usize = 16;

/// What is known of the text since a bracket opened.
#[derive(Clone, Copy, Default)]
struct Frame {
    /// What the links of the current chain cost.
    links: usize,
    /// How many generic arguments are open, or comparisons that look like it.
    angles: usize,
    /// How many commas stand in generic arguments that are open.
    listed: usize,
    /// How many prefix operators and keywords stand in a row.
    run: usize,
    /// The greatest depth of a bracket in the chain.
    inner: usize,
    /// The greatest depth so far.
    deepest: usize,
}

impl Frame {
    fn link(&mut self, cost: usize) {
        self.links += cost;
        self.measure();
    }

    fn prefix(&mut self, cost: usize) {
        self.run += 1;
        self.link(cost);
    }

    fn measure(&mut self) {
        self.deepest = self.deepest.max(self.links + self.run * LEVEL + self.inner);
    }

    /// A new statement, item or arm begins.
    fn restart(&mut self) {
        *self = Self { deepest: self.deepest, ..Self::default() };
    }

    /// The next of a list begins. A comma may stand in generic arguments that are still open.
    fn next(&mut self) {
        match self.angles {
            0 => self.restart(),
            open => {
                (self.links, self.run) = (open * ANGLE, 0);
                self.listed += 1;
                if self.listed >= LONGEST_LIST {
                    // Each of them is looked for in all of them.
                    self.deepest = self.deepest.max(self.listed * LEVEL);
                }
            }
        }
    }
}

/// What stood last, as far as it matters to what comes next.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Last {
    /// A number or a closed parenthesis or bracket: `<` behind it compares or shifts.
    Value,
    Brace,
    Other,
}

/// Hears how a text is laid out while it is walked through.
pub(super) trait Layout {
    /// Blanks and comments, as far as there are no others behind them. What nobody can tell the end of is none.
    fn gap(&mut self, start: usize, end: usize);

    /// A literal that may go on over several lines.
    fn literal(&mut self, start: usize, end: usize);
}

impl Layout for () {
    fn gap(&mut self, _: usize, _: usize) {}
    fn literal(&mut self, _: usize, _: usize) {}
}

/// The greatest depth anywhere in the text, in brackets.
pub(crate) fn depth(text: &str) -> usize {
    scan(text, &mut ())
}

/// The same, with somebody who hears of the layout.
pub(super) fn scan(text: &str, layout: &mut impl Layout) -> usize {
    let bytes = text.as_bytes();
    let mut open: Vec<Frame> = Vec::new();
    let mut frame = Frame::default();
    let mut last = Last::Other;
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let next = bytes.get(at + 1).copied();
        let mut now = Last::Other;
        at = match byte {
            // Most gaps are a single blank, which nobody has to hear of.
            b' ' if next.is_some_and(|next| !is_blank(next) && next != b'/') => {
                at += 1;
                continue;
            }
            b' ' | b'\t' | b'\r' | b'\n' | b'/' if is_gap(byte, next) => {
                let start = at;
                let end;
                (end, at) = skip_gap(text, at);
                layout.gap(start, end);
                continue;
            }
            b'"' => {
                frame.run = 0;
                let end = skip_string(bytes, at).min(bytes.len());
                layout.literal(at, end);
                end
            }
            b'\'' => match skip_quote(text, at) {
                // A lifetime, which changes nothing.
                start if start == at + 1 => {
                    let is_raw = next == Some(b'r') && starts_raw_string(bytes, start);
                    let end = if is_raw { skip_raw_string(bytes, start + 1) } else { skip_word(bytes, start) };
                    layout.literal(start, end);
                    end
                }
                end => {
                    frame.run = 0;
                    layout.literal(at, end);
                    end
                }
            },
            b'r' if starts_raw_string(bytes, at) => {
                frame.run = 0;
                let end = skip_raw_string(bytes, at + 1);
                layout.literal(at, end);
                end
            }
            b'a'..=b'z' | b'A'..=b'Z' | b'_' | b'0'..=b'9' | 0x80.. => {
                let end = skip_word(bytes, at);
                let word = &bytes[at..end];
                if last == Last::Brace && !matches!(word, b"else" | b"as" | b"in") {
                    frame.restart();
                }
                if word.len() <= LONGEST_KEYWORD && is_keyword(word) {
                    frame.prefix(LINK);
                } else {
                    frame.run = 0;
                }
                if byte.is_ascii_digit() {
                    if word.len() > LONGEST_NUMBER {
                        // A parser goes over all digits so far with each that it reads.
                        frame.deepest = frame.deepest.max(word.len() * LEVEL);
                    }
                    now = Last::Value;
                }
                if matches!(byte, b'b' | b'c') {
                    // It may be a literal.
                    layout.literal(at, end);
                }
                end
            }
            b'(' | b'[' | b'{' => {
                open.push(frame);
                frame = Frame::default();
                at + 1
            }
            b')' | b']' | b'}' => {
                let inside = frame.deepest + LEVEL;
                frame = open.pop().unwrap_or_default();
                frame.inner = frame.inner.max(inside);
                frame.run = 0;
                frame.measure();
                // A bracket is a link of a chain only where the chain goes on.
                frame.links += LINK;
                now = if byte == b'}' { Last::Brace } else { Last::Value };
                at + 1
            }
            b';' => {
                frame.restart();
                at + 1
            }
            b',' => {
                frame.next();
                at + 1
            }
            b'#' if last == Last::Brace => {
                frame.restart();
                at + 1
            }
            b'=' if next == Some(b'>') => {
                frame.restart();
                at + 2
            }
            b'-' if next == Some(b'>') => {
                frame.link(LINK);
                at + 2
            }
            b'<' if last == Last::Value => {
                frame.link(LINK);
                at + 1 + usize::from(next == Some(b'<'))
            }
            b'<' => {
                frame.angles += 1;
                frame.prefix(ANGLE);
                at + 1
            }
            b'>' if frame.angles > 0 => {
                frame.angles -= 1;
                if frame.angles == 0 {
                    frame.listed = 0;
                }
                frame.links = frame.links.saturating_sub(ANGLE);
                frame.run = 0;
                at + 1
            }
            b'&' | b'*' | b'!' | b'-' | b'|' => {
                frame.prefix(LINK);
                at + 1
            }
            b'>' | b'+' | b'/' | b'%' | b'^' | b'=' | b'.' | b'?' | b'@' | b':' | b'~' => {
                frame.link(LINK);
                at + 1
            }
            _ => at + 1,
        };
        last = now;
    }
    // What was never closed is as deep as it goes.
    while let Some(outer) = open.pop() {
        let inside = frame.deepest + LEVEL;
        frame = outer;
        frame.inner = frame.inner.max(inside);
        frame.measure();
    }
    frame.deepest / LEVEL
}

/// More letters than any number has that fits a type.
const LONGEST_NUMBER: usize = 200;

/// More generic parameters than any item has.
pub(super) const LONGEST_LIST: usize = 1_024;

/// The most letters that a keyword has.
const LONGEST_KEYWORD: usize = 6;

/// Whether an expression, a type or a pattern can go on behind this word as if it began there.
fn is_keyword(word: &[u8]) -> bool {
    matches!(
        word,
        b"as"
            | b"async"
            | b"become"
            | b"box"
            | b"break"
            | b"const"
            | b"do"
            | b"dyn"
            | b"else"
            | b"extern"
            | b"fn"
            | b"for"
            | b"if"
            | b"impl"
            | b"in"
            | b"let"
            | b"loop"
            | b"match"
            | b"move"
            | b"mut"
            | b"raw"
            | b"ref"
            | b"return"
            | b"static"
            | b"try"
            | b"unsafe"
            | b"while"
            | b"yeet"
            | b"yield"
    )
}

fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\r' | b'\n')
}

fn is_gap(byte: u8, next: Option<u8>) -> bool {
    byte != b'/' || matches!(next, Some(b'/' | b'*'))
}

/// The end of blanks and comments in a row, and where to go on: the same but for a comment that is never closed.
fn skip_gap(text: &str, mut at: usize) -> (usize, usize) {
    let bytes = text.as_bytes();
    loop {
        at += bytes[at..].iter().take_while(|&&byte| is_blank(byte)).count();
        match (bytes.get(at), bytes.get(at + 1)) {
            (Some(b'/'), Some(b'/')) => at = skip_line(text, at),
            (Some(b'/'), Some(b'*')) => match closed_comment(bytes, at) {
                Some(end) => at = end,
                None => return (at, bytes.len()),
            },
            _ => return (at, at),
        }
    }
}

pub(super) fn skip_line(text: &str, at: usize) -> usize {
    memchr::memchr(b'\n', &text.as_bytes()[at..]).map_or(text.len(), |found| at + found)
}

pub(super) fn skip_comment(bytes: &[u8], at: usize) -> usize {
    closed_comment(bytes, at).unwrap_or(bytes.len())
}

fn closed_comment(bytes: &[u8], mut at: usize) -> Option<usize> {
    let mut depth = 0_usize;
    while at < bytes.len() {
        match (bytes[at], bytes.get(at + 1)) {
            (b'/', Some(b'*')) => {
                depth += 1;
                at += 2;
            }
            (b'*', Some(b'/')) => {
                depth -= 1;
                at += 2;
                if depth == 0 {
                    return Some(at);
                }
            }
            _ => at += 1,
        }
    }
    None
}

pub(super) fn skip_string(bytes: &[u8], at: usize) -> usize {
    let mut at = at + 1;
    while let Some(found) = bytes.get(at..).and_then(|rest| memchr::memchr2(b'"', b'\\', rest)) {
        at += found;
        match bytes[at] {
            b'"' => return skip_suffix(bytes, at + 1),
            _ => at += 2,
        }
    }
    bytes.len()
}

/// A character literal, or a lifetime.
pub(super) fn skip_quote(text: &str, at: usize) -> usize {
    let mut letters = text[at + 1..].char_indices();
    match letters.next() {
        Some((_, '\\')) => {
            let rest = &text.as_bytes()[at + 3.min(text.len() - at)..];
            let end = rest.iter().position(|&byte| byte == b'\'').map(|found| at + 3 + found + 1);
            end.map_or(text.len(), |end| skip_suffix(text.as_bytes(), end))
        }
        Some(_) => match letters.next() {
            Some((offset, '\'')) => skip_suffix(text.as_bytes(), at + 1 + offset + 1),
            _ => at + 1,
        },
        None => text.len(),
    }
}

pub(super) fn starts_raw_string(bytes: &[u8], at: usize) -> bool {
    let mut next = at + 1;
    while bytes.get(next) == Some(&b'#') {
        next += 1;
    }
    bytes.get(next) == Some(&b'"')
}

pub(super) fn skip_raw_string(bytes: &[u8], at: usize) -> usize {
    let hashes = bytes[at..].iter().take_while(|&&byte| byte == b'#').count();
    let start = bytes.len().min(at + hashes + 1);
    let end = memchr::memchr_iter(b'"', &bytes[start..])
        .map(|quote| start + quote + 1)
        .find(|&end| bytes[end..].iter().take(hashes).filter(|&&byte| byte == b'#').count() == hashes);
    end.map_or(bytes.len(), |end| skip_suffix(bytes, end + hashes))
}

/// The letters right behind a literal are part of it, and begin nothing.
fn skip_suffix(bytes: &[u8], at: usize) -> usize {
    let len = bytes[at..].iter().take_while(|&&byte| IS_IN_WORD[usize::from(byte)]).count();
    if len > 0 && bytes[at].is_ascii_digit() { at } else { at + len }
}

/// The byte behind what begins at a byte: a comment, a literal or a word as a whole, else that byte alone.
pub(super) fn skip_one(text: &str, at: usize) -> usize {
    let bytes = text.as_bytes();
    match bytes[at] {
        b'/' if bytes.get(at + 1) == Some(&b'/') => skip_line(text, at),
        b'/' if bytes.get(at + 1) == Some(&b'*') => skip_comment(bytes, at),
        b'"' => skip_string(bytes, at),
        b'\'' => skip_quote(text, at),
        b'r' if starts_raw_string(bytes, at) => skip_raw_string(bytes, at + 1),
        b'a'..=b'z' | b'A'..=b'Z' | b'_' | b'0'..=b'9' | 0x80.. => skip_word(bytes, at),
        _ => at + 1,
    }
}

pub(super) fn skip_word(bytes: &[u8], at: usize) -> usize {
    let rest = &bytes[at..];
    let len = rest.iter().position(|&byte| !IS_IN_WORD[usize::from(byte)]).unwrap_or(rest.len());
    let end = at + len;
    // `br#"…"#`; `b"…"` and `c"…"` end in a string that the caller skips next.
    match &bytes[at..end] {
        b"br" | b"cr" if starts_raw_string(bytes, end - 1) => skip_raw_string(bytes, end),
        _ => end,
    }
}

/// The words of a text that can be names, in their order; those in texts and comments left out.
pub(super) fn words(text: &str) -> impl Iterator<Item = &str> {
    let bytes = text.as_bytes();
    let mut at = 0;
    std::iter::from_fn(move || {
        while let Some(&byte) = bytes.get(at) {
            let start = at;
            at = skip_one(text, at);
            let is_name =
                (IS_IN_WORD[usize::from(byte)] && !byte.is_ascii_digit()).then(|| text.get(start..at)).flatten();
            // The letters in front of a string or a raw name are part of it.
            let is_prefix = |word: &str| match bytes.get(at) {
                Some(b'"') => true,
                Some(b'\'') => word == "b",
                Some(b'#') => word == "r",
                _ => word.ends_with('#') || word.ends_with('"'),
            };
            if let Some(word) = is_name.filter(|word| !is_prefix(word)) {
                return Some(word);
            }
        }
        None
    })
}

/// Which bytes are part of words.
const IS_IN_WORD: [bool; 256] = {
    let mut is_in_word = [false; 256];
    let mut byte = 0;
    while byte < 256 {
        is_in_word[byte] = byte >= 0x80 || byte == b'_' as usize || (byte as u8).is_ascii_alphanumeric();
        byte += 1;
    }
    is_in_word
};

#[cfg(test)]
mod tests {
    use super::{depth, words};

    #[test]
    fn words_are_what_can_be_a_name() {
        let text =
            "fn f<'a>(x: &'a u8) { b\"n\"; br#\"n\"#; r#type; 'n'; b'n'; 1u8; é // n\n.y /* n */ \"n\" $z:ident }";
        let expected = ["fn", "f", "a", "x", "a", "u8", "type", "é", "y", "z", "ident"];
        assert_eq!(words(text).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn brackets_count_one_each_and_chains_little() {
        let times = |count, open: &str, middle: &str, close: &str| {
            depth(&format!("{}{middle}{}", open.repeat(count), close.repeat(count)))
        };
        assert_eq!(times(100, "(", "1", ")"), 100);
        assert_eq!(times(100, "!", "a", ""), 106);
        assert_eq!(times(160, "a + ", "a", ""), 10);
        assert_eq!(times(100, "Vec<", "u8", ">"), 26);
        assert_eq!(times(10, "(", "a", ") + b"), 11);
    }

    #[test]
    fn a_number_that_fits_no_type_is_as_deep_as_it_is_long() {
        assert_eq!(depth(&format!("0b{}u128", "1_".repeat(90))), 0);
        for number in ["1".repeat(500), format!("1.{}", "0".repeat(498)), format!("0x{}", "f".repeat(498))] {
            assert!(depth(&format!("f(\"a\", {number})")) >= 498, "{number}");
        }
    }

    #[test]
    fn what_is_over_counts_no_more() {
        for line in ["f(a, b + c);", "fn f() -> u8 { 1 }\n", "1 << 2,", "A { b } => { c }\n", "#[a] struct B {}\n"] {
            assert!(depth(&line.repeat(1_000)) <= depth(&line.repeat(3)), "{line}");
        }
    }

    #[test]
    fn brackets_in_texts_are_no_brackets() {
        assert_eq!(depth("\"((((\" '(' r#\"((\"# /* ((( /* */ ((( */ b\"((\" // (((((\n 'a"), 0);
    }

    #[test]
    fn unbalanced_brackets_count_as_far_as_they_go() {
        assert_eq!(depth("((("), 3);
        assert_eq!(depth(")))(("), 3);
    }
}
