//! The `github` format: workflow commands that GitHub's runner turns into annotations of a change.
//!
//! A step may have ten errors and ten warnings; what comes later is dropped in silence. So the worst come first, and the rest
//! is told in one notice. The whole of it goes to the job's summary, which [`markdown`](crate::markdown()) writes.

use std::io::{self, Write};

use crate::inert::inert;
use crate::letter;
use crate::summary::count;
use crate::view::{Entry, Grade, View};

/// How many annotations of one kind a step may have.
const MAX_OF_A_KIND: usize = 10;

/// Writes one workflow command for each finding, as far as GitHub shows them.
///
/// # Errors
/// If `out` fails.
pub fn github(view: &View<'_>, out: &mut impl Write) -> io::Result<()> {
    let entries = view.worst_first();
    let (mut errors, mut warnings) = (0, 0);
    for entry in &entries {
        let (command, number) = match entry.grade {
            Grade::Error => ("error", &mut errors),
            _ => ("warning", &mut warnings),
        };
        *number += 1;
        if *number <= MAX_OF_A_KIND {
            writeln!(out, "::{command} {}::{}", properties(entry, view), data(&letter::whole(entry.finding, view)))?;
        }
    }
    let hidden: Vec<String> = [(errors, "failing finding"), (warnings, "warning")]
        .into_iter()
        .filter(|&(number, _)| number > MAX_OF_A_KIND)
        .map(|(number, what)| count(number - MAX_OF_A_KIND, what))
        .collect();
    if !hidden.is_empty() {
        let text =
            format!("not shown here, as a step has {MAX_OF_A_KIND} annotations of a kind: {}", hidden.join(", "));
        writeln!(out, "::notice title=cargo boundaries::{}", data(&text))?;
    }
    Ok(())
}

fn properties(entry: &Entry<'_>, view: &View<'_>) -> String {
    let anchor = view.anchor(entry.finding);
    let path = inert(&view.layout.in_repository(anchor.path));
    let mut properties = format!("title={},file={}", property(entry.finding.rule.name), property(&path));
    if let Some(extent) = anchor.extent {
        properties.push_str(&format!(",line={},endLine={}", extent.start.line, extent.end.line));
        // A range of several lines with columns is refused.
        if extent.is_in_one_line() {
            properties.push_str(&format!(",col={},endColumn={}", extent.start.column(), extent.end.column()));
        }
    }
    properties
}

/// Text behind the command.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// A value in front of it.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
