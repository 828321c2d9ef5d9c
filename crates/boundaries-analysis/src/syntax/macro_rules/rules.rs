//! The rules of a macro, read from its body.

use std::iter::Peekable;

use proc_macro2::{Delimiter, Spacing, TokenStream, TokenTree, token_stream};

use super::super::position::Positions;
use super::super::{nesting, plain};

/// The rules of a `macro_rules!` macro, in their order.
#[derive(Debug)]
pub(crate) struct MacroRules {
    /// The body, without its comments.
    pub(super) body: String,
    pub(super) rules: Vec<Rule>,
}

#[derive(Debug)]
pub(super) struct Rule {
    pub(super) pattern: Vec<Matcher>,
    pub(super) output: Vec<Output>,
}

/// A part of what a rule matches.
#[derive(Debug)]
pub(super) enum Matcher {
    /// An identifier, a literal, a lifetime, or one character of punctuation.
    Token(Box<str>),
    Group(Delimiter, Vec<Matcher>),
    Fragment(Box<str>, Fragment),
    Repeat {
        of: Vec<Matcher>,
        separator: Vec<Box<str>>,
        times: Times,
    },
}

/// A part of what a rule turns into.
#[derive(Debug)]
pub(super) enum Output {
    /// A run of the macro's body, by its bytes.
    Text {
        start: u32,
        end: u32,
    },
    /// `$crate`
    Crate,
    /// `$name`, with the byte of the dollar in the macro's body.
    Variable {
        name: Box<str>,
        start: u32,
        end: u32,
    },
    Repeat {
        of: Vec<Output>,
        separator: String,
    },
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Times {
    Any,
    AtLeastOnce,
    AtMostOnce,
}

/// The kinds of fragment that a macro can capture.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(super) enum Fragment {
    Block,
    Expr,
    Ident,
    Item,
    Lifetime,
    Literal,
    Meta,
    Pat,
    PatParam,
    Path,
    Stmt,
    Tt,
    Ty,
    Vis,
}

impl Fragment {
    fn named(name: &str) -> Option<Self> {
        Some(match name {
            "block" => Self::Block,
            "expr" | "expr_2021" => Self::Expr,
            "ident" => Self::Ident,
            "item" => Self::Item,
            "lifetime" => Self::Lifetime,
            "literal" => Self::Literal,
            "meta" => Self::Meta,
            "pat" => Self::Pat,
            "pat_param" => Self::PatParam,
            "path" => Self::Path,
            "stmt" => Self::Stmt,
            "tt" => Self::Tt,
            "ty" => Self::Ty,
            "vis" => Self::Vis,
            _ => return None,
        })
    }
}

impl MacroRules {
    /// Reads the rules between a definition's braces; none where they are not rules, use what is not stable Rust, or nest more
    /// deeply than the limit.
    pub(crate) fn read(body: &str, nesting: usize) -> Option<Self> {
        if nesting::depth(body) > nesting {
            return None;
        }
        let body = plain::without_comments(body);
        let rules = match body.parse::<TokenStream>() {
            Ok(tokens) => Reader { positions: Positions::new(&body, 0) }.rules(tokens),
            Err(_) => None,
        };
        proc_macro2::extra::invalidate_current_thread_spans();
        rules.map(|rules| Self { body, rules })
    }
}

struct Reader<'t> {
    positions: Positions<'t>,
}

type Tokens = Peekable<token_stream::IntoIter>;

impl Reader<'_> {
    fn rules(&self, tokens: TokenStream) -> Option<Vec<Rule>> {
        let mut tokens = tokens.into_iter().peekable();
        let mut rules = Vec::new();
        while let Some(token) = tokens.next() {
            let TokenTree::Group(pattern) = token else { return None };
            if !(eat(&mut tokens, '=') && eat(&mut tokens, '>')) {
                return None;
            }
            let Some(TokenTree::Group(output)) = tokens.next() else { return None };
            let pattern = self.matchers(pattern.stream())?;
            let mut transcriber = Transcriber { reader: self, run: None, found: Vec::new() };
            transcriber.read(output.stream())?;
            rules.push(Rule { pattern, output: transcriber.finish() });
            if tokens.peek().is_some() && !eat(&mut tokens, ';') {
                return None;
            }
        }
        Some(rules)
    }

    fn matchers(&self, tokens: TokenStream) -> Option<Vec<Matcher>> {
        let mut tokens = tokens.into_iter().peekable();
        let mut found = Vec::new();
        while let Some(token) = tokens.next() {
            found.push(match token {
                TokenTree::Group(group) => Matcher::Group(group.delimiter(), self.matchers(group.stream())?),
                // A dollar with nothing behind it is itself.
                TokenTree::Punct(punct) if punct.as_char() == '$' && tokens.peek().is_some() => match tokens.next()? {
                    TokenTree::Ident(name) => {
                        if !eat(&mut tokens, ':') {
                            return None;
                        }
                        let TokenTree::Ident(kind) = tokens.next()? else { return None };
                        Matcher::Fragment(name.to_string().into(), Fragment::named(&kind.to_string())?)
                    }
                    TokenTree::Group(group) if group.delimiter() == Delimiter::Parenthesis => {
                        let of = self.matchers(group.stream())?;
                        let (separator, times) = repetition(&mut tokens)?;
                        Matcher::Repeat { of, separator, times }
                    }
                    _ => return None,
                },
                TokenTree::Punct(punct) if punct.as_char() == '\'' => {
                    let TokenTree::Ident(name) = tokens.next()? else { return None };
                    Matcher::Token(format!("'{name}").into())
                }
                other => Matcher::Token(other.to_string().into()),
            });
        }
        Some(found)
    }
}

