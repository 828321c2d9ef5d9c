//! Findings and policy problems as miette's [`Diagnostic`]s, for programs that embed the library and show diagnostics
//! their own way. The places in the file of the primary label are the diagnostic's own labels; every other file is a
//! related diagnostic, because all labels of one diagnostic have to share a source.

use std::fmt;

use boundaries_graph::{SourceMap, Span};
use boundaries_lint::{Finding, Help, HelpKind, Label};
use boundaries_policy::{Level, PolicyProblem};
use miette::{Diagnostic, LabeledSpan, Severity, SourceCode};

use crate::excerpt::Excerpt;
use crate::paste;
use crate::sanitize::{sanitised, sanitised_lines};

/// How wide source lines may be where nobody says.
const DEFAULT_WIDTH: usize = 140;
/// More labels than this are counted only: nobody reads on, and each takes its part of the lines it stands on.
const MAX_LABELS: usize = 200;
/// Labels are not wrapped to less than this, however far to the right they stand.
const MIN_LABEL_WIDTH: usize = 24;

/// A finding as a [`Diagnostic`]. It borrows nothing, so that it can become a [`miette::Report`].
#[derive(Debug)]
pub struct FindingDiagnostic {
    rule: &'static str,
    severity: Severity,
    headline: String,
    help: Option<String>,
    blocks: Vec<Block>,
}

impl FindingDiagnostic {
    /// A finding with the texts it points into.
    #[must_use]
    pub fn new(finding: &Finding, sources: &SourceMap) -> Self {
        let severity = severity(finding.level);
        let mut blocks = blocks(&finding.labels, sources, DEFAULT_WIDTH);
        for block in &mut blocks {
            block.severity = Severity::Advice;
        }
        if let Some(first) = blocks.first_mut() {
            first.severity = severity;
        }
        let way_on = |help: &Help| match &help.snippet {
            Some(snippet) if help.kind != HelpKind::UseSurface => {
                format!("{}\n{}", sanitised(&help.text), paste::shown(help.kind.as_str(), snippet))
            }
            _ => sanitised(&help.text).into_owned(),
        };
        let help: Vec<String> = finding.help.iter().map(way_on).collect();
        Self {
            rule: finding.rule.name,
            severity,
            headline: sanitised(&finding.headline).into_owned(),
            help: (!help.is_empty()).then(|| help.join("\nor ")),
            blocks,
        }
    }
}

impl fmt::Display for FindingDiagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.headline)
    }
}

impl std::error::Error for FindingDiagnostic {}

impl Diagnostic for FindingDiagnostic {
    fn code<'b>(&'b self) -> Option<Box<dyn fmt::Display + 'b>> {
        Some(Box::new(format!("boundaries::{}", self.rule)))
    }

    fn severity(&self) -> Option<Severity> {
        Some(self.severity)
    }

    fn help<'b>(&'b self) -> Option<Box<dyn fmt::Display + 'b>> {
        self.help.as_ref().map(|help| Box::new(help) as Box<dyn fmt::Display>)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        self.blocks.first().map(|block| &block.excerpt as &dyn SourceCode)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        self.blocks.first().and_then(Block::labels)
    }

    fn related<'b>(&'b self) -> Option<Box<dyn Iterator<Item = &'b dyn Diagnostic> + 'b>> {
        let related = self.blocks.get(1..).filter(|related| !related.is_empty())?;
        Some(Box::new(related.iter().map(|block| block as &dyn Diagnostic)))
    }
}

/// A mistake in a policy as a [`Diagnostic`].
#[derive(Debug)]
pub struct ProblemDiagnostic {
    message: String,
    help: Option<String>,
    blocks: Vec<Block>,
}

impl ProblemDiagnostic {
    /// A problem with the texts it points into.
    #[must_use]
    pub fn new(problem: &PolicyProblem, sources: &SourceMap) -> Self {
        Self::cut_to(problem, sources, DEFAULT_WIDTH)
    }

    pub(crate) fn cut_to(problem: &PolicyProblem, sources: &SourceMap, width: usize) -> Self {
        let mut places: Vec<(Span, String)> = Vec::new();
        if let Some(span) = problem.span.filter(|span| !problem.labels.iter().any(|(other, _)| other == span)) {
            places.push((span, String::new()));
        }
        places.extend(problem.labels.iter().cloned());
        Self {
            message: sanitised(&problem.message).into_owned(),
            help: problem.help.as_deref().map(sanitised_lines),
            blocks: blocks_of(&places, sources, width),
        }
    }

