//! Regular expressions as Go's `regexp` reads them, which is what Gitea asks, put into words of the crate `regex`.
//!
//! Both take time in proportion to the path, and differ in small things: Go reads a brace that is no repetition as a
//! letter, refuses to repeat a repetition, knows only digits and letters of ASCII behind `\d` and `\w`, and has `\Q…\E`.
//! What Go does not have, such as looking around, is an error. Source: the documentation of Go's package
//! `regexp/syntax`.

mod token;

use regex::{Regex, RegexBuilder};

use self::token::Token;
use super::index::Hint;

/// How much memory one expression may take, which also bounds the time to build it.
const SIZE_LIMIT: usize = 1 << 18;

/// Stands for whatever an expression leaves open; no path has it.
const ANYTHING: char = '\0';

/// An expression between `^` and `$`.
#[derive(Clone, Debug)]
pub(super) struct Matcher {
    test: Test,
    inverted: bool,
    hint: Hint,
    split: bool,
}

/// What a path is asked.
#[derive(Clone, Debug)]
enum Test {
    /// Letters, and then anything: the most frequent of all, which needs no automaton.
    Starts(String),
    /// Anything, and then letters.
    Ends(String),
    Matches(Regex),
}

impl Matcher {
    /// An inverted one matches what the expression does not. The error says why it is none.
    pub(super) fn new(expression: &str, inverted: bool) -> Result<Self, &'static str> {
        let tokens = token::tokens(&format!("^{expression}$"))?;
        check(&tokens)?;
        let split = is_split(&tokens);
        let is_plain = !inverted && !split && !tokens.contains(&Token::Flags);
        let hint = if is_plain { hint(&tokens) } else { Hint::Nothing };
        let test = match simple(&tokens) {
            Some(test) => test,
            None => Test::Matches(automaton(&tokens)?),
        };
        Ok(Self { test, inverted, hint, split })
    }

    pub(super) fn matches(&self, path: &str) -> bool {
        let found = match &self.test {
            // A dot stands for no line break.
            Test::Starts(start) => path.strip_prefix(start.as_str()).is_some_and(|rest| !rest.contains('\n')),
            Test::Ends(end) => path.strip_suffix(end.as_str()).is_some_and(|rest| !rest.contains('\n')),
            Test::Matches(regex) => regex.is_match(path),
        };
        found != self.inverted
    }

    pub(super) fn hint(&self) -> Hint {
        self.hint.clone()
    }

    /// Whether there are alternatives outside of parentheses: only the first follows `^`, and only the last meets `$`.
    pub(super) fn is_split(&self) -> bool {
        self.split
    }
}

fn automaton(tokens: &[Token]) -> Result<Regex, &'static str> {
    let translated: String = tokens.iter().map(Token::translated).collect();
    let built = RegexBuilder::new(&translated).size_limit(SIZE_LIMIT).dfa_size_limit(SIZE_LIMIT).build();
    built.map_err(|error| match error {
        regex::Error::CompiledTooBig(_) => "or one that is too large",
        _ => "as Go knows them",
    })
}

/// `letters.*` and `.*letters`, between the anchors.
fn simple(tokens: &[Token]) -> Option<Test> {
    let is =
        |token: &Token, text: &str| matches!(token, Token::Other(other) | Token::Repetition(other) if other == text);
    let letters = |tokens: &[Token]| -> Option<String> {
        let letter = |token: &Token| if let Token::Letter(letter) = token { Some(*letter) } else { None };
        tokens.iter().map(letter).collect()
    };
    let [_, inner @ .., end] = tokens else { return None };
    if !is(end, "$") {
        return None;
    }
    match inner {
        [start @ .., dot, star] if is(dot, ".") && is(star, "*") => letters(start).map(Test::Starts),
        [dot, star, end @ ..] if is(dot, ".") && is(star, "*") => letters(end).map(Test::Ends),
        _ => None,
    }
}

/// Parentheses come in pairs, and what is repeated is something, and no repetition.
fn check(tokens: &[Token]) -> Result<(), &'static str> {
    let mut depth = 0_usize;
    let mut repeatable = false;
    for token in tokens {
        match token {
            Token::Open(_) => depth += 1,
            Token::Close => depth = depth.checked_sub(1).ok_or("for want of a `(`")?,
            Token::Repetition(_) if !repeatable => {
                return Err("as `*`, `+`, `?` or a count follows nothing it could repeat");
            }
            _ => {}
        }
        repeatable = matches!(token, Token::Letter(_) | Token::Other(_) | Token::Close);
    }
    if depth > 0 { Err("for want of a `)`") } else { Ok(()) }
}

fn is_split(tokens: &[Token]) -> bool {
    let mut depth = 0_usize;
    tokens.iter().any(|token| {
        match token {
            Token::Open(_) => depth += 1,
            Token::Close => depth = depth.saturating_sub(1),
            _ => {}
        }
        *token == Token::Or && depth == 0
    })
}

/// What can be said of all paths that match, by the letters that stand outside of groups and are not repeated.
fn hint(tokens: &[Token]) -> Hint {
    // The anchors around the whole, unless an escape at the end has taken the last one as a letter, or a repetition the
    // first one.
    let [_, inner @ .., Token::Other(_)] = tokens else { return Hint::Nothing };
    if matches!(inner.first(), Some(Token::Repetition(_))) {
        return Hint::Nothing;
    }
    let mut text = String::new();
    let mut depth = 0_usize;
    for (at, token) in inner.iter().enumerate() {
        match token {
            Token::Open(_) => depth += 1,
            Token::Close => depth = depth.saturating_sub(1),
            _ => {}
        }
        let is_repeated = matches!(inner.get(at + 1), Some(Token::Repetition(_)));
        text.push(match token {
            Token::Letter(letter) if depth == 0 && !is_repeated => *letter,
            _ => ANYTHING,
        });
    }
    let is_known = |name: &&str| !name.contains(ANYTHING);
    let leading: Vec<&str> = text.split('/').take_while(is_known).collect();
    if !leading.is_empty() {
        return Hint::Path(leading.join("/"));
    }
    match Hint::of_names(text.split('/').filter(is_known)) {
        Hint::Nothing => Hint::of_end(text.rsplit(ANYTHING).next().unwrap_or_default()),
        hint => hint,
    }
}
