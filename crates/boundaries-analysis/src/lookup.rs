//! From a path and the scope it stands in to what it means, one namespace at a time.
//!
//! The first name is looked up lexically: in the block scopes around, in the module, among the crates that the manifest
//! lists, in the standard prelude. Every further name is looked up in what the one before it means. Within a scope an
//! explicit name hides one from a glob import.

use std::cell::RefCell;

use boundaries_graph::Symbol;
use smallvec::SmallVec;

use crate::program::*;
use crate::reads::{self, Read};
use crate::syntax::facts::{ItemKind, Path};

/// What a path's names mean, as far as they were found.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Outcome {
    Found(Resolution),
    /// Leads out of the workspace, or through something whose contents cannot be known; not a gap.
    Outside,
    /// Several glob imports offer different things under the name at this position.
    Ambiguous(usize),
    /// The name at this position does not exist in the workspace's module or type before it.
    Missing(usize),
    /// The first name is not known at all.
    Unknown,
}

impl Outcome {
    pub(crate) fn found(self) -> Option<Resolution> {
        match self {
            Self::Found(resolution) => Some(resolution),
            _ => None,
        }
    }
}

/// Where a path stands.
#[derive(Clone, Copy)]
pub(crate) struct Standing<'s> {
    pub(crate) scope: ScopeId,
    /// The byte it stands at, for the textual scope of macros.
    pub(crate) at: u32,
    /// Whether it belongs to a `use` item, whose first name is looked up differently in the 2015 edition.
    pub(crate) import: Option<ImportId>,
    /// Takes down which scopes decide what the path means.
    pub(crate) seen: Option<&'s Seen>,
}

/// The scopes that decided what a path means: as long as none of them changes, neither does the meaning.
#[derive(Default, Debug)]
pub(crate) struct Seen {
    scopes: RefCell<SmallVec<[ScopeId; 4]>>,
}

impl Seen {
    pub(crate) fn note(&self, scope: ScopeId) {
        let mut seen = self.scopes.borrow_mut();
        if !seen.contains(&scope) {
            seen.push(scope);
        }
    }

    pub(crate) fn into_scopes(self) -> SmallVec<[ScopeId; 4]> {
        self.scopes.into_inner()
    }
}

impl Standing<'_> {
    fn note(&self, scope: ScopeId) {
        if let Some(seen) = self.seen {
            seen.note(scope);
        }
    }
}

impl Program {
    /// A path of plain names that is neither qualified nor associated with a type that an `impl` decides.
    pub(crate) fn resolve(
        &self,
        standing: Standing<'_>,
        global: bool,
        names: &[Symbol],
        namespace: Namespace,
    ) -> Outcome {
        let (first, mut at) = match self.resolve_start(standing, global, names, namespace) {
            Ok(start) => start,
            Err(outcome) => return outcome,
        };
        let mut resolution = first;
        while at < names.len() {
            let namespace = if at + 1 == names.len() { namespace } else { Namespace::Types };
            match self.resolve_next(standing, resolution.def, names[at], namespace) {
                Outcome::Found(next) => resolution = next,
                Outcome::Missing(_) => return Outcome::Missing(at),
                Outcome::Ambiguous(_) => return Outcome::Ambiguous(at),
                other => return other,
            }
            at += 1;
        }
        Outcome::Found(resolution)
    }

