//! How deeply a text nests, found in one pass over its bytes and without recursion.
//!
//! The answer is an upper bound of how deep a recursive parser goes: brackets and generic arguments that are open,
//! prefix operators in a row, and links of an `else if` chain or of one long expression.

/// The greatest depth anywhere in the text.
pub(crate) fn depth(text: &str) -> usize {
    let bytes = text.as_bytes();
    let mut open: Vec<usize> = Vec::new();
    // Levels that the current statement adds to the brackets around it.
    let mut local = 0;
    let mut operators = 0;
    let mut deepest = 0;
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        at = match byte {
            b'/' if bytes.get(at + 1) == Some(&b'/') => skip_line(bytes, at),
            b'/' if bytes.get(at + 1) == Some(&b'*') => skip_comment(bytes, at),
            b'"' => skip_string(bytes, at),
            b'\'' => skip_quote(text, at),
            b'r' if starts_raw_string(bytes, at) => skip_raw_string(bytes, at + 1),
            b'a'..=b'z' | b'A'..=b'Z' | b'_' | b'0'..=b'9' => {
                operators = 0;
                skip_word(bytes, at)
            }
            b'(' | b'[' | b'{' => {
                open.push(local);
                local = 0;
                operators = 0;
                at + 1
            }
            b')' | b']' | b'}' => {
                local = open.pop().unwrap_or(0);
                // A chain of blocks or calls grows by one link here.
                local += 1;
                at + 1
            }
            b';' | b',' => {
                local = 0;
                operators = 0;
                at + 1
            }
            b'<' | b'&' | b'*' | b'!' | b'-' | b'|' => {
                operators += 1;
                local += usize::from(byte == b'<');
                at + 1
            }
            // Links of one long expression: the parser's tree leans to the left by one level each.
            b'+' | b'/' | b'%' | b'^' | b'=' | b'.' | b'?' => {
                local += 1;
                at + 1
            }
            b'>' => {
                local = local.saturating_sub(1);
                at + 1
            }
            _ => at + 1,
        };
        // Links of a chain are cheap for the parser next to brackets.
        deepest = deepest.max(open.len() + local / 64 + nested_angles(local) + operators);
    }
    deepest
}

/// Open generic arguments cannot be told from comparisons here; long runs of either count.
fn nested_angles(local: usize) -> usize {
    if local > 4096 { local } else { 0 }
}

pub(super) fn skip_line(bytes: &[u8], at: usize) -> usize {
    bytes[at..].iter().position(|&byte| byte == b'\n').map_or(bytes.len(), |found| at + found)
}

pub(super) fn skip_comment(bytes: &[u8], mut at: usize) -> usize {
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
                    return at;
                }
            }
            _ => at += 1,
        }
    }
    bytes.len()
}

pub(super) fn skip_string(bytes: &[u8], at: usize) -> usize {
    let mut at = at + 1;
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'"' => return at + 1,
            b'\\' => at += 2,
            _ => at += 1,
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
            rest.iter().position(|&byte| byte == b'\'').map_or(text.len(), |found| at + 3 + found + 1)
        }
        Some(_) => match letters.next() {
            Some((offset, '\'')) => at + 1 + offset + 1,
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
    let mut at = at + hashes + 1;
    while at < bytes.len() {
        if bytes[at] == b'"' && bytes[at + 1..].iter().take(hashes).filter(|&&byte| byte == b'#').count() == hashes {
            return at + 1 + hashes;
        }
        at += 1;
    }
    bytes.len()
}

pub(super) fn skip_word(bytes: &[u8], mut at: usize) -> usize {
    // `b"…"`, `c"…"` and `br#"…"#` end in a string that the caller skips next.
    while let Some(&byte) = bytes.get(at) {
        if byte == b'r' && starts_raw_string(bytes, at) {
            return skip_raw_string(bytes, at + 1);
        }
        if !(byte.is_ascii_alphanumeric() || byte == b'_' || byte >= 0x80) {
            break;
        }
        at += 1;
    }
    at
}
