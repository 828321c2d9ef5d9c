//! Patterns like gitignore's, matched name by name.
//!
//! A pattern with a slash in front or inside starts at the root of the repository, another one at any directory. `*` and
//! `?` stay within one name, `**` stands for any number of directories. A pattern covers what lies below a directory of
//! its name. [`Flavour`] tells in what GitHub differs from git here; GitLab's patterns are made [`whole`](Glob::whole), and
//! those of a policy start at its [`root`](Glob::from_root).

use super::index::Hint;

/// Whose patterns.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Flavour {
    /// A last name `*` covers files only, so that `docs/*` is one level; `docs/**/` is `docs/**`.
    GitHub,
    /// A last name `*` covers directories with all that is in them; `docs/**/` is what lies in directories of `docs`.
    GitIgnore,
}

/// A pattern, ready to be matched against the names of a path.
#[derive(Clone, Debug)]
pub(crate) struct Glob {
    segments: Vec<Segment>,
    /// What may follow the last segment.
    tail: Tail,
}

#[derive(Clone, PartialEq, Eq, Debug)]
enum Segment {
    /// `**`: any number of directories.
    AnyDepth,
    /// A name without wildcards.
    Literal(String),
    /// Letters and wildcards.
    Wild(Vec<Piece>),
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
    /// The path ends here.
    File,
}

impl Glob {
    pub(super) fn new(pattern: &str, flavour: Flavour) -> Self {
        let body = pattern.strip_prefix('/').unwrap_or(pattern);
        let trimmed = body.strip_suffix('/').unwrap_or(body);
        let floating = !pattern.starts_with('/') && !trimmed.contains('/');
        let names = trimmed.split('/').map(Segment::new);
        let segments: Vec<Segment> = floating.then_some(Segment::AnyDepth).into_iter().chain(names).collect();
        let last_is_star = trimmed.ends_with("/*") || trimmed == "*" && !floating;
        let ends_in_depths = segments.last() == Some(&Segment::AnyDepth);
        let tail = if body.ends_with('/') && !(ends_in_depths && flavour == Flavour::GitHub) {
            Tail::Directory
        } else if last_is_star && flavour == Flavour::GitHub {
            Tail::File
        } else {
            Tail::FileOrDirectory
        };
        Self { segments, tail }
    }

    /// A pattern of GitLab's for whole paths, which starts with a slash: it covers the files that match it, and nothing below
    /// them. At the end `**` is no more than `*`.
    pub(super) fn whole(pattern: &str) -> Self {
        let mut segments: Vec<Segment> =
            pattern.strip_prefix('/').unwrap_or(pattern).split('/').map(Segment::new).collect();
        if let Some(last @ Segment::AnyDepth) = segments.last_mut() {
            *last = Segment::Wild(vec![Piece::Any]);
        }
        Self { segments, tail: Tail::File }
    }

    /// A pattern that starts at the root, has slashes between names alone, and covers what lies below what it matches.
    pub(crate) fn from_root(pattern: &str) -> Self {
        Self { segments: pattern.split('/').map(Segment::new).collect(), tail: Tail::FileOrDirectory }
    }

    /// Name by name, without recursion: on a mismatch the last `**` takes one directory more.
    pub(crate) fn matches(&self, path: &[&str]) -> bool {
        let (mut at, mut name) = (0, 0);
        let mut retry: Option<(usize, usize)> = None;
        loop {
            match self.segments.get(at) {
                None if self.may_end(name == path.len()) => return true,
                // At the end `**` stands for at least one name; below a directory, something follows.
                Some(Segment::AnyDepth) if at + 1 == self.segments.len() => {
                    let least = if self.tail == Tail::Directory { 2 } else { 1 };
                    return path.len() - name >= least;
                }
                Some(Segment::AnyDepth) => {
                    at += 1;
                    retry = Some((at, name));
                    continue;
                }
                Some(segment) if path.get(name).is_some_and(|name| segment.matches(name)) => {
                    at += 1;
                    name += 1;
                    continue;
                }
                _ => {}
            }
            match retry {
                Some((after, from)) if from < path.len() => {
                    (at, name) = (after, from + 1);
                    retry = Some((at, name));
                }
                _ => return false,
            }
        }
    }

    /// What every path that matches has.
    pub(crate) fn hint(&self) -> Hint {
        let literal = |segment: &'_ Segment| match segment {
            Segment::Literal(name) => Some(name.clone()),
            _ => None,
        };
        let leading: Vec<String> = self.segments.iter().map_while(literal).collect();
        if !leading.is_empty() {
            return Hint::Path(leading.join("/"));
        }
        let names: Vec<String> = self.segments.iter().filter_map(literal).collect();
        match Hint::of_names(names.iter().map(String::as_str)) {
            Hint::Nothing => self.segments.last().map_or(Hint::Nothing, Segment::hint_of_end),
            hint => hint,
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
        let literal = pieces.iter().map(Piece::letter).collect::<Option<String>>();
        literal.map_or(Self::Wild(pieces), Self::Literal)
    }

    fn matches(&self, name: &str) -> bool {
        match self {
            Self::AnyDepth => true,
            Self::Literal(literal) => literal == name,
            Self::Wild(pieces) => matches_name(pieces, name),
        }
    }

    fn hint_of_end(&self) -> Hint {
        let Self::Wild(pieces) = self else { return Hint::Nothing };
        let mut end: Vec<char> = pieces.iter().rev().map_while(Piece::letter).collect();
        end.reverse();
        Hint::of_end(&end.into_iter().collect::<String>())
    }
}

impl Piece {
    fn letter(&self) -> Option<char> {
        match self {
            Self::Letter(letter) => Some(*letter),
            Self::One | Self::Any => None,
        }
    }
}

/// Wildcards within one name, without recursion: on a mismatch the last `*` takes one letter more.
fn matches_name(pieces: &[Piece], name: &str) -> bool {
    let (mut at, mut rest) = (0, name.chars());
    let mut retry = None;
    loop {
        let mut after = rest.clone();
        match (pieces.get(at), after.next()) {
            (Some(Piece::Any), _) => {
                at += 1;
                retry = Some((at, rest.clone()));
                continue;
            }
            (None, None) => return true,
            (Some(Piece::One), Some(_)) => {
                (at, rest) = (at + 1, after);
                continue;
            }
            (Some(Piece::Letter(wanted)), Some(letter)) if *wanted == letter => {
                (at, rest) = (at + 1, after);
                continue;
            }
            _ => {}
        }
        let Some((from, letters)) = &mut retry else { return false };
        if letters.next().is_none() {
            return false;
        }
        (at, rest) = (*from, letters.clone());
    }
}
