//! What becomes a node, and which part of a graph is drawn.

use boundaries_report::{Drawing, DrawingLevel};
use insta::assert_snapshot;
use proptest::prelude::*;

use super::DrawingOptions;
use crate::Project;
use crate::testing::project;

const CODE: &str = "
    [web orders]
    pub mod pages { pub fn cart() { orders::cart::add() } }
    [orders billing]
    pub mod cart { pub fn add() { crate::pay::now() } }
    pub mod pay { pub fn now() { billing::api::charge() } pub mod deep { pub fn er() { billing::tables::row() } } }
    [billing]
    pub mod api { pub fn charge() { crate::tables::row() } }
    pub mod tables { pub fn row() {} #{test} mod tests { fn row() { crate::api::charge() } } }
    [alone]
    pub fn nothing() {}
";

const POLICY: &str = "
    [teams]
    web = { owns = [\"web\"] }
    orders = { owns = [\"orders\"] }
    billing = { owns = [\"billing\"], surface = [\"billing::api\"] }
    [[contract]]
    consumer = \"orders\"
    provider = \"billing\"
    reason = \"orders charge\"
    [[contract]]
    consumer = \"web\"
    provider = \"orders\"
    reason = \"pages show carts\"
";

fn shop() -> Project {
    project(CODE, Some(POLICY), None)
}

/// `from -> to references`, `!` for each finding; then the nodes without an edge.
fn told(drawing: &Drawing) -> String {
    let name = |at: usize| drawing.nodes[at].name.as_str();
    let mut lines: Vec<String> = drawing
        .edges
        .iter()
        .map(|edge| {
            let findings = "!".repeat(edge.findings.len());
            format!("{} -> {} {}{findings}", name(edge.from), name(edge.to), edge.references())
        })
        .collect();
    let is_alone = |at: &usize| !drawing.edges.iter().any(|edge| edge.from == *at || edge.to == *at);
    lines.extend((0..drawing.nodes.len()).filter(is_alone).map(|at| name(at).to_owned()));
    lines.join("\n")
}

fn drawn(options: DrawingOptions) -> String {
    told(&shop().drawing(&options).expect("the names are known"))
}

fn at(level: DrawingLevel) -> DrawingOptions {
    DrawingOptions { level, ..DrawingOptions::default() }
}

#[test]
fn each_level_has_its_nodes() {
    assert_snapshot!(drawn(at(DrawingLevel::Team)), @"
    orders -> billing 2!
    web -> orders 1
    (no owner)
    ");
    assert_snapshot!(drawn(at(DrawingLevel::Crate)), @"
    orders -> billing 2!
    web -> orders 1
    alone
    ");
    let drawing = shop().drawing(&at(DrawingLevel::Module)).expect("no names are asked for");
    assert_eq!(drawing.clusters, ["billing", "orders", "web", "(no owner)"]);
    assert_eq!(drawing.nodes.len(), shop().graph().modules().count());
}

#[test]
fn focus_stays_near_what_is_asked_about() {
    let focus = |depth| DrawingOptions {
        focus: vec!["orders::pay".to_owned()],
        depth,
        collapse_depth: Some(1),
        ..at(DrawingLevel::Module)
    };
    assert_snapshot!(drawn(focus(1)), @"
    orders::cart -> orders::pay 1
    orders::pay -> billing::api 1
    orders::pay -> billing::tables 1!
    ");
    assert_snapshot!(drawn(focus(0)), @"orders::pay");
    assert!(drawn(focus(2)).contains("web::pages -> orders::cart 1"));
}

#[test]
fn what_reaches_and_what_lies_between() {
    let reaches = DrawingOptions { reaches: vec!["billing::api".to_owned()], ..at(DrawingLevel::Module) };
    assert_snapshot!(drawn(reaches), @"
    billing::tables::tests -> billing::api 1
    orders::cart -> orders::pay 1
    orders::pay -> billing::api 1
    web::pages -> orders::cart 1
    ");
    let between = |from: &str, to: &str| DrawingOptions {
        between: Some((from.to_owned(), to.to_owned())),
        ..at(DrawingLevel::Crate)
    };
    assert_snapshot!(drawn(between("web", "billing")), @"
    orders -> billing 2!
    web -> orders 1
    ");
    assert_snapshot!(drawn(between("billing", "web")), @"
    billing
    web
    ");
}

#[test]
fn findings_alone_and_subjects_as_one_node() {
    let findings = DrawingOptions { only_findings: true, ..at(DrawingLevel::Module) };
    assert_snapshot!(drawn(findings), @"orders::pay::deep -> billing::tables 1!");
    let collapsed = DrawingOptions {
        collapse: vec!["crate:billing".to_owned(), "orders::pay".to_owned()],
        ..at(DrawingLevel::Module)
    };
    assert_snapshot!(drawn(collapsed), @"
    orders::cart -> orders::pay 1
    orders::pay -> crate:billing 2!
    web::pages -> orders::cart 1
    orders
    web
    alone
    ");
}

#[test]
fn all_unknown_names_are_told_at_once() {
    let options = DrawingOptions {
        focus: vec!["biling".to_owned()],
        collapse: vec!["ordres".to_owned()],
        ..DrawingOptions::default()
    };
    let error = shop().drawing(&options).expect_err("two names are wrong");
    assert_eq!(error.0.len(), 2);
    assert_eq!(error.0[0].similar[0], "billing");
}

proptest! {
    /// Whatever is merged into one node, no reference between two nodes is lost or counted twice.
    #[test]
    fn coarser_levels_keep_every_reference_that_still_crosses(depth in 0usize..4) {
        let shop = shop();
        let options = DrawingOptions { collapse_depth: Some(depth), ..at(DrawingLevel::Module) };
        let drawing = shop.drawing(&options).expect("no names are asked for");
        let node = |path: &str| {
            let segments: Vec<&str> = path.split("::").take(depth + 1).collect();
            segments.join("::")
        };
        let crossing: usize = shop
            .graph()
            .dependencies()
            .filter(|dependency| node(dependency.from().path()) != node(dependency.to().path()))
            .map(|dependency| dependency.references().len())
            .sum();
        prop_assert_eq!(drawing.edges.iter().map(|edge| edge.references()).sum::<usize>(), crossing);
    }
}
