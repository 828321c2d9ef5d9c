//! What an `impl` asks of its parameters: the traits it names, and whether that is all.

use boundaries_graph::Symbol;

use crate::program::*;
use crate::syntax::facts::{Generics, Type, TypeIx};
use crate::types::TypeScope;

/// What an `impl` asks.
pub(crate) struct Asked {
    /// The traits that parameters must have; one that is not known has no name.
    pub(crate) of_params: Vec<(Symbol, Def)>,
    /// Whether it asks for more than that: a trait with arguments, or something of another type than a parameter.
    pub(crate) asks_more: bool,
}

impl Program {
    /// What generics ask, in the scope they stand in.
    pub(crate) fn asked(&self, scope: &TypeScope<'_>, generics: Generics) -> Asked {
        let unit = scope.unit;
        let facts = &unit.facts;
        let params = || facts.list(generics.params).map(|ix| &facts[ix]);
        let is_param = |name: &Symbol| params().any(|param| unit.token(param.name) == *name);
        let own = params().map(|param| (Some(unit.token(param.name)), param.bounds));
        let wheres =
            facts.list(generics.wheres).map(|ix| (unit.only_name(facts[ix].ty).filter(is_param), facts[ix].bounds));
        let mut asked = Asked { of_params: Vec::new(), asks_more: false };
        for (param, bounds) in own.chain(wheres) {
            for bound in facts.list(bounds) {
                let of = self.path_def(scope, bound).unwrap_or(Def::External(self.known.std, self.known.underscore));
                if matches!(of, Def::External(_, name) if matches!(self.text(name), "Sized" | "Send" | "Sync")) {
                    continue;
                }
                asked.of_params.extend(param.map(|param| (param, of)));
                let is_plain = facts.segments(&facts[bound]).iter().all(|segment| match segment.args {
                    Some(args) => facts[args].is_empty(),
                    None => true,
                });
                asked.asks_more |= param.is_none() || !is_plain;
            }
        }
        asked
    }
}

impl Unit {
    /// The name that a type consists of.
    pub(crate) fn only_name(&self, ty: TypeIx) -> Option<Symbol> {
        let Type::Path(path) = self.facts[ty] else { return None };
        let path = &self.facts[path];
        match self.facts.segments(path) {
            [only] if path.qself.is_none() => Some(self.token(only.token)),
            _ => None,
        }
    }
}
