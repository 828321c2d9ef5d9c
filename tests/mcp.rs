//! `mcp` message by message, without anybody's client: versions, answers, refusals, and an end when the input ends.

use std::io::{BufRead as _, BufReader, Lines, Write as _};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use boundaries_fixtures::Fixture;
use boundaries_tests::command;
use serde_json::{Value, json};

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
pub mod api { pub use crate::tables::Row; }
pub mod tables { pub struct Row; }
//- orders/src/lib.rs deps: billing
pub fn pay(_: billing::tables::Row) {}
"#;

/// What is answered to these lines.
fn answers_in(dir: &Path, lines: &[String]) -> Vec<Value> {
    answers_of(&mut command(&["mcp"]), dir, lines)
}

/// The same of a server that is called in another way.
fn answers_of(command: &mut Command, dir: &Path, lines: &[String]) -> Vec<Value> {
    let mut server = command
        .current_dir(dir)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the program can be called");
    let mut input = server.stdin.take().expect("it is piped");
    for line in lines {
        input.write_all(format!("{line}\n").as_bytes()).expect("it listens");
    }
    drop(input);
    let output = server.wait_with_output().expect("it ends");
    assert_eq!(output.status.code(), Some(0), "it ends when nobody asks any more");
    let told = String::from_utf8(output.stdout).expect("it writes UTF-8");
    told.lines().map(|line| serde_json::from_str(line).expect("each line is JSON")).collect()
}

fn answers(lines: &[String]) -> Vec<Value> {
    let dir = Fixture::parse(SHOP).write().expect("the workspace can be written");
    answers_in(dir.path(), lines)
}

fn request(id: u32, method: &str, params: &Value) -> String {
    json!({ "jsonrpc": "2.0", "id": id, "method": method, "params": params }).to_string()
}

fn call(tool: &str, arguments: &Value) -> Value {
    let params = json!({ "name": tool, "arguments": arguments });
    answers(&[request(1, "tools/call", &params)]).remove(0)["result"].take()
}

#[test]
fn the_version_is_the_clients_if_it_is_spoken_and_the_newest_otherwise() {
    for (wanted, spoken) in [("2024-11-05", "2024-11-05"), ("2025-06-18", "2025-06-18"), ("1999-01-01", "2025-11-25")] {
        let told = answers(&[request(7, "initialize", &json!({ "protocolVersion": wanted, "capabilities": {} }))]);
        assert_eq!((&told[0]["id"], &told[0]["result"]["protocolVersion"]), (&json!(7), &json!(spoken)));
    }
}

#[test]
fn answers_keep_to_the_schemas_that_are_listed() {
    let listed = answers(&[request(1, "tools/list", &json!({}))]).remove(0)["result"]["tools"].take();
    let tools = listed.as_array().expect("there is a list");
    assert_eq!(tools.len(), 4);
    for (tool, arguments) in [
        ("may_use", json!({ "from": "orders", "to": "billing::tables::Row" })),
        ("may_use", json!({ "from": "orders", "to": "billing::api::Row", "code": "test" })),
        ("may_use", json!({ "from": "orders", "to": "nothing" })),
        ("owner_of", json!({ "subject": "billing" })),
        ("owner_of", json!({ "subject": "billing/src/new.rs" })),
        ("owner_of", json!({ "subject": "billing::tables::Row" })),
        ("contracts_of", json!({})),
        ("contracts_of", json!({ "team": "orders" })),
        ("findings", json!({})),
        ("findings", json!({ "team": "billing", "package": "orders", "rule": "off-surface", "limit": 1 })),
    ] {
        let described = tools.iter().find(|one| one["name"] == tool).expect("the tool is listed");
        let answer = call(tool, &arguments);
        assert_eq!(answer["isError"], false, "{tool} {arguments}: {answer:#}");
        for (schema, value) in [("inputSchema", &arguments), ("outputSchema", &answer["structuredContent"])] {
            let mut schemas = boon::Schemas::new();
            let mut compiler = boon::Compiler::new();
            compiler.add_resource("schema.json", described[schema].clone()).expect("the schema has a place");
            let index = compiler.compile("schema.json", &mut schemas).expect("the schema is valid");
            assert!(schemas.validate(value, index).is_ok(), "{tool} {schema}: {value:#}");
        }
    }
}

