//! An editor for tests: a scripted client over the program's stdin and stdout.

use std::collections::BTreeMap;
use std::io::BufReader;
use std::path::PathBuf;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::Duration;

use boundaries_fixtures::Fixture;
use boundaries_tests::command;
use lsp_server::{Message, Notification, Request, Response};
use serde_json::{Value, json};
use tempfile::TempDir;

/// A silent server fails a test instead of hanging it.
const PATIENCE: Duration = Duration::from_secs(60);

/// An editor with a workspace open in it.
pub(crate) struct Editor {
    pub(crate) dir: TempDir,
    pub(crate) server: Child,
    pub(crate) input: ChildStdin,
    messages: Receiver<Message>,
    /// What is shown, by the file's path from the workspace's root.
    pub(crate) shown: BTreeMap<String, Vec<Value>>,
    /// The texts of open documents, by path.
    open: BTreeMap<String, String>,
    version: i32,
    requests: i32,
}

impl Editor {
    /// Opens a workspace in an editor that can do this.
    pub(crate) fn start(fixture: &str, capabilities: Value) -> (Self, Value) {
        Self::start_with(fixture, &[""], json!({ "capabilities": capabilities }))
    }

    /// The same with these folders open, and whatever else stands in the first message.
    pub(crate) fn start_with(fixture: &str, folders: &[&str], params: Value) -> (Self, Value) {
        Self::start_by(&mut command(&["lsp"]), fixture, folders, params)
    }

    /// The same with a server that is called in another way.
    pub(crate) fn start_by(command: &mut Command, fixture: &str, folders: &[&str], mut params: Value) -> (Self, Value) {
        let dir = Fixture::parse(fixture).write().expect("the workspace can be written");
        let mut server =
            command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("the program can be called");
        let input = server.stdin.take().expect("stdin is piped");
        let mut output = BufReader::new(server.stdout.take().expect("stdout is piped"));
        let (sender, messages) = mpsc::channel();
        thread::spawn(move || {
            while let Some(message) = Message::read(&mut output).expect("the server speaks the protocol") {
                if sender.send(message).is_err() {
                    return;
                }
            }
        });
        let mut editor = Self {
            dir,
            server,
            input,
            messages,
            shown: BTreeMap::new(),
            open: BTreeMap::new(),
            version: 0,
            requests: 0,
        };
        let folders = folders.iter().map(|path| json!({ "uri": editor.uri(path), "name": path }));
        params["processId"] = Value::Null;
        params["workspaceFolders"] = folders.collect();
        let answer = editor.ask("initialize", params).response_result.expect("the server starts");
        editor.tell("initialized", json!({}));
        (editor, answer)
    }

    pub(crate) fn path(&self, path: &str) -> PathBuf {
        self.dir.path().canonicalize().expect("the workspace is there").join(path)
    }

    pub(crate) fn uri(&self, path: &str) -> String {
        format!("file://{}", self.path(path).display())
    }

    pub(crate) fn send(&mut self, message: impl Into<Message>) {
        message.into().write(&mut self.input).expect("the server listens");
    }

    pub(crate) fn tell(&mut self, method: &str, params: Value) {
        self.send(Notification::new(method.to_owned(), params));
    }

    /// Asks, and takes in what comes before the answer.
    pub(crate) fn ask(&mut self, method: &str, params: Value) -> Response {
        let id = self.question(method, params);
        self.response(id)
    }

    /// Asks without waiting; gives the number of the question.
    pub(crate) fn question(&mut self, method: &str, params: Value) -> i32 {
        self.requests += 1;
        self.send(Request { id: self.requests.into(), method: method.to_owned(), params });
        self.requests
    }

    /// The answer to a question; none to another may come before it.
    pub(crate) fn response(&mut self, id: i32) -> Response {
        loop {
            if let Message::Response(response) = self.next() {
                assert_eq!(response.id, id.into());
                return response;
            }
        }
    }

