//! The numbers, for reading.

use std::io::{self, Write};

use textwrap::core::display_width;

use super::MetricsPage;
use crate::inert::Inert;
use crate::sanitize::sanitised;
use crate::theme::{Paint, TextOptions};

impl MetricsPage<'_> {
    /// Writes the page for reading.
    ///
    /// # Errors
    /// If `out` fails.
    pub fn text(&self, options: TextOptions, out: &mut impl Write) -> io::Result<()> {
        let mut out = Inert::new(out);
        if self.lists_couplings {
            self.text_couplings(options, &mut out)?;
        } else {
            self.text_tables(options, &mut out)?;
        }
        out.finish()
    }

    fn text_tables(&self, options: TextOptions, out: &mut impl Write) -> io::Result<()> {
        for table in self.tables() {
            writeln!(out, "{}", options.paint(Paint::Strong, table.title))?;
            let shown: Vec<String> = table.rows.iter().map(|(name, _)| sanitised(name).into_owned()).collect();
            let width = shown.iter().map(|name| display_width(name)).max().unwrap_or(0);
            let heads: Vec<String> = table.head.iter().map(|head| sanitised(head).into_owned()).collect();
            let widths: Vec<usize> = heads.iter().map(|head| display_width(head).max(7)).collect();
            let padded = heads.iter().zip(&widths);
            let head: Vec<String> =
                padded.map(|(head, width)| format!("{}{head}", " ".repeat(width - display_width(head)))).collect();
            let head = format!("  {}  {}", " ".repeat(width), head.join("  "));
            writeln!(out, "{}", options.paint(Paint::Quiet, &head))?;
            for (name, (_, cells)) in shown.iter().zip(&table.rows) {
                let cells: Vec<String> =
                    cells.iter().zip(&widths).map(|(cell, width)| format!("{cell:>width$}")).collect();
                let pad = " ".repeat(width - display_width(name));
                writeln!(out, "  {name}{pad}  {}", cells.join("  "))?;
            }
            writeln!(out)?;
        }
        if let Some((_, radius)) = self.radius {
            return self.text_radius(radius, options, out);
        }
        if let Some(tangle) = self.tangle_told() {
            writeln!(out, "{}\n", sanitised(&tangle))?;
        }
        if let Some(told) = self.history_told() {
            writeln!(out, "{}", options.wrapped("", &sanitised(&format!("history: {told}"))))?;
        }
        if let Some((why, names)) = self.missing() {
            let why = format!("not available, as they need the history of the code ({}):", sanitised(why));
            writeln!(out, "{}", options.paint(Paint::Quiet, &why))?;
            writeln!(out, "{}", options.wrapped("  ", &names.join(", ")))?;
        }
        Ok(())
    }

    fn text_radius(
        &self,
        radius: &boundaries_lint::metrics::Radius,
        options: TextOptions,
        out: &mut impl Write,
    ) -> io::Result<()> {
        if radius.modules.is_empty() {
            return writeln!(out, "no module outside it depends on it in shipped code or build scripts");
        }
        for reached in &radius.modules {
            let module = self.graph.module(reached.module);
            let owners = self.names(&self.policy.owner_of_module(reached.module).teams);
            let owners = if owners.is_empty() { "nobody".to_owned() } else { owners.join(" + ") };
            let over = sanitised(self.graph.module(reached.over).path()).into_owned();
            let way = if reached.steps == 1 {
                format!("uses {over}")
            } else {
                format!("{} steps, over {over}", reached.steps)
            };
            let (path, owners) = (sanitised(module.path()), sanitised(&owners).into_owned());
            writeln!(out, "  {path}  ({owners})  {}", options.paint(Paint::Quiet, &way))?;
        }
        Ok(())
    }

    fn text_couplings(&self, options: TextOptions, out: &mut impl Write) -> io::Result<()> {
        if self.couplings.is_empty() {
            return writeln!(out, "nothing crosses a boundary between teams");
        }
        for coupling in self.couplings {
            let pair = format!(
                "{} -> {}",
                self.names(&coupling.consumers).join(" + "),
                self.names(&coupling.providers).join(" + ")
            );
            let consumer = self.graph.module(coupling.consumer).path();
            let provider = self.graph.definition_path(coupling.provider);
            let place = self.first_place(coupling).map(|(path, line)| format!("{path}:{line}")).unwrap_or_default();
            let place = options.paint(Paint::Code, &sanitised(&place));
            let told = format!("{pair}: {consumer} uses {provider}");
            let references = crate::summary::count(coupling.references.len(), "reference");
            writeln!(out, "{:<11} {}, {references}, first at {place}", coupling.state.as_str(), sanitised(&told))?;
        }
        Ok(())
    }
}
