//! What can be written in half-typed files of the policy, and in CODEOWNERS.

use serde_json::json;

use crate::editor::Editor;

const SHOP: &str = "\
//- boundaries.toml
[teams]
orders = { owns = [\"orders\"], tags = [\"core\"] }
billing = { owns = [\"crates/billing/**\"], handles = [\"@shop/billing\"], contact = \"#billing\" }
[rules]
undeclared-dependency = \"allow\"
//- boundaries/orders.toml
contact = \"#orders\"
//- CODEOWNERS
/crates/billing/ @shop/billing
//- crates/billing/src/lib.rs
pub mod api;
mod store;
pub use store::Table;
//- crates/billing/src/api.rs
pub struct Invoice;
pub struct Receipt;
//- crates/billing/src/store.rs
pub struct Table;
//- orders/src/lib.rs deps: crates/billing
use billing::api::Invoice;
";

/// What is offered at `|` of a text, each with what would be written in place of what.
fn offered(editor: &mut Editor, path: &str, marked: &str) -> String {
    editor.open(path, &marked.replace('|', ""));
    let at = editor.at(path, marked);
    let answer = editor.answer("textDocument/completion", at);
    let items = answer["items"].as_array().cloned().unwrap_or_default();
    let text = editor.text(path);
    let offer = |item: &serde_json::Value| {
        let (edit, detail) = (&item["textEdit"], item["detail"].as_str().unwrap_or_default());
        let line =
            text.split('\n').nth(edit["range"]["start"]["line"].as_u64().expect("a line") as usize).expect("a line");
        let column = |key: &str| edit["range"][key]["character"].as_u64().expect("a column") as usize;
        let replaced = &line[column("start")..column("end")];
        let written = edit["newText"].as_str().expect("a text");
        let written = if item["label"] == edit["newText"] { String::new() } else { format!(" as {written:?}") };
        format!("\n    {}{written} for {replaced:?} {detail}", item["label"].as_str().expect("a label"))
    };
    // Keys and rules are many, and become more.
    let mut offers: String = items.iter().take(6).map(offer).collect();
    if items.len() > 6 {
        offers.push_str("\n    …");
    }
    format!("{path}: {marked:?}{}", if offers.is_empty() { "\n    nothing" } else { &offers })
}

#[test]
fn names_keys_and_words_are_offered_where_they_can_stand() {
    let (mut editor, _) = Editor::start(SHOP, json!({}));
    editor.shows(&[
        "boundaries/orders.toml:0:0 boundaries::unguarded-policy",
        "orders/src/lib.rs:0:18 boundaries::undeclared-coupling",
    ]);
    // None of these texts is a sound policy, so that what was known first stays known.
    let teams = "[teams]\nnew = {}\norders = { owns = [\"orders\"] }\n";
    let cases = [
        ("boundaries.toml", format!("{teams}[[contract]]\nconsumer = \"|\"\n")),
        ("boundaries.toml", format!("{teams}[[contract]]\nconsumer = \"orders\"\nprovider = |\nreason = \"\"\n")),
        ("boundaries.toml", format!("{teams}[[contract]]\nconsumer = \"orders\"\np|\n")),
        (
            "boundaries.toml",
            format!("{teams}[[contract]]\nsurface = [\"billing::api::|\n\n[[exception]]\nfrom = \"orders\"\n"),
        ),
        ("boundaries.toml", format!("{teams}[[contract]]\nsurface = [\"billing::Ta|\"]\n")),
        ("boundaries.toml", format!("{teams}[[contract]]\nkinds = [\"test\", \"|\"]\n")),
        ("boundaries.toml", format!("{teams}[[contract]]\nmode = |\n")),
        ("boundaries.toml", format!("{teams}[[contract]]\nmay-reexport = |\n")),
        ("boundaries.toml", "[teams]\norders = { owns = [\"|\"] }\n".to_owned()),
        ("boundaries.toml", "[teams]\norders = { owns = [\"orders\"], ki|".to_owned()),
        ("boundaries.toml", "[teams]\norders = { kind = \"|\" }".to_owned()),
        ("boundaries.toml", "[teams]\norders = { handles = [\"@|\"] }".to_owned()),
        ("boundaries.toml", "[rules]\nunused-supp|".to_owned()),
        ("boundaries.toml", "[rules]\nunused-suppression = \"|\"".to_owned()),
        ("boundaries.toml", "[[con|]]".to_owned()),
        ("boundaries.toml", "[teams.|]".to_owned()),
        ("boundaries.toml", "[[forbid]]\nfrom = \"t|\"".to_owned()),
        ("boundaries.toml", "[[contract]]\n# no|".to_owned()),
        ("boundaries/orders.toml", "[[request]]\nprovider = \"|\"".to_owned()),
        ("CODEOWNERS", "/cr| @shop/billing\n".to_owned()),
        ("CODEOWNERS", "/crates/ @sh|\n".to_owned()),
    ];
    let told: Vec<String> = cases.iter().map(|(path, marked)| offered(&mut editor, path, marked)).collect();
    insta::assert_snapshot!(told.join("\n"));
    assert_eq!(editor.quit(), Some(0));
}

#[test]
fn names_of_the_code_are_known_though_the_policy_never_was_sound() {
    let broken = SHOP.replace("[rules]", "[rules");
    let (mut editor, _) = Editor::start(&broken, json!({}));
    editor.shows(&["boundaries.toml:3:6 boundaries::policy"]);
    let told = offered(&mut editor, "boundaries.toml", "[teams]\norders = { owns = [\"billing::|\n");
    insta::assert_snapshot!(told);
    let at = editor.at("orders/src/lib.rs", "Invoice");
    assert!(editor.answer("textDocument/hover", at).is_null(), "of owners nothing is known");
    assert_eq!(editor.quit(), Some(0));
}
