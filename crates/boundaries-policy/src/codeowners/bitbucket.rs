//! Bitbucket's dialect: gitignore's patterns, with users, groups of a workspace and teams of the repository as owners.
//!
//! Where the documentation only says that patterns follow gitignore, they are read as git reads them: `docs/*` covers
//! directories with all that is in them. The last rule that covers a path decides. Behind a group stands how reviewers are
//! chosen from it; whom the code belongs to is the same however they are, so `@workspace/group:random(2)` counts as
//! `@workspace/group`. The teams `@teams/name` that `.bitbucket/teams.yaml` defines count by their name. A line that
//! names nobody is told, and what it covers belongs to nobody.
//!
//! Sources: Bitbucket Cloud's documentation, "Set up and use code owners"; Bitbucket's announcement "Code owners". The
//! globs of Bitbucket Data Center ("Code owners" in its documentation) are others, and not read here.

use super::glob::{Flavour, Glob};
use super::{Draft, Pattern, Section, is_email, is_name, words};

pub(super) fn parse(text: &str, draft: &mut Draft<'_>) {
    let section = draft.section(Section::default());
    for (base, line) in super::lines(text) {
        if !draft.has_no_nul(base, line) {
            continue;
        }
        let words = words(line);
        let Some(((from, pattern), rest)) = words.split_first() else { continue };
        let end = words.last().map_or(*from, |(from, word)| from + word.len());
        let place = base + from..base + end;
        if let Some(why) = refused(pattern) {
            draft.invalid(place, format!("{why}: the line is passed over"));
            continue;
        }
        let mut owners = Vec::new();
        for (_, word) in rest {
            match owner(word) {
                Some(owner) => owners.push(owner.to_owned()),
                None => draft.invalid(place.clone(), format!("`{word}` is no owner: Bitbucket adds nobody for it")),
            }
        }
        if rest.is_empty() {
            draft.invalid(place.clone(), "no owners: Bitbucket asks for at least one");
        }
        draft.rule(place, pattern, owners, section, Pattern::Glob(Glob::new(pattern, Flavour::GitIgnore)));
    }
}

/// An owner without the way in which reviewers are chosen from it: `@user`, `@workspace/group`, `@teams/team`, or an e-mail
/// address.
fn owner(word: &str) -> Option<&str> {
    let Some(handle) = word.strip_prefix('@') else { return is_email(word).then_some(word) };
    let Some((workspace, group)) = handle.split_once('/') else { return is_name(handle).then_some(word) };
    let (group, choice) = group.split_once(':').unwrap_or((group, "all"));
    let is_sound = is_name(workspace) && is_name(group) && is_choice(choice);
    is_sound.then(|| word.split(':').next().unwrap_or(word))
}

/// `all`, `random`, `random(2)`, `least_busy`, `least_busy(2)`.
fn is_choice(choice: &str) -> bool {
    let (kind, count) = choice.split_once('(').unwrap_or((choice, "1)"));
    match kind {
        "all" => choice == "all",
        "random" | "least_busy" => {
            let digits = count.strip_suffix(')').unwrap_or_default();
            digits.chars().all(|digit| digit.is_ascii_digit()) && digits.chars().any(|digit| digit != '0')
        }
        _ => false,
    }
}

/// Why a pattern is none.
pub(super) fn refused(pattern: &str) -> Option<&'static str> {
    if pattern.starts_with('!') {
        return Some("`!` does not work in Bitbucket's CODEOWNERS");
    }
    if super::has_class(pattern) {
        return Some("character ranges do not work in Bitbucket's CODEOWNERS");
    }
    if pattern.starts_with("\\#") {
        return Some("a pattern cannot start with `\\#` in Bitbucket's CODEOWNERS");
    }
    (pattern == "/").then_some("`/` matches nothing")
}
