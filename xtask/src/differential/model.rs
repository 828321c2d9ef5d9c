//! What a group of crates declares, before any of it is text: modules, items, and the names that imports give them.

use super::random::Random;

/// A crate, a module or an item, by its place in [`Model::nodes`].
pub(crate) type NodeId = usize;

/// What a name stands for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Kind {
    Crate,
    Module,
    Unit,
    Tuple,
    Record,
    Enum,
    /// A variant without, with unnamed, with named fields.
    Variant(u8),
    Trait,
    Fn,
    Const,
    Static,
    Alias,
    /// A macro, by its template.
    Macro(u8),
    /// What an import calls another node.
    Import(NodeId),
}

/// A crate, a module, an item, or the name that an import gives one.
#[derive(Debug)]
pub(crate) struct Node {
    pub(crate) name: &'static str,
    pub(crate) kind: Kind,
    pub(crate) parent: Option<NodeId>,
    pub(crate) children: Vec<NodeId>,
    /// What is imported whole.
    pub(crate) globs: Vec<NodeId>,
}

/// A crate of the group.
#[derive(Debug)]
pub(crate) struct Crate {
    pub(crate) package: String,
    pub(crate) edition: u16,
    pub(crate) root: NodeId,
    /// Other crates, and what this one calls them.
    pub(crate) needs: Vec<(usize, String)>,
}

/// The crates of a group and all that is in them.
#[derive(Debug)]
pub(crate) struct Model {
    pub(crate) crates: Vec<Crate>,
    pub(crate) nodes: Vec<Node>,
}

const MODULES: [&str; 9] = ["a", "b", "c", "std", "core", "one", "dep", "r#type", "f"];
const TYPES: [&str; 8] = ["X", "Y", "Option", "Vec", "String", "E", "Z", "r#union"];
const TRAITS: [&str; 5] = ["T", "U", "Clone", "Iterator", "X"];
const FUNCTIONS: [&str; 7] = ["f", "g", "drop", "a", "X", "r#fn", "Some"];
const CONSTANTS: [&str; 5] = ["K", "L", "X", "None", "N"];
const MACROS: [&str; 6] = ["m", "n", "vec", "f", "println", "a"];
pub(crate) const ALIASES: [&str; 14] =
    ["X", "Y", "Q", "a", "b", "std", "f", "g", "K", "m", "Option", "dep", "T", "r#match"];

impl Model {
    /// Four crates, each of which may need those before it.
    pub(crate) fn random(prefix: &str, random: &mut Random) -> Self {
        let mut model = Self { crates: Vec::new(), nodes: Vec::new() };
        for at in 0..4 {
            let root = model.add("crate", Kind::Crate, None);
            let edition = random.pick(&[2015, 2018, 2021, 2021, 2024]);
            let mut needs = Vec::new();
            for other in 0..at {
                if !random.one_in(4) {
                    let plain = model.crates[other].package.replace('-', "_");
                    let name = random.pick(&["", "", "dep", "one", "a", "b2"]);
                    needs.push((other, if name.is_empty() { plain } else { name.to_owned() }));
                }
            }
            let mut names = std::collections::BTreeSet::new();
            needs.retain(|(_, name)| names.insert(name.clone()));
            let word = ["one", "two", "three", "four"][at];
            model.crates.push(Crate { package: format!("{prefix}-{word}"), edition, root, needs });
            model.fill(root, 0, random);
        }
        model
    }

    pub(crate) fn add(&mut self, name: &'static str, kind: Kind, parent: Option<NodeId>) -> NodeId {
        self.nodes.push(Node { name, kind, parent, children: Vec::new(), globs: Vec::new() });
        let id = self.nodes.len() - 1;
        if let Some(parent) = parent {
            self.nodes[parent].children.push(id);
        }
        id
    }

