//! The same policy under other owners: what if this module belonged to that team, if these teams were one, if that team
//! were two?
//!
//! What is supposed is stronger than everything that is declared. Contracts follow the teams that are merged, with exactly
//! the surface that they had, so that a merger permits nothing new; a contract between a team and itself goes away. A team
//! that splits off has no contract: which ones it would need is what one wants to know.

use std::collections::BTreeMap;

use boundaries_graph::{ModuleGraph, ModuleId, SourceMap, Span};
use camino::Utf8Path;

use crate::constraint::{Demand, Subject, SubjectKind};
use crate::contract::{Consumer, ContractId, Surface, SurfaceEntry};
use crate::limits::Limits;
use crate::ownership::{Ownership, OwnershipSource, OwnershipSourceKind, OwnershipState};
use crate::pattern::PathPattern;
use crate::policy::Policy;
use crate::team::{Team, TeamId};

/// What is supposed beside what the policy says. The names of new teams come after the teams that the policy knows: the
/// first of them has the id that follows the last known one.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct Supposition {
    /// Teams that there are not yet.
    pub teams: Vec<String>,
    /// Teams that are another one: from, into.
    pub merged: BTreeMap<TeamId, TeamId>,
    /// What changes hands.
    pub claims: Vec<SupposedClaim>,
}

/// Something that is supposed to belong to another team.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SupposedClaim {
    /// What.
    pub place: SupposedPlace,
    /// Only what this team owns, alone or with others, who stay owners; else everything.
    pub of: Option<TeamId>,
    /// The team that gets it.
    pub team: TeamId,
    /// How it was said.
    pub text: String,
}

/// What changes hands.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum SupposedPlace {
    /// These modules and all below them.
    Modules(Vec<ModuleId>),
    /// The files that a path or pattern from the workspace root covers, with the modules in them.
    Path(String),
}

/// What was supposed, one supposition on top of the other.
#[derive(Clone, Default, Debug)]
pub(crate) struct Supposed {
    layers: Vec<Layer>,
}

/// The claims of one supposition, ready to be asked.
#[derive(Clone, Default, Debug)]
struct Layer {
    modules: BTreeMap<ModuleId, Vec<SupposedClaim>>,
    patterns: Vec<(PathPattern, SupposedClaim)>,
}

#[doc(hidden)]
impl Policy {
    /// The policy under a supposition.
    ///
    /// # Errors
    /// If claims are no patterns, or two of them give the same code to different teams; all such mistakes.
    pub fn suppose(
        &self,
        supposition: &Supposition,
        graph: &ModuleGraph,
        sources: &SourceMap,
    ) -> Result<Self, Vec<String>> {
        let mut policy = self.clone();
        for name in &supposition.teams {
            policy.teams.push(Team::supposed(TeamId::new(policy.teams.len()), name));
        }
        let now = |team: TeamId| supposition.merged.get(&team).copied().unwrap_or(team);
        policy.join_contracts(supposition, graph);
        policy.join_handles(supposition);
        policy.owners.rename(&now);
        let mut told = Vec::new();
        policy.owners.supposed.layers.push(Layer::new(&supposition.claims, &self.limits, &mut told));
        policy.owners.decide(graph, sources);
        policy.owners.contradictions(graph, &mut told);
        policy.join_constraints(&now, graph);
        if told.is_empty() { Ok(policy) } else { Err(told) }
    }

    /// Contracts with a merged provider keep the surface that they had: the provider's, or all that it owned.
    fn join_contracts(&mut self, supposition: &Supposition, graph: &ModuleGraph) {
        if supposition.merged.is_empty() {
            return;
        }
        let now = |team: &TeamId| supposition.merged.get(team).copied().unwrap_or(*team);
        let is_merged = |team: &TeamId| {
            supposition.merged.contains_key(team) || supposition.merged.values().any(|into| into == team)
        };
        let mut contracts = std::mem::take(&mut self.contracts);
        for contract in &mut contracts {
            if contract.surface.is_none() && contract.providers.iter().any(is_merged) {
                let entries = contract.providers.iter().flat_map(|team| self.open_to_all(*team, graph, contract.span));
                contract.surface = Some(Surface { entries: entries.collect() });
            }
            if let Consumer::Teams(teams) = &mut contract.consumer {
                renamed(teams, now);
            }
            renamed(&mut contract.providers, now);
        }
        contracts
            .retain(|contract| contract.consumer == Consumer::Any || contract.consumer.teams() != contract.providers);
        for (at, contract) in contracts.iter_mut().enumerate() {
            contract.id = ContractId::new(at);
        }
        self.contracts = contracts;
        for into in supposition.merged.values() {
            self.teams[into.index()].surface = None;
        }
    }

