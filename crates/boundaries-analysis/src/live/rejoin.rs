//! What of an analysis is taken over into the next one, where modules and imports were joined anew: what was found in places
//! that asked nothing of which the answer is another one, and what the graph says of modules of which nothing is said anew.

use std::sync::Arc;

use boundaries_graph::{Edited, EditedItems, FileId, ItemId, ModuleGraph, ModuleId, Symbol};
use rayon::prelude::*;
use rustc_hash::FxHashSet;

use super::answers::Answers;
use super::frame::{self, Of};
use super::same::Same;
use super::state::{State, Trace};
use crate::assemble::Assembler;
use crate::body::Found;
use crate::expand::Budget;
use crate::gap::RawGap;
use crate::program::*;
use crate::syntax::facts::index;
use crate::workspace::Workspace;

/// What the analysis before leaves to the next one.
pub(super) struct Rejoined {
    /// What is known to be found in each place, under the numbers that definitions have now.
    pub(super) known: Vec<Option<Found>>,
    /// What was found in each place was about this.
    traces: Vec<Trace>,
    same: Same,
    /// The modules that something else is said of, whatever is found.
    modules: FxHashSet<ModuleId>,
    graph: Arc<ModuleGraph>,
}

impl Rejoined {
    /// None where everything is to be done anew.
    pub(super) fn of(mut before: State, new @ (program, _): Of<'_>, declaring: &FxHashSet<Symbol>) -> Option<Self> {
        let old = (&before.program, &before.sources);
        if before.program.leaves_names_out() || program.leaves_names_out() || before.body_macros.is_overdrawn() {
            return None;
        }
        // Which of several is looked at may be another now.
        if !before.program.twins.is_empty() || !program.twins.is_empty() {
            return None;
        }
        if before.declaring != *declaring {
            return None;
        }
        let edited = frame::edited(old, new)?;
        let same = Same::of(&before.program, program, &edited)?;
        let moved = frame::moved_macros(&before.program, program, &same)?;
        let answers = Answers::new(old, new, &same, &edited)?;
        let files: FxHashSet<FileId> = edited.keys().map(|unit| program[*unit].file).collect();
        let of_edited = program.instances.iter().filter(|instance| edited.contains_key(&instance.unit));
        let scopes = of_edited.flat_map(|instance| instance.scopes.iter().copied());
        let mut modules: FxHashSet<ModuleId> = scopes.map(|scope| before.ids.module(program, scope)).collect();
        let imports = other_imports(&before.program, program, &same, &edited, &files)?;
        let gaps = other_gaps(&before.program, program);
        modules.extend(imports.into_iter().chain(gaps).map(|scope| before.ids.module(program, scope)));

        let is_stale = |at: usize, found: &Found| {
            let (instance, _) = before.places[at];
            edited.contains_key(&program[instance].unit)
                || answers.instances.contains(&instance)
                || program[instance].scopes.iter().any(|scope| moved.contains(&program[*scope].module))
                || before.traces[at].files.iter().any(|file| files.contains(file))
                || found.reads.iter().any(|read| answers.changed.contains(read))
        };
        let found = std::mem::take(&mut before.found).into_par_iter().enumerate();
        let known = found.map(|(at, mut found)| {
            let stays = !is_stale(at, &found) && same.renumber(&mut found).is_some();
            stays.then_some(found)
        });
        let known = known.collect();
        let State { traces, graph, .. } = before;
        Some(Self { known, traces, same, modules, graph })
    }

    /// Takes what is known out of the budget, and tells which places are to be walked; none where it does not suffice.
    pub(super) fn unknown(&self, budget: &Budget) -> Option<Vec<usize>> {
        self.known.iter().flatten().for_each(|found| budget.spend(found.cost));
        let unknown = self.known.iter().enumerate().filter(|(_, known)| known.is_none());
        (!budget.is_overdrawn()).then(|| unknown.map(|(at, _)| at).collect())
    }

