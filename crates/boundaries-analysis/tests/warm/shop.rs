//! A workspace of three crates that use each other, made of pieces that an edit can put together anew.

use boundaries_analysis::{DependencyInfo, MemoryReader, PackageInfo, TargetInfo, Workspace};
use boundaries_graph::{DependencyKind, TargetKind};

/// The files that may be there. The first three are the roots of crates.
pub(crate) const FILES: [&str; 11] = [
    "a/src/lib.rs",
    "b/src/lib.rs",
    "c/src/main.rs",
    "a/src/one.rs",
    "a/src/two.rs",
    "a/src/two/deep.rs",
    "b/src/one.rs",
    "b/src/one/mod.rs",
    "b/src/two.rs",
    "a/src/made.in",
    "c/src/one.rs",
];

/// Pieces of files. `/**/` marks where the body of something begins.
pub(crate) const PIECES: [&str; 46] = [
    "mod one;\n",
    "pub mod two;\n",
    "mod deep;\n",
    "#[cfg(test)]\nmod one;\n",
    "#[macro_use]\nmod one;\n",
    "#[path = \"two.rs\"]\npub mod other;\n",
    "pub mod inner {\n    use super::*;\n    pub struct Deep(pub u8);\n    impl Deep {\n        pub fn new() -> Self { /**/ Deep(1) }\n    }\n}\n",
    "pub struct Thing { pub part: Part, other: u8 }\n",
    "pub struct Part;\n",
    "impl Part {\n    pub fn go(&self) -> Part { /**/ Part }\n    pub const MAX: u8 = { /**/ 1 };\n}\n",
    "pub enum Kind { One, Two(Part), Three { thing: Thing } }\n",
    "pub trait Act { type Out; fn act(&self) -> Self::Out; fn other(&self) { /**/ } }\n",
    "impl Act for Part {\n    type Out = Thing;\n    fn act(&self) -> Thing { /**/ loop {} }\n}\n",
    "pub type Alias = Thing;\n",
    "pub fn make() -> Thing { /**/ loop {} }\n",
    "pub fn take(thing: &Thing, kind: Kind) -> u8 {\n    /**/\n    thing.part.go();\n    0\n}\n",
    "fn generic<T: Act>(t: T) -> T::Out { /**/ t.act() }\n",
    "use a::*;\n",
    "use b::one::Part;\n",
    "use crate::one::*;\n",
    "pub use crate::two::Thing;\n",
    "pub use a::two::{self, Thing as Renamed, Part as _};\n",
    "use self::inner::Deep;\n",
    "pub(crate) use crate::inner;\n",
    "pub use b::*;\n",
    "extern crate a as first;\n",
    "use log::Level;\n",
    "macro_rules! local {\n    ($x:ident) => { pub struct $x { pub part: Part } impl $x { pub fn of() -> $x { loop {} } } };\n    ($e:expr) => { make().part.go(); $e };\n}\n",
    "#[macro_export]\nmacro_rules! shared {\n    () => { $crate::Thing::default() };\n    (fn $x:ident) => { fn $x() -> $crate::Thing { $crate::make() } };\n    (mod $x:ident) => { pub mod $x; };\n}\n",
    "local!(Made);\n",
    "shared!(fn shaped);\n",
    "a::shared!(mod one);\n",
    "first::shared!(fn reached);\n",
    "lazy_static! { static ref LAZY: Thing = make(); }\n",
    "cfg_if! { if #[cfg(unix)] { mod one; } else { pub struct Unix; } }\n",
    "include!(\"made.in\");\n",
    "#[derive(Clone, log::Kv)]\n#[serde(with = \"crate::one\")]\npub union Bits { a: u8 }\n",
    "static TABLE: Thing = { /**/ make() };\nconst COUNT: usize = { /**/ 3 };\n",
    "fn nested() {\n    /**/\n    struct Inside(Thing);\n    use crate::two::make;\n    fn deeper() -> Inside { /**/ Inside(make()) }\n    local!(Within);\n    Within::of();\n}\n",
    "impl Thing {\n    pub fn default() -> Thing { /**/ Thing { part: Part, other: 0 } }\n}\n",
    "impl<T: Act> std::ops::Deref for Wrapper<T> {\n    type Target = T;\n    fn deref(&self) -> &T { /**/ &self.0 }\n}\n#[derive(Clone)]\npub struct Wrapper<T>(pub T);\n",
    "fn main() { /**/ take(&make(), Kind::One); a::take(&a::make(), a::Kind::Two(a::Part)); }\n",
    "impl Act for u8 { type Out = Part; fn act(&self) -> Part { /**/ Part } }\n",
    "pub use crate::one::zork;\n",
    "use a::{quux as zork, inner::*};\n",
    "pub fn array(x: [Part; { /**/ 3 }]) -> impl Iterator<Item = Thing> { /**/ std::iter::empty() }\n",
];

