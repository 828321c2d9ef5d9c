//! The difference for people at a terminal: the one thing to know, the policy, who has to agree, then couplings pair by
//! pair.

use std::io::{self, Write};

use boundaries_lint::change::{
    Cause, CouplingChange, CouplingChangeKind, CouplingState, Effect, PairDifference, PolicyChange, Spot, Standing,
    Verdict,
};

use crate::diff::{DiffView, pair_told, totals_told};
use crate::inert::Inert;
use crate::sanitize::sanitised;
use crate::summary::count;
use crate::theme::{Paint, TextOptions};

/// How many places of a coupling are listed.
const PLACES: usize = 3;

/// Writes the difference as text.
///
/// # Errors
/// If `out` fails.
pub fn text(view: &DiffView<'_>, options: TextOptions, out: &mut impl Write) -> io::Result<()> {
    let mut lines = Inert::new(out);
    write_text(view, options, &mut lines)?;
    lines.finish()
}

fn write_text(view: &DiffView<'_>, options: TextOptions, out: &mut impl Write) -> io::Result<()> {
    let difference = view.difference;
    let paint = match difference.verdict() {
        Verdict::OnlyLoosens | Verdict::Loosens => Paint::Warn,
        Verdict::Couples => Paint::Deny,
        Verdict::Same | Verdict::Keeps => Paint::Good,
    };
    writeln!(out, "{}", options.paint(paint, &difference.headline()))?;
    let sides = format!("{} {} {}", view.before.told(), options.arrow(), view.after.told());
    writeln!(out, "{}", options.paint(Paint::Quiet, &sanitised(&sides)))?;
    if !difference.policy.is_empty() {
        writeln!(out, "\n{}", options.paint(Paint::Strong, "policy"))?;
        for change in &difference.policy {
            write_policy(change, options, out)?;
        }
    }
    if !difference.agreements.is_empty() {
        writeln!(out, "\n{}", options.paint(Paint::Strong, "who has to agree"))?;
        for agreement in &difference.agreements {
            let team = sanitised(agreement.team.as_deref().unwrap_or("every team")).into_owned();
            let contact = agreement.contact.as_deref().map(|contact| format!(" ({})", sanitised(contact)));
            writeln!(out, "  {}{}", options.paint(Paint::Help, &team), contact.unwrap_or_default())?;
            for reason in &agreement.reasons {
                writeln!(out, "{}", options.wrapped("    ", &plain(reason, options)))?;
            }
        }
    }
    for pair in &difference.pairs {
        write_pair(pair, options, out)?;
    }
    if !difference.unread.is_empty() {
        writeln!(out, "\n{}", options.paint(Paint::Strong, "not read, so that what differs there is not known"))?;
        for file in &difference.unread {
            let told = format!("`{}` {}", file.path, file.told());
            writeln!(out, "{}", options.wrapped("  ", &plain(&told, options)))?;
        }
    }
    if !difference.is_empty() {
        writeln!(out, "\n{}", totals_told(&difference.totals()))?;
    }
    Ok(())
}

fn write_policy(change: &PolicyChange, options: TextOptions, out: &mut impl Write) -> io::Result<()> {
    let (paint, word) = match change.effect {
        Effect::Loosened => (Paint::Warn, "loosened "),
        Effect::Tightened => (Paint::Good, "tightened"),
        Effect::Neutral => (Paint::Quiet, "neutral  "),
    };
    let place = change.place_after.as_ref().or(change.place_before.as_ref());
    let place = place.map(|spot| format!(" ({}:{})", spot.path, spot.line)).unwrap_or_default();
    let reason = change.reason().map(|reason| format!(", because {reason}")).unwrap_or_default();
    let first = format!("  {word}  ");
    let wrapped = options.wrapped(&first, &plain(&format!("{}{reason}{place}", change.describe()), options));
    let rest = wrapped.strip_prefix(&first).unwrap_or(&wrapped);
    writeln!(out, "  {}  {rest}", options.paint(paint, word))
}

fn write_pair(pair: &PairDifference, options: TextOptions, out: &mut impl Write) -> io::Result<()> {
    let title = format!("{} {} {}", pair.consumers.join(" + "), options.arrow(), pair.providers.join(" + "));
    let told = options.paint(Paint::Quiet, &pair_told(pair));
    writeln!(out, "\n{} {told}", options.paint(Paint::Strong, &sanitised(&title)))?;
    for change in &pair.couplings {
        write_coupling(change, options, out)?;
    }
    Ok(())
}

