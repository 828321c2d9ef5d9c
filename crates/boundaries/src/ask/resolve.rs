//! What a path means if it is written in some module that may not mention it yet: the way of the compiler, segment by
//! segment, through child modules, items, doors, and what belongs to a type.

use std::collections::BTreeSet;

use boundaries_graph::{
    CrateView, Definition, ItemId, ItemKind, ItemView, ModuleGraph, ModuleId, ModuleView, PackageId, PackageView,
    ReferenceKind, Visibility,
};

use crate::subject::{UnknownName, nearest};

/// What a path leads to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Led {
    pub(super) to: Target,
    /// The package that the manifest of the asking one would have to list.
    pub(super) unlisted: Option<Unlisted>,
    /// Which part of the path the module cannot see, and where that can be seen.
    pub(super) hidden: Option<String>,
}

/// Where a path ends.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Target {
    /// In the workspace: everything of that name, in all namespaces; at least one.
    Inside(Vec<Named>),
    /// In a crate outside of it.
    Outside(String),
}

/// One meaning of a path in the workspace.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Named {
    pub(super) definition: Definition,
    /// The module whose name table has the name.
    pub(super) door: ModuleId,
    pub(super) name: boundaries_graph::Symbol,
    pub(super) kind: ReferenceKind,
}

/// A package that a manifest does not list.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Unlisted {
    pub(super) package: String,
    pub(super) id: Option<PackageId>,
    pub(super) code_name: String,
}

/// Crates that every program can name.
pub(super) const BUILT_IN: [&str; 5] = ["alloc", "core", "proc_macro", "std", "test"];

/// What `path` would mean in `from`.
pub(super) fn resolve(graph: &ModuleGraph, from: ModuleId, path: &str) -> Result<Led, UnknownName> {
    led(graph, from, path, true)
}

/// The same; where the path leads nowhere, with paths like it if it `suggests`.
fn led(graph: &ModuleGraph, from: ModuleId, path: &str, suggests: bool) -> Result<Led, UnknownName> {
    let text = path.trim();
    let (text, is_glob) = match text.strip_suffix("::*") {
        Some(module) => (module, true),
        None => (text, false),
    };
    let (text, from_crates) = match text.strip_prefix("::") {
        Some(text) => (text, true),
        None => (text, false),
    };
    let segments: Vec<&str> = text.split("::").map(|segment| segment.strip_prefix("r#").unwrap_or(segment)).collect();
    let is_name = |segment: &&str| {
        !segment.is_empty() && !segment.contains(|char: char| char.is_whitespace() || ".:<>(){}[],;/\\*".contains(char))
    };
    let (Some((first, rest)), true) = (segments.split_first(), segments.iter().all(is_name)) else {
        return Err(UnknownName::new("path in code", path, written_otherwise(graph, from, path, suggests)));
    };
    let at = vec![Stand::module(graph, from)];
    let mut walk = Walk { graph, from, at, types: Vec::new(), hidden: None, path, suggests };
    let mut unlisted = None;
    let mut rest = rest;
    match *first {
        "crate" => walk.at = vec![Stand::module(graph, graph.module(from).krate().root().id())],
        "self" => {}
        "super" => {
            let mut module = parent(graph, from, path)?;
            while let Some(("super", after)) = rest.split_first().map(|(first, after)| (*first, after)) {
                module = parent(graph, module, path)?;
                rest = after;
            }
            walk.at = vec![Stand::module(graph, module)];
        }
        name => match start(graph, from, name, from_crates) {
            Start::Local => walk.step(name, rest)?,
            Start::Krate(krate, missing) => {
                unlisted = missing;
                walk.at = vec![Stand::module(graph, krate.root().id())];
            }
            Start::Outside(krate, missing) => {
                return Ok(Led { to: Target::Outside(krate), unlisted: missing, hidden: None });
            }
            Start::Nothing => {
                let similar = if suggests { walk.whole(crates_like(graph, from, name), rest) } else { Vec::new() };
                return Err(UnknownName::new("crate or module", name, similar));
            }
        },
    }
    while let Some((segment, after)) = rest.split_first() {
        walk.step(segment, after)?;
        rest = after;
    }
    let mut named: Vec<Named> = walk.at.iter().map(|stand| stand.named).collect();
    if is_glob {
        let has_names = |definition| match definition {
            Definition::Module(_) => true,
            Definition::Item(item) => graph.item(item).kind() == ItemKind::Enum,
        };
        named.retain(|named| has_names(named.definition));
        for named in &mut named {
            named.kind = ReferenceKind::GlobImport;
        }
    }
    if named.is_empty() {
        return Err(UnknownName::new("module or enum", path, Vec::new()));
    }
    named.extend(walk.types);
    Ok(Led { to: Target::Inside(named), unlisted, hidden: walk.hidden })
}

