//! `debt` as its users meet it: since when, what it costs, budgets, every format, without a history.

use std::collections::BTreeMap;
use std::fs;

use boundaries_fixtures::{Fixture, Repository};
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

/// The commit of one of the two ages of an item, and whether it may be older.
fn age(item: &serde_json::Value, key: &str) -> Option<(String, bool)> {
    let first = item.get(key).filter(|first| !first.is_null())?;
    Some((first["commit"].as_str().unwrap_or_default().to_owned(), first["at-beginning"] == true))
}

/// Since when each item is recorded, and since when it is in the code, by where its record stands.
fn ages(made: &Repository) -> BTreeMap<String, [Option<(String, bool)>; 2]> {
    let page: serde_json::Value = serde_json::from_str(&told(made, &["debt", "--format", "json"])).expect("it is JSON");
    let items = page["items"].as_array().expect("there are items");
    let of_item = |item: &serde_json::Value| {
        let record = &item["record"];
        let place = format!("{}:{}", record["path"].as_str().unwrap_or_default(), record["line"]);
        (place, [age(item, "first-recorded"), age(item, "first-used")])
    };
    items.iter().map(of_item).collect()
}

#[test]
fn a_debt_has_the_age_of_its_record_and_that_of_its_code() {
    let policy =
        "//- boundaries.toml\n[teams]\na = { owns = [\"a\"] }\nb = { owns = [\"b\"] }\nc = { owns = [\"c\"] }\n";
    let code = "//- b/src/lib.rs\npub struct I;\n//- a/src/lib.rs deps: b\npub mod m;\n//- a/src/m.rs\npub fn f(_: b::I) {}\n\
                //- c/src/lib.rs deps: b\npub fn f(_: b::I) {}\n";
    let made = Repository::holding(&format!("{policy}{code}"));
    let path = |path: &str| made.path().join(path);
    let put = |at: &str, text: &str| fs::write(path(at), text).expect("it can be written");
    let add = |at: &str, text: &str| {
        let old = fs::read_to_string(path(at)).unwrap_or_default();
        put(at, &format!("{old}{text}"));
    };
    let contract = "[[contract]]\nconsumer = \"c\"\nprovider = \"b\"\nreason = \"r\"\n";
    // A side line that never had the record is merged after it.
    made.git(&["checkout", "--quiet", "-b", "side"]);
    put(
        "boundaries.toml",
        &fs::read_to_string(path("boundaries.toml")).expect("a policy").replace("[teams]", "# Teams.\n[teams]"),
    );
    made.commit_all();
    made.git(&["checkout", "--quiet", "main"]);
    add("boundaries.toml", contract);
    made.commit_all();
    add("boundaries.toml", "deprecated = \"soon gone\"\n");
    let deprecated = made.commit_all();
    made.git(&["merge", "--quiet", "--no-ff", "--message=merge", "side"]);
    add("boundaries.toml", "mode = \"x-as-a-service\"\n");
    made.commit_all();

    let comment = "// boundaries: allow(undeclared-coupling, reason = \"r\")\n";
    put("a/src/m.rs", &format!("{comment}pub fn f(_: b::I) {{}}\n"));
    let commented = made.commit_all();
    fs::rename(path("a/src/m.rs"), path("a/src/n.rs")).expect("it can be renamed");
    put("a/src/lib.rs", "pub mod n;\n");
    made.commit_all();
    let found = ages(&made);
    let beginning = made.git(&["rev-list", "--max-parents=0", "HEAD"]).trim().to_owned();
    let since = |commit: &str| [Some((commit.to_owned(), false)), Some((beginning.clone(), true))];
    assert_eq!(found["a/src/n.rs:1"], since(&commented), "{found:#?}");
    assert_eq!(found["boundaries.toml:7"], since(&deprecated), "{found:#?}");

    // Taken out and put back: it counts from then.
    put("a/src/n.rs", "pub fn f(_: b::I) {}\n");
    made.commit_all();
    put("a/src/n.rs", &format!("{comment}pub fn f(_: b::I) {{}}\n"));
    let again = made.commit_all();
    assert_eq!(ages(&made)["a/src/n.rs:1"], since(&again));

    // What no commit has recorded is in the code all the same.
    put("a/src/n.rs", "// boundaries: allow(undeclared-coupling, reason = \"other\")\npub fn f(_: b::I) {}\n");
    assert_eq!(ages(&made)["a/src/n.rs:1"], [None, Some((beginning, true))]);

    // Of what no commit has at all, no age is known.
    put("a/src/lib.rs", "pub mod n;\npub mod o;\n");
    put("a/src/o.rs", &format!("{comment}pub fn f(_: b::I) {{}}\n"));
    assert_eq!(ages(&made)["a/src/o.rs:1"], [None, None]);
}

#[test]
fn a_workspace_in_a_folder_of_its_repository_has_dated_records() {
    let made = Repository::empty();
    let folder = made.path().join("code");
    Fixture::parse(&format!("//- boundaries.toml\n{POLICY}{WORKSPACE}")).write_to(&folder).expect("it can be written");
    fs::write(folder.join("orders/src/lib.rs"), "pub fn pay(_: billing::Invoice) {}\n").expect("it can be written");
    let used = made.commit_all();
    fs::create_dir_all(folder.join("boundaries/baseline")).expect("it can be made");
    fs::write(folder.join("boundaries/baseline/orders.toml"), BASELINE).expect("it can be written");
    let recorded = made.commit_all();
    made.git(&["commit", "--quiet", "--allow-empty", "--message=later"]);
    let output = command(&["debt", "--format", "json"]).current_dir(&folder).output().expect("it can be called");
    let page: serde_json::Value = serde_json::from_slice(&output.stdout).expect("it is JSON");
    let items = page["items"].as_array().expect("there are items");
    let entry = items.iter().find(|item| item["kind"] == "baseline").expect("the entry is there");
    assert_eq!(age(entry, "first-recorded"), Some((recorded, false)), "{page:#}");
    assert_eq!(age(entry, "first-used"), Some((used, true)), "{page:#}");
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
    assert!(row.contains(",2026-08-17,false,0,"), "recorded: {row}");
    assert!(row.contains(",2026-04-10,false,4,"), "in the code: {row}");
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
