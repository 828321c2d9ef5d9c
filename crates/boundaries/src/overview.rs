//! The picture of a workspace without a policy: its territories and how they lean on each other.

use boundaries_graph::ModuleGraph;
use boundaries_policy::Policy;

use crate::coupling::{Coupling, couplings};
use crate::proposal::{Claim, Proposal, ProposedTeam};
use crate::territory::Territories;

/// Who leans on whom, before anybody has said who may.
#[derive(Clone, Debug)]
pub struct Overview<'g> {
    /// The territories: by owners where CODEOWNERS names at least two, else by groups of crates.
    pub territories: Territories,
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
        let territories = if owned.len() > 1 { owned } else { Territories::by_structure(graph) };
        let couplings = couplings(graph, &territories);
        Self { territories, couplings }
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
        let by_owners = self.territories.division() == crate::Division::Owners;
        let named = codeowners.filter(|_| by_owners).map(|file| {
            let team = |team: &boundaries_policy::Team| ProposedTeam {
                name: team.name.clone(),
                claim: Claim::Handles(team.handles.clone()),
            };
            (file, policy.teams().iter().map(team).collect())
        });
        Proposal::new(graph, &self.territories, &self.couplings, named)
    }
}
