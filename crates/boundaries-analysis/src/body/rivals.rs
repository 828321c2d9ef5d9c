//! Methods of traits that come before another one.
//!
//! The language asks each type on the way for its own methods and for those of traits that can be called: for what takes the
//! value, then what takes a reference, then what takes a mutable one, before it goes on to what is behind the type. Whether an
//! `impl` for every type with some traits, or for a type with some arguments, is one for the type at hand is not always known;
//! what comes after it then is uncertain.

use std::rc::Rc;

use super::*;
use crate::syntax::facts::{ItemKind, Receiver};

/// A method that a trait gives to a type, or may give to it.
struct TraitMethod {
    def: DefId,
    fit: Fit,
    receiver: Receiver,
    /// Whether it takes `self` in something else than a reference.
    takes_pointer: bool,
}

/// What was passed on the way to a type.
#[derive(Clone, Copy)]
pub(super) struct Way {
    /// Whether a reference was, last of all.
    pub(super) is_behind_reference: bool,
    pub(super) is_in_pointer: bool,
}

impl Walker<'_> {
    /// A method that a trait certainly gives to a type which leads to another one. `rivals` get all that may be there, so
    /// that somebody who finds another one knows that it is not certain. What takes `self` in a pointer is meant where one was
    /// passed on the way.
    pub(super) fn trait_method_before(
        &self,
        ty: &Ty,
        name: Symbol,
        is_in_pointer: bool,
        rivals: &mut Vec<DefId>,
    ) -> Option<DefId> {
        let mut found = self.trait_methods(ty, name);
        found.retain(|method| is_in_pointer || !method.takes_pointer);
        let certain = found.iter().find(|found| found.fit == Fit::Yes);
        // Two that take `self` alike cannot both be there.
        let is_rival = |other: &&TraitMethod| certain.is_none_or(|found| found.receiver != other.receiver);
        rivals.extend(found.iter().filter(is_rival).chain(certain).map(|method| method.def));
        certain.map(|method| method.def)
    }

    /// The methods of traits that may come before one of the type's own, or of another trait.
    pub(super) fn rivals_of(&self, method: DefId, ty: &Ty, name: Symbol, way: Way) -> Vec<DefId> {
        let Way { is_behind_reference, is_in_pointer } = way;
        let Some(receiver) = self.receiver(method) else { return Vec::new() };
        if receiver == Receiver::Value && !is_behind_reference {
            return Vec::new();
        }
        let comes_first = |rival| match (is_behind_reference, receiver) {
            // It takes the pointer as it is.
            (_, Receiver::Typed) => !is_in_pointer,
            (false, _) => rival < receiver,
            // What is at hand is a reference, and which one is not known.
            (true, Receiver::Value) => rival != Receiver::Value,
            (true, Receiver::Ref) => rival == Receiver::Mut,
            (true, Receiver::Mut) => rival == Receiver::Ref,
        };
        let found = self.trait_methods(ty, name).into_iter().filter(|rival| comes_first(rival.receiver));
        let of_references = match receiver {
            Receiver::Value | Receiver::Ref if is_behind_reference => self.methods_of_references(ty, name),
            _ => Vec::new(),
        };
        let found = found.chain(of_references).map(|rival| rival.def);
        found.filter(|rival| *rival != method).collect()
    }

    /// What traits may give to a reference, which comes before what is behind it if the reference is a mutable one.
    fn methods_of_references(&self, ty: &Ty, name: Symbol) -> Vec<TraitMethod> {
        self.trait_methods(&Ty::Ref(Rc::new(ty.clone())), name)
    }

    /// Whether a method takes `self` as it is.
    pub(super) fn takes_value(&self, def: DefId) -> bool {
        self.receiver(def) == Some(Receiver::Value)
    }

    /// How a method takes `self`.
    fn receiver(&self, def: DefId) -> Option<Receiver> {
        let data = &self.program[def];
        match &self.program.unit_of(data.instance).facts[data.item].kind {
            ItemKind::Fn(function) => function.receiver,
            _ => None,
        }
    }

    /// What `impl` blocks for a type, for every type with some traits and for all references may give a type under a name.
    fn trait_methods(&self, ty: &Ty, name: Symbol) -> Vec<TraitMethod> {
        let left = fits::allowance();
        let steps = fits::steps(&left);
        let blankets = self.program.blankets_with(name);
        let blankets = blankets.map(|blanket| (blanket.of, self.blanket_fit(blanket, ty, steps), false));
        let impls = match ty {
            Ty::Adt(Def::Item(item), _) => self.program.impls_for(*item),
            _ => self.program.foreign_head(ty).map_or(&[][..], |head| self.program.foreign_impls_for(head)),
        };
        let impls = impls.iter().filter_map(|&id| match self.program[id].of {
            Some(Def::Item(of)) if !self.program.member(of, name).is_empty() => {
                Some((of, self.impl_fit(id, ty, steps), self.program.is_for_reference(id)))
            }
            _ => None,
        });
        let references = self.program.traits_of_references(name).iter().map(|of| (*of, Fit::Unsure, true));
        let method = |(of, fit, is_for_reference): (DefId, Fit, bool)| {
            let def = *self.program.member(of, name).first()?;
            let written = self.receiver(def)?;
            let receiver = match written {
                // To take a reference as it is, is to take what it refers to by reference.
                Receiver::Value if is_for_reference => Receiver::Ref,
                _ if is_for_reference => Receiver::Typed,
                receiver => receiver,
            };
            let takes_pointer = written == Receiver::Typed;
            let is_usable = fit != Fit::No && self.is_method(def) && self.trait_in_scope(of);
            is_usable.then_some(TraitMethod { def, fit, receiver, takes_pointer })
        };
        blankets.chain(impls).chain(references).filter_map(method).collect()
    }
}
