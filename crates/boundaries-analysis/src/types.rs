//! Types, as far as the workspace's own signatures tell them.
//!
//! There is no unification and no trait solving. A type is known because it is written down somewhere: in an annotation,
//! a signature, a field, a constructor. Everything else is [`Ty::Unknown`], and nothing is ever concluded from that.

use std::cell::Cell;
use std::rc::Rc;

use boundaries_graph::Symbol;

use crate::limits::{Limits, count};
use crate::lookup::{Outcome, Standing, is_primitive};
use crate::program::*;
use crate::syntax::facts::{GenericArgs, GenericIx, Generics, ItemKind, List, PathIx, Type, TypeIx};

/// How many aliases and associated types one type may lead through.
const MAX_STEPS: usize = 24;

/// The same for an associated type of what a value is.
const FEW_STEPS: usize = 8;

/// What is known of a type. Whoever compares two passes over what they share.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Ty {
    Unknown,
    /// A struct, enum or union, or something outside the workspace, with its arguments.
    Adt(Def, Rc<[Ty]>),
    Ref(Rc<Ty>),
    Slice(Rc<Ty>),
    Tuple(Rc<[Ty]>),
    /// A generic parameter of the item at hand.
    Param(Symbol),
    /// A generic parameter of an item that is used, as long as nothing tells what stands in its place.
    Open(Symbol),
    /// `dyn Trait` or `impl Trait`.
    Bounds(Rc<[Def]>),
    Primitive(Symbol),
    /// A closure, function or function pointer: its parameters, and its result.
    Callable(Rc<[Ty]>, Rc<Ty>),
    Never,
}

impl Ty {
    pub(crate) fn adt(def: Def, args: impl Into<Rc<[Ty]>>) -> Self {
        Self::Adt(def, args.into())
    }

    pub(crate) fn unit() -> Self {
        Self::Tuple([].into())
    }

    /// Without references around it.
    pub(crate) fn peeled(&self) -> &Ty {
        let mut ty = self;
        while let Self::Ref(inner) = ty {
            ty = inner;
        }
        ty
    }

    /// Whether a type written with parameters can stand for another, as far as both are known.
    fn may_be(&self, actual: &Ty) -> bool {
        let all = |one: &[Ty], other: &[Ty]| one.iter().zip(other).all(|(one, other)| one.may_be(other));
        match (self, actual) {
            (Self::Unknown | Self::Open(_), _) | (_, Self::Unknown | Self::Param(_) | Self::Never) => true,
            (Self::Adt(one, formal), Self::Adt(other, actual)) => one == other && all(formal, actual),
            (Self::Ref(one), Self::Ref(other)) | (Self::Slice(one), Self::Slice(other)) => one.may_be(other),
            (Self::Tuple(one), Self::Tuple(other)) => one.len() == other.len() && all(one, other),
            (Self::Primitive(one), Self::Primitive(other)) => one == other,
            // What stands behind bounds and calls is not told apart.
            (Self::Bounds(_) | Self::Callable(..), _) | (_, Self::Bounds(_) | Self::Callable(..)) => true,
            _ => false,
        }
    }

    /// What a type is made with: the arguments of a generic one, the element of a list.
    pub(crate) fn args(&self) -> Rc<[Ty]> {
        match self.peeled() {
            Self::Adt(_, args) => args.clone(),
            Self::Slice(element) => [(**element).clone()].into(),
            _ => [].into(),
        }
    }

    /// The type to those who know nothing of open parameters.
    pub(crate) fn closed(&self) -> Ty {
        let all = |types: &Rc<[Ty]>| -> Rc<[Ty]> { types.iter().map(Self::closed).collect() };
        match self {
            Self::Open(_) => Self::Unknown,
            Self::Adt(def, args) => Self::Adt(*def, all(args)),
            Self::Ref(inner) => Self::Ref(Rc::new(inner.closed())),
            Self::Slice(inner) => Self::Slice(Rc::new(inner.closed())),
            Self::Tuple(parts) => Self::Tuple(all(parts)),
            Self::Callable(inputs, output) => Self::Callable(all(inputs), Rc::new(output.closed())),
            _ => self.clone(),
        }
    }

