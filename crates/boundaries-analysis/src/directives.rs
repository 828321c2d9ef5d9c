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
            Lexed { kind: token.kind, start, end: at }
        })
        .collect();
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
            let (first, last) = next_code(&tokens[index + 1..], text).unwrap_or((token.start, token.start));
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

/// Whether an attribute goes on behind its `#`, and not a name that a macro puts in.
fn is_attribute(behind: &[&Lexed]) -> bool {
    let opens = |token: Option<&&Lexed>| token.is_some_and(|token| token.kind == TokenKind::OpenBracket);
    let is_inner = behind.first().is_some_and(|token| token.kind == TokenKind::Bang);
    opens(behind.get(usize::from(is_inner)))
}

/// The first and the last byte of what a comment speaks of that stands above these tokens.
fn next_code(tokens: &[Lexed], text: &str) -> Option<(usize, usize)> {
    let code: Vec<&Lexed> = tokens.iter().filter(|token| is_code(token.kind)).collect();
    let mut at = 0;
    while code.get(at)?.kind == TokenKind::Pound && is_attribute(&code[at + 1..]) {
        let mut depth = 0_usize;
        loop {
            at += 1;
            match code.get(at)?.kind {
                TokenKind::OpenBracket => depth += 1,
                TokenKind::CloseBracket => depth = depth.saturating_sub(1),
                _ => {}
            }
            if depth == 0 && code[at].kind == TokenKind::CloseBracket {
                break;
            }
        }
        at += 1;
    }
    let first = code[at];
    let is_use = |token: &&&Lexed| &text[token.start..token.end] == "use";
    let is_visibility =
        |token: &Lexed| matches!(&text[token.start..token.end], "pub" | "(" | ")" | "crate" | "super" | "in");
    let begins = code[at..].iter().find(|token| !is_visibility(token)).filter(is_use);
    let last = begins.and_then(|_| code[at..].iter().find(|token| token.kind == TokenKind::Semi));
    Some((first.start, last.map_or(first.start, |last| last.start)))
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
