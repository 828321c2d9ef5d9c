//! The workspace as name resolution sees it: scopes, definitions, imports and impls, all in flat tables.
//!
//! A *scope* is a module, or a block that declares items. A file that two crates include, as `tests/common/mod.rs` often
//! is, has one set of facts and an [`Instance`] of them for each time it is included.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use boundaries_graph::{DependencyKind, FileId, Symbol, Symbols, TargetKind};
use rustc_hash::{FxHashMap, FxHashSet};
use smallvec::SmallVec;

use crate::expand::Expanded;
use crate::gap::RawGap;
use crate::limits::{Limits, count};
use crate::listed::Listed;
use crate::reads::{self, Read};
use crate::references::TraitsByName;
use crate::syntax::facts::{self, FileFacts, ItemIx, MacroIx, Name, ScopeIx, Token, VariantIx};
use crate::syntax::macro_rules::MacroRules;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident => $table:ident: $of:ty;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        pub(crate) struct $name(pub(crate) u32);

        impl std::ops::Index<$name> for Program {
            type Output = $of;

            fn index(&self, id: $name) -> &$of {
                &self.$table[id.0 as usize]
            }
        }

        impl std::ops::IndexMut<$name> for Program {
            fn index_mut(&mut self, id: $name) -> &mut $of {
                &mut self.$table[id.0 as usize]
            }
        }
    )*};
}

ids! {
    /// A text with facts.
    UnitId => units: Unit;
    /// One inclusion of a text in a crate.
    InstanceId => instances: Instance;
    /// A target of the workspace.
    KrateId => crates: Krate;
    /// A module, or a block with items.
    ScopeId => scopes: Scope;
    /// Something with a name that is not a module.
    DefId => defs: DefData;
    /// A leaf of a `use` tree, or an `extern crate`.
    ImportId => imports: Import;
    /// An `impl` block.
    ImplId => impls: Impl;
}

/// Everything that name resolution works on.
#[derive(Default)]
pub(crate) struct Program {
    pub(crate) symbols: Symbols,
    pub(crate) known: Known,
    pub(crate) units: Vec<Unit>,
    pub(crate) instances: Vec<Instance>,
    pub(crate) crates: Vec<Krate>,
    pub(crate) scopes: Vec<Scope>,
    pub(crate) defs: Vec<DefData>,
    pub(crate) imports: Vec<Import>,
    pub(crate) impls: Vec<Impl>,
    /// The `impl` that an item became.
    pub(crate) impl_of: FxHashMap<(InstanceId, ItemIx), ImplId>,
    /// Inherent items, variants and trait items by the type or trait they belong to.
    pub(crate) members: FxHashMap<DefId, FxHashMap<Symbol, Vec<DefId>>>,
    /// Trait impls by the head of their self type.
    pub(crate) trait_impls: FxHashMap<DefId, Vec<ImplId>>,
    /// Impls of the workspace's traits for types from outside and for primitive types, by the name of the type.
    pub(crate) foreign_impls: FxHashMap<Symbol, Vec<ImplId>>,
    /// Impls of the workspace's traits for every type that has some traits, such as `impl<T: Read> Trait for T`.
    pub(crate) blankets: Vec<Blanket>,
    /// Where among these are those of a trait.
    pub(crate) blankets_of: FxHashMap<DefId, Vec<u32>>,
    /// Where among these are those of traits that have an item of this name.
    pub(crate) blankets_with: FxHashMap<Symbol, Vec<u32>>,
    /// Those with an `impl` for references to whatever there is, found when somebody first asks.
    pub(crate) of_references: OnceLock<TraitsByName>,
    /// `use … as _` by the scope it stands in.
    pub(crate) underscores: FxHashMap<ScopeId, Vec<ImportId>>,
    /// Macro calls between items whose expansion or contents were collected as items.
    pub(crate) read_calls: FxHashSet<(InstanceId, MacroIx)>,
    /// What became of macro calls in bodies that declare items, and of those among the items of traits and impls.
    pub(crate) expansions: FxHashMap<(InstanceId, MacroIx), InstanceId>,
    /// The rules of each `macro_rules!` macro, read when it is first called.
    pub(crate) rules: FxHashMap<DefId, OnceLock<Option<MacroRules>>>,
    /// The crates that each crate's code can name, itself and what its dependencies depend on included.
    pub(crate) reachable: Vec<FxHashSet<KrateId>>,
    /// The names that `$crate` became.
    pub(crate) dollar_crates: FxHashMap<Symbol, KrateId>,
    pub(crate) gaps: Vec<RawGap>,
    /// Grows with every name that a scope gains.
    pub(crate) time: u32,
    /// When something last changed that names depend on and that is in no scope's names: the crates that paths may start
    /// with, and what macros declare.
    pub(crate) surroundings_changed: u32,
    /// How many more names glob imports may bring.
    pub(crate) glob_names: u64,
    /// Inline modules that were left out beyond a limit: what stands in them has no place in the program.
    pub(crate) left_out: FxHashSet<(InstanceId, ScopeIx)>,
    /// Modules that are declared a second time with the same file, under another condition. Nothing is looked for in them:
    /// every place in them is one of the first.
    pub(crate) twins: FxHashSet<ScopeId>,
    /// The names of which a scope has as many as it can.
    pub(crate) crowded: FxHashSet<(ScopeId, Symbol)>,
    /// The lists that lack something beyond a limit.
    pub(crate) cut_short: FxHashSet<Listed>,
    /// Whether imports were not followed to the end.
    pub(crate) imports_unfinished: bool,
    /// How much the workspace may make of it.
    pub(crate) limits: Limits,
    /// How long it took to resolve imports.
    pub(crate) import_time: Duration,
}