#[test]
fn the_tools_say_what_the_program_says() {
    let answer = call("may_use", &json!({ "from": "orders", "to": "billing::tables::Row" }));
    let told = &answer["structuredContent"];
    assert_eq!((&told["may"], &told["surface-path"]), (&json!("no"), &json!("billing::api::Row")));
    assert_eq!(told["providers"][0], json!({ "name": "billing", "contact": "billing-team" }));
    let told = call("findings", &json!({}))["structuredContent"].take();
    assert_eq!((&told["failing"], &told["findings"][0]["rule"]), (&json!(1), &json!("off-surface")));
    assert_eq!(told["findings"][0]["places"], json!(["orders/src/lib.rs:1:32"]));
    let told = call("contracts_of", &json!({ "team": "billing" }))["structuredContent"].take();
    assert_eq!(told["contracts"][0]["consumers"], json!(["orders"]));
}

#[test]
fn what_goes_wrong_in_a_tool_is_told_to_the_model() {
    for (tool, arguments, says) in [
        ("may_use", json!({ "from": "orders" }), "wrong arguments: missing field `to`"),
        ("may_use", json!({ "from": "orders", "to": "billing", "as": 1 }), "unknown field `as`"),
        ("owner_of", json!({ "subject": "biling" }), "did you mean `billing`"),
        ("owner_of", json!({ "subject": "../../../etc/passwd" }), "outside"),
        ("contracts_of", json!({ "team": "ordres" }), "did you mean `orders`"),
        ("findings", json!({ "rule": "off-surfaces" }), "did you mean `off-surface`"),
        ("findings", json!({ "limit": -1 }), "wrong arguments"),
    ] {
        let answer = call(tool, &arguments);
        let told = answer["content"][0]["text"].as_str().unwrap_or_default();
        assert!(answer["isError"] == true && told.contains(says), "{tool} {arguments}: {answer:#}");
    }
    let dir = Fixture::parse(&SHOP.replace("owns", "ownz")).write().expect("the workspace can be written");
    let params = json!({ "name": "findings", "arguments": {} });
    let told = answers_in(dir.path(), &[request(1, "tools/call", &params)]).remove(0).to_string();
    assert!(told.contains("\"isError\":true") && told.contains("ownz"), "{told}");
}

#[test]
fn what_is_no_request_is_refused_and_the_next_one_answered() {
    let long = format!("{{\"id\": 1, \"method\": \"ping\", \"params\": \"{}\"}}", "x".repeat(5 << 20));
    let lines = [
        "no json".to_owned(),
        "\"text\"".to_owned(),
        "{\"id\": 1}".to_owned(),
        "{\"id\": null, \"method\": \"ping\"}".to_owned(),
        request(2, "resources/list", &json!({})),
        request(3, "tools/call", &json!({ "name": "write" })),
        request(4, "tools/call", &json!([])),
        "[]".to_owned(),
        long,
    ];
    let codes: Vec<i64> = answers(&lines).iter().filter_map(|answer| answer["error"]["code"].as_i64()).collect();
    assert_eq!(codes, [-32700, -32600, -32600, -32600, -32601, -32602, -32602, -32600, -32700]);

    let lines = [
        "{\"jsonrpc\": \"2.0\", \"method\": \"notifications/initialized\"}".to_owned(),
        "{\"jsonrpc\": \"2.0\", \"id\": 9, \"result\": {}}".to_owned(),
        String::new(),
        format!("[{}, {}]", request(5, "ping", &json!({})), "{\"method\": \"notifications/cancelled\"}"),
        request(6, "ping", &Value::Null),
    ];
    let told = answers(&lines);
    assert_eq!(
        told,
        [json!([{ "jsonrpc": "2.0", "id": 5, "result": {} }]), json!({ "jsonrpc": "2.0", "id": 6, "result": {} })]
    );
}

/// A server that is asked one thing after another.
struct Server {
    child: Child,
    input: ChildStdin,
    lines: Lines<BufReader<ChildStdout>>,
}

impl Server {
    fn start(dir: &Path, cache: Option<&Path>) -> Self {
        let mut program = command(&["mcp"]);
        if let Some(cache) = cache {
            program.env_remove("CARGO_BOUNDARIES_NO_CACHE").env("CARGO_BOUNDARIES_CACHE_DIR", cache);
        }
        program.current_dir(dir).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = program.spawn().expect("the program can be called");
        let input = child.stdin.take().expect("it is piped");
        let lines = BufReader::new(child.stdout.take().expect("it is piped")).lines();
        Self { child, input, lines }
    }

    fn call(&mut self, tool: &str, arguments: &Value) -> Value {
        let line = request(1, "tools/call", &json!({ "name": tool, "arguments": arguments }));
        writeln!(self.input, "{line}").expect("it listens");
        let answer = self.lines.next().expect("it answers").expect("it can be read");
        serde_json::from_str::<Value>(&answer).expect("each line is JSON")["result"].take()
    }

