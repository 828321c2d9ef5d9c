//! Text to paste, as people see it. What may not be shown as it is stands there by an escape of the language that the text
//! is in, so that whoever copies it gets a text that means the same.

use std::borrow::Cow;
use std::fmt::Write;

use boundaries_lint::HelpKind;

use crate::inert::opening;
use crate::sanitize::{Escaped, sanitised_lines};

/// Text to paste for a way on of this kind: an escape of Rust for code, one of TOML for a stanza of the policy.
pub(crate) fn shown(kind: &str, text: &str) -> String {
    let is_code = [HelpKind::ChangeCode, HelpKind::UseSurface].iter().any(|code| code.as_str() == kind);
    if is_code { sanitised_lines(text) } else { text.lines().map(toml_line).collect::<Vec<_>>().join("\n") }
}

/// A text of TOML in which only names within double quotes hold anything that may not be shown: as safe to print as
/// [`sanitised`](crate::sanitised) text, and of the same meaning.
#[must_use]
pub fn shown_toml(text: &str) -> String {
    let lines: Vec<Cow<'_, str>> = text.split('\n').map(toml_line).collect();
    lines.join("\n")
}

fn toml_line(line: &str) -> Cow<'_, str> {
    let escaped = Escaped::of(line);
    let opens = openings(line);
    let is_escaped = |at: usize, char: char| escaped.contains(at, char) || opens.contains(&at);
    if !line.char_indices().any(|(at, char)| is_escaped(at, char)) {
        return Cow::Borrowed(line);
    }
    let mut shown = String::with_capacity(line.len() + 16);
    for (at, char) in line.char_indices() {
        let number = u32::from(char);
        match is_escaped(at, char) {
            true if number > 0xffff => write!(shown, "\\U{number:08X}").expect("a string takes everything"),
            true => write!(shown, "\\u{number:04X}").expect("a string takes everything"),
            false => shown.push(char),
        }
    }
    Cow::Owned(shown)
}

/// Where a runner that reads the log would see a command begin.
fn openings(line: &str) -> Vec<usize> {
    let mut found = Vec::new();
    let mut start = 0;
    while let Some(at) = opening(&line[start..]) {
        found.push(start + at);
        start += at + 1;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_language_has_its_own_escapes() {
        let text = "consumer = \"b\u{456}lling\u{202e}\u{e0001}\"\nreason = \"##[error]größe\"";
        insta::assert_snapshot!(shown("request-contract", text), @r##"
        consumer = "b\u0456lling\u202E\U000E0001"
        reason = "#\u0023[error]größe"
        "##);
        insta::assert_snapshot!(shown("change-code", "// \u{202e}"), @r"// \u{202e}");
        assert_eq!(shown_toml("a = 1\n\n"), "a = 1\n\n");
    }
}