    pub(crate) fn is_unknown(&self) -> bool {
        *self == Self::Unknown
    }

    /// The type, if it does not consist of so many that it takes long to look at all of them. Each of a chain of signatures
    /// may name its parameter twice, and what they say of a value together doubles with each of them.
    pub(crate) fn bounded(self, limits: Limits) -> Ty {
        if self.count(count(limits.type_parts)).is_some() { self } else { Self::Unknown }
    }

    /// How many parts are left of an allowance once these are counted.
    fn count(&self, left: usize) -> Option<usize> {
        let left = left.checked_sub(1)?;
        let all = |types: &[Ty]| types.iter().try_fold(left, |left, ty| ty.count(left));
        match self {
            Self::Adt(_, parts) | Self::Tuple(parts) => all(parts),
            Self::Ref(inner) | Self::Slice(inner) => inner.count(left),
            Self::Callable(inputs, output) => output.count(all(inputs)?),
            Self::Unknown | Self::Param(_) | Self::Open(_) | Self::Bounds(_) | Self::Primitive(_) | Self::Never => {
                Some(left)
            }
        }
    }
}

/// How far what is written may still lead: so deep, and to so many things in all.
#[derive(Clone, Copy)]
pub(crate) struct Steps<'s> {
    pub(crate) deep: usize,
    pub(crate) left: &'s Cell<usize>,
}

impl Steps<'_> {
    pub(crate) fn next(self) -> Option<Self> {
        let deep = self.deep.checked_sub(1)?;
        self.left.set(self.left.get().checked_sub(1)?);
        Some(Self { deep, ..self })
    }
}

/// What the names in a written type mean.
#[derive(Clone)]
pub(crate) struct TypeScope<'p> {
    pub(crate) unit: &'p Unit,
    pub(crate) standing: Standing<'p>,
    pub(crate) self_type: Option<Ty>,
    /// The `impl` that is around, for `Self::Item`.
    pub(crate) implementation: Option<ImplId>,
    /// Generic parameters, innermost last.
    pub(crate) params: Vec<(Symbol, Ty)>,
}

impl TypeScope<'_> {
    pub(crate) fn param(&self, name: Symbol) -> Option<&Ty> {
        self.params.iter().rev().find(|(param, _)| *param == name).map(|(_, ty)| ty)
    }

    /// Leaves the parameters open, for somebody who uses the item.
    pub(crate) fn open(&mut self) {
        for (name, ty) in &mut self.params {
            *ty = Ty::Open(*name);
        }
    }
}

