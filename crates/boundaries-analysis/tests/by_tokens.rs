//! Files that the parser refuses give up their imports, declarations, paths and macro calls, and nothing that is not
//! certain.

mod shop;

use boundaries_graph::{DependencyKind, GapReason};
use proptest::prelude::*;
use shop::{analysed, gaps, targets};

const STORE: &str = "
pub struct Account { pub id: u8 }
pub struct T;
pub struct Item;
pub enum State { Open, Shut }
pub fn open() -> Account { Account { id: 0 } }
pub mod deep { pub struct Vault; pub fn dig() {} pub mod down { pub struct Floor; } }
#[macro_export]
macro_rules! account { ($x:expr) => { $crate::store::Account { id: $x } } }
";

/// What `shop::till`, a file with this text, mentions of `shop::store`, in the order of the text.
fn mentioned(till: &str) -> Vec<String> {
    let analysis = analysed(&[("lib.rs", "pub mod store;\npub mod till;"), ("store.rs", STORE), ("till.rs", till)]);
    let mut found: Vec<_> = analysis
        .graph
        .references()
        .iter()
        .filter(|reference| analysis.graph.module(reference.from).path().starts_with("shop::till"))
        .map(|reference| {
            let path = analysis.graph.definition_path(reference.definition);
            (reference.span.start, path.trim_start_matches("shop::store").trim_start_matches("::").to_owned())
        })
        .collect();
    found.sort();
    found.into_iter().map(|(_, path)| path).collect()
}

/// The same, where the file is certainly refused and wholly made of tokens.
#[track_caller]
fn check(till: &str, expected: &[&str]) {
    assert_eq!(mentioned(till), expected);
    let analysis = analysed(&[("lib.rs", "pub mod store;\npub mod till;"), ("store.rs", STORE), ("till.rs", till)]);
    assert!(gaps(&analysis).contains(&GapReason::ReadByTokens), "the parser takes it");
}

#[test]
fn one_mistake_costs_one_item() {
    check(
        "use crate::store::Account;\nfn broken() { let = ; }\nfn fine(a: &Account) -> u8 { a.id }\n",
        &["Account", "Account", "Account"],
    );
}

#[test]
fn a_broken_body_keeps_its_signature_paths_and_macros() {
    check(
        "fn f(a: crate::store::Account) { let = ; crate::store::deep::dig(); crate::account!(1); }",
        &["Account", "deep::dig", "account"],
    );
}

#[test]
fn input_of_an_attribute_macro() {
    check(
        "use crate::store::Account;\n#[ext] pub impl Account { fn shut(&self) -> crate::store::State { crate::store::State::Shut } }",
        &["Account", "Account", "State", "State", "State::Shut"],
    );
}

#[test]
fn declarations_are_seen_from_outside() {
    let files = |till| {
        [
            (
                "lib.rs",
                "pub mod till;\nmod user { use crate::till::*; fn f() { g(); let _: (S, E, A) = (N, E::Two, crate::m!()); <u8 as R>::h(); } }",
            ),
            ("till.rs", till),
        ]
    };
    let till = "fn broken( = ) {}
        pub fn g() { = }
        pub struct S { x: u8 = 3, y: u8 }
        pub enum E { One, Two = = }
        pub trait R { fn h() { = } }
        pub type A = = u8;
        pub const N: S = = ;
        #[macro_export] macro_rules! m { () => { () } }";
    let found = targets(&analysed(&files(till)));
    for item in ["g", "S", "E", "E::Two", "R", "R::h", "A", "N", "m"] {
        assert!(found.contains(&format!("shop::till::{item}")), "{item}: {found:?}");
    }
}

#[test]
fn modules_are_followed_and_walked() {
    let lib = "= ;\nmod till;\n#[cfg_attr(all(), path = \"other.rs\")] mod named;\nmod inner { = ; mod further { use super::super::till::Coin; } mod own; }";
    let files = [
        ("lib.rs", lib),
        ("till.rs", "pub struct Coin;"),
        ("other.rs", "use crate::till::Coin;"),
        ("inner/own.rs", "use crate::till::Coin;"),
    ];
    let analysis = analysed(&files);
    assert_eq!(gaps(&analysis), [GapReason::ReadByTokens]);
    assert_eq!(targets(&analysis), ["shop::till::Coin"; 3]);
}

#[test]
fn a_name_that_may_be_a_local_is_none() {
    check(
        "use crate::store::open;\nfn f() { let open = 1; let = ; println!(\"{} {open}\", open); dbg!(open); }",
        &["open"],
    );
    check("use crate::store::open;\nfn f() { let = ; dbg!(open()); }", &["open", "open"]);
}

