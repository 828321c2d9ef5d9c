//! Which reports a check writes: what was asked for, and what the surroundings add to `auto`.

use std::io::{self, Write};

use boundaries::camino::Utf8PathBuf;
use boundaries::internal::lint::Report;
use boundaries::internal::report::{self, CargoMessages, MarkdownOptions, TextOptions, View};

use super::runner::Runner;
use crate::args::{CheckArgs, CheckFormat, FormatRequest, MessageFormat};
use crate::failure::Failure;
use crate::output::Output;

/// The reports of a run.
#[derive(Debug)]
pub(super) struct Reports {
    /// What goes to standard output, one after the other.
    printed: Vec<CheckFormat>,
    /// What goes to files.
    files: Vec<(CheckFormat, Utf8PathBuf)>,
    /// Where annotations of GitHub are asked for and its runner runs us: it gets a summary of the job, too.
    runner: Option<Runner>,
    /// Whether findings go to standard error as text, and everything else of cargo's messages to standard output.
    findings_apart: bool,
}

/// What reports are made of.
#[derive(Clone, Copy, Debug)]
pub(super) struct Material<'a> {
    pub(super) view: View<'a>,
    pub(super) cargo: CargoMessages<'a>,
}

impl Reports {
    /// The reports that are asked for. Where nothing is, and for `auto`, it is the text.
    pub(super) fn new(args: &CheckArgs, runner: Option<Runner>) -> Self {
        let findings_apart = args.cargo.message_format.contains(&MessageFormat::JsonRenderDiagnostics);
        let mut reports = Self { printed: Vec::new(), files: Vec::new(), runner: None, findings_apart };
        let requests = args.requests();
        if requests.is_empty() {
            reports.printed.push(CheckFormat::Auto);
        }
        for FormatRequest { format, file } in requests {
            match file {
                Some(file) => reports.files.push((format, file)),
                None => reports.printed.push(format),
            }
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

    /// Whether standard output takes messages of cargo.
    pub(super) fn are_messages(&self) -> bool {
        self.printed.contains(&CheckFormat::CargoJson)
    }

    /// Whether nothing goes to standard output.
    pub(super) fn are_files_only(&self) -> bool {
        self.printed.is_empty()
    }

    /// Writes what goes to files.
    pub(super) fn write_files(&self, material: &Material<'_>, output: &mut Output) -> Result<(), Failure> {
        for (format, file) in &self.files {
            let mut text = Vec::new();
            write(*format, material, TextOptions { width: 100, ..TextOptions::default() }, &mut text)?;
            if *format == CheckFormat::CargoJson {
                report::cargo_json_end(!material.view.report.fails(), &mut text)?;
            }
            output.file(file, &text)?;
        }
        Ok(())
    }

    /// Writes what goes to standard output. Messages of cargo are left open, as more of them may follow.
    pub(super) fn print(&self, material: &Material<'_>, output: &mut Output) -> Result<(), Failure> {
        let view = &material.view;
        let look = output.style.options();
        for format in &self.printed {
            let is_text = matches!(format, CheckFormat::Auto | CheckFormat::Text);
            if is_text && output.is_quiet() && view.report.open().next().is_none() {
                continue;
            }
            if *format == CheckFormat::CargoJson && self.findings_apart {
                let mut text = Vec::new();
                report::text(view.report, view.sources, output.note_style().options(), &mut text)?;
                output.told(String::from_utf8_lossy(&text).trim_end());
                let nothing = Report { findings: Vec::new(), ..view.report.clone() };
                let material = Material { view: View { report: &nothing, ..*view }, ..*material };
                write(*format, &material, look, output.format()?)?;
            } else {
                write(*format, material, look, output.format()?)?;
            }
        }
        if self.runner.is_some() {
            // How much fits into the summary depends on what others wrote there.
            output.forget_record();
        }
        if let Some(Err(cause)) = self.runner.as_ref().map(|runner| runner.add_summary(view)) {
            // The findings are told all the same, and the verdict stands.
            output.note(&format!("the summary of the job cannot be written: {cause}"));
        }
        Ok(())
    }
}

/// Writes one report.
fn write(format: CheckFormat, material: &Material<'_>, look: TextOptions, out: &mut impl Write) -> io::Result<()> {
    let view = &material.view;
    let View { report, sources, graph, .. } = *view;
    match format {
        CheckFormat::Auto | CheckFormat::Text => report::text(report, sources, look, out),
        CheckFormat::Short => report::short(report, sources, out),
        CheckFormat::Json => report::json(report, sources, graph, out),
        CheckFormat::Jsonl => report::jsonl(report, sources, graph, out),
        CheckFormat::CargoJson => report::cargo_json(view, &material.cargo, out),
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
