//! GitHub's dialect: its lines, and its patterns.
//!
//! Patterns look like gitignore's, with differences that matter: `docs/*` covers one level only, `/*` only files at the
//! root, `!` and `[ ]` make a rule invalid, and an invalid rule is skipped. Source: GitHub's documentation, "About code
//! owners".

use super::{Draft, Pattern, Section, is_email, is_name};

/// GitHub does not load larger files.
const MAX_SIZE: usize = 3 << 20;

pub(super) fn parse(text: &str, draft: &mut Draft<'_>) {
    if text.len() >= MAX_SIZE {
        draft.invalid(0..0, "the file is 3 MB or larger, which GitHub does not load");
        return;
    }
    let section = draft.section(Section::default());
    for (base, line) in super::lines(text) {
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
        match Matcher::new(pattern) {
            Ok(matcher) => draft.rule(place, pattern, owners, section, Pattern::GitHub(matcher)),
            Err(why) => draft.invalid(place, why),
        }
    }
}

/// The words of a line up to a comment, each with its first byte. A backslash keeps a blank in a word.
fn words(line: &str) -> Vec<(usize, &str)> {
    let mut found = Vec::new();
    let mut start = None;
    let mut escaped = false;
    for (at, letter) in line.char_indices() {
        if escaped {
            escaped = false;
            continue;
        }
        match letter {
            '\\' => {
                escaped = true;
                start.get_or_insert(at);
            }
            '#' if start.is_none() => return found,
            letter if letter.is_whitespace() => {
                if let Some(from) = start.take() {
                    found.push((from, &line[from..at]));
                }
            }
            _ => {
                start.get_or_insert(at);
            }
        }
    }
    found.extend(start.map(|from| (from, &line[from..])));
    found
}

fn is_owner(word: &str) -> bool {
    let Some(handle) = word.strip_prefix('@') else { return is_email(word) };
    match handle.split_once('/') {
        Some((org, team)) => is_name(org) && is_name(team),
        None => is_name(handle),
    }
}

/// A pattern, ready to be matched against the segments of a path.
#[derive(Clone, Debug)]
pub(super) struct Matcher {
    segments: Vec<Segment>,
    /// Whether it may start at any directory.
    floating: bool,
    /// What may follow the last segment.
    tail: Tail,
}

#[derive(Clone, PartialEq, Eq, Debug)]
enum Segment {
    /// `**`: any number of directories.
    AnyDepth,
    /// Letters and wildcards.
    Name(Vec<Piece>),
}

#[derive(Clone, PartialEq, Eq, Debug)]
enum Piece {
    Letter(char),
    One,
    Any,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Tail {
    /// The path ends here, or goes on below a directory of this name.
    FileOrDirectory,
    /// Something follows: the pattern ends in `/`.
    Directory,
    /// The path ends here: the pattern ends in `/*`.
    File,
}

impl Matcher {
    pub(super) fn new(pattern: &str) -> Result<Self, &'static str> {
        if pattern.starts_with('!') {
            return Err("`!` is not supported: GitHub skips this line");
        }
        if pattern.contains("***") {
            return Err("three stars in a row are no pattern: GitHub skips this line");
        }
        let mut escaped = false;
        for letter in pattern.chars() {
            if escaped {
                escaped = false;
            } else if letter == '\\' {
                escaped = true;
            } else if matches!(letter, '[' | ']') {
                return Err("character ranges are not supported: GitHub skips this line");
            }
        }
        if pattern.starts_with("\\#") {
            return Err("a pattern cannot start with `\\#`: GitHub skips this line");
        }
        if pattern == "/" {
            return Err("`/` matches nothing: GitHub skips this line");
        }
        let body = pattern.strip_prefix('/').unwrap_or(pattern);
        let trimmed = body.strip_suffix('/').unwrap_or(body);
        let floating = !pattern.starts_with('/') && !trimmed.contains('/');
        let segments: Vec<Segment> = trimmed.split('/').map(Segment::new).collect();
        let tail = if body.ends_with('/') {
            Tail::Directory
        } else if trimmed == "*" && pattern.starts_with('/') || trimmed.ends_with("/*") {
            Tail::File
        } else {
            Tail::FileOrDirectory
        };
        Ok(Self { segments, floating, tail })
    }

    pub(super) fn matches(&self, path: &[&str]) -> bool {
        if !self.floating {
            return self.matches_from(path);
        }
        (0..path.len()).any(|start| self.matches_from(&path[start..]))
    }

    /// Whether the segments match from the start of `path`: a table of which segments are used up after each directory.
    fn matches_from(&self, path: &[&str]) -> bool {
        let count = self.segments.len();
        let mut reached = vec![false; count + 1];
        reached[0] = true;
        self.skip_depths(&mut reached);
        for (at, name) in path.iter().enumerate() {
            let mut next = vec![false; count + 1];
            for (position, segment) in self.segments.iter().enumerate() {
                if !reached[position] {
                    continue;
                }
                match segment {
                    Segment::AnyDepth => {
                        next[position] = true;
                        // At the end it is complete as soon as it stands for something.
                        next[position + 1] |= position + 1 == count;
                    }
                    Segment::Name(pieces) if matches_name(pieces, name) => next[position + 1] = true,
                    Segment::Name(_) => {}
                }
            }
            self.skip_depths(&mut next);
            let ends = at + 1 == path.len();
            if next[count] && self.may_end(ends) {
                return true;
            }
            reached = next;
        }
        false
    }

    /// `**` may stand for no directory at all; at the end it stands for at least one name.
    fn skip_depths(&self, reached: &mut [bool]) {
        for (position, segment) in self.segments.iter().enumerate() {
            let is_last = position + 1 == self.segments.len();
            if *segment == Segment::AnyDepth && reached[position] && !is_last {
                reached[position + 1] = true;
            }
        }
    }

    fn may_end(&self, path_ends: bool) -> bool {
        match self.tail {
            Tail::FileOrDirectory => true,
            Tail::Directory => !path_ends,
            Tail::File => path_ends,
        }
    }
}

impl Segment {
    fn new(text: &str) -> Self {
        if text == "**" {
            return Self::AnyDepth;
        }
        let mut pieces = Vec::new();
        let mut letters = text.chars();
        while let Some(letter) = letters.next() {
            let piece = match letter {
                '\\' => letters.next().map_or(Piece::Letter('\\'), Piece::Letter),
                '*' => Piece::Any,
                '?' => Piece::One,
                other => Piece::Letter(other),
            };
            if piece != Piece::Any || pieces.last() != Some(&Piece::Any) {
                pieces.push(piece);
            }
        }
        Self::Name(pieces)
    }
}

/// Wildcards within one name, without recursion: on a mismatch the last `*` takes one letter more.
fn matches_name(pieces: &[Piece], name: &str) -> bool {
    let letters: Vec<char> = name.chars().collect();
    let (mut piece, mut letter) = (0, 0);
    let mut retry: Option<(usize, usize)> = None;
    while letter < letters.len() {
        match pieces.get(piece) {
            Some(Piece::Any) => {
                retry = Some((piece + 1, letter));
                piece += 1;
            }
            Some(Piece::One) => {
                piece += 1;
                letter += 1;
            }
            Some(Piece::Letter(wanted)) if *wanted == letters[letter] => {
                piece += 1;
                letter += 1;
            }
            _ => match &mut retry {
                Some((after, from)) => {
                    *from += 1;
                    (piece, letter) = (*after, *from);
                }
                None => return false,
            },
        }
    }
    pieces[piece..].iter().all(|rest| *rest == Piece::Any)
}