fn parent(graph: &ModuleGraph, module: ModuleId, path: &str) -> Result<ModuleId, UnknownName> {
    let parent = graph.module(module).parent().map(ModuleView::id);
    parent.ok_or_else(|| UnknownName::new("path in code", path, Vec::new()))
}

enum Start<'g> {
    /// Something of the module itself.
    Local,
    Krate(CrateView<'g>, Option<Unlisted>),
    Outside(String, Option<Unlisted>),
    Nothing,
}

/// What the first segment means. What the module itself has comes before crates, then what its package lists, then what it
/// could list.
fn start<'g>(graph: &'g ModuleGraph, from: ModuleId, name: &str, from_crates: bool) -> Start<'g> {
    let own = graph.module(from).krate();
    if !from_crates && !lookup(graph, from, name).is_empty() {
        return Start::Local;
    }
    let library = |package: PackageId| graph.package(package).crates().find(|krate| krate.kind().is_library());
    let listed = own.package().data().dependencies.iter().find(|one| one.code_name == name);
    if let Some(listed) = listed {
        return match listed.package {
            Some(package) => library(package).map_or(Start::Nothing, |krate| Start::Krate(krate, None)),
            None => Start::Outside(listed.package_name.replace('-', "_"), None),
        };
    }
    if BUILT_IN.contains(&name) {
        return Start::Outside(name.to_owned(), None);
    }
    let is_meant = |krate: &CrateView<'_>| krate.unique_name() == name || krate.package().name() == name;
    let mut named: Vec<CrateView<'_>> = graph.crates().filter(is_meant).collect();
    named.sort_by_key(|krate| (krate.unique_name() != name, !krate.kind().is_library()));
    if let Some(&krate) = named.first() {
        let package = krate.package();
        let is_own = package == own.package();
        let unlisted = (!is_own).then(|| Unlisted {
            package: package.name().to_owned(),
            id: Some(package.id()),
            code_name: krate.name().to_owned(),
        });
        return Start::Krate(krate, unlisted);
    }
    let all = graph.packages().flat_map(|package| &package.data().dependencies);
    let outside = all.filter(|one| one.package.is_none());
    let same = |written: &str| written.replace('-', "_") == name.replace('-', "_");
    let mut outside = outside.filter(|one| same(&one.package_name) || same(&one.code_name));
    match outside.next() {
        Some(one) => {
            let unlisted = Unlisted { package: one.package_name.clone(), id: None, code_name: one.code_name.clone() };
            Start::Outside(one.package_name.replace('-', "_"), Some(unlisted))
        }
        None => Start::Nothing,
    }
}

/// What a path may mean that no code would have: `billing.api`, `billing/api`, or the folder of a package.
fn written_otherwise(graph: &ModuleGraph, from: ModuleId, path: &str, suggests: bool) -> Vec<String> {
    let path = path.trim().trim_end_matches('/');
    let of_folder = graph.packages().filter(|package| !path.is_empty() && package.dir() == path);
    let library = |package: PackageView<'_>| package.crates().next().map(|krate| krate.unique_name().to_owned());
    let mut found: Vec<String> = of_folder.filter_map(library).collect();
    let in_code = path.replace(['.', '/'], "::");
    if found.is_empty() && suggests && in_code != path && led(graph, from, &in_code, false).is_ok() {
        found.push(in_code);
    }
    found
}

/// Names that could stand first.
fn crates_like(graph: &ModuleGraph, from: ModuleId, name: &str) -> Vec<String> {
    let mut known: BTreeSet<String> = graph.crates().map(|krate| krate.unique_name().to_owned()).collect();
    known.extend(graph.children(from).iter().map(|&module| graph.module(module).name().to_owned()));
    let listed = graph.packages().flat_map(|package| &package.data().dependencies);
    known.extend(listed.map(|one| one.code_name.clone()));
    nearest(name, known.iter().map(String::as_str))
}

/// Where a walk along a path stands.
#[derive(Clone, Copy)]
struct Stand {
    named: Named,
    visibility: Visibility,
}

impl Stand {
    fn module(graph: &ModuleGraph, module: ModuleId) -> Self {
        let data = graph.module(module).data();
        let named =
            Named { definition: Definition::Module(module), door: module, name: data.name, kind: ReferenceKind::Path };
        // Who stands here has come without a name.
        Self { named, visibility: Visibility::Public }
    }
}

struct Walk<'g, 'p> {
    graph: &'g ModuleGraph,
    from: ModuleId,
    at: Vec<Stand>,
    /// The types and traits by which it came here.
    types: Vec<Named>,
    hidden: Option<String>,
    path: &'p str,
    suggests: bool,
}

