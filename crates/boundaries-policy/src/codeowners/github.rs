//! GitHub's dialect: its lines, and what its patterns must not have.
//!
//! Patterns look like gitignore's, with differences that matter: `docs/*` covers one level only, `/*` only files at the
//! root, `!` and `[ ]` make a rule invalid, and an invalid rule is skipped. A rule without owners takes what it covers from
//! the rules before it. Source: GitHub's documentation, "About code owners".

use super::glob::{Flavour, Glob};
use super::{Draft, Pattern, Section, is_email, is_name, words};

/// GitHub does not load larger files.
const MAX_SIZE: usize = 3 << 20;

pub(super) fn parse(text: &str, draft: &mut Draft<'_>) {
    if text.len() >= MAX_SIZE {
        draft.invalid(0..0, "the file is 3 MB or larger, which GitHub does not load");
        return;
    }
    let section = draft.section(Section::default());
    for (base, line) in super::lines(text) {
        if !draft.has_no_nul(base, line) {
            continue;
        }
        let words = words(line);
        let Some(((from, pattern), owners)) = words.split_first() else { continue };
        let end = words.last().map_or(*from, |(from, word)| from + word.len());
        let place = base + from..base + end;
        let owners: Vec<String> = owners.iter().map(|(_, owner)| (*owner).to_owned()).collect();
        if let Some(owner) = owners.iter().find(|owner| !is_owner(owner)) {
            let why = format!("`{owner}` is no owner, neither `@user` nor `@org/team` nor an e-mail address");
            draft.invalid(place, format!("{why}: GitHub skips this line"));
            continue;
        }
        match refused(pattern) {
            Some(why) => draft.invalid(place, format!("{why}: GitHub skips this line")),
            None => draft.rule(place, pattern, owners, section, Pattern::Glob(Glob::new(pattern, Flavour::GitHub))),
        }
    }
}

fn is_owner(word: &str) -> bool {
    let Some(handle) = word.strip_prefix('@') else { return is_email(word) };
    match handle.split_once('/') {
        Some((org, team)) => is_name(org) && is_name(team),
        None => is_name(handle),
    }
}

/// Why a pattern is none.
pub(super) fn refused(pattern: &str) -> Option<&'static str> {
    if pattern.starts_with('!') {
        return Some("`!` is not supported");
    }
    if pattern.contains("***") {
        return Some("three stars in a row are no pattern");
    }
    if super::has_class(pattern) {
        return Some("character ranges are not supported");
    }
    if pattern.starts_with("\\#") {
        return Some("a pattern cannot start with `\\#`");
    }
    (pattern == "/").then_some("`/` matches nothing")
}
