//! What a name on the command line, or in a question to the library, means: a team, package, crate, module or item.

use std::collections::BTreeSet;

use boundaries_graph::{CrateId, CrateView, Definition, ItemId, ItemView, ModuleGraph, ModuleId, ModuleView};
use boundaries_lint::UnknownRule;
use boundaries_policy::{Policy, TeamId};

/// Something that a question is about.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Subject {
    /// A team, for everything it owns.
    Team(TeamId),
    /// A package or crate, for all its modules: those below these roots.
    Crates {
        /// The name under which it was asked for.
        name: String,
        /// The roots.
        roots: Vec<ModuleId>,
    },
    /// A module, for itself and what is below it. Several where `cfg`s offer alternatives, or crates share a name.
    Modules(Vec<ModuleId>),
    /// An item, with what belongs to it.
    Items(Vec<ItemId>),
}

/// A name that means nothing in this workspace.
#[derive(thiserror::Error, Clone, PartialEq, Eq, Debug)]
#[error("no {kind} is called `{name}`")]
#[non_exhaustive]
pub struct UnknownName {
    /// What was looked for: a team, a package, a rule.
    pub kind: &'static str,
    /// The name.
    pub name: String,
    /// Names like it, the likeliest first.
    pub similar: Vec<String>,
}

impl UnknownName {
    pub(crate) fn new(kind: &'static str, name: &str, similar: Vec<String>) -> Self {
        Self { kind, name: name.to_owned(), similar }
    }
}

impl From<UnknownRule> for UnknownName {
    fn from(unknown: UnknownRule) -> Self {
        Self::new("rule", &unknown.name, unknown.suggestion.map(str::to_owned).into_iter().collect())
    }
}

impl Subject {
    /// What `text` means. Where it means several things, a team comes before a package or crate, and that before a
    /// module or item; `team:`, `crate:` and `module:` in front choose.
    ///
    /// # Errors
    /// If it means nothing.
    pub fn find(graph: &ModuleGraph, policy: &Policy, text: &str) -> Result<Self, UnknownName> {
        let (wanted, name) = match text.split_once(':') {
            Some((prefix @ ("team" | "crate" | "module"), name)) if !name.starts_with(':') => (prefix, name),
            _ => ("", text),
        };
        let among = |kind: &str| wanted.is_empty() || wanted == kind;
        let team = || policy.teams().iter().find(|team| team.name == name).map(|team| Self::Team(team.id));
        let found = among("team").then(team).flatten();
        let found = found.or_else(|| among("crate").then(|| crates(graph, name)).flatten());
        let found = found.or_else(|| among("module").then(|| module_or_item(graph, name)).flatten());
        found.ok_or_else(|| {
            let kind = match wanted {
                "" => "team, package, crate, module or item",
                "crate" => "package or crate",
                "module" => "module or item",
                _ => "team",
            };
            UnknownName::new(kind, name, similar(graph, policy, name))
        })
    }

    /// What it is, in words: "team `billing`".
    #[must_use]
    pub fn describe(&self, graph: &ModuleGraph, policy: &Policy) -> String {
        match self {
            Self::Team(team) => format!("team `{}`", policy.team(*team).name),
            Self::Crates { name, roots } if roots.len() == 1 => format!("crate `{name}`"),
            Self::Crates { name, roots } => format!("package `{name}` ({} crates)", roots.len()),
            Self::Modules(modules) => {
                let path = modules.first().map(|&module| graph.module(module).path());
                format!("module `{}`", path.unwrap_or_default())
            }
            Self::Items(items) => match items.first() {
                Some(&item) => format!("{} `{}`", graph.item(item).kind().as_str(), graph.item(item).path()),
                None => "nothing".to_owned(),
            },
        }
    }

    /// Its modules: all it owns, all below it, or those that define the item.
    #[must_use]
    pub fn modules(&self, graph: &ModuleGraph, policy: &Policy) -> BTreeSet<ModuleId> {
        let below = |tops: &[ModuleId]| {
            let inside = |module: &ModuleView<'_>| module.ancestors().any(|outer| tops.contains(&outer.id()));
            graph.modules().filter(inside).map(ModuleView::id).collect()
        };
        match self {
            Self::Team(team) => {
                let owned = |module: &ModuleView<'_>| policy.owner_of_module(module.id()).teams.contains(team);
                graph.modules().filter(owned).map(ModuleView::id).collect()
            }
            Self::Crates { roots, .. } => below(roots),
            Self::Modules(modules) => below(modules),
            Self::Items(items) => items.iter().map(|&item| graph.item(item).module().id()).collect(),
        }
    }

    /// Whether a definition in one of its modules is part of it: always, unless it is about single items.
    #[must_use]
    pub fn covers(&self, graph: &ModuleGraph, definition: Definition) -> bool {
        let Self::Items(items) = self else { return true };
        let Definition::Item(item) = definition else { return false };
        std::iter::successors(Some(graph.item(item)), |item| item.parent()).any(|outer| items.contains(&outer.id()))
    }
}

fn crates(graph: &ModuleGraph, name: &str) -> Option<Subject> {
    let found: Vec<ModuleId> = match graph.packages().find(|package| package.name() == name) {
        Some(package) => package.crates().map(|krate| krate.root().id()).collect(),
        None => crates_named(graph, name).into_iter().map(|krate| krate.root().id()).collect(),
    };
    (!found.is_empty()).then(|| Subject::Crates { name: name.to_owned(), roots: found })
}

