//! Who owns what, as a Markdown table for a pull request or a page.
//!
//! Names, paths and lines stand in code spans: there a forge neither makes links of `@handles`, which would notify people,
//! nor takes text for markup or HTML.

use std::io::{self, Write};

use super::{OwnerEntry, OwnersPage, OwnersView};
use crate::inert::Inert;
use crate::sanitize::sanitised;

impl OwnersPage<'_> {
    /// Writes the page as one table: totals, entries, or every line that speaks.
    ///
    /// # Errors
    /// If `out` fails.
    pub fn markdown(&self, out: &mut impl Write) -> io::Result<()> {
        let mut out = Inert::new(out);
        self.write_markdown(&mut out)?;
        out.finish()
    }

    fn write_markdown(&self, out: &mut impl Write) -> io::Result<()> {
        if self.view == OwnersView::Totals {
            writeln!(out, "| owner | modules | files | lines |\n|---|---:|---:|---:|")?;
            for total in self.totals {
                let (modules, files, lines) = (total.modules, total.files, total.lines);
                writeln!(out, "| {} | {modules} | {files} | {lines} |", owners(&total.owners))?;
            }
            return Ok(());
        }
        let is_why = self.entries().any(|entry| entry.statements.is_some());
        let head =
            if is_why { "| subject | owner | line | says | verdict |\n|---|---|---|---|---|" } else { PLAIN_HEAD };
        writeln!(out, "{head}")?;
        for entry in self.entries() {
            match &entry.statements {
                Some(statements) if statements.is_empty() => {
                    writeln!(out, "{} | | | no line speaks of it |", self.start(entry))?;
                }
                Some(statements) => {
                    for said in statements {
                        let rank =
                            if said.standing == boundaries_policy::Standing::Decides { "**decides**" } else { "loses" };
                        let (place, line) = (code(&self.place(&said.source)), code(&self.line(&said.source)));
                        writeln!(out, "{} | {place} | {line} | {rank}: {} |", self.start(entry), said.reason())?;
                    }
                }
                None => {
                    let source = entry.ownership.decided_by.as_ref();
                    let place = source.map(|source| code(&self.place(source))).unwrap_or_default();
                    writeln!(out, "{} | {place} |", self.start(entry))?;
                }
            }
        }
        Ok(())
    }

    fn start(&self, entry: &OwnerEntry) -> String {
        format!("| {} | {}", code(&entry.subject), owners(&self.key(entry)))
    }
}

const PLAIN_HEAD: &str = "| subject | owner | decided by |\n|---|---|---|";

/// The owners as code spans, or in words why there are none.
pub(crate) fn owners(key: &super::OwnerKey) -> String {
    if key.names.is_empty() {
        key.label()
    } else {
        key.names.iter().map(|name| code(name)).collect::<Vec<_>>().join(" + ")
    }
}

/// A code span in a table: fenced by more backticks than the text has in a row, and with its bars escaped.
pub(crate) fn code(text: &str) -> String {
    let shown = sanitised(text);
    let longest = shown.split(|letter| letter != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    let pad = if longest > 0 || shown.trim().is_empty() { " " } else { "" };
    format!("{fence}{pad}{}{pad}{fence}", shown.replace('|', "\\|"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_leaves_its_code_span() {
        for (text, written) in [
            ("@org/team", "`@org/team`"),
            ("a|b", "`a\\|b`"),
            ("a`b", "`` a`b ``"),
            ("``` x", "```` ``` x ````"),
            ("<b>\n# x", "`<b>\\u{a}# x`"),
        ] {
            assert_eq!(code(text), written);
        }
    }
}
