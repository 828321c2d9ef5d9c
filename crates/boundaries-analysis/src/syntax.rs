//! Rust text in, [`FileFacts`] out. The only place that knows syn: no tree and no span leaves it.
//!
//! Spans live in a table of the thread that parsed, which only grows until it is told to forget; so each text is
//! lowered at once, its tree dropped, and the table released. syn recurses, and an overflow cannot be caught: texts nested
//! more deeply than the limit are refused before they reach it.

mod condensed;
pub(crate) mod facts;
pub(crate) mod interface;
mod lower;
pub(crate) mod macro_rules;
mod mend;
mod nesting;
mod plain;
mod position;

use std::cell::Cell;
use std::sync::Arc;

use crate::conditions::Conditions;
use bitcode::{Decode, Encode};
use facts::FileFacts;
use lower::Lowerer;
use position::Positions;
use proc_macro2::TokenStream;
use syn::parse::discouraged::Speculative;
use syn::parse::{Parse, ParseStream, Parser};
use syn::punctuated::Punctuated;

/// Why a text has no facts.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
pub(crate) enum SyntaxError {
    /// Nested too deeply.
    TooDeep,
    /// Not Rust: what the parser says, and the byte offset where.
    Refused { message: String, at: u32 },
}

/// In what role a text stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Grammar {
    /// A source file: byte order mark, shebang and frontmatter are allowed in front.
    File,
    /// Items, as in the body of a macro call between items.
    Items,
    /// Statements, as in the body of a macro call between statements.
    Statements,
    /// Expressions between commas.
    Expressions,
    /// One type.
    Type,
    /// One pattern.
    Pattern,
    /// Anything: what of it is Rust.
    Loose,
    /// Items of an `extern` block.
    ForeignItems,
    /// Items of a trait.
    TraitItems,
    /// Items of an `impl`.
    ImplItems,
}

/// Reads a text. `base` is added to every position.
pub(crate) fn read(
    text: &str,
    base: u32,
    grammar: Grammar,
    conditions: &Arc<Conditions>,
) -> Result<FileFacts, SyntaxError> {
    let (_, mut facts) = read_first(text, base, &[grammar], conditions)?;
    facts.compact();
    Ok(facts)
}

/// Reads a text by the first grammar that it fits, and tells which. The tables have room to spare: facts that are kept
/// should be compacted.
pub(crate) fn read_first(
    text: &str,
    base: u32,
    grammars: &[Grammar],
    conditions: &Arc<Conditions>,
) -> Result<(Grammar, FileFacts), SyntaxError> {
    let skipped = if grammars == [Grammar::File] { preamble(text) } else { 0 };
    let text = &text[skipped..];
    let (condensed, depth) = condensed::condensed(text);
    if depth > conditions.nesting {
        return Err(SyntaxError::TooDeep);
    }
    let is_ascii = condensed.text.is_ascii();
    let positions = Positions::laid_out(text, base + facts::index(skipped), condensed.lines, is_ascii);
    let result = parse(&condensed.text, positions, grammars, conditions);
    proc_macro2::extra::invalidate_current_thread_spans();
    result
}

/// Why a file's facts were read from its tokens.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
pub(crate) struct Refusal {
    pub(crate) error: SyntaxError,
    /// Whether parts of the file are no tokens, so that nothing in them was seen.
    pub(crate) has_holes: bool,
}

/// Reads a source file, by its tokens where the parser refuses it.
pub(crate) fn read_file(text: &str, conditions: &Arc<Conditions>) -> (FileFacts, Option<Refusal>) {
    let error = match read(text, 0, Grammar::File, conditions) {
        Ok(facts) => return (facts, None),
        Err(error) => error,
    };
    let skipped = preamble(text);
    let mended = mend::mended(&text[skipped..]);
    let positions = Positions::new(&mended.text, facts::index(skipped));
    let mut facts = Lowerer::new(positions, conditions).lower_tokens(mended.tokens);
    proc_macro2::extra::invalidate_current_thread_spans();
    facts.compact();
    (facts, Some(Refusal { error, has_holes: mended.has_holes }))
}