/// A text with facts, its names made global.
pub(crate) struct Unit {
    pub(crate) file: FileId,
    /// Shared with whoever keeps what was read of a file for the next analysis.
    pub(crate) facts: Arc<FileFacts>,
    pub(crate) symbols: Vec<Symbol>,
    /// Where the text came from, if it is what a macro call turned into.
    pub(crate) expanded: Option<Arc<Expanded>>,
}

impl Unit {
    /// Makes the names of a text global.
    pub(crate) fn new(
        symbols: &mut Symbols,
        file: FileId,
        facts: impl Into<Arc<FileFacts>>,
        expanded: Option<Arc<Expanded>>,
    ) -> Self {
        let facts = facts.into();
        let symbols = facts.names.iter().map(|name| symbols.intern(name)).collect();
        Self { file, facts, symbols, expanded }
    }

    pub(crate) fn symbol(&self, name: Name) -> Symbol {
        self.symbols[name.0 as usize]
    }

    pub(crate) fn token(&self, token: Token) -> Symbol {
        self.symbol(token.name)
    }
}

/// One inclusion of a text: which of its scopes became which.
pub(crate) struct Instance {
    pub(crate) unit: UnitId,
    pub(crate) scopes: Vec<ScopeId>,
    /// Whether the items on its top level are walked with it; those of a trait or an `impl` are walked with the trait or
    /// the `impl`.
    pub(crate) is_walked: bool,
    /// Whether it stands in a macro call that is compiled for tests only.
    pub(crate) is_test: bool,
}

/// A target.
pub(crate) struct Krate {
    pub(crate) name: String,
    pub(crate) package: usize,
    pub(crate) kind: TargetKind,
    pub(crate) root: ScopeId,
    pub(crate) is_2015: bool,
    /// What `$crate` becomes in expansions of its macros.
    pub(crate) dollar: String,
    /// Names of other crates that paths may start with.
    pub(crate) externs: FxHashMap<Symbol, Def>,
    /// What the manifest calls by names that an `extern crate` of the root has taken. `extern crate` goes by the manifest.
    pub(crate) taken_externs: FxHashMap<Symbol, Def>,
    /// Macros that `#[macro_use] extern crate` brought in.
    pub(crate) macro_use: FxHashMap<Symbol, Resolution>,
}

