//! Finds a frame in the workspace: by its file, or else by its symbol.

use std::collections::{BTreeMap, BTreeSet};

use boundaries_graph::{ItemId, ModuleId};
use boundaries_report::{FoundBy, TraceFrame};
use camino::{Utf8Path, Utf8PathBuf};

use super::scan::{RawFrame, RawPlace};
use super::symbol::{self, Paths};
use crate::Project;

/// Where a frame lies.
pub(super) enum Found {
    Frame(Box<TraceFrame>),
    StandardLibrary,
    OtherCrate,
    Nowhere,
}

/// What is in a path of the standard library, or of the machine's own libraries.
const STANDARD: [&str; 5] =
    ["/rustc/", "/rustlib/src/rust/", "/library/std/src/", "/library/core/src/", "/library/alloc/src/"];
/// What is in a path of a dependency.
const DEPENDENCY: [&str; 3] = ["/registry/src/", "/.cargo/git/checkouts/", "/cargo/git/checkouts/"];
/// Crates of the standard library, and names that its start code and the system's libraries go by.
const STANDARD_CRATES: [&str; 9] =
    ["std", "core", "alloc", "proc_macro", "test", "main", "backtrace", "rust_begin_unwind", "rust_panic"];

pub(super) struct Finder<'p> {
    project: &'p Project,
    /// The modules of each source file.
    in_file: BTreeMap<&'p Utf8Path, Vec<ModuleId>>,
    /// Items by path, the crate's plain name in front.
    items: BTreeMap<String, Vec<ItemId>>,
    /// Modules likewise.
    modules: BTreeMap<String, Vec<ModuleId>>,
    /// The line, the start and the module of each item, by file and in order.
    items_in: BTreeMap<&'p Utf8Path, Vec<(u32, u32, ModuleId)>>,
    crate_names: BTreeSet<&'p str>,
    package_dirs: BTreeSet<&'p Utf8Path>,
    /// What relative paths were found to mean.
    relative: BTreeMap<String, BTreeSet<&'p Utf8Path>>,
}