#[test]
fn names_that_others_could_own_are_none() {
    check("use crate::store::*;\nfn f<T: = >() -> T { T::new() }", &[""]);
    check("use crate::store::*;\nimpl = Iterator for U { type Item = u8; }", &[""]);
    check(
        "use crate::store::*;\nfn f() { let = ; a.open::<u8>(); <U as V>::State::Open; Point { Item: 1 }; 'State: loop {} }",
        &[""],
    );
    check("fn f() { let = ; a::<u8>::crate::store::open(); }", &[]);
}

#[test]
fn blocks_keep_their_own_names() {
    check(
        "use crate::store::deep;\nfn f() { let = ; { use std::deep; deep::dig(); } deep::dig(); }",
        &["deep", "deep::dig"],
    );
    check("fn f() { let = ; { use crate::store::deep as d; if x { d::dig(); } } d::dig(); }", &["deep", "deep::dig"]);
}

#[test]
fn imports_that_are_not_whole_are_left_out() {
    check(
        "use crate::store::{Account, deep::, deep::{dig, self}, State as _, T as U};",
        &["Account", "deep::dig", "deep", "State", "T"],
    );
    check("use crate::store::\nuse crate::store::Account;", &["Account"]);
}

#[test]
fn conditions_hold() {
    let analysis = analysed(&[(
        "lib.rs",
        "mod store { pub struct A; }\n#[cfg(test)] fn f() { let = ; crate::store::A; }\n#[cfg(test)] mod t { = ; use crate::store::A; }",
    )]);
    let kinds: Vec<_> = analysis.graph.references().iter().map(|reference| reference.context).collect();
    assert_eq!(kinds, [DependencyKind::Test; 2]);
}

#[test]
fn depth_is_no_obstacle() {
    let (open, close) = ("(".repeat(30_000), ")".repeat(30_000));
    check(
        &format!(
            "use crate::store::Account;\nfn f() {{ {open}crate::store::deep::dig(){close}; crate::account!({open}1{close}); }}\nfn g(_: Account) {{}}"
        ),
        &["Account", "deep::dig", "account", "Account"],
    );
    let groups = format!("use crate::store::{}Floor, r{};", "{r::{".repeat(120), "}}".repeat(120));
    check(
        &format!("{groups}\nconst A: crate::store::State = {open}crate::store::State::Open{close};"),
        &["State", "State", "State::Open"],
    );
}

#[test]
fn lines_behind_an_open_bracket_are_seen_again() {
    let lib = "pub mod store;\nuse store::Account;\nfn f() {\n    g(;\n}\npub mod till;\nfn h(_: store::State) {}\n";
    let analysis = analysed(&[("lib.rs", lib), ("store.rs", STORE), ("till.rs", "")]);
    assert_eq!(gaps(&analysis), [GapReason::UnparsedFile]);
    assert_eq!(targets(&analysis), ["shop::store::Account", "shop::store::State"]);
    assert_eq!(analysis.graph.modules_at("shop::till").count(), 1);
}

/// Words and marks that Rust is made of, whole and broken.
const SOUP: &[&str] = &[
    "use",
    "mod",
    "fn",
    "struct",
    "enum",
    "trait",
    "impl",
    "const",
    "static",
    "type",
    "macro_rules",
    "extern",
    "crate",
    "union",
    "pub",
    "unsafe",
    "async",
    "self",
    "Self",
    "super",
    "as",
    "let",
    "match",
    "if",
    "else",
    "return",
    "where",
    "a",
    "B",
    "store",
    "r#fn",
    "_",
    "::",
    ":",
    ";",
    ",",
    ".",
    "..",
    "=",
    "=>",
    "->",
    "<",
    ">",
    "!",
    "#",
    "$",
    "&",
    "*",
    "|",
    "'",
    "'a",
    "\"s\"",
    "'c'",
    "1",
    "1.0",
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    "{}",
    "()",
    "#[a]",
    "#![b]",
    "#[cfg(test)]",
    "//",
    "/*",
    "*/",
    "\n",
    "\\",
    "é",
    "r#\"",
    "\"",
    "crate::store::open()",
    "vec![1]",
    "m! {}",
    "for",
    "in",
    "loop",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_text_ends_the_analysis(words in prop::collection::vec(prop::sample::select(SOUP), 0..60)) {
        let text = words.join(" ");
        analysed(&[("lib.rs", "mod store; mod till;"), ("store.rs", STORE), ("till.rs", &text)]);
    }

    #[test]
    fn no_cut_in_a_file_ends_the_analysis_or_moves_a_name(at in 0..STORE.len(), len in 0..12_usize) {
        let end = (at + len).min(STORE.len());
        let text = format!("{}{}", &STORE[..at], &STORE[end..]);
        let analysis = analysed(&[("lib.rs", "mod store; mod till;"), ("store.rs", &text), ("till.rs", "use crate::store::*;")]);
        for reference in analysis.graph.references() {
            let name = analysis.sources.snippet(reference.span);
            let is_name = name.chars().all(|letter| letter.is_alphanumeric() || letter == '_');
            prop_assert!(is_name || name.starts_with('*'), "{name:?} in {text}");
        }
    }
}
