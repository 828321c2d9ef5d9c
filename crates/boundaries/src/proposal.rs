//! A first policy, proposed from what is there: plain computation from couplings to a text that is pleasant to edit.
//!
//! What runs in the main direction becomes a proposed contract. What looks like a mistake becomes an exception that says
//! so: tolerated, never blessed. So the policy holds on the day it is written, and says what to look into.

#[cfg(test)]
mod tests;
mod text;

use std::collections::{BTreeMap, BTreeSet};

use boundaries_graph::{
    Definition, DependencyKind, DependencyView, ModuleGraph, ModuleId, ModuleView, Reference, TargetKind,
};

use crate::coupling::{Coupling, Doubt};
use crate::territory::{Division, Territories, TerritoryId};

/// With more module pairs than this, a doubtful coupling is written between higher modules.
const EXACT_EXCEPTIONS: usize = 8;
/// With more pairs of higher modules than this, it is written between higher modules and crates.
const HIGH_EXCEPTIONS: usize = 24;
/// With more contracts than this, the consumers of one provider share a contract.
const SINGLE_CONTRACTS: usize = 12;

/// What a contract covers that names no kinds.
const DEFAULT_KINDS: [DependencyKind; 2] = [DependencyKind::Normal, DependencyKind::Test];

/// A team of the proposed policy.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ProposedTeam {
    /// Its name.
    pub name: String,
    /// What ties code to it.
    pub claim: Claim,
}

/// What ties code to a proposed team.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Claim {
    /// Its handles in CODEOWNERS, which stays the source of ownership.
    Handles(Vec<String>),
    /// Packages or modules.
    Owns(Vec<String>),
    /// The metadata of the packages that name it.
    Metadata,
}

/// Where proposed teams come from.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Origin {
    /// From this CODEOWNERS.
    Codeowners(String),
    /// From the metadata of packages.
    Metadata,
    /// From the path lists of another tool's file.
    Import {
        /// The file, as it was named.
        file: String,
        /// Whether its names are those of areas rather than teams.
        are_areas: bool,
    },
    /// From how the workspace is laid out.
    Structure(Division),
}

/// A contract of the proposed policy.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ProposedContract {
    /// Who may use; all names of one list.
    pub consumers: Vec<String>,
    /// Who is used.
    pub providers: Vec<String>,
    /// For which kinds of code, where not for what ships and its tests.
    pub kinds: Option<Vec<DependencyKind>>,
    /// Why it is there.
    pub reason: String,
}

/// A tolerated use of the proposed policy.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct ProposedException {
    /// The module, or crate, that uses.
    pub from: String,
    /// The module, or crate, that is used.
    pub to: String,
}

/// A doubtful coupling with the exceptions that tolerate it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ProposedDebt {
    /// The heading: who uses whom, and what is wrong with it.
    pub remark: String,
    /// The reason of each exception.
    pub reason: String,
    /// The exceptions, in order.
    pub exceptions: Vec<ProposedException>,
}

/// A first policy.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Proposal {
    /// Where the teams come from.
    pub origin: Origin,
    /// The teams, by name.
    pub teams: Vec<ProposedTeam>,
    /// The contracts, strongest first.
    pub contracts: Vec<ProposedContract>,
    /// What looks like a mistake, most references first.
    pub debts: Vec<ProposedDebt>,
    /// How many modules belong to no team.
    pub unmatched: usize,
}

