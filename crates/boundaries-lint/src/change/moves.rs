//! How modules and items of an earlier state are called in a later one.
//!
//! A module moves with its file: a renamed file keeps its module, and so does a file of a renamed package. An inline
//! module moves with the module around it. An item that leaves one module and turns up in exactly one other of the same
//! owners has moved as well: whoever used it before has not begun to use anything.

use std::collections::{BTreeMap, BTreeSet};

use boundaries_graph::{ItemKind, ModuleGraph, ModuleId, SourceMap};
use boundaries_policy::Policy;
use camino::{Utf8Path, Utf8PathBuf};

/// One of two states that are compared.
#[derive(Clone, Copy, Debug)]
pub struct MoveSide<'a> {
    /// The workspace.
    pub graph: &'a ModuleGraph,
    /// The texts that its modules stand in.
    pub sources: &'a SourceMap,
    /// Who owns what.
    pub policy: &'a Policy,
}

/// What is called otherwise in the later state, by the path in the earlier one.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Moves {
    paths: BTreeMap<String, String>,
}

impl Moves {
    /// Nothing moved.
    #[must_use]
    pub fn none() -> Self {
        Self::default()
    }

    /// Finds what moved. `renamed` tells for files of the earlier state their paths in the later one; all others keep
    /// theirs.
    #[must_use]
    pub fn between(before: MoveSide<'_>, after: MoveSide<'_>, renamed: &BTreeMap<Utf8PathBuf, Utf8PathBuf>) -> Self {
        let mut paths = modules(before, after, renamed);
        items(before, after, &mut paths);
        Self { paths }
    }

    /// The path in the later state of a module or item of the earlier one.
    #[must_use]
    pub fn path<'p>(&'p self, before: &'p str) -> &'p str {
        self.paths.get(before).map_or(before, String::as_str)
    }

    /// The same for any path of a policy, which may name something below a module or item.
    #[must_use]
    pub(crate) fn path_within(&self, before: &str) -> String {
        let mut above = before;
        loop {
            if let Some(after) = self.paths.get(above) {
                return format!("{after}{}", &before[above.len()..]);
            }
            match above.rsplit_once("::") {
                Some((shorter, _)) => above = shorter,
                None => return before.to_owned(),
            }
        }
    }

    /// Everything that moved: the path before, and the path after.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.paths.iter().map(|(before, after)| (before.as_str(), after.as_str()))
    }
}

/// How things of the later state were called in the earlier one.
#[derive(Debug)]
pub(crate) struct Earlier<'a> {
    moves: &'a Moves,
    names: BTreeMap<&'a str, &'a str>,
}

impl<'a> Earlier<'a> {
    pub(crate) fn new(moves: &'a Moves) -> Self {
        Self { moves, names: moves.iter().map(|(then, now)| (now, then)).collect() }
    }

    /// The path in the earlier state.
    pub(crate) fn path<'p>(&'p self, now: &'p str) -> &'p str {
        self.names.get(now).copied().unwrap_or(now)
    }

    /// The same, for the thing itself: none where another one has taken the place of what went elsewhere.
    pub(crate) fn path_of_itself<'p>(&self, now: &'p str) -> Option<&'p str>
    where
        'a: 'p,
    {
        self.names.get(now).copied().or_else(|| (!self.moves.paths.contains_key(now)).then_some(now))
    }
}

fn modules(
    before: MoveSide<'_>,
    after: MoveSide<'_>,
    renamed: &BTreeMap<Utf8PathBuf, Utf8PathBuf>,
) -> BTreeMap<String, String> {
    let (old_files, new_files) = (by_file(before), by_file(after));
    let new_paths: BTreeSet<&str> = after.graph.modules().map(|module| module.path()).collect();
    let mut paths = BTreeMap::new();
    for (file, olds) in &old_files {
        let new_file = renamed.get(*file).map_or(*file, Utf8PathBuf::as_path);
        let Some(news) = new_files.get(new_file) else { continue };
        let only = |these: &[ModuleId], graph: &ModuleGraph, others: &BTreeSet<&str>| {
            let paths = these.iter().map(|&module| graph.module(module).path());
            paths.filter(|path| !others.contains(path)).map(str::to_owned).collect::<BTreeSet<String>>()
        };
        let old_here: BTreeSet<&str> = olds.iter().map(|&module| before.graph.module(module).path()).collect();
        let new_here: BTreeSet<&str> = news.iter().map(|&module| after.graph.module(module).path()).collect();
        // A file may belong to several crates. Whatever keeps its path has not moved.
        let (old_left, new_left) = (only(olds, before.graph, &new_here), only(news, after.graph, &old_here));
        for (old, new) in paired(old_left, new_left) {
            paths.insert(old, new);
        }
    }
    // Parents come before their children, so that an inline module finds where the module around it went.
    for module in before.graph.modules() {
        let Some(parent) = module.parent() else { continue };
        if paths.contains_key(module.path()) {
            continue;
        }
        if let Some(parent) = paths.get(parent.path()) {
            let moved = format!("{parent}::{}", module.name());
            if new_paths.contains(moved.as_str()) && (module.data().inline || !new_paths.contains(module.path())) {
                paths.insert(module.path().to_owned(), moved);
            }
        }
    }
    paths
}

