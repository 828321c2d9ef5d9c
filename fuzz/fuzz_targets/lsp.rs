//! Any bytes as what an editor sends: its messages go through the loop of the language server, in memory.
//!
//! The input is a stream of messages with their headers, or a message on each line. `file:///ws` stands for the workspace,
//! which is written once. Whatever is sent, each question is answered once, and the server ends when it is told to.
#![no_main]

/// The modules of the server, as the program has them.
#[path = "../../crates/cargo-boundaries/src/commands/lsp"]
mod lsp {
    mod answer;
    mod client;
    mod documents;
    mod drift;
    mod folder;
    mod judge;
    mod position;
    mod serve;
    mod server;
    #[expect(dead_code, reason = "stdin and stdout are those of libFuzzer")]
    mod transport;
    mod uri;

    /// The next of the messages in a stream.
    pub(crate) fn read(input: &mut &[u8]) -> Option<lsp_server::Message> {
        transport::read(input).ok().flatten()
    }

    /// Whether the server ended as it was told to.
    pub(crate) fn serve(connection: lsp_server::Connection, options: boundaries::ProjectOptions) -> bool {
        match serve::serve(connection, options) {
            Ok(was_told) => was_told,
            Err(error) => panic!("{}: {}", error.what, error.cause),
        }
    }
}

use std::collections::BTreeMap;
use std::fs;
use std::process::Command;
use std::sync::OnceLock;

use boundaries::camino::Utf8PathBuf;
use boundaries::ProjectOptions;
use lsp_server::{Connection, Message, Notification, Request, RequestId};
use serde_json::{Value, json};

const WORKSPACE: [(&str, &str); 7] = [
    ("Cargo.toml", "[workspace]\nresolver = \"3\"\nmembers = [\"orders\", \"billing\"]\n"),
    (
        "boundaries.toml",
        "[teams]\norders = { owns = [\"orders\"] }\nbilling = { owns = [\"billing\"], surface = [\"billing::Invoice\"] }\n",
    ),
    ("CODEOWNERS", "* @bank/nobody\n"),
    ("billing/Cargo.toml", "[package]\nname = \"billing\"\nversion = \"0.0.0\"\nedition = \"2024\"\n"),
    ("billing/src/lib.rs", "pub struct Invoice;\npub mod tables { pub struct Row; }\n"),
    (
        "orders/Cargo.toml",
        "[package]\nname = \"orders\"\nversion = \"0.0.0\"\nedition = \"2024\"\n[dependencies]\nbilling = { path = \"../billing\" }\n",
    ),
    ("orders/src/lib.rs", "use billing::{Invoice, tables::Row};\npub fn order(_: Row) -> Invoice { Invoice }\n"),
];

/// Where the workspace lies, and what Cargo says of it.
struct Workspace {
    root: Utf8PathBuf,
    metadata: Utf8PathBuf,
}

fn workspace() -> &'static Workspace {
    static WRITTEN: OnceLock<Workspace> = OnceLock::new();
    WRITTEN.get_or_init(|| {
        let folder = std::env::temp_dir().join(format!("boundaries-fuzz-lsp-{}", std::process::id()));
        let root = Utf8PathBuf::try_from(folder).expect("it is UTF-8");
        for (path, text) in WORKSPACE {
            let path = root.join(path);
            fs::create_dir_all(path.parent().expect("it lies in the workspace")).expect("there is room");
            fs::write(path, text).expect("there is room");
        }
        fs::create_dir_all(root.join(".git")).expect("there is room");
        let mut cargo = Command::new("cargo");
        cargo.args(["metadata", "--no-deps", "--offline", "--format-version", "1"]).current_dir(&root);
        let metadata = root.join(".git/metadata.json");
        fs::write(&metadata, cargo.output().expect("there is a cargo").stdout).expect("there is room");
        Workspace { root, metadata }
    })
}

/// The messages that an input holds, up to the first that is none.
fn messages(bytes: &[u8]) -> Vec<Message> {
    let mut found = Vec::new();
    if bytes.starts_with(b"Content-") {
        let mut rest = bytes;
        while let Some(message) = lsp::read(&mut rest) {
            found.push(message);
        }
    } else {
        for line in bytes.split(|&byte| byte == b'\n') {
            let framed = [format!("Content-Length: {}\r\n\r\n", line.len()).as_bytes(), line].concat();
            found.extend(lsp::read(&mut &framed[..]));
        }
    }
    // A long session says nothing that a short one does not.
    found.truncate(64);
    found
}

/// The message with the workspace's place in it.
fn placed(message: &Message, root: &str) -> Option<Message> {
    let text = serde_json::to_string(message).ok()?.replace("file:///ws", &format!("file://{root}"));
    serde_json::from_str(&text).ok()
}

fn talk(bytes: &[u8]) {
    let Workspace { root, metadata } = workspace();
    let mut messages: Vec<Message> =
        messages(bytes).iter().filter_map(|message| placed(message, root.as_str())).collect();
    let is_start = |message: &Message| matches!(message, Message::Request(request) if request.method == "initialize");
    if !messages.first().is_some_and(is_start) {
        let params = json!({ "capabilities": {}, "rootUri": format!("file://{root}") });
        messages.insert(0, Request::new(RequestId::from(0), "initialize".to_owned(), params).into());
    }
    let is_end = |message: &Message| matches!(message, Message::Notification(note) if note.method == "exit");
    let end = messages.iter().position(is_end).unwrap_or(messages.len());
    messages.truncate(end);
    let mut asked: BTreeMap<String, usize> = BTreeMap::new();
    let mut ask = |id: &RequestId| *asked.entry(id.to_string()).or_default() += 1;
    messages.iter().for_each(|message| {
        if let Message::Request(request) = message {
            ask(&request.id);
        }
    });
    let last = RequestId::from("the end".to_owned());
    ask(&last);
    messages.push(Request::new(last, "shutdown".to_owned(), Value::Null).into());
    messages.push(Notification::new("exit".to_owned(), Value::Null).into());

    let mut options = ProjectOptions::at(root.join("Cargo.toml"));
    options.workspace.metadata_path = Some(metadata.clone());
    let (server, editor) = Connection::memory();
    let serving = std::thread::spawn(move || lsp::serve(server, options));
    let Connection { sender, receiver } = editor;
    let sending = std::thread::spawn(move || {
        for message in messages {
            if sender.send(message).is_err() {
                return;
            }
        }
    });
    let mut answered: BTreeMap<String, usize> = BTreeMap::new();
    for message in receiver {
        if let Message::Response(response) = message {
            *answered.entry(response.id.to_string()).or_default() += 1;
        }
    }
    assert!(serving.join().expect("the server does not panic"), "the server ends as it was told");
    sending.join().expect("the editor does not panic");
    assert_eq!(answered, asked, "each question is answered once");
}

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| talk(bytes));
