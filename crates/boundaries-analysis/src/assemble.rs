//! From what was found to the [`ModuleGraph`](boundaries_graph::ModuleGraph): ids, spans, paths as written, re-exports.

use std::borrow::Borrow;

use std::cell::Cell;

use boundaries_graph::{
    CrateSpec, DeclaredDependency, Definition, DependencyKind, Exposure, ExternalReference, FileId, Gap, GraphBuilder,
    Implementation, ImplementedTrait, ItemId, ItemKind, ItemSpec, ModuleId, ModuleSpec, PackageId, PackageSpec,
    Reexport, Reference, ReferenceKind, SourceMap, Span, Symbol, Visibility as GraphVisibility,
};
use rustc_hash::{FxHashMap, FxHashSet};
use smallvec::SmallVec;

use crate::body::{Found, RawReference};
use crate::gap::{Cause, RawGap};
use crate::program::*;
use crate::syntax::facts::{ItemKind as Facts, ProcMacroKind, Vis};
use crate::workspace::Workspace;

/// Builds the graph from a program, and from what the walks over its scopes find, added in their order.
pub(crate) struct Assembler<'a> {
    builder: GraphBuilder,
    program: &'a mut Program,
    sources: &'a SourceMap,
    ids: Ids,
    /// Whether what is mentioned in a module, or shown by the signatures of its items, is wanted; all of it by default.
    wanted: Option<&'a FxHashSet<ModuleId>>,
    written: FxHashMap<(Box<[Symbol]>, bool), Symbol>,
    /// What was found in expansions already.
    expanded: FxHashSet<ReferenceKey>,
    gaps: FxHashSet<(ScopeId, FileId, u32, Cause)>,
    /// The last place that was asked for.
    last: Cell<Span>,
}

/// What of the graph the parts of a program became.
#[derive(Default)]
pub(crate) struct Ids {
    modules: FxHashMap<ScopeId, ModuleId>,
    definitions: Vec<Definition>,
}

/// What makes a reference in an expansion the same as another.
type ReferenceKey = (ScopeId, FileId, u32, Def, ReferenceKind, DependencyKind);

impl<'a> Assembler<'a> {
    /// Takes over everything that is declared. `manifests` holds the text of each package's manifest, where it was read.
    pub(crate) fn new(
        program: &'a mut Program,
        workspace: &Workspace,
        sources: &'a SourceMap,
        manifests: &[Option<FileId>],
    ) -> Self {
        let mut assembler = Self::declared(program, workspace, sources, manifests);
        assembler.add_linked();
        assembler
    }

    /// Takes over everything that is declared, and nothing that is mentioned or could not be collected.
    pub(crate) fn declared(
        program: &'a mut Program,
        workspace: &Workspace,
        sources: &'a SourceMap,
        manifests: &[Option<FileId>],
    ) -> Self {
        let mut assembler = Self::empty(program, sources, Ids::default(), None);
        assembler.exchange_symbols();
        assembler.packages(workspace, manifests);
        assembler.modules();
        assembler.items();
        assembler.implementations();
        assembler.reexports();
        assembler.exchange_symbols();
        assembler
    }

    /// From here on wants nothing but what is mentioned in some modules, or shown by the signatures of their items.
    pub(crate) fn only(&mut self, wanted: &'a FxHashSet<ModuleId>) {
        self.wanted = Some(wanted);
    }

    /// Adds what imports mention, and what could not be collected.
    pub(crate) fn add_linked(&mut self) {
        self.add([self.program.found()]);
    }

    /// Takes over what some modules import, where nothing but bodies and places is other than what `ids` are of.
    pub(crate) fn again(
        program: &'a mut Program,
        sources: &'a SourceMap,
        ids: Ids,
        wanted: &'a FxHashSet<ModuleId>,
    ) -> Self {
        let mut assembler = Self::empty(program, sources, ids, Some(wanted));
        assembler.add_linked();
        assembler
    }

    fn empty(
        program: &'a mut Program,
        sources: &'a SourceMap,
        ids: Ids,
        wanted: Option<&'a FxHashSet<ModuleId>>,
    ) -> Self {
        Self {
            builder: GraphBuilder::default(),
            program,
            sources,
            ids,
            wanted,
            written: FxHashMap::default(),
            expanded: FxHashSet::default(),
            gaps: FxHashSet::default(),
            last: Cell::default(),
        }
    }

    /// The program, for walks over its scopes.
    pub(crate) fn program(&self) -> &Program {
        self.program
    }

