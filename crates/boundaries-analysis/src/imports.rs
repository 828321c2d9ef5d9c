//! Imports to their fixed point: every `use` is tried again and again until no scope gains a name any more.
//!
//! Each round resolves every import against what is known so far, unless no scope that decided about it changed since it
//! was last resolved. A named import binds its name in each namespace where
//! its path leads somewhere; a glob copies the names that it may see. Cycles of globs and re-exports end because bindings
//! are only ever added or, when a better one appears, replaced, and the number of rounds is bounded.

use boundaries_graph::{GapReason, Limit, Symbol};
use rustc_hash::FxHashMap;

use crate::asks::Asked;
use crate::gap::{Cause, RawGap};
use crate::limits::count;
use crate::listed::Listed;
use crate::lookup::{Outcome, Seen, Standing};
use crate::program::*;
use crate::syntax::facts;
use crate::types::TypeScope;

impl Program {
    /// Resolves all imports, as far as what they lead to was collected.
    pub(crate) fn resolve_imports(&mut self) {
        self.imports_unfinished = true;
        for _ in 0..self.limits.import_rounds {
            let mut changed = false;
            for at in 0..self.imports.len() {
                let id = ImportId(facts::index(at));
                if self.is_settled(id) {
                    continue;
                }
                let (seen, now) = (Seen::default(), self.time);
                changed |= self.resolve_import(id, &seen);
                self[id].decided = Some((seen.into_scopes(), now));
            }
            if !changed {
                self.imports_unfinished = false;
                break;
            }
        }
    }

    /// Whether names were left out. Which ones is a matter of chance.
    pub(crate) fn leaves_names_out(&self) -> bool {
        let are_all_there = self.crowded.is_empty() && self.left_out.is_empty() && self.cut_short.is_empty();
        self.glob_names == 0 || self.imports_unfinished || !are_all_there
    }

    /// Files what all imports led to, then finds the heads of all impls.
    pub(crate) fn finish_imports(&mut self) {
        for (at, import) in self.imports.iter().enumerate() {
            if import.kind == ImportKind::Underscore {
                self.underscores.entry(import.scope).or_default().push(ImportId(facts::index(at)));
            }
        }
        self.link_reachable();
        self.report_unresolved_imports();
        if self.imports_unfinished {
            self.cut_off_unfinished();
        }
        self.report_crowded();
        self.link_impls();
    }

    fn resolve_import(&mut self, id: ImportId, seen: &Seen) -> bool {
        let import = &self[id];
        let standing = self.import_standing(id, Some(seen));
        match import.kind {
            ImportKind::Glob => self.resolve_glob(id, standing, seen),
            ImportKind::ExternCrate { name, macro_use } => self.resolve_extern_crate(id, name, macro_use, seen),
            ImportKind::Named(_) | ImportKind::Underscore => {
                let import = &self[id];
                let found = self.resolve_import_path(standing, import.global, &import.symbols);
                let mut changed = false;
                for (namespace, found) in Namespace::ALL.into_iter().zip(found) {
                    changed |= match found {
                        Some(found) => self.bind_import(id, namespace, found),
                        None => self.unbind_import(id, namespace),
                    };
                }
                changed
            }
        }
    }

    /// Whether nothing changed that an import depends on since it was last resolved.
    fn is_settled(&self, id: ImportId) -> bool {
        let Some((scopes, at)) = &self[id].decided else { return false };
        self.surroundings_changed <= *at && scopes.iter().all(|scope| self[*scope].changed <= *at)
    }

