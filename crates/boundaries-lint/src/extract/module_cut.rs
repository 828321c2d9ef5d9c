//! What to take along, and what to cut, where a module and the rest of its crate use each other.

use boundaries_graph::{DependencyKind, ModuleEdges, ModuleId, Reference, ReferenceKind, cheapest_side};

use super::Split;

/// The cheapest way to take a cycle apart if further modules may come along: of all sets with the part in them and the root
/// of its crate outside, one at which the fewest references run against the direction.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ModuleCut {
    /// Whether the new crate would come below the rest, and not above.
    pub is_below: bool,
    /// The modules that come along.
    pub with: Vec<ModuleId>,
    /// What has to be cut: the module that uses, the one that is used, and the references.
    pub edges: Vec<(ModuleId, ModuleId, usize)>,
}

impl ModuleCut {
    /// How many references have to be cut.
    #[must_use]
    pub fn references(&self) -> usize {
        self.edges.iter().map(|(_, _, references)| references).sum()
    }
}

impl Split<'_> {
    /// The cheapest cut by modules, in either direction.
    pub(super) fn module_cut(&self) -> Option<ModuleCut> {
        let root = self.graph.module(*self.tops.first()?).krate().root().id();
        let is_in = |module: ModuleId| self.part.contains(&module) || self.rest.contains(&module);
        let mut edges = ModuleEdges::new();
        for dependency in self.graph.dependencies() {
            let (from, to) = (dependency.from().id(), dependency.to().id());
            if dependency.kind() == DependencyKind::Test || !is_in(from) || !is_in(to) {
                continue;
            }
            let is_code = |reference: &&Reference| {
                reference.kind != ReferenceKind::DocLink && reference.context != DependencyKind::Test
            };
            *edges.entry((from, to)).or_default() += dependency.references().iter().filter(is_code).count();
        }
        let cut = |is_below: bool| {
            let directed: ModuleEdges = edges
                .iter()
                .map(|(&(from, to), &count)| (if is_below { (from, to) } else { (to, from) }, count))
                .collect();
            let side = cheapest_side(&directed, self.part, root);
            let runs_against = |from: &ModuleId, to: &ModuleId| {
                if is_below {
                    side.contains(from) && !side.contains(to)
                } else {
                    side.contains(to) && !side.contains(from)
                }
            };
            let found = edges.iter().filter(|((from, to), references)| **references > 0 && runs_against(from, to));
            let mut found: Vec<_> = found.map(|(&(from, to), &references)| (from, to, references)).collect();
            let path = |module: ModuleId| self.graph.module(module).path();
            found
                .sort_by_key(|&(from, to, references)| (std::cmp::Reverse(references), path(from), path(to), from, to));
            let mut with: Vec<ModuleId> = side.difference(self.part).copied().collect();
            with.sort_by_key(|&module| (path(module), module));
            ModuleCut { is_below, with, edges: found }
        };
        let cuts = [cut(true), cut(false)];
        cuts.into_iter().min_by_key(|cut| (cut.references(), cut.with.len()))
    }
}
