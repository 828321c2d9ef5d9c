//! An analysis that stays warm: it takes edits, and is after each what a cold analysis of the same texts would be.
//!
//! What was read of a file is known until its text changes. If an edit leaves what other files can see of a file as it was,
//! its [interface](crate::syntax::interface), then the program stays, the bodies of this one file are walked again, the graph
//! is told again what their modules mention, and places in the file are carried over wherever they stand. After any other
//! edit modules, definitions and imports are joined anew from the facts that were known; nothing is parsed twice. Where texts,
//! modules and macros are those that there were, both programs are compared then: bodies are walked that [asked](crate::reads)
//! for something of which the answer is another one, and of all others what was found is taken over. Else every body is walked.
//!
//! Between the two are functions, constants and statics that come, go or change, where nothing but code in bodies knows their
//! names: those bodies are walked again too, and the definitions get the numbers that a cold analysis would give them.
//!
//! Nothing is concluded from an edit alone: the file's text is read again and compared, and so are the answers of the file
//! system to every question that decided which files there are.

mod answers;
mod cancel;
mod carry;
mod frame;
mod items;
mod pairs;
mod queries;
mod rejoin;
mod renumber;
mod same;
mod state;

use std::collections::BTreeSet;
use std::sync::Arc;

use boundaries_graph::{GapReason, SourceMap};
use camino::{Utf8Path, Utf8PathBuf};
use rayon::prelude::*;
use rustc_hash::FxHashMap;

pub use cancel::{Cancellation, Stage};

use crate::assemble::Ids;
use crate::body::Found;
use crate::collect;
use crate::conditions::ConditionsByPackage;
use crate::expand::Budget;
use crate::link;
use crate::load::{self, ReadFile, Sources, Units};
use crate::source::SourceReader;
use crate::timing::Stopwatch;
use crate::{Analysis, AnalysisError, AnalysisOptions, AnalysisStats, AnalysisTimings, FactsCache, Limits, Workspace};
use queries::Recorder;
use rejoin::Rejoined;
use state::State;

/// Which files may read otherwise than they did.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Changes {
    /// These, by their paths from the workspace root; they may as well have come into being, or be gone. All others are as
    /// they were.
    Files(BTreeSet<Utf8PathBuf>),
    /// Nobody knows: every file is read and compared.
    Unknown,
}

impl Changes {
    /// Takes in further changes.
    pub fn extend(&mut self, more: Self) {
        match (&mut *self, more) {
            (Self::Files(files), Self::Files(more)) => files.extend(more),
            (_, Self::Unknown) => *self = Self::Unknown,
            (Self::Unknown, Self::Files(_)) => {}
        }
    }
}

impl Default for Changes {
    /// None at all.
    fn default() -> Self {
        Self::Files(BTreeSet::new())
    }
}

/// How much of an analysis became another.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Refreshed {
    /// Nothing did.
    Nothing,
    /// Bodies and places: modules, items and re-exports are those there were, with the same ids.
    Bodies,
    /// Items as well that nothing knew but code in bodies: modules are those there were, with the same ids.
    Items,
    /// Everything may have.
    Everything,
}

/// A warm analysis of one workspace. The manifests are those that the [`Workspace`] was made from: where one of them
/// changes, a new analysis has to be begun.
///
/// ```
/// use boundaries_analysis::{
///     AnalysisOptions, Cancellation, Changes, LiveAnalysis, MemoryReader, PackageInfo, Refreshed, TargetInfo, Workspace,
/// };
/// use boundaries_graph::TargetKind;
///
/// let target =
///     TargetInfo { name: "bank".into(), kind: TargetKind::Lib, root_file: "src/lib.rs".into(), is_2015: false };
/// let package =
///     PackageInfo { name: "bank".into(), dir: "".into(), targets: vec![target], dependencies: vec![], features: Default::default() };
/// let workspace = Workspace::new("/bank", vec![package]);
/// let mut reader = MemoryReader::default();
/// reader.insert("src/lib.rs", "mod store { pub struct Account; }\npub fn open() {}");
///
/// let mut live = LiveAnalysis::new(workspace, &AnalysisOptions::default())?;
/// let cancellation = Cancellation::default();
/// live.refresh(&reader, Changes::Unknown, &cancellation, &|_stage| ())?;
/// assert_eq!(live.analysis().expect("it was refreshed").graph.references().len(), 0);
///
/// reader.insert("src/lib.rs", "mod store { pub struct Account; }\npub fn open() { store::Account; }");
/// let changes = Changes::Files(["src/lib.rs".into()].into());
/// assert_eq!(live.refresh(&reader, changes, &cancellation, &|_stage| ())?, Refreshed::Bodies);
/// assert_eq!(live.analysis().expect("it was refreshed").graph.references().len(), 1);
/// # Ok::<(), boundaries_analysis::AnalysisError>(())
/// ```
pub struct LiveAnalysis {
    workspace: Workspace,
    conditions: Arc<ConditionsByPackage>,
    pool: Arc<rayon::ThreadPool>,
    /// Facts of earlier runs.
    kept: FactsCache,
    limits: Limits,
    watch: Stopwatch,
    /// What was read of each file.
    known: FxHashMap<Utf8PathBuf, ReadFile>,
    /// None before the first analysis, and where one was cancelled.
    state: Option<State>,
    /// What changed since the state was made.
    pending: Changes,
}

