//! From facts to scopes and definitions: the module tree of every crate, and what each scope declares itself.
//!
//! Macro calls between items are expanded where they stand if their macro is defined above, as the language's textual
//! scope has it. The others wait until imports tell which macro they mean; what they turn into can hold imports, modules
//! and calls in turn, so both go on by turns until nothing waits any more.

mod calls;
mod externs;
mod items;

use std::collections::BTreeMap;

use boundaries_graph::{DependencyKind, FileId, GapReason, Limit, Symbol, Symbols};
use camino::Utf8PathBuf;
use indexmap::IndexMap;
use rustc_hash::{FxBuildHasher, FxHashMap, FxHashSet};
use smallvec::SmallVec;

use crate::expand::Budget;
use crate::gap::{Cause, RawGap};
use crate::limits::Limits;
use crate::load::{FileFinder, ModuleFile, Sources};
use crate::program::*;
use crate::source::SourceReader;
use crate::syntax::facts::{self, Cfg, ItemIx, ScopeIx};
use crate::syntax::macro_rules::{self, KnownRules};
use crate::timing::Stopwatch;
use crate::workspace::Workspace;
use calls::Call;
pub(crate) use calls::interface;

/// The program, and how it came from its files.
pub(crate) struct Collected {
    pub(crate) program: Program,
    /// Where among the program's units each file's texts begin.
    pub(crate) first_units: FxHashMap<Utf8PathBuf, UnitId>,
    /// The names of macros whose expansion may hold items.
    pub(crate) declaring: FxHashSet<Symbol>,
}

/// Builds the scopes and definitions of every crate, and resolves every import. Names that are among `symbols` keep theirs.
pub(crate) fn collect(
    workspace: &Workspace,
    sources: &mut Sources,
    reader: &dyn SourceReader,
    limits: Limits,
    symbols: Symbols,
    watch: Stopwatch,
) -> Collected {
    let mut program = Program { symbols, ..Program::default() };
    program.known = Known::new(&mut program.symbols);
    program.glob_names = limits.glob_names;
    program.limits = limits;
    // Whatever a call turns into has no names but those of texts and these.
    for word in KnownRules::words() {
        program.symbols.intern(word);
    }
    let mut collector = Collector {
        program,
        files: IndexMap::default(),
        sources,
        reader,
        places: Vec::new(),
        waiting: Vec::new(),
        declaring: FxHashSet::default(),
        fuel: Vec::new(),
        marks: 0,
        budget: Budget::new(limits.item_macros),
        modules: 0,
        limits,
        included: FxHashSet::default(),
        watch,
    };
    collector.adopt_files();
    for target in sorted_targets(workspace) {
        collector.krate(target);
    }
    collector.link_externs(workspace);
    collector.resolve_calls();
    let start = watch.now();
    collector.program.finish_imports();
    collector.program.find_twins();
    collector.program.import_time += watch.since(start);
    let first_units = collector.files.iter().map(|(path, file)| (path.clone(), UnitId(facts::index(file.first))));
    let first_units = first_units.collect();
    Collected { program: collector.program, first_units, declaring: collector.declaring }
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

/// A file's facts among the units of the program.
struct FileUnits {
    first: usize,
    contents: FxHashMap<(usize, ItemIx), usize>,
    problem: Option<(Cause, String, u32)>,
}

struct Collector<'a> {
    program: Program,
    files: IndexMap<Utf8PathBuf, FileUnits, FxBuildHasher>,
    sources: &'a mut Sources,
    reader: &'a dyn SourceReader,
    /// The place of each instance.
    places: Vec<Place>,
    /// Macro calls whose macro is not known yet.
    waiting: Vec<Call>,
    /// The names of macros whose expansion may hold items.
    declaring: FxHashSet<Symbol>,
    /// What the expansions of each call in a file may still cost.
    fuel: Vec<usize>,
    /// How many expansions there were.
    marks: u32,
    /// What the expansions of the workspace may still cost.
    budget: Budget,
    /// How many modules there are but for the roots of crates.
    modules: u64,
    limits: Limits,
    /// The files that became modules.
    included: FxHashSet<FileId>,
    watch: Stopwatch,
}

