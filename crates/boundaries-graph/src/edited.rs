//! A graph after an edit that leaves packages, modules and items as they are: most of it is that of before.
//!
//! What the edited modules mention is said anew, and places in edited files are carried over; all else is copied in the order
//! it has. The outcome is what building the whole graph would give.

use crate::{
    Definition, Exposure, Gap, ImplementedTrait, Item, ItemId, ModuleGraph, ModuleId, Reexport, Reference, Span, Symbol,
};

/// What an edit did to a graph.
pub struct Edited<'e> {
    /// Whether what a module mentions, and the gaps in it, are said anew.
    pub is_anew: &'e dyn Fn(ModuleId) -> bool,
    /// Where a place is now; none where it is as it was. What stood before another place in its file still does.
    pub carried: &'e dyn Fn(Span) -> Option<Span>,
    /// What it did to items, if anything. Nothing that is not said anew speaks of an item that is gone.
    pub items: Option<EditedItems<'e>>,
}

/// What an edit did to the items of a graph.
pub struct EditedItems<'e> {
    /// Which number an item has now; none if it is gone. Those that stay are in the order they had.
    pub item: &'e dyn Fn(ItemId) -> Option<ItemId>,
    /// The numbers of those that came, in the order in which they were added.
    pub added: &'e [ItemId],
    /// The names of those that came, went or changed. Their re-exports are said anew.
    pub names: &'e [Symbol],
}

impl Edited<'_> {
    /// Whether the place is another now.
    fn carry(&self, span: &mut Span) -> bool {
        let carried = (self.carried)(*span);
        if let Some(carried) = carried {
            *span = carried;
        }
        carried.is_some()
    }

    /// The number that an item has now.
    fn item(&self, item: ItemId) -> Option<ItemId> {
        self.items.as_ref().map_or(Some(item), |items| (items.item)(item))
    }

    /// What a signature shows, as it is now, places apart.
    fn exposure(&self, mut one: Exposure) -> Option<Exposure> {
        one.item = self.item(one.item)?;
        if let Definition::Item(item) = &mut one.definition {
            *item = self.item(*item)?;
        }
        Some(one)
    }

    /// A reference as it is now, places apart.
    fn renumbered(&self, mut one: Reference) -> Option<Reference> {
        if let Definition::Item(item) = &mut one.definition {
            *item = self.item(*item)?;
        }
        Some(one)
    }
}

#[doc(hidden)]
impl ModuleGraph {
    /// This graph of parts, put in the place of what `before` says of the modules that are said anew.
    pub(crate) fn finished_onto(mut self, before: &Self, edited: &Edited<'_>) -> Self {
        self.packages.clone_from(&before.packages);
        self.crates.clone_from(&before.crates);
        self.modules.clone_from(&before.modules);
        self.take_items(before, edited);
        self.children.clone_from(&before.children);
        for module in self.modules.iter_mut().filter(|module| module.parent.is_some()) {
            edited.carry(&mut module.span);
        }
        self.take_references(before, edited);
        self.take_external_references(before, edited);
        self.take_exposures(before, edited);
        self.take_gaps(before, edited);
        self.implementations = before
            .implementations
            .iter()
            .filter_map(|one| {
                let self_type = one.self_type.map(|item| edited.item(item));
                let of = match one.of {
                    ImplementedTrait::Local(item) => ImplementedTrait::Local(edited.item(item)?),
                    of => of,
                };
                Some(crate::Implementation {
                    self_type: self_type.map_or(Some(None), |item| item.map(Some))?,
                    of,
                    ..*one
                })
            })
            .collect();
        let moved = self.implementations.iter_mut().map(|one| edited.carry(&mut one.span));
        if moved.fold(false, |any, moved| any | moved) {
            self.implementations.sort_unstable();
        }
        self.take_reexports(before, edited);
        self
    }

    /// This graph, in which everything that is declared is said anew, with what `before` says of the modules that are not.
    pub(crate) fn finished_joined(mut self, before: &Self, edited: &Edited<'_>, is_in_order: bool) -> Self {
        self.finish_declared();
        self.take_references(before, edited);
        self.take_external_references(before, edited);
        self.take_exposures(before, edited);
        self.take_gaps(before, edited);
        if !is_in_order {
            // References of one place are in the order of what they lead to.
            let references = std::mem::take(&mut self.references);
            let references = self.sorted(references);
            self.connect(references);
        }
        self
    }

