//! Expressions and blocks: what they name, and what type they have where something written down tells it.

use std::rc::Rc;

use super::paths::Meaning;
use super::*;
use crate::syntax::facts::{BinaryKind, BlockIx, Expr, ExprIx, ItemKind, List, LiteralKind, Statement};
use crate::types::bind_params;

impl Walker<'_> {
    pub(super) fn block(&mut self, ix: BlockIx, expected: &Ty) -> Ty {
        let outer = self.scope;
        let ty = self.with_ribs(|this| {
            if let (Some(scope), Some(instance)) = (this.facts()[ix].scope, this.instance) {
                this.scope = this.program.scope_in(instance, scope);
                this.ribs.enter(this.scope);
            }
            this.statements(ix, expected)
        });
        self.scope = outer;
        ty
    }

    /// Walks a block's statements; what they bind stays bound.
    pub(super) fn statements(&mut self, ix: BlockIx, expected: &Ty) -> Ty {
        let facts = self.facts();
        let block = facts[ix];
        let mut ty = Ty::unit();
        let count = block.statements.len();
        for (at, statement) in facts.list(block.statements).enumerate() {
            let is_value = block.has_value && at + 1 == count;
            ty = self.statement(facts[statement], if is_value { expected } else { &Ty::Unknown });
            if !is_value {
                ty = Ty::unit();
            }
        }
        ty
    }

    fn statement(&mut self, statement: Statement, expected: &Ty) -> Ty {
        match statement {
            Statement::Expr(expr) => self.expr(expr, expected),
            Statement::Let { pat, ty, value, otherwise } => {
                let declared = ty.map_or(Ty::Unknown, |ty| self.walk_type(ty));
                let found = value.map_or(Ty::Unknown, |value| self.expr(value, &declared));
                if let Some(otherwise) = otherwise {
                    self.expr(otherwise, &Ty::Unknown);
                }
                let ty = merge(declared, found);
                self.pat(pat, &ty);
                Ty::unit()
            }
        }
    }

    pub(super) fn exprs(&mut self, list: List<ExprIx>) -> Vec<Ty> {
        self.facts().list(list).map(|expr| self.expr(expr, &Ty::Unknown)).collect()
    }

    /// Walks an expression; `expected` is the type its surroundings ask for, if known.
    pub(super) fn expr(&mut self, ix: ExprIx, expected: &Ty) -> Ty {
        self.type_of(ix, expected).bounded(self.program.limits)
    }

    fn type_of(&mut self, ix: ExprIx, expected: &Ty) -> Ty {
        let facts = self.facts();
        match facts[ix] {
            Expr::Path(path) => match self.path(path, Namespace::Values) {
                Meaning::Local(ty) => ty,
                Meaning::Def(def, base) => self.value_type(def, base, expected),
                Meaning::Type(ty) => ty,
                Meaning::Unknown => Ty::Unknown,
            },
            Expr::Literal(kind) => self.literal_type(kind),
            Expr::Call { callee, args } => self.call(callee, args, expected),
            Expr::Method { receiver, name, turbofish, args } => {
                let receiver = self.expr(receiver, &Ty::Unknown);
                self.method_call(receiver, name, turbofish, args, expected)
            }
            Expr::Field { receiver, name } => {
                let receiver = self.expr(receiver, &Ty::Unknown);
                let symbol = self.unit.token(name);
                self.field_access(&receiver, symbol, self.program.text(symbol), name.at)
            }
            Expr::TupleField { receiver, index, at } => {
                let receiver = self.expr(receiver, &Ty::Unknown);
                if let Ty::Tuple(parts) = receiver.peeled() {
                    return parts.get(index as usize).cloned().unwrap_or(Ty::Unknown);
                }
                let text = index.to_string();
                // Where nothing has a field of this name, nothing has one that is called `_`.
                let name = self.program.symbol(&text).unwrap_or(self.program.known.underscore);
                self.field_access(&receiver, name, &text, at)
            }
            Expr::Struct { path, inits, base } => {
                let meaning = self.path(path, Namespace::Types);
                let owner = self.record_owner(&meaning);
                for init in facts.list(inits) {
                    let init = &facts[init];
                    let name = self.unit.token(init.name);
                    let mut field_ty = Ty::Unknown;
                    if let Some(owner) = owner {
                        if !init.shorthand {
                            self.field_reference(ReferenceKind::RecordField, owner, name, init.name.at);
                        }
                        field_ty = self.field_type(owner, name, &[]).unwrap_or(Ty::Unknown);
                    }
                    self.expr(init.value, &field_ty);
                }
                let of = owner.map(|owner| self.program[owner].parent.unwrap_or(owner));
                let ty = match (of, meaning) {
                    (_, Meaning::Type(ty) | Meaning::Def(_, Some(ty))) => ty,
                    (Some(of), _) => Ty::adt(Def::Item(of), self.args_for(of, expected)),
                    _ => Ty::Unknown,
                };
                if let Some(base) = base {
                    self.expr(base, &ty);
                }
                ty
            }
            Expr::Block(block) => self.block(block, expected),
            Expr::AsyncBlock(block) => {
                let before = std::mem::replace(&mut self.return_type, Ty::Unknown);
                let ty = self.block(block, &Ty::Unknown);
                self.return_type = before;
                self.future(ty)
            }
            Expr::If { condition, then, otherwise } => {
                let then = self.with_ribs(|this| {
                    this.expr(condition, &Ty::Unknown);
                    this.block(then, expected)
                });
                let otherwise = otherwise.map_or(Ty::Unknown, |otherwise| self.expr(otherwise, expected));
                join(then, otherwise)
            }
            Expr::Let { pat, value } => {
                let ty = self.expr(value, &Ty::Unknown);
                self.pat(pat, &ty);
                Ty::Primitive(self.program.known.bool_)
            }
            Expr::Match { value, arms } => {
                let value = self.expr(value, &Ty::Unknown);
                let mut ty = Ty::Never;
                for arm in facts.list(arms) {
                    let arm = &facts[arm];
                    let found = self.with_ribs(|this| {
                        this.pat(arm.pat, &value);
                        if let Some(guard) = arm.guard {
                            this.expr(guard, &Ty::Unknown);
                        }
                        this.expr(arm.body, expected)
                    });
                    ty = join(ty, found);
                }
                ty
            }
            Expr::Closure { params, ret, body, is_async } => {
                let (supplied, wanted) = match expected.peeled() {
                    Ty::Callable(inputs, output) => (inputs.to_vec(), (**output).clone()),
                    _ => (Vec::new(), Ty::Unknown),
                };
                let mut inputs = Vec::new();
                let ty = self.with_ribs(|this| {
                    for (at, ix) in facts.list(params).enumerate() {
                        let param = &facts[ix];
                        let declared = param.ty.map_or(Ty::Unknown, |ty| this.walk_type(ty));
                        let ty = merge(declared, supplied.get(at).cloned().unwrap_or(Ty::Unknown));
                        this.pat(param.pat, &ty);
                        inputs.push(ty);
                    }
                    let declared = ret.map_or(Ty::Unknown, |ret| this.walk_type(ret));
                    let wanted = merge(declared.clone(), wanted);
                    let before = std::mem::replace(&mut this.return_type, wanted.clone());
                    let found = this.expr(body, &wanted);
                    this.return_type = before;
                    merge(declared, found)
                });
                let ty = if is_async { self.future(ty) } else { ty };
                Ty::Callable(inputs.into(), Rc::new(ty))
            }
            Expr::While { condition, body } => {
                self.with_ribs(|this| {
                    this.expr(condition, &Ty::Unknown);
                    this.block(body, &Ty::Unknown);
                });
                Ty::unit()
            }
            Expr::Loop(body) => {
                self.block(body, &Ty::Unknown);
                Ty::Unknown
            }
            Expr::For { pat, iterated, body } => {
                let iterated = self.expr(iterated, &Ty::Unknown);
                let item = self.iterated_type(&iterated);
                self.with_ribs(|this| {
                    this.pat(pat, &item);
                    this.block(body, &Ty::Unknown);
                });
                Ty::unit()
            }
            Expr::Ref(inner) => {
                let expected = match expected {
                    Ty::Ref(inner) => (**inner).clone(),
                    _ => Ty::Unknown,
                };
                Ty::Ref(Rc::new(self.expr(inner, &expected)))
            }
            Expr::Deref(inner) => {
                let ty = self.expr(inner, &Ty::Unknown);
                match &ty {
                    Ty::Adt(Def::External(_, name), args) if *name == self.program.known.pointer => {
                        args.first().cloned().unwrap_or(Ty::Unknown)
                    }
                    ty => self.deref(ty).unwrap_or(Ty::Unknown),
                }
            }
            Expr::Not(inner) | Expr::Negate(inner) => match self.expr(inner, &Ty::Unknown) {
                ty @ Ty::Primitive(_) => ty,
                ty => self.program.projection(&ty, self.program.known.output),
            },
            Expr::Binary { kind, left, right } => {
                let left = self.expr(left, &Ty::Unknown);
                let right = self.expr(right, &Ty::Unknown);
                match (kind, left, right.peeled()) {
                    (BinaryKind::Logic, ..) => Ty::Primitive(self.program.known.bool_),
                    // `2.0 * vector` is what the `impl` of the vector says.
                    (BinaryKind::Arithmetic, ty @ Ty::Primitive(_), Ty::Primitive(_) | Ty::Unknown) => ty,
                    (BinaryKind::Assignment, ..) => Ty::unit(),
                    _ => Ty::Unknown,
                }
            }
            Expr::Assign { left, right } => {
                let ty = self.expr(left, &Ty::Unknown);
                self.expr(right, &ty);
                Ty::unit()
            }
            Expr::Index { receiver, index } => {
                let receiver = self.expr(receiver, &Ty::Unknown);
                let receiver = self.indexed_type(receiver);
                let index = self.expr(index, &Ty::Unknown);
                if self.is_range(&index) { self.sliced_type(&receiver) } else { self.index_type(&receiver) }
            }
            Expr::Try(inner) => {
                let ty = self.expr(inner, &Ty::Unknown);
                match ty.peeled() {
                    Ty::Adt(Def::External(_, name), args)
                        if *name == self.program.known.option || *name == self.program.known.result =>
                    {
                        args.first().cloned().unwrap_or(Ty::Unknown)
                    }
                    _ => Ty::Unknown,
                }
            }
            Expr::Await(inner) => {
                let ty = self.expr(inner, &Ty::Unknown);
                self.awaited_type(&ty)
            }
            Expr::Tuple(parts) => {
                let expected: Vec<_> = match expected {
                    Ty::Tuple(types) => types.to_vec(),
                    _ => Vec::new(),
                };
                let parts = facts.list(parts).enumerate();
                Ty::Tuple(parts.map(|(at, part)| self.expr(part, expected.get(at).unwrap_or(&Ty::Unknown))).collect())
            }
            Expr::Array(parts) => {
                let types = self.exprs(parts);
                Ty::Slice(Rc::new(types.into_iter().find(|ty| !ty.is_unknown()).unwrap_or(Ty::Unknown)))
            }
            Expr::Repeat { value, len } => {
                let ty = self.expr(value, &Ty::Unknown);
                self.expr(len, &Ty::Unknown);
                Ty::Slice(Rc::new(ty))
            }
            Expr::Cast { value, ty } => {
                self.expr(value, &Ty::Unknown);
                self.walk_type(ty)
            }
            Expr::Range(ends) => {
                let types = self.exprs(ends);
                let bound = types.into_iter().find(|ty| !ty.is_unknown()).unwrap_or(Ty::Unknown);
                Ty::adt(Def::External(self.program.known.std, self.program.known.range), [bound])
            }
            Expr::Jump(value) => {
                if let Some(value) = value {
                    let expected = self.return_type.clone();
                    self.expr(value, &expected);
                }
                Ty::Never
            }
            Expr::Macro(call) => self.expr_macro(call, expected),
            Expr::Type(ty) => {
                self.type_refs(ty);
                Ty::Unknown
            }
            Expr::Words(words) => {
                for word in facts.list(words) {
                    self.argument(word, false);
                }
                Ty::Unknown
            }
            Expr::Other => Ty::Unknown,
        }
    }

    fn literal_type(&self, kind: LiteralKind) -> Ty {
        let known = &self.program.known;
        match kind {
            LiteralKind::Str => Ty::Ref(Rc::new(Ty::Primitive(known.str_))),
            LiteralKind::Bool => Ty::Primitive(known.bool_),
            LiteralKind::Int(Some(suffix)) | LiteralKind::Float(Some(suffix)) => {
                Ty::Primitive(self.unit.symbol(suffix))
            }
            _ => Ty::Unknown,
        }
    }

    /// The type of a name in value position.
    fn value_type(&mut self, def: Def, base: Option<Ty>, expected: &Ty) -> Ty {
        let Def::Item(item) = def else {
            return base.unwrap_or_else(|| expected.clone());
        };
        let data = &self.program[item];
        match data.kind {
            DefKind::Const | DefKind::Static => {
                let unit = self.program.unit_of(data.instance);
                let ty = match &unit.facts[data.item].kind {
                    ItemKind::Const { ty: Some(ty), .. } | ItemKind::Static { ty, .. } => *ty,
                    _ => return Ty::Unknown,
                };
                let mut scope = self.program.type_scope(item);
                scope.open();
                if let Some(imp) = data.implementation.and_then(|id| self.program.impl_scope(id, &base?.args())) {
                    scope.self_type = imp.self_type;
                    scope.params = imp.params;
                }
                self.program.ty(&scope, ty).closed()
            }
            DefKind::Variant(_) => {
                let of = data.parent.unwrap_or(item);
                match base {
                    Some(base @ Ty::Adt(..)) => base,
                    _ => Ty::adt(Def::Item(of), self.args_for(of, expected)),
                }
            }
            DefKind::Struct => base.unwrap_or_else(|| Ty::adt(def, self.args_for(item, expected))),
            DefKind::Function => self.function_type(item, base.as_ref()),
            _ => Ty::Unknown,
        }
    }

    fn call(&mut self, callee: ExprIx, args: List<ExprIx>, expected: &Ty) -> Ty {
        let facts = self.facts();
        let Expr::Path(path) = facts[callee] else {
            let callee = self.expr(callee, &Ty::Unknown);
            return self.call_value(&callee, args);
        };
        match self.path(path, Namespace::Values) {
            Meaning::Local(ty) => self.call_value(&ty, args),
            Meaning::Def(Def::Item(item), base) => {
                let data = &self.program[item];
                match data.kind {
                    DefKind::Function => {
                        let last = facts.segments(&facts[path]).last().and_then(|segment| segment.args);
                        self.call_function(item, base.as_ref(), false, last, args, expected)
                    }
                    DefKind::Struct | DefKind::Variant(_) => {
                        let of = data.parent.unwrap_or(item);
                        let types = self.exprs(args);
                        if let Some(base @ Ty::Adt(_, known)) = &base
                            && !known.is_empty()
                        {
                            return base.clone();
                        }
                        Ty::adt(Def::Item(of), self.constructed_args(item, &types, expected))
                    }
                    _ => {
                        self.exprs(args);
                        Ty::Unknown
                    }
                }
            }
            Meaning::Def(Def::External(krate, name), base) => {
                let wanted = self.wanted_inside(name, base.as_ref(), expected);
                let types = self.args_with(args, wanted);
                self.std_call(krate, name, base, &types, expected)
            }
            Meaning::Type(ty) => {
                self.exprs(args);
                ty
            }
            Meaning::Def(..) | Meaning::Unknown => {
                self.exprs(args);
                Ty::Unknown
            }
        }
    }

    /// The arguments of a generic type, as its constructor's arguments show them.
    fn constructed_args(&self, constructor: DefId, actual: &[Ty], expected: &Ty) -> Vec<Ty> {
        let of = self.program[constructor].parent.unwrap_or(constructor);
        let known = self.args_for(of, expected);
        if !known.is_empty() {
            return known;
        }
        let mut scope = self.program.type_scope(of);
        scope.open();
        let params: Vec<_> = scope.params.iter().map(|(_, ty)| ty.clone()).collect();
        if params.is_empty() {
            return Vec::new();
        }
        for (at, actual) in actual.iter().enumerate() {
            let name = self.program.symbol(&at.to_string());
            if let Some(formal) = name.and_then(|name| self.field_type(constructor, name, &params)) {
                bind_params(&formal, actual, &mut scope.params);
            }
        }
        scope.params.into_iter().map(|(_, ty)| ty.closed()).collect()
    }

    /// What the argument of `Some`, `Ok` or `Box::new` is asked to be, where it is known what they are.
    fn wanted_inside<'t>(&self, name: Symbol, base: Option<&Ty>, expected: &'t Ty) -> &'t [Ty] {
        let Ty::Adt(Def::External(_, outer), args) = expected else { return &[] };
        let of = match base {
            Some(Ty::Adt(Def::External(_, of), _)) => Some(of),
            _ => None,
        };
        match (self.program.text(*outer), self.program.text(name)) {
            ("Option", "Some") | ("Result", "Ok") => args,
            ("Box" | "Rc" | "Arc" | "Mutex" | "RwLock" | "RefCell" | "Cell", "new") if of == Some(outer) => args,
            _ => &[],
        }
    }

    /// Walks arguments, each with the type its parameter has.
    pub(super) fn args_with(&mut self, args: List<ExprIx>, formal: &[Ty]) -> Vec<Ty> {
        let args: Vec<_> = self.facts().list(args).collect();
        args.into_iter().enumerate().map(|(at, arg)| self.expr(arg, formal.get(at).unwrap_or(&Ty::Unknown))).collect()
    }

    /// What awaiting a value gives.
    fn awaited_type(&self, ty: &Ty) -> Ty {
        match ty.peeled() {
            Ty::Adt(Def::External(_, name), args) if *name == self.program.known.future => {
                args.first().cloned().unwrap_or(Ty::Unknown)
            }
            Ty::Adt(Def::External(_, name), args) if self.is_smart_pointer(*name) => {
                args.first().map_or(Ty::Unknown, |inner| self.awaited_type(inner))
            }
            ty => self.program.projection(ty, self.program.known.output),
        }
    }

    pub(super) fn future(&self, ty: Ty) -> Ty {
        Ty::adt(Def::External(self.program.known.std, self.program.known.future), [ty])
    }

    pub(super) fn iterator(&self, ty: Ty) -> Ty {
        Ty::adt(Def::External(self.program.known.std, self.program.known.iterator), [ty])
    }
}

/// What is declared, else what was found.
pub(super) fn merge(declared: Ty, found: Ty) -> Ty {
    match (&declared, &found) {
        (Ty::Unknown, _) => found,
        // `Vec<_>` is completed by what was found.
        (Ty::Adt(one, args), Ty::Adt(other, _)) if one == other && args.iter().any(Ty::is_unknown) => found,
        _ => declared,
    }
}

/// The type of a value that comes from one branch or another.
fn join(one: Ty, other: Ty) -> Ty {
    match (&one, &other) {
        (Ty::Unknown | Ty::Never, _) => other,
        _ => one,
    }
}
