//! Macro calls in bodies: the macro itself is a reference, and so is what its arguments name.
//!
//! The standard library's macros were read with the file. The contents of any other call are read here, as expressions
//! between commas, then as statements; where neither fits, its words are looked at one path at a time. The body of a
//! `macro_rules!` macro contributes its `$crate` paths, which every expansion takes from the macro's own crate.

use super::*;
use crate::lookup::Outcome;
use crate::syntax::facts::{MacroIx, MacroResult, PathIx, ProcMacroKind, TextRange};
use crate::syntax::{self, Grammar};

/// Macros whose arguments are text to them, or code that belongs to somebody else.
const OPAQUE: &[&str] = &[
    "quote",
    "quote_spanned",
    "parse_quote",
    "parse_quote_spanned",
    "stringify",
    "include",
    "format_ident",
    "rustfmt_skip",
];

impl Walker<'_> {
    pub(super) fn expr_macro(&mut self, ix: MacroIx, expected: &Ty) -> Ty {
        let call = &self.facts()[ix];
        let in_workspace = self.macro_path(call.path, ReferenceKind::Macro);
        if !in_workspace && self.is_include(ix) {
            return Ty::Unknown;
        }
        if let (Some(known), false) = (call.known, in_workspace) {
            let args = self.exprs(known.args);
            self.exprs(known.inline);
            return match known.result {
                MacroResult::Unit => Ty::unit(),
                MacroResult::Never => Ty::Never,
                MacroResult::Bool => Ty::Primitive(self.program.known.bool_),
                MacroResult::String => Ty::adt(Def::External(self.program.known.std, self.program.known.string), []),
                MacroResult::Str => Ty::Ref(std::rc::Rc::new(Ty::Primitive(self.program.known.str_))),
                MacroResult::Vec => {
                    let element = args.into_iter().next().unwrap_or(Ty::Unknown);
                    Ty::adt(Def::External(self.program.known.std, self.program.known.vec), [element])
                }
                MacroResult::First => args.into_iter().next().unwrap_or(Ty::Unknown),
                MacroResult::Unknown => Ty::Unknown,
            };
        }
        self.contents(ix, expected);
        Ty::Unknown
    }

    /// A call between items; `is_read` where its contents were collected as items.
    pub(super) fn item_macro(&mut self, ix: MacroIx, is_read: bool) {
        let path = self.facts()[ix].path;
        let in_workspace = self.macro_path(path, ReferenceKind::Macro);
        if is_read || !in_workspace && self.is_include(ix) {
            return;
        }
        self.contents(ix, &Ty::Unknown);
    }

    pub(super) fn type_macro(&mut self, ix: MacroIx) {
        let call = &self.facts()[ix];
        self.macro_path(call.path, ReferenceKind::Macro);
        let body = call.body;
        let Some(text) = self.texts.text(self.unit.file).get(body.start as usize..body.end as usize) else { return };
        if let Ok(facts) = syntax::read(text, body.start, Grammar::Type)
            && let Some(ty) = facts.fragment_type
        {
            self.in_text(facts, |this| this.type_refs(ty));
        }
    }

    pub(super) fn pattern_macro(&mut self, ix: MacroIx, _ty: &Ty) {
        let call = &self.facts()[ix];
        self.macro_path(call.path, ReferenceKind::Macro);
        self.words(ix);
    }

    /// Records the macro that a path names; tells whether it belongs to the workspace.
    pub(super) fn macro_path(&mut self, ix: PathIx, kind: ReferenceKind) -> bool {
        let facts = self.facts();
        let path = &facts[ix];
        let segments = facts.segments(path);
        let names: Vec<_> = segments.iter().map(|segment| self.unit.token(segment.token)).collect();
        let Some(last) = segments.last() else { return false };
        let standing = self.standing(segments[0].token.at);
        match self.program.resolve(standing, path.global, &names, Namespace::Macros) {
            Outcome::Found(found @ Resolution { def: Def::Item(item), .. }) => {
                // A helper attribute of a derive may share its name with a macro of another kind.
                let wanted = match kind {
                    ReferenceKind::Derive => {
                        matches!(self.program[item].kind, DefKind::ProcMacro(ProcMacroKind::Derive))
                    }
                    ReferenceKind::Attribute => {
                        matches!(self.program[item].kind, DefKind::ProcMacro(ProcMacroKind::Attribute))
                    }
                    _ => true,
                };
                if !wanted {
                    return false;
                }
                self.record(kind, found, last.token.at, &names);
                true
            }
            Outcome::Found(found) => {
                self.record(kind, found, last.token.at, &names);
                false
            }
            _ => false,
        }
    }

    /// Whether a call brings in code from another file, which is a gap: the file is often made by a build script.
    fn is_include(&mut self, ix: MacroIx) -> bool {
        let facts = self.facts();
        let call = &facts[ix];
        let Some(last) = facts.segments(&facts[call.path]).last() else { return false };
        if facts.name(last.token.name) != "include" {
            return false;
        }
        let text = self.texts.text(self.unit.file).get(call.body.start as usize..call.body.end as usize);
        self.gap(GapReason::HiddenCode, last.token.at, text.unwrap_or_default().trim().to_owned());
        true
    }

    /// Reads the contents of a call and walks them.
    fn contents(&mut self, ix: MacroIx, expected: &Ty) {
        let facts = self.facts();
        let call = &facts[ix];
        let name = facts.segments(&facts[call.path]).last().map(|segment| facts.name(segment.token.name));
        if name.is_some_and(|name| OPAQUE.contains(&name)) || self.macro_depth >= MAX_MACRO_DEPTH {
            return;
        }
        let body = call.body;
        let Some(text) = self.texts.text(self.unit.file).get(body.start as usize..body.end as usize) else { return };
        if text.trim().is_empty() {
            return;
        }
        for grammar in [Grammar::Expressions, Grammar::Statements] {
            let Ok(facts) = syntax::read(text, body.start, grammar) else { continue };
            if let Some(block) = facts.fragment {
                self.in_text(facts, |this| {
                    this.with_ribs(|this| this.block(block, expected));
                });
                return;
            }
        }
        self.words(ix);
    }

    /// Looks at the contents of a call one path at a time: paths of several names, and names of types in scope.
    fn words(&mut self, ix: MacroIx) {
        let body = self.facts()[ix].body;
        let Some(text) = self.texts.text(self.unit.file).get(body.start as usize..body.end as usize) else { return };
        let mut missed = false;
        for path in syntax::paths_in(text, body.start) {
            let names: Option<Vec<_>> = path.names.iter().map(|(name, _)| self.program.symbols.get(name)).collect();
            let Some(names) = names else { continue };
            let Some(&(_, at)) = path.names.last() else { continue };
            let standing = self.standing(at);
            if let [name] = names[..] {
                if !path.names[0].0.starts_with(char::is_uppercase) || self.find_local(name).is_some() {
                    continue;
                }
                if let Outcome::Found(found @ Resolution { def: Def::Item(_), .. }) =
                    self.program.resolve_name(standing, name, Namespace::Types)
                {
                    self.record(ReferenceKind::Path, found, at, &names);
                }
                continue;
            }
            let before = path.names[path.names.len() - 2].1;
            self.word_path(path.global, &names, before, at);
            missed = true;
        }
        if missed {
            let facts = self.facts();
            let path = &facts[facts[ix].path];
            let name: Vec<_> = facts.segments(path).iter().map(|segment| facts.name(segment.token.name)).collect();
            let at = facts.segments(path).last().map_or(body.start, |segment| segment.token.at);
            self.gap(GapReason::UnknownMacro, at, name.join("::"));
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
            if let Some(def) = self.type_member(self.program.through_alias(owner), name) {
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
        let Some(text) = self.texts.text(self.unit.file).get(body.start as usize..body.end as usize) else { return };
        if !text.contains("$crate") {
            return;
        }
        // The dollar becomes a blank of its size, so that every position stays what it was.
        let plain = text.replace("$crate", " crate");
        for path in syntax::paths_in(&plain, body.start) {
            let (Some((first, start)), [.., (_, before), (_, at)]) = (path.names.first(), &path.names[..]) else {
                continue;
            };
            let dollar = (*start as usize).checked_sub(body.start as usize + 1);
            let is_own = first == "crate" && dollar.is_some_and(|dollar| text.as_bytes().get(dollar) == Some(&b'$'));
            let names: Option<Vec<_>> = path.names.iter().map(|(name, _)| self.program.symbols.get(name)).collect();
            if let (true, Some(names)) = (is_own, names) {
                self.word_path(false, &names, *before, *at);
            }
        }
    }

    /// Walks facts that were read from a piece of this file.
    fn in_text(&mut self, facts: crate::syntax::facts::FileFacts, walk: impl FnOnce(&mut Walker<'_>)) {
        let unit = local_unit(self.program, self.unit.file, facts);
        let mut inner = Walker {
            program: self.program,
            texts: self.texts,
            unit: &unit,
            instance: None,
            scope: self.scope,
            context: self.context,
            ribs: std::mem::take(&mut self.ribs),
            params: std::mem::take(&mut self.params),
            self_type: self.self_type.clone(),
            self_trait: self.self_trait,
            implementation: self.implementation,
            return_type: self.return_type.clone(),
            macro_depth: self.macro_depth + 1,
            expected_params: Vec::new(),
            found: std::mem::take(&mut self.found),
        };
        walk(&mut inner);
        (self.ribs, self.params, self.found) = (inner.ribs, inner.params, inner.found);
    }
}
