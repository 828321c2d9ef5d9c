//! Which definitions and `impl` blocks of a program are those of another one: they show others the same, stand in the same
//! scope, and belong to the same.
//!
//! A definition that is another one now is none of them, and so is whatever belongs to it. Fields and variants of a type and
//! members of a trait are no part of it, as whoever looks for them asks for their names. So are methods of an `impl`.

use boundaries_graph::Symbol;
use rustc_hash::FxHashMap;

use super::frame::Edited;
use crate::body::Found;
use crate::program::*;
use crate::syntax::facts::{ItemIx, index};

/// From the numbers of one program to those of another.
pub(super) struct Same {
    defs: Vec<Option<DefId>>,
    /// The other way round.
    back: Vec<Option<DefId>>,
    impls: Vec<Option<ImplId>>,
}

/// What an item became: itself, or a variant of it.
type Made = (ItemIx, Option<Symbol>);

impl Same {
    /// None where a text that was not edited declares something else than before.
    pub(super) fn of(old: &Program, new: &Program, edited: &Edited) -> Option<Self> {
        let mut same = Self { defs: vec![None; old.defs.len()], back: Vec::new(), impls: Vec::new() };
        same.pair_definitions(old, new, edited)?;
        // An `impl` leads to types and traits, and what belongs to an `impl` is as it is.
        let mut impls = vec![None; old.impls.len()];
        for (at, was) in old.impls.iter().enumerate() {
            let item = match edited.get(&old[was.instance].unit) {
                Some(pairs) => pairs.get(&was.item).copied(),
                None => Some(was.item),
            };
            let Some(item) = item else { continue };
            let id = *new.impl_of.get(&(was.instance, item))?;
            if same.has_same_head(old, was, new, &new[id]) {
                impls[at] = Some(id);
            }
        }
        for (at, data) in old.defs.iter().enumerate() {
            let Some(of) = data.implementation else { continue };
            let now =
                same.defs[at].filter(|now| impls[of.0 as usize].is_some_and(|of| new[*now].implementation == Some(of)));
            same.defs[at] = now;
        }
        same.impls = impls;
        for (at, was) in old.impls.iter().enumerate() {
            let is_whole = same.impls[at].is_none_or(|id| !was.is_of_trait || same.are(&was.items, &new[id].items));
            if !is_whole {
                same.impls[at] = None;
            }
        }
        same.back = vec![None; new.defs.len()];
        for (at, now) in same.defs.iter().enumerate() {
            if let Some(now) = now {
                same.back[now.0 as usize] = Some(DefId(index(at)));
            }
        }
        Some(same)
    }

    fn pair_definitions(&mut self, old: &Program, new: &Program, edited: &Edited) -> Option<()> {
        let (old_defs, new_defs) = (by_instance(old), by_instance(new));
        // Texts are in no order of their definitions, but what belongs to a definition comes behind it.
        let mut found: Vec<Option<DefId>> = vec![None; old.defs.len()];
        for (instance, (before, after)) in old_defs.into_iter().zip(&new_defs).enumerate() {
            match edited.get(&old.instances[instance].unit) {
                None => {
                    if before.len() != after.len() {
                        return None;
                    }
                    for (was, is) in before.into_iter().zip(after) {
                        if (old[was].item, old[was].kind, old[was].name)
                            != (new[*is].item, new[*is].kind, new[*is].name)
                        {
                            return None;
                        }
                        found[was.0 as usize] = Some(*is);
                    }
                }
                Some(pairs) => {
                    let made = made(new, after);
                    for (made_before, was) in made_in_order(old, &before) {
                        let item = pairs.get(&made_before.0.0).map(|item| (*item, made_before.0.1));
                        let is = item.and_then(|item| made.get(&(item, made_before.1)).copied());
                        found[was.0 as usize] = is;
                    }
                }
            }
        }
        for (at, was) in old.defs.iter().enumerate() {
            let Some(id) = found[at] else { continue };
            let is = &new[id];
            let parent = match (was.parent, is.parent) {
                (None, None) => true,
                (Some(was), Some(is)) => self.def(was) == Some(is),
                _ => false,
            };
            let place =
                (was.scope, was.instance, was.vis, was.unlikely) == (is.scope, is.instance, is.vis, is.unlikely);
            if parent && place && was.implementation.is_some() == is.implementation.is_some() {
                self.defs[at] = Some(id);
            }
        }
        Some(())
    }

