//! Texts without comments, every other byte in its place.

use super::nesting::skip_one;

/// The text with blanks for comments. A doc comment, which is an attribute to a macro, becomes an empty one where it is
/// long enough to hold it.
pub(crate) fn without_comments(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut at = 0;
    while at < text.len() {
        let end = skip_one(text, at);
        let mut end = end.min(text.len());
        while !text.is_char_boundary(end) {
            end += 1;
        }
        let part = &text[at..end];
        if part.starts_with("//") || part.starts_with("/*") {
            let attribute = doc_attribute(part);
            plain.push_str(attribute);
            // A line break inside a comment stays one, so that lines keep their numbers.
            plain.extend(part.bytes().skip(attribute.len()).map(|byte| if byte == b'\n' { '\n' } else { ' ' }));
        } else {
            plain.push_str(part);
        }
        at = end;
    }
    plain
}

/// The attribute that a comment stands for, if it is a doc comment with enough room.
fn doc_attribute(comment: &str) -> &'static str {
    let is_doc = |start: &str, longer: &str| comment.starts_with(start) && !comment.starts_with(longer);
    let attribute = if is_doc("///", "////") || is_doc("/**", "/***") && comment != "/**/" {
        "#[doc=\"\"]"
    } else if comment.starts_with("//!") || comment.starts_with("/*!") {
        "#![doc=\"\"]"
    } else {
        ""
    };
    let first_line = comment.find('\n').unwrap_or(comment.len());
    if attribute.len() <= first_line { attribute } else { "" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_go_and_everything_else_stays_where_it_is() {
        let text = "a /* b /* c */ d */ e // f\n\"// g\" 'h' '\\'' r#\"/* i */\"# 'life é";
        let plain = without_comments(text);
        assert_eq!(plain.len(), text.len());
        assert_eq!(plain, "a                   e     \n\"// g\" 'h' '\\'' r#\"/* i */\"# 'life é");
    }

    #[test]
    fn doc_comments_become_attributes() {
        assert_eq!(without_comments("/// Says it.\nx"), "#[doc=\"\"]   \nx");
        assert_eq!(without_comments("//! Says it\nx"), "#![doc=\"\"] \nx");
        assert_eq!(without_comments("/// a\nx"), "     \nx");
        assert_eq!(without_comments("//// not a doc\nx"), "              \nx");
    }

    #[test]
    fn unfinished_texts_do_no_harm() {
        for text in ["/*", "/* é", "\"", "\"\\", "'", "'\\", "r#\"", "//", "'é", "r\"é"] {
            assert_eq!(without_comments(text).len(), text.len(), "{text}");
        }
    }
}
