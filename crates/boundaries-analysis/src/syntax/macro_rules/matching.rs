//! Matching a call's arguments against a macro's rules.
//!
//! As in the language, rules are tried in order and the first that matches is taken. A repetition takes as many turns as
//! it can; the language refuses macros for which that could be wrong. What a fragment of a kind is at a place is found once,
//! as many rules may ask.

use std::cell::{Cell, RefCell};

use proc_macro2::{Delimiter, Ident, Spacing, TokenStream};
use rustc_hash::FxHashMap;
use syn::buffer::Cursor;
use syn::parse::discouraged::{AnyDelimiter, Speculative};
use syn::parse::{ParseStream, Parser};

use super::super::position::Positions;
use super::rules::{Fragment, MacroRules, Matcher, Rule, Times};

/// What a rule's variables captured.
#[derive(Default, Debug)]
pub(super) struct Bindings(Vec<(Box<str>, Binding)>);

#[derive(Debug)]
pub(super) enum Binding {
    One(Captured),
    /// One for each turn of the repetition around it.
    Many(Vec<Binding>),
}

/// A fragment, as a range of the arguments.
#[derive(Clone, Copy, Debug)]
pub(super) struct Captured {
    pub(super) start: u32,
    pub(super) end: u32,
    pub(super) kind: Fragment,
    /// A single token tree, which needs no parentheses around it.
    pub(super) is_single: bool,
}

impl Bindings {
    pub(super) fn get(&self, name: &str) -> Option<&Binding> {
        self.0.iter().find(|(bound, _)| &**bound == name).map(|(_, binding)| binding)
    }
}

/// What became of matching.
pub(super) struct Matched<'r> {
    /// The first rule that matches, and what it captured.
    pub(super) rule: Option<(&'r Rule, Bindings)>,
    /// What was looked at: parts of rules, and bytes that were parsed.
    pub(super) work: usize,
}

/// Finds the first rule that matches. Beyond as much work as is allowed, none does.
pub(super) fn first_match<'r>(rules: &'r MacroRules, arguments: &str, most: usize) -> Matched<'r> {
    let mut found = None;
    let matching = Matching {
        positions: Positions::new(arguments, 0),
        len: arguments.len(),
        known: RefCell::default(),
        work: Cell::new(0),
        most,
    };
    if let Ok(tokens) = arguments.parse::<TokenStream>() {
        let attempt = |input: ParseStream<'_>| {
            for rule in &rules.rules {
                if matching.spend(1).is_none() {
                    break;
                }
                let fork = input.fork();
                let mut bindings = Bindings::default();
                if matching.all(&rule.pattern, &fork, &mut bindings).is_some() && fork.is_empty() {
                    found = Some((rule, bindings));
                    break;
                }
            }
            input.parse::<TokenStream>()
        };
        // What was found counts; that a fork was left unread in the middle is no error.
        drop(attempt.parse2(tokens));
    }
    proc_macro2::extra::invalidate_current_thread_spans();
    Matched { rule: found, work: matching.work.get() }
}

struct Matching<'t> {
    positions: Positions<'t>,
    len: usize,
    /// The fragments that were asked for, as far as it costs something to find them.
    known: RefCell<FxHashMap<Asked, Option<Parsed>>>,
    work: Cell<usize>,
    most: usize,
}

/// A kind of fragment at a place: line, column, and what stands there. The tokens of a comment for documentation all have its
/// place.
type Asked = (usize, usize, char, Fragment);

/// A fragment, and how many token trees it has.
type Parsed = (Captured, usize);

