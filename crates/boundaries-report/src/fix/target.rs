//! The path by which a module names what stands on a surface: what it calls the crate, and what follows.

use boundaries_graph::{CrateView, Definition, DependencyKind, ModuleGraph, ModuleId, ModuleView};

/// Words that are names only behind `r#`.
const KEYWORDS: [&str; 48] = [
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "do", "dyn", "else", "enum",
    "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let", "loop", "macro", "match", "mod", "move",
    "mut", "override", "priv", "pub", "ref", "return", "static", "struct", "trait", "true", "try", "type", "typeof",
    "unsafe", "unsized", "use", "virtual", "where", "while", "yield",
];

/// A path as it can be written in some module.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Target {
    /// Whether `::` has to stand in front, as something in the module may have the crate's name.
    pub(super) is_absolute: bool,
    /// As they are written.
    pub(super) segments: Vec<String>,
}

impl Target {
    /// The path that means `path`, which starts with the unique name of a crate, where `written` stands. None if the module
    /// cannot name that crate for sure.
    pub(super) fn new(graph: &ModuleGraph, from: ModuleId, written: &str, path: &str, text: &str) -> Option<Self> {
        let (krate, rest) = path.split_once("::")?;
        let own = graph.module(from);
        let (is_absolute, first) = if own.krate().unique_name() == krate {
            (false, "crate".to_owned())
        } else {
            let krate = graph.crates().find(|each| each.unique_name() == krate && each.kind().is_library())?;
            let said = plain(written.split("::").next()?);
            let names = names_of(own, krate);
            match names.iter().find(|(name, _)| *name == said) {
                Some((name, _)) => (is_taken(graph, own, name, text), raw(name)),
                None => {
                    let can = |kind: DependencyKind| kind == DependencyKind::Normal || kind == own.kind();
                    (true, raw(names.iter().find(|(_, kind)| can(*kind)).map(|(name, _)| *name)?))
                }
            }
        };
        let segments = std::iter::once(first).chain(rest.split("::").map(raw)).collect();
        Some(Self { is_absolute, segments })
    }

    /// The same path for what belongs to its item: `written` ends in as many names as `depth` tells.
    pub(super) fn extended(mut self, written: &str, depth: usize) -> Option<Self> {
        let names: Vec<&str> = written.split("::").collect();
        let start = names.len().checked_sub(depth).filter(|start| *start > 0)?;
        self.segments.extend(names[start..].iter().map(|name| raw(name)));
        Some(self)
    }

    /// The path in the place of one that has `::` in front of it, or not: a crate is named as it was.
    pub(super) fn in_place_of(mut self, is_absolute: bool) -> Self {
        self.is_absolute |= is_absolute && self.segments.first().is_some_and(|first| first != "crate");
        self
    }

    /// The whole path.
    pub(super) fn path(&self) -> String {
        format!("{}{}", if self.is_absolute { "::" } else { "" }, self.segments.join("::"))
    }

    /// The path behind its first names, for a name that the module goes on to call by this one.
    pub(super) fn from(&self, start: usize, binding: &str) -> String {
        let path = if start == 0 { self.path() } else { self.segments[start..].join("::") };
        match self.segments.last() {
            Some(last) if plain(last) == plain(binding) => path,
            _ => format!("{path} as {binding}"),
        }
    }
}

/// A name without the mark of raw identifiers.
pub(super) fn plain(name: &str) -> &str {
    name.strip_prefix("r#").unwrap_or(name)
}

fn raw(name: &str) -> String {
    let name = plain(name);
    if KEYWORDS.contains(&name) { format!("r#{name}") } else { name.to_owned() }
}

/// What a module may call a crate, and in which kind of code.
fn names_of<'g>(own: ModuleView<'g>, krate: CrateView<'g>) -> Vec<(&'g str, DependencyKind)> {
    let package = own.krate().package();
    let mut names: Vec<(&str, DependencyKind)> = Vec::new();
    if package.id() == krate.package().id() {
        names.push((krate.name(), DependencyKind::Normal));
    }
    let listed = package.data().dependencies.iter().filter(|one| one.package == Some(krate.package().id()));
    names.extend(listed.map(|one| (one.code_name.as_str(), one.kind)));
    names.sort();
    names
}

/// Whether a name may mean something else than the crate in a module: something of the module itself, or of an import there.
fn is_taken(graph: &ModuleGraph, own: ModuleView<'_>, name: &str, text: &str) -> bool {
    let is_name = |symbol| graph.text(symbol) == name;
    let is_child = graph.children(own.id()).iter().any(|&child| is_name(graph.module(child).data().name));
    let is_door = own.reexports().iter().any(|door| is_name(door.name));
    is_child || is_door || is_bound(text, name)
}

/// Whether a text gives a name to something: an import that ends in it, or a module.
fn is_bound(text: &str, name: &str) -> bool {
    let joins = |char: char| char.is_alphanumeric() || char == '_';
    text.match_indices(name).any(|(at, _)| {
        let (before, after) = (&text[..at], &text[at + name.len()..]);
        let is_word = !before.ends_with(joins) && !after.starts_with(joins);
        let before = before.trim_end();
        let is_end = !after.trim_start().starts_with("::");
        is_word && is_end && ["::", " as", " mod"].iter().any(|front| before.ends_with(front))
    })
}

/// How far below `item` what is meant lies: a variant lies one below its enum. None if it does not belong to it.
pub(super) fn depth_below(graph: &ModuleGraph, item: &str, definition: Definition) -> Option<usize> {
    if graph.definition_path(definition) == item {
        return Some(0);
    }
    let Definition::Item(inner) = definition else { return None };
    let above = std::iter::successors(graph.item(inner).parent(), |each| each.parent());
    above.zip(1..).find(|(each, _)| each.path() == item).map(|(_, depth)| depth)
}
