//! What ties a text to the package it lies in: features of its manifest that it asks for, files that it reads by their
//! paths, variables that Cargo or a build script sets for it.
//!
//! Tokens are looked at, not meaning: `cfg(…)` and `cfg_attr(…)` wherever they stand, and calls of the compiler's own
//! macros by their plain names. A macro of the workspace that is called like one of them is taken for it.

use std::ops::Range;

use ra_ap_rustc_lexer::{FrontmatterAllowed, LiteralKind, TokenKind, strip_shebang, tokenize};

/// Something that ties a text to its package.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Tie {
    /// What kind it is.
    pub kind: TieKind,
    /// The feature, the path as it is written, or the variable; what stands in the call where it is not a plain string.
    pub name: String,
    /// Where it stands, in bytes.
    pub range: Range<usize>,
}

/// Kinds of ties.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum TieKind {
    /// A feature of the package.
    Feature,
    /// A file beside the text: `include!`, `include_str!`, `include_bytes!`.
    File,
    /// A variable of the build: `env!`, `option_env!`.
    Variable,
}

/// The ties of a whole text, or of the braces that follow a byte.
#[must_use]
pub fn ties(text: &str, braces_after: Option<usize>) -> Vec<Tie> {
    let reader = Reader::new(text);
    let range = match braces_after {
        Some(byte) => reader.braces_after(byte),
        None => 0..reader.tokens.len(),
    };
    let mut found = reader.ties(range);
    found.sort_by(|one, other| {
        (one.range.start, one.kind, &one.name).cmp(&(other.range.start, other.kind, &other.name))
    });
    found.dedup();
    found
}

/// A token that means something.
struct Token {
    kind: TokenKind,
    range: Range<usize>,
}

struct Reader<'t> {
    text: &'t str,
    tokens: Vec<Token>,
}

impl<'t> Reader<'t> {
    fn new(text: &'t str) -> Self {
        let plain = text.strip_prefix('\u{feff}').unwrap_or(text);
        let plain = strip_shebang(plain).map_or(plain, |line| &plain[line..]);
        let mut at = text.len() - plain.len();
        let all = tokenize(plain, FrontmatterAllowed::Yes).map(|token| {
            let start = at;
            at += token.len as usize;
            Token { kind: token.kind, range: start..at }
        });
        let is_blank = |kind: TokenKind| {
            matches!(kind, TokenKind::Whitespace | TokenKind::LineComment { .. } | TokenKind::BlockComment { .. })
        };
        Self { text, tokens: all.filter(|token| !is_blank(token.kind)).collect() }
    }