/// A module, or a block with items.
pub(crate) struct Scope {
    pub(crate) kind: ScopeKind,
    /// The scope around it: for a block the next scope that names are looked up in, for a module its parent module.
    pub(crate) parent: Option<ScopeId>,
    /// The module it is or lies in.
    pub(crate) module: ScopeId,
    pub(crate) krate: KrateId,
    pub(crate) context: DependencyKind,
    /// Certainly left out on the usual host.
    pub(crate) unlikely: bool,
    pub(crate) names: [FxHashMap<Symbol, SmallVec<[Binding; 1]>>; 3],
    /// Macros by textual scope: under each name those of that name, in the order of the byte after which each can be called.
    pub(crate) textual: BTreeMap<Symbol, Vec<(DefId, u32)>>,
    /// Whether a glob import of something outside the workspace may supply any name.
    pub(crate) opaque_glob: bool,
    /// Whether declarations or imports of it were left out beyond a limit, so that nobody knows which names it has.
    pub(crate) is_cut_off: bool,
    /// The time of its last change, see [`Program::time`].
    pub(crate) changed: u32,
}

pub(crate) enum ScopeKind {
    Module(ModuleData),
    Block,
}

pub(crate) struct ModuleData {
    pub(crate) name: Symbol,
    /// The file its items stand in.
    pub(crate) file: FileId,
    /// The file and byte of its declaration; for a crate root the start of the file.
    pub(crate) declared: (FileId, u32),
    pub(crate) inline: bool,
    pub(crate) macro_use: bool,
    pub(crate) vis: Visibility,
    /// Whether a macro's body declares it, so that no source shows it.
    pub(crate) generated: bool,
}

/// What a path can lead to.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(crate) enum Def {
    Module(ScopeId),
    Item(DefId),
    /// A crate outside the workspace, or something in it: the crate, and the last name.
    External(Symbol, Symbol),
    Primitive(Symbol),
}

/// Namespaces: types and modules, values, macros.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Namespace {
    Types = 0,
    Values = 1,
    Macros = 2,
}

impl Namespace {
    pub(crate) const ALL: [Self; 3] = [Self::Types, Self::Values, Self::Macros];
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Visibility {
    Public,
    /// Inside this module and below.
    In(ScopeId),
}

/// A name's entry in a scope.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Binding {
    pub(crate) def: Def,
    pub(crate) vis: Visibility,
    /// The import that made it; none where the scope itself defines it.
    pub(crate) import: Option<ImportId>,
    /// The module whose name table the import took it from.
    pub(crate) source: ScopeId,
    /// The name it has there.
    pub(crate) source_name: Symbol,
    pub(crate) is_glob: bool,
    /// One of several alternatives, and not the one of the usual host.
    pub(crate) unlikely: bool,
}

/// What a path led to, and through which door.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(crate) struct Resolution {
    pub(crate) def: Def,
    pub(crate) door: ScopeId,
    pub(crate) name: Symbol,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum DefKind {
    Struct,
    Enum,
    Union,
    Trait,
    Alias,
    Function,
    Const,
    Static,
    Variant(VariantIx),
    Macro,
    ProcMacro(crate::syntax::facts::ProcMacroKind),
}

/// Something with a name that is not a module.
pub(crate) struct DefData {
    pub(crate) kind: DefKind,
    pub(crate) name: Symbol,
    /// The scope that declares it, or that holds its `impl`.
    pub(crate) scope: ScopeId,
    pub(crate) instance: InstanceId,
    pub(crate) item: ItemIx,
    pub(crate) at: u32,
    /// The enum of a variant, the trait of a trait's item.
    pub(crate) parent: Option<DefId>,
    /// The `impl` of an inherent associated item.
    pub(crate) implementation: Option<ImplId>,
    pub(crate) vis: Visibility,
    /// One of several alternatives, and not the one of the usual host.
    pub(crate) unlikely: bool,
}

/// An `impl` block.
pub(crate) struct Impl {
    pub(crate) scope: ScopeId,
    pub(crate) instance: InstanceId,
    pub(crate) item: ItemIx,
    pub(crate) self_head: Option<Def>,
    pub(crate) of: Option<Def>,
    /// Whether it names a trait, found or not.
    pub(crate) is_of_trait: bool,
    /// Where it starts.
    pub(crate) at: u32,
    pub(crate) items: Vec<DefId>,
}

