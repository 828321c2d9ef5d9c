//! Each limit on code: what lies beyond a lower one is a gap, and a higher one lets more be seen.

#[path = "shop/deep.rs"]
mod deep;
mod shop;

use std::collections::BTreeSet;

use boundaries_analysis::{Analysis, AnalysisOptions, Limits};
use boundaries_graph::{GapReason, Limit};
use deep::deep_items;
use shop::{analysed, analysed_by, gaps, targets};

/// A limit, a value of it that is too low, and the files for which it is.
type Lowered = (Limit, fn(&mut Limits, u64), u64, Vec<(&'static str, String)>);

fn analysed_within(change: impl Fn(&mut Limits), files: &[(&str, String)]) -> Analysis {
    let mut limits = Limits::default();
    change(&mut limits);
    let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (*path, text.as_str())).collect();
    analysed_by(&AnalysisOptions { threads: Some(2), limits, ..AnalysisOptions::default() }, &files)
}

fn lib(text: &str) -> Vec<(&'static str, String)> {
    vec![("lib.rs", text.to_owned())]
}

/// Workspaces that are whole within the usual limits.
fn cases() -> Vec<Lowered> {
    let twice =
        "macro_rules! one { ($($t:tt)*) => { $($t)* } }\nmacro_rules! two { ($($t:tt)*) => { one! { $($t)* } } }\n";
    let two_traits = "pub struct S; pub trait A {} pub trait B {} impl A for S {} impl B for S {}";
    let chain = "pub mod a { pub use super::b::*; } pub mod b { pub use super::c::*; } pub mod c { pub struct S; }\n\
                 fn f(s: a::S) {}";
    vec![
        (Limit::Modules, |limits, value| limits.modules = value, 1, lib("mod a {} mod b {}")),
        (Limit::ModuleDepth, |limits, value| limits.module_depth = value, 1, lib("mod a { mod b {} }")),
        (Limit::Nesting, |limits, value| limits.nesting = value, 3, lib("const A: u8 = ((((1))));")),
        (
            Limit::ItemMacros,
            |limits, value| limits.item_macros = value,
            60,
            lib(&format!("{twice}two! {{ struct S; }}")),
        ),
        (
            Limit::ItemMacroCalls,
            |limits, value| limits.item_macro_calls = value,
            1,
            lib(&format!("{twice}two! {{ struct S; }}")),
        ),
        (
            Limit::BodyMacros,
            |limits, value| limits.body_macros = value,
            60,
            lib(&format!("{twice}fn f() {{ two! {{ 1 }} }}")),
        ),
        (
            Limit::MacroCall,
            |limits, value| limits.macro_call = value,
            5,
            lib(&format!("{twice}fn f() {{ two! {{ 1 + 2 + 3 }} }}")),
        ),
        (
            Limit::MacroDepth,
            |limits, value| limits.macro_depth = value,
            1,
            lib(&format!("{twice}fn f() {{ two! {{ 1 }} }}")),
        ),
        (
            Limit::MacroDepth,
            |limits, value| limits.macro_depth = value,
            1,
            lib(&format!("{twice}two! {{ struct S; }}")),
        ),
        (Limit::GlobNames, |limits, value| limits.glob_names = value, 1, lib("mod a { pub struct A; } use a::*;")),
        (Limit::ImportRounds, |limits, value| limits.import_rounds = value, 1, lib(chain)),
        (
            Limit::SameNames,
            |limits, value| limits.same_names = value,
            1,
            lib("#[cfg(unix)] fn f() {}\n#[cfg(windows)] fn f() {}"),
        ),
        (Limit::Impls, |limits, value| limits.impls = value, 1, lib(two_traits)),
        (Limit::Fields, |limits, value| limits.fields = value, 1, lib("struct S { a: u8, b: u8 }")),
    ]
}

#[test]
fn beyond_each_limit_is_a_gap_that_names_it() {
    for (limit, change, value, files) in cases() {
        let analysis = analysed_within(|limits| change(limits, value), &files);
        let reason = if limit == Limit::Nesting { GapReason::ReadByTokens } else { GapReason::LimitReached };
        let gaps_of = |reason| analysis.graph.gaps().iter().filter(move |gap| gap.reason == reason);
        assert!(gaps_of(reason).count() > 0, "{limit:?}: {:?}", gaps(&analysis));
        let named: BTreeSet<Option<Limit>> = gaps_of(reason).map(|gap| gap.limit).collect();
        assert_eq!(named, [Some(limit)].into(), "{limit:?}");
        let usual: Vec<(&str, &str)> = files.iter().map(|(path, text)| (*path, text.as_str())).collect();
        assert_eq!(gaps(&analysed(&usual)), [], "{limit:?}");
    }
}

/// The size of a file is a matter of whoever reads it.
#[test]
fn there_is_a_case_for_each_limit() {
    let of_cases: BTreeSet<Limit> = cases().iter().map(|(limit, ..)| *limit).collect();
    assert_eq!(of_cases, Limit::ALL.into_iter().filter(|limit| *limit != Limit::SourceSize).collect());
}

#[test]
fn no_limit_is_too_low_or_too_high() {
    for (limit, change, _, files) in cases() {
        let none = analysed_within(|limits| change(limits, 0), &files);
        assert!(!gaps(&none).is_empty(), "{limit:?}");
        // A machine has no stack for what nests without end.
        if ![Limit::Nesting, Limit::MacroDepth].contains(&limit) {
            assert_eq!(gaps(&analysed_within(|limits| change(limits, u64::MAX), &files)), [], "{limit:?}");
        }
    }
}

/// Whichever is reached first is the one to raise: the calls behind it are not expanded because of it.
#[test]
fn what_is_left_out_because_of_a_limit_names_that_one() {
    let calls = "macro_rules! m { ($($t:tt)*) => { $($t)* $($t)* } }\n\
                 macro_rules! n { ($($t:tt)*) => { m! { $($t)* } m! { $($t)* } } }\n\
                 n! { struct A; struct B; } m! { struct C; }\n\
                 fn f() { n! { 1; } m! { 2; } }";
    let limits_of = |change: fn(&mut Limits)| -> BTreeSet<Option<Limit>> {
        let analysis = analysed_within(change, &lib(calls));
        let reached = analysis.graph.gaps().iter().filter(|gap| gap.reason == GapReason::LimitReached);
        reached.map(|gap| gap.limit).collect()
    };
    assert_eq!(limits_of(|limits| limits.item_macros = 100), [Some(Limit::ItemMacros)].into());
    assert_eq!(limits_of(|limits| limits.body_macros = 100), [Some(Limit::BodyMacros)].into());
    assert_eq!(limits_of(|limits| limits.macro_call = 10), [Some(Limit::MacroCall)].into());
    assert_eq!(limits_of(|limits| limits.macro_depth = 1), [Some(Limit::MacroDepth)].into());
}

/// A call whose arguments are within the limit turns into what is not.
#[test]
fn what_nests_too_deeply_in_an_expansion_is_beyond_the_limit_on_nesting() {
    let deep = |inner: &str| format!("{}{inner}{}", "(".repeat(12), ")".repeat(12));
    let deeper = format!("macro_rules! m {{ ($e:expr) => {{ n! {{ {} }} }} }}\n", deep("$e"));
    let taken = "macro_rules! n { ($e:expr) => { const A: u8 = $e; } }\n";
    for (before, behind) in [("", ""), ("fn f() { ", " }")] {
        let call = format!("{deeper}{taken}{before}m! {{ {} }}{behind}", deep("1"));
        let analysis = analysed_within(|limits| limits.nesting = 20, &lib(&call));
        let reached: Vec<_> = analysis.graph.gaps().iter().map(|gap| (gap.reason, gap.limit)).collect();
        assert!(reached.contains(&(GapReason::LimitReached, Some(Limit::Nesting))), "{call}: {reached:?}");
    }
}

/// Nobody looks into calls that stand too deeply in expansions, those of macros from outside included.
#[test]
fn arguments_of_calls_too_deep_in_expansions_are_a_gap() {
    let text = "mod m { pub fn n() {} }\nmacro_rules! go { () => { outside!(m::n()) } }\nfn f() { go!() }";
    let within = |depth| {
        let analysis = analysed_within(|limits| limits.macro_depth = depth, &lib(text));
        let gaps: Vec<_> = analysis.graph.gaps().iter().map(|gap| gap.limit).collect();
        (targets(&analysis).contains(&"shop::m::n".to_owned()), gaps)
    };
    assert_eq!(within(2), (true, vec![]));
    assert_eq!(within(1), (false, vec![Some(Limit::MacroDepth)]));
}

/// No limit makes a file a module of itself.
#[test]
fn what_never_ends_is_beyond_no_limit_that_can_be_moved() {
    let analysis = analysed(&[("lib.rs", "#[path = \"lib.rs\"] mod again;")]);
    let reached: Vec<_> = analysis.graph.gaps().iter().map(|gap| (gap.reason, gap.limit)).collect();
    assert_eq!(reached, [(GapReason::LimitReached, None)]);
}

/// Of a type with more parts nothing is known, which is a gap where a field or a method of a value is asked for.
#[test]
fn a_type_of_many_parts() {
    let files = lib("mod kept { pub struct K; impl K { pub fn go(&self) {} } }\n\
                     fn f(s: (u8, u8, kept::K)) { s.2.go(); }");
    let went = |parts| {
        let analysis = analysed_within(|limits| limits.type_parts = parts, &files);
        (targets(&analysis).contains(&"shop::kept::K::go".to_owned()), gaps(&analysis))
    };
    assert_eq!(went(4), (true, vec![]));
    assert_eq!(went(3), (false, vec![GapReason::UnknownReceiver; 2]));
}

/// Where something is left out, it may be what a method or field is of. What stands behind a `Deref` is not taken for it.
#[test]
fn what_is_left_out_keeps_a_receiver_from_what_is_behind_it() {
    let kept = "pub mod kept { pub struct K { pub go: L } impl K { pub fn go(&self) {} } \
                pub struct L; impl L { pub fn run(&self) {} } }\n\
                use kept::K;\n\
                pub trait Other { fn go(&self) -> u8 { 1 } }\n\
                pub mod traits { pub trait Go { fn go(&self) -> u8 { 1 } } pub trait By: Sized { fn go(self) -> u8 { 1 } } }\n\
                use traits::*;\n";
    let deref = "impl std::ops::Deref for W { type Target = K; fn deref(&self) -> &K { &self.k } }\n";
    let own =
        format!("pub struct W {{ pub k: K, pub go: O }} pub struct O; impl O {{ pub fn run(&self) {{}} }}\n{deref}");
    let hidden = "pub mod hidden { pub trait Hidden { fn go(&self) -> u8 { 1 } } impl<T> Hidden for T {} \
                  pub trait OfBoxes { fn go(&self) -> u8 { 1 } } impl OfBoxes for Box<super::K> {} \
                  pub trait OfAll { fn go(&self) -> u8 { 1 } } impl<T> OfAll for &T {} }\n";
    type LeftOut = (&'static str, fn(&mut Limits), String);
    let cases: [LeftOut; 9] = [
        ("a field", |limits| limits.fields = 1, format!("{own}fn f(w: W) {{ w.go.run(); }}")),
        (
            "an impl",
            |limits| limits.impls = 2,
            format!("{own}impl Clone for W {{}} impl Go for W {{}} fn f(w: W) {{ w.go(); }}"),
        ),
        (
            "an impl by which something leads further",
            |limits| limits.impls = 1,
            format!("pub struct W {{ k: K }} impl Clone for W {{}} {deref}impl Go for W {{}} fn f(w: W) {{ w.go(); }}"),
        ),
        (
            "an impl that takes the value",
            |limits| limits.impls = 1,
            "impl Clone for K {} impl By for K {} fn f(k: K) { k.go(); }".to_owned(),
        ),
        (
            "an impl for all",
            |limits| limits.impls = 1,
            format!("{own}{hidden}impl<T> Go for T {{}} fn f(w: W) {{ w.go(); }}"),
        ),
        (
            "an impl that leads to another one",
            |limits| limits.impls = 2,
            format!(
                "{own}pub trait Rare {{}} impl<T: Iterator> Rare for T {{}} impl<T: Send + Iterator> Rare for T {{}} \
                 pub trait B {{}} impl B for W {{}} impl<T: B> Rare for T {{}} impl<T: Rare> Go for T {{}} \
                 fn f(w: W) {{ w.go(); }}"
            ),
        ),
        (
            "an impl for a type from outside",
            |limits| limits.impls = 1,
            format!("{hidden}impl Go for Box<K> {{}} fn f(k: Box<K>) {{ k.go(); }}"),
        ),
        (
            "an impl for references",
            |limits| limits.impls = 1,
            format!("{own}{hidden}impl<T> Go for &T {{}} fn f(w: W) {{ w.go(); }}"),
        ),
        (
            "an impl for other arguments",
            |limits| limits.impls = 1,
            "pub struct X; pub trait Tr<A> { type Out; } impl Tr<u8> for X { type Out = K; } \
             impl Tr<u16> for X { type Out = String; } fn f(x: <X as Tr<u16>>::Out) { x.go(); }"
                .to_owned(),
        ),
    ];
    for (name, change, text) in cases {
        let analysis = analysed_within(change, &lib(&format!("{kept}{text}")));
        let of_kept = ["shop::kept::K::go", "shop::kept::L::run"].map(str::to_owned);
        let found = targets(&analysis);
        assert!(!found.iter().any(|target| of_kept.contains(target)), "{name}: {found:?}");
        let gaps = gaps(&analysis);
        assert!(gaps.contains(&GapReason::UnknownReceiver), "{name}: {gaps:?}");
    }
}

#[test]
fn a_higher_limit_lets_more_be_seen() {
    let deep = |times: usize, (open, middle, close): (&str, &str, &str)| {
        format!("{}{middle}{}", open.repeat(times), close.repeat(times))
    };
    let kept = "mod kept { pub struct K; impl K { pub fn go(&self) {} } }\n";
    let nested = format!("{kept}fn f(k: kept::K) {{ {}; }}", deep(1_000, ("(", "k.go()", ")")));
    let modules = deep(300, ("pub mod a { ", "pub struct S;", "}"));
    let through = |times: usize| {
        let rules: String =
            (0..times).map(|at| format!("macro_rules! m{at} {{ () => {{ m{}!() }} }}\n", at + 1)).collect();
        format!("{kept}macro_rules! m{times} {{ () => {{ kept::K.go() }} }}\n{rules}fn f() {{ m0!() }}")
    };
    let alike: String = (0..300).map(|at| format!("#[cfg(feature = \"f{at}\")] fn f() {{}}\n")).collect();
    let chain: String = (0..200).map(|at| format!("pub mod m{at} {{ pub use super::m{}::*; }}\n", at + 1)).collect();
    let chain = format!("{kept}{chain}pub mod m200 {{ pub use super::kept::*; }}\nfn f(k: m0::K) {{ k.go() }}");
    let numbers = format!("{kept}const N: f64 = {};\nfn f(k: kept::K) {{ k.go() }}", "1".repeat(1_000));
    let generics: String = (0..1_500).map(|at| format!("T{at}, ")).collect();
    let generics = format!("{kept}fn g<{generics}>() {{ kept::K.go() }}");
    type Raised = (&'static str, fn(&mut Limits), String);
    let cases: [Raised; 8] = [
        ("nesting", |limits| limits.nesting = 3_000, nested),
        ("module depth", |limits| (limits.nesting, limits.module_depth) = (1_000, 301), modules),
        ("macro depth", |limits| limits.macro_depth = 300, through(200)),
        ("same names", |limits| limits.same_names = 300, alike),
        ("import rounds", |limits| limits.import_rounds = 300, chain),
        ("numbers", |limits| limits.nesting = 1_100, numbers),
        ("generic parameters", |limits| limits.nesting = 2_000, generics),
        ("both", |limits| (limits.nesting, limits.macro_depth) = (800, 1_000), through(900)),
    ];
    for (name, change, text) in cases {
        let files = lib(&text);
        assert_ne!(gaps(&analysed(&[("lib.rs", &text)])), [], "{name}");
        let analysis = analysed_within(change, &files);
        assert_eq!(gaps(&analysis), [], "{name}");
        let goes = !text.contains("go()") || targets(&analysis).contains(&"shop::kept::K::go".to_owned());
        assert!(goes, "{name}: {:?}", targets(&analysis));
    }
}

/// The stacks grow with the limit, so that what it lets through does not overflow them.
#[test]
fn as_deep_as_the_limit_goes() {
    let limits = Limits { nesting: 4_000, module_depth: 4_000, ..Limits::default() };
    for times in [1_300, 3_900] {
        for (name, item) in deep_items(times) {
            let options = AnalysisOptions { threads: Some(1), limits, ..AnalysisOptions::default() };
            let analysis = analysed_by(&options, &[("lib.rs", &item)]);
            assert!(analysis.graph.modules().count() >= 1, "{name}");
        }
    }
}
