//! Assembles a [`ModuleGraph`]. The order of calls gives ids their order, so whoever builds decides on an order that does
//! not depend on chance.

use camino::Utf8PathBuf;

use crate::{
    Crate, CrateId, DeclaredDependency, DependencyKind, Edited, Exposure, ExternalId, ExternalReference, FileId, Gap,
    Implementation, Item, ItemId, ItemKind, Module, ModuleGraph, ModuleId, Package, PackageId, Reexport, Reference,
    Span, Symbol, Symbols, TargetKind, Visibility,
};

/// What a package is made from.
#[derive(Clone, Debug)]
pub struct PackageSpec {
    name: String,
    dir: Utf8PathBuf,
    manifest: Option<FileId>,
}

impl PackageSpec {
    /// A package with its name and its directory from the workspace root.
    pub fn new(name: impl Into<String>, dir: impl Into<Utf8PathBuf>) -> Self {
        Self { name: name.into(), dir: dir.into(), manifest: None }
    }

    /// With the text of its manifest.
    #[must_use]
    pub fn manifest(mut self, file: FileId) -> Self {
        self.manifest = Some(file);
        self
    }
}

/// What a crate is made from.
#[derive(Clone, Debug)]
pub struct CrateSpec {
    package: PackageId,
    name: String,
    kind: TargetKind,
}

impl CrateSpec {
    /// A target of a package, with its crate name.
    pub fn new(package: PackageId, name: impl Into<String>, kind: TargetKind) -> Self {
        Self { package, name: name.into(), kind }
    }
}

/// What a module below a crate root is made from.
#[derive(Clone, Debug)]
pub struct ModuleSpec {
    parent: ModuleId,
    name: String,
    span: Span,
    file: FileId,
    inline: bool,
    kind: Option<DependencyKind>,
    visibility: Visibility,
}

impl ModuleSpec {
    /// An inline module declared at `span`.
    pub fn new(parent: ModuleId, name: impl Into<String>, span: Span) -> Self {
        let visibility = Visibility::Public;
        Self { parent, name: name.into(), span, file: span.file, inline: true, kind: None, visibility }
    }

    /// A module whose items stand in a file of its own.
    #[must_use]
    pub fn in_file(mut self, file: FileId) -> Self {
        self.file = file;
        self.inline = false;
        self
    }

    /// With a visibility.
    #[must_use]
    pub fn visibility(mut self, visibility: Visibility) -> Self {
        self.visibility = visibility;
        self
    }

    /// Another kind than the parent's, as `#[cfg(test)]` makes it.
    #[must_use]
    pub fn kind(mut self, kind: DependencyKind) -> Self {
        self.kind = Some(kind);
        self
    }
}

/// What an item is made from.
#[derive(Clone, Debug)]
pub struct ItemSpec {
    module: ModuleId,
    name: Symbol,
    kind: ItemKind,
    span: Span,
    parent: Option<ItemId>,
    visibility: Visibility,
}

impl ItemSpec {
    /// A public item of a module.
    #[must_use]
    pub fn new(module: ModuleId, name: Symbol, kind: ItemKind, span: Span) -> Self {
        Self { module, name, kind, span, parent: None, visibility: Visibility::Public }
    }

    /// An associated item, variant or field of `parent`.
    #[must_use]
    pub fn of(mut self, parent: ItemId) -> Self {
        self.parent = Some(parent);
        self
    }

    /// With a visibility.
    #[must_use]
    pub fn visibility(mut self, visibility: Visibility) -> Self {
        self.visibility = visibility;
        self
    }
}

/// Collects the parts of a [`ModuleGraph`].
#[derive(Default, Debug)]
pub struct GraphBuilder {
    graph: ModuleGraph,
}

impl GraphBuilder {
    /// All strings that are interned. Whoever puts others in their place keeps every symbol that was handed out valid.
    pub fn symbols_mut(&mut self) -> &mut Symbols {
        &mut self.graph.symbols
    }

    /// The symbol of a text.
    pub fn symbol(&mut self, text: &str) -> Symbol {
        self.graph.symbols.intern(text)
    }

    /// Adds a package.
    pub fn package(&mut self, spec: PackageSpec) -> PackageId {
        let id = PackageId::new(self.graph.packages.len());
        let PackageSpec { name, dir, manifest } = spec;
        self.graph.packages.push(Package { name, dir, manifest, dependencies: Vec::new() });
        id
    }

    /// Adds an entry of a package's dependency tables.
    pub fn declared_dependency(&mut self, package: PackageId, dependency: DeclaredDependency) {
        self.graph.packages[package.index()].dependencies.push(dependency);
    }

    /// Adds a crate. Its root has to follow by [`root_module`](Self::root_module) before the next crate.
    pub fn krate(&mut self, spec: CrateSpec) -> CrateId {
        let id = CrateId::new(self.graph.crates.len());
        let CrateSpec { package, name, kind } = spec;
        let taken = self.graph.crates.iter().any(|krate| krate.unique_name == name);
        let unique_name = if taken {
            format!("{name}#{}:{}", self.graph.packages[package.index()].name, kind.as_str())
        } else {
            name.clone()
        };
        let root = ModuleId::new(self.graph.modules.len());
        self.graph.crates.push(Crate { name, unique_name, kind, package, root });
        id
    }