impl Program {
    /// The scope of the types in a definition's signature; parameters stand for themselves.
    pub(crate) fn type_scope(&self, def: DefId) -> TypeScope<'_> {
        let data = &self[def];
        let unit = self.unit_of(data.instance);
        let standing = Standing { scope: data.scope, at: data.at, import: None, seen: None };
        let mut scope = TypeScope { unit, standing, self_type: None, implementation: None, params: Vec::new() };
        if let Some(id) = data.implementation {
            self.enter_impl(id, &mut scope);
        }
        let own = match &unit.facts[data.item].kind {
            ItemKind::Fn(function) => function.generics,
            ItemKind::Struct { generics, .. }
            | ItemKind::Union { generics, .. }
            | ItemKind::Enum { generics, .. }
            | ItemKind::Trait { generics, .. }
            | ItemKind::Alias { generics, .. } => *generics,
            _ => return scope,
        };
        scope.params.extend(unit.facts.list(own.params).map(|param| {
            let name = unit.token(unit.facts[param].name);
            (name, Ty::Param(name))
        }));
        scope
    }

    /// Brings `Self` and the parameters of an `impl` into a scope, whose text may be another than that of the `impl`.
    pub(crate) fn enter_impl(&self, id: ImplId, scope: &mut TypeScope<'_>) {
        let imp = &self[id];
        let unit = self.unit_of(imp.instance);
        let ItemKind::Impl { generics, self_type, .. } = unit.facts[imp.item].kind else { return };
        scope.params.extend(unit.facts.list(generics.params).map(|param: GenericIx| {
            let name = unit.token(unit.facts[param].name);
            (name, Ty::Param(name))
        }));
        scope.implementation = Some(id);
        let of_impl = TypeScope { unit, ..scope.clone() };
        scope.self_type = Some(self.ty(&of_impl, self_type));
    }

    /// How many types a type may consist of, as yet unused.
    fn parts(&self) -> Cell<usize> {
        Cell::new(count(self.limits.type_parts))
    }

    /// What a written type means.
    pub(crate) fn ty(&self, scope: &TypeScope<'_>, ix: TypeIx) -> Ty {
        self.ty_steps(scope, ix, Steps { deep: MAX_STEPS, left: &self.parts() }).bounded(self.limits)
    }

    fn ty_steps(&self, scope: &TypeScope<'_>, ix: TypeIx, steps: Steps<'_>) -> Ty {
        let Some(steps) = steps.next() else { return Ty::Unknown };
        let facts = &scope.unit.facts;
        match facts[ix] {
            Type::Path(path) => self.path_type(scope, path, steps),
            Type::Ref(inner) => Ty::Ref(Rc::new(self.ty_steps(scope, inner, steps))),
            Type::Slice(inner) | Type::Array(inner, _) => Ty::Slice(Rc::new(self.ty_steps(scope, inner, steps))),
            Type::Tuple(parts) => Ty::Tuple(facts.list(parts).map(|part| self.ty_steps(scope, part, steps)).collect()),
            Type::FnPointer { inputs, output } => {
                let inputs = facts.list(inputs).map(|input| self.ty_steps(scope, input, steps)).collect();
                Ty::Callable(inputs, Rc::new(output.map_or(Ty::unit(), |output| self.ty_steps(scope, output, steps))))
            }
            Type::Impl(bounds) | Type::Dyn(bounds) => self.bounds_type(scope, bounds, steps),
            Type::Never => Ty::Never,
            Type::Receiver => match &scope.self_type {
                Some(ty) => ty.clone(),
                None => scope.param(self.known.self_type).cloned().unwrap_or(Ty::Unknown),
            },
            // Nothing but `*` looks behind a raw pointer.
            Type::Pointer(inner) => {
                let pointer = Def::External(self.known.std, self.known.pointer);
                Ty::adt(pointer, [self.ty_steps(scope, inner, steps)])
            }
            Type::Macro(_) | Type::Infer => Ty::Unknown,
        }
    }

    /// What `Fn(A) -> B` says. Nothing but the traits of functions is written like this, whatever an import calls them.
    fn callable(&self, scope: &TypeScope<'_>, of: Symbol, args: &GenericArgs, steps: Steps<'_>) -> Ty {
        let inputs = scope.unit.facts.list(args.types).map(|input| self.ty_steps(scope, input, steps)).collect();
        let output = args.output.map_or(Ty::unit(), |output| self.ty_steps(scope, output, steps));
        let output = match self.text(of) {
            "AsyncFn" | "AsyncFnMut" | "AsyncFnOnce" => {
                Ty::adt(Def::External(self.known.std, self.known.future), [output])
            }
            _ => output,
        };
        Ty::Callable(inputs, Rc::new(output))
    }

    /// The parameters among these generics that are functions: `F: Fn(A) -> B`.
    pub(crate) fn callable_params(&self, scope: &TypeScope<'_>, generics: Generics) -> Vec<(Symbol, Ty)> {
        let facts = &scope.unit.facts;
        let own = facts.list(generics.params).map(|ix| (Some(facts[ix].name), facts[ix].bounds));
        let wheres = facts.list(generics.wheres).map(|ix| {
            let name = match facts[facts[ix].ty] {
                Type::Path(path) => match facts.segments(&facts[path]) {
                    [only] => Some(only.token),
                    _ => None,
                },
                _ => None,
            };
            (name, facts[ix].bounds)
        });
        let mut found = Vec::new();
        for (name, bounds) in own.chain(wheres) {
            let Some(name) = name else { continue };
            for bound in facts.list(bounds) {
                let Some(last) = facts.segments(&facts[bound]).last() else { continue };
                let Some(args) = last.args.map(|args| &facts[args]) else { continue };
                if args.parenthesized {
                    let steps = Steps { deep: MAX_STEPS, left: &self.parts() };
                    let of = scope.unit.token(last.token);
                    found.push((scope.unit.token(name), self.callable(scope, of, args, steps)));
                }
            }
        }
        found
    }

    /// `impl Iterator<Item = T>` and its kin become what they yield; other bounds stay bounds.
    fn bounds_type(&self, scope: &TypeScope<'_>, bounds: List<PathIx>, steps: Steps<'_>) -> Ty {
        let facts = &scope.unit.facts;
        let mut traits = Vec::new();
        for bound in facts.list(bounds) {
            let segments = facts.segments(&facts[bound]);
            let Some(last) = segments.last() else { continue };
            let name = scope.unit.token(last.token);
            let args = last.args.map(|args| &facts[args]);
            if let Some(args) = args {
                if args.parenthesized {
                    return self.callable(scope, name, args, steps);
                }
                let wanted = match self.text(name) {
                    "Iterator"
                    | "IntoIterator"
                    | "DoubleEndedIterator"
                    | "ExactSizeIterator"
                    | "ParallelIterator"
                    | "IndexedParallelIterator" => Some((self.known.item, self.known.iterator)),
                    "Future" => Some((self.known.output, self.known.future)),
                    "Deref" | "DerefMut" => Some((self.known.target, self.known.boxed)),
                    _ => None,
                };
                if let Some((binding, outer)) = wanted {
                    for ix in facts.list(args.bindings) {
                        if let (true, Some(ty)) = (scope.unit.token(facts[ix].name) == binding, facts[ix].ty) {
                            let ty = self.ty_steps(scope, ty, steps);
                            return Ty::adt(Def::External(self.known.std, outer), [ty]);
                        }
                    }
                }
            }
            traits.extend(self.path_def(scope, bound));
        }
        Ty::Bounds(traits.into())
    }

    /// What a plain path in type position leads to.
    pub(crate) fn path_def(&self, scope: &TypeScope<'_>, path: PathIx) -> Option<Def> {
        let path = &scope.unit.facts[path];
        let names: Vec<_> =
            scope.unit.facts.segments(path).iter().map(|segment| scope.unit.token(segment.token)).collect();
        match self.resolve(scope.standing, path.is_global(), &names, Namespace::Types) {
            Outcome::Found(found) => Some(found.def),
            Outcome::Unknown if names.len() == 1 => Some(Def::External(self.known.std, names[0])),
            _ => None,
        }
    }

    fn path_type(&self, scope: &TypeScope<'_>, path: PathIx, steps: Steps<'_>) -> Ty {
        let facts = &scope.unit.facts;
        let of = &facts[path];
        let segments = facts.segments(of);
        if let Some(qself) = of.qself {
            let base = self.ty_steps(scope, qself, steps);
            let names: Vec<_> = segments.iter().map(|segment| scope.unit.token(segment.token)).collect();
            let of = self.resolve(scope.standing, of.is_global(), &names[..of.qself_len as usize], Namespace::Types);
            let of = of.found().map(|found| found.def).filter(|of| matches!(of, Def::Item(_)));
            return match names.last() {
                Some(&last) => self.projection_steps(&base, of, last, steps),
                None => base,
            };
        }
        let Some(first) = segments.first() else { return Ty::Unknown };
        let name = scope.unit.token(first.token);
        if !of.is_global() {
            let base = if name == self.known.self_type { scope.self_type.clone() } else { scope.param(name).cloned() };
            match (base, segments) {
                (Some(base), [_]) => return base,
                (Some(base), [_, projected]) => {
                    let projected = scope.unit.token(projected.token);
                    if name == self.known.self_type
                        && let Some(ty) = self.impl_alias(scope.implementation, projected, scope, steps)
                    {
                        return ty;
                    }
                    return self.projection_steps(&base, None, projected, steps);
                }
                (Some(_), _) => return Ty::Unknown,
                (None, _) => {}
            }
        }
        let names: Vec<_> = segments.iter().map(|segment| scope.unit.token(segment.token)).collect();
        let def = match self.resolve(scope.standing, of.is_global(), &names, Namespace::Types) {
            Outcome::Found(found) => found.def,
            Outcome::Unknown if names.len() == 1 && is_primitive(self.text(name)) => return Ty::Primitive(name),
            Outcome::Unknown if names.len() == 1 => Def::External(self.known.std, name),
            _ => return Ty::Unknown,
        };
        let args: Rc<[Ty]> = match segments.last().and_then(|last| last.args) {
            Some(args) => facts.list(facts[args].types).map(|arg| self.ty_steps(scope, arg, steps)).collect(),
            None => [].into(),
        };
        match def {
            Def::Item(item) => match self[item].kind {
                DefKind::Alias => self.expand_alias(item, &args, steps),
                DefKind::Trait => Ty::Bounds([def].into()),
                _ => Ty::Adt(def, args),
            },
            Def::External(..) => Ty::Adt(self.std_name(def), args),
            Def::Primitive(name) => Ty::Primitive(name),
            Def::Module(_) => Ty::Unknown,
        }
    }

    /// What a type is known by. One from outside goes by its name: crates hand on what others define, as `std` does with
    /// `alloc`, and `std::io::Result<T>`, `anyhow::Result<T>` and their kin are results whatever their error is.
    pub(crate) fn std_name(&self, def: Def) -> Def {
        match def {
            Def::External(_, name) => Def::External(self.known.std, name),
            def => def,
        }
    }

    /// What an alias stands for with these arguments.
    pub(crate) fn aliased(&self, alias: DefId, args: &[Ty]) -> Ty {
        self.expand_alias(alias, args, Steps { deep: MAX_STEPS, left: &self.parts() }).bounded(self.limits)
    }

    fn expand_alias(&self, alias: DefId, args: &[Ty], steps: Steps<'_>) -> Ty {
        let mut scope = self.type_scope(alias);
        let ItemKind::Alias { generics, aliased: Some(aliased), .. } = scope.unit.facts[self[alias].item].kind else {
            return Ty::Unknown;
        };
        let first = scope.params.len() - generics.params.len();
        for (at, param) in scope.params[first..].iter_mut().enumerate() {
            param.1 = args.get(at).cloned().unwrap_or(Ty::Unknown);
        }
        self.ty_steps(&scope, aliased, steps)
    }

    /// The name by which the impls for a type from outside are filed.
    pub(crate) fn foreign_head(&self, ty: &Ty) -> Option<Symbol> {
        match ty {
            Ty::Adt(Def::External(_, name), _) | Ty::Primitive(name) => Some(*name),
            Ty::Slice(_) => Some(self.known.slice),
            _ => None,
        }
    }

    /// `Self::Name` in a scope.
    pub(crate) fn own_projection(&self, scope: &TypeScope<'_>, name: Symbol) -> Ty {
        let steps = Steps { deep: MAX_STEPS, left: &self.parts() };
        self.impl_alias(scope.implementation, name, scope, steps).unwrap_or(Ty::Unknown)
    }

    /// `Self::Item` inside the `impl` that says what `Item` is.
    fn impl_alias(&self, id: Option<ImplId>, name: Symbol, scope: &TypeScope<'_>, steps: Steps<'_>) -> Option<Ty> {
        let imp = &self[id?];
        let def = imp.items.iter().copied().find(|&def| self[def].name == name && self[def].kind == DefKind::Alias)?;
        self.alias_steps(def, scope, steps)
    }

    /// What an associated type of an `impl` stands for, in the scope of the `impl`.
    pub(crate) fn alias_in(&self, def: DefId, scope: &TypeScope<'_>) -> Option<Ty> {
        self.alias_steps(def, scope, Steps { deep: FEW_STEPS, left: &self.parts() }).map(|ty| ty.bounded(self.limits))
    }

    fn alias_steps(&self, def: DefId, scope: &TypeScope<'_>, steps: Steps<'_>) -> Option<Ty> {
        let unit = self.unit_of(self[def].instance);
        let ItemKind::Alias { aliased: Some(aliased), .. } = unit.facts[self[def].item].kind else { return None };
        let inner = TypeScope { unit, ..scope.clone() };
        Some(self.ty_steps(&inner, aliased, steps))
    }

    /// `T::Name` where an `impl` for `T` in the workspace says what `Name` is.
    pub(crate) fn projection(&self, base: &Ty, name: Symbol) -> Ty {
        self.projection_steps(base, None, name, Steps { deep: FEW_STEPS, left: &self.parts() }).bounded(self.limits)
    }

    /// The same, by the `impl` of one trait where that is known.
    fn projection_steps(&self, base: &Ty, of: Option<Def>, name: Symbol, steps: Steps<'_>) -> Ty {
        let Some(steps) = steps.next() else { return Ty::Unknown };
        let args = base.args();
        let impls = match base.peeled() {
            Ty::Adt(Def::Item(head), _) => self.impls_for(*head),
            other => self.foreign_head(other).map_or(&[][..], |head| self.foreign_impls_for(head)),
        };
        if self.may_have_more_impls(base.peeled()) {
            return Ty::Unknown;
        }
        let mut found = None;
        for &id in impls {
            let imp = &self[id];
            if of.is_some() && of != imp.of {
                continue;
            }
            for &def in &imp.items {
                let data = &self[def];
                if data.name != name || data.kind != DefKind::Alias {
                    continue;
                }
                let Some(mut scope) = self.impl_scope(id, &args) else { continue };
                scope.self_type = Some(base.peeled().clone());
                let Some(ty) = self.alias_steps(def, &scope, steps) else { continue };
                if found.as_ref().is_some_and(|other| *other != ty) {
                    return Ty::Unknown;
                }
                found = Some(ty);
            }
        }
        found.unwrap_or(Ty::Unknown)
    }

    /// The scope of an `impl`, its parameters bound by the arguments of the type it is used with; none if the `impl` is
    /// for other arguments.
    pub(crate) fn impl_scope(&self, id: ImplId, args: &[Ty]) -> Option<TypeScope<'_>> {
        let imp = &self[id];
        let unit = self.unit_of(imp.instance);
        let ItemKind::Impl { self_type, .. } = unit.facts[imp.item].kind else { return None };
        let standing = Standing { scope: imp.scope, at: unit.facts[imp.item].name.at, import: None, seen: None };
        let mut scope = TypeScope { unit, standing, self_type: None, implementation: None, params: Vec::new() };
        self.enter_impl(id, &mut scope);
        scope.open();
        let formal = self.ty(&scope, self_type).args();
        if formal.iter().zip(args).any(|(formal, actual)| !formal.may_be(actual)) {
            return None;
        }
        for (formal, actual) in formal.iter().zip(args) {
            bind_params(formal, actual, &mut scope.params);
        }
        for (_, ty) in &mut scope.params {
            *ty = ty.closed();
        }
        scope.self_type = Some(self.ty(&scope, self_type));
        Some(scope)
    }
}