    pub(crate) fn next(&mut self) -> Message {
        let message = self.messages.recv_timeout(PATIENCE);
        let message = message.unwrap_or_else(|_| panic!("the server says nothing more; shown: {:#?}", self.codes()));
        if let Message::Notification(note) = &message
            && note.method == "textDocument/publishDiagnostics"
        {
            let uri = note.params["uri"].as_str().expect("a URI");
            let root = self.uri("");
            let path = uri.strip_prefix(&root).unwrap_or_else(|| panic!("{uri} is below {root}")).to_owned();
            let diagnostics = note.params["diagnostics"].as_array().expect("a list").clone();
            if diagnostics.is_empty() {
                self.shown.remove(&path)
            } else {
                self.shown.insert(path, diagnostics)
            };
        }
        message
    }

    pub(crate) fn open(&mut self, path: &str, text: &str) {
        self.open.insert(path.to_owned(), text.to_owned());
        let uri = self.uri(path);
        self.version += 1;
        let document = json!({ "uri": uri, "languageId": "rust", "version": self.version, "text": text });
        self.tell("textDocument/didOpen", json!({ "textDocument": document }));
    }

    pub(crate) fn edit(&mut self, path: &str, text: &str) {
        self.open.insert(path.to_owned(), text.to_owned());
        self.version += 1;
        let document = json!({ "uri": self.uri(path), "version": self.version });
        let changes = json!([{ "text": text }]);
        self.tell("textDocument/didChange", json!({ "textDocument": document, "contentChanges": changes }));
    }

    /// The codes of all that is shown, once they are these; a server that never gets there fails.
    pub(crate) fn shows(&mut self, expected: &[&str]) {
        while self.codes() != expected {
            self.next();
        }
    }

    pub(crate) fn codes(&self) -> Vec<String> {
        let lines = self.shown.iter().flat_map(|(path, diagnostics)| {
            diagnostics.iter().map(move |each| {
                let start = &each["range"]["start"];
                format!("{path}:{}:{} {}", start["line"], start["character"], each["code"].as_str().unwrap_or("?"))
            })
        });
        lines.collect()
    }

    pub(crate) fn is_open(&self, path: &str) -> bool {
        self.open.contains_key(path)
    }

    /// The text of a file as the editor has it.
    pub(crate) fn text(&self, path: &str) -> String {
        let on_disk = || std::fs::read_to_string(self.path(path)).expect("the file can be read");
        self.open.get(path).cloned().unwrap_or_else(on_disk)
    }

    /// The place in the middle of the first `what` of a file, or at the `|` in it, as questions name it; columns are units
    /// of UTF-16.
    pub(crate) fn at(&self, path: &str, what: &str) -> Value {
        let text = self.text(path);
        let mark = what.find('|').unwrap_or(what.len() / 2);
        let what = what.replace('|', "");
        let found = text.find(&what).unwrap_or_else(|| panic!("{what:?} is in {path}"));
        let middle = found + mark;
        let before = &text[..middle];
        let line = before.matches('\n').count();
        let column = before.rsplit('\n').next().unwrap_or_default().encode_utf16().count();
        json!({ "textDocument": { "uri": self.uri(path) }, "position": { "line": line, "character": column } })
    }

    /// The answer to a question about a place; an error fails.
    pub(crate) fn answer(&mut self, method: &str, params: Value) -> Value {
        let response = self.ask(method, params);
        response.response_result.unwrap_or_else(|error| panic!("{method}: {error:?}"))
    }

    /// Places of an answer as `path:line:column..line:column`, from zero.
    pub(crate) fn places(&self, answer: &Value) -> Vec<String> {
        let root = self.uri("");
        let place = |each: &Value| {
            let uri = each["uri"].as_str().or(each["targetUri"].as_str()).expect("a URI").replace(&root, "");
            let range = if each["range"].is_null() { &each["targetRange"] } else { &each["range"] };
            format!("{uri}:{}", extent(range))
        };
        answer.as_array().into_iter().flatten().map(place).collect()
    }

    /// Ends as the protocol says; gives the exit code.
    pub(crate) fn quit(mut self) -> Option<i32> {
        let answer = self.ask("shutdown", Value::Null);
        assert!(answer.response_result.is_ok(), "{answer:?}");
        self.tell("exit", Value::Null);
        self.server.wait().expect("the server ends").code()
    }
}

/// A range as `line:column..line:column`, from zero.
pub(crate) fn extent(range: &Value) -> String {
    let point = |key: &str| format!("{}:{}", range[key]["line"], range[key]["character"]);
    format!("{}..{}", point("start"), point("end"))
}
