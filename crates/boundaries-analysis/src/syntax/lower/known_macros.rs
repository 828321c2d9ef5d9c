//! Macro calls: where their tokens stand, and for the standard library's macros what they mean.
//!
//! The call of any other macro is kept as a range of text. It is read again once name resolution knows which macro it is.

use super::super::nesting::words;
use super::*;
use syn::parse::{ParseStream, Parser};
use syn::punctuated::Punctuated;

impl Lowerer<'_> {
    pub(super) fn macro_call(&mut self, mac: &syn::Macro, position: CallPosition) -> MacroIx {
        let path = self.path(&mac.path);
        let body = self.delimited(mac);
        let holds_items = self.words(body);
        let name = mac.path.segments.last().map(|last| last.ident.to_string()).unwrap_or_default();
        let is_standard = match mac.path.segments.first() {
            Some(first) if mac.path.segments.len() > 1 => {
                ["std", "core", "alloc"].iter().any(|name| first.ident == name)
            }
            _ => true,
        };
        let known = if is_standard { self.known_macro(&name, mac) } else { None };
        let ix = MacroIx::at(index(self.facts.macros.len()));
        let scope = self.scope.unwrap_or(ScopeIx::at(0));
        self.facts.macros.push(MacroCall { path, position, scope, holds_items, body, known });
        ix
    }

    /// Gives every word between a call's delimiters a name, so that reading them again later needs no new names. Tells
    /// whether there are words that declare items.
    pub(super) fn words(&mut self, body: TextRange) -> bool {
        let mut holds_items = false;
        for word in words(self.positions.between(body.start, body.end)) {
            holds_items |= declares_items(word);
            self.written(word);
        }
        holds_items
    }

    /// The text between a call's delimiters.
    pub(super) fn delimited(&self, mac: &syn::Macro) -> TextRange {
        let delimiter = match &mac.delimiter {
            syn::MacroDelimiter::Paren(paren) => paren.span,
            syn::MacroDelimiter::Brace(brace) => brace.span,
            syn::MacroDelimiter::Bracket(bracket) => bracket.span,
        };
        TextRange { start: self.positions.end(delimiter.open()), end: self.positions.start(delimiter.close()) }
    }

    fn known_macro(&mut self, name: &str, mac: &syn::Macro) -> Option<KnownMacro> {
        let tokens = || mac.tokens.clone();
        let (result, format_at) = match name {
            "print" | "println" | "eprint" | "eprintln" => (MacroResult::Unit, Some(0)),
            "format" => (MacroResult::String, Some(0)),
            "format_args" => (MacroResult::Unknown, Some(0)),
            "panic" | "unreachable" | "todo" | "unimplemented" => (MacroResult::Never, Some(0)),
            "write" | "writeln" => (MacroResult::Unknown, Some(1)),
            "assert" | "debug_assert" => (MacroResult::Unit, Some(1)),
            "assert_eq" | "assert_ne" | "debug_assert_eq" | "debug_assert_ne" => (MacroResult::Unit, Some(2)),
            "dbg" => (MacroResult::First, None),
            "vec" => (MacroResult::Vec, None),
            "matches" | "assert_matches" => return self.matches_macro(tokens()),
            "concat" | "stringify" | "include_str" | "env" | "file" | "module_path" => (MacroResult::Str, None),
            "line" | "column" | "cfg" | "option_env" | "include_bytes" | "compile_error" => {
                (MacroResult::Unknown, None)
            }
            _ => return None,
        };
        if matches!(
            name,
            "stringify" | "cfg" | "include_str" | "env" | "option_env" | "include_bytes" | "compile_error"
        ) {
            return Some(KnownMacro { args: List::default(), inline: List::default(), result });
        }
        if name == "vec" {
            let repeat = |input: ParseStream<'_>| {
                let value: syn::Expr = input.parse()?;
                input.parse::<syn::Token![;]>()?;
                Ok((value, input.parse::<syn::Expr>()?))
            };
            if let Ok((value, len)) = repeat.parse2(tokens()) {
                let args = [self.expr(&value), self.expr(&len)];
                let args = self.facts.push_list(args);
                return Some(KnownMacro { args, inline: List::default(), result });
            }
        }
        let args = Punctuated::<syn::Expr, syn::Token![,]>::parse_terminated.parse2(tokens()).ok()?;
        let mut lowered = Vec::new();
        let mut inline = Vec::new();
        let mut named = Vec::new();
        for (at, arg) in args.iter().enumerate() {
            match arg {
                syn::Expr::Assign(assign) if format_at.is_some_and(|format| at > format) => {
                    if let syn::Expr::Path(path) = &*assign.left {
                        named.extend(path.path.get_ident().map(ToString::to_string));
                    }
                    lowered.push(self.expr(&assign.right));
                }
                arg => lowered.push(self.expr(arg)),
            }
        }
        if let Some(syn::Expr::Lit(syn::ExprLit { lit: syn::Lit::Str(text), .. })) =
            format_at.and_then(|format| args.iter().nth(format))
        {
            for name in inline_arguments(&text.value()) {
                if !named.contains(&name) {
                    let token = self.token_at(&name, text.span());
                    let path = self.push_path(false, None, &[Segment { token, args: None }]);
                    inline.push(self.push_expr(Expr::Path(path)));
                }
            }
        }
        let (args, inline) = (self.facts.push_list(lowered), self.facts.push_list(inline));
        Some(KnownMacro { args, inline, result })
    }

    /// `matches!(value, pattern if guard)`, as a `match`.
    fn matches_macro(&mut self, tokens: proc_macro2::TokenStream) -> Option<KnownMacro> {
        let parse = |input: ParseStream<'_>| {
            let value: syn::Expr = input.parse()?;
            input.parse::<syn::Token![,]>()?;
            let pat = syn::Pat::parse_multi_with_leading_vert(input)?;
            let guard = if input.parse::<Option<syn::Token![if]>>()?.is_some() {
                Some(input.parse::<syn::Expr>()?)
            } else {
                None
            };
            input.parse::<proc_macro2::TokenStream>()?;
            Ok((value, pat, guard))
        };
        let (value, pat, guard) = parse.parse2(tokens).ok()?;
        let value = self.expr(&value);
        let pat = self.pat(&pat);
        let guard = guard.map(|guard| self.expr(&guard));
        let body = self.push_expr(Expr::Literal(LiteralKind::Bool));
        let arm = self.push_arm(Arm { pat, guard, body });
        let arms = self.facts.push_list([arm]);
        let value = self.push_expr(Expr::Match { value, arms });
        let args = self.facts.push_list([value]);
        Some(KnownMacro { args, inline: List::default(), result: MacroResult::Bool })
    }
}

