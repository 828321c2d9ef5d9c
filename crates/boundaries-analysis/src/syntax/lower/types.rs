//! Paths, types, generics and bounds.

use super::*;

impl Lowerer<'_> {
    pub(super) fn path(&mut self, path: &syn::Path) -> PathIx {
        self.qualified_path(None, path)
    }

    pub(super) fn qualified_path(&mut self, qself: Option<&syn::QSelf>, path: &syn::Path) -> PathIx {
        let qself = qself.map(|qself| (self.ty(&qself.ty), index(qself.position)));
        let segments: SmallVec<[_; 4]> = path.segments.iter().map(|segment| self.segment(segment)).collect();
        self.push_path(path.leading_colon.is_some() && qself.is_none(), qself, &segments)
    }

    pub(super) fn push_path(&mut self, global: bool, qself: Option<(TypeIx, u32)>, segments: &[Segment]) -> PathIx {
        let start = index(self.facts.segments.len());
        self.facts.segments.extend_from_slice(segments);
        let end = index(self.facts.segments.len());
        let ix = PathIx::at(index(self.facts.paths.len()));
        self.facts.paths.push(Path::new(global, qself, start..end));
        ix
    }

    fn segment(&mut self, segment: &syn::PathSegment) -> Segment {
        let token = self.token(&segment.ident);
        let args = match &segment.arguments {
            syn::PathArguments::None => None,
            syn::PathArguments::AngleBracketed(args) => Some(self.generic_args(args)),
            syn::PathArguments::Parenthesized(args) => {
                let types: Vec<_> = args.inputs.iter().map(|arg| self.ty(&arg.ty)).collect();
                let output = self.return_type(&args.output);
                let types = self.facts.push_list(types);
                Some(self.push_args(GenericArgs {
                    types,
                    consts: List::default(),
                    bindings: List::default(),
                    output,
                    parenthesized: true,
                }))
            }
        };
        Segment { token, args }
    }

    pub(super) fn generic_args(&mut self, args: &syn::AngleBracketedGenericArguments) -> ArgsIx {
        let (mut types, mut consts, mut bindings) = (Vec::new(), Vec::new(), Vec::new());
        for arg in &args.args {
            match arg {
                syn::GenericArgument::Type(ty) => types.push(self.ty(ty)),
                syn::GenericArgument::Const(value) => consts.push(self.expr(value)),
                syn::GenericArgument::AssocType(assoc) => {
                    let ty = Some(self.ty(&assoc.ty));
                    bindings.push(self.binding(&assoc.ident, ty, List::default()));
                }
                syn::GenericArgument::AssocConst(assoc) => {
                    consts.push(self.expr(&assoc.value));
                    bindings.push(self.binding(&assoc.ident, None, List::default()));
                }
                syn::GenericArgument::Constraint(constraint) => {
                    let bounds = self.bounds(&constraint.bounds);
                    bindings.push(self.binding(&constraint.ident, None, bounds));
                }
                _ => {}
            }
        }
        let (types, consts) = (self.facts.push_list(types), self.facts.push_list(consts));
        let bindings = self.facts.push_list(bindings);
        self.push_args(GenericArgs { types, consts, bindings, output: None, parenthesized: false })
    }

    fn push_args(&mut self, args: GenericArgs) -> ArgsIx {
        let ix = ArgsIx::at(index(self.facts.args.len()));
        self.facts.args.push(args);
        ix
    }

    fn binding(&mut self, ident: &Ident, ty: Option<TypeIx>, bounds: List<PathIx>) -> BindingIx {
        let name = self.token(ident);
        let ix = BindingIx::at(index(self.facts.bindings.len()));
        self.facts.bindings.push(Binding { name, ty, bounds });
        ix
    }

    pub(super) fn push_type(&mut self, ty: Type) -> TypeIx {
        let ix = TypeIx::at(index(self.facts.types.len()));
        self.facts.types.push(ty);
        ix
    }

    pub(super) fn ty(&mut self, ty: &syn::Type) -> TypeIx {
        use syn::Type as T;
        let lowered = match ty {
            T::Path(path) => Type::Path(self.qualified_path(path.qself.as_ref(), &path.path)),
            T::Reference(reference) => Type::Ref(self.ty(&reference.elem)),
            T::Ptr(pointer) => Type::Pointer(self.ty(&pointer.elem)),
            T::Slice(slice) => Type::Slice(self.ty(&slice.elem)),
            T::Array(array) => Type::Array(self.ty(&array.elem), self.expr(&array.len)),
            T::Tuple(tuple) => {
                let parts: Vec<_> = tuple.elems.iter().map(|part| self.ty(part)).collect();
                Type::Tuple(self.facts.push_list(parts))
            }
            T::FnPtr(pointer) => {
                let inputs = self.each_guarded(&pointer.inputs, |arg| &arg.attrs, |this, _, arg| this.ty(&arg.ty));
                let output = self.return_type(&pointer.output);
                Type::FnPointer { inputs: self.facts.push_list(inputs), output }
            }
            T::ImplTrait(of) => Type::Impl(self.bounds(&of.bounds)),
            T::TraitObject(of) => Type::Dyn(self.bounds(&of.bounds)),
            T::Macro(mac) => Type::Macro(self.macro_call(&mac.mac, CallPosition::Type)),
            T::Group(group) => return self.ty(&group.elem),
            T::Paren(paren) => return self.ty(&paren.elem),
            T::Never(_) => Type::Never,
            _ => Type::Infer,
        };
        self.push_type(lowered)
    }

    pub(super) fn receiver_type(&mut self, receiver: &syn::Receiver) -> Option<TypeIx> {
        Some(match &receiver.kind {
            syn::ReceiverKind::Reference(..) => {
                let inner = self.push_type(Type::Receiver);
                self.push_type(Type::Ref(inner))
            }
            syn::ReceiverKind::Typed(_, ty) => self.ty(ty),
            _ => self.push_type(Type::Receiver),
        })
    }

    pub(super) fn return_type(&mut self, output: &syn::ReturnType) -> Option<TypeIx> {
        match output {
            syn::ReturnType::Default => None,
            syn::ReturnType::Type(_, ty) => Some(self.ty(ty)),
        }
    }

    pub(super) fn bounds<'b>(&mut self, bounds: impl IntoIterator<Item = &'b syn::TypeParamBound>) -> List<PathIx> {
        let mut paths = Vec::new();
        for bound in bounds {
            if let syn::TypeParamBound::Trait(bound) = bound {
                paths.push(self.path(&bound.path));
            }
        }
        self.facts.push_list(paths)
    }

    pub(super) fn generics(&mut self, generics: &syn::Generics) -> Generics {
        if generics.params.is_empty() && generics.where_clause.is_none() {
            return Generics::default();
        }
        let params =
            self.each_guarded(&generics.params, guards::of_generic, |this, _, param| this.generic_param(param));
        let params: Vec<_> = params.into_iter().flatten().collect();
        let mut wheres = Vec::new();
        for predicate in generics.where_clause.iter().flat_map(|clause| &clause.predicates) {
            if let syn::WherePredicate::Type(predicate) = predicate {
                let ty = self.ty(&predicate.bounded_ty);
                let bounds = self.bounds(&predicate.bounds);
                wheres.push(WhereIx::at(index(self.facts.wheres.len())));
                self.facts.wheres.push(Where { ty, bounds });
            }
        }
        Generics { params: self.facts.push_list(params), wheres: self.facts.push_list(wheres) }
    }

    /// A type or a constant; lifetimes are not kept.
    fn generic_param(&mut self, param: &syn::GenericParam) -> Option<GenericIx> {
        let (name, kind, bounds, default) = match param {
            syn::GenericParam::Type(param) => {
                let bounds = self.bounds(&param.bounds);
                let default = param.default.as_ref().map(|(_, ty)| self.ty(ty));
                (&param.ident, GenericKind::Type, bounds, default)
            }
            syn::GenericParam::Const(param) => {
                (&param.ident, GenericKind::Const(self.ty(&param.ty)), List::default(), None)
            }
            syn::GenericParam::Lifetime(_) => return None,
        };
        let name = self.token(name);
        let ix = GenericIx::at(index(self.facts.generic_params.len()));
        self.facts.generic_params.push(GenericParam { name, kind, bounds, default });
        Some(ix)
    }
}