    /// What of the graph the parts of the program are.
    pub(crate) fn ids(&self) -> &Ids {
        &self.ids
    }

    /// The program, to drop what no walk reads any more.
    pub(crate) fn program_mut(&mut self) -> &mut Program {
        self.program
    }

    /// Adds what walks found.
    pub(crate) fn add(&mut self, found: impl IntoIterator<Item = impl Borrow<Found>>) {
        self.exchange_symbols();
        for found in found {
            let Found { references, gaps, .. } = found.borrow();
            for raw in references {
                // What stands in a macro's body, or twice in what a call turned into, is found once for each expansion.
                let key = (raw.from, raw.file, raw.at, raw.resolution.def, raw.kind, raw.context);
                if self.wants(self.ids.modules[&raw.from]) && (!raw.expanded || self.expanded.insert(key)) {
                    self.reference(raw);
                }
                self.exposure(raw);
            }
            for gap in gaps {
                if self.wants(self.ids.module(self.program, gap.scope))
                    && self.gaps.insert((gap.scope, gap.file, gap.at, gap.cause))
                {
                    self.gap(gap);
                }
            }
        }
        self.exchange_symbols();
    }

    /// Adds definitions, and what re-exports there are of these names, where the ids are those of a graph before them.
    pub(crate) fn add_items(&mut self, added: &[DefId], names: &[String]) {
        self.exchange_symbols();
        for &def in added {
            let id = self.item(def);
            let owner = self.owner(def).map(|owner| self.ids.definitions[owner.0 as usize]);
            if let Some(Definition::Item(owner)) = owner {
                self.builder.item_parent(id, owner);
            }
        }
        let names: Vec<Symbol> = names.iter().map(|name| self.builder.symbol(name)).collect();
        for at in 0..self.program.scopes.len() {
            let id = ScopeId(crate::syntax::facts::index(at));
            let bindings = self.program[id].names.iter().flat_map(|space| {
                names
                    .iter()
                    .flat_map(move |name| space.get(name).into_iter().flatten().map(|binding| (*name, *binding)))
            });
            let found: Vec<(Symbol, Binding)> = bindings.filter(|(_, binding)| self.is_reexport(id, binding)).collect();
            for (name, binding) in found {
                self.reexport(id, name, binding);
            }
        }
        self.exchange_symbols();
    }

    /// Everything that was added, for a graph, and what it is the graph of. The program's symbols are part of it.
    pub(crate) fn finish(mut self) -> (GraphBuilder, Ids) {
        self.exchange_symbols();
        (self.builder, self.ids)
    }

    fn wants(&self, module: ModuleId) -> bool {
        self.wanted.is_none_or(|wanted| wanted.contains(&module))
    }

    /// Hands the symbols from the program to the graph, or back. Either adds to them while the other rests.
    fn exchange_symbols(&mut self) {
        std::mem::swap(self.builder.symbols_mut(), &mut self.program.symbols);
    }
}

impl Ids {
    /// Takes down how many definitions there are; their numbers are those of the graph's items.
    pub(crate) fn count_items(&mut self, count: usize) {
        self.definitions = (0..count).map(|at| Definition::Item(ItemId::new(at))).collect();
    }

    /// The module that a scope is or lies in.
    pub(crate) fn module(&self, program: &Program, scope: ScopeId) -> ModuleId {
        self.modules[&program[scope].module]
    }
}

