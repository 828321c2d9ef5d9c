//! The difference as Markdown for a comment on a change: what matters first, everything else folded, and never longer than
//! a comment may be.
//!
//! Names, reasons and paths are written by others. All of them stand in code, where nobody is mentioned and nothing becomes a
//! link; the titles of folds are HTML, where every sign of Markdown or HTML is written as an entity.

use std::fmt::Write as _;
use std::io::{self, Write};

use boundaries_lint::change::{
    Agreement, Cause, CouplingChange, CouplingChangeKind, Effect, PairDifference, PolicyChange, Verdict,
};

use crate::diff::text::standing;
use crate::diff::{DiffView, pair_told, totals_told};
use crate::inert::inert;
use crate::markdown::text as shown;
use crate::summary::count;

/// GitHub takes 65,536 characters; bytes are never fewer than characters.
const LIMIT: usize = 65_000;
/// What is kept free for closing words.
const RESERVE: usize = 400;
/// How many teams are named in front.
const TEAMS: usize = 12;
/// How many reasons of each.
const REASONS: usize = 4;
/// How many places of a coupling are listed.
const PLACES: usize = 5;
/// Longer phrases are cut in front, where all is short.
const PHRASE: usize = 400;

/// Writes the difference as Markdown.
///
/// # Errors
/// If `out` fails.
pub fn markdown(view: &DiffView<'_>, out: &mut impl Write) -> io::Result<()> {
    let difference = view.difference;
    let mut page = Page::default();
    page.text.push_str(&front(view));
    if !difference.policy.is_empty() {
        let totals = difference.totals();
        let counts = [(totals.loosened, "loosened"), (totals.tightened, "tightened"), (totals.neutral, "neutral")];
        let counts =
            counts.into_iter().filter(|(number, _)| *number > 0).map(|(number, word)| format!("{number} {word}"));
        let title = format!("Policy: {}", counts.collect::<Vec<_>>().join(", "));
        page.fold(&title, difference.policy.iter().map(policy_line));
    }
    for pair in &difference.pairs {
        let title = format!("{} → {}: {}", names(&pair.consumers), names(&pair.providers), pair_told(pair));
        page.fold(&title, lines(pair));
    }
    page.close();
    out.write_all(page.text.as_bytes())
}

/// What everybody has to see.
fn front(view: &DiffView<'_>) -> String {
    let difference = view.difference;
    let mark = match difference.verdict() {
        Verdict::OnlyLoosens => "CAUTION",
        Verdict::Loosens | Verdict::Couples => "WARNING",
        Verdict::Keeps | Verdict::Same => "NOTE",
    };
    let mut text = format!("> [!{mark}]\n> **Boundaries: {}**\n\n", phrase(&difference.headline()));
    let sides = format!("{} → {}", view.before.told(), view.after.told());
    let _ = writeln!(text, "{}: {}.\n", phrase(&cut(&sides)), totals_told(&difference.totals()));
    if !difference.agreements.is_empty() {
        text.push_str("**Who has to agree**\n\n");
        for agreement in difference.agreements.iter().take(TEAMS) {
            text.push_str(&agreement_line(agreement));
        }
        if difference.agreements.len() > TEAMS {
            let _ = writeln!(text, "- and {}", count(difference.agreements.len() - TEAMS, "further team"));
        }
        text.push('\n');
    }
    if !difference.unread.is_empty() {
        text.push_str("**Not read, so that what differs there is not known**\n\n");
        for file in difference.unread.iter().take(TEAMS) {
            let _ = writeln!(text, "- {} {}", code(&cut(file.path.as_str())), file.told());
        }
        if difference.unread.len() > TEAMS {
            let _ = writeln!(text, "- and {}", count(difference.unread.len() - TEAMS, "further file"));
        }
        text.push('\n');
    }
    text
}

fn agreement_line(agreement: &Agreement) -> String {
    let team = agreement.team.as_deref().map_or_else(|| "every team".to_owned(), |team| code(&cut(team)));
    let contact = agreement.contact.as_deref().map(|contact| format!(" ({})", code(&cut(contact)))).unwrap_or_default();
    let mut reasons: Vec<String> = agreement.reasons.iter().take(REASONS).map(|reason| phrase(&cut(reason))).collect();
    if agreement.reasons.len() > REASONS {
        reasons.push(format!("and {} more", agreement.reasons.len() - REASONS));
    }
    format!("- **{team}**{contact}: {}\n", reasons.join("; "))
}

fn policy_line(change: &PolicyChange) -> String {
    let effect = match change.effect {
        Effect::Loosened => "**loosened**",
        Effect::Tightened => "tightened",
        Effect::Neutral => "neutral",
    };
    let place = change.place_after.as_ref().or(change.place_before.as_ref());
    let place = place.map(|spot| format!(" ({})", code(&format!("{}:{}", spot.path, spot.line)))).unwrap_or_default();
    let reason = change.reason().map(|reason| format!(", because {reason}")).unwrap_or_default();
    format!("- {effect}: {}{place}\n", phrase(&format!("{}{reason}", change.describe())))
}

