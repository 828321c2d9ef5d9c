//! Traits that references have, whatever they refer to: `impl<T> Trait for &T`.

use boundaries_graph::Symbol;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::program::*;
use crate::reads::{self, Read};
use crate::syntax::facts::{ItemKind, Type};

/// Traits of the workspace by the names of their items.
pub(crate) type TraitsByName = FxHashMap<Symbol, Vec<DefId>>;

impl Program {
    /// The traits with an item of this name of which there is an `impl` for references to a type parameter.
    pub(crate) fn traits_of_references(&self, name: Symbol) -> &[DefId] {
        reads::note(Read::Blankets(name));
        self.all_traits_of_references().get(&name).map_or(&[], Vec::as_slice)
    }

    pub(crate) fn all_traits_of_references(&self) -> &TraitsByName {
        self.of_references.get_or_init(|| {
            let mut found = TraitsByName::default();
            let mut seen = FxHashSet::default();
            for imp in &self.impls {
                let Some(Def::Item(of)) = imp.of else { continue };
                if !self.is_for_references(imp) {
                    continue;
                }
                for name in self.members.get(&of).into_iter().flat_map(FxHashMap::keys) {
                    if seen.insert((*name, of)) {
                        found.entry(*name).or_default().push(of);
                    }
                }
            }
            found
        })
    }

    fn is_for_references(&self, imp: &Impl) -> bool {
        let facts = &self.unit_of(imp.instance).facts;
        let ItemKind::Impl { self_type, generics, .. } = facts[imp.item].kind else { return false };
        let mut ty = facts[self_type];
        let is_reference = matches!(ty, Type::Ref(_));
        while let Type::Ref(inner) = ty {
            ty = facts[inner];
        }
        let Type::Path(path) = ty else { return false };
        let [only] = facts.segments(&facts[path]) else { return false };
        is_reference && facts.list(generics.params).any(|param| facts[param].name.name == only.token.name)
    }

    /// Whether an `impl` is for references to a type.
    pub(crate) fn is_for_reference(&self, id: ImplId) -> bool {
        let facts = &self.unit_of(self[id].instance).facts;
        matches!(facts[self[id].item].kind, ItemKind::Impl { self_type, .. } if matches!(facts[self_type], Type::Ref(_)))
    }
}