impl Assembler<'_> {
    fn packages(&mut self, workspace: &Workspace, manifests: &[Option<FileId>]) {
        let ids: Vec<PackageId> = workspace
            .packages()
            .iter()
            .zip(manifests)
            .map(|(package, manifest)| {
                let spec = PackageSpec::new(&package.name, &package.dir);
                self.builder.package(manifest.map_or(spec.clone(), |file| spec.manifest(file)))
            })
            .collect();
        for (id, package) in ids.iter().zip(workspace.packages()) {
            for dependency in &package.dependencies {
                let at = dependency
                    .path
                    .as_ref()
                    .and_then(|dir| workspace.packages().iter().position(|other| other.dir == *dir));
                let library = at.and_then(|at| {
                    let targets = &workspace.packages()[at].targets;
                    targets.iter().find(|target| target.kind.is_library()).map(|target| target.name.clone())
                });
                let code_name = match (&dependency.rename, library) {
                    (Some(rename), _) => rename.replace('-', "_"),
                    (None, Some(library)) => library,
                    (None, None) => dependency.package_name.replace('-', "_"),
                };
                self.builder.declared_dependency(
                    *id,
                    DeclaredDependency {
                        package_name: dependency.package_name.clone(),
                        code_name,
                        kind: dependency.kind,
                        package: at.map(|at| ids[at]),
                        features: dependency.features.clone(),
                    },
                );
            }
        }
    }

    fn modules(&mut self) {
        let mut krate_of = FxHashMap::default();
        for at in 0..self.program.scopes.len() {
            let id = ScopeId(crate::syntax::facts::index(at));
            let scope = &self.program[id];
            let ScopeKind::Module(data) = &scope.kind else { continue };
            if let (true, Some(parent)) = (data.generated, scope.parent) {
                // No source shows it; what it holds belongs to the module around.
                self.ids.modules.insert(id, self.ids.modules[&self.program[parent].module]);
                continue;
            }
            let (file, byte) = data.declared;
            let name = self.builder.text(data.name);
            let span = self.span(file, byte, if scope.parent.is_some() { name.len() } else { 0 });
            let module = match scope.parent {
                None => {
                    let krate = &self.program[scope.krate];
                    let package = PackageId::new(krate.package);
                    let spec = CrateSpec::new(package, &krate.name, krate.kind);
                    let krate_id = self.builder.krate(spec);
                    krate_of.insert(scope.krate, krate_id);
                    self.builder.root_module(krate_id, span)
                }
                Some(parent) => {
                    let parent = self.ids.modules[&self.program[parent].module];
                    let visibility = self.visibility(data.vis);
                    let spec = ModuleSpec::new(parent, name, span).kind(scope.context).visibility(visibility);
                    self.builder.module(if data.inline { spec } else { spec.in_file(data.file) })
                }
            };
            self.ids.modules.insert(id, module);
        }
    }

    fn items(&mut self) {
        let mut ids = Vec::with_capacity(self.program.defs.len());
        for def in 0..self.program.defs.len() {
            ids.push(self.item(DefId(crate::syntax::facts::index(def))));
        }
        for (at, id) in ids.iter().enumerate() {
            if let Some(owner) = self.owner(DefId(crate::syntax::facts::index(at))) {
                self.builder.item_parent(*id, ids[owner.0 as usize]);
            }
        }
        self.ids.definitions = ids.into_iter().map(Definition::Item).collect();
    }

    /// The type or trait that a definition belongs to.
    fn owner(&self, def: DefId) -> Option<DefId> {
        let data = &self.program[def];
        data.parent.or_else(|| match self.program[data.implementation?].self_head {
            Some(Def::Item(owner)) => Some(owner),
            _ => None,
        })
    }

    fn item(&mut self, def: DefId) -> ItemId {
        let data = &self.program[def];
        let (file, at) = self.program.unit_of(data.instance).definition_place(data.at);
        let name = self.builder.text(data.name);
        let span = self.span(file, at, name.len());
        let module = self.ids.module(self.program, data.scope);
        let kind = item_kind(data);
        let visibility = self.visibility(data.vis);
        let mut names = self.program.generated_modules(data.scope);
        names.push(data.name);
        let name = self.written(&names, false);
        let id = self.builder.item(ItemSpec::new(module, name, kind, span).visibility(visibility));
        if matches!(kind, ItemKind::Struct | ItemKind::Union) {
            self.hidden_fields(def, id);
        }
        id
    }

    /// Notes the fields of a struct or union that are not `pub`. Those of a tuple struct have their number for a name.
    fn hidden_fields(&mut self, def: DefId, item: ItemId) {
        let data = &self.program[def];
        let unit = self.program.unit_of(data.instance);
        let (Facts::Struct { fields, .. } | Facts::Union { fields, .. }) = &unit.facts[data.item].kind else { return };
        for field in unit.facts.list(*fields) {
            if unit.facts[field].vis != Vis::Public {
                self.builder.hidden_field(item, unit.token(unit.facts[field].name));
            }
        }
    }

    fn implementations(&mut self) {
        let item = |def: Option<Def>| match self.definition(def?) {
            Some(Definition::Item(item)) => Some(item),
            _ => None,
        };
        let mut found = Vec::new();
        for imp in &self.program.impls {
            let of = match (imp.is_of_trait, item(imp.of)) {
                (false, _) => ImplementedTrait::Inherent,
                (true, Some(of)) => ImplementedTrait::Local(of),
                (true, None) => ImplementedTrait::Outside,
            };
            let self_type = item(imp.self_head);
            if self_type.is_none() && !matches!(of, ImplementedTrait::Local(_)) {
                continue;
            }
            let (file, at) = self.program.unit_of(imp.instance).definition_place(imp.at);
            let module = self.ids.module(self.program, imp.scope);
            found.push(Implementation { module, self_type, of, span: self.span(file, at, 0) });
        }
        for implementation in found {
            self.builder.implementation(implementation);
        }
    }

    fn reexports(&mut self) {
        for at in 0..self.program.scopes.len() {
            let id = ScopeId(crate::syntax::facts::index(at));
            let mut found: Vec<(Symbol, Binding)> = Vec::new();
            for names in &self.program[id].names {
                #[expect(clippy::iter_over_hash_type, reason = "what is found is sorted below")]
                for (&name, bindings) in names {
                    let reexports = bindings.iter().filter(|binding| self.is_reexport(id, binding));
                    found.extend(reexports.map(|binding| (name, *binding)));
                }
            }
            found.sort_unstable_by_key(|(name, binding)| (*name, binding.def, binding.import));
            for (name, binding) in found {
                self.reexport(id, name, binding);
            }
        }
    }

    /// Whether a module offers a name that it imports.
    fn is_reexport(&self, scope: ScopeId, binding: &Binding) -> bool {
        binding.import.is_some()
            && binding.vis != Visibility::In(scope)
            && matches!(&self.program[scope].kind, ScopeKind::Module(data) if !data.generated)
    }

    fn reexport(&mut self, scope: ScopeId, name: Symbol, binding: Binding) {
        let (Some(definition), Some(import)) = (self.definition(binding.def), binding.import) else { return };
        let import = &self.program[import];
        let (file, at) = self.program.unit_of(import.instance).definition_place(import.at);
        let reexport = Reexport {
            module: self.ids.modules[&scope],
            name,
            definition,
            source: self.ids.module(self.program, binding.source),
            visibility: self.visibility(binding.vis),
            span: self.span(file, at, self.builder.text(binding.source_name).len()),
        };
        self.builder.reexport(reexport);
    }

    fn reference(&mut self, raw: &RawReference) {
        let from = self.ids.modules[&raw.from];
        let span = self.reference_span(raw);
        let is_glob = is_glob(raw);
        let written = self.written(&raw.written, is_glob);
        match (raw.resolution.def, self.definition(raw.resolution.def)) {
            (_, Some(definition)) => {
                let door = self.ids.module(self.program, raw.resolution.door);
                let (kind, context, name) = (raw.kind, raw.context, raw.resolution.name);
                let reference = Reference { from, definition, door, name, written, kind, context, span };
                match raw.by_caller {
                    true => self.builder.caller_reference(reference),
                    false => self.builder.reference(reference),
                }
            }
            (Def::External(krate, _), None) => {
                let name = self.builder.text(krate).to_owned();
                let krate = self.builder.external(&name);
                self.builder.external_reference(ExternalReference { from, krate, written, context: raw.context, span });
            }
            _ => {}
        }
    }

    /// What the signature of a public item shows.
    fn exposure(&mut self, raw: &RawReference) {
        let Some(item) = raw.exposed_by.filter(|_| !raw.by_caller) else { return };
        let is_type = matches!(raw.kind, ReferenceKind::Path | ReferenceKind::Associated | ReferenceKind::SelfType);
        if is_type
            && self.wants(self.ids.module(self.program, self.program[item].scope))
            && let Some(definition) = self.definition(raw.resolution.def)
            && let Some(Definition::Item(item)) = self.definition(Def::Item(item))
        {
            self.builder.exposure(Exposure { item, definition, span: self.reference_span(raw) });
        }
    }

    fn reference_span(&self, raw: &RawReference) -> Span {
        // A glob stands where its star does, behind the last name that is written.
        let len = if is_glob(raw) { 1 } else { raw.written.last().map_or(0, |name| self.builder.text(*name).len()) };
        self.span(raw.file, raw.at, len)
    }

    fn gap(&mut self, raw: &RawGap) {
        let text = self.builder.symbol(&raw.text);
        let module = self.ids.module(self.program, raw.scope);
        let span = self.span(raw.file, raw.at, 0);
        self.builder.gap(Gap { reason: raw.cause.reason, limit: raw.cause.limit, module, span, text });
    }

    fn written(&mut self, names: &[Symbol], is_glob: bool) -> Symbol {
        if let ([name], false) = (names, is_glob)
            && !self.program.dollar_crates.contains_key(name)
        {
            return *name;
        }
        let key = (names.into(), is_glob);
        if let Some(written) = self.written.get(&key) {
            return *written;
        }
        let text_of = |name: &Symbol| match self.program.dollar_crates.contains_key(name) {
            true => "$crate",
            false => self.builder.text(*name),
        };
        let mut text = names.iter().map(text_of).collect::<Vec<_>>().join("::");
        if is_glob {
            text.push_str(if text.is_empty() { "*" } else { "::*" });
        }
        let written = self.builder.symbol(&text);
        self.written.insert(key, written);
        written
    }

    fn definition(&self, def: Def) -> Option<Definition> {
        match def {
            Def::Module(scope) => Some(Definition::Module(self.ids.module(self.program, scope))),
            Def::Item(item) => Some(self.ids.definitions[item.0 as usize]),
            Def::External(..) | Def::Primitive(_) => None,
        }
    }

    fn visibility(&self, vis: Visibility) -> GraphVisibility {
        match vis {
            Visibility::Public => GraphVisibility::Public,
            Visibility::In(scope) => GraphVisibility::Restricted(self.ids.module(self.program, scope)),
        }
    }

    /// The span of a name of this length; a raw identifier is two bytes longer than its name.
    fn span(&self, file: FileId, at: u32, len: usize) -> Span {
        let at = at as usize;
        let text = self.sources.file(file).text();
        let raw = text.get(at..).is_some_and(|rest| rest.starts_with("r#") && len > 0);
        let span = self.sources.span_after(self.last.get(), file, at..at + len + if raw { 2 } else { 0 });
        self.last.set(span);
        span
    }
}

