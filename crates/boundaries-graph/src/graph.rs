//! The graph itself: tables of what exists, and dependencies between modules as edges.

use std::collections::BTreeSet;
use std::ops::Range;

use indexmap::IndexSet;
use petgraph::graph::{DiGraph, EdgeIndex, NodeIndex};
use rustc_hash::{FxBuildHasher, FxHashSet};

use crate::{
    Crate, CrateId, CrateView, Definition, DependencyView, Exposure, ExternalId, ExternalReference, Gap,
    Implementation, Item, ItemId, ItemView, Module, ModuleId, ModuleView, Package, PackageId, PackageView, Reexport,
    Reference, Symbol, Symbols,
};

/// All references from one module to another: an edge of the graph.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Dependency {
    /// The module that mentions.
    pub from: ModuleId,
    /// The module that defines what is mentioned.
    pub to: ModuleId,
    pub(crate) references: Range<u32>,
}

/// A workspace as packages, crates, modules, items, and the references between modules.
#[derive(Clone, Default, Debug)]
pub struct ModuleGraph {
    pub(crate) symbols: Symbols,
    pub(crate) packages: Vec<Package>,
    pub(crate) crates: Vec<Crate>,
    pub(crate) modules: Vec<Module>,
    pub(crate) items: Vec<Item>,
    pub(crate) hidden_fields: FxHashSet<(ItemId, Symbol)>,
    pub(crate) externals: IndexSet<String, FxBuildHasher>,
    pub(crate) references: Vec<Reference>,
    pub(crate) caller_references: Vec<Reference>,
    pub(crate) external_references: Vec<ExternalReference>,
    pub(crate) exposures: Vec<Exposure>,
    pub(crate) reexports: Vec<Reexport>,
    pub(crate) implementations: Vec<Implementation>,
    pub(crate) gaps: Vec<Gap>,
    pub(crate) edges: DiGraph<ModuleId, Dependency, u32>,
    pub(crate) children: Vec<Vec<ModuleId>>,
}

