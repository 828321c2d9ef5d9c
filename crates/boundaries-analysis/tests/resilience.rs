//! What cannot be read is a gap, and never the end of an analysis.

#[path = "shop/deep.rs"]
mod deep;
mod shop;

use boundaries_analysis::{Analysis, AnalysisOptions, Limits};
use boundaries_graph::GapReason;
use deep::deep_items;
use shop::{analysed, analysed_by, gaps, targets};

const KEPT: &str = "mod kept { pub struct K; }\nuse kept::K;\n";

fn analysed_within(limits: Limits, files: &[(&str, &str)]) -> Analysis {
    analysed_on(1, limits, files)
}

fn analysed_on(threads: usize, limits: Limits, files: &[(&str, &str)]) -> Analysis {
    analysed_by(&AnalysisOptions { threads: Some(threads), limits, ..AnalysisOptions::default() }, files)
}

#[test]
fn alternatives_of_one_module_both_exist() {
    let lib = "#[cfg(unix)] #[path = \"unix.rs\"] mod sys;\n#[cfg(windows)] #[path = \"windows.rs\"] mod sys;\nmod shared { pub struct S; }";
    let analysis =
        analysed(&[("lib.rs", lib), ("unix.rs", "use crate::shared::S;"), ("windows.rs", "use crate::shared::S;")]);
    assert_eq!(analysis.graph.modules_at("shop::sys").count(), 2);
    assert_eq!(targets(&analysis), ["shop::shared::S", "shop::shared::S"]);
}

/// What stands in a file is there once, however often the file becomes the same module.
#[test]
fn a_module_declared_under_two_conditions_is_looked_at_once() {
    let lib = |first: &str, second: &str| format!("{first} pub mod m;\n{second} pub(crate) mod m;\n{KEPT}");
    let m = "mod inner { fn f(k: crate::kept::K) {} }\nlost::path!();\n";
    let of = |first: &str, second: &str| {
        let analysis = analysed(&[("lib.rs", &lib(first, second)), ("m.rs", m)]);
        assert_eq!(analysis.graph.modules_at("shop::m").count(), 2);
        targets(&analysis).len() - 1
    };
    assert_eq!(of("#[cfg(feature = \"x\")]", "#[cfg(not(feature = \"x\"))]"), 1);
    assert_eq!(of("#[cfg(windows)]", "#[cfg(unix)]"), 1);
    assert_eq!(of("#[cfg(test)]", "#[cfg(not(test))]"), 2, "code of tests is other code");
}

#[test]
fn a_module_without_a_file() {
    let analysis = analysed(&[("lib.rs", &format!("mod lost;\n{KEPT}"))]);
    assert_eq!(gaps(&analysis), [GapReason::MissingModuleFile]);
    assert_eq!(targets(&analysis), ["shop::kept::K"]);
}

#[test]
fn a_file_that_does_not_parse() {
    let analysis = analysed(&[("lib.rs", &format!("mod broken;\n{KEPT}")), ("broken.rs", "fn ( {")]);
    assert_eq!(gaps(&analysis), [GapReason::UnparsedFile]);
    assert_eq!(targets(&analysis), ["shop::kept::K"]);
    let analysis = analysed(&[("lib.rs", &format!("mod broken;\n{KEPT}")), ("broken.rs", "fn () {}")]);
    assert_eq!(gaps(&analysis), [GapReason::ReadByTokens]);
}

#[test]
fn a_file_that_includes_itself() {
    let analysis = analysed(&[("lib.rs", "#[path = \"lib.rs\"] mod again;")]);
    assert!(gaps(&analysis).contains(&GapReason::LimitReached));
}

#[test]
fn files_that_include_each_other_many_times() {
    let limits = Limits { modules: 1 << 12, ..Limits::default() };
    let again = "#[path = \"lib.rs\"] mod one;\n#[path = \"lib.rs\"] mod two;\n#[path = \"b.rs\"] mod three;\n#[path = \"b.rs\"] mod four;\n";
    let analysis = analysed_within(limits, &[("lib.rs", again), ("b.rs", again)]);
    assert!(gaps(&analysis).contains(&GapReason::LimitReached));
    let files: Vec<(String, String)> = (0..40)
        .map(|at| (if at == 0 { "lib.rs".to_owned() } else { format!("f{at}.rs") }, at + 1))
        .map(|(path, next)| (path, format!("#[path = \"f{next}.rs\"] mod a;\n#[path = \"f{next}.rs\"] mod b;\n")))
        .collect();
    let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    assert!(gaps(&analysed_within(limits, &files)).contains(&GapReason::LimitReached));
}

