//! Which references are of tests alone, and which are left out, by the conditions that guard them.

mod shop;

use boundaries_graph::{DependencyKind, GapReason};
use shop::{analysed, gaps, targets};

const STORE: &str = "pub mod store { pub struct Item; pub fn open() {} pub mod deep { pub fn dig() {} } }\n";

/// What `shop::till` mentions of `shop::store` from its files, each with `test` if only tests do.
#[track_caller]
fn check(files: &[(&str, &str)], expected: &[&str]) {
    let lib = format!("{STORE}{}", files[0].1);
    let mut files = files.to_vec();
    files[0].1 = &lib;
    let analysis = analysed(&files);
    let contexts = analysis.graph.references().iter().map(|reference| reference.context);
    let found: Vec<_> = targets(&analysis)
        .into_iter()
        .zip(contexts)
        .map(|(path, context)| {
            let path = path.trim_start_matches("shop::store::").to_owned();
            if context == DependencyKind::Test { format!("test {path}") } else { path }
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
