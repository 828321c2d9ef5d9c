//! Facts of a text that the parser refuses, or that nests too deeply for it, read from its tokens.
//!
//! The text is split into items. Each that the parser takes by itself is lowered like any other, so that one mistake costs
//! one item. Of the others their declaration is kept, their members are tried one by one, and of what remains the paths
//! and macro calls. Nothing here recurses into brackets but items in items, and those only [`MAX_ITEM_DEPTH`] deep.

mod members;
mod split;
mod words;

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};
use syn::parse::{Parse, ParseStream, Parser};

use super::super::nesting;
use super::*;
use split::{Kind, Parts, ident};

/// How deeply refused items may stand in each other.
const MAX_ITEM_DEPTH: usize = 64;

impl Lowerer<'_> {
    /// The items of a file.
    pub(crate) fn lower_tokens(mut self, tokens: TokenStream) -> FileFacts {
        let tokens = split::collected(tokens);
        let scope = self.open_scope(false);
        self.scope = Some(scope);
        let mut found = Vec::new();
        let (attributes, rest) = self.inner_attributes(&tokens);
        if let Some(cfg) = self.cfg(&attributes) {
            self.facts.cfg = cfg;
            for item in split::items(rest) {
                self.token_item(&item, Cfg::default(), 0, &mut found);
            }
        }
        self.facts.scopes[scope.place() as usize].items = self.facts.push_list(found);
        self.finish()
    }

    /// One item: as the parser has it, else by its tokens.
    fn token_item(&mut self, item: &Parts<'_>, outer: Cfg, depth: usize, found: &mut Vec<ItemIx>) {
        if depth > MAX_ITEM_DEPTH {
            return;
        }
        if let Some(parsed) = self.parsed_tokens::<syn::Item>(item.whole) {
            return self.item(&parsed, outer, found);
        }
        if split::lists_too_many(item.rest, self.facts.conditions.nesting) {
            return;
        }
        let attributes = self.parsed_attributes(item.attributes);
        self.guarded(&attributes, |this, cfg| this.refused_item(item, &attributes, cfg.within(outer), depth, found));
    }

    fn refused_item(
        &mut self,
        item: &Parts<'_>,
        attributes: &[syn::Attribute],
        cfg: Cfg,
        depth: usize,
        found: &mut Vec<ItemIx>,
    ) {
        let attrs = self.attrs(attributes);
        let vis = self.parsed_tokens::<syn::Visibility>(item.vis).map_or(Vis::Private, |vis| self.vis(&vis));
        let Some(name) = ident(item.behind.first()).filter(|_| item.kind != Kind::Impl) else {
            return self.nameless(item, cfg, attrs, vis, depth, found);
        };
        let token = self.token(name);
        let kind = match item.kind {
            Kind::Fn => {
                let kind = attributes::proc_macro_kind(attributes, &self.facts.conditions);
                let function = ItemKind::Fn(self.token_function(item, depth));
                if let Some((kind, derive)) = kind {
                    found.push(self.push_item(token, Vis::Private, cfg, attrs, function));
                    let name = derive.as_ref().map_or(token, |ident| self.token(ident));
                    found.push(self.push_item(name, Vis::Public, cfg, Attrs::default(), ItemKind::ProcMacro(kind)));
                    return;
                }
                function
            }
            Kind::Mod => {
                let body = item.behind.last().and_then(|last| split::group(last, Delimiter::Brace));
                let tokens = body.map(|body| split::collected(body.stream())).unwrap_or_default();
                let (inner, rest) = self.inner_attributes(&tokens);
                let Some(cfg) = self.cfg(&inner).map(|inner| inner.within(cfg)) else { return };
                let path = attributes::path_of(attributes, &self.facts.conditions).map(|path| self.name(&path));
                let macro_use = attributes::has(attributes, "macro_use");
                let scope = body.map(|_| self.module_of(rest, depth));
                found.push(self.push_item(token, vis, cfg, attrs, ItemKind::Mod { scope, path, macro_use }));
                return;
            }
            Kind::Struct | Kind::Union => {
                let generics = self.token_generics(item.behind);
                let (fields, shape) = self.token_fields(item.behind);
                match item.kind {
                    Kind::Struct => ItemKind::Struct { generics, fields, shape },
                    _ => ItemKind::Union { generics, fields },
                }
            }
            Kind::Enum => {
                let generics = self.token_generics(item.behind);
                ItemKind::Enum { generics, variants: self.token_variants(item.behind) }
            }
            Kind::Trait => {
                let header: Option<syn::ItemTrait> = self.header(item.rest);
                let (generics, supers) = match &header {
                    Some(header) => (self.generics(&header.generics), self.bounds(&header.supertraits)),
                    None => (self.token_generics(item.behind), List::default()),
                };
                let items = self.token_members::<syn::TraitItem>(item.behind, cfg, depth, found);
                ItemKind::Trait { generics, supers, items }
            }
            Kind::Const => {
                let (ty, value) = self.token_value(&item.behind[1..], depth);
                ItemKind::Const { generics: Generics::default(), ty: Some(ty), value }
            }
            Kind::Static => {
                // `static mut NAME`
                let name = usize::from(name == "mut");
                let Some(ident) = ident(item.behind.get(name)) else { return };
                let token = self.token(ident);
                let (ty, value) = self.token_value(&item.behind[name + 1..], depth);
                found.push(self.push_item(token, vis, cfg, attrs, ItemKind::Static { ty, value }));
                return;
            }
            Kind::Alias => {
                let generics = self.token_generics(item.behind);
                ItemKind::Alias { generics, bounds: List::default(), aliased: None }
            }
            Kind::MacroRules => {
                let Some(body) = group(item.behind) else { return };
                let (exported, range) = (attributes::has(attributes, "macro_export"), self.between(body));
                let holds_items = self.words(range);
                ItemKind::MacroRules { exported, body: range, holds_items }
            }
            Kind::ExternCrate => {
                let alias = match item.behind {
                    [_, as_, alias, ..] if split::is_word(as_, "as") => ident(Some(alias)),
                    _ => None,
                };
                let alias = alias.map(|alias| self.token(alias));
                ItemKind::ExternCrate { alias, macro_use: attributes::has(attributes, "macro_use") }
            }
            Kind::Use | Kind::Impl | Kind::ForeignMod | Kind::Other => {
                return self.nameless(item, cfg, attrs, vis, depth, found);
            }
        };
        let rest = match item.kind {
            Kind::Struct | Kind::Union | Kind::Enum | Kind::Alias => Some(&item.behind[1..]),
            _ => None,
        };
        found.push(self.push_item(token, vis, cfg, attrs, kind));
        if let Some(rest) = rest {
            self.loose_item(rest, cfg, depth, found);
        }
    }

    /// An item that declares no name of its own.
    fn nameless(&mut self, item: &Parts<'_>, cfg: Cfg, attrs: Attrs, vis: Vis, depth: usize, found: &mut Vec<ItemIx>) {
        let Some(first) = item.rest.first() else { return };
        let name = self.token_at("_", first.span());
        match item.kind {
            Kind::Use => {
                let leaves = self.token_use(item.behind);
                found.push(self.push_item(name, vis, cfg, attrs, ItemKind::Use(leaves)));
            }
            Kind::Impl => match self.impl_header(item.rest) {
                Some(header) => {
                    let generics = self.generics(&header.generics);
                    let of = header.trait_.as_ref().map(|(path, _)| self.path(path));
                    let self_type = self.ty(&header.self_ty);
                    let items = self.token_members::<syn::ImplItem>(item.behind, cfg, depth, found);
                    let kind = ItemKind::Impl { generics, of, self_type, items };
                    found.push(self.push_item(name, Vis::Private, cfg, attrs, kind));
                }
                None => self.loose_item(item.behind, cfg, depth, found),
            },
            Kind::ForeignMod => {
                if let Some(body) = group(item.behind) {
                    for item in split::items(&split::collected(body.stream())) {
                        match self.parsed_tokens::<syn::ForeignItem>(item.whole) {
                            Some(parsed) => found.extend(parsed.lower(self, cfg)),
                            None => self.token_item(&item, cfg, depth + 1, found),
                        }
                    }
                }
            }
            _ => match macro_call(item.rest) {
                Some((path, body)) => {
                    let call = self.token_call(path, false, body, CallPosition::Item);
                    found.push(self.push_item(name, Vis::Private, cfg, attrs, ItemKind::MacroCall(call)));
                }
                None => self.loose_item(item.rest, cfg, depth, found),
            },
        }
    }

    /// What tokens mention that belong to no item of their own, as a constant without a name.
    fn loose_item(&mut self, tokens: &[TokenTree], cfg: Cfg, depth: usize, found: &mut Vec<ItemIx>) {
        let Some(first) = tokens.first() else { return };
        let generics = self.token_generics(tokens);
        if let Some(block) = self.words_block(tokens.to_vec(), false, depth) {
            let name = self.token_at("_", first.span());
            let value = Some(self.push_expr(Expr::Block(block)));
            let kind = ItemKind::Const { generics, ty: None, value };
            found.push(self.push_item(name, Vis::Private, cfg, Attrs::default(), kind));
        }
    }

    /// The items between the braces of a module.
    fn module_of(&mut self, tokens: &[TokenTree], depth: usize) -> ScopeIx {
        let scope = self.open_scope(false);
        let before = self.scope.replace(scope);
        let mut found = Vec::new();
        for item in split::items(tokens) {
            self.token_item(&item, Cfg::default(), depth + 1, &mut found);
        }
        self.scope = before;
        self.facts.scopes[scope.place() as usize].items = self.facts.push_list(found);
        scope
    }

    /// What the parser makes of some tokens, if they do not nest too deeply for it.
    fn parsed_tokens<T: Parse>(&self, tokens: &[TokenTree]) -> Option<T> {
        if self.is_too_deep(tokens) { None } else { syn::parse2(split::stream(tokens)).ok() }
    }

    /// Attributes, each by itself. Of one that nests too deeply nobody knows what it says: if it may be a condition, what it
    /// guards counts as code of tests, which accuses nobody.
    fn parsed_attributes(&self, tokens: &[TokenTree]) -> Vec<syn::Attribute> {
        let either = |input: ParseStream<'_>| match input.peek2(syn::Token![!]) {
            true => syn::Attribute::parse_inner(input),
            false => syn::Attribute::parse_outer(input),
        };
        let parsed = |one: &[TokenTree]| match self.is_too_deep(one) {
            false => either.parse2(split::stream(one)).unwrap_or_default(),
            true => split::of_tests(one).and_then(|one| either.parse2(one).ok()).unwrap_or_default(),
        };
        split::each_attribute(tokens).flat_map(parsed).collect()
    }

    /// The attributes of what is around, at the start of some tokens, and the rest.
    fn inner_attributes<'t>(&self, tokens: &'t [TokenTree]) -> (Vec<syn::Attribute>, &'t [TokenTree]) {
        let is_inner = |at: &usize| tokens.get(at + 1).is_some_and(|mark| split::punct(mark) == Some('!'));
        let count = (0..split::attributes(tokens)).step_by(3).take_while(is_inner).count();
        let (inner, rest) = tokens.split_at(count * 3);
        (self.parsed_attributes(inner), rest)
    }

    fn is_too_deep(&self, tokens: &[TokenTree]) -> bool {
        let (Some(first), Some(last)) = (tokens.first(), tokens.last()) else { return false };
        let (start, end) = (self.positions.start(first.span()), self.positions.end(last.span()));
        nesting::depth(self.positions.between(start, end)) > self.facts.conditions.nesting
    }

    /// The text between the delimiters of a group.
    fn between(&self, group: &Group) -> TextRange {
        TextRange { start: self.positions.end(group.span_open()), end: self.positions.start(group.span_close()) }
    }
}

/// The path and the arguments of a macro call that some tokens are.
fn macro_call(tokens: &[TokenTree]) -> Option<(&[TokenTree], &Group)> {
    let bang = tokens.iter().position(|token| split::punct(token) == Some('!'))?;
    let (path, rest) = tokens.split_at(bang);
    let is_path = path.iter().enumerate().all(|(at, token)| match at % 3 {
        0 => ident(Some(token)).is_some(),
        _ => split::punct(token) == Some(':'),
    });
    match rest.get(1) {
        Some(TokenTree::Group(body)) if is_path && path.len() % 3 == 1 => Some((path, body)),
        _ => None,
    }
}

/// The first group among some tokens.
fn group(tokens: &[TokenTree]) -> Option<&Group> {
    tokens.iter().find_map(|token| match token {
        TokenTree::Group(group) => Some(group),
        _ => None,
    })
}
