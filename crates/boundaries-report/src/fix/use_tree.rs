//! The tree of a `use`, as it stands in a text, and the smallest change of it by which one of its names comes by another path.
//!
//! It knows names, marks and comments. Where anything else stands in the tree, such as a part that a macro fills in, there is no
//! tree, and so no change; nor is there one of a part with a comment in it, which may be about what moves.

use std::ops::Range;

use super::target::{Target, plain};

/// Deeper trees are nobody's handwriting.
const MAX_DEPTH: usize = 64;

/// Nor are comments with more of this word.
const MAX_WORDS: usize = 8;

/// A `use` from behind its keyword to before its semicolon.
pub(super) struct UseTree<'t> {
    text: &'t str,
    root: Node,
    comments: Vec<Range<usize>>,
}

/// One path of a tree, with what it ends in.
struct Node {
    range: Range<usize>,
    /// Whether `::` stands in front of it.
    is_absolute: bool,
    segments: Vec<Range<usize>>,
    end: End,
}

enum End {
    /// A name, with what it is called instead.
    Name(Option<Range<usize>>),
    Glob,
    /// The place of the braces, and what stands between them.
    Group(Range<usize>, Vec<Node>),
}

impl<'t> UseTree<'t> {
    /// The tree around a place.
    pub(super) fn around(text: &'t str, place: usize) -> Option<Self> {
        let joins = |char: char| char.is_alphanumeric() || matches!(char, '_' | '#');
        let is_word = |at: usize| !text[..at].ends_with(joins) && !text[at + 3..].starts_with(joins);
        let words = text.get(..place)?.rmatch_indices("use").filter(|(at, _)| is_word(*at));
        // The nearest ones may be words of a comment.
        words
            .take(MAX_WORDS)
            .find_map(|(at, word)| Self::behind(text, at + word.len()))
            .filter(|tree| place < tree.root.range.end)
    }

    /// The tree behind a keyword.
    fn behind(text: &'t str, start: usize) -> Option<Self> {
        let (tokens, comments) = tokens(text, start)?;
        let mut parser = Parser { text, tokens: &tokens, at: 0 };
        let root = parser.tree(0)?;
        matches!(parser.next()?.0, Token::Semicolon).then_some(Self { text, root, comments })
    }

    /// What has to be replaced, and by what, so that the name that stands at `name` comes by `target`. None if no name of the
    /// tree ends there, if its whole path is not the one that `written` tells, or if a comment would have to move.
    pub(super) fn redirected(
        &self,
        name: &Range<usize>,
        written: &str,
        target: &Target,
    ) -> Option<(Range<usize>, String)> {
        let (range, text) = self.changed(name, written, target)?;
        let is_inside = |comment: &Range<usize>| comment.start < range.end && range.start < comment.end;
        (!self.comments.iter().any(is_inside)).then_some((range, text))
    }

    fn changed(&self, name: &Range<usize>, written: &str, target: &Target) -> Option<(Range<usize>, String)> {
        let way = self.way_to(name)?;
        let path: Vec<&str> =
            way.iter().flat_map(|node| &node.segments).map(|at| plain(&self.text[at.clone()])).collect();
        if !path.iter().copied().eq(written.split("::").map(plain)) {
            return None;
        }
        let is_absolute = self.root.is_absolute;
        let target = &target.clone().in_place_of(is_absolute);
        let same = path.iter().zip(&target.segments).take_while(|(a, b)| **a == plain(b)).count();
        let same = if is_absolute == target.is_absolute { same } else { 0 };
        let leaf = way.last()?;
        let calls = self.binding(leaf)?;
        // The innermost group that the new path leads into as well.
        let mut above: usize = way.iter().map(|node| node.segments.len()).sum();
        for (at, node) in way.iter().enumerate().skip(1).rev() {
            above -= node.segments.len();
            let is_within = above <= same && above < target.segments.len() && (above > 0 || !is_absolute);
            if is_within {
                let new = target.from(above, calls);
                let text = match self.without(&way[at..]) {
                    Some(rest) => format!("{new}, {}", self.applied(node.range.clone(), &rest)),
                    None => new,
                };
                return Some((node.range.clone(), text));
            }
        }
        let range = self.root.range.clone();
        let Some(rest) = self.without(&way) else { return Some((range, target.from(0, calls))) };
        let shared = same.min(self.root.segments.len().saturating_sub(1)).min(target.segments.len() - 1);
        let text = match self.root.segments.get(shared) {
            Some(first) if shared > 0 => {
                let front = &self.text[range.start..first.start];
                let behind = self.applied(first.start..range.end, &rest);
                format!("{front}{{{}, {behind}}}", target.from(shared, calls))
            }
            _ => format!("{{{}, {}}}", target.from(0, calls), self.applied(range.clone(), &rest)),
        };
        Some((range, text))
    }

