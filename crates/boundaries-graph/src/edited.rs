//! A graph after an edit that leaves packages, modules and items as they are: most of it is that of before.
//!
//! What the edited modules mention is said anew, and places in edited files are carried over; all else is copied in the order
//! it has. The outcome is what building the whole graph would give.

use crate::{Gap, ModuleGraph, ModuleId, Reference, Span};

/// What an edit did to a graph.
pub struct Edited<'e> {
    /// Whether what a module mentions, and the gaps in it, are said anew.
    pub is_anew: &'e dyn Fn(ModuleId) -> bool,
    /// Where a place is now; none where it is as it was. What stood before another place in its file still does.
    pub carried: &'e dyn Fn(Span) -> Option<Span>,
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
}

impl ModuleGraph {
    /// This graph of parts, put in the place of what `before` says of the modules that are said anew.
    pub(crate) fn finished_onto(mut self, before: &Self, edited: &Edited<'_>) -> Self {
        self.packages.clone_from(&before.packages);
        self.crates.clone_from(&before.crates);
        self.modules.clone_from(&before.modules);
        self.items.clone_from(&before.items);
        self.hidden_fields.clone_from(&before.hidden_fields);
        self.children.clone_from(&before.children);
        for module in self.modules.iter_mut().filter(|module| module.parent.is_some()) {
            edited.carry(&mut module.span);
        }
        for item in &mut self.items {
            edited.carry(&mut item.span);
        }
        self.take_references(before, edited);
        self.take_external_references(before, edited);
        self.take_exposures(before, edited);
        self.take_gaps(before, edited);
        self.implementations.clone_from(&before.implementations);
        let moved = self.implementations.iter_mut().map(|one| edited.carry(&mut one.span));
        if moved.fold(false, |any, moved| any | moved) {
            self.implementations.sort_unstable();
        }
        self.reexports.clone_from(&before.reexports);
        let moved = self.reexports.iter_mut().map(|one| edited.carry(&mut one.span));
        if moved.fold(false, |any, moved| any | moved) {
            self.sort_reexports();
        }
        self
    }

    fn take_references(&mut self, before: &Self, edited: &Edited<'_>) {
        let caller_references = std::mem::take(&mut self.caller_references);
        let mut all: Vec<Reference> =
            before.caller_references.iter().filter(|one| !(edited.is_anew)(one.from)).copied().collect();
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
            all.extend_from_slice(before.references_of(edge));
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
        let mut kept: Vec<_> = before.exposures.iter().filter(|one| !is_anew(one.item)).copied().collect();
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
