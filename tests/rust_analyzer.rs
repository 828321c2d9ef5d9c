//! rust-analyzer itself reads the messages of `check --message-format=json`: it shows the finding in its own columns, with
//! related places, offers the edit, and takes the finding away once the code is repaired. Where there is no rust-analyzer, this
//! is told as ignored.

use std::io::BufReader;
use std::path::PathBuf;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::Duration;

use boundaries_fixtures::Fixture;
use boundaries_tests::command;
use libtest_mimic::{Arguments, Failed, Trial};
use lsp_server::{Message, Notification, Request, Response};
use serde_json::{Value, json};
use tempfile::TempDir;

/// A silent server fails the test instead of hanging it.
const PATIENCE: Duration = Duration::from_secs(120);

/// A virtual workspace with one finding, on a line with letters of several bytes.
const SHOP: &str = "\
//- boundaries.toml
[teams]
orders = { owns = [\"orders\"] }
billing = { owns = [\"billing\"], surface = [\"billing::api\"] }

[[contract]]
consumer = \"orders\"
provider = \"billing\"
reason = \"orders charge customers\"
//- billing/src/lib.rs
pub mod api { pub use crate::store::Invoice; }
pub mod store { pub struct Invoice; }
//- orders/src/lib.rs deps: billing
/* größe 👍 */ pub fn pay(_: billing::store::Invoice) {}
";
const LIB: &str = "orders/src/lib.rs";
const REPAIRED: &str = "/* größe 👍 */ pub fn pay(_: billing::api::Invoice) {}\n";

fn main() {
    let ran = Command::new("rust-analyzer").arg("--version").stdin(Stdio::null()).output();
    let trial = Trial::test("findings_are_shown_with_edits_and_go_when_repaired", shows_and_clears);
    let trial = match ran {
        Ok(output) if output.status.success() => trial,
        _ => trial.with_kind("no rust-analyzer").with_ignored_flag(true),
    };
    libtest_mimic::run(&Arguments::from_args(), vec![trial]).exit();
}

/// An editor with rust-analyzer; the server ends with it.
struct Editor {
    dir: TempDir,
    server: Child,
    input: ChildStdin,
    messages: Receiver<Message>,
    requests: i32,
}

impl Drop for Editor {
    fn drop(&mut self) {
        // What has ended already cannot be ended, and that is as well.
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

impl Editor {
    fn start() -> Result<Self, Failed> {
        let dir = Fixture::parse(SHOP).write()?;
        let program = PathBuf::from(command(&[]).get_program());
        let folder = dir.path().canonicalize()?.join("programs");
        std::fs::create_dir(&folder)?;
        std::fs::copy(&program, folder.join(program.file_name().ok_or("the program is a file")?))?;
        let path = std::env::var_os("PATH").unwrap_or_default();
        let mut server = Command::new("rust-analyzer")
            .env("PATH", std::env::join_paths(std::iter::once(folder).chain(std::env::split_paths(&path)))?)
            .current_dir(dir.path())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()?;
        let input = server.stdin.take().ok_or("stdin is piped")?;
        let mut output = BufReader::new(server.stdout.take().ok_or("stdout is piped")?);
        let (sender, messages) = mpsc::channel();
        thread::spawn(move || {
            while let Ok(Some(message)) = Message::read(&mut output) {
                if sender.send(message).is_err() {
                    return;
                }
            }
        });
        let mut editor = Self { dir, server, input, messages, requests: 0 };
        let root = editor.uri("");
        editor.ask(
            "initialize",
            json!({
                "processId": null,
                "rootUri": root,
                "capabilities": { "textDocument": {
                    "publishDiagnostics": { "relatedInformation": true, "codeDescriptionSupport": true },
                    "codeAction": { "codeActionLiteralSupport": { "codeActionKind": { "valueSet": ["quickfix"] } } },
                } },
                "initializationOptions": {
                    "check": { "overrideCommand": ["cargo", "boundaries", "check", "--message-format=json"] },
                    "cachePriming": { "enable": false },
                    "cargo": { "buildScripts": { "enable": false } },
                    "procMacro": { "enable": false },
                },
            }),
        )?;
        editor.tell("initialized", json!({}))?;
        Ok(editor)
    }

    fn uri(&self, path: &str) -> String {
        let root = self.dir.path().canonicalize().expect("the workspace is there");
        format!("file://{}", root.join(path).display())
    }

    fn tell(&mut self, method: &str, params: Value) -> Result<(), Failed> {
        let note: Message = Notification::new(method.to_owned(), params).into();
        Ok(note.write(&mut self.input)?)
    }

    fn ask(&mut self, method: &str, params: Value) -> Result<Value, Failed> {
        self.requests += 1;
        let id = self.requests;
        let request: Message = Request { id: id.into(), method: method.to_owned(), params }.into();
        request.write(&mut self.input)?;
        loop {
            if let Message::Response(answer) = self.next()?
                && answer.id == id.into()
            {
                return answer.response_result.map_err(|error| format!("{method}: {}", error.message).into());
            }
        }
    }

    /// The next message; what the server asks is answered with nothing.
    fn next(&mut self) -> Result<Message, Failed> {
        let message = self.messages.recv_timeout(PATIENCE).map_err(|_| "rust-analyzer says nothing more")?;
        if let Message::Request(request) = &message {
            let answer: Message = Response::new_ok(request.id.clone(), Value::Null).into();
            answer.write(&mut self.input)?;
        }
        Ok(message)
    }

    /// The findings of this program in the source, once they are so many. Beside each, rust-analyzer shows hints for its edits.
    fn findings(&mut self, count: usize) -> Result<Vec<Value>, Failed> {
        let uri = self.uri(LIB);
        loop {
            let Message::Notification(note) = self.next()? else { continue };
            if note.method != "textDocument/publishDiagnostics" || note.params["uri"] != uri {
                continue;
            }
            let shown = note.params["diagnostics"].as_array().cloned().unwrap_or_default();
            let is_finding = |each: &Value| each["source"] == "boundaries" && each["severity"] == 1;
            let ours: Vec<Value> = shown.into_iter().filter(is_finding).collect();
            if ours.len() == count {
                return Ok(ours);
            }
        }
    }
}

fn shows_and_clears() -> Result<(), Failed> {
    let mut editor = Editor::start()?;
    let uri = editor.uri(LIB);
    let text = std::fs::read_to_string(editor.dir.path().join(LIB))?;
    let document = json!({ "uri": uri, "languageId": "rust", "version": 1, "text": text });
    editor.tell("textDocument/didOpen", json!({ "textDocument": document }))?;

    let found = editor.findings(1)?.remove(0);
    // Units of UTF-16: the thumb counts twice, each other letter once.
    let range = json!({ "start": { "line": 0, "character": 45 }, "end": { "line": 0, "character": 52 } });
    assert_eq!(found["range"], range, "{found:#}");
    assert_eq!(found["code"], "off-surface", "{found:#}");
    let related = found["relatedInformation"].as_array().cloned().unwrap_or_default();
    let starts =
        |start: &str| related.iter().any(|each| each["message"].as_str().is_some_and(|m| m.starts_with(start)));
    assert!(starts("defined here, in code of `billing`"), "{found:#}");

    let context = json!({ "diagnostics": [], "only": ["quickfix"] });
    let asked = json!({ "textDocument": { "uri": uri }, "range": range, "context": context });
    let actions = editor.ask("textDocument/codeAction", asked)?;
    let actions = actions.as_array().cloned().unwrap_or_default();
    let title = |each: &Value| each["title"].as_str().unwrap_or_default().to_owned();
    let titles: Vec<String> = actions.iter().map(title).collect();
    let surface = actions.iter().find(|each| title(each).starts_with("use `billing::api::Invoice` instead"));
    let surface = surface.ok_or_else(|| format!("the edit is not offered: {titles:?}"))?;
    assert!(titles.iter().any(|title| title.starts_with("ask `billing`")), "the contract is not offered: {titles:?}");
    let edits = surface["edit"].to_string();
    assert!(edits.contains("\"newText\":\"billing::api::Invoice\""), "{edits}");

    std::fs::write(editor.dir.path().join(LIB), REPAIRED)?;
    let change = json!({ "textDocument": { "uri": uri, "version": 2 }, "contentChanges": [{ "text": REPAIRED }] });
    editor.tell("textDocument/didChange", change)?;
    editor.tell("textDocument/didSave", json!({ "textDocument": { "uri": uri } }))?;
    editor.findings(0)?;
    Ok(())
}