    /// The meaning of the first name or names, and how many they were.
    pub(crate) fn resolve_start(
        &self,
        standing: Standing<'_>,
        global: bool,
        names: &[Symbol],
        namespace: Namespace,
    ) -> Result<(Resolution, usize), Outcome> {
        let known = &self.known;
        let krate = &self[self[standing.scope].krate];
        let Some(&first) = names.first() else {
            // `use *` and `use ::*` of the 2015 edition.
            return Ok((self.module_resolution(krate.root), 0));
        };
        let only = names.len() == 1;
        let namespace = if only { namespace } else { Namespace::Types };
        // Crates are no values and no macros.
        let named_crate = krate.externs.get(&first).filter(|_| namespace == Namespace::Types);
        let named_crate = || named_crate.map(|&def| (self.crate_resolution(def, krate.root, first), 1));
        if !global {
            if first == known.crate_ {
                return Ok((self.module_resolution(krate.root), 1));
            }
            if let Some(&of) = self.dollar_crates.get(&first) {
                return Ok((self.module_resolution(self[of].root), 1));
            }
            if first == known.self_value && (!only || standing.import.is_some()) || first == known.super_ {
                let mut module = self[standing.scope].module;
                let mut at = usize::from(first == known.self_value);
                while names.get(at) == Some(&known.super_) {
                    let Some(parent) = self[module].parent else { return Err(Outcome::Missing(at)) };
                    module = self[parent].module;
                    at += 1;
                }
                return Ok((self.module_resolution(module), at));
            }
        }
        if krate.is_2015 && (global || standing.import.is_some()) {
            return match self.resolve_next(standing, Def::Module(krate.root), first, namespace) {
                Outcome::Found(found) => Ok((found, 1)),
                other => named_crate().filter(|_| !self[krate.root].is_cut_off).ok_or(other),
            };
        }
        if global {
            return named_crate().ok_or(Outcome::Unknown);
        }
        match self.resolve_name(standing, first, namespace) {
            Outcome::Found(found) => Ok((found, 1)),
            other => Err(other),
        }
    }

    /// What a path of an import leads to in each namespace. What is private where the path leads counts only where nothing
    /// else of that name can be seen.
    pub(crate) fn resolve_import_path(
        &self,
        standing: Standing<'_>,
        global: bool,
        names: &[Symbol],
    ) -> [Option<Resolution>; 3] {
        let known = &self.known;
        match names {
            // All names but the last mean the same in every namespace.
            [before @ .., last] if !before.is_empty() && ![known.super_, known.self_value].contains(last) => {
                match self.resolve(standing, global, before, Namespace::Types) {
                    Outcome::Found(Resolution { def: Def::Module(module), .. }) => {
                        standing.note(module);
                        let bindings = Namespace::ALL
                            .map(|space| self.lookup(module, *last, space, standing.scope, standing.import));
                        let is_visible = |binding: &Binding| self.can_see(standing.scope, binding.vis);
                        let any_visible = bindings.iter().flatten().any(is_visible);
                        bindings.map(|binding| {
                            let binding = binding.filter(|binding| !any_visible || is_visible(binding))?;
                            Some(Resolution { def: binding.def, door: module, name: *last })
                        })
                    }
                    Outcome::Found(found) => {
                        Namespace::ALL.map(|space| self.resolve_next(standing, found.def, *last, space).found())
                    }
                    _ => [None; 3],
                }
            }
            _ => Namespace::ALL.map(|space| self.resolve(standing, global, names, space).found()),
        }
    }

    /// A lone name, looked up through the scopes around it.
    pub(crate) fn resolve_name(&self, standing: Standing<'_>, name: Symbol, namespace: Namespace) -> Outcome {
        if namespace == Namespace::Macros
            && let Some(def) = self.textual_macro(standing.scope, name, standing.at)
        {
            let door = self.module_of(Def::Item(def)).unwrap_or(standing.scope);
            return Outcome::Found(Resolution { def: Def::Item(def), door, name });
        }
        let (mut opaque, mut is_cut_off) = (false, false);
        let mut at = Some(standing.scope);
        let krate = &self[self[standing.scope].krate];
        let prelude = krate.externs.get(&name).filter(|_| namespace == Namespace::Types);
        while let Some(scope) = at {
            standing.note(scope);
            if let Some(binding) = self.lookup(scope, name, namespace, standing.scope, standing.import)
                // A module that stands in for a crate where the crate is left out.
                && !(binding.unlikely && prelude.is_some())
            {
                if self.is_ambiguous(scope, name, namespace, standing, &binding) {
                    return Outcome::Ambiguous(0);
                }
                return Outcome::Found(Resolution {
                    def: binding.def,
                    door: binding.source,
                    name: binding.source_name,
                });
            }
            opaque |= self.is_opaque(scope);
            is_cut_off |= self[scope].is_cut_off;
            at = match self[scope].kind {
                ScopeKind::Block => self[scope].parent,
                ScopeKind::Module(_) => None,
            };
        }
        if is_cut_off {
            // What was left out may have had the name.
            return Outcome::Unknown;
        }
        if let Some(&def) = prelude {
            return Outcome::Found(self.crate_resolution(def, krate.root, name));
        }
        if namespace == Namespace::Macros
            && let Some(&found) = krate.macro_use.get(&name)
        {
            return Outcome::Found(found);
        }
        if opaque { Outcome::Outside } else { Outcome::Unknown }
    }

