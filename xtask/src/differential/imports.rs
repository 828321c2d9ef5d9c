//! Imports of all kinds. Each gives the model a name, so that paths lead through it.

use super::model::{ALIASES, Kind, Model, NodeId};
use super::random::Random;

/// The imports of a module.
pub(crate) fn of(model: &mut Model, module: NodeId, random: &mut Random) -> Vec<Vec<String>> {
    let mut pieces = Vec::new();
    let at = model.crate_of(module);
    for (other, name) in model.crates[at].needs.clone() {
        if random.one_in(if module == model.crates[at].root { 2 } else { 8 }) {
            let used = if random.one_in(3) { "#[macro_use] " } else { "" };
            let alias = if random.one_in(2) { Some(random.pick(&ALIASES)) } else { None };
            let root = model.crates[other].root;
            if let Some(alias) = alias {
                model.add(alias, Kind::Import(root), Some(module));
            }
            let renamed = alias.map_or(String::new(), |alias| format!(" as {alias}"));
            pieces.push(vec![format!("{used}{}extern crate {name}{renamed};", visibility(random))]);
        }
    }
    if random.one_in(8) {
        let root = model.crates[at].root;
        let alias = random.pick(&ALIASES);
        model.add(alias, Kind::Import(root), Some(module));
        pieces.push(vec![format!("extern crate self as {alias};")]);
    }
    for _ in 0..random.below(6) {
        let Some((path, target)) = model.path(module, true, random) else { continue };
        let attribute = random.pick(&["", "", "", "", "#[cfg(all())] ", "#[doc(hidden)] "]);
        let head = format!("{attribute}{}use {path}", visibility(random));
        match random.below(6) {
            0 | 1 if model.is_container(target) => {
                model.nodes[module].globs.push(target);
                pieces.push(vec![format!("{head}::*;")]);
            }
            2 | 3 if model.is_container(target) => {
                let mut lines = vec![format!("{head}::{{")];
                if random.one_in(3) {
                    let alias = random.pick(&ALIASES);
                    model.add(alias, Kind::Import(target), Some(module));
                    lines.push(format!("self as {alias},"));
                }
                for _ in 0..=random.below(3) {
                    let Some(child) = model.child(target, random) else { continue };
                    lines.push(branch(model, module, child, random));
                }
                lines.push("};".to_owned());
                pieces.push(lines);
            }
            4 => pieces.push(vec![format!("{head} as _;")]),
            _ => {
                let Some(name) = (match random.below(3) {
                    0 => Some(random.pick(&ALIASES)),
                    _ => None,
                }) else {
                    let last = path.rsplit("::").next().unwrap_or_default();
                    if let Some(name) = model.nodes.iter().map(|node| node.name).find(|name| *name == last) {
                        model.add(name, Kind::Import(target), Some(module));
                    }
                    pieces.push(vec![format!("{head};")]);
                    continue;
                };
                model.add(name, Kind::Import(target), Some(module));
                pieces.push(vec![format!("{head} as {name};")]);
            }
        }
    }
    pieces
}

/// A branch of a tree of imports, on a line of its own.
fn branch(model: &mut Model, module: NodeId, child: NodeId, random: &mut Random) -> String {
    let name = model.nodes[child].name;
    let target = model.behind(child);
    if model.is_container(target) && random.one_in(3) {
        if random.one_in(2) {
            model.nodes[module].globs.push(target);
            return format!("{name}::*,");
        }
        let Some(inner) = model.child(target, random) else { return String::new() };
        let alias = random.pick(&ALIASES);
        let behind = model.behind(inner);
        let text = format!("{name}::{{{} as {alias}}},", model.nodes[inner].name);
        model.add(alias, Kind::Import(behind), Some(module));
        return text;
    }
    if random.one_in(3) {
        let alias = random.pick(&ALIASES);
        model.add(alias, Kind::Import(target), Some(module));
        return format!("{name} as {alias},");
    }
    model.add(name, Kind::Import(target), Some(module));
    format!("{name},")
}

pub(crate) fn visibility(random: &mut Random) -> &'static str {
    random.pick(&["pub ", "pub ", "pub ", "pub(crate) ", "pub(super) ", "", ""])
}