#[test]
fn code_that_a_build_script_makes() {
    let analysis = analysed(&[("lib.rs", "include!(concat!(env!(\"OUT_DIR\"), \"/made.rs\"));")]);
    assert_eq!(gaps(&analysis), [GapReason::HiddenCode]);
}

#[test]
fn a_crate_that_is_no_dependency() {
    assert_eq!(targets(&analysed(&[("lib.rs", "fn f(_: log::Level) {}")])), [""; 0]);
}

#[test]
fn nesting_that_would_overflow_a_parser() {
    for (name, item) in deep_items(20_000) {
        let lib = format!("{item}\n{KEPT}");
        let analysis = analysed(&[("lib.rs", &lib)]);
        assert!(gaps(&analysis).contains(&GapReason::ReadByTokens), "{name}");
        assert!(targets(&analysis).contains(&"shop::kept::K".to_owned()), "{name}");
    }
}

#[test]
fn nesting_that_a_parser_bears() {
    for times in [4, 30, 200, 390, 1_500, 6_000] {
        for (_, item) in deep_items(times) {
            analysed(&[("lib.rs", &format!("{item}\n{KEPT}"))]);
        }
    }
    for (name, item) in deep_items(4) {
        let analysis = analysed(&[("lib.rs", &format!("{item}\n{KEPT}"))]);
        let is_deep = |gap: &boundaries_graph::Gap| analysis.graph.text(gap.text) == "nested too deeply";
        assert!(!analysis.graph.gaps().iter().any(is_deep), "{name}");
    }
}

#[test]
fn a_long_file_is_no_deep_one() {
    let lib = "fn f(a: &u8, b: u8) -> Vec<u8> { if a < b {} if b > a { g()? } loop {} }\n#[a] impl A for B {}\n"
        .repeat(9_000);
    assert!(!gaps(&analysed(&[("lib.rs", &lib)])).contains(&GapReason::ReadByTokens));
}

#[test]
fn macros_that_never_end() {
    let endless = "macro_rules! m { ($($t:tt)*) => { m!($($t)* x); } } m!();";
    let doubling = "macro_rules! m { ($($t:tt)*) => { m!($($t)* $($t)* x); m!($($t)* y); } } fn f() { m!() }";
    let mutual = "macro_rules! a { () => { b!() } } macro_rules! b { () => { a!() } } fn f() -> u8 { a!() }";
    for lib in [endless, doubling, mutual] {
        let lib = format!("{lib}\n{KEPT}");
        let analysis = analysed(&[("lib.rs", &lib)]);
        assert!(gaps(&analysis).contains(&GapReason::LimitReached), "{lib}");
        assert_eq!(targets(&analysis), ["shop::kept::K"], "{lib}");
    }
}

#[test]
fn a_type_with_more_traits_than_are_looked_through() {
    for of in ["S", "u8"] {
        let traits = |at| format!("pub trait T{at} {{ fn m{at}(&self) {{}} }} impl T{at} for {of} {{}}\n");
        let traits: String = (0..2_050).map(traits).collect();
        let lib = format!(
            "struct S;\nmod kept {{ use super::S;\n{traits}}}\nuse kept::*;\n\
             fn f(s: &{of}) {{ s.m0(); s.m2047(); s.m2048(); }}"
        );
        let analysis = analysed(&[("lib.rs", &lib)]);
        let used = targets(&analysis);
        assert!(used.iter().any(|target| target == "shop::kept::T2047::m2047"), "{of}");
        assert!(used.iter().all(|target| target != "shop::kept::T2048::m2048"), "{of}");
        assert_eq!(gaps(&analysis).iter().filter(|gap| **gap == GapReason::LimitReached).count(), 2, "{of}");
    }
}

