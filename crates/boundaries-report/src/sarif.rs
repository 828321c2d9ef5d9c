//! The `sarif` format: SARIF 2.1.0 as GitHub's code scanning reads it.
//!
//! One result stands for one finding. GitHub shows the first location only, so the other places are related locations; it
//! knows a result again by its fingerprint, which has no line numbers. Paths are from the repository's root, because
//! `originalUriBaseIds` is not honoured there. What is tolerated is in the file, as a suppressed result.

mod shape;

use std::io::{self, Write};

use boundaries_graph::Span;
use boundaries_lint::{Finding, LabelRole, Party, RuleMeta, Waiver, WaiverKind};
use boundaries_policy::Level;
use camino::Utf8Path;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::extent::Extent;
use crate::inert::inert;
use crate::json::write_pretty;
use crate::letter;
use crate::summary::count;
use crate::view::{Entry, Grade, View};
use shape::{
    ArtifactLocation, AutomationDetails, Configuration, Driver, Fingerprints, Invocation, Location, Log,
    LogicalLocation, Markdown, Notification, PhysicalLocation, Region, ResultProperties, Rule, RuleProperties, Run,
    Suppression, Text, Tool,
};

/// More results than this make GitHub refuse the file.
const MAX_RESULTS: usize = 25_000;
/// More locations of a result than this are dropped by GitHub.
const MAX_RELATED: usize = 100;
/// Longer descriptions are refused.
const MAX_DESCRIPTION: usize = 1024;

/// Everything but what a path may hold as it is. The colon is encoded, because it would end a scheme.
pub(crate) const PATH: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b'/');

/// Writes the report as SARIF 2.1.0, those findings first that fail.
///
/// # Errors
/// If `out` fails.
pub fn sarif(view: &View<'_>, out: &mut impl Write) -> io::Result<()> {
    let mut entries = view.worst_first();
    entries.extend(view.entries().into_iter().filter(|entry| entry.grade == Grade::Tolerated));
    let left_out = entries.len().saturating_sub(MAX_RESULTS);
    entries.truncate(MAX_RESULTS);
    let notifications = (left_out > 0).then(|| Notification {
        level: "warning",
        message: Text { text: format!("{} left out: a run holds {MAX_RESULTS} results", count(left_out, "finding")) },
    });
    let log = Log {
        schema: "https://json.schemastore.org/sarif-2.1.0.json",
        version: "2.1.0",
        runs: [Run {
            tool: Tool {
                driver: Driver {
                    name: "cargo-boundaries",
                    version: env!("CARGO_PKG_VERSION"),
                    semantic_version: env!("CARGO_PKG_VERSION"),
                    rules: view.report.rules.iter().copied().map(rule).collect(),
                },
            },
            invocations: [Invocation {
                execution_successful: true,
                tool_execution_notifications: notifications.into_iter().collect(),
            }],
            automation_details: AutomationDetails { id: "cargo-boundaries/" },
            column_kind: "unicodeCodePoints",
            results: entries.into_iter().map(|entry| result(entry, view)).collect(),
        }],
    };
    write_pretty(&log, out)
}

fn rule(meta: &RuleMeta) -> Rule {
    let (level, severity) = match meta.default_level {
        Level::Deny => ("error", "error"),
        Level::Warn => ("warning", "warning"),
        Level::Allow => ("note", "recommendation"),
    };
    Rule {
        id: meta.name,
        name: friendly(meta.name),
        short_description: Text { text: meta.summary.to_owned() },
        full_description: Text { text: description(meta) },
        help: Markdown { text: meta.page, markdown: meta.page },
        default_configuration: Configuration { level, enabled: meta.default_level != Level::Allow },
        properties: RuleProperties { tags: ["architecture", "maintainability"], precision: "very-high", severity },
    }
}

/// The name of a rule as the standard recommends it: `off-surface` is `OffSurface`.
fn friendly(name: &str) -> String {
    let capital = |word: &str| word[..1].to_uppercase() + &word[1..];
    name.split('-').map(capital).collect()
}

/// The first paragraph of a rule's page.
fn description(meta: &RuleMeta) -> String {
    let is_prose = |part: &&str| !part.starts_with(['#', '|', '`', '-']) && !part.trim().is_empty();
    let paragraph = meta.page.split("\n\n").find(is_prose).unwrap_or(meta.summary);
    let line = paragraph.split_whitespace().collect::<Vec<_>>().join(" ");
    line.chars().take(MAX_DESCRIPTION).collect()
}

fn result(entry: Entry<'_>, view: &View<'_>) -> shape::Finding {
    let finding = entry.finding;
    let anchor = view.anchor(finding);
    let names = |parties: &[Party]| parties.iter().map(|party| party.name.clone()).collect();
    shape::Finding {
        rule_id: finding.rule.name,
        rule_index: view
            .report
            .rules
            .iter()
            .position(|rule| *rule == finding.rule)
            .expect("a report names the rules of its findings"),
        level: match entry.grade {
            Grade::Error => "error",
            Grade::Warning => "warning",
            Grade::Tolerated => "note",
        },
        message: Text { text: message(finding) },
        locations: [Location {
            id: None,
            physical_location: physical(view, anchor.path, anchor.extent),
            logical_locations: consumer(finding),
            message: None,
        }],
        related_locations: related(finding, view),
        partial_fingerprints: Fingerprints { primary_location_line_hash: entry.fingerprint },
        baseline_state: view.report.summary.base.as_ref().and_then(|_| match finding.existed {
            None if finding.unread_before.is_some() => None,
            None => Some("new"),
            Some(_) if finding.has_grown() => Some("updated"),
            Some(_) => Some("unchanged"),
        }),
        suppressions: suppressions(finding, view),
        properties: ResultProperties {
            consumer: finding.key.consumer.clone(),
            provider: finding.key.provider.clone(),
            consumer_teams: names(&finding.consumers),
            provider_teams: names(&finding.providers),
            enforcement: finding.enforcement.as_str(),
            fails: finding.fails(),
        },
    }
}

