//! A first policy, proposed from what is there: plain computation from couplings to a text that is pleasant to edit.
//!
//! What runs in the main direction becomes a proposed contract. What looks like a mistake becomes an exception that says
//! so: tolerated, never blessed. So the policy holds on the day it is written, and says what to look into.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use boundaries_graph::{Definition, DependencyKind, DependencyView, ModuleGraph, ModuleId, ModuleView, TargetKind};

use crate::coupling::{Coupling, Doubt};
use crate::territory::{Division, Territories, TerritoryId};

/// With more module pairs than this, a doubtful coupling is written between higher modules.
const EXACT_EXCEPTIONS: usize = 8;
/// With more pairs of higher modules than this, it is written between higher modules and crates.
const HIGH_EXCEPTIONS: usize = 24;
/// With more contracts than this, the consumers of one provider share a contract.
const SINGLE_CONTRACTS: usize = 12;
/// How wide a line of the policy may be before a list is broken.
const LINE_WIDTH: usize = 110;

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
    /// Whether only tests use it.
    pub test_only: bool,
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
            Origin::Codeowners(_) | Origin::Metadata => declared,
            Origin::Structure(_) => structural_teams(graph, territories),
        };
        let mut main: Vec<&Coupling<'_>> = couplings.iter().filter(|coupling| coupling.doubt.is_none()).collect();
        main.sort_by_key(|coupling| (std::cmp::Reverse(coupling.references()), coupling.consumer, coupling.provider));
        let mut doubtful: Vec<&Coupling<'_>> = couplings.iter().filter(|coupling| coupling.doubt.is_some()).collect();
        doubtful
            .sort_by_key(|coupling| (std::cmp::Reverse(coupling.references()), coupling.consumer, coupling.provider));
        Self {
            origin,
            teams,
            contracts: contracts(territories, &main),
            debts: doubtful.into_iter().map(|coupling| debt(graph, territories, coupling)).collect(),
            unmatched: territories.outside(),
        }
    }

    /// How many exceptions there are.
    #[must_use]
    pub fn exceptions(&self) -> usize {
        self.debts.iter().map(|debt| debt.exceptions.len()).sum()
    }

    /// The text of `boundaries.toml`.
    #[must_use]
    pub fn to_toml(&self) -> String {
        let mut text = String::from(
            "# Who owns what in this workspace, and who may use whom. A first draft from the code as it is: edit it freely.\n\
             # `cargo boundaries` checks it; `cargo boundaries why A B` shows what lies behind a line.\n",
        );
        write_teams(&mut text, self);
        write_contracts(&mut text, &self.contracts);
        write_debts(&mut text, &self.debts);
        text
    }
}

/// What the comment above the teams says.
fn remark_on(origin: &Origin) -> String {
    match origin {
        Origin::Codeowners(file) => format!(
            "Teams come from {}, which goes on deciding who owns what; `handles` ties a team to its lines there.",
            commented(file)
        ),
        Origin::Metadata => "Teams come from the metadata of packages, which goes on deciding who owns what.".to_owned(),
        Origin::Structure(Division::TopModules) => {
            "There is no CODEOWNERS and a single package, so this takes one team per module below its root.\n\
             # Rename, merge and split them until they are your teams."
                .to_owned()
        }
        Origin::Structure(Division::CrateGroups | Division::Owners) => {
            "No owners are known, so this takes one team per group of crates: a folder of crates, or crates whose names\n\
             # start alike. Rename, merge and split them until they are your teams."
                .to_owned()
        }
    }
}

fn structural_teams(graph: &ModuleGraph, territories: &Territories) -> Vec<ProposedTeam> {
    territories
        .iter()
        .map(|(id, territory)| {
            let owns = match territories.division() {
                Division::TopModules => top_modules(graph, territories, id),
                Division::Owners | Division::CrateGroups => {
                    territories.packages(graph, id).iter().map(|package| package.name().to_owned()).collect()
                }
            };
            ProposedTeam { name: territory.name.clone(), claim: Claim::Owns(owns) }
        })
        .collect()
}

