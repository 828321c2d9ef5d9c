//! `debt` as its users meet it: since when, what it costs, budgets, every format, without a history.

use std::fs;

use boundaries_fixtures::Repository;
use boundaries_tests::command;
use insta::assert_snapshot;

const POLICY: &str = r#"
[teams]
orders = { owns = ["orders"], debt-budget = 1 }
billing = { owns = ["billing"] }
web = { owns = ["web"] }
[[contract]]
consumer = "web"
provider = "billing"
reason = "pages show invoices"
deprecated = "ask orders"
"#;

const WORKSPACE: &str = "\
//- billing/src/lib.rs
pub struct Invoice;
//- orders/src/lib.rs deps: billing
pub fn nothing_yet() {}
//- web/src/lib.rs deps: billing
pub fn page(_: billing::Invoice) {}
";

const BASELINE: &str = "[[tolerated]]\nrule = \"undeclared-coupling\"\nfrom = \"orders\"\nto = \"billing::Invoice\"\ncount = 2\nreason = \"=was | there\"\nsince = \"2026-05-01\"\n";

/// A shop whose orders began to use invoices in the third month, and changed with them more and more.
fn shop() -> Repository {
    let made = Repository::holding(&format!("//- boundaries.toml\n{POLICY}{WORKSPACE}"));
    let put = |path: &str, text: &str| {
        let path = made.path().join(path);
        fs::create_dir_all(path.parent().expect("it has a folder")).expect("it can be made");
        fs::write(path, text).expect("it can be written");
    };
    let uses = "pub fn pay(_: billing::Invoice) -> billing::Invoice { todo!() }\n";
    // From March to August 2026, on the 10th.
    for (month, day) in [1_773_100_800_i64, 1_775_779_200, 1_778_371_200, 1_781_049_600, 1_783_641_600, 1_786_320_000]
        .into_iter()
        .enumerate()
    {
        for more in 0..month {
            put("orders/src/lib.rs", &format!("{uses}// {month} {more}\n"));
            put("billing/src/lib.rs", &format!("pub struct Invoice;\n// {month} {more}\n"));
            made.commit_as("secret", "secret@shop.example", day + i64::try_from(more).expect("few"));
        }
    }
    put("boundaries/baseline/orders.toml", BASELINE);
    put("README.md", "a shop\n");
    made.commit_as("secret", "secret@shop.example", 1_787_000_000);
    made
}

fn told(made: &Repository, args: &[&str]) -> String {
    let output = command(args).current_dir(made.path()).output().expect("the program can be called");
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    let told = String::from_utf8(output.stdout).expect("output is UTF-8");
    assert!(!told.contains("secret"), "persons are never shown: {told}");
    told
}

#[test]
fn what_grows_fastest_stands_in_front() {
    let made = shop();
    assert_snapshot!(told(&made, &["debt", "--since", "6 months"]));
}

#[test]
fn the_page_for_a_meeting_cannot_be_hijacked() {
    let made = shop();
    let page = told(&made, &["debt", "--markdown", "--since", "6 months"]);
    assert_snapshot!(page);
    assert_eq!(page, told(&made, &["debt", "--format", "markdown", "--since", "6 months"]));
}

#[test]
fn machine_formats_keep_to_what_is_documented() {
    let made = shop();
    let schema: serde_json::Value =
        serde_json::from_str(include_str!("../docs/debt.schema.json")).expect("the schema is JSON");
    let mut schemas = boon::Schemas::new();
    let mut compiler = boon::Compiler::new();
    compiler.add_resource("debt.json", schema).expect("the schema has a place");
    let schema = compiler.compile("debt.json", &mut schemas).expect("the schema is valid");
    for args in [&["debt", "--format", "json"][..], &["debt", "--format", "json", "--no-history"]] {
        let page: serde_json::Value = serde_json::from_str(&told(&made, args)).expect("it is JSON");
        assert!(schemas.validate(&page, schema).is_ok(), "{args:?}: {page:#}");
        assert_eq!(page["items"].as_array().map(Vec::len), Some(2));
    }
    let csv = told(&made, &["debt", "--format", "csv"]);
    let row = csv.lines().find(|line| line.starts_with("baseline,")).expect("the entry has a row");
    assert!(row.starts_with("baseline,undeclared-coupling,orders,billing::Invoice,orders,billing,2,"), "{row}");
    assert!(row.ends_with(",boundaries/baseline/orders.toml:3,'=was | there"), "{row}");
}

#[test]
fn without_a_history_principal_and_budgets_are_told_and_why_there_is_no_more() {
    let made = shop();
    fs::remove_dir_all(made.path().join(".git")).expect("it can be removed");
    let text = told(&made, &["debt"]);
    assert!(text.contains("  2 references\n"), "{text}");
    let page = told(&made, &["debt", "--markdown"]);
    assert!(page.contains(" | not known | 2 | "), "{page}");
    assert!(text.contains("orders  2 references, 1 over its budget of 1"), "{text}");
    assert!(text.contains("age and interest are not available: `"), "{text}");
}

#[test]
fn what_was_read_is_kept_and_changes_nothing() {
    let made = shop();
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let home = tempfile::tempdir().expect("a temporary folder can be made");
    let run = |args: &[&str]| {
        let mut call = command(args);
        call.env_remove("CARGO_BOUNDARIES_NO_CACHE").env("XDG_CACHE_HOME", home.path());
        let output = call.arg("--cache-dir").arg(folder.path()).current_dir(made.path()).output();
        output.expect("the program can be called").stdout
    };
    let plain = told(&made, &["debt"]);
    for _ in 0..2 {
        assert_eq!(String::from_utf8_lossy(&run(&["debt"])), plain);
    }
    assert!(folder.path().join("history").is_file());
    // A commit that changes no file of the workspace changes what is told all the same.
    made.git(&["commit", "--quiet", "--allow-empty", "--message=x"]);
    let before = String::from_utf8_lossy(&run(&["metrics", "--format", "json"])).into_owned();
    made.git(&["commit", "--quiet", "--allow-empty", "--message=y"]);
    let after = String::from_utf8_lossy(&run(&["metrics", "--format", "json"])).into_owned();
    assert_ne!(before, after);
}
