//! The numbers as Markdown, for a page or a pull request. Names stand in code spans, where a forge makes neither links nor
//! markup of them.

use std::io::{self, Write};

use super::MetricsPage;
use crate::inert::Inert;
use crate::owners::markdown_code as code;

impl MetricsPage<'_> {
    /// Writes the page as Markdown: the tables, or the couplings where these are wanted.
    ///
    /// # Errors
    /// If `out` fails.
    pub fn markdown(&self, out: &mut impl Write) -> io::Result<()> {
        let mut out = Inert::new(out);
        if self.lists_couplings {
            self.markdown_couplings(&mut out)?;
        } else {
            self.markdown_tables(&mut out)?;
        }
        out.finish()
    }

    fn markdown_tables(&self, out: &mut impl Write) -> io::Result<()> {
        for table in self.tables() {
            writeln!(out, "### {}\n", capital(table.title))?;
            let head: Vec<String> = table.head.iter().map(|head| escaped(head)).collect();
            writeln!(out, "| | {} |\n|---|{}", head.join(" | "), "---:|".repeat(table.head.len()))?;
            for (name, cells) in &table.rows {
                writeln!(out, "| {} | {} |", code(name), cells.join(" | "))?;
            }
            writeln!(out)?;
        }
        if let Some((_, radius)) = self.radius {
            writeln!(out, "| module | owner | steps | over |\n|---|---|---:|---|")?;
            for reached in &radius.modules {
                let owners = self.names(&self.policy.owner_of_module(reached.module).teams);
                let owners: Vec<String> = owners.iter().map(|owner| code(owner)).collect();
                let (module, over) = (self.graph.module(reached.module).path(), self.graph.module(reached.over).path());
                writeln!(out, "| {} | {} | {} | {} |", code(module), owners.join(" + "), reached.steps, code(over))?;
            }
            return Ok(());
        }
        if let Some(tangle) = self.tangle_told() {
            writeln!(out, "{}\n", code(&tangle))?;
        }
        if let Some(told) = self.history_told() {
            writeln!(out, "History: {told}.")?;
        }
        if let Some((why, names)) = self.missing() {
            let names: Vec<String> = names.into_iter().map(code).collect();
            writeln!(
                out,
                "Not available, as they need the history of the code ({}): {}.",
                code(why),
                names.join(", ")
            )?;
        }
        Ok(())
    }

    fn markdown_couplings(&self, out: &mut impl Write) -> io::Result<()> {
        writeln!(out, "| state | uses | of | first at | references |\n|---|---|---|---|---:|")?;
        for coupling in self.couplings {
            let names = |teams: &[boundaries_policy::TeamId]| {
                self.names(teams).iter().map(|name| code(name)).collect::<Vec<_>>().join(" + ")
            };
            let consumer = code(self.graph.module(coupling.consumer).path());
            let provider = code(&self.graph.definition_path(coupling.provider));
            let place = self.first_place(coupling).map(|(path, line)| code(&format!("{path}:{line}")));
            writeln!(
                out,
                "| {} | {} {consumer} | {} {provider} | {} | {} |",
                coupling.state.as_str(),
                names(&coupling.consumers),
                names(&coupling.providers),
                place.unwrap_or_default(),
                coupling.references.len()
            )?;
        }
        Ok(())
    }
}

/// Heads that are words of ours stand as they are; names of teams in code spans.
fn escaped(head: &str) -> String {
    let is_plain = head.chars().all(|letter| letter.is_ascii_lowercase() || " -".contains(letter));
    if is_plain { head.to_owned() } else { code(head) }
}

pub(crate) fn capital(title: &str) -> String {
    let mut letters = title.chars();
    letters.next().map(|first| first.to_uppercase().collect::<String>() + letters.as_str()).unwrap_or_default()
}