    pub(crate) fn blocks(&self) -> &[Block] {
        &self.blocks
    }
}

impl fmt::Display for ProblemDiagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for ProblemDiagnostic {}

impl Diagnostic for ProblemDiagnostic {
    fn code<'b>(&'b self) -> Option<Box<dyn fmt::Display + 'b>> {
        Some(Box::new("boundaries::policy"))
    }

    fn severity(&self) -> Option<Severity> {
        Some(Severity::Error)
    }

    fn help<'b>(&'b self) -> Option<Box<dyn fmt::Display + 'b>> {
        self.help.as_ref().map(|help| Box::new(help) as Box<dyn fmt::Display>)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        self.blocks.first().map(|block| &block.excerpt as &dyn SourceCode)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        self.blocks.first().and_then(Block::labels)
    }

    fn related<'b>(&'b self) -> Option<Box<dyn Iterator<Item = &'b dyn Diagnostic> + 'b>> {
        let related = self.blocks.get(1..).filter(|related| !related.is_empty())?;
        Some(Box::new(related.iter().map(|block| block as &dyn Diagnostic)))
    }
}

/// The labelled places of one file.
#[derive(Debug)]
pub(crate) struct Block {
    /// Its first label, which stands for it as a message.
    title: String,
    severity: Severity,
    excerpt: Excerpt,
    texts: Vec<String>,
    /// Which of the labels it was made from these are, in the order of `texts`.
    pub(crate) indices: Vec<usize>,
}

impl Block {
    /// The positions in the excerpt at which the labels start, in the order of `indices`.
    pub(crate) fn offsets(&self) -> impl Iterator<Item = usize> {
        (0..self.texts.len()).map(|index| self.excerpt.mark(index).offset())
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let labels = self.texts.iter().enumerate().map(|(index, text)| {
            let text = (!text.is_empty()).then(|| text.clone());
            let span = self.excerpt.mark(index);
            if index == 0 {
                LabeledSpan::new_primary_with_span(text, span)
            } else {
                LabeledSpan::new_with_span(text, span)
            }
        });
        Some(Box::new(labels))
    }
}

impl fmt::Display for Block {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.title)
    }
}

impl std::error::Error for Block {}

impl Diagnostic for Block {
    fn severity(&self) -> Option<Severity> {
        Some(self.severity)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(&self.excerpt)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        Block::labels(self)
    }
}

/// The labels of a finding, file by file in the order in which the files first appear.
pub(crate) fn blocks(labels: &[Label], sources: &SourceMap, width: usize) -> Vec<Block> {
    let places: Vec<(Span, String)> = labels.iter().map(|label| (label.span, label.text.clone())).collect();
    blocks_of(&places, sources, width)
}

fn blocks_of(places: &[(Span, String)], sources: &SourceMap, width: usize) -> Vec<Block> {
    let mut groups: Vec<Vec<usize>> = Vec::new();
    for (index, (span, _)) in places.iter().take(MAX_LABELS).enumerate() {
        if !span.is_known() {
            continue;
        }
        match groups.iter_mut().find(|group| places[group[0]].0.file == span.file) {
            Some(group) => group.push(index),
            None => groups.push(vec![index]),
        }
    }
    groups
        .into_iter()
        .map(|indices| {
            let spans: Vec<Span> = indices.iter().map(|&index| places[index].0).collect();
            let excerpt = Excerpt::new(sources, &spans, width);
            let texts: Vec<String> = indices
                .iter()
                .enumerate()
                .map(|(label, &index)| {
                    let room = width.saturating_sub(excerpt.lead(label) + 4).max(MIN_LABEL_WIDTH);
                    let options = textwrap::Options::new(room).word_splitter(textwrap::WordSplitter::NoHyphenation);
                    let mut text = sanitised(&places[index].1).into_owned();
                    if index + 1 == MAX_LABELS && places.len() > MAX_LABELS {
                        text.push_str(&format!(" (and {} more places)", places.len() - MAX_LABELS));
                    }
                    textwrap::wrap(&text, options.break_words(false)).join("\n")
                })
                .collect();
            Block {
                title: texts.first().cloned().unwrap_or_default(),
                severity: Severity::Error,
                excerpt,
                texts,
                indices,
            }
        })
        .collect()
}

pub(crate) fn severity(level: Level) -> Severity {
    match level {
        Level::Deny => Severity::Error,
        Level::Warn => Severity::Warning,
        Level::Allow => Severity::Advice,
    }
}
