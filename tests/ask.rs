//! `ask` as its users meet it: formats, exit codes, questions from stdin, and answers from what is kept.

use std::io::Write as _;
use std::process::{Output, Stdio};

use boundaries_fixtures::Fixture;
use boundaries_tests::command;
use serde_json::Value;

const SHOP: &str = r#"
//- boundaries.toml
[teams]
billing = { owns = ["billing"], surface = ["billing::api"], contact = "billing-team" }
orders = { owns = ["orders"] }
[[contract]]
consumer = "orders"
provider = "billing"
reason = "orders charge"
//- billing/src/lib.rs
pub mod api { pub use crate::tables::Row; pub fn charge() {} }
pub mod tables { pub struct Row; }
//- orders/src/lib.rs deps: billing
pub mod cart {}
"#;

fn run(args: &[&str], stdin: &str) -> Output {
    let dir = Fixture::parse(SHOP).write().expect("the workspace can be written");
    let mut program = command(args)
        .current_dir(dir.path())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program can be called");
    program.stdin.take().expect("it is piped").write_all(stdin.as_bytes()).expect("it listens");
    program.wait_with_output().expect("it ends")
}

fn valid(page: &Value) -> bool {
    let schema: Value = serde_json::from_str(include_str!("../docs/ask.schema.json")).expect("the schema is JSON");
    let mut schemas = boon::Schemas::new();
    let mut compiler = boon::Compiler::new();
    compiler.add_resource("schema.json", schema).expect("the schema has a place");
    let schema = compiler.compile("schema.json", &mut schemas).expect("the schema is valid");
    schemas.validate(page, schema).is_ok()
}

#[test]
fn exit_codes_are_those_of_other_commands() {
    for (to, code, says) in [
        ("billing::api::charge", 0, "yes: the contract of `orders` with `billing` permits it\n"),
        ("billing::tables::Row", 1, "help: use `billing::api::Row` instead"),
        ("billing::api::chrage", 2, "did you mean `billing::api::charge`?"),
    ] {
        let output = run(&["ask", "orders::cart", to], "");
        let told = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(output.status.code() == Some(code) && told.contains(says), "{to}: {told}");
    }
}

#[test]
fn json_keeps_to_its_schema() {
    for (to, may) in [("billing::api", "yes"), ("billing::tables::Row", "no"), ("nothing", "unknown")] {
        let output = run(&["ask", "orders/src/lib.rs", to, "--json"], "");
        let page: Value = serde_json::from_slice(&output.stdout).expect("it is JSON");
        assert!(valid(&page) && page["answers"][0]["may"] == may, "{page:#}");
    }
}

#[test]
fn several_questions_are_answered_line_by_line() {
    let questions =
        "{\"from\": \"orders\", \"to\": \"billing::api\"}\n\n{\"from\": \"orders\", \"to\": \"billing::tables\"}\n";
    let output = run(&["ask", "-", "--format", "jsonl"], questions);
    let lines: Vec<Value> = String::from_utf8_lossy(&output.stdout)
        .lines()
        .map(|line| serde_json::from_str(line).expect("each line is JSON"))
        .collect();
    let words: Vec<&str> = lines.iter().filter_map(|line| line["may"].as_str()).collect();
    assert_eq!((words, output.status.code()), (vec!["yes", "no"], Some(1)));

    for (line, says) in [
        ("{\"from\": \"orders\"}", "line 1 of stdin is no question: missing field `to`"),
        ("{\"from\": \"a\", \"to\": \"b\", \"code\": \"x\"}", "`code` is `normal`, `test` or `build`, not `x`"),
    ] {
        let output = run(&["ask", "-"], line);
        let told = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.code() == Some(2) && told.contains(says), "{told}");
    }
    for args in [&["ask", "orders"][..], &["ask", "-", "billing"]] {
        assert_eq!(run(args, "").status.code(), Some(2), "{args:?}");
    }
}

#[test]
fn what_is_kept_answers_until_something_changes() {
    let dir = Fixture::parse(SHOP).write().expect("the workspace can be written");
    let ask = || {
        let mut program = command(&["ask", "orders", "billing::tables::Row"]);
        program.env_remove("CARGO_BOUNDARIES_NO_CACHE").env("CARGO_BOUNDARIES_CACHE_DIR", dir.path().join("kept"));
        let output = program.current_dir(dir.path()).output().expect("the program can be called");
        (output.status.code(), String::from_utf8_lossy(&output.stdout).into_owned())
    };
    let first = ask();
    assert_eq!(first.0, Some(1), "{}", first.1);
    assert_eq!(ask(), first);
    let policy = dir.path().join("boundaries.toml");
    let text = std::fs::read_to_string(&policy).expect("the policy is there");
    std::fs::write(&policy, text.replace("\"billing::api\"", "\"billing\"")).expect("it can be written");
    assert_eq!(ask().0, Some(0));
    let code = "pub mod api { pub fn charge() {} }\npub mod tables { struct Row; }\n";
    std::fs::write(dir.path().join("billing/src/lib.rs"), code).expect("it can be written");
    let (exit, told) = ask();
    assert!(exit == Some(1) && told.contains("the compiler would refuse this path"), "{told}");
}
