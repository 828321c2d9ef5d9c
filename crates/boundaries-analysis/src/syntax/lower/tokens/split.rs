//! Where one item ends and the next begins, told by tokens alone.
//!
//! An item ends with its semicolon or its braces, or where words stand that only another item can begin with: an item that
//! is half written does not swallow the next one.

use proc_macro2::{Delimiter, Group, Ident, Spacing, TokenStream, TokenTree};

use crate::syntax::nesting::LONGEST_LIST;

/// What an item is, by its first words.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Kind {
    Use,
    ExternCrate,
    ForeignMod,
    Mod,
    Fn,
    Struct,
    Union,
    Enum,
    Trait,
    Impl,
    Const,
    Static,
    Alias,
    MacroRules,
    /// A macro call, or something that is no item.
    Other,
}

/// The tokens of one item.
#[derive(Clone, Copy, Debug)]
pub(super) struct Parts<'t> {
    pub(super) whole: &'t [TokenTree],
    pub(super) attributes: &'t [TokenTree],
    pub(super) vis: &'t [TokenTree],
    /// From the words in front of the kind on, such as `unsafe`.
    pub(super) rest: &'t [TokenTree],
    pub(super) kind: Kind,
    /// What follows the word of the kind.
    pub(super) behind: &'t [TokenTree],
}

/// The items of some tokens, one after the other.
pub(super) fn items(tokens: &[TokenTree]) -> impl Iterator<Item = Parts<'_>> {
    let mut rest = tokens;
    std::iter::from_fn(move || {
        let (item, behind) = first_item(rest)?;
        rest = behind;
        Some(item)
    })
}

/// The item that some tokens start with, and the tokens behind it.
pub(super) fn first_item(tokens: &[TokenTree]) -> Option<(Parts<'_>, &[TokenTree])> {
    if tokens.is_empty() {
        return None;
    }
    let attributes = attributes(tokens);
    let start = attributes + visibility(&tokens[attributes..]);
    let (kind, at) = kind(&tokens[start..]);
    let end = end(tokens, start + at, kind).max(1);
    let (whole, next) = tokens.split_at(end);
    let start = start.min(end);
    let attributes = attributes.min(end);
    let parts = Parts {
        whole,
        attributes: &whole[..attributes],
        vis: &whole[attributes..start],
        rest: &whole[start..],
        kind,
        behind: &whole[(start + at).min(end)..],
    };
    Some((parts, next))
}

/// Whether an item begins here, where a statement may begin as well.
pub(super) fn is_item(tokens: &[TokenTree]) -> bool {
    let rest = &tokens[attributes(tokens)..];
    let is_pub = rest.first().is_some_and(|first| is_word(first, "pub"));
    match kind(rest) {
        (Kind::Other, _) => is_pub,
        (Kind::Const | Kind::Static, at) => ident(rest.get(at)).is_some_and(|word| word != "move" && word != "async"),
        _ => true,
    }
}

/// The parts of a list between commas; those inside generic arguments do not count.
pub(super) fn list(tokens: &[TokenTree]) -> impl Iterator<Item = &[TokenTree]> {
    let mut angles = 0_usize;
    let mut arrow = false;
    let parts = tokens.split(move |token| {
        let was_arrow = std::mem::replace(&mut arrow, is_joint(token, '-') || is_joint(token, '='));
        match punct(token) {
            Some('<') => angles += 1,
            Some('>') if !was_arrow => angles = angles.saturating_sub(1),
            Some(',') => return angles == 0,
            _ => {}
        }
        false
    });
    parts.filter(|part| !part.is_empty())
}

/// Whether more stands between angle brackets than can be looked through for each name.
pub(super) fn lists_too_many(tokens: &[TokenTree], nesting: usize) -> bool {
    let (mut angles, mut commas) = (0_usize, 0);
    let mut arrow = false;
    tokens.iter().any(|token| {
        let was_arrow = std::mem::replace(&mut arrow, is_joint(token, '-') || is_joint(token, '='));
        match punct(token) {
            Some('<') => angles += 1,
            Some('>') if !was_arrow => angles = angles.saturating_sub(1),
            Some(',') if angles > 0 => commas += 1,
            _ => {}
        }
        commas *= usize::from(angles > 0);
        commas >= LONGEST_LIST.max(nesting)
    })
}

