//! Expressions, statements and blocks.

use super::*;

impl Lowerer<'_> {
    pub(super) fn push_expr(&mut self, expr: Expr) -> ExprIx {
        let ix = ExprIx::at(index(self.facts.exprs.len()));
        self.facts.exprs.push(expr);
        ix
    }

    pub(super) fn exprs<'e>(&mut self, exprs: impl IntoIterator<Item = &'e syn::Expr>) -> List<ExprIx> {
        let exprs = self.each_guarded(exprs, guards::of_expr, |this, _, expr| this.expr(expr));
        self.facts.push_list(exprs)
    }

    pub(super) fn block(&mut self, block: &syn::Block) -> BlockIx {
        self.block_of(&block.stmts)
    }

    pub(super) fn block_of(&mut self, statements: &[syn::Stmt]) -> BlockIx {
        let has_items = statements.iter().any(|statement| match statement {
            syn::Stmt::Item(_) => true,
            // It may declare items; that is seen when the macro is known.
            syn::Stmt::Macro(mac) => {
                let last = mac.mac.path.segments.last().map(|last| last.ident.to_string());
                !last.is_some_and(|last| known_macros::is_expression_macro(&last))
            }
            _ => false,
        });
        let scope = has_items.then(|| self.open_scope(true));
        let outer = self.scope;
        if scope.is_some() {
            self.scope = scope;
        }
        let (mut items, mut lowered) = (Vec::new(), SmallVec::<[_; 16]>::new());
        let mut has_value = false;
        for statement in statements {
            let is_item = matches!(statement, syn::Stmt::Item(_));
            let Some((statement, is_value)) = self.statement(statement, &mut items) else {
                has_value &= !is_item;
                continue;
            };
            has_value = is_value;
            lowered.push(StatementIx::at(index(self.facts.statements.len())));
            self.facts.statements.push(statement);
        }
        self.scope = outer;
        if let Some(scope) = scope {
            self.facts.scopes[scope.place() as usize].items = self.facts.push_list(items);
        }
        let statements = self.facts.push_list(lowered);
        let ix = BlockIx::at(index(self.facts.blocks.len()));
        self.facts.blocks.push(Block { scope, statements, has_value });
        ix
    }

    /// A statement, and whether it is a value; none for one that is left out, and for items, which go with the others.
    fn statement(&mut self, statement: &syn::Stmt, items: &mut Vec<ItemIx>) -> Option<(Statement, bool)> {
        match statement {
            syn::Stmt::Item(item) => {
                self.item(item, self.around(), items);
                None
            }
            syn::Stmt::Local(local) => self.guarded(&local.attrs, |this, _| (this.local(local), false)),
            syn::Stmt::Expr(expr, semicolon) => {
                self.guarded(guards::of_expr(expr), |this, _| (Statement::Expr(this.expr(expr)), semicolon.is_none()))
            }
            syn::Stmt::Macro(mac) => self.guarded(&mac.attrs, |this, _| {
                let call = this.macro_call(&mac.mac, CallPosition::Statement);
                (Statement::Expr(this.push_expr(Expr::Macro(call))), mac.semi_token.is_none())
            }),
        }
    }

    fn local(&mut self, local: &syn::Local) -> Statement {
        let (pat, ty) = match &local.pat {
            syn::Pat::Type(typed) => (self.pat(&typed.pat), Some(self.ty(&typed.ty))),
            pat => (self.pat(pat), None),
        };
        let value = local.init.as_ref().map(|init| self.expr(&init.expr));
        let otherwise = local.init.as_ref().and_then(|init| init.diverge.as_ref()).map(|(_, expr)| self.expr(expr));
        Statement::Let { pat, ty, value, otherwise }
    }

    pub(super) fn expr(&mut self, expr: &syn::Expr) -> ExprIx {
        use syn::Expr as E;
        let lowered = match expr {
            E::Path(of) => Expr::Path(self.qualified_path(of.qself.as_ref(), &of.path)),
            E::Lit(literal) => return self.literal(&literal.lit),
            E::Call(call) => {
                let callee = self.expr(&call.func);
                Expr::Call { callee, args: self.exprs(&call.args) }
            }
            E::MethodCall(call) => {
                let receiver = self.expr(&call.receiver);
                let name = self.token(&call.method);
                let turbofish = call.turbofish.as_ref().map(|args| self.generic_args(args));
                Expr::Method { receiver, name, turbofish, args: self.exprs(&call.args) }
            }
            E::Field(field) => {
                let receiver = self.expr(&field.base);
                match &field.member {
                    syn::Member::Named(ident) => Expr::Field { receiver, name: self.token(ident) },
                    syn::Member::Unnamed(of) => {
                        Expr::TupleField { receiver, index: of.index, at: self.positions.start(of.span) }
                    }
                }
            }
            E::Struct(of) => {
                let path = self.qualified_path(of.qself.as_ref(), &of.path);
                let inits = self.each_guarded(
                    &of.fields,
                    |field| &field.attrs,
                    |this, _, field| {
                        let name = this.member(&field.member);
                        let value = this.expr(&field.expr);
                        this.facts.inits.push(Init { name, shorthand: field.colon_token.is_none(), value });
                        InitIx::at(index(this.facts.inits.len() - 1))
                    },
                );
                let base = of.rest.as_ref().map(|base| self.expr(base));
                Expr::Struct { path, inits: self.facts.push_list(inits), base }
            }
            E::Block(block) => Expr::Block(self.block(&block.block)),
            E::Unsafe(block) => Expr::Block(self.block(&block.block)),
            E::Const(block) => Expr::Block(self.block(&block.block)),
            E::TryBlock(block) => Expr::AsyncBlock(self.block(&block.block)),
            E::Async(block) => Expr::AsyncBlock(self.block(&block.block)),
            E::If(of) => {
                let condition = self.expr(&of.cond);
                let then = self.block(&of.then_branch);
                let otherwise = of.else_branch.as_ref().map(|(_, branch)| self.expr(branch));
                Expr::If { condition, then, otherwise }
            }
            E::Let(of) => Expr::Let { pat: self.pat(&of.pat), value: self.expr(&of.expr) },
            E::Match(of) => {
                let value = self.expr(&of.expr);
                let arms = self.each_guarded(&of.arms, |of| &of.attrs, |this, _, arm| this.arm(&arm.pat, &arm.body));
                Expr::Match { value, arms: self.facts.push_list(arms) }
            }
            E::Closure(closure) => {
                let params = self.each_guarded(&closure.inputs, guards::of_pat, |this, _, input| {
                    let (pat, ty) = match input {
                        syn::Pat::Type(typed) => (this.pat(&typed.pat), Some(this.ty(&typed.ty))),
                        pat => (this.pat(pat), None),
                    };
                    this.push_param(pat, ty)
                });
                let params = self.facts.push_list(params);
                let ret = self.return_type(&closure.output);
                let body = self.expr(&closure.body);
                Expr::Closure { params, ret, body, is_async: closure.asyncness.is_some() }
            }
            E::While(of) => Expr::While { condition: self.expr(&of.cond), body: self.block(&of.body) },
            E::Loop(of) => Expr::Loop(self.block(&of.body)),
            E::ForLoop(of) => {
                let iterated = self.expr(&of.expr);
                let pat = self.pat(&of.pat);
                Expr::For { pat, iterated, body: self.block(&of.body) }
            }
            E::Reference(of) => Expr::Ref(self.expr(&of.expr)),
            E::RawAddr(of) => Expr::Ref(self.expr(&of.expr)),
            E::Unary(of) => {
                let inner = self.expr(&of.expr);
                match of.op {
                    syn::UnOp::Deref(_) => Expr::Deref(inner),
                    syn::UnOp::Not(_) => Expr::Not(inner),
                    _ => Expr::Negate(inner),
                }
            }
            E::Binary(of) => {
                let (left, right) = (self.expr(&of.left), self.expr(&of.right));
                Expr::Binary { kind: binary_kind(&of.op), left, right }
            }
            E::Assign(of) => Expr::Assign { left: self.expr(&of.left), right: self.expr(&of.right) },
            E::Index(of) => Expr::Index { receiver: self.expr(&of.expr), index: self.expr(&of.index) },
            E::Try(of) => Expr::Try(self.expr(&of.expr)),
            E::Await(of) => Expr::Await(self.expr(&of.base)),
            E::Tuple(of) => Expr::Tuple(self.exprs(&of.elems)),
            E::Array(of) => Expr::Array(self.exprs(&of.elems)),
            E::Repeat(of) => Expr::Repeat { value: self.expr(&of.expr), len: self.expr(&of.len) },
            E::Cast(of) => Expr::Cast { value: self.expr(&of.expr), ty: self.ty(&of.ty) },
            E::Range(of) => {
                let ends: Vec<_> = [&of.start, &of.end].into_iter().flatten().map(|end| self.expr(end)).collect();
                Expr::Range(self.facts.push_list(ends))
            }
            E::Return(of) => Expr::Jump(of.expr.as_ref().map(|value| self.expr(value))),
            E::Break(of) => Expr::Jump(of.expr.as_ref().map(|value| self.expr(value))),
            E::Yield(of) => Expr::Jump(of.expr.as_ref().map(|value| self.expr(value))),
            E::Continue(_) => Expr::Jump(None),
            E::Macro(of) => Expr::Macro(self.macro_call(&of.mac, CallPosition::Expr)),
            E::Paren(of) => return self.expr(&of.expr),
            E::Group(of) => return self.expr(&of.expr),
            _ => Expr::Other,
        };
        self.push_expr(lowered)
    }

    pub(super) fn arm(&mut self, pat: &syn::Pat, body: &syn::Expr) -> ArmIx {
        let guard = match pat {
            syn::Pat::Guard(guard) => Some(self.expr(&guard.guard)),
            _ => None,
        };
        let pat = self.pat(pat);
        let body = self.expr(body);
        self.push_arm(Arm { pat, guard, body })
    }

    pub(super) fn push_arm(&mut self, arm: Arm) -> ArmIx {
        let ix = ArmIx::at(index(self.facts.arms.len()));
        self.facts.arms.push(arm);
        ix
    }

    pub(super) fn literal(&mut self, literal: &syn::Lit) -> ExprIx {
        let suffix = |this: &mut Self, suffix: &str| (!suffix.is_empty()).then(|| this.name(suffix));
        let kind = match literal {
            syn::Lit::Str(_) => LiteralKind::Str,
            syn::Lit::ByteStr(_) => LiteralKind::ByteStr,
            syn::Lit::CStr(_) => LiteralKind::CStr,
            syn::Lit::Char(_) => LiteralKind::Char,
            syn::Lit::Bool(_) => LiteralKind::Bool,
            syn::Lit::Byte(_) => LiteralKind::Byte,
            syn::Lit::Int(int) => LiteralKind::Int(suffix(self, int.suffix())),
            syn::Lit::Float(float) => LiteralKind::Float(suffix(self, float.suffix())),
            _ => return self.push_expr(Expr::Other),
        };
        self.push_expr(Expr::Literal(kind))
    }
}

fn binary_kind(op: &syn::BinOp) -> BinaryKind {
    use syn::BinOp as B;
    match op {
        B::And(_) | B::Or(_) | B::Eq(_) | B::Lt(_) | B::Le(_) | B::Ne(_) | B::Ge(_) | B::Gt(_) => BinaryKind::Logic,
        B::Add(_)
        | B::Sub(_)
        | B::Mul(_)
        | B::Div(_)
        | B::Rem(_)
        | B::BitXor(_)
        | B::BitAnd(_)
        | B::BitOr(_)
        | B::Shl(_)
        | B::Shr(_) => BinaryKind::Arithmetic,
        _ => BinaryKind::Assignment,
    }
}
