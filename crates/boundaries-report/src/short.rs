//! The one-line form that editors and scripts know from rustc: `path:line:col: level[rule]: headline`, one line for every
//! place. Colour never appears here.

use std::io::{self, Write};

use boundaries_graph::{SourceMap, Span};
use boundaries_lint::{Finding, Report};

use crate::inert::Inert;
use crate::sanitize::sanitised;

/// Writes one line for every place of every finding that nothing tolerates.
///
/// # Errors
/// If `out` fails.
pub fn short(report: &Report, sources: &SourceMap, out: &mut impl Write) -> io::Result<()> {
    let mut lines = Inert::new(out);
    let out = &mut lines;
    for finding in report.open() {
        let mut spans: Vec<Span> =
            finding.places.iter().map(|place| place.span).filter(|span| span.is_known()).collect();
        if spans.is_empty() {
            spans.extend(finding.primary_span());
        }
        for span in &spans {
            let path = sanitised(sources.file(span.file).path().as_str());
            writeln!(out, "{path}:{}:{}: {}", span.line, span.column, statement(finding))?;
        }
        if spans.is_empty() {
            writeln!(out, "{}", statement(finding))?;
        }
    }
    lines.finish()
}

fn statement(finding: &Finding) -> String {
    format!("{}[{}]: {}", finding.level.as_str(), finding.rule.name, sanitised(&finding.headline))
}
