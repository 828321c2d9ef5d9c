//! Reads a Cargo workspace and resolves it into the module graph.
//!
//! The way of the data, each step a module of its own:
//!
//! ```text
//! workspace   what Cargo says: packages, targets, renames, path dependencies
//! load        the files behind `mod` items, read in parallel, each once
//! kept        facts of earlier runs, by the contents they were read from
//! syntax      one text → flat facts; the only module that knows syn
//! collect     facts → scopes and definitions: the module tree of every crate, with what macro calls declare
//! imports     every `use` to its fixed point, in three namespaces, by turns with the macro calls that wait for it
//! expand      a macro call → text whose every name knows where it was written
//! lookup      a path and where it stands → what it means
//! types       what is known of types, from the workspace's own signatures
//! body        the walk over signatures and bodies that finds every reference
//! assemble    what is declared and what was found → the graph
//! reads       what a walk asks of the program, so that a warm analysis knows when it would find the same
//! walks       what earlier runs found in bodies of which nothing they see has changed
//! link        walks every scope, run by run, and drops behind itself what nobody reads any more
//! directives  comments that are addressed to the tool
//! ties        what ties a text to its package: features, files, variables
//! ```
//!
//! Broken code never stops an analysis: a file that does not parse, a module without a file, a path that leads nowhere
//! each become a gap. Nothing of the workspace is executed; Cargo is asked for metadata in the one way that runs nothing.
//!
//! ```
//! use boundaries_analysis::{AnalysisOptions, MemoryReader, PackageInfo, TargetInfo, Workspace, analyse};
//! use boundaries_graph::TargetKind;
//!
//! let mut reader = MemoryReader::default();
//! reader.insert("src/lib.rs", "mod store { pub struct Account; }\npub fn open() -> store::Account { store::Account }");
//! let target =
//!     TargetInfo { name: "bank".into(), kind: TargetKind::Lib, root_file: "src/lib.rs".into(), is_2015: false };
//! let package =
//!     PackageInfo { name: "bank".into(), dir: "".into(), targets: vec![target], dependencies: vec![], features: Default::default() };
//! let workspace = Workspace::new("/bank", vec![package]);
//!
//! let analysis = analyse(&workspace, &reader, &AnalysisOptions::default())?;
//! let dependency = analysis.graph.dependencies().next().expect("the root uses the store");
//! assert_eq!((dependency.from().path(), dependency.to().path()), ("bank", "bank::store"));
//! # Ok::<(), boundaries_analysis::AnalysisError>(())
//! ```

mod asks;
mod assemble;
mod body;
mod collect;
mod conditions;
mod directives;
mod error;
mod expand;
mod gap;
mod imports;
mod kept;
mod limits;
mod link;
mod listed;
mod live;
mod load;
mod lookup;
mod program;
mod progress;
mod reads;
mod references;
mod source;
mod syntax;
mod ties;
mod timing;
mod types;
mod walks;
mod workspace;

use std::sync::Arc;

use boundaries_graph::{FileId, ModuleGraph, SourceMap, Symbols};

pub use conditions::CfgOptions;
pub use directives::{directives, directives_in};
pub use error::AnalysisError;
pub use kept::FactsCache;
pub use limits::Limits;
pub use live::{Cancellation, Changes, LiveAnalysis, Refreshed, Stage};
pub use progress::Progress;
pub use source::{DiskReader, MemoryReader, OverlayReader, SourceReader};
pub use ties::{Tie, TieKind, ties};
pub use timing::{AnalysisTimings, Clock};
pub use workspace::{DependencyInfo, PackageInfo, TargetInfo, Workspace, WorkspaceOptions, load_workspace};

use crate::conditions::ConditionsByPackage;
use crate::progress::Count;
use crate::timing::Stopwatch;
use crate::walks::Walks;

/// How to analyse.
#[derive(Clone, Default, Debug)]
pub struct AnalysisOptions {
    /// How many threads to use; by default as many as there are cores.
    pub threads: Option<usize>,
    /// What narrows the code that takes part.
    pub cfg: CfgOptions,
    /// The clock by which the analysis tells how long its parts took, if anybody wants to know.
    pub clock: Option<Clock>,
    /// Facts that earlier runs kept, and to which this one adds its own.
    pub kept: FactsCache,
    /// How much the workspace may make it do.
    pub limits: Limits,
    /// Who hears how far it is.
    pub progress: Option<Progress>,
    /// By which whoever waits ends [`analyse`] early; a [`LiveAnalysis`] is handed another one by each refresh.
    pub cancellation: Cancellation,
}

