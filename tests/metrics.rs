//! `metrics` as its users meet it: the numbers of the example, every format, what is asked about alone, what is refused.

use std::fs;
use std::path::Path;

use boundaries::internal::report::{MeasuredHistory, MetricsPage, TextOptions};
use boundaries::{Project, ProjectOptions};
use boundaries_fixtures::{Fixture, Repository};
use boundaries_tests::command;
use insta::assert_snapshot;
use tempfile::TempDir;

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

fn shop() -> TempDir {
    Fixture::parse(SHOP).write().expect("the workspace can be written")
}

fn told(args: &[&str]) -> String {
    boundaries_tests::told(shop().path(), args)
}

fn refused(args: &[&str]) -> String {
    boundaries_tests::refused(shop().path(), args)
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
        history: MeasuredHistory::Missing("it was not asked for"),
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
    let made = shop_with_history();
    let pages = [
        told(&["metrics", "--format", "json"]),
        told(&["metrics", "--of", "billing::api", "--format", "json"]),
        told_of(&made, &["metrics", "--format", "json"]),
    ];
    for page in pages {
        let page: serde_json::Value = serde_json::from_str(&page).expect("it is JSON");
        assert!(schemas.validate(&page, schema).is_ok(), "{page:#}");
        let couplings = page["couplings"].as_array().expect("a list").len() as u64;
        let changes = page["history"]["changes"].as_array().map_or(0, Vec::len) as u64;
        for figure in page["figures"].as_array().expect("a list") {
            for at in figure["couplings"].as_array().expect("a list") {
                assert!(at.as_u64().is_some_and(|at| at < couplings), "{figure:#}");
            }
            for at in figure["changes"].as_array().expect("a list") {
                assert!(at.as_u64().is_some_and(|at| at < changes), "{figure:#}");
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

/// The shop in a repository, with two authors whose teams are inferred and one whom a roster names.
fn shop_with_history() -> Repository {
    let roster = SHOP.replace(r#"web = { owns = ["web"] }"#, r#"web = { owns = ["web"], roster = ["@web.example"] }"#);
    let made = Repository::holding(&format!("{roster}//- .git-blame-ignore-revs\n"));
    let put = |path: &str, text: &str| fs::write(made.path().join(path), text).expect("it can be written");
    for at in 0..5 {
        put("orders/src/lib.rs", &format!("pub fn pay(_: billing::api::Invoice) {{}} // {at}\n"));
        made.commit_as("secret name", "o@shop.example", 1_767_300_000 + at);
    }
    for at in 0..2 {
        put("web/src/lib.rs", &format!("pub fn page() {{ orders::pay(todo!()) }} // {at}\n"));
        put("billing/src/lib.rs", &format!("pub mod api {{ pub struct Invoice; }} // {at}\n"));
        made.commit_as("another secret", "w@web.example", 1_770_000_000 + at);
    }
    put("web/src/lib.rs", "pub fn page() { orders::pay(todo!()) }\n");
    made.commit_as("w[bot]", "w@web.example", 1_770_000_010);
    put("web/src/lib.rs", "pub fn page() { orders::pay( todo!() ) }\n");
    let formatted = made.commit_as("w", "w@web.example", 1_770_000_020);
    put(".git-blame-ignore-revs", &format!("# formatting\n{formatted}\n"));
    made.commit_as("w", "w@web.example", 1_770_000_030);
    made
}

fn told_of(made: &Repository, args: &[&str]) -> String {
    let output = command(args).current_dir(made.path()).output().expect("the program can be called");
    assert_eq!(String::from_utf8_lossy(&output.stderr), "", "no progress where nobody looks");
    let told = String::from_utf8(output.stdout).expect("output is UTF-8");
    assert!(!told.contains("secret") && !told.contains("shop.example"), "persons are never shown: {told}");
    told
}

#[test]
fn changes_are_told_in_numbers() {
    let made = shop_with_history();
    let text = told_of(&made, &["metrics"]);
    let from = text.find("what changes cross").expect("history is measured");
    let id = made.git(&["rev-parse", "--short=10", "HEAD"]);
    assert_snapshot!(text[from..].replace(&id, "HEAD"));
    assert_snapshot!(told_of(&made, &["metrics", "--explain", "waits-for"]).replace(&id, "HEAD"));
    let markdown = told_of(&made, &["metrics", "--format", "markdown"]);
    assert!(markdown.contains("| `web` | 2 |"), "{markdown}");
    let csv = told_of(&made, &["metrics", "--format", "csv"]);
    assert!(csv.contains("\nwaits-for,pair,,web,'=bill|ing<b>,2,,\n"), "{csv}");
    assert!(csv.contains("\nown-team-share,module,orders,,,,5,5\n"), "{csv}");
}

#[test]
fn months_are_told_from_commits_alone() {
    let made = shop_with_history();
    let csv = told_of(&made, &["metrics", "--trend", "--format", "csv", "--since", "2 months"]);
    let first = made.git(&["rev-parse", "HEAD~5"]);
    let head = made.git(&["rev-parse", "HEAD"]);
    assert_snapshot!(csv.replace(&first, "FIRST").replace(&head, "HEAD"), @"
    month_to,cross_team,changes,autonomous,changes_by_teams,covered_together,together,commit,has_policy,references,covered,undeclared,off_surface,tolerated,team_tangle
    2026-01-02,0,5,5,5,0,0,FIRST,true,2,1,1,0,0,0
    2026-02-02,2,2,0,2,2,2,HEAD,true,2,1,1,0,0,0
    ");
    let text = told_of(&made, &["metrics", "--trend", "--since", "2 months"]);
    assert!(text.starts_with("  month to  changes  cross-team"), "{text}");
    let page: serde_json::Value =
        serde_json::from_str(&told_of(&made, &["metrics", "--trend", "--format", "json"])).expect("it is JSON");
    let schema: serde_json::Value =
        serde_json::from_str(include_str!("../docs/trend.schema.json")).expect("the schema is JSON");
    let mut schemas = boon::Schemas::new();
    let mut compiler = boon::Compiler::new();
    compiler.add_resource("trend.json", schema).expect("the schema has a place");
    let schema = compiler.compile("trend.json", &mut schemas).expect("the schema is valid");
    assert!(schemas.validate(&page, schema).is_ok(), "{page:#}");
    assert!(refused(&["metrics", "--trend"]).contains("there is no history to tell months of"));
}

#[test]
fn months_are_told_of_a_team_and_of_a_boundary() {
    let made = shop_with_history();
    let ids = [("HEAD~5", "FIRST"), ("HEAD", "HEAD")].map(|(name, told)| (made.git(&["rev-parse", name]), told));
    let csv = |args: &[&str]| {
        let asked = [&["metrics", "--trend", "--format", "csv", "--since", "2 months"], args].concat();
        let text = ids.iter().fold(told_of(&made, &asked), |text, (id, told)| text.replace(id, told));
        text.lines().skip(1).map(|line| format!("{line}\n")).collect::<String>()
    };
    assert_snapshot!(csv(&["--team", "orders"]), @"
    2026-01-02,0,5,5,5,0,0,FIRST,true,1,1,0,0,0,0
    2026-02-02,0,0,0,0,0,0,HEAD,true,1,1,0,0,0,0
    ");
    assert_snapshot!(csv(&["--team", "web"]), @"
    2026-01-02,0,0,0,0,0,0,FIRST,true,1,0,1,0,0,0
    2026-02-02,2,2,0,2,2,2,HEAD,true,1,0,1,0,0,0
    ");
    assert_snapshot!(csv(&["--boundary", "web", "=bill|ing<b>"]), @"
    2026-01-02,0,0,0,0,0,0,FIRST,true,0,0,0,0,0,0
    2026-02-02,2,2,0,2,2,2,HEAD,true,0,0,0,0,0,0
    ");
    assert_snapshot!(csv(&["--boundary", "web", "orders"]), @"
    2026-01-02,0,5,0,0,0,0,FIRST,true,1,0,1,0,0,0
    2026-02-02,0,2,2,2,0,0,HEAD,true,1,0,1,0,0,0
    ");
    let text = told_of(&made, &["metrics", "--trend", "--since", "2 months", "--boundary", "web", "orders"]);
    assert!(text.starts_with("what web uses of orders\n\n  month to  changes"), "{text}");
    assert!(refused(&["metrics", "--team", "web"]).contains("--trend"));
    let unknown = refused(&["metrics", "--trend", "--boundary", "wep", "order"]);
    assert!(unknown.contains("no team is called `wep`") && unknown.contains("no team is called `order`"), "{unknown}");
}

#[test]
fn since_narrows_the_history() {
    let made = shop_with_history();
    let changes = |since: &str| {
        let csv = told_of(&made, &["metrics", "--format", "csv", "--since", since]);
        csv.lines().find(|line| line.starts_with("changes,workspace")).map(str::to_owned)
    };
    assert_eq!(changes("2026-01-01").as_deref(), Some("changes,workspace,,,,7,,"));
    assert_eq!(changes("2 weeks").as_deref(), Some("changes,workspace,,,,2,,"));
}

#[test]
fn what_cannot_be_measured_is_said_so() {
    let explained = told(&["metrics", "--explain", "autonomy"]);
    assert!(explained.contains("it needs the history of the code"), "{explained}");
    assert!(explained.contains("not available here: `"), "{explained}");
    let text = told(&["metrics"]);
    let missing = "not available, as they need the history of the code (";
    assert!(text.contains(missing) && text.contains("lies in no git repository):\n  changes,"), "{text}");
    assert!(told(&["metrics", "--no-history"]).contains("(`--no-history` was given):"));
    assert!(refused(&["metrics", "--since", "2 years"]).contains("lies in no git repository"));
    let forms = "understood are days, as `2026-01-31`, and times, as `30 days`, `6 weeks`, `18 months` or `2 years`";
    for (since, why) in [
        ("soon", "it is no day, and no time back"),
        ("2026-02-30", "it is no day, and no time back"),
        ("31.01.2026", "it is no day, and no time back"),
        ("2 hours", "a time back from the newest commit is at least a day"),
        ("-2 months", "a time back from the newest commit is at least a day"),
    ] {
        let told = refused(&["metrics", &format!("--since={since}")]);
        assert!(told.contains(why) && told.contains(forms), "{told}");
    }
    assert!(refused(&["metrics", "--explain", "instabilty"]).contains("did you mean `instability`?"));
    assert!(refused(&["metrics", "--of", "billing::api::Invoice"]).contains("ask for its module"));
}
