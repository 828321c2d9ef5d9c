//! Patterns.

use super::*;

impl Lowerer<'_> {
    pub(super) fn push_pat(&mut self, pat: Pat) -> PatIx {
        let ix = PatIx::at(index(self.facts.pats.len()));
        self.facts.pats.push(pat);
        ix
    }

    fn pats<'p>(&mut self, pats: impl IntoIterator<Item = &'p syn::Pat>) -> List<PatIx> {
        let pats: SmallVec<[_; 8]> = pats.into_iter().map(|pat| self.pat(pat)).collect();
        self.facts.push_list(pats)
    }

    pub(super) fn pat(&mut self, pat: &syn::Pat) -> PatIx {
        use syn::Pat as P;
        let lowered = match pat {
            P::Ident(ident) => {
                let name = self.token(&ident.ident);
                let sub = ident.subpat.as_ref().map(|(_, sub)| self.pat(sub));
                let plain = ident.by_ref.is_none() && ident.mutability.is_none() && sub.is_none();
                Pat::Ident { name, plain, sub }
            }
            P::Path(path) => Pat::Path(self.qualified_path(path.qself.as_ref(), &path.path)),
            P::TupleStruct(of) => {
                let path = self.qualified_path(of.qself.as_ref(), &of.path);
                Pat::TupleStruct { path, parts: self.pats(&of.elems) }
            }
            P::Struct(of) => {
                let path = self.qualified_path(of.qself.as_ref(), &of.path);
                let fields = self.each_guarded(&of.fields, |of| &of.attrs, |this, _, field| this.field_pat(field));
                Pat::Struct { path, fields: self.facts.push_list(fields) }
            }
            P::Tuple(tuple) => Pat::Tuple(self.pats(&tuple.elems)),
            P::Slice(slice) => Pat::Slice(self.pats(&slice.elems)),
            P::Or(or) => Pat::Or(self.pats(&or.cases)),
            P::Reference(reference) => Pat::Ref(self.pat(&reference.pat)),
            P::Type(typed) => Pat::Typed { pat: self.pat(&typed.pat), ty: self.ty(&typed.ty) },
            P::Paren(paren) => return self.pat(&paren.pat),
            P::Guard(guard) => return self.pat(&guard.pat),
            P::Lit(literal) => {
                let value = self.literal(&literal.lit);
                Pat::Value(self.facts.push_list([value]))
            }
            P::Range(range) => {
                let ends: Vec<_> = [&range.start, &range.end].into_iter().flatten().map(|end| self.expr(end)).collect();
                Pat::Value(self.facts.push_list(ends))
            }
            P::Const(of) => {
                let block = self.block(&of.block);
                let value = self.push_expr(Expr::Block(block));
                Pat::Value(self.facts.push_list([value]))
            }
            P::Macro(mac) => Pat::Macro(self.macro_call(&mac.mac, CallPosition::Pattern)),
            P::Rest(_) => Pat::Rest,
            _ => Pat::Wild,
        };
        self.push_pat(lowered)
    }

    fn field_pat(&mut self, field: &syn::FieldPat) -> FieldPatIx {
        let name = self.member(&field.member);
        let pat = match (&field.colon_token, &*field.pat) {
            // The shorthand binds a local of the field's name; it can never name a constant.
            (None, syn::Pat::Ident(ident)) => {
                let name = self.token(&ident.ident);
                let sub = ident.subpat.as_ref().map(|(_, sub)| self.pat(sub));
                self.push_pat(Pat::Ident { name, plain: false, sub })
            }
            (_, pat) => self.pat(pat),
        };
        let ix = FieldPatIx::at(index(self.facts.field_pats.len()));
        self.facts.field_pats.push(FieldPat { name, pat });
        ix
    }

    pub(super) fn member(&mut self, member: &syn::Member) -> Token {
        match member {
            syn::Member::Named(ident) => self.token(ident),
            syn::Member::Unnamed(at) => self.token_at(&at.index.to_string(), at.span),
        }
    }
}