fn is_glob(raw: &RawReference) -> bool {
    matches!(raw.kind, ReferenceKind::GlobImport | ReferenceKind::GlobReexport)
}

fn item_kind(data: &DefData) -> ItemKind {
    let is_associated = data.parent.is_some() || data.implementation.is_some();
    match data.kind {
        DefKind::Struct => ItemKind::Struct,
        DefKind::Enum => ItemKind::Enum,
        DefKind::Union => ItemKind::Union,
        DefKind::Trait => ItemKind::Trait,
        DefKind::Alias if is_associated => ItemKind::AssociatedType,
        DefKind::Alias => ItemKind::TypeAlias,
        DefKind::Function if is_associated => ItemKind::AssociatedFunction,
        DefKind::Function => ItemKind::Function,
        DefKind::Const if is_associated => ItemKind::AssociatedConstant,
        DefKind::Const => ItemKind::Constant,
        DefKind::Static => ItemKind::Static,
        DefKind::Variant(_) => ItemKind::Variant,
        DefKind::Macro | DefKind::ProcMacro(ProcMacroKind::Function) => ItemKind::Macro,
        DefKind::ProcMacro(ProcMacroKind::Derive) => ItemKind::DeriveMacro,
        DefKind::ProcMacro(ProcMacroKind::Attribute) => ItemKind::AttributeMacro,
    }
}

