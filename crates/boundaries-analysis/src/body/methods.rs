//! Methods and fields: found where the receiver's type is known, and only where one definition is certain.

use super::patterns::field_named;
use super::rivals::Way;
use super::*;
use crate::syntax::facts::{ArgsIx, ExprIx, ItemKind, List, Token, Type, TypeIx};

/// How many times a receiver is dereferenced on the way to a method.
pub(super) const MAX_DEREFS: usize = 10;

/// An item of a type.
#[derive(Clone, Copy)]
pub(super) enum Member {
    Certain(DefId),
    /// Several have the name, and nothing tells which is meant.
    Ambiguous,
    None,
}

/// Where a method was found.
enum Method {
    /// A definition of the workspace, and the type it was found on.
    Found(DefId, Ty),
    /// It belongs to something outside the workspace.
    Outside(Ty),
    Unknown,
}

impl Walker<'_> {
    pub(super) fn method_call(
        &mut self,
        receiver: Ty,
        name: Token,
        turbofish: Option<ArgsIx>,
        args: List<ExprIx>,
        expected: &Ty,
    ) -> Ty {
        if let Some(args) = turbofish {
            self.generic_args(args);
        }
        let symbol = self.unit.token(name);
        match self.find_method(&receiver, symbol) {
            Method::Found(def, on) => {
                let door = self.program.module_of(Def::Item(def)).unwrap_or(self.scope);
                let resolution = Resolution { def: Def::Item(def), door, name: symbol };
                self.record(ReferenceKind::Method, resolution, name.at, &[symbol]);
                self.call_function(def, Some(&on), true, turbofish, args, expected)
            }
            Method::Outside(on) => self.std_method(&on, symbol, turbofish, args, expected),
            Method::Unknown => {
                self.unknown_receiver(self.program.text(symbol), name.at);
                self.exprs(args);
                Ty::Unknown
            }
        }
    }

    fn find_method(&self, receiver: &Ty, name: Symbol) -> Method {
        let mut rivals = Vec::new();
        let found = self.first_method(receiver, name, &mut rivals);
        let is_found = |rival: &DefId| matches!(found, Method::Found(def, _) if def == *rival);
        if rivals.iter().all(is_found) && !self.may_be_another(&found, receiver, name) {
            found
        } else {
            Method::Unknown
        }
    }

    /// Whether something that is in no list may come before what was found: one that takes the value does, unless the value
    /// is a reference or the one that was found takes it as well.
    fn may_be_another(&self, found: &Method, receiver: &Ty, name: Symbol) -> bool {
        match found {
            Method::Found(def, on) => {
                let is_reference = matches!(receiver, Ty::Ref(_)) && receiver.peeled() == on;
                !is_reference && self.program.may_have_more_items(on, name) && !self.takes_value(*def)
            }
            Method::Outside(on) => self.program.may_have_more_items(on, name),
            Method::Unknown => false,
        }
    }

    /// The first method on the way from a receiver to what it dereferences to. `rivals` get those of traits that may be
    /// there before it.
    fn first_method(&self, receiver: &Ty, name: Symbol, rivals: &mut Vec<DefId>) -> Method {
        let mut ty = receiver.clone();
        let mut is_pinned = false;
        let (mut is_behind_reference, mut is_in_pointer) = (false, false);
        for _ in 0..MAX_DEREFS {
            match &ty {
                Ty::Ref(inner) => {
                    let inner = (**inner).clone();
                    (ty, is_behind_reference) = (inner, true);
                    continue;
                }
                Ty::Unknown => return Method::Unknown,
                Ty::Param(param) => {
                    let bounds = self.param_bounds(*param);
                    return match self.trait_member(&bounds, name) {
                        Some(def) => Method::Found(def, ty),
                        None => self
                            .blanket_method(&ty, name)
                            .map_or(Method::Outside(ty.clone()), |def| Method::Found(def, ty)),
                    };
                }
                Ty::Bounds(bounds) => {
                    return match self.trait_member(bounds, name) {
                        Some(def) => Method::Found(def, ty),
                        None => self
                            .blanket_method(&ty, name)
                            .map_or(Method::Outside(ty.clone()), |def| Method::Found(def, ty)),
                    };
                }
                Ty::Adt(Def::Item(item), args) => {
                    match self.method_of(*item, args, name) {
                        // A method of a trait may take the pin itself, and comes first then.
                        Member::Certain(_) if is_pinned && self.is_own_and_of_trait(*item, name) => {
                            return Method::Unknown;
                        }
                        Member::Certain(def) if self.is_method(def) => {
                            let way = Way { is_behind_reference, is_in_pointer };
                            rivals.extend(self.rivals_of(def, &ty, name, way));
                            return Method::Found(def, ty);
                        }
                        Member::Ambiguous => return Method::Unknown,
                        _ => {}
                    }
                    if self.has_outside_method(*item, name) {
                        return Method::Outside(ty);
                    }
                    match self.deref(&ty) {
                        Some(_) if self.program.may_have_more_items(&ty, name) => return Method::Unknown,
                        // An `impl` for some arguments may lead to the type with other ones, for which it is not.
                        Some(inner) if inner != ty && !self.has_derived_method(*item, name) => {
                            if let Some(def) = self.trait_method_before(&ty, name, is_in_pointer, rivals) {
                                return Method::Found(def, ty);
                            }
                            (ty, is_behind_reference, is_in_pointer) = (inner, false, true);
                        }
                        _ => {
                            return match self.blanket_method(&ty, name) {
                                Some(def) => Method::Found(def, ty),
                                None => Method::Outside(ty),
                            };
                        }
                    }
                }
                Ty::Adt(Def::External(..), _) => {
                    let own = self.is_own_std_method(&ty, name);
                    is_pinned |= matches!(ty, Ty::Adt(Def::External(_, of), _) if of == self.program.known.pin);
                    match self.deref(&ty) {
                        Some(_) if !own && self.program.may_have_more_items(&ty, name) => return Method::Unknown,
                        Some(inner) if !own => {
                            if let Some(def) = self.trait_method_before(&ty, name, is_in_pointer, rivals) {
                                return Method::Found(def, ty);
                            }
                            (ty, is_behind_reference, is_in_pointer) = (inner, false, true);
                        }
                        _ => {
                            let borrowed = self.borrowed_form(&ty, name);
                            let found = [Some(ty.clone()), borrowed].into_iter().flatten().find_map(|on| {
                                let def = self.foreign_type_method(&on, name)?;
                                Some(Method::Found(def, on))
                            });
                            return found.unwrap_or(Method::Outside(ty));
                        }
                    }
                }
                _ => {
                    return match self.foreign_type_method(&ty, name) {
                        Some(def) => Method::Found(def, ty),
                        None => Method::Outside(ty),
                    };
                }
            }
        }
        Method::Unknown
    }

    pub(super) fn is_method(&self, def: DefId) -> bool {
        let data = &self.program[def];
        match &self.program.unit_of(data.instance).facts[data.item].kind {
            ItemKind::Fn(function) => data.kind == DefKind::Function && function.receiver.is_some(),
            _ => false,
        }
    }

    /// An inherent item, variant or trait item of a type or trait of the workspace: of several traits that have it, of the one
    /// that is in scope.
    pub(super) fn type_member(&self, owner: DefId, args: &[Ty], name: Symbol) -> Option<DefId> {
        let found = match self.member_of(owner, args, name, &|_| true) {
            Member::Ambiguous => self.method_of(owner, args, name),
            found => found,
        };
        match found {
            Member::Certain(def) => Some(def),
            Member::Ambiguous | Member::None => None,
        }
    }

    /// Whether nothing of the workspace gives a type an item of this name.
    pub(super) fn lacks_member(&self, owner: DefId, name: Symbol) -> bool {
        matches!(self.member_of(owner, &[], name, &|_| true), Member::None)
    }

    /// A method of a type: its own, else one of a trait that can be called here.
    fn method_of(&self, owner: DefId, args: &[Ty], name: Symbol) -> Member {
        self.member_of(owner, args, name, &|of| self.trait_in_scope(of))
    }

    /// The same of a type with arguments, which may rule some of its impls out.
    fn member_of(&self, owner: DefId, args: &[Ty], name: Symbol, is_usable: &dyn Fn(DefId) -> bool) -> Member {
        let applies = |&&def: &&DefId| {
            let of_impl = self.program[def].implementation;
            of_impl.is_none_or(|id| args.is_empty() || self.program.impl_scope(id, args).is_some())
        };
        let mut candidates: Vec<DefId> = self.program.member(owner, name).iter().filter(applies).copied().collect();
        if self.program[owner].kind == DefKind::Trait {
            candidates.extend(self.trait_member(&[Def::Item(owner)], name));
        }
        if candidates.is_empty() {
            for &id in self.program.impls_for(owner) {
                let Some(of @ Def::Item(_)) = self.program[id].of else { continue };
                let found = self.trait_member(&[of], name);
                candidates.extend(found.filter(|def| self.program[*def].parent.is_some_and(is_usable)));
            }
        }
        match self.certain(candidates) {
            Member::None if self.program.is_cut_short(Listed::Impls(owner)) => Member::Ambiguous,
            found => found,
        }
    }

    /// The one definition that is meant: alternatives of other hosts do not count, and several in one module are one to
    /// everybody who asks which module is meant.
    fn certain(&self, mut candidates: Vec<DefId>) -> Member {
        if candidates.iter().any(|def| !self.program[*def].unlikely) {
            candidates.retain(|def| !self.program[*def].unlikely);
        }
        let module = |def: &DefId| self.program.module_of(Def::Item(*def));
        match candidates.split_first() {
            None => Member::None,
            Some((first, rest))
                if rest.iter().all(|other| {
                    other == first || module(other) == module(first) && self.program[*other].parent.is_none()
                }) =>
            {
                Member::Certain(*first)
            }
            Some(_) => Member::Ambiguous,
        }
    }

    /// An item of one of these traits or of the traits they require.
    pub(super) fn trait_member(&self, traits: &[Def], name: Symbol) -> Option<DefId> {
        self.super_traits(traits).into_iter().find_map(|of| match of {
            Def::Item(of) => self.program.member(of, name).first().copied(),
            _ => None,
        })
    }

    /// Whether a type of the workspace has this method itself, and a trait that it has as well.
    fn is_own_and_of_trait(&self, owner: DefId, name: Symbol) -> bool {
        let is_own = |def: &DefId| self.program[*def].parent.is_none();
        let of_trait = |id: &ImplId| self.program[*id].of.is_some_and(|of| self.trait_member(&[of], name).is_some());
        self.program.member(owner, name).iter().any(is_own)
            && (self.program.impls_for(owner).iter().any(of_trait) || self.has_outside_method(owner, name))
    }

    /// Whether an `impl` of a trait from outside gives a type of the workspace this method.
    fn has_outside_method(&self, owner: DefId, name: Symbol) -> bool {
        self.program.impls_for(owner).iter().any(|&id| {
            let imp = &self.program[id];
            let is_named = || imp.items.iter().any(|&def| self.program[def].name == name);
            match imp.of {
                Some(Def::Item(_)) => false,
                Some(Def::External(_, of)) => self.is_std_trait_method(of, name) || is_named(),
                _ => is_named(),
            }
        })
    }

    /// Whether a derive gives a type of the workspace this method.
    fn has_derived_method(&self, owner: DefId, name: Symbol) -> bool {
        self.derived(owner).any(|of| self.is_std_trait_method(of, name))
    }

    /// The names of what a type of the workspace derives.
    pub(super) fn derived(&self, owner: DefId) -> impl Iterator<Item = Symbol> + '_ {
        let data = &self.program[owner];
        let unit = self.program.unit_of(data.instance);
        let derives = unit.facts.list(unit.facts[data.item].attrs.derives);
        let names = derives.filter_map(|path| unit.facts.segments(&unit.facts[path]).last());
        names.map(|of| unit.token(of.token))
    }

    /// A method of a trait that every type with certain traits has, if only one such trait has it.
    fn blanket_method(&self, ty: &Ty, name: Symbol) -> Option<DefId> {
        let left = fits::allowance();
        let mut found = None;
        for blanket in self.program.blankets_with(name) {
            if let Some(&def) = self.program.member(blanket.of, name).first()
                && self.trait_in_scope(blanket.of)
                && self.blanket_fit(blanket, ty, fits::steps(&left)) >= Fit::Likely
            {
                if found.is_some_and(|other| other != def) {
                    return None;
                }
                found = Some(def);
            }
        }
        found
    }

    /// Traits with the traits that they require.
    pub(super) fn super_traits(&self, traits: &[Def]) -> Vec<Def> {
        let mut all = traits.to_vec();
        let mut at = 0;
        while let Some(&of) = all.get(at) {
            at += 1;
            let Def::Item(of) = of else { continue };
            for bound in self.required_traits(of) {
                if !all.contains(&bound) {
                    all.push(bound);
                }
            }
        }
        all
    }

    fn required_traits(&self, of: DefId) -> Vec<Def> {
        let data = &self.program[of];
        let unit = self.program.unit_of(data.instance);
        let ItemKind::Trait { supers, generics, .. } = unit.facts[data.item].kind else { return Vec::new() };
        let standing = Standing { scope: data.scope, at: data.at, import: None, seen: None };
        let scope = TypeScope { unit, standing, self_type: None, implementation: None, params: Vec::new() };
        let is_self = |ty: TypeIx| match unit.facts[ty] {
            Type::Path(path) => match unit.facts.segments(&unit.facts[path]) {
                [only] => unit.token(only.token) == self.program.known.self_type,
                _ => false,
            },
            _ => false,
        };
        // `where Self: Trait` requires as much as `trait X: Trait`.
        let wheres = unit.facts.list(generics.wheres).filter(|ix| is_self(unit.facts[*ix].ty));
        let bounds = wheres.flat_map(|ix| unit.facts.list(unit.facts[ix].bounds));
        unit.facts.list(supers).chain(bounds).filter_map(|bound| self.program.path_def(&scope, bound)).collect()
    }

    /// A method that a workspace trait gives to a type from outside: certain if one trait in scope has the name and an
    /// `impl` for that type.
    pub(super) fn foreign_type_method(&self, ty: &Ty, name: Symbol) -> Option<DefId> {
        self.foreign_type_item(ty, name, || self.blanket_method(ty, name))
    }

    /// The same, with what counts where no trait gives it to this type alone.
    pub(super) fn foreign_type_item(
        &self,
        ty: &Ty,
        name: Symbol,
        otherwise: impl FnOnce() -> Option<DefId>,
    ) -> Option<DefId> {
        if self.function == Some(name) && self.implementation.is_some() {
            // Code that implements a method for the type calls the type's own method of that name, not itself.
            return None;
        }
        let head = self.program.foreign_head(ty)?;
        let mut found = None;
        for &id in self.program.foreign_impls_for(head) {
            let Some(Def::Item(of)) = self.program[id].of else { continue };
            if let Some(&def) = self.program.member(of, name).first()
                && self.trait_in_scope(of)
            {
                if found.is_some_and(|other| other != def) {
                    return None;
                }
                found = Some(def);
            }
        }
        let found = found.or_else(otherwise);
        let is_own = || inherent::has_itself(self.program.text(head), self.program.text(name));
        found.filter(|_| !is_own())
    }

    /// Whether a trait's methods can be called here: it is named in a scope around, under whatever name.
    pub(super) fn trait_in_scope(&self, of: DefId) -> bool {
        let name = self.program[of].name;
        let mut at = Some(self.scope);
        while let Some(scope) = at {
            reads::note(Read::Name(scope, name));
            let names = &self.program[scope].names[Namespace::Types as usize];
            let here = |bindings: &SmallVec<[Binding; 1]>| bindings.iter().any(|binding| binding.def == Def::Item(of));
            if names.get(&name).is_some_and(here)
                || self.program.underscore_imports(scope).any(|def| def == Def::Item(of))
            {
                return true;
            }
            at = match self.program[scope].kind {
                ScopeKind::Block => self.program[scope].parent,
                ScopeKind::Module(_) => None,
            };
        }
        false
    }

    /// Records a field and tells its type. `text` is the name as it is written.
    pub(super) fn field_access(&mut self, receiver: &Ty, name: Symbol, text: &str, at: u32) -> Ty {
        let mut ty = receiver.peeled().clone();
        for _ in 0..MAX_DEREFS {
            if let Ty::Adt(Def::Item(item), args) = &ty {
                let (item, args) = (*item, args.clone());
                if self.may_have_another_field(item, name) {
                    ty = Ty::Unknown;
                    break;
                }
                if self.sees_field(item, name)
                    && let Some(field) = self.field_type(item, name, &args)
                {
                    self.field_reference(ReferenceKind::Field, item, name, at);
                    return field;
                }
            }
            match self.deref(&ty) {
                Some(inner) => ty = inner.peeled().clone(),
                None => break,
            }
        }
        if ty.is_unknown() {
            self.unknown_receiver(text, at);
        }
        Ty::Unknown
    }

    /// Whether a field of this name may be among those that are not looked through.
    fn may_have_another_field(&self, of: DefId, name: Symbol) -> bool {
        self.program.is_cut_short(Listed::Fields(of)) && self.field_type(of, name, &[]).is_none()
    }

    /// Whether a struct's field can be named here; a private one is passed over on the way through `Deref`.
    fn sees_field(&self, of: DefId, name: Symbol) -> bool {
        self.program.note_member(of, name);
        let data = &self.program[of];
        let unit = self.program.unit_of(data.instance);
        let (ItemKind::Struct { fields, .. } | ItemKind::Union { fields, .. }) = unit.facts[data.item].kind else {
            return true;
        };
        field_named(self.program, unit, fields, name).is_some_and(|ix| {
            let vis = self.program.visibility(data.scope, data.instance, unit.facts[ix].vis);
            self.program.can_see(self.scope, vis)
        })
    }

    /// What `*` gives: through references, smart pointers, and `Deref` of the workspace.
    pub(super) fn deref(&self, ty: &Ty) -> Option<Ty> {
        match ty {
            Ty::Ref(inner) => Some((**inner).clone()),
            Ty::Adt(Def::External(_, name), args) if self.is_smart_pointer(*name) => args.first().cloned(),
            Ty::Adt(Def::Item(item), _) if self.program.is_cut_short(Listed::Impls(*item)) => Some(Ty::Unknown),
            Ty::Adt(Def::Item(item), args) => {
                for &id in self.program.impls_for(*item) {
                    let imp = &self.program[id];
                    if let Some(Def::External(_, of)) = imp.of
                        && of == self.program.known.deref
                    {
                        let Some(scope) = self.program.impl_scope(id, args) else { continue };
                        let def = imp.items.iter().copied().find(|&def| self.program[def].kind == DefKind::Alias)?;
                        return self.program.alias_in(def, &scope);
                    }
                }
                None
            }
            _ => None,
        }
    }
}

impl Program {
    /// What `use … as _` brings into a scope.
    fn underscore_imports(&self, scope: ScopeId) -> impl Iterator<Item = Def> + '_ {
        reads::note(Read::Underscores(scope));
        self.underscores
            .get(&scope)
            .into_iter()
            .flatten()
            .filter_map(|import| self[*import].targets[Namespace::Types as usize].map(|found| found.def))
    }
}
