//! The paths and macro calls among tokens that are no Rust as a whole, and the items that blocks among them declare.
//!
//! Nothing counts unless it is certain. A lone name in lower case may be a local, a field or a label: it is none of the
//! found paths, and hides an item of its name from the macro calls around. What stands behind a dot, a quote or a dollar
//! is no path, and neither is what goes on behind generic arguments.

use proc_macro2::{Delimiter, TokenTree};
use rustc_hash::FxHashSet;

use super::super::super::facts::*;
use super::super::Lowerer;
use super::split::{self, ident, is_path_separator, punct};

/// Tokens that are being read, and where they go.
struct Frame {
    tokens: Vec<TokenTree>,
    at: usize,
    /// Whether statements stand in it.
    is_block: bool,
    /// Whether a statement may begin here.
    is_start: bool,
    /// The block that it is, if it declares items.
    own: Option<OwnBlock>,
    /// Where what only tests compile ends, if it began among these tokens.
    tests_until: Option<usize>,
}

/// A block with items.
struct OwnBlock {
    scope: ScopeIx,
    outer: Option<ScopeIx>,
    items: Vec<ItemIx>,
    /// What the block around had found so far.
    before: Vec<ExprIx>,
}

/// What was found.
#[derive(Default)]
struct Found {
    exprs: Vec<ExprIx>,
    /// Names that may be locals, each once.
    locals: Vec<Token>,
    seen: FxHashSet<Name>,
}

