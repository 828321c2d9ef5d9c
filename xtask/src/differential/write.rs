//! A group of crates as text: manifests, modules in files or in line, and the order of what they hold.

use std::collections::BTreeMap;

use super::Files;
use super::model::{Kind, Model, NodeId};
use super::random::Random;
use super::{body, imports, items};

/// What a module holds, piece by piece; each piece is a line, or some that belong together.
pub(crate) type Pieces = BTreeMap<NodeId, Vec<Vec<String>>>;

/// Writes a group of crates; gives the folders of the packages.
pub(crate) fn group(mut model: Model, random: &mut Random, files: &mut Files) -> Vec<String> {
    let mut pieces = Pieces::new();
    let modules: Vec<NodeId> = model.crates.iter().flat_map(|krate| modules(&model, krate.root)).collect();
    for &module in &modules {
        pieces.entry(module).or_default().extend(imports::of(&mut model, module, random));
    }
    for &module in &modules {
        let pieces = pieces.entry(module).or_default();
        pieces.extend(items::of(&model, module, random));
        pieces.extend(body::of(&model, module, random));
    }
    for (at, krate) in model.crates.iter().enumerate() {
        files.insert(format!("{}/Cargo.toml", krate.package).into(), manifest(&model, at));
        let dir = format!("{}/src", krate.package);
        let mut text = Text { model: &model, pieces: &pieces, random, files };
        let mut lines = vec!["#![allow(warnings)]".to_owned()];
        lines.extend(text.module(krate.root, &dir));
        files.insert(format!("{dir}/lib.rs").into(), lines);
    }
    model.crates.into_iter().map(|krate| krate.package).collect()
}

fn manifest(model: &Model, at: usize) -> Vec<String> {
    let krate = &model.crates[at];
    let head = format!(
        "[package]\nname = \"{}\"\nversion = \"0.0.0\"\nedition = \"{}\"\n[dependencies]",
        krate.package, krate.edition
    );
    let mut lines: Vec<String> = head.lines().map(str::to_owned).collect();
    for (other, name) in &krate.needs {
        let package = &model.crates[*other].package;
        lines.push(format!("{name} = {{ path = \"../{package}\", package = \"{package}\" }}"));
    }
    lines
}

/// A module and all modules in it.
fn modules(model: &Model, root: NodeId) -> Vec<NodeId> {
    let mut found = vec![root];
    let mut at = 0;
    while at < found.len() {
        found.extend(child_modules(model, found[at]));
        at += 1;
    }
    found
}

fn child_modules(model: &Model, of: NodeId) -> impl Iterator<Item = NodeId> {
    model.nodes[of].children.iter().copied().filter(|&child| model.nodes[child].kind == Kind::Module)
}

struct Text<'t> {
    model: &'t Model,
    pieces: &'t Pieces,
    random: &'t mut Random,
    files: &'t mut Files,
}

impl Text<'_> {
    /// What a module holds, in any order, whose modules lie in a folder.
    fn module(&mut self, id: NodeId, dir: &str) -> Vec<String> {
        let mut parts: Vec<Vec<String>> = self.pieces.get(&id).cloned().unwrap_or_default();
        let is_root = self.model.nodes[id].parent.is_none();
        for child in child_modules(self.model, id).collect::<Vec<_>>() {
            parts.push(self.child(child, dir, is_root));
        }
        for at in (1..parts.len()).rev() {
            parts.swap(at, self.random.below(at + 1));
        }
        parts.concat()
    }

    /// A module as it stands in another: whole, or as the name of a file.
    fn child(&mut self, id: NodeId, dir: &str, can_be_odd: bool) -> Vec<String> {
        let name = self.model.nodes[id].name;
        let visibility = self.random.pick(&["pub ", "pub ", "pub ", "pub(crate) ", "pub(in crate) ", ""]);
        let attribute = self.random.pick(&["", "", "", "#[macro_use] ", "#[cfg(all())] "]);
        let folder = format!("{dir}/{}", name.trim_start_matches("r#"));
        let inner = self.module(id, &folder);
        // What a module in an odd place has in files would lie among the files of others.
        let can_be_odd = can_be_odd && child_modules(self.model, id).next().is_none();
        let (file, path) = match self.random.below(6) {
            0 | 1 => (format!("{folder}.rs"), String::new()),
            2 => (format!("{folder}/mod.rs"), String::new()),
            3 if can_be_odd => (format!("{dir}/odd_{id}.rs"), format!("#[path = \"odd_{id}.rs\"] ")),
            _ => {
                let head = format!("{attribute}{visibility}mod {name} {{");
                return [vec![head], inner, vec!["}".to_owned()]].concat();
            }
        };
        self.files.insert(file.into(), inner);
        vec![format!("{attribute}{path}{visibility}mod {name};")]
    }
}