impl Matching<'_> {
    /// Counts work; none beyond what is allowed.
    fn spend(&self, work: usize) -> Option<()> {
        self.work.set(self.work.get().saturating_add(work));
        (self.work.get() <= self.most).then_some(())
    }

    fn all(&self, matchers: &[Matcher], input: ParseStream<'_>, found: &mut Bindings) -> Option<()> {
        for matcher in matchers {
            self.spend(1)?;
            match matcher {
                Matcher::Token(wanted) => eat(input, wanted)?,
                Matcher::Group(delimiter, inner) => {
                    let (found_delimiter, _, content) = input.parse_any_delimiter().ok()?;
                    if found_delimiter != *delimiter {
                        return None;
                    }
                    self.all(inner, &content, found)?;
                    if !content.is_empty() {
                        return None;
                    }
                }
                Matcher::Fragment(name, kind) => {
                    let captured = self.fragment(*kind, input)?;
                    found.0.push((name.clone(), Binding::One(captured)));
                }
                Matcher::Repeat { of, separator, times } => {
                    let mut turns: Vec<Bindings> = Vec::new();
                    loop {
                        let fork = input.fork();
                        let mut turn = Bindings::default();
                        let separated = turns.is_empty() || separator.iter().all(|token| eat(&fork, token).is_some());
                        if !separated || self.all(of, &fork, &mut turn).is_none() || fork.cursor() == input.cursor() {
                            break;
                        }
                        input.advance_to(&fork);
                        turns.push(turn);
                        if *times == Times::AtMostOnce {
                            break;
                        }
                    }
                    if turns.is_empty() && *times == Times::AtLeastOnce {
                        return None;
                    }
                    let mut collected: Vec<(Box<str>, Vec<Binding>)> = Vec::new();
                    names(of, &mut collected);
                    for turn in turns {
                        for (name, binding) in turn.0 {
                            if let Some((_, bindings)) = collected.iter_mut().find(|(known, _)| *known == name) {
                                bindings.push(binding);
                            }
                        }
                    }
                    found.0.extend(collected.into_iter().map(|(name, bindings)| (name, Binding::Many(bindings))));
                }
            }
        }
        Some(())
    }

    fn fragment(&self, kind: Fragment, input: ParseStream<'_>) -> Option<Captured> {
        let before = input.cursor();
        if before.eof() && kind != Fragment::Vis {
            return None;
        }
        let is_cheap = before.eof() || matches!(kind, Fragment::Ident | Fragment::Lifetime | Fragment::Tt);
        if is_cheap {
            return self.parsed(kind, input).map(|(captured, _)| captured);
        }
        let place = before.span().start();
        let asked = (place.line, place.column, first_letter(before), kind);
        let known = self.known.borrow().get(&asked).copied();
        let found = match known {
            Some(known) => {
                let (_, trees) = known?;
                self.spend(trees)?;
                skip(input, trees)?;
                known
            }
            None => {
                let found = self.parsed(kind, input);
                self.known.borrow_mut().insert(asked, found);
                found
            }
        };
        found.map(|(captured, _)| captured)
    }

    fn parsed(&self, kind: Fragment, input: ParseStream<'_>) -> Option<Parsed> {
        let before = input.cursor();
        let outcome = self.parse(kind, input);
        let after = input.cursor();
        if outcome.is_ok() && after == before {
            // An empty visibility.
            return Some((Captured { start: 0, end: 0, kind, is_single: true }, 0));
        }
        let start = self.positions.start(before.span());
        if let Err(error) = outcome {
            let at = self.positions.start(error.span());
            // What ends too early has no place.
            let len = if at < start { self.len - (start as usize).min(self.len) } else { (at - start) as usize };
            self.spend(len)?;
            return None;
        }
        let end = self.positions.end(after.prev_span());
        self.spend(end.saturating_sub(start) as usize)?;
        let trees = trees_between(before, after);
        Some((Captured { start, end, kind, is_single: trees == 1 }, trees))
    }

    fn parse(&self, kind: Fragment, input: ParseStream<'_>) -> syn::Result<()> {
        match kind {
            Fragment::Block => drop(input.parse::<syn::Block>()?),
            // An underscore and a `const` block are not expressions to a macro of before 2024.
            Fragment::Expr if input.peek(syn::Token![_]) => return Err(input.error("no expression")),
            Fragment::Expr => drop(input.parse::<syn::Expr>()?),
            Fragment::Ident => input.step(|cursor| match cursor.ident() {
                Some((ident, rest)) if ident != "_" => Ok(((), rest)),
                _ => Err(cursor.error("no identifier")),
            })?,
            Fragment::Item => item(input)?,
            Fragment::Lifetime => drop(input.parse::<syn::Lifetime>()?),
            Fragment::Literal => {
                input.parse::<Option<syn::Token![-]>>()?;
                drop(input.parse::<syn::Lit>()?);
            }
            Fragment::Meta => drop(input.parse::<syn::Meta>()?),
            Fragment::Pat => drop(input.call(syn::Pat::parse_multi_with_leading_vert)?),
            Fragment::PatParam => drop(input.call(syn::Pat::parse_single)?),
            Fragment::Path => drop(input.parse::<syn::TypePath>()?),
            Fragment::Stmt => statement(input)?,
            Fragment::Tt => token_tree(input)?,
            Fragment::Ty => drop(input.parse::<syn::Type>()?),
            Fragment::Vis => drop(input.parse::<syn::Visibility>()?),
        }
        Ok(())
    }
}

/// A statement without its semicolon.
fn statement(input: ParseStream<'_>) -> syn::Result<()> {
    if input.peek(syn::Token![let]) {
        while !input.is_empty() && !input.peek(syn::Token![;]) {
            token_tree(input)?;
        }
        return Ok(());
    }
    let fork = input.fork();
    if fork.parse::<syn::Expr>().is_ok() {
        input.advance_to(&fork);
        return Ok(());
    }
    input.parse::<syn::Item>().map(drop)
}

/// Tells what stands at a place from what else has the same place.
fn first_letter(cursor: Cursor<'_>) -> char {
    match (cursor.punct(), cursor.ident(), cursor.literal()) {
        (Some((punct, _)), _, _) => punct.as_char(),
        (None, Some(_), _) => 'a',
        (None, None, Some(_)) => '0',
        _ => '(',
    }
}

/// How many token trees stand between two places of one group.
fn trees_between(mut from: Cursor<'_>, to: Cursor<'_>) -> usize {
    let mut trees = 0;
    while from != to {
        let Some((_, rest)) = from.token_tree() else { break };
        (from, trees) = (rest, trees + 1);
    }
    trees
}

