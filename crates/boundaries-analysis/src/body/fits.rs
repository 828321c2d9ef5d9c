//! Whether a type has a trait.
//!
//! There is no trait solving: an `impl` is certainly one for a type if it is for the type as it stands and asks nothing but traits
//! by their names, of which the same can be said. Where more is asked, it may be one, and whoever has to be certain makes nothing
//! of it.

use std::cell::Cell;

use super::*;
use crate::syntax::facts::{GenericKind, ItemKind};
use crate::types::Steps;

/// How many `impl` blocks may follow from each other before nothing is known any more.
const STEPS: usize = 5;

/// How many questions one answer may take.
const QUESTIONS: usize = 4096;

/// Whether a type has a trait, or an `impl` is one for a type.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Fit {
    No,
    Unsure,
    /// There is an `impl`, and what it asks besides was not looked at.
    Likely,
    Yes,
}

/// How far one may go for an answer.
pub(super) fn allowance() -> Cell<usize> {
    Cell::new(QUESTIONS)
}

pub(super) fn steps(left: &Cell<usize>) -> Steps<'_> {
    Steps { deep: STEPS, left }
}

impl Walker<'_> {
    /// Whether an `impl` for everything with some traits is one for a type.
    pub(super) fn blanket_fit(&self, blanket: &Blanket, ty: &Ty, steps: Steps<'_>) -> Fit {
        let fit = blanket.required.iter().map(|of| self.fit(ty, *of, steps)).min().unwrap_or(Fit::Yes);
        if blanket.asks_more { fit.min(Fit::Likely) } else { fit }
    }

    /// Whether an `impl` for a type with some arguments is one for these arguments.
    pub(super) fn impl_fit(&self, id: ImplId, ty: &Ty, steps: Steps<'_>) -> Fit {
        let Some(left) = steps.left.get().checked_sub(1) else { return Fit::Unsure };
        steps.left.set(left);
        let Some(scope) = self.program.impl_scope(id, &ty.args()) else { return Fit::No };
        let ItemKind::Impl { generics, .. } = scope.unit.facts[self.program[id].item].kind else { return Fit::No };
        let asked = self.program.asked(&scope, generics);
        let fits = asked.of_params.iter().map(|(param, of)| match scope.param(*param) {
            Some(ty) => self.fit(ty, *of, steps),
            None => Fit::Unsure,
        });
        let is_as_written = scope.self_type.as_ref() == Some(ty) && !asked.asks_more && !self.has_const_params(ty);
        match fits.min().unwrap_or(Fit::Yes) {
            Fit::Yes if is_as_written => Fit::Yes,
            Fit::No => Fit::No,
            _ => Fit::Likely,
        }
    }

    /// Whether a type derives something by a macro of the workspace, which may give it any trait.
    fn derives_by_workspace(&self, owner: DefId) -> bool {
        let data = &self.program[owner];
        let unit = self.program.unit_of(data.instance);
        let standing = Standing { scope: data.scope, at: data.at, import: None, seen: None };
        unit.facts.list(unit.facts[data.item].attrs.derives).any(|path| {
            let path = &unit.facts[path];
            let names: SmallVec<[_; 4]> =
                unit.facts.segments(path).iter().map(|segment| unit.token(segment.token)).collect();
            let found = self.program.resolve(standing, path.is_global(), &names, Namespace::Macros);
            found.found().is_some_and(|found| matches!(found.def, Def::Item(_)))
        })
    }

    /// Whether values are among what a type is made with, which are not compared.
    fn has_const_params(&self, ty: &Ty) -> bool {
        let Ty::Adt(Def::Item(item), _) = ty else { return matches!(ty, Ty::Slice(_)) };
        let scope = self.program.type_scope(*item);
        match &scope.unit.facts[self.program[*item].item].kind {
            ItemKind::Struct { generics, .. } | ItemKind::Union { generics, .. } | ItemKind::Enum { generics, .. } => {
                let facts = &scope.unit.facts;
                facts.list(generics.params).any(|param| matches!(facts[param].kind, GenericKind::Const(_)))
            }
            _ => false,
        }
    }

    fn fit(&self, ty: &Ty, of: Def, steps: Steps<'_>) -> Fit {
        if matches!(of, Def::External(_, of) if matches!(self.program.text(of), "Sized" | "Send" | "Sync")) {
            return Fit::Yes;
        }
        let Some(steps) = steps.next() else { return Fit::Unsure };
        let own = self.own_fit(ty, of, steps);
        let Def::Item(of) = of else { return own };
        let is_all = !self.program.may_have_more_impls(ty) && !self.program.is_cut_short(Listed::BlanketsOf(of));
        let own = if is_all { own } else { own.max(Fit::Unsure) };
        let blankets = self.program.blankets_of(of).map(|blanket| self.blanket_fit(blanket, ty, steps));
        let fit = blankets.max().map_or(own, |fit| fit.max(own));
        // Which arguments are asked for where none is written is a matter of defaults.
        if self.program.type_scope(of).params.is_empty() { fit } else { fit.min(Fit::Likely) }
    }

    /// The same without what traits give to everything.
    fn own_fit(&self, ty: &Ty, of: Def, steps: Steps<'_>) -> Fit {
        let same = |other: Def| match (other, of) {
            (Def::External(_, one), Def::External(_, other)) => one == other,
            (one, other) => one == other,
        };
        let by_impls = |impls: &[ImplId]| {
            let of_trait = impls.iter().filter(|id| self.program[**id].of.is_some_and(same));
            of_trait.map(|id| self.impl_fit(*id, ty, steps)).max()
        };
        let by_bounds = |bounds: &[Def]| match self.super_traits(bounds).into_iter().any(same) {
            true => Fit::Yes,
            false => Fit::Unsure,
        };
        match (ty, of) {
            (Ty::Param(param), _) => by_bounds(&self.param_bounds(*param)),
            (Ty::Bounds(bounds), _) => by_bounds(bounds),
            (Ty::Adt(Def::Item(item), args), _) => by_impls(self.program.impls_for(*item)).unwrap_or_else(|| {
                let name = match of {
                    Def::Item(of) => self.program[of].name,
                    Def::External(_, name) => name,
                    _ => return Fit::Unsure,
                };
                let is_derived = self.derived(*item).any(|derived| derived == name);
                match of {
                    Def::Item(_) if !is_derived && !self.derives_by_workspace(*item) => Fit::No,
                    // A derive asks of the arguments what it gives to the type.
                    Def::External(..) if is_derived && args.is_empty() => Fit::Yes,
                    // What leads to an iterator or a future is none for that.
                    _ if name == self.program.known.iterator || name == self.program.known.future => Fit::No,
                    _ => Fit::Unsure,
                }
            }),
            // What an iterator or a future is known by here is the trait itself.
            (Ty::Adt(Def::External(_, head), _) | Ty::Primitive(head), Def::External(_, of)) if *head == of => Fit::Yes,
            (Ty::Adt(Def::External(..), _) | Ty::Primitive(_) | Ty::Slice(_), Def::Item(_)) => {
                let head = self.program.foreign_head(ty);
                head.and_then(|head| by_impls(self.program.foreign_impls_for(head))).unwrap_or(Fit::No)
            }
            _ => Fit::Unsure,
        }
    }
}
