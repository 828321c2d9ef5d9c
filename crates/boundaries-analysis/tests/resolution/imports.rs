//! Imports: use trees, globs, re-exports, renames, the extern prelude, editions.

use crate::check;

#[test]
fn nested_trees_renames_and_self() {
    check(
        "\
//- shop/src/lib.rs
mod a { pub mod b { pub struct C; pub fn d() {} } pub struct E; }
use a::{
    b::{self, C as Renamed}, //=> shop::a::b, shop::a::b::C
    E as _, //=> shop::a::E
};
fn f(_: Renamed) { b::d() } //=> shop::a::b::C, shop::a::b::d
",
    );
}

#[test]
fn an_explicit_name_hides_a_glob() {
    check(
        "\
//- shop/src/lib.rs
mod one { pub struct Thing; pub struct Other; }
mod two { pub struct Thing; }
use one::*; //=> shop::one
use two::Thing; //=> shop::two::Thing
fn f(_: Thing, _: Other) {} //=> shop::two::Thing, shop::one::Other
",
    );
}

#[test]
fn a_glob_imports_only_what_it_can_see() {
    check(
        "\
//- shop/src/lib.rs
mod outer { mod hidden { pub struct H; } pub struct V; pub(self) struct P; }
mod user {
    use super::outer::*; //=> shop::outer
    fn f(_: V) {} //=> shop::outer::V
}
",
    );
}

#[test]
fn cycles_of_globs_end() {
    check(
        "\
//- shop/src/lib.rs
pub mod a { pub use super::b::*; pub struct A; } //=> shop::b
pub mod b { pub use super::a::*; pub struct B; } //=> shop::a
fn f(_: a::B, _: b::A) {} //=> shop::b::B, shop::a::A
",
    );
}

#[test]
fn a_chain_of_re_exports_across_crates_leads_to_the_definition() {
    check(
        "\
//- core/src/lib.rs
pub mod deep { pub struct Item; }
pub use deep::Item; //=> core::deep::Item
//- facade/src/lib.rs deps: core as base
pub use base::*; //=> core
//- app/src/lib.rs deps: facade
use facade::Item as Thing; //=> core::deep::Item
fn f(_: Thing) {} //=> core::deep::Item
",
    );
}

#[test]
fn pub_extern_crate_is_a_door() {
    check(
        "\
//- printer/src/lib.rs
pub struct Printer;
//- grep/src/lib.rs deps: printer
pub extern crate printer as out; //=> printer
//- app/src/lib.rs deps: grep
fn f(_: grep::out::Printer) {} //=> printer::Printer
",
    );
}

#[test]
fn a_local_module_hides_a_crate_of_its_name() {
    check(
        "\
//- log/src/lib.rs
pub struct Level;
//- app/src/lib.rs deps: log
mod log { pub struct Level; }
fn f(_: log::Level) {} //=> app::log::Level
fn g(_: ::log::Level) {} //=> log::Level
",
    );
}

#[test]
fn a_crate_that_is_no_dependency_is_not_reached() {
    let analysis = crate::analysed(
        "\
//- log/src/lib.rs
pub struct Level;
//- app/src/lib.rs
fn f(_: log::Level) {}
",
    );
    crate::check_lines(&analysis);
}

#[test]
fn paths_of_the_2015_edition_start_at_the_crate_root() {
    check(
        "\
//- old2015/src/lib.rs
pub mod a { pub struct A; }
mod b {
    use a::A; //=> old2015::a::A
    fn f(_: ::a::A, _: A) {} //=> old2015::a::A
}
",
    );
}

#[test]
fn super_self_and_crate() {
    check(
        "\
//- shop/src/lib.rs
pub struct Root;
mod a {
    pub struct A;
    mod b {
        fn f(_: super::A, _: crate::Root, _: super::super::Root, _: self::B) {} //=> shop::a::A, shop::Root
        struct B;
    }
}
",
    );
}

#[test]
fn variants_through_an_enum_its_alias_and_a_glob() {
    check(
        "\
//- shop/src/lib.rs
mod color { pub enum Color { Red, Green } pub type Paint = Color; }
use color::Color::*; //=> shop::color::Color
use color::Paint; //=> shop::color::Paint
fn f() { Red; } //=> shop::color::Color::Red
fn g() { Paint::Green; } //=> shop::color::Paint, shop::color::Color::Green
",
    );
}

#[test]
fn raw_identifiers_are_the_same_names() {
    check(
        "\
//- shop/src/lib.rs
mod r#type { pub fn r#match() {} }
fn f() { r#type::r#match() } //=> shop::type::match
",
    );
}

#[test]
fn strings_comments_and_doc_text_are_no_references() {
    check(
        "\
//- shop/src/lib.rs
mod a { pub struct A; }
/// See [`a::A`] and `crate::a::A`.
fn f() -> &'static str { \"a::A\" } // a::A
",
    );
}
