//! From facts to scopes and definitions: the module tree of every crate, and what each scope declares itself.

use boundaries_graph::{DependencyKind, GapReason, Symbol, TargetKind};
use camino::{Utf8Path, Utf8PathBuf};
use rustc_hash::FxHashMap;

use crate::load::{FileFinder, ModuleFile, Sources};
use crate::program::*;
use crate::source::SourceReader;
use crate::syntax::facts::{self, Cfg, FileFacts, ItemIx, ItemKind, LeafKind, List, ScopeIx, Shape, UseLeafIx, Vis};
use crate::workspace::Workspace;

/// How deeply modules may nest; a file that includes itself by `#[path]` would nest for ever.
const MAX_MODULE_DEPTH: usize = 128;

/// Builds the scopes and definitions of every crate.
pub(crate) fn collect(workspace: &Workspace, sources: &mut Sources, reader: &dyn SourceReader) -> Program {
    let mut program = Program::default();
    program.symbols = Default::default();
    program.known = Known::new(&mut program.symbols);
    let mut files = FxHashMap::default();
    for (path, source) in &mut sources.units {
        let first = program.units.len();
        for (at, facts) in std::mem::take(&mut source.texts).into_iter().enumerate() {
            let symbols = facts.names.iter().map(|name| program.symbols.intern(name)).collect();
            let included = source.included.iter().find(|(text, _)| *text == at);
            let file = included.map_or(source.file, |(_, included)| included.file);
            program.units.push(Unit { file, facts, symbols });
        }
        let contents = std::mem::take(&mut source.contents);
        files.insert(path.clone(), FileUnits { first, contents, problem: source.problem.take() });
    }
    let mut collector = Collector { program, files, reader };
    for target in sorted_targets(workspace) {
        collector.krate(target);
    }
    collector.link_externs(workspace);
    collector.program.spread_macro_use();
    collector.program
}

/// A target with the package it belongs to.
struct TargetOf<'w> {
    package: usize,
    package_name: &'w str,
    target: &'w crate::workspace::TargetInfo,
}

/// Libraries first, then the other kinds, each by package and name, so that a library keeps its plain name.
fn sorted_targets(workspace: &Workspace) -> Vec<TargetOf<'_>> {
    let mut targets: Vec<_> = workspace
        .packages()
        .iter()
        .enumerate()
        .flat_map(|(index, package)| {
            let of = move |target| TargetOf { package: index, package_name: &package.name, target };
            package.targets.iter().map(of)
        })
        .collect();
    targets.sort_by(|a, b| {
        let key = |of: &TargetOf<'_>| (of.target.kind, of.package_name.to_owned(), of.target.name.clone());
        key(a).cmp(&key(b)).then_with(|| a.target.root_file.cmp(&b.target.root_file))
    });
    targets
}

struct FileUnits {
    first: usize,
    contents: FxHashMap<(usize, ItemIx), usize>,
    problem: Option<(GapReason, String, u32)>,
}

struct Collector<'a> {
    program: Program,
    files: FxHashMap<Utf8PathBuf, FileUnits>,
    reader: &'a dyn SourceReader,
}

/// Where items are being collected.
#[derive(Clone)]
struct Place<'p> {
    path: &'p Utf8Path,
    beside: bool,
    /// Index of the text within its file.
    text: usize,
    instance: InstanceId,
    inline: Vec<String>,
    depth: usize,
}

