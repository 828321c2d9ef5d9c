//! Functions that refer to what a module can name, a reference on each line, and blocks with items and imports of their own.

use super::items::{method, type_path};
use super::model::{ALIASES, Kind, Model, NodeId};
use super::random::Random;

/// Some functions.
pub(crate) fn of(model: &Model, module: NodeId, random: &mut Random) -> Vec<Vec<String>> {
    let mut pieces = Vec::new();
    for at in 0..=random.below(2) {
        let mut lines = vec![format!("pub fn body_{module}_{at}() {{")];
        statements(model, module, 0, random, &mut lines);
        lines.push("}".to_owned());
        pieces.push(lines);
    }
    // References outside of bodies.
    for at in 0..random.below(3) {
        let (first, second) = (type_path(model, module, random), type_path(model, module, random));
        pieces.push(vec![format!(
            "pub fn typed_{module}_{at}<X>(_: X, _: &{first}) -> Option<{second}> {{ loop {{}} }}"
        )]);
    }
    // Macros between items.
    for _ in 0..random.below(2) {
        let Some((path, target)) = model.path(module, false, random) else { continue };
        match model.kind(target) {
            Kind::Macro(4) => pieces.push(vec![format!("{path}!(Made{});", random.below(3))]),
            Kind::Macro(5) => {
                let other = type_path(model, module, random);
                pieces.push(vec![format!("{path}! {{ pub struct Kept{}(pub &'static {other}); }}", random.below(3))]);
            }
            _ => {}
        }
    }
    pieces
}

fn statements(model: &Model, module: NodeId, depth: usize, random: &mut Random, lines: &mut Vec<String>) {
    for _ in 0..4 + random.below(6) {
        if depth < 2 && random.one_in(8) {
            lines.push("{".to_owned());
            statements(model, module, depth + 1, random, lines);
            lines.push("}".to_owned());
        } else if random.one_in(4) {
            lines.push(local(model, module, random));
        } else if let Some((path, target)) = model.path(module, false, random) {
            lines.push(reference(model, module, &path, target, random));
        }
    }
}

/// A declaration in a block, which hides what is around it.
fn local(model: &Model, module: NodeId, random: &mut Random) -> String {
    let name = random.pick(&ALIASES);
    let other = type_path(model, module, random);
    match random.below(12) {
        0 => format!("struct {name};"),
        1 => format!("fn {name}() -> {other} {{ loop {{}} }}"),
        2 => format!("const {name}: u8 = 1;"),
        3 => format!("let {name} = || -> {other} {{ loop {{}} }};"),
        4 => format!("mod {name} {{ pub struct X; pub fn f() {{}} }}"),
        5 => format!("macro_rules! {name} {{ () => {{ {{ let _: {other}; }} }} }}"),
        6 => format!("fn generic<{name}>(_: {name}) -> {other} {{ loop {{}} }}"),
        _ => {
            let Some((path, target)) = model.path(module, true, random) else { return String::new() };
            if model.is_container(target) && random.one_in(2) {
                format!("use {path}::*;")
            } else if random.one_in(2) {
                format!("use {path} as {name};")
            } else {
                format!("use {path};")
            }
        }
    }
}

/// A line that refers to what a path leads to.
fn reference(model: &Model, module: NodeId, path: &str, target: NodeId, random: &mut Random) -> String {
    let either = random.below(8);
    match model.kind(target) {
        Kind::Crate | Kind::Module => format!("use {path} as module_{};", random.below(100)),
        Kind::Unit | Kind::Tuple | Kind::Record | Kind::Enum | Kind::Alias => match either {
            0 => format!("let _: {path};"),
            1 => format!("{path}::new();"),
            2 => format!("{path}::new().go();"),
            3 => format!("let _ = <{path}>::new().step().go();"),
            4 => format!("let _ = {path}::new().{};", random.pick(&["f", "g", "0", "1"])),
            5 => format!("{path}::new().{}();", method(random)),
            6 => format!("let _ = {path}::{};", random.pick(&["K", "A", "P", "Q", "C { f: 1 }", "more()"])),
            _ => match model.kind(target) {
                Kind::Unit => format!("let _ = {path};"),
                Kind::Tuple => format!("let {path}(_, _) = {path}::new();"),
                Kind::Record => format!("let {path} {{ f, g }} = {path}::new();"),
                _ => format!(
                    "match {path}::new() {{ {path}::A => {{}} {path}::B(_) => {{}} {path}::C {{ f: _ }} => {{}} }}"
                ),
            },
        },
        Kind::Variant(0) => format!("let _ = {path};"),
        Kind::Variant(1) => format!("let _ = |x| if let {path}(_) = x {{}};"),
        Kind::Variant(_) => format!("let _ = {path} {{ f: 1 }};"),
        Kind::Trait => {
            let other = type_path(model, module, random);
            match either {
                0..=2 => format!("fn bound_{}<Q: {path}>(q: Q) {{ q.{}(); }}", random.below(100), method(random)),
                3 => format!("fn bound_{}(q: &impl {path}) {{ q.{}(); }}", random.below(100), method(random)),
                4 => format!("let _ = <{other} as {path}>::P;"),
                5 => format!("let _: <{other} as {path}>::Out;"),
                6 => format!("{path}::{}(&{other}::new());", method(random)),
                _ => format!("impl {path} for {other} {{ type Out = {other}; }}"),
            }
        }
        Kind::Fn => match either {
            0..=3 => format!("{path}();"),
            4 => format!("{path}().go();"),
            5 => format!("let _ = {path}().f;"),
            6 => format!("let _ = {path} as fn() -> _;"),
            _ => format!("let x = {path}(); x.{}();", method(random)),
        },
        Kind::Const => match either {
            0..=3 => format!("let _ = {path};"),
            4 => format!("match 1u8 {{ {path} => {{}} _ => {{}} }}"),
            5 => format!("let _ = [0; {path} as usize];"),
            _ => format!("let _ = &({path} + 1);"),
        },
        Kind::Static => format!("let _ = &{path};"),
        Kind::Macro(template) => {
            let other = type_path(model, module, random);
            match template {
                0 => format!("{path}!();"),
                1 => format!("{path}!({other}::new());"),
                2 | 3 => format!("{path}!({other});"),
                4 => format!("{path}!(Made{});", random.below(3)),
                _ => format!("{path}! {{ let _: {other}; }}"),
            }
        }
        Kind::Import(_) => String::new(),
    }
}
