//! Items as text, and implementations of what a module can name.

use super::imports::visibility;
use super::model::{Kind, Model, Node, NodeId};
use super::random::Random;

/// The items of a module, each with what belongs to it.
pub(crate) fn of(model: &Model, module: NodeId, random: &mut Random) -> Vec<Vec<String>> {
    let children = model.nodes[module].children.clone();
    let mut pieces: Vec<Vec<String>> =
        children.into_iter().filter_map(|child| item(model, module, &model.nodes[child], random)).collect();
    // Types and traits of elsewhere get more.
    for _ in 0..random.below(4) {
        let Some((path, target)) = model.path(module, false, random) else { continue };
        let other = type_path(model, module, random);
        pieces.push(vec![match model.kind(target) {
            Kind::Trait => {
                format!("impl {path} for {other} {{ fn {}(&self) {{}} type Out = {other}; }}", method(random))
            }
            Kind::Unit | Kind::Tuple | Kind::Record | Kind::Enum | Kind::Alias => {
                let name = random.pick(&["more", "most", "new"]);
                let visibility = visibility(random);
                format!(
                    "impl {path} {{ {visibility}fn {name}() -> {other} {{ loop {{}} }} {visibility}const Q: u8 = 1; }}"
                )
            }
            _ => continue,
        }]);
    }
    pieces
}

/// An item; nothing for a module and an import, which are written elsewhere.
fn item(model: &Model, module: NodeId, node: &Node, random: &mut Random) -> Option<Vec<String>> {
    let visibility = visibility(random);
    let name = node.name;
    let mut other = || type_path(model, module, random);
    let mut lines = match node.kind {
        Kind::Unit => vec![format!("{visibility}struct {name};")],
        Kind::Tuple => vec![format!("{visibility}struct {name}(pub &'static {}, pub u8);", other())],
        Kind::Record => {
            vec![format!("{visibility}struct {name} {{ pub g: &'static {}, pub f: u8 }}", other())]
        }
        Kind::Enum => vec![format!("{visibility}enum {name} {{ A, B(&'static {}), C {{ f: u8 }} }}", other())],
        Kind::Trait => {
            let bound = if random.one_in(3) {
                format!(": {}", path_of(model, module, Kind::Trait, random))
            } else {
                String::new()
            };
            return Some(vec![format!(
                "{visibility}trait {name}{bound} {{ fn {}(&self) {{}} type Out; const P: u8 = 1; }}",
                method(random)
            )]);
        }
        Kind::Fn => return Some(vec![format!("{visibility}fn {name}() -> {} {{ loop {{}} }}", other())]),
        Kind::Const => return Some(vec![format!("{visibility}const {name}: u8 = {};", value(model, module, random))]),
        Kind::Static => return Some(vec![format!("{visibility}static {name}: u8 = 1;")]),
        Kind::Alias => return Some(vec![format!("{visibility}type {name} = {};", other())]),
        Kind::Macro(template) => return Some(macro_rules(model, module, name, template, random)),
        Kind::Crate | Kind::Module | Kind::Variant(_) | Kind::Import(_) => return None,
    };
    let (first, second) = (type_path(model, module, random), type_path(model, module, random));
    lines.push(format!("impl {name} {{"));
    lines.push("pub fn new() -> Self { Self::K; loop {} }".to_owned());
    lines.push(format!("pub fn go(&self) -> {first} {{ loop {{}} }}"));
    lines.push(format!("pub fn step(self) -> &'static {second} {{ loop {{}} }}"));
    lines.push("pub const K: u8 = 1;".to_owned());
    lines.push("}".to_owned());
    Some(lines)
}

/// A macro whose text names something: of its crate, of where it is called, or what it is given.
fn macro_rules(model: &Model, module: NodeId, name: &str, template: u8, random: &mut Random) -> Vec<String> {
    let export = random.pick(&["#[macro_export] ", "#[macro_export] ", ""]);
    let path = random.below(4);
    let target = if path == 0 {
        type_path(model, module, random)
    } else {
        format!("$crate::{}", from_root(model, module, random))
    };
    let body = match template {
        0 => format!("() => {{ {{ let _: {target}; }} }};"),
        1 => format!("($e:expr) => {{ {{ let _: {target}; $e }} }};"),
        2 => "($p:path) => { { let _: $p; } };".to_owned(),
        3 => format!("($t:ty) => {{ {{ let _: ({target}, $t); }} }};"),
        4 => format!("($i:ident) => {{ pub struct $i; impl $i {{ pub fn made() -> {target} {{ loop {{}} }} }} }};"),
        _ => "($($t:tt)*) => { $($t)* };".to_owned(),
    };
    let mut lines = vec![format!("{export}macro_rules! {name} {{ {body} }}")];
    if random.one_in(3) {
        lines.push(format!("pub(crate) use {name};"));
    }
    lines
}

/// A path behind `crate::`.
fn from_root(model: &Model, module: NodeId, random: &mut Random) -> String {
    for _ in 0..20 {
        if let Some((path, target)) = model.path(module, false, random)
            && let Some(rest) = path.strip_prefix("crate::")
            && is_type(model.kind(target))
        {
            return rest.to_owned();
        }
    }
    "X".to_owned()
}

/// A path to what is a type, or to a type that is always there.
pub(crate) fn type_path(model: &Model, module: NodeId, random: &mut Random) -> String {
    for _ in 0..6 {
        if let Some((path, target)) = model.path(module, false, random)
            && is_type(model.kind(target))
        {
            return path;
        }
    }
    "u8".to_owned()
}

fn is_type(kind: Kind) -> bool {
    matches!(kind, Kind::Unit | Kind::Tuple | Kind::Record | Kind::Enum | Kind::Alias)
}

fn path_of(model: &Model, module: NodeId, kind: Kind, random: &mut Random) -> String {
    let paths = (0..12).filter_map(|_| model.path(module, false, random));
    let found = paths.into_iter().find(|(_, target)| model.kind(*target) == kind);
    found.map_or_else(|| "Sized".to_owned(), |(path, _)| path)
}

fn value(model: &Model, module: NodeId, random: &mut Random) -> String {
    if random.one_in(2) { "1".to_owned() } else { path_of(model, module, Kind::Const, random) }
}

pub(crate) fn method(random: &mut Random) -> &'static str {
    random.pick(&["t", "u", "go"])
}