impl Collector<'_> {
    fn krate(&mut self, of: TargetOf<'_>) {
        let target = of.target;
        let id = KrateId(facts::index(self.program.crates.len()));
        let root = ScopeId(facts::index(self.program.scopes.len()));
        self.program.crates.push(Krate {
            name: target.name.clone(),
            package: of.package,
            kind: target.kind,
            root,
            is_2015: target.is_2015,
            externs: FxHashMap::default(),
            macro_use: FxHashMap::default(),
        });
        let units = &self.files[&target.root_file];
        let file = self.program.units[units.first].file;
        let name = self.program.symbols.intern(&target.name);
        let data = ModuleData { name, file, declared: (file, 0), inline: false, macro_use: false };
        self.push_scope(ScopeKind::Module(data), None, id, target.kind.dependency_kind());
        self.file(root, &(target.root_file.clone(), true), 0);
    }

    fn push_scope(
        &mut self,
        kind: ScopeKind,
        parent: Option<ScopeId>,
        krate: KrateId,
        context: DependencyKind,
    ) -> ScopeId {
        let id = ScopeId(facts::index(self.program.scopes.len()));
        let module = match (&kind, parent) {
            (ScopeKind::Block, Some(parent)) => self.program[parent].module,
            _ => id,
        };
        self.program.scopes.push(Scope {
            kind,
            parent,
            module,
            krate,
            instance: InstanceId(0),
            context,
            names: Default::default(),
            textual: Vec::new(),
            opaque_glob: false,
            version: 0,
        });
        id
    }

    /// Fills a module from its file.
    fn file(&mut self, module: ScopeId, file: &ModuleFile, depth: usize) {
        let (path, beside) = file;
        let Some(units) = self.files.get(path) else { return };
        if let Some((reason, message, at)) = &units.problem {
            let file = self.program.units[units.first].file;
            let gap = RawGap { reason: *reason, scope: module, file, at: *at, text: message.clone() };
            self.program.gaps.push(gap);
        }
        let place =
            Place { path, beside: *beside, text: 0, instance: InstanceId(0), inline: Vec::new(), depth: depth + 1 };
        self.text(module, place);
    }

    /// Fills a scope from a text: a file, or the contents of a macro call between items.
    fn text(&mut self, scope: ScopeId, mut place: Place<'_>) {
        let first = self.files[place.path].first;
        let unit = UnitId(facts::index(first + place.text));
        let instance = InstanceId(facts::index(self.program.instances.len()));
        let count = self.program[unit].facts.scopes.len();
        self.program.instances.push(Instance { unit, scopes: vec![scope; count] });
        place.instance = instance;
        if place.text == 0 {
            self.program[scope].instance = instance;
        }
        for at in 0..count {
            let ix = ScopeIx(facts::index(at));
            let of = &self.program[unit].facts[ix];
            if of.is_block {
                let parent = self.program.scope_in(instance, of.parent.unwrap_or(ScopeIx(0)));
                let (krate, context) = (self.program[parent].krate, self.program[parent].context);
                let block = self.push_scope(ScopeKind::Block, Some(parent), krate, context);
                self.program[block].instance = instance;
                self.program[instance].scopes[at] = block;
            }
            let target = self.program.scope_in(instance, ix);
            if at > 0 && !self.program[unit].facts[ix].is_block {
                // An inline module: its own declaration set the scope, and collects it.
                continue;
            }
            self.items(target, ix, &place);
        }
    }

    fn items(&mut self, scope: ScopeId, ix: ScopeIx, place: &Place<'_>) {
        let unit = self.program[place.instance].unit;
        let list = self.program[unit].facts[ix].items;
        let items: Vec<ItemIx> = self.program[unit].facts.list(list).collect();
        for item in items {
            self.item(scope, item, place);
        }
    }

    fn item(&mut self, scope: ScopeId, ix: ItemIx, place: &Place<'_>) {
        let unit_id = self.program[place.instance].unit;
        let unit = &self.program[unit_id];
        let item = &unit.facts[ix];
        let (name, at, cfg) = (unit.token(item.name), item.name.at, item.cfg);
        let vis = self.program.visibility(scope, unit_id, item.vis);
        let unit = &self.program[unit_id];
        let item = &unit.facts[ix];
        match item.kind {
            ItemKind::Mod { scope: inline, path, macro_use } => {
                let path = path.map(|path| unit.facts.name(path).to_owned());
                self.module(scope, name, vis, cfg, at, (inline, path, macro_use), place);
            }
            ItemKind::Use(leaves) => self.imports(scope, leaves, vis, item.vis == Vis::Public, cfg, place),
            ItemKind::ExternCrate { alias, macro_use } => {
                let bound = alias.map_or(name, |alias| unit.token(alias));
                let is_pub = item.vis == Vis::Public;
                self.program.imports.push(Import {
                    scope,
                    instance: place.instance,
                    symbols: [name].into(),
                    global: true,
                    kind: ImportKind::ExternCrate { name: bound, macro_use },
                    vis,
                    is_pub,
                    test: cfg.test,
                    unlikely: cfg.unlikely,
                    at,
                    targets: [None; 3],
                    copied: None,
                });
            }
            ItemKind::Fn(_) => {
                self.bind_item(scope, DefKind::Function, ix, name, at, vis, cfg, place, &[Namespace::Values])
            }
            ItemKind::Struct { shape, .. } => {
                let both: &[_] = match shape {
                    Shape::Named => &[Namespace::Types],
                    Shape::Tuple | Shape::Unit => &[Namespace::Types, Namespace::Values],
                };
                self.bind_item(scope, DefKind::Struct, ix, name, at, vis, cfg, place, both);
            }
            ItemKind::Union { .. } => {
                self.bind_item(scope, DefKind::Union, ix, name, at, vis, cfg, place, &[Namespace::Types]);
            }
            ItemKind::Enum { variants, .. } => {
                let owner = self.push_def(DefKind::Enum, ix, name, at, vis, scope, place.instance);
                self.bind(scope, Namespace::Types, name, Def::Item(owner), vis, cfg);
                let variants: Vec<_> = self.program[unit_id].facts.list(variants).collect();
                for variant in variants {
                    let token = self.program[unit_id].facts[variant].name;
                    let name = self.program[unit_id].token(token);
                    let kind = DefKind::Variant(variant);
                    let def = self.push_def(kind, ix, name, token.at, vis, scope, place.instance);
                    self.program[def].parent = Some(owner);
                    self.add_member(owner, name, def);
                }
            }
            ItemKind::Trait { items, .. } => {
                let owner = self.push_def(DefKind::Trait, ix, name, at, vis, scope, place.instance);
                self.bind(scope, Namespace::Types, name, Def::Item(owner), vis, cfg);
                for def in self.associated(scope, items, place) {
                    self.program[def].parent = Some(owner);
                    self.program[def].vis = vis;
                    self.add_member(owner, self.program[def].name, def);
                }
            }
            ItemKind::TraitAlias { .. } => {
                self.bind_item(scope, DefKind::Alias, ix, name, at, vis, cfg, place, &[Namespace::Types]);
            }
            ItemKind::Impl { items, .. } => {
                let items = self.associated(scope, items, place);
                let id = ImplId(facts::index(self.program.impls.len()));
                for &def in &items {
                    self.program[def].implementation = Some(id);
                }
                let instance = place.instance;
                self.program.impl_of.insert((instance, ix), id);
                self.program.impls.push(Impl { scope, instance, item: ix, self_head: None, of: None, items });
            }
            ItemKind::Alias { .. } => {
                self.bind_item(scope, DefKind::Alias, ix, name, at, vis, cfg, place, &[Namespace::Types]);
            }
            ItemKind::Const { .. } if name == self.program.known.underscore => {}
            ItemKind::Const { .. } => {
                self.bind_item(scope, DefKind::Const, ix, name, at, vis, cfg, place, &[Namespace::Values]);
            }
            ItemKind::Static { .. } => {
                self.bind_item(scope, DefKind::Static, ix, name, at, vis, cfg, place, &[Namespace::Values]);
            }
            ItemKind::MacroRules { exported, body } => {
                let vis = if exported { Visibility::Public } else { vis };
                let def = self.push_def(DefKind::Macro, ix, name, at, vis, scope, place.instance);
                self.program[scope].textual.push((name, def, body.end));
                if exported {
                    let root = self.program[self.program[scope].krate].root;
                    self.bind(root, Namespace::Macros, name, Def::Item(def), vis, cfg);
                }
            }
            ItemKind::MacroCall(_) => {
                let contents = self.files[place.path].contents.get(&(place.text, ix)).copied();
                if let Some(text) = contents {
                    self.program.read_calls.insert((place.instance, ix));
                    self.text(scope, Place { text, ..place.clone() });
                }
            }
            ItemKind::ProcMacro(kind) => {
                let def = self.push_def(DefKind::ProcMacro(kind), ix, name, at, vis, scope, place.instance);
                self.bind(scope, Namespace::Macros, name, Def::Item(def), vis, cfg);
            }
        }
    }

    #[expect(clippy::too_many_arguments, reason = "the parts of one declaration")]
    fn module(
        &mut self,
        scope: ScopeId,
        name: Symbol,
        vis: Visibility,
        cfg: Cfg,
        at: u32,
        (inline, path, macro_use): (Option<ScopeIx>, Option<String>, bool),
        place: &Place<'_>,
    ) {
        let unit = self.program[place.instance].unit;
        let here = self.program[unit].file;
        let text = self.program.text(name).to_owned();
        let gap = |this: &mut Self, reason| {
            this.program.gaps.push(RawGap { reason, scope, file: here, at, text: text.clone() });
        };
        if place.depth + place.inline.len() > MAX_MODULE_DEPTH {
            return gap(self, GapReason::LimitReached);
        }
        let file = match inline {
            Some(_) => None,
            None => {
                let finder = FileFinder { path: place.path, beside: place.beside, reader: self.reader };
                let found = finder.module_file(&text, path.as_deref(), &place.inline);
                match found.and_then(|found| self.files.get(&found.0).map(|units| (units.first, found))) {
                    Some((first, found)) => Some((self.program.units[first].file, found)),
                    None => {
                        gap(self, GapReason::MissingModuleFile);
                        None
                    }
                }
            }
        };
        let context = match (self.program[scope].context, cfg.test) {
            (DependencyKind::Normal, true) => DependencyKind::Test,
            (outer, _) => outer,
        };
        let data = ModuleData {
            name,
            file: file.as_ref().map_or(here, |(file, _)| *file),
            declared: (here, at),
            inline: inline.is_some(),
            macro_use,
        };
        let krate = self.program[scope].krate;
        let module = self.push_scope(ScopeKind::Module(data), Some(scope), krate, context);
        self.bind(scope, Namespace::Types, name, Def::Module(module), vis, cfg);
        if let Some(ix) = inline {
            self.program[place.instance].scopes[ix.0 as usize] = module;
            self.program[module].instance = place.instance;
            let mut inner = place.clone();
            inner.inline.push(path.unwrap_or(text));
            self.items(module, ix, &inner);
        } else if let Some((_, file)) = file {
            self.file(module, &file, place.depth);
        }
    }

    fn imports(
        &mut self,
        scope: ScopeId,
        leaves: List<UseLeafIx>,
        vis: Visibility,
        is_pub: bool,
        cfg: Cfg,
        place: &Place<'_>,
    ) {
        let unit = &self.program[self.program[place.instance].unit];
        let mut found = Vec::new();
        for ix in unit.facts.list(leaves) {
            let leaf = &unit.facts[ix];
            let mut segments = use_segments(&unit.facts, ix);
            let mut last = segments.last().map(|last| unit.token(*last));
            // `{self}` names the module in front of it.
            if segments.len() > 1 && last == Some(self.program.known.self_value) {
                segments.pop();
                last = segments.last().map(|last| unit.token(*last));
            }
            let kind = match (leaf.kind, last) {
                (LeafKind::Glob, _) => ImportKind::Glob,
                (LeafKind::Underscore, _) => ImportKind::Underscore,
                (LeafKind::Alias(alias), _) => ImportKind::Named(unit.token(alias)),
                (LeafKind::Name, Some(last)) => ImportKind::Named(last),
                (LeafKind::Name, None) => continue,
            };
            let symbols = segments.iter().map(|token| unit.token(*token)).collect();
            found.push(Import {
                scope,
                instance: place.instance,
                symbols,
                global: leaf.global,
                kind,
                vis,
                is_pub,
                test: cfg.test,
                unlikely: cfg.unlikely,
                at: leaf.at,
                targets: [None; 3],
                copied: None,
            });
        }
        self.program.imports.extend(found);
    }

    /// The items of a trait or an `impl`.
    fn associated(&mut self, scope: ScopeId, items: List<ItemIx>, place: &Place<'_>) -> Vec<DefId> {
        let unit = self.program[place.instance].unit;
        let items: Vec<ItemIx> = self.program[unit].facts.list(items).collect();
        let mut found = Vec::new();
        for ix in items {
            let item = &self.program[unit].facts[ix];
            let kind = match item.kind {
                ItemKind::Fn(_) => DefKind::Function,
                ItemKind::Const { .. } => DefKind::Const,
                ItemKind::Alias { .. } => DefKind::Alias,
                _ => continue,
            };
            let (token, vis) = (item.name, item.vis);
            let name = self.program[unit].token(token);
            let vis = self.program.visibility(scope, unit, vis);
            found.push(self.push_def(kind, ix, name, token.at, vis, scope, place.instance));
        }
        found
    }

    #[expect(clippy::too_many_arguments, reason = "the parts of one declaration")]
    fn bind_item(
        &mut self,
        scope: ScopeId,
        kind: DefKind,
        ix: ItemIx,
        name: Symbol,
        at: u32,
        vis: Visibility,
        cfg: Cfg,
        place: &Place<'_>,
        namespaces: &[Namespace],
    ) {
        let def = self.push_def(kind, ix, name, at, vis, scope, place.instance);
        for &namespace in namespaces {
            self.bind(scope, namespace, name, Def::Item(def), vis, cfg);
        }
    }

    #[expect(clippy::too_many_arguments, reason = "the parts of one declaration")]
    fn push_def(
        &mut self,
        kind: DefKind,
        item: ItemIx,
        name: Symbol,
        at: u32,
        vis: Visibility,
        scope: ScopeId,
        instance: InstanceId,
    ) -> DefId {
        let id = DefId(facts::index(self.program.defs.len()));
        self.program.defs.push(DefData {
            kind,
            name,
            scope,
            instance,
            item,
            at,
            parent: None,
            implementation: None,
            vis,
        });
        id
    }

    fn bind(&mut self, scope: ScopeId, namespace: Namespace, name: Symbol, def: Def, vis: Visibility, cfg: Cfg) {
        let binding = Binding {
            def,
            vis,
            import: None,
            source: self.program[scope].module,
            source_name: name,
            is_glob: false,
            unlikely: cfg.unlikely,
        };
        let scope = &mut self.program[scope];
        scope.names[namespace as usize].entry(name).or_default().push(binding);
        scope.version += 1;
    }

    fn add_member(&mut self, owner: DefId, name: Symbol, def: DefId) {
        self.program.members.entry(owner).or_default().entry(name).or_default().push(def);
    }

    /// Tells each crate which other crates its paths may start with.
    fn link_externs(&mut self, workspace: &Workspace) {
        let libraries: FxHashMap<usize, (ScopeId, String)> = self
            .program
            .crates
            .iter()
            .filter(|krate| krate.kind.is_library())
            .map(|krate| (krate.package, (krate.root, krate.name.clone())))
            .collect();
        let by_dir: FxHashMap<&Utf8Path, usize> =
            workspace.packages().iter().enumerate().map(|(index, package)| (package.dir.as_path(), index)).collect();
        for at in 0..self.program.crates.len() {
            let (package, kind) = (self.program.crates[at].package, self.program.crates[at].kind);
            let mut externs = FxHashMap::default();
            for name in ["std", "core", "alloc", "proc_macro", "test"] {
                let name = self.program.symbols.intern(name);
                externs.insert(name, Def::External(name, name));
            }
            for dependency in &workspace.packages()[package].dependencies {
                let applies = match kind {
                    TargetKind::BuildScript => dependency.kind == DependencyKind::Build,
                    _ => dependency.kind != DependencyKind::Build,
                };
                if !applies {
                    continue;
                }
                let library =
                    dependency.path.as_deref().and_then(|dir| by_dir.get(dir)).and_then(|at| libraries.get(at));
                let rename = dependency.rename.as_ref().map(|rename| rename.replace('-', "_"));
                match library {
                    Some((root, name)) => {
                        let name = self.program.symbols.intern(rename.as_ref().unwrap_or(name));
                        externs.insert(name, Def::Module(*root));
                    }
                    None => {
                        let package = self.program.symbols.intern(&dependency.package_name.replace('-', "_"));
                        let name = rename.map_or(package, |rename| self.program.symbols.intern(&rename));
                        externs.entry(name).or_insert(Def::External(package, package));
                    }
                }
            }
            if !kind.is_library()
                && kind != TargetKind::BuildScript
                && let Some((root, name)) = libraries.get(&package)
            {
                let name = self.program.symbols.intern(name);
                externs.insert(name, Def::Module(*root));
            }
            self.program.crates[at].externs = externs;
        }
    }
}

