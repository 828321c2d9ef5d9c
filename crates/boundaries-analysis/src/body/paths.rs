//! Paths: what each name of one means, and which of the names are references.
//!
//! A module in front of other names is not a reference of its own; a type, an enum or a trait is.

use super::*;
use crate::lookup::Outcome;
use crate::syntax::facts::{ArgsIx, PathIx, Segment, Type, TypeIx};

/// What a whole path came to.
#[derive(Clone, Debug)]
pub(super) enum Meaning {
    /// A local, or a function that no text of the workspace declares, with its type.
    Local(Ty),
    /// A definition, and the type it was reached through where it is an associated item.
    Def(Def, Option<Ty>),
    /// A type that is not a definition of its own: `Self`, a parameter.
    Type(Ty),
    Unknown,
}

impl Walker<'_> {
    pub(super) fn path(&mut self, ix: PathIx, namespace: Namespace) -> Meaning {
        let facts = self.facts();
        let path = &facts[ix];
        let segments = facts.segments(path);
        self.segment_args(segments);
        let names: SmallVec<[_; 4]> = segments.iter().map(|segment| self.unit.token(segment.token)).collect();
        if let Some(qself) = path.qself {
            let base = self.walk_type(qself);
            let trait_len = path.qself_len as usize;
            if trait_len == 0 {
                return self.associated(&base, segments, &names, 0);
            }
            let found = self.resolve_from_start(&segments[..trait_len], &names[..trait_len], false, Namespace::Types);
            let (Meaning::Def(of, _), Some(&name)) = (found, names.get(trait_len)) else { return Meaning::Unknown };
            let (at, written) = (segments[trait_len].token.at, &names[..=trait_len]);
            let found = match of {
                Def::Item(of) => self.member_reference(of, name, at, written, Some(base.clone())),
                _ => Meaning::Unknown,
            };
            if written.len() == names.len() {
                return found;
            }
            // `<Type as Trait>::Out::new`: go on from what the associated type stands for.
            let ty = self.program.projection(&base, name);
            return self.associated(&ty, segments, &names, trait_len + 1);
        }
        let (Some(&first), Some(first_segment)) = (names.first(), segments.first()) else { return Meaning::Unknown };
        if !path.is_global() {
            if let [name] = names[..]
                && namespace == Namespace::Values
                && let Some(ty) = self.find_local(name, first_segment.token.at)
            {
                return Meaning::Local(ty.clone());
            }
            if names.len() == 1 && namespace == Namespace::Values && self.const_params.contains(&first) {
                return Meaning::Local(Ty::Unknown);
            }
            if first == self.program.known.self_type {
                return self.self_path(segments, &names, namespace);
            }
            if self.is_param(first) && (names.len() > 1 || namespace == Namespace::Types) {
                let base = Ty::Param(first);
                return if names.len() == 1 {
                    Meaning::Type(base)
                } else {
                    self.associated(&base, segments, &names, 1)
                };
            }
        }
        self.resolve_from_start(segments, &names, path.is_global(), namespace)
    }

    fn self_path(&mut self, segments: &[Segment], names: &[Symbol], namespace: Namespace) -> Meaning {
        let base = match (&self.self_type, self.self_trait) {
            (Some(ty), _) => ty.clone(),
            (None, Some(_)) => Ty::Param(self.program.known.self_type),
            (None, None) => return Meaning::Unknown,
        };
        // `Self` of an `impl` for a reference is not a mention of the type behind it.
        if let Ty::Adt(def, _) = &base {
            let door = self.program.module_of(*def).unwrap_or(self.scope);
            let resolution = Resolution { def: *def, door, name: names[0] };
            self.record(ReferenceKind::SelfType, resolution, segments[0].token.at, &names[..1]);
        }
        if let Some(&name) = names.get(1) {
            let Some(found) = self.item_of_impl(&base, segments, names) else {
                return self.associated(&base, segments, names, 1);
            };
            if names.len() == 2 {
                return found;
            }
            let own = self.program.own_projection(&self.type_scope(), name);
            let ty = if own.is_unknown() { self.program.projection(&base, name) } else { own };
            return self.associated(&ty, segments, names, 2);
        }
        match (base.peeled(), namespace) {
            (Ty::Adt(def, _), Namespace::Values) => Meaning::Def(*def, Some(base.clone())),
            _ => Meaning::Type(base),
        }
    }

    /// `Self::name`, where the trait that is being implemented has the item: it decides before any other that the type
    /// implements.
    fn item_of_impl(&mut self, base: &Ty, segments: &[Segment], names: &[Symbol]) -> Option<Meaning> {
        let (imp, name) = (&self.program[self.implementation?], names[1]);
        if self.has_inherent(base, name) {
            return None;
        }
        match imp.of? {
            of @ Def::Item(_) => {
                let def = self.trait_member(&[of], name)?;
                Some(self.record_member(def, segments[1].token.at, &names[..2], Some(base.clone())))
            }
            _ => {
                let is_here = imp.items.iter().any(|def| self.program[*def].name == name);
                is_here.then(|| Meaning::Type(self.program.own_projection(&self.type_scope(), name)))
            }
        }
    }

    /// Resolves from the first name on, recording every name that is more than a module on the way.
    fn resolve_from_start(
        &mut self,
        segments: &[Segment],
        names: &[Symbol],
        global: bool,
        namespace: Namespace,
    ) -> Meaning {
        let standing = self.standing(segments[0].token.at);
        let (mut resolution, mut at) = match self.program.resolve_start(standing, global, names, namespace) {
            Ok(start) => start,
            Err(Outcome::Unknown) if names.len() > 1 => {
                // `str::from_utf8`, `Vec::new`: the standard library's own types.
                let of = names.len() - 2;
                let is_primitive = crate::lookup::is_primitive(self.program.text(names[0]));
                let ty = match is_primitive {
                    true => Ty::Primitive(names[0]),
                    false => self.outside_type(Def::External(self.program.known.std, names[of]), segments[of]),
                };
                // A longer path leads through a crate that no manifest lists.
                let found = if of == 0 { self.item_of_std(&ty, segments, names) } else { None };
                return match found {
                    Some(found) => found,
                    None if is_primitive => Meaning::Unknown,
                    None => Meaning::Def(Def::External(names[0], names[of + 1]), Some(ty)),
                };
            }
            Err(Outcome::Unknown) => return Meaning::Def(Def::External(self.program.known.std, names[0]), None),
            Err(Outcome::Missing(_)) => {
                self.unresolved(GapReason::UnresolvedPath, segments, names);
                return Meaning::Unknown;
            }
            Err(Outcome::Ambiguous(_)) => {
                self.unresolved(GapReason::AmbiguousName, segments, names);
                return Meaning::Unknown;
            }
            Err(_) => return Meaning::Unknown,
        };
        // What a name of a crate outside stands in: `Rc` in front of `new`.
        let mut outside = None;
        loop {
            let last = at == names.len();
            let token = segments[at - 1].token;
            match resolution.def {
                // A module is no value and no type; a macro may take the word for something else.
                Def::Module(_) => {}
                Def::External(..) if !last => {}
                _ => self.record_path(resolution, token.at, &names[..at]),
            }
            if last {
                // What types of other crates have themselves is not known.
                let found = match (&outside, resolution.def) {
                    (Some(ty), Def::External(krate, _))
                        if matches!(self.program.text(krate), "std" | "core" | "alloc") =>
                    {
                        self.item_of_std(ty, segments, names)
                    }
                    _ => None,
                };
                return found.unwrap_or(Meaning::Def(resolution.def, outside));
            }
            if let Def::External(..) = resolution.def {
                outside = Some(self.outside_type(resolution.def, segments[at - 1]));
            }
            if let Def::Item(item) = resolution.def
                && !matches!(self.program[item].kind, DefKind::Macro | DefKind::ProcMacro(_))
            {
                let base = self.instantiate(item, segments[at - 1]);
                return self.associated(&base, segments, names, at);
            }
            let next = if at + 1 == names.len() { namespace } else { Namespace::Types };
            match self.program.resolve_next(standing, resolution.def, names[at], next) {
                Outcome::Found(found) => resolution = found,
                Outcome::Missing(_) => {
                    // A type where a value is asked for is an error to the compiler, but not to an attribute macro, which
                    // rewrites the code.
                    let as_type = self.program.resolve_next(standing, resolution.def, names[at], Namespace::Types);
                    if let Outcome::Found(found @ Resolution { def: Def::Item(_), .. }) = as_type {
                        resolution = found;
                        at += 1;
                        continue;
                    }
                    self.unresolved(GapReason::UnresolvedPath, &segments[..=at], &names[..=at]);
                    return Meaning::Unknown;
                }
                Outcome::Ambiguous(_) => {
                    self.unresolved(GapReason::AmbiguousName, &segments[..=at], &names[..=at]);
                    return Meaning::Unknown;
                }
                _ => return Meaning::Unknown,
            }
            at += 1;
        }
    }

    /// What a trait gives to a type of the standard library or of the language that stands in front of the last name.
    fn item_of_std(&mut self, ty: &Ty, segments: &[Segment], names: &[Symbol]) -> Option<Meaning> {
        let at = names.len() - 1;
        let def = self.foreign_type_item(ty, names[at], || None)?;
        Some(self.record_member(def, segments[at].token.at, names, Some(ty.clone())))
    }

    fn record_path(&mut self, resolution: Resolution, at: u32, written: &[Symbol]) {
        self.record(ReferenceKind::Path, resolution, at, written);
    }

    fn unresolved(&mut self, reason: GapReason, segments: &[Segment], names: &[Symbol]) {
        let text: Vec<_> = names.iter().map(|name| self.program.text(*name)).collect();
        let at = segments.last().map_or(0, |segment| segment.token.at);
        self.gap(reason, at, text.join("::"));
    }

    /// A type with the arguments that a path's name carries.
    fn instantiate(&mut self, item: DefId, segment: Segment) -> Ty {
        let scope = self.type_scope();
        let args: Vec<_> = match segment.args {
            Some(args) => {
                let types = self.facts()[args].types;
                self.facts().list(types).map(|ty| self.program.ty(&scope, ty)).collect()
            }
            None => Vec::new(),
        };
        match self.program[item].kind {
            DefKind::Trait => Ty::Bounds([Def::Item(item)].into()),
            DefKind::Alias => self.program.aliased(item, &args),
            _ => Ty::adt(Def::Item(item), args),
        }
    }

    fn has_inherent(&self, base: &Ty, name: Symbol) -> bool {
        match base.peeled() {
            Ty::Adt(Def::Item(item), _) => !self.program.member(*item, name).is_empty(),
            _ => false,
        }
    }

    /// The name after a type: a variant, or an associated item.
    fn associated(&mut self, base: &Ty, segments: &[Segment], names: &[Symbol], at: usize) -> Meaning {
        let (name, place) = (names[at], segments[at].token.at);
        let written = &names[..=at];
        let owner = match base.peeled() {
            Ty::Adt(Def::Item(item), _) => *item,
            Ty::Param(param) => {
                let bounds = self.param_bounds(*param);
                return self.bound_member(&bounds, name, place, written, base);
            }
            Ty::Bounds(bounds) => {
                let bounds = bounds.to_vec();
                return self.bound_member(&bounds, name, place, written, base);
            }
            ty @ (Ty::Adt(Def::External(..), _) | Ty::Primitive(_) | Ty::Slice(_)) => {
                return match self.foreign_type_method(ty, name) {
                    Some(def) => self.record_member(def, place, written, Some(base.clone())),
                    None => Meaning::Unknown,
                };
            }
            _ => return Meaning::Unknown,
        };
        match self.member_reference(owner, name, place, written, Some(base.clone())) {
            Meaning::Unknown if self.lacks_member(owner, name) => Meaning::Local(self.std_constructor(base, name)),
            found => found,
        }
    }

    fn bound_member(&mut self, bounds: &[Def], name: Symbol, at: u32, written: &[Symbol], base: &Ty) -> Meaning {
        match self.trait_member(bounds, name) {
            Some(def) => self.record_member(def, at, written, Some(base.clone())),
            None => Meaning::Unknown,
        }
    }

    /// An associated item, variant or trait item of a type.
    fn member_reference(
        &mut self,
        owner: DefId,
        name: Symbol,
        at: u32,
        written: &[Symbol],
        base: Option<Ty>,
    ) -> Meaning {
        let owner = self.program.through_alias(owner);
        let args = base.as_ref().map(Ty::args).unwrap_or_default();
        if let Some(def) = self.type_member(owner, &args, name) {
            return self.record_member(def, at, written, base);
        }
        Meaning::Unknown
    }

    fn record_member(&mut self, def: DefId, at: u32, written: &[Symbol], base: Option<Ty>) -> Meaning {
        let is_variant = matches!(self.program[def].kind, DefKind::Variant(_));
        let kind = if is_variant { ReferenceKind::Path } else { ReferenceKind::Associated };
        let door = self.program.module_of(Def::Item(def)).unwrap_or(self.scope);
        let name = written[written.len() - 1];
        self.record(kind, Resolution { def: Def::Item(def), door, name }, at, written);
        Meaning::Def(Def::Item(def), base)
    }

    fn segment_args(&mut self, segments: &[Segment]) {
        for segment in segments {
            if let Some(args) = segment.args {
                self.generic_args(args);
            }
        }
    }

    pub(super) fn generic_args(&mut self, ix: ArgsIx) {
        let facts = self.facts();
        let args = &facts[ix];
        for ty in facts.list(args.types).chain(args.output) {
            self.type_refs(ty);
        }
        for value in facts.list(args.consts) {
            self.expr(value, &Ty::Unknown);
        }
        for binding in facts.list(args.bindings) {
            let binding = &facts[binding];
            if let Some(ty) = binding.ty {
                self.type_refs(ty);
            }
            self.bounds(binding.bounds);
        }
    }

    /// Records the paths of a type and tells what it means.
    pub(super) fn walk_type(&mut self, ty: TypeIx) -> Ty {
        self.type_refs(ty);
        self.program.ty(&self.type_scope(), ty)
    }

    pub(super) fn type_refs(&mut self, ix: TypeIx) {
        let facts = self.facts();
        match facts[ix] {
            Type::Path(path) => {
                self.path(path, Namespace::Types);
            }
            Type::Ref(inner) | Type::Pointer(inner) | Type::Slice(inner) => self.type_refs(inner),
            Type::Array(inner, len) => {
                self.type_refs(inner);
                self.expr(len, &Ty::Unknown);
            }
            Type::Tuple(parts) => {
                for part in facts.list(parts) {
                    self.type_refs(part);
                }
            }
            Type::FnPointer { inputs, output } => {
                for ty in facts.list(inputs).chain(output) {
                    self.type_refs(ty);
                }
            }
            Type::Impl(bounds) | Type::Dyn(bounds) => self.bounds(bounds),
            Type::Macro(call) => self.type_macro(call),
            Type::Receiver | Type::Infer | Type::Never => {}
        }
    }

    /// A path in a string literal of an attribute: a type, a function, or a module.
    pub(super) fn string_path(&mut self, ix: PathIx) {
        let facts = self.facts();
        let path = &facts[ix];
        let segments = facts.segments(path);
        let names: SmallVec<[_; 4]> = segments.iter().map(|segment| self.unit.token(segment.token)).collect();
        let standing = self.standing(segments[0].token.at);
        for namespace in [Namespace::Types, Namespace::Values] {
            if let Outcome::Found(found) = self.program.resolve(standing, path.is_global(), &names, namespace) {
                self.record(ReferenceKind::Path, found, segments[0].token.at, &names);
                return;
            }
        }
        // `Type::function`, where a trait has the function.
        if let [head @ .., last] = &names[..]
            && let Outcome::Found(found) = self.program.resolve(standing, path.is_global(), head, Namespace::Types)
            && let Def::Item(owner) = found.def
        {
            self.record(ReferenceKind::Path, found, segments[0].token.at, head);
            self.member_reference(owner, *last, segments[0].token.at, &names, None);
        }
    }
}