    /// A name in what the names before it mean: a module, an enum, a trait. Items of types are not looked for here.
    pub(crate) fn resolve_next(
        &self,
        standing: Standing<'_>,
        before: Def,
        name: Symbol,
        namespace: Namespace,
    ) -> Outcome {
        match before {
            Def::Module(module) => {
                standing.note(module);
                match self.lookup(module, name, namespace, standing.scope, standing.import) {
                    Some(binding) if self.is_ambiguous(module, name, namespace, standing, &binding) => {
                        Outcome::Ambiguous(0)
                    }
                    Some(binding) => Outcome::Found(Resolution { def: binding.def, door: module, name }),
                    None if self.is_opaque(module) => Outcome::Outside,
                    None => Outcome::Missing(0),
                }
            }
            Def::Item(item) => {
                let item = self.through_alias(item);
                match self.member(item, name).first() {
                    Some(&member) if namespace != Namespace::Macros => {
                        let door = self[self[item].scope].module;
                        Outcome::Found(Resolution { def: Def::Item(member), door, name })
                    }
                    _ => Outcome::Missing(0),
                }
            }
            Def::External(krate, _) => {
                let door = self[standing.scope].module;
                Outcome::Found(Resolution { def: Def::External(krate, name), door, name })
            }
            Def::Primitive(_) => Outcome::Outside,
        }
    }

    /// A name's entry in one scope, seen from another.
    pub(crate) fn lookup(
        &self,
        scope: ScopeId,
        name: Symbol,
        namespace: Namespace,
        from: ScopeId,
        but_not: Option<ImportId>,
    ) -> Option<Binding> {
        reads::note(Read::Name(scope, name));
        let bindings = self[scope].names[namespace as usize].get(&name)?;
        let mut best: Option<(&Binding, (bool, bool, bool))> = None;
        for binding in bindings {
            // What globs bring comes last, and no more than one of them is asked where it can be seen on the usual host.
            if binding.is_glob && best.is_some_and(|(_, rank)| rank > (true, false, false)) {
                break;
            }
            if but_not.is_some() && binding.import == but_not {
                continue;
            }
            let rank = (self.can_see(from, binding.vis), !binding.is_glob, !binding.unlikely);
            if best.is_none_or(|(_, other)| rank > other) {
                best = Some((binding, rank));
            }
        }
        best.map(|(binding, _)| *binding)
    }

    /// Whether a glob import of something outside the workspace may supply any name. Whoever asks is taken down as one to whom
    /// it matters as well whether the scope is cut off.
    fn is_opaque(&self, scope: ScopeId) -> bool {
        reads::note(Read::Opaque(scope));
        self[scope].opaque_glob
    }

    /// Whether another glob import offers something else under a name that a glob import supplied. While imports are still
    /// being resolved an explicit name may yet appear, so that only code asks this.
    fn is_ambiguous(
        &self,
        scope: ScopeId,
        name: Symbol,
        namespace: Namespace,
        standing: Standing<'_>,
        found: &Binding,
    ) -> bool {
        let is_inside = |def| matches!(def, Def::Module(_) | Def::Item(_));
        if !found.is_glob || standing.import.is_some() || !is_inside(found.def) {
            return false;
        }
        let bindings = self[scope].names[namespace as usize].get(&name);
        bindings.into_iter().flatten().any(|other| {
            other.def != found.def && !other.unlikely && is_inside(other.def) && self.can_see(standing.scope, other.vis)
        })
    }