    fn word(&self, at: usize) -> &'t str {
        self.tokens.get(at).map_or("", |token| &self.text[token.range.clone()])
    }

    /// The tokens between the first braces behind a byte.
    fn braces_after(&self, byte: usize) -> Range<usize> {
        let from = self.tokens.partition_point(|token| token.range.start < byte);
        match (from..self.tokens.len()).find(|&at| self.tokens[at].kind == TokenKind::OpenBrace) {
            Some(open) => open + 1..self.end(open),
            None => from..from,
        }
    }

    /// The position of what closes the bracket at a position; the end of the text where nothing does.
    fn end(&self, open: usize) -> usize {
        let mut depth = 0_usize;
        for (at, token) in self.tokens.iter().enumerate().skip(open) {
            match token.kind {
                TokenKind::OpenParen | TokenKind::OpenBrace | TokenKind::OpenBracket => depth += 1,
                TokenKind::CloseParen | TokenKind::CloseBrace | TokenKind::CloseBracket => {
                    depth = depth.saturating_sub(1);
                    if depth == 0 {
                        return at;
                    }
                }
                _ => {}
            }
        }
        self.tokens.len()
    }

    fn ties(&self, range: Range<usize>) -> Vec<Tie> {
        let mut found = Vec::new();
        for at in range.clone().filter(|&at| self.tokens[at].kind == TokenKind::Ident) {
            let is_call = self.word(at + 1) == "!";
            let open = if is_call { at + 2 } else { at + 1 };
            let kind = match self.word(at) {
                "cfg" | "cfg_attr" => TieKind::Feature,
                "include" | "include_str" | "include_bytes" if is_call => TieKind::File,
                "env" | "option_env" if is_call => TieKind::Variable,
                _ => continue,
            };
            if !matches!(self.word(open), "(" | "[" | "{") {
                continue;
            }
            let inner = open + 1..self.end(open).min(range.end).max(open + 1);
            match kind {
                TieKind::Feature => found.extend(self.features(inner)),
                TieKind::File | TieKind::Variable => found.extend(self.argument(kind, at, inner)),
            }
        }
        found
    }

    /// Every `feature = "…"`.
    fn features(&self, range: Range<usize>) -> impl Iterator<Item = Tie> {
        let is_feature = |at: &usize| self.word(*at) == "feature" && self.word(at + 1) == "=";
        range.filter(is_feature).filter_map(|at| {
            let name = self.string(at + 2)?.to_owned();
            Some(Tie {
                kind: TieKind::Feature,
                name,
                range: self.tokens[at].range.start..self.tokens[at + 2].range.end,
            })
        })
    }

    /// The first argument of a call.
    fn argument(&self, kind: TieKind, at: usize, inner: Range<usize>) -> Option<Tie> {
        let first = self.tokens.get(inner.start).filter(|_| !inner.is_empty())?;
        let last = &self.tokens[inner.end - 1];
        let name = match self.string(inner.start) {
            Some(name) => name,
            None => &self.text[first.range.start..last.range.end],
        };
        Some(Tie { kind, name: name.to_owned(), range: self.tokens[at].range.start..last.range.end })
    }

    /// What stands between the quotes of a string.
    fn string(&self, at: usize) -> Option<&'t str> {
        let token = self.tokens.get(at)?;
        let TokenKind::Literal { kind, suffix_start } = token.kind else { return None };
        if !matches!(kind, LiteralKind::Str { terminated: true } | LiteralKind::RawStr { n_hashes: Some(_) }) {
            return None;
        }
        let literal = &self.text[token.range.start..token.range.start + suffix_start as usize];
        let open = literal.find('"')?;
        literal.get(open + 1..literal.rfind('"')?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str, braces_after: Option<usize>) -> Vec<String> {
        let word = |kind| match kind {
            TieKind::Feature => "feature",
            TieKind::File => "file",
            TieKind::Variable => "variable",
        };
        ties(text, braces_after).iter().map(|tie| format!("{} {}", word(tie.kind), tie.name)).collect()
    }

    #[test]
    fn what_ties_a_text_to_its_package_is_found() {
        let text = r###"#!/usr/bin/env rust
            #![cfg_attr(not(feature = "std"), no_std)]
            #[cfg(all(unix, any(feature = "a b", feature = r#"raw"#)))] mod unix;
            const A: &str = include_str!("../data/ü.txt");
            const B: &[u8] = ::core::include_bytes! [ concat!(env!("CARGO_MANIFEST_DIR"), "/b") ];
            fn f() -> bool { cfg!(feature = "last",) && option_env!("CI").is_some() }
        "###;
        assert_eq!(
            told(text, None),
            [
                "feature std",
                "feature a b",
                "feature raw",
                "file ../data/ü.txt",
                "file concat!(env!(\"CARGO_MANIFEST_DIR\"), \"/b\")",
                "variable CARGO_MANIFEST_DIR",
                "feature last",
                "variable CI",
            ]
        );
    }

    #[test]
    fn what_only_looks_like_it_is_not() {
        let text = r#"
            // include_str!("a") and #[cfg(feature = "b")]
            /* env!("C") */
            const A: &str = "env!(\"D\")";
            fn include(feature: &str) { let feature = "e"; std::env::var("F"); cfg(feature); include("g"); env }
            #[doc(feature = "h")] struct S { env: u8, cfg: u8 }
        "#;
        assert_eq!(told(text, None), [""; 0]);
        for broken in ["include_str!(", "cfg(feature = ", "env!()", "cfg(feature = \"open", "include!{", "#[cfg(("] {
            assert_eq!(told(broken, None), [""; 0], "{broken}");
        }
    }

    #[test]
    fn only_the_braces_of_an_inline_module_count() {
        let text = "env!(\"A\"); mod inner { fn f() { env!(\"B\"); { env!(\"C\") } } } env!(\"D\");";
        assert_eq!(told(text, Some(text.find("inner").expect("it is there"))), ["variable B", "variable C"]);
        assert_eq!(told("mod inner;", Some(4)), [""; 0]);
    }
}
