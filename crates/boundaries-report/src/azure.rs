//! The `azure` format: logging commands of Azure Pipelines, one for each finding that nothing tolerates.

use std::io::{self, Write};

use crate::inert::inert;
use crate::letter;
use crate::view::{Grade, View};

/// Writes one logging command for each finding, those first that fail.
///
/// # Errors
/// If `out` fails.
pub fn azure(view: &View<'_>, out: &mut impl Write) -> io::Result<()> {
    for entry in view.worst_first() {
        let kind = if entry.grade == Grade::Error { "error" } else { "warning" };
        let anchor = view.anchor(entry.finding);
        let path = property(&inert(&view.layout.in_repository(anchor.path)));
        write!(out, "##vso[task.logissue type={kind};sourcepath={path};")?;
        if let Some(extent) = anchor.extent {
            write!(out, "linenumber={};columnnumber={};", extent.start.line, extent.start.column())?;
        }
        let message = letter::whole(entry.finding, view).replace('\n', " | ");
        writeln!(out, "code={};]{}", entry.finding.rule.name, data(&message))?;
    }
    Ok(())
}

/// The agent undoes these codes; where a text has one by itself, its percent sign is written as the agent's own code.
fn data(text: &str) -> String {
    ["%AZP25", "%0D", "%0A", "%3B", "%5D"]
        .iter()
        .fold(text.to_owned(), |text, code| text.replace(code, &format!("%AZP25{}", &code[1..])))
}

fn property(text: &str) -> String {
    data(text).replace(';', "%3B").replace(']', "%5D")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_cannot_end_its_command() {
        assert_eq!(property("a];type=error;%3B 100%"), "a%5D%3Btype=error%3B%AZP253B 100%");
        assert_eq!(data("%AZP25 %AZP250D"), "%AZP25AZP25 %AZP25AZP250D");
    }
}
