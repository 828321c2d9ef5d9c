//! What an analysis leaves behind, and how it takes in what an edit made of bodies.

use std::cell::Cell;
use std::collections::BTreeSet;
use std::sync::Arc;

use boundaries_graph::{Edited, EditedItems, FileId, ItemId, ModuleGraph, ModuleId, SourceMap, Span, Symbol};
use camino::Utf8PathBuf;
use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};
use smallvec::SmallVec;

use super::carry::Carry;
use super::items::ItemEdit;
use super::queries::Queries;
use super::renumber::Renumbering;
use crate::assemble::{Assembler, Ids};
use crate::body::{self, Found};
use crate::collect::interface;
use crate::expand::Budget;
use crate::link;
use crate::load::{self, ReadFile};
use crate::program::{DefId, InstanceId, Program, UnitId};
use crate::reads;
use crate::source::SourceReader;
use crate::syntax::facts::{ScopeIx, index};
use crate::syntax::interface::has_word;
use crate::timing::Stopwatch;
use crate::{AnalysisStats, AnalysisTimings, Workspace};

/// Everything that an analysis leaves behind.
pub(super) struct State {
    pub(super) program: Program,
    pub(super) first_units: FxHashMap<Utf8PathBuf, UnitId>,
    pub(super) declaring: FxHashSet<Symbol>,
    pub(super) sources: SourceMap,
    pub(super) manifests: Vec<Option<FileId>>,
    pub(super) queries: Queries,
    pub(super) places: Vec<(InstanceId, ScopeIx)>,
    /// What is left of what macro calls in bodies may cost. What edited bodies cost before they were edited is not given back:
    /// where it is overdrawn, a whole analysis tells what is.
    pub(super) body_macros: Budget,
    pub(super) found: Vec<Found>,
    /// What each of these says something about; empty until the graph is built.
    pub(super) traces: Vec<Trace>,
    /// What of the graph the program's parts are.
    pub(super) ids: Ids,
    pub(super) graph: Arc<ModuleGraph>,
    pub(super) stats: AnalysisStats,
}

/// What an edit made of files, where the rest of the workspace need not be joined anew.
pub(super) struct Carried {
    pub(super) carries: Vec<Carry>,
    /// Texts of other files that mention items which came, went or changed.
    stale: Vec<UnitId>,
}

/// What the findings of a walk are about.
pub(super) struct Trace {
    /// The files that they are in.
    pub(super) files: SmallVec<[FileId; 4]>,
    /// The modules that mention something, that have a gap, or whose items show something.
    pub(super) modules: SmallVec<[ModuleId; 4]>,
}

impl Trace {
    pub(super) fn of(found: &Found, program: &Program, ids: &Ids) -> Self {
        let mut trace = Self { files: SmallVec::new(), modules: SmallVec::new() };
        for reference in &found.references {
            trace.add(reference.file, ids.module(program, reference.from));
            if let Some(item) = reference.exposed_by {
                trace.add(reference.file, ids.module(program, program[item].scope));
            }
        }
        for gap in &found.gaps {
            trace.add(gap.file, ids.module(program, gap.scope));
        }
        trace
    }

    fn add(&mut self, file: FileId, module: ModuleId) {
        if !self.files.contains(&file) {
            self.files.push(file);
        }
        if !self.modules.contains(&module) {
            self.modules.push(module);
        }
    }
}

/// Walks a place, and takes down what is asked.
pub(super) fn walk(program: &Program, sources: &SourceMap, place: (InstanceId, ScopeIx), budget: &Budget) -> Found {
    let (found, reads) = reads::taken_down(|| body::walk_scope(program, sources, place, budget));
    Found { reads, ..found }
}

impl State {
    /// Whether no manifest that was read is another now.
    pub(super) fn manifests_are_same(
        &self,
        workspace: &Workspace,
        reader: &dyn SourceReader,
        among: Option<&BTreeSet<Utf8PathBuf>>,
    ) -> bool {
        workspace.packages().iter().zip(&self.manifests).all(|(package, known)| {
            let path = package.dir.join("Cargo.toml");
            if among.is_some_and(|among| !among.contains(&path)) {
                return true;
            }
            load::read_text(&path, reader).as_deref() == known.map(|file| self.sources.file(file).text())
        })
    }