    fn import_standing<'s>(&self, id: ImportId, seen: Option<&'s Seen>) -> Standing<'s> {
        let import = &self[id];
        let at = self.unit_of(import.instance).textual_at(import.at);
        Standing { scope: import.scope, at, import: Some(id), seen }
    }

    fn bind_import(&mut self, id: ImportId, namespace: Namespace, found: Resolution) -> bool {
        if self[id].targets[namespace as usize] == Some(found) {
            return false;
        }
        self[id].targets[namespace as usize] = Some(found);
        let import = &self[id];
        let name = match import.kind {
            ImportKind::Named(name) | ImportKind::ExternCrate { name, .. } => name,
            ImportKind::Underscore | ImportKind::Glob => return false,
        };
        let binding = Binding {
            def: found.def,
            vis: import.vis,
            import: Some(id),
            source: found.door,
            source_name: found.name,
            is_glob: false,
            unlikely: import.unlikely,
        };
        let scope = import.scope;
        self.file_binding(scope, namespace, name, binding);
        true
    }

    /// Takes back what counted as long as nothing else was known.
    fn unbind_import(&mut self, id: ImportId, namespace: Namespace) -> bool {
        if self[id].targets[namespace as usize].take().is_none() {
            return false;
        }
        let (scope, kind) = (self[id].scope, self[id].kind);
        if let ImportKind::Named(name) = kind
            && let Some(bindings) = self[scope].names[namespace as usize].get_mut(&name)
        {
            bindings.retain(|binding| binding.import != Some(id));
            self.touch(scope);
        }
        true
    }

    fn resolve_extern_crate(&mut self, id: ImportId, name: Symbol, macro_use: bool, seen: &Seen) -> bool {
        let import = &self[id];
        let krate = self[import.scope].krate;
        let target = import.symbols[0];
        let root = self[krate].root;
        let def = if target == self.known.self_value {
            Def::Module(root)
        } else {
            let of_manifest = self[krate].taken_externs.get(&target).or_else(|| self[krate].externs.get(&target));
            of_manifest.copied().unwrap_or(Def::External(target, target))
        };
        let changed = self.bind_import(id, Namespace::Types, self.crate_resolution(def, root, target));
        // In the root it wins over what the manifest calls by this name, if it is certain to be there.
        let known = self[krate].externs.get(&name).copied();
        let is_certain = !self[id].unlikely && !self[id].test;
        let wins =
            || self.lookup(root, name, Namespace::Types, root, None).is_some_and(|first| first.import == Some(id));
        if self[id].scope == root && known != Some(def) && (known.is_none() || (is_certain && wins())) {
            if let Some(known) = known {
                self[krate].taken_externs.entry(name).or_insert(known);
            }
            self[krate].externs.insert(name, def);
            self.touch_surroundings();
        }
        let mut gained = false;
        if let (true, Def::Module(module)) = (macro_use, def) {
            seen.note(module);
            let macros: Vec<_> = self[module].names[Namespace::Macros as usize]
                .iter()
                .filter_map(|(&name, bindings)| {
                    let binding = bindings.iter().find(|binding| binding.vis == Visibility::Public)?;
                    Some((name, Resolution { def: binding.def, door: module, name }))
                })
                .collect();
            for (name, resolution) in macros {
                gained |= self[krate].macro_use.insert(name, resolution) != Some(resolution);
            }
            if gained {
                self.touch_surroundings();
            }
        }
        changed || gained
    }

    fn resolve_glob(&mut self, id: ImportId, standing: Standing<'_>, seen: &Seen) -> bool {
        let import = &self[id];
        let (scope, vis, unlikely) = (import.scope, import.vis, import.unlikely);
        let outcome = self.resolve(standing, import.global, &import.symbols, Namespace::Types);
        let Some(found) = outcome.found() else {
            return outcome == Outcome::Outside && self.make_opaque(scope);
        };
        self[id].targets[Namespace::Types as usize] = Some(found);
        if self.glob_names == 0 {
            // What it would bring is not known any more.
            return self.make_opaque(scope) | self.cut_off(scope);
        }
        let mut changed = false;
        match found.def {
            Def::Module(source) => {
                seen.note(source);
                let version = self[source].changed;
                if self[source].opaque_glob {
                    changed = self.make_opaque(scope);
                }
                if self[source].is_cut_off {
                    changed |= self.cut_off(scope);
                }
                if self[id].copied == Some(version) || source == scope {
                    return changed;
                }
                for namespace in Namespace::ALL {
                    let mut names: Vec<_> = self[source].names[namespace as usize]
                        .keys()
                        .filter_map(|&name| {
                            let binding = self.lookup(source, name, namespace, scope, Some(id))?;
                            self.can_see(scope, binding.vis).then_some((name, binding))
                        })
                        .collect();
                    names.sort_unstable_by_key(|(name, _)| *name);
                    for (name, binding) in names {
                        let copy = self.glob_copy(id, source, name, binding);
                        changed |= self.file_glob(scope, namespace, name, copy);
                    }
                }
                self[id].copied = Some(version);
            }
            Def::Item(item) => {
                let members: Vec<_> = self
                    .members
                    .get(&item)
                    .into_iter()
                    .flatten()
                    .flat_map(|(&name, defs)| defs.iter().map(move |&def| (name, def)))
                    .filter(|&(_, def)| matches!(self[def].kind, DefKind::Variant(_)))
                    .collect();
                let source = self[self[item].scope].module;
                for (name, def) in members {
                    for namespace in [Namespace::Types, Namespace::Values] {
                        let copy = Binding {
                            def: Def::Item(def),
                            vis,
                            import: Some(id),
                            source,
                            source_name: name,
                            is_glob: true,
                            unlikely,
                        };
                        changed |= self.file_glob(scope, namespace, name, copy);
                    }
                }
            }
            Def::External(..) | Def::Primitive(_) => changed = self.make_opaque(scope),
        }
        changed
    }

    /// What a glob makes of a name's entry in the module that it imports.
    pub(crate) fn glob_copy(&self, id: ImportId, source: ScopeId, name: Symbol, binding: Binding) -> Binding {
        let import = &self[id];
        Binding {
            vis: self.narrower(import.vis, binding.vis),
            import: Some(id),
            source,
            source_name: name,
            is_glob: true,
            unlikely: import.unlikely || binding.unlikely,
            ..binding
        }
    }

    /// Takes down that a glob import from outside may supply any name of a scope. Tells whether that is news.
    fn make_opaque(&mut self, scope: ScopeId) -> bool {
        let is_new = !std::mem::replace(&mut self[scope].opaque_glob, true);
        if is_new {
            self.touch(scope);
        }
        is_new
    }

    fn narrower(&self, a: Visibility, b: Visibility) -> Visibility {
        match (a, b) {
            (Visibility::Public, other) | (other, Visibility::Public) => other,
            (Visibility::In(inner), Visibility::In(outer)) => {
                if self.can_see(inner, Visibility::In(outer)) {
                    a
                } else {
                    b
                }
            }
        }
    }

    fn report_unresolved_imports(&mut self) {
        let mut gaps = Vec::new();
        for (at, import) in self.imports.iter().enumerate() {
            let is_cut_off = self.imports_unfinished && !self.is_settled(ImportId(facts::index(at)));
            let is_short = self.glob_names == 0 && import.kind == ImportKind::Glob;
            if let Some(limit) = is_short.then_some(Limit::GlobNames).or(is_cut_off.then_some(Limit::ImportRounds)) {
                gaps.push(self.import_gap(import, limit.into()));
                continue;
            }
            if import.targets.iter().any(Option::is_some) || import.unlikely {
                continue;
            }
            let standing = self.import_standing(ImportId(facts::index(at)), None);
            let outcome = self.resolve(standing, import.global, &import.symbols, Namespace::Types);
            if matches!(outcome, Outcome::Missing(_) | Outcome::Unknown) {
                gaps.push(self.import_gap(import, GapReason::UnresolvedImport.into()));
            }
        }
        self.gaps.extend(gaps);
    }

    /// Of a scope whose imports were not followed to the end nobody knows which names it has, nor of those to which globs
    /// would bring them from there.
    fn cut_off_unfinished(&mut self) {
        let mut unfinished = Vec::new();
        let mut globs: FxHashMap<ScopeId, Vec<ScopeId>> = FxHashMap::default();
        for (at, import) in self.imports.iter().enumerate() {
            if !self.is_settled(ImportId(facts::index(at))) {
                unfinished.push(import.scope);
            }
            if import.kind == ImportKind::Glob
                && let Some(Resolution { def: Def::Module(source), .. }) = import.targets[Namespace::Types as usize]
            {
                globs.entry(source).or_default().push(import.scope);
            }
        }
        while let Some(scope) = unfinished.pop() {
            self.cut_off(scope);
            unfinished.extend(globs.remove(&scope).unwrap_or_default());
        }
    }

    /// Takes down each name of which a scope has too many, where the first of them stands.
    fn report_crowded(&mut self) {
        let gaps = self.crowded.iter().map(|&(scope, name)| self.crowd_gap(scope, name));
        let mut gaps: Vec<RawGap> = gaps.collect();
        gaps.sort_unstable_by(|a, b| (a.scope, &a.text).cmp(&(b.scope, &b.text)));
        self.gaps.extend(gaps);
    }

    fn crowd_gap(&self, scope: ScopeId, name: Symbol) -> RawGap {
        let first = self[scope].names.iter().find_map(|names| names.get(&name)?.first());
        let place = |instance, at| {
            let place = self.unit_of(instance).place(at);
            (place.file, place.at)
        };
        let (file, at) = match first.map(|first| (first.import, first.def)) {
            Some((Some(import), _)) => place(self[import].instance, self[import].at),
            Some((None, Def::Item(def))) => place(self[def].instance, self[def].at),
            _ => self.module_data(scope).declared,
        };
        RawGap { cause: Limit::SameNames.into(), scope, file, at, text: self.text(name).to_owned() }
    }

    fn import_gap(&self, import: &Import, cause: Cause) -> RawGap {
        let names: Vec<_> = import.symbols.iter().map(|name| self.text(*name)).collect();
        let place = self.unit_of(import.instance).place(import.at);
        RawGap { cause, scope: import.scope, file: place.file, at: place.at, text: names.join("::") }
    }

    /// Finds the type and the trait of each `impl`, and files its items under the type.
    fn link_impls(&mut self) {
        for at in 0..self.impls.len() {
            let id = ImplId(facts::index(at));
            let imp = &self[id];
            let unit = self.unit_of(imp.instance);
            let item = &unit.facts[imp.item];
            let facts::ItemKind::Impl { of, self_type, generics, .. } = item.kind else { continue };
            let standing = Standing { scope: imp.scope, at: item.name.at, import: None, seen: None };
            let is_param = match unit.facts[self_type] {
                facts::Type::Path(path) => {
                    let segments = unit.facts.segments(&unit.facts[path]);
                    segments.len() == 1
                        && unit
                            .facts
                            .list(generics.params)
                            .any(|param| unit.facts[param].name.name == segments[0].token.name)
                }
                _ => false,
            };
            let mut self_head =
                if is_param { None } else { self.type_head(unit, standing, strip_ref(unit, self_type)) };
            if let Some(Def::Item(head)) = self_head {
                self_head = Some(Def::Item(self.through_alias(head)));
            }
            let of_def = of.and_then(|path| {
                let path = &unit.facts[path];
                let names: Vec<_> = unit.facts.segments(path).iter().map(|segment| unit.token(segment.token)).collect();
                match self.resolve(standing, path.is_global(), &names, Namespace::Types) {
                    Outcome::Found(found) => Some(found.def),
                    Outcome::Unknown => names.last().map(|&last| Def::External(self.known.std, last)),
                    _ => None,
                }
            });
            let is_inherent = of.is_none();
            self[id].self_head = self_head;
            self[id].of = of_def;
            let most = count(self.limits.impls);
            let (list, impls) = match (self_head, is_inherent) {
                (Some(Def::Item(head)), true) => {
                    for def in self[id].items.clone() {
                        let name = self[def].name;
                        self.members.entry(head).or_default().entry(name).or_default().push(def);
                    }
                    continue;
                }
                (Some(Def::Item(head)), false) => (Listed::Impls(head), self.trait_impls.entry(head).or_default()),
                (Some(Def::External(_, head) | Def::Primitive(head)), false)
                    if matches!(of_def, Some(Def::Item(_))) =>
                {
                    (Listed::ForeignImpls(head), self.foreign_impls.entry(head).or_default())
                }
                (_, false) if is_param => {
                    self.link_blanket(id);
                    continue;
                }
                _ => continue,
            };
            if !push_within(most, impls, id) {
                self.cut_short.insert(list);
                self.report_left_out(id);
            }
        }
    }
}