/// An `impl` of a trait for a bare type parameter.
pub(crate) struct Blanket {
    pub(crate) of: DefId,
    /// The traits that a type must have.
    pub(crate) required: Vec<Def>,
    /// Whether more is asked than these.
    pub(crate) asks_more: bool,
}

/// A leaf of a `use` tree, or an `extern crate`.
pub(crate) struct Import {
    pub(crate) scope: ScopeId,
    pub(crate) instance: InstanceId,
    pub(crate) symbols: Box<[Symbol]>,
    pub(crate) global: bool,
    pub(crate) kind: ImportKind,
    pub(crate) vis: Visibility,
    pub(crate) is_pub: bool,
    pub(crate) test: bool,
    pub(crate) unlikely: bool,
    pub(crate) at: u32,
    /// What it leads to, by namespace; a glob's target stands under types.
    pub(crate) targets: [Option<Resolution>; 3],
    /// The last change of a glob's source that was copied.
    pub(crate) copied: Option<u32>,
    /// The scopes that decided what it leads to, and when that was found out.
    pub(crate) decided: Option<(SmallVec<[ScopeId; 4]>, u32)>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum ImportKind {
    /// Binds this name.
    Named(Symbol),
    Underscore,
    Glob,
    ExternCrate {
        name: Symbol,
        macro_use: bool,
    },
}

macro_rules! known {
    ($($name:ident: $text:literal,)*) => {
        /// Names with a meaning of their own.
        #[derive(Clone, Copy)]
        pub(crate) struct Known {
            $(pub(crate) $name: Symbol,)*
        }

        impl Known {
            pub(crate) fn new(symbols: &mut Symbols) -> Self {
                Self { $($name: symbols.intern($text),)* }
            }
        }
    };
}

known! {
    self_value: "self",
    self_type: "Self",
    super_: "super",
    crate_: "crate",
    underscore: "_",
    std: "std",
    option: "Option",
    result: "Result",
    vec: "Vec",
    entry: "Entry",
    string: "String",
    boxed: "Box",
    str_: "str",
    slice: "[T]",
    range: "Range",
    pointer: "*",
    bool_: "bool",
    output: "Output",
    item: "Item",
    target: "Target",
    deref: "Deref",
    iterator: "Iterator",
    future: "Future",
    pin: "Pin",
    usize_: "usize",
}

impl Default for Known {
    fn default() -> Self {
        Self::new(&mut Symbols::default())
    }
}

impl Program {
    /// Takes down that a scope's names are others now.
    pub(crate) fn touch(&mut self, scope: ScopeId) {
        self.time += 1;
        self[scope].changed = self.time;
    }

    /// Takes down that something changed that is in no scope's names.
    pub(crate) fn touch_surroundings(&mut self) {
        self.time += 1;
        self.surroundings_changed = self.time;
    }

    pub(crate) fn text(&self, symbol: Symbol) -> &str {
        self.symbols.text(symbol)
    }

    /// The entries of all tables of facts.
    pub(crate) fn fact_count(&self) -> u64 {
        self.units.iter().map(|unit| unit.facts.count()).sum()
    }

    pub(crate) fn unit_of(&self, instance: InstanceId) -> &Unit {
        &self[self[instance].unit]
    }

    /// Files what a scope itself declares or imports under its name: in place of what the same import brought before, else
    /// behind what else is declared and imported so, and before what globs bring. Beyond the limit it is left out, and a gap.
    pub(crate) fn file_binding(&mut self, scope: ScopeId, namespace: Namespace, name: Symbol, binding: Binding) {
        let most = count(self.limits.same_names);
        let bindings = self[scope].names[namespace as usize].entry(name).or_default();
        let explicit = bindings.iter().take_while(|other| !other.is_glob).count();
        match bindings[..explicit].iter().position(|other| binding.import.is_some() && other.import == binding.import) {
            Some(at) => bindings[at] = binding,
            None if bindings.len() < most => bindings.insert(explicit, binding),
            None => {
                self.crowded.insert((scope, name));
                return;
            }
        }
        self.touch(scope);
    }

