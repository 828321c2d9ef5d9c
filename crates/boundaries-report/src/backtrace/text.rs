//! A backtrace with its owners, for reading.

use std::io::{self, Write};

use textwrap::core::display_width;

use super::{FoundBy, TraceFrame, TracePage};
use crate::inert::Inert;
use crate::sanitize::sanitised;
use crate::summary::count;
use crate::theme::{Paint, TextOptions};

/// A column wider than this is not waited for.
const WIDEST: usize = 60;

impl TracePage<'_> {
    /// Writes whom to ask, then each frame in the workspace, then how many are elsewhere.
    ///
    /// # Errors
    /// If `out` fails.
    pub fn text(&self, options: TextOptions, out: &mut impl Write) -> io::Result<()> {
        let mut out = Inert::new(out);
        self.write_text(options, &mut out)?;
        out.finish()
    }

    fn write_text(&self, options: TextOptions, out: &mut impl Write) -> io::Result<()> {
        match (self.responsible(), self.frames.first()) {
            (Some((_, frame)), _) => self.verdict(frame, options, out)?,
            (None, Some(_)) => writeln!(out, "no frame in this workspace has an owner")?,
            (None, None) => writeln!(out, "no frame is in this workspace")?,
        }
        let width = |text: &str| display_width(&sanitised(text)).min(WIDEST);
        let owners = self.frames.iter().map(|frame| width(&self.key(frame).label())).max().unwrap_or(0);
        let places = self.frames.iter().map(|frame| width(&frame.place())).max().unwrap_or(0);
        if !self.frames.is_empty() {
            writeln!(out)?;
        }
        for frame in self.frames {
            let owner = padded(&self.key(frame).label(), owners);
            let place = options.paint(Paint::Code, &padded(&frame.place(), places));
            let name = sanitised(frame.name());
            let line = format!("  {:>5}  {owner}  {place}  {name}", frame.label());
            let by = if frame.found_by == FoundBy::Symbol {
                options.paint(Paint::Quiet, "  (by name)")
            } else {
                String::new()
            };
            writeln!(out, "{}{by}", line.trim_end())?;
        }
        let skipped = self.skipped;
        let parts = [
            (skipped.standard_library, "in the standard library"),
            (skipped.other_crates, "in other crates"),
            (skipped.not_found, "not found"),
        ];
        let mut told: Vec<String> =
            parts.iter().filter(|(number, _)| *number > 0).map(|(number, what)| format!("{number} {what}")).collect();
        if skipped.quiet_lines > 0 {
            told.push(format!("{} of the log without a warning or an error", count(skipped.quiet_lines, "line")));
        }
        if !told.is_empty() {
            writeln!(out, "{}", options.paint(Paint::Quiet, &format!("skipped: {}", told.join(", "))))?;
        }
        Ok(())
    }

    fn verdict(&self, frame: &TraceFrame, options: TextOptions, out: &mut impl Write) -> io::Result<()> {
        let owners = options.paint(Paint::Strong, &sanitised(&self.key(frame).label()));
        let place = options.paint(Paint::Code, &sanitised(&frame.place()));
        let contacts = self.contacts(frame);
        let contact =
            if contacts.is_empty() { String::new() } else { format!(" ({})", sanitised(&contacts.join(", "))) };
        writeln!(out, "ask {owners}{contact} first: {place} is the first frame from the top that has an owner")
    }
}

fn padded(text: &str, width: usize) -> String {
    let shown = sanitised(text);
    let missing = width.saturating_sub(display_width(&shown));
    format!("{shown}{}", " ".repeat(missing))
}
