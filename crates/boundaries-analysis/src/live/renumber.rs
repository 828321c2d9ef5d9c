//! Definitions under other numbers, where some come or go among them.

use boundaries_graph::ItemId;

use crate::body::Found;
use crate::program::*;
use crate::syntax::facts::index;

/// Which number each definition has now.
#[derive(Debug)]
pub(super) struct Renumbering {
    now: Vec<Option<DefId>>,
    /// The numbers of those that came, in order.
    pub(super) added: Vec<DefId>,
    count: usize,
}

impl Renumbering {
    /// Some go, and others come in front of the definitions at `places`, which are in order.
    pub(super) fn new(removed: &[bool], places: &[DefId]) -> Self {
        let mut order: Vec<usize> = (0..places.len()).collect();
        order.sort_by_key(|at| places[*at]);
        let mut order = order.into_iter().peekable();
        let mut added = vec![DefId(0); places.len()];
        let mut now = Vec::with_capacity(removed.len());
        let mut next = 0;
        let mut number = || {
            next += 1;
            DefId(next - 1)
        };
        for (at, removed) in removed.iter().enumerate() {
            while let Some(one) = order.next_if(|one| places[*one].0 as usize <= at) {
                added[one] = number();
            }
            now.push((!removed).then(&mut number));
        }
        for one in order {
            added[one] = number();
        }
        let count = next as usize;
        Self { now, added, count }
    }

    /// The number of an item of the graph, which has that of its definition.
    pub(super) fn item(&self, item: ItemId) -> Option<ItemId> {
        self.now.get(item.index())?.map(|def| ItemId::new(def.0 as usize))
    }

    /// The items of the graph that came, in order.
    pub(super) fn added_items(&self) -> impl Iterator<Item = ItemId> + '_ {
        self.added.iter().map(|def| ItemId::new(def.0 as usize))
    }

    fn number(&self, def: &mut DefId) -> Option<()> {
        *def = (*self.now.get(def.0 as usize)?)?;
        Some(())
    }

    fn def(&self, def: &mut Def) -> Option<()> {
        match def {
            Def::Item(item) => self.number(item),
            Def::Module(_) | Def::External(..) | Def::Primitive(_) => Some(()),
        }
    }

    /// Numbers what was found; none if something is gone that it speaks of.
    pub(super) fn found(&self, found: &mut Found) -> Option<()> {
        for reference in &mut found.references {
            self.def(&mut reference.resolution.def)?;
            if let Some(item) = &mut reference.exposed_by {
                self.number(item)?;
            }
        }
        Some(())
    }

    /// Numbers everything of a program, which takes in what came. None if something is gone that the rest knows.
    pub(super) fn apply(&self, program: &mut Program, new: Vec<DefData>) -> Option<()> {
        let mut defs: Vec<Option<DefData>> = Vec::new();
        defs.resize_with(self.count, || None);
        for (mut data, now) in std::mem::take(&mut program.defs).into_iter().zip(&self.now) {
            let Some(now) = now else { continue };
            if let Some(parent) = &mut data.parent {
                self.number(parent)?;
            }
            defs[now.0 as usize] = Some(data);
        }
        for (data, at) in new.into_iter().zip(&self.added) {
            defs[at.0 as usize] = Some(data);
        }
        program.defs = defs.into_iter().collect::<Option<_>>()?;
        debug_assert_eq!(program.defs.len(), index(self.count) as usize);
        for scope in &mut program.scopes {
            for names in &mut scope.names {
                let mut bindings = names.values_mut().flatten();
                bindings.try_for_each(|binding| self.def(&mut binding.def))?;
            }
            scope.textual.values_mut().flatten().try_for_each(|(def, _)| self.number(def))?;
        }
        for import in &mut program.imports {
            import.targets.iter_mut().flatten().try_for_each(|target| self.def(&mut target.def))?;
        }
        for imp in &mut program.impls {
            imp.self_head.iter_mut().chain(&mut imp.of).try_for_each(|def| self.def(def))?;
            imp.items.iter_mut().try_for_each(|def| self.number(def))?;
        }
        for blanket in &mut program.blankets {
            self.number(&mut blanket.of)?;
            blanket.required.iter_mut().try_for_each(|def| self.def(def))?;
        }
        program.of_references.take();
        for krate in &mut program.crates {
            krate.externs.values_mut().try_for_each(|def| self.def(def))?;
            krate.macro_use.values_mut().try_for_each(|found| self.def(&mut found.def))?;
        }
        let key = |mut def: DefId| self.number(&mut def).map(|()| def);
        program.trait_impls = std::mem::take(&mut program.trait_impls)
            .into_iter()
            .map(|(def, of)| Some((key(def)?, of)))
            .collect::<Option<_>>()?;
        program.blankets_of = std::mem::take(&mut program.blankets_of)
            .into_iter()
            .map(|(def, of)| Some((key(def)?, of)))
            .collect::<Option<_>>()?;
        program.rules = std::mem::take(&mut program.rules)
            .into_iter()
            .map(|(def, of)| Some((key(def)?, of)))
            .collect::<Option<_>>()?;
        let members = std::mem::take(&mut program.members).into_iter().map(|(owner, mut members)| {
            members.values_mut().flatten().try_for_each(|def| self.number(def))?;
            Some((key(owner)?, members))
        });
        program.members = members.collect::<Option<_>>()?;
        Some(())
    }
}
