//! How far a change of some modules can reach: what depends on them, directly and through chains.
//!
//! Shipped code and build scripts are followed. A test that uses something is not itself used, and what only tests use
//! carries no change on, so dependencies of tests alone are left out.

use std::collections::{BTreeSet, VecDeque};

use boundaries_graph::{DependencyKind, ModuleGraph, ModuleId};
use boundaries_policy::{Policy, TeamId};

use super::{Figure, Measured, Sheet, Value};

/// What reaches some modules.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Radius {
    /// The modules that reach them, the nearest first, then by path.
    pub modules: Vec<ReachedModule>,
    /// The teams that own these and none of the modules asked about, each with its fewest steps, in order.
    pub teams: Vec<(TeamId, usize)>,
}

/// A module that reaches others.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ReachedModule {
    /// The module.
    pub module: ModuleId,
    /// How many dependencies the shortest chain has.
    pub steps: usize,
    /// The module that it depends on in that chain.
    pub over: ModuleId,
}

impl Radius {
    /// What reaches any of these modules, they themselves left out.
    #[must_use]
    pub fn of(graph: &ModuleGraph, policy: &Policy, modules: &BTreeSet<ModuleId>) -> Self {
        let mut seen: BTreeSet<ModuleId> = modules.clone();
        let mut queue: VecDeque<(ModuleId, usize)> = modules.iter().map(|&module| (module, 0)).collect();
        let mut found = Vec::new();
        while let Some((over, steps)) = queue.pop_front() {
            for dependency in graph.module(over).dependents() {
                let module = dependency.from().id();
                if dependency.kind() != DependencyKind::Test && seen.insert(module) {
                    found.push(ReachedModule { module, steps: steps + 1, over });
                    queue.push_back((module, steps + 1));
                }
            }
        }
        found.sort_by_key(|reached| (reached.steps, graph.module(reached.module).path(), reached.module));
        let owners = |module: ModuleId| policy.owner_of_module(module).teams.iter().copied();
        let own: BTreeSet<TeamId> = modules.iter().flat_map(|&module| owners(module)).collect();
        let mut teams: Vec<(TeamId, usize)> = Vec::new();
        for reached in &found {
            for team in owners(reached.module).filter(|team| !own.contains(team)) {
                if !teams.iter().any(|(known, _)| *known == team) {
                    teams.push((team, reached.steps));
                }
            }
        }
        teams.sort_unstable();
        Self { modules: found, teams }
    }

    /// What reaches the modules of a team.
    pub(super) fn of_team(graph: &ModuleGraph, policy: &Policy, team: TeamId) -> Self {
        let owned = |module: &ModuleId| policy.owner_of_module(*module).teams.contains(&team);
        Self::of(graph, policy, &graph.modules().map(|module| module.id()).filter(owned).collect())
    }

    /// The radius in numbers, as figures of the subject that was asked for.
    #[must_use]
    pub fn as_figures(&self) -> Vec<Figure> {
        let mut sheet = Sheet { figures: Vec::new() };
        self.figures(&Measured::Subject, &mut sheet);
        sheet.figures
    }

    pub(super) fn figures(&self, of: &Measured, sheet: &mut Sheet) {
        let direct_modules = self.modules.iter().filter(|reached| reached.steps == 1).count();
        let direct_teams = self.teams.iter().filter(|(_, steps)| *steps == 1).count();
        for (metric, count) in [
            ("direct-modules", direct_modules),
            ("reaching-modules", self.modules.len()),
            ("direct-teams", direct_teams),
            ("reaching-teams", self.teams.len()),
        ] {
            sheet.put(metric, of, Value::Count(count), Vec::new());
        }
    }
}
