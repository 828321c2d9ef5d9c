//! What stands in the braces of an `impl`, a trait or an `extern` block.

use syn::Attribute;
use syn::parse::Parse;

use super::*;

/// An item that stands in the braces of another one.
pub(crate) trait Member: Parse {
    /// Lowers it, unless it is left out. `outer` guards what is around it.
    fn lower(&self, lowerer: &mut Lowerer<'_>, outer: Cfg) -> Option<ItemIx>;
}

impl Member for syn::ImplItem {
    fn lower(&self, lowerer: &mut Lowerer<'_>, outer: Cfg) -> Option<ItemIx> {
        match self {
            Self::Const(i) => lowerer.guarded_member(&i.attrs, outer, |this| {
                let kind = this.constant(&i.generics, &i.ty, Some(&i.expr));
                (this.token(&i.ident), this.vis(&i.vis), kind)
            }),
            Self::Fn(i) => lowerer.guarded_member(&i.attrs, outer, |this| {
                let kind = ItemKind::Fn(this.function(&i.sig, Some(&i.block)));
                (this.token(&i.sig.ident), this.vis(&i.vis), kind)
            }),
            Self::Type(i) => lowerer.guarded_member(&i.attrs, outer, |this| {
                let generics = this.generics(&i.generics);
                let kind = ItemKind::Alias { generics, bounds: List::default(), aliased: Some(this.ty(&i.ty)) };
                (this.token(&i.ident), this.vis(&i.vis), kind)
            }),
            Self::Macro(i) => lowerer.macro_member(&i.attrs, outer, &i.mac, CallPosition::Member),
            _ => None,
        }
    }
}

impl Member for syn::TraitItem {
    fn lower(&self, lowerer: &mut Lowerer<'_>, outer: Cfg) -> Option<ItemIx> {
        match self {
            Self::Const(i) => lowerer.guarded_member(&i.attrs, outer, |this| {
                let kind = this.constant(&i.generics, &i.ty, i.default.as_ref().map(|(_, value)| value));
                (this.token(&i.ident), Vis::Public, kind)
            }),
            Self::Fn(i) => lowerer.guarded_member(&i.attrs, outer, |this| {
                let kind = ItemKind::Fn(this.function(&i.sig, i.default.as_ref()));
                (this.token(&i.sig.ident), Vis::Public, kind)
            }),
            Self::Type(i) => lowerer.guarded_member(&i.attrs, outer, |this| {
                let generics = this.generics(&i.generics);
                let bounds = this.bounds(&i.bounds);
                let aliased = i.default.as_ref().map(|(_, ty)| this.ty(ty));
                (this.token(&i.ident), Vis::Public, ItemKind::Alias { generics, bounds, aliased })
            }),
            Self::Macro(i) => lowerer.macro_member(&i.attrs, outer, &i.mac, CallPosition::Member),
            _ => None,
        }
    }
}

impl Member for syn::ForeignItem {
    fn lower(&self, lowerer: &mut Lowerer<'_>, outer: Cfg) -> Option<ItemIx> {
        match self {
            Self::Fn(i) => lowerer.guarded_member(&i.attrs, outer, |this| {
                let kind = ItemKind::Fn(this.function(&i.sig, None));
                (this.token(&i.sig.ident), this.vis(&i.vis), kind)
            }),
            Self::Static(i) => lowerer.guarded_member(&i.attrs, outer, |this| {
                let kind = ItemKind::Static { ty: this.ty(&i.ty), value: None };
                (this.token(&i.ident), this.vis(&i.vis), kind)
            }),
            Self::Type(i) => lowerer.guarded_member(&i.attrs, outer, |this| {
                let (generics, fields) = (Generics::default(), List::default());
                let kind = ItemKind::Struct { generics, fields, shape: Shape::Named };
                (this.token(&i.ident), this.vis(&i.vis), kind)
            }),
            Self::Macro(i) => lowerer.macro_member(&i.attrs, outer, &i.mac, CallPosition::Foreign),
            _ => None,
        }
    }
}

impl Lowerer<'_> {
    /// The members that a macro call among them stands for.
    pub(crate) fn lower_members(mut self, items: &[impl Member]) -> FileFacts {
        let scope = self.open_scope(false);
        self.scope = Some(scope);
        self.facts.scopes[scope.place() as usize].items = self.members(items, Cfg::default());
        self.finish()
    }

    /// All members of an item.
    pub(super) fn members(&mut self, items: &[impl Member], outer: Cfg) -> List<ItemIx> {
        let found: Vec<ItemIx> = items.iter().filter_map(|item| item.lower(self, outer)).collect();
        self.facts.push_list(found)
    }

    fn guarded_member(
        &mut self,
        attributes: &[Attribute],
        outer: Cfg,
        lower: impl FnOnce(&mut Self) -> (Token, Vis, ItemKind),
    ) -> Option<ItemIx> {
        self.guarded(attributes, |this, cfg| {
            let (name, vis, kind) = lower(this);
            let attrs = this.attrs(attributes);
            this.push_item(name, vis, cfg.within(outer), attrs, kind)
        })
    }

    fn macro_member(
        &mut self,
        attributes: &[Attribute],
        outer: Cfg,
        mac: &syn::Macro,
        position: CallPosition,
    ) -> Option<ItemIx> {
        self.guarded_member(attributes, outer, |this| {
            let call = this.macro_call(mac, position);
            (this.token_at("_", mac.bang_token.span), Vis::Private, ItemKind::MacroCall(call))
        })
    }

    /// A constant, of a module or of a type.
    pub(super) fn constant(&mut self, generics: &syn::Generics, ty: &syn::Type, value: Option<&syn::Expr>) -> ItemKind {
        let generics = self.generics(generics);
        let ty = Some(self.ty(ty));
        ItemKind::Const { generics, ty, value: value.map(|value| self.expr(value)) }
    }
}
