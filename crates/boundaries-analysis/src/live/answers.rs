//! Which questions a program answers otherwise than another one did, see [`reads`](crate::reads).
//!
//! Whoever asked one of these is to walk again. Questions about a definition that is another one now are not among them: the
//! answer that led to it is.

use boundaries_graph::{SourceMap, Symbol};
use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};
use smallvec::SmallVec;

use super::frame::{Edited, Of};
use super::same::Same;
use crate::program::*;
use crate::reads::Read;
use crate::references::TraitsByName;
use crate::syntax::facts::{FieldIx, FileFacts, ItemKind, List, index};
use crate::syntax::interface::shown_field;

/// What has to be walked again.
pub(super) struct Answers {
    /// The questions that have other answers.
    pub(super) changed: FxHashSet<u64>,
    /// Texts, besides those that were edited, of which a definition or an `impl` block is another one.
    pub(super) instances: FxHashSet<InstanceId>,
}

impl Answers {
    /// None where the answer of something is another one that every walk may ask.
    pub(super) fn new(
        old @ (before, _): Of<'_>,
        new @ (after, _): Of<'_>,
        same: &Same,
        edited: &Edited,
    ) -> Option<Self> {
        let is_blanket = |(was, is): (&Blanket, &Blanket)| {
            let mut required = was.required.iter().zip(&is.required);
            same.def(was.of) == Some(is.of)
                && was.asks_more == is.asks_more
                && was.required.len() == is.required.len()
                && required.all(|(was, is)| same.is_def(*was, *is))
        };
        if before.blankets.len() != after.blankets.len() || !before.blankets.iter().zip(&after.blankets).all(is_blanket)
        {
            return None;
        }
        let scopes = (0..before.scopes.len()).into_par_iter();
        let mut changed: FxHashSet<u64> = scopes
            .flat_map_iter(|at| names(before, after, same, ScopeId(index(at))))
            .chain(
                (0..before.defs.len())
                    .into_par_iter()
                    .flat_map_iter(|at| members(before, after, same, DefId(index(at)))),
            )
            .collect();
        changed.extend(impls(before, after, same));
        changed.extend(blankets(before, after));
        changed.extend(references(before, after, same));
        changed.extend(underscores(before, after, same));
        changed.extend(fields(old, new, same, edited));
        Some(Self { changed, instances: instances(before, same, edited) })
    }
}

/// Texts that were not edited and have lost something that is their own.
fn instances(before: &Program, same: &Same, edited: &Edited) -> FxHashSet<InstanceId> {
    let defs = before.defs.iter().enumerate().filter(|(at, _)| same.def(DefId(index(*at))).is_none());
    let impls = before.impls.iter().enumerate().filter(|(at, _)| !same.has_impl(ImplId(index(*at))));
    let lost = defs.map(|(_, def)| def.instance).chain(impls.map(|(_, imp)| imp.instance));
    lost.filter(|instance| !edited.contains_key(&before[*instance].unit)).collect()
}

/// What a scope calls otherwise.
fn names(before: &Program, after: &Program, same: &Same, scope: ScopeId) -> Vec<u64> {
    let (was, is) = (&before[scope], &after[scope]);
    let mut changed = Vec::new();
    if (was.opaque_glob, was.is_cut_off) != (is.opaque_glob, is.is_cut_off) {
        changed.push(Read::Opaque(scope).hash());
    }
    let is_same = |(was, is): (&Binding, &Binding)| {
        same.is_def(was.def, is.def)
            && (was.vis, was.source, was.source_name, was.is_glob, was.unlikely)
                == (is.vis, is.source, is.source_name, is.is_glob, is.unlikely)
    };
    for (was, is) in was.names.iter().zip(&is.names) {
        let is_other = |(name, bindings): &(&Symbol, &SmallVec<[Binding; 1]>)| {
            let now = is.get(*name);
            !now.is_some_and(|now| now.len() == bindings.len() && bindings.iter().zip(now).all(is_same))
        };
        let others = was.iter().filter(is_other).map(|(name, _)| name);
        let others = others.chain(is.keys().filter(|name| !was.contains_key(name)));
        changed.extend(others.flat_map(|name| [Read::Name(scope, *name).hash(), word(after, *name)]));
    }
    changed
}

/// A walk may have come across a name that nothing had.
fn word(after: &Program, name: Symbol) -> u64 {
    Read::Word(after.text(name)).hash()
}

/// What belongs to a type or a trait under another meaning.
fn members(before: &Program, after: &Program, same: &Same, owner: DefId) -> Vec<u64> {
    let Some(now) = same.def(owner) else { return Vec::new() };
    let data = &before[owner];
    let none = FxHashMap::default();
    let was = before.members.get(&owner).unwrap_or(&none);
    let is = after.members.get(&now).unwrap_or(&none);
    let is_other = |name: &&Symbol| {
        let of = |members: &'_ FxHashMap<Symbol, Vec<DefId>>| members.get(*name).cloned().unwrap_or_default();
        !same.are(&of(was), &of(is))
    };
    let others = was.keys().chain(is.keys()).filter(is_other);
    others.flat_map(|name| [Read::Member(data.scope, data.name, *name).hash(), word(after, *name)]).collect()
}

