//! Diagnostics, as they appear and go while somebody types.

use std::io::{BufReader, Write as _};
use std::process::Stdio;

use boundaries_fixtures::Fixture;
use boundaries_tests::command;
use lsp_server::{Message, Request, Response};
use serde_json::{Value, json};

use crate::editor::Editor;

const POLICY: &str = "\
[teams]
orders = { owns = [\"orders\"] }
billing = { owns = [\"billing\"], contact = \"#billing\" }
[rules]
undeclared-dependency = \"allow\"
";
const APART: &str = "pub fn pay() {}\n";
const COUPLED: &str = "/* größe 👍 */ use billing::Invoice;\n";

/// Two teams; `orders` has this text on disk.
fn shop(orders: &str) -> String {
    format!(
        "//- boundaries.toml\n{POLICY}//- billing/src/lib.rs\npub struct Invoice;\n//- orders/src/lib.rs deps: billing\n{orders}"
    )
}

#[test]
fn a_coupling_appears_as_it_is_typed_and_goes_as_it_is_taken_back() {
    let (mut editor, answer) = Editor::start(&shop(APART), json!({}));
    assert_eq!(answer["capabilities"]["positionEncoding"], "utf-16");
    assert_eq!(answer["capabilities"]["textDocumentSync"]["change"], 2);
    editor.open("orders/src/lib.rs", APART);
    editor.edit("orders/src/lib.rs", COUPLED);
    // UTF-16 needs two units for the thumb, so the name stands one column further than characters tell.
    editor.shows(&["orders/src/lib.rs:0:28 boundaries::undeclared-coupling"]);
    let shown = &editor.shown["orders/src/lib.rs"][0];
    let start = shown["message"].as_str().expect("a text").lines().next().map(str::to_owned);
    insta::assert_snapshot!(start.unwrap_or_default(), @"team `orders` uses `billing::Invoice` owned by `billing` without a contract");
    let related: Vec<String> = shown["relatedInformation"]
        .as_array()
        .expect("further places")
        .iter()
        .map(|each| {
            let (location, root) = (&each["location"], editor.uri(""));
            let uri = location["uri"].as_str().expect("a URI").replace(&root, "");
            format!("{uri}:{} {}", location["range"]["start"]["line"], each["message"].as_str().expect("a text"))
        })
        .collect();
    insta::assert_snapshot!(related.join("\n"), @r"
    billing/src/lib.rs:0 defined here, in code of `billing`
    boundaries.toml:1 `orders` owns `orders`
    boundaries.toml:2 `billing` owns `billing`
    ");
    editor.edit("orders/src/lib.rs", APART);
    editor.shows(&[]);
    assert_eq!(editor.quit(), Some(0));
}

#[test]
fn what_is_on_disk_counts_until_a_file_is_opened_and_once_it_is_closed() {
    let (mut editor, _) =
        Editor::start(&shop(COUPLED), json!({ "general": { "positionEncodings": ["utf-8", "utf-16"] } }));
    let coupled = "orders/src/lib.rs:0:32 boundaries::undeclared-coupling";
    editor.shows(&[coupled]);
    editor.open("orders/src/lib.rs", APART);
    editor.shows(&[]);
    let uri = editor.uri("orders/src/lib.rs");
    editor.tell("textDocument/didClose", json!({ "textDocument": { "uri": uri } }));
    editor.shows(&[coupled]);
    std::fs::write(editor.path("orders/src/lib.rs"), APART).expect("the file can be written");
    editor.tell("workspace/didChangeWatchedFiles", json!({ "changes": [{ "uri": uri, "type": 2 }] }));
    editor.shows(&[]);
    assert_eq!(editor.quit(), Some(0));
}

#[test]
fn mistakes_of_the_policy_take_the_place_of_findings_until_they_are_repaired() {
    let (mut editor, _) = Editor::start(&shop("use billing::Invoice;\n"), json!({}));
    let coupled = "orders/src/lib.rs:0:13 boundaries::undeclared-coupling";
    editor.shows(&[coupled]);
    editor.open("boundaries.toml", POLICY);
    let mistaken = format!("{POLICY}\n[[contract]]\nconsumer = \"ordres\"\nprovider = \"billing\"\nreason = \"x\"\n");
    editor.edit("boundaries.toml", &mistaken);
    editor.shows(&["boundaries.toml:7:11 boundaries::policy"]);
    editor.edit("boundaries.toml", "[teams\n");
    editor.shows(&["boundaries.toml:0:6 boundaries::policy"]);
    editor.edit("boundaries.toml", POLICY);
    editor.shows(&[coupled]);
    editor.edit("boundaries.toml", &mistaken.replace("ordres", "orders"));
    editor.shows(&[]);
    assert_eq!(editor.quit(), Some(0));
}

#[test]
fn team_files_and_codeowners_count_as_they_are_typed() {
    let shop = "\
//- boundaries.toml
[teams]
orders = { handles = [\"@orders\"] }
billing = { handles = [\"@billing\"] }
[rules]
undeclared-dependency = \"allow\"
unguarded-policy = \"allow\"
//- .github/CODEOWNERS
* @orders
/billing/ @billing
//- boundaries/billing.toml
[[grant]]
consumer = \"orders\"
reason = \"orders charge customers\"
//- billing/src/lib.rs
pub struct Invoice;
//- orders/src/lib.rs deps: billing
use billing::Invoice;
";
    let (mut editor, _) = Editor::start(shop, json!({}));
    editor.open("boundaries/billing.toml", "# nothing is granted\n");
    editor.shows(&["orders/src/lib.rs:0:13 boundaries::undeclared-coupling"]);
    editor.open(".github/CODEOWNERS", "* @orders\n/bilng/ @orders\n");
    editor.shows(&[".github/CODEOWNERS:1:0 boundaries::dead-owner-rule"]);
    editor.edit(".github/CODEOWNERS", "* @orders\n");
    editor.shows(&[]);
    assert_eq!(editor.quit(), Some(0));
}

#[test]
fn unknown_names_dead_rules_and_ended_contracts_appear_while_they_are_typed() {
    let shop = format!(
        "{}//- boundaries/orders.toml\ncontact = \"#orders\"\n//- CODEOWNERS\n/orders/ @orders\n/billing/ @billing\n",
        shop(COUPLED).replace("[rules]\n", "[rules]\nunguarded-policy = \"allow\"\n"),
    );
    let (mut editor, _) = Editor::start(&shop, json!({}));
    let coupled = "orders/src/lib.rs:0:28 boundaries::undeclared-coupling";
    editor.shows(&[coupled]);
    let policy = editor.text("boundaries.toml");
    let with = |contract: &str| format!("{policy}[[contract]]\nconsumer = \"orders\"\n{contract}");
    for (path, text, shown) in [
        ("boundaries.toml", with(""), vec!["boundaries.toml:6:0 boundaries::policy"; 2]),
        ("boundaries.toml", with("provider = \"bill"), vec!["boundaries.toml:8:16 boundaries::policy"]),
        (
            "boundaries.toml",
            with("provider = \"bill\"\nreason = \"\"\n"),
            vec!["boundaries.toml:8:11 boundaries::policy", "boundaries.toml:9:9 boundaries::policy"],
        ),
        (
            "boundaries.toml",
            with("provider = \"billing\"\nreason = \"r\"\nuntil = \"2020-01-01\"\n"),
            vec!["boundaries.toml:7:11 boundaries::expired-contract", coupled],
        ),
        ("boundaries.toml", policy.clone(), vec![coupled]),
        (
            "boundaries/orders.toml",
            "[[request]]\nprovider = \"nobody\"\nreason = \"r\"\n".to_owned(),
            vec!["boundaries/orders.toml:1:11 boundaries::policy"],
        ),
        ("boundaries/orders.toml", "[[requ".to_owned(), vec!["boundaries/orders.toml:0:6 boundaries::policy"]),
        ("boundaries/orders.toml", String::new(), vec![coupled]),
        (
            "CODEOWNERS",
            "/orders/ @orders\n/bil @billing\n/billing/ @billing\n".to_owned(),
            vec!["CODEOWNERS:1:0 boundaries::dead-owner-rule", coupled],
        ),
        ("CODEOWNERS", "/orders/ @orders\n/billing/ @billing\n".to_owned(), vec![coupled]),
    ] {
        if editor.is_open(path) {
            editor.edit(path, &text);
        } else {
            editor.open(path, &text);
        }
        editor.shows(&shown);
    }
    assert_eq!(editor.quit(), Some(0));
}

#[test]
fn a_file_that_does_not_parse_is_told_and_hides_nothing_else() {
    let (mut editor, _) = Editor::start(&shop(COUPLED), json!({}));
    editor.open("billing/src/lib.rs", "pub struct Invoice; pub fn half(");
    editor.shows(&["billing/src/lib.rs:0:31 boundaries::unreadable-source"]);
    editor.edit("billing/src/lib.rs", "pub struct Invoice;");
    editor.shows(&["orders/src/lib.rs:0:28 boundaries::undeclared-coupling"]);
    assert_eq!(editor.quit(), Some(0));
}

#[test]
fn of_many_edits_in_a_row_the_last_one_is_shown() {
    let (mut editor, _) = Editor::start(&shop(APART), json!({}));
    editor.open("orders/src/lib.rs", APART);
    for _ in 0..100 {
        editor.edit("orders/src/lib.rs", COUPLED);
        editor.edit("orders/src/lib.rs", "pub use billing::");
        editor.edit("orders/src/lib.rs", APART);
    }
    editor.edit("orders/src/lib.rs", &format!("\n{COUPLED}"));
    let last = "orders/src/lib.rs:1:28 boundaries::undeclared-coupling";
    editor.shows(&[last]);
    assert_eq!(editor.quit(), Some(0));
}

/// An editor drops what it shows in text that is deleted, and does not bring it back when the deletion is undone.
#[test]
fn the_same_findings_are_told_again_for_a_newer_text() {
    let (mut editor, _) = Editor::start(&shop(COUPLED), json!({}));
    let coupled = "orders/src/lib.rs:0:28 boundaries::undeclared-coupling";
    editor.shows(&[coupled]);
    editor.open("orders/src/lib.rs", COUPLED);
    editor.shows(&[coupled]);
    for _ in 0..3 {
        editor.edit("orders/src/lib.rs", "");
        editor.edit("orders/src/lib.rs", COUPLED);
        editor.shown.clear();
        editor.shows(&[coupled]);
    }
    assert_eq!(editor.quit(), Some(0));
}

#[test]
fn a_folder_without_a_workspace_is_told_and_the_server_goes_on() {
    let (mut editor, _) = Editor::start("//- Cargo.toml\n[workspace\n", json!({}));
    editor.shows(&["Cargo.toml:0:0 boundaries::workspace"]);
    Fixture::parse(&shop("use billing::Invoice;\n")).write_to(editor.dir.path()).expect("it can be written");
    let uri = editor.uri("Cargo.toml");
    editor.tell("textDocument/didSave", json!({ "textDocument": { "uri": uri } }));
    editor.shows(&["orders/src/lib.rs:0:13 boundaries::undeclared-coupling"]);
    assert_eq!(editor.quit(), Some(0));
}

#[test]
fn without_a_policy_nothing_is_shown_and_that_is_told() {
    let (mut editor, _) = Editor::start(
        "//- billing/src/lib.rs\npub struct Invoice;\n//- orders/src/lib.rs deps: billing\nuse billing::Invoice;\n",
        json!({}),
    );
    loop {
        if let Message::Notification(note) = editor.next() {
            assert_eq!(note.method, "window/logMessage");
            let text = note.params["message"].as_str().expect("a text");
            if text.contains("there is no policy") {
                break;
            }
        }
    }
    assert_eq!(editor.quit(), Some(0));
}

#[test]
fn strange_messages_are_answered_or_passed_over() {
    let (mut editor, _) = Editor::start(&shop("use billing::Invoice;\n"), json!({}));
    let code = |response: Response| response.response_result.err().map(|error| error.code);
    let refused = editor.ask("textDocument/rename", json!({}));
    assert_eq!(code(refused), Some(-32601));
    editor.tell("textDocument/didChange", json!({ "textDocument": 7 }));
    editor.tell(
        "textDocument/didOpen",
        json!({ "textDocument": { "uri": "untitled:1", "languageId": "", "version": 1, "text": "" } }),
    );
    editor.tell("nobody/knows", json!([1]));
    editor.tell("$/cancelRequest", json!({ "id": 99 }));
    editor.shows(&["orders/src/lib.rs:0:13 boundaries::undeclared-coupling"]);
    assert!(editor.ask("shutdown", Value::Null).response_result.is_ok());
    let refused = editor.ask("shutdown", Value::Null);
    assert_eq!(code(refused), Some(-32600));
    editor.tell("exit", Value::Null);
    assert_eq!(editor.server.wait().expect("the server ends").code(), Some(0));
}

#[test]
fn files_are_watched_where_the_editor_can_and_a_sudden_end_is_an_end() {
    let can_watch = json!({ "workspace": { "didChangeWatchedFiles": { "dynamicRegistration": true } } });
    let (mut editor, _) = Editor::start(&shop(APART), can_watch);
    let asked = loop {
        if let Message::Request(request) = editor.next() {
            break request;
        }
    };
    assert_eq!(asked.method, "client/registerCapability");
    editor.send(Response::new_ok(asked.id, Value::Null));
    editor.input.flush().expect("the server listens");
    let Editor { mut server, input, .. } = editor;
    drop(input);
    assert_eq!(server.wait().expect("the server ends").code(), Some(1));
}

#[test]
fn the_flag_by_which_editors_choose_the_streams_is_taken() {
    let mut server = command(&["lsp", "--stdio"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the program can be called");
    let mut input = server.stdin.take().expect("stdin is piped");
    let mut output = BufReader::new(server.stdout.take().expect("stdout is piped"));
    let params = json!({ "capabilities": {} });
    let question = Request { id: 1.into(), method: "initialize".to_owned(), params };
    Message::from(question).write(&mut input).expect("the server listens");
    let answer = Message::read(&mut output).expect("the server speaks the protocol");
    assert!(matches!(answer, Some(Message::Response(Response { response_result: Ok(_), .. }))), "{answer:?}");
    drop(input);
    assert_eq!(server.wait().expect("the server ends").code(), Some(1));
}
