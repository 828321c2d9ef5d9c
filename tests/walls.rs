//! `extract` and `seal` as their users meet them: formats, and what is refused.

use std::process::Output;

use boundaries_fixtures::Fixture;
use boundaries_tests::command;

const SHOP: &str = r#"
//- boundaries.toml
[teams]
billing = { owns = ["billing"], surface = ["billing::api"] }
orders = { owns = ["orders"] }
//- billing/src/lib.rs
pub mod api { pub fn charge() { crate::tables::row() } }
pub mod tables { pub(crate) fn row() {} pub fn open() {} }
//- orders/src/lib.rs deps: billing
pub fn pay() { billing::api::charge(); billing::tables::open() }
"#;

fn run(args: &[&str]) -> Output {
    let dir = Fixture::parse(SHOP).write().expect("the workspace can be written");
    command(args).current_dir(dir.path()).output().expect("the program can be called")
}

fn json(args: &[&str], schema: &str) -> serde_json::Value {
    let output = run(args);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    let page: serde_json::Value = serde_json::from_slice(&output.stdout).expect("it is JSON");
    let schema: serde_json::Value = serde_json::from_str(schema).expect("the schema is JSON");
    let mut schemas = boon::Schemas::new();
    let mut compiler = boon::Compiler::new();
    compiler.add_resource("schema.json", schema).expect("the schema has a place");
    let schema = compiler.compile("schema.json", &mut schemas).expect("the schema is valid");
    assert!(schemas.validate(&page, schema).is_ok(), "{page:#}");
    page
}

#[test]
fn json_keeps_to_its_schemas() {
    let page = json(&["extract", "billing::tables", "--format", "json"], include_str!("../docs/extract.schema.json"));
    assert_eq!((&page["relation"], &page["possible"]), (&"below".into(), &false.into()), "{page:#}");
    assert_eq!(page["blockers"][0]["kind"], "private-item");
    let page = json(&["seal", "billing", "--format", "json"], include_str!("../docs/seal.schema.json"));
    assert_eq!((&page["changes"][0]["what"], &page["breaks"]), (&"billing::tables".into(), &1.into()), "{page:#}");
    let neighbour = &page["neighbours"][0];
    assert_eq!((&neighbour["kind"], &neighbour["name"]), (&"team".into(), &"orders".into()), "{page:#}");
    assert_eq!(
        (neighbour["uses-of-it"].as_array().map(Vec::len), &neighbour["it-uses"]),
        (Some(2), &[0; 0][..].into())
    );
}

#[test]
fn unknown_names_come_with_names_like_them() {
    for (args, told) in [
        (&["extract", "billing::table"][..], "did you mean `billing::tables`"),
        (&["extract", "billing"], "is a team; name a module below the root"),
        (&["seal", "biling"], "did you mean `billing`"),
    ] {
        let output = run(args);
        let error = String::from_utf8(output.stderr).expect("output is UTF-8");
        assert!(output.status.code() == Some(2) && error.contains(told), "{args:?}: {error}");
    }
}
