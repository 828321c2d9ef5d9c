//! Territories: the modules of a workspace divided among teams, or, where no team is known yet, among groups of crates.

use std::collections::BTreeMap;

use boundaries_graph::{ModuleGraph, ModuleId, ModuleView, PackageView};
use camino::Utf8Path;

/// A territory by its position among [`Territories`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct TerritoryId(usize);

impl TerritoryId {
    /// The id below all others.
    pub(crate) const FIRST: Self = Self(0);
}

/// Modules with the same owners.
///
/// Modules that two teams own jointly are a territory of their own: using them crosses no boundary for either team.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Territory {
    /// What to call it: the team's name, or the names of all joint owners.
    pub name: String,
    /// Its owners, in order.
    pub teams: Vec<String>,
    /// How many modules it has.
    pub modules: usize,
}

/// By what the modules were divided.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Division {
    /// By owners.
    Owners,
    /// By groups of crates, as nothing says who owns what.
    CrateGroups,
    /// By the modules below the only crate's root, as nothing says who owns what.
    TopModules,
}

/// A workspace divided into territories.
#[derive(Clone, Debug)]
pub struct Territories {
    division: Division,
    list: Vec<Territory>,
    of_module: Vec<Option<TerritoryId>>,
    /// Whether all modules below a module lie in its own territory.
    whole: Vec<bool>,
}

impl Territories {
    /// Divides by owners: `owners` names the teams of a module in order; none of them, and the module lies outside.
    pub fn by_owners(graph: &ModuleGraph, owners: impl Fn(ModuleId) -> Vec<String>) -> Self {
        Self::divide(graph, Division::Owners, owners)
    }

    /// Divides without knowing any team: by folders that hold several packages, else by the first word of the packages'
    /// names; a workspace of a single package by the modules below its roots.
    #[must_use]
    pub fn by_structure(graph: &ModuleGraph) -> Self {
        let groups = package_groups(graph);
        let distinct: std::collections::BTreeSet<&String> = groups.iter().collect();
        match graph.packages().count() {
            0 | 1 => Self::divide(graph, Division::TopModules, |module| {
                let below_root: Vec<_> = graph.module(module).ancestors().collect();
                let krate = below_root.last().map(|root| root.krate().package().name().to_owned());
                let top = below_root.iter().rev().nth(1).map(|top| top.name().to_owned());
                top.or(krate).into_iter().collect()
            }),
            _ if distinct.len() < 2 => Self::divide(graph, Division::CrateGroups, |module| {
                vec![graph.module(module).krate().package().name().to_owned()]
            }),
            _ => Self::divide(graph, Division::CrateGroups, |module| {
                vec![groups[graph.module(module).krate().package().id().index()].clone()]
            }),
        }
    }

    fn divide(graph: &ModuleGraph, division: Division, teams_of: impl Fn(ModuleId) -> Vec<String>) -> Self {
        let keys: Vec<Vec<String>> = graph.modules().map(|module| teams_of(module.id())).collect();
        let mut counts: BTreeMap<&[String], usize> = BTreeMap::new();
        for key in keys.iter().filter(|key| !key.is_empty()) {
            *counts.entry(key).or_default() += 1;
        }
        let of_module: Vec<Option<TerritoryId>> =
            keys.iter().map(|key| counts.keys().position(|known| *known == key.as_slice()).map(TerritoryId)).collect();
        let list = counts
            .into_iter()
            .map(|(teams, modules)| Territory { name: teams.join(" + "), teams: teams.to_vec(), modules })
            .collect();
        let mut whole = vec![true; of_module.len()];
        // A module comes after the one around it, so that backwards every module is settled before its parent.
        for module in graph.modules().map(ModuleView::id).collect::<Vec<_>>().into_iter().rev() {
            if let Some(parent) = graph.module(module).parent().map(ModuleView::id) {
                let same = of_module[module.index()] == of_module[parent.index()];
                whole[parent.index()] &= same && whole[module.index()];
            }
        }
        Self { division, list, of_module, whole }
    }

    /// By what the modules were divided.
    #[must_use]
    pub fn division(&self) -> Division {
        self.division
    }

    /// A territory by its id.
    #[must_use]
    pub fn get(&self, id: TerritoryId) -> &Territory {
        &self.list[id.0]
    }