impl Lowerer<'_> {
    /// What these tokens mention and declare, as a block; none where that is nothing. `is_block` tells whether statements
    /// stand in them.
    pub(super) fn words_block(&mut self, tokens: Vec<TokenTree>, is_block: bool, depth: usize) -> Option<BlockIx> {
        let mut found = Found::default();
        let mut open = vec![self.frame(tokens, is_block, &mut found)];
        while let Some(frame) = open.last_mut() {
            if frame.tests_until.is_some_and(|end| frame.at >= end) {
                frame.tests_until = None;
                self.is_in_tests = false;
            }
            if frame.at >= frame.tokens.len() {
                let is_last = open.len() == 1;
                if let Some(frame) = open.pop()
                    && let Some(own) = frame.own
                {
                    self.close(own, is_last, &mut found);
                }
                continue;
            }
            if frame.is_start && frame.own.is_some() && split::is_item(&frame.tokens[frame.at..]) {
                self.item_of(frame, depth);
                continue;
            }
            if let Some((tokens, is_block)) = self.word(frame, &mut found) {
                let frame = self.frame(tokens, is_block, &mut found);
                open.push(frame);
            }
        }
        match found.exprs.as_slice() {
            [] => None,
            // A block of its own that is all there is.
            [only] if found.locals.is_empty() => match self.facts[*only] {
                Expr::Block(block) => Some(block),
                _ => Some(self.words_of(None, found.exprs, found.locals)),
            },
            _ => Some(self.words_of(None, found.exprs, found.locals)),
        }
    }

    fn frame(&mut self, tokens: Vec<TokenTree>, is_block: bool, found: &mut Found) -> Frame {
        let own = (is_block && declares_items(&tokens)).then(|| {
            let scope = self.open_scope(true);
            let outer = self.scope.replace(scope);
            OwnBlock { scope, outer, items: Vec::new(), before: std::mem::take(&mut found.exprs) }
        });
        Frame { tokens, at: 0, is_block, is_start: is_block, own, tests_until: None }
    }

    fn item_of(&mut self, frame: &mut Frame, depth: usize) {
        let rest = &frame.tokens[frame.at..];
        let Some((item, behind)) = split::first_item(rest) else { return };
        if let Some(own) = &mut frame.own {
            self.token_item(&item, self.around(), depth + 1, &mut own.items);
        }
        frame.at = frame.tokens.len() - behind.len();
    }

    fn close(&mut self, own: OwnBlock, is_last: bool, found: &mut Found) {
        self.scope = own.outer;
        self.facts.scopes[own.scope.place() as usize].items = self.facts.push_list(own.items);
        let exprs = std::mem::replace(&mut found.exprs, own.before);
        // The locals of the whole are told once, in front of it.
        let locals = if is_last { std::mem::take(&mut found.locals) } else { Vec::new() };
        let block = self.words_of(Some(own.scope), exprs, locals);
        found.exprs.push(self.push_expr(Expr::Block(block)));
    }

    /// A block of what was found.
    fn words_of(&mut self, scope: Option<ScopeIx>, exprs: Vec<ExprIx>, locals: Vec<Token>) -> BlockIx {
        let mut statements = Vec::new();
        if !locals.is_empty() {
            let names: Vec<_> =
                locals.into_iter().map(|name| self.push_pat(Pat::Ident { name, plain: false, sub: None })).collect();
            let names = self.facts.push_list(names);
            let pat = self.push_pat(Pat::Tuple(names));
            statements.push(Statement::Let { pat, ty: None, value: None, otherwise: None });
        }
        let words = self.facts.push_list(exprs);
        statements.push(Statement::Expr(self.push_expr(Expr::Words(words))));
        let first = index(self.facts.statements.len());
        self.facts.statements.extend(&statements);
        let statements = (first..index(self.facts.statements.len())).map(StatementIx::at);
        let statements = self.facts.push_list(statements);
        let ix = BlockIx::at(index(self.facts.blocks.len()));
        self.facts.blocks.push(Block { scope, statements, has_value: false });
        ix
    }

    /// Reads the next word, path or macro call of a frame; tells the group to go on in, if one stands here.
    fn word(&mut self, frame: &mut Frame, found: &mut Found) -> Option<(Vec<TokenTree>, bool)> {
        let at = frame.at;
        frame.is_start = false;
        match &frame.tokens[at] {
            TokenTree::Group(group) => {
                frame.at += 1;
                let is_braced = group.delimiter() == Delimiter::Brace;
                frame.is_start = frame.is_block && is_braced;
                return Some((split::collected(group.stream()), is_braced));
            }
            TokenTree::Ident(_) => self.name_at(frame, found),
            token => {
                let attributes = split::attributes(&frame.tokens[at..]);
                frame.is_start = frame.is_block && (punct(token) == Some(';') || attributes > 0);
                frame.at += attributes.max(1);
                if attributes > 0 {
                    self.guard(frame, at);
                }
            }
        }
        None
    }

    /// Heeds the attributes between a place and where a frame is now. They guard what stands behind them up to the end of the
    /// statement, and where there is none, up to the end of the brackets: rather too much than too little, as what they
    /// guard is no coupling of other code.
    fn guard(&mut self, frame: &mut Frame, start: usize) {
        let cfg = self.cfg(&self.parsed_attributes(&frame.tokens[start..frame.at]));
        if cfg.is_some_and(|cfg| !cfg.test || self.is_in_tests) {
            return;
        }
        let is_of_all = frame.tokens.get(start + 1).and_then(punct) == Some('!');
        let len = match &frame.tokens[frame.at..] {
            behind if is_of_all => behind.len(),
            [first, ..] if frame.is_block && split::group(first, Delimiter::Brace).is_some() => 1,
            behind => behind.iter().position(|token| punct(token) == Some(';')).map_or(behind.len(), |at| at + 1),
        };
        let end = frame.at + len;
        if cfg.is_none() {
            frame.at = end;
            return;
        }
        let (first, last) = (frame.tokens[start].span(), frame.tokens[end - 1].span());
        let part = TextRange { start: self.positions.start(first), end: self.positions.end(last) };
        self.facts.of_tests.push(part);
        self.is_in_tests = true;
        frame.tests_until = Some(end);
    }

    fn name_at(&mut self, frame: &mut Frame, found: &mut Found) {
        let (tokens, start) = (&frame.tokens, frame.at);
        let (names, end) = path(tokens, start);
        frame.at = end;
        let before = |back: usize| start.checked_sub(back).map(|at| &tokens[at]);
        let mark = |back: usize| before(back).and_then(punct);
        let is_range = mark(2) == Some('.');
        if matches!(mark(1), Some('\'' | '$')) || mark(1) == Some('.') && !is_range {
            return;
        }
        let is_global = mark(1) == Some(':') && mark(2) == Some(':');
        let is_rest = match before(3) {
            None => false,
            Some(TokenTree::Punct(mark)) => mark.as_char() == '>',
            Some(_) => true,
        };
        if is_global && is_rest {
            // The rest of a path that started elsewhere.
            return;
        }
        let [first, others @ ..] = names.as_slice() else { return };
        let text = first.to_string();
        if is_keyword(&text) || before(1).is_some_and(declares) && mark(2) != Some('*') {
            return;
        }
        let next = tokens.get(end);
        if let (Some(bang), Some(TokenTree::Group(group))) = (next, tokens.get(end + 1))
            && punct(bang) == Some('!')
        {
            let group = group.clone();
            let call = self.token_call(&tokens[start..end], is_global, &group, CallPosition::Expr);
            found.exprs.push(self.push_expr(Expr::Macro(call)));
            frame.at = end + 2;
            return;
        }
        if others.is_empty() {
            let is_followed_by = |marks: &[char]| next.and_then(punct).is_some_and(|mark| marks.contains(&mark));
            if text.starts_with(char::is_uppercase) {
                // The name of an associated type, a field, a constant that is assigned to, or a binding.
                let is_separator = is_path_separator(tokens, end);
                let is_certain = text != "Self" && (is_separator || !is_followed_by(&['=', ':', '@']));
                if !is_certain {
                    return;
                }
            } else {
                let is_called =
                    matches!(next, Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Parenthesis);
                if !is_called && !is_followed_by(&['!']) {
                    let token = self.token(first);
                    if found.seen.insert(token.name) {
                        found.locals.push(token);
                    }
                }
                return;
            }
        }
        let path = self.token_path(&tokens[start..end], is_global);
        found.exprs.push(self.push_expr(Expr::Path(path)));
    }

    /// A path of plain names.
    pub(super) fn token_path(&mut self, tokens: &[TokenTree], is_global: bool) -> PathIx {
        let names = tokens.iter().filter_map(|token| ident(Some(token)));
        let segments: Vec<_> = names.map(|name| Segment { token: self.token(name), args: None }).collect();
        self.push_path(is_global, None, &segments)
    }

    /// A macro call, by the tokens of its path and what stands behind the exclamation mark.
    pub(super) fn token_call(
        &mut self,
        path: &[TokenTree],
        is_global: bool,
        body: &proc_macro2::Group,
        position: CallPosition,
    ) -> MacroIx {
        let bang = proc_macro2::Punct::new('!', proc_macro2::Spacing::Alone);
        let call: Vec<_> =
            path.iter().cloned().chain([TokenTree::Punct(bang), TokenTree::Group(body.clone())]).collect();
        if !is_global && let Some(mac) = self.parsed_tokens::<syn::Macro>(&call) {
            return self.macro_call(&mac, position);
        }
        let path = self.token_path(path, is_global);
        let range = self.between(body);
        let holds_items = self.words(range);
        let ix = MacroIx::at(index(self.facts.macros.len()));
        let scope = self.scope.unwrap_or(ScopeIx::at(0));
        self.facts.macros.push(MacroCall { path, position, scope, holds_items, body: range, known: None });
        ix
    }
}

