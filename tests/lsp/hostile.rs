//! Whatever is asked, in whatever order, there is one answer to each question, and the server goes on.

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use serde_json::{Value, json};

use crate::editor::Editor;

const SHOP: &str = "\
//- boundaries.toml
[teams]
orders = { owns = [\"orders\"] }
billing = { owns = [\"billing\"], surface = [\"billing::Invoice\"] }
[[exception]]
from = \"orders\"
to = \"billing\"
reason = \"moves out\"
until = \"2026-01-01\"
//- CODEOWNERS
* @bank/nobody
//- billing/src/lib.rs
pub struct Invoice;
//- orders/src/lib.rs deps: billing
use billing::Invoice;
";

const FILES: [&str; 8] = [
    "boundaries.toml",
    "boundaries/orders.toml",
    "boundaries/baseline/orders.toml",
    "CODEOWNERS",
    "Cargo.toml",
    "orders/Cargo.toml",
    "orders/src/lib.rs",
    "billing/src/gone.rs",
];
const QUESTIONS: [&str; 9] = [
    "textDocument/hover",
    "textDocument/definition",
    "textDocument/declaration",
    "textDocument/references",
    "textDocument/completion",
    "textDocument/codeAction",
    "textDocument/codeLens",
    "textDocument/inlayHint",
    "workspace/nobodyKnows",
];

/// What an editor may do next.
#[derive(Clone, Debug)]
enum Step {
    Open { file: usize, text: String },
    Change { file: usize, range: [u32; 4], text: String },
    Close { file: usize },
    Ask { method: usize, file: usize, range: [u32; 4] },
    AskNonsense { method: usize, params: usize },
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let number = prop_oneof![0..4u32, 0..40u32, any::<u32>()];
    let range = [number.clone(), number.clone(), number.clone(), number];
    let text = "(\\[\\[contract\\]\\]\n|\\[teams\\]\n|orders = |consumer = \"|owns|\\{|\\}|\"|\n|use billing::|mod a|/x @y|\u{f6}|\u{1f44d}| ){0,8}";
    let file = 0..FILES.len();
    let step = prop_oneof![
        1 => (file.clone(), text).prop_map(|(file, text)| Step::Open { file, text }),
        2 => (file.clone(), range.clone(), text).prop_map(|(file, range, text)| Step::Change { file, range, text }),
        1 => file.clone().prop_map(|file| Step::Close { file }),
        6 => (0..QUESTIONS.len(), file, range).prop_map(|(method, file, range)| Step::Ask { method, file, range }),
        1 => (0..QUESTIONS.len(), 0..6usize).prop_map(|(method, params)| Step::AskNonsense { method, params }),
    ];
    prop::collection::vec(step, 1..40)
}

fn take(editor: &mut Editor, step: &Step) {
    let range = |[a, b, c, d]: [u32; 4]| json!({ "start": { "line": a, "character": b }, "end": { "line": c, "character": d } });
    match step {
        Step::Open { file, text } => editor.open(FILES[*file], text),
        Step::Change { file, range: at, text } => {
            let document = json!({ "uri": editor.uri(FILES[*file]), "version": at[0] % 1000 });
            let changes = json!([{ "range": range(*at), "text": text }]);
            editor.tell("textDocument/didChange", json!({ "textDocument": document, "contentChanges": changes }));
        }
        Step::Close { file } => {
            let uri = editor.uri(FILES[*file]);
            editor.tell("textDocument/didClose", json!({ "textDocument": { "uri": uri } }));
        }
        Step::Ask { method, file, range: at } => {
            let params = json!({
                "textDocument": { "uri": editor.uri(FILES[*file]) },
                "position": { "line": at[0], "character": at[1] },
                "range": range(*at),
                "context": { "diagnostics": [], "includeDeclaration": true },
            });
            // Whether a question is answered, refused or void because the text moved on: it is told, once.
            editor.ask(QUESTIONS[*method], params);
        }
        Step::AskNonsense { method, params } => {
            let nonsense = [
                Value::Null,
                json!([]),
                json!({ "textDocument": 7 }),
                json!({ "textDocument": { "uri": "untitled:1" }, "position": { "line": 0, "character": 0 } }),
                json!({ "textDocument": { "uri": "file:///%FF" }, "position": { "line": -1, "character": 1e9 } }),
                json!({ "textDocument": { "uri": "file:///" }, "range": [] }),
            ];
            editor.ask(QUESTIONS[*method], nonsense[*params].clone());
        }
    }
}

#[test]
fn every_question_is_answered_once_whatever_happens() {
    let (editor, _) = Editor::start(SHOP, json!({}));
    let editor = std::cell::RefCell::new(editor);
    let config = Config { cases: 24, failure_persistence: None, ..Config::default() };
    let ran = TestRunner::new(config).run(&steps(), |steps| {
        steps.iter().for_each(|step| take(&mut editor.borrow_mut(), step));
        Ok(())
    });
    ran.expect("the server stands it");
    let mut editor = editor.into_inner();
    // What all of it leads to is what a fresh look at the files gives.
    for file in FILES {
        take(&mut editor, &Step::Close { file: FILES.iter().position(|other| *other == file).unwrap_or_default() });
    }
    editor.shows(&[
        "CODEOWNERS:0:0 boundaries::codeowners-drift",
        "CODEOWNERS:0:0 boundaries::codeowners-drift",
        "boundaries.toml:4:7 boundaries::expired-exception",
        "orders/Cargo.toml:6:0 boundaries::undeclared-dependency",
        "orders/src/lib.rs:0:13 boundaries::undeclared-coupling",
    ]);
    assert_eq!(editor.quit(), Some(0));
}
