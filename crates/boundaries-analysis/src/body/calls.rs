//! Calls: what a signature says of the arguments, and what the arguments say of the result.

use std::rc::Rc;

use super::*;
use crate::syntax::facts::{ArgsIx, ExprIx, Function, ItemKind, List};
use crate::types::bind_params;

impl<'p> Walker<'p> {
    /// Walks the arguments of a call, each with the type that its parameter has, and tells the type of the result.
    pub(super) fn call_function(
        &mut self,
        def: DefId,
        base: Option<&Ty>,
        is_method: bool,
        turbofish: Option<ArgsIx>,
        args: List<ExprIx>,
        expected: &Ty,
    ) -> Ty {
        let program = self.program;
        let Some((function, mut scope)) = self.signature(def, base, turbofish) else {
            self.exprs(args);
            return Ty::Unknown;
        };
        let facts = &scope.unit.facts;
        let mut params = facts.list(function.params).map(|param| facts[param].ty);
        if is_method && let (Some(Some(ty)), Some(base)) = (params.next(), base) {
            let formal = program.ty(&scope, ty);
            bind_params(&formal, base, &mut scope.params);
        }
        for arg in self.facts().list(args) {
            let formal = params.next().flatten().map_or(Ty::Unknown, |ty| {
                let mut with_callables = scope.clone();
                for (name, callable) in program.callable_params(&scope, function.generics) {
                    for (param, ty) in &mut with_callables.params {
                        if *param == name && *ty == Ty::Open(name) {
                            *ty = callable.clone();
                        }
                    }
                }
                program.ty(&with_callables, ty)
            });
            let actual = self.expr(arg, &formal.closed());
            bind_params(&formal, &actual, &mut scope.params);
        }
        let ret = function.ret.map_or(Ty::unit(), |ty| program.ty(&scope, ty));
        let ret = if function.is_async { self.future(ret) } else { ret };
        bind_params(&ret, expected, &mut scope.params);
        let result = function.ret.map_or(Ty::unit(), |ty| program.ty(&scope, ty)).closed();
        if function.is_async { self.future(result) } else { result }
    }

    /// What a function is as a value.
    pub(super) fn function_type(&self, def: DefId, base: Option<&Ty>) -> Ty {
        let Some((function, scope)) = self.signature(def, base, None) else { return Ty::Unknown };
        let facts = &scope.unit.facts;
        let ty = |ty| self.program.ty(&scope, ty).closed();
        let inputs = facts.list(function.params).map(|param| facts[param].ty.map_or(Ty::Unknown, ty)).collect();
        let result = function.ret.map_or(Ty::unit(), ty);
        Ty::Callable(inputs, Rc::new(if function.is_async { self.future(result) } else { result }))
    }

    /// A function's signature, and what its names mean: `Self` and the parameters of its `impl` as the receiver makes them,
    /// its own as they are written at the call.
    fn signature(
        &self,
        def: DefId,
        base: Option<&Ty>,
        turbofish: Option<ArgsIx>,
    ) -> Option<(&'p Function, TypeScope<'p>)> {
        let program = self.program;
        let data = &program[def];
        let unit = program.unit_of(data.instance);
        let ItemKind::Fn(function) = &unit.facts[data.item].kind else { return None };
        let mut scope = program.type_scope(def);
        scope.open();
        let args = match base.map(Ty::peeled) {
            Some(Ty::Adt(_, args)) => args.clone(),
            _ => [].into(),
        };
        if let (Some(id), None) = (data.implementation, data.parent) {
            let imp = program.impl_scope(id, &args)?;
            let own = scope.params.split_off(imp.params.len().min(scope.params.len()));
            scope.params = imp.params;
            scope.params.extend(own);
            scope.self_type = imp.self_type;
        } else if let Some(base) = base {
            // A trait's item: `Self` is the type it was called on.
            scope.self_type = Some(base.peeled().clone());
        }
        if let Some(turbofish) = turbofish {
            let own = self.type_scope();
            let types = self.facts()[turbofish].types;
            let first = scope.params.len() - function.generics.params.len();
            for (at, ty) in self.facts().list(types).enumerate() {
                let written = program.ty(&own, ty);
                if let (Some(param), false) = (scope.params.get_mut(first + at), written.is_unknown()) {
                    param.1 = written;
                }
            }
        }
        Some((function, scope))
    }

    /// The result of calling a value.
    pub(super) fn call_value(&mut self, callee: &Ty, args: List<ExprIx>) -> Ty {
        let callee = match callee.peeled() {
            Ty::Param(name) => self.callables.iter().rev().find(|(param, _)| param == name).map(|(_, ty)| ty.clone()),
            Ty::Adt(Def::External(..), inner) => inner.first().cloned(),
            _ => None,
        }
        .unwrap_or_else(|| callee.clone());
        match callee.peeled() {
            Ty::Callable(inputs, result) => {
                self.args_with(args, inputs);
                (**result).clone()
            }
            _ => {
                self.exprs(args);
                Ty::Unknown
            }
        }
    }
}
