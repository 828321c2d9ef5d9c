//! A backtrace with its owners, as CSV and as a Markdown table.

use std::io::{self, Write};

use super::{FoundBy, FrameOrigin, TracePage};
use crate::inert::Inert;
use crate::owners::{csv_row, markdown_code, markdown_owners};

impl TracePage<'_> {
    /// Writes one row for each frame in the workspace.
    ///
    /// # Errors
    /// If `out` fails.
    pub fn csv(&self, out: &mut impl Write) -> io::Result<()> {
        let mut out = Inert::new(out);
        let head = ["frame", "state", "teams", "contacts", "path", "line", "column", "module", "symbol", "found-by"];
        csv_row(&head, &mut out)?;
        for frame in self.frames {
            let key = self.key(frame);
            let number = |number: Option<u32>| number.map(|number| number.to_string()).unwrap_or_default();
            let (teams, contacts) = (key.names.join(" + "), self.contacts(frame).join(" + "));
            let (line, column) = (number(frame.line), number(frame.column));
            let label = if frame.origin == FrameOrigin::Frame { number(frame.number) } else { frame.label() };
            let module = frame.module.as_deref().unwrap_or_default();
            let symbol = frame.symbol.as_deref().unwrap_or_default();
            let (path, by) = (frame.path.as_str(), frame.found_by.as_str());
            csv_row(&[&label, key.state(), &teams, &contacts, path, &line, &column, module, symbol, by], &mut out)?;
        }
        out.finish()
    }

    /// Writes a table of the frames in the workspace; the first with an owner is bold.
    ///
    /// # Errors
    /// If `out` fails.
    pub fn markdown(&self, out: &mut impl Write) -> io::Result<()> {
        let mut out = Inert::new(out);
        writeln!(out, "| frame | owner | place | function |\n|---:|---|---|---|")?;
        let first = self.responsible().map(|(index, _)| index);
        for (index, frame) in self.frames.iter().enumerate() {
            let owner = markdown_owners(&self.key(frame));
            let owner = if Some(index) == first { format!("**{owner}**") } else { owner };
            let (place, name) = (markdown_code(&frame.place()), markdown_code(frame.name()));
            writeln!(out, "| {} | {owner} | {place} | {name} |", frame.label())?;
        }
        out.finish()
    }
}

impl FoundBy {
    /// The word in machine formats.
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::File => "file",
            Self::Symbol => "symbol",
        }
    }
}