/// The highest modules of a territory, by package: a module path that starts with a package's name covers all targets.
fn top_modules(graph: &ModuleGraph, territories: &Territories, id: TerritoryId) -> Vec<String> {
    let mut paths = BTreeSet::new();
    for module in graph.modules().filter(|module| territories.of(module.id()) == Some(id)) {
        let parent = module.parent().and_then(|parent| territories.of(parent.id()));
        if parent != Some(id) {
            let package = module.krate().package().name();
            paths.insert(match module.path_in_crate() {
                "" => package.to_owned(),
                below => format!("{package}::{below}"),
            });
        }
    }
    paths.into_iter().collect()
}

fn contracts(territories: &Territories, couplings: &[&Coupling<'_>]) -> Vec<ProposedContract> {
    if couplings.len() <= SINGLE_CONTRACTS {
        return couplings.iter().map(|coupling| contract(territories, &[coupling])).collect();
    }
    let mut by_provider: BTreeMap<(TerritoryId, bool), Vec<&Coupling<'_>>> = BTreeMap::new();
    for coupling in couplings {
        by_provider.entry((coupling.provider, coupling.is_test_only())).or_default().push(coupling);
    }
    let strength = |group: &[&Coupling<'_>]| group.iter().map(|coupling| coupling.references()).sum::<usize>();
    let mut groups: Vec<_> = by_provider.into_iter().collect();
    groups.sort_by_key(|(key, group)| (std::cmp::Reverse(strength(group)), *key));
    groups.iter().map(|(_, group)| contract(territories, group)).collect()
}

/// One contract for couplings with the same provider.
fn contract(territories: &Territories, group: &[&Coupling<'_>]) -> ProposedContract {
    let references: usize = group.iter().map(|coupling| coupling.references()).sum();
    let modules: usize = group.iter().map(|coupling| coupling.consumer_modules()).sum();
    let consumers: BTreeSet<&String> =
        group.iter().flat_map(|coupling| &territories.get(coupling.consumer).teams).collect();
    let providers = group.first().map_or(&[][..], |coupling| &territories.get(coupling.provider).teams);
    let test_only = group.iter().all(|coupling| coupling.is_test_only());
    let whom = providers.iter().map(|team| format!("`{team}`")).collect::<Vec<_>>().join(" or ");
    ProposedContract {
        consumers: consumers.into_iter().cloned().collect(),
        providers: providers.to_vec(),
        test_only,
        reason: format!(
            "existing use: {} in {} (proposed by init; confirm with {whom})",
            counted(references, if test_only { "test reference" } else { "reference" }),
            counted(modules, "module"),
        ),
    }
}

fn debt(graph: &ModuleGraph, territories: &Territories, coupling: &Coupling<'_>) -> ProposedDebt {
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
    ProposedDebt {
        remark: format!("{consumer} -> {provider}: {why}"),
        reason: format!("doubtful: {flaw} (found by init; remove, invert, or agree on a contract)"),
        exceptions: exceptions(graph, territories, coupling),
    }
}

/// The exceptions for a coupling, as exact as a short list allows: module by module; else between the highest modules
/// that lie wholly in one territory; else from these to whole crates.
fn exceptions(graph: &ModuleGraph, territories: &Territories, coupling: &Coupling<'_>) -> Vec<ProposedException> {
    let all = |from: &dyn Fn(ModuleId) -> String, to: &dyn Fn(DependencyView<'_>) -> Vec<String>| {
        let of = |dependency: &DependencyView<'_>| {
            let from = from(dependency.from().id());
            to(*dependency).into_iter().map(move |to| ProposedException { from: from.clone(), to }).collect::<Vec<_>>()
        };
        coupling.dependencies.iter().flat_map(of).collect::<BTreeSet<_>>()
    };
    let name = |module: ModuleId| module_name(graph.module(module));
    let highest = |module: ModuleId| name(territories.highest(graph, module));
    let exact = all(&name, &|dependency| targets(graph, dependency));
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
fn targets(graph: &ModuleGraph, dependency: DependencyView<'_>) -> Vec<String> {
    let module = dependency.to();
    if module.parent().is_some() {
        return vec![module_name(module)];
    }
    let outermost = |item| {
        let outer = std::iter::successors(Some(graph.item(item)), |item| item.parent());
        outer.take_while(|item| item.module() == module).last().map(|item| item.name())
    };
    let names = dependency.definitions().into_iter().map(|definition| match definition {
        Definition::Module(_) => crate_name(module),
        Definition::Item(item) => match outermost(item) {
            Some(name) => format!("{}::{name}", crate_name(module)),
            None => crate_name(module),
        },
    });
    names.collect()
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

fn write_teams(text: &mut String, proposal: &Proposal) {
    text.push_str(&format!("\n# {}\n", remark_on(&proposal.origin)));
    if proposal.unmatched > 0 {
        text.push_str(&format!(
            "# No team owns {} yet; `cargo boundaries owners --unmatched` lists them.\n",
            counted(proposal.unmatched, "module")
        ));
    }
    text.push_str("[teams]\n");
    let width = proposal.teams.iter().map(|team| key(&team.name).chars().count()).max().unwrap_or(0);
    for team in &proposal.teams {
        let (what, list) = match &team.claim {
            Claim::Handles(handles) => ("handles", handles),
            Claim::Owns(owns) => ("owns", owns),
            Claim::Metadata => {
                text.push_str(&format!("{:width$} = {{}}\n", key(&team.name)));
                continue;
            }
        };
        let name = key(&team.name);
        let line = format!("{name:width$} = {{ {what} = [{}] }}", quoted_list(list));
        if line.chars().count() <= LINE_WIDTH {
            text.push_str(&line);
            text.push('\n');
        } else {
            text.push_str(&format!("{name}.{what} = {}\n", broken_list(list)));
        }
    }
}

fn write_contracts(text: &mut String, contracts: &[ProposedContract]) {
    if contracts.is_empty() {
        return;
    }
    text.push_str("\n# Proposed contracts: the couplings in the main direction, strongest first. Confirm each with its provider.\n");
    for contract in contracts {
        text.push_str(&format!(
            "[[contract]]\n{}\n{}\n",
            one_or_list("consumer", &contract.consumers),
            one_or_list("provider", &contract.providers)
        ));
        if contract.test_only {
            text.push_str(&format!("kinds = [{}]\n", quoted(DependencyKind::Test.as_str())));
        }
        text.push_str(&format!("reason = {}\n\n", quoted(&contract.reason)));
    }
    text.pop();
}

fn write_debts(text: &mut String, debts: &[ProposedDebt]) {
    if debts.is_empty() {
        return;
    }
    text.push_str(
        "\n# Doubtful: couplings against the main direction, or closing a cycle between teams. They are tolerated, not agreed.\n\
         # Remove or invert them, or agree on a contract; `until = \"YYYY-MM-DD\"` gives an exception an end.\n",
    );
    for debt in debts {
        text.push_str(&format!("\n# {}\n", commented(&debt.remark)));
        for exception in &debt.exceptions {
            text.push_str(&format!(
                "[[exception]]\nfrom = {}\nto = {}\nreason = {}\n\n",
                quoted(&exception.from),
                quoted(&exception.to),
                quoted(&debt.reason)
            ));
        }
        text.pop();
    }
}

/// A key with a name, or with a list of names, broken where it would be too long.
fn one_or_list(key: &str, names: &[String]) -> String {
    let line = match names {
        [name] => format!("{key} = {}", quoted(name)),
        names => format!("{key} = [{}]", quoted_list(names)),
    };
    if line.chars().count() <= LINE_WIDTH { line } else { format!("{key} = {}", broken_list(names)) }
}

fn broken_list(names: &[String]) -> String {
    let mut text = String::from("[\n");
    let mut line = String::new();
    for name in names {
        let item = format!("{},", quoted(name));
        if !line.is_empty() && line.chars().count() + item.chars().count() + 5 > LINE_WIDTH {
            text.push_str(&format!("    {line}\n"));
            line.clear();
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(&item);
    }
    text.push_str(&format!("    {line}\n]"));
    text
}

/// A text that ends with its line, as TOML wants of a comment.
fn commented(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

fn quoted_list(names: &[String]) -> String {
    names.iter().map(|name| quoted(name)).collect::<Vec<_>>().join(", ")
}

/// A TOML key.
fn key(name: &str) -> String {
    let bare = !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-');
    if bare { name.to_owned() } else { quoted(name) }
}

/// A TOML basic string.
fn quoted(text: &str) -> String {
    let mut quoted = String::from('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => quoted.extend(['\\', c]),
            c if c.is_control() => write!(quoted, "\\u{:04X}", u32::from(c)).expect("a string takes every text"),
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}

fn counted(count: usize, word: &str) -> String {
    if count == 1 { format!("1 {word}") } else { format!("{count} {word}s") }
}

#[cfg(test)]
mod tests;
