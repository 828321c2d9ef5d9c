//! The graph without most of what it was built from, to ask about uses that nobody has written yet: everything that has a
//! name, and only such references as somebody wants to look at. It can be kept as bytes.

use rustc_hash::FxHashSet;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::{
    Crate, DeclaredDependency, ExternalReference, Item, Module, ModuleGraph, Package, PackageId, Reexport, Reference,
    Symbols,
};

/// References of a graph: those inside the workspace, and those to crates outside of it.
#[derive(Clone, Default, Debug, Serialize, Deserialize)]
pub struct Uses {
    /// Inside the workspace.
    pub inside: Vec<Reference>,
    /// To crates outside of it.
    pub outside: Vec<ExternalReference>,
    /// What manifests list beside what they list today.
    pub listed: Vec<(PackageId, DeclaredDependency)>,
    /// Crates outside of the workspace that could be named, whether or not any code does.
    pub nameable: Vec<String>,
}

#[doc(hidden)]
impl ModuleGraph {
    /// One reference for each thing that one module names by one door in one kind of code: who uses whom, without how often.
    #[must_use]
    pub fn uses(&self) -> Uses {
        let mut seen = FxHashSet::default();
        let inside = self
            .references
            .iter()
            .filter(|one| seen.insert((one.from, one.definition, one.door, one.name, one.kind, one.context)));
        let inside = inside.copied().collect();
        let mut seen = FxHashSet::default();
        let outside = self.external_references.iter().filter(|one| seen.insert((one.from, one.krate, one.context)));
        Uses { inside, outside: outside.copied().collect(), ..Uses::default() }
    }

    /// The same packages, crates, modules, items and doors with these references and no others. What else the sources of a
    /// graph tell is left out: gaps, implementations, what signatures expose.
    #[must_use]
    pub fn with_uses(&self, uses: &Uses) -> Self {
        let Self { symbols, packages, crates, modules, items, externals, reexports, .. } = self;
        let graph = Self {
            symbols: symbols.clone(),
            packages: packages.clone(),
            crates: crates.clone(),
            modules: modules.clone(),
            items: items.clone(),
            externals: externals.clone(),
            reexports: reexports.clone(),
            ..Self::default()
        };
        graph.replacing_uses(uses)
    }

    /// The same for a graph that is needed no more as it was.
    #[must_use]
    fn replacing_uses(mut self, uses: &Uses) -> Self {
        self.externals.extend(uses.nameable.iter().cloned());
        for (package, dependency) in &uses.listed {
            self.packages[package.index()].dependencies.push(dependency.clone());
        }
        self.references.clone_from(&uses.inside);
        self.external_references.clone_from(&uses.outside);
        self.finished()
    }

    /// The number of a crate outside the workspace, if any code mentions it.
    #[must_use]
    pub fn external(&self, name: &str) -> Option<crate::ExternalId> {
        self.externals.get_index_of(name).map(crate::ExternalId::new)
    }
}

/// What is kept of a graph.
#[derive(Serialize, Deserialize)]
struct Tables {
    symbols: Symbols,
    packages: Vec<Package>,
    crates: Vec<Crate>,
    modules: Vec<Module>,
    items: Vec<Item>,
    externals: Vec<String>,
    reexports: Vec<Reexport>,
    uses: Uses,
}

/// Keeps what [`ModuleGraph::with_uses`] keeps.
impl Serialize for ModuleGraph {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self { symbols, packages, crates, modules, items, externals, reexports, .. } = self.clone();
        let uses =
            Uses { inside: self.references.clone(), outside: self.external_references.clone(), ..Uses::default() };
        let externals = externals.into_iter().collect();
        Tables { symbols, packages, crates, modules, items, externals, reexports, uses }.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for ModuleGraph {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let Tables { symbols, packages, crates, modules, items, externals, reexports, uses } =
            Tables::deserialize(deserializer)?;
        let externals = externals.into_iter().collect();
        let graph = Self { symbols, packages, crates, modules, items, externals, reexports, ..Self::default() };
        Ok(graph.replacing_uses(&uses))
    }
}

#[cfg(test)]
mod tests {
    use crate::{
        CrateSpec, Definition, DependencyKind, GraphBuilder, ItemKind, ItemSpec, ModuleGraph, ModuleId, ModuleSpec,
        PackageSpec, Reference, ReferenceKind, Span, TargetKind, Uses,
    };

    /// `a` names `b::T` twice.
    fn graph() -> ModuleGraph {
        let mut builder = GraphBuilder::default();
        let package = builder.package(PackageSpec::new("shop", "shop"));
        let krate = builder.krate(CrateSpec::new(package, "shop", TargetKind::Lib));
        let root = builder.root_module(krate, Span::default());
        let a = builder.module(ModuleSpec::new(root, "a", Span::default()));
        let b = builder.module(ModuleSpec::new(root, "b", Span::default()));
        let name = builder.symbol("T");
        let t = builder.item(ItemSpec::new(b, name, ItemKind::Struct, Span::default()));
        for line in 1..=2 {
            builder.reference(Reference {
                from: a,
                definition: Definition::Item(t),
                door: b,
                name,
                written: name,
                kind: ReferenceKind::Path,
                context: DependencyKind::Normal,
                span: Span { line, ..Span::default() },
            });
        }
        builder.finish()
    }

    #[test]
    fn the_same_use_in_two_places_is_one() {
        let graph = graph();
        assert_eq!((graph.references().len(), graph.uses().inside.len()), (2, 1));
        let bare = graph.with_uses(&Uses::default());
        assert_eq!((bare.references().len(), bare.dependencies().count(), bare.items().count()), (0, 0, 1));
        let (from, to) = (ModuleId::new(1), ModuleId::new(2));
        assert!(bare.with_uses(&graph.uses()).dependency(from, to).is_some(), "edges follow the references");
    }
}
