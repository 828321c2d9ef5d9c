//! A text as the parser gets it: without comments, indentation and blank lines.
//!
//! A third of most sources is comments and blanks. The parser would read them letter by letter, and make an attribute with
//! a text of its own of every line of documentation, which nobody asks for. Every line keeps its number, and what is left of
//! it keeps its columns, counted from where it begins in the source; so a place that the parser tells leads back to its byte.

use super::facts::index;
use super::nesting::{self, Layout};

/// What the parser is to read, and where its lines begin in the source.
pub(super) struct Condensed<'t> {
    source: &'t str,
    pub(super) text: String,
    pub(super) lines: Vec<u32>,
    /// How much of the source was taken over or left out.
    done: usize,
}

/// Condenses a text; tells how deeply it nests as well, so that it is walked through once.
pub(super) fn condensed(source: &str) -> (Condensed<'_>, usize) {
    let mut condensed = Condensed { source, text: String::with_capacity(source.len()), lines: vec![0], done: 0 };
    let depth = nesting::scan(source, &mut condensed);
    condensed.take(source.len());
    (condensed, depth)
}

impl Condensed<'_> {
    fn take(&mut self, end: usize) {
        self.text.push_str(&self.source[self.done..end]);
        self.done = end;
    }
}

impl Layout for Condensed<'_> {
    fn gap(&mut self, start: usize, end: usize) {
        let gap = &self.source[start..end];
        let breaks = memchr::memchr_iter(b'\n', gap.as_bytes()).count();
        if breaks == 0 {
            // Its letters have to stay, because they count as columns; documentation becomes an ordinary comment.
            for (at, _) in gap.match_indices("/*") {
                let marks = &gap[at + 2..];
                if marks.starts_with(['*', '!']) && !marks.starts_with("*/") {
                    self.take(start + at + 2);
                    self.text.push(' ');
                    self.done += 1;
                }
            }
            return;
        }
        self.take(start);
        for _ in 0..breaks {
            self.text.push('\n');
            // What follows stands on the last of these lines, the others are empty.
            self.lines.push(index(end));
        }
        self.done = end;
    }

    fn literal(&mut self, start: usize, end: usize) {
        for at in memchr::memchr_iter(b'\n', &self.source.as_bytes()[start..end]) {
            self.lines.push(index(start + at + 1));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax::position::Positions;
    use proc_macro2::{TokenStream, TokenTree};
    use proptest::prelude::*;

    #[test]
    fn comments_indentation_and_blank_lines_go() {
        let text = "\
//! A bank.

/// Opens it.
pub fn open() {
    /* at once */ store(\"a // b
      c\", 'd', '\"', r#\"
      // e\"#);   // later

    close() /** not */ + /*! yet */ /* /**/ */ 1
}";
        let expected = "


pub fn open() {
store(\"a // b
      c\", 'd', '\"', r#\"
      // e\"#);

close() /*  not */ + /*  yet */ /* /**/ */ 1
}";
        let (condensed, depth) = condensed(text);
        assert_eq!((condensed.text.as_str(), depth), (expected, 2));
    }

    #[test]
    fn what_is_never_closed_stays() {
        for text in ["f() /* g", "f(\n/* g\n\n  h", "f(\"\n\n  g", "r##\"\n\"#", "'", "'\\"] {
            assert_eq!(condensed(text).0.text, text);
        }
    }

    /// The tokens of a text with the bytes they stand at, those of documentation left out.
    fn tokens(source: &str, text: &str, positions: &Positions<'_>) -> Option<Vec<(String, u32, u32)>> {
        let mut found = Vec::new();
        let mut open = vec![text.parse::<TokenStream>().ok()?.into_iter()];
        while let Some(tokens) = open.last_mut() {
            let Some(token) = tokens.next() else {
                open.pop();
                continue;
            };
            let (start, end) = (positions.start(token.span()), positions.end(token.span()));
            let name = match &token {
                TokenTree::Group(group) => format!("{:?}", group.delimiter()),
                TokenTree::Punct(punct) => format!("{} {:?}", punct.as_char(), punct.spacing()),
                token => token.to_string(),
            };
            let comment = &source[start as usize..];
            if !["///", "//!", "/**", "/*!"].iter().any(|mark| comment.starts_with(mark)) {
                found.push((name, start, end));
                if let TokenTree::Group(group) = token {
                    open.push(group.stream().into_iter());
                }
            }
        }
        proc_macro2::extra::invalidate_current_thread_spans();
        Some(found)
    }

    proptest! {
        #[test]
        fn the_parser_gets_the_same_tokens_in_the_same_places(parts in prop::collection::vec(prop::sample::select(vec![
            " ", "\n", "\r\n", "\t", "    ", "// a \"\n", "/// a 'é\n", "//! a\n", "//// a\n", "/* a /* é */ \n */", "/**/", "/***/",
            "/** a */", "/*! a\n /*é*/*/", "a", "é", "_", "r", "br", "r#a", "'a", "'a'", "'\\''", "b'\"'", "\"a\n  b\"", "\"\\\\\"", "\"\\\"é",
            "r\"a\n\"", "r#\" \n \"# \"#", "br#\"\n\"#", "c\"é\"", "1", "1.0", "(", ")", "{", "}", "[", "]", "+", "=", "/", "*", "<", "'", "#", "!",
        ]), 0..24)) {
            let text = parts.concat();
            let (condensed, depth) = condensed(&text);
            prop_assert_eq!(depth, nesting::depth(&text));
            if let Some(expected) = tokens(&text, &text, &Positions::new(&text, 0)) {
                let is_ascii = condensed.text.is_ascii();
                let positions = Positions::laid_out(&text, 0, condensed.lines, is_ascii);
                prop_assert_eq!(tokens(&text, &condensed.text, &positions), Some(expected), "{}", text);
            }
        }
    }
}
