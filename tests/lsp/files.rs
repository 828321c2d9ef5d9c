//! Files that are deleted, renamed and moved behind the server's back or by the editor itself: what was found in them goes
//! along, in editors that watch files and in those that do not.

use std::fs;

use serde_json::{Value, json};

use crate::editor::Editor;

/// One crate of two teams; what `orders` uses of `billing` is a finding, within a team it is none.
const APP: &str = "\
//- boundaries.toml
[teams]
orders = { owns = [\"app/src/orders\"] }
billing = { owns = [\"app/src/billing\"] }
[rules]
undeclared-dependency = \"allow\"
unguarded-policy = \"allow\"
unmatched-module = \"allow\"
unreadable-source = \"deny\"
//- app/src/lib.rs
mod billing;
mod orders;
//- app/src/billing/mod.rs
pub struct Invoice;
//- app/src/orders/mod.rs
mod pay;
//- app/src/orders/pay.rs
use crate::billing::Invoice;
";
const FOUND: &str = "app/src/orders/pay.rs:0:20 boundaries::undeclared-coupling";

/// How an editor tells what happened to files.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Telling {
    /// Its watchers tell of files, one by one.
    Watching,
    /// It watches nothing, and tells what it did itself.
    Operations,
}

const BOTH: [Telling; 2] = [Telling::Watching, Telling::Operations];

fn app(telling: Telling) -> Editor {
    let watches = telling == Telling::Watching;
    let abilities = json!({ "workspace": { "didChangeWatchedFiles": { "dynamicRegistration": watches } } });
    let (mut editor, answer) = Editor::start(APP, abilities);
    for operation in ["didCreate", "didRename", "didDelete"] {
        assert!(answer["capabilities"]["workspace"]["fileOperations"][operation].is_object(), "{answer}");
    }
    editor.shows(&[FOUND]);
    editor
}

impl Editor {
    fn deleted(&mut self, telling: Telling, path: &str) {
        let uri = self.uri(path);
        match telling {
            Telling::Watching => self.watched(&[(path, 3)]),
            Telling::Operations => self.tell("workspace/didDeleteFiles", json!({ "files": [{ "uri": uri }] })),
        }
    }

    fn created(&mut self, telling: Telling, path: &str) {
        let uri = self.uri(path);
        match telling {
            Telling::Watching => self.watched(&[(path, 1)]),
            Telling::Operations => self.tell("workspace/didCreateFiles", json!({ "files": [{ "uri": uri }] })),
        }
    }

    fn renamed(&mut self, telling: Telling, old: &str, new: &str) {
        let (old_uri, new_uri) = (self.uri(old), self.uri(new));
        match telling {
            Telling::Watching => self.watched(&[(old, 3), (new, 1)]),
            Telling::Operations => {
                self.tell("workspace/didRenameFiles", json!({ "files": [{ "oldUri": old_uri, "newUri": new_uri }] }))
            }
        }
    }

    fn watched(&mut self, changes: &[(&str, u8)]) {
        let changes: Vec<Value> =
            changes.iter().map(|(path, kind)| json!({ "uri": self.uri(path), "type": kind })).collect();
        self.tell("workspace/didChangeWatchedFiles", json!({ "changes": changes }));
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("it can be made");
        fs::write(path, text).expect("it can be written");
    }

    fn rename(&self, old: &str, new: &str) {
        fs::rename(self.path(old), self.path(new)).expect("it can be renamed");
    }
}

#[test]
fn what_was_found_in_a_file_goes_with_it_and_comes_back_with_it() {
    for telling in BOTH {
        let mut editor = app(telling);
        let path = "app/src/orders/pay.rs";
        for _ in 0..3 {
            let text = editor.text(path);
            fs::remove_file(editor.path(path)).expect("it can be removed");
            editor.deleted(telling, path);
            // The declaration leads nowhere now, and that is all that is told.
            while editor.shown.contains_key(path) {
                editor.next();
            }
            editor.write(path, &text);
            editor.created(telling, path);
            editor.shows(&[FOUND]);
        }
        assert_eq!(editor.quit(), Some(0), "{telling:?}");
    }
}

#[test]
fn a_renamed_file_has_its_findings_under_its_new_name_alone() {
    for telling in BOTH {
        let mut editor = app(telling);
        let (old, new) = ("app/src/orders/pay.rs", "app/src/orders/charge.rs");
        editor.rename(old, new);
        editor.write("app/src/orders/mod.rs", "mod charge;\n");
        if telling == Telling::Watching {
            editor.watched(&[("app/src/orders/mod.rs", 2)]);
        }
        editor.renamed(telling, old, new);
        editor.shows(&["app/src/orders/charge.rs:0:20 boundaries::undeclared-coupling"]);
        assert_eq!(editor.quit(), Some(0), "{telling:?}");
    }
}

#[test]
fn a_module_that_moves_to_the_other_team_is_judged_as_theirs() {
    for telling in BOTH {
        let mut editor = app(telling);
        let (old, new) = ("app/src/orders/pay.rs", "app/src/billing/pay.rs");
        editor.rename(old, new);
        editor.write("app/src/orders/mod.rs", "");
        editor.write("app/src/billing/mod.rs", "pub struct Invoice;\nmod pay;\n");
        if telling == Telling::Watching {
            editor.watched(&[("app/src/orders/mod.rs", 2), ("app/src/billing/mod.rs", 2)]);
        }
        editor.renamed(telling, old, new);
        editor.shows(&[]);
        // There it may not use what the first team has.
        editor.write("app/src/orders/mod.rs", "pub struct Cart;\n");
        editor.write(new, "use crate::orders::Cart;\n");
        editor.created(telling, "app/src/orders/mod.rs");
        editor.created(telling, new);
        editor.shows(&["app/src/billing/pay.rs:0:19 boundaries::undeclared-coupling"]);
        assert_eq!(editor.quit(), Some(0), "{telling:?}");
    }
}

#[test]
fn a_folder_that_is_renamed_takes_all_its_files_along() {
    let mut editor = app(Telling::Operations);
    editor.rename("app/src/orders", "app/src/sales");
    editor.write("app/src/lib.rs", "mod billing;\nmod sales;\n");
    editor.write("boundaries.toml", &editor.text("boundaries.toml").replace("src/orders", "src/sales"));
    editor.renamed(Telling::Operations, "app/src/orders", "app/src/sales");
    editor.shows(&["app/src/sales/pay.rs:0:20 boundaries::undeclared-coupling"]);
    assert_eq!(editor.quit(), Some(0));
}

#[test]
fn without_its_policy_a_workspace_shows_nothing_until_there_is_one_again() {
    for telling in BOTH {
        let mut editor = app(telling);
        let text = editor.text("boundaries.toml");
        for _ in 0..3 {
            fs::remove_file(editor.path("boundaries.toml")).expect("it can be removed");
            editor.deleted(telling, "boundaries.toml");
            editor.shows(&[]);
            let at = editor.at("app/src/orders/pay.rs", "Invoice");
            let answer = editor.ask("textDocument/hover", at);
            assert!(answer.response_result.is_ok(), "{answer:?}");
            // A first try is broken.
            editor.write("boundaries.toml", "[teams\n");
            editor.created(telling, "boundaries.toml");
            editor.shows(&["boundaries.toml:0:6 boundaries::policy"]);
            editor.write("boundaries.toml", &text);
            editor.created(telling, "boundaries.toml");
            editor.shows(&[FOUND]);
        }
        assert_eq!(editor.quit(), Some(0), "{telling:?}");
    }
}

#[test]
fn an_open_file_that_is_deleted_counts_until_it_is_closed() {
    for telling in BOTH {
        let mut editor = app(telling);
        let path = "app/src/orders/pay.rs";
        editor.open(path, "\nuse crate::billing::Invoice;\n");
        let moved = "app/src/orders/pay.rs:1:20 boundaries::undeclared-coupling";
        editor.shows(&[moved]);
        fs::remove_file(editor.path(path)).expect("it can be removed");
        editor.deleted(telling, path);
        editor.edit(path, "\n\nuse crate::billing::Invoice;\n");
        editor.shows(&["app/src/orders/pay.rs:2:20 boundaries::undeclared-coupling"]);
        let uri = editor.uri(path);
        editor.tell("textDocument/didClose", json!({ "textDocument": { "uri": uri } }));
        while editor.shown.contains_key(path) {
            editor.next();
        }
        assert_eq!(editor.quit(), Some(0), "{telling:?}");
    }
}