/// The crate that alone has this name; else all that have it; else those of the package with this name.
fn crates_named<'g>(graph: &'g ModuleGraph, name: &str) -> Vec<CrateView<'g>> {
    let with = |is_meant: &dyn Fn(CrateView<'_>) -> bool| -> Vec<CrateView<'g>> {
        graph.crates().filter(|krate| is_meant(*krate)).collect()
    };
    let mut found = with(&|krate| krate.unique_name() == name);
    if found.is_empty() {
        found = with(&|krate| krate.name() == name);
    }
    if found.is_empty() {
        found = with(&|krate| krate.package().name() == name || krate.package().name().replace('-', "_") == name);
    }
    found
}

fn module_or_item(graph: &ModuleGraph, path: &str) -> Option<Subject> {
    let modules = modules_at(graph, path);
    if !modules.is_empty() {
        return Some(Subject::Modules(modules));
    }
    let name = graph.symbol(path.rsplit("::").next()?)?;
    let (head, path_in_crate) = path.split_once("::")?;
    let crates: BTreeSet<CrateId> = crates_named(graph, head).into_iter().map(CrateView::id).collect();
    let named = graph.items().filter(|item| item.data().name == name);
    let mut items: Vec<ItemId> =
        named.filter(|item| is_item_at(*item, &crates, path_in_crate)).map(ItemView::id).collect();
    if items.is_empty() {
        let (door, _) = path.rsplit_once("::")?;
        let doors = modules_at(graph, door);
        let offered = doors.iter().flat_map(|&door| graph.module(door).reexports());
        let leads_to = |definition| match definition {
            Definition::Item(item) => Ok(item),
            Definition::Module(module) => Err(module),
        };
        let (found, modules): (Vec<_>, Vec<_>) = offered
            .filter(|reexport| reexport.name == name)
            .map(|reexport| leads_to(reexport.definition))
            .partition(Result::is_ok);
        items = found.into_iter().flatten().collect();
        if items.is_empty() && !modules.is_empty() {
            return Some(Subject::Modules(modules.into_iter().filter_map(Result::err).collect()));
        }
    }
    items.sort_unstable();
    items.dedup();
    (!items.is_empty()).then_some(Subject::Items(items))
}

/// The modules with a path whose first segment names a crate or its package.
fn modules_at(graph: &ModuleGraph, path: &str) -> Vec<ModuleId> {
    let (head, rest) = path.split_once("::").unwrap_or((path, ""));
    let crates: BTreeSet<_> = crates_named(graph, head).into_iter().map(CrateView::id).collect();
    graph
        .modules()
        .filter(|module| crates.contains(&module.krate().id()) && module.path_in_crate() == rest)
        .map(ModuleView::id)
        .collect()
}

fn is_item_at(item: ItemView<'_>, crates: &BTreeSet<CrateId>, path_in_crate: &str) -> bool {
    let module = item.module();
    let below = module.path_in_crate();
    let rest = if below.is_empty() {
        Some(path_in_crate)
    } else {
        path_in_crate.strip_prefix(below).and_then(|rest| rest.strip_prefix("::"))
    };
    crates.contains(&module.krate().id()) && rest.is_some_and(|name| name == item.qualified_name())
}

/// Up to three names like a wrong one.
fn similar(graph: &ModuleGraph, policy: &Policy, wrong: &str) -> Vec<String> {
    let mut known: BTreeSet<String> = policy.teams().iter().map(|team| team.name.clone()).collect();
    known.extend(graph.packages().map(|package| package.name().to_owned()));
    known.extend(graph.modules().map(|module| module.path().to_owned()));
    if wrong.contains("::") {
        known.extend(graph.items().filter(|item| item.parent().is_none()).map(|item| item.path()));
    }
    nearest(wrong, known.iter().map(String::as_str))
}

/// The candidates that a slip of the hand may have meant, the likeliest first, three at most.
pub(crate) fn nearest<'c>(wrong: &str, candidates: impl Iterator<Item = &'c str>) -> Vec<String> {
    let mut scored: Vec<(f64, &str)> = candidates
        .map(|candidate| (likeness(wrong, candidate), candidate))
        .filter(|(score, _)| *score > 0.85)
        .collect();
    scored.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(b.1)));
    scored.dedup_by_key(|(_, candidate)| *candidate);
    scored.into_iter().take(3).map(|(_, candidate)| candidate.to_owned()).collect()
}

/// How alike two names are, from 0 to 1. In a short name a single letter is much of it, and still one slip.
fn likeness(wrong: &str, candidate: &str) -> f64 {
    let slips = strsim::damerau_levenshtein(&wrong.to_lowercase(), &candidate.to_lowercase());
    let few = match wrong.chars().count() {
        0..=2 => 0,
        3..=5 => 1,
        _ => 2,
    };
    let by_slips = match slips {
        0 => 0.99,
        1 if few >= 1 => 0.95,
        2 if few >= 2 => 0.9,
        _ => 0.0,
    };
    strsim::jaro_winkler(wrong, candidate).max(by_slips)
}
