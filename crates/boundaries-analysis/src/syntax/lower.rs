//! Lowers syn's trees to [`FileFacts`]: the walk over items. Their members, bodies, types and patterns have
//! files of their own.

mod attributes;
mod bodies;
mod guards;
mod known_macros;
mod loose;
mod members;
mod patterns;
mod tokens;
mod types;

use std::borrow::Cow;

use indexmap::IndexSet;
use proc_macro2::{Ident, Span};
use rustc_hash::FxBuildHasher;
use smallvec::SmallVec;

use std::sync::Arc;

use super::facts::*;
use super::position::Positions;
use crate::conditions::Conditions;
use members::Member;

/// Turns trees into facts, one table entry at a time.
pub(crate) struct Lowerer<'t> {
    facts: FileFacts,
    /// Most are borrowed from the text.
    names: IndexSet<Cow<'t, str>, FxBuildHasher>,
    positions: Positions<'t>,
    scope: Option<ScopeIx>,
    /// Whether only tests compile what is being lowered.
    is_in_tests: bool,
}

impl<'t> Lowerer<'t> {
    pub(crate) fn new(positions: Positions<'t>, conditions: &Arc<Conditions>) -> Self {
        let facts = FileFacts { conditions: Arc::clone(conditions), ..FileFacts::default() };
        Self { facts, names: IndexSet::default(), positions, scope: None, is_in_tests: false }
    }

    /// The items of a file, or of a macro call in item position.
    pub(crate) fn lower_file(mut self, file: &syn::File) -> FileFacts {
        let guard = self.cfg(&file.attrs);
        self.facts.cfg = guard.unwrap_or_default();
        let items = if guard.is_some() { file.items.as_slice() } else { &[] };
        self.module_scope(items);
        self.finish()
    }

    /// The statements of a macro call in a body.
    pub(crate) fn lower_statements(mut self, statements: &[syn::Stmt]) -> FileFacts {
        self.module_scope(&[]);
        let block = self.block_of(statements);
        self.facts.fragment = Some(block);
        self.finish()
    }

    /// The type that a macro call in type position stands for.
    pub(crate) fn lower_type(mut self, ty: &syn::Type) -> FileFacts {
        self.module_scope(&[]);
        let ty = self.ty(ty);
        self.facts.fragment_type = Some(ty);
        self.finish()
    }

    /// The pieces of a macro call whose grammar is not known.
    pub(crate) fn lower_loose(mut self, tokens: proc_macro2::TokenStream) -> FileFacts {
        self.module_scope(&[]);
        let pieces = self.loose(tokens);
        self.facts.pieces = self.facts.push_list(pieces);
        self.finish()
    }

    /// The pattern that a macro call in pattern position stands for.
    pub(crate) fn lower_pattern(mut self, pat: &syn::Pat) -> FileFacts {
        self.module_scope(&[]);
        let pat = self.pat(pat);
        self.facts.fragment_pat = Some(pat);
        self.finish()
    }

    fn finish(mut self) -> FileFacts {
        self.facts.of_tests.sort_unstable_by_key(|part| part.start);
        // What the parser refuses may be read twice.
        self.facts.of_tests.dedup_by(|part, before| {
            let is_inside = part.start < before.end;
            if is_inside {
                before.end = before.end.max(part.end);
            }
            is_inside
        });
        self.facts.names = self.names.iter().map(|name| &**name).collect();
        self.facts
    }

    fn name(&mut self, text: &str) -> Name {
        let text = text.strip_prefix("r#").unwrap_or(text);
        let at = match self.names.get_index_of(text) {
            Some(at) => at,
            None => self.names.insert_full(Cow::Owned(text.to_owned())).0,
        };
        Name(index(at))
    }

    /// The same for a plain word of the text.
    fn written(&mut self, word: &'t str) -> Name {
        Name(index(self.names.insert_full(Cow::Borrowed(word)).0))
    }

    fn token(&mut self, ident: &Ident) -> Token {
        let at = self.positions.start(ident.span());
        // Nearly always the word stands in the text as it is; making a new text of each costs more than comparing.
        let word = self.positions.word(at);
        let name = if ident == word { self.written(word) } else { self.name(&ident.to_string()) };
        Token { name, at }
    }

    fn token_at(&mut self, text: &str, span: Span) -> Token {
        let at = self.positions.start(span);
        Token { name: self.name(text), at }
    }

