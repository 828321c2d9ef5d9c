//! Macros: by path and by textual scope, their arguments, derives and attributes.

use crate::check;

#[test]
fn textual_scope_and_macro_use() {
    check(
        "\
//- shop/src/lib.rs
#[macro_use]
mod macros;
mod user { fn f() { log!() } } //=> shop::macros::log
//- shop/src/macros.rs
macro_rules! log { () => {} }
",
    );
}

#[test]
fn an_exported_macro_is_named_at_the_crate_root() {
    check(
        "\
//- logs/src/lib.rs
mod inner { #[macro_export] macro_rules! note { ($($t:tt)*) => {} } }
//- app/src/lib.rs deps: logs
fn f() { logs::note!() } //=> logs::inner::note
mod m { use logs::note; fn g() { note!() } } //=> logs::inner::note
",
    );
}

#[test]
fn arguments_of_standard_macros() {
    check(
        "\
//- shop/src/lib.rs
mod m { pub const A: u8 = 0; pub fn b() -> u8 { 0 } pub enum E { X } }
fn f(e: m::E) { //=> shop::m::E
    println!(\"{} {x}\", m::A, x = m::b()); //=> shop::m::A, shop::m::b
    vec![m::A; 3]; //=> shop::m::A
    assert!(matches!(e, m::E::X), \"{}\", m::A); //=> shop::m::E, shop::m::E::X, shop::m::A
}
use m::A; //=> shop::m::A
fn g() { println!(\"{A}\") } //=> shop::m::A
",
    );
}

#[test]
fn arguments_of_unknown_macros_are_read_as_rust_first() {
    check(
        "\
//- shop/src/lib.rs
mod m { pub fn b() {} }
fn f() { tracing::info!(count = m::b(), \"text\") } //=> shop::m::b
",
    );
}

#[test]
fn quoted_code_belongs_to_somebody_else() {
    check(
        "\
//- shop/src/lib.rs
mod m { pub fn b() {} }
fn f() { quote::quote! { m::b() }; stringify!(m::b); }
",
    );
}

#[test]
fn derives_and_attributes_of_workspace_macros() {
    check(
        "\
//- macros/src/macros.rs
#[proc_macro_derive(Entity, attributes(key))]
pub fn entity(input: TokenStream) -> TokenStream { input }
#[proc_macro_attribute]
pub fn traced(a: TokenStream, b: TokenStream) -> TokenStream { b }
//- app/src/lib.rs deps: macros
use macros::Entity; //=> macros::Entity
#[derive(Clone, Entity)] //=> macros::Entity
struct S { #[key] k: u8 }
#[macros::traced] //=> macros::traced
fn f() {}
",
    );
}

#[test]
fn paths_in_serde_strings() {
    check(
        "\
//- shop/src/lib.rs
mod m { pub fn zero() -> u8 { 0 } pub mod hex {} }
struct S {
    #[serde(default = \"m::zero\", with = \"m::hex\")] //=> shop::m::zero, shop::m::hex
    x: u8,
}
",
    );
}

#[test]
fn included_code_is_a_gap() {
    let analysis = crate::analysed("//- shop/src/lib.rs\ninclude!(concat!(env!(\"OUT_DIR\"), \"/made.rs\"));\n");
    let gaps: Vec<_> = analysis.graph.gaps().iter().map(|gap| gap.reason).collect();
    assert_eq!(gaps, [boundaries_graph::GapReason::HiddenCode]);
}

#[test]
fn an_included_file_of_the_workspace_is_read() {
    check(
        "\
//- shop/src/lib.rs
pub mod wire { include!(\"made/wire.rs\"); }
fn f(_: wire::Order) {} //=> shop::wire::Order
mod m { pub struct Key; }
//- shop/src/made/wire.rs
pub struct Order { pub key: super::m::Key } //=> shop::m::Key
",
    );
}

#[test]
fn the_own_paths_of_a_macro_body_are_its_authors() {
    check(
        "\
//- logs/src/lib.rs
pub mod level { pub struct Level; impl Level { pub fn high() {} } }
pub mod macros {
    #[macro_export]
    macro_rules! note {
        ($x:expr) => { $crate::level::Level::high(); other::level::Level; $x }; //=> logs::level::Level, logs::level::Level::high
    }
}
//- app/src/lib.rs deps: logs
fn f() { logs::note!(1) } //=> logs::macros::note
",
    );
}