    /// All territories with their ids, by name.
    pub fn iter(&self) -> impl Iterator<Item = (TerritoryId, &Territory)> {
        self.list.iter().enumerate().map(|(index, territory)| (TerritoryId(index), territory))
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.list.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// Whether a team owns any of it.
    pub(crate) fn has_team(&self, team: &str) -> bool {
        self.list.iter().any(|territory| territory.teams.iter().any(|owner| owner == team))
    }

    /// The territory a module lies in.
    #[must_use]
    pub fn of(&self, module: ModuleId) -> Option<TerritoryId> {
        self.of_module[module.index()]
    }

    /// The highest module around a module that lies in the same territory with everything below it; the module itself
    /// where there is none.
    #[must_use]
    pub fn highest(&self, graph: &ModuleGraph, module: ModuleId) -> ModuleId {
        let around = graph.module(module).ancestors().map(ModuleView::id);
        let same = around.take_while(|outer| self.of(*outer) == self.of(module) && self.whole[outer.index()]);
        same.last().unwrap_or(module)
    }

    /// How many modules lie in no territory.
    #[must_use]
    pub fn outside(&self) -> usize {
        self.of_module.iter().filter(|territory| territory.is_none()).count()
    }

    /// Whether going from one to the other crosses a boundary: they share no team.
    #[must_use]
    pub fn apart(&self, a: TerritoryId, b: TerritoryId) -> bool {
        let (a, b) = (self.get(a), self.get(b));
        !a.teams.iter().any(|team| b.teams.contains(team))
    }

    /// The packages that lie wholly in a territory divided by structure, by name.
    pub(crate) fn packages<'g>(&self, graph: &'g ModuleGraph, id: TerritoryId) -> Vec<PackageView<'g>> {
        let inside = |package: &PackageView<'_>| {
            package.crates().next().is_some_and(|krate| self.of(krate.root().id()) == Some(id))
        };
        graph.packages().filter(inside).collect()
    }
}

/// Folders that hold crates by convention and say nothing about who they belong to.
const PLAIN_FOLDERS: [&str; 4] = ["crates", "packages", "libs", "components"];

/// The group of each package: the highest folder around it that holds several packages but not nearly all of them, else
/// the first word of its name where several packages share it, a word that all names share left out.
fn package_groups(graph: &ModuleGraph) -> Vec<String> {
    let packages: Vec<_> = graph.packages().collect();
    let mut folders: BTreeMap<&Utf8Path, usize> = BTreeMap::new();
    for folder in packages.iter().flat_map(|package| folders_around(package.dir())) {
        *folders.entry(folder).or_default() += 1;
    }
    folders.retain(|folder, count| {
        let plain = folder.file_name().is_some_and(|name| PLAIN_FOLDERS.contains(&name));
        !plain && *count > 1 && *count * 4 < packages.len() * 3
    });
    let shared = shared_word(packages.iter().map(|package| package.name()));
    let words: Vec<&str> = packages.iter().map(|package| first_word(package.name(), shared)).collect();
    let group = |index: usize| {
        let package = packages[index];
        if let Some(folder) = folders_around(package.dir()).filter(|folder| folders.contains_key(folder)).last() {
            let namesakes = folders.keys().filter(|other| other.file_name() == folder.file_name()).count();
            return plain(if namesakes > 1 { folder.as_str() } else { folder.file_name().unwrap_or(folder.as_str()) });
        }
        if words.iter().filter(|word| **word == words[index]).count() > 1 {
            return words[index].to_owned();
        }
        let whole = package.name();
        let below = shared.and_then(|shared| whole.strip_prefix(shared)).map(|rest| rest.trim_matches(['-', '_']));
        below.filter(|rest| !rest.is_empty()).unwrap_or(whole).to_owned()
    };
    (0..packages.len()).map(group).collect()
}

/// The folders around a package's own, the nearest first.
fn folders_around(dir: &Utf8Path) -> impl Iterator<Item = &Utf8Path> {
    dir.ancestors().skip(1).filter(|folder| !folder.as_str().is_empty())
}

/// A name that needs no quotes in a policy.
fn plain(name: &str) -> String {
    name.chars().map(|c| if c.is_ascii_alphanumeric() || c == '_' { c } else { '-' }).collect()
}

/// The first word of a package's name; the second where the first is shared by all and there is one.
fn first_word<'n>(name: &'n str, shared: Option<&str>) -> &'n str {
    let mut words = name.split(['-', '_']).filter(|word| !word.is_empty());
    let first = words.next().unwrap_or(name);
    match shared {
        Some(shared) if shared == first => words.next().unwrap_or(first),
        _ => first,
    }
}

fn shared_word<'n>(mut names: impl Iterator<Item = &'n str>) -> Option<&'n str> {
    let first = first_word(names.next()?, None);
    names.all(|name| first_word(name, None) == first).then_some(first)
}
