//! Cheap views that know the graph they come from.

use camino::Utf8Path;
use petgraph::Direction;

use crate::graph::{Dependency, node};
use crate::{
    Crate, CrateId, Definition, DependencyKind, Item, ItemId, ItemKind, Module, ModuleGraph, ModuleId, Package,
    PackageId, Reexport, Reference, Span, TargetKind, Visibility,
};

macro_rules! views {
    ($($(#[$doc:meta])* $name:ident($id:ident => $table:ident: $data:ident);)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy)]
        pub struct $name<'g> {
            graph: &'g ModuleGraph,
            id: $id,
        }

        impl<'g> $name<'g> {
            pub(crate) fn new(graph: &'g ModuleGraph, id: $id) -> Self {
                Self { graph, id }
            }

            /// Its id.
            #[must_use]
            pub fn id(self) -> $id {
                self.id
            }

            /// The entry itself.
            #[must_use]
            #[doc(hidden)]
            pub fn data(self) -> &'g $data {
                &self.graph.$table[self.id.index()]
            }
        }

        impl PartialEq for $name<'_> {
            fn eq(&self, other: &Self) -> bool {
                self.id == other.id
            }
        }

        impl Eq for $name<'_> {}

        impl std::fmt::Debug for $name<'_> {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.data().fmt(f)
            }
        }
    )*};
}

views! {
    /// A package of the workspace.
    PackageView(PackageId => packages: Package);
    /// A crate: one target of a package.
    CrateView(CrateId => crates: Crate);
    /// A module.
    ModuleView(ModuleId => modules: Module);
    /// An item.
    ItemView(ItemId => items: Item);
}

impl<'g> PackageView<'g> {
    /// The name in its manifest.
    #[must_use]
    pub fn name(self) -> &'g str {
        &self.data().name
    }

    /// Its directory, from the workspace root.
    #[must_use]
    pub fn dir(self) -> &'g Utf8Path {
        &self.data().dir
    }

    /// Its crates.
    pub fn crates(self) -> impl Iterator<Item = CrateView<'g>> {
        self.graph.crates().filter(move |krate| krate.data().package == self.id)
    }
}

impl<'g> CrateView<'g> {
    /// The name in paths.
    #[must_use]
    pub fn name(self) -> &'g str {
        &self.data().name
    }

    /// The name that no other crate of the workspace has.
    #[must_use]
    pub fn unique_name(self) -> &'g str {
        &self.data().unique_name
    }

    /// What kind of target it is.
    #[must_use]
    pub fn kind(self) -> TargetKind {
        self.data().kind
    }

    /// The package it belongs to.
    #[must_use]
    pub fn package(self) -> PackageView<'g> {
        PackageView::new(self.graph, self.data().package)
    }

    /// Its root module.
    #[must_use]
    pub fn root(self) -> ModuleView<'g> {
        ModuleView::new(self.graph, self.data().root)
    }
}

impl<'g> ModuleView<'g> {
    /// The last segment of its path.
    #[must_use]
    pub fn name(self) -> &'g str {
        self.graph.text(self.data().name)
    }

    /// The whole path, the crate's unique name in front.
    #[must_use]
    pub fn path(self) -> &'g str {
        &self.data().path
    }

    /// The path below the crate root; empty for the root itself.
    #[must_use]
    pub fn path_in_crate(self) -> &'g str {
        let path = self.path();
        path[self.krate().unique_name().len()..].trim_start_matches("::")
    }

    /// The crate it belongs to.
    #[must_use]
    pub fn krate(self) -> CrateView<'g> {
        CrateView::new(self.graph, self.data().krate)
    }

    /// The module around it.
    #[must_use]
    pub fn parent(self) -> Option<ModuleView<'g>> {
        self.data().parent.map(|parent| Self::new(self.graph, parent))
    }

    /// Itself, then the modules around it up to the crate root.
    pub fn ancestors(self) -> impl Iterator<Item = ModuleView<'g>> {
        std::iter::successors(Some(self), |module| module.parent())
    }

    /// Where it is declared.
    #[must_use]
    pub fn span(self) -> Span {
        self.data().span
    }

    /// Normal, test or build code.
    #[must_use]
    pub fn kind(self) -> DependencyKind {
        self.data().kind
    }

    /// Its dependencies on other modules.
    pub fn dependencies(self) -> impl Iterator<Item = DependencyView<'g>> {
        self.edges(Direction::Outgoing)
    }

    /// The dependencies of other modules on it.
    pub fn dependents(self) -> impl Iterator<Item = DependencyView<'g>> {
        self.edges(Direction::Incoming)
    }

    /// The names it offers although they are defined elsewhere.
    #[must_use]
    pub fn reexports(self) -> &'g [Reexport] {
        let all = self.graph.reexports();
        let start = all.partition_point(|reexport| reexport.module < self.id);
        let end = all.partition_point(|reexport| reexport.module <= self.id);
        &all[start..end]
    }

    fn edges(self, direction: Direction) -> impl Iterator<Item = DependencyView<'g>> {
        let mut edges: Vec<_> =
            self.graph.edges.edges_directed(node(self.id), direction).map(|edge| edge.weight()).collect();
        edges.sort_by_key(|edge| (edge.from, edge.to));
        edges.into_iter().map(|edge| DependencyView::new(self.graph, edge))
    }
}