    /// What each changed file keeps of what it was; none if others can see that one is another.
    pub(super) fn carry(
        &self,
        known: &FxHashMap<Utf8PathBuf, ReadFile>,
        changed: &[(Utf8PathBuf, ReadFile)],
    ) -> Option<Carried> {
        let carries: Vec<Carry> = changed
            .iter()
            .map(|(path, new)| Carry::new(&self.program, &self.declaring, self.first_units[path], &known[path], new))
            .collect::<Option<_>>()?;
        let with_items: Vec<&Carry> = carries.iter().filter(|carry| carry.items.is_some()).collect();
        let stale = match with_items[..] {
            [] => Vec::new(),
            // What one file no longer says, another one may say now.
            [carry] if carries.len() == 1 => self.mentioning(carry)?,
            _ => return None,
        };
        Some(Carried { carries, stale })
    }

    /// The texts of other files whose bodies write a name of items that came, went or changed. None where something else than a
    /// body writes it.
    fn mentioning(&self, carry: &Carry) -> Option<Vec<UnitId>> {
        let names = &carry.items.as_ref()?.names;
        let ours: Vec<UnitId> = carry.units().collect();
        let mut stale = Vec::new();
        for name in names {
            let symbol = self.program.symbols.get(name);
            let others = self.sources.files().filter(|(id, file)| *id != carry.file && has_word(file.text(), name));
            let files: FxHashSet<FileId> = others.map(|(id, _)| id).collect();
            for (at, unit) in self.program.units.iter().enumerate() {
                let id = UnitId(index(at));
                let has_name = symbol.is_some_and(|symbol| unit.symbols.contains(&symbol));
                let is_in_file = files.contains(&unit.file);
                if ours.contains(&id) || !has_name && (!is_in_file || unit.expanded.is_some()) {
                    continue;
                }
                let text = unit.text(&self.sources);
                let shown = || interface(&self.program.symbols, &self.declaring, (&unit.facts, text), &[]);
                if unit.expanded.is_some() || !is_in_file || shown().mentions(&unit.facts, text, name) {
                    return None;
                }
                stale.push(id);
            }
        }
        Some(stale)
    }

    /// Takes new bodies in, and items that only bodies know. Where that cannot be done, or where macro calls might cost too much
    /// now, there is none, and the state is of no more use: which calls are expanded then is a matter of the whole workspace.
    pub(super) fn take_in(
        &mut self,
        Carried { carries: carried, stale }: Carried,
        known: &FxHashMap<Utf8PathBuf, ReadFile>,
        workspace: &Workspace,
        files: std::time::Duration,
        watch: Stopwatch,
    ) -> Option<()> {
        let start = watch.now();
        let mut stale: FxHashSet<UnitId> = stale.into_iter().collect();
        let mut items = None;
        for carry in &carried {
            stale.extend(carry.units());
            let places = self.item_places(carry)?;
            carry.apply(&mut self.program, &mut self.sources, &mut self.found, &self.traces);
            if let (Some(edit), Some((instance, places))) = (&carry.items, places) {
                items = Some((edit, edit.apply(&mut self.program, instance, &places)?));
            }
        }
        let (program, sources) = (&self.program, &self.sources);
        let again: Vec<usize> =
            (0..self.places.len()).filter(|at| stale.contains(&program[self.places[*at].0].unit)).collect();
        let places: Vec<_> = again.iter().map(|&at| self.places[at]).collect();
        let walked =
            link::walk_all(&places, &mut self.body_macros, |place, budget| walk(program, sources, place, budget));
        if self.body_macros.is_overdrawn() {
            return None;
        }
        // What these modules say is said anew: those of the edited files, and those of macros that are called there, or were.
        let edited = program.instances.iter().filter(|instance| stale.contains(&instance.unit));
        let scopes = edited.flat_map(|instance| instance.scopes.iter().copied());
        let mut anew: FxHashSet<ModuleId> = scopes.map(|scope| self.ids.module(program, scope)).collect();
        if let Some((_, numbers)) = &items {
            let again: FxHashSet<usize> = again.iter().copied().collect();
            let stays = self.found.iter_mut().enumerate().filter(|(at, _)| !again.contains(at));
            stays.map(|(_, found)| numbers.found(found)).collect::<Option<()>>()?;
        }
        for (at, found) in again.into_iter().zip(walked) {
            let trace = Trace::of(&found, program, &self.ids);
            anew.extend(self.traces[at].modules.iter().chain(&trace.modules));
            (self.found[at], self.traces[at]) = (found, trace);
        }
        self.stats.kept_walks = self.places.len() - places.len();
        let bodies = watch.since(start);
        let start = watch.now();
        self.assemble_again(anew, &carried, items, workspace);
        self.count(known);
        let assembling = watch.since(start);
        self.stats.timings = AnalysisTimings { files, bodies, assembling, ..AnalysisTimings::default() };
        Some(())
    }