    /// What all tools say, those that need the least first or last.
    fn says(&mut self, is_turned: bool) -> Vec<Value> {
        let mut questions = [
            ("may_use", json!({ "from": "orders", "to": "billing::tables::Row" })),
            ("may_use", json!({ "from": "orders::cart", "to": "billing::api::charge" })),
            ("owner_of", json!({ "subject": "orders" })),
            ("owner_of", json!({ "subject": "orders/notes.md" })),
            ("contracts_of", json!({})),
            ("findings", json!({})),
        ];
        if is_turned {
            questions.reverse();
        }
        let mut said: Vec<Value> = questions.iter().map(|(tool, arguments)| self.call(tool, arguments)).collect();
        if is_turned {
            said.reverse();
        }
        said
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A server that was asked before says what one says that has never read anything, whatever happened in between.
#[test]
fn what_stays_in_memory_is_never_old() {
    let dir = Fixture::parse(SHOP).write().expect("the workspace can be written");
    let policy = std::fs::read_to_string(dir.path().join("boundaries.toml")).expect("the policy is there");
    let closed = policy.replace("billing::api", "billing::tables");
    let steps: [(&str, Option<&str>); 16] = [
        ("orders/src/lib.rs", Some("pub fn pay(_: billing::tables::Row, _: billing::api::Row) {}\n")),
        ("orders/src/lib.rs", Some("pub mod cart;\n")),
        ("orders/src/cart.rs", Some("pub fn pay(_: billing::tables::Row) {}\n")),
        ("orders/src/cart.rs", Some("pub fn pay(_: billing::api::Row0) {}\n")),
        ("billing/src/lib.rs", Some("pub mod api { pub fn charge() {} }\npub mod tables { pub struct Row; }\n")),
        ("boundaries.toml", Some(&closed)),
        ("boundaries.toml", Some("[teams]\nnobody = 7\n")),
        ("orders/src/cart.rs", None),
        ("orders/src/lib.rs", Some("pub mod cart { pub fn f() { billing::api::charge() } }\n")),
        ("boundaries.toml", Some(&policy)),
        ("orders/notes.md", Some("notes\n")),
        ("CODEOWNERS", Some("* @org/all\n")),
        ("orders/Cargo.toml", Some("[package]\nname = \"orders\"\nedition = \"2024\"\n")),
        ("boundaries.toml", None),
        ("orders/src/bin/tool.rs", Some("fn main() { orders::cart::f() }\n")),
        ("orders/notes.md", None),
    ];
    let kept = tempfile::tempdir().expect("a folder can be made");
    let mut asked_often = [Server::start(dir.path(), Some(kept.path())), Server::start(dir.path(), None)];
    for (at, step) in std::iter::once(None).chain(steps.iter().map(Some)).enumerate() {
        if let Some((path, text)) = step {
            let path = dir.path().join(path);
            match text {
                Some(text) => {
                    std::fs::create_dir_all(path.parent().expect("files lie in folders"))
                        .expect("a folder can be made");
                    std::fs::write(path, text).expect("a file can be written");
                }
                None => std::fs::remove_file(path).expect("the file is there"),
            }
        }
        let truth = Server::start(dir.path(), None).says(false);
        for server in &mut asked_often {
            for is_turned in [at % 2 == 0, at % 3 == 0] {
                assert_eq!(server.says(is_turned), truth, "after {step:?}");
            }
        }
        let mut of_a_file = Server::start(dir.path(), Some(kept.path()));
        assert_eq!(of_a_file.says(false), truth, "by what was kept, after {step:?}");
    }
}

/// What is found is found within the limits that the server was started with.
#[test]
fn answers_keep_to_the_limits_of_the_server() {
    let longer = SHOP.replace("tables::Row) {}", &format!("tables::Row) {{}} // {}", "-".repeat(100)));
    let dir = Fixture::parse(&longer).write().expect("the workspace can be written");
    let question = request(1, "tools/call", &json!({ "name": "findings", "arguments": {} }));
    let by_flag = command(&["mcp", "--limit", "source-size=100"]);
    let mut by_variable = command(&["mcp"]);
    by_variable.env("CARGO_BOUNDARIES_LIMITS", "source-size=100");
    for (mut command, found, missed) in [
        (command(&["mcp"]), "off-surface", "unreadable-source"),
        (by_flag, "unreadable-source", "off-surface"),
        (by_variable, "unreadable-source", "off-surface"),
    ] {
        let told = answers_of(&mut command, dir.path(), std::slice::from_ref(&question)).remove(0).to_string();
        assert!(told.contains(found) && !told.contains(missed), "{told}");
    }
}
