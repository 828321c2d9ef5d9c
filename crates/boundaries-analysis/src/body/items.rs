//! Items: signatures, fields, bounds, attributes, and the bodies inside.

use super::paths::Meaning;
use super::*;
use crate::syntax::facts::{Attrs, FieldIx, Function, GenericKind, Generics, ItemIx, ItemKind, List, PathIx, Vis};

/// Who sees the fields of something public.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Seen {
    /// Whoever sees the thing itself, as with variants.
    Always,
    /// Whom each field's own visibility admits.
    AsWritten,
}

/// Nobody writes more alternatives of one item, each of which looks for itself among them.
const ALTERNATIVES: usize = 256;

impl Walker<'_> {
    pub(super) fn item(&mut self, ix: ItemIx) {
        let facts = self.facts();
        let item = &facts[ix];
        let outer = self.context;
        if item.cfg.test && self.context == DependencyKind::Normal {
            self.context = DependencyKind::Test;
        }
        match &item.kind {
            ItemKind::Struct { fields, .. } => self.attributes_with(item.attrs, *fields),
            _ => self.attributes(item.attrs),
        }
        let exposing = self.exposing(ix);
        let outer_signature = std::mem::replace(&mut self.signature, exposing);
        match &item.kind {
            ItemKind::Fn(function) => {
                let outer = self.function.replace(self.unit.token(item.name));
                self.function(function);
                self.function = outer;
            }
            ItemKind::Struct { generics, fields, .. } | ItemKind::Union { generics, fields } => {
                self.generic(*generics, |this| {
                    let def = this.own_type(ix);
                    this.in_type(def, None, |this| this.fields(*fields, Seen::AsWritten));
                });
            }
            ItemKind::Enum { generics, variants } => self.generic(*generics, |this| {
                let def = this.own_type(ix);
                this.in_type(def, None, |this| {
                    for variant in facts.list(*variants) {
                        let variant = &facts[variant];
                        this.unexposed(|this| this.attributes_with(variant.attrs, variant.fields));
                        this.fields(variant.fields, Seen::Always);
                        if let Some(value) = variant.value {
                            this.unexposed(|this| this.expr(value, &Ty::Unknown));
                        }
                    }
                });
            }),
            ItemKind::Trait { generics, supers, items } => {
                let def = self.find_def(ix);
                self.generic(*generics, |this| {
                    this.bounds(*supers);
                    let before = std::mem::replace(&mut this.self_trait, def);
                    this.params.push((this.program.known.self_type, def.map(Def::Item).into_iter().collect()));
                    for item in facts.list(*items) {
                        this.item(item);
                    }
                    this.params.pop();
                    this.self_trait = before;
                });
            }
            ItemKind::TraitAlias { generics, bounds } => self.generic(*generics, |this| this.bounds(*bounds)),
            ItemKind::Impl { generics, of, self_type, items } => self.generic(*generics, |this| {
                if let Some(of) = of {
                    this.path(*of, Namespace::Types);
                }
                this.type_refs(*self_type);
                let ty = this.program.ty(&this.type_scope(), *self_type);
                let id = this.find_impl(ix);
                this.in_type(Some(ty), id, |this| {
                    for item in facts.list(*items) {
                        this.item(item);
                    }
                });
            }),
            ItemKind::Alias { generics, bounds, aliased } => self.generic(*generics, |this| {
                this.bounds(*bounds);
                if let Some(aliased) = aliased {
                    this.type_refs(*aliased);
                }
            }),
            ItemKind::Const { generics, ty, value } => self.generic(*generics, |this| {
                let expected = ty.map_or(Ty::Unknown, |ty| this.walk_type(ty));
                if let Some(value) = value {
                    this.signature = None;
                    this.body(|this| {
                        this.expr(*value, &expected);
                    });
                }
            }),
            ItemKind::Static { ty, value } => {
                let expected = self.walk_type(*ty);
                if let Some(value) = value {
                    self.signature = None;
                    self.body(|this| {
                        this.expr(*value, &expected);
                    });
                }
            }
            ItemKind::MacroCall(call) => self.item_macro(*call),
            ItemKind::MacroRules { body, .. } => self.macro_body(*body),
            // Imports are recorded from their targets; modules are walked where they stand.
            ItemKind::Mod { .. } | ItemKind::Use(_) | ItemKind::ExternCrate { .. } | ItemKind::ProcMacro(_) => {}
        }
        self.context = outer;
        self.signature = outer_signature;
    }

    /// The item that shows the signature of this one to others: itself if it is public, the trait for a member of one. What
    /// implements a trait shows nothing that the trait does not.
    fn exposing(&self, ix: ItemIx) -> Option<DefId> {
        let facts = self.facts();
        if let Some(id) = self.implementation {
            let implementation = &self.program[id];
            let is_shown = implementation.of.is_none() && matches!(facts[ix].vis, Vis::Public);
            return implementation.items.iter().copied().find(|&def| is_shown && self.program[def].item == ix);
        }
        if self.self_trait.is_some() {
            return self.self_trait;
        }
        if !matches!(facts[ix].vis, Vis::Public) || self.self_type.is_some() {
            return None;
        }
        let name = self.unit.token(facts[ix].name);
        reads::note(Read::Name(self.scope, name));
        let bindings = self.program[self.scope].names.iter().filter_map(|names| names.get(&name)).flatten();
        let mut defs = bindings.take(ALTERNATIVES).filter_map(|binding| match binding.def {
            Def::Item(def) => Some(def),
            _ => None,
        });
        defs.find(|&def| self.program[def].item == ix && Some(self.program[def].instance) == self.instance)
    }

    /// Walks what is no part of a signature.
    fn unexposed<T>(&mut self, walk: impl FnOnce(&mut Self) -> T) -> T {
        let outer = self.signature.take();
        let result = walk(self);
        self.signature = outer;
        result
    }

    /// Walks with `Self` standing for a type.
    fn in_type(&mut self, ty: Option<Ty>, id: Option<ImplId>, walk: impl FnOnce(&mut Self)) {
        let before = (self.self_type.take(), self.implementation, self.self_trait.take());
        self.self_type = ty;
        self.implementation = id;
        walk(self);
        (self.self_type, self.implementation, self.self_trait) = before;
    }

    fn own_type(&self, ix: ItemIx) -> Option<Ty> {
        let def = self.find_def(ix)?;
        let scope = self.program.type_scope(def);
        let args: Vec<_> = scope.params.iter().map(|(name, _)| Ty::Param(*name)).collect();
        Some(Ty::adt(Def::Item(def), args))
    }

    fn find_def(&self, ix: ItemIx) -> Option<DefId> {
        let name = self.unit.token(self.facts()[ix].name);
        reads::note(Read::Name(self.scope, name));
        let bindings = self.program[self.scope].names[Namespace::Types as usize].get(&name)?;
        bindings.iter().find_map(|binding| match binding.def {
            Def::Item(def) if self.program[def].item == ix && Some(self.program[def].instance) == self.instance => {
                Some(def)
            }
            _ => None,
        })
    }

    fn find_impl(&self, ix: ItemIx) -> Option<ImplId> {
        self.program.impl_of.get(&(self.instance?, ix)).copied()
    }

    /// Walks with generic parameters in scope.
    pub(super) fn generic(&mut self, generics: Generics, walk: impl FnOnce(&mut Self)) {
        let facts = self.facts();
        let (depth, consts, callables) = (self.params.len(), self.const_params.len(), self.callables.len());
        for ix in facts.list(generics.params) {
            let name = self.unit.token(facts[ix].name);
            match facts[ix].kind {
                GenericKind::Type => self.params.push((name, Vec::new())),
                GenericKind::Const(_) => self.const_params.push(name),
            }
        }
        // A bound may mention a parameter that is bounded further on.
        for ix in facts.list(generics.params) {
            let bounds = self.bound_defs(facts[ix].bounds);
            self.add_bounds(depth, self.unit.token(facts[ix].name), bounds);
        }
        for ix in facts.list(generics.wheres) {
            if let crate::syntax::facts::Type::Path(path) = facts[facts[ix].ty]
                && let [segment] = facts.segments(&facts[path])
            {
                let bounds = self.bound_defs(facts[ix].bounds);
                self.add_bounds(0, self.unit.token(segment.token), bounds);
            }
        }
        for ix in facts.list(generics.params) {
            let param = &facts[ix];
            if let GenericKind::Const(ty) = param.kind {
                self.type_refs(ty);
            }
            if let Some(default) = param.default {
                self.type_refs(default);
            }
            self.bounds(param.bounds);
        }
        for ix in facts.list(generics.wheres) {
            self.type_refs(facts[ix].ty);
            self.bounds(facts[ix].bounds);
        }
        let own = self.program.callable_params(&self.type_scope(), generics);
        self.callables.extend(own);
        walk(self);
        self.const_params.truncate(consts);
        self.callables.truncate(callables);
        self.params.truncate(depth);
    }

    fn add_bounds(&mut self, from: usize, name: Symbol, bounds: Vec<Def>) {
        if let Some((_, known)) = self.params[from..].iter_mut().rev().find(|(param, _)| *param == name) {
            known.extend(bounds);
        }
    }

    fn bound_defs(&self, bounds: List<PathIx>) -> Vec<Def> {
        if bounds.is_empty() {
            return Vec::new();
        }
        let scope = self.type_scope();
        self.facts().list(bounds).filter_map(|bound| self.program.path_def(&scope, bound)).collect()
    }

    pub(super) fn bounds(&mut self, bounds: List<PathIx>) {
        let facts = self.facts();
        for bound in facts.list(bounds) {
            let meaning = self.path(bound, Namespace::Types);
            let args = facts.segments(&facts[bound]).last().and_then(|last| last.args);
            let (Meaning::Def(of @ Def::Item(_), _), Some(args)) = (meaning, args) else { continue };
            // `Trait<Item = T>` names the associated type.
            for binding in facts.list(facts[args].bindings) {
                let token = facts[binding].name;
                let name = self.unit.token(token);
                if let Some(def) = self.trait_member(&[of], name) {
                    let door = self.program.module_of(Def::Item(def)).unwrap_or(self.scope);
                    self.record(
                        ReferenceKind::Associated,
                        Resolution { def: Def::Item(def), door, name },
                        token.at,
                        &[name],
                    );
                }
            }
        }
    }

    fn fields(&mut self, fields: List<FieldIx>, seen: Seen) {
        let facts = self.facts();
        for ix in facts.list(fields) {
            let field = &facts[ix];
            self.unexposed(|this| this.attributes(field.attrs));
            match seen == Seen::Always || matches!(field.vis, Vis::Public) {
                true => self.type_refs(field.ty),
                false => self.unexposed(|this| this.type_refs(field.ty)),
            }
        }
    }

    pub(super) fn attributes(&mut self, attrs: Attrs) {
        let facts = self.facts();
        for (paths, kind) in [(attrs.derives, ReferenceKind::Derive), (attrs.macros, ReferenceKind::Attribute)] {
            for ix in facts.list(paths) {
                self.macro_path(ix, kind);
            }
        }
        for ix in facts.list(attrs.strings) {
            self.string_path(ix);
        }
        for ix in facts.list(attrs.args) {
            self.argument(ix, true);
        }
    }

    /// The attributes of something with fields, which a derive's attributes may speak of.
    fn attributes_with(&mut self, attrs: Attrs, fields: List<FieldIx>) {
        let facts = self.facts();
        self.with_ribs(|this| {
            if !attrs.args.is_empty() {
                for ix in facts.list(fields) {
                    let field = &facts[ix];
                    let ty = this.program.ty(&this.type_scope(), field.ty);
                    this.local(this.unit.token(field.name), field.name.at, ty);
                }
            }
            this.attributes(attrs);
        });
    }

    fn function(&mut self, function: &Function) {
        let facts = self.facts();
        self.generic(function.generics, |this| {
            let outer = std::mem::take(&mut this.ribs);
            let mut params = Vec::new();
            for ix in facts.list(function.params) {
                let param = &facts[ix];
                let ty = param.ty.map_or(Ty::Unknown, |ty| this.walk_type(ty));
                params.push((param.pat, ty));
            }
            let result = function.ret.map_or(Ty::unit(), |ty| this.walk_type(ty));
            this.signature = None;
            for (pat, ty) in params {
                this.pat(pat, &ty);
            }
            if let Some(body) = function.body {
                let before = std::mem::replace(&mut this.return_type, result.clone());
                this.block(body, &result);
                this.return_type = before;
            }
            this.ribs = outer;
        });
    }

    /// Walks code that sees no locals of the code around it.
    fn body(&mut self, walk: impl FnOnce(&mut Self)) {
        let outer = std::mem::take(&mut self.ribs);
        walk(self);
        self.ribs = outer;
    }
}
