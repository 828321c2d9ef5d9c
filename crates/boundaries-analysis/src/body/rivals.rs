//! Methods of traits that come before what a type dereferences to.
//!
//! The language asks each type on the way for its own methods and for those of traits that can be called, by value and by
//! reference, before it goes on to what is behind it. Whether an `impl` for every type with some traits, or for a type from
//! outside with some arguments, is one for the type at hand is not always known; what is found behind it then is uncertain.

use super::*;
use crate::syntax::facts::{ItemKind, Type};

/// How many `impl` blocks may follow from each other before nothing is certain any more.
const STEPS: usize = 3;

/// Whether an `impl` is one for a type.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Fit {
    No,
    Unsure,
    Yes,
}

impl Walker<'_> {
    /// A method that a trait certainly gives to a type which leads to another one. `rivals` get all that may be there, so
    /// that somebody who finds another one knows that it is not certain.
    pub(super) fn trait_method_before(&self, ty: &Ty, name: Symbol, rivals: &mut Vec<DefId>) -> Option<DefId> {
        let found = self.trait_methods(ty, name);
        rivals.extend(found.iter().map(|(def, _)| *def));
        found.iter().find(|(_, fit)| *fit == Fit::Yes).map(|(def, _)| *def)
    }

    /// The methods of traits that may come before a type's own method, which takes a reference: those that take the value.
    pub(super) fn rivals_by_value(&self, own: DefId, ty: &Ty, name: Symbol) -> Vec<DefId> {
        if self.program[own].parent.is_some() || self.takes_value(own) {
            return Vec::new();
        }
        let found = self.trait_methods(ty, name).into_iter().map(|(def, _)| def);
        let mut found: Vec<DefId> = found.chain(self.methods_by_impls(ty, name)).collect();
        found.retain(|def| self.takes_value(*def));
        found
    }

    /// What the `impl` blocks of traits for a type of the workspace give it under a name.
    fn methods_by_impls(&self, ty: &Ty, name: Symbol) -> Vec<DefId> {
        let Ty::Adt(Def::Item(item), args) = ty else { return Vec::new() };
        let impls = self.program.impls_for(*item).iter();
        let methods = impls.filter_map(|&id| {
            let of @ Def::Item(_) = self.program[id].of? else { return None };
            let def = self.trait_member(&[of], name)?;
            let is_usable = self.is_method(def) && self.program[def].parent.is_some_and(|of| self.trait_in_scope(of));
            (is_usable && self.program.impl_scope(id, args).is_some()).then_some(def)
        });
        methods.collect()
    }

    /// Whether a method takes `self` as it is.
    pub(super) fn takes_value(&self, def: DefId) -> bool {
        let data = &self.program[def];
        let facts = &self.program.unit_of(data.instance).facts;
        let ItemKind::Fn(function) = &facts[data.item].kind else { return false };
        let receiver = facts.list(function.params).next().and_then(|param| facts[param].ty);
        receiver.is_some_and(|ty| matches!(facts[ty], Type::Receiver))
    }

    /// What `impl` blocks for every type with some traits, for all references and for types from outside may give a type under a
    /// name.
    fn trait_methods(&self, ty: &Ty, name: Symbol) -> Vec<(DefId, Fit)> {
        let fit_of_all = |required: &[Def]| required.iter().map(|of| self.fit(ty, *of)).min().unwrap_or(Fit::Yes);
        let blankets = self.program.blankets_with(name).map(|blanket| (blanket.of, fit_of_all(&blanket.required)));
        let head = self.program.foreign_head(ty);
        let foreign = head.map_or(&[][..], |head| self.program.foreign_impls_for(head));
        let foreign = foreign.iter().filter_map(|&id| match self.program[id].of {
            Some(Def::Item(of)) => Some((of, self.impl_fit(id, ty))),
            _ => None,
        });
        let references = self.program.traits_of_references(name).iter().map(|of| (*of, Fit::Unsure));
        let method = |(of, fit): (DefId, Fit)| {
            let def = *self.program.member(of, name).first()?;
            (fit != Fit::No && self.is_method(def) && self.trait_in_scope(of)).then_some((def, fit))
        };
        blankets.chain(foreign).chain(references).filter_map(method).collect()
    }

    /// Whether an `impl` for a type from outside is one for these arguments.
    fn impl_fit(&self, id: ImplId, ty: &Ty) -> Fit {
        let Some(scope) = self.program.impl_scope(id, &ty.args()) else { return Fit::No };
        let ItemKind::Impl { generics, .. } = scope.unit.facts[self.program[id].item].kind else { return Fit::No };
        let facts = &scope.unit.facts;
        let is_as_written = scope.self_type.as_ref() == Some(ty) && generics.wheres.is_empty();
        let bounds = facts.list(generics.params).flat_map(|param| {
            let of = scope.param(scope.unit.token(facts[param].name));
            facts.list(facts[param].bounds).map(move |bound| (of, bound))
        });
        let fits = bounds.map(|(of, bound)| match (of, self.program.path_def(&scope, bound)) {
            (_, Some(Def::External(_, of))) if matches!(self.program.text(of), "Sized" | "Send" | "Sync") => Fit::Yes,
            (Some(ty), Some(of)) => self.fit(ty, of),
            _ => Fit::Unsure,
        });
        let fit = fits.min().unwrap_or(Fit::Yes);
        if is_as_written { fit } else { fit.min(Fit::Unsure) }
    }

    fn fit(&self, ty: &Ty, of: Def) -> Fit {
        match self.has_trait(ty, of, STEPS) {
            true => Fit::Yes,
            false if self.lacks_trait(ty, of, STEPS) => Fit::No,
            false => Fit::Unsure,
        }
    }

    /// Whether a type certainly lacks a trait.
    fn lacks_trait(&self, ty: &Ty, of: Def, steps: usize) -> bool {
        let Some(steps) = steps.checked_sub(1) else { return false };
        if self.has_trait(ty, of, STEPS) {
            return false;
        }
        let of = match of {
            Def::Item(of) => of,
            // What leads to an iterator or a future is none for that.
            Def::External(_, of) if of == self.program.known.iterator || of == self.program.known.future => {
                return matches!(ty, Ty::Adt(Def::Item(_), _));
            }
            _ => return false,
        };
        let is_known = match ty {
            Ty::Adt(Def::Item(item), _) => self.derived(*item).all(|derived| derived != self.program[of].name),
            Ty::Adt(Def::External(..), _) | Ty::Primitive(_) | Ty::Slice(_) => true,
            _ => false,
        };
        let is_left_out = |blanket: &Blanket| blanket.required.iter().any(|of| self.lacks_trait(ty, *of, steps));
        let is_all = !self.program.may_have_more_impls(ty) && !self.program.is_cut_short(Listed::BlanketsOf(of));
        is_known && is_all && self.program.blankets_of(of).all(is_left_out)
    }
}