    fn module_scope<'i>(&mut self, items: impl IntoIterator<Item = &'i syn::Item>) -> ScopeIx {
        let scope = self.open_scope(false);
        let before = self.scope.replace(scope);
        let mut found = Vec::new();
        for item in items {
            self.item(item, Cfg::default(), &mut found);
        }
        self.scope = before;
        self.facts.scopes[scope.place() as usize].items = self.facts.push_list(found);
        scope
    }

    fn open_scope(&mut self, is_block: bool) -> ScopeIx {
        let scope = ScopeIx::at(index(self.facts.scopes.len()));
        self.facts.scopes.push(Scope { items: List::default(), parent: self.scope, is_block });
        scope
    }

    fn push_item(&mut self, name: Token, vis: Vis, cfg: Cfg, attrs: Attrs, kind: ItemKind) -> ItemIx {
        let ix = ItemIx::at(index(self.facts.items.len()));
        self.facts.items.push(Item { name, vis, cfg, attrs, kind });
        ix
    }

    fn item(&mut self, item: &syn::Item, outer: Cfg, found: &mut Vec<ItemIx>) {
        let Some(head) = head_of(item) else { return };
        self.guarded(head.0, |this, cfg| this.item_with(head, item, cfg.within(outer), found));
    }

    fn item_with(&mut self, head: Head<'_>, item: &syn::Item, cfg: Cfg, found: &mut Vec<ItemIx>) {
        use syn::Item as I;
        let (attributes, vis, ident) = head;
        let attrs = self.attrs(attributes);
        let name = match ident {
            Some(ident) => self.token(ident),
            None => self.anonymous(item),
        };
        let vis = vis.map_or(Vis::Private, |vis| self.vis(vis));

        let kind = match item {
            I::Const(i) => self.constant(&i.generics, &i.ty, Some(&i.expr)),
            I::Enum(i) => {
                let generics = self.generics(&i.generics);
                let variants = self.each_guarded(&i.variants, |of| &of.attrs, |this, _, variant| this.variant(variant));
                ItemKind::Enum { generics, variants: self.facts.push_list(variants) }
            }
            I::ExternCrate(i) => {
                let alias = i.rename.as_ref().map(|(_, ident)| self.token(ident));
                ItemKind::ExternCrate { alias, macro_use: attributes::has(&i.attrs, "macro_use") }
            }
            I::Fn(i) => match attributes::proc_macro_kind(&i.attrs, &self.facts.conditions) {
                Some((kind, derive)) => {
                    let body = self.function(&i.sig, Some(&i.block));
                    found.push(self.push_item(name, Vis::Private, cfg, attrs, ItemKind::Fn(body)));
                    let name = derive.as_ref().map_or(name, |ident| self.token(ident));
                    found.push(self.push_item(name, Vis::Public, cfg, Attrs::default(), ItemKind::ProcMacro(kind)));
                    return;
                }
                None => ItemKind::Fn(self.function(&i.sig, Some(&i.block))),
            },
            I::ForeignMod(i) => {
                found.extend(i.items.iter().filter_map(|item| item.lower(self, cfg)));
                return;
            }
            I::Impl(i) => {
                let generics = self.generics(&i.generics);
                let of = i.trait_.as_ref().map(|(path, _)| self.path(path));
                let self_type = self.ty(&i.self_ty);
                let items = self.members(&i.items, cfg);
                ItemKind::Impl { generics, of, self_type, items }
            }
            I::Macro(i) => {
                if ident.is_some() && i.mac.path.is_ident("macro_rules") {
                    let body = self.delimited(&i.mac);
                    let holds_items = self.words(body);
                    ItemKind::MacroRules { exported: attributes::has(&i.attrs, "macro_export"), body, holds_items }
                } else {
                    let call = self.macro_call(&i.mac, CallPosition::Item);
                    ItemKind::MacroCall(call)
                }
            }
            I::Mod(i) => {
                let path = attributes::path_of(&i.attrs, &self.facts.conditions).map(|path| self.name(&path));
                let macro_use = attributes::has(&i.attrs, "macro_use");
                let scope = i.content.as_ref().map(|(_, items)| self.module_scope(items));
                ItemKind::Mod { scope, path, macro_use }
            }
            I::Static(i) => ItemKind::Static { ty: self.ty(&i.ty), value: Some(self.expr(&i.expr)) },
            I::Struct(i) => {
                let generics = self.generics(&i.generics);
                let (fields, shape) = self.fields(&i.fields);
                ItemKind::Struct { generics, fields, shape }
            }
            I::Trait(i) => {
                let generics = self.generics(&i.generics);
                let supers = self.bounds(&i.supertraits);
                let items = self.members(&i.items, cfg);
                ItemKind::Trait { generics, supers, items }
            }
            I::TraitAlias(i) => {
                let generics = self.generics(&i.generics);
                ItemKind::TraitAlias { generics, bounds: self.bounds(&i.bounds) }
            }
            I::Type(i) => {
                let generics = self.generics(&i.generics);
                ItemKind::Alias { generics, bounds: List::default(), aliased: Some(self.ty(&i.ty)) }
            }
            I::Union(i) => {
                let generics = self.generics(&i.generics);
                let fields =
                    self.each_guarded(&i.fields.named, |of| &of.attrs, |this, at, field| this.field(field, at));
                ItemKind::Union { generics, fields: self.facts.push_list(fields) }
            }
            I::Use(i) => {
                let mut leaves = Vec::new();
                self.use_tree(&i.tree, None, i.leading_colon.is_some(), &mut leaves);
                ItemKind::Use(self.facts.push_list(leaves))
            }
            _ => return,
        };
        found.push(self.push_item(name, vis, cfg, attrs, kind));
    }

    /// A token for items without a name, at the place that stands for them.
    fn anonymous(&mut self, item: &syn::Item) -> Token {
        let span = match item {
            syn::Item::Impl(i) => i.impl_token.span,
            syn::Item::Use(i) => i.use_token.span,
            syn::Item::Macro(i) => i.mac.bang_token.span,
            _ => Span::call_site(),
        };
        self.token_at("_", span)
    }

    fn function(&mut self, sig: &syn::Signature, body: Option<&syn::Block>) -> Function {
        let generics = self.generics(&sig.generics);
        let mut receiver = None;
        let params = self.each_guarded(&sig.inputs, guards::of_param, |this, _, input| {
            let (pat, ty) = match input {
                syn::FnArg::Receiver(of) => {
                    receiver = Some(match &of.kind {
                        syn::ReceiverKind::Value => Receiver::Value,
                        syn::ReceiverKind::Reference(_, _, None) => Receiver::Ref,
                        syn::ReceiverKind::Reference(_, _, Some(_)) => Receiver::Mut,
                        syn::ReceiverKind::Typed(_, ty) => typed_receiver(ty),
                        _ => Receiver::Typed,
                    });
                    let name = this.token_at("self", of.self_token.span);
                    let pat = this.push_pat(Pat::Ident { name, plain: false, sub: None });
                    (pat, this.receiver_type(of))
                }
                syn::FnArg::Typed(typed) => {
                    let pat = this.pat(&typed.pat);
                    (pat, Some(this.ty(&typed.ty)))
                }
            };
            this.push_param(pat, ty)
        });
        let params = self.facts.push_list(params);
        let ret = self.return_type(&sig.output);
        let body = body.map(|body| self.block(body));
        Function { generics, receiver, is_async: sig.asyncness.is_some(), params, ret, body }
    }

    fn push_param(&mut self, pat: PatIx, ty: Option<TypeIx>) -> ParamIx {
        let ix = ParamIx::at(index(self.facts.params.len()));
        self.facts.params.push(Param { pat, ty });
        ix
    }

    fn variant(&mut self, variant: &syn::Variant) -> VariantIx {
        let name = self.token(&variant.ident);
        let (fields, _) = self.fields(&variant.fields);
        let value = variant.discriminant.as_ref().map(|(_, value)| self.expr(value));
        let attrs = self.attrs(&variant.attrs);
        let ix = VariantIx::at(index(self.facts.variants.len()));
        self.facts.variants.push(Variant { name, fields, value, attrs });
        ix
    }

    fn fields(&mut self, fields: &syn::Fields) -> (List<FieldIx>, Shape) {
        let shape = match fields {
            syn::Fields::Named(_) => Shape::Named,
            syn::Fields::Unnamed(_) => Shape::Tuple,
            syn::Fields::Unit => Shape::Unit,
        };
        let fields = self.each_guarded(fields, |of| &of.attrs, |this, at, field| this.field(field, at));
        (self.facts.push_list(fields), shape)
    }

    fn field(&mut self, field: &syn::Field, position: usize) -> FieldIx {
        let name = match &field.ident {
            Some(ident) => self.token(ident),
            None => self.token_at(&position.to_string(), Span::call_site()),
        };
        let (ty, attrs, vis) = (self.ty(&field.ty), self.attrs(&field.attrs), self.vis(&field.vis));
        let ix = FieldIx::at(index(self.facts.fields.len()));
        self.facts.fields.push(Field { name, vis, ty, attrs });
        ix
    }

    fn vis(&mut self, vis: &syn::Visibility) -> Vis {
        match vis {
            syn::Visibility::Public(_) => Vis::Public,
            syn::Visibility::Inherited => Vis::Private,
            syn::Visibility::Restricted(restricted) => {
                let path = &restricted.path;
                if path.is_ident("crate") {
                    Vis::Crate
                } else if path.is_ident("super") {
                    Vis::Super
                } else if path.is_ident("self") {
                    Vis::Private
                } else {
                    Vis::In(self.path(path))
                }
            }
        }
    }

    fn use_tree(&mut self, tree: &syn::UseTree, before: Option<UseNodeIx>, global: bool, leaves: &mut Vec<UseLeafIx>) {
        let leaf = |this: &mut Self, last, kind, at| {
            let ix = UseLeafIx::at(index(this.facts.use_leaves.len()));
            this.facts.use_leaves.push(UseLeaf { last, global, kind, at });
            ix
        };
        match tree {
            syn::UseTree::Path(path) => {
                let node = self.use_node(before, &path.ident);
                self.use_tree(&path.tree, Some(node), global, leaves);
            }
            syn::UseTree::Name(name) => {
                let node = self.use_node(before, &name.ident);
                let at = self.facts[node].token.at;
                leaves.push(leaf(self, Some(node), LeafKind::Name, at));
            }
            syn::UseTree::Rename(rename) => {
                let node = self.use_node(before, &rename.ident);
                let alias = self.token(&rename.rename);
                let at = self.facts[node].token.at;
                let kind = if rename.rename == "_" { LeafKind::Underscore } else { LeafKind::Alias(alias) };
                leaves.push(leaf(self, Some(node), kind, at));
            }
            syn::UseTree::Glob(glob) => {
                let at = self.positions.start(glob.star_token.span);
                leaves.push(leaf(self, before, LeafKind::Glob, at));
            }
            syn::UseTree::Group(group) => {
                for tree in &group.items {
                    self.use_tree(tree, before, global, leaves);
                }
            }
        }
    }

    fn use_node(&mut self, before: Option<UseNodeIx>, ident: &Ident) -> UseNodeIx {
        let token = self.token(ident);
        let ix = UseNodeIx::at(index(self.facts.use_nodes.len()));
        self.facts.use_nodes.push(UseNode { before, token });
        ix
    }
}

