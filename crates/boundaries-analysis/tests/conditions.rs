//! Which references are of tests alone, and which are left out, by the conditions that guard them.

mod shop;

use boundaries_analysis::{AnalysisOptions, CfgOptions, Limits};
use boundaries_graph::{DependencyKind, GapReason};
use shop::{analysed, analysed_by, gaps, targets};

const STORE: &str = "pub mod store { pub struct Item; pub fn open() {} pub mod deep { pub fn dig() {} } }\n";

/// What `shop::till` mentions of `shop::store` from its files, each with `test` if only tests do.
#[track_caller]
fn check(files: &[(&str, &str)], expected: &[&str]) {
    let lib = format!("{STORE}{}", files[0].1);
    let mut files = files.to_vec();
    files[0].1 = &lib;
    let analysis = analysed(&files);
    let mut references: Vec<_> = analysis.graph.references().iter().zip(targets(&analysis)).collect();
    references.sort_by_key(|(reference, _)| (reference.span.file, reference.span.start));
    let found: Vec<_> = references
        .into_iter()
        .map(|(reference, path)| {
            let path = path.strip_prefix("shop::").unwrap_or(&path);
            let path = path.strip_prefix("store::").unwrap_or(path);
            if reference.context == DependencyKind::Test { format!("test {path}") } else { path.to_owned() }
        })
        .collect();
    assert_eq!(found, expected);
}

#[test]
fn a_file_that_says_at_its_top_that_it_is_of_tests() {
    let till = "#![cfg(test)]\nuse crate::store::Item;\nfn f() { crate::store::open() }\nmod below;\n";
    let below = "fn g() { crate::store::deep::dig() }";
    check(
        &[("lib.rs", "mod till;"), ("till.rs", till), ("till/below.rs", below)],
        &["test Item", "test open", "test deep::dig"],
    );
    check(&[("lib.rs", "mod till;"), ("till.rs", "#![allow(dead_code)]\nfn f() { crate::store::open() }")], &["open"]);
}

#[test]
fn such_a_file_that_the_parser_refuses() {
    let till = "#![cfg(test)]\nfn broken() { let = ; }\nfn f() { crate::store::open() }\n";
    let files = [("lib.rs", "mod till;"), ("till.rs", till)];
    check(&files, &["test open"]);
    assert!(gaps(&analysed(&files)).contains(&GapReason::ReadByTokens), "the parser takes it");
}

#[test]
fn a_crate_of_tests() {
    let graph = analysed(&[("lib.rs", &format!("#![cfg(test)]\n{STORE}mod till {{ use crate::store::Item; }}"))]).graph;
    assert!(graph.references().iter().all(|reference| reference.context == DependencyKind::Test));
}

/// The same of what stands in `shop::till` alone.
#[track_caller]
fn check_till(till: &str, expected: &[&str]) {
    check(&[("lib.rs", &format!("mod till {{ {till} }}"))], expected);
}

#[test]
fn statements() {
    check_till(
        "use crate::store; fn f() {
            #[cfg(test)] store::deep::dig();
            store::open();
            #[cfg(test)] { store::open(); { store::deep::dig() } }
            #[cfg(test)] let item: store::Item = store::Item;
            #[cfg(test)] println!(\"{:?}\", store::open());
            #[cfg(not(test))] store::open();
            #[cfg(any(test, unix))] store::open();
            #[cfg(test)] if true { store::open() } else { store::deep::dig() }
            store::deep::dig();
        }",
        &[
            "store",
            "test deep::dig",
            "open",
            "test open",
            "test deep::dig",
            "test Item",
            "test Item",
            "test open",
            "open",
            "open",
            "test open",
            "test deep::dig",
            "deep::dig",
        ],
    );
}

#[test]
fn what_a_block_of_tests_declares() {
    check_till(
        "fn f() { #[cfg(test)] { use crate::store::Item; fn g(_: Item) { crate::store::open() } g(Item); } }",
        &["test Item", "test Item", "test open", "test Item"],
    );
    check_till(
        "#[test] fn f() { use crate::store::Item; fn g() { use crate::store::open; open() } let _ = Item; }",
        &["test Item", "test open", "test open", "test Item"],
    );
}