#[test]
fn a_type_with_more_fields_than_are_looked_through() {
    let fields: String = (0..4_097).map(|at| format!("pub f{at}: Coin,\n")).collect();
    for (shape, uses) in [
        ("pub struct Of", "fn f(s: &kept::Of) { s.f4095.go(); s.f4096.go(); }"),
        ("pub union Of", "fn f(s: &kept::Of) { unsafe { s.f4095.go(); s.f4096.go(); } }"),
        ("pub enum Of { V", "fn f(s: &kept::Of) { let kept::Of::V { f4095, f4096, .. } = s; f4095.go(); f4096.go(); }"),
    ] {
        let end = if shape.ends_with('V') { "}}" } else { "}" };
        let coin = "#[derive(Clone, Copy)] pub struct Coin; impl Coin { pub fn go(&self) {} }";
        let analysis = analysed(&[("lib.rs", &format!("mod kept {{ {coin}\n{shape} {{ {fields} {end} }}\n{uses}"))]);
        assert_eq!(targets(&analysis).iter().filter(|target| target.ends_with("Coin::go")).count(), 1, "{shape}");
        // A field that is not known, and what is called on it.
        let unknown = if uses.contains("let") { 1 } else { 2 };
        assert_eq!(gaps(&analysis)[..1], [GapReason::LimitReached], "{shape}");
        assert_eq!(gaps(&analysis)[1..], vec![GapReason::UnknownReceiver; unknown], "{shape}");
    }
}

#[test]
fn more_impls_for_parameters_than_are_looked_through() {
    let of_one_trait = |at| format!("pub trait B{at} {{}} impl<X: B{at}> T for X {{}}\n");
    let with_one_name = |at| format!("pub trait B{at} {{ fn m(&self) {{}} }} impl<X: B{at}> B{at} for X {{}}\n");
    for impls in [(0..2_050).map(of_one_trait).collect::<String>(), (0..2_050).map(with_one_name).collect()] {
        let lib = format!("mod kept {{ pub trait T {{ fn m(&self) {{}} }}\n{impls}}}");
        let analysis = analysed(&[("lib.rs", &lib)]);
        assert_eq!(gaps(&analysis).iter().filter(|gap| **gap == GapReason::LimitReached).count(), 2);
    }
}

#[test]
fn types_that_lead_to_each_other() {
    let lib = "use std::ops::Deref;
        struct A; impl Deref for A { type Target = B; fn deref(&self) -> &B { loop {} } }
        struct B; impl Deref for B { type Target = A; fn deref(&self) -> &A { loop {} } }
        fn f(a: A) { a.go(); a.field; (*a).go(); a[0].go(); a[1..].go(); for x in a {} }";
    assert_eq!(targets(&analysed(&[("lib.rs", &format!("{lib}\n{KEPT}"))])), ["shop::kept::K"]);
}

/// What fails costs as well: half as many calls would be within the limit.
#[test]
fn a_call_that_turns_into_many_that_fit_no_rule() {
    let lib = |times: usize| {
        let twice = "macro_rules! fails { (x) => {} }\nmacro_rules! twice { () => { fails!() }; (. $($t:tt)*) => { twice!($($t)*); twice!($($t)*); } }";
        format!("{twice}\n{KEPT}fn f() {{ twice!({}); }}", ".".repeat(times))
    };
    assert!(!gaps(&analysed(&[("lib.rs", &lib(10))])).contains(&GapReason::LimitReached));
    assert!(gaps(&analysed(&[("lib.rs", &lib(11))])).contains(&GapReason::LimitReached));
}

/// Macros of which the last turns its arguments into eight times eight times eight times as much.
const TOWER: &str = "\
macro_rules! a { ($($t:tt)*) => { $($t)* $($t)* $($t)* $($t)* $($t)* $($t)* $($t)* $($t)* } }
macro_rules! b { ($($t:tt)*) => { a!{$($t)* $($t)* $($t)* $($t)* $($t)* $($t)* $($t)* $($t)*} } }
macro_rules! c { ($($t:tt)*) => { b!{$($t)* $($t)* $($t)* $($t)* $($t)* $($t)* $($t)* $($t)*} } }
";

