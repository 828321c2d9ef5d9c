//! Which items of an edited text are those of the old one: items that show others the same, in the same scope.
//!
//! Modules, macros and their calls must be those that there were: they decide which texts there are, and the order in which
//! macros are defined. Fields, variants and members of an item are no part of it here; they are paired by themselves.

use rustc_hash::FxHashMap;
use std::collections::VecDeque;

use crate::syntax::facts::{FileFacts, ItemIx, ItemKind, List, ScopeIx, index};
use crate::syntax::interface::shown_alone;

/// A text with what was read of it.
type Text<'t> = (&'t FileFacts, &'t str);

/// From items of an old text to those of a new one.
pub(super) type Pairs = FxHashMap<ItemIx, ItemIx>;

/// Pairs the items of two texts; none where something differs that decides about other texts.
pub(super) fn pairs(old: Text<'_>, new: Text<'_>) -> Option<Pairs> {
    let mut pairs = Pairs::default();
    if old.0.scopes.len() != new.0.scopes.len() {
        return None;
    }
    for (at, (before, after)) in old.0.scopes.iter().zip(&new.0.scopes).enumerate() {
        if (before.parent, before.is_block) != (after.parent, after.is_block) {
            return None;
        }
        let scope = ScopeIx::at(index(at));
        pair(old, new, (old.0[scope].items, new.0[scope].items), &mut pairs)?;
    }
    Some(pairs)
}

/// Pairs the items of two lists, and their members.
fn pair(old: Text<'_>, new: Text<'_>, (before, after): (List<ItemIx>, List<ItemIx>), pairs: &mut Pairs) -> Option<()> {
    let is_fixed = |(facts, _): Text<'_>, item: &ItemIx| match facts[*item].kind {
        ItemKind::Mod { .. }
        | ItemKind::ExternCrate { .. }
        | ItemKind::TraitAlias { .. }
        | ItemKind::MacroRules { .. }
        | ItemKind::MacroCall(_)
        | ItemKind::ProcMacro(_) => true,
        ItemKind::Use(_)
        | ItemKind::Fn(_)
        | ItemKind::Struct { .. }
        | ItemKind::Union { .. }
        | ItemKind::Enum { .. }
        | ItemKind::Trait { .. }
        | ItemKind::Impl { .. }
        | ItemKind::Alias { .. }
        | ItemKind::Const { .. }
        | ItemKind::Static { .. } => false,
    };
    let shown = |(facts, text): Text<'_>, item: ItemIx| shown_alone(facts, text, item);
    let (fixed, free): (Vec<ItemIx>, Vec<ItemIx>) = old.0.list(before).partition(|item| is_fixed(old, item));
    let (fixed_now, free_now): (Vec<ItemIx>, Vec<ItemIx>) = new.0.list(after).partition(|item| is_fixed(new, item));
    if fixed.len() != fixed_now.len() {
        return None;
    }
    for (was, is) in fixed.into_iter().zip(fixed_now) {
        if shown(old, was) != shown(new, is) {
            return None;
        }
        pairs.insert(was, is);
    }
    let mut waiting: FxHashMap<Vec<u8>, VecDeque<ItemIx>> = FxHashMap::default();
    for item in free {
        waiting.entry(shown(old, item)).or_default().push_back(item);
    }
    for is in free_now {
        let Some(was) = waiting.get_mut(&shown(new, is)).and_then(VecDeque::pop_front) else { continue };
        pairs.insert(was, is);
        let members = |facts: &FileFacts, item: ItemIx| match facts[item].kind {
            ItemKind::Trait { items, .. } | ItemKind::Impl { items, .. } => Some(items),
            _ => None,
        };
        if let (Some(before), Some(after)) = (members(old.0, was), members(new.0, is)) {
            pair(old, new, (before, after), pairs)?;
        }
    }
    Some(())
}