    /// What a contract without a surface of its own opens: the team's surface, or the highest modules that are the team's.
    fn open_to_all(&self, team: TeamId, graph: &ModuleGraph, span: Span) -> Vec<SurfaceEntry> {
        if let Some(surface) = &self.team(team).surface {
            return surface.entries.clone();
        }
        let owns = |module: ModuleId| self.owner_of_module(module).teams.contains(&team);
        let is_top = |module: &boundaries_graph::ModuleView<'_>| {
            owns(module.id()) && !module.parent().is_some_and(|parent| owns(parent.id()))
        };
        graph.modules().filter(is_top).map(|module| SurfaceEntry { path: module.path().to_owned(), span }).collect()
    }

    fn join_handles(&mut self, supposition: &Supposition) {
        for (from, into) in &supposition.merged {
            let (handles, contact) = {
                let from = &mut self.teams[from.index()];
                from.declared = 0;
                (std::mem::take(&mut from.handles), from.contact.clone())
            };
            let into = &mut self.teams[into.index()];
            if into.handles.is_empty() {
                into.handles = handles;
            }
            into.contact = into.contact.take().or(contact);
        }
    }

    fn join_constraints(&mut self, now: &impl Fn(TeamId) -> TeamId, graph: &ModuleGraph) {
        let mut constraints = std::mem::take(&mut self.constraints);
        for constraint in &mut constraints {
            constraint.team = constraint.team.map(now);
            let subjects: Vec<&mut Subject> = match &mut constraint.demand {
                Demand::Layers { layers: groups, .. } | Demand::Independent { groups, .. } => {
                    groups.iter_mut().flat_map(|group| &mut group.subjects).collect()
                }
                Demand::Forbid { from, to, .. } => from.iter_mut().chain(to).collect(),
                Demand::Acyclic { within, .. } => within.iter_mut().collect(),
            };
            for subject in subjects {
                if let SubjectKind::Team(team) = subject.kind {
                    let team = now(team);
                    subject.kind = SubjectKind::Team(team);
                    subject.name.clone_from(&self.team(team).name);
                    let owns = |module: &ModuleId| self.owner_of_module(*module).teams.contains(&team);
                    subject.modules = graph.modules().map(|module| module.id()).filter(owns).collect();
                }
            }
        }
        self.constraints = constraints;
    }
}

impl Supposed {
    /// Who owns a module, given who owns it by what is declared.
    pub(crate) fn of_module(
        &self,
        around: impl Iterator<Item = ModuleId> + Clone,
        file: &Utf8Path,
        declared: Ownership,
    ) -> Ownership {
        let layers = self.layers.iter();
        layers.fold(declared, |owners, layer| match layer.of_module(around.clone(), file, &owners).first() {
            Some(claim) => claim.given(&owners),
            None => owners,
        })
    }

    /// Who owns a file, given who owns it by what is declared.
    pub(crate) fn of_path(&self, path: &Utf8Path, declared: Ownership) -> Ownership {
        self.layers.iter().fold(declared, |owners, layer| match layer.of_path(path, &owners).first() {
            Some(claim) => claim.given(&owners),
            None => owners,
        })
    }

