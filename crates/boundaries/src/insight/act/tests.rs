//! What a source is after the path on the surface was put in the place of the one that is written.

use std::collections::BTreeSet;

use boundaries_graph::ModuleGraph;
use camino::Utf8Path;

use super::Newest;
use crate::CheckOptions;
use crate::insight::Insight;
use crate::testing::project;

const POLICY: &str = "\
[teams]
orders = { owns = [\"orders\"] }
billing = { owns = [\"billing\"], surface = [\"billing::api\"] }
[[contract]]
consumer = \"orders\"
provider = \"billing\"
reason = \"orders charge customers\"
[rules]
undeclared-dependency = \"allow\"
";
const BILLING: &str = "\
pub mod api {
    pub use crate::store::{Kind, Table, charge, deep, r#type};
    pub use crate::store::Row as Line;
    pub use crate::store::Größe;
    pub use crate::store::twice;
    pub use crate::other::twice;
}
pub mod store {
    pub struct Table;
    pub struct Page;
    pub struct Row;
    pub struct Größe;
    pub struct r#type;
    pub enum Kind { Paid, Open }
    pub fn charge() {}
    pub fn twice() {}
    impl Table { pub fn new() {} }
    pub mod deep { pub struct Well; }
}
pub mod other { pub struct Free; pub mod twice {} }
";

fn insight(orders: &str) -> Insight {
    insight_by(POLICY, orders)
}

fn insight_by(policy: &str, orders: &str) -> Insight {
    let code = format!("[billing]\n{BILLING}[orders billing]\n{orders}");
    let project = project(&code, Some(policy), None);
    let findings = project.check(&CheckOptions::default()).findings;
    Insight::new(project, findings)
}

/// The source after the first edit that is offered at `|`; none if there is none.
fn after(orders: &str) -> Option<String> {
    after_by(POLICY, orders)
}

fn after_by(policy: &str, orders: &str) -> Option<String> {
    let at = orders.find('|').expect("a place");
    let insight = insight_by(policy, &orders.replace('|', ""));
    let text = |path: &Utf8Path| insight.text(path).map(str::to_owned);
    let newest = Newest { text: &text, place: &|span| Some(span.range()) };
    let actions = insight.actions(Utf8Path::new("orders/src/lib.rs"), &(at..at), &newest);
    let first = actions.into_iter().find(|action| action.title.starts_with("use `"))?;
    Some(first.changes.first()?.new.clone())
}

/// What the consumer names.
fn named(graph: &ModuleGraph) -> BTreeSet<String> {
    let own = graph.references().iter().filter(|each| graph.module(each.from).krate().name() == "orders");
    own.map(|each| graph.definition_path(each.definition)).filter(|path| path.starts_with("billing")).collect()
}

#[test]
fn a_name_comes_by_its_path_on_the_surface() {
    let mut wrong = Vec::new();
    for (before, expected) in [
        // Imports of one path.
        ("use billing::store::Ta|ble;", "use billing::api::Table;"),
        ("use ::billing::store::Ta|ble;", "use ::billing::api::Table;"),
        ("pub use billing :: store :: Ta|ble ;", "pub use billing::api::Table ;"),
        ("use billing::store::Ta|ble as T;", "use billing::api::Table as T;"),
        ("use billing::store::Ta|ble as _;", "use billing::api::Table as _;"),
        // What the surface calls otherwise keeps the name that it has here.
        ("use billing::store::Ro|w;", "use billing::api::Line as Row;"),
        ("use billing::store::Ro|w as Line;", "use billing::api::Line;"),
        ("fn f(_: billing::store::Ro|w) {}", "fn f(_: billing::api::Line) {}"),
        // The path stands in the import.
        ("use billing::store::Table; fn f(_: Ta|ble) {}", "use billing::api::Table; fn f(_: Table) {}"),
        // Groups.
        ("use billing::{store::{Ta|ble, Page}, other as o};", "use billing::{api::Table, store::Page, other as o};"),
        ("use billing::{store::Ta|ble, other::Free};", "use billing::{api::Table, other::Free};"),
        ("use billing::store::{Page, Ta|ble};", "use billing::{api::Table, store::Page};"),
        ("use billing::store::{Ta|ble};", "use billing::api::Table;"),
        ("use billing::{store::{Ta|ble}};", "use billing::{api::Table};"),
        (
            "use {billing::store::{Page as P, Ta|ble as T}};",
            "use {billing::api::Table as T, billing::store::Page as P};",
        ),
        ("use ::billing::store::{Page, Ta|ble};", "use ::billing::{api::Table, store::Page};"),
        ("use billing::store::{self, Ta|ble};", "use billing::{api::Table, store::{self}};"),
        ("use billing::store::{self as s, Ta|ble, Page};", "use billing::{api::Table, store::{self as s, Page}};"),
        ("use billing::store::{Ta|ble, deep::*};", "use billing::{api::Table, store::deep::*};"),
        (
            "use billing::{\n    other::Free,\n    store::{\n        Page,\n        Ta|ble,\n    },\n};",
            "use billing::{\n    other::Free,\n    api::Table, store::Page,\n};",
        ),
        // Comments beside what changes.
        (
            "use billing::{\n    // Free of charge.\n    other::Free,\n    store::Ta|ble, // why\n};",
            "use billing::{\n    // Free of charge.\n    other::Free,\n    api::Table, // why\n};",
        ),
        ("use billing::{/* use /* ; */ it */ store::Ta|ble};", "use billing::{/* use /* ; */ it */ api::Table};"),
        // Line ends, and letters of several bytes in front.
        (
            "// größe 👍\r\nuse billing::{\r\n  store::Grö|ße,\r\n};\r\n",
            "// größe 👍\r\nuse billing::{\r\n  api::Größe,\r\n};\r\n",
        ),
        ("use billing::store::r#ty|pe;", "use billing::api::r#type;"),
        ("use r#billing::store::Ta|ble;", "use billing::api::Table;"),
        // Paths in code.
        ("fn f() { billing::store::cha|rge() }", "fn f() { billing::api::charge() }"),
        ("fn f() { ::billing::store::cha|rge() }", "fn f() { ::billing::api::charge() }"),
        ("fn f(_: billing::store::r#ty|pe) {}", "fn f(_: billing::api::r#type) {}"),
        ("fn f() { billing::store::Ki|nd::Open; }", "fn f() { billing::api::Kind::Open; }"),
        ("fn f() { billing::store::Ta|ble::new() }", "fn f() { billing::api::Table::new() }"),
        // By another name of a crate or module.
        ("use billing as b; fn f() { b::store::cha|rge() }", "use billing as b; fn f() { ::billing::api::charge() }"),
        (
            "use billing::store as s; fn f(_: &s::Ta|ble) {}",
            "use billing::store as s; fn f(_: &::billing::api::Table) {}",
        ),
        (
            "use billing::store; use store::{Page, Ta|ble};",
            "use billing::store; use {::billing::api::Table, store::Page};",
        ),
        (
            "mod billing { pub use ::billing::store; } fn f(_: billing::store::Ta|ble) {}",
            "mod billing { pub use ::billing::store; } fn f(_: ::billing::api::Table) {}",
        ),
    ] {
        if after(before).as_deref() != Some(expected) {
            wrong.push(format!("{before}\nbecomes {:?}\nand not {expected}", after(before)));
            continue;
        }
        let (old, new) = (insight(&before.replace('|', "")), insight(expected));
        let same = |insight: &Insight| named(insight.project().graph());
        let gained: Vec<String> = same(&new).difference(&same(&old)).cloned().collect();
        let off = |insight: &Insight| insight.findings.iter().flat_map(|finding| &finding.places).count();
        if !gained.is_empty() || !new.project().graph().gaps().is_empty() || off(&new) >= off(&old) {
            wrong.push(format!("{expected}\nnames {gained:?}, or helps with nothing"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

#[test]
fn nothing_is_offered_where_it_might_be_wrong() {
    for before in [
        "use billing::store::*|;",
        "use billing::{store::{*|}};",
        // The surface has no such name.
        "use billing::store::Pa|ge;",
        // Two things have this name on the surface.
        "use billing::store::twi|ce;",
        // What a comment says about a part of the tree may be about the part that moves.
        "use billing::store::{Page, /* why */ Ta|ble};",
        "macro_rules! m { ($s:ident) => { use billing::$s::Table; } } m!(sto|re);",
    ] {
        assert_eq!(after(before), None, "{before}");
    }
}

#[test]
fn what_belongs_to_an_item_goes_with_it() {
    // Without a contract the members of an item are told as well.
    let (teams, rest) = POLICY.split_once("[[contract]]").expect("a contract");
    let policy = format!("{teams}{}", &rest[rest.find("[rules]").expect("rules")..]);
    for (before, expected) in [
        ("use billing::store::Kind::{Pa|id};", "use billing::api::Kind::Paid;"),
        (
            "use billing::store::{Kind::{Pa|id as P, Open}, deep};",
            "use billing::{api::Kind::Paid as P, store::{Kind::Open, deep}};",
        ),
        ("fn f() { billing::store::Kind::Op|en; }", "fn f() { billing::api::Kind::Open; }"),
    ] {
        assert_eq!(after_by(&policy, before).as_deref(), Some(expected), "{before}");
    }
}