#[test]
fn fields_variants_and_arms() {
    check_till(
        "use crate::store::*;
        pub struct S { #[cfg(test)] a: Item, b: Item }
        pub struct T(#[cfg(test)] Item, Item);
        pub union U { #[cfg(test)] a: Item, b: Item }
        pub enum E { #[cfg(test)] A(Item), B(Item) }
        fn f(s: u8) { match s { #[cfg(test)] 0 => open(), _ => deep::dig() } }",
        &[
            "store",
            "test Item",
            "Item",
            "test Item",
            "Item",
            "test Item",
            "Item",
            "test Item",
            "Item",
            "test open",
            "deep::dig",
        ],
    );
}

#[test]
fn parts_of_lists() {
    check_till(
        "use crate::store::*;
        struct S { a: (), b: () }
        fn f(#[cfg(test)] a: Item, b: Item) {
            [#[cfg(test)] open(), open()];
            f(#[cfg(test)] Item, Item);
            S { #[cfg(test)] a: open(), b: open() };
            let S { #[cfg(test)] a: Item, b: Item } = s;
        }",
        &[
            "store",
            "test Item",
            "Item",
            "test open",
            "open",
            "test Item",
            "Item",
            "test open",
            "open",
            "test Item",
            "Item",
        ],
    );
}

#[test]
fn members() {
    check_till(
        "use crate::store; struct S;
        impl S { #[cfg(test)] fn f() { use store::Item; store::open() } fn g() { store::open() } }
        trait T { #[cfg(test)] fn f() { use store::Item; store::open() } fn g() { store::open() } }
        extern \"C\" { #[cfg(test)] fn f(_: store::Item); fn g(_: store::Item); }",
        &["store", "test Item", "test open", "open", "test Item", "test open", "open", "test Item", "Item"],
    );
}

#[test]
fn macros_and_what_they_turn_into() {
    check_till(
        "use crate::store;
        macro_rules! local { ($e:expr) => { $e }; (fn $x:ident) => { fn $x() { crate::store::open() } } }
        macro_rules! guard { ($e:expr) => { #[cfg(test)] { $e; } crate::store::open(); } }
        fn f() { #[cfg(test)] local!(store::deep::dig()); local!(store::deep::dig()); }
        fn g() { #[cfg(test)] outside!(store::open()); outside!(store::open()); }
        fn h() { guard!(store::deep::dig()); }
        fn i() { #[cfg(test)] local!(fn made); }",
        &["store", "test open", "open", "test deep::dig", "deep::dig", "test open", "open", "test deep::dig"],
    );
}

#[test]
fn the_letters_in_front_are_any() {
    check_till(
        "/* ümläüte */ fn f() { #[cfg(test)] /* ß\nß */ crate::store::open(); crate::store::open(); }",
        &["test open", "open"],
    );
}

/// Without the features of the package, nothing that asks for one is left.
#[test]
fn what_is_decided_not_to_hold_is_left_out() {
    let options = AnalysisOptions {
        threads: Some(1),
        cfg: CfgOptions { no_default_features: true, ..CfgOptions::default() },
        ..AnalysisOptions::default()
    };
    let till = "mod till { use crate::store::deep::dig;
        fn f(#[cfg(feature = \"x\")] a: crate::store::Item) {
            #[cfg(feature = \"x\")] crate::store::open();
            #[cfg(feature = \"x\")] { crate::store::open(); }
            #[cfg(feature = \"x\")] crate::store::open()
        }
        union U { #[cfg(feature = \"x\")] a: crate::store::Item }
        fn g() {
            match 1 { #[cfg(feature = \"x\")] 0 => crate::store::open(), _ => {} }
            [#[cfg(feature = \"x\")] crate::store::open(), dig()];
        }
    }";
    let analysis = analysed_by(&options, &[("lib.rs", &format!("{STORE}{till}"))]);
    assert_eq!(targets(&analysis), ["shop::store::deep::dig"; 2]);
}

#[test]
fn many_deep_conditions() {
    let nested = |what: &str, depth: usize, inner: &str| format!("{}{inner}{}", what.repeat(depth), ")".repeat(depth));
    let function = |attribute: &str, at: usize| format!("#[{attribute}] fn f{at}() {{ store::open() }}\n");
    let even = format!("cfg({})", nested("not(", 300, "test"));
    let odd = format!("cfg({})", nested("not(", 301, "test"));
    let added = nested("cfg_attr(unix, ", 300, "path = \"other.rs\"");
    let mut till = String::from("use crate::store;\n");
    let mut expected = vec!["store"];
    for at in 0..300 {
        till += &function(&even, 2 * at);
        till += &function(&odd, 2 * at + 1);
        expected.extend(["test open", "open"]);
    }
    expected.push("test open");
    let other = "#![cfg(all(unix, test,))] fn f() { crate::store::open() }";
    let files = [("lib.rs", &*format!("mod till;\n#[{added}] mod added;")), ("other.rs", other), ("till.rs", &*till)];
    check(&files, &expected);
}

/// Without tests, and where the condition around holds, there is none of what `cfg_attr(…, cfg(test))` guards.
#[test]
fn conditions_that_others_add() {
    for (attributes, is_of_tests) in [
        ("cfg_attr(all(), cfg(test))", true),
        ("cfg_attr(not(test), cfg(test))", true),
        ("cfg_attr(any(), cfg(test))", false),
        ("cfg_attr(unix, cfg(test))", false),
        ("cfg_attr(test, cfg(unix))", false),
        ("cfg_attr(all(), cfg(not(test)))", false),
        ("cfg_attr(all(), allow(unused), cfg(test))", true),
        ("cfg_attr(all(), cfg(unix), cfg(test), doc = \"\")", true),
        ("cfg_attr(all(), cfg_attr(all(), cfg(test)))", true),
        ("cfg_attr(all(), cfg_attr(any(), cfg(test)))", false),
        ("cfg_attr(not(test), cfg_attr(not(test), cfg(all(unix, test))))", true),
        ("cfg_attr(all(), test)", true),
        ("cfg_attr(not(target_arch = \"wasm32\"), tokio::test)", true),
        ("cfg_attr(any(), test)", false),
    ] {
        let expected = if is_of_tests { "test open" } else { "open" };
        let function = format!("#[{attributes}] fn f() {{ crate::store::open() }}");
        check(&[("lib.rs", &format!("mod till {{ {function} }}"))], &[expected]);
        let refused = format!("fn broken() {{ let = ; }}\n{function}");
        check(&[("lib.rs", "mod till;"), ("till.rs", &refused)], &[expected]);
        let file = format!("#![{attributes}]\nfn f() {{ crate::store::open() }}");
        check(&[("lib.rs", "mod till;"), ("till.rs", &file)], &[expected]);
    }
}

#[test]
fn what_flags_decide_about_conditions_that_others_add() {
    let till = "mod till {\n\
                #[cfg_attr(feature = \"a\", cfg(test))] fn f() { crate::store::open() }\n\
                #[cfg_attr(feature = \"a\", cfg(any()))] fn g() { crate::store::deep::dig() }\n}";
    let lib = format!("{STORE}{till}");
    let cfg = |cfg: &[&str]| {
        let cfg = CfgOptions { cfg: cfg.iter().map(|one| (*one).to_owned()).collect(), ..CfgOptions::default() };
        let analysis = analysed_by(&AnalysisOptions { cfg, ..AnalysisOptions::default() }, &[("lib.rs", &lib)]);
        let of_tests = |context| if context == DependencyKind::Test { "test " } else { "" };
        let contexts = analysis.graph.references().iter().map(|reference| of_tests(reference.context));
        contexts.zip(targets(&analysis)).map(|(context, path)| format!("{context}{path}")).collect::<Vec<_>>()
    };
    assert_eq!(cfg(&[]), ["shop::store::open", "shop::store::deep::dig"]);
    assert_eq!(cfg(&["feature=\"a\""]), ["test shop::store::open"]);
}

#[test]
fn generic_parameters_and_those_of_closures_and_pointers() {
    check_till("fn f<#[cfg(test)] T: crate::store::Item, U>() {}", &["test Item"]);
    check_till("fn f<#[cfg(test)] const N: crate::store::Item>() {}", &["test Item"]);
    check_till("struct S<#[cfg(test)] T = crate::store::Item, U = crate::store::Item>(T, U);", &["test Item", "Item"]);
    check_till("impl<#[cfg(test)] T: crate::store::Item> S for u8 {}", &["test Item"]);
    check_till("fn f() { g(|#[cfg(test)] x: crate::store::Item, y: crate::store::Item| 1); }", &["test Item", "Item"]);
    check_till("fn f() { g(|#[cfg(test)] crate::store::Item { .. }, y| 1); }", &["test Item"]);
    check_till("type F = fn(#[cfg(test)] crate::store::Item, crate::store::Item);", &["test Item", "Item"]);
}

/// What the file says of itself within a limit on nesting.
#[track_caller]
fn check_within(nesting: u64, till: &str, expected: &[&str]) {
    let limits = Limits { nesting, ..Limits::default() };
    let files = [("lib.rs", &*format!("{STORE}mod till;")), ("till.rs", till)];
    let analysis = analysed_by(&AnalysisOptions { limits, ..AnalysisOptions::default() }, &files);
    let of_tests = |context| if context == DependencyKind::Test { "test " } else { "" };
    let contexts = analysis.graph.references().iter().map(|reference| of_tests(reference.context));
    let found: Vec<_> = contexts.zip(targets(&analysis)).map(|(context, path)| format!("{context}{path}")).collect();
    assert_eq!(found, expected, "{till}");
    assert!(gaps(&analysis).contains(&GapReason::ReadByTokens), "the parser takes it");
}

#[test]
fn code_of_tests_is_none_of_other_code_however_low_the_limit_on_nesting_is() {
    for nesting in 0..4 {
        for attribute in ["cfg(test)", "test", "tokio::test", "cfg(all(test, unix))", "cfg_attr(all(), cfg(test))"] {
            let item = format!("#[{attribute}] fn f() {{ crate::store::open(((((1))))) }}");
            check_within(nesting, &item, &["test shop::store::open"]);
            check_within(nesting, &format!("#[allow(unused)]\n{item}"), &["test shop::store::open"]);
            check_within(nesting, &format!("mod inner {{ {item} }}"), &["test shop::store::open"]);
        }
        check_within(nesting, "#![cfg(test)]\nfn f() { crate::store::open(((((1))))) }", &["test shop::store::open"]);
        check_within(nesting, "#[derive(A)] struct S(((((crate::store::Item,),),),),);", &["shop::store::Item"]);
    }
}

/// Of a function that the parser refuses nobody knows where what an attribute guards ends: rather too much than too little is
/// of tests.
#[test]
fn attributes_inside_of_what_is_refused() {
    let checked = |body: &str, expected: &[&str]| {
        let files = [("lib.rs", "mod till;"), ("till.rs", body)];
        check(&files, expected);
        let lib = format!("{STORE}mod till;");
        let analysis = analysed(&[("lib.rs", &lib), ("till.rs", body)]);
        assert!(gaps(&analysis).contains(&GapReason::ReadByTokens), "the parser takes {body}");
    };
    let refused = |body: &str| format!("fn f() {{ {body}\nlet = ; }}");
    let (open, dig) = ("crate::store::open()", "crate::store::deep::dig()");
    checked(&refused(&format!("#[cfg(test)] {open}; {dig};")), &["test open", "deep::dig"]);
    checked(&refused(&format!("#[cfg(test)] let x: A<B, C> = ({open}, 1); {dig};")), &["test open", "deep::dig"]);
    checked(&refused(&format!("#[cfg(test)] {{ {open}; }} {dig};")), &["test open", "deep::dig"]);
    checked(&refused(&format!("#[allow(x)] {open}; #[cfg(test)] {dig};")), &["open", "test deep::dig"]);
    checked(&refused(&format!("g(1, #[cfg(test)] {open}); {dig};")), &["test open", "deep::dig"]);
    checked(&refused(&format!("match x {{ #[cfg(test)] A => {open}, B => 1 }} {dig};")), &["test open", "deep::dig"]);
    checked(&refused(&format!("#[cfg(test)] fn g() {{ {open} }} {dig};")), &["test open", "deep::dig"]);
    checked(&refused(&format!("#[cfg(test)] if x {{ fn g() {{ {open} }} }} ; {dig};")), &["test open", "deep::dig"]);
    checked(&refused(&format!("#![cfg(test)] {open}; {dig};")), &["test open", "test deep::dig"]);
    checked("fn f(#[cfg(test)] x: crate::store::Item, -) {}", &["test Item"]);
    checked("struct S { #[cfg(test)] a: crate::store::Item, b: = }", &["test Item"]);
    checked("fn f<#[cfg(test)] Item, =, B>(x: Item) {}\nuse crate::store::Item;", &["Item"]);
}