/// Binds the open parameters in `formal` to what stands in their place in `actual`.
pub(crate) fn bind_params(formal: &Ty, actual: &Ty, params: &mut [(Symbol, Ty)]) {
    match (formal, actual) {
        // What is not known leaves it to others to tell.
        (_, Ty::Unknown) => {}
        (Ty::Open(_), actual) => {
            if let Some((_, ty)) = params.iter_mut().rev().find(|(_, ty)| ty == formal) {
                *ty = actual.clone();
            }
        }
        (Ty::Ref(formal), Ty::Ref(actual)) | (Ty::Slice(formal), Ty::Slice(actual)) => {
            bind_params(formal, actual, params);
        }
        (Ty::Adt(one, formal), Ty::Adt(other, actual)) if one == other => {
            for (formal, actual) in formal.iter().zip(actual.iter()) {
                bind_params(formal, actual, params);
            }
        }
        (Ty::Tuple(formal), Ty::Tuple(actual)) => {
            for (formal, actual) in formal.iter().zip(actual.iter()) {
                bind_params(formal, actual, params);
            }
        }
        (Ty::Callable(inputs, formal), Ty::Callable(actual_inputs, actual)) => {
            for (formal, actual) in inputs.iter().zip(actual_inputs.iter()) {
                bind_params(formal, actual, params);
            }
            bind_params(formal, actual, params);
        }
        (Ty::Ref(formal), actual) => bind_params(formal, actual, params),
        _ => {}
    }
}
