//! Finds comments that are addressed to the tool, with the lines of code they speak of.
//!
//! A real lexer tells comments from strings. A comment behind code speaks of its own line. One that stands alone speaks of
//! the next line of code, attributes passed over; where a `use` begins there, of all its lines, since rustfmt breaks long
//! ones.

use boundaries_graph::{Directive, FileId, SourceMap};
use ra_ap_rustc_lexer::{FrontmatterAllowed, TokenKind, strip_shebang, tokenize};
use rayon::prelude::*;

/// What such a comment begins with.
const MARK: &str = "boundaries:";

/// The comments of all sources, by file and place.
#[must_use]
pub fn directives(sources: &SourceMap) -> Vec<Directive> {
    let files: Vec<FileId> = sources.files().map(|(id, _)| id).collect();
    directives_in(sources, &files)
}

/// The comments of these files.
#[must_use]
pub fn directives_in(sources: &SourceMap, files: &[FileId]) -> Vec<Directive> {
    let of_file = |&id: &FileId| {
        let file = sources.file(id);
        // What `include!` brings in may be called anything.
        let is_rust = file.path().extension() != Some("toml");
        if is_rust && file.text().contains(MARK) { in_file(sources, id, file.text()) } else { Vec::new() }
    };
    files.par_iter().flat_map_iter(of_file).collect()
}

struct Lexed {
    kind: TokenKind,
    start: usize,
    end: usize,
    is_use: bool,
}

fn in_file(sources: &SourceMap, id: FileId, text: &str) -> Vec<Directive> {
    let marked = text.strip_prefix('\u{feff}').unwrap_or(text);
    // A quote in the line that names an interpreter would make a string of what follows.
    let marked = strip_shebang(marked).map_or(marked, |line| &marked[line..]);
    let mut at = text.len() - marked.len();
    let tokens: Vec<Lexed> = tokenize(marked, FrontmatterAllowed::Yes)
        .map(|token| {
            let start = at;
            at += token.len as usize;
            Lexed { kind: token.kind, start, end: at, is_use: &text[start..at] == "use" }
        })
        .collect();
    let ahead = Ahead::of(&tokens, text);
    let mut found = Vec::new();
    for (index, token) in tokens.iter().enumerate() {
        let Some(said) = comment(token, text).and_then(|said| said.strip_prefix(MARK)) else { continue };
        let span = sources.span(id, token.start..token.end);
        let code_before = tokens[..index]
            .iter()
            .rev()
            .take_while(|before| !text[before.start..before.end].contains('\n'))
            .any(|before| is_code(before.kind));
        let line_of = |byte: usize| sources.span(id, byte..byte).line;
        let lines = if code_before {
            span.line..=span.line
        } else {
            let (first, last) = ahead.code_behind(index).unwrap_or((token.start, token.start));
            line_of(first)..=line_of(last)
        };
        found.push(Directive { span, text: said.trim().to_owned(), lines });
    }
    found
}

/// What a comment says that documents nothing.
fn comment<'t>(token: &Lexed, text: &'t str) -> Option<&'t str> {
    let whole = &text[token.start..token.end];
    match token.kind {
        TokenKind::LineComment { doc_style: None } => Some(whole.trim_start_matches('/').trim()),
        TokenKind::BlockComment { doc_style: None, terminated: true } => {
            Some(whole.trim_start_matches("/*").trim_end_matches("*/").trim())
        }
        _ => None,
    }
}

fn is_code(kind: TokenKind) -> bool {
    !matches!(kind, TokenKind::Whitespace | TokenKind::LineComment { .. } | TokenKind::BlockComment { .. })
}

/// What comes behind each place of a file, found in one pass from its end: a file may hold as many comments as there is
/// code behind them.
struct Ahead<'t> {
    /// The tokens that are code, each with its number among all.
    code: Vec<(usize, &'t Lexed)>,
    /// For each of them, where what stands there begins once its attributes are passed over; the length where it is cut
    /// off.
    begins: Vec<usize>,
    /// For each of them, the next one, from itself on, that is part of no visibility, and the next semicolon.
    bare: Vec<usize>,
    semicolon: Vec<usize>,
}

impl<'t> Ahead<'t> {
    fn of(tokens: &'t [Lexed], text: &str) -> Self {
        let code: Vec<_> = tokens.iter().enumerate().filter(|(_, token)| is_code(token.kind)).collect();
        let end = code.len();
        let closing = closing_brackets(&code);
        let (mut begins, mut bare, mut semicolon) = (vec![end; end + 1], vec![end; end + 1], vec![end; end + 1]);
        for at in (0..end).rev() {
            let (_, token) = code[at];
            let is_visibility = matches!(&text[token.start..token.end], "pub" | "(" | ")" | "crate" | "super" | "in");
            bare[at] = if is_visibility { bare[at + 1] } else { at };
            semicolon[at] = if token.kind == TokenKind::Semi { at } else { semicolon[at + 1] };
            begins[at] = match attribute(&code, at) {
                Some(bracket) => closing[bracket].map_or(end, |close| begins[close + 1]),
                None => at,
            };
        }
        Self { code, begins, bare, semicolon }
    }

