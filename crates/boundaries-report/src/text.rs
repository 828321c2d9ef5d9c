//! The report for people at a terminal: findings as letters, grouped by the teams they are between, and a closing line.
//!
//! Source lines are drawn by miette, one block per file. What stands around them is drawn here, because a finding spans
//! several files and ends with more than one way on.

use std::collections::BTreeSet;
use std::io::{self, Write};

use boundaries_graph::{SourceMap, Span};
use boundaries_lint::{Finding, HelpKind, LabelRole, LevelOrigin, PairSummary, Party, Place, Report};
use boundaries_policy::{Enforcement, Level};

use crate::diagnostic::{Block, blocks};
use crate::inert::Inert;
use crate::paste;
use crate::sanitize::sanitised;
use crate::summary;
use crate::theme::{Paint, TextOptions};

/// How many findings of one group are shown in full; the rest get a line each.
const FULL_PER_GROUP: usize = 20;
/// How many places of a finding are listed below it.
const PLACES: usize = 5;

/// Writes the report as text.
///
/// # Errors
/// If `out` fails.
pub fn text(report: &Report, sources: &SourceMap, options: TextOptions, out: &mut impl Write) -> io::Result<()> {
    let mut lines = Inert::new(out);
    let out = &mut lines;
    let mut open = report.open().peekable();
    let mut told = BTreeSet::new();
    for pair in &report.summary.pairs {
        let of_pair = |finding: &&Finding| finding.consumers == pair.consumers && finding.providers == pair.providers;
        let mut shown = 0;
        while let Some(finding) = open.next_if(of_pair) {
            if shown == 0 {
                group_header(pair, finding.enforcement, options, out)?;
            }
            if shown < FULL_PER_GROUP {
                // A doubt has its own reason for the level.
                let is_first = !finding.is_doubtful() && told.insert(finding.rule.name);
                let origin = is_first.then_some(&finding.level_origin);
                write_finding(finding, origin, sources, options, out)?;
            } else {
                if shown == FULL_PER_GROUP {
                    let rest = pair.findings - shown;
                    writeln!(out, "{}", options.paint(Paint::Quiet, &format!("{rest} more between the same teams:")))?;
                }
                let at = finding.primary_span().map(|span| location(sources, span)).unwrap_or_default();
                writeln!(out, "  {at}{}: {}", tag(finding, options), sanitised(&finding.headline))?;
            }
            shown += 1;
        }
        if shown > FULL_PER_GROUP {
            writeln!(out)?;
        }
    }
    write_grown(report, sources, options, out)?;
    writeln!(out, "{}", summary::line(report, options))?;
    lines.finish()
}

/// A line for each coupling that existed before and has more places now. They do not fail, and are not left unsaid.
fn write_grown(report: &Report, sources: &SourceMap, options: TextOptions, out: &mut impl Write) -> io::Result<()> {
    let Some(base) = &report.summary.base else { return Ok(()) };
    for finding in report.old_debt().filter(|finding| finding.has_grown()) {
        let before = finding.existed.map_or(0, |before| before.places);
        let at = finding.primary_span().map(|span| location(sources, span)).unwrap_or_default();
        let grown = format!(
            "grown: {at}{} ({} now, {before} at {})",
            sanitised(&finding.headline),
            summary::count(finding.places.len(), "place"),
            sanitised(&base.name)
        );
        writeln!(out, "{}", options.paint(Paint::Quiet, &grown))?;
    }
    Ok(())
}

fn group_header(
    pair: &PairSummary,
    enforcement: Enforcement,
    options: TextOptions,
    out: &mut impl Write,
) -> io::Result<()> {
    let names = |parties: &[Party]| {
        let names: Vec<_> = parties.iter().map(|party| sanitised(&party.name)).collect();
        names.join(" + ")
    };
    let title = match (pair.consumers.is_empty(), pair.providers.is_empty()) {
        (true, true) => "policy and sources".to_owned(),
        (true, false) => format!("everyone {} {}", options.arrow(), names(&pair.providers)),
        (false, true) => names(&pair.consumers),
        (false, false) => format!("{} {} {}", names(&pair.consumers), options.arrow(), names(&pair.providers)),
    };
    let mut counts = summary::count(pair.findings, "finding");
    if pair.places > 0 {
        counts.push_str(&format!(" in {}", summary::count(pair.places, "place")));
    }
    if enforcement == Enforcement::Observe {
        counts.push_str(", only observed");
    }
    if pair.waived > 0 {
        counts.push_str(&format!(", {} tolerated", pair.waived));
    }
    let rule = if options.unicode { "──" } else { "--" };
    let title = options.paint(Paint::Strong, &title);
    writeln!(
        out,
        "{} {title} {}",
        options.paint(Paint::Quiet, rule),
        options.paint(Paint::Quiet, &format!("{rule} {counts}"))
    )?;
    writeln!(out)
}

