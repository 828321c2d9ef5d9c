//! What the signature of a public item shows to whoever sees the item.

mod shop;

use shop::{analysed, gaps, targets};

const BANK: &str = "pub mod bank { pub struct Coin; pub struct Note; pub trait Pay { fn pay(&self) -> Note; } }\n";

/// What each item of `shop::till` shows of `shop::bank`, as `kind item > shown`, in the order of the items.
#[track_caller]
fn check(till: &str, expected: &[&str]) {
    let analysis = analysed(&[("lib.rs", &format!("{BANK}pub mod till {{ use crate::bank::*;\n{till}\n}}"))]);
    assert_eq!(gaps(&analysis), [], "{till}");
    let referred_to = targets(&analysis);
    let shown = |exposure: &boundaries_graph::Exposure| {
        let (kind, item) = (analysis.graph.item(exposure.item).kind(), analysis.graph.item(exposure.item).path());
        let shown = analysis.graph.definition_path(exposure.definition);
        let (item, of_bank) = (item.strip_prefix("shop::till::")?, shown.strip_prefix("shop::bank::")?);
        assert!(referred_to.contains(&shown), "{till} shows {shown} without a reference to it");
        Some(format!("{} {item} > {of_bank}", kind.as_str()))
    };
    let found: Vec<_> = analysis.graph.exposures().iter().filter_map(shown).collect();
    assert_eq!(found, expected, "{till}");
}

#[test]
fn functions() {
    check("pub fn open(_: &Coin) -> Option<Note> { None }", &["function open > Coin", "function open > Note"]);
    check("fn hidden(_: &Coin) {}", &[]);
    check("pub(crate) fn hidden(_: &Coin) {}", &[]);
    check("pub fn inside() { let _: Coin; fn inner(_: Note) {} }", &[]);
    check("pub fn paid<P: Pay>(_: P) {}", &["function paid > Pay"]);
}

#[test]
fn fields() {
    check("pub struct Purse { pub coin: Coin, note: Note }", &["struct Purse > Coin"]);
    check("pub struct Purse(Coin, pub Note);", &["struct Purse > Note"]);
    check("struct Purse { pub coin: Coin }", &[]);
    check("pub enum Slot { Full(Coin), Folded { note: Note } }", &["enum Slot > Coin", "enum Slot > Note"]);
    check("enum Slot { Full(Coin) }", &[]);
}

#[test]
fn members() {
    let purse = "pub struct Purse;\nimpl Purse { fn hidden(&self) -> Coin { Coin } ";
    check(&format!("{purse} }}"), &[]);
    check(
        &format!("{purse} pub fn first(&self) {{}} pub fn coin(&self) -> Coin {{ Coin }} }}"),
        &["associated function Purse::coin > Coin"],
    );
    check(
        &format!("{purse} pub fn coin(&self) -> Coin {{ Coin }} pub fn note(&self) -> Note {{ Note }} }}"),
        &["associated function Purse::coin > Coin", "associated function Purse::note > Note"],
    );
    check("pub struct Purse;\nimpl Pay for Purse { fn pay(&self) -> Note { Note } }", &[]);
    check("pub trait Charge { fn charge(&self) -> Coin; }", &["trait Charge > Coin"]);
}

#[test]
fn a_struct_and_a_function_of_one_name() {
    check(
        "pub struct order { pub note: Note }\npub fn order() -> Coin { Coin }",
        &["struct order > Note", "function order > Coin"],
    );
}