/// The names of a use tree's leaf, from the first.
fn use_segments(facts: &FileFacts, leaf: UseLeafIx) -> Vec<facts::Token> {
    let mut segments: Vec<_> =
        std::iter::successors(facts[leaf].last, |node| facts[*node].before).map(|node| facts[node].token).collect();
    segments.reverse();
    segments
}

impl Program {
    fn visibility(&self, scope: ScopeId, unit: UnitId, vis: Vis) -> Visibility {
        let module = self[scope].module;
        match vis {
            Vis::Public => Visibility::Public,
            Vis::Crate => Visibility::In(self[self[scope].krate].root),
            Vis::Private => Visibility::In(module),
            Vis::Super => Visibility::In(self[module].parent.map_or(module, |parent| self[parent].module)),
            Vis::In(path) => {
                // The path names a module around this one: the nearest with its last name.
                let facts = &self[unit].facts;
                let Some(last) = facts.segments(&facts[path]).last() else { return Visibility::In(module) };
                let last = self[unit].token(last.token);
                let mut at = module;
                if last == self.known.super_ {
                    for _ in facts.segments(&facts[path]) {
                        at = self[at].parent.map_or(at, |parent| self[parent].module);
                    }
                    return Visibility::In(at);
                }
                loop {
                    if self.module_data(at).name == last {
                        return Visibility::In(at);
                    }
                    match self[at].parent {
                        Some(parent) => at = self[parent].module,
                        None => return Visibility::In(at),
                    }
                }
            }
        }
    }

    /// Macros of `#[macro_use]` modules are in textual scope after the module's declaration.
    fn spread_macro_use(&mut self) {
        for at in (0..self.scopes.len()).rev() {
            let scope = &self.scopes[at];
            let (ScopeKind::Module(data), Some(parent)) = (&scope.kind, scope.parent) else { continue };
            if data.macro_use && !scope.textual.is_empty() {
                let declared = data.declared.1;
                let spread: Vec<_> = scope.textual.iter().map(|&(name, def, _)| (name, def, declared)).collect();
                self[parent].textual.extend(spread);
            }
        }
        for scope in &mut self.scopes {
            scope.textual.sort_by_key(|&(_, _, at)| at);
        }
    }
}
