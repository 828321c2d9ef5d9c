//! `export` as its users meet it: rows that fit the published schemas, one stream or a folder that workspaces share.

use std::collections::BTreeMap;
use std::path::Path;

use boundaries::internal::report::EXPORT_TABLES;
use boundaries_fixtures::{Fixture, Repository};
use boundaries_tests::{refused, told};
use serde_json::Value;

const SHOP: &str = r#"
//- boundaries.toml
[teams]
orders = { owns = ["orders"], contact = "line\nbreak" }
billing = { owns = ["billing"], surface = ["billing::api"], kind = "platform", enforcement = "enforce" }
[[contract]]
consumer = "orders"
provider = "billing"
reason = "orders \"charge\" \u202E"
until = "2099-01-01"
mode = "collaboration"
//- billing/src/lib.rs
pub mod api { pub struct Invoice; }
pub mod tables;
//- billing/src/tables.rs
pub struct Row;
//- orders/src/lib.rs deps: billing
mod cart;
pub fn pay(_: billing::api::Invoice, _: billing::tables::Row) {}
#[cfg(test)]
mod tests { fn pay(_: billing::api::Invoice) {} }
//- orders/src/cart.rs
pub fn add(_: billing::tables::Row) {}
//- loose/src/lib.rs deps: billing
pub fn use_it(_: billing::api::Invoice) {}
"#;

fn rows(text: &str) -> Vec<Value> {
    text.lines().map(|line| serde_json::from_str(line).expect("a row is JSON")).collect()
}

fn schema(table: &str, kind: &str) -> Value {
    let path = format!("{}/../docs/export/{table}.{kind}.json", env!("CARGO_MANIFEST_DIR"));
    serde_json::from_str(&std::fs::read_to_string(path).expect("the schema is published")).expect("a schema is JSON")
}

/// The rows of each table, as they lie in a folder.
fn exported(dir: &Path, args: &[&str]) -> BTreeMap<&'static str, Vec<Value>> {
    assert_eq!(told(dir, &[&["export", "--out", "tables", "--name", "the/shop"], args].concat()), "");
    let read = |table: &str| std::fs::read_to_string(dir.join("tables").join(table).join("the_shop.jsonl"));
    EXPORT_TABLES.map(|table| (table, rows(&read(table).expect("every table has a file")))).into()
}

fn fit(table: &str, rows: &[Value]) {
    let (mut schemas, mut compiler) = (boon::Schemas::new(), boon::Compiler::new());
    compiler.add_resource("table.json", schema(table, "schema")).expect("it has a name");
    let index = compiler.compile("table.json", &mut schemas).expect("it is a schema");
    let spark = schema(table, "spark");
    let names: Vec<&str> =
        spark["fields"].as_array().expect("a list").iter().filter_map(|field| field["name"].as_str()).collect();
    for row in rows {
        if let Err(error) = schemas.validate(row, index) {
            panic!("{table}: {error:#}\nin {row:#}");
        }
        let mut columns: Vec<&str> = row.as_object().expect("a row").keys().map(String::as_str).collect();
        let mut known = names.clone();
        columns.sort_unstable();
        known.sort_unstable();
        assert_eq!(columns, known, "{table}: Spark's schema has the same columns");
    }
}

#[test]
fn every_row_fits_the_schema_of_its_table() {
    let repository = Repository::holding(SHOP);
    // One change at both ends of a dependency; the commit with which everything began says nothing about that.
    repository.commit(&SHOP.replace("pub struct Row;", "pub struct Row(u8);").replace("pub fn add", "pub fn put"));
    let tables = exported(repository.path(), &[]);
    for (table, rows) in &tables {
        fit(table, rows);
        assert!(!rows.is_empty(), "{table} has rows in this workspace");
        assert!(rows.iter().all(|row| row["workspace"] == "the/shop"), "{table}");
    }
    let together = &tables["commits_per_edge"];
    assert_eq!(
        (together.len(), &together[0]["from_module"], &together[0]["commits"]),
        (1, &"orders::cart".into(), &1.into())
    );
    assert_eq!(tables["workspaces"][0]["history_commits"], 1);
}

#[test]
fn references_are_told_by_kind_and_state() {
    let dir = Fixture::parse(SHOP).write().expect("the workspace can be written");
    let tables = exported(dir.path(), &["--no-history"]);
    let mut found: Vec<String> = tables["references"]
        .iter()
        .filter(|row| row["to_module"].as_str().is_some_and(|to| to.starts_with("billing::")))
        .map(|row| {
            let word = |key: &str| row[key].as_str().unwrap_or_default().to_owned();
            format!(
                "{} {} {} {} {}",
                word("from_module"),
                word("to_module"),
                word("kind"),
                word("state"),
                row["references"]
            )
        })
        .collect();
    found.sort();
    assert_eq!(
        found,
        [
            "loose billing::api normal without-owner 1",
            "orders billing::api normal honoured 1",
            "orders billing::tables normal off-surface 1",
            "orders::cart billing::tables normal off-surface 1",
            "orders::tests billing::api test honoured 1",
        ]
    );
}

#[test]
fn without_history_the_table_is_empty_and_says_why() {
    let dir = Fixture::parse(SHOP).write().expect("the workspace can be written");
    let tables = exported(dir.path(), &["--no-history"]);
    assert_eq!(tables["commits_per_edge"], Vec::<Value>::new());
    let workspace = &tables["workspaces"][0];
    assert_eq!((&workspace["has_history"], &workspace["history_commits"]), (&Value::Bool(false), &Value::Null));
    assert_eq!(workspace["history_missing"], "`--no-history` was given");
}

#[test]
fn a_folder_or_a_name_of_nothing_is_refused() {
    let dir = Fixture::parse(SHOP).write().expect("the workspace can be written");
    for (args, flag) in
        [(["export", "--out", ""], "--out"), (["export", "--name", ""], "--name"), (["report", "--html", ""], "--html")]
    {
        let told = refused(dir.path(), &args);
        assert!(told.contains("a value is required for") && told.contains(flag), "{told}");
    }
}

#[test]
fn the_stream_has_the_same_rows_with_their_tables_in_front() {
    let dir = Fixture::parse(SHOP).write().expect("the workspace can be written");
    let stream = told(dir.path(), &["export", "--no-history", "--name", "the/shop"]);
    assert!(stream.lines().all(|line| line.starts_with("{\"table\":\"")));
    let mut streamed: BTreeMap<String, Vec<Value>> = BTreeMap::new();
    for mut row in rows(&stream) {
        let table = row.as_object_mut().expect("a row").remove("table").expect("a table");
        streamed.entry(table.as_str().expect("a name").to_owned()).or_default().push(row);
    }
    for (table, rows) in exported(dir.path(), &["--no-history"]) {
        assert_eq!(streamed.remove(table).unwrap_or_default(), rows, "{table}");
    }
    assert!(streamed.is_empty());
}