/// Goes behind some token trees.
fn skip(input: ParseStream<'_>, trees: usize) -> Option<()> {
    let skipped = input.step(|cursor| {
        let mut at = *cursor;
        for _ in 0..trees {
            at = at.token_tree().ok_or_else(|| cursor.error("no token"))?.1;
        }
        Ok(((), at))
    });
    skipped.ok()
}

/// The variables of a pattern, each without a binding yet.
fn names(matchers: &[Matcher], found: &mut Vec<(Box<str>, Vec<Binding>)>) {
    for matcher in matchers {
        match matcher {
            Matcher::Fragment(name, _) => found.push((name.clone(), Vec::new())),
            Matcher::Group(_, inner) | Matcher::Repeat { of: inner, .. } => names(inner, found),
            Matcher::Token(_) => {}
        }
    }
}

/// Takes this token. That another one stands there is no error, as errors are costly to make.
fn eat(input: ParseStream<'_>, wanted: &str) -> Option<()> {
    let is_eaten = input.step(|cursor| {
        let rest = if let Some((ident, rest)) = cursor.ident() {
            (ident == wanted).then_some(rest)
        } else if let Some((punct, rest)) = cursor.punct() {
            let mut letters = wanted.chars();
            (letters.next() == Some(punct.as_char()) && letters.next().is_none()).then_some(rest)
        } else if let Some((lifetime, rest)) = cursor.lifetime() {
            (lifetime.to_string() == wanted).then_some(rest)
        } else if let Some((literal, rest)) = cursor.literal() {
            (literal.to_string() == wanted).then_some(rest)
        } else {
            None
        };
        Ok(rest.map_or((false, *cursor), |rest| (true, rest)))
    });
    is_eaten.unwrap_or(false).then_some(())
}

/// Takes an item. What it holds is parsed once, with what the call turns into.
fn item(input: ParseStream<'_>) -> syn::Result<()> {
    let is_skimmed = input.step(|cursor| Ok(behind_item(*cursor).map_or((false, *cursor), |rest| (true, rest))));
    if is_skimmed.unwrap_or(false) { Ok(()) } else { input.parse::<syn::Item>().map(drop) }
}

/// The end of an item, where its first words and the brackets behind them leave no doubt.
fn behind_item(mut cursor: Cursor<'_>) -> Option<Cursor<'_>> {
    while let Some((_, rest)) = cursor.punct().filter(|(punct, _)| punct.as_char() == '#') {
        (_, _, cursor) = rest.group(Delimiter::Bracket)?;
    }
    let may_have_braces = loop {
        let (word, rest) = cursor.ident()?;
        cursor = rest;
        if word == "pub" {
            cursor = cursor.group(Delimiter::Parenthesis).map_or(cursor, |(_, _, rest)| rest);
        } else if ["fn", "struct", "enum", "trait", "impl", "mod"].iter().any(|kind| word == kind) {
            break true;
        } else if ["use", "static", "type"].iter().any(|kind| word == kind) {
            break false;
        } else if word == "const" {
            let is_function = |word: &Ident| ["fn", "async", "unsafe", "extern"].iter().any(|kind| word == kind);
            if cursor.ident().is_none_or(|(next, _)| !is_function(&next)) {
                break false;
            }
        } else if word != "unsafe" && word != "async" {
            return None;
        }
    };
    // Braces behind a sign may as well be a constant among generic arguments.
    let mut is_behind_sign = false;
    loop {
        if let Some((punct, rest)) = cursor.punct() {
            if punct.as_char() == ';' {
                return Some(rest);
            }
            (is_behind_sign, cursor) = (punct.as_char() != '>', rest);
        } else if let Some((_, _, rest)) = cursor.group(Delimiter::Brace).filter(|_| may_have_braces) {
            return (!is_behind_sign).then_some(rest);
        } else {
            (is_behind_sign, cursor) = (false, cursor.token_tree()?.1);
        }
    }
}

/// Takes one token tree; an operator of several characters is one.
fn token_tree(input: ParseStream<'_>) -> syn::Result<()> {
    const OPERATORS: [&str; 25] = [
        "<<=", ">>=", "...", "..=", "::", "->", "=>", "==", "!=", "<=", ">=", "&&", "||", "+=", "-=", "*=", "/=", "%=",
        "^=", "&=", "|=", "<<", ">>", "..", "<-",
    ];
    input.step(|cursor| {
        if let Some((_, rest)) = cursor.lifetime() {
            return Ok(((), rest));
        }
        let mut text = String::new();
        let mut ends = Vec::new();
        let mut at = *cursor;
        while let Some((punct, rest)) = at.punct() {
            text.push(punct.as_char());
            ends.push(rest);
            at = rest;
            if punct.spacing() == Spacing::Alone || ends.len() == 3 {
                break;
            }
        }
        for len in (2..=ends.len()).rev() {
            if OPERATORS.contains(&&text[..len]) {
                return Ok(((), ends[len - 1]));
            }
        }
        match cursor.token_tree() {
            Some((_, rest)) => Ok(((), rest)),
            None => Err(cursor.error("no token")),
        }
    })
}