/// Adds to a list that has not reached the limit; tells whether it did.
fn push_within<T>(limit: usize, list: &mut Vec<T>, value: T) -> bool {
    let fits = list.len() < limit;
    if fits {
        list.push(value);
    }
    fits
}

impl Program {
    /// Takes down an `impl` whose items no value of its type is known to have.
    fn report_left_out(&mut self, id: ImplId) {
        let imp = &self[id];
        let unit = self.unit_of(imp.instance);
        let place = unit.place(unit.facts[imp.item].name.at);
        let (cause, text) = (Limit::Impls.into(), "impl".to_owned());
        self.gaps.push(RawGap { cause, scope: imp.scope, file: place.file, at: place.at, text });
    }

    /// Files an `impl` for a type parameter with the traits that it asks of the parameter.
    fn link_blanket(&mut self, id: ImplId) {
        let imp = &self[id];
        let Some(Def::Item(of)) = imp.of else { return };
        let unit = self.unit_of(imp.instance);
        let item = &unit.facts[imp.item];
        let facts::ItemKind::Impl { self_type, generics, .. } = item.kind else { return };
        let standing = Standing { scope: imp.scope, at: item.name.at, import: None, seen: None };
        let scope = TypeScope { unit, standing, self_type: None, implementation: None, params: Vec::new() };
        let Some(param) = unit.only_name(self_type) else { return };
        let Asked { of_params, asks_more } = self.asked(&scope, generics);
        // What other parameters must have, a type for them may lack.
        let asks_more = asks_more || of_params.iter().any(|(other, _)| *other != param);
        let required = of_params.into_iter().filter(|(of, _)| *of == param).map(|(_, of)| of).collect();
        let at = facts::index(self.blankets.len());
        self.blankets.push(Blanket { of, required, asks_more });
        let most = count(self.limits.impls);
        let mut cut_short = Vec::new();
        if !push_within(most, self.blankets_of.entry(of).or_default(), at) {
            cut_short.push(Listed::BlanketsOf(of));
        }
        let is_own = |defs: &[DefId]| defs.iter().any(|def| self.defs[def.0 as usize].parent.is_some());
        for (name, _) in self.members.get(&of).into_iter().flatten().filter(|(_, defs)| is_own(defs)) {
            if !push_within(most, self.blankets_with.entry(*name).or_default(), at) {
                cut_short.push(Listed::BlanketsWith(*name));
            }
        }
        if !cut_short.is_empty() {
            self.cut_short.extend(cut_short);
            self.report_left_out(id);
        }
    }
}

fn strip_ref(unit: &Unit, ty: facts::TypeIx) -> facts::TypeIx {
    match unit.facts[ty] {
        facts::Type::Ref(inner) => strip_ref(unit, inner),
        _ => ty,
    }
}