/// A workspace's graph, and the texts its spans point into.
#[derive(Clone, Debug)]
pub struct Analysis {
    /// Modules, items, references and gaps.
    pub graph: Arc<ModuleGraph>,
    /// Every source file, and the manifest of every package.
    pub sources: SourceMap,
    /// What it took.
    pub stats: AnalysisStats,
}

/// Figures of one analysis.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct AnalysisStats {
    /// Source files read.
    pub files: usize,
    /// Their size.
    pub bytes: u64,
    /// The entries of all tables of facts that were read from them or made by macros.
    pub facts: u64,
    /// Texts whose facts an earlier run had kept, where facts are kept.
    pub kept_files: usize,
    /// Texts that were parsed though facts are kept.
    pub new_files: usize,
    /// Modules and blocks with items in which an earlier run had looked, so that this one did not.
    pub kept_walks: usize,
    /// How long its parts took.
    pub timings: AnalysisTimings,
}

/// Analyses a workspace.
///
/// # Errors
/// Where the options name a target or feature that does not exist, or no threads can be started, and
/// [`AnalysisError::Cancelled`] if it was. Broken code is no error; it becomes gaps of the graph.
pub fn analyse(
    workspace: &Workspace,
    reader: &dyn SourceReader,
    options: &AnalysisOptions,
) -> Result<Analysis, AnalysisError> {
    let conditions = Arc::new(ConditionsByPackage::new(&options.cfg, options.limits.bounded(), workspace)?);
    let watch = Stopwatch(options.clock);
    threads(options)?.install(|| analyse_here(workspace, reader, conditions, options, watch))
}

/// The threads on which an analysis runs.
fn threads(options: &AnalysisOptions) -> Result<rayon::ThreadPool, AnalysisError> {
    let stack = options.limits.bounded().stack_size();
    let pool = rayon::ThreadPoolBuilder::new().num_threads(options.threads.unwrap_or(0)).stack_size(stack);
    pool.build().map_err(|error| AnalysisError::Threads { stack, cause: Box::new(error) })
}

fn analyse_here(
    workspace: &Workspace,
    reader: &dyn SourceReader,
    conditions: Arc<ConditionsByPackage>,
    options: &AnalysisOptions,
    watch: Stopwatch,
) -> Result<Analysis, AnalysisError> {
    let (kept, limits, cancellation) = (options.kept.clone(), options.limits.bounded(), &options.cancellation);
    let start = watch.now();
    let mut sources = load::Sources::new(conditions, kept.clone(), watch);
    sources.count = Count::of(options.progress.as_ref());
    sources.count.begin(Stage::Reading);
    sources.load(workspace, reader, cancellation)?;
    let loaded = watch.now();
    sources.count.begin(Stage::Linking);
    let mut joined = collect::collect(workspace, &mut sources, reader, limits, Symbols::default(), watch);
    let collected = watch.now();

    kept.save();
    cancellation.check()?;
    let walks = Walks::of(&mut joined, workspace, &sources, limits, &kept);
    let kept_walks = walks.as_ref().map_or(0, Walks::known_count);
    let recalling = watch.since(collected);
    let mut program = joined.program;
    let manifests = read_manifests(workspace, reader, &mut sources.map);
    let facts = program.fact_count();
    let imports = std::mem::take(&mut program.import_time);
    sources.count.begin(Stage::Walking);
    let limits = link::Bounds { body_macros: limits.body_macros, cancellation };
    let linked = link::link(program, walks, workspace, &sources.map, &manifests, limits, watch)?;
    let bodies = recalling + linked.bodies;
    sources.count.begin(Stage::Done);
    let timings = AnalysisTimings {
        files: loaded - start,
        reading: sources.reading,
        parsing: sources.parsing,
        collecting: (collected - loaded).saturating_sub(imports),
        imports,
        bodies,
        assembling: watch.since(collected).saturating_sub(bodies),
    };
    let (kept_files, new_files) = kept.counts();
    let stats = AnalysisStats {
        files: sources.units.len(),
        bytes: sources.bytes,
        facts,
        kept_files,
        new_files,
        kept_walks,
        timings,
    };
    Ok(Analysis { graph: Arc::new(linked.graph), sources: sources.map, stats })
}

fn read_manifests(workspace: &Workspace, reader: &dyn SourceReader, sources: &mut SourceMap) -> Vec<Option<FileId>> {
    workspace
        .packages()
        .iter()
        .map(|package| {
            let path = package.dir.join("Cargo.toml");
            let text = String::from_utf8(reader.read(&path).ok()?).ok()?;
            Some(sources.add(path, text))
        })
        .collect()
}
