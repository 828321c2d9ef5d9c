//! GitLab's dialect: sections with default owners, approvals and exclusions, around patterns of `fnmatch`.
//!
//! Sections of the same name are one, whatever its case, and it is optional only if every heading says so. What cannot be
//! read as a heading is a rule, and words that are no owner are passed over. There are no comments at the end of a line.
//! Sources: GitLab's documentation, "Syntax of CODEOWNERS file" and "CODEOWNERS file error handling".

use std::ops::Range;

use super::fnmatch::Fnmatch;
use super::glob::Glob;
use super::{Draft, Pattern, Section, is_blank, is_email, is_name};

/// The roles of a project that own code; each also in the plural.
const ROLES: [&str; 3] = ["developer", "maintainer", "owner"];

/// A line in brackets, with what it says about the rules after it.
struct Heading {
    name: String,
    optional: bool,
    approvals: Option<u32>,
    default_owners: Vec<String>,
}

pub(super) fn parse(text: &str, draft: &mut Draft<'_>) {
    let (mut section, mut approvals) = (draft.section(Section::default()), 1);
    let mut default_owners: Vec<String> = Vec::new();
    for (base, whole) in super::lines(text) {
        let line = whole.trim_matches(is_blank);
        if line.is_empty() || line.starts_with('#') || !draft.has_no_nul(base, whole) {
            continue;
        }
        let start = base + whole.len() - whole.trim_start_matches(is_blank).len();
        let place = start..start + line.len();
        if let Some(heading) = heading(line) {
            told_about(&heading, place, draft);
            section = section_of(&heading, draft);
            approvals = heading.approvals.unwrap_or(1).max(1);
            default_owners = heading.default_owners;
            continue;
        }
        if line.starts_with('[') || line.starts_with("^[") {
            draft.invalid(place.clone(), "this is no section heading: GitLab reads it as a pattern");
        }
        let (pattern, words) = split(line);
        let excluded = pattern.strip_prefix('!');
        let mut owners = owners(words);
        if excluded.is_some() {
            owners.clear();
        } else if words.is_empty() {
            owners.clone_from(&default_owners);
        }
        if excluded.is_none() {
            if let Some(word) = words.split(is_blank).find(|word| !word.is_empty() && self::owners(word).is_empty()) {
                draft.invalid(place.clone(), format!("`{word}` is no owner: GitLab passes over it"));
            } else if owners.is_empty() {
                draft.invalid(place.clone(), "no owners, nor has the section any: GitLab asks nobody for approval");
            }
        }
        let matcher = matcher(excluded.unwrap_or(pattern));
        draft.rule(place, pattern, owners, section, matcher);
        if let Some(rule) = draft.read.rules.last_mut() {
            rule.approvals = approvals;
            rule.excludes = excluded.is_some();
        }
    }
}

/// A pattern without the mark of an exclusion.
///
/// Without classes and odd backslashes, names can be told apart beforehand, which is several times as fast.
pub(super) fn matcher(pattern: &str) -> Pattern {
    let whole = normalised(pattern);
    if whole.contains('[') || whole.contains("\\/") || whole.ends_with('\\') {
        Pattern::Fnmatch(Fnmatch::new(&whole))
    } else {
        Pattern::Glob(Glob::whole(&whole))
    }
}

/// `[Name]`, `^[Name]`, `[Name][2]`, each with default owners after it.
fn heading(line: &str) -> Option<Heading> {
    let unmarked = line.strip_prefix('^');
    let (name, mut rest) = unmarked.unwrap_or(line).strip_prefix('[')?.split_once(']')?;
    if name.trim().is_empty() {
        return None;
    }
    let mut approvals = None;
    if let Some((count, after)) = rest.strip_prefix('[').and_then(|inner| inner.split_once(']')) {
        if !count.chars().all(|digit| digit.is_ascii_digit()) {
            return None;
        }
        // More approvals than fit a number can never be given; no approvals at all is as good as none written.
        approvals = (!count.is_empty()).then(|| count.parse().unwrap_or(u32::MAX));
        rest = after;
    }
    let is_detached = rest.is_empty() || rest.starts_with(is_blank);
    let is_plain = |letter: char| letter.is_alphanumeric() || is_blank(letter) || "@_.-/+".contains(letter);
    if !is_detached || !rest.chars().all(is_plain) {
        return None;
    }
    let default_owners = owners(rest);
    Some(Heading { name: name.to_owned(), optional: unmarked.is_some(), approvals, default_owners })
}

fn told_about(heading: &Heading, place: Range<usize>, draft: &mut Draft<'_>) {
    match heading.approvals {
        Some(0) => draft.invalid(place, "a section cannot need less than one approval: GitLab asks for one"),
        Some(_) if heading.optional => {
            draft.invalid(place, "a section with `^` is optional: GitLab does not insist on its approvals");
        }
        _ => {}
    }
}

/// The section of a heading: the one of the same name, if there is one.
fn section_of(heading: &Heading, draft: &mut Draft<'_>) -> usize {
    let name = heading.name.to_lowercase();
    match draft.read.sections.iter().position(|section| section.name.to_lowercase() == name) {
        Some(known) => {
            draft.read.sections[known].optional &= heading.optional;
            known
        }
        None => draft.section(Section { name: heading.name.clone(), optional: heading.optional }),
    }
}

/// The pattern, and what follows the first blank that no backslash keeps.
fn split(line: &str) -> (&str, &str) {
    let mut escaped = false;
    for (at, letter) in line.char_indices() {
        if is_blank(letter) && !escaped {
            return (&line[..at], line[at..].trim_start_matches(is_blank));
        }
        escaped = letter == '\\';
    }
    (line, "")
}

/// Owners are found wherever they stand, with signs around them or between.
fn owners(words: &str) -> Vec<String> {
    let parts = words.split(|letter| is_blank(letter) || ",;:()<>\"'`".contains(letter));
    parts.map(|part| part.trim_end_matches('.')).filter(|part| is_owner(part)).map(str::to_owned).collect()
}

/// `@user`, `@group/subgroup`, `@@role`, or an e-mail address.
fn is_owner(word: &str) -> bool {
    match word.strip_prefix('@') {
        Some(handle) => match handle.strip_prefix('@') {
            Some(role) => ROLES.contains(&role.strip_suffix('s').unwrap_or(role)),
            None => handle.split('/').all(is_name),
        },
        None => is_email(word),
    }
}

/// The pattern for whole paths that start with a slash.
fn normalised(pattern: &str) -> String {
    if pattern == "*" {
        return "/**/*".to_owned();
    }
    let unescaped = pattern.strip_prefix('\\').filter(|rest| rest.starts_with('#')).unwrap_or(pattern);
    let mut whole = if unescaped.starts_with('/') { String::new() } else { "/**/".to_owned() };
    let mut letters = unescaped.chars().peekable();
    while let Some(letter) = letters.next() {
        if letter == '\\' && letters.peek().is_some_and(|next| is_blank(*next)) {
            while letters.next_if(|next| is_blank(*next)).is_some() {}
            whole.push(' ');
        } else {
            whole.push(letter);
        }
    }
    if whole.ends_with('/') {
        whole.push_str("**/*");
    }
    whole
}