impl Program {
    /// What there is besides what walks find: imports, and what could not be collected.
    fn found(&self) -> Found {
        Found { references: self.import_references(), gaps: self.gaps.clone(), ..Found::default() }
    }

    /// The references that imports make: the last name, and a type in front of it.
    fn import_references(&self) -> Vec<RawReference> {
        let mut references = Vec::new();
        for import in &self.imports {
            let unit = self.unit_of(import.instance);
            let place = unit.place(import.at);
            let from = place.author.unwrap_or_else(|| self.visible_module(import.scope));
            let context = match self[import.scope].context {
                DependencyKind::Normal if import.test => DependencyKind::Test,
                context => context,
            };
            let kind = match (import.kind, import.is_pub) {
                (ImportKind::Glob, false) => ReferenceKind::GlobImport,
                (ImportKind::Glob, true) => ReferenceKind::GlobReexport,
                (ImportKind::ExternCrate { .. }, _) => ReferenceKind::ExternCrate,
                (_, true) => ReferenceKind::Reexport,
                (_, false) => ReferenceKind::Import,
            };
            let mut seen: Vec<Def> = Vec::new();
            for target in import.targets.iter().flatten() {
                if seen.contains(&target.def) || self.module_of(target.def) == Some(from) {
                    continue;
                }
                seen.push(target.def);
                references.push(RawReference {
                    kind,
                    from,
                    resolution: *target,
                    context,
                    file: place.file,
                    at: place.at,
                    written: SmallVec::from_slice(&import.symbols),
                    expanded: unit.expanded.is_some(),
                    by_caller: place.author.is_some_and(|author| {
                        let target = self.module_of(target.def);
                        target.is_some_and(|target| !self.can_reach(author, target))
                    }),
                    exposed_by: None,
                });
            }
        }
        references
    }
}
