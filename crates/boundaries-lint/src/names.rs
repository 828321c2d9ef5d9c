//! Under which paths a thing can be named: where it is defined, and through every door that leads there.
//!
//! `pub use` gives an item a second path, and gives everything below a module a second path at once. A surface lists
//! paths, so whether something is on it depends on all its names. Only doors that the caller admits are used: those kept
//! by the provider, and by those whom the provider lets re-export.

use boundaries_graph::{CrateId, Definition, ModuleGraph, ModuleId, Reexport};
use rustc_hash::FxHashMap;

/// A path: a crate and what follows its name.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) struct NamePath {
    krate: CrateId,
    below: String,
}

impl NamePath {
    pub(crate) fn of_module(graph: &ModuleGraph, module: ModuleId) -> Self {
        let view = graph.module(module);
        Self { krate: view.krate().id(), below: view.path_in_crate().to_owned() }
    }

    pub(crate) fn join(&self, name: &str) -> Self {
        let below = match (self.below.is_empty(), name.is_empty()) {
            (_, true) => self.below.clone(),
            (true, false) => name.to_owned(),
            (false, false) => format!("{}::{name}", self.below),
        };
        Self { krate: self.krate, below }
    }

    /// The path as code outside the crate writes it.
    pub(crate) fn display(&self, graph: &ModuleGraph) -> String {
        let krate = graph.krate(self.krate).unique_name();
        if self.below.is_empty() { krate.to_owned() } else { format!("{krate}::{}", self.below) }
    }

    /// Whether `entry` of a policy names this path or something above it. The first segment of an entry is a crate, or a
    /// package, which stands for all its crates.
    pub(crate) fn is_at_or_below(&self, graph: &ModuleGraph, entry: &str) -> bool {
        self.rest_of(graph, entry).is_some_and(|rest| is_prefix(rest, &self.below))
    }

    /// Whether `entry` of a policy names something below this path, so that one passes here on the way to it.
    pub(crate) fn is_above(&self, graph: &ModuleGraph, entry: &str) -> bool {
        self.rest_of(graph, entry).is_some_and(|rest| rest != self.below && is_prefix(&self.below, rest))
    }

    /// What follows the crate's name in `entry`, if it speaks of this crate.
    fn rest_of<'e>(&self, graph: &ModuleGraph, entry: &'e str) -> Option<&'e str> {
        let (first, rest) = entry.split_once("::").unwrap_or((entry, ""));
        let krate = graph.krate(self.krate);
        let package = krate.package().name();
        let same = first == krate.unique_name() || first == package || first == package.replace('-', "_");
        same.then_some(rest)
    }
}

/// Whether the segments of `above` are the first ones of `path`.
fn is_prefix(above: &str, path: &str) -> bool {
    above.is_empty() || path.strip_prefix(above).is_some_and(|rest| rest.is_empty() || rest.starts_with("::"))
}

/// Finds the names of things.
#[derive(Debug)]
pub(crate) struct Names<'g> {
    graph: &'g ModuleGraph,
    doors: FxHashMap<Definition, Vec<&'g Reexport>>,
}

/// How many doors one behind the other are followed. Modules that re-export each other could go on for ever.
const MAX_DOORS: usize = 4;
/// How many steps the search for the names of one module may take in all.
const MAX_STEPS: usize = 200;

impl<'g> Names<'g> {
    pub(crate) fn new(graph: &'g ModuleGraph) -> Self {
        let mut doors: FxHashMap<Definition, Vec<&Reexport>> = FxHashMap::default();
        for reexport in graph.reexports() {
            doors.entry(reexport.definition).or_default().push(reexport);
        }
        Self { graph, doors }
    }

    pub(crate) fn graph(&self) -> &'g ModuleGraph {
        self.graph
    }

    /// The re-exports that lead to exactly this definition.
    pub(crate) fn doors(&self, definition: Definition) -> &[&'g Reexport] {
        self.doors.get(&definition).map_or(&[], Vec::as_slice)
    }

    /// The names of a module: its own path first, then those through admitted doors to it or to a module around it.
    pub(crate) fn of_module(&self, module: ModuleId, admit: &dyn Fn(&Reexport) -> bool) -> Vec<NamePath> {
        let mut names = Vec::new();
        self.collect(module, admit, MAX_DOORS, &mut { MAX_STEPS }, &mut names);
        names
    }

    /// The names of a definition without doors of its own: through doors to the modules around it only.
    pub(crate) fn as_defined(&self, definition: Definition, admit: &dyn Fn(&Reexport) -> bool) -> Vec<NamePath> {
        let modules = self.of_module(self.graph.module_of(definition), admit);
        match definition {
            Definition::Module(_) => modules,
            Definition::Item(item) => {
                let name = self.graph.item(item).qualified_name();
                modules.iter().map(|module| module.join(&name)).collect()
            }
        }
    }

    /// The names of a definition through admitted doors that lead to exactly it.
    pub(crate) fn through_doors(&self, definition: Definition, admit: &dyn Fn(&Reexport) -> bool) -> Vec<NamePath> {
        let mut names = Vec::new();
        for door in self.doors(definition).iter().filter(|door| admit(door)) {
            let name = self.graph.text(door.name);
            names.extend(self.of_module(door.module, admit).iter().map(|module| module.join(name)));
        }
        names
    }

    fn collect(
        &self,
        module: ModuleId,
        admit: &dyn Fn(&Reexport) -> bool,
        depth: usize,
        steps: &mut usize,
        names: &mut Vec<NamePath>,
    ) {
        let own = NamePath::of_module(self.graph, module);
        if !names.contains(&own) {
            names.push(own.clone());
        }
        if depth == 0 {
            return;
        }
        for around in self.graph.module(module).ancestors() {
            for door in self.doors(Definition::Module(around.id())).iter().filter(|door| admit(door)) {
                let Some(left) = steps.checked_sub(1) else { return };
                *steps = left;
                let rest = own.below[around.path_in_crate().len()..].trim_start_matches("::");
                let mut through = Vec::new();
                self.collect(door.module, admit, depth - 1, steps, &mut through);
                for name in through {
                    let name = name.join(self.graph.text(door.name)).join(rest);
                    if !names.contains(&name) {
                        names.push(name);
                    }
                }
            }
        }
    }
}
