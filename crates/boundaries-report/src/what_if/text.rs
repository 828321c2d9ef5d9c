//! The effect of another ownership, for reading.

use std::io::{self, Write};

use boundaries_lint::ShiftKind;
use textwrap::core::display_width;

use super::{SHOWN, SuggestedMove, WhatIfPage, of, shown};
use crate::inert::Inert;
use crate::sanitize::sanitised;
use crate::summary::count;
use crate::theme::{Paint, TextOptions};

impl WhatIfPage<'_> {
    /// Writes the page for reading.
    ///
    /// # Errors
    /// If `out` fails.
    pub fn text(&self, options: TextOptions, out: &mut impl Write) -> io::Result<()> {
        let mut out = Inert::new(out);
        self.suggested(options, &mut out)?;
        if self.supposed.is_empty() {
            for note in self.notes {
                writeln!(out, "{}", options.wrapped("", &sanitised(note)))?;
            }
        } else {
            self.sections(options, &mut out)?;
        }
        out.finish()
    }

    fn suggested(&self, options: TextOptions, out: &mut impl Write) -> io::Result<()> {
        for (number, found) in self.suggestions.iter().enumerate() {
            let headline = format!("{}. {}", number + 1, headline(found));
            writeln!(out, "{}", options.paint(Paint::Strong, &sanitised(&headline)))?;
            self.list(options, "holds it to the new owner", &self.uses(&found.reasons), found.to_team, out)?;
            self.list(options, "holds it to its owner", &self.uses(&found.counter), found.to_owners, out)?;
        }
        if let Some((before, after)) = self.modularity.filter(|_| !self.suggestions.is_empty()) {
            let told = format!("modularity of the ownership: {before:.4} -> {after:.4}");
            writeln!(out, "{}\n", options.paint(Paint::Quiet, &told))?;
        }
        Ok(())
    }

    fn uses(&self, all: &[(boundaries_graph::ModuleId, boundaries_graph::Definition)]) -> Vec<String> {
        all.iter().map(|&each| self.use_told(each)).collect()
    }

    fn list(
        &self,
        options: TextOptions,
        title: &str,
        lines: &[String],
        number: usize,
        out: &mut impl Write,
    ) -> io::Result<()> {
        if number == 0 {
            return writeln!(out, "  {}", options.paint(Paint::Quiet, &format!("nothing {title}")));
        }
        writeln!(out, "  {}", options.paint(Paint::Quiet, &format!("{title} ({}):", count(number, "coupling"))))?;
        for line in lines {
            writeln!(out, "    {}", sanitised(line))?;
        }
        if number > lines.len() {
            writeln!(out, "    and {} more", number - lines.len())?;
        }
        Ok(())
    }

    fn sections(&self, options: TextOptions, out: &mut impl Write) -> io::Result<()> {
        let title = |text: &str| options.paint(Paint::Strong, text);
        writeln!(out, "{}", title("what is supposed"))?;
        for told in self.supposed {
            writeln!(out, "  {}", sanitised(told))?;
        }
        for (owners, modules) in self.handed_over() {
            let number = count(modules.len(), "module");
            writeln!(out, "  {}: {number}", sanitised(&owners))?;
            let names: Vec<&str> = modules.iter().copied().take(SHOWN).collect();
            let more = if modules.len() > SHOWN { ", …" } else { "" };
            writeln!(out, "{}", options.wrapped("    ", &format!("{}{more}", sanitised(&names.join(", ")))))?;
        }
        writeln!(out, "\n{}", title(&self.headline()))?;
        for (kind, word) in
            [(ShiftKind::Vanishes, "vanish"), (ShiftKind::Appears, "appear"), (ShiftKind::Changes, "change")]
        {
            let shifts = self.shifts(kind);
            if shifts.is_empty() {
                continue;
            }
            writeln!(out, "  {}", options.paint(Paint::Quiet, word))?;
            for shift in shifts.iter().take(SHOWN) {
                writeln!(out, "    {}", sanitised(&self.shift_told(shift)))?;
            }
            if shifts.len() > SHOWN {
                writeln!(out, "    and {} more; `--format json` lists all", shifts.len() - SHOWN)?;
            }
        }
        self.contracts(options, out)?;
        self.numbers(options, out)?;
        self.codeowners_lines(options, out)?;
        for note in self.notes {
            writeln!(out, "\n{}", options.wrapped("note: ", &sanitised(note)))?;
        }
        Ok(())
    }

    fn contracts(&self, options: TextOptions, out: &mut impl Write) -> io::Result<()> {
        if !self.effect.needs.is_empty() {
            writeln!(out, "\n{}", options.paint(Paint::Strong, "contracts that would be needed"))?;
        }
        for need in &self.effect.needs {
            let what = if need.widens { "wider surface" } else { "contract" };
            let pair = format!("{} -> {}", need.consumer, need.provider);
            let references = count(need.need.references, "reference");
            writeln!(out, "  {}: {what}, {references}", sanitised(&pair))?;
            if need.need.surface.is_empty() {
                writeln!(out, "    the surface that the provider has is enough")?;
            }
            for path in need.need.surface.iter().take(SHOWN) {
                writeln!(out, "    {}", options.paint(Paint::Code, &sanitised(path)))?;
            }
            if need.need.surface.len() > SHOWN {
                writeln!(out, "    and {} more paths", need.need.surface.len() - SHOWN)?;
            }
        }
        let idle = self.idle_told();
        if !idle.is_empty() {
            writeln!(out, "\n{}", options.paint(Paint::Strong, "contracts that nothing would use any more"))?;
        }
        for told in idle {
            writeln!(out, "  {}", sanitised(&told))?;
        }
        Ok(())
    }

    fn numbers(&self, options: TextOptions, out: &mut impl Write) -> io::Result<()> {
        if self.metrics.is_empty() {
            return Ok(());
        }
        writeln!(out, "\n{}", options.paint(Paint::Strong, "numbers, before and after"))?;
        let mut last = None;
        let width = self.metrics.iter().map(|change| display_width(change.metric.name)).max().unwrap_or(0);
        for change in self.metrics {
            if last != Some(of(change)) {
                writeln!(out, "  {}", options.paint(Paint::Quiet, &sanitised(of(change))))?;
                last = Some(of(change));
            }
            let (before, after) = (shown(change.before), shown(change.after));
            writeln!(out, "    {:width$}  {before:>8}  {after:>8}", change.metric.name)?;
        }
        Ok(())
    }

    fn codeowners_lines(&self, options: TextOptions, out: &mut impl Write) -> io::Result<()> {
        let Some(change) = self.codeowners else { return Ok(()) };
        let title = format!("what {} would have to say", sanitised(change.path.as_str()));
        writeln!(out, "\n{}", options.paint(Paint::Strong, &title))?;
        for line in &change.lines {
            let number = line.line.map_or_else(|| "end".to_owned(), |line| line.to_string());
            if let Some(before) = &line.before {
                writeln!(out, "  {number:>4} {}", options.paint(Paint::Deny, &format!("- {}", sanitised(before))))?;
            }
            writeln!(out, "  {number:>4} {}", options.paint(Paint::Good, &format!("+ {}", sanitised(&line.after))))?;
        }
        Ok(())
    }
}

/// `--move billing::tax=orders: 9 couplings vanish, 2 appear`.
pub(super) fn headline(found: &SuggestedMove) -> String {
    let from = super::joined(&found.from);
    let modules = count(found.modules, "module");
    format!(
        "--move {}={}: {modules} of {from}; {} vanish, {} appear, {} with others stay",
        found.what,
        found.to,
        count(found.to_team, "coupling"),
        found.to_owners,
        found.elsewhere
    )
}
