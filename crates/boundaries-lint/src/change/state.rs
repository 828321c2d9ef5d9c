//! One of two states that are compared, and the words that both are compared in.

use std::collections::BTreeMap;

use boundaries_graph::{ModuleGraph, ModuleId, SourceMap, Span};
use boundaries_policy::{Policy, TeamId};
use camino::Utf8PathBuf;
use jiff::civil::Date;

use crate::change::index::Index;
use crate::change::moves::{MoveSide, Moves};
use crate::report::Report;

/// A state of a workspace: its code, its policy, and what a check says of it.
#[derive(Clone, Copy, Debug)]
pub struct State<'a> {
    /// The workspace.
    pub graph: &'a ModuleGraph,
    /// The texts that spans point into.
    pub sources: &'a SourceMap,
    /// The policy.
    pub policy: &'a Policy,
    /// Whether somebody wrote the policy; else there are at most owners.
    pub written: bool,
    /// What a check says, of the whole workspace.
    pub report: &'a Report,
    /// The day on which both states are judged.
    pub today: Date,
}

/// A place that can be shown without the texts of the state it belongs to.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Spot {
    /// From the workspace root.
    pub path: Utf8PathBuf,
    /// From 1.
    pub line: u32,
    /// From 1, in characters.
    pub column: u32,
    /// What stands there, as far as it matters.
    pub written: String,
}

/// A state while it is compared.
pub(crate) struct Side<'a> {
    pub(crate) state: State<'a>,
    pub(crate) index: Index<'a>,
    names: Names<'a>,
}

/// How a state calls things that the two states have in common: always as the later one does.
enum Names<'a> {
    Own,
    Later { moves: &'a Moves, teams: BTreeMap<String, String> },
}

impl<'a> Side<'a> {
    pub(crate) fn after(state: State<'a>) -> Self {
        Self { state, index: Index::new(state.graph), names: Names::Own }
    }

    /// The earlier state. A team that owns exactly what a team of another name owns later is the same team.
    pub(crate) fn before(state: State<'a>, after: &Side<'_>, moves: &'a Moves) -> Self {
        let teams = renamed_teams(state, after.state, moves);
        Self { state, index: Index::new(state.graph), names: Names::Later { moves, teams } }
    }

    /// The common name of a module or item that this state calls `path`.
    pub(crate) fn path(&self, path: &str) -> String {
        match &self.names {
            Names::Own => path.to_owned(),
            Names::Later { moves, .. } => moves.path(path).to_owned(),
        }
    }

    /// The same for a path of a policy, which may lead below an item.
    pub(crate) fn policy_path(&self, path: &str) -> String {
        match &self.names {
            Names::Own => path.to_owned(),
            Names::Later { moves, .. } => moves.path_within(path),
        }
    }

    /// The common name of a team.
    pub(crate) fn team(&self, id: TeamId) -> String {
        let name = &self.state.policy.team(id).name;
        match &self.names {
            Names::Own => name.clone(),
            Names::Later { teams, .. } => teams.get(name).unwrap_or(name).clone(),
        }
    }

    /// The common names of teams, in order.
    pub(crate) fn teams(&self, ids: &[TeamId]) -> Vec<String> {
        let mut names: Vec<String> = ids.iter().map(|&id| self.team(id)).collect();
        names.sort_unstable();
        names
    }

    /// The teams whose names differ between the two states: before, and after.
    pub(crate) fn renamed_teams(&self) -> Vec<(String, String)> {
        match &self.names {
            Names::Own => Vec::new(),
            Names::Later { teams, .. } => teams.iter().map(|(old, new)| (old.clone(), new.clone())).collect(),
        }
    }

    /// The common names of a module's owners.
    pub(crate) fn owners(&self, module: ModuleId) -> Vec<String> {
        self.teams(&self.state.policy.owner_of_module(module).teams)
    }

    /// A place of this state, with what stands there.
    pub(crate) fn spot(&self, span: Span, written: impl Into<String>) -> Option<Spot> {
        span.is_known().then(|| Spot {
            path: self.state.sources.file(span.file).path().to_owned(),
            line: span.line,
            column: span.column,
            written: written.into(),
        })
    }
}

impl<'a> State<'a> {
    /// As much of it as it takes to see what moved.
    #[must_use]
    pub fn move_side(self) -> MoveSide<'a> {
        MoveSide { graph: self.graph, sources: self.sources, policy: self.policy }
    }
}

fn renamed_teams(before: State<'_>, after: State<'_>, moves: &Moves) -> BTreeMap<String, String> {
    let names = |state: State<'_>| state.policy.teams().iter().map(|team| team.name.clone()).collect::<Vec<_>>();
    let (old, new) = (names(before), names(after));
    let gone: Vec<&String> = old.iter().filter(|name| !new.contains(name)).collect();
    let come: Vec<&String> = new.iter().filter(|name| !old.contains(name)).collect();
    if gone.is_empty() || come.is_empty() {
        return BTreeMap::new();
    }
    let (then, now) = (territories(before, moves), territories(after, &Moves::none()));
    let mut renamed = BTreeMap::new();
    for name in gone {
        let Some(territory) = then.get(name) else { continue };
        let mut same = come.iter().filter(|other| now.get(**other) == Some(territory));
        if let (Some(other), None) = (same.next(), same.next()) {
            renamed.insert(name.clone(), (*other).clone());
        }
    }
    renamed
}

/// The paths of the modules that each team owns alone.
fn territories(state: State<'_>, moves: &Moves) -> BTreeMap<String, Vec<String>> {
    let mut territories: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for module in state.graph.modules() {
        if let [team] = state.policy.owner_of_module(module.id()).teams.as_slice() {
            let path = moves.path(module.path()).to_owned();
            territories.entry(state.policy.team(*team).name.clone()).or_default().push(path);
        }
    }
    for paths in territories.values_mut() {
        paths.sort_unstable();
        paths.dedup();
    }
    territories
}
