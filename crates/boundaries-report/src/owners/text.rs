//! Who owns what, for reading.

use std::collections::BTreeMap;
use std::io::{self, Write};

use boundaries_policy::{OwnershipSource, Standing, Statement};
use textwrap::core::display_width;

use super::{OwnedKind, OwnerEntry, OwnerKey, OwnersAnswer, OwnersPage, OwnersTotal, OwnersView};
use crate::inert::Inert;
use crate::sanitize::sanitised;
use crate::summary::count;
use crate::theme::{Paint, TextOptions};

/// With more entries than this an answer is summed up.
const SINGLE_ENTRIES: usize = 12;
/// A first column wider than this is not waited for.
const WIDEST_SUBJECT: usize = 70;

impl OwnersPage<'_> {
    /// Writes the page for reading.
    ///
    /// # Errors
    /// If `out` fails.
    pub fn text(&self, options: TextOptions, out: &mut impl Write) -> io::Result<()> {
        let mut out = Inert::new(out);
        self.write_text(options, &mut out)?;
        out.finish()
    }

    fn write_text(&self, options: TextOptions, out: &mut impl Write) -> io::Result<()> {
        match self.view {
            OwnersView::Answers => self.answers.iter().try_for_each(|answer| self.answer(answer, options, out)),
            OwnersView::List => self.list(options, out),
            OwnersView::Totals => self.table(options, out),
        }
    }

    fn answer(&self, answer: &OwnersAnswer, options: TextOptions, out: &mut impl Write) -> io::Result<()> {
        if answer.entries.is_empty() {
            return writeln!(out, "{}  nothing is there", self.subject(&answer.question, options));
        }
        if answer.entries.len() > SINGLE_ENTRIES {
            return self.summary(answer, options, out);
        }
        for entry in &answer.entries {
            writeln!(out, "{}  {}", self.subject(&entry.subject, options), self.owners(entry))?;
            match (&entry.statements, &entry.ownership.decided_by) {
                (Some(statements), _) => self.statements(statements, options, out)?,
                (None, Some(source)) => writeln!(out, "  {}", self.source(source, options))?,
                (None, None) => {}
            }
        }
        Ok(())
    }

    /// Every line that speaks, and why it decides or does not.
    fn statements(&self, statements: &[Statement], options: TextOptions, out: &mut impl Write) -> io::Result<()> {
        for said in statements {
            let word = match said.standing {
                Standing::Decides => options.paint(Paint::Good, "decides"),
                _ => options.paint(Paint::Quiet, "loses  "),
            };
            let because = options.paint(Paint::Quiet, &format!("({})", said.reason()));
            writeln!(out, "  {word}  {}  {because}", self.source(&said.source, options))?;
        }
        if statements.is_empty() {
            writeln!(out, "  no line speaks of it")?;
        }
        Ok(())
    }

    /// A folder or a team: how much of it each line decides.
    fn summary(&self, answer: &OwnersAnswer, options: TextOptions, out: &mut impl Write) -> io::Result<()> {
        let mut by_line: BTreeMap<_, Vec<&OwnerEntry>> = BTreeMap::new();
        for entry in &answer.entries {
            let source = entry.ownership.decided_by.as_ref().map(|source| (source.span.file, source.span.line));
            by_line.entry((self.key(entry), source)).or_default().push(entry);
        }
        let what = things(&answer.entries);
        writeln!(out, "{}  {what}", self.subject(&answer.question, options))?;
        for entries in by_line.values() {
            let Some(entry) = entries.first() else { continue };
            let number = entries.len();
            let source = entry.ownership.decided_by.as_ref().map(|source| self.source(source, options));
            let line = format!("  {number:>6}  {}  {}", self.owners(entry), source.unwrap_or_default());
            writeln!(out, "{}", line.trim_end())?;
        }
        Ok(())
    }

    fn list(&self, options: TextOptions, out: &mut impl Write) -> io::Result<()> {
        let width = |text: &str| display_width(&sanitised(text)).min(WIDEST_SUBJECT);
        let subjects = self.entries().map(|entry| width(&entry.subject)).max().unwrap_or(0);
        let owners = self.entries().map(|entry| width(&self.owners(entry))).max().unwrap_or(0);
        for entry in self.entries() {
            let mut line = format!("{}  {}", padded(&entry.subject, subjects), self.owners(entry));
            if entry.subject != entry.path {
                let place = entry.line.map_or(entry.path.to_string(), |line| format!("{}:{line}", entry.path));
                let owner = padded(&self.owners(entry), owners);
                let place = options.paint(Paint::Code, &sanitised(&place));
                line = format!("{}  {owner}  {place}", padded(&entry.subject, subjects));
            }
            writeln!(out, "{line}")?;
            if let Some(statements) = &entry.statements {
                self.statements(statements, options, out)?;
            }
        }
        if self.totals.is_empty() {
            return writeln!(out, "nothing matches");
        }
        let each = self.totals.iter().map(|total| format!("{}: {}", shown(&total.owners), amount(total)));
        writeln!(out, "{}", options.paint(Paint::Quiet, &each.collect::<Vec<_>>().join("; ")))
    }

    fn table(&self, options: TextOptions, out: &mut impl Write) -> io::Result<()> {
        if self.totals.is_empty() {
            return writeln!(out, "there are no modules");
        }
        let width = self.totals.iter().map(|total| display_width(&shown(&total.owners))).max().unwrap_or(0);
        let head = format!("{:width$}  {:>8}  {:>8}  {:>9}", "", "modules", "files", "lines");
        writeln!(out, "{}", options.paint(Paint::Quiet, &head))?;
        for OwnersTotal { owners, modules, files, lines } in self.totals {
            writeln!(out, "{}  {modules:>8}  {files:>8}  {lines:>9}", padded(&owners.label(), width))?;
        }
        Ok(())
    }

    fn subject(&self, subject: &str, options: TextOptions) -> String {
        options.paint(Paint::Strong, &sanitised(subject))
    }

    fn owners(&self, entry: &OwnerEntry) -> String {
        shown(&self.key(entry))
    }

    fn source(&self, source: &OwnershipSource, options: TextOptions) -> String {
        let place = options.paint(Paint::Code, &sanitised(&self.place(source)));
        format!("{place}  {}", sanitised(&self.line(source)))
    }
}

fn shown(key: &OwnerKey) -> String {
    sanitised(&key.label()).into_owned()
}

fn padded(text: &str, width: usize) -> String {
    let shown = sanitised(text);
    let missing = width.saturating_sub(display_width(&shown));
    format!("{shown}{}", " ".repeat(missing))
}

/// "12 modules", "14 files".
fn things(entries: &[OwnerEntry]) -> String {
    let is_file = |entry: &&OwnerEntry| matches!(entry.kind, OwnedKind::Source | OwnedKind::File);
    let files = entries.iter().filter(is_file).count();
    match (files, entries.len() - files) {
        (0, modules) => count(modules, "module"),
        (files, 0) => count(files, "file"),
        (files, modules) => format!("{}, {} in them", count(files, "file"), count(modules, "module")),
    }
}

fn amount(total: &OwnersTotal) -> String {
    match total.modules {
        0 => count(total.files, "file"),
        modules => {
            format!("{}, {}, {}", count(modules, "module"), count(total.files, "file"), count(total.lines, "line"))
        }
    }
}
