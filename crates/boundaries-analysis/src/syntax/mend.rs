//! Texts that are no tokens, because a bracket or a string is open somewhere: what of them is.
//!
//! Nobody can tell where a missing bracket belongs. But most code is indented by its nesting, so that a line that starts
//! with a word stands outside of all brackets. The text is cut at such lines, and parts that are no tokens become blanks;
//! every other byte stays in its place.

use std::borrow::Cow;

use proc_macro2::TokenStream;

use super::nesting::skip_one;

/// A text that is tokens.
pub(super) struct Mended<'t> {
    pub(super) text: Cow<'t, str>,
    pub(super) tokens: TokenStream,
    /// Whether parts of the original are blanks now.
    pub(super) has_holes: bool,
}

/// The text, or what of it is tokens.
pub(super) fn mended(text: &str) -> Mended<'_> {
    if let Ok(tokens) = text.parse() {
        return Mended { text: Cow::Borrowed(text), tokens, has_holes: false };
    }
    let mut plain = String::with_capacity(text.len());
    let starts = starts(text);
    let ends = starts.iter().skip(1).copied().chain([text.len()]);
    let mut is_certain = true;
    for (&start, end) in starts.iter().zip(ends) {
        let part = &text[start..end];
        if is_certain && is_tokens(part) {
            plain.push_str(part);
        } else {
            // A line break stays one, so that lines keep their numbers.
            plain.extend(part.bytes().map(|byte| if byte == b'\n' { '\n' } else { ' ' }));
            // What follows may stand in a bracket of this part, unless this part shows that brackets are indented.
            is_certain &= part.lines().any(|line| line.starts_with([' ', '\t']) && !line.trim().is_empty());
        }
    }
    let tokens = plain.parse().unwrap_or_default();
    Mended { text: Cow::Owned(plain), tokens, has_holes: true }
}

fn is_tokens(text: &str) -> bool {
    text.parse::<TokenStream>().is_ok()
}

/// The start of the text, and of every line that begins with a word or an attribute outside of texts and comments.
fn starts(text: &str) -> Vec<usize> {
    let bytes = text.as_bytes();
    let mut starts = vec![0];
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let is_line = at > 0 && bytes[at - 1] == b'\n';
        if is_line && (byte.is_ascii_alphabetic() || byte == b'#' || byte == b'_') {
            starts.push(at);
        }
        at = skip_one(text, at);
    }
    starts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        let Mended { text: plain, has_holes, .. } = mended(text);
        assert_eq!(
            plain.replace(' ', "").lines().filter(|line| !line.is_empty()).collect::<Vec<_>>().join("|"),
            expected
        );
        assert_eq!(plain.len(), text.len());
        assert_eq!(has_holes, plain != text);
    }

    #[test]
    fn whole_texts_stay_as_they_are() {
        check("fn f() {\n}\n", "fnf(){|}");
    }

    #[test]
    fn an_open_bracket_costs_its_item() {
        check("use a::b;\nfn f() {\n    g(;\n}\nmod c;\n", "usea::b;|modc;");
        check("mod a {\n    use b;\n\nfn f() {\n}\n", "fnf(){|}");
        check("fn f() {}\n}\n", "");
    }

    #[test]
    fn code_that_is_not_indented_ends_with_its_first_open_bracket() {
        check("use a::b;\nmod c {\nuse super::d;\n", "usea::b;");
    }

    #[test]
    fn words_in_texts_and_comments_begin_no_item() {
        check("fn f( {\n  g(\"\nuse a;\n\") /*\nuse b;\n*/\n}\nuse c;\n", "usec;");
        check("fn f() {\n  \"\nuse a;\n}\nuse c;\n", "");
    }

    #[test]
    fn wide_letters_keep_every_place() {
        check("fn f( { // äöü\n  1\nuse ä;\n", "useä;");
    }
}