    /// Two claims of the last supposition that have the same strength and name different teams.
    pub(crate) fn contradiction(
        &self,
        around: impl Iterator<Item = ModuleId> + Clone,
        file: &Utf8Path,
        declared: Ownership,
    ) -> Option<(&str, &str)> {
        let (last, below) = self.layers.split_last()?;
        let owners = below.iter().fold(declared, |owners, layer| {
            let claims = layer.of_module(around.clone(), file, &owners);
            claims.first().map_or_else(|| owners.clone(), |claim| claim.given(&owners))
        });
        let claims = last.of_module(around, file, &owners);
        let (first, others) = claims.split_first()?;
        let other = others.iter().find(|other| other.team != first.team)?;
        Some((&first.text, &other.text))
    }

    pub(crate) fn rename(&mut self, now: &impl Fn(TeamId) -> TeamId) {
        for layer in &mut self.layers {
            layer.rename(now);
        }
    }
}

impl Layer {
    fn new(claims: &[SupposedClaim], limits: &Limits, told: &mut Vec<String>) -> Self {
        let mut supposed = Self::default();
        for claim in claims {
            match &claim.place {
                SupposedPlace::Modules(modules) => {
                    for module in modules {
                        supposed.modules.entry(*module).or_default().push(claim.clone());
                    }
                }
                SupposedPlace::Path(text) => match PathPattern::new(text, limits) {
                    Ok(pattern) => supposed.patterns.push((pattern, claim.clone())),
                    Err(why) => told.push(format!("`{text}` is not a pattern: {why}")),
                },
            }
        }
        supposed
    }

    /// The claims that decide about a module with these owners: those of the nearest module around it, else those of the
    /// most specific pattern that covers its file.
    fn of_module(
        &self,
        around: impl Iterator<Item = ModuleId>,
        file: &Utf8Path,
        owners: &Ownership,
    ) -> Vec<&SupposedClaim> {
        for module in around {
            let claims: Vec<&SupposedClaim> =
                self.modules.get(&module).into_iter().flatten().filter(|claim| claim.takes(owners)).collect();
            if !claims.is_empty() {
                return claims;
            }
        }
        self.of_path(file, owners)
    }

    fn of_path(&self, path: &Utf8Path, owners: &Ownership) -> Vec<&SupposedClaim> {
        let covering = self.patterns.iter().filter(|(pattern, claim)| pattern.matches(path) && claim.takes(owners));
        let covering: Vec<_> = covering.collect();
        let best = covering.iter().map(|(pattern, _)| pattern.specificity()).max();
        covering
            .into_iter()
            .filter(|(pattern, _)| Some(pattern.specificity()) == best)
            .map(|(_, claim)| claim)
            .collect()
    }

    fn rename(&mut self, now: &impl Fn(TeamId) -> TeamId) {
        for claim in self.modules.values_mut().flatten().chain(self.patterns.iter_mut().map(|(_, claim)| claim)) {
            claim.team = now(claim.team);
            claim.of = claim.of.map(now);
        }
    }
}

impl SupposedClaim {
    fn takes(&self, owners: &Ownership) -> bool {
        self.of.is_none_or(|team| owners.teams.contains(&team))
    }

    /// What becomes of these owners.
    fn given(&self, owners: &Ownership) -> Ownership {
        let mut teams = vec![self.team];
        if let Some(of) = self.of {
            teams.extend(owners.teams.iter().copied().filter(|team| *team != of));
            teams.sort_unstable();
            teams.dedup();
        }
        let kind = match self.place {
            SupposedPlace::Modules(_) => OwnershipSourceKind::PolicyModule,
            SupposedPlace::Path(_) => OwnershipSourceKind::PolicyPattern,
        };
        let source = OwnershipSource { kind, span: Span::default(), text: self.text.clone(), teams: teams.clone() };
        let state = if teams.len() == 1 { OwnershipState::Owned } else { OwnershipState::Joint };
        Ownership { state, teams, decided_by: Some(source) }
    }
}

/// Teams under their new ids, in order, each once.
pub(crate) fn renamed(teams: &mut Vec<TeamId>, now: impl Fn(&TeamId) -> TeamId) {
    for team in teams.iter_mut() {
        *team = now(team);
    }
    teams.sort_unstable();
    teams.dedup();
}
