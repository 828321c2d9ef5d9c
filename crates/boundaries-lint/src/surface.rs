//! The smallest surface that covers what one team uses of another today.

use std::collections::BTreeSet;

use boundaries_graph::{Definition, DependencyKind, Reference};
use boundaries_policy::{Consumer, Contract, ContractId, ContractState, Policy, Surface, SurfaceEntry, TeamId};

use crate::coupling::{Coupling, Couplings};

/// What a team would have to ask another one for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Need {
    /// The paths to open, in order; empty where what the provider opens under any contract is enough.
    pub surface: Vec<String>,
    /// The kinds of code that need it, in order.
    pub kinds: Vec<DependencyKind>,
    /// The references that no contract permits.
    pub references: usize,
}

#[doc(hidden)]
impl Couplings<'_> {
    /// What a consumer uses of a provider without permission, and the smallest surface that would cover it; none if
    /// everything is permitted.
    ///
    /// An entry is left out if the others cover all that it covers. Items are named rather than the modules around them,
    /// so that nothing else is opened.
    #[must_use]
    pub fn need(&self, policy: &Policy, consumer: TeamId, provider: TeamId) -> Option<Need> {
        let concerns = |coupling: &&Coupling| {
            coupling.is_breach() && coupling.consumers.contains(&consumer) && coupling.providers.contains(&provider)
        };
        let couplings: Vec<&Coupling> = self.all().iter().filter(concerns).collect();
        let references: Vec<&Reference> = couplings.iter().flat_map(|coupling| &coupling.references).collect();
        if references.is_empty() {
            return None;
        }
        let kinds: BTreeSet<DependencyKind> = references.iter().map(|reference| reference.context).collect();
        let mut need = Need { surface: Vec::new(), kinds: kinds.into_iter().collect(), references: references.len() };
        let own_surface = policy.team(provider).surface.as_ref();
        if own_surface.is_some_and(|surface| self.covers_all(surface, provider, &references)) {
            return Some(need);
        }
        let graph = self.judge().names().graph();
        let path = |definition: Definition| graph.definition_path(definition);
        let mut paths: Vec<String> = couplings.iter().map(|coupling| path(coupling.provider)).collect();
        // Modules last, so that they are the first to be tried without: one comes into view on the way to its items.
        let is_module = |path: &String| graph.modules_at(path).next().is_some();
        paths.sort();
        paths.dedup();
        paths.sort_by_key(|path| is_module(path));
        let mut at = paths.len();
        while at > 0 {
            at -= 1;
            let mut fewer = paths.clone();
            fewer.remove(at);
            if self.covers_all(&surface(&fewer), provider, &references) {
                paths = fewer;
            }
        }
        paths.sort();
        need.surface = paths;
        Some(need)
    }

    fn covers_all(&self, surface: &Surface, provider: TeamId, references: &[&Reference]) -> bool {
        let contract = hypothetical(surface.clone(), provider);
        !surface.entries.is_empty()
            && references.iter().all(|reference| self.judge().would_permit(&contract, reference))
    }
}

fn surface(paths: &[String]) -> Surface {
    let entries = paths.iter().map(|path| SurfaceEntry { path: path.clone(), span: Default::default() });
    Surface { entries: entries.collect() }
}

fn hypothetical(surface: Surface, provider: TeamId) -> Contract {
    Contract {
        id: ContractId::new(0),
        consumer: Consumer::Any,
        providers: vec![provider],
        surface: Some(surface),
        kinds: Vec::new(),
        reason: String::new(),
        mode: None,
        since: None,
        until: None,
        adr: None,
        may_reexport: false,
        deprecated: None,
        state: ContractState::Agreed,
        request: None,
        span: Default::default(),
    }
}

#[cfg(test)]
mod tests {
    use boundaries_graph::ReferenceKind;

    use crate::scene::{Scene, TODAY};
    use crate::{Couplings, Verdict};

    const TEAMS: &str = "[teams]\nbilling = { owns = [\"billing\"] }\nledger = { owns = [\"ledger\"] }\n";

    fn surface(scene: &Scene, policy: &str) -> Option<Vec<String>> {
        let stage = scene.stage(policy);
        let couplings = Couplings::new(&stage.graph, &stage.policy, TODAY);
        let team = |name: &str| stage.policy.teams().iter().find(|team| team.name == name).expect("a team").id;
        couplings.need(&stage.policy, team("billing"), team("ledger")).map(|need| need.surface)
    }

    #[test]
    fn items_are_named_and_modules_only_where_all_of_them_is_taken() {
        let scene = Scene::default()
            .item("ledger::api::Account")
            .item("ledger::api::Other")
            .item("ledger::store::Page")
            .uses("billing", "ledger::api")
            .uses("billing", "ledger::api::Account")
            .uses_as("billing", "ledger::store", ReferenceKind::GlobImport)
            .uses("billing", "ledger::store::Page");
        let found = surface(&scene, TEAMS).expect("a need");
        assert_eq!(found, ["ledger::api::Account", "ledger::store"]);
        let contract = format!(
            "{TEAMS}[[contract]]\nconsumer = \"billing\"\nprovider = \"ledger\"\nsurface = [\"{}\"]\nreason = \"r\"\n",
            found.join("\", \"")
        );
        assert_eq!(surface(&scene, &contract), None, "the contract that it leads to permits everything");
        let stage = scene.stage(&contract);
        let couplings = Couplings::new(&stage.graph, &stage.policy, TODAY);
        assert!(couplings.all().iter().all(|coupling| matches!(coupling.verdict, Verdict::Permitted(_))));
    }

    #[test]
    fn what_the_provider_opens_by_itself_needs_no_list() {
        let open = TEAMS.replace("owns = [\"ledger\"]", "owns = [\"ledger\"], surface = [\"ledger::api\"]");
        let scene = Scene::default().item("ledger::api::Account").uses("billing", "ledger::api::Account");
        assert_eq!(surface(&scene, &open), Some(Vec::new()));
        assert_eq!(surface(&Scene::default().module("billing").module("ledger"), TEAMS), None);
    }
}
