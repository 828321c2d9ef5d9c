//! The `json` format, a report as one object, and `jsonl`, its findings one by one with the summary at the end. Hidden
//! characters in strings are escaped, and so is what a CI runner would obey, so that the output is as safe on a terminal and
//! in a log as the text form.

use std::io::{self, Write};

use boundaries_graph::{GapReason, ModuleGraph, SourceMap, Span};
use boundaries_lint::{Finding, PairSummary, Party, Report, Summary};
use serde::Serialize;
use serde_json::ser::{CharEscape, CompactFormatter, Formatter, PrettyFormatter, Serializer};

use crate::extent::Extent;
use crate::inert::opening;
use crate::sanitize::Escaped;
use crate::view::fingerprints;
use crate::wire;

/// Writes the report as JSON, with a line break at the end. Exceptions do not hide findings here; they are marked.
///
/// # Errors
/// If `out` fails.
pub fn json(report: &Report, sources: &SourceMap, graph: &ModuleGraph, out: &mut impl Write) -> io::Result<()> {
    let wire = wire::Report {
        schema_version: wire::SCHEMA_VERSION,
        summary: summary(&report.summary),
        pairs: report.summary.pairs.iter().map(pair).collect(),
        findings: findings(report, sources, graph).collect(),
    };
    write_pretty(&wire, out)
}

/// Writes the findings as JSON, one object on each line, and the numbers over them on the last line.
///
/// # Errors
/// If `out` fails.
pub fn jsonl(report: &Report, sources: &SourceMap, graph: &ModuleGraph, out: &mut impl Write) -> io::Result<()> {
    for finding in findings(report, sources, graph) {
        write_line(&wire::Line::Finding(Box::new(finding)), out)?;
    }
    write_line(&wire::Line::Summary { schema_version: wire::SCHEMA_VERSION, summary: summary(&report.summary) }, out)
}

fn findings<'a>(
    report: &'a Report,
    sources: &'a SourceMap,
    graph: &'a ModuleGraph,
) -> impl Iterator<Item = wire::Finding<'a>> {
    let fingerprints = fingerprints(report).into_iter();
    report.findings.iter().zip(fingerprints).map(|(each, fingerprint)| finding(each, fingerprint, sources, graph))
}

fn summary(summary: &Summary) -> wire::Summary<'_> {
    wire::Summary {
        denied: summary.denied,
        warned: summary.warned,
        failing: summary.failing,
        observed: summary.observed,
        waived: summary.waived,
        in_baseline: summary.in_baseline,
        by_comment: summary.by_comment,
        recorded: summary.recorded,
        remaining: summary.remaining,
        existed: summary.existed,
        grown: summary.grown,
        base: summary.base.as_ref().map(|base| wire::Base {
            revision: &base.name,
            gone: base.gone,
            unread: base.unread,
        }),
        out_of_scope: summary.out_of_scope,
        couplings: summary.couplings,
        permitted: summary.permitted,
    }
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

/// The JSON Schema of `json`.
#[cfg(feature = "schema")]
#[must_use]
pub fn json_schema() -> String {
    schema_text(&schemars::schema_for!(wire::Report<'_>))
}

/// The JSON Schema of a line of `jsonl`.
#[cfg(feature = "schema")]
#[must_use]
pub fn jsonl_schema() -> String {
    schema_text(&schemars::schema_for!(wire::Line<'_>))
}

/// The JSON Schema of `contracts`.
#[cfg(feature = "schema")]
#[must_use]
pub fn contracts_schema() -> String {
    schema_text(&schemars::schema_for!(wire::Contracts<'_>))
}

#[cfg(feature = "schema")]
pub(crate) fn schema_text(schema: &schemars::Schema) -> String {
    let mut text = serde_json::to_string_pretty(schema).expect("a schema is made of strings, numbers and lists");
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

fn finding<'a>(
    finding: &'a Finding,
    fingerprint: String,
    sources: &'a SourceMap,
    graph: &'a ModuleGraph,
) -> wire::Finding<'a> {
    wire::Finding {
        rule: finding.rule.name,
        level: finding.level.as_str(),
        level_origin: finding.level_origin.as_str(),
        fails: finding.fails(),
        fingerprint,
        headline: &finding.headline,
        consumer: &finding.key.consumer,
        provider: &finding.key.provider,
        consumer_teams: teams(&finding.consumers),
        provider_teams: teams(&finding.providers),
        enforcement: finding.enforcement.as_str(),
        waiver: finding.waiver.as_ref().map(|waiver| wire::Waiver {
            kind: waiver.kind.as_str(),
            reason: &waiver.reason,
            until: waiver.until.map(|date| date.to_string()),
            place: place(sources, waiver.span),
        }),
        existed: finding.existed.map(|before| wire::Existed { places: before.places }),
        unread_before: finding.unread_before.map(GapReason::as_str),
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

pub(crate) fn place(sources: &SourceMap, span: Span) -> Option<wire::Place<'_>> {
    let extent = Extent::new(sources, span)?;
    Some(wire::Place {
        path: sources.file(span.file).path().as_str(),
        line: extent.start.line,
        column: extent.start.column(),
        end_line: extent.end.line,
        end_column: extent.end.column(),
        start: span.start,
        end: span.end,
    })
}

/// Writes strings with hidden and deceiving characters escaped, and with what opens a command broken by an escape.
struct SafeFormatter<F>(F);

impl<F: Formatter> Formatter for SafeFormatter<F> {
    fn write_string_fragment<W: ?Sized + Write>(&mut self, writer: &mut W, fragment: &str) -> io::Result<()> {
        let (mut command, escaped) = (opening(fragment), Escaped::of(fragment));
        let mut plain = 0;
        for (at, char) in fragment.char_indices() {
            let opens = command == Some(at);
            if opens {
                command = opening(&fragment[at..]).map(|next| at + next);
            }
            if !opens && !escaped.contains(at, char) {
                continue;
            }
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