    /// Adds the root module of the crate that was added last; `span` is the start of its file.
    ///
    /// # Panics
    /// If modules were added between the crate and its root.
    pub fn root_module(&mut self, krate: CrateId, span: Span) -> ModuleId {
        let Crate { name, unique_name, kind, root, .. } = &self.graph.crates[krate.index()];
        assert_eq!(root.index(), self.graph.modules.len(), "a crate's root module follows the crate");
        let (path, kind) = (unique_name.clone(), kind.dependency_kind());
        let name = self.graph.symbols.intern(name);
        let visibility = Visibility::Public;
        let file = span.file;
        self.push_module(Module { name, path, krate, parent: None, file, span, inline: false, kind, visibility })
    }

    /// Adds a module below another.
    pub fn module(&mut self, spec: ModuleSpec) -> ModuleId {
        let ModuleSpec { parent, name, span, file, inline, kind, visibility } = spec;
        let outer = &self.graph.modules[parent.index()];
        let path = format!("{}::{name}", outer.path);
        let (krate, kind) = (outer.krate, kind.unwrap_or(outer.kind));
        let name = self.graph.symbols.intern(&name);
        self.push_module(Module { name, path, krate, parent: Some(parent), file, span, inline, kind, visibility })
    }

    /// Adds an item.
    pub fn item(&mut self, spec: ItemSpec) -> ItemId {
        let id = ItemId::new(self.graph.items.len());
        let ItemSpec { module, name, kind, span, parent, visibility } = spec;
        self.graph.items.push(Item { name, kind, module, parent, span, visibility });
        id
    }

    /// Makes an item an associated item, variant or field of another.
    pub fn item_parent(&mut self, item: ItemId, parent: ItemId) {
        self.graph.items[item.index()].parent = Some(parent);
    }

    /// Notes that a struct or union has a field that is not `pub`.
    pub fn hidden_field(&mut self, owner: ItemId, field: Symbol) {
        self.graph.hidden_fields.insert((owner, field));
    }

    /// The crate outside the workspace that code calls `name`.
    pub fn external(&mut self, name: &str) -> ExternalId {
        self.graph.number_external(name)
    }

    /// Adds a type that the signature of a public item names.
    pub fn exposure(&mut self, exposure: Exposure) {
        self.graph.exposures.push(exposure);
    }

    /// Adds a mention of a crate outside the workspace.
    pub fn external_reference(&mut self, reference: ExternalReference) {
        self.graph.external_references.push(reference);
    }

    /// The string of a symbol.
    #[must_use]
    pub fn text(&self, symbol: Symbol) -> &str {
        self.graph.symbols.text(symbol)
    }

    /// Adds a reference. Those that stay in one module are dropped by [`finish`](Self::finish).
    pub fn reference(&mut self, reference: Reference) {
        self.graph.references.push(reference);
    }

    /// Adds what a macro's body mentions only because of what its caller gave it.
    pub fn caller_reference(&mut self, reference: Reference) {
        self.graph.caller_references.push(reference);
    }

    /// Adds an `impl` block.
    pub fn implementation(&mut self, implementation: Implementation) {
        self.graph.implementations.push(implementation);
    }

    /// Adds a re-export.
    pub fn reexport(&mut self, reexport: Reexport) {
        self.graph.reexports.push(reexport);
    }

    /// Adds a gap.
    pub fn gap(&mut self, gap: Gap) {
        self.graph.gaps.push(gap);
    }

    /// The finished graph: references grouped into dependencies, everything in order, duplicates merged.
    #[must_use]
    pub fn finish(self) -> ModuleGraph {
        self.graph.finished()
    }

    /// The graph after an edit that left packages, crates, modules, items, `impl` blocks and re-exports as they are in
    /// `before`, places apart. What was added is what the edit made of the modules that are said anew: their references,
    /// gaps, and the types that signatures of their items name. Symbols are those of `before`, and more.
    #[must_use]
    pub fn finish_edited(self, before: &ModuleGraph, edited: &Edited<'_>) -> ModuleGraph {
        self.graph.finished_onto(before, edited)
    }

    /// The graph after an edit, where packages, crates, items, `impl` blocks and re-exports were all added anew, and modules have
    /// the numbers of `before`. `edited` tells which modules are said anew, and which numbers the items of before have;
    /// `is_in_order` whether those that stay are in the order they had.
    #[must_use]
    pub fn finish_joined(self, before: &ModuleGraph, edited: &Edited<'_>, is_in_order: bool) -> ModuleGraph {
        self.graph.finished_joined(before, edited, is_in_order)
    }

    fn push_module(&mut self, module: Module) -> ModuleId {
        let id = ModuleId::new(self.graph.modules.len());
        self.graph.modules.push(module);
        id
    }
}