impl Walk<'_, '_> {
    /// Goes on to a name, behind which `rest` will follow.
    fn step(&mut self, name: &str, rest: &[&str]) -> Result<(), UnknownName> {
        let mut next: Vec<Stand> = Vec::new();
        for stand in &self.at {
            match stand.named.definition {
                Definition::Module(module) => next.extend(lookup(self.graph, module, name)),
                Definition::Item(item) => {
                    let found = members(self.graph, item, name);
                    if !found.is_empty() {
                        self.types.push(stand.named);
                    }
                    next.extend(found);
                }
            }
        }
        if next.is_empty() {
            let similar = if self.suggests { self.whole(self.names_like(name), rest) } else { Vec::new() };
            return Err(UnknownName::new("module or item", self.path, similar));
        }
        let visible: Vec<Stand> = next.iter().copied().filter(|stand| self.is_visible(stand.visibility)).collect();
        match (visible.is_empty(), next.first().map(|stand| stand.visibility)) {
            (true, Some(Visibility::Restricted(within))) => {
                let within = self.graph.module(within).path();
                self.hidden.get_or_insert_with(|| format!("`{name}` can be seen inside `{within}` only"));
                self.at = next;
            }
            _ => self.at = visible,
        }
        Ok(())
    }

    fn is_visible(&self, visibility: Visibility) -> bool {
        match visibility {
            Visibility::Public => true,
            Visibility::Restricted(within) => {
                self.graph.module(self.from).ancestors().any(|around| around.id() == within)
            }
        }
    }

    /// Paths with the rest behind them, where that leads somewhere. Those come first.
    fn whole(&self, starts: Vec<String>, rest: &[&str]) -> Vec<String> {
        let (mut whole, mut others) = (Vec::new(), Vec::new());
        for start in starts {
            let longer = format!("{start}::{}", rest.join("::"));
            match !rest.is_empty() && led(self.graph, self.from, &longer, false).is_ok() {
                true => whole.push(longer),
                false => others.push(start),
            }
        }
        if whole.is_empty() { others } else { whole }
    }

    /// The path up to here with a name like a wrong one, the likeliest first.
    fn names_like(&self, name: &str) -> Vec<String> {
        let mut found: Vec<String> = Vec::new();
        for stand in &self.at {
            let above = self.graph.definition_path(stand.named.definition);
            let names: Vec<&str> = match stand.named.definition {
                Definition::Module(module) => {
                    let children = self.graph.children(module).iter().map(|&child| self.graph.module(child).name());
                    let doors = self.graph.module(module).reexports();
                    let items = self.graph.items().filter(|item| item.data().module == module);
                    let items = items.filter(|item| item.parent().is_none()).map(ItemView::name);
                    children.chain(doors.iter().map(|door| self.graph.text(door.name))).chain(items).collect()
                }
                Definition::Item(item) => {
                    let members = self.graph.items().filter(|member| member.data().parent == Some(item));
                    members.map(ItemView::name).collect()
                }
            };
            let like = nearest(name, names.into_iter());
            for path in like.into_iter().map(|like| format!("{above}::{like}")) {
                if !found.contains(&path) {
                    found.push(path);
                }
            }
        }
        found.truncate(3);
        found
    }
}

/// What a module has under a name: child modules, items and doors, each once.
fn lookup(graph: &ModuleGraph, module: ModuleId, name: &str) -> Vec<Stand> {
    let Some(symbol) = graph.symbol(name) else { return Vec::new() };
    let stand = |definition, visibility| {
        let named = Named { definition, door: module, name: symbol, kind: ReferenceKind::Path };
        Stand { named, visibility }
    };
    let children = graph.children(module).iter().map(|&child| graph.module(child).data());
    let children = graph.children(module).iter().zip(children).filter(|(_, data)| data.name == symbol);
    let mut found: Vec<Stand> =
        children.map(|(&child, data)| stand(Definition::Module(child), data.visibility)).collect();
    let items = graph.items().filter(|item| {
        let data = item.data();
        data.name == symbol && data.module == module && data.parent.is_none()
    });
    found.extend(items.map(|item| stand(Definition::Item(item.id()), item.visibility())));
    let doors = graph.module(module).reexports().iter().filter(|door| door.name == symbol);
    for door in doors {
        if !found.iter().any(|stand| stand.named.definition == door.definition) {
            found.push(stand(door.definition, door.visibility));
        }
    }
    found
}

/// What belongs to a type or a trait under a name.
fn members(graph: &ModuleGraph, owner: ItemId, name: &str) -> Vec<Stand> {
    let Some(symbol) = graph.symbol(name) else { return Vec::new() };
    let belongs = |item: &ItemView<'_>| item.data().name == symbol && item.data().parent == Some(owner);
    let stand = |item: ItemView<'_>| {
        let kind = match item.kind() {
            ItemKind::Variant => ReferenceKind::Path,
            ItemKind::Field => ReferenceKind::Field,
            _ => ReferenceKind::Associated,
        };
        let door = item.module().id();
        let named = Named { definition: Definition::Item(item.id()), door, name: symbol, kind };
        Stand { named, visibility: item.visibility() }
    };
    graph.items().filter(belongs).map(stand).collect()
}