    /// Files what a glob brings under its name, behind what is there without globs, in the order of the imports: in place of
    /// what the same glob brought before, else as one of so many names as globs may still bring. Tells whether that is news.
    pub(crate) fn file_glob(&mut self, scope: ScopeId, namespace: Namespace, name: Symbol, binding: Binding) -> bool {
        let (left, most) = (self.glob_names, count(self.limits.same_names));
        let bindings = self[scope].names[namespace as usize].entry(name).or_default();
        match bindings.binary_search_by_key(&(true, binding.import), |other| (other.is_glob, other.import)) {
            Ok(at) if bindings[at] == binding => return false,
            Ok(at) => bindings[at] = binding,
            Err(at) if left > 0 && bindings.len() < most => {
                bindings.insert(at, binding);
                self.glob_names = left - 1;
            }
            Err(_) => {
                if left > 0 {
                    self.crowded.insert((scope, name));
                }
                return false;
            }
        }
        self.touch(scope);
        true
    }

    /// The module a scope is, as its data.
    pub(crate) fn module_data(&self, scope: ScopeId) -> &ModuleData {
        match &self[self[scope].module].kind {
            ScopeKind::Module(data) => data,
            ScopeKind::Block => unreachable!("a scope's module is a module"),
        }
    }

    /// Finds which crates each crate can reach.
    pub(crate) fn link_reachable(&mut self) {
        let direct = |krate: &Krate| -> Vec<KrateId> {
            krate
                .externs
                .values()
                .chain(krate.taken_externs.values())
                .filter_map(|def| match def {
                    Def::Module(root) => Some(self[*root].krate),
                    _ => None,
                })
                .collect()
        };
        let direct: Vec<_> = self.crates.iter().map(direct).collect();
        self.reachable = (0..self.crates.len())
            .map(|at| {
                let mut queue = vec![KrateId(crate::syntax::facts::index(at))];
                let mut seen: FxHashSet<_> = queue.iter().copied().collect();
                while let Some(krate) = queue.pop() {
                    queue.extend(direct[krate.0 as usize].iter().copied().filter(|next| seen.insert(*next)));
                }
                seen
            })
            .collect();
    }

    /// Whether the code of one module could name what another defines, visibility apart.
    pub(crate) fn can_reach(&self, from: ScopeId, to: ScopeId) -> bool {
        self.reachable[self[from].krate.0 as usize].contains(&self[to].krate)
    }

    /// The nearest module around that the source shows; others are made by the bodies of macros.
    pub(crate) fn visible_module(&self, scope: ScopeId) -> ScopeId {
        let mut module = self[scope].module;
        while let (true, Some(parent)) = (self.module_data(module).generated, self[module].parent) {
            module = self[parent].module;
        }
        module
    }

    /// The names of the modules between a scope's module and the nearest one around it that the source shows.
    pub(crate) fn generated_modules(&self, scope: ScopeId) -> Vec<Symbol> {
        let (mut module, mut names) = (self[scope].module, Vec::new());
        while let (true, Some(parent)) = (self.module_data(module).generated, self[module].parent) {
            names.push(self.module_data(module).name);
            module = self[parent].module;
        }
        names.reverse();
        names
    }

    /// The module of a definition: where the thing itself stands.
    pub(crate) fn module_of(&self, def: Def) -> Option<ScopeId> {
        match def {
            Def::Module(scope) => Some(self.visible_module(scope)),
            Def::Item(item) => Some(self.visible_module(self[item].scope)),
            Def::External(..) | Def::Primitive(_) => None,
        }
    }

    /// Whether code in `from` may name what is visible like this.
    pub(crate) fn can_see(&self, from: ScopeId, vis: Visibility) -> bool {
        match vis {
            Visibility::Public => true,
            Visibility::In(module) => {
                let mut at = Some(self[from].module);
                while let Some(scope) = at {
                    if scope == module {
                        return true;
                    }
                    at = self[scope].parent.map(|parent| self[parent].module);
                }
                false
            }
        }
    }