/// The types for which there are other `impl` blocks.
fn impls(before: &Program, after: &Program, same: &Same) -> Vec<u64> {
    let none = Vec::new();
    let mut changed = Vec::new();
    #[expect(clippy::iter_over_hash_type, reason = "what is found goes into a set")]
    for (head, were) in &before.trait_impls {
        let now = same.def(*head).map(|head| after.trait_impls.get(&head).unwrap_or(&none));
        if now.is_some_and(|are| !same.are_impls(were, are)) {
            changed.push(Read::Impls(before[*head].scope, before[*head].name).hash());
        }
    }
    let new = after
        .trait_impls
        .keys()
        .filter(|head| same.was(**head).is_some_and(|head| !before.trait_impls.contains_key(&head)));
    changed.extend(new.map(|head| Read::Impls(after[*head].scope, after[*head].name).hash()));
    for head in before.foreign_impls.keys().chain(after.foreign_impls.keys()) {
        let of = |program: &'_ Program| program.foreign_impls.get(head).cloned().unwrap_or_default();
        if !same.are_impls(&of(before), &of(after)) {
            changed.push(Read::ForeignImpls(*head).hash());
        }
    }
    changed
}

/// The names that other traits have which are there for every type with some traits.
fn blankets(before: &Program, after: &Program) -> Vec<u64> {
    let names = before.blankets_with.keys().chain(after.blankets_with.keys());
    let others = names.filter(|name| before.blankets_with.get(name) != after.blankets_with.get(name));
    others.map(|name| Read::Blankets(*name).hash()).collect()
}

/// The names that other traits have of which there is an `impl` for all references.
fn references(before: &Program, after: &Program, same: &Same) -> Vec<u64> {
    let (were, are) = (before.all_traits_of_references(), after.all_traits_of_references());
    let of = |traits: &TraitsByName, name: &Symbol| traits.get(name).cloned().unwrap_or_default();
    let others = were.keys().chain(are.keys()).filter(|name| !same.are(&of(were, name), &of(are, name)));
    others.map(|name| Read::Blankets(*name).hash()).collect()
}

/// The scopes that import something else without a name.
fn underscores(before: &Program, after: &Program, same: &Same) -> Vec<u64> {
    let of = |program: &Program, scope: &ScopeId| -> Vec<Option<Def>> {
        let imports = program.underscores.get(scope).into_iter().flatten();
        imports.map(|id| program[*id].targets[Namespace::Types as usize].map(|target| target.def)).collect()
    };
    let is_other = |scope: &&ScopeId| {
        let (were, are) = (of(before, scope), of(after, scope));
        let is_same = |(was, is): (&Option<Def>, &Option<Def>)| match (was, is) {
            (Some(was), Some(is)) => same.is_def(*was, *is),
            (was, is) => was.is_none() && is.is_none(),
        };
        were.len() != are.len() || !were.iter().zip(&are).all(is_same)
    };
    let scopes = before.underscores.keys().chain(after.underscores.keys());
    scopes.filter(is_other).map(|scope| Read::Underscores(*scope).hash()).collect()
}

/// The fields of types in edited texts that others see otherwise.
fn fields((before, old): Of<'_>, (after, new): Of<'_>, same: &Same, edited: &Edited) -> Vec<u64> {
    let mut changed = Vec::new();
    for (at, was) in before.defs.iter().enumerate() {
        let Some(now) = same.def(DefId(index(at))).filter(|_| edited.contains_key(&before[was.instance].unit)) else {
            continue;
        };
        let (were, are) = (shown_fields(before, old, DefId(index(at))), shown_fields(after, new, now));
        let others = were.keys().chain(are.keys()).filter(|field| were.get(*field) != are.get(*field));
        let read = |field: &Symbol| [Read::Member(was.scope, was.name, *field).hash(), word(after, *field)];
        changed.extend(others.flat_map(read));
    }
    changed
}

/// What others see of the fields of a definition, by their names.
fn shown_fields(program: &Program, sources: &SourceMap, def: DefId) -> FxHashMap<Symbol, Vec<Vec<u8>>> {
    let data = &program[def];
    let unit = program.unit_of(data.instance);
    let facts: &FileFacts = &unit.facts;
    let fields: List<FieldIx> = match (data.kind, &facts[data.item].kind) {
        (DefKind::Variant(variant), _) => facts[variant].fields,
        (_, ItemKind::Struct { fields, .. } | ItemKind::Union { fields, .. }) => *fields,
        _ => List::default(),
    };
    let mut shown: FxHashMap<Symbol, Vec<Vec<u8>>> = FxHashMap::default();
    for field in facts.list(fields) {
        let name = unit.token(facts[field].name);
        shown.entry(name).or_default().push(shown_field(facts, unit.text(sources), field));
    }
    shown
}
