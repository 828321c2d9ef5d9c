//! The `json` format: a report as one object. Hidden characters in strings are escaped, so that the output is as safe on a
//! terminal as the text form.

use std::io::{self, Write};

use boundaries_graph::{ModuleGraph, SourceMap, Span};
use boundaries_lint::{Finding, PairSummary, Party, Report};
use serde::Serialize;
use serde_json::ser::{CharEscape, CompactFormatter, Formatter, PrettyFormatter, Serializer};

use crate::sanitize::is_hidden;
use crate::wire;

/// Writes the report as JSON, with a line break at the end. Exceptions do not hide findings here; they are marked.
///
/// # Errors
/// If `out` fails.
pub fn json(report: &Report, sources: &SourceMap, graph: &ModuleGraph, out: &mut impl Write) -> io::Result<()> {
    let summary = &report.summary;
    let wire = wire::Report {
        schema_version: wire::SCHEMA_VERSION,
        summary: wire::Summary {
            denied: summary.denied,
            warned: summary.warned,
            failing: summary.failing,
            observed: summary.observed,
            waived: summary.waived,
            out_of_scope: summary.out_of_scope,
            couplings: summary.couplings,
            permitted: summary.permitted,
        },
        pairs: summary.pairs.iter().map(pair).collect(),
        findings: report.findings.iter().map(|each| finding(each, sources, graph)).collect(),
    };
    write_pretty(&wire, out)
}

/// Writes a value over several lines, with a line break at the end.
pub(crate) fn write_pretty(value: &impl Serialize, out: &mut impl Write) -> io::Result<()> {
    let mut serializer = Serializer::with_formatter(&mut *out, SafeFormatter(PrettyFormatter::new()));
    value.serialize(&mut serializer)?;
    writeln!(out)
}

/// Writes a value on one line, with a line break at the end.
pub(crate) fn write_line(value: &impl Serialize, out: &mut impl Write) -> io::Result<()> {
    let mut serializer = Serializer::with_formatter(&mut *out, SafeFormatter(CompactFormatter));
    value.serialize(&mut serializer)?;
    writeln!(out)
}

/// The JSON Schema of the format.
#[cfg(feature = "schema")]
#[must_use]
pub fn json_schema() -> String {
    let schema = schemars::schema_for!(wire::Report<'_>);
    let mut text = serde_json::to_string_pretty(&schema).expect("a schema is made of strings, numbers and lists");
    text.push('\n');
    text
}

fn pair(pair: &PairSummary) -> wire::Pair<'_> {
    wire::Pair {
        consumers: names(&pair.consumers),
        providers: names(&pair.providers),
        findings: pair.findings,
        places: pair.places,
        failing: pair.failing,
        waived: pair.waived,
    }
}

fn names(parties: &[Party]) -> Vec<&str> {
    parties.iter().map(|party| party.name.as_str()).collect()
}

fn finding<'a>(finding: &'a Finding, sources: &'a SourceMap, graph: &'a ModuleGraph) -> wire::Finding<'a> {
    wire::Finding {
        rule: finding.rule.name,
        level: finding.level.as_str(),
        level_origin: finding.level_origin.as_str(),
        fails: finding.fails(),
        fingerprint: finding.key.fingerprint(),
        headline: &finding.headline,
        consumer: &finding.key.consumer,
        provider: &finding.key.provider,
        consumer_teams: teams(&finding.consumers),
        provider_teams: teams(&finding.providers),
        enforcement: finding.enforcement.as_str(),
        waiver: finding.waiver.as_ref().map(|waiver| wire::Waiver {
            reason: &waiver.reason,
            until: waiver.until.map(|date| date.to_string()),
            place: place(sources, waiver.span),
        }),
        places: finding
            .places
            .iter()
            .map(|reference| wire::Reference {
                place: place(sources, reference.span),
                module: reference.module.map(|module| graph.module(module).path()),
                kind: reference.kind.map(boundaries_graph::ReferenceKind::as_str),
                written: &reference.written,
            })
            .collect(),
        labels: finding
            .labels
            .iter()
            .map(|label| wire::Label {
                role: label.role.as_str(),
                text: &label.text,
                place: place(sources, label.span),
            })
            .collect(),
        notes: &finding.notes,
        help: finding
            .help
            .iter()
            .map(|help| wire::Help { kind: help.kind.as_str(), text: &help.text, snippet: help.snippet.as_deref() })
            .collect(),
    }
}

fn teams(parties: &[Party]) -> Vec<wire::Team<'_>> {
    parties.iter().map(|party| wire::Team { name: &party.name, contact: party.contact.as_deref() }).collect()
}

fn place(sources: &SourceMap, span: Span) -> Option<wire::Place<'_>> {
    if !span.is_known() {
        return None;
    }
    let file = sources.file(span.file);
    let (end_line, end_column) = file.line_column(span.end as usize);
    Some(wire::Place {
        path: file.path().as_str(),
        line: span.line,
        column: span.column,
        end_line,
        end_column,
        start: span.start,
        end: span.end,
    })
}

/// Writes strings with hidden characters escaped.
struct SafeFormatter<F>(F);

impl<F: Formatter> Formatter for SafeFormatter<F> {
    fn write_string_fragment<W: ?Sized + Write>(&mut self, writer: &mut W, fragment: &str) -> io::Result<()> {
        let mut plain = 0;
        for (at, char) in fragment.char_indices().filter(|&(_, char)| is_hidden(char)) {
            writer.write_all(&fragment.as_bytes()[plain..at])?;
            for unit in char.encode_utf16(&mut [0; 2]) {
                write!(writer, "\\u{unit:04x}")?;
            }
            plain = at + char.len_utf8();
        }
        writer.write_all(&fragment.as_bytes()[plain..])
    }

    fn write_char_escape<W: ?Sized + Write>(&mut self, writer: &mut W, escape: CharEscape) -> io::Result<()> {
        self.0.write_char_escape(writer, escape)
    }

    fn begin_array<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.begin_array(writer)
    }

    fn end_array<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.end_array(writer)
    }

    fn begin_array_value<W: ?Sized + Write>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        self.0.begin_array_value(writer, first)
    }

    fn end_array_value<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.end_array_value(writer)
    }

    fn begin_object<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.begin_object(writer)
    }

    fn end_object<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.end_object(writer)
    }

    fn begin_object_key<W: ?Sized + Write>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        self.0.begin_object_key(writer, first)
    }

    fn begin_object_value<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.begin_object_value(writer)
    }

    fn end_object_value<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.end_object_value(writer)
    }
}
