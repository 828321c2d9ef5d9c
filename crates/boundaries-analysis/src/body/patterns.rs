//! Patterns: what they name, what they bind, and with which type.

use std::ops::Range;

use super::paths::Meaning;
use super::*;
use crate::limits::count;
use crate::program::Unit;
use crate::syntax::facts::{FieldIx, ItemKind, List, Pat, PatIx, PathIx};

impl Walker<'_> {
    pub(super) fn pat(&mut self, ix: PatIx, ty: &Ty) {
        let facts = self.facts();
        match facts[ix] {
            Pat::Ident { name, plain, sub, .. } => {
                let symbol = self.unit.token(name);
                if plain && self.names_constant(symbol, name.at) {
                    return;
                }
                self.local(symbol, name.at, ty.clone());
                if let Some(sub) = sub {
                    self.pat(sub, ty);
                }
            }
            Pat::Path(path) => {
                self.path(path, Namespace::Values);
            }
            Pat::TupleStruct { path, parts } => {
                let meaning = self.path(path, Namespace::Values);
                let (front, back) = self.around_rest(parts);
                let types = self.first_parts(path, &meaning, ty, front.len());
                self.parts(&front, &types);
                let types = self.last_parts(&meaning, ty, back.len());
                self.parts(&back, &types);
            }
            Pat::Struct { path, fields } => {
                let meaning = self.path(path, Namespace::Types);
                let owner = self.record_owner(&meaning);
                for field in facts.list(fields) {
                    let field = facts[field];
                    let name = self.unit.token(field.name);
                    let mut field_ty = Ty::Unknown;
                    if let Some(owner) = owner {
                        self.field_reference(ReferenceKind::RecordField, owner, name, field.name.at);
                        let args = self.args_for(owner, ty);
                        field_ty = self.field_type(owner, name, &args).unwrap_or(Ty::Unknown);
                    }
                    self.pat(field.pat, &field_ty);
                }
            }
            Pat::Tuple(parts) => {
                let types = match ty.peeled() {
                    Ty::Tuple(types) => types,
                    _ => &[][..],
                };
                let (front, back) = self.around_rest(parts);
                self.parts(&front, types);
                self.parts(&back, &types[types.len().saturating_sub(back.len())..]);
            }
            Pat::Slice(parts) => {
                let element = self.element_type(ty);
                for part in facts.list(parts) {
                    // `rest @ ..` is a slice itself.
                    let is_rest =
                        matches!(facts[part], Pat::Ident { sub: Some(sub), .. } if matches!(facts[sub], Pat::Rest));
                    self.pat(part, if is_rest { ty } else { &element });
                }
            }
            Pat::Or(cases) => {
                for case in facts.list(cases) {
                    self.pat(case, ty);
                }
            }
            Pat::Ref(inner) => {
                let ty = match ty {
                    Ty::Ref(inner) => (**inner).clone(),
                    other => other.clone(),
                };
                self.pat(inner, &ty);
            }
            Pat::Typed { pat, ty } => {
                let ty = self.walk_type(ty);
                self.pat(pat, &ty);
            }
            Pat::Value(values) => {
                for value in facts.list(values) {
                    self.expr(value, ty);
                }
            }
            Pat::Macro(call) => self.pattern_macro(call, ty),
            Pat::Rest | Pat::Wild => {}
        }
    }

    /// The parts in front of `..` and those behind it.
    fn around_rest(&self, parts: List<PatIx>) -> (Vec<PatIx>, Vec<PatIx>) {
        let facts = self.facts();
        let mut parts = facts.list(parts);
        let front = parts.by_ref().take_while(|part| !matches!(facts[*part], Pat::Rest)).collect();
        (front, parts.collect())
    }

    fn parts(&mut self, parts: &[PatIx], types: &[Ty]) {
        for (at, part) in parts.iter().enumerate() {
            self.pat(*part, types.get(at).unwrap_or(&Ty::Unknown));
        }
    }

    /// Whether a lone identifier in a pattern names a unit struct, variant, constant or static instead of binding.
    fn names_constant(&mut self, name: Symbol, at: u32) -> bool {
        let found = self.program.resolve_name(self.standing(at), name, Namespace::Values).found();
        let Some(resolution) = found else { return false };
        let Def::Item(item) = resolution.def else {
            // `None` from outside, or an imported constant: names that start upper-case are not bindings.
            return self.program.text(name).starts_with(char::is_uppercase);
        };
        let is_constant = match self.program[item].kind {
            DefKind::Struct | DefKind::Variant(_) | DefKind::Const | DefKind::Static => true,
            _ => return false,
        };
        self.record(ReferenceKind::Path, resolution, at, &[name]);
        is_constant
    }

    /// The types of the first parts of `Path(…)` in a pattern.
    fn first_parts(&self, path: PathIx, meaning: &Meaning, ty: &Ty, count: usize) -> Vec<Ty> {
        match meaning {
            Meaning::Def(Def::Item(item), _) => self.types_at(*item, ty, 0..count),
            Meaning::Def(Def::External(..), _) => {
                let facts = self.facts();
                let last = facts.segments(&facts[path]).last().map(|segment| self.unit.token(segment.token));
                let Ty::Adt(Def::External(_, name), args) = ty.peeled() else { return Vec::new() };
                let (name, variant) = (self.program.text(*name), last.map(|last| self.program.text(last)));
                match (name, variant) {
                    ("Option", Some("Some")) | ("Result", Some("Ok")) | ("Poll", Some("Ready")) => {
                        args.first().cloned().into_iter().collect()
                    }
                    ("Result", Some("Err")) => args.get(1).cloned().into_iter().collect(),
                    _ => Vec::new(),
                }
            }
            _ => Vec::new(),
        }
    }

    /// The types of the last parts of a tuple struct or variant of the workspace.
    fn last_parts(&self, meaning: &Meaning, ty: &Ty, count: usize) -> Vec<Ty> {
        let (Meaning::Def(Def::Item(item), _), 1..) = (meaning, count) else { return Vec::new() };
        let all = self.fields_of(*item).map_or(0, List::len);
        // With one more field, others are the last.
        if let Some(next) = self.program.symbol(&all.to_string()) {
            self.program.note_member(*item, next);
        }
        self.types_at(*item, ty, all.saturating_sub(count)..all)
    }

    fn types_at(&self, owner: DefId, ty: &Ty, positions: Range<usize>) -> Vec<Ty> {
        let args = self.args_for(owner, ty);
        let name = |at: usize| self.program.symbol(&at.to_string());
        let ty = |at| name(at).and_then(|name| self.field_type(owner, name, &args)).unwrap_or(Ty::Unknown);
        positions.map(ty).collect()
    }

    /// The struct, union or variant whose fields a path's braces name.
    pub(super) fn record_owner(&self, meaning: &Meaning) -> Option<DefId> {
        let item = match meaning {
            Meaning::Def(Def::Item(item), _) => *item,
            Meaning::Type(Ty::Adt(Def::Item(item), _)) => *item,
            _ => return None,
        };
        let item = self.program.through_alias(item);
        matches!(self.program[item].kind, DefKind::Struct | DefKind::Union | DefKind::Variant(_)).then_some(item)
    }

    /// The arguments of a type, where the type is the one that `owner` is or is a variant of.
    pub(super) fn args_for(&self, owner: DefId, ty: &Ty) -> Vec<Ty> {
        let of = self.program[owner].parent.unwrap_or(owner);
        match ty.peeled() {
            Ty::Adt(Def::Item(item), args) if *item == of => args.to_vec(),
            _ => Vec::new(),
        }
    }

    /// The fields of a struct, union or variant.
    fn fields_of(&self, owner: DefId) -> Option<List<FieldIx>> {
        let data = &self.program[owner];
        let unit = self.program.unit_of(data.instance);
        match (&data.kind, &unit.facts[data.item].kind) {
            (DefKind::Variant(variant), _) => Some(unit.facts[*variant].fields),
            (_, ItemKind::Struct { fields, .. } | ItemKind::Union { fields, .. }) => Some(*fields),
            _ => None,
        }
    }

    /// The type of a field, the type's parameters replaced by arguments.
    pub(super) fn field_type(&self, owner: DefId, name: Symbol, args: &[Ty]) -> Option<Ty> {
        self.program.note_member(owner, name);
        let fields = self.fields_of(owner)?;
        let unit = self.program.unit_of(self.program[owner].instance);
        let field = field_named(self.program, unit, fields, name)?;
        let of = self.program[owner].parent.unwrap_or(owner);
        let mut scope = self.program.type_scope(of);
        for (at, param) in scope.params.iter_mut().enumerate() {
            param.1 = args.get(at).cloned().unwrap_or(Ty::Unknown);
        }
        let args: Vec<_> = scope.params.iter().map(|(_, ty)| ty.clone()).collect();
        scope.self_type = Some(Ty::adt(Def::Item(of), args));
        Some(self.program.ty(&scope, unit.facts[field].ty))
    }

    pub(super) fn field_reference(&mut self, kind: ReferenceKind, owner: DefId, name: Symbol, at: u32) {
        let door = self.program.module_of(Def::Item(owner)).unwrap_or(self.scope);
        self.record(kind, Resolution { def: Def::Item(owner), door, name }, at, &[name]);
    }
}

/// The field of a name, among as many as are looked through.
pub(super) fn field_named(program: &Program, unit: &Unit, fields: List<FieldIx>, name: Symbol) -> Option<FieldIx> {
    unit.facts.list(fields).take(count(program.limits.fields)).find(|field| unit.token(unit.facts[*field].name) == name)
}