impl Proposal {
    /// Proposes a policy for these couplings. `declared` are the teams that are known already.
    #[must_use]
    pub fn new(
        graph: &ModuleGraph,
        territories: &Territories,
        couplings: &[Coupling<'_>],
        origin: Origin,
        declared: Vec<ProposedTeam>,
    ) -> Self {
        let teams = match origin {
            Origin::Codeowners(_) | Origin::Metadata | Origin::Import { .. } => declared,
            Origin::Structure(_) => structural_teams(graph, territories),
        };
        let mut main: Vec<&Coupling<'_>> = couplings.iter().filter(|coupling| coupling.doubt.is_none()).collect();
        main.sort_by_key(|coupling| (std::cmp::Reverse(coupling.references()), coupling.consumer, coupling.provider));
        let mut doubtful: Vec<&Coupling<'_>> = couplings.iter().filter(|coupling| coupling.doubt.is_some()).collect();
        doubtful
            .sort_by_key(|coupling| (std::cmp::Reverse(coupling.references()), coupling.consumer, coupling.provider));
        let contracts = contracts(territories, &main);
        let debts = doubtful.into_iter().map(|coupling| debt(graph, territories, &contracts, coupling)).collect();
        Self { origin, teams, contracts, debts, unmatched: territories.outside() }
    }

    /// Teams alone.
    pub(crate) fn of_teams(origin: Origin, teams: Vec<ProposedTeam>) -> Self {
        Self { origin, teams, contracts: Vec::new(), debts: Vec::new(), unmatched: 0 }
    }

    /// How many exceptions there are.
    #[must_use]
    pub fn exceptions(&self) -> usize {
        self.debts.iter().map(|debt| debt.exceptions.len()).sum()
    }
}

fn structural_teams(graph: &ModuleGraph, territories: &Territories) -> Vec<ProposedTeam> {
    let mut tops = top_modules(graph, territories);
    territories
        .iter()
        .map(|(id, territory)| {
            let owns = match territories.division() {
                Division::TopModules => tops.remove(&id).unwrap_or_default().into_iter().collect(),
                Division::Owners | Division::CrateGroups => {
                    territories.packages(graph, id).iter().map(|package| package.name().to_owned()).collect()
                }
            };
            ProposedTeam { name: territory.name.clone(), claim: Claim::Owns(owns) }
        })
        .collect()
}

/// The highest modules of each territory, by package: a module path that starts with a package's name covers all targets.
fn top_modules(graph: &ModuleGraph, territories: &Territories) -> BTreeMap<TerritoryId, BTreeSet<String>> {
    let mut tops: BTreeMap<TerritoryId, BTreeSet<String>> = BTreeMap::new();
    for module in graph.modules() {
        let Some(id) = territories.of(module.id()) else { continue };
        if module.parent().and_then(|parent| territories.of(parent.id())) != Some(id) {
            let package = module.krate().package().name();
            tops.entry(id).or_default().insert(match module.path_in_crate() {
                "" => package.to_owned(),
                below => format!("{package}::{below}"),
            });
        }
    }
    tops
}

fn contracts(territories: &Territories, couplings: &[&Coupling<'_>]) -> Vec<ProposedContract> {
    if couplings.len() <= SINGLE_CONTRACTS {
        return couplings.iter().map(|coupling| contract(territories, &[coupling])).collect();
    }
    type Key = (TerritoryId, Option<Vec<DependencyKind>>);
    let mut by_provider: BTreeMap<Key, Vec<&Coupling<'_>>> = BTreeMap::new();
    for coupling in couplings {
        by_provider.entry((coupling.provider, kinds(coupling))).or_default().push(coupling);
    }
    let strength = |group: &[&Coupling<'_>]| group.iter().map(|coupling| coupling.references()).sum::<usize>();
    let mut groups: Vec<_> = by_provider.into_iter().collect();
    groups.sort_by_key(|(key, group)| (std::cmp::Reverse(strength(group)), key.clone()));
    groups.iter().map(|(_, group)| contract(territories, group)).collect()
}

/// The kinds a contract has to name: none where those it covers by default are enough and all there are.
fn kinds(coupling: &Coupling<'_>) -> Option<Vec<DependencyKind>> {
    let mut kinds = coupling.kinds();
    if kinds.contains(&DependencyKind::Normal) {
        kinds.insert(DependencyKind::Test);
    }
    let kinds: Vec<DependencyKind> = kinds.into_iter().collect();
    (kinds != DEFAULT_KINDS).then_some(kinds)
}

/// One contract for couplings with the same provider and kinds.
fn contract(territories: &Territories, group: &[&Coupling<'_>]) -> ProposedContract {
    let references: usize = group.iter().map(|coupling| coupling.references()).sum();
    let modules: usize = group.iter().map(|coupling| coupling.consumer_modules()).sum();
    let consumers: BTreeSet<&String> =
        group.iter().flat_map(|coupling| &territories.get(coupling.consumer).teams).collect();
    let providers = group.first().map_or(&[][..], |coupling| &territories.get(coupling.provider).teams);
    let kinds = group.first().and_then(|coupling| kinds(coupling));
    let test_only = kinds.as_deref() == Some(&[DependencyKind::Test]);
    let whom = providers.iter().map(|team| format!("`{team}`")).collect::<Vec<_>>().join(" or ");
    ProposedContract {
        consumers: consumers.into_iter().cloned().collect(),
        providers: providers.to_vec(),
        kinds,
        reason: format!(
            "existing use: {} in {} (proposed by init; confirm with {whom})",
            counted(references, if test_only { "test reference" } else { "reference" }),
            counted(modules, "module"),
        ),
    }
}

fn debt(
    graph: &ModuleGraph,
    territories: &Territories,
    contracts: &[ProposedContract],
    coupling: &Coupling<'_>,
) -> ProposedDebt {
    let name = |id: TerritoryId| &territories.get(id).name;
    let (consumer, provider) = (name(coupling.consumer), name(coupling.provider));
    let found = counted(coupling.references(), "reference");
    let why = match &coupling.doubt {
        Some(Doubt::Minority { against }) => format!("{found} against {against} the other way"),
        Some(Doubt::Cycle { among }) => {
            let teams: Vec<&str> = among.iter().map(|&id| name(id).as_str()).collect();
            format!("{found} that close a cycle among {}", teams.join(", "))
        }
        None => found,
    };
    let flaw = match coupling.doubt {
        Some(Doubt::Cycle { .. }) => "closes a cycle between teams",
        Some(Doubt::Minority { .. }) | None => "against the main direction",
    };
    let covering: Vec<&ProposedContract> = contracts
        .iter()
        .filter(|contract| {
            let (users, used) = (territories.get(coupling.consumer), territories.get(coupling.provider));
            shares(&contract.consumers, &users.teams) && shares(&contract.providers, &used.teams)
        })
        .collect();
    let open = |reference: &Reference| {
        covering.iter().any(|contract| contract.kinds.as_deref().unwrap_or(&DEFAULT_KINDS).contains(&reference.context))
    };
    let exceptions = exceptions(graph, territories, coupling, &|reference| !open(reference));
    let permitted = if exceptions.is_empty() { "; a contract with one of the joint owners permits it" } else { "" };
    ProposedDebt {
        remark: format!("{consumer} -> {provider}: {why}{permitted}"),
        reason: format!("doubtful: {flaw} (found by init; remove, invert, or agree on a contract)"),
        exceptions,
    }
}

/// The exceptions for the references of a coupling that need one, as exact as a short list allows: module by module; else
/// between the highest modules that lie wholly in one territory; else from these to whole crates.
fn exceptions(
    graph: &ModuleGraph,
    territories: &Territories,
    coupling: &Coupling<'_>,
    needed: &dyn Fn(&Reference) -> bool,
) -> Vec<ProposedException> {
    let needing: Vec<DependencyView<'_>> =
        coupling.dependencies.iter().copied().filter(|dependency| dependency.references().iter().any(needed)).collect();
    let all = |from: &dyn Fn(ModuleId) -> String, to: &dyn Fn(DependencyView<'_>) -> Vec<String>| {
        let of = |dependency: &DependencyView<'_>| {
            let from = from(dependency.from().id());
            to(*dependency).into_iter().map(move |to| ProposedException { from: from.clone(), to }).collect::<Vec<_>>()
        };
        needing.iter().flat_map(of).collect::<BTreeSet<_>>()
    };
    let name = |module: ModuleId| module_name(graph.module(module));
    let highest = |module: ModuleId| name(territories.highest(graph, module));
    let exact = all(&name, &|dependency| targets(graph, dependency, needed));
    if exact.len() <= EXACT_EXCEPTIONS {
        return exact.into_iter().collect();
    }
    let high = all(&highest, &|dependency| vec![highest(dependency.to().id())]);
    if high.len() <= HIGH_EXCEPTIONS {
        return high.into_iter().collect();
    }
    all(&highest, &|dependency| vec![crate_name(dependency.to())]).into_iter().collect()
}

/// What an exception names on the provider's side: the module, but below a crate's root the items, as a crate's name
/// would let in the whole crate.
fn targets(graph: &ModuleGraph, dependency: DependencyView<'_>, needed: &dyn Fn(&Reference) -> bool) -> Vec<String> {
    let module = dependency.to();
    if module.parent().is_some() {
        return vec![module_name(module)];
    }
    let outermost = |item| {
        let outer = std::iter::successors(Some(graph.item(item)), |item| item.parent());
        outer.take_while(|item| item.module() == module).last().map(|item| item.name())
    };
    let needing = dependency.references().iter().filter(|reference| needed(reference));
    let names = needing.map(|reference| match reference.definition {
        Definition::Module(_) => crate_name(module),
        Definition::Item(item) => match outermost(item) {
            Some(name) => format!("{}::{name}", crate_name(module)),
            None => crate_name(module),
        },
    });
    names.collect()
}

fn shares(left: &[String], right: &[String]) -> bool {
    left.iter().any(|name| right.contains(name))
}

/// A module as a policy names it. Two crates of one name are told apart by the package's name.
fn module_name(module: ModuleView<'_>) -> String {
    match module.path_in_crate() {
        "" => crate_name(module),
        below => format!("{}::{below}", crate_name(module)),
    }
}

fn crate_name(module: ModuleView<'_>) -> String {
    let krate = module.krate();
    let plain = krate.name() == krate.unique_name() && krate.kind() != TargetKind::BuildScript;
    if plain { krate.name().to_owned() } else { krate.package().name().to_owned() }
}

fn counted(count: usize, word: &str) -> String {
    if count == 1 { format!("1 {word}") } else { format!("{count} {word}s") }
}
