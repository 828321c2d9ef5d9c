//! The effect of another ownership, as text, JSON or Markdown.

mod json;
mod markdown;
mod text;
mod wire;

use boundaries_graph::{Definition, ModuleGraph, ModuleId, SourceMap};
use boundaries_lint::metrics::Value;
use boundaries_lint::{Crossing, Effect, MetricChange, Shift, ShiftKind};
use boundaries_policy::Policy;
use camino::Utf8PathBuf;

use crate::summary::count;

#[cfg(feature = "schema")]
pub use json::what_if_schema;

/// What there is to tell about another ownership.
#[derive(Clone, Copy, Debug)]
pub struct WhatIfPage<'a> {
    /// What is supposed, a sentence each.
    pub supposed: &'a [String],
    /// What differs.
    pub effect: &'a Effect,
    /// The numbers that differ.
    pub metrics: &'a [MetricChange],
    /// What CODEOWNERS would have to say.
    pub codeowners: Option<&'a CodeownersChange>,
    /// What one should know beside that.
    pub notes: &'a [String],
    /// The moves that a search found, in the order in which they are made; empty where none was asked for.
    pub suggestions: &'a [SuggestedMove],
    /// The modularity of the ownership before and after these moves.
    pub modularity: Option<(f64, f64)>,
    /// The workspace.
    pub graph: &'a ModuleGraph,
    /// The policy as it is.
    pub policy: &'a Policy,
    /// The texts that its places point into.
    pub sources: &'a SourceMap,
}

/// What a CODEOWNERS would have to say instead.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CodeownersChange {
    /// The file, from the workspace root.
    pub path: Utf8PathBuf,
    /// The lines that differ, those to be added at the end last.
    pub lines: Vec<CodeownersLine>,
}

/// A line of CODEOWNERS that differs.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CodeownersLine {
    /// Which, from 1; none for one that is to be added at the end.
    pub line: Option<usize>,
    /// As it is.
    pub before: Option<String>,
    /// As it would have to be.
    pub after: String,
}

/// A move that a search found.
#[derive(Clone, PartialEq, Debug)]
pub struct SuggestedMove {
    /// What moves, as `--move` takes it.
    pub what: String,
    /// The names of its owners.
    pub from: Vec<String>,
    /// The name of the team that would own it.
    pub to: String,
    /// How many modules that are.
    pub modules: usize,
    /// Couplings to the code of its owners: they would appear.
    pub to_owners: usize,
    /// Couplings to the code of the other team: they would vanish.
    pub to_team: usize,
    /// Couplings to the code of other teams: they would stay.
    pub elsewhere: usize,
    /// What holds it to the other team, strongest first: a consumer and what it uses.
    pub reasons: Vec<(ModuleId, Definition)>,
    /// What holds it to its owners.
    pub counter: Vec<(ModuleId, Definition)>,
    /// By how much the objective grows.
    pub gain: f64,
}

/// More of a kind than this is counted only, where people read.
const SHOWN: usize = 12;

impl WhatIfPage<'_> {
    /// What becomes of the couplings, in one line.
    fn headline(&self) -> String {
        let effect = self.effect;
        let parts: Vec<String> = [
            (ShiftKind::Vanishes, "vanish", "vanishes"),
            (ShiftKind::Appears, "appear", "appears"),
            (ShiftKind::Changes, "change", "changes"),
        ]
        .into_iter()
        .filter_map(|(kind, many, one)| match effect.count(kind) {
            0 => None,
            1 => Some(format!("1 {one}")),
            number => Some(format!("{number} {many}")),
        })
        .collect();
        let told = if parts.is_empty() { "none changes".to_owned() } else { parts.join(", ") };
        format!(
            "couplings between teams: {} -> {}, without permission: {} -> {}; {told}",
            effect.couplings.0, effect.couplings.1, effect.open.0, effect.open.1
        )
    }

    /// Who owns what changes hands: the owners before and after, with their modules.
    fn handed_over(&self) -> Vec<(String, Vec<&str>)> {
        let mut groups: Vec<(String, Vec<&str>)> = Vec::new();
        for handed in &self.effect.handed_over {
            let told = format!("{} -> {}", joined(&handed.before), joined(&handed.after));
            let path = self.graph.module(handed.module).path();
            match groups.iter_mut().find(|(known, _)| *known == told) {
                Some((_, modules)) => modules.push(path),
                None => groups.push((told, vec![path])),
            }
        }
        groups.sort();
        groups
    }

    fn shifts(&self, kind: ShiftKind) -> Vec<&Shift> {
        let mut shifts: Vec<&Shift> = self.effect.shifts.iter().filter(|shift| shift.kind() == kind).collect();
        shifts.sort_by_key(|shift| std::cmp::Reverse(shift.references()));
        shifts
    }

    /// `orders -> billing: orders::cart uses billing::api::Invoice, 3 references`.
    fn shift_told(&self, shift: &Shift) -> String {
        let sides = match (&shift.before, &shift.after) {
            (Some(before), Some(after)) => format!("{}, then {}", side(before), side(after)),
            (Some(one), None) | (None, Some(one)) => side(one),
            (None, None) => String::new(),
        };
        let consumer = self.graph.module(shift.consumer).path();
        let provider = self.graph.definition_path(shift.provider);
        format!("{sides}: {consumer} uses {provider}, {}", count(shift.references(), "reference"))
    }

    fn use_told(&self, (consumer, provider): (ModuleId, Definition)) -> String {
        format!("{} uses {}", self.graph.module(consumer).path(), self.graph.definition_path(provider))
    }

    /// Where an idle contract is written, and why there is one.
    fn idle_told(&self) -> Vec<String> {
        let told = self.effect.idle.iter().map(|&contract| {
            let contract = self.policy.contract(contract);
            let place = format!("{}:{}", self.sources.file(contract.span.file).path(), contract.span.line);
            format!("{place} ({})", contract.reason)
        });
        told.collect()
    }
}

/// The teams of one side, and whether anything permits it.
fn side(crossing: &Crossing) -> String {
    let open = if crossing.open == 0 { "" } else { " (no permission)" };
    format!("{} -> {}{open}", joined(&crossing.consumers), joined(&crossing.providers))
}

fn joined(names: &[String]) -> String {
    if names.is_empty() { "nobody".to_owned() } else { names.join(" + ") }
}

/// A number before or after; a team that is not there has none.
fn shown(value: Option<Value>) -> String {
    value.map_or_else(|| "-".to_owned(), crate::metrics::shown)
}

/// What the numbers of a change are of.
fn of(change: &MetricChange) -> &str {
    change.team.as_deref().unwrap_or("workspace")
}