/// The attributes, the visibility and the name of an item.
type Head<'i> = (&'i [syn::Attribute], Option<&'i syn::Visibility>, Option<&'i Ident>);

fn head_of(item: &syn::Item) -> Option<Head<'_>> {
    use syn::Item as I;
    Some(match item {
        I::Const(i) => (&i.attrs, Some(&i.vis), Some(&i.ident)),
        I::Enum(i) => (&i.attrs, Some(&i.vis), Some(&i.ident)),
        I::ExternCrate(i) => (&i.attrs, Some(&i.vis), Some(&i.ident)),
        I::Fn(i) => (&i.attrs, Some(&i.vis), Some(&i.sig.ident)),
        I::ForeignMod(i) => (&i.attrs, None, None),
        I::Impl(i) => (&i.attrs, None, None),
        I::Macro(i) => (&i.attrs, None, i.ident.as_ref()),
        I::Mod(i) => (&i.attrs, Some(&i.vis), Some(&i.ident)),
        I::Static(i) => (&i.attrs, Some(&i.vis), Some(&i.ident)),
        I::Struct(i) => (&i.attrs, Some(&i.vis), Some(&i.ident)),
        I::Trait(i) => (&i.attrs, Some(&i.vis), Some(&i.ident)),
        I::TraitAlias(i) => (&i.attrs, Some(&i.vis), Some(&i.ident)),
        I::Type(i) => (&i.attrs, Some(&i.vis), Some(&i.ident)),
        I::Union(i) => (&i.attrs, Some(&i.vis), Some(&i.ident)),
        I::Use(i) => (&i.attrs, Some(&i.vis), None),
        _ => return None,
    })
}

/// How `self: Type` is taken: `Self` and references to it are what is written shorter elsewhere.
fn typed_receiver(ty: &syn::Type) -> Receiver {
    let is_self = |ty: &syn::Type| matches!(ty, syn::Type::Path(of) if of.qself.is_none() && of.path.is_ident("Self"));
    match ty {
        syn::Type::Reference(of) if is_self(&of.elem) && of.mutability.is_some() => Receiver::Mut,
        syn::Type::Reference(of) if is_self(&of.elem) => Receiver::Ref,
        ty if is_self(ty) => Receiver::Value,
        _ => Receiver::Typed,
    }
}
