//! Macro calls: the macro itself is a reference, and so is what its arguments name.
//!
//! A call of one of the workspace's `macro_rules!` macros is expanded and its expansion walked. The standard library's
//! macros were read with the file. The contents of any other call are read here, as expressions between commas, then as
//! statements; where neither fits, piece by piece. The body of a `macro_rules!` macro
//! contributes its `$crate` paths even if nobody calls it.

use super::*;
use crate::expand::{Rules, fuel, fuel_beyond};
use crate::lookup::Outcome;
use crate::syntax::facts::{
    BinaryKind, CallPosition, Expr, ExprIx, MacroIx, MacroResult, PathIx, ProcMacroKind, Statement, TextRange,
};
use crate::syntax::macro_rules::{ExpandError, KnownRules};
use crate::syntax::{self, Grammar, SyntaxError};

/// What a macro's path led to.
pub(super) enum Called {
    /// A `macro_rules!` macro.
    Rules(Rules),
    /// A procedural macro of the workspace.
    Procedural,
    Outside,
}

impl Walker<'_> {
    pub(super) fn expr_macro(&mut self, ix: MacroIx, expected: &Ty) -> Ty {
        let call = &self.facts()[ix];
        let called = self.macro_path(call.path, ReferenceKind::Macro);
        if let Some(instance) = self.collected_call(ix) {
            return self.in_instance(ix, instance, |this| this.fragment(expected));
        }
        match called {
            Called::Rules(rules) => {
                let grammars: &[Grammar] = match call.position {
                    CallPosition::Statement => &[Grammar::Statements],
                    _ => &[Grammar::Expressions, Grammar::Statements],
                };
                if let Some(ty) = self.expansion(ix, rules, grammars, |this| this.fragment(expected)) {
                    return ty;
                }
            }
            Called::Procedural => {}
            Called::Outside => {
                if self.is_include(ix) {
                    return Ty::Unknown;
                }
                if let Some(known) = call.known {
                    let args = self.exprs(known.args);
                    self.exprs(known.inline);
                    return self.known_result(known.result, args);
                }
            }
        }
        self.contents(ix, matches!(called, Called::Rules(Rules::Defined(_))), expected);
        Ty::Unknown
    }

    fn known_result(&self, result: MacroResult, args: Vec<Ty>) -> Ty {
        let known = &self.program.known;
        let first = args.into_iter().next().unwrap_or(Ty::Unknown);
        match result {
            MacroResult::Unit => Ty::unit(),
            MacroResult::Never => Ty::Never,
            MacroResult::Bool => Ty::Primitive(known.bool_),
            MacroResult::String => Ty::adt(Def::External(known.std, known.string), []),
            MacroResult::Str => Ty::Ref(std::rc::Rc::new(Ty::Primitive(known.str_))),
            MacroResult::Vec => Ty::adt(Def::External(known.std, known.vec), [first]),
            MacroResult::First => first,
            MacroResult::Unknown => Ty::Unknown,
        }
    }

    /// A call between items, or among those of a trait or an `impl`.
    pub(super) fn item_macro(&mut self, ix: MacroIx) {
        let call = &self.facts()[ix];
        let called = self.macro_path(call.path, ReferenceKind::Macro);
        if let Some(instance) = self.collected_call(ix) {
            return self.in_instance(ix, instance, |this| {
                let members = this.facts()[ScopeIx::at(0)].items;
                for item in this.facts().list(members) {
                    this.item(item);
                }
            });
        }
        let is_read = self.instance.is_some_and(|instance| self.program.read_calls.contains(&(instance, ix)));
        let is_nothing = call.known.is_some();
        if is_read || is_nothing || matches!(called, Called::Outside) && self.is_include(ix) {
            return;
        }
        self.contents(ix, matches!(called, Called::Rules(Rules::Defined(_))), &Ty::Unknown);
        // It stands where items stand, and nobody knows which it makes.
        self.call_gap(GapReason::UnknownMacro, ix);
    }

    pub(super) fn type_macro(&mut self, ix: MacroIx) {
        let call = &self.facts()[ix];
        let called = self.macro_path(call.path, ReferenceKind::Macro);
        let walk = |this: &mut Walker<'_>| {
            if let Some(ty) = this.facts().fragment_type {
                this.type_refs(ty);
            }
        };
        if let Called::Rules(rules) = called
            && self.expansion(ix, rules, &[Grammar::Type], walk).is_some()
        {
            return;
        }
        let body = call.body;
        if let Ok(facts) =
            syntax::read(self.unit.slice(self.sources, body), body.start, Grammar::Type, &self.facts().conditions)
        {
            self.in_facts(ix, facts, walk);
        }
    }

    pub(super) fn pattern_macro(&mut self, ix: MacroIx, ty: &Ty) {
        let call = &self.facts()[ix];
        let called = self.macro_path(call.path, ReferenceKind::Macro);
        let walk = |this: &mut Walker<'_>| {
            if let Some(pat) = this.facts().fragment_pat {
                this.pat(pat, ty);
            }
        };
        if let Called::Rules(rules) = called
            && self.expansion(ix, rules, &[Grammar::Pattern], walk).is_some()
        {
            return;
        }
        self.pieces(ix);
    }

    /// The text that a call became part of the program as.
    fn collected_call(&self, ix: MacroIx) -> Option<InstanceId> {
        self.program.expansions.get(&(self.instance?, ix)).copied()
    }

    /// Expands a call and walks what it turns into; none where it cannot be expanded.
    fn expansion<T>(
        &mut self,
        ix: MacroIx,
        rules: Rules,
        grammars: &[Grammar],
        walk: impl FnOnce(&mut Walker<'_>) -> T,
    ) -> Option<T> {
        if self.unit.expanded.is_none() {
            self.fuel = fuel(self.program.limits);
        }
        let reached = [
            (self.is_too_deep(), Limit::MacroDepth),
            (self.purse.is_empty(), Limit::BodyMacros),
            (self.fuel == 0, Limit::MacroCall),
        ];
        if let Some((_, limit)) = reached.into_iter().find(|(is_reached, _)| *is_reached) {
            self.call_gap(limit, ix);
            return None;
        }
        self.marks = self.marks.saturating_add(1);
        let expanded = match self.program.expand(self.sources, self.unit, ix, rules, self.marks, self.purse) {
            Ok(expanded) => expanded,
            Err(ExpandError::NoRule) => {
                self.fuel -= 1;
                return None;
            }
            Err(ExpandError::Beyond(limit)) => {
                self.fuel = fuel_beyond(limit, self.fuel);
                self.call_gap(limit, ix);
                return None;
            }
        };
        self.fuel = self.fuel.saturating_sub(expanded.cost());
        let facts = match syntax::read_first(&expanded.text, 0, grammars, &self.facts().conditions) {
            Ok((_, facts)) => facts,
            Err(SyntaxError::TooDeep) => {
                self.call_gap(Limit::Nesting, ix);
                return None;
            }
            Err(SyntaxError::Refused { .. }) => return None,
        };
        let unit = Unit::walked(self.program, self.unit.file, facts, Some(Arc::new(expanded)));
        Some(self.in_unit(ix, &unit, None, walk))
    }

    /// Walks what a call in a body turned into. What a statement binds, the statements behind it see.
    fn fragment(&mut self, expected: &Ty) -> Ty {
        let Some(block) = self.facts().fragment else { return Ty::Unknown };
        let own_scope = match (self.facts()[block].scope, self.instance) {
            (Some(scope), Some(instance)) => Some(self.program.scope_in(instance, scope)),
            _ => None,
        };
        // The items of a statement were given to the block around it, those of an expression to a block of their own.
        match own_scope.is_some_and(|scope| scope != self.scope) {
            true => self.block(block, expected),
            false => self.statements(block, expected),
        }
    }

    /// Records the macro that a path names.
    pub(super) fn macro_path(&mut self, ix: PathIx, kind: ReferenceKind) -> Called {
        let facts = self.facts();
        let path = &facts[ix];
        let segments = facts.segments(path);
        let names: SmallVec<[_; 4]> = segments.iter().map(|segment| self.unit.token(segment.token)).collect();
        let Some(last) = segments.last() else { return Called::Outside };
        let outside = || match KnownRules::of(self.program.text(self.unit.token(last.token))) {
            Some(known) => Called::Rules(Rules::Known(known)),
            None => Called::Outside,
        };
        let Some(found) = self.program.resolve_macro(self.scope, self.unit, path) else { return outside() };
        let called = match found.def {
            Def::Item(item) => {
                // A helper attribute of a derive may share its name with a macro of another kind.
                let is_wanted = match (kind, self.program[item].kind) {
                    (ReferenceKind::Derive, of) => of == DefKind::ProcMacro(ProcMacroKind::Derive),
                    (ReferenceKind::Attribute, of) => of == DefKind::ProcMacro(ProcMacroKind::Attribute),
                    _ => true,
                };
                match self.program[item].kind {
                    _ if !is_wanted => return Called::Outside,
                    DefKind::Macro => Called::Rules(Rules::Defined(item)),
                    _ => Called::Procedural,
                }
            }
            _ => outside(),
        };
        self.record(kind, found, last.token.at, &names);
        called
    }

    /// Whether a call brings in code from another file, which is a gap: the file is often made by a build script.
    fn is_include(&mut self, ix: MacroIx) -> bool {
        let facts = self.facts();
        let call = &facts[ix];
        let Some(last) = facts.segments(&facts[call.path]).last() else { return false };
        if self.program.text(self.unit.token(last.token)) != "include" {
            return false;
        }
        let text = self.unit.slice(self.sources, call.body).trim().to_owned();
        self.gap(GapReason::HiddenCode, last.token.at, text);
        true
    }

    /// Reads the contents of a call and walks them; those of a macro of the workspace that could not be expanded are not
    /// guessed.
    fn contents(&mut self, ix: MacroIx, is_known: bool, expected: &Ty) {
        let facts = self.facts();
        let call = &facts[ix];
        let name =
            facts.segments(&facts[call.path]).last().map(|segment| self.program.text(self.unit.token(segment.token)));
        let body = call.body;
        let text = self.unit.slice(self.sources, body);
        if name.is_some_and(syntax::is_opaque) || text.trim().is_empty() {
            return;
        }
        if self.is_too_deep() {
            return self.call_gap(Limit::MacroDepth, ix);
        }
        if is_known {
            return self.call_gap(GapReason::UnknownMacro, ix);
        }
        let grammars = [Grammar::Expressions, Grammar::Statements, Grammar::Loose];
        match syntax::read_first(text, body.start, &grammars, &facts.conditions) {
            Ok((Grammar::Expressions, facts)) => self.in_facts(ix, facts, |this| this.arguments()),
            Ok((Grammar::Statements, facts)) => self.in_facts(ix, facts, |this| {
                this.with_ribs(|this| this.fragment(expected));
            }),
            Ok((_, facts)) => self.walk_pieces(ix, facts),
            Err(error) => self.call_gap(error, ix),
        }
    }

    /// What a macro from outside does with a lone name, nobody knows: `hit!(name)`.
    fn arguments(&mut self) {
        let facts = self.facts();
        let Some(block) = facts.fragment else { return };
        for statement in facts.list(facts[block].statements) {
            if let Statement::Expr(expr) = facts[statement] {
                self.argument(expr, false);
            }
        }
    }

    /// Reads the contents of a call piece by piece.
    fn pieces(&mut self, ix: MacroIx) {
        let body = self.facts()[ix].body;
        let text = self.unit.slice(self.sources, body);
        match syntax::read(text, body.start, Grammar::Loose, &self.facts().conditions) {
            Ok(facts) => self.walk_pieces(ix, facts),
            Err(error) => self.call_gap(error, ix),
        }
    }

    fn walk_pieces(&mut self, ix: MacroIx, facts: FileFacts) {
        let is_partly_read = facts.is_partly_read;
        self.in_facts(ix, facts, |this| {
            let pieces = this.facts().pieces;
            for piece in this.facts().list(pieces) {
                this.argument(piece, false);
            }
        });
        if is_partly_read {
            self.call_gap(GapReason::UnknownMacro, ix);
        }
    }

    /// An argument of a macro or an attribute from outside the workspace. A function that an attribute seems to call may
    /// be a word of the attribute.
    pub(super) fn argument(&mut self, ix: ExprIx, in_attribute: bool) {
        let facts = self.facts();
        match facts[ix] {
            Expr::Path(path) => self.argument_path(path),
            Expr::Assign { left: _, right } => self.argument(right, in_attribute),
            // It may as well be the start of generic arguments.
            Expr::Binary { kind: BinaryKind::Logic, left, right } => {
                self.argument(left, in_attribute);
                self.argument(right, in_attribute);
            }
            Expr::Call { callee, args } if in_attribute && self.is_word(callee) => {
                for arg in facts.list(args) {
                    self.argument(arg, in_attribute);
                }
            }
            _ => {
                self.expr(ix, &Ty::Unknown);
            }
        }
    }

    fn is_word(&self, ix: ExprIx) -> bool {
        let facts = self.facts();
        let Expr::Path(path) = facts[ix] else { return false };
        match facts.segments(&facts[path]) {
            [only] => !self.program.text(self.unit.token(only.token)).starts_with(char::is_uppercase),
            _ => false,
        }
    }

    fn argument_path(&mut self, ix: PathIx) {
        let facts = self.facts();
        let path = &facts[ix];
        let segments = facts.segments(path);
        let names: SmallVec<[_; 4]> = segments.iter().map(|segment| self.unit.token(segment.token)).collect();
        match segments {
            _ if path.qself.is_some() => {
                self.path(ix, Namespace::Values);
            }
            [first, ..] if !path.is_global() && self.is_param(self.unit.token(first.token)) => {}
            [only] => {
                let at = only.token.at;
                if !self.program.text(self.unit.token(only.token)).starts_with(char::is_uppercase)
                    || self.find_local(names[0], at).is_some()
                {
                    return;
                }
                let standing = self.standing(at);
                for namespace in [Namespace::Types, Namespace::Values] {
                    if let Outcome::Found(found @ Resolution { def: Def::Item(_), .. }) =
                        self.program.resolve_name(standing, names[0], namespace)
                    {
                        return self.record(ReferenceKind::Path, found, at, &names);
                    }
                }
            }
            [.., before, last] => self.word_path(path.is_global(), &names, before.token.at, last.token.at),
            [] => {}
        }
    }

    /// Records what a path among words leads to: its whole, or a type and an item of it.
    fn word_path(&mut self, global: bool, names: &[Symbol], before: u32, at: u32) {
        let standing = self.standing(at);
        let (head, name) = (&names[..names.len() - 1], names[names.len() - 1]);
        if let Outcome::Found(found @ Resolution { def: Def::Item(owner), .. }) =
            self.program.resolve(standing, global, head, Namespace::Types)
        {
            self.record(ReferenceKind::Path, found, before, head);
            if let Some(def) = self.type_member(self.program.through_alias(owner), &[], name) {
                let door = self.program.module_of(Def::Item(def)).unwrap_or(self.scope);
                self.record(ReferenceKind::Associated, Resolution { def: Def::Item(def), door, name }, at, names);
            }
            return;
        }
        for namespace in [Namespace::Types, Namespace::Values] {
            if let Some(found) = self.program.resolve(standing, global, names, namespace).found() {
                if !matches!(found.def, Def::Module(_)) {
                    self.record(ReferenceKind::Path, found, at, names);
                }
                return;
            }
        }
    }

    /// The paths that every expansion of a macro takes from its own crate: `$crate::path` in its body.
    pub(super) fn macro_body(&mut self, body: TextRange) {
        let text = self.unit.slice(self.sources, body);
        if !text.contains("$crate") {
            return;
        }
        // The dollar becomes a blank of its size, so that every position stays what it was.
        let plain = text.replace("$crate", " crate");
        for path in syntax::paths_in(&plain, body.start, self.facts().conditions.nesting) {
            let (Some((first, start)), [.., (_, before), (_, at)]) = (path.names.first(), &path.names[..]) else {
                continue;
            };
            let dollar = (*start as usize).checked_sub(body.start as usize + 1);
            let is_own = first == "crate" && dollar.is_some_and(|dollar| text.as_bytes().get(dollar) == Some(&b'$'));
            let names: Option<Vec<_>> = path.names.iter().map(|(name, _)| self.program.symbol(name)).collect();
            if let (true, Some(names)) = (is_own, names) {
                self.word_path(false, &names, *before, *at);
            }
        }
    }

    /// Whether no macro call is looked into any more, so deep inside expansions.
    fn is_too_deep(&self) -> bool {
        self.macro_depth >= self.program.limits.macro_depth
    }

    fn call_gap(&mut self, cause: impl Into<Cause>, ix: MacroIx) {
        let facts = self.facts();
        let segments = facts.segments(&facts[facts[ix].path]);
        let name: Vec<_> = segments.iter().map(|segment| self.program.text(self.unit.token(segment.token))).collect();
        let at = segments.last().map_or(facts[ix].body.start, |segment| segment.token.at);
        self.gap(cause, at, name.join("::"));
    }

    /// Walks facts that were read from a piece of this text.
    fn in_facts(&mut self, ix: MacroIx, facts: FileFacts, walk: impl FnOnce(&mut Walker<'_>)) {
        let unit = Unit::walked(self.program, self.unit.file, facts, self.unit.expanded.clone());
        self.in_unit(ix, &unit, None, walk);
    }

    /// Walks a text that is part of the program.
    fn in_instance<T>(&mut self, ix: MacroIx, instance: InstanceId, walk: impl FnOnce(&mut Walker<'_>) -> T) -> T {
        let program = self.program;
        self.in_unit(ix, program.unit_of(instance), Some(instance), walk)
    }

    fn in_unit<T>(
        &mut self,
        ix: MacroIx,
        unit: &Unit,
        instance: Option<InstanceId>,
        walk: impl FnOnce(&mut Walker<'_>) -> T,
    ) -> T {
        let mut inner = Walker {
            signature: self.signature,
            program: self.program,
            sources: self.sources,
            unit,
            instance,
            scope: self.scope,
            context: self.context_at(self.facts()[ix].body.start),
            ribs: std::mem::take(&mut self.ribs),
            params: std::mem::take(&mut self.params),
            self_type: self.self_type.clone(),
            self_trait: self.self_trait,
            implementation: self.implementation,
            function: self.function,
            return_type: self.return_type.clone(),
            macro_depth: self.macro_depth + 1,
            fuel: self.fuel,
            purse: self.purse,
            marks: self.marks,
            const_params: std::mem::take(&mut self.const_params),
            callables: std::mem::take(&mut self.callables),
            found: std::mem::take(&mut self.found),
        };
        let result = walk(&mut inner);
        (self.ribs, self.params, self.callables, self.found) = (inner.ribs, inner.params, inner.callables, inner.found);
        (self.fuel, self.marks) = (inner.fuel, inner.marks);
        result
    }
}