    /// Whether an `impl` is of the same trait for the same type, and its types are called and mean the same.
    fn has_same_head(&self, old: &Program, was: &Impl, new: &Program, is: &Impl) -> bool {
        let aliases = |program: &Program, of: &Impl| {
            of.items.iter().copied().filter(|def| program[*def].kind == DefKind::Alias).collect::<Vec<_>>()
        };
        (was.scope, was.is_of_trait) == (is.scope, is.is_of_trait)
            && self.is_maybe(was.of, is.of)
            && self.is_maybe(was.self_head, is.self_head)
            && self.are(&aliases(old, was), &aliases(new, is))
    }

    fn is_maybe(&self, was: Option<Def>, is: Option<Def>) -> bool {
        match (was, is) {
            (None, None) => true,
            (Some(was), Some(is)) => self.is_def(was, is),
            _ => false,
        }
    }

    /// The number that a definition has now.
    pub(super) fn def(&self, def: DefId) -> Option<DefId> {
        self.defs[def.0 as usize]
    }

    /// The number that a definition had.
    pub(super) fn was(&self, def: DefId) -> Option<DefId> {
        self.back[def.0 as usize]
    }

    /// Whether an `impl` block is still there.
    pub(super) fn has_impl(&self, id: ImplId) -> bool {
        self.impls[id.0 as usize].is_some()
    }

    /// Whether definitions are in the order in which they were.
    pub(super) fn is_in_order(&self) -> bool {
        let stays: Vec<DefId> = self.defs.iter().copied().flatten().collect();
        stays.is_sorted()
    }

    /// Whether something is what something else was.
    pub(super) fn is_def(&self, was: Def, is: Def) -> bool {
        match (was, is) {
            (Def::Item(was), Def::Item(is)) => self.def(was) == Some(is),
            (was, is) => was == is,
        }
    }

    /// Whether definitions are those that there were, in the same order.
    pub(super) fn are(&self, were: &[DefId], are: &[DefId]) -> bool {
        were.len() == are.len() && were.iter().zip(are).all(|(was, is)| self.def(*was) == Some(*is))
    }

    /// The same of `impl` blocks.
    pub(super) fn are_impls(&self, were: &[ImplId], are: &[ImplId]) -> bool {
        were.len() == are.len() && were.iter().zip(are).all(|(was, is)| self.impls[was.0 as usize] == Some(*is))
    }

    /// Numbers what was found as it is now; none if something is gone that it speaks of.
    pub(super) fn renumber(&self, found: &mut Found) -> Option<()> {
        for reference in &mut found.references {
            if let Def::Item(item) = &mut reference.resolution.def {
                *item = self.def(*item)?;
            }
            if let Some(item) = &mut reference.exposed_by {
                *item = self.def(*item)?;
            }
        }
        Some(())
    }
}

/// The definitions of each instance.
fn by_instance(program: &Program) -> Vec<Vec<DefId>> {
    let mut all = vec![Vec::new(); program.instances.len()];
    for (at, def) in program.defs.iter().enumerate() {
        all[def.instance.0 as usize].push(DefId(index(at)));
    }
    all
}

/// What items became, each with how many of the same name the item had become before.
fn made_in_order(program: &Program, defs: &[DefId]) -> Vec<((Made, usize), DefId)> {
    let mut counts: FxHashMap<Made, usize> = FxHashMap::default();
    let numbered = defs.iter().map(|def| {
        let data = &program[*def];
        let variant = matches!(data.kind, DefKind::Variant(_)).then_some(data.name);
        let count = counts.entry((data.item, variant)).or_default();
        *count += 1;
        (((data.item, variant), *count), *def)
    });
    numbered.collect()
}

fn made(program: &Program, defs: &[DefId]) -> FxHashMap<(Made, usize), DefId> {
    made_in_order(program, defs).into_iter().collect()
}