/// How many tokens at the start are attributes.
pub(super) fn attributes(tokens: &[TokenTree]) -> usize {
    let mut at = 0;
    loop {
        let inner = usize::from(tokens.get(at + 1).is_some_and(|token| punct(token) == Some('!')));
        match (tokens.get(at), tokens.get(at + 1 + inner)) {
            (Some(hash), Some(TokenTree::Group(group)))
                if punct(hash) == Some('#') && group.delimiter() == Delimiter::Bracket =>
            {
                at += 2 + inner;
            }
            _ => return at,
        }
    }
}

/// Tokens without the attributes at their end.
pub(super) fn in_front_of_attributes(tokens: &[TokenTree]) -> &[TokenTree] {
    let mut rest = tokens;
    while let [before @ .., hash, TokenTree::Group(group)] = rest
        && punct(hash) == Some('#')
        && group.delimiter() == Delimiter::Bracket
    {
        rest = before;
    }
    rest
}

/// Tokens that are attributes, one by one.
pub(super) fn each_attribute(tokens: &[TokenTree]) -> impl Iterator<Item = &[TokenTree]> {
    tokens.split_inclusive(|token| matches!(token, TokenTree::Group(_)))
}

/// `#[cfg(test)]` in the place of an attribute that may be a condition, or say of a function that it is a test.
pub(super) fn of_tests(attribute: &[TokenTree]) -> Option<TokenStream> {
    let (TokenTree::Group(group), marks) = attribute.split_last()? else { return None };
    let inner = collected(group.stream());
    let path = inner.iter().take_while(|token| ident(Some(*token)).is_some() || punct(token) == Some(':'));
    let last = path.filter_map(|token| ident(Some(token))).last()?;
    if !["cfg", "cfg_attr", "test", "bench"].iter().any(|name| last == name) {
        return None;
    }
    let word = |text| TokenTree::Ident(Ident::new(text, last.span()));
    let test = TokenTree::Group(Group::new(Delimiter::Parenthesis, word("test").into()));
    let condition = TokenTree::Group(Group::new(Delimiter::Bracket, [word("cfg"), test].into_iter().collect()));
    Some(marks.iter().cloned().chain([condition]).collect())
}

fn visibility(tokens: &[TokenTree]) -> usize {
    match tokens {
        [first, second, ..] if is_word(first, "pub") => {
            1 + usize::from(group(second, Delimiter::Parenthesis).is_some())
        }
        [first, ..] if is_word(first, "pub") => 1,
        _ => 0,
    }
}

/// What these tokens begin, and how many of them lie in front of the name.
fn kind(tokens: &[TokenTree]) -> (Kind, usize) {
    let mut at = 0;
    while let Some(word) = ident(tokens.get(at)) {
        let word = word.to_string();
        let next = tokens.get(at + 1);
        let kind = match word.as_str() {
            "use" => Kind::Use,
            "mod" => Kind::Mod,
            "fn" => Kind::Fn,
            "struct" => Kind::Struct,
            "enum" => Kind::Enum,
            "trait" => Kind::Trait,
            "impl" => Kind::Impl,
            "static" => Kind::Static,
            "type" => Kind::Alias,
            "union" if ident(next).is_some() => Kind::Union,
            "extern" => match next {
                Some(TokenTree::Ident(next)) if next == "crate" => return (Kind::ExternCrate, at + 2),
                Some(TokenTree::Literal(_)) => match tokens.get(at + 2) {
                    Some(TokenTree::Group(_)) => return (Kind::ForeignMod, at + 2),
                    _ => {
                        at += 2;
                        continue;
                    }
                },
                Some(TokenTree::Group(_)) => Kind::ForeignMod,
                _ => {
                    at += 1;
                    continue;
                }
            },
            "const" => match ident(next).map(ToString::to_string).as_deref() {
                Some("fn" | "unsafe" | "async" | "extern" | "trait" | "impl") => {
                    at += 1;
                    continue;
                }
                _ => Kind::Const,
            },
            "macro_rules" if next.is_some_and(|next| punct(next) == Some('!')) => return (Kind::MacroRules, at + 2),
            "unsafe" | "async" | "default" | "auto" | "safe" | "gen" if ident(next).is_some() => {
                at += 1;
                continue;
            }
            _ => return (Kind::Other, 0),
        };
        return (kind, at + 1);
    }
    (Kind::Other, 0)
}