    /// The first and the last byte of what a comment speaks of that stands above the code behind it.
    fn code_behind(&self, comment: usize) -> Option<(usize, usize)> {
        let next = self.code.partition_point(|(number, _)| *number <= comment);
        let at = self.begins[next];
        let (_, first) = self.code.get(at)?;
        let is_use = self.code.get(self.bare[at]).is_some_and(|(_, token)| token.is_use);
        let last = self.code.get(self.semicolon[at]).filter(|_| is_use);
        Some((first.start, last.map_or(first.start, |(_, last)| last.start)))
    }
}

/// The bracket of the attribute that begins at a token; none for a `#` behind which a macro puts a name in.
fn attribute(code: &[(usize, &Lexed)], at: usize) -> Option<usize> {
    let is = |at: usize, kind: TokenKind| code.get(at).is_some_and(|(_, token)| token.kind == kind);
    let bracket = at + 1 + usize::from(is(at + 1, TokenKind::Bang));
    (is(at, TokenKind::Pound) && is(bracket, TokenKind::OpenBracket)).then_some(bracket)
}

/// For each opening bracket, the one that closes it.
fn closing_brackets(code: &[(usize, &Lexed)]) -> Vec<Option<usize>> {
    let (mut closing, mut open) = (vec![None; code.len()], Vec::new());
    for (at, (_, token)) in code.iter().enumerate() {
        match token.kind {
            TokenKind::OpenBracket => open.push(at),
            TokenKind::CloseBracket => {
                if let Some(opened) = open.pop() {
                    closing[opened] = Some(at);
                }
            }
            _ => {}
        }
    }
    closing
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<(String, u32, u32)> {
        let mut sources = SourceMap::default();
        sources.add("src/lib.rs", text);
        let all = directives(&sources);
        all.into_iter().map(|found| (found.text, *found.lines.start(), *found.lines.end())).collect()
    }

    #[test]
    fn a_comment_speaks_of_its_line_or_of_the_code_below() {
        assert_eq!(found("use a::B; // boundaries: x\nfn f() {}\n"), [("x".to_owned(), 1, 1)]);
        assert_eq!(found("// boundaries: x\nfn f() {}\n"), [("x".to_owned(), 2, 2)]);
        assert_eq!(found("/* boundaries: x */ fn f() {}\n"), [("x".to_owned(), 1, 1)]);
        assert_eq!(
            found("\u{feff}// boundaries: x\n// and why\n\n#[cfg(a[0])]\n#[b]\nfn f() {}\n"),
            [("x".to_owned(), 6, 6)]
        );
        assert_eq!(
            found("// boundaries: x\npub(crate) use a::{\n  B,\n  C,\n};\nfn f() {}\n"),
            [("x".to_owned(), 2, 5)]
        );
        assert_eq!(found("quote! {\n// boundaries: x\n#a::b(c[0]);\nd\n}\n"), [("x".to_owned(), 3, 3)]);
    }

    #[test]
    fn a_comment_above_nothing_speaks_of_itself() {
        assert_eq!(found("fn f() {}\n// boundaries: x\n"), [("x".to_owned(), 2, 2)]);
        assert_eq!(found("// boundaries: x\n#["), [("x".to_owned(), 1, 1)]);
        assert_eq!(found("\n// boundaries: x"), [("x".to_owned(), 2, 2)]);
    }

    #[test]
    fn what_names_an_interpreter_is_no_rust() {
        assert_eq!(found("#!/bin/run \"it's\n// boundaries: x\nf();\n"), [("x".to_owned(), 3, 3)]);
        assert_eq!(found("#![allow(a)] // boundaries: x\n"), [("x".to_owned(), 1, 1)]);
    }

    #[test]
    fn included_files_may_be_called_anything_and_manifests_are_no_rust() {
        let mut sources = SourceMap::default();
        sources.add("src/table.in", "// boundaries: x\nf();\n");
        sources.add("Cargo.toml", "// boundaries: x\nf();\n");
        assert_eq!(directives(&sources).len(), 1);
    }

    #[test]
    fn strings_and_documentation_are_no_comments() {
        for text in [
            "const A: &str = \"// boundaries: x\";\n",
            "const A: &str = r#\"\n// boundaries: x\n\"#;\n",
            "/// boundaries: x\nfn f() {}\n",
            "//! boundaries: x\nfn f() {}\n",
            "/** boundaries: x */\nfn f() {}\n",
            "// the boundaries: x\nfn f() {}\n",
            "/* boundaries: x",
        ] {
            assert_eq!(found(text), [], "{text}");
        }
    }
}