/// Old and new paths of the modules of one file: those of the same crate belong together, and where as many are left on
/// both sides, in order.
fn paired(old: BTreeSet<String>, new: BTreeSet<String>) -> Vec<(String, String)> {
    let krate = |path: &str| path.split("::").next().unwrap_or_default().to_owned();
    let mut pairs = Vec::new();
    let mut new: Vec<String> = new.into_iter().collect();
    let mut left = Vec::new();
    for path in old {
        match new.iter().position(|other| krate(other) == krate(&path)) {
            Some(at) => pairs.push((path, new.remove(at))),
            None => left.push(path),
        }
    }
    if left.len() == new.len() {
        pairs.extend(left.into_iter().zip(new));
    }
    pairs
}

/// The modules that are files, by path.
fn by_file(side: MoveSide<'_>) -> BTreeMap<&Utf8Path, Vec<ModuleId>> {
    let mut files: BTreeMap<&Utf8Path, Vec<ModuleId>> = BTreeMap::new();
    for module in side.graph.modules().filter(|module| !module.data().inline) {
        files.entry(side.sources.file(module.data().file).path()).or_default().push(module.id());
    }
    files
}

/// What an item is told by, wherever it stands.
type Likeness = (ItemKind, String);

/// Where items that are alike stand.
type ByLikeness = BTreeMap<Likeness, Vec<(String, ModuleId)>>;

fn items(before: MoveSide<'_>, after: MoveSide<'_>, paths: &mut BTreeMap<String, String>) {
    let new: BTreeSet<String> = after.graph.items().map(|item| item.path()).collect();
    let mut vanished = ByLikeness::new();
    let mut kept: BTreeSet<String> = BTreeSet::new();
    let mut moved = Vec::new();
    for item in before.graph.items() {
        let old = item.path();
        let module = item.module().path();
        let expected = match paths.get(module) {
            Some(module) => format!("{module}::{}", item.qualified_name()),
            None => old.clone(),
        };
        if new.contains(&expected) {
            if expected != old {
                moved.push((old, expected.clone()));
            }
            kept.insert(expected);
        } else {
            let likeness = (item.kind(), item.qualified_name());
            note(&mut vanished, likeness, old, item.module().id());
        }
    }
    paths.extend(moved);
    if vanished.is_empty() {
        return;
    }
    let mut appeared = ByLikeness::new();
    for item in after.graph.items() {
        let path = item.path();
        if !kept.contains(&path) {
            let likeness = (item.kind(), item.qualified_name());
            if vanished.contains_key(&likeness) {
                note(&mut appeared, likeness, path, item.module().id());
            }
        }
    }
    for (likeness, olds) in vanished {
        let Some(news) = appeared.get(&likeness) else { continue };
        if let ([(old, from)], [(new, to)]) = (olds.as_slice(), news.as_slice())
            && same_home(before, *from, after, *to)
        {
            paths.insert(old.clone(), new.clone());
        }
    }
}

/// Alternatives of an item under different `cfg`s are one.
fn note(items: &mut ByLikeness, likeness: Likeness, path: String, module: ModuleId) {
    let same = items.entry(likeness).or_default();
    if !same.iter().any(|(other, _)| *other == path) {
        same.push((path, module));
    }
}

/// Whether two modules belong to the same teams, or, where nobody owns them, to the same package.
fn same_home(before: MoveSide<'_>, from: ModuleId, after: MoveSide<'_>, to: ModuleId) -> bool {
    let owners = |side: MoveSide<'_>, module| {
        let mut names: Vec<String> =
            side.policy.owner_of_module(module).teams.iter().map(|&team| side.policy.team(team).name.clone()).collect();
        names.sort_unstable();
        names
    };
    let package = |side: MoveSide<'_>, module| side.graph.module(module).krate().package().name().to_owned();
    let (old, new) = (owners(before, from), owners(after, to));
    old == new && (!old.is_empty() || package(before, from) == package(after, to))
}
