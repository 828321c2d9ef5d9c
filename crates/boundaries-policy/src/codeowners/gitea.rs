//! The dialect of Gitea and Forgejo: regular expressions, all of which count.
//!
//! A pattern is a regular expression between `^` and `$`; `!` in front makes its rule own all other files. Every rule that
//! covers a path adds its owners, and each of them is an approval group by itself. Outside of words `#` starts a comment;
//! a backslash takes the next letter as it is, so that the expression sees only every second one. A leading slash is
//! taken off, as Gitea does from 1.26 on; before, it matched nothing. What is dropped is told: Gitea drops it in silence,
//! and the owners are not asked any more.
//!
//! Sources: Gitea's documentation, "Code Owners", and the behaviour of its parser.

use std::ops::Range;

use super::go_regex::Matcher;
use super::{Draft, Pattern, Section, is_name};

/// Gitea reads no further in a file, or refuses it, by its setting `MAX_DISPLAY_FILE_SIZE`.
const MAX_SIZE: usize = 8 << 20;

/// What a line consists of, without its escapes.
struct Word {
    text: String,
    place: Range<usize>,
}

pub(super) fn parse(text: &str, draft: &mut Draft<'_>) {
    if text.len() > MAX_SIZE {
        draft.invalid(0..0, "the file is larger than 8 MiB, which Gitea does not read whole");
        return;
    }
    let mut base = 0;
    for line in text.split_inclusive('\n') {
        let words = words(base, line);
        if base == 0 && line.starts_with('\u{feff}') {
            draft.invalid(
                0..'\u{feff}'.len_utf8(),
                "a byte order mark: Gitea takes it for the first letter of this line",
            );
        }
        let is_readable = draft.has_no_nul(base, line);
        base += line.len();
        if !is_readable {
            continue;
        }
        let (Some(pattern), Some(last)) = (words.first(), words.last()) else { continue };
        let place = pattern.place.start..last.place.end;
        rule(pattern, &words[1..], place, text, draft);
    }
}

fn rule(pattern: &Word, words: &[Word], place: Range<usize>, text: &str, draft: &mut Draft<'_>) {
    let mut owners = Vec::new();
    for word in words {
        match owner(&word.text) {
            Some(owner) => owners.push(owner),
            None => {
                let why = format!("`{}` is no owner, neither `@user` nor `@org/team`: it is passed over", word.text);
                draft.invalid(word.place.clone(), why);
            }
        }
    }
    if owners.is_empty() {
        draft.invalid(place, "no owners: this line is dropped");
        return;
    }
    let (inverted, expression) = match pattern.text.strip_prefix('!') {
        Some(rest) => (true, rest),
        None => (false, pattern.text.as_str()),
    };
    let rooted = expression.strip_prefix('/');
    if rooted.is_some() {
        let why = "Gitea before 1.26 does not take off the leading slash, and finds no such path";
        draft.invalid(pattern.place.clone(), why);
    }
    match Matcher::new(rooted.unwrap_or(expression), inverted) {
        Ok(matcher) => {
            if matcher.is_split() {
                let why =
                    "without parentheses around them, the alternatives of `|` are tied to one end of the path each";
                draft.invalid(pattern.place.clone(), why);
            }
            let section = draft.section(Section::default());
            draft.rule(place, &text[pattern.place.clone()], owners, section, Pattern::Regex(matcher));
        }
        Err(why) => draft.invalid(place, format!("this is no regular expression, {why}: this line is dropped")),
    }
}

/// A pattern as it is written in a file, unless it is none, or nobody would mean it as one: an inverted one covers nearly
/// all there is, and a star in front repeats the anchor.
pub(super) fn matcher(pattern: &str) -> Option<Matcher> {
    let expression = words(0, pattern).into_iter().next().filter(|word| !word.text.starts_with(['!', '*']))?.text;
    Matcher::new(expression.strip_prefix('/').unwrap_or(&expression), false).ok()
}

/// `@user`, `@org/team`; the `@` may be left out.
fn owner(word: &str) -> Option<String> {
    let handle = word.strip_prefix('@').unwrap_or(word);
    let (org, team) = handle.split_once('/').unwrap_or((handle, handle));
    (is_name(org) && is_name(team)).then(|| format!("@{handle}"))
}

/// The words of a line that starts at `base`, up to a comment.
fn words(base: usize, line: &str) -> Vec<Word> {
    let base = base + line.len() - line.trim_start().len();
    let mut found: Vec<Word> = Vec::new();
    let mut word: Option<Word> = None;
    let mut start = None;
    let mut escaped = false;
    for (at, letter) in line.trim().char_indices() {
        let end = base + at + letter.len_utf8();
        match letter {
            '#' if !escaped => break,
            ' ' | '\t' if !escaped => {
                start = None;
                found.extend(word.take());
                continue;
            }
            _ => {}
        }
        let from = *start.get_or_insert(base + at);
        escaped = letter == '\\' && !escaped;
        if escaped {
            continue;
        }
        let word = word.get_or_insert_with(|| Word { text: String::new(), place: from..from });
        word.text.push(letter);
        word.place.end = end;
    }
    found.extend(word);
    found
}
