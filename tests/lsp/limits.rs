//! The limits that the server is started with hold for every check that it makes.

use boundaries_tests::command;
use serde_json::json;

use crate::editor::Editor;

const SHOP: &str = "\
//- boundaries.toml
[teams]
orders = { owns = [\"orders\"] }
billing = { owns = [\"billing\"] }
[rules]
undeclared-dependency = \"allow\"
//- billing/src/lib.rs
pub struct Invoice;
//- orders/src/lib.rs deps: billing
pub fn pay() {}
//- orders/src/main.rs
pub fn pay(_: billing::Invoice) {} // much longer than the limit allows
";

#[test]
fn what_lies_beyond_a_limit_is_shown_as_such() {
    let by_flag = || command(&["lsp", "--limit", "source-size=50"]);
    let by_variable = || {
        let mut command = command(&["lsp"]);
        command.env("CARGO_BOUNDARIES_LIMITS", "source-size=50");
        command
    };
    let coupled = "orders/src/main.rs:0:23 boundaries::undeclared-coupling";
    for (mut command, shown) in [
        (command(&["lsp"]), coupled),
        (by_flag(), "orders/src/main.rs:0:0 boundaries::unreadable-source"),
        (by_variable(), "orders/src/main.rs:0:0 boundaries::unreadable-source"),
    ] {
        let (mut editor, _) = Editor::start_by(&mut command, SHOP, &[""], json!({ "capabilities": {} }));
        editor.open("orders/src/lib.rs", "pub fn pay() {}");
        editor.shows(&[shown]);
        // After an edit as well.
        editor.edit("orders/src/lib.rs", "pub fn pay(_: billing::Invoice) {}");
        editor.shows(&["orders/src/lib.rs:0:23 boundaries::undeclared-coupling", shown]);
        assert_eq!(editor.quit(), Some(0));
    }
}