/// Writes a finding in full. The origin of its level is given for the first one of each rule.
fn write_finding(
    finding: &Finding,
    origin: Option<&LevelOrigin>,
    sources: &SourceMap,
    options: TextOptions,
    out: &mut impl Write,
) -> io::Result<()> {
    writeln!(out, "{}: {}", tag(finding, options), options.paint(Paint::Strong, &sanitised(&finding.headline)))?;
    for block in blocks(&finding.labels, sources, source_width(options)) {
        let paint = |index: usize| match finding.labels[index].role {
            LabelRole::Primary if finding.level == Level::Deny => Paint::Deny,
            LabelRole::Primary => Paint::Warn,
            _ => Paint::Context,
        };
        write_block(&block, &paint, options, out)?;
    }
    write_places(finding, sources, options, out)?;
    for note in &finding.notes {
        write_line("note", Paint::Quiet, &sanitised(note), options, out)?;
    }
    for help in &finding.help {
        write_line("help", Paint::Help, &sanitised(&help.text), options, out)?;
        if let Some(snippet) = help.snippet.as_ref().filter(|_| help.kind != HelpKind::UseSurface) {
            for line in paste::shown(help.kind.as_str(), snippet).lines() {
                writeln!(out, "          {}", options.paint(Paint::Code, line))?;
            }
        }
    }
    let level = finding.level.as_str();
    match origin {
        None | Some(LevelOrigin::Default) => {}
        Some(LevelOrigin::Policy(span)) => {
            let text = format!("`{level}` is set by {}", location(sources, *span).trim_end_matches(": "));
            write_line("note", Paint::Quiet, &text, options, out)?;
        }
        Some(LevelOrigin::CommandLine) => {
            write_line("note", Paint::Quiet, &format!("`{level}` is set on the command line"), options, out)?;
        }
    }
    writeln!(out)
}

/// `deny[undeclared-coupling]`, coloured by level.
fn tag(finding: &Finding, options: TextOptions) -> String {
    let paint = if finding.level == Level::Deny { Paint::Deny } else { Paint::Warn };
    options.paint(paint, &format!("{}[{}]", finding.level.as_str(), finding.rule.name))
}

/// Draws the labelled lines of a file.
pub(crate) fn write_block(
    block: &Block,
    paint: &dyn Fn(usize) -> Paint,
    options: TextOptions,
    out: &mut impl Write,
) -> io::Result<()> {
    // Miette gives its colours to labels in the order of their places.
    let mut order: Vec<(usize, usize)> = block.offsets().zip(block.indices.iter().copied()).collect();
    order.sort_by_key(|&(offset, _)| offset);
    let highlights: Vec<Paint> = order.into_iter().map(|(_, index)| paint(index)).collect();
    let mut drawn = String::new();
    let drawing = options.handler(&highlights).render_report(&mut drawn, block);
    drawing.expect("an excerpt holds all its marks, and a string takes everything");
    // The first lines repeat a label as the message, which stands beside its place anyway.
    let frame = if options.unicode { '╭' } else { ',' };
    let lines = drawn.lines().skip_while(|line| !line.trim_start().starts_with(frame));
    for line in lines {
        writeln!(out, "{}", line.trim_end())?;
    }
    Ok(())
}

/// The places that are not drawn already, the first few of them one by one.
fn write_places(finding: &Finding, sources: &SourceMap, options: TextOptions, out: &mut impl Write) -> io::Result<()> {
    let is_drawn = |span: Span| finding.labels.iter().any(|label| label.span == span);
    let others: Vec<&Place> =
        finding.places.iter().filter(|place| place.span.is_known() && !is_drawn(place.span)).collect();
    for place in others.iter().take(PLACES) {
        let at = location(sources, place.span);
        let line = format!("{at}{}", options.paint(Paint::Quiet, &sanitised(&place.written)));
        writeln!(out, "  {} {line}", options.paint(Paint::Quiet, "also:"))?;
    }
    if others.len() > PLACES {
        let (consumer, provider) = (&finding.key.consumer, &finding.key.provider);
        let mut more = format!("and {} more", others.len() - PLACES);
        // A cycle has one end, and nothing is known of crates outside the workspace.
        if consumer != provider && !provider.starts_with("external:") {
            let (consumer, provider) = (shell_word(&sanitised(consumer)), shell_word(&sanitised(provider)));
            more.push_str(&format!("; all of them: cargo boundaries why {consumer} {provider}"));
        }
        let indent = options.paint(Paint::Quiet, "also:");
        writeln!(out, "  {indent} {}", options.paint(Paint::Quiet, &more))?;
    }
    Ok(())
}

fn write_line(label: &str, paint: Paint, text: &str, options: TextOptions, out: &mut impl Write) -> io::Result<()> {
    let plain = format!("  {label}: ");
    let wrapped = options.wrapped(&plain, text);
    // The colour goes around the label after wrapping, because escape sequences have no width.
    let rest = wrapped.strip_prefix(&plain).unwrap_or(&wrapped);
    writeln!(out, "  {} {rest}", options.paint(paint, &format!("{label}:")))
}

/// `path:line:col: `.
fn location(sources: &SourceMap, span: Span) -> String {
    format!("{}:{}:{}: ", sanitised(sources.file(span.file).path().as_str()), span.line, span.column)
}

/// Source lines are cut so that the frame around them fits as well.
pub(crate) fn source_width(options: TextOptions) -> usize {
    options.width().saturating_sub(9).min(160)
}

/// The text as one word of a shell, quoted only if it has to be.
fn shell_word(text: &str) -> String {
    let plain = |char: char| char.is_alphanumeric() || matches!(char, ':' | '_' | '-' | '.' | '/');
    if !text.is_empty() && text.chars().all(plain) {
        text.to_owned()
    } else {
        format!("'{}'", text.replace('\'', "'\\''"))
    }
}
