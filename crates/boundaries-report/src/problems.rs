//! Mistakes in a policy, all at once, each with its place and a way on.

use std::io::{self, Write};

use boundaries_graph::SourceMap;
use boundaries_policy::PolicyProblem;

use crate::diagnostic::ProblemDiagnostic;
use crate::inert::Inert;
use crate::sanitize::{sanitised, sanitised_lines};
use crate::summary;
use crate::text::{source_width, write_block};
use crate::theme::{Paint, TextOptions};

/// Writes every problem with the lines it is about, and a closing line with their number.
///
/// # Errors
/// If `out` fails.
pub fn policy_problems(
    problems: &[PolicyProblem],
    sources: &SourceMap,
    options: TextOptions,
    out: &mut impl Write,
) -> io::Result<()> {
    let mut lines = Inert::new(out);
    let out = &mut lines;
    for problem in problems {
        let diagnostic = ProblemDiagnostic::cut_to(problem, sources, source_width(options));
        let message = options.paint(Paint::Strong, &sanitised(&problem.message));
        writeln!(out, "{}: {message}", options.paint(Paint::Deny, "error[policy]"))?;
        for (number, block) in diagnostic.blocks().iter().enumerate() {
            let paint = |index: usize| if number == 0 && index == 0 { Paint::Deny } else { Paint::Context };
            write_block(block, &paint, options, out)?;
        }
        if let Some(help) = &problem.help {
            for (number, line) in sanitised_lines(help).lines().enumerate() {
                let label = if number == 0 { "  help: " } else { "        " };
                let wrapped = options.wrapped(label, line);
                let rest = wrapped.strip_prefix(label).unwrap_or(&wrapped);
                let label = if number == 0 { options.paint(Paint::Help, "  help:") } else { "       ".to_owned() };
                writeln!(out, "{label} {rest}")?;
            }
        }
        writeln!(out)?;
    }
    let verdict = format!("{} in the policy", summary::count(problems.len(), "mistake"));
    writeln!(out, "{}", options.paint(Paint::Deny, &verdict))?;
    lines.finish()
}
