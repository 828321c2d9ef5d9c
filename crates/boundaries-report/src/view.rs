//! What the machine formats are given, and what they all say in the same way: how grave a finding is, where it is shown if
//! there is room for one place only, which of them come first, and their fingerprints.

use std::cmp::Reverse;
use std::collections::HashMap;

use boundaries_graph::{ModuleGraph, SourceMap, Span};
use boundaries_lint::{Finding, Report};
use boundaries_policy::Level;

use crate::extent::Extent;
use crate::layout::Layout;

/// A report with everything that a format needs to know about the workspace.
#[derive(Clone, Copy, Debug)]
pub struct View<'a> {
    /// The findings.
    pub report: &'a Report,
    /// The texts that they point into.
    pub sources: &'a SourceMap,
    /// The modules that they speak of.
    pub graph: &'a ModuleGraph,
    /// Where the files lie.
    pub layout: &'a Layout,
}

/// How grave a finding is for whoever reads the report.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum Grade {
    /// Something tolerates it, or it is old and only what is new counts.
    Tolerated,
    /// It is told and does not fail: at warn level, or on a boundary that is only observed.
    Warning,
    /// It makes the run fail.
    Error,
}

impl Grade {
    pub(crate) fn of(finding: &Finding) -> Self {
        match finding {
            _ if finding.is_tolerated() => Self::Tolerated,
            _ if finding.fails() => Self::Error,
            _ => Self::Warning,
        }
    }
}

/// A finding with its fingerprint in this report.
#[derive(Clone, Debug)]
pub(crate) struct Entry<'a> {
    pub(crate) finding: &'a Finding,
    pub(crate) fingerprint: String,
    pub(crate) grade: Grade,
}

/// The file and the extent by which a finding is shown where every entry needs a place.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Anchor<'a> {
    /// From the workspace root.
    pub(crate) path: &'a camino::Utf8Path,
    /// Where in it; none where nothing but a file can be named.
    pub(crate) extent: Option<Extent<'a>>,
}

impl<'a> View<'a> {
    /// The findings in the order of the report, tolerated ones included.
    pub(crate) fn entries(&self) -> Vec<Entry<'a>> {
        fingerprints(self.report)
            .into_iter()
            .zip(&self.report.findings)
            .map(|(fingerprint, finding)| Entry { finding, fingerprint, grade: Grade::of(finding) })
            .collect()
    }

    /// The findings that nothing tolerates: those that fail first, among them those that are new, else in the order of the
    /// report.
    pub(crate) fn worst_first(&self) -> Vec<Entry<'a>> {
        let mut entries = self.entries();
        entries.retain(|entry| entry.grade > Grade::Tolerated);
        entries.sort_by_key(|Entry { grade, finding, .. }| {
            (Reverse(*grade), Reverse(finding.level == Level::Deny), finding.existed.is_some())
        });
        entries
    }

    /// The place of a finding if it is to have one only. What is about no place is shown at the workspace's manifest.
    pub(crate) fn anchor(&self, finding: &Finding) -> Anchor<'a> {
        let labels = finding.labels.iter().map(|label| label.span);
        let span = finding.primary_span().or_else(|| labels.into_iter().find(|span| span.is_known()));
        match span {
            Some(span) => self.at(span),
            None => Anchor { path: "Cargo.toml".into(), extent: None },
        }
    }

    pub(crate) fn at(&self, span: Span) -> Anchor<'a> {
        Anchor { path: self.sources.file(span.file).path(), extent: self.extent(span) }
    }

    pub(crate) fn extent(&self, span: Span) -> Option<Extent<'a>> {
        Extent::new(self.sources, span)
    }

    /// `path:line:col` from the repository's root.
    pub(crate) fn location(&self, span: Span) -> String {
        let path = self.layout.in_repository(self.sources.file(span.file).path());
        match self.extent(span) {
            Some(extent) => format!("{path}:{}:{}", extent.start.line, extent.start.column()),
            None => path,
        }
    }
}

/// The fingerprint of each finding. Where several findings share a key, as alternatives of one module with different owners
/// do, the later ones get a number.
#[must_use]
pub fn fingerprints(report: &Report) -> Vec<String> {
    let mut seen: HashMap<String, usize> = HashMap::new();
    report
        .findings
        .iter()
        .map(|finding| {
            let plain = finding.key.fingerprint();
            let times = seen.entry(plain.clone()).and_modify(|times| *times += 1).or_insert(1);
            if *times == 1 { plain } else { format!("{plain}:{times}") }
        })
        .collect()
}
