//! What the names in a policy can mean: modules, items, and the doors through which items can be named.
//!
//! A path starts with the name of a crate or of a package. A package's name covers all of its targets.

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};

use boundaries_graph::{ModuleGraph, ModuleId, SourceMap};

use crate::problem::{did_you_mean, nearest};

/// All names of a workspace.
pub(crate) struct Names<'g> {
    graph: &'g ModuleGraph,
    /// Modules by the paths that a policy may use for them.
    modules: BTreeMap<String, Vec<ModuleId>>,
    /// Items by path, with the module that defines or offers them. There are many, and most policies name none.
    items: OnceCell<BTreeMap<String, ModuleId>>,
    /// The first file of which something was not read, by its path.
    unread: Option<&'g str>,
}

/// What a path means.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Meaning {
    /// These modules and everything below.
    Modules(Vec<ModuleId>),
    /// An item, defined or re-exported by this module.
    Item(ModuleId),
}

impl<'g> Names<'g> {
    pub(crate) fn new(graph: &'g ModuleGraph, sources: &'g SourceMap) -> Self {
        let mut modules: BTreeMap<String, Vec<ModuleId>> = BTreeMap::new();
        let mut add = |path: String, module| {
            let known = modules.entry(path).or_default();
            if !known.contains(&module) {
                known.push(module);
            }
        };
        for module in graph.modules() {
            add(module.path().to_owned(), module.id());
            let krate = module.krate();
            let below = module.path_in_crate();
            if krate.unique_name() != krate.name() && !below.is_empty() {
                add(format!("{}::{below}", krate.name()), module.id());
            }
            if module.parent().is_none() {
                add(krate.name().to_owned(), module.id());
                let package = krate.package().name();
                add(package.to_owned(), module.id());
                add(package.replace('-', "_"), module.id());
            }
        }
        let unread = graph.gaps().iter().filter(|gap| gap.reason.hides_code() && gap.span.is_known());
        let unread = unread.map(|gap| sources.file(gap.span.file).path().as_str()).min();
        Self { graph, modules, items: OnceCell::new(), unread }
    }

    fn items(&self) -> &BTreeMap<String, ModuleId> {
        self.items.get_or_init(|| {
            let mut items = BTreeMap::new();
            for item in self.graph.items() {
                items.entry(item.path()).or_insert(item.module().id());
            }
            for reexport in self.graph.reexports() {
                let door = self.graph.module(reexport.module);
                let path = format!("{}::{}", door.path(), self.graph.text(reexport.name));
                items.entry(path).or_insert(reexport.module);
            }
            items
        })
    }

    pub(crate) fn find(&self, path: &str) -> Option<Meaning> {
        if let Some(modules) = self.modules.get(path) {
            return Some(Meaning::Modules(modules.clone()));
        }
        self.items().get(path).copied().map(Meaning::Item)
    }

    /// A way on for a path that means nothing: what is near it, or how far it leads. Where code was not read, that comes first.
    pub(crate) fn suggestion(&self, path: &str, modules_only: bool) -> String {
        let near = self.near(path, modules_only);
        match self.unread {
            None => near,
            Some(file) => format!("some code was not read, as in `{file}`, and it may stand there; otherwise: {near}"),
        }
    }

    fn near(&self, path: &str, modules_only: bool) -> String {
        if let Some(stem) = path.strip_suffix("::*").or_else(|| path.strip_suffix("::**")) {
            return format!("a path covers what is below it: write `{stem}`");
        }
        let items: Box<dyn Iterator<Item = &str>> =
            if modules_only { Box::new(std::iter::empty()) } else { Box::new(self.items().keys().map(String::as_str)) };
        if let Some((stem, last)) = path.rsplit_once("::") {
            let below = |known: &&str| known.rsplit_once("::").is_some_and(|(other, _)| other == stem);
            let siblings: BTreeSet<&str> = self.modules.keys().map(String::as_str).chain(items).filter(below).collect();
            let names = siblings.iter().filter_map(|path| path.rsplit_once("::").map(|(_, last)| last));
            if let Some(near) = nearest(last, names) {
                return format!("did you mean `{stem}::{near}`?");
            }
            if let Some(Meaning::Modules(_)) = self.find(stem) {
                return format!("`{stem}` exists, but has nothing called `{last}`");
            }
        }
        let roots = self.modules.keys().map(String::as_str);
        let first = path.split("::").next().unwrap_or(path);
        did_you_mean(path, roots.clone())
            .or_else(|| did_you_mean(first, roots.filter(|path| !path.contains("::"))))
            .unwrap_or_else(|| {
                "a path starts with the name of a crate of the workspace: `crate_name::module`".to_owned()
            })
    }
}
