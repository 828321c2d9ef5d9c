//! What is listed only up to a limit: beyond it, what is not in a list may be there all the same.

use boundaries_graph::Symbol;

use crate::limits::count;
use crate::program::{Def, DefId, Program};
use crate::types::Ty;

/// A list that ends at a limit.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Listed {
    /// The fields of a struct, union or variant.
    Fields(DefId),
    /// The `impl` blocks of traits for a type.
    Impls(DefId),
    /// Those of the workspace's traits for a type from outside.
    ForeignImpls(Symbol),
    /// Those of a trait for every type that has some traits.
    BlanketsOf(DefId),
    /// The same of all traits that have an item of this name.
    BlanketsWith(Symbol),
}

impl Program {
    /// Whether there is more than a list has. A program with such a list is not compared with the one before: no answer about
    /// it is kept.
    pub(crate) fn is_cut_short(&self, list: Listed) -> bool {
        !self.cut_short.is_empty() && self.cut_short.contains(&list)
    }

    /// Whether a type may have an `impl` that is in no list.
    pub(crate) fn may_have_more_impls(&self, ty: &Ty) -> bool {
        match ty {
            Ty::Adt(Def::Item(item), _) => self.is_cut_short(Listed::Impls(*item)),
            other => self.foreign_head(other).is_some_and(|head| self.is_cut_short(Listed::ForeignImpls(head))),
        }
    }

    /// Whether a trait may give a type an item of a name by an `impl` that is in no list.
    pub(crate) fn may_have_more_items(&self, ty: &Ty, name: Symbol) -> bool {
        self.may_have_more_impls(ty)
            || self.is_cut_short(Listed::BlanketsWith(name))
            || self.traits_of_references(name).len() > count(self.limits.impls)
    }
}