/// Where the item ends whose kind is told in front of `from`.
fn end(tokens: &[TokenTree], from: usize, kind: Kind) -> usize {
    let by_semicolon = matches!(kind, Kind::Use | Kind::ExternCrate | Kind::Const | Kind::Static | Kind::Alias);
    let mut at = from;
    while let Some(token) = tokens.get(at) {
        if at > from && begins_anew(tokens, at) {
            return at;
        }
        at += 1;
        match punct(token) {
            Some(';') => return at,
            _ if by_semicolon || group(token, Delimiter::Brace).is_none() => {}
            // Braces among generic arguments.
            _ if tokens.get(at).is_some_and(|next| matches!(punct(next), Some(',' | '>'))) => {}
            _ => return at + usize::from(tokens.get(at).is_some_and(|next| punct(next) == Some(';'))),
        }
    }
    at
}

/// Whether only a new item can begin here, though the one before it is not over.
fn begins_anew(tokens: &[TokenTree], at: usize) -> bool {
    let before = at.checked_sub(1).and_then(|before| punct(&tokens[before]));
    if matches!(before, Some('\'' | '<' | ',' | '.' | '$')) {
        return false;
    }
    let next = tokens.get(at + 1);
    match &tokens[at] {
        TokenTree::Ident(word) => match word.to_string().as_str() {
            "pub" => true,
            "fn" | "struct" | "enum" | "trait" | "mod" | "type" => ident(next).is_some(),
            "use" => next.is_some_and(|next| punct(next).is_none_or(|next| next == ':')),
            "const" | "static" => {
                ident(next).is_some() && tokens.get(at + 2).is_some_and(|colon| punct(colon) == Some(':'))
            }
            "extern" => ident(next).is_some_and(|next| next == "crate"),
            "macro_rules" => next.is_some_and(|next| punct(next) == Some('!')),
            _ => false,
        },
        hash if punct(hash) == Some('#') => next.is_some_and(|next| group(next, Delimiter::Bracket).is_some()),
        _ => false,
    }
}

pub(super) fn ident(token: Option<&TokenTree>) -> Option<&Ident> {
    match token {
        Some(TokenTree::Ident(ident)) => Some(ident),
        _ => None,
    }
}

pub(super) fn is_word(token: &TokenTree, word: &str) -> bool {
    ident(Some(token)).is_some_and(|ident| ident == word)
}

pub(super) fn punct(token: &TokenTree) -> Option<char> {
    match token {
        TokenTree::Punct(punct) => Some(punct.as_char()),
        _ => None,
    }
}

fn is_joint(token: &TokenTree, mark: char) -> bool {
    matches!(token, TokenTree::Punct(punct) if punct.as_char() == mark && punct.spacing() == Spacing::Joint)
}

/// Whether `::` stands here.
pub(super) fn is_path_separator(tokens: &[TokenTree], at: usize) -> bool {
    matches!((tokens.get(at), tokens.get(at + 1)), (Some(first), Some(second)) if is_joint(first, ':') && punct(second) == Some(':'))
}

pub(super) fn group(token: &TokenTree, delimiter: Delimiter) -> Option<&Group> {
    match token {
        TokenTree::Group(group) if group.delimiter() == delimiter => Some(group),
        _ => None,
    }
}

pub(super) fn collected(stream: TokenStream) -> Vec<TokenTree> {
    stream.into_iter().collect()
}

pub(super) fn stream(tokens: &[TokenTree]) -> TokenStream {
    tokens.iter().cloned().collect()
}