fn write_coupling(change: &CouplingChange, options: TextOptions, out: &mut impl Write) -> io::Result<()> {
    let Some(state) = change.after.as_ref().or(change.before.as_ref()) else { return Ok(()) };
    let (paint, sign) = match change.kind {
        CouplingChangeKind::Gained => (if state.standing.is_open() { Paint::Deny } else { Paint::Strong }, "+"),
        CouplingChangeKind::Lost => (Paint::Good, "-"),
        CouplingChangeKind::Moved => (Paint::Context, ">"),
        CouplingChangeKind::Judged => (Paint::Warn, "!"),
        CouplingChangeKind::Grown | CouplingChangeKind::Shrunk => (Paint::Quiet, "~"),
    };
    let ends = format!("`{}` uses `{}`", state.consumer, state.provider);
    let remark = remark(change, options);
    let line = options.wrapped("    ", &plain(&format!("{ends}{remark}"), options));
    writeln!(out, "  {} {}", options.paint(paint, sign), line.trim_start())?;
    let places: &[Spot] = match change.kind {
        CouplingChangeKind::Moved | CouplingChangeKind::Judged => state.places.get(..1).unwrap_or_default(),
        // Which of the places are the new ones is not known, as lines move.
        CouplingChangeKind::Grown | CouplingChangeKind::Shrunk => &[],
        _ => &state.places,
    };
    for spot in places.iter().take(PLACES) {
        let place = format!("{}:{}:{}", spot.path, spot.line, spot.column);
        let written = options.paint(Paint::Quiet, &sanitised(&spot.written));
        writeln!(out, "      {} {written}", sanitised(&place))?;
    }
    if places.len() > PLACES {
        writeln!(out, "      {}", options.paint(Paint::Quiet, &format!("and {} more", places.len() - PLACES)))?;
    }
    Ok(())
}

/// What else there is to say of a change, after a comma.
fn remark(change: &CouplingChange, options: TextOptions) -> String {
    match (change.kind, &change.before, &change.after) {
        (CouplingChangeKind::Gained, _, Some(after)) => {
            let owner = if change.cause == Cause::Ownership { ", as owners changed" } else { "" };
            format!(", {}{owner}", standing(after))
        }
        (CouplingChangeKind::Lost, Some(_), _) if change.cause == Cause::Ownership => {
            ", as owners changed; the code still does".to_owned()
        }
        (CouplingChangeKind::Moved, Some(before), Some(after)) => {
            let mut was = Vec::new();
            if before.consumer != after.consumer {
                was.push(format!("`{}`", before.consumer));
            }
            if before.provider != after.provider {
                was.push(format!("`{}`", before.provider));
            }
            format!(", moved from {}", was.join(" and "))
        }
        (CouplingChangeKind::Judged, Some(before), Some(after)) => {
            let (then, now) = (before.places.len(), count(after.places.len(), "place"));
            let grown = if then == after.places.len() { String::new() } else { format!(", {now} instead of {then}") };
            format!(": {} {} {}{grown}", standing(before), options.arrow(), standing(after))
        }
        (CouplingChangeKind::Grown | CouplingChangeKind::Shrunk, Some(before), Some(after)) => {
            let (then, now) = (before.places.len(), count(after.places.len(), "place"));
            format!(", {now} instead of {then}")
        }
        _ => String::new(),
    }
}

/// How a coupling stands, in words.
pub(super) fn standing(state: &CouplingState) -> String {
    match (state.standing, &state.by) {
        (Standing::Permitted, _) => "under contract".to_owned(),
        (Standing::Tolerated, Some(by)) => format!("tolerated by {}", by.written),
        (Standing::Tolerated, None) => "tolerated".to_owned(),
        (Standing::Unpermitted, _) => "without permission, which does not fail".to_owned(),
        (Standing::Failing, _) => "without permission".to_owned(),
    }
}

/// A phrase as it is shown: safe, and with arrows that the terminal has.
fn plain(phrase: &str, options: TextOptions) -> String {
    let safe = sanitised(phrase);
    if options.unicode { safe.into_owned() } else { safe.replace('→', "->") }
}
