//! The `teamcity` format: service messages that make one inspection of each finding that nothing tolerates.

use std::collections::BTreeSet;
use std::io::{self, Write};

use boundaries_lint::RuleMeta;

use crate::letter;
use crate::view::{Grade, View};

/// Longer messages are refused.
const MAX_MESSAGE: usize = 4000;

/// Writes the rules that found something, then one inspection for each finding, those first that fail.
///
/// # Errors
/// If `out` fails.
pub fn teamcity(view: &View<'_>, out: &mut impl Write) -> io::Result<()> {
    let entries = view.worst_first();
    let mut told = BTreeSet::new();
    for RuleMeta { name, summary, .. } in entries.iter().map(|entry| entry.finding.rule) {
        if told.insert(*name) {
            let summary = escaped(summary);
            writeln!(
                out,
                "##teamcity[inspectionType id='{name}' name='{name}' description='{summary}' category='cargo boundaries']"
            )?;
        }
    }
    for entry in entries {
        let anchor = view.anchor(entry.finding);
        let line = anchor.extent.map_or(1, |extent| extent.start.line);
        let message: String = letter::whole(entry.finding, view).chars().take(MAX_MESSAGE).collect();
        writeln!(
            out,
            "##teamcity[inspection typeId='{}' message='{}' file='{}' line='{line}' SEVERITY='{}']",
            entry.finding.rule.name,
            escaped(&message),
            escaped(&view.layout.in_repository(anchor.path)),
            if entry.grade == Grade::Error { "ERROR" } else { "WARNING" },
        )?;
    }
    Ok(())
}

/// A value between quotes.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for char in text.chars() {
        match char {
            '|' | '\'' | '[' | ']' => escaped.extend(['|', char]),
            '\n' => escaped.push_str("|n"),
            '\r' => escaped.push_str("|r"),
            ' '..='~' => escaped.push(char),
            other => {
                for unit in other.encode_utf16(&mut [0; 2]) {
                    escaped.push_str(&format!("|0x{unit:04X}"));
                }
            }
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_cannot_end_its_message() {
        assert_eq!(escaped("it's [x]|\nö👍"), "it|'s |[x|]|||n|0x00F6|0xD83D|0xDC4D");
    }
}