impl<'g> ItemView<'g> {
    /// Its name alone.
    #[must_use]
    pub fn name(self) -> &'g str {
        self.graph.text(self.data().name)
    }

    /// Its name with the types around it: `Invoice::total`.
    #[must_use]
    pub fn qualified_name(self) -> String {
        match self.parent() {
            Some(parent) => format!("{}::{}", parent.qualified_name(), self.name()),
            None => self.name().to_owned(),
        }
    }

    /// Its whole path: the defining module's path and the qualified name.
    #[must_use]
    pub fn path(self) -> String {
        format!("{}::{}", self.module().path(), self.qualified_name())
    }

    /// What it is.
    #[must_use]
    pub fn kind(self) -> ItemKind {
        self.data().kind
    }

    /// The module that defines it.
    #[must_use]
    pub fn module(self) -> ModuleView<'g> {
        ModuleView::new(self.graph, self.data().module)
    }

    /// The type or trait it belongs to.
    #[must_use]
    pub fn parent(self) -> Option<ItemView<'g>> {
        self.data().parent.map(|parent| Self::new(self.graph, parent))
    }

    /// How far it can be seen.
    #[must_use]
    pub fn visibility(self) -> Visibility {
        self.data().visibility
    }
}

/// A dependency of one module on another.
#[derive(Clone, Copy)]
pub struct DependencyView<'g> {
    graph: &'g ModuleGraph,
    dependency: &'g Dependency,
}

impl<'g> DependencyView<'g> {
    pub(crate) fn new(graph: &'g ModuleGraph, dependency: &'g Dependency) -> Self {
        Self { graph, dependency }
    }

    /// The module that depends.
    #[must_use]
    pub fn from(self) -> ModuleView<'g> {
        ModuleView::new(self.graph, self.dependency.from)
    }

    /// The module that is depended on.
    #[must_use]
    pub fn to(self) -> ModuleView<'g> {
        ModuleView::new(self.graph, self.dependency.to)
    }

    /// The references it consists of, by place.
    #[must_use]
    pub fn references(self) -> &'g [Reference] {
        self.graph.references_of(self.dependency)
    }

    /// Normal if any reference is; else build if any is; else test.
    #[must_use]
    pub fn kind(self) -> DependencyKind {
        let has = |kind| self.references().iter().any(|reference| reference.context == kind);
        if has(DependencyKind::Normal) {
            DependencyKind::Normal
        } else if has(DependencyKind::Build) {
            DependencyKind::Build
        } else {
            DependencyKind::Test
        }
    }

    /// The distinct definitions that are mentioned, in order.
    #[must_use]
    pub fn definitions(self) -> Vec<Definition> {
        let mut all: Vec<_> = self.references().iter().map(|reference| reference.definition).collect();
        all.sort_unstable();
        all.dedup();
        all
    }
}

impl std::fmt::Debug for DependencyView<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} -> {} ({})", self.from().path(), self.to().path(), self.references().len())
    }
}
