//! The numbers as comma-separated values: one row for each figure, or for each coupling, or for each module that reaches
//! what was asked about.

use std::io::{self, Write};

use boundaries_lint::metrics::{Measured, Value};

use super::MetricsPage;
use crate::inert::Inert;
use crate::owners::csv_row;

const FIGURE: [&str; 8] = ["metric", "of", "subject", "consumers", "providers", "count", "part", "whole"];
const COUPLING: [&str; 8] = ["consumers", "providers", "state", "consumer", "provider", "references", "path", "line"];

impl MetricsPage<'_> {
    /// Writes the page as CSV: the figures, or the couplings where these are wanted.
    ///
    /// # Errors
    /// If `out` fails.
    pub fn csv(&self, out: &mut impl Write) -> io::Result<()> {
        let mut out = Inert::new(out);
        if self.lists_couplings {
            self.csv_couplings(&mut out)?;
        } else {
            self.csv_figures(&mut out)?;
        }
        out.finish()
    }

    fn csv_figures(&self, out: &mut impl Write) -> io::Result<()> {
        csv_row(&FIGURE, out)?;
        for figure in self.figures {
            let (subject, users, used) = match &figure.of {
                Measured::Workspace => (String::new(), String::new(), String::new()),
                Measured::Team(_) | Measured::Subject | Measured::Module(_) => {
                    (self.label(&figure.of), String::new(), String::new())
                }
                Measured::Between { one, other } => {
                    let mut sides = [self.names(one).join(" + "), self.names(other).join(" + ")];
                    sides.sort();
                    let [one, other] = sides;
                    (String::new(), one, other)
                }
                Measured::Pair { consumers, providers } => {
                    (String::new(), self.names(consumers).join(" + "), self.names(providers).join(" + "))
                }
            };
            let [count, part, whole] = match figure.value {
                Value::Count(count) => [count.to_string(), String::new(), String::new()],
                Value::Share { part, whole } => [String::new(), part.to_string(), whole.to_string()],
            };
            let of = super::json::of(&figure.of);
            csv_row(&[figure.metric.name, of, &subject, &users, &used, &count, &part, &whole], out)?;
        }
        Ok(())
    }

    fn csv_couplings(&self, out: &mut impl Write) -> io::Result<()> {
        csv_row(&COUPLING, out)?;
        for coupling in self.couplings {
            let (users, used) =
                (self.names(&coupling.consumers).join(" + "), self.names(&coupling.providers).join(" + "));
            let consumer = self.graph.module(coupling.consumer).path();
            let provider = self.graph.definition_path(coupling.provider);
            let references = coupling.references.len().to_string();
            let (path, line) = self.first_place(coupling).unwrap_or_default();
            let (state, line) = (coupling.state.as_str(), line.to_string());
            csv_row(&[&users, &used, state, consumer, &provider, &references, path, &line], out)?;
        }
        Ok(())
    }
}
