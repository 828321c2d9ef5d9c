//! Which reports a check writes: what was asked for, and what the surroundings add to `auto`.

use std::io::{self, Write};

use boundaries::camino::Utf8PathBuf;
use boundaries::report::{self, MarkdownOptions, TextOptions, View};

use super::runner::Runner;
use crate::args::{CheckFormat, FormatRequest};
use crate::failure::Failure;
use crate::output::{Output, write_file};

/// The reports of a run.
#[derive(Debug)]
pub(super) struct Reports {
    /// What goes to standard output, one after the other.
    pub(super) printed: Vec<CheckFormat>,
    /// What goes to files.
    pub(super) files: Vec<(CheckFormat, Utf8PathBuf)>,
    /// Where annotations of GitHub are asked for and its runner runs us: it gets a summary of the job, too.
    runner: Option<Runner>,
}

impl Reports {
    /// The reports for these requests. Without any, and for `auto`, it is the text.
    pub(super) fn new(requests: &[FormatRequest], runner: Option<Runner>) -> Self {
        let mut reports = Self { printed: Vec::new(), files: Vec::new(), runner: None };
        for FormatRequest { format, file } in requests {
            match file {
                Some(file) => reports.files.push((*format, file.clone())),
                None => reports.printed.push(*format),
            }
        }
        if requests.is_empty() {
            reports.printed.push(CheckFormat::Auto);
        }
        if reports.printed == [CheckFormat::Auto] && runner.is_some() {
            reports.printed.push(CheckFormat::Github);
        }
        if reports.printed.contains(&CheckFormat::Github) {
            reports.runner = runner;
        }
        reports
    }

    /// Whether the report on standard output is for reading.
    pub(super) fn are_read(&self) -> bool {
        self.printed.iter().any(|format| matches!(format, CheckFormat::Auto | CheckFormat::Text))
    }

    /// Writes what goes to files.
    pub(super) fn write_files(&self, view: &View<'_>) -> Result<(), Failure> {
        for (format, file) in &self.files {
            let mut text = Vec::new();
            write(*format, view, TextOptions { width: 100, ..TextOptions::default() }, &mut text)?;
            write_file(file, &text)?;
        }
        Ok(())
    }

    /// Writes what goes to standard output.
    pub(super) fn print(&self, view: &View<'_>, output: &mut Output) -> Result<(), Failure> {
        let look = output.style.options();
        for format in &self.printed {
            let is_text = matches!(format, CheckFormat::Auto | CheckFormat::Text);
            if is_text && output.is_quiet() && view.report.open().next().is_none() {
                continue;
            }
            write(*format, view, look, output.report())?;
        }
        match &self.runner {
            Some(runner) => runner.add_summary(view),
            None => Ok(()),
        }
    }
}

/// Writes one report.
fn write(format: CheckFormat, view: &View<'_>, look: TextOptions, out: &mut impl Write) -> io::Result<()> {
    let View { report, sources, graph, .. } = *view;
    match format {
        CheckFormat::Auto | CheckFormat::Text => report::text(report, sources, look, out),
        CheckFormat::Short => report::short(report, sources, out),
        CheckFormat::Json => report::json(report, sources, graph, out),
        CheckFormat::Jsonl => report::jsonl(report, sources, graph, out),
        CheckFormat::Sarif => report::sarif(view, out),
        CheckFormat::Github => report::github(view, out),
        CheckFormat::Gitlab => report::gitlab(view, out),
        CheckFormat::Junit => report::junit(view, out),
        CheckFormat::Azure => report::azure(view, out),
        CheckFormat::Teamcity => report::teamcity(view, out),
        CheckFormat::Markdown => report::markdown(view, MarkdownOptions { links: None, limit: usize::MAX }, out),
        CheckFormat::Rdjsonl => report::rdjsonl(view, out),
    }
}
