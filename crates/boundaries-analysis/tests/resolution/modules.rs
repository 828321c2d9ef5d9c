//! Module trees: files, inline modules, `#[path]`, macro calls that declare modules, several targets.

use crate::{analysed, check, check_lines};
use boundaries_graph::GapReason;

#[test]
fn modules_in_files_of_both_layouts() {
    check(
        "\
//- shop/src/lib.rs
mod flat;
mod nested;
fn f() { flat::inner::F; } //=> shop::flat::inner::F
fn g() { nested::inner::N; } //=> shop::nested::inner::N
//- shop/src/flat.rs
pub mod inner;
//- shop/src/flat/inner.rs
pub const F: u8 = 0;
//- shop/src/nested/mod.rs
pub mod inner;
//- shop/src/nested/inner.rs
pub const N: u8 = 0;
",
    );
}

#[test]
fn path_attributes_also_inside_inline_modules() {
    check(
        "\
//- shop/src/lib.rs
#[path = \"elsewhere/thing.rs\"]
mod renamed;
mod inline {
    #[path = \"other.rs\"]
    pub mod deep;
}
fn f() { (renamed::X, inline::deep::Y, renamed::beside::Z); } //=> shop::renamed::X, shop::inline::deep::Y, shop::renamed::beside::Z
//- shop/src/elsewhere/thing.rs
pub const X: u8 = 0;
pub mod beside;
//- shop/src/elsewhere/beside.rs
pub const Z: u8 = 0;
//- shop/src/inline/other.rs
pub const Y: u8 = 0;
",
    );
}

#[test]
fn modules_declared_inside_a_macro_call() {
    check(
        "\
//- shop/src/lib.rs
macro_rules! cfg_net { ($($item:item)*) => { $( #[cfg(feature = \"net\")] $item )* } }
cfg_net! {
    pub mod net;
    pub use net::Socket; //=> shop::net::Socket
}
fn f(_: Socket) {} //=> shop::net::Socket
//- shop/src/net.rs
pub struct Socket;
",
    );
}

#[test]
fn alternatives_of_one_module_both_exist() {
    let analysis = analysed(
        "\
//- shop/src/lib.rs
#[cfg(unix)]
#[path = \"unix.rs\"]
mod sys;
#[cfg(windows)]
#[path = \"windows.rs\"]
mod sys;
mod shared { pub struct S; }
//- shop/src/unix.rs
use crate::shared::S;
//- shop/src/windows.rs
use crate::shared::S;
",
    );
    assert_eq!(analysis.graph.modules_at("shop::sys").count(), 2);
    assert_eq!(analysis.graph.references().len(), 2, "each alternative has its own references");
}

#[test]
fn a_binary_uses_its_own_library() {
    check(
        "\
//- shop/src/lib.rs
pub mod api { pub fn run() {} }
//- shop/src/main.rs
fn main() { shop::api::run() } //=> shop::api::run
",
    );
}

#[test]
fn a_test_target_is_a_crate_of_its_own() {
    check(
        "\
//- shop/src/lib.rs
pub struct Cart;
//- shop/tests/it.rs
mod common;
#[test]
fn t() { common::make(); } //=> it::common::make
//- shop/tests/common/mod.rs
pub fn make() -> shop::Cart { shop::Cart } //=> shop::Cart
",
    );
}

#[test]
fn a_missing_file_is_a_gap_and_not_the_end() {
    let analysis = analysed(
        "\
//- shop/src/lib.rs
mod lost;
mod kept { pub struct K; }
use kept::K; //=> shop::kept::K
",
    );
    check_lines(&analysis);
    let reasons: Vec<_> = analysis.graph.gaps().iter().map(|gap| gap.reason).collect();
    assert_eq!(reasons, [GapReason::MissingModuleFile]);
}

#[test]
fn a_file_that_does_not_parse_is_a_gap_and_not_the_end() {
    let analysis = analysed(
        "\
//- shop/src/lib.rs
mod broken;
mod kept { pub struct K; }
use kept::K; //=> shop::kept::K
//- shop/src/broken.rs
fn ( {
",
    );
    check_lines(&analysis);
    assert_eq!(analysis.graph.gaps().iter().map(|gap| gap.reason).collect::<Vec<_>>(), [GapReason::UnparsedFile]);
}

#[test]
fn a_file_that_includes_itself_ends() {
    let analysis = analysed(
        "\
//- shop/src/lib.rs
#[path = \"lib.rs\"]
mod again;
",
    );
    assert!(analysis.graph.gaps().iter().any(|gap| gap.reason == GapReason::LimitReached));
}

#[test]
fn deep_nesting_is_refused_before_the_parser_sees_it() {
    for (open, close) in [("(", ")"), ("[", "]"), ("{", "}"), ("!", ""), ("&", ""), ("a+", ""), ("if a {} else ", "")] {
        let body = format!("{}a{}", open.repeat(50_000), close.repeat(50_000));
        let analysis = analysed(&format!("//- shop/src/lib.rs\nfn f() {{ {body}; }}\n"));
        assert_eq!(analysis.graph.gaps().len(), 1, "{open}");
    }
}

#[test]
fn positions_survive_a_byte_order_mark_a_shebang_and_wide_letters() {
    let analysis = analysed(
        "\
//- shop/src/lib.rs
\u{feff}#!/usr/bin/env run
mod store { pub struct Käse; }
/* ßß */ fn f(_: store::Käse) {} //=> shop::store::Käse
",
    );
    check_lines(&analysis);
    let reference = &analysis.graph.references()[0];
    assert_eq!(analysis.sources.snippet(reference.span), "Käse");
    assert_eq!((reference.span.line, reference.span.column), (3, 25));
}
