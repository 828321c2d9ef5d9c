//! Conditional compilation of whatever attributes can stand on.
//!
//! What is left out is not lowered. What only tests compile is lowered like the rest; where it stands in the text is taken
//! down, so that no table has to tell of each entry.

use syn::Attribute;

use super::*;

impl Lowerer<'_> {
    /// Lowers what attributes guard; none where it is left out.
    pub(super) fn guarded<T>(
        &mut self,
        attributes: &[Attribute],
        lower: impl FnOnce(&mut Self, Cfg) -> T,
    ) -> Option<T> {
        let cfg = self.cfg(attributes)?;
        let Some(first) = attributes.first().filter(|_| cfg.test && !self.is_in_tests) else {
            return Some(lower(self, cfg));
        };
        let start = self.positions.start(first.pound_token.span);
        self.positions.forget_furthest();
        self.is_in_tests = true;
        let lowered = lower(self, cfg);
        self.is_in_tests = false;
        // Every place that facts have was asked for.
        self.facts.of_tests.push(TextRange { start, end: self.positions.furthest() + 1 });
        Some(lowered)
    }

    /// Lowers each of some things unless it is left out.
    pub(super) fn each_guarded<'i, I: 'i, T>(
        &mut self,
        of: impl IntoIterator<Item = &'i I>,
        attributes: impl Fn(&I) -> &[Attribute],
        mut lower: impl FnMut(&mut Self, usize, &'i I) -> T,
    ) -> SmallVec<[T; 8]> {
        let all = of.into_iter().enumerate();
        all.filter_map(|(at, one)| self.guarded(attributes(one), |this, _| lower(this, at, one))).collect()
    }

    /// What guards items by where they stand in a body.
    pub(super) fn around(&self) -> Cfg {
        Cfg { test: self.is_in_tests, unlikely: false }
    }
}

/// The attributes of a parameter.
pub(super) fn of_param(param: &syn::FnArg) -> &[Attribute] {
    match param {
        syn::FnArg::Receiver(receiver) => &receiver.attrs,
        syn::FnArg::Typed(typed) => &typed.attrs,
    }
}

/// The attributes of a generic parameter.
pub(super) fn of_generic(param: &syn::GenericParam) -> &[Attribute] {
    match param {
        syn::GenericParam::Type(param) => &param.attrs,
        syn::GenericParam::Const(param) => &param.attrs,
        syn::GenericParam::Lifetime(param) => &param.attrs,
    }
}

/// The attributes of a closure's parameter.
pub(super) fn of_pat(pat: &syn::Pat) -> &[Attribute] {
    use syn::Pat as P;
    match pat {
        P::Const(syn::PatConst { attrs, .. })
        | P::Ident(syn::PatIdent { attrs, .. })
        | P::Lit(syn::PatLit { attrs, .. })
        | P::Macro(syn::PatMacro { attrs, .. })
        | P::Or(syn::PatOr { attrs, .. })
        | P::Paren(syn::PatParen { attrs, .. })
        | P::Path(syn::PatPath { attrs, .. })
        | P::Range(syn::PatRange { attrs, .. })
        | P::Reference(syn::PatReference { attrs, .. })
        | P::Rest(syn::PatRest { attrs, .. })
        | P::Slice(syn::PatSlice { attrs, .. })
        | P::Struct(syn::PatStruct { attrs, .. })
        | P::Tuple(syn::PatTuple { attrs, .. })
        | P::TupleStruct(syn::PatTupleStruct { attrs, .. })
        | P::Type(syn::PatType { attrs, .. })
        | P::Wild(syn::PatWild { attrs, .. }) => attrs,
        _ => &[],
    }
}

/// The attributes in front of an expression.
pub(super) fn of_expr(expr: &syn::Expr) -> &[Attribute] {
    use syn::Expr as E;
    match expr {
        E::Array(syn::ExprArray { attrs, .. })
        | E::Assign(syn::ExprAssign { attrs, .. })
        | E::Async(syn::ExprAsync { attrs, .. })
        | E::Await(syn::ExprAwait { attrs, .. })
        | E::Binary(syn::ExprBinary { attrs, .. })
        | E::Block(syn::ExprBlock { attrs, .. })
        | E::Break(syn::ExprBreak { attrs, .. })
        | E::Call(syn::ExprCall { attrs, .. })
        | E::Cast(syn::ExprCast { attrs, .. })
        | E::Closure(syn::ExprClosure { attrs, .. })
        | E::Const(syn::ExprConst { attrs, .. })
        | E::Continue(syn::ExprContinue { attrs, .. })
        | E::Field(syn::ExprField { attrs, .. })
        | E::ForLoop(syn::ExprForLoop { attrs, .. })
        | E::Group(syn::ExprGroup { attrs, .. })
        | E::If(syn::ExprIf { attrs, .. })
        | E::Index(syn::ExprIndex { attrs, .. })
        | E::Infer(syn::ExprInfer { attrs, .. })
        | E::Let(syn::ExprLet { attrs, .. })
        | E::Lit(syn::ExprLit { attrs, .. })
        | E::Loop(syn::ExprLoop { attrs, .. })
        | E::Macro(syn::ExprMacro { attrs, .. })
        | E::Match(syn::ExprMatch { attrs, .. })
        | E::MethodCall(syn::ExprMethodCall { attrs, .. })
        | E::Paren(syn::ExprParen { attrs, .. })
        | E::Path(syn::ExprPath { attrs, .. })
        | E::Range(syn::ExprRange { attrs, .. })
        | E::RawAddr(syn::ExprRawAddr { attrs, .. })
        | E::Reference(syn::ExprReference { attrs, .. })
        | E::Repeat(syn::ExprRepeat { attrs, .. })
        | E::Return(syn::ExprReturn { attrs, .. })
        | E::Struct(syn::ExprStruct { attrs, .. })
        | E::Try(syn::ExprTry { attrs, .. })
        | E::TryBlock(syn::ExprTryBlock { attrs, .. })
        | E::Tuple(syn::ExprTuple { attrs, .. })
        | E::Unary(syn::ExprUnary { attrs, .. })
        | E::Unsafe(syn::ExprUnsafe { attrs, .. })
        | E::While(syn::ExprWhile { attrs, .. })
        | E::Yield(syn::ExprYield { attrs, .. }) => attrs,
        _ => &[],
    }
}