/// Whether the statements of a block begin with items somewhere.
fn declares_items(tokens: &[TokenTree]) -> bool {
    let mut is_start = true;
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        if is_start && split::is_item(&tokens[at..]) {
            return true;
        }
        let attributes = split::attributes(&tokens[at..]);
        is_start = attributes > 0
            || punct(token) == Some(';')
            || matches!(token, TokenTree::Group(group) if group.delimiter() == Delimiter::Brace);
        at += attributes.max(1);
    }
    false
}

/// The names of the path that starts here, and where it ends.
fn path(tokens: &[TokenTree], start: usize) -> (Vec<proc_macro2::Ident>, usize) {
    let mut names = Vec::new();
    let mut at = start;
    while let Some(name) = ident(tokens.get(at)) {
        names.push(name.clone());
        at += 1;
        if !is_path_separator(tokens, at) || ident(tokens.get(at + 2)).is_none() || is_keyword(&name.to_string()) {
            break;
        }
        at += 2;
    }
    (names, at)
}

/// Whether the word in front of a name makes it a declaration.
fn declares(token: &TokenTree) -> bool {
    ident(Some(token)).is_some_and(|word| {
        ["fn", "struct", "enum", "union", "trait", "mod", "type", "const", "static", "macro", "crate"]
            .iter()
            .any(|keyword| word == keyword)
    })
}

/// Words that begin no path and name no local.
fn is_keyword(word: &str) -> bool {
    matches!(
        word,
        "_" | "as"
            | "async"
            | "await"
            | "break"
            | "const"
            | "continue"
            | "dyn"
            | "else"
            | "enum"
            | "extern"
            | "false"
            | "fn"
            | "for"
            | "if"
            | "impl"
            | "in"
            | "let"
            | "loop"
            | "match"
            | "mod"
            | "move"
            | "mut"
            | "pub"
            | "ref"
            | "return"
            | "static"
            | "struct"
            | "trait"
            | "true"
            | "type"
            | "unsafe"
            | "use"
            | "where"
            | "while"
            | "yield"
    )
}