/// Reads what a rule turns into. Runs of the body without a `$` are kept as ranges of its text.
struct Transcriber<'r, 't> {
    reader: &'r Reader<'t>,
    run: Option<(u32, u32)>,
    found: Vec<Output>,
}

impl Transcriber<'_, '_> {
    fn read(&mut self, tokens: TokenStream) -> Option<()> {
        let positions = &self.reader.positions;
        let mut tokens = tokens.into_iter().peekable();
        while let Some(token) = tokens.next() {
            match token {
                TokenTree::Group(group) => {
                    self.extend(positions.start(group.span_open()), positions.end(group.span_open()));
                    self.read(group.stream())?;
                    self.extend(positions.start(group.span_close()), positions.end(group.span_close()));
                }
                TokenTree::Punct(punct) if punct.as_char() == '$' && tokens.peek().is_some() => match tokens.next()? {
                    TokenTree::Ident(name) if name == "crate" => self.push(Output::Crate),
                    TokenTree::Ident(name) => {
                        let (start, end) = (positions.start(punct.span()), positions.end(name.span()));
                        self.push(Output::Variable { name: name.to_string().into(), start, end });
                    }
                    TokenTree::Group(group) if group.delimiter() == Delimiter::Parenthesis => {
                        let mut inner = Transcriber { reader: self.reader, run: None, found: Vec::new() };
                        inner.read(group.stream())?;
                        let of = inner.finish();
                        let (separator, _) = repetition(&mut tokens)?;
                        self.push(Output::Repeat { of, separator: separator.concat() });
                    }
                    _ => return None,
                },
                other => self.extend(positions.start(other.span()), positions.end(other.span())),
            }
        }
        Some(())
    }

    fn extend(&mut self, start: u32, end: u32) {
        self.run = Some((self.run.map_or(start, |(start, _)| start), end));
    }

    fn push(&mut self, output: Output) {
        self.close();
        self.found.push(output);
    }

    fn close(&mut self) {
        if let Some((start, end)) = self.run.take() {
            self.found.push(Output::Text { start, end });
        }
    }

    fn finish(mut self) -> Vec<Output> {
        self.close();
        self.found
    }
}

fn eat(tokens: &mut Tokens, wanted: char) -> bool {
    tokens.next_if(|token| matches!(token, TokenTree::Punct(punct) if punct.as_char() == wanted)).is_some()
}

/// What stands behind the parentheses of a repetition: a separator, if any, and how often.
fn repetition(tokens: &mut Tokens) -> Option<(Vec<Box<str>>, Times)> {
    let times_of = |token: Option<&TokenTree>| match token {
        Some(TokenTree::Punct(punct)) => match punct.as_char() {
            '*' => Some(Times::Any),
            '+' => Some(Times::AtLeastOnce),
            '?' => Some(Times::AtMostOnce),
            _ => None,
        },
        _ => None,
    };
    let mut separator = Vec::new();
    // No separator has more than three characters.
    for _ in 0..4 {
        let token = tokens.next()?;
        if let Some(times) = times_of(Some(&token)) {
            // `$(…)+*` repeats with `+` in between.
            let is_separator = separator.is_empty()
                && times != Times::AtMostOnce
                && matches!(&token, TokenTree::Punct(punct) if punct.spacing() == Spacing::Joint)
                && times_of(tokens.peek()).is_some();
            if !is_separator {
                return Some((separator, times));
            }
        }
        separator.push(token.to_string().into());
    }
    None
}
