//! What each item declares: definitions, bindings, imports, impls.

use boundaries_graph::{Limit, Symbol};

use super::calls::Call;
use super::{Collector, Place};
use crate::gap::RawGap;
use crate::listed::Listed;
use crate::program::*;
use crate::syntax::facts::{self, Cfg, FileFacts, ItemIx, ItemKind, LeafKind, List, Shape, UseLeafIx, Vis};

/// What an associated item belongs to.
#[derive(Clone, Copy)]
pub(super) enum Owner {
    Trait(DefId),
    Impl(ImplId),
}

impl Collector<'_> {
    pub(super) fn item(&mut self, scope: ScopeId, ix: ItemIx, place: &Place) {
        let unit_id = self.program[place.instance].unit;
        let unit = &self.program[unit_id];
        let item = &unit.facts[ix];
        let (name, at, cfg) = (unit.token(item.name), item.name.at, item.cfg.within(place.cfg));
        let vis = self.program.visibility(scope, place.instance, item.vis);
        let unit = &self.program[unit_id];
        let item = &unit.facts[ix];
        match item.kind {
            ItemKind::Mod { scope: inline, path, macro_use } => {
                let path = path.map(|path| self.program.text(unit.symbol(path)).to_owned());
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
                    decided: None,
                });
            }
            ItemKind::Fn(_) => {
                self.bind_item(scope, DefKind::Function, ix, name, at, vis, cfg, place, &[Namespace::Values]);
            }
            ItemKind::Struct { shape, fields, .. } => {
                let both: &[_] = match shape {
                    Shape::Named => &[Namespace::Types],
                    Shape::Tuple | Shape::Unit => &[Namespace::Types, Namespace::Values],
                };
                let def = self.bind_item(scope, DefKind::Struct, ix, name, at, vis, cfg, place, both);
                self.report_fields(def, fields.len());
            }
            ItemKind::Union { fields, .. } => {
                let def = self.bind_item(scope, DefKind::Union, ix, name, at, vis, cfg, place, &[Namespace::Types]);
                self.report_fields(def, fields.len());
            }
            ItemKind::Enum { variants, .. } => {
                let owner = self.push_def(DefKind::Enum, ix, name, at, vis, cfg, scope, place.instance);
                self.bind(scope, Namespace::Types, name, Def::Item(owner), vis, cfg);
                let variants: Vec<_> = self.program[unit_id].facts.list(variants).collect();
                for variant in variants {
                    let facts::Variant { name: token, fields, .. } = self.program[unit_id].facts[variant];
                    let name = self.program[unit_id].token(token);
                    let kind = DefKind::Variant(variant);
                    let def = self.push_def(kind, ix, name, token.at, vis, cfg, scope, place.instance);
                    self.report_fields(def, fields.len());
                    self.program[def].parent = Some(owner);
                    self.add_member(owner, name, def);
                }
            }
            ItemKind::Trait { items, .. } => {
                let owner = self.push_def(DefKind::Trait, ix, name, at, vis, cfg, scope, place.instance);
                self.bind(scope, Namespace::Types, name, Def::Item(owner), vis, cfg);
                self.members(scope, items, place, Owner::Trait(owner));
            }
            ItemKind::TraitAlias { .. } => {
                self.bind_item(scope, DefKind::Alias, ix, name, at, vis, cfg, place, &[Namespace::Types]);
            }
            ItemKind::Impl { items, of, .. } => {
                let is_of_trait = of.is_some();
                let id = ImplId(facts::index(self.program.impls.len()));
                let instance = place.instance;
                self.program.impl_of.insert((instance, ix), id);
                self.program.impls.push(Impl {
                    scope,
                    instance,
                    item: ix,
                    self_head: None,
                    of: None,
                    is_of_trait,
                    at,
                    items: Vec::new(),
                });
                self.members(scope, items, &Place { cfg: cfg.within(place.cfg), ..place.clone() }, Owner::Impl(id));
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
            ItemKind::MacroRules { exported, body, .. } => {
                let vis = if exported { Visibility::Public } else { vis };
                let def = self.push_def(DefKind::Macro, ix, name, at, vis, cfg, scope, place.instance);
                self.program.rules.insert(def, Default::default());
                let end = self.program[unit_id].textual_at(body.end);
                self.program.define_textual(scope, name, def, end);
                if exported {
                    let root = self.program[self.program[scope].krate].root;
                    let cfg = Cfg { unlikely: cfg.unlikely || self.program[scope].unlikely, ..cfg };
                    self.bind(root, Namespace::Macros, name, Def::Item(def), vis, cfg);
                }
            }
            ItemKind::MacroCall(call) => {
                self.call(Call { scope, instance: place.instance, ix: call, item: Some(ix), cfg, owner: None });
            }
            ItemKind::ProcMacro(kind) => {
                let def = self.push_def(DefKind::ProcMacro(kind), ix, name, at, vis, cfg, scope, place.instance);
                self.bind(scope, Namespace::Macros, name, Def::Item(def), vis, cfg);
            }
        }
    }

    fn imports(
        &mut self,
        scope: ScopeId,
        leaves: List<UseLeafIx>,
        vis: Visibility,
        is_pub: bool,
        cfg: Cfg,
        place: &Place,
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
                decided: None,
            });
        }
        self.program.imports.extend(found);
    }

    /// The items of a trait or an `impl`.
    pub(super) fn members(&mut self, scope: ScopeId, items: List<ItemIx>, place: &Place, owner: Owner) {
        let unit = self.program[place.instance].unit;
        let items: Vec<ItemIx> = self.program[unit].facts.list(items).collect();
        for ix in items {
            let item = &self.program[unit].facts[ix];
            let kind = match item.kind {
                ItemKind::Fn(_) => DefKind::Function,
                ItemKind::Const { .. } => DefKind::Const,
                ItemKind::Alias { .. } => DefKind::Alias,
                ItemKind::MacroCall(call) => {
                    let cfg = item.cfg.within(place.cfg);
                    let instance = place.instance;
                    self.call(Call { scope, instance, ix: call, item: Some(ix), cfg, owner: Some(owner) });
                    continue;
                }
                _ => continue,
            };
            let (token, vis, cfg) = (item.name, item.vis, item.cfg.within(place.cfg));
            let name = self.program[unit].token(token);
            let vis = match owner {
                Owner::Trait(of) => self.program[of].vis,
                Owner::Impl(_) => self.program.visibility(scope, place.instance, vis),
            };
            let def = self.push_def(kind, ix, name, token.at, vis, cfg, scope, place.instance);
            match owner {
                Owner::Trait(of) => {
                    self.program[def].parent = Some(of);
                    self.add_member(of, name, def);
                }
                Owner::Impl(of) => {
                    self.program[def].implementation = Some(of);
                    self.program[of].items.push(def);
                }
            }
        }
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
        place: &Place,
        namespaces: &[Namespace],
    ) -> DefId {
        let def = self.push_def(kind, ix, name, at, vis, cfg, scope, place.instance);
        for &namespace in namespaces {
            self.bind(scope, namespace, name, Def::Item(def), vis, cfg);
        }
        def
    }

    #[expect(clippy::too_many_arguments, reason = "the parts of one declaration")]
    fn push_def(
        &mut self,
        kind: DefKind,
        item: ItemIx,
        name: Symbol,
        at: u32,
        vis: Visibility,
        cfg: Cfg,
        scope: ScopeId,
        instance: InstanceId,
    ) -> DefId {
        let unlikely = cfg.unlikely || self.program[scope].unlikely;
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
            unlikely,
        });
        id
    }

    pub(super) fn bind(
        &mut self,
        scope: ScopeId,
        namespace: Namespace,
        name: Symbol,
        def: Def,
        vis: Visibility,
        cfg: Cfg,
    ) {
        let binding = Binding {
            def,
            vis,
            import: None,
            source: self.program[scope].module,
            source_name: name,
            is_glob: false,
            unlikely: cfg.unlikely || self.program[scope].unlikely,
        };
        self.program.file_binding(scope, namespace, name, binding);
    }

    /// Takes down a type with more fields than are looked through for one.
    fn report_fields(&mut self, def: DefId, fields: usize) {
        if fields as u64 > self.limits.fields {
            let data = &self.program[def];
            let place = self.program.unit_of(data.instance).place(data.at);
            let text = self.program.text(data.name).to_owned();
            let cause = Limit::Fields.into();
            let gap = RawGap { cause, scope: data.scope, file: place.file, at: place.at, text };
            self.program.gaps.push(gap);
            self.program.cut_short.insert(Listed::Fields(def));
        }
    }

    fn add_member(&mut self, owner: DefId, name: Symbol, def: DefId) {
        self.program.members.entry(owner).or_default().entry(name).or_default().push(def);
        self.program.touch_surroundings();
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
    pub(crate) fn visibility(&self, scope: ScopeId, instance: InstanceId, vis: Vis) -> Visibility {
        let unit = self[instance].unit;
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

    /// Brings a macro into textual scope: behind its definition, and behind each `#[macro_use]` module around it.
    fn define_textual(&mut self, scope: ScopeId, name: Symbol, def: DefId, at: u32) {
        let (mut scope, mut at) = (scope, at);
        self.touch_surroundings();
        loop {
            let of = &mut self[scope];
            let of_name = of.textual.entry(name).or_default();
            let place = of_name.partition_point(|&(_, other)| other <= at);
            of_name.insert(place, (def, at));
            match (&of.kind, of.parent) {
                (ScopeKind::Module(ModuleData { macro_use: true, declared, .. }), Some(parent)) => {
                    (scope, at) = (parent, declared.1);
                }
                _ => return,
            }
        }
    }
}
