//! `metrics` as its users meet it: the numbers of the example, every format, what is asked about alone, what is refused.

use std::path::Path;
use std::process::Output;

use boundaries::report::{MetricsPage, TextOptions};
use boundaries::{Project, ProjectOptions};
use boundaries_fixtures::Fixture;
use boundaries_tests::command;
use insta::assert_snapshot;

const SHOP: &str = r#"
//- boundaries.toml
[teams]
orders = { owns = ["orders"] }
"=bill|ing<b>" = { owns = ["billing"] }
web = { owns = ["web"] }
[[contract]]
consumer = "orders"
provider = "=bill|ing<b>"
reason = "orders charge"
[[contract]]
consumer = "web"
provider = "=bill|ing<b>"
reason = "nothing uses it"
//- billing/src/lib.rs
pub mod api { pub struct Invoice; }
//- orders/src/lib.rs deps: billing
pub fn pay(_: billing::api::Invoice) {}
//- web/src/lib.rs deps: orders
pub fn page() { orders::pay(todo!()) }
"#;

fn run(args: &[&str]) -> Output {
    let dir = Fixture::parse(SHOP).write().expect("the workspace can be written");
    command(args).current_dir(dir.path()).output().expect("the program can be called")
}

fn told(args: &[&str]) -> String {
    let output = run(args);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("output is UTF-8")
}

fn refused(args: &[&str]) -> String {
    let output = run(args);
    assert_eq!((output.status.code(), output.stdout.len()), (Some(2), 0));
    String::from_utf8(output.stderr).expect("output is UTF-8")
}

#[test]
fn the_shop_in_numbers() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the tests lie in the repository");
    let manifest = camino::Utf8PathBuf::try_from(root.join("examples/shop/Cargo.toml")).expect("the path is UTF-8");
    let project = Project::load(&ProjectOptions::at(manifest)).expect("the example can be read");
    let metrics = project.metrics(Some(jiff::civil::date(2026, 1, 15)));
    let page = MetricsPage {
        figures: &metrics.figures,
        couplings: &metrics.couplings,
        tangle: metrics.tangle.as_ref(),
        radius: None,
        lists_couplings: false,
        graph: project.graph(),
        policy: project.policy(),
        sources: project.sources(),
    };
    let mut text = Vec::new();
    let options = TextOptions { color: false, width: 100, ..TextOptions::default() };
    page.text(options, &mut text).expect("memory takes everything");
    assert_snapshot!(String::from_utf8(text).expect("text is UTF-8"));
}

#[test]
fn json_keeps_to_its_schema_and_figures_point_at_couplings() {
    let schema = include_str!("../docs/metrics.schema.json");
    let schema: serde_json::Value = serde_json::from_str(schema).expect("the schema is JSON");
    let mut schemas = boon::Schemas::new();
    let mut compiler = boon::Compiler::new();
    compiler.add_resource("metrics.json", schema).expect("the schema has a place");
    let schema = compiler.compile("metrics.json", &mut schemas).expect("the schema is valid");
    for args in [&["metrics", "--format", "json"][..], &["metrics", "--of", "billing::api", "--format", "json"]] {
        let page: serde_json::Value = serde_json::from_str(&told(args)).expect("it is JSON");
        assert!(schemas.validate(&page, schema).is_ok(), "{args:?}: {page:#}");
        let couplings = page["couplings"].as_array().expect("a list").len() as u64;
        for figure in page["figures"].as_array().expect("a list") {
            for at in figure["couplings"].as_array().expect("a list") {
                assert!(at.as_u64().is_some_and(|at| at < couplings), "{figure:#}");
            }
        }
    }
}

#[test]
fn what_others_named_is_neither_formula_nor_markup() {
    let csv = told(&["metrics", "--format", "csv"]);
    assert!(csv.lines().any(|line| line == "crossing-references,pair,,orders,'=bill|ing<b>,1,,"), "{csv}");
    assert!(!csv.contains(",=bill"), "{csv}");
    let markdown = told(&["metrics", "--format", "markdown"]);
    assert!(markdown.contains("| `orders -> =bill\\|ing<b>` | 1 | 1 | 0 | 0 | 0 | 100.0 % | 0 |"), "{markdown}");
}

#[test]
fn the_couplings_behind_the_numbers_are_listed() {
    assert_snapshot!(told(&["metrics", "--couplings", "--format", "csv"]), @"
    consumers,providers,state,consumer,provider,references,path,line
    orders,'=bill|ing<b>,honoured,orders,billing::api::Invoice,1,orders/src/lib.rs,1
    web,orders,undeclared,web,orders::pay,1,web/src/lib.rs,1
    ");
}

#[test]
fn the_way_of_a_change_is_told() {
    assert_snapshot!(told(&["metrics", "--of", "billing::api"]), @"
    how far a change reaches
                             direct modules  modules  direct teams    teams
      module `billing::api`               1        2             1        2

      orders  (orders)  uses billing::api
      web  (web)  2 steps, over orders
    ");
}

#[test]
fn what_cannot_be_measured_is_said_so() {
    let explained = told(&["metrics", "--explain", "autonomy"]);
    assert!(explained.contains("not available yet: it needs the history of the code"), "{explained}");
    let text = told(&["metrics"]);
    assert!(text.contains("not available yet, as they need the history of the code:\n  co-change-coverage"), "{text}");
    assert!(refused(&["metrics", "--explain", "instabilty"]).contains("did you mean `instability`?"));
    assert!(refused(&["metrics", "--of", "billing::api::Invoice"]).contains("ask for its module"));
}