impl LiveAnalysis {
    /// An analysis that has not begun yet.
    ///
    /// # Errors
    /// Where the options name a target or feature that does not exist, or no threads can be started.
    pub fn new(workspace: Workspace, options: &AnalysisOptions) -> Result<Self, AnalysisError> {
        Ok(Self {
            conditions: Arc::new(ConditionsByPackage::new(&options.cfg, options.limits.bounded(), &workspace)?),
            pool: Arc::new(crate::threads(options)?),
            kept: options.kept.clone(),
            limits: options.limits.bounded(),
            watch: Stopwatch(options.clock),
            workspace,
            known: FxHashMap::default(),
            state: None,
            pending: Changes::default(),
        })
    }

    /// The workspace.
    #[must_use]
    pub fn workspace(&self) -> &Workspace {
        &self.workspace
    }

    /// What is known now; nothing before the first [`refresh`](Self::refresh), and after one that was cancelled. The graph
    /// and the texts are shared, not copied.
    #[must_use]
    pub fn analysis(&self) -> Option<Analysis> {
        let state = self.state.as_ref()?;
        Some(Analysis { graph: Arc::clone(&state.graph), sources: state.sources.clone(), stats: state.stats })
    }

    /// Takes changes in. `progress` hears what takes long, from any thread.
    ///
    /// # Errors
    /// [`AnalysisError::Cancelled`] if it was. The changes are not forgotten then: the next refresh takes them in.
    pub fn refresh(
        &mut self,
        reader: &dyn SourceReader,
        changes: Changes,
        cancellation: &Cancellation,
        progress: &(dyn Fn(Stage) + Sync),
    ) -> Result<Refreshed, AnalysisError> {
        self.pending.extend(changes);
        let pool = Arc::clone(&self.pool);
        let refreshed = pool.install(|| self.refresh_here(reader, cancellation, progress))?;
        self.pending = Changes::default();
        Ok(refreshed)
    }

    fn refresh_here(
        &mut self,
        reader: &dyn SourceReader,
        cancellation: &Cancellation,
        progress: &(dyn Fn(Stage) + Sync),
    ) -> Result<Refreshed, AnalysisError> {
        cancellation.check()?;
        let among = match &self.pending {
            Changes::Files(files) => Some(files),
            Changes::Unknown => None,
        };
        let stays = self.state.as_ref().is_some_and(|state| {
            state.queries.hold(reader, among) && state.manifests_are_same(&self.workspace, reader, among)
        });
        let start = self.watch.now();
        let changed = self.changed(reader);
        if stays && changed.is_empty() {
            return Ok(Refreshed::Nothing);
        }
        let files = self.watch.since(start);
        cancellation.check()?;
        let carried = match &self.state {
            Some(state) if stays && !state.body_macros.is_overdrawn() => state.carry(&self.known, &changed),
            _ => None,
        };
        self.known.extend(changed);
        if let (Some(carried), Some(state)) = (carried, &mut self.state) {
            let has_items = carried.carries.iter().any(|carry| carry.items.is_some());
            if state.take_in(carried, &self.known, &self.workspace, files, self.watch).is_some() {
                return Ok(if has_items { Refreshed::Items } else { Refreshed::Bodies });
            }
            // What was taken in by half is of no use.
            self.state = None;
        }
        // From here on the state is one of texts that are no more.
        let before = self.state.take();
        self.analyse(before, reader, cancellation, progress)?;
        Ok(Refreshed::Everything)
    }

    /// The files whose texts are others than those that were known, read again.
    fn changed(&self, reader: &dyn SourceReader) -> Vec<(Utf8PathBuf, ReadFile)> {
        let concerned: Vec<(&Utf8PathBuf, &ReadFile)> = match &self.pending {
            Changes::Unknown => self.known.iter().collect(),
            Changes::Files(files) => {
                let asks = |(path, (_, unit)): &(&Utf8PathBuf, &ReadFile)| {
                    files.contains(*path) || unit.asked.iter().any(|(path, _)| files.contains(path))
                };
                self.known.iter().filter(asks).collect()
            }
        };
        // What is typed lives too short to be kept for other runs.
        let sources = Sources::new(Arc::clone(&self.conditions), FactsCache::default(), self.watch);
        let is_other = |(path, known): &(&Utf8PathBuf, &ReadFile)| !is_same(path, known, reader);
        let read = |(path, _): (&Utf8PathBuf, &ReadFile)| (path.clone(), sources.read(path, reader));
        concerned.into_par_iter().filter(is_other).map(read).collect()
    }