    /// The nodes from the root to the one whose last name stands here.
    fn way_to(&self, name: &Range<usize>) -> Option<Vec<&Node>> {
        let mut way = vec![&self.root];
        loop {
            let node = way.last()?;
            match &node.end {
                End::Name(_) if node.segments.last() == Some(name) => return Some(way),
                End::Group(_, inner) => {
                    way.push(inner.iter().find(|node| node.range.start <= name.start && name.end <= node.range.end)?)
                }
                End::Name(_) | End::Glob => return None,
            }
        }
    }

    /// What the module calls what this name brings in.
    fn binding(&self, leaf: &Node) -> Option<&'t str> {
        let name = match &leaf.end {
            End::Name(Some(name)) => name,
            End::Name(None) => leaf.segments.last()?,
            End::Glob | End::Group(..) => return None,
        };
        Some(&self.text[name.clone()])
    }

    /// What has to be replaced so that the first of these nodes is there without the last; none if nothing is left of it.
    fn without(&self, way: &[&Node]) -> Option<Vec<(Range<usize>, String)>> {
        for (at, node) in way.iter().enumerate().skip(1).rev() {
            let around = way[at - 1];
            let End::Group(braces, inner) = &around.end else { return None };
            let gone = inner.iter().position(|other| other.range == node.range)?;
            if inner.len() == 1 {
                continue;
            }
            if let [one] = inner.iter().filter(|other| other.range != node.range).collect::<Vec<_>>()[..]
                && self.can_stand_alone(one, around)
            {
                return Some(vec![(braces.clone(), self.text[one.range.clone()].to_owned())]);
            }
            let cut = match inner.get(gone + 1) {
                Some(next) => node.range.start..next.range.start,
                None => inner[gone - 1].range.end..node.range.end,
            };
            return Some(vec![(cut, String::new())]);
        }
        None
    }

    /// Whether what stands between braces means the same without them.
    fn can_stand_alone(&self, node: &Node, around: &Node) -> bool {
        if around.segments.is_empty() {
            return !around.is_absolute && !node.segments.is_empty();
        }
        node.segments.first().is_none_or(|name| &self.text[name.clone()] != "self")
    }

    fn applied(&self, range: Range<usize>, edits: &[(Range<usize>, String)]) -> String {
        let mut text = self.text[range.clone()].to_owned();
        for (place, new) in edits {
            text.replace_range(place.start - range.start..place.end - range.start, new);
        }
        text
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Token {
    Name,
    PathSeparator,
    Open,
    Close,
    Comma,
    Star,
    Semicolon,
}

type Tokens = Vec<(Token, Range<usize>)>;

/// The tokens up to the next semicolon, and the comments between them; none if anything else stands there.
fn tokens(text: &str, start: usize) -> Option<(Tokens, Vec<Range<usize>>)> {
    let (mut tokens, mut comments) = (Tokens::new(), Vec::new());
    let mut at = start;
    loop {
        let rest = &text[at..];
        let first = rest.chars().next()?;
        let is_inner = |char: char| char.is_alphanumeric() || char == '_';
        let (token, length) = match first {
            _ if first.is_whitespace() => {
                at += first.len_utf8();
                continue;
            }
            '/' => {
                let length = comment(rest)?;
                comments.push(at..at + length);
                at += length;
                continue;
            }
            '{' => (Token::Open, 1),
            '}' => (Token::Close, 1),
            ',' => (Token::Comma, 1),
            '*' => (Token::Star, 1),
            ';' => (Token::Semicolon, 1),
            _ if rest.starts_with("::") => (Token::PathSeparator, 2),
            _ if is_inner(first) => {
                let mark = if rest.starts_with("r#") { 2 } else { 0 };
                let name = &rest[mark..];
                (Token::Name, mark + name.find(|char| !is_inner(char)).unwrap_or(name.len()))
            }
            _ => return None,
        };
        tokens.push((token, at..at + length));
        if token == Token::Semicolon {
            return Some((tokens, comments));
        }
        at += length;
    }
}

/// How long the comment at the start of a text is; none if there is none, or if it does not end.
fn comment(text: &str) -> Option<usize> {
    if text.starts_with("//") {
        return Some(text.find('\n').unwrap_or(text.len()));
    }
    let mut at = text.starts_with("/*").then_some(2)?;
    let mut depth = 1;
    while depth > 0 {
        at += text[at..].find(['/', '*'])?;
        let (change, length) = match text[at..].get(..2) {
            Some("/*") => (1, 2),
            Some("*/") => (-1, 2),
            _ => (0, 1),
        };
        depth += change;
        at += length;
    }
    Some(at)
}

struct Parser<'t> {
    text: &'t str,
    tokens: &'t [(Token, Range<usize>)],
    at: usize,
}