#[test]
fn many_macros_that_each_turn_into_much() {
    let limits = Limits { item_macros: 200_000, body_macros: 200_000, ..Limits::default() };
    let between_items: String = (0..60).map(|at| format!("mod m{at} {{ c!{{ const _: u8 = 1; }} }}\n")).collect();
    let in_bodies: String = (0..60).map(|_| "fn g() { c!{ x.y(); } }\n").collect();
    let in_modules: String = (0..900).map(|at| format!("mod m{at} {{ fn g() {{ c!{{ x.y(); }} }} }}\n")).collect();
    for calls in [between_items, in_bodies, in_modules] {
        let lib = format!("{TOWER}{KEPT}{calls}");
        let analysis = analysed_within(limits, &[("lib.rs", &lib)]);
        let reached = |analysis: &Analysis| gaps(analysis).contains(&GapReason::LimitReached);
        assert!(reached(&analysis), "{calls}");
        assert!(targets(&analysis).contains(&"shop::kept::K".to_owned()));
        let again = analysed_on(3, limits, &[("lib.rs", &lib)]);
        let told = |analysis: &Analysis| format!("{:?} {:?}", analysis.graph.gaps(), analysis.graph.references());
        assert_eq!(told(&analysis), told(&again), "threads have no say in what is left out");
    }
    let few = format!("{TOWER}{KEPT}mod m {{ c!{{ const _: u8 = 1; }} }} fn g() {{ c!{{ x.y(); }} }}");
    assert!(!gaps(&analysed_within(limits, &[("lib.rs", &few)])).contains(&GapReason::LimitReached));
}

#[test]
fn macros_with_many_rules() {
    let rules = "(a b) => {};".repeat(2_000);
    let lib = format!("macro_rules! m {{ {rules} }}\n{KEPT}{}", "m!(c);\n".repeat(200));
    let limits = Limits { item_macros: 200_000, ..Limits::default() };
    assert!(gaps(&analysed_within(limits, &[("lib.rs", &lib)])).contains(&GapReason::LimitReached));
}

#[test]
fn a_large_file_that_becomes_many_modules() {
    let large = "const _: u8 = 1;\n".repeat(1_000);
    let lib: String = (0..30).map(|at| format!("#[path = \"large.rs\"] mod m{at};\n")).collect();
    let lib = format!("{KEPT}{lib}");
    let files = [("lib.rs", lib.as_str()), ("large.rs", large.as_str())];
    let limits = Limits { item_macros: 100_000, ..Limits::default() };
    let analysis = analysed_within(limits, &files);
    assert!(gaps(&analysis).contains(&GapReason::LimitReached));
    assert_eq!(targets(&analysis), ["shop::kept::K"]);
    assert_eq!(gaps(&analysed(&files)), []);
}

/// Each module gets the names of all others, which is their number by itself.
#[test]
fn modules_that_get_all_names_of_each_other() {
    let modules: String = (0..60).map(|at| format!("mod m{at} {{ pub use super::*; }}\n")).collect();
    let lib = format!("{KEPT}{modules}");
    let limits = Limits { glob_names: 500, ..Limits::default() };
    let analysis = analysed_within(limits, &[("lib.rs", &lib)]);
    assert_eq!(gaps(&analysis).iter().filter(|gap| **gap == GapReason::LimitReached).count(), 60);
    assert!(targets(&analysis).contains(&"shop::kept::K".to_owned()));
    assert_eq!(gaps(&analysed(&[("lib.rs", &lib)])), []);
}

/// The six names are those of `a` in `b`, then those of `b` in `c`, which are looked through again when `b` gets `z`.
#[test]
fn a_name_counts_once_for_each_module_that_globs_bring_it_to() {
    let lib = "mod a { pub fn x() {} pub fn y() {} }\nmod d { pub fn z() {} }\n\
               mod b { pub use super::a::*; mod c { pub use super::*; } pub use super::d::z; }";
    let within = |glob_names| gaps(&analysed_within(Limits { glob_names, ..Limits::default() }, &[("lib.rs", lib)]));
    assert_eq!(within(7), []);
    assert_eq!(within(5), [GapReason::LimitReached; 2]);
}

#[test]
fn a_module_that_imports_all_names_of_itself_gets_none() {
    let limits = Limits { glob_names: 1, ..Limits::default() };
    assert_eq!(gaps(&analysed_within(limits, &[("lib.rs", "pub use self::*;\npub fn x() {}")])), []);
}

