//! From a program to its graph: every scope is walked, and what the walks find goes into the graph.
//!
//! The walks of one run go in parallel; between runs, their findings are added in order, and the code that was walked is
//! dropped. So never more than a run's findings wait, and the graph takes the room that the code leaves.

use std::sync::Arc;
use std::time::Duration;

use boundaries_graph::{FileId, ModuleGraph, SourceMap};
use rayon::prelude::*;

use crate::assemble::Assembler;
use crate::body::{self, Found};
use crate::expand::Budget;
use crate::program::{InstanceId, Program, Unit, UnitId};
use crate::syntax::facts::{self, FileFacts, ScopeIx};
use crate::timing::Stopwatch;
use crate::walks::Walks;
use crate::workspace::Workspace;
use crate::{AnalysisError, Cancellation};

/// How many scopes are walked before their findings are added.
const RUN: usize = 512;

/// How far linking goes.
#[derive(Clone, Copy)]
pub(crate) struct Bounds<'a> {
    /// What macro calls in bodies may turn into.
    pub(crate) body_macros: u64,
    /// By which somebody ends it.
    pub(crate) cancellation: &'a Cancellation,
}

/// A finished graph.
pub(crate) struct Linked {
    pub(crate) graph: ModuleGraph,
    /// How long the walks took.
    pub(crate) bodies: Duration,
}

/// Walks every scope of a program, as far as `walks` do not know what is there, and builds the graph. `manifests` holds the
/// text of each package's manifest, where it was read.
pub(crate) fn link(
    mut program: Program,
    mut walks: Option<Walks>,
    workspace: &Workspace,
    sources: &SourceMap,
    manifests: &[Option<FileId>],
    bounds: Bounds<'_>,
    watch: Stopwatch,
) -> Result<Linked, AnalysisError> {
    let unshared = |unit: &mut Unit, drop: fn(&mut FileFacts)| {
        if let Some(facts) = Arc::get_mut(&mut unit.facts) {
            drop(facts);
        }
    };
    for unit in &mut program.units {
        unshared(unit, FileFacts::drop_collected);
    }
    let places = places(&program);
    let last_instances = last_instances(&program);
    let mut assembler = Assembler::new(&mut program, workspace, sources, manifests);
    let mut bodies = Duration::ZERO;
    let mut budget = Budget::new(bounds.body_macros);
    for run in places.chunks(RUN) {
        let start = watch.now();
        let program = assembler.program();
        let walk = |place, budget: &Budget| match bounds.cancellation.is_cancelled() {
            true => Found::default(),
            false => body::walk_scope(program, sources, place, budget),
        };
        let known = walks.as_mut().map(|walks| walks.next(run.len())).unwrap_or_default();
        let found = walk_run(&mut budget, walk, run, known);
        bounds.cancellation.check()?;
        if let Some(walks) = &mut walks {
            for (found, (instance, _)) in found.iter().zip(run) {
                walks.note(found, program, program.unit_of(*instance).file);
            }
        }
        bodies += watch.since(start);
        assembler.add(found);
        let program = assembler.program_mut();
        for &(instance, scope) in run {
            let is_last_scope = scope.place() as usize + 1 == program[instance].scopes.len();
            let unit = program[instance].unit;
            if is_last_scope && last_instances[unit.0 as usize] == instance {
                unshared(&mut program[unit], FileFacts::drop_bodies);
            }
        }
    }
    let (builder, _) = assembler.finish();
    // What was left out for want of budget is no business of a run that has more of it.
    if let Some(walks) = walks.filter(|_| !budget.is_overdrawn()) {
        walks.save();
    }
    // Room for what the graph sorts.
    drop(program);
    Ok(Linked { graph: builder.finish(), bodies })
}

/// Walks every place, run by run, as [`link`] does.
pub(crate) fn walk_all(
    places: &[(InstanceId, ScopeIx)],
    budget: &mut Budget,
    walk: impl Fn((InstanceId, ScopeIx), &Budget) -> Found + Sync,
) -> Vec<Found> {
    places.chunks(RUN).flat_map(|run| walk_run(budget, &walk, run, Vec::new())).collect()
}

/// Walks the places of a run in parallel, but for those of which it is `known` what is there. Where their macro calls would
/// turn into more than is left of the budget, none of them is expanded, here and in all runs to come: which ones came first is
/// a matter of chance.
fn walk_run(
    budget: &mut Budget,
    walk: impl Fn((InstanceId, ScopeIx), &Budget) -> Found + Sync,
    run: &[(InstanceId, ScopeIx)],
    mut known: Vec<Option<Found>>,
) -> Vec<Found> {
    let was_overdrawn = budget.is_overdrawn();
    let spent = std::mem::replace(budget, Budget::none());
    known.resize_with(run.len(), || None);
    let found_in = |(&place, known): (&(InstanceId, ScopeIx), Option<Found>)| match known {
        Some(known) if !was_overdrawn => {
            spent.spend(known.cost);
            known
        }
        _ => walk(place, &spent),
    };
    let found = run.par_iter().zip(known).map(found_in).collect();
    *budget = spent.rest();
    if was_overdrawn || !budget.is_overdrawn() {
        return found;
    }
    run.par_iter().map(|&place| walk(place, budget)).collect()
}

/// Every scope of every instance, in the order in which what is found in them counts.
pub(crate) fn places(program: &Program) -> Vec<(InstanceId, ScopeIx)> {
    let instances = program.instances.iter().enumerate();
    let of_instance = |(at, scopes): (usize, usize)| {
        let id = InstanceId(facts::index(at));
        (0..scopes).map(move |scope| (id, ScopeIx::at(facts::index(scope))))
    };
    instances.map(|(at, instance)| (at, instance.scopes.len())).flat_map(of_instance).collect()
}

/// The last instance of each unit. What a macro call turned into is walked where the call stands as well, in an instance
/// that is older than its own; so nothing reads a unit's bodies once its last instance was walked.
fn last_instances(program: &Program) -> Vec<InstanceId> {
    let mut last = vec![InstanceId(0); program.units.len()];
    for (at, instance) in program.instances.iter().enumerate() {
        let UnitId(unit) = instance.unit;
        last[unit as usize] = InstanceId(facts::index(at));
    }
    last
}
