//! Tokens whose grammar only their macro knows: what of them reads as Rust, piece by piece.
//!
//! Pieces lie between commas, semicolons and fat arrows. In front of a piece may stand a name (`target: `, `count = `) and
//! the sigils of logging macros. A piece is an expression, a type or a pattern; of any other only its paths are kept.

use proc_macro2::{Delimiter, Spacing, TokenStream, TokenTree};
use syn::parse::{ParseStream, Parser};
use syn::punctuated::Punctuated;

use super::*;

impl Lowerer<'_> {
    /// What the pieces of some tokens mean, as far as they are Rust.
    pub(super) fn loose(&mut self, tokens: TokenStream) -> Vec<ExprIx> {
        let mut found = Vec::new();
        if let Ok((ty, bounds)) = bounded_type.parse2(tokens.clone()) {
            let ty = self.ty(&ty);
            let bounds = self.bounds(&bounds);
            let bounds = self.push_type(Type::Impl(bounds));
            return vec![self.push_expr(Expr::Type(ty)), self.push_expr(Expr::Type(bounds))];
        }
        let mut piece: Vec<TokenTree> = Vec::new();
        let mut tokens = tokens.into_iter().peekable();
        while let Some(token) = tokens.next() {
            let is_end = match &token {
                TokenTree::Punct(punct) => match punct.as_char() {
                    ',' | ';' => true,
                    '=' if punct.spacing() == Spacing::Joint => {
                        tokens.next_if(|next| matches!(next, TokenTree::Punct(next) if next.as_char() == '>')).is_some()
                    }
                    _ => false,
                },
                _ => false,
            };
            if is_end {
                self.piece(std::mem::take(&mut piece), &mut found);
            } else {
                piece.push(token);
            }
        }
        self.piece(piece, &mut found);
        found
    }

    fn piece(&mut self, mut piece: Vec<TokenTree>, found: &mut Vec<ExprIx>) {
        piece.drain(..label(&piece));
        let sigils = piece.iter().take_while(|token| is_punct(token, &['%', '?', '@', '#'])).count();
        piece.drain(..sigils);
        if piece.is_empty() {
            return;
        }
        let tokens: TokenStream = piece.iter().cloned().collect();
        if let Ok(expr) = syn::parse2::<syn::Expr>(tokens.clone()) {
            found.push(self.expr(&expr));
            return;
        }
        if let Ok(ty) = syn::parse2::<syn::Type>(tokens.clone()) {
            let ty = self.ty(&ty);
            found.push(self.push_expr(Expr::Type(ty)));
            return;
        }
        if let Ok(pat) = syn::Pat::parse_multi_with_leading_vert.parse2(tokens) {
            let pat = self.pat(&pat);
            let (value, body) = (self.push_expr(Expr::Other), self.push_expr(Expr::Other));
            let arm = self.push_arm(Arm { pat, guard: None, body });
            let arms = self.facts.push_list([arm]);
            found.push(self.push_expr(Expr::Match { value, arms }));
            return;
        }
        self.paths(piece, found);
    }

    /// The paths among tokens that are no Rust as a whole; groups may be.
    fn paths(&mut self, piece: Vec<TokenTree>, found: &mut Vec<ExprIx>) {
        let mut run: Vec<TokenTree> = Vec::new();
        for token in piece {
            match token {
                TokenTree::Group(group) => {
                    self.path_run(std::mem::take(&mut run), found);
                    if group.delimiter() == Delimiter::Brace
                        && let Ok(statements) = syn::Block::parse_within.parse2(group.stream())
                    {
                        let block = self.block_of(&statements);
                        found.push(self.push_expr(Expr::Block(block)));
                    } else {
                        found.extend(self.loose(group.stream()));
                    }
                }
                TokenTree::Ident(_) => run.push(token),
                _ if is_punct(&token, &[':', '.', '\'', '$', '#']) => run.push(token),
                _ => self.path_run(std::mem::take(&mut run), found),
            }
        }
        self.path_run(run, found);
    }

    /// The paths in a run of names, colons and dots.
    fn path_run(&mut self, run: Vec<TokenTree>, found: &mut Vec<ExprIx>) {
        let read = |input: ParseStream<'_>| {
            let mut paths = Vec::new();
            while !input.is_empty() {
                let fork = input.fork();
                if let Ok(path) = fork.call(syn::Path::parse_mod_style) {
                    syn::parse::discouraged::Speculative::advance_to(input, &fork);
                    paths.push(path);
                } else {
                    // A name behind a dot, a quote or a dollar is a field, a lifetime or a variable.
                    let skipped: TokenTree = input.parse()?;
                    if is_punct(&skipped, &['.', '\'', '$', '#']) && !input.is_empty() {
                        input.parse::<TokenTree>()?;
                    }
                }
            }
            Ok(paths)
        };
        for path in read.parse2(run.into_iter().collect()).unwrap_or_default() {
            self.facts.is_partly_read = true;
            let path = self.path(&path);
            found.push(self.push_expr(Expr::Path(path)));
        }
    }
}

/// `Type: Trait + Trait`, as macros that assert something of types take it.
fn bounded_type(input: ParseStream<'_>) -> syn::Result<(syn::Type, Punctuated<syn::TypeParamBound, syn::Token![+]>)> {
    let ty: syn::Type = input.parse()?;
    input.parse::<syn::Token![:]>()?;
    let bounds = Punctuated::parse_separated_nonempty(input)?;
    input.parse::<Option<syn::Token![,]>>()?;
    Ok((ty, bounds))
}

/// How many tokens at the start are a name for the piece: `name:` or `name =`, the name with dots in it or a literal.
fn label(piece: &[TokenTree]) -> usize {
    let name = piece
        .iter()
        .take_while(|token| matches!(token, TokenTree::Ident(_) | TokenTree::Literal(_)) || is_punct(token, &['.']))
        .count();
    let Some(TokenTree::Punct(mark)) = piece.get(name) else { return 0 };
    // `name = ?value`
    let before_sigil = piece.get(name + 1).is_some_and(|next| is_punct(next, &['%', '?']));
    let is_label = match mark.as_char() {
        ':' => mark.spacing() == Spacing::Alone,
        '=' => mark.spacing() == Spacing::Alone || before_sigil,
        _ => false,
    };
    if name > 0 && is_label { name + 1 } else { 0 }
}

fn is_punct(token: &TokenTree, any: &[char]) -> bool {
    matches!(token, TokenTree::Punct(punct) if any.contains(&punct.as_char()))
}
