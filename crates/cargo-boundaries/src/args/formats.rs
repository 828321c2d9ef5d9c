//! `--format FORMAT[=FILE]`: what to write, and where to.

use std::ffi::OsStr;

use boundaries::camino::Utf8PathBuf;
use clap::builder::{EnumValueParser, PossibleValue, TypedValueParser};
use clap::{Arg, Command, Error, ValueEnum};

/// A report that is asked for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct FormatRequest {
    pub(crate) format: CheckFormat,
    /// The file to write it to; none for standard output.
    pub(crate) file: Option<Utf8PathBuf>,
}

/// How `check` writes its report.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum CheckFormat {
    /// `text`; on a runner of GitHub Actions `github` too
    Auto,
    /// For reading, with source
    Text,
    /// One line for each place: `path:line:col: level[rule]: text`
    Short,
    /// One JSON document
    Json,
    /// The findings as JSON, one on each line, and a summary on the last
    Jsonl,
    /// Messages of cargo, for editors
    CargoJson,
    /// SARIF 2.1.0, for code scanning
    Sarif,
    /// Annotations on GitHub, the worst ten errors and ten warnings; on its runner also the summary of the job
    Github,
    /// GitLab Code Quality
    Gitlab,
    /// Test results in JUnit's XML
    Junit,
    /// Logging commands of Azure Pipelines
    Azure,
    /// Inspections for TeamCity
    Teamcity,
    /// A page of Markdown
    Markdown,
    /// Diagnostics for reviewdog
    Rdjsonl,
}

impl FormatRequest {
    /// The words on the command line.
    pub(crate) fn told(&self) -> String {
        match &self.file {
            Some(file) => format!("{}={file}", self.format.name()),
            None => self.format.name(),
        }
    }
}

impl CheckFormat {
    /// The word on the command line.
    pub(crate) fn name(self) -> String {
        self.to_possible_value().map(|value| value.get_name().to_owned()).unwrap_or_default()
    }
}

/// Reads a [`FormatRequest`].
#[derive(Clone)]
pub(super) struct RequestParser;

impl TypedValueParser for RequestParser {
    type Value = FormatRequest;

    fn parse_ref(&self, command: &Command, arg: Option<&Arg>, value: &OsStr) -> Result<FormatRequest, Error> {
        let text = value.to_str().ok_or_else(|| Error::new(clap::error::ErrorKind::InvalidUtf8).with_cmd(command))?;
        let (name, file) = match text.split_once('=') {
            Some((name, file)) => (name, Some(file)),
            None => (text, None),
        };
        let format = EnumValueParser::<CheckFormat>::new().parse_ref(command, arg, OsStr::new(name))?;
        // `-` is how programs are told to mean standard output.
        let file = file.filter(|file| *file != "-").map(Utf8PathBuf::from);
        if file.as_ref().is_some_and(|file| file.as_str().is_empty()) {
            let message = format!("`{text}` names no file\n");
            return Err(Error::raw(clap::error::ErrorKind::InvalidValue, message).with_cmd(command));
        }
        Ok(FormatRequest { format, file })
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        Some(Box::new(CheckFormat::value_variants().iter().filter_map(ValueEnum::to_possible_value)))
    }
}

/// Why these requests cannot all be met, if they cannot.
pub(crate) fn contradiction(requests: &[FormatRequest]) -> Option<String> {
    for (index, request) in requests.iter().enumerate() {
        for other in &requests[..index] {
            let (one, two) = (other.format.name(), request.format.name());
            match (&other.file, &request.file) {
                (None, None) => {
                    return Some(format!(
                        "`{one}` and `{two}` cannot both go to standard output; give one of them a file: \
                         --format {two}=FILE"
                    ));
                }
                (Some(file), Some(same)) if file == same => {
                    return Some(format!("`{one}` and `{two}` cannot both go to `{file}`"));
                }
                _ => {}
            }
        }
    }
    None
}