fn parse(
    text: &str,
    positions: Positions<'_>,
    grammars: &[Grammar],
    conditions: &Arc<Conditions>,
) -> Result<(Grammar, FileFacts), SyntaxError> {
    let refused = |message: String, span| SyntaxError::Refused { message, at: positions.start(span) };
    let mut rest = grammars;
    loop {
        let tokens: TokenStream =
            text.parse().map_err(|error: proc_macro2::LexError| refused(error.to_string(), error.span()))?;
        let fitting = Cell::new(rest.len());
        let parser = |input: ParseStream<'_>| first_that_fits(rest, &fitting, input);
        match parser.parse2(tokens) {
            Ok((grammar, tree)) => return Ok((grammar, tree.lower(Lowerer::new(positions, conditions)))),
            // It fitted but for something inside of brackets, which only the end of the whole tells.
            Err(_) if fitting.get() + 1 < rest.len() => rest = &rest[fitting.get() + 1..],
            Err(error) => return Err(refused(error.to_string(), error.span())),
        }
    }
}

/// Parses by the first grammar that a text fits, and takes down which it is.
fn first_that_fits(
    grammars: &[Grammar],
    fitting: &Cell<usize>,
    input: ParseStream<'_>,
) -> syn::Result<(Grammar, Tree)> {
    let Some((&last, others)) = grammars.split_last() else { return Err(input.error("nothing can stand here")) };
    for (at, &grammar) in others.iter().enumerate() {
        fitting.set(at);
        let fork = input.fork();
        if let Ok(tree) = grammar.parse(&fork)
            && fork.is_empty()
        {
            input.advance_to(&fork);
            return Ok((grammar, tree));
        }
    }
    fitting.set(others.len());
    Ok((last, last.parse(input)?))
}

/// What a grammar makes of a text.
enum Tree {
    Items(syn::File),
    Statements(Vec<syn::Stmt>),
    Type(syn::Type),
    Pattern(syn::Pat),
    Loose(TokenStream),
    ForeignItems(Vec<syn::ForeignItem>),
    TraitItems(Vec<syn::TraitItem>),
    ImplItems(Vec<syn::ImplItem>),
}

impl Grammar {
    fn parse(self, input: ParseStream<'_>) -> syn::Result<Tree> {
        Ok(match self {
            Self::File | Self::Items => Tree::Items(input.parse()?),
            Self::Statements => Tree::Statements(input.call(syn::Block::parse_within)?),
            Self::Expressions => {
                let list = Punctuated::<syn::Expr, syn::Token![,]>::parse_terminated(input)?;
                // A lone expression is the value of the whole.
                let is_list = list.len() != 1;
                let statement = |expr| syn::Stmt::Expr(expr, is_list.then(Default::default));
                Tree::Statements(list.into_iter().map(statement).collect())
            }
            Self::Type => Tree::Type(input.parse()?),
            Self::Pattern => Tree::Pattern(input.call(syn::Pat::parse_multi_with_leading_vert)?),
            Self::Loose => Tree::Loose(input.parse()?),
            Self::ForeignItems => Tree::ForeignItems(many(input)?),
            Self::TraitItems => Tree::TraitItems(many(input)?),
            Self::ImplItems => Tree::ImplItems(many(input)?),
        })
    }
}

impl Tree {
    fn lower(self, lowerer: Lowerer<'_>) -> FileFacts {
        match self {
            Self::Items(file) => lowerer.lower_file(&file),
            Self::Statements(statements) => lowerer.lower_statements(&statements),
            Self::Type(ty) => lowerer.lower_type(&ty),
            Self::Pattern(pat) => lowerer.lower_pattern(&pat),
            Self::Loose(tokens) => lowerer.lower_loose(tokens),
            Self::ForeignItems(items) => lowerer.lower_members(&items),
            Self::TraitItems(items) => lowerer.lower_members(&items),
            Self::ImplItems(items) => lowerer.lower_members(&items),
        }
    }
}