    fn take_items(&mut self, before: &Self, edited: &Edited<'_>) {
        let added = std::mem::take(&mut self.items);
        let Some(items) = &edited.items else {
            self.items.clone_from(&before.items);
            self.hidden_fields.clone_from(&before.hidden_fields);
            self.items.iter_mut().for_each(|item| {
                edited.carry(&mut item.span);
            });
            return;
        };
        let stays = before.items.iter().enumerate().filter_map(|(at, item)| {
            let mut item = *item;
            edited.carry(&mut item.span);
            item.parent = item.parent.and_then(|parent| edited.item(parent));
            Some((edited.item(ItemId::new(at))?, item))
        });
        let mut all: Vec<(ItemId, Item)> = stays.collect();
        all.extend(items.added.iter().copied().zip(added));
        all.sort_by_key(|(id, _)| *id);
        self.items = all.into_iter().map(|(_, item)| item).collect();
        let hidden = before.hidden_fields.iter();
        self.hidden_fields = hidden.filter_map(|(owner, field)| Some((edited.item(*owner)?, *field))).collect();
    }

    fn take_reexports(&mut self, before: &Self, edited: &Edited<'_>) {
        let anew = std::mem::take(&mut self.reexports);
        let mut is_sorted = edited.items.is_none();
        for one in &before.reexports {
            let mut one: Reexport = *one;
            if edited.items.as_ref().is_some_and(|items| items.names.contains(&one.name)) {
                continue;
            }
            if let Definition::Item(item) = &mut one.definition {
                let Some(now) = edited.item(*item) else { continue };
                *item = now;
            }
            is_sorted &= !edited.carry(&mut one.span);
            self.reexports.push(one);
        }
        self.reexports.extend(anew);
        if !is_sorted {
            self.sort_reexports();
        }
    }

    fn take_references(&mut self, before: &Self, edited: &Edited<'_>) {
        let caller_references = std::mem::take(&mut self.caller_references);
        let mut all: Vec<Reference> = before
            .caller_references
            .iter()
            .filter(|one| !(edited.is_anew)(one.from))
            .filter_map(|one| edited.renumbered(*one))
            .collect();
        for one in &mut all {
            edited.carry(&mut one.span);
        }
        all.extend(caller_references);
        self.caller_references = self.sorted(all);

        let anew = std::mem::take(&mut self.references);
        let anew = self.sorted(anew);
        let mut anew = anew.chunk_by(|a, b| a.from == b.from).peekable();
        let mut all = Vec::with_capacity(before.references.len() + before.references.len() / 8);
        for edge in before.edges.edge_weights().filter(|edge| !(edited.is_anew)(edge.from)) {
            while let Some(run) = anew.next_if(|run| run[0].from < edge.from) {
                all.extend_from_slice(run);
            }
            let start = all.len();
            match &edited.items {
                None => all.extend_from_slice(before.references_of(edge)),
                Some(_) => all.extend(before.references_of(edge).iter().filter_map(|one| edited.renumbered(*one))),
            }
            let run = &mut all[start..];
            let moved = run.iter_mut().map(|one| edited.carry(&mut one.span));
            if moved.fold(false, |any, moved| any | moved) {
                let run = self.sorted(all.split_off(start));
                all.extend(run);
            }
        }
        all.extend(anew.flatten());
        self.connect(all);
    }

    fn take_external_references(&mut self, before: &Self, edited: &Edited<'_>) {
        let anew = std::mem::take(&mut self.external_references);
        let names = std::mem::take(&mut self.externals);
        for one in before.external_references.iter().filter(|one| !(edited.is_anew)(one.from)) {
            let mut one = *one;
            edited.carry(&mut one.span);
            one.krate = self.number_external(before.external_name(one.krate));
            self.external_references.push(one);
        }
        for mut one in anew {
            one.krate = self.number_external(&names[one.krate.index()]);
            self.external_references.push(one);
        }
        self.sort_externals();
        self.external_references.sort_by_key(|r| (r.from, r.krate, r.span));
        self.external_references.dedup_by_key(|r| (r.from, r.krate, r.span));
    }

    fn take_exposures(&mut self, before: &Self, edited: &Edited<'_>) {
        let is_anew = |item: crate::ItemId| (edited.is_anew)(before.items[item.index()].module);
        let kept = before.exposures.iter().filter(|one| !is_anew(one.item));
        let mut kept: Vec<_> = kept.filter_map(|one| edited.exposure(*one)).collect();
        for one in &mut kept {
            edited.carry(&mut one.span);
        }
        self.exposures.extend(kept);
        self.exposures.sort();
        self.exposures.dedup();
    }

    fn take_gaps(&mut self, before: &Self, edited: &Edited<'_>) {
        let anew = std::mem::take(&mut self.gaps);
        let mut all: Vec<Gap> = before.gaps.iter().filter(|gap| !(edited.is_anew)(gap.module)).copied().collect();
        for gap in &mut all {
            edited.carry(&mut gap.span);
        }
        all.extend(anew);
        self.gaps = all;
        self.sort_gaps();
    }
}
