//! Finds modules and items of a state by their paths, and asks whether one uses the other.

use boundaries_graph::{Definition, ItemId, ModuleGraph, ModuleId};
use rustc_hash::FxHashMap;

use crate::permission::provider_item;

/// The modules and items of a graph by path. Alternatives under different `cfg`s share one.
#[derive(Debug)]
pub(crate) struct Index<'g> {
    graph: &'g ModuleGraph,
    modules: FxHashMap<&'g str, Vec<ModuleId>>,
    items: FxHashMap<String, Vec<ItemId>>,
}

impl<'g> Index<'g> {
    pub(crate) fn new(graph: &'g ModuleGraph) -> Self {
        let mut modules: FxHashMap<&str, Vec<ModuleId>> = FxHashMap::default();
        for module in graph.modules() {
            modules.entry(module.path()).or_default().push(module.id());
        }
        let mut items: FxHashMap<String, Vec<ItemId>> = FxHashMap::default();
        for item in graph.items() {
            items.entry(item.path()).or_default().push(item.id());
        }
        Self { graph, modules, items }
    }

    /// Where the modules and items are.
    pub(crate) fn graph(&self) -> &'g ModuleGraph {
        self.graph
    }

    /// Whether there is a module at a path.
    pub(crate) fn has(&self, path: &str) -> bool {
        self.modules.contains_key(path)
    }

    /// The modules at a path.
    pub(crate) fn modules(&self, path: &str) -> &[ModuleId] {
        self.modules.get(path).map_or(&[], Vec::as_slice)
    }

    /// The modules of what is defined at a path: the modules there, or those that hold the items there.
    pub(crate) fn homes(&self, path: &str) -> Vec<ModuleId> {
        let items = self.items.get(path).map_or(&[][..], Vec::as_slice);
        let of_items = items.iter().map(|&item| self.graph.item(item).module().id());
        self.modules(path).iter().copied().chain(of_items).collect()
    }

    /// Whether code of the module at `consumer` mentions what is defined at `provider`, whoever owns the two.
    pub(crate) fn uses(&self, consumer: &str, provider: &str) -> bool {
        let is_meant = |definition: Definition| {
            let item = provider_item(self.graph, definition);
            self.graph.definition_path(item) == provider
        };
        let homes = self.homes(provider);
        self.modules(consumer).iter().any(|&from| {
            homes
                .iter()
                .filter_map(|&to| self.graph.dependency(from, to))
                .any(|dependency| dependency.references().iter().any(|reference| is_meant(reference.definition)))
        })
    }
}
