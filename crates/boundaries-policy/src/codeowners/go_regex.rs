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

/// An expression between `^` and `$`.
#[derive(Clone, Debug)]
pub(super) struct Matcher {
    regex: Regex,
    inverted: bool,
    hint: Hint,
    split: bool,
}

impl Matcher {
    /// An inverted one matches what the expression does not. The error says why it is none.
    pub(super) fn new(expression: &str, inverted: bool) -> Result<Self, &'static str> {
        let tokens = token::tokens(&format!("^{expression}$"))?;
        check(&tokens)?;
        let translated: String = tokens.iter().map(Token::translated).collect();
        let built = RegexBuilder::new(&translated).size_limit(SIZE_LIMIT).dfa_size_limit(SIZE_LIMIT).build();
        let regex = built.map_err(|error| match error {
            regex::Error::CompiledTooBig(_) => "or one that is too large",
            _ => "as Go knows them",
        })?;
        let split = is_split(&tokens);
        let is_plain = !inverted && !split && !tokens.contains(&Token::Flags);
        let hint = if is_plain { hint(&tokens) } else { Hint::Nothing };
        Ok(Self { regex, inverted, hint, split })
    }

    pub(super) fn matches(&self, path: &str) -> bool {
        self.regex.is_match(path) != self.inverted
    }

    pub(super) fn hint(&self) -> Hint {
        self.hint.clone()
    }

    /// Whether there are alternatives outside of parentheses: only the first follows `^`, and only the last meets `$`.
    pub(super) fn is_split(&self) -> bool {
        self.split
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

/// The letters at the start of every match tell, or those at the end.
fn hint(tokens: &[Token]) -> Hint {
    let letter = |token: &Token| match token {
        Token::Letter(letter) => Some(*letter),
        _ => None,
    };
    // The anchors around the whole, unless an escape at the end has taken the last one as a letter.
    let [_, inner @ .., Token::Other(_)] = tokens else { return Hint::Nothing };
    let anchored = !matches!(inner.first(), Some(Token::Repetition(_)));
    let run = inner.iter().take_while(|token| letter(token).is_some()).count();
    let is_repeated = matches!(inner.get(run), Some(Token::Repetition(_)));
    let start: String = inner[..run - usize::from(is_repeated && run > 0)].iter().filter_map(letter).collect();
    let run = inner.iter().rev().take_while(|token| letter(token).is_some()).count();
    let end: String = inner[inner.len() - run..].iter().filter_map(letter).collect();
    match Hint::of_start(&start) {
        hint if anchored && hint != Hint::Nothing => hint,
        _ => Hint::of_end(&end),
    }
}
