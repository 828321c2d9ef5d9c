//! What is told about a place: hovers, definitions, references, lenses and hints.

use serde_json::{Value, json};

use crate::editor::{Editor, extent};

const SHOP: &str = "\
//- boundaries.toml
[teams]
orders = { owns = [\"orders\"] }
web = { handles = [\"@web\"] }
billing = { owns = [\"billing/**\"], surface = [\"billing::api\"], contact = \"#billing <b>\" }

[[contract]]
consumer = \"orders\"
provider = \"billing\"
reason = \"orders charge customers\"

[rules]
undeclared-dependency = \"allow\"
unguarded-policy = \"allow\"
//- CODEOWNERS
* @orders
/web/ @web
//- billing/src/lib.rs
pub mod api;
mod store;
//- billing/src/api.rs
/// What others may name.
pub struct Invoice;
//- billing/src/store.rs
pub struct Table;
//- orders/src/lib.rs deps: billing
use billing::api::Invoice;
pub mod cart {
    pub struct Cart(pub crate::Invoice);
}
//- web/src/lib.rs deps: billing, orders
use billing::api::Invoice;
use orders::cart::Cart;
";

/// An editor that was told of findings, so that everything is known.
fn shop(capabilities: Value) -> Editor {
    let (mut editor, _) = Editor::start(SHOP, capabilities);
    while editor.codes().is_empty() {
        editor.next();
    }
    editor
}

fn hovers(editor: &mut Editor, places: &[(&str, &str)]) -> String {
    let mut told = Vec::new();
    for (path, what) in places {
        let at = editor.at(path, what);
        let answer = editor.answer("textDocument/hover", at);
        let text = answer["contents"]["value"].as_str().unwrap_or("nothing").replace(&editor.uri(""), "…/");
        told.push(format!("{what:?} in {path} {}\n{text}", extent(&answer["range"])));
    }
    told.join("\n\n")
}

#[test]
fn hovers_tell_whose_it_is_which_line_says_so_and_what_permits_its_use() {
    let mut editor = shop(json!({ "textDocument": { "hover": { "contentFormat": ["plaintext"] } } }));
    let told = hovers(
        &mut editor,
        &[
            ("billing/src/lib.rs", "api"),
            ("orders/src/lib.rs", "Invoice"),
            ("orders/src/lib.rs", "billing"),
            ("web/src/lib.rs", "Invoice"),
            ("web/src/lib.rs", "Cart"),
            ("orders/src/lib.rs", "crate::Invoice"),
            ("boundaries.toml", "provider = \"bil|ling"),
            ("boundaries.toml", "[[contract]]"),
            ("boundaries.toml", "billing/**"),
            ("boundaries.toml", "billing::api"),
            ("boundaries.toml", "= [\"orders\"]"),
            ("boundaries.toml", "undeclared-dependency"),
            ("boundaries.toml", "contact"),
            ("CODEOWNERS", "@web"),
            ("CODEOWNERS", "/web/"),
            ("CODEOWNERS", "*"),
        ],
    );
    insta::assert_snapshot!(told);
    assert_eq!(editor.quit(), Some(0));
}

#[test]
fn hovers_are_markdown_with_links_where_that_is_shown() {
    let mut editor = shop(json!({ "textDocument": { "hover": { "contentFormat": ["markdown", "plaintext"] } } }));
    insta::assert_snapshot!(hovers(&mut editor, &[("web/src/lib.rs", "Invoice")]));
    assert_eq!(editor.quit(), Some(0));
}

#[test]
fn definitions_lead_between_policy_and_code() {
    let mut editor = shop(json!({}));
    let mut told = Vec::new();
    for (method, path, what) in [
        ("definition", "billing/src/lib.rs", "api"),
        ("definition", "orders/src/lib.rs", "Invoice"),
        ("declaration", "orders/src/lib.rs", "Invoice"),
        ("definition", "web/src/lib.rs", "Invoice"),
        ("definition", "boundaries.toml", "provider = \"bil|ling"),
        ("definition", "boundaries.toml", "billing/**"),
        ("definition", "boundaries.toml", "billing::api"),
        ("definition", "boundaries.toml", "= [\"orders\"]"),
        ("definition", "CODEOWNERS", "/web/"),
        ("definition", "CODEOWNERS", "@web"),
        ("definition", "boundaries.toml", "reason"),
        ("references", "boundaries.toml", "provider = \"bil|ling"),
        ("references", "boundaries.toml", "[[contract]]"),
        ("references", "boundaries.toml", "billing::api"),
        ("references", "billing/src/lib.rs", "api"),
        ("references", "CODEOWNERS", "@web"),
    ] {
        let mut at = editor.at(path, what);
        at["context"] = json!({ "includeDeclaration": true });
        let answer = editor.answer(&format!("textDocument/{method}"), at);
        told.push(format!("{method} of {what:?} in {path}: {}", editor.places(&answer).join(", ")));
    }
    insta::assert_snapshot!(told.join("\n"));
    assert_eq!(editor.quit(), Some(0));
}

/// The lenses and hints of a file, in the order of their lines.
fn shown_beside(editor: &mut Editor, path: &str) -> String {
    let document = json!({ "uri": editor.uri(path) });
    let lenses = editor.answer("textDocument/codeLens", json!({ "textDocument": document }));
    let everything = json!({ "start": { "line": 0, "character": 0 }, "end": { "line": 99, "character": 0 } });
    let hints = editor.answer("textDocument/inlayHint", json!({ "textDocument": document, "range": everything }));
    let lens = |lens: &Value| {
        format!("lens {} {}", extent(&lens["range"]), lens["command"]["title"].as_str().expect("a title"))
    };
    let hint = |hint: &Value| {
        let (at, label) = (&hint["position"], hint["label"].as_str().expect("a label"));
        format!("hint {}:{} {label} ({})", at["line"], at["character"], hint["tooltip"].as_str().expect("a place"))
    };
    let lenses = lenses.as_array().into_iter().flatten().map(lens);
    let told: Vec<String> = lenses.chain(hints.as_array().into_iter().flatten().map(hint)).collect();
    format!("{path}\n{}", told.join("\n"))
}

#[test]
fn owners_are_shown_where_that_is_switched_on_and_surfaces_tell_who_uses_them() {
    let mut editor = shop(json!({}));
    let plain: Vec<String> = ["boundaries.toml", "billing/src/api.rs", "billing/src/lib.rs", "web/src/lib.rs"]
        .map(|path| shown_beside(&mut editor, path))
        .into();
    insta::assert_snapshot!(plain.join("\n\n"));
    let all = json!({ "boundaries": { "ownerHints": true, "ownerLenses": true, "surfaceLenses": false } });
    editor.tell("workspace/didChangeConfiguration", json!({ "settings": all }));
    let owners: Vec<String> = ["billing/src/api.rs", "billing/src/lib.rs", "orders/src/lib.rs"]
        .map(|path| shown_beside(&mut editor, path))
        .into();
    insta::assert_snapshot!(owners.join("\n\n"));
    assert_eq!(editor.quit(), Some(0));
}

#[test]
fn options_count_from_the_first_message_and_an_editor_that_can_is_told_to_ask_again() {
    let params = json!({
        "capabilities": { "workspace": { "inlayHint": { "refreshSupport": true }, "codeLens": { "refreshSupport": true } } },
        "initializationOptions": { "ownerHints": true },
    });
    let (mut editor, _) = Editor::start_with(SHOP, &[""], params);
    assert!(shown_beside(&mut editor, "billing/src/lib.rs").contains("hint 0:11 billing"));
    let mut asked = Vec::new();
    editor.open("billing/src/lib.rs", "pub mod api;\n");
    while asked.len() < 2 {
        if let lsp_server::Message::Request(request) = editor.next() {
            asked.push(request.method);
        }
    }
    asked.sort();
    assert_eq!(asked, ["workspace/codeLens/refresh", "workspace/inlayHint/refresh"]);
    assert_eq!(editor.quit(), Some(0));
}