    /// Analyses everything, from what was known where there is something.
    fn analyse(
        &mut self,
        before: Option<State>,
        reader: &dyn SourceReader,
        cancellation: &Cancellation,
        progress: &(dyn Fn(Stage) + Sync),
    ) -> Result<(), AnalysisError> {
        let recorder = Recorder::new(reader);
        let start = self.watch.now();
        progress(Stage::Reading);
        let mut sources = Sources::new(Arc::clone(&self.conditions), self.kept.clone(), self.watch);
        sources.known = std::mem::take(&mut self.known);
        sources.keeps = true;
        if let Err(cancelled) = sources.load(&self.workspace, &recorder, cancellation) {
            self.known = std::mem::take(&mut sources.known);
            self.known.extend(known_of(sources.units, &sources.map));
            return Err(cancelled);
        }
        let loaded = self.watch.now();
        progress(Stage::Linking);
        let symbols = before.as_ref().map(|before| before.program.symbols.clone()).unwrap_or_default();
        let collected = collect::collect(&self.workspace, &mut sources, &recorder, self.limits, symbols, self.watch);
        self.kept.save();
        let collect::Collected { mut program, first_units, declaring } = collected;
        self.known = known_of(std::mem::take(&mut sources.units), &sources.map).collect();
        cancellation.check()?;
        if before.is_some() && program.leaves_names_out() {
            // Which names imports bring beyond a limit depends on what was read before.
            return self.analyse(None, reader, cancellation, progress);
        }
        let collected = self.watch.now();
        progress(Stage::Walking);
        let rejoined = before.and_then(|before| Rejoined::of(before, (&program, &sources.map), &declaring));
        let places = link::places(&program);
        let walk = |place, budget: &Budget| match cancellation.is_cancelled() {
            true => Found::default(),
            false => state::walk(&program, &sources.map, place, budget),
        };
        let mut body_macros = Budget::new(self.limits.body_macros);
        let mut again = None;
        if let Some(rejoined) = rejoined
            && let Some(unknown) = rejoined.unknown(&body_macros)
        {
            let unknown_places: Vec<_> = unknown.iter().map(|at| places[*at]).collect();
            let walked = link::walk_all(&unknown_places, &mut body_macros, walk);
            again = (!body_macros.is_overdrawn()).then_some((rejoined, unknown, walked));
        }
        let mut found = Vec::new();
        if again.is_none() {
            body_macros = Budget::new(self.limits.body_macros);
            found = link::walk_all(&places, &mut body_macros, walk);
        }
        cancellation.check()?;
        let walked = self.watch.now();
        progress(Stage::Assembling);
        let manifests = crate::read_manifests(&self.workspace, reader, &mut sources.map);
        let imports = std::mem::take(&mut program.import_time);
        let mut state = State {
            program,
            first_units,
            declaring,
            sources: sources.map,
            manifests,
            queries: recorder.into_queries(),
            places,
            body_macros,
            found,
            traces: Vec::new(),
            ids: Ids::default(),
            graph: Arc::default(),
            stats: AnalysisStats::default(),
        };
        match again {
            Some((rejoined, unknown, walked)) => {
                state.stats.kept_walks = state.places.len() - walked.len();
                rejoined.assemble(&mut state, unknown, walked, &self.workspace);
            }
            None => state.assemble(&self.workspace),
        }
        state.count(&self.known);
        state.stats.timings = AnalysisTimings {
            files: loaded.saturating_sub(start),
            reading: sources.reading,
            parsing: sources.parsing,
            collecting: collected.saturating_sub(loaded).saturating_sub(imports),
            imports,
            bodies: walked.saturating_sub(collected),
            assembling: self.watch.since(walked),
        };
        self.state = Some(state);
        progress(Stage::Done);
        Ok(())
    }
}

/// Files that were read, with their texts, for a later analysis.
fn known_of(units: Units, texts: &SourceMap) -> impl Iterator<Item = (Utf8PathBuf, ReadFile)> {
    units.into_iter().map(|(path, unit)| {
        let text = texts.file(unit.file).shared_text();
        (path, (text, unit.into_known()))
    })
}

/// Whether a file, and whatever it includes, reads as it did.
fn is_same(path: &Utf8Path, (text, unit): &ReadFile, reader: &dyn SourceReader) -> bool {
    let was_unreadable = matches!(&unit.problem, Some((cause, ..)) if cause.reason == GapReason::UnreadableFile);
    !was_unreadable
        && reader.read(path).is_ok_and(|bytes| bytes == text.as_bytes())
        && unit.asked.iter().all(|(path, was)| load::read_text(path, reader) == *was)
}

#[cfg(test)]
mod tests;
