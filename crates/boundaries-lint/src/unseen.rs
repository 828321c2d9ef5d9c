//! What was not read, and whose uses may stand there: nothing is called unused that code nobody has seen may use.

use std::collections::{BTreeMap, BTreeSet};

use boundaries_graph::{ModuleGraph, PackageId};
use boundaries_policy::{Consumer, Contract, Policy};

use crate::exceptions;
use crate::rules;

/// The packages of which not every use is known: those with code that was not read, or in which a limit was reached, and
/// all that depend on them, since what they name or call may stand there.
#[derive(Clone, Debug)]
pub struct Unseen<'g> {
    graph: &'g ModuleGraph,
    /// Whether flags leave code out, anywhere.
    is_partial: bool,
    packages: BTreeSet<PackageId>,
}

impl<'g> Unseen<'g> {
    /// What the gaps of a graph tell; everything where flags leave code out.
    #[must_use]
    pub fn new(graph: &'g ModuleGraph, is_partial: bool) -> Self {
        let gaps = graph.gaps().iter().filter(|gap| gap.reason.hides_code());
        let packages: BTreeSet<PackageId> = gaps.map(|gap| graph.module(gap.module).krate().package().id()).collect();
        Self { graph, is_partial, packages: with_dependents(graph, packages) }
    }

    /// Whether there is anything of the kind.
    #[must_use]
    pub fn any(&self) -> bool {
        self.is_partial || !self.packages.is_empty()
    }

    /// Whether a package may use what nobody saw it use.
    #[must_use]
    pub fn hides_use_of(&self, package: PackageId) -> bool {
        self.is_partial || self.packages.contains(&package)
    }

    /// Whether a consumer of a contract may use what nobody saw it use. One without a module that was read may have some.
    #[must_use]
    pub fn hides_use_by(&self, policy: &Policy, contract: &Contract) -> bool {
        if !self.any() || self.is_partial {
            return self.is_partial;
        }
        let Consumer::Teams(teams) = &contract.consumer else { return true };
        teams.iter().any(|team| {
            let owned = self.graph.modules().filter(|module| policy.owner_of_module(module.id()).teams.contains(team));
            let mut packages = owned.map(|module| module.krate().package().id()).peekable();
            packages.peek().is_none() || packages.any(|package| self.hides_use_of(package))
        })
    }

    /// Whether a rule might say something about a path if all had been read.
    pub(crate) fn hides_finding(&self, rule: &str, from: &str) -> bool {
        if !self.any() || self.is_partial || !rules::stays_below(rule) {
            return self.any();
        }
        let packages = exceptions::packages_below(self.graph, from);
        packages.is_empty() || packages.into_iter().any(|package| self.hides_use_of(package))
    }
}

/// Packages, and all that depend on them; each is gone through once.
fn with_dependents(graph: &ModuleGraph, mut packages: BTreeSet<PackageId>) -> BTreeSet<PackageId> {
    if packages.is_empty() {
        return packages;
    }
    let mut dependents: BTreeMap<PackageId, Vec<PackageId>> = BTreeMap::new();
    for package in graph.packages() {
        for used in package.data().dependencies.iter().filter_map(|dependency| dependency.package) {
            dependents.entry(used).or_default().push(package.id());
        }
    }
    let mut next: Vec<PackageId> = packages.iter().copied().collect();
    while let Some(package) = next.pop() {
        let users = dependents.remove(&package).unwrap_or_default();
        next.extend(users.into_iter().filter(|&user| packages.insert(user)));
    }
    packages
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use boundaries_graph::GapReason;

    use crate::scene::Scene;

    const POLICY: &str = "[teams]\nbilling = { owns = [\"billing\"] }\nledger = { owns = [\"ledger\"] }\n\
                          shop = { owns = [\"shop\"] }\n[[contract]]\nconsumer = \"billing\"\nprovider = \"ledger\"\n\
                          reason = \"r\"\n[[exception]]\nfrom = \"billing\"\nto = \"ledger\"\nreason = \"r\"\n\
                          until = \"2030-01-01\"\n";

    const ENTRY: &str = "[[tolerated]]\nrule = \"undeclared-coupling\"\nfrom = \"billing\"\nto = \"ledger\"\ncount = 1\n\
                         reason = \"old\"\n";

    fn stale(scene: Scene) -> Vec<&'static str> {
        let scene = scene.module("billing").module("ledger").module("shop").recorded(Some(ENTRY.to_owned()));
        let report = scene.check(POLICY);
        let stale = report.open().map(|it| it.rule.name).filter(|name| name.starts_with("stale"));
        stale.collect::<BTreeSet<_>>().into_iter().collect()
    }

    #[test]
    fn nothing_is_stale_that_code_may_use_which_was_not_read() {
        assert_eq!(stale(Scene::default()), ["stale-baseline", "stale-contract", "stale-exception"]);
        for reason in
            [GapReason::UnreadableFile, GapReason::UnparsedFile, GapReason::ReadByTokens, GapReason::LimitReached]
        {
            assert_eq!(stale(Scene::default().gap("billing", reason, "")), [""; 0]);
        }
        for reason in [GapReason::MissingModuleFile, GapReason::UnresolvedPath, GapReason::UnknownReceiver] {
            assert_eq!(stale(Scene::default().gap("billing", reason, "")).len(), 3, "{reason:?} is in many workspaces");
        }
    }

    /// In whatever order packages are told, and where each depends on the other, as by their tests.
    #[test]
    fn what_is_lost_concerns_all_that_depend_on_it_at_however_many_removes() {
        for chain in [["shop", "cart", "stock"], ["stock", "cart", "shop"], ["cart", "stock", "shop"]] {
            let [first, second, last] = chain;
            let scene = || chain.iter().fold(Scene::default(), |scene, name| scene.item(&format!("{name}::Order")));
            let scene = || {
                [("billing", first), (first, second), (second, last), (last, second)]
                    .into_iter()
                    .fold(scene(), |scene, (from, to)| scene.uses(from, &format!("{to}::Order")))
                    .linked()
            };
            assert_eq!(stale(scene().gap(last, GapReason::UnparsedFile, "")), [""; 0], "{chain:?}");
            let apart = scene().gap("ledger", GapReason::UnparsedFile, "");
            assert_eq!(stale(apart), ["stale-baseline", "stale-contract"], "nobody depends on it: {chain:?}");
        }
    }

    #[test]
    fn what_packages_lost_that_the_consumer_does_not_know_is_nothing_to_it() {
        let scene = || Scene::default().gap("shop", GapReason::UnreadableFile, "too large");
        let apart = stale(scene());
        assert_eq!(apart, ["stale-baseline", "stale-contract"], "an exception may be for a cycle, which goes anywhere");
        let below = scene().item("shop::Order").uses("billing", "shop::Order").linked();
        assert_eq!(stale(below), [""; 0], "types that it leads to may stand in what was not read");
    }
}
