//! The effect of another ownership, for a page on which people decide. Names stand in code spans.

use std::io::{self, Write};

use boundaries_lint::ShiftKind;

use super::text::headline;
use super::{SHOWN, WhatIfPage, of, shown};
use crate::inert::Inert;
use crate::owners::markdown_code as code;

impl WhatIfPage<'_> {
    /// Writes the page as Markdown.
    ///
    /// # Errors
    /// If `out` fails.
    pub fn markdown(&self, out: &mut impl Write) -> io::Result<()> {
        let mut out = Inert::new(out);
        for (number, found) in self.suggestions.iter().enumerate() {
            writeln!(out, "{}. {}", number + 1, code(&headline(found)))?;
            for &reason in &found.reasons {
                writeln!(out, "   - {}", code(&self.use_told(reason)))?;
            }
        }
        if !self.suggestions.is_empty() {
            writeln!(out)?;
        }
        if !self.supposed.is_empty() {
            self.markdown_sections(&mut out)?;
        }
        for note in self.notes {
            writeln!(out, "\n{}", code(note))?;
        }
        out.finish()
    }

    fn markdown_sections(&self, out: &mut impl Write) -> io::Result<()> {
        writeln!(out, "### What is supposed\n")?;
        for told in self.supposed {
            writeln!(out, "- {}", code(told))?;
        }
        for (owners, modules) in self.handed_over() {
            let names: Vec<String> = modules.iter().take(SHOWN).map(|name| code(name)).collect();
            let more = if modules.len() > SHOWN { ", …" } else { "" };
            writeln!(out, "- {} ({}): {}{more}", code(&owners), modules.len(), names.join(", "))?;
        }
        writeln!(out, "\n### {}\n", capital(&self.headline()))?;
        for (kind, word) in
            [(ShiftKind::Vanishes, "vanishes"), (ShiftKind::Appears, "appears"), (ShiftKind::Changes, "changes")]
        {
            let shifts = self.shifts(kind);
            for shift in shifts.iter().take(SHOWN) {
                writeln!(out, "- {word}: {}", code(&self.shift_told(shift)))?;
            }
            if shifts.len() > SHOWN {
                writeln!(out, "- {word}: {} more", shifts.len() - SHOWN)?;
            }
        }
        self.markdown_contracts(out)?;
        if !self.metrics.is_empty() {
            writeln!(out, "\n### Numbers\n\n| of | metric | before | after |\n|---|---|---:|---:|")?;
            for change in self.metrics {
                let (before, after) = (shown(change.before), shown(change.after));
                writeln!(out, "| {} | {} | {before} | {after} |", code(of(change)), code(change.metric.name))?;
            }
        }
        if let Some(change) = self.codeowners {
            writeln!(out, "\n### What {} would have to say\n", code(change.path.as_str()))?;
            for line in &change.lines {
                match (&line.before, line.line) {
                    (Some(before), Some(at)) => {
                        writeln!(out, "- line {at}: {} becomes {}", code(before), code(&line.after))?;
                    }
                    _ => writeln!(out, "- at the end: {}", code(&line.after))?,
                }
            }
        }
        Ok(())
    }

    fn markdown_contracts(&self, out: &mut impl Write) -> io::Result<()> {
        if !self.effect.needs.is_empty() {
            writeln!(out, "\n### Contracts that would be needed\n")?;
        }
        for need in &self.effect.needs {
            let what = if need.widens { "a wider surface" } else { "a contract" };
            let paths: Vec<String> = need.need.surface.iter().take(SHOWN).map(|path| code(path)).collect();
            let more = if need.need.surface.len() > SHOWN { ", …" } else { "" };
            let pair = code(&format!("{} -> {}", need.consumer, need.provider));
            writeln!(out, "- {pair}: {what}, references: {}; {}{more}", need.need.references, paths.join(", "))?;
        }
        let idle = self.idle_told();
        if !idle.is_empty() {
            writeln!(out, "\n### Contracts that nothing would use any more\n")?;
        }
        for told in idle {
            writeln!(out, "- {}", code(&told))?;
        }
        Ok(())
    }
}

fn capital(title: &str) -> String {
    crate::metrics::capital(title).replace("->", "→")
}