/// Where items are being collected.
#[derive(Clone)]
struct Place {
    /// The file, by its position among the files.
    file: usize,
    beside: bool,
    /// The text within its file; none for what a macro call turned into.
    text: Option<usize>,
    instance: InstanceId,
    /// The inline modules around it.
    inline: Vec<String>,
    /// The files of modules around it, from the crate's root to its own, by their positions.
    around: SmallVec<[u32; 8]>,
    /// How many expansions are around it, and the fuel of the outermost.
    expansions: u64,
    fuel: Option<usize>,
    /// What guards the macro calls around it.
    cfg: Cfg,
}

impl Collector<'_> {
    /// Takes over the facts of files that were read.
    fn adopt_files(&mut self) {
        let keeps = self.sources.keeps;
        for at in self.files.len()..self.sources.units.len() {
            let Some((path, source)) = self.sources.units.get_index_mut(at) else { break };
            let first = self.program.units.len();
            source.is_adopted = true;
            let texts = if keeps { source.texts.clone() } else { std::mem::take(&mut source.texts) };
            for (at, facts) in texts.into_iter().enumerate() {
                let included = source.included.iter().find(|(text, _)| *text == at);
                let file = included.map_or(source.file, |(_, included)| included.file);
                self.program.units.push(Unit::new(&mut self.program.symbols, file, facts, None));
            }
            let contents = if keeps { source.contents.clone() } else { std::mem::take(&mut source.contents) };
            self.files.insert(path.clone(), FileUnits { first, contents, problem: source.problem.clone() });
        }
    }

    fn krate(&mut self, of: TargetOf<'_>) {
        let target = of.target;
        let id = KrateId(facts::index(self.program.crates.len()));
        let root = ScopeId(facts::index(self.program.scopes.len()));
        let dollar = macro_rules::dollar_crate(id.0);
        let symbol = self.program.symbols.intern(&dollar);
        self.program.dollar_crates.insert(symbol, id);
        self.program.crates.push(Krate {
            name: target.name.clone(),
            package: of.package,
            kind: target.kind,
            root,
            is_2015: target.is_2015,
            dollar,
            externs: FxHashMap::default(),
            taken_externs: FxHashMap::default(),
            macro_use: FxHashMap::default(),
        });
        let unit = &self.program.units[self.files[&target.root_file].first];
        let (file, context) = (unit.file, guarded(target.kind.dependency_kind(), unit.facts.cfg));
        let name = self.program.symbols.intern(&target.name);
        let data = ModuleData {
            name,
            file,
            declared: (file, 0),
            inline: false,
            macro_use: false,
            vis: Visibility::Public,
            generated: false,
        };
        self.push_scope(ScopeKind::Module(data), None, id, context);
        self.file(root, &(target.root_file.clone(), true), SmallVec::new());
    }

    fn push_scope(
        &mut self,
        kind: ScopeKind,
        parent: Option<ScopeId>,
        krate: KrateId,
        context: DependencyKind,
    ) -> ScopeId {
        let id = ScopeId(facts::index(self.program.scopes.len()));
        let unlikely = parent.is_some_and(|parent| self.program[parent].unlikely);
        let module = match (&kind, parent) {
            (ScopeKind::Block, Some(parent)) => self.program[parent].module,
            _ => id,
        };
        self.program.scopes.push(Scope {
            kind,
            parent,
            module,
            krate,
            context,
            unlikely,
            names: Default::default(),
            textual: BTreeMap::new(),
            opaque_glob: false,
            is_cut_off: false,
            changed: 0,
        });
        id
    }

    /// Fills a module from its file.
    fn file(&mut self, module: ScopeId, file: &ModuleFile, mut around: SmallVec<[u32; 8]>) {
        let (path, beside) = file;
        let Some((file, _, units)) = self.files.get_full(path) else { return };
        around.push(facts::index(file));
        let unit = UnitId(facts::index(units.first));
        if let Some((cause, message, at)) = &units.problem {
            let file = self.program[unit].file;
            let gap = RawGap { cause: *cause, scope: module, file, at: *at, text: message.clone() };
            self.program.gaps.push(gap);
        }
        let place = Place {
            file,
            beside: *beside,
            text: Some(0),
            instance: InstanceId(0),
            inline: Vec::new(),
            around,
            expansions: 0,
            fuel: None,
            cfg: Cfg::default(),
        };
        let instance = self.instantiate(module, unit, place, None);
        self.collect_items(instance);
    }

    /// Gives a text's scopes a place in the program: its outermost is `scope`, and so is the block `merged`.
    fn instantiate(&mut self, scope: ScopeId, unit: UnitId, mut place: Place, merged: Option<ScopeIx>) -> InstanceId {
        let instance = InstanceId(facts::index(self.program.instances.len()));
        let count = self.program[unit].facts.scopes.len();
        place.instance = instance;
        self.program.instances.push(Instance {
            unit,
            scopes: vec![scope; count],
            is_walked: true,
            is_test: place.cfg.test,
        });
        self.places.push(place);
        if let Some(merged) = merged {
            self.program[instance].scopes[merged.place() as usize] = scope;
        }
        for at in 0..count {
            let ix = ScopeIx::at(facts::index(at));
            if self.program[unit].facts[ix].is_block && merged != Some(ix) {
                // The blocks of inline modules are given their parents once those modules have scopes.
                let (krate, context) = (self.program[scope].krate, self.program[scope].context);
                let block = self.push_scope(ScopeKind::Block, Some(scope), krate, context);
                self.program[instance].scopes[at] = block;
            }
        }
        instance
    }

    /// Collects the items of a text, those of its blocks included.
    fn collect_items(&mut self, instance: InstanceId) {
        let place = self.places[instance.0 as usize].clone();
        let unit = self.program[instance].unit;
        for at in 0..self.program[unit].facts.scopes.len() {
            let ix = ScopeIx::at(facts::index(at));
            if self.program.is_left_out(instance, ix) {
                continue;
            }
            let of = &self.program[unit].facts[ix];
            let is_merged =
                at > 0 && self.program.scope_in(instance, ix) == self.program.scope_in(instance, ScopeIx::at(0));
            if of.is_block && !is_merged {
                let parent = self.program.scope_in(instance, of.parent.unwrap_or(ScopeIx::at(0)));
                let block = self.program.scope_in(instance, ix);
                let (module, context) = (self.program[parent].module, self.program[parent].context);
                let scope = &mut self.program[block];
                (scope.parent, scope.module, scope.context) = (Some(parent), module, context);
            } else if at > 0 && !of.is_block {
                // An inline module: its own declaration set the scope, and collects it.
                continue;
            }
            if at > 0 || self.program[instance].is_walked {
                self.items(self.program.scope_in(instance, ix), ix, &place);
            }
        }
    }

    fn items(&mut self, scope: ScopeId, ix: ScopeIx, place: &Place) {
        let unit = self.program[place.instance].unit;
        let list = self.program[unit].facts[ix].items;
        let items: Vec<ItemIx> = self.program[unit].facts.list(list).collect();
        for item in items {
            self.item(scope, item, place);
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
        place: &Place,
    ) {
        let unit = self.program.unit_of(place.instance);
        let is_written = unit.is_written_behind(&self.sources.map, at, "mod");
        let (here, at) = unit.definition_place(at);
        let text = self.program.text(name).to_owned();
        let gap = |this: &mut Self, cause| {
            this.program.gaps.push(RawGap { cause, scope, file: here, at, text: text.clone() });
        };
        let is_too_deep = (place.around.len() + place.inline.len()) as u64 > self.limits.module_depth;
        let too_many = (self.modules >= self.limits.modules).then_some(Limit::Modules);
        if let Some(limit) = is_too_deep.then_some(Limit::ModuleDepth).or(too_many) {
            self.program.left_out.extend(inline.map(|ix| (place.instance, ix)));
            self.program.cut_off(scope);
            return gap(self, limit.into());
        }
        let Some(ix) = inline else {
            return match self.module_file(&text, path.as_deref(), place) {
                Some(found) => self.file_module(scope, name, vis, cfg, (here, at), macro_use, found, place),
                None => {
                    gap(self, GapReason::MissingModuleFile.into());
                    let data = ModuleData {
                        name,
                        file: here,
                        declared: (here, at),
                        inline: false,
                        macro_use,
                        vis,
                        generated: false,
                    };
                    self.push_module(scope, data, cfg);
                }
            };
        };
        let data =
            ModuleData { name, file: here, declared: (here, at), inline: true, macro_use, vis, generated: !is_written };
        let module = self.push_module(scope, data, cfg);
        self.program[place.instance].scopes[ix.place() as usize] = module;
        let mut inner = place.clone();
        inner.inline.push(path.unwrap_or(text));
        self.items(module, ix, &inner);
    }

    /// A module with a file of its own.
    #[expect(clippy::too_many_arguments, reason = "the parts of one declaration")]
    fn file_module(
        &mut self,
        scope: ScopeId,
        name: Symbol,
        vis: Visibility,
        cfg: Cfg,
        declared: (FileId, u32),
        macro_use: bool,
        found: ModuleFile,
        place: &Place,
    ) {
        self.read_file(&found);
        let Some((at, _, units)) = self.files.get_full(&found.0) else { return };
        let unit = &self.program.units[units.first];
        let (file, cfg) = (unit.file, unit.facts.cfg.within(cfg));
        // A file that includes itself would nest for ever. Files that each become a module of the next one twice would be
        // more than any memory holds.
        let is_endless = place.around.contains(&facts::index(at));
        if is_endless || self.budget.is_overdrawn() {
            let text = self.program.text(name).to_owned();
            let cause = if is_endless { GapReason::LimitReached.into() } else { Limit::ItemMacros.into() };
            let gap = RawGap { cause, scope, file: declared.0, at: declared.1, text };
            self.program.cut_off(scope);
            return self.program.gaps.push(gap);
        }
        if !self.included.insert(file) {
            self.budget.spend(self.sources.map.file(file).text().len() as u64);
        }
        let data = ModuleData { name, file, declared, inline: false, macro_use, vis, generated: false };
        let module = self.push_module(scope, data, cfg);
        self.file(module, &found, place.around.clone());
    }

    fn push_module(&mut self, scope: ScopeId, data: ModuleData, cfg: Cfg) -> ScopeId {
        let (name, vis) = (data.name, data.vis);
        let context = guarded(self.program[scope].context, cfg);
        let krate = self.program[scope].krate;
        self.modules += 1;
        let module = self.push_scope(ScopeKind::Module(data), Some(scope), krate, context);
        self.program[module].unlikely |= cfg.unlikely;
        self.bind(scope, Namespace::Types, name, Def::Module(module), vis, cfg);
        module
    }

    fn module_file(&self, name: &str, path: Option<&str>, place: &Place) -> Option<ModuleFile> {
        let (around, _) = self.files.get_index(place.file)?;
        let finder = FileFinder { path: around, beside: place.beside, reader: self.reader };
        finder.module_file(name, path, &place.inline)
    }

    /// Reads a file that nothing led to before the macro that declares its module was expanded.
    fn read_file(&mut self, file: &ModuleFile) {
        if !self.files.contains_key(&file.0) {
            self.sources.extend([file.clone()], self.reader);
            self.adopt_files();
        }
    }
}

/// What code is part of that is guarded inside of other code.
fn guarded(outer: DependencyKind, cfg: Cfg) -> DependencyKind {
    match (outer, cfg.test) {
        (DependencyKind::Normal, true) => DependencyKind::Test,
        (outer, _) => outer,
    }
}
