//! A workspace of any size, always the same for the same size: crates in layers, each with modules that use modules of
//! its own crate and of those below, through imports, globs, re-exports, methods and macros.

use std::fmt::Write as _;

use camino::{Utf8Path, Utf8PathBuf};

use crate::write;

/// What a workspace is made of.
#[derive(Clone, Copy)]
pub(crate) struct Shape {
    pub(crate) crates: usize,
    /// How many modules a crate has, besides its root and its prelude.
    pub(crate) modules: usize,
    /// How many types with methods a module has.
    pub(crate) types: usize,
}

/// How many crates below each crate uses.
const BELOW: usize = 3;

/// Writes a workspace of about so many lines into a folder, and tells where it is.
pub(crate) fn workspace(folder: &Utf8Path, lines: usize) -> Result<Utf8PathBuf, String> {
    let root = folder.join(format!("generated-{lines}"));
    let one = Shape { crates: 1, modules: 40, types: 8 };
    // A crate that uses as many others as any does.
    let each = module(one, BELOW * BELOW, 1).lines().count() * one.modules;
    write_workspace(&root, Shape { crates: lines.div_ceil(each), ..one })?;
    Ok(root)
}

/// Writes a workspace of a shape, and tells how many bytes of code it has.
pub(crate) fn write_workspace(root: &Utf8Path, shape: Shape) -> Result<u64, String> {
    let crates = shape.crates;
    let manifest = "[workspace]\nmembers = [\"crates/*\"]\nresolver = \"3\"\n";
    write(&root.join("Cargo.toml"), manifest)?;
    let half = crates / 2;
    let mut policy = String::from("[teams]\nlower = { owns = [");
    for at in 0..crates {
        if at == half {
            policy.push_str("] }\nupper = { owns = [");
        }
        let _ = write!(policy, "\"layer_{at}\", ");
    }
    policy.push_str("] }\n\n[[contract]]\nconsumer = \"upper\"\nprovider = \"lower\"\nreason = \"layers\"\n");
    write(&root.join("boundaries.toml"), &policy)?;
    (0..crates).map(|at| write_crate(&root.join(format!("crates/layer_{at}")), shape, at)).sum()
}

fn write_crate(folder: &Utf8Path, shape: Shape, at: usize) -> Result<u64, String> {
    let mut manifest =
        format!("[package]\nname = \"layer_{at}\"\nversion = \"0.1.0\"\nedition = \"2021\"\n\n[dependencies]\n");
    for below in below(at) {
        let _ = writeln!(manifest, "layer_{below} = {{ path = \"../layer_{below}\" }}");
    }
    write(&folder.join("Cargo.toml"), &manifest)?;
    let mut lib = String::from("//! A layer.\n\n");
    for module in 0..shape.modules {
        let _ = writeln!(lib, "pub mod part_{module};");
    }
    lib.push_str("pub mod prelude {\n    pub use crate::part_0::*;\n    pub use crate::part_1::{Thing0, Thing1 as Renamed};\n}\n");
    lib.push_str(
        "#[macro_export]\nmacro_rules! total {\n    ($($x:expr),*) => { 0 $( + $crate::part_0::value($x) )* };\n}\n",
    );
    write(&folder.join("src/lib.rs"), &lib)?;
    let mut bytes = lib.len() as u64;
    for module in 0..shape.modules {
        let text = self::module(shape, at, module);
        write(&folder.join(format!("src/part_{module}.rs")), &text)?;
        bytes += text.len() as u64;
    }
    Ok(bytes)
}

fn below(at: usize) -> impl Iterator<Item = usize> {
    (1..=BELOW).filter_map(move |step| at.checked_sub(step * step))
}

/// The text of a module.
fn module(shape: Shape, layer: usize, at: usize) -> String {
    let mut text = format!("//! Part {at} of layer {layer}.\n\nuse std::collections::HashMap;\n\n");
    let before = at.checked_sub(1);
    if let Some(before) = before {
        let _ = writeln!(text, "use crate::part_{before}::{{Thing0 as Before, Kind as BeforeKind, value as before}};");
    }
    for below in below(layer) {
        let _ = writeln!(text, "use layer_{below}::{{prelude as prelude_{below}, part_{at} as below_{below}}};");
    }
    text.push_str("\npub fn value(x: u32) -> u32 {\n    x + 1\n}\n\n");
    text.push_str("#[derive(Clone, Copy, PartialEq, Debug)]\npub enum Kind {\n    First,\n    Second(u32),\n    Third { size: u32 },\n}\n");
    for ty in 0..shape.types {
        let _ = write!(
            text,
            "\n/// A thing.\n#[derive(Clone, Debug, Default)]\npub struct Thing{ty} {{\n    pub size: u32,\n    names: HashMap<String, Vec<u32>>,\n}}\n\n\
             impl Thing{ty} {{\n    pub fn new(size: u32) -> Self {{\n        Self {{ size, names: HashMap::new() }}\n    }}\n\n\
             \x20   pub fn kind(&self) -> Kind {{\n        match self.size {{\n            0 => Kind::First,\n            1..=9 => Kind::Second(self.size * 2),\n            size => Kind::Third {{ size }},\n        }}\n    }}\n\n\
             \x20   pub fn work(&mut self, times: usize) -> Result<u32, String> {{\n        let mut sum = 0;\n        for at in 0..times {{\n            let name = format!(\"{{}}-{{at}}\", self.size);\n            let list = self.names.entry(name).or_default();\n            list.push(value(at as u32));\n            sum += list.iter().map(|x| x * 2).sum::<u32>();\n            if sum > 1_000 {{\n                return Err(format!(\"too much: {{sum}}\"));\n            }}\n        }}\n"
        );
        if before.is_some() {
            text.push_str("        let mut other = Before::new(sum);\n        other.size += before(3);\n        if let BeforeKind::Second(x) = other.kind() {\n            sum += x + other.work(2)?;\n        }\n");
        }
        for below in below(layer) {
            let _ = write!(
                text,
                "        let thing = below_{below}::Thing{ty}::new(sum);\n        sum += thing.size + prelude_{below}::value(1) + layer_{below}::total!(sum, 2);\n        assert!(matches!(thing.kind(), below_{below}::Kind::First | below_{below}::Kind::Third {{ .. }}), \"{{sum}}\");\n"
            );
        }
        text.push_str("        Ok(sum)\n    }\n}\n");
    }
    text.push_str("\n#[cfg(test)]\nmod tests {\n    use super::*;\n\n    #[test]\n    fn works() {\n        assert_eq!(Thing0::new(0).kind(), Kind::First);\n    }\n}\n");
    text
}