    /// The only instance of a text whose items came, went or changed, and the numbers that those have which came. None where a
    /// new analysis would number them in a way that cannot be told.
    #[expect(clippy::option_option, reason = "that there is nothing to number is no failure")]
    fn item_places(&self, carry: &Carry) -> Option<Option<(InstanceId, Vec<DefId>)>> {
        let Some(edit) = &carry.items else { return Some(None) };
        let first = carry.units().next()?;
        let instances = self.program.instances.iter().enumerate().filter(|(_, instance)| instance.unit == first);
        let all: Vec<InstanceId> = instances.map(|(at, _)| InstanceId(index(at))).collect();
        let [instance] = all[..] else { return None };
        Some(Some((instance, edit.places(&self.program, instance, carry.facts())?)))
    }

    /// Builds the whole graph.
    pub(super) fn assemble(&mut self, workspace: &Workspace) {
        let mut assembler = Assembler::new(&mut self.program, workspace, &self.sources, &self.manifests);
        assembler.add(&self.found);
        let (mut builder, ids) = assembler.finish();
        self.program.symbols = builder.symbols_mut().clone();
        self.graph = Arc::new(builder.finish());
        self.traces = self.found.par_iter().map(|found| Trace::of(found, &self.program, &ids)).collect();
        self.ids = ids;
    }

    /// Says anew what some modules mention, after an edit inside bodies, and which items there are.
    fn assemble_again(
        &mut self,
        anew: FxHashSet<ModuleId>,
        carried: &[Carry],
        items: Option<(&ItemEdit, Renumbering)>,
        workspace: &Workspace,
    ) {
        let mut ids = std::mem::take(&mut self.ids);
        ids.count_items(self.program.defs.len());
        let is_anew = |module: &ModuleId| anew.contains(module);
        let concerned = self.found.iter().zip(&self.traces).filter(|(_, trace)| trace.modules.iter().any(is_anew));
        let mut assembler = Assembler::again(&mut self.program, &self.sources, ids, &anew);
        assembler.add(concerned.map(|(found, _)| found));
        if let Some((edit, numbers)) = &items {
            assembler.add_items(&numbers.added, &edit.names);
        }
        let (mut builder, ids) = assembler.finish();
        let renamed = items.iter().flat_map(|(edit, _)| &edit.names);
        let renamed: Vec<Symbol> = renamed.map(|name| builder.symbol(name)).collect();
        self.program.symbols = builder.symbols_mut().clone();
        self.ids = ids;
        let sources = &self.sources;
        let is_cut = Cell::new(false);
        let carried = |span: Span| {
            let carry = carried.iter().find(|carry| carry.file == span.file).filter(|_| span.is_known())?;
            is_cut.set(is_cut.get() || span.range().end >= carry.old_len && !span.range().is_empty());
            let start = carry.places.at(span.start) as usize;
            Some(sources.span(span.file, start..start + span.range().len()))
        };
        let added: Vec<ItemId> = items.iter().flat_map(|(_, numbers)| numbers.added_items()).collect();
        let item = |id: ItemId| items.as_ref().map_or(Some(id), |(_, numbers)| numbers.item(id));
        let items = items.is_some().then_some(EditedItems { item: &item, added: &added, names: &renamed });
        let edited = Edited { is_anew: &|module| anew.contains(&module), carried: &carried, items };
        self.graph = Arc::new(builder.finish_edited(&self.graph, &edited));
        // How long a place is that ends with its text is not known: it may have been cut there.
        if is_cut.get() {
            self.assemble(workspace);
        }
    }

    pub(super) fn count(&mut self, known: &FxHashMap<Utf8PathBuf, ReadFile>) {
        let sizes = known.values().map(|(text, unit)| text.len() + unit.included_size());
        self.stats.files = known.len();
        self.stats.bytes = sizes.map(|size| size as u64).sum();
        self.stats.facts = self.program.fact_count();
    }
}
