//! The parts of a refused item: its signature, its members, fields and variants, the leaves of an import.

use rustc_hash::FxHashSet;

use super::*;
use split::is_path_separator;

/// How deeply the groups of an import may nest.
const MAX_USE_DEPTH: usize = 256;

impl Lowerer<'_> {
    /// A function whose body, or whose signature, the parser refuses.
    pub(super) fn token_function(&mut self, item: &Parts<'_>, depth: usize) -> Function {
        let body = item.rest.last().and_then(|last| split::group(last, Delimiter::Brace));
        let header = self.header::<syn::ItemFn>(item.rest);
        let tokens = match &header {
            Some(_) => body.map(|body| split::collected(body.stream())).unwrap_or_default(),
            None => item.behind[1..].to_vec(),
        };
        let generics = if header.is_none() { self.token_generics(&tokens) } else { Generics::default() };
        let is_block = header.is_some();
        match header {
            Some(header) => {
                let function = self.function(&header.sig, None);
                Function { body: self.words_block(tokens, is_block, depth), ..function }
            }
            None => {
                let params = group(&tokens).map(|params| split::collected(params.stream())).unwrap_or_default();
                let receiver = receiver(&params);
                let body = self.words_block(tokens, is_block, depth);
                Function { generics, receiver, is_async: false, params: List::default(), ret: None, body }
            }
        }
    }

    /// An item without what stands in its braces.
    pub(super) fn header<T: Parse>(&self, tokens: &[TokenTree]) -> Option<T> {
        let (last, header) = tokens.split_last()?;
        split::group(last, Delimiter::Brace)?;
        if self.is_too_deep(header) {
            return None;
        }
        let empty = TokenTree::Group(Group::new(Delimiter::Brace, TokenStream::new()));
        syn::parse2(header.iter().cloned().chain([empty]).collect()).ok()
    }

    /// The header of an `impl`; one of a constant trait, which is not stable Rust, included.
    pub(super) fn impl_header(&self, tokens: &[TokenTree]) -> Option<syn::ItemImpl> {
        self.header(tokens).or_else(|| {
            let plain: Vec<_> = tokens.iter().filter(|token| !split::is_word(token, "const")).cloned().collect();
            self.header(&plain)
        })
    }

    /// The members of a trait or an `impl`, each by itself. What is no member goes beside it.
    pub(super) fn token_members<T: Member>(
        &mut self,
        tokens: &[TokenTree],
        cfg: Cfg,
        depth: usize,
        beside: &mut Vec<ItemIx>,
    ) -> List<ItemIx> {
        let Some(body) = tokens.last().and_then(|last| split::group(last, Delimiter::Brace)) else {
            return List::default();
        };
        let mut members = Vec::new();
        for item in split::items(&split::collected(body.stream())) {
            if let Some(member) = self.parsed_tokens::<T>(item.whole) {
                members.extend(member.lower(self, cfg));
            } else if matches!(item.kind, Kind::Fn | Kind::Const | Kind::Alias) {
                self.token_item(&item, cfg, depth + 1, &mut members);
            } else {
                self.token_item(&item, cfg, depth + 1, beside);
            }
        }
        self.facts.push_list(members)
    }

    /// The type and the value behind the name of a constant.
    pub(super) fn token_value(&mut self, tokens: &[TokenTree], depth: usize) -> (TypeIx, Option<ExprIx>) {
        let equals = tokens.iter().position(|token| split::punct(token) == Some('=')).unwrap_or(tokens.len());
        let (ty, value) = tokens.split_at(equals);
        let ty = match ty.get(1..).and_then(|ty| self.parsed_tokens::<syn::Type>(ty)) {
            Some(ty) => self.ty(&ty),
            None => self.push_type(Type::Infer),
        };
        let block = self.words_block(value.to_vec(), false, depth);
        (ty, block.map(|block| self.push_expr(Expr::Block(block))))
    }

    /// The fields of a struct that can be read one by one.
    pub(super) fn token_fields(&mut self, tokens: &[TokenTree]) -> (List<FieldIx>, Shape) {
        let body = tokens.iter().find_map(|token| match token {
            TokenTree::Group(group) if group.delimiter() != Delimiter::Bracket => Some(group),
            _ => None,
        });
        let Some(body) = body else { return (List::default(), Shape::Unit) };
        let is_tuple = body.delimiter() == Delimiter::Parenthesis;
        let mut fields = Vec::new();
        for (at, part) in split::list(&split::collected(body.stream())).enumerate() {
            if self.is_too_deep(part) {
                continue;
            }
            let parser = if is_tuple { syn::Field::parse_unnamed } else { syn::Field::parse_named };
            if let Ok(field) = parser.parse2(split::stream(part)) {
                fields.extend(self.guarded(&field.attrs, |this, _| this.field(&field, at)));
            }
        }
        (self.facts.push_list(fields), if is_tuple { Shape::Tuple } else { Shape::Named })
    }

    /// The variants of an enum; of those that cannot be read, the names.
    pub(super) fn token_variants(&mut self, tokens: &[TokenTree]) -> List<VariantIx> {
        let body = tokens.iter().find_map(|token| split::group(token, Delimiter::Brace));
        let tokens = body.map(|body| split::collected(body.stream())).unwrap_or_default();
        let mut variants = Vec::new();
        for part in split::list(&tokens) {
            match self.parsed_tokens::<syn::Variant>(part) {
                Some(variant) => variants.extend(self.guarded(&variant.attrs, |this, _| this.variant(&variant))),
                None => {
                    if let Some(name) = ident(part.get(split::attributes(part))) {
                        let name = self.token(name);
                        variants.push(VariantIx::at(index(self.facts.variants.len())));
                        let (fields, attrs) = (List::default(), Attrs::default());
                        self.facts.variants.push(Variant { name, fields, value: None, attrs });
                    }
                }
            }
        }
        self.facts.push_list(variants)
    }

    /// The names that an item's header declares between angle brackets, and some more: what follows `<` or a comma there.
    pub(super) fn token_generics(&mut self, tokens: &[TokenTree]) -> Generics {
        let (mut params, mut seen) = (Vec::new(), FxHashSet::default());
        let mut angles = 0_usize;
        for (at, token) in tokens.iter().enumerate() {
            let before = split::in_front_of_attributes(&tokens[..at]).last();
            let mark = before.and_then(split::punct);
            match token {
                TokenTree::Punct(punct) if punct.as_char() == '<' => angles += 1,
                TokenTree::Punct(punct) if punct.as_char() == '>' && !matches!(mark, Some('-' | '=')) => {
                    angles = angles.saturating_sub(1);
                    if angles == 0 {
                        break;
                    }
                }
                TokenTree::Ident(ident) if angles > 0 => {
                    let is_const = before.is_some_and(|before| split::is_word(before, "const"));
                    if is_const || matches!(mark, Some('<' | ',')) {
                        let name = self.token(ident);
                        if !seen.insert(name.name) {
                            continue;
                        }
                        let (kind, bounds) = (GenericKind::Type, List::default());
                        params.push(GenericIx::at(index(self.facts.generic_params.len())));
                        self.facts.generic_params.push(GenericParam { name, kind, bounds, default: None });
                    }
                }
                // Generics stand in front of the first brackets.
                TokenTree::Group(_) if angles == 0 => break,
                _ => {}
            }
        }
        Generics { params: self.facts.push_list(params), wheres: List::default() }
    }

    /// The leaves of an import, if it is whole, but for those that are not.
    pub(super) fn token_use(&mut self, tokens: &[TokenTree]) -> List<UseLeafIx> {
        let mut leaves = Vec::new();
        let Some((end, tree)) = tokens.split_last() else { return List::default() };
        if split::punct(end) != Some(';') {
            return List::default();
        }
        let global = is_path_separator(tree, 0);
        let mut trees = vec![(tree[if global { 2 } else { 0 }..].to_vec(), None, 0)];
        while let Some((tree, before, depth)) = trees.pop() {
            let (mut node, mut rest) = (before, tree.as_slice());
            while let [TokenTree::Ident(name), _, _, behind @ ..] = rest
                && is_path_separator(rest, 1)
            {
                node = Some(self.use_node(node, name));
                rest = behind;
            }
            let (kind, at) = match rest {
                [TokenTree::Group(group)] if group.delimiter() == Delimiter::Brace && depth < MAX_USE_DEPTH => {
                    let inner = split::collected(group.stream());
                    let parts = inner.split(|token| split::punct(token) == Some(',')).filter(|part| !part.is_empty());
                    trees.extend(parts.rev().map(|part| (part.to_vec(), node, depth + 1)));
                    continue;
                }
                [star] if split::punct(star) == Some('*') => (LeafKind::Glob, self.positions.start(star.span())),
                [TokenTree::Ident(name)] => {
                    node = Some(self.use_node(node, name));
                    (LeafKind::Name, self.positions.start(name.span()))
                }
                [TokenTree::Ident(name), word, TokenTree::Ident(alias)] if split::is_word(word, "as") => {
                    node = Some(self.use_node(node, name));
                    let kind = if alias == "_" { LeafKind::Underscore } else { LeafKind::Alias(self.token(alias)) };
                    (kind, self.positions.start(name.span()))
                }
                _ => continue,
            };
            leaves.push(UseLeafIx::at(index(self.facts.use_leaves.len())));
            self.facts.use_leaves.push(UseLeaf { last: node, global, kind, at });
        }
        self.facts.push_list(leaves)
    }
}

/// How a parameter list takes `self`, by its first tokens.
fn receiver(params: &[TokenTree]) -> Option<Receiver> {
    let at = params.iter().take(5).position(|token| split::is_word(token, "self"))?;
    let has = |is: &dyn Fn(&TokenTree) -> bool| params[..at].iter().any(is);
    let is_typed = params.get(at + 1).is_some_and(|token| split::punct(token) == Some(':'));
    Some(match (has(&|token| split::punct(token) == Some('&')), has(&|token| split::is_word(token, "mut"))) {
        _ if is_typed => Receiver::Typed,
        (false, _) => Receiver::Value,
        (true, false) => Receiver::Ref,
        (true, true) => Receiver::Mut,
    })
}