fn lines(pair: &PairDifference) -> impl Iterator<Item = String> {
    pair.couplings.iter().map(|change| {
        let Some(state) = change.after.as_ref().or(change.before.as_ref()) else { return String::new() };
        let mut text = format!("- {}: {} uses {}", word(change), code(&state.consumer), code(&state.provider));
        text.push_str(&remark(change));
        text.push('\n');
        // Of places of a coupling that grew it is not known which are new, as lines move.
        if matches!(change.kind, CouplingChangeKind::Grown | CouplingChangeKind::Shrunk) {
            return text;
        }
        for spot in state.places.iter().take(PLACES) {
            let _ = writeln!(text, "  - {} {}", code(&format!("{}:{}", spot.path, spot.line)), code(&spot.written));
        }
        if state.places.len() > PLACES {
            let _ = writeln!(text, "  - and {} more", state.places.len() - PLACES);
        }
        text
    })
}

fn word(change: &CouplingChange) -> String {
    let is_open = change.after.as_ref().is_some_and(|after| after.standing.is_open());
    match change.kind {
        CouplingChangeKind::Gained if is_open => "**gained**".to_owned(),
        kind => kind.as_str().to_owned(),
    }
}

fn remark(change: &CouplingChange) -> String {
    let owners = if change.cause == Cause::Ownership { ", as owners changed" } else { "" };
    match (change.kind, &change.before, &change.after) {
        (CouplingChangeKind::Gained, _, Some(after)) => format!(", {}{owners}", standing(after)),
        (CouplingChangeKind::Lost, ..) => owners.to_owned(),
        (CouplingChangeKind::Moved, Some(before), _) => {
            format!(", was {} uses {}", code(&before.consumer), code(&before.provider))
        }
        (CouplingChangeKind::Judged, Some(before), Some(after)) => {
            let (then, now) = (before.places.len(), after.places.len());
            let grown = if then == now { String::new() } else { format!(", {now} places instead of {then}") };
            format!(": {} → {}{grown}", standing(before), standing(after))
        }
        (_, Some(before), Some(after)) => format!(", {} places instead of {}", after.places.len(), before.places.len()),
        _ => String::new(),
    }
}

/// A comment that is never too long.
#[derive(Default)]
struct Page {
    text: String,
    left_out: usize,
}

impl Page {
    /// A folded list, as far as it fits.
    fn fold(&mut self, title: &str, lines: impl Iterator<Item = String>) {
        const CLOSE: &str = "\n</details>\n\n";
        let open = format!("<details><summary>{title}</summary>\n\n");
        if self.text.len() + open.len() + CLOSE.len() + RESERVE > LIMIT {
            self.left_out += lines.count();
            return;
        }
        self.text.push_str(&open);
        for line in lines {
            if self.left_out > 0 || self.text.len() + line.len() + CLOSE.len() + RESERVE > LIMIT {
                self.left_out += 1;
            } else {
                self.text.push_str(&line);
            }
        }
        self.text.push_str(CLOSE);
    }

    fn close(&mut self) {
        if self.left_out > 0 {
            let entries =
                if self.left_out == 1 { "1 entry does".to_owned() } else { format!("{} entries do", self.left_out) };
            let _ = writeln!(self.text, "{entries} not fit into a comment; `cargo boundaries diff` shows all.");
        }
    }
}

fn names(teams: &[String]) -> String {
    let all: Vec<String> = teams.iter().take(TEAMS).map(|team| html_code(&cut(team))).collect();
    let more = if teams.len() > TEAMS { format!(" + {} more", teams.len() - TEAMS) } else { String::new() };
    format!("{}{more}", all.join(" + "))
}

/// A phrase whose names stand in backticks.
fn phrase(text: &str) -> String {
    shown(&inert(text))
}

/// A name as code. One with a backtick of its own is shown with another sign in its place.
fn code(text: &str) -> String {
    phrase(&format!("`{}`", text.replace('`', "'")))
}

/// A name as code in HTML.
fn html_code(text: &str) -> String {
    let mut safe = String::from("<code>");
    for char in inert(text).chars() {
        if char.is_ascii_punctuation() {
            let _ = write!(safe, "&#{};", u32::from(char));
        } else {
            safe.push(char);
        }
    }
    safe.push_str("</code>");
    safe
}

fn cut(text: &str) -> String {
    if text.chars().count() <= PHRASE {
        return text.to_owned();
    }
    let mut short: String = text.chars().take(PHRASE).collect();
    short.push('…');
    short
}
