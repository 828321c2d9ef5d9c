//! Edits that are offered for findings, and what the files are after them.

use serde_json::{Value, json};

use crate::editor::Editor;

const SHOP: &str = "\
//- boundaries.toml
# who owns what
[teams]
orders = { owns = [\"orders\"] }
web = { owns = [\"web\"] }
billing = { owns = [\"billing\"], surface = [\"billing::api\"] }

[[contract]] # charged
consumer = \"orders\"
provider = \"billing\"
reason = \"orders charge customers\"

# nobody needs this one
[[contract]]
consumer = \"billing\"
provider = \"web\"
reason = \"was needed\"

[[exception]]
from = \"orders\"
to = \"web\"
reason = \"was needed\"

[rules]
undeclared-dependency = \"allow\"
unguarded-policy = \"allow\"
//- CODEOWNERS
/orders/ @orders
/gone/ @web
//- billing/src/lib.rs
pub mod api { pub use crate::store::Table; }
pub mod store { pub struct Table; pub struct Page; }
//- orders/src/lib.rs deps: billing
pub fn größe(_: billing::store::Table) {}
pub fn again(_: billing::store::Table) {}
pub fn page(_: billing::store::Page) {}
// boundaries: allow(undeclared-coupling, reason = \"was needed\")
fn paid() {}
//- web/src/lib.rs deps: billing
use billing::api::Table;
";

fn abilities() -> Value {
    json!({
        "textDocument": { "codeAction": { "codeActionLiteralSupport": { "codeActionKind": { "valueSet": ["quickfix"] } } } },
        "workspace": { "workspaceEdit": { "documentChanges": true, "resourceOperations": ["create"] } },
    })
}

fn shop(abilities: Value) -> Editor {
    let (mut editor, _) = Editor::start(SHOP, abilities);
    while editor.codes().len() < 8 {
        editor.next();
    }
    editor
}

/// The actions for a place, with the diagnostics that are shown on its line.
fn actions(editor: &mut Editor, path: &str, what: &str) -> Vec<Value> {
    let at = editor.at(path, what);
    let on_line = |shown: &&Value| shown["range"]["start"]["line"] == at["position"]["line"];
    let shown: Vec<Value> = editor.shown.get(path).into_iter().flatten().filter(on_line).cloned().collect();
    let range = json!({ "start": at["position"], "end": at["position"] });
    let params = json!({ "textDocument": at["textDocument"], "range": range, "context": { "diagnostics": shown } });
    editor.answer("textDocument/codeAction", params).as_array().cloned().unwrap_or_default()
}

fn titles(actions: &[Value]) -> String {
    let told = actions.iter().map(|action| {
        let solves = action["diagnostics"].as_array().map_or(0, Vec::len);
        let preferred = if action["isPreferred"] == true { " (preferred)" } else { "" };
        format!("{}{preferred}, for {solves} shown", action["title"].as_str().expect("a title"))
    });
    told.collect::<Vec<_>>().join("\n")
}

/// A file after the edits of an action; columns are units of UTF-16.
fn after(editor: &Editor, action: &Value, path: &str) -> String {
    let uri = editor.uri(path);
    let steps = action["edit"]["documentChanges"].as_array().expect("versioned edits");
    let is_new = steps.iter().any(|step| step["kind"] == "create" && step["uri"] == *uri);
    let mut text = if is_new { String::new() } else { editor.text(path) };
    for step in steps.iter().filter(|step| step["textDocument"]["uri"] == *uri) {
        for edit in step["edits"].as_array().expect("edits") {
            let byte = |point: &Value| {
                let line = point["line"].as_u64().expect("a line") as usize;
                let start: usize = text.split_inclusive('\n').take(line).map(str::len).sum();
                let mut units = point["character"].as_u64().expect("a column") as usize;
                let inside = text[start..].chars().take_while(|letter| {
                    let fits = units >= letter.len_utf16();
                    units = units.saturating_sub(letter.len_utf16());
                    fits
                });
                start + inside.map(char::len_utf8).sum::<usize>()
            };
            let range = byte(&edit["range"]["start"])..byte(&edit["range"]["end"]);
            text.replace_range(range, edit["newText"].as_str().expect("a text"));
        }
    }
    text
}

/// The lines that differ.
fn difference(old: &str, new: &str) -> String {
    let (old, new): (Vec<&str>, Vec<&str>) = (old.lines().collect(), new.lines().collect());
    let same = old.iter().zip(&new).take_while(|(a, b)| a == b).count();
    let end = old[same..].iter().rev().zip(new[same..].iter().rev()).take_while(|(a, b)| a == b).count();
    let gone = old[same..old.len() - end].iter().map(|line| format!("-{line}"));
    let come = new[same..new.len() - end].iter().map(|line| format!("+{line}"));
    gone.chain(come).collect::<Vec<_>>().join("\n")
}

/// Each action for a place, with what it changes in a file.
fn told(editor: &mut Editor, place: (&str, &str), changed: &[&str]) -> String {
    let actions = actions(editor, place.0, place.1);
    let mut told = titles(&actions);
    for action in &actions {
        for path in changed {
            let uri = editor.uri(path);
            let steps = action["edit"]["documentChanges"].as_array().expect("versioned edits");
            if steps.iter().any(|step| step["textDocument"]["uri"] == *uri) {
                let old = if editor.path(path).is_file() { editor.text(path) } else { String::new() };
                let new = after(editor, action, path);
                told.push_str(&format!(
                    "\n\n{} · {path}\n{}",
                    action["title"].as_str().expect("a title"),
                    difference(&old, &new)
                ));
            }
        }
    }
    told
}

#[test]
fn a_use_off_the_surface_can_take_the_door_or_be_agreed_on() {
    let mut editor = shop(abilities());
    let found = told(
        &mut editor,
        ("orders/src/lib.rs", "Table"),
        &["orders/src/lib.rs", "boundaries.toml", "boundaries/orders.toml"],
    );
    insta::assert_snapshot!(found);
    let found = told(&mut editor, ("web/src/lib.rs", "Table"), &["boundaries.toml", "boundaries/web.toml"]);
    insta::assert_snapshot!(found);
    assert_eq!(editor.quit(), Some(0));
}

#[test]
fn entries_that_are_of_no_use_can_be_removed() {
    let mut editor = shop(abilities());
    let places = [
        ("boundaries.toml", "consumer = \"bil|ling"),
        ("boundaries.toml", "from = \"or|ders"),
        ("orders/src/lib.rs", "allow(undeclared"),
        ("CODEOWNERS", "/gone/"),
    ];
    let found = places.map(|(path, what)| format!("{what:?} in {path}: {}", told(&mut editor, (path, what), &[path])));
    insta::assert_snapshot!(found.join("\n\n"));
    assert_eq!(editor.quit(), Some(0));
}

#[test]
fn an_edit_is_for_the_text_as_it_is_and_helps() {
    let mut editor = shop(abilities());
    let text = editor.text("orders/src/lib.rs");
    editor.open("orders/src/lib.rs", &format!("// new above\n{text}"));
    let policy = editor.text("boundaries.toml");
    editor.open("boundaries.toml", &policy.replace("# who owns what", "# who owns what\n# and why"));
    let found = actions(&mut editor, "orders/src/lib.rs", "Table");
    let all =
        found.iter().find(|action| action["title"].as_str().expect("a title").contains("2 places")).expect("both");
    assert_eq!(all["edit"]["documentChanges"][0]["textDocument"]["version"], 1);
    let changed = after(&editor, all, "orders/src/lib.rs");
    editor.edit("orders/src/lib.rs", &changed);
    let found = actions(&mut editor, "web/src/lib.rs", "Table");
    let declare =
        found.iter().find(|action| action["title"].as_str().expect("a title").starts_with("declare")).expect("one");
    let changed =
        after(&editor, declare, "boundaries.toml").replace("reason = \"\"", "reason = \"shown to customers\"");
    editor.edit("boundaries.toml", &changed);
    editor.shows(&[
        "CODEOWNERS:1:0 boundaries::dead-owner-rule",
        "boundaries.toml:14:11 boundaries::stale-contract",
        "boundaries.toml:24:7 boundaries::stale-exception",
        "orders/src/lib.rs:4:0 boundaries::unused-suppression",
        "orders/src/lib.rs:3:31 boundaries::off-surface",
    ]);
    assert_eq!(editor.quit(), Some(0));
}

#[test]
fn an_editor_is_offered_what_it_can_do() {
    let mut editor = shop(json!({}));
    assert_eq!(actions(&mut editor, "web/src/lib.rs", "Table"), [Value::Null; 0]);
    assert_eq!(editor.quit(), Some(0));
    let plain = json!({ "textDocument": { "codeAction": { "codeActionLiteralSupport": {} } } });
    let mut editor = shop(plain);
    let found = actions(&mut editor, "web/src/lib.rs", "Table");
    // Without the right to create files there is no request in a file that does not exist yet.
    insta::assert_snapshot!(titles(&found), @r"
    declare a contract of `web` with `billing` in boundaries.toml, for 1 shown
    tolerate it for a time by an exception in boundaries.toml, for 1 shown
    ");
    assert!(found.iter().all(|action| action["edit"]["changes"].is_object()), "{found:#?}");
    assert_eq!(editor.quit(), Some(0));
}

#[test]
fn a_debt_that_is_paid_in_part_is_lowered_and_one_that_is_paid_removed() {
    let baseline = "\
//- boundaries/baseline/orders.toml
[[tolerated]]
rule = \"off-surface\"
from = \"orders\"
to = \"billing::store::Table\"
count = 5 # as of spring
reason = \"there at first\"

[[tolerated]]
rule = \"off-surface\"
from = \"orders\"
to = \"billing::store::Gone\"
count = 1
reason = \"there at first\"
";
    let (mut editor, _) = Editor::start(&format!("{SHOP}{baseline}"), abilities());
    let path = "boundaries/baseline/orders.toml";
    while editor.shown.get(path).map_or(0, Vec::len) < 2 {
        editor.next();
    }
    let places = ["Table", "Gone"].map(|name| format!("from = \"or|ders\"\nto = \"billing::store::{name}"));
    let found = places.map(|what| told(&mut editor, (path, &what), &[path]));
    insta::assert_snapshot!(found.join("\n\n"));
    // With the entry lowered, nothing is left to say about it.
    let offered = actions(&mut editor, path, "from = \"or|ders\"");
    let text = after(&editor, &offered[0], path);
    editor.open(path, &text);
    while editor.shown.get(path).map_or(0, Vec::len) != 1 {
        editor.next();
    }
    assert_eq!(editor.quit(), Some(0));
}
