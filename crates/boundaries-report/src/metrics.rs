//! The numbers of a workspace, as text, JSON, CSV or Markdown, and what each of them means.
//!
//! [`MetricsPage`] is what there is to tell; it is the same in all formats. Numbers stay exact in formats for programs: a
//! share is its part and its whole.

mod csv;
mod explain;
mod history;
mod json;
mod markdown;
mod tables;
mod text;
mod wire;

use boundaries_graph::{ModuleGraph, SourceMap};
use boundaries_lint::metrics::{ChangeHistory, CountedCoupling, Figure, FromHistory, Radius, TeamTangle};
use boundaries_policy::Policy;

pub(crate) use markdown::capital;
pub(crate) use tables::shown;

pub use explain::{metric_explained, metrics_reference};
pub(crate) use history::read as history_read;
#[cfg(feature = "schema")]
pub use json::metrics_schema;

/// What is to be told in numbers.
#[derive(Clone, Copy, Debug)]
pub struct MetricsPage<'a> {
    /// The numbers.
    pub figures: &'a [Figure],
    /// The couplings that they point at.
    pub couplings: &'a [CountedCoupling],
    /// The largest set of teams that reach each other.
    pub tangle: Option<&'a TeamTangle>,
    /// The history that was measured, or why there is none.
    pub history: MeasuredHistory<'a>,
    /// What was asked about alone, in words, and what reaches it.
    pub radius: Option<(&'a str, &'a Radius)>,
    /// Whether people want to see the couplings instead of the numbers. Programs that read JSON get both.
    pub lists_couplings: bool,
    /// The workspace.
    pub graph: &'a ModuleGraph,
    /// The teams.
    pub policy: &'a Policy,
    /// The texts that spans point into.
    pub sources: &'a SourceMap,
}

/// The history behind the numbers.
#[derive(Clone, Copy, Debug)]
pub enum MeasuredHistory<'a> {
    /// It was read.
    Read(&'a ChangeHistory, &'a FromHistory),
    /// It was not; why.
    Missing(&'a str),
}

impl MetricsPage<'_> {
    fn names(&self, teams: &[boundaries_policy::TeamId]) -> Vec<String> {
        let mut names: Vec<String> = teams.iter().map(|&team| self.policy.team(team).name.clone()).collect();
        names.sort();
        names
    }

    /// Where the first reference of a coupling stands: path and line.
    fn first_place(&self, coupling: &CountedCoupling) -> Option<(&str, u32)> {
        let span = coupling.references.first()?.span;
        Some((self.sources.file(span.file).path().as_str(), span.line))
    }
}