impl<'t> Parser<'t> {
    fn next(&mut self) -> Option<&'t (Token, Range<usize>)> {
        let token = self.tokens.get(self.at)?;
        self.at += 1;
        Some(token)
    }

    /// Takes the next token if it is this one.
    fn take(&mut self, token: Token) -> bool {
        let is_next = self.tokens.get(self.at).is_some_and(|(next, _)| *next == token);
        self.at += usize::from(is_next);
        is_next
    }

    fn tree(&mut self, depth: usize) -> Option<Node> {
        if depth > MAX_DEPTH {
            return None;
        }
        let start = self.tokens.get(self.at)?.1.start;
        let is_absolute = self.take(Token::PathSeparator);
        let mut segments = Vec::new();
        let (end, stop) = loop {
            let (token, range) = self.next()?;
            match token {
                Token::Name => segments.push(range.clone()),
                Token::Star => break (End::Glob, range.end),
                Token::Open => {
                    let (inner, stop) = self.group(depth)?;
                    break (End::Group(range.start..stop, inner), stop);
                }
                _ => return None,
            }
            if !self.take(Token::PathSeparator) {
                break self.name(range.end)?;
            }
        };
        Some(Node { range: start..stop, is_absolute, segments, end })
    }

    /// What stands between braces, and where they end.
    fn group(&mut self, depth: usize) -> Option<(Vec<Node>, usize)> {
        let mut inner = Vec::new();
        loop {
            if self.tokens.get(self.at)?.0 != Token::Close {
                inner.push(self.tree(depth + 1)?);
                if self.take(Token::Comma) {
                    continue;
                }
            }
            let (token, range) = self.next()?;
            return (*token == Token::Close).then_some((inner, range.end));
        }
    }

    /// The end of a path that ends in a name, with what it is called instead.
    fn name(&mut self, stop: usize) -> Option<(End, usize)> {
        match self.tokens.get(self.at) {
            Some((Token::Name, word)) if &self.text[word.clone()] == "as" => {
                self.at += 1;
                let (token, range) = self.next()?;
                (*token == Token::Name).then(|| (End::Name(Some(range.clone())), range.end))
            }
            _ => Some((End::Name(None), stop)),
        }
    }
}
