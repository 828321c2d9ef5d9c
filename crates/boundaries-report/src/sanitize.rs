//! Makes text from files safe and honest on a terminal.
//!
//! Names and source lines are written by others. An escape sequence in them could repaint the screen, a bidirectional
//! control could show code in another order than the compiler reads it, a zero-width character could hide in a name, and
//! a letter of another script could pass for an ASCII one. All of these are shown as visible escapes such as `\u{202e}`.

use std::borrow::Cow;
use std::fmt::Write;

use crate::lookalike::deceiving;

/// Whether a character would be invisible, or would do something instead of being shown.
#[must_use]
pub fn is_hidden(char: char) -> bool {
    match char {
        ' '..='~' => false,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{3164}'
        | '\u{ffa0}' => true,
        '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' => true,
        '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{fff0}'..='\u{fffb}' => true,
        '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}' => true,
        other => other.is_control(),
    }
}

/// The text with everything hidden or [deceiving] made visible. Line breaks count as hidden too, so the result is one line.
#[must_use]
pub fn sanitised(text: &str) -> Cow<'_, str> {
    let escaped = Escaped::of(text);
    if !text.char_indices().any(|(at, char)| escaped.contains(at, char)) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 16);
    for (at, char) in text.char_indices() {
        escaped.push(&mut shown, at, char);
    }
    Cow::Owned(shown)
}

/// Which characters of a text are not shown as they are.
pub(crate) struct Escaped {
    deceiving: Vec<usize>,
}

impl Escaped {
    pub(crate) fn of(text: &str) -> Self {
        Self { deceiving: deceiving(text) }
    }

    /// Whether the character at this byte of the text is one of them.
    pub(crate) fn contains(&self, at: usize, char: char) -> bool {
        is_hidden(char) || self.deceiving.binary_search(&at).is_ok()
    }

    /// Appends the character at this byte of the text, or its escape.
    pub(crate) fn push(&self, shown: &mut String, at: usize, char: char) {
        if self.contains(at, char) {
            write!(shown, "\\u{{{:x}}}", u32::from(char)).expect("a string takes everything");
        } else {
            shown.push(char);
        }
    }
}

/// Like [`sanitised`], line by line: line breaks stay.
#[must_use]
pub(crate) fn sanitised_lines(text: &str) -> String {
    let lines: Vec<Cow<'_, str>> = text.lines().map(sanitised).collect();
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ordinary_text_is_left_alone() {
        assert!(matches!(sanitised("let größe = \"日本語 👍\";"), Cow::Borrowed(_)));
    }

    #[test]
    fn escapes_and_controls_become_visible() {
        assert_eq!(sanitised("a\u{1b}[31mb\u{202e}c\u{200b}\n\u{9b}"), "a\\u{1b}[31mb\\u{202e}c\\u{200b}\\u{a}\\u{9b}");
    }
}