/// What stands under one name is looked through whenever the name is used.
#[test]
fn one_name_many_times() {
    let lines = [
        "use kept::K;\n",
        "fn f() { f() }\n",
        "use kept::*;\n",
        "struct S { f: S }\n",
        "macro_rules! m { () => {} } n!();\n",
    ];
    for line in lines {
        let lib = format!("{KEPT}{}", line.repeat(20_000));
        assert!(targets(&analysed(&[("lib.rs", &lib)])).contains(&"shop::kept::K".to_owned()), "{line}");
    }
}

#[test]
fn more_modules_than_allowed() {
    let limits = Limits { modules: 2, ..Limits::default() };
    let files = [("lib.rs", "mod a;\nmod b;\nmod c;\n"), ("a.rs", ""), ("b.rs", ""), ("c.rs", "")];
    assert_eq!(gaps(&analysed_within(limits, &files)), [GapReason::LimitReached]);
    assert_eq!(gaps(&analysed(&files)), []);
}

#[test]
fn more_inline_modules_than_allowed() {
    let modules: String =
        (0..1_000).map(|at| format!("mod m{at} {{ use crate::kept::K; mod inner {{}} }}\n")).collect();
    let lib = format!("{KEPT}{modules}");
    let limits = Limits { modules: 201, ..Limits::default() };
    let analysis = analysed_within(limits, &[("lib.rs", &lib)]);
    // `kept`, and the first hundred with what is in them: what stands in the others is not seen, and told once for each.
    assert_eq!(analysis.graph.modules().count(), 1 + 201);
    assert_eq!(gaps(&analysis), [GapReason::LimitReached; 900]);
    assert_eq!(targets(&analysis), ["shop::kept::K"; 101]);
    assert_eq!(gaps(&analysed(&[("lib.rs", &lib)])), []);
}

/// Each is looked for in all of them.
#[test]
fn more_generic_parameters_than_any_item_has() {
    let params = |number: usize| (0..number).map(|at| format!("T{at}, ")).collect::<String>();
    for item in [
        "fn f<PARAMS>(a: T0, b: T1100) { T1100::new(); }",
        "struct S<PARAMS>(T0, T1100);",
        "struct S<PARAMS> where T1100: Sized;",
        "enum E<PARAMS> { A(T1100) }",
        "trait U<PARAMS> { fn f(a: T1100); }",
        "type A<PARAMS> = T1100;",
        "impl<PARAMS> kept::K { fn f(a: T1100) {} }",
        "impl kept::K { fn f<PARAMS>(a: T1100) {} }",
        "mod m { use super::*; fn f<PARAMS>(a: T1100) {} }",
        "fn g() { fn f<PARAMS>(a: T1100) {} }",
    ] {
        // A parameter hides the type of its name, whether it is read or not.
        let around =
            format!("{KEPT}mod other {{ pub struct T1100; }}\nuse other::T1100;\nmod last {{ use crate::kept::K; }}\n");
        let whole = |number| format!("{around}{}\n", item.replace("PARAMS", &params(number)));
        let analysis = analysed(&[("lib.rs", &whole(1_500))]);
        assert_eq!(gaps(&analysis), [GapReason::ReadByTokens], "{item}");
        let known = targets(&analysis);
        let known: Vec<&str> = known.iter().map(String::as_str).filter(|target| *target != "shop").collect();
        assert!(known.iter().filter(|target| target.ends_with("T1100")).count() == 1, "{item}: {known:?}");
        assert!(known.iter().filter(|target| target.ends_with("kept::K")).count() >= 2, "{item}: {known:?}");
        assert!(!gaps(&analysed(&[("lib.rs", &whole(1_000))])).contains(&GapReason::ReadByTokens), "{item}");
    }
}

#[test]
fn places_behind_a_byte_order_mark_a_shebang_and_wide_letters() {
    let lib = "\u{feff}#!/usr/bin/env run\nmod store { pub struct Käse; }\n/* ßß */ fn f(_: store::Käse) {}\n";
    let analysis = analysed(&[("lib.rs", lib)]);
    let reference = &analysis.graph.references()[0];
    assert_eq!(analysis.sources.snippet(reference.span), "Käse");
    assert_eq!((reference.span.line, reference.span.column), (3, 25));
}