/// Items that few others know, or nobody; `NAME` stands for one of [`NAMES`].
pub(crate) const ITEMS: [&str; 28] = [
    "pub fn NAME(part: Part) -> Thing { /**/ make() }\n",
    "fn NAME() { /**/ }\n",
    "pub fn NAME(thing: &Thing) { /**/ thing.part.go(); }\n",
    "pub(crate) const NAME: u8 = { /**/ 1 };\n",
    "pub static NAME: Thing = { /**/ make() };\n",
    "#[cfg(test)]\n/**/ pub fn NAME() {}\n",
    "pub(super) fn NAME() { /**/ zork(Part).part.go(); NAME() }\n",
    "pub const NAME: Thing = { /**/ quux(&make()) };\n",
    "fn NAME<T: Act>(t: T) -> T::Out { /**/ t.act() }\n",
    "pub fn NAME(kind: Kind, count: usize) {}\n",
    "use a::two::NAME;\n",
    "use crate::one::{NAME, Part as Other};\n",
    "pub use crate::two::{Thing as NAME, make};\n",
    "use crate::{one as NAME, make as quux};\n",
    "use b::NAME as _;\n",
    "use log::NAME;\n",
    "pub struct NAME { pub part: Part }\n",
    "pub struct NAME(pub Thing, Part);\nimpl NAME {\n    pub fn go(&self) -> Thing { /**/ make() }\n}\n",
    "#[derive(Clone, log::Kv)]\npub enum NAME { One, Two(Part) }\n",
    "pub type NAME = Part;\n",
    "pub(crate) type NAME = crate::two::Thing;\n",
    "impl Act for NAME { type Out = Part; fn act(&self) -> Part { /**/ Part } }\n",
    "impl std::ops::Deref for NAME { type Target = Part; fn deref(&self) -> &Part { /**/ loop {} } }\n",
    "pub trait NAME: Act { fn solo(&self) -> Part { /**/ Part } fn ember() {} }\n",
    "impl NAME for Part {}\n",
    "impl<T: Act> NAME for T {}\n",
    "impl NAME {\n    pub fn fresh(&self) -> Kind { /**/ Kind::One }\n}\n",
    "pub fn NAME(zork: zork, fresh: fresh) -> quux { /**/ loop {} }\n",
];

/// Members of an `impl`, as [`ITEMS`].
pub(crate) const MEMBERS: [&str; 5] = [
    "    pub fn NAME(&self) -> Part { /**/ Part }\n",
    "    fn NAME(part: Part) -> Thing { /**/ make() }\n",
    "    pub const NAME: Part = { /**/ Part };\n",
    "    pub(crate) fn NAME(self, kind: Kind) {}\n",
    "    #[cfg(test)]\n    fn NAME(&mut self) { /**/ self.solo(); Self::zork(Part); }\n",
];

/// The first three are those that statements know.
pub(crate) const NAMES: [&str; 10] =
    ["zork", "quux", "ZORK", "solo", "fresh", "ember", "willow", "tundra", "basalt", "quarry"];