    /// The symbol of a text, if anything has this name.
    pub(crate) fn symbol(&self, text: &str) -> Option<Symbol> {
        let symbol = self.symbols.get(text);
        if symbol.is_none() {
            reads::note(Read::Word(text));
        }
        symbol
    }

    /// The `impl` blocks of traits for a type.
    pub(crate) fn impls_for(&self, head: DefId) -> &[ImplId] {
        reads::note(Read::Impls(self[head].scope, self[head].name));
        self.trait_impls.get(&head).map_or(&[], Vec::as_slice)
    }

    /// The `impl` blocks of the workspace's traits for a type from outside.
    pub(crate) fn foreign_impls_for(&self, head: Symbol) -> &[ImplId] {
        reads::note(Read::ForeignImpls(head));
        self.foreign_impls.get(&head).map_or(&[], Vec::as_slice)
    }

    /// The `impl` blocks of a trait for every type that has some traits.
    pub(crate) fn blankets_of(&self, of: DefId) -> impl Iterator<Item = &Blanket> {
        self.blankets_of.get(&of).into_iter().flatten().map(|at| &self.blankets[*at as usize])
    }

    /// The same of all traits that have an item of this name.
    pub(crate) fn blankets_with(&self, name: Symbol) -> impl Iterator<Item = &Blanket> {
        reads::note(Read::Blankets(name));
        self.blankets_with.get(&name).into_iter().flatten().map(|at| &self.blankets[*at as usize])
    }

    /// What a type or a trait has under a name. A field of a type is asked for by this name as well.
    pub(crate) fn member(&self, owner: DefId, name: Symbol) -> &[DefId] {
        self.note_member(owner, name);
        self.members.get(&owner).and_then(|members| members.get(&name)).map_or(&[], Vec::as_slice)
    }

    /// Takes down that somebody asks what a type or a trait has under a name.
    pub(crate) fn note_member(&self, owner: DefId, name: Symbol) {
        reads::note(Read::Member(self[owner].scope, self[owner].name, name));
    }

    pub(crate) fn scope_in(&self, instance: InstanceId, scope: ScopeIx) -> ScopeId {
        self[instance].scopes[scope.place() as usize]
    }

    /// Finds the modules that are others once more. Of several, the one of the usual host counts.
    pub(crate) fn find_twins(&mut self) {
        let mut first: FxHashMap<_, ScopeId> = FxHashMap::default();
        for (at, scope) in self.scopes.iter().enumerate() {
            let id = ScopeId(facts::index(at));
            let ScopeKind::Module(ModuleData { name, file, inline: false, .. }) = &scope.kind else { continue };
            let Some(parent) = scope.parent else { continue };
            let known = first.entry((parent, *name, *file, scope.context)).or_insert(id);
            if *known == id {
                continue;
            }
            let twin = match self[*known].unlikely && !scope.unlikely {
                true => std::mem::replace(known, id),
                false => id,
            };
            self.twins.insert(twin);
        }
    }

    /// Whether a scope stands in a module that is another once more.
    pub(crate) fn is_in_twin(&self, scope: ScopeId) -> bool {
        let module = |scope: ScopeId| self[scope].module;
        let mut around = std::iter::successors(Some(module(scope)), |at| self[*at].parent.map(module));
        !self.twins.is_empty() && around.any(|module| self.twins.contains(&module))
    }

    /// Whether a scope of a text stands in a module that was left out.
    pub(crate) fn is_left_out(&self, instance: InstanceId, scope: ScopeIx) -> bool {
        if self.left_out.is_empty() {
            return false;
        }
        let facts = &self.unit_of(instance).facts;
        let mut around = std::iter::successors(Some(scope), |scope| facts[*scope].parent);
        around.any(|scope| self.left_out.contains(&(instance, scope)))
    }

    /// Takes down that nobody knows which names a scope has. Tells whether that is news.
    pub(crate) fn cut_off(&mut self, scope: ScopeId) -> bool {
        let is_new = !std::mem::replace(&mut self[scope].is_cut_off, true);
        if is_new {
            self.touch(scope);
        }
        is_new
    }
}
