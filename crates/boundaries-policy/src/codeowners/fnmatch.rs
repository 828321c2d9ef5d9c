//! Shell patterns as Ruby's `File.fnmatch?` reads them with `FNM_PATHNAME` and `FNM_DOTMATCH`, which is what GitLab asks.
//!
//! `*`, `?` and `[ ]` stay within one name and match a leading dot; `**/` at the start of a name stands for any number of
//! directories; a backslash takes the next letter as it is. Braces mean nothing. Source: Ruby's documentation of
//! `File.fnmatch`.

use super::index::Hint;

/// A pattern; it matches a whole path or not at all.
#[derive(Clone, Debug)]
pub(super) struct Fnmatch {
    pattern: Vec<char>,
}

impl Fnmatch {
    pub(super) fn new(pattern: &str) -> Self {
        Self { pattern: pattern.chars().collect() }
    }

    /// What every path that matches starts with. Behind a class no names can be told apart, since it may hold a slash.
    pub(super) fn hint(&self) -> Hint {
        let is_special = |letter: &char| matches!(letter, '*' | '?' | '[' | '\\');
        let start: String = self.pattern.iter().skip(1).take_while(|letter| !is_special(letter)).collect();
        Hint::of_start(&start)
    }

    /// Name by name, without recursion: on a mismatch the last `**/` takes one directory more.
    pub(super) fn matches(&self, path: &[char]) -> bool {
        let pattern = &self.pattern[..];
        let (mut p, mut s) = (0, 0);
        let mut retry: Option<(usize, usize)> = None;
        loop {
            if pattern[p..].starts_with(&['*', '*', '/']) {
                while pattern[p..].starts_with(&['*', '*', '/']) {
                    p += 3;
                }
                retry = Some((p, s));
            }
            if let Some(after) = match_name(pattern, p, path, s) {
                let (next_p, next_s) = (name_end(pattern, after), name_end(path, s));
                match (next_p < pattern.len(), next_s < path.len()) {
                    (true, true) => {
                        (p, s) = (next_p + 1, next_s + 1);
                        continue;
                    }
                    (false, false) => return true,
                    _ => {}
                }
            }
            let Some((from_p, from_s)) = retry else { return false };
            let skipped = name_end(path, from_s);
            if skipped == path.len() {
                return false;
            }
            (p, s) = (from_p, skipped + 1);
            retry = Some((p, s));
        }
    }
}

/// Where the name that `at` lies in ends: at a slash, or at the end.
fn name_end(text: &[char], at: usize) -> usize {
    text[at..].iter().position(|letter| *letter == '/').map_or(text.len(), |ahead| at + ahead)
}

/// Matches one name of the path, from `s` to its end; the answer is where the pattern stands after it.
fn match_name(pattern: &[char], mut p: usize, path: &[char], mut s: usize) -> Option<usize> {
    let ends = |text: &[char], at: usize| text.get(at).is_none_or(|letter| *letter == '/');
    let mut retry: Option<(usize, usize)> = None;
    loop {
        match pattern.get(p) {
            Some('*') => {
                while pattern.get(p) == Some(&'*') {
                    p += 1;
                }
                if ends(pattern, p) {
                    return Some(p);
                }
                retry = Some((p, s));
                continue;
            }
            Some('?') => {
                if ends(path, s) {
                    return None;
                }
                p += 1;
                s += 1;
                continue;
            }
            Some('[') => {
                if ends(path, s) {
                    return None;
                }
                if let Some(after) = match_class(pattern, p + 1, path[s]) {
                    p = after;
                    s += 1;
                    continue;
                }
            }
            _ => {
                // In front of nothing, or of a slash, a backslash takes nothing.
                p += usize::from(pattern.get(p) == Some(&'\\'));
                if ends(path, s) {
                    return ends(pattern, p).then_some(p);
                }
                if !ends(pattern, p) && pattern[p] == path[s] {
                    p += 1;
                    s += 1;
                    continue;
                }
            }
        }
        let (from_p, from_s) = retry?;
        (p, s) = (from_p, from_s + 1);
        retry = Some((p, s));
    }
}

/// Matches a letter against a class that opened before `p`; the answer is where the pattern stands after its `]`.
fn match_class(pattern: &[char], mut p: usize, letter: char) -> Option<usize> {
    let negated = matches!(pattern.get(p), Some('!' | '^'));
    p += usize::from(negated);
    let mut found = false;
    loop {
        if *pattern.get(p)? == ']' {
            return (found != negated).then_some(p + 1);
        }
        let (first, after) = class_letter(pattern, p)?;
        p = after;
        let mut last = first;
        if pattern.get(p) == Some(&'-') && pattern.get(p + 1).is_some_and(|next| *next != ']') {
            (last, p) = class_letter(pattern, p + 1)?;
        }
        // The ends count, even where they stand in the wrong order.
        found |= letter == first || letter == last || (first..=last).contains(&letter);
    }
}

fn class_letter(pattern: &[char], p: usize) -> Option<(char, usize)> {
    let at = if pattern.get(p) == Some(&'\\') { p + 1 } else { p };
    Some((*pattern.get(at)?, at + 1))
}