fn many<T: Parse>(input: ParseStream<'_>) -> syn::Result<Vec<T>> {
    let mut found = Vec::new();
    while !input.is_empty() {
        found.push(input.parse()?);
    }
    Ok(found)
}

/// Whether the arguments of a macro of this name are text to it, or code that belongs to somebody else.
pub(crate) fn is_opaque(name: &str) -> bool {
    matches!(
        name,
        "quote"
            | "quote_spanned"
            | "parse_quote"
            | "parse_quote_spanned"
            | "stringify"
            | "include"
            | "format_ident"
            | "rustfmt_skip"
    )
}

/// How many bytes of a file come before its Rust: byte order mark, shebang line, frontmatter.
fn preamble(text: &str) -> usize {
    let mut at = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let line_end = |from: usize| text[from..].find('\n').map_or(text.len(), |found| from + found);
    if text[at..].starts_with("#!") {
        // `#![attribute]` is not a shebang, whatever stands between.
        let after = text[at + 2..].trim_start();
        if !after.starts_with('[') {
            at = line_end(at);
        }
    }
    let blank = text[at..].len() - text[at..].trim_start().len();
    let dashes = text[at + blank..].bytes().take_while(|&byte| byte == b'-').count();
    if dashes >= 3 {
        let fence = &text[at + blank..at + blank + dashes];
        let mut line = line_end(at + blank);
        while line < text.len() {
            let next = line_end(line + 1);
            if text[line + 1..next].trim_end() == fence {
                return next;
            }
            line = next;
        }
    }
    at
}

/// A path among the words of a text that is no Rust on its own.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct WordPath {
    pub(crate) global: bool,
    /// The names, with the byte each stands at.
    pub(crate) names: Vec<(String, u32)>,
}

/// The paths in a text, found by its tokens alone; none where it nests more deeply than the limit.
pub(crate) fn paths_in(text: &str, base: u32, nesting: usize) -> Vec<WordPath> {
    if nesting::depth(text) > nesting {
        return Vec::new();
    }
    let positions = Positions::new(text, base);
    let mut paths: Vec<WordPath> = Vec::new();
    if let Ok(tokens) = text.parse::<proc_macro2::TokenStream>() {
        let mut open = vec![tokens.into_iter()];
        let (mut colons, mut joined, mut dotted) = (0, false, false);
        while let Some(tokens) = open.last_mut() {
            match tokens.next() {
                Some(proc_macro2::TokenTree::Ident(ident)) => {
                    let name = ident.to_string();
                    let at = positions.start(ident.span());
                    let name = name.strip_prefix("r#").map_or_else(|| name.clone(), str::to_owned);
                    match paths.last_mut() {
                        Some(path) if joined && colons == 2 => path.names.push((name, at)),
                        _ if dotted => {}
                        _ => paths.push(WordPath { global: colons == 2, names: vec![(name, at)] }),
                    }
                    joined = !dotted;
                    (colons, dotted) = (0, false);
                }
                Some(proc_macro2::TokenTree::Punct(punct)) => {
                    if punct.as_char() == ':' {
                        colons += 1;
                    } else {
                        // A name after one dot is a field or a method.
                        dotted = matches!(punct.as_char(), '.' | '\'' | '$' | '#');
                        (colons, joined) = (0, false);
                    }
                }
                Some(proc_macro2::TokenTree::Group(group)) => {
                    open.push(group.stream().into_iter());
                    (colons, joined, dotted) = (0, false, false);
                }
                Some(proc_macro2::TokenTree::Literal(_)) => (colons, joined, dotted) = (0, false, false),
                None => {
                    open.pop();
                    (colons, joined, dotted) = (0, false, false);
                }
            }
        }
    }
    proc_macro2::extra::invalidate_current_thread_spans();
    paths
}
