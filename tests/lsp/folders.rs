//! Several folders at once, files that go and come under other names, and questions that are taken back.

use serde_json::{Value, json};

use crate::editor::Editor;

/// Two workspaces side by side, each with a coupling that nothing permits.
const TWO: &str = "\
//- one/Cargo.toml
[workspace]
resolver = \"3\"
members = [\"orders\", \"billing\"]
//- one/boundaries.toml
[teams]
orders = { owns = [\"orders\"] }
billing = { owns = [\"billing\"] }
[rules]
undeclared-dependency = \"allow\"
//- one/billing/src/lib.rs
pub struct Invoice;
//- one/orders/src/lib.rs deps: one/billing
use billing::Invoice;
mod later;
//- one/orders/src/later.rs
//- two/Cargo.toml
[workspace]
resolver = \"3\"
members = [\"web\", \"shop\"]
//- two/boundaries.toml
[teams]
web = { owns = [\"web\"] }
shop = { owns = [\"shop\"] }
[rules]
undeclared-dependency = \"allow\"
//- two/shop/src/lib.rs
pub struct Cart;
//- two/web/src/lib.rs deps: two/shop
use shop::Cart;
";
const ONE_FOUND: &str = "one/orders/src/lib.rs:0:13 boundaries::undeclared-coupling";
const TWO_FOUND: &str = "two/web/src/lib.rs:0:10 boundaries::undeclared-coupling";

fn two(folders: &[&str]) -> Editor {
    Editor::start_with(TWO, folders, json!({ "capabilities": {} })).0
}

fn change_folders(editor: &mut Editor, added: &[&str], removed: &[&str]) {
    let named = |paths: &[&str]| -> Value {
        paths.iter().map(|path| json!({ "uri": editor.uri(path), "name": path })).collect()
    };
    let event = json!({ "added": named(added), "removed": named(removed) });
    editor.tell("workspace/didChangeWorkspaceFolders", json!({ "event": event }));
}

#[test]
fn every_folder_is_checked_and_answers_for_itself() {
    let mut editor = two(&["one", "two"]);
    editor.shows(&[ONE_FOUND, TWO_FOUND]);
    for (path, what, owner) in [("one/orders/src/lib.rs", "Invoice", "billing"), ("two/web/src/lib.rs", "Cart", "shop")]
    {
        let at = editor.at(path, what);
        let told = editor.answer("textDocument/hover", at)["contents"]["value"].to_string();
        assert!(told.contains(&format!("owner: `{owner}`")), "{told}");
    }
    editor.open("two/web/src/lib.rs", "");
    editor.shows(&[ONE_FOUND]);
    assert_eq!(editor.quit(), Some(0));
}

#[test]
fn folders_come_and_go_with_what_was_found_in_them() {
    let mut editor = two(&["one"]);
    editor.shows(&[ONE_FOUND]);
    change_folders(&mut editor, &["two"], &[]);
    editor.shows(&[ONE_FOUND, TWO_FOUND]);
    change_folders(&mut editor, &[], &["one"]);
    editor.shows(&[TWO_FOUND]);
    let at = editor.at("one/orders/src/lib.rs", "Invoice");
    assert_eq!(editor.answer("textDocument/hover", at), Value::Null);
    change_folders(&mut editor, &["one"], &["two", "elsewhere"]);
    editor.shows(&[ONE_FOUND]);
    assert_eq!(editor.quit(), Some(0));
}

#[test]
fn two_folders_of_one_workspace_tell_everything_once() {
    let mut editor = two(&["one/orders", "one/billing"]);
    editor.shows(&[ONE_FOUND]);
    editor.open("one/orders/src/lib.rs", "\nuse billing::Invoice;\n");
    editor.shows(&["one/orders/src/lib.rs:1:13 boundaries::undeclared-coupling"]);
    change_folders(&mut editor, &[], &["one/orders"]);
    editor.edit("one/orders/src/lib.rs", "\n\nuse billing::Invoice;\n");
    editor.shows(&["one/orders/src/lib.rs:2:13 boundaries::undeclared-coupling"]);
    assert_eq!(editor.quit(), Some(0));
}

#[test]
fn files_that_go_and_come_under_other_names_take_what_was_found_along() {
    let mut editor = two(&["one"]);
    editor.shows(&[ONE_FOUND]);
    let (old, new) = ("one/orders/src/later.rs", "one/orders/src/now.rs");
    editor.open(old, "use billing::Invoice;\n");
    let in_later = "one/orders/src/later.rs:0:13 boundaries::undeclared-coupling";
    editor.shows(&[in_later, ONE_FOUND]);
    // Renamed in the editor: closed, moved, told of, and the declaration follows.
    std::fs::write(editor.path(old), "use billing::Invoice;\n").expect("it can be written");
    let uri = editor.uri(old);
    editor.tell("textDocument/didClose", json!({ "textDocument": { "uri": uri } }));
    std::fs::rename(editor.path(old), editor.path(new)).expect("it can be renamed");
    let changes = json!([{ "uri": editor.uri(old), "type": 3 }, { "uri": editor.uri(new), "type": 1 }]);
    editor.tell("workspace/didChangeWatchedFiles", json!({ "changes": changes }));
    editor.shows(&["one/orders/src/lib.rs:0:13 boundaries::undeclared-coupling"]);
    editor.open("one/orders/src/lib.rs", "mod now;\n");
    editor.shows(&["one/orders/src/now.rs:0:13 boundaries::undeclared-coupling"]);
    // Deleted without being closed: what is open counts.
    editor.open(new, "use billing::Invoice;\n");
    std::fs::remove_file(editor.path(new)).expect("it can be removed");
    let uri = editor.uri(new);
    editor.tell("workspace/didChangeWatchedFiles", json!({ "changes": [{ "uri": uri, "type": 3 }] }));
    editor.edit(new, "\nuse billing::Invoice;\n");
    editor.shows(&["one/orders/src/now.rs:1:13 boundaries::undeclared-coupling"]);
    editor.tell("textDocument/didClose", json!({ "textDocument": { "uri": uri } }));
    editor.shows(&[]);
    assert_eq!(editor.quit(), Some(0));
}

#[test]
fn questions_that_come_early_wait_and_can_be_taken_back() {
    let mut editor = two(&["one"]);
    let at = editor.at("one/orders/src/lib.rs", "Invoice");
    let early = editor.question("textDocument/hover", at.clone());
    assert!(editor.response(early).response_result.expect("it is answered")["contents"]["value"].is_string());
    for _ in 0..20 {
        let id = editor.question("textDocument/hover", at.clone());
        editor.tell("$/cancelRequest", json!({ "id": id }));
        // Whether it was answered before it was taken back is a matter of time; that it is answered once is not.
        match editor.response(id).response_result {
            Ok(found) => assert!(found["contents"]["value"].is_string()),
            Err(error) => assert_eq!(error.code, -32800),
        }
    }
    assert_eq!(editor.quit(), Some(0));
}

#[test]
fn what_stands_in_changed_lines_is_not_guessed() {
    let mut editor = two(&["one"]);
    editor.shows(&[ONE_FOUND]);
    editor.open("one/boundaries.toml", "[teams");
    editor.shows(&["one/boundaries.toml:0:6 boundaries::policy"]);
    // The policy is broken, so that what is known is older than the text.
    editor.open("one/orders/src/lib.rs", "// moved down\nuse billing::Invoice;\n");
    let at = editor.at("one/orders/src/lib.rs", "Invoice");
    let told = editor.answer("textDocument/hover", at);
    assert_eq!(told["range"]["start"], json!({ "line": 1, "character": 13 }));
    editor.edit("one/orders/src/lib.rs", "// moved down\nuse other::Invoice;\n");
    let at = editor.at("one/orders/src/lib.rs", "Invoice");
    assert_eq!(editor.answer("textDocument/hover", at), Value::Null);
    assert_eq!(editor.quit(), Some(0));
}