    /// The macro that a path means. A macro that another macro's body calls may be known only where that one was written.
    pub(crate) fn resolve_macro(&self, scope: ScopeId, unit: &Unit, path: &Path) -> Option<Resolution> {
        let segments = unit.facts.segments(path);
        let names: Vec<_> = segments.iter().map(|segment| unit.token(segment.token)).collect();
        let first = segments.first()?.token.at;
        let standing = Standing { scope, at: unit.textual_at(first), import: None, seen: None };
        if let Outcome::Found(found) = self.resolve(standing, path.is_global(), &names, Namespace::Macros) {
            return Some(found);
        }
        let standing = Standing { scope: unit.place(first).author?, at: u32::MAX, import: None, seen: None };
        self.resolve(standing, path.is_global(), &names, Namespace::Macros).found()
    }

    /// A `macro_rules!` macro by textual scope: defined above, in this scope or one around it.
    pub(crate) fn textual_macro(&self, scope: ScopeId, name: Symbol, at: u32) -> Option<DefId> {
        let (mut scope, mut at) = (scope, at);
        loop {
            let of = &self[scope];
            let of_name = of.textual.get(&name).map_or(&[][..], Vec::as_slice);
            let above = &of_name[..of_name.partition_point(|&(_, end)| end <= at)];
            if let Some(&(def, _)) = above.last() {
                return Some(def);
            }
            if let ScopeKind::Module(data) = &of.kind {
                at = data.declared.1;
            }
            scope = of.parent?;
        }
    }

    /// The type that an alias stands for, if it is a plain path to one of the workspace.
    pub(crate) fn through_alias(&self, def: DefId) -> DefId {
        let mut def = def;
        for _ in 0..16 {
            let data = &self[def];
            if data.kind != DefKind::Alias {
                return def;
            }
            let unit = self.unit_of(data.instance);
            let ItemKind::Alias { aliased: Some(aliased), .. } = unit.facts[data.item].kind else { return def };
            let standing = Standing { scope: data.scope, at: data.at, import: None, seen: None };
            match self.type_head(unit, standing, aliased) {
                Some(Def::Item(next)) => def = next,
                _ => return def,
            }
        }
        def
    }

    /// What the outermost name of a type means, where the type is a plain path.
    pub(crate) fn type_head(
        &self,
        unit: &Unit,
        standing: Standing<'_>,
        ty: crate::syntax::facts::TypeIx,
    ) -> Option<Def> {
        use crate::syntax::facts::Type;
        match unit.facts[ty] {
            Type::Path(path) => {
                let path = &unit.facts[path];
                if path.qself.is_some() {
                    return None;
                }
                let names: Vec<_> = unit.facts.segments(path).iter().map(|segment| unit.token(segment.token)).collect();
                match self.resolve(standing, path.is_global(), &names, Namespace::Types) {
                    Outcome::Found(found) => Some(found.def),
                    Outcome::Unknown => names.last().map(|&last| Def::External(self.known.std, last)),
                    _ => None,
                }
            }
            Type::Slice(_) | Type::Array(..) => Some(Def::Primitive(self.known.slice)),
            Type::Dyn(bounds) => {
                let first = unit.facts.list(bounds).next()?;
                let path = &unit.facts[first];
                let names: Vec<_> = unit.facts.segments(path).iter().map(|segment| unit.token(segment.token)).collect();
                self.resolve(standing, path.is_global(), &names, Namespace::Types).found().map(|found| found.def)
            }
            _ => None,
        }
    }

    fn module_resolution(&self, module: ScopeId) -> Resolution {
        let name = self.module_data(module).name;
        let door = self[module].parent.map_or(module, |parent| self[parent].module);
        Resolution { def: Def::Module(module), door, name }
    }

    pub(crate) fn crate_resolution(&self, def: Def, root: ScopeId, name: Symbol) -> Resolution {
        match def {
            Def::Module(module) => Resolution { name, ..self.module_resolution(module) },
            def => Resolution { def, door: root, name },
        }
    }
}

/// Whether a name is a primitive type of the language.
pub(crate) fn is_primitive(name: &str) -> bool {
    matches!(
        name,
        "bool"
            | "char"
            | "str"
            | "u8"
            | "u16"
            | "u32"
            | "u64"
            | "u128"
            | "usize"
            | "i8"
            | "i16"
            | "i32"
            | "i64"
            | "i128"
            | "isize"
            | "f16"
            | "f32"
            | "f64"
            | "f128"
    )
}