/// Whether an item can begin with this word.
pub(super) fn declares_items(word: &str) -> bool {
    matches!(
        word,
        "fn" | "use"
            | "struct"
            | "enum"
            | "union"
            | "trait"
            | "impl"
            | "mod"
            | "static"
            | "const"
            | "type"
            | "macro_rules"
    )
}

/// Whether the standard library has a macro of this name that stands for an expression.
pub(super) fn is_expression_macro(name: &str) -> bool {
    matches!(
        name,
        "print"
            | "println"
            | "eprint"
            | "eprintln"
            | "format"
            | "format_args"
            | "panic"
            | "unreachable"
            | "todo"
            | "unimplemented"
            | "write"
            | "writeln"
            | "assert"
            | "debug_assert"
            | "assert_eq"
            | "assert_ne"
            | "debug_assert_eq"
            | "debug_assert_ne"
            | "dbg"
            | "vec"
            | "matches"
            | "assert_matches"
            | "compile_error"
    )
}

/// The names that a format string mentions: `{name}`, `{name:?}`, `{:width$}`.
fn inline_arguments(format: &str) -> Vec<String> {
    let is_name = |text: &str| {
        text.starts_with(|first: char| first.is_alphabetic() || first == '_')
            && text.chars().all(|letter| letter.is_alphanumeric() || letter == '_')
    };
    let mut names = Vec::new();
    let mut rest = format;
    while let Some(open) = rest.find('{') {
        rest = &rest[open + 1..];
        if let Some(after) = rest.strip_prefix('{') {
            rest = after;
            continue;
        }
        let Some(close) = rest.find('}') else { break };
        let (argument, spec) = rest[..close].split_once(':').unwrap_or((&rest[..close], ""));
        names.extend(is_name(argument.trim()).then(|| argument.trim().to_owned()));
        for part in spec.split('$').rev().skip(1) {
            let start = part.rfind(|letter: char| !(letter.is_alphanumeric() || letter == '_')).map_or(0, |at| at + 1);
            names.extend(is_name(&part[start..]).then(|| part[start..].to_owned()));
        }
        rest = &rest[close + 1..];
    }
    names
}
