//! A first policy, proposed from what is there: plain computation from couplings to a text that is pleasant to edit.
//!
//! What runs in the main direction becomes a proposed contract. What looks like a mistake is named and gets none: what is
//! there of it today belongs into the baseline, where it can only shrink.

#[cfg(test)]
mod tests;
mod text;

use std::collections::{BTreeMap, BTreeSet};

use boundaries_graph::{DependencyKind, ModuleGraph};
use boundaries_policy::ForeignRule;

use crate::coupling::{Coupling, Doubt};
use crate::territory::{Division, Territories, TerritoryId};

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
    /// The same, as this CODEOWNERS names persons and no team.
    Persons(String, Division),
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

/// A doubtful coupling, for which no contract is proposed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ProposedDebt {
    /// Who uses whom, and what is wrong with it.
    pub remark: String,
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
    /// What another tool's files demand, each with the file it comes from.
    pub constraints: Vec<(String, ForeignRule)>,
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
            Origin::Structure(_) | Origin::Persons(..) => structural_teams(graph, territories),
        };
        let mut main: Vec<&Coupling<'_>> = couplings.iter().filter(|coupling| coupling.doubt.is_none()).collect();
        main.sort_by_key(|coupling| (std::cmp::Reverse(coupling.references()), coupling.consumer, coupling.provider));
        let mut doubtful: Vec<&Coupling<'_>> = couplings.iter().filter(|coupling| coupling.doubt.is_some()).collect();
        doubtful
            .sort_by_key(|coupling| (std::cmp::Reverse(coupling.references()), coupling.consumer, coupling.provider));
        let contracts = contracts(territories, &main);
        let debts = doubtful.into_iter().map(|coupling| debt(territories, coupling)).collect();
        Self { origin, teams, contracts, debts, unmatched: territories.outside(), constraints: Vec::new() }
    }

    /// Teams alone.
    pub(crate) fn of_teams(origin: Origin, teams: Vec<ProposedTeam>) -> Self {
        Self { origin, teams, contracts: Vec::new(), debts: Vec::new(), unmatched: 0, constraints: Vec::new() }
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

fn debt(territories: &Territories, coupling: &Coupling<'_>) -> ProposedDebt {
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
    ProposedDebt { remark: format!("{consumer} -> {provider}: {why}") }
}

fn counted(count: usize, word: &str) -> String {
    if count == 1 { format!("1 {word}") } else { format!("{count} {word}s") }
}