    /// Takes in what was found in the places that were walked, and builds the graph. `state` lacks what was found.
    pub(super) fn assemble(
        mut self,
        state: &mut State,
        unknown: Vec<usize>,
        walked: Vec<Found>,
        workspace: &Workspace,
    ) {
        let manifests = std::mem::take(&mut state.manifests);
        let mut anew = std::mem::take(&mut self.modules);
        // Modules have the numbers that they had.
        let mut assembler = Assembler::declared(&mut state.program, workspace, &state.sources, &manifests);
        for (at, found) in unknown.into_iter().zip(walked) {
            let trace = Trace::of(&found, assembler.program(), assembler.ids());
            anew.extend(self.traces[at].modules.iter().chain(&trace.modules));
            self.known[at] = Some(found);
            self.traces[at] = trace;
        }
        state.found = self.known.into_iter().map(|found| found.expect("what was not known was walked")).collect();
        state.traces = self.traces;
        assembler.only(&anew);
        assembler.add_linked();
        let is_anew = |module: &ModuleId| anew.contains(module);
        let concerned = state.found.iter().zip(&state.traces).filter(|(_, trace)| trace.modules.iter().any(is_anew));
        assembler.add(concerned.map(|(found, _)| found));
        let (mut builder, ids) = assembler.finish();
        state.program.symbols = builder.symbols_mut().clone();
        let same = &self.same;
        let item = |item: ItemId| same.def(DefId(index(item.index()))).map(|def| ItemId::new(def.0 as usize));
        let edited = Edited {
            is_anew: &|module| anew.contains(&module),
            carried: &|_| None,
            items: Some(EditedItems { item: &item, added: &[], names: &[] }),
        };
        let is_in_order = same.is_in_order();
        state.graph = Arc::new(builder.finish_joined(&self.graph, &edited, is_in_order));
        state.ids = ids;
        state.manifests = manifests;
    }
}

/// The modules whose imports lead elsewhere, in texts that were not edited; none where such a text imports something else.
fn other_imports(
    before: &Program,
    after: &Program,
    same: &Same,
    edited: &frame::Edited,
    files: &FxHashSet<FileId>,
) -> Option<Vec<ScopeId>> {
    let elsewhere = |program: &'_ Program| -> Vec<ImportId> {
        let imports = program.imports.iter().enumerate();
        let elsewhere = imports.filter(|(_, import)| !edited.contains_key(&program[import.instance].unit));
        elsewhere.map(|(at, _)| ImportId(index(at))).collect()
    };
    let (were, are) = (elsewhere(before), elsewhere(after));
    if were.len() != are.len() {
        return None;
    }
    let mut others = Vec::new();
    for (was, is) in were.into_iter().zip(are) {
        let (was, is) = (&before[was], &after[is]);
        if (was.scope, was.instance, was.at) != (is.scope, is.instance, is.at) {
            return None;
        }
        let place = after.unit_of(is.instance).place(is.at);
        let mut targets = was.targets.iter().zip(&is.targets);
        let stays = targets.all(|targets| match targets {
            (Some(was), Some(is)) => same.is_def(was.def, is.def) && (was.door, was.name) == (is.door, is.name),
            (was, is) => was.is_none() && is.is_none(),
        });
        if !stays || files.contains(&place.file) {
            others.push(place.author.unwrap_or_else(|| after.visible_module(is.scope)));
        }
    }
    Some(others)
}

/// The scopes in which something else is unknown.
fn other_gaps(before: &Program, after: &Program) -> Vec<ScopeId> {
    let key = |gap: &RawGap| (gap.scope, gap.file, gap.at, gap.cause, gap.text.clone());
    let of = |program: &Program| program.gaps.iter().map(key).collect::<FxHashSet<_>>();
    let (were, are) = (of(before), of(after));
    were.symmetric_difference(&are).map(|(scope, ..)| *scope).collect()
}
