//! What two programs must have in common so that anything found in one can be taken over into the other: the same texts, crates,
//! modules and blocks under the same numbers, and the same macros with the same calls of them.

use boundaries_graph::{FileId, SourceMap};
use rustc_hash::{FxHashMap, FxHashSet};
use std::sync::Arc;

use super::pairs::{Pairs, pairs};
use super::same::Same;
use crate::expand::Expanded;
use crate::program::*;
use crate::syntax::facts::{MacroIx, index};

/// The texts that were edited, each with its items that stayed.
pub(super) type Edited = FxHashMap<UnitId, Pairs>;

/// A program with its texts.
pub(super) type Of<'p> = (&'p Program, &'p SourceMap);

/// The edited texts of two programs with the same frame; none where the frames differ.
pub(super) fn edited((old, old_sources): Of<'_>, (new, sources): Of<'_>) -> Option<Edited> {
    let paths = |sources: &SourceMap| sources.files().map(|(_, file)| file.path().to_owned()).collect::<Vec<_>>();
    // The manifests are read last.
    let (before, after) = (paths(old_sources), paths(sources));
    if !before.starts_with(&after) || !has_same_crates(old, new) || !has_same_scopes(old, new) {
        return None;
    }
    let instances = old.instances.len() == new.instances.len()
        && old.instances.iter().zip(&new.instances).all(|(was, is)| {
            was.unit == is.unit && was.scopes == is.scopes && (was.is_walked, was.is_test) == (is.is_walked, is.is_test)
        });
    if !instances || old.units.len() != new.units.len() {
        return None;
    }
    let mut edited = Edited::default();
    for (at, (was, is)) in old.units.iter().zip(&new.units).enumerate() {
        if was.file != is.file {
            return None;
        }
        match (&was.expanded, &is.expanded) {
            _ if Arc::ptr_eq(&was.facts, &is.facts) => {}
            (Some(was), Some(is)) if was.is_same_but_for_places(is) => {}
            (None, None) => {
                let text = |unit: &Unit, sources: &SourceMap| sources.file(unit.file).shared_text();
                let (old_text, text) = (text(was, old_sources), text(is, sources));
                // What a call holds was read again, and is the same where the text is.
                if old_text != text {
                    let pairs = pairs((&was.facts, &old_text), (&is.facts, &text))?;
                    edited.insert(UnitId(index(at)), pairs);
                }
            }
            _ => return None,
        }
    }
    has_same_calls(old, new, &edited).then_some(edited)
}

fn has_same_crates(old: &Program, new: &Program) -> bool {
    old.crates.len() == new.crates.len()
        && old.crates.iter().zip(&new.crates).all(|(was, is)| {
            (&was.name, was.package, was.kind, was.root, was.is_2015)
                == (&is.name, is.package, is.kind, is.root, is.is_2015)
        })
        && old.dollar_crates == new.dollar_crates
}

fn has_same_scopes(old: &Program, new: &Program) -> bool {
    old.scopes.len() == new.scopes.len()
        && old.scopes.iter().zip(&new.scopes).all(|(was, is)| {
            let kind = match (&was.kind, &is.kind) {
                (ScopeKind::Block, ScopeKind::Block) => true,
                (ScopeKind::Module(was), ScopeKind::Module(is)) => {
                    (was.name, was.file, was.declared.0, was.inline, was.macro_use, was.vis, was.generated)
                        == (is.name, is.file, is.declared.0, is.inline, is.macro_use, is.vis, is.generated)
                }
                _ => false,
            };
            kind && (was.parent, was.module, was.krate, was.context, was.unlikely)
                == (is.parent, is.module, is.krate, is.context, is.unlikely)
        })
}

/// Whether the calls of macros that declare something became the same texts, but for those in edited texts.
fn has_same_calls(old: &Program, new: &Program, edited: &Edited) -> bool {
    let is_elsewhere =
        |program: &Program, (instance, _): &(InstanceId, MacroIx)| !edited.contains_key(&program[*instance].unit);
    let read = |program: &Program| program.read_calls.iter().filter(|call| is_elsewhere(program, call)).count();
    let expanded = |program: &Program| program.expansions.keys().filter(|call| is_elsewhere(program, call)).count();
    read(old) == read(new)
        && expanded(old) == expanded(new)
        && old.read_calls.iter().filter(|call| is_elsewhere(old, call)).all(|call| new.read_calls.contains(call))
        && old
            .expansions
            .iter()
            .filter(|(call, _)| is_elsewhere(old, call))
            .all(|(call, instance)| new.expansions.get(call) == Some(instance))
}

/// Whether macros and crates are reached by the same names. Tells the modules in which macros can be called from other places
/// on than before; none where macros or crates are reached otherwise.
pub(super) fn moved_macros(old: &Program, new: &Program, same: &Same) -> Option<FxHashSet<ScopeId>> {
    let externs = old.crates.iter().zip(&new.crates).all(|(was, is)| {
        let is_same = |was: Option<&Def>, is: &Def| was.is_some_and(|was| same.is_def(*was, *is));
        let is_found = |was: Option<&Resolution>, is: &Resolution| {
            was.is_some_and(|was| same.is_def(was.def, is.def) && (was.door, was.name) == (is.door, is.name))
        };
        was.externs.len() == is.externs.len()
            && is.externs.iter().all(|(name, def)| is_same(was.externs.get(name), def))
            && was.macro_use.len() == is.macro_use.len()
            && is.macro_use.iter().all(|(name, found)| is_found(was.macro_use.get(name), found))
    });
    let mut moved = FxHashSet::default();
    for (was, is) in old.scopes.iter().zip(&new.scopes) {
        let mut textual = was.textual.iter().zip(&is.textual);
        let are_same = was.textual.len() == is.textual.len()
            && textual.all(|((name, was), (now, is))| {
                let mut defs = was.iter().zip(is);
                name == now && was.len() == is.len() && defs.all(|((was, _), (is, _))| same.def(*was) == Some(*is))
            });
        if !are_same {
            return None;
        }
        let ends = |scope: &Scope| scope.textual.values().flatten().map(|(_, end)| *end).collect::<Vec<_>>();
        if !was.textual.is_empty() && ends(was) != ends(is) {
            moved.insert(is.module);
        }
    }
    (externs && (0..new.scopes.len()).all(|at| sees_same_macros(old, new, ScopeId(index(at))))).then_some(moved)
}

/// Whether the same macros are defined above the declaration of a module. An included text counts its own bytes, so that an edit
/// may move one past the other.
fn sees_same_macros(old: &Program, new: &Program, module: ScopeId) -> bool {
    let (ScopeKind::Module(was), ScopeKind::Module(is)) = (&old[module].kind, &new[module].kind) else { return true };
    let mut around = new[module].parent;
    while let Some(scope) = around {
        let mut textual = old[scope].textual.values().zip(new[scope].textual.values());
        let above = |of_name: &[(DefId, u32)], at: u32| of_name.partition_point(|(_, end)| *end <= at);
        if !textual.all(|(before, after)| above(before, was.declared.1) == above(after, is.declared.1)) {
            return false;
        }
        around = match new[scope].kind {
            ScopeKind::Block => new[scope].parent,
            ScopeKind::Module(_) => None,
        };
    }
    true
}

impl Expanded {
    /// Whether another expansion has the same text of the same authors.
    fn is_same_but_for_places(&self, other: &Self) -> bool {
        let authors = |of: &Self| of.authors().collect::<Vec<(u32, FileId, Option<ScopeId>, u32, bool)>>();
        self.text == other.text && self.call.file == other.call.file && authors(self) == authors(other)
    }
}