impl ModuleGraph {
    /// The packages of the workspace.
    pub fn packages(&self) -> impl Iterator<Item = PackageView<'_>> {
        (0..self.packages.len()).map(|index| PackageView::new(self, PackageId::new(index)))
    }

    /// The crates of the workspace, libraries first.
    pub fn crates(&self) -> impl Iterator<Item = CrateView<'_>> {
        (0..self.crates.len()).map(|index| CrateView::new(self, CrateId::new(index)))
    }

    /// The modules of all crates.
    pub fn modules(&self) -> impl Iterator<Item = ModuleView<'_>> {
        (0..self.modules.len()).map(|index| ModuleView::new(self, ModuleId::new(index)))
    }

    /// The items of all modules.
    pub fn items(&self) -> impl Iterator<Item = ItemView<'_>> {
        (0..self.items.len()).map(|index| ItemView::new(self, ItemId::new(index)))
    }

    /// Whether a struct or union has a field of this name that not everybody can see who sees the type.
    #[must_use]
    #[doc(hidden)]
    pub fn is_hidden_field(&self, owner: ItemId, field: Symbol) -> bool {
        self.hidden_fields.contains(&(owner, field))
    }

    /// The tuple structs that have a field that not everybody can see who sees the type, so that they cannot be built or
    /// matched by position.
    #[must_use]
    #[doc(hidden)]
    pub fn hidden_positions(&self) -> BTreeSet<ItemId> {
        let is_position = |field: Symbol| self.symbols.text(field).bytes().all(|byte| byte.is_ascii_digit());
        self.hidden_fields.iter().filter(|(_, field)| is_position(*field)).map(|(item, _)| *item).collect()
    }

    /// The dependencies between modules, by the module that depends and then by the one depended on.
    pub fn dependencies(&self) -> impl Iterator<Item = DependencyView<'_>> {
        self.edges.edge_weights().map(|dependency| DependencyView::new(self, dependency))
    }

    /// Every reference, in the order of [`dependencies`](Self::dependencies) and then by place.
    #[must_use]
    pub fn references(&self) -> &[Reference] {
        &self.references
    }

    /// What the body of a macro mentions only because of what a caller gave it: `Self` and the methods of the caller's
    /// type, an item that the macro made for the caller. The author's module does not depend on it, so that it is part of
    /// no dependency.
    #[must_use]
    #[doc(hidden)]
    pub fn caller_references(&self) -> &[Reference] {
        &self.caller_references
    }

    /// Every type or trait that the signature of a public item names, of its own module or another.
    #[must_use]
    #[doc(hidden)]
    pub fn exposures(&self) -> &[Exposure] {
        &self.exposures
    }

    /// Every mention of a crate outside the workspace.
    #[must_use]
    pub fn external_references(&self) -> &[ExternalReference] {
        &self.external_references
    }

    /// Every re-export.
    #[must_use]
    pub fn reexports(&self) -> &[Reexport] {
        &self.reexports
    }

    /// Every `impl` block for a type of the workspace, or of a trait of the workspace.
    #[must_use]
    #[doc(hidden)]
    pub fn implementations(&self) -> &[Implementation] {
        &self.implementations
    }

    /// What could not be seen.
    #[must_use]
    pub fn gaps(&self) -> &[Gap] {
        &self.gaps
    }

    /// A package by its id.
    #[must_use]
    pub fn package(&self, id: PackageId) -> PackageView<'_> {
        PackageView::new(self, id)
    }

    /// A crate by its id.
    #[must_use]
    pub fn krate(&self, id: CrateId) -> CrateView<'_> {
        CrateView::new(self, id)
    }

    /// A module by its id.
    #[must_use]
    pub fn module(&self, id: ModuleId) -> ModuleView<'_> {
        ModuleView::new(self, id)
    }

    /// An item by its id.
    #[must_use]
    pub fn item(&self, id: ItemId) -> ItemView<'_> {
        ItemView::new(self, id)
    }

    /// The names of the crates outside the workspace that code mentions, in order.
    pub fn externals(&self) -> impl Iterator<Item = &str> {
        self.externals.iter().map(String::as_str)
    }

    /// The name of a crate outside the workspace.
    #[must_use]
    pub fn external_name(&self, id: ExternalId) -> &str {
        &self.externals[id.index()]
    }

    /// The dependency of one module on another, if there is one.
    #[must_use]
    pub fn dependency(&self, from: ModuleId, to: ModuleId) -> Option<DependencyView<'_>> {
        let edge = self.edges.find_edge(node(from), node(to))?;
        Some(DependencyView::new(self, &self.edges[edge]))
    }

    /// The module of a definition: the module itself, or the one that defines the item.
    #[must_use]
    pub fn module_of(&self, definition: Definition) -> ModuleId {
        match definition {
            Definition::Module(module) => module,
            Definition::Item(item) => self.items[item.index()].module,
        }
    }

    /// The whole path of a definition: `billing::api`, `billing::api::Invoice`, `billing::api::Invoice::total`.
    #[must_use]
    pub fn definition_path(&self, definition: Definition) -> String {
        match definition {
            Definition::Module(module) => self.module(module).path().to_owned(),
            Definition::Item(item) => self.item(item).path(),
        }
    }

    /// The text of a symbol.
    #[must_use]
    pub fn text(&self, symbol: Symbol) -> &str {
        self.symbols.text(symbol)
    }

    /// The symbol of a text, if anything in the graph uses it.
    #[must_use]
    pub fn symbol(&self, text: &str) -> Option<Symbol> {
        self.symbols.get(text)
    }

    /// The modules that have exactly this path. Alternatives of one module under different `cfg`s share a path.
    pub fn modules_at<'g>(&'g self, path: &'g str) -> impl Iterator<Item = ModuleView<'g>> {
        self.modules().filter(move |module| module.path() == path)
    }

    /// The modules directly below a module.
    #[must_use]
    pub fn children(&self, id: ModuleId) -> &[ModuleId] {
        &self.children[id.index()]
    }

    pub(crate) fn references_of(&self, dependency: &Dependency) -> &[Reference] {
        &self.references[dependency.references.start as usize..dependency.references.end as usize]
    }

    pub(crate) fn edge_weight(&self, edge: EdgeIndex<u32>) -> &Dependency {
        &self.edges[edge]
    }

    /// References between modules, in order and without duplicates. Names are compared by their texts: the numbers of
    /// symbols depend on what was read first.
    pub(crate) fn sorted(&self, mut references: Vec<Reference>) -> Vec<Reference> {
        references.retain(|reference| self.module_of(reference.definition) != reference.from);
        let place = |r: &Reference| (r.from, self.module_of(r.definition), r.span, r.definition, r.kind, r.door);
        let words = |r: &Reference| (self.text(r.written), r.context, self.text(r.name));
        references.sort_unstable_by(|a, b| place(a).cmp(&place(b)).then_with(|| words(a).cmp(&words(b))));
        references.dedup_by_key(|r| (r.from, r.definition, r.span, r.kind));
        references
    }

    /// The number of a crate outside the workspace, until all are [numbered by name](Self::sort_externals).
    pub(crate) fn number_external(&mut self, name: &str) -> ExternalId {
        let index = self.externals.get_index_of(name);
        ExternalId::new(index.unwrap_or_else(|| self.externals.insert_full(name.to_owned()).0))
    }

    pub(crate) fn sort_reexports(&mut self) {
        let mut reexports = std::mem::take(&mut self.reexports);
        reexports.sort_by(|a, b| {
            let key = |r: &Reexport| (r.module, self.text(r.name), r.definition, r.span);
            key(a).cmp(&key(b))
        });
        reexports.dedup_by_key(|r| (r.module, r.name, r.definition));
        self.reexports = reexports;
    }

    pub(crate) fn sort_gaps(&mut self) {
        let mut gaps = std::mem::take(&mut self.gaps);
        gaps.sort_by(|a, b| {
            let key = |gap: &Gap| (gap.span, gap.reason, gap.limit, self.text(gap.text), gap.module);
            key(a).cmp(&key(b))
        });
        gaps.dedup();
        self.gaps = gaps;
    }

    /// Numbers the crates outside the workspace by their names, whichever was mentioned first.
    pub(crate) fn sort_externals(&mut self) {
        let before = std::mem::take(&mut self.externals);
        let mut names: Vec<String> = before.iter().cloned().collect();
        names.sort_unstable();
        self.externals = names.into_iter().collect();
        let now: Vec<ExternalId> = before
            .iter()
            .map(|name| ExternalId::new(self.externals.get_index_of(name).expect("every name was taken over")))
            .collect();
        for reference in &mut self.external_references {
            reference.krate = now[reference.krate.index()];
        }
    }

    /// Takes over sorted references, and groups them into edges.
    pub(crate) fn connect(&mut self, references: Vec<Reference>) {
        self.edges = DiGraph::with_capacity(self.modules.len(), references.len() / 8);
        for index in 0..self.modules.len() {
            self.edges.add_node(ModuleId::new(index));
        }
        let mut start = 0;
        while start < references.len() {
            let (from, to) = (references[start].from, self.module_of(references[start].definition));
            let same = |r: &Reference| (r.from, self.module_of(r.definition)) == (from, to);
            let end = start + references[start..].iter().take_while(|r| same(r)).count();
            let range = ModuleId::new(start).index() as u32..ModuleId::new(end).index() as u32;
            self.edges.add_edge(node(from), node(to), Dependency { from, to, references: range });
            start = end;
        }
        self.references = references;
    }

    pub(crate) fn finished(mut self) -> Self {
        let references = std::mem::take(&mut self.references);
        let references = self.sorted(references);
        let caller_references = std::mem::take(&mut self.caller_references);
        self.caller_references = self.sorted(caller_references);

        self.connect(references);
        self.exposures.sort_unstable();
        self.exposures.dedup();
        self.sort_externals();
        self.external_references.sort_by_key(|r| (r.from, r.krate, r.span));
        self.external_references.dedup_by_key(|r| (r.from, r.krate, r.span));
        self.sort_gaps();
        self.finish_declared();
        self
    }

    /// Puts what is declared in order.
    pub(crate) fn finish_declared(&mut self) {
        self.implementations.sort_unstable();
        self.implementations.dedup();
        self.sort_reexports();
        self.children = vec![Vec::new(); self.modules.len()];
        for (index, module) in self.modules.iter().enumerate() {
            if let Some(parent) = module.parent {
                self.children[parent.index()].push(ModuleId::new(index));
            }
        }
    }
}

pub(crate) fn node(module: ModuleId) -> NodeIndex<u32> {
    NodeIndex::new(module.index())
}