    /// Declares items and modules in a module.
    fn fill(&mut self, module: NodeId, depth: usize, random: &mut Random) {
        for _ in 0..=2 + random.below(5) {
            let (kind, names): (_, &[&str]) = match random.below(10) {
                0 => (Kind::Unit, &TYPES),
                1 => (Kind::Tuple, &TYPES),
                2 => (Kind::Record, &TYPES),
                3 => (Kind::Enum, &TYPES),
                4 => (Kind::Trait, &TRAITS),
                5 => (Kind::Fn, &FUNCTIONS),
                6 => (Kind::Const, &CONSTANTS),
                7 => (Kind::Static, &CONSTANTS),
                8 => (Kind::Alias, &TYPES),
                _ => (Kind::Macro(u8::try_from(random.below(6)).unwrap_or_default()), &MACROS),
            };
            let item = self.add(random.pick(names), kind, Some(module));
            if kind == Kind::Enum {
                for (style, name) in (0..).zip(["A", "B", "C"]) {
                    self.add(name, Kind::Variant(style), Some(item));
                }
            }
        }
        let modules = if depth == 0 { 2 + random.below(2) } else { random.below(4 - depth.min(3)) };
        let mut names: Vec<&str> = Vec::new();
        for _ in 0..modules {
            let name = random.pick(&MODULES);
            if !names.contains(&name) {
                names.push(name);
                let inner = self.add(name, Kind::Module, Some(module));
                self.fill(inner, depth + 1, random);
            }
        }
    }

    /// What a name stands for in the end.
    pub(crate) fn behind(&self, node: NodeId) -> NodeId {
        match self.nodes[node].kind {
            Kind::Import(target) => target,
            _ => node,
        }
    }

    pub(crate) fn kind(&self, node: NodeId) -> Kind {
        self.nodes[self.behind(node)].kind
    }

    /// Whether names can follow behind `::`.
    pub(crate) fn is_container(&self, node: NodeId) -> bool {
        matches!(self.kind(node), Kind::Crate | Kind::Module | Kind::Enum)
    }

    /// The crate that a module lies in.
    pub(crate) fn crate_of(&self, node: NodeId) -> usize {
        let root = std::iter::successors(Some(node), |&node| self.nodes[node].parent).last().unwrap_or(node);
        self.crates.iter().position(|krate| krate.root == root).unwrap_or_default()
    }

    /// A path, written in a module, and what it most likely leads to. In an import of the edition 2015 the first name
    /// is one of the crate's root.
    pub(crate) fn path(&self, module: NodeId, is_import: bool, random: &mut Random) -> Option<(String, NodeId)> {
        let krate = &self.crates[self.crate_of(module)];
        let (mut text, mut at) = match random.below(12) {
            0..=2 => ("crate".to_owned(), krate.root),
            3 => ("self".to_owned(), module),
            4 | 5 => ("super".to_owned(), self.nodes[module].parent?),
            6..=8 => {
                let (other, name) = krate.needs.get(random.below(krate.needs.len()))?;
                (format!("{}{name}", random.pick(&["", "", "::"])), self.crates[*other].root)
            }
            _ => {
                let around = if is_import && krate.edition == 2015 { krate.root } else { module };
                let first = self.child(around, random)?;
                let leading = if krate.edition == 2015 && random.one_in(4) { "::" } else { "" };
                (format!("{leading}{}", self.nodes[first].name), self.behind(first))
            }
        };
        let mut is_start = matches!(&*text, "crate" | "self" | "super");
        for _ in 0..5 {
            if !self.is_container(at) || (!is_start && random.one_in(8)) {
                break;
            }
            let child = self.child(at, random)?;
            text = format!("{text}::{}", self.nodes[child].name);
            at = self.behind(child);
            is_start = false;
        }
        Some((text, at))
    }

    /// Something that can be named in a module or an enum, its own or by what it imports whole.
    pub(crate) fn child(&self, of: NodeId, random: &mut Random) -> Option<NodeId> {
        let mut of = self.behind(of);
        for _ in 0..3 {
            let node = &self.nodes[of];
            if node.globs.is_empty() || (!node.children.is_empty() && !random.one_in(3)) {
                break;
            }
            of = self.behind(random.pick(&node.globs));
        }
        let children = &self.nodes[of].children;
        (!children.is_empty()).then(|| random.pick(children))
    }
}