impl<'p> Finder<'p> {
    pub(super) fn new(project: &'p Project) -> Self {
        let graph = project.graph();
        let mut finder = Self {
            project,
            in_file: BTreeMap::new(),
            items: BTreeMap::new(),
            modules: BTreeMap::new(),
            items_in: BTreeMap::new(),
            crate_names: graph.crates().map(|krate| krate.name()).collect(),
            relative: BTreeMap::new(),
            package_dirs: graph.packages().map(|package| package.dir()).collect(),
        };
        let path_of = |module: boundaries_graph::ModuleView<'_>| match module.path_in_crate() {
            "" => module.krate().name().to_owned(),
            below => format!("{}::{below}", module.krate().name()),
        };
        for module in graph.modules() {
            let file = project.sources().file(module.data().file).path();
            finder.in_file.entry(file).or_default().push(module.id());
            finder.modules.entry(path_of(module)).or_default().push(module.id());
        }
        for item in graph.items() {
            let span = item.data().span;
            if span.is_known() && span.file == item.module().data().file {
                let items = finder.items_in.entry(finder.file_of(item.module().id())).or_default();
                items.push((span.line, span.start, item.module().id()));
            }
            let path = format!("{}::{}", path_of(item.module()), item.qualified_name());
            finder.items.entry(path).or_default().push(item.id());
            // Symbols of methods name the type where it is defined, wherever its `impl` stands.
            if let Some(parent) = item.parent() {
                let path = format!("{}::{}::{}", path_of(parent.module()), parent.qualified_name(), item.name());
                finder.items.entry(path).or_default().push(item.id());
            }
        }
        finder.items_in.values_mut().for_each(|items| items.sort_unstable());
        finder
    }

    pub(super) fn find(&mut self, raw: &RawFrame) -> Found {
        let by_symbol = raw.symbol.as_deref().map(|symbol| self.by_symbol(symbol)).unwrap_or_default();
        if let Some(place) = &raw.place {
            let path = place.path.replace('\\', "/");
            if STANDARD.iter().any(|part| path.contains(part)) {
                return Found::StandardLibrary;
            }
            if DEPENDENCY.iter().any(|part| path.contains(part)) {
                return Found::OtherCrate;
            }
            if let Some(file) = self.file(&path, place, &by_symbol) {
                return Found::Frame(Box::new(self.frame(raw, file, &by_symbol)));
            }
        }
        // Alternatives that one team owns are as good as one.
        let owners: BTreeSet<_> = by_symbol.iter().map(|module| &self.ownership(*module).teams).collect();
        match by_symbol.first() {
            Some(&module) if owners.len() == 1 => Found::Frame(Box::new(self.symbol_frame(raw, module))),
            Some(_) => Found::Nowhere,
            None => self.outside(raw),
        }
    }

    /// A frame that is nowhere in the workspace.
    fn outside(&self, raw: &RawFrame) -> Found {
        let Paths { own, of_trait } = raw.symbol.as_deref().map(symbol::paths).unwrap_or_default();
        let Some(krate) = own.into_iter().chain(of_trait.into_iter().flatten()).next() else { return Found::Nowhere };
        let is_ours = self.crate_names.contains(krate.as_str());
        if STANDARD_CRATES.contains(&krate.as_str()) || krate.starts_with("__rust") || krate.starts_with('_') {
            Found::StandardLibrary
        } else if is_ours || !raw.symbol.as_deref().is_some_and(|symbol| symbol.contains("::")) {
            Found::Nowhere
        } else {
            Found::OtherCrate
        }
    }

    /// The source file that a path means. Relative paths are from the workspace's root, or from a package's, where cargo runs
    /// tests; absolute ones may come from another machine, which has the workspace elsewhere.
    fn file(&mut self, path: &str, place: &RawPlace, by_symbol: &[ModuleId]) -> Option<&'p Utf8Path> {
        let is_absolute = path.starts_with('/') || path.get(1..3) == Some(":/");
        let candidates = if is_absolute {
            let below = Utf8Path::new(path).strip_prefix(self.project.root()).ok();
            if let Some(found) = below.and_then(|below| self.known(below.as_str())) {
                return Some(found);
            }
            self.suffix(path, place).into_iter().collect()
        } else {
            let from_root = self.known(&joined(Utf8Path::new(""), path));
            if from_root.is_some() && !path.starts_with("./") && !path.starts_with("../") {
                return from_root;
            }
            if !self.relative.contains_key(path) {
                let from_packages = self.package_dirs.iter().filter_map(|dir| self.known(&joined(dir, path)));
                let candidates = from_packages.chain(from_root).collect();
                self.relative.insert(path.to_owned(), candidates);
            }
            self.relative.get(path).cloned().unwrap_or_default()
        };
        let of_symbol: BTreeSet<&Utf8Path> = by_symbol.iter().map(|module| self.file_of(*module)).collect();
        let agreed: Vec<&Utf8Path> = candidates.iter().copied().filter(|file| of_symbol.contains(file)).collect();
        match (agreed.as_slice(), candidates.len()) {
            ([only], _) => Some(only),
            ([], 1) => candidates.first().copied(),
            _ => None,
        }
    }

    fn known(&self, path: &str) -> Option<&'p Utf8Path> {
        self.in_file.get_key_value(Utf8Path::new(path)).map(|(known, _)| *known)
    }

    /// The longest end of an absolute path that is a source file here. An end without a package's folder says little: the
    /// line must exist then.
    fn suffix(&self, path: &str, place: &RawPlace) -> Option<&'p Utf8Path> {
        let mut ends = path.match_indices('/').filter_map(|(at, _)| self.known(&path[at + 1..]));
        ends.find(|end| end.components().count() > 2 || place.line.is_some_and(|line| self.has_line(end, line)))
    }

    fn has_line(&self, file: &Utf8Path, line: u32) -> bool {
        let module = self.in_file.get(file).and_then(|modules| modules.first());
        module.is_some_and(|module| {
            let file = self.project.graph().module(*module).data().file;
            self.project.sources().file(file).line_count() >= line as usize
        })
    }

    /// The modules in which the code of a symbol may stand; several where crates share a name.
    fn by_symbol(&self, symbol: &str) -> Vec<ModuleId> {
        let Paths { own, of_trait } = symbol::paths(symbol);
        let is_ours = |path: &[String]| path.first().is_some_and(|krate| self.crate_names.contains(krate.as_str()));
        match of_trait {
            None => self.around(&own),
            // A method that the type's crate does not write is the trait's own.
            Some(of_trait) if is_ours(&own) => {
                let written = self.items_at(&own).or_else(|| self.items_at(&of_trait));
                written.unwrap_or_else(|| self.around(&own))
            }
            // Where a trait is implemented for a type from elsewhere, the symbol tells its crate alone.
            Some(of_trait) => {
                let Some(krate) = of_trait.first() else { return Vec::new() };
                let modules = self.project.graph().modules();
                modules.filter(|module| module.krate().name() == krate).map(|module| module.id()).collect()
            }
        }
    }

    /// The modules of the innermost thing around a path that is known.
    fn around(&self, path: &[String]) -> Vec<ModuleId> {
        let known = |end: usize| {
            let path = &path[..end];
            self.items_at(path).or_else(|| self.modules.get(&path.join("::")).cloned())
        };
        (1..=path.len()).rev().find_map(known).unwrap_or_default()
    }

    /// The modules that define the items of a path.
    fn items_at(&self, path: &[String]) -> Option<Vec<ModuleId>> {
        let items = self.items.get(&path.join("::"))?;
        let mut modules: Vec<_> = items.iter().map(|item| self.project.graph().item(*item).module().id()).collect();
        modules.sort_unstable();
        modules.dedup();
        Some(modules)
    }

    /// A frame in a file. Of the modules in it, the symbol chooses, else the item that is written last before the line.
    fn frame(&self, raw: &RawFrame, file: &Utf8Path, by_symbol: &[ModuleId]) -> TraceFrame {
        let graph = self.project.graph();
        let modules = self.in_file.get(file).map(Vec::as_slice).unwrap_or_default();
        let line = raw.place.as_ref().and_then(|place| place.line);
        let of_symbol = modules.iter().copied().find(|module| by_symbol.contains(module));
        let of_item = || {
            let items = self.items_in.get(file)?;
            let before = items.partition_point(|(start, ..)| line.is_some_and(|line| *start <= line));
            items[..before].last().map(|(.., module)| *module)
        };
        let whole = || modules.iter().copied().find(|module| !graph.module(*module).data().inline);
        let module = of_symbol.or_else(of_item).or_else(whole).or_else(|| modules.first().copied());
        TraceFrame {
            origin: raw.origin,
            number: raw.number,
            symbol: raw.symbol.clone(),
            path: file.to_owned(),
            line,
            column: raw.place.as_ref().and_then(|place| place.column),
            module: module.map(|module| graph.module(module).path().to_owned()),
            ownership: match module {
                Some(module) => self.ownership(module).clone(),
                None => self.project.policy().owner_of_path(file),
            },
            found_by: FoundBy::File,
        }
    }

    fn symbol_frame(&self, raw: &RawFrame, module: ModuleId) -> TraceFrame {
        TraceFrame {
            origin: raw.origin,
            number: raw.number,
            symbol: raw.symbol.clone(),
            path: self.file_of(module).to_owned(),
            line: None,
            column: None,
            module: Some(self.project.graph().module(module).path().to_owned()),
            ownership: self.ownership(module).clone(),
            found_by: FoundBy::Symbol,
        }
    }

    fn file_of(&self, module: ModuleId) -> &'p Utf8Path {
        self.project.sources().file(self.project.graph().module(module).data().file).path()
    }

    fn ownership(&self, module: ModuleId) -> &'p boundaries_policy::Ownership {
        self.project.policy().owner_of_module(module)
    }
}

/// A path from a folder, with `.` and `..` worked out.
fn joined(folder: &Utf8Path, path: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in folder.as_str().split('/').chain(path.split('/')) {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => drop(parts.pop()),
            name => parts.push(name),
        }
    }
    Utf8PathBuf::from(parts.join("/")).into_string()
}
