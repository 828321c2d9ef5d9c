//! Keeps text that others wrote from giving orders to the machines that read logs. Runners of CI services obey lines such as
//! `::error::…`, `##[…]`, `##vso[…]` and `##teamcity[…]` wherever they come from, be it the name of a team.

use std::io::{self, Write};

use crate::sanitize::sanitised;

/// What opens a command anywhere in a line.
const OPENINGS: [&str; 3] = ["##[", "##vso[", "##teamcity["];

/// The text on one line, with everything hidden made visible and nothing in it that a log's reader would obey.
pub(crate) fn inert(text: &str) -> String {
    let shown = sanitised(text);
    let mut result = String::with_capacity(shown.len());
    push_inert(&mut result, &shown);
    result
}

/// A whole line, such that no runner takes it for a command.
pub(crate) fn inert_line(line: &str) -> String {
    let mut safe = String::with_capacity(line.len());
    let indent = line.len() - line.trim_start().len();
    match line[indent..].strip_prefix("::") {
        Some(rest) => {
            safe.push_str(&line[..indent]);
            safe.push_str("\\u{3a}:");
            push_inert(&mut safe, rest);
        }
        None => push_inert(&mut safe, line),
    }
    safe
}

/// Where a command opens in the text: the byte of its second `#`.
pub(crate) fn opening(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let opens = |at: usize| {
        let rest = &bytes[at..];
        OPENINGS.iter().any(|opening| {
            rest.get(..opening.len()).is_some_and(|start| start.eq_ignore_ascii_case(opening.as_bytes()))
        })
    };
    bytes.windows(2).enumerate().find(|&(at, pair)| pair == b"##" && opens(at)).map(|(at, _)| at + 1)
}

fn push_inert(result: &mut String, text: &str) {
    let mut rest = text;
    while let Some(at) = opening(rest) {
        result.push_str(&rest[..at]);
        result.push_str("\\u{23}");
        rest = &rest[at + 1..];
    }
    result.push_str(rest);
}

/// A writer for text that people read: lines go through unchanged unless a runner would take them for a command. What is
/// behind the last line break waits for [`finish`](Self::finish), or for the rest of its line.
#[derive(Debug)]
pub struct Inert<W> {
    inner: W,
    line: Vec<u8>,
}

impl<W: Write> Inert<W> {
    /// A writer in front of another.
    pub fn new(inner: W) -> Self {
        Self { inner, line: Vec::new() }
    }

    /// Writes out what is left of the last line.
    ///
    /// # Errors
    /// If the writer behind fails.
    pub fn finish(mut self) -> io::Result<()> {
        self.write_line()
    }

    /// The writer behind, for text that means the commands in it. What is left of the last line is written first.
    ///
    /// # Errors
    /// If the writer behind fails.
    pub fn inner(&mut self) -> io::Result<&mut W> {
        self.write_line()?;
        Ok(&mut self.inner)
    }

    fn write_line(&mut self) -> io::Result<()> {
        let line = self.line.trim_ascii_start();
        if line.starts_with(b"::") || line.windows(2).any(|pair| pair == b"##") {
            let line = inert_line(&String::from_utf8_lossy(&self.line));
            self.inner.write_all(line.as_bytes())?;
        } else {
            self.inner.write_all(&self.line)?;
        }
        self.line.clear();
        Ok(())
    }
}

impl<W: Write> Write for Inert<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        for part in bytes.split_inclusive(|&byte| byte == b'\n') {
            self.line.extend_from_slice(part);
            if part.ends_with(b"\n") {
                self.write_line()?;
            }
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        // Half a line cannot be judged; it waits for its end.
        self.inner.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(parts: &[&str]) -> String {
        let mut out = Vec::new();
        let mut inert = Inert::new(&mut out);
        for part in parts {
            inert.write_all(part.as_bytes()).expect("a vector takes everything");
        }
        inert.finish().expect("a vector takes everything");
        String::from_utf8(out).expect("UTF-8")
    }

    #[test]
    fn commands_are_broken_and_nothing_else_is() {
        for (text, shown) in [
            ("## a heading ##", "## a heading ##"),
            ("##vso[task.x]", "#\\u{23}vso[task.x]"),
            ("a ##VSO[x] ##[group]", "a #\\u{23}VSO[x] #\\u{23}[group]"),
            ("###teamcity[x", "##\\u{23}teamcity[x"),
            ("a\n::error::b", "a\\u{a}::error::b"),
            ("r##\"x\"##", "r##\"x\"##"),
        ] {
            assert_eq!(inert(text), shown);
        }
    }

    #[test]
    fn lines_cannot_begin_a_command() {
        assert_eq!(written(&["a::b\n", "  :", ":error::x\n::set"]), "a::b\n  \\u{3a}:error::x\n\\u{3a}:set");
        assert_eq!(written(&["a ##", "[x]\n\nb"]), "a #\\u{23}[x]\n\nb");
    }
}