/// Statements that may be put into a body.
pub(crate) const STATEMENTS: [&str; 48] = [
    "let x = make();",
    "let x: Thing = a::make(); x.part.go();",
    "let part = Part; part.go().go(); part.act();",
    "a::take(&crate::make(), a::Kind::One);",
    "Kind::Two(Part);",
    "match Kind::One { Kind::One => {} Kind::Two(p) => { p.go(); } Kind::Three { thing } => { thing.part.go(); } }",
    "#[cfg(test)] a::take(&crate::make(), a::Kind::One);",
    "#[cfg(test)] { use b::one::Part as Late; fn early() -> Late { crate::make().part } early(); }",
    "#[cfg(test)] local!(Later);",
    "#[cfg(test)]",
    "local!(1 + 2);",
    "shared!();",
    "a::shared!();",
    "println!(\"{} {x}\", make().part.go());",
    "vec![Part, a::Part];",
    "log::info!(\"x\");",
    "unknown!(Thing, a::Kind::One => b);",
    "let f = |t: &Thing| t.part.go(); f(&make());",
    "5u8.act();",
    "inner::Deep::new();",
    "Wrapper(Part).go();",
    "Wrapper(Part).clone().0.go();",
    "for thing in array([]) { thing.part.go(); }",
    "Made::of().part.go();",
    "// nothing to see\n",
    "/* a brace { in a comment */",
    "fn late() {}",
    "use b::one::Part as Late; Late.go();",
    "local!(Later);",
    "shared!(fn grown); grown();",
    "let zork = Part; let quux = 1;",
    "zork(Part).part.go();",
    "a::zork(a::Part).part.go(); b::quux(&make());",
    "println!(\"{ZORK}\"); crate::quux(&make());",
    "unknown!(println!(\"{ZORK}\", zork()));",
    "local!(solo());",
    "match 1 { ZORK => {} zork => {} }",
    "Part.solo().fresh(); Thing::zork(Part).part.go();",
    "let part: Part = Part::ZORK; make().quux(&make()); 5u8.solo();",
    "inner::solo(); super::quux(&make()); self::zork();",
    "let x: zork = loop {}; x.go().part.go(); x.part.go(); x.0.part.go(); x.act();",
    "zork { part: Part }.part.go(); quux::One; solo(make(), Part).0;",
    "let x: a::fresh = loop {}; x.solo().go(); x.fresh(); x.ember(); x.extra.go();",
    "make().extra.part.go(); make().go(); make().solo(); make().act().part;",
    "let Thing { part, extra, .. } = make(); part.go(); extra.go();",
    "quux(zork, loop {}).go(); quux::make(); fresh::Thing::default().part.go();",
    "match Kind::zork { Kind::Two(p) => { p.part.go(); } Kind::Three { thing } => { thing.go(); } }",
    "let x: Alias = loop {}; x.part.go(); x.act().go(); zork::Two(Part); Part::ember();",
];

/// What others see, and what may stand there as well.
pub(crate) const ALTERATIONS: [(&str, &str); 22] = [
    ("pub part: Part", "pub part: Thing"),
    ("pub part: Part", "part: Part"),
    ("pub part: Part", "pub part: Part, pub extra: Kind"),
    ("other: u8", "pub(crate) other: u8, pub extra: Part"),
    ("One, Two(Part)", "Two(Thing), zork"),
    ("Three { thing: Thing }", "Three { thing: Part }, Four"),
    ("-> Thing", "-> Part"),
    ("-> Part", "-> crate::two::Thing"),
    ("use a::", "use b::"),
    ("use crate::", "pub use a::"),
    ("pub use ", "use "),
    ("use super::*", "use super::Part"),
    ("pub struct", "struct"),
    ("Act for Part", "Act for Thing"),
    ("type Out = Thing", "type Out = Kind"),
    ("pub trait Act", "pub trait Act: zork"),
    ("fn other(&self)", "fn solo(&self) -> Part"),
    ("impl<T: Act> std::ops::Deref for Wrapper<T>", "impl<T> std::ops::Deref for Wrapper<T>"),
    ("#[derive(Clone", "#[derive(Copy"),
    ("impl Part", "impl Thing"),
    ("= Thing;", "= Part;"),
    ("Act", "zork"),
];

/// Words that may be put anywhere.
pub(crate) const WORDS: [&str; 18] =
    ["}", "{", "pub ", "fn ", "mod ", "::", "(", ")", "\"", "'", ";", "Thing", "a::", "self", "#[", "//", "\n\n", "é"];

pub(crate) fn workspace() -> Workspace {
    let package = |name: &str, kind, root: &str, needs: &[&str]| PackageInfo {
        name: name.into(),
        dir: name.into(),
        targets: vec![TargetInfo { name: name.into(), kind, root_file: root.into(), is_2015: name == "b" }],
        dependencies: needs
            .iter()
            .map(|need| DependencyInfo {
                package_name: (*need).into(),
                rename: None,
                kind: DependencyKind::Normal,
                path: Some((*need).into()),
                features: Default::default(),
            })
            .collect(),
        features: Default::default(),
    };
    let packages = vec![
        package("a", TargetKind::Lib, FILES[0], &["b"]),
        package("b", TargetKind::Lib, FILES[1], &[]),
        package("c", TargetKind::Bin, FILES[2], &["a", "b"]),
    ];
    Workspace::new("/shop", packages)
}

/// The workspace on disk.
pub(crate) type Texts = std::collections::BTreeMap<&'static str, String>;

pub(crate) fn reader(texts: &Texts) -> MemoryReader {
    let mut reader = MemoryReader::default();
    for name in ["a", "b", "c"] {
        reader.insert(format!("{name}/Cargo.toml"), format!("[package]\nname = \"{name}\"\n"));
    }
    for (path, text) in texts {
        reader.insert(*path, text.as_str());
    }
    reader
}
