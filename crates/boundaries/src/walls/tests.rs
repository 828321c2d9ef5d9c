//! Walls of small workspaces: what stands in the way of a crate, and what would close a boundary.

use boundaries_report::{ExtractPage, SealPage, TextOptions};
use insta::assert_snapshot;

use super::WallError;
use crate::Project;
use crate::testing::project;

fn extracted(project: &Project, module: &str) -> String {
    let extraction = project.extraction(module).expect("the module is known");
    let page = ExtractPage {
        subject: &format!("`{module}`"),
        extraction: &extraction,
        ties: &project.ties(&extraction.part),
        graph: project.graph(),
        sources: project.sources(),
    };
    let mut text = Vec::new();
    page.text(TextOptions { width: 100, ..TextOptions::default() }, &mut text).expect("memory takes everything");
    String::from_utf8(text).expect("text is UTF-8")
}

#[test]
fn what_ties_the_code_to_its_package_is_told() {
    let code = r#"
        [a]
        const OUTSIDE: &str = env!("NOT_OF_IT");
        pub mod tax {
            pub const TABLE: &str = include_str!("../tables/rates.csv");
            pub mod deep { const HOME: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/x"); }
            pub fn fast() -> bool { cfg!(feature = "rates") && cfg!(not(feature = "rates")) }
        }
    "#;
    assert_snapshot!(extracted(&project(code, None, None), "a::tax"), @"
    `a::tax` (2 modules) could become a crate today
      it and the rest of its crate do not use each other

    features that guard its code: the new package would have to have them too
      a/src/lib.rs:5  rates and 1 more

    files that it reads by their paths: they would have to come along, or be named anew
      a/src/lib.rs:3  ../tables/rates.csv

    variables of the build that it reads: they would tell of the new package, or be missing
      a/src/lib.rs:4  CARGO_MANIFEST_DIR
    ");
}

#[test]
fn fields_by_position_are_fields() {
    let code = "
        [a]
        pub mod id {
            pub struct Open(pub u8);
            pub struct Closed(pub(crate) u8);
            pub struct Half<T>(pub T, pub(crate) u8);
            pub fn make() -> Closed { Closed(1) }
        }
        pub fn read(id: id::Closed, f: fn(id::Closed)) -> u8 { let id::Closed(inner) = id; inner }
        pub fn first(id: id::Closed) -> u8 { id.0 }
        pub fn half() { let _ = id::Half::<Vec<fn() -> u8>>(Vec::new(), 1); let _ = id::Open(1); }
        pub fn whole(_: id::Half<u8>) {}
    ";
    assert_snapshot!(extracted(&project(code, None, None), "a::id"), @"
    `a::id` (1 module) cannot become a crate as it is
      the rest of its crate would depend on it (8 references); it uses nothing of the rest

    private-field: fields of it would have to be `pub` (3 places)
      a/src/lib.rs:7  a uses a::id::Closed and 1 more
      a/src/lib.rs:9  a uses a::id::Half
    ");
}

#[test]
fn the_cheapest_cut_takes_modules_along() {
    let code = "
        [a]
        pub mod tax { pub fn rate() { crate::table::a(); crate::table::b(); crate::log() } }
        pub mod table { pub fn a() {} pub fn b() { crate::log() } }
        pub mod pay { pub fn now() { crate::tax::rate(); crate::tax::rate(); crate::tax::rate(); crate::tax::rate() } }
        pub fn log() { pay::now() }
    ";
    assert_snapshot!(extracted(&project(code, None, None), "a::tax"), @"
    `a::tax` (1 module) cannot become a crate as it is
      it and the rest of its crate use each other; the cheapest cut is what it uses of the rest (3
      references, against 4 references)

    cycle: the two crates would depend on each other (3 places)
      a/src/lib.rs:1  a::tax uses a::log
      a/src/lib.rs:1  a::tax uses a::table::a
      a/src/lib.rs:1  a::tax uses a::table::b

    cheapest cut by modules: above the rest, with 1 further module, 1 reference to cut
      along: a::pay
      a -> a::pay, 1 reference

    with 3 further modules it would use nothing of the rest: a, a::pay, a::table

    3 paths of it that start with `crate::` or `super::` would name another crate
    ");
}

fn sealed(project: &Project, boundary: &str) -> String {
    let whole = sealed_from_both_sides(project, boundary);
    whole.split("\nwhat it and others use of each other\n").next().unwrap_or_default().to_owned()
}

fn sealed_from_both_sides(project: &Project, boundary: &str) -> String {
    let sealing = project.sealing(boundary, None).expect("the name is known");
    let page = SealPage {
        subject: &format!("`{boundary}`"),
        sealing: &sealing,
        neighbours: &project.neighbours(boundary).expect("the name is known"),
        policy: project.policy(),
        graph: project.graph(),
        sources: project.sources(),
    };
    let mut text = Vec::new();
    page.text(TextOptions { width: 100, ..TextOptions::default() }, &mut text).expect("memory takes everything");
    String::from_utf8(text).expect("text is UTF-8")
}

#[test]
fn a_module_that_stands_alone_could_be_a_crate() {
    let code = "
        [a b]
        pub mod tax { pub fn rate() -> b::Money { b::Money } pub mod table { pub fn row() { super::rate(); } } }
        pub fn pay() { tax::rate(); tax::table::row(); }
        [b]
        pub struct Money;
    ";
    assert_snapshot!(extracted(&project(code, None, None), "a::tax"), @"
    `a::tax` (2 modules) could become a crate today
      the rest of its crate would depend on it (2 references); it uses nothing of the rest

    its manifest would have to list
      b (normal, workspace, 2 references)
    ");
}

#[test]
fn every_kind_of_obstacle_is_told() {
    let code = "
        [a]
        macro_rules! twice { ($e:expr) => { $e + $e } }
        pub struct Rest;
        pub trait Told {}
        pub mod tax {
            pub struct Rate { pub(crate) value: u8 }
            pub(crate) fn hidden() -> u8 { twice!(1) }
            mod inner { pub fn deep() {} }
            pub(crate) use inner::deep;
            impl super::Rest { pub fn more(&self) {} }
            impl super::Told for super::Rest {}
            impl super::Told for Rate {}
            #{test} mod tests { fn t() { crate::only_in_tests(); } }
        }
        fn only_in_tests() {}
        fn uses(rate: &tax::Rate) -> u8 { tax::deep(); tax::hidden() + rate.value }
        impl tax::Rate { fn odd(&self) {} }
    ";
    assert_snapshot!(extracted(&project(code, None, None), "a::tax"), @"
    `a::tax` (3 modules) cannot become a crate as it is
      it and the rest of its crate use each other; the cheapest cut is what it uses of the rest (5
      references, against 5 references)

    cycle: the two crates would depend on each other (5 places)
      a/src/lib.rs:9  a::tax uses a::Rest and 1 more
      a/src/lib.rs:10  a::tax uses a::Told and 1 more
      a/src/lib.rs:6  a::tax uses a::twice

    private-item: would have to be `pub` (1 place)
      a/src/lib.rs:15  a uses a::tax::hidden

    private-field: fields of it would have to be `pub` (1 place)
      a/src/lib.rs:15  a uses a::tax::Rate

    private-path: a module or re-export on the way would have to be `pub` (1 place)
      a/src/lib.rs:15  a uses a::tax::inner::deep

    inherent-impl: items are added to a type of the other crate (2 places)
      a/src/lib.rs:16  a for a::tax::Rate
      a/src/lib.rs:9  a::tax for a::Rest

    orphan-impl: trait and type are of other crates, unless the trait's arguments name one of this (1 place)
      a/src/lib.rs:10  a::tax for a::Rest

    test: tests use the other crate against the direction of the dependency (1 place)
      a/src/lib.rs:12  a::tax::tests uses a::only_in_tests

    cheapest cut by modules: below the rest, no module comes along, 5 references to cut
      a::tax -> a, 5 references

    with 1 further module it would use nothing of the rest: a

    5 paths of it that start with `crate::` or `super::` would name another crate
    ");
}

#[test]
fn fields_count_by_their_own_visibility() {
    let code = "
        [a]
        pub mod tax {
            pub struct Open { pub rate: u8 }
            pub struct Part { pub rate: u8, pub(crate) base: u8 }
            pub struct Pair(pub u8, pub(crate) u8);
            pub union Bits { pub(super) low: u8 }
            pub enum Kind { Named { rate: u8 } }
        }
        fn open(o: tax::Open, k: tax::Kind) -> u8 { let tax::Kind::Named { rate } = k; o.rate + rate }
        fn read(p: &tax::Part) -> u8 { p.rate + p.base }
        fn take(p: tax::Part) -> u8 { let tax::Part { rate, base: b } = p; rate + b }
        fn make() -> tax::Part { tax::Part { rate: 1, base: 2 } }
        fn pair(p: &tax::Pair) -> u8 { p.0 + p.1 }
        fn bits() -> tax::Bits { tax::Bits { low: 1 } }
    ";
    let project = project(code, None, None);
    let extraction = project.extraction("a::tax").expect("the module is known");
    let graph = project.graph();
    let found: Vec<_> = extraction
        .blockers
        .iter()
        .map(|blocker| {
            let lines: Vec<u32> = blocker.places.iter().map(|place| place.line).collect();
            (blocker.kind.as_str(), graph.definition_path(blocker.used), lines)
        })
        .collect();
    let expected = [("a::tax::Bits", vec![13]), ("a::tax::Pair", vec![12]), ("a::tax::Part", vec![9, 10, 11])];
    assert_eq!(found, expected.map(|(used, lines)| ("private-field", used.to_owned(), lines)));
}

#[test]
fn what_is_used_by_nobody_of_the_rest_comes_above() {
    let code = "
        [a]
        pub(crate) fn helper() {}
        pub mod top { pub fn run() { crate::helper(); crate::mid::f(); } }
        mod mid { pub fn f() {} }
    ";
    assert_snapshot!(extracted(&project(code, None, None), "a::top"), @"
    `a::top` (1 module) cannot become a crate as it is
      it would depend on the rest of its crate (2 references), which uses nothing of it

    private-item: would have to be `pub` (1 place)
      a/src/lib.rs:2  a::top uses a::helper

    private-path: a module or re-export on the way would have to be `pub` (1 place)
      a/src/lib.rs:2  a::top uses a::mid::f

    with 2 further modules it would use nothing of the rest: a, a::mid

    2 paths of it that start with `crate::` or `super::` would name another crate
    ");
}

const SEALED: &str = "
    [consumer provider own]
    pub fn a() { provider::api::open(); provider::tables::row(); let _ = provider::Detail; }
    [own provider]
    pub fn b() { provider::shared::both(); }
    [provider]
    pub mod api { pub fn open() { crate::tables::row() } }
    pub mod tables { pub fn row() {} }
    pub mod shared { pub fn both() {} }
    pub struct Detail;
    pub use tables::row as line;
";

const OWNERS: &str = "
    [teams]
    consumer = { owns = [\"consumer\"] }
    provider = { owns = [\"provider\", \"own\"], surface = [\"provider::api\"] }
";

#[test]
fn what_is_off_the_surface_is_closed_and_what_breaks_is_told() {
    assert_snapshot!(sealed(&project(SEALED, Some(OWNERS), None), "team:provider"), @"
    `team:provider`: 4 changes would let the compiler hold the boundary, and 2 places would break
      own/src/lib.rs:1  own::b: pub(crate)
      provider/src/lib.rs:4  provider::Detail: pub(crate)
          breaks consumer/src/lib.rs:1  consumer: provider::Detail
      provider/src/lib.rs:2  provider::tables: pub(crate)
          breaks consumer/src/lib.rs:1  consumer: provider::tables::row
      consumer/Cargo.toml  take out `own`

    off the surface, and has to stay visible
      provider::shared, needed by own
      provider::shared::both, needed by own
    ");
}

#[test]
fn tests_and_examples_that_break_are_told_as_such() {
    let code = "
        [user lib]
        /// ```
        /// lib::tables::row();
        /// lib::open();
        /// ```
        pub fn a() { lib::open(); }
        #{test} mod tests { fn t() { lib::tables::row() } }
        [lib]
        pub mod tables { pub fn row() {} }
        pub fn open() {}
    ";
    let owners = "[teams]\nuser = { owns = [\"user\"] }\nlib = { owns = [\"lib\"], surface = [\"lib::open\"] }";
    assert_snapshot!(sealed(&project(code, Some(owners), None), "team:lib"), @"
    `team:lib`: 1 change would let the compiler hold the boundary, and 1 place would break, 1 of them in tests
      lib/src/lib.rs:1  lib::tables: pub(crate)
          breaks user/src/lib.rs:6  user::tests: lib::tables::row (test)

    examples in documentation that name it, by their text (1 line)
      user/src/lib.rs:2
    ");
}

#[test]
fn a_type_that_an_open_signature_names_stays_visible() {
    let code = "
        [user lib]
        pub fn a() { lib::open(); }
        [lib]
        pub struct Shown;
        pub struct Within;
        pub struct Hidden { pub inner: Within }
        pub fn open() -> Option<Shown> { None }
    ";
    let owners = "[teams]\nuser = { owns = [\"user\"] }\nlib = { owns = [\"lib\"], surface = [\"lib::open\"] }";
    assert_snapshot!(sealed(&project(code, Some(owners), None), "team:lib"), @"
    `team:lib`: 2 changes would let the compiler hold the boundary, and 0 places would break
      lib/src/lib.rs:3  lib::Hidden: pub(crate)
      lib/src/lib.rs:2  lib::Within: pub(crate)

    off the surface, and has to stay visible
      lib::Shown, needed by lib
    ");
}

#[test]
fn both_directions_are_told_and_how_to_ask_for_the_other() {
    let code = "
        [a b]
        pub fn f() { b::one(); b::one(); b::two(); g::h() }
        pub mod g { pub fn h() {} }
        [b]
        pub fn one() {}
        pub fn two() {}
        [c a]
        pub fn f() { a::f(); }
    ";
    let owners = "[teams]\na = { owns = [\"a\"] }\nb = { owns = [\"b\"] }";
    let project = project(code, Some(owners), None);
    let told = |boundary: &str| {
        let whole = sealed_from_both_sides(&project, boundary);
        whole.split_once("of each other\n").map(|(_, told)| told.to_owned()).unwrap_or_default()
    };
    assert_eq!(
        told("team:a"),
        "  it uses of team `b`: 3 references: b::one (2, a/src/lib.rs:1), b::two (1, a/src/lib.rs:1)\n      \
         what would close that side: `cargo boundaries seal team:b`\n  \
         crate `c` uses of it: 1 reference: a::f (1, c/src/lib.rs:1)\n"
    );
    assert_eq!(
        told("team:b"),
        "  team `a` uses of it: 3 references: b::one (2, a/src/lib.rs:1), b::two (1, a/src/lib.rs:1)\n",
        "the same, seen from the other side"
    );
    assert_eq!(
        told("a::g"),
        "  the rest of crate `a` uses of it: 1 reference: a::g::h (1, a/src/lib.rs:1)\n",
        "what is around a module has no boundary of its own to ask for"
    );
}

#[test]
fn items_of_one_file_are_each_told_with_their_own_place() {
    let code = "[user lib]\npub fn f() { lib::open() }\n[lib]\npub fn open() {}\npub fn one() {}\npub struct Two;\n";
    let owners = "[teams]\nuser = { owns = [\"user\"] }\nlib = { owns = [\"lib\"], surface = [\"lib::open\"] }";
    let project = project(code, Some(owners), None);
    let sealing = project.sealing("team:lib", None).expect("the team is known");
    let mut lines: Vec<(String, u32)> =
        sealing.changes.iter().map(|change| (project.graph().definition_path(change.what), change.span.line)).collect();
    lines.sort();
    assert_eq!(lines, [("lib::Two".to_owned(), 3), ("lib::one".to_owned(), 2)]);
}

#[test]
fn without_a_surface_nothing_breaks() {
    let owners = OWNERS.replace(", surface = [\"provider::api\"]", "");
    let project = project(SEALED, Some(&owners), None);
    let sealing = project.sealing("team:provider", None).expect("the team is known");
    assert_eq!((sealing.has_surface, sealing.breaks()), (false, 0));
}

#[test]
fn a_boundary_inside_a_crate_is_a_path() {
    let code = "
        [a]
        pub mod billing {
            pub mod api { pub fn f() { super::tables::row() } }
            pub mod tables { pub fn row() {} }
        }
        pub mod orders { pub fn g() { crate::billing::api::f(); crate::billing::tables::row(); } }
    ";
    let owners = "[teams]\nbilling = { owns = [\"a::billing\"], surface = [\"a::billing::api\"] }\norders = { owns = [\"a::orders\"] }";
    assert_snapshot!(sealed(&project(code, Some(owners), None), "billing"), @"
    `billing`: 1 change would let the compiler hold the boundary, and 1 place would break
      a/src/lib.rs:3  a::billing::tables: private
          breaks a/src/lib.rs:5  a::orders: crate::billing::tables::row
    ");
}

#[test]
fn names_that_are_no_walls_are_refused() {
    let project = project(SEALED, Some(OWNERS), None);
    let refused = |name: &str| project.extraction(name).expect_err("it is no module").to_string();
    assert_snapshot!(refused("provider::tables::row"), @"`provider::tables::row` is an item; name a module below the root of its crate, such as `billing::tax`");
    assert_snapshot!(refused("crate:consumer"), @"`crate:consumer` is a crate already; name a module below the root of its crate, such as `billing::tax`");
    assert_eq!(project.sealing("provider::Detail", None), Err(WallError::Item("provider::Detail".to_owned())));
    assert!(matches!(project.sealing("provder", None), Err(WallError::Unknown(_))));
}