/// The statement, notes and ways on. Further places are related locations.
fn message(finding: &Finding) -> String {
    let mut lines = vec![letter::headline(finding)];
    lines.extend(finding.notes.iter().map(|note| format!("note: {}", inert(note))));
    lines.extend(finding.help.iter().map(|help| format!("help: {}", inert(&help.text))));
    escaped(&lines.join("\n"))
}

/// Text as a message: braces are doubled as the standard asks, and brackets cannot become a link.
fn escaped(text: &str) -> String {
    let text = text.replace('{', "{{").replace('}', "}}");
    if text.contains("](") { text.replace('[', "\\[").replace(']', "\\]") } else { text }
}

fn consumer(finding: &Finding) -> Vec<LogicalLocation> {
    if finding.places.is_empty() {
        return Vec::new();
    }
    vec![LogicalLocation { fully_qualified_name: finding.key.consumer.clone(), kind: "module" }]
}

/// The lines that decided, and the other places in code.
fn related(finding: &Finding, view: &View<'_>) -> Vec<Location> {
    let shown = finding.primary_span();
    let labels = finding.labels.iter().filter(|label| label.role != LabelRole::Primary);
    let labels = labels.map(|label| (label.span, inert(&label.text)));
    let places = finding.places.iter().filter(|place| Some(place.span) != shown);
    let places = places.map(|place| (place.span, format!("also used here: {}", inert(&place.written))));
    labels
        .chain(places)
        .filter(|(span, _)| span.is_known())
        .take(MAX_RELATED)
        .enumerate()
        .map(|(index, (span, text))| Location {
            id: Some(index + 1),
            physical_location: at(view, span),
            logical_locations: Vec::new(),
            message: Some(Text { text: escaped(&text) }),
        })
        .collect()
}

/// What tolerates a finding: an exception, or that the revision which the report is held to had it.
fn suppressions(finding: &Finding, view: &View<'_>) -> Vec<Suppression> {
    let base = view.report.summary.base.as_ref().filter(|_| finding.is_old_debt());
    let old = base.map(|base| Suppression {
        kind: "external",
        status: "accepted",
        justification: format!("it existed at {}, and only what is new fails", inert(&base.name)),
        location: None,
    });
    finding.waiver.iter().map(|waiver| suppression(waiver, view)).chain(old).collect()
}

fn suppression(waiver: &Waiver, view: &View<'_>) -> Suppression {
    let until = waiver.until.map(|date| format!(" (until {date})")).unwrap_or_default();
    let location = waiver.span.is_known().then(|| Location {
        id: None,
        physical_location: at(view, waiver.span),
        logical_locations: Vec::new(),
        message: None,
    });
    Suppression {
        kind: match waiver.kind {
            WaiverKind::Suppression => "inSource",
            WaiverKind::Exception | WaiverKind::Baseline => "external",
        },
        status: "accepted",
        justification: format!("{}{until}", inert(&waiver.reason)),
        location,
    }
}

fn at(view: &View<'_>, span: Span) -> PhysicalLocation {
    physical(view, view.sources.file(span.file).path(), view.extent(span))
}

fn physical(view: &View<'_>, path: &Utf8Path, extent: Option<Extent<'_>>) -> PhysicalLocation {
    let region =
        extent.map_or(Region { start_line: 1, start_column: 1, end_line: 1, end_column: 1 }, |extent| Region {
            start_line: extent.start.line,
            start_column: extent.start.column(),
            end_line: extent.end.line,
            end_column: extent.end.column(),
        });
    PhysicalLocation { artifact_location: ArtifactLocation { uri: uri(&view.layout.in_repository(path)) }, region }
}

/// A path as a URI: relative from the repository's root, or absolute for a file that lies outside.
fn uri(path: &str) -> String {
    let encoded = utf8_percent_encode(path, PATH).to_string();
    match encoded.strip_prefix('/') {
        Some(rest) => format!("file:///{rest}"),
        None => encoded,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_become_uris() {
        assert_eq!(uri("crates/a b/größe#1:x.rs"), "crates/a%20b/gr%C3%B6%C3%9Fe%231%3Ax.rs");
        assert_eq!(uri("/outside/x.rs"), "file:///outside/x.rs");
    }

    #[test]
    fn messages_hold_no_links_and_no_placeholders() {
        assert_eq!(escaped("see [here](http://x) {0}"), "see \\[here\\](http://x) {{0}}");
        assert_eq!(escaped("a list [of] things"), "a list [of] things");
    }

    #[test]
    fn every_rule_is_described_within_the_limit() {
        for meta in boundaries_lint::registry() {
            let name = friendly(meta.name);
            assert!(name.chars().all(char::is_alphabetic) && name.starts_with(char::is_uppercase), "{name}");
            let text = description(meta);
            assert!(!text.is_empty() && text.chars().count() <= MAX_DESCRIPTION, "{}: {text}", meta.name);
            assert!(!text.starts_with(['#', '|']), "{}: {text}", meta.name);
        }
    }
}
