//! The picture of a workspace without a policy: its territories and how they lean on each other.

use boundaries_graph::ModuleGraph;
use boundaries_policy::Policy;

use crate::coupling::{Coupling, couplings};
use crate::proposal::{Claim, Origin, Proposal, ProposedTeam};
use crate::territory::{Division, Territories};

/// Who leans on whom, before anybody has said who may.
#[derive(Clone, Debug)]
pub struct Overview<'g> {
    /// The territories: by owners where at least two are known, else by groups of crates.
    pub territories: Territories,
    /// Whether CODEOWNERS was left aside because it names persons and no team.
    pub only_persons: bool,
    /// The couplings between them, by consumer and provider.
    pub couplings: Vec<Coupling<'g>>,
}

impl<'g> Overview<'g> {
    /// Looks at a workspace. The owners are those of `policy`.
    #[must_use]
    pub fn new(graph: &'g ModuleGraph, policy: &Policy) -> Self {
        let owned = Territories::by_owners(graph, |module| {
            let owners = policy.owner_of_module(module);
            owners.teams.iter().map(|&team| policy.team(team).name.clone()).collect()
        });
        let owners: Vec<_> = policy.teams().iter().filter(|team| owned.has_team(&team.name)).collect();
        let only_persons = !owners.is_empty() && owners.iter().all(|team| policy.is_person(team.id));
        let by_owners = owned.len() > 1 && !only_persons;
        let territories = if by_owners { owned } else { Territories::by_structure(graph) };
        let couplings = couplings(graph, &territories);
        Self { territories, only_persons, couplings }
    }

    /// The couplings to look at first: doubtful ones, then the strongest.
    #[must_use]
    pub fn by_urgency(&self) -> Vec<&Coupling<'g>> {
        let mut all: Vec<&Coupling<'g>> = self.couplings.iter().collect();
        all.sort_by_key(|coupling| {
            (coupling.doubt.is_none(), std::cmp::Reverse(coupling.references()), coupling.consumer, coupling.provider)
        });
        all
    }

    /// The policy that `init` would write. `codeowners` is the path of the file the owners come from.
    #[must_use]
    pub fn proposal(&self, graph: &ModuleGraph, policy: &Policy, codeowners: Option<&str>) -> Proposal {
        let origin = match (self.territories.division(), codeowners) {
            (Division::Owners, Some(file)) => Origin::Codeowners(file.to_owned()),
            (Division::Owners, None) => Origin::Metadata,
            (division, Some(file)) if self.only_persons => Origin::Persons(file.to_owned(), division),
            (division, _) => Origin::Structure(division),
        };
        let team = |team: &boundaries_policy::Team| ProposedTeam {
            name: team.name.clone(),
            claim: if team.handles.is_empty() { Claim::Metadata } else { Claim::Handles(team.handles.clone()) },
        };
        let declared = policy.teams().iter().map(team).collect();
        Proposal::new(graph, &self.territories, &self.couplings, origin, declared)
    }
}
