//! Who owns what, as comma-separated values for a spreadsheet.
//!
//! Fields with a comma, a quote, a line break or a blank at either end stand in quotes (RFC 4180). A field that a
//! spreadsheet would take for a formula gets an apostrophe in front, and hidden characters become visible escapes: names
//! and lines are written by others.

use std::io::{self, Write};

use boundaries_policy::{OwnershipSource, Statement};

use super::json::{kind, standing};
use super::{OwnerEntry, OwnersPage, OwnersView};
use crate::inert::Inert;
use crate::sanitize::sanitised;

const ENTRY: [&str; 10] =
    ["subject", "kind", "path", "line", "state", "teams", "contacts", "decided-by", "place", "text"];
const STATEMENT: [&str; 9] = ["subject", "state", "owners", "standing", "reason", "source", "teams", "place", "text"];
const TOTAL: [&str; 5] = ["teams", "state", "modules", "files", "lines"];

impl OwnersPage<'_> {
    /// Writes the page as CSV: totals, entries, or, where every line that speaks is wanted, one row for each of them.
    ///
    /// # Errors
    /// If `out` fails.
    pub fn csv(&self, out: &mut impl Write) -> io::Result<()> {
        let mut out = Inert::new(out);
        self.write_csv(&mut out)?;
        out.finish()
    }

    fn write_csv(&self, out: &mut impl Write) -> io::Result<()> {
        if self.view == OwnersView::Totals {
            row(&TOTAL, out)?;
            for total in self.totals {
                let teams = total.owners.names.join(" + ");
                let numbers = [total.modules, total.files, total.lines].map(|number| number.to_string());
                row(&[&teams, total.owners.state(), &numbers[0], &numbers[1], &numbers[2]], out)?;
            }
            return Ok(());
        }
        let is_why = self.entries().any(|entry| entry.statements.is_some());
        row(if is_why { &STATEMENT[..] } else { &ENTRY }, out)?;
        for entry in self.entries() {
            match &entry.statements {
                Some(statements) if statements.is_empty() => self.statement_row(entry, None, out)?,
                Some(statements) => {
                    for said in statements {
                        self.statement_row(entry, Some(said), out)?;
                    }
                }
                None => self.entry_row(entry, out)?,
            }
        }
        Ok(())
    }

    fn entry_row(&self, entry: &OwnerEntry, out: &mut impl Write) -> io::Result<()> {
        let key = self.key(entry);
        let teams = entry.ownership.teams.iter().map(|team| self.policy.team(*team));
        let contacts: Vec<&str> = teams.filter_map(|team| team.contact.as_deref()).collect();
        let line = entry.line.map(|line| line.to_string()).unwrap_or_default();
        let [source, place, text] = self.source_fields(entry.ownership.decided_by.as_ref());
        let (teams, contacts) = (key.names.join(" + "), contacts.join(" + "));
        let (subject, path) = (entry.subject.as_str(), entry.path.as_str());
        row(&[subject, entry.kind.as_str(), path, &line, key.state(), &teams, &contacts, &source, &place, &text], out)
    }

    fn statement_row(&self, entry: &OwnerEntry, said: Option<&Statement>, out: &mut impl Write) -> io::Result<()> {
        let key = self.key(entry);
        let names = said.map(|said| said.source.teams.iter().map(|team| self.policy.team(*team).name.as_str()));
        let names = names.map(|names| names.collect::<Vec<_>>().join(" + ")).unwrap_or_default();
        let standing = said.map_or("", |said| standing(said.standing));
        let reason = said.map(Statement::reason).unwrap_or_default();
        let [source, place, text] = self.source_fields(said.map(|said| &said.source));
        let owners = key.names.join(" + ");
        row(&[&entry.subject, key.state(), &owners, standing, &reason, &source, &names, &place, &text], out)
    }

    /// Kind, place and text of a line.
    fn source_fields(&self, source: Option<&OwnershipSource>) -> [String; 3] {
        source.map_or_else(Default::default, |source| {
            [kind(source.kind).to_owned(), self.place(source), self.line(source)]
        })
    }
}

/// Writes one row.
pub(crate) fn row(fields: &[&str], out: &mut impl Write) -> io::Result<()> {
    let fields: Vec<String> = fields.iter().map(|text| field(text)).collect();
    writeln!(out, "{}", fields.join(","))
}

fn field(text: &str) -> String {
    let shown = sanitised(text);
    // Spreadsheets take the wide forms, with which Chinese, Japanese and Korean are typed, for the same.
    let is_formula = shown.trim_start().starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠']);
    let safe = if is_formula { format!("'{shown}") } else { shown.into_owned() };
    if safe.contains([',', '"', ';']) || safe.trim() != safe {
        format!("\"{}\"", safe.replace('"', "\"\""))
    } else {
        safe
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_quoted_and_no_formula_survives() {
        for (text, written) in [
            ("plain", "plain"),
            ("a,b", "\"a,b\""),
            ("say \"x\"", "\"say \"\"x\"\"\""),
            (" padded", "\" padded\""),
            ("=1+1", "'=1+1"),
            ("＝1＋1", "'＝1＋1"),
            ("@org/team", "'@org/team"),
            ("-x", "'-x"),
            (" =1+1", "' =1+1"),
            ("=HYPERLINK(\"a\",\"b\")", "\"'=HYPERLINK(\"\"a\"\",\"\"b\"\")\""),
            ("a\r\nb", "a\\u{d}\\u{a}b"),
            ("\t=1", "\\u{9}=1"),
            ("", ""),
        ] {
            assert_eq!(field(text), written, "{text:?}");
        }
    }
}
