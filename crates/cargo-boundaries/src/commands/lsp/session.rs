//! What is known of an editor: its open documents, and what it shows.

use std::collections::{BTreeMap, BTreeSet};

use boundaries::camino::{Utf8Path, Utf8PathBuf};
use boundaries::report::{ColumnUnit, EditorDiagnostic, EditorPlace, EditorPosition, Layout};
use boundaries::{ProjectOptions, UnsavedTexts};
use gen_lsp_types::{
    Code, Diagnostic, DiagnosticRelatedInformation, DiagnosticSeverity, DidChangeTextDocumentParams,
    DidCloseTextDocumentParams, DidOpenTextDocumentParams, Location, LogMessageParams, Message as Text, MessageType,
    Position, PublishDiagnosticsParams, Range, TextDocumentContentChangeEvent, Uri,
};
use lsp_server::{Message, Notification, Request, RequestId, Response};
use serde_json::{Value, json};

use super::judge::{Job, Judged};
use super::uri;

/// Files whose changes on disk matter, as the editor is asked to watch them.
const WATCHED: [&str; 3] = ["**/*.rs", "**/*.toml", "**/CODEOWNERS"];

/// An editor, from its first message to its last.
pub(super) struct Session {
    options: ProjectOptions,
    folder: Utf8PathBuf,
    unit: ColumnUnit,
    can_watch: bool,
    /// Where messages to the editor go.
    outgoing: Box<dyn Fn(Message)>,
    unsaved: UnsavedTexts,
    /// The open documents, by their paths with links resolved.
    open: BTreeMap<Utf8PathBuf, Document>,
    /// What the editor shows, by URI.
    shown: BTreeMap<String, Vec<Diagnostic>>,
    /// What was told beside diagnostics, as nothing is told twice.
    told: BTreeSet<String>,
    /// Whether anything changed since the last check began.
    is_dirty: bool,
}

/// An open document.
struct Document {
    /// As the editor names it.
    uri: String,
    version: i32,
}

impl Session {
    pub(super) fn new(
        params: &Value,
        unit: ColumnUnit,
        mut options: ProjectOptions,
        outgoing: impl Fn(Message) + 'static,
    ) -> Self {
        let folder = folder(params).unwrap_or_else(|| Utf8PathBuf::from("."));
        if options.workspace.manifest_path.is_none() {
            let manifests = folder.ancestors().map(|folder| folder.join("Cargo.toml"));
            let nearest = manifests.into_iter().find(|manifest| manifest.is_file());
            options.workspace.manifest_path = Some(nearest.unwrap_or_else(|| folder.join("Cargo.toml")));
        }
        let can_watch = params.pointer("/capabilities/workspace/didChangeWatchedFiles/dynamicRegistration");
        Self {
            options,
            folder,
            unit,
            can_watch: can_watch == Some(&Value::Bool(true)),
            outgoing: Box::new(outgoing),
            unsaved: UnsavedTexts::default(),
            open: BTreeMap::new(),
            shown: BTreeMap::new(),
            told: BTreeSet::new(),
            is_dirty: false,
        }
    }

    pub(super) fn respond(&self, response: Response) {
        (self.outgoing)(response.into());
    }

    /// Takes in what the editor tells.
    pub(super) fn notice(&mut self, note: Notification) {
        let Notification { method, params } = note;
        let taken = match method.as_str() {
            "initialized" => {
                self.watch();
                self.is_dirty = true;
                Ok(())
            }
            "textDocument/didOpen" => serde_json::from_value(params).map(|params| self.opened(params)),
            "textDocument/didChange" => serde_json::from_value(params).map(|params| self.changed(params)),
            "textDocument/didClose" => serde_json::from_value(params).map(|params| self.closed(&params)),
            "textDocument/didSave" | "workspace/didChangeWatchedFiles" => {
                self.is_dirty = true;
                Ok(())
            }
            // Other notifications need no answer.
            _ => Ok(()),
        };
        if let Err(error) = taken {
            self.log(MessageType::Error, &format!("`{method}` cannot be read: {error}"));
        }
    }

    /// The check that is due, if any is.
    pub(super) fn next_job(&mut self) -> Option<Job> {
        std::mem::take(&mut self.is_dirty).then(|| Job {
            options: self.options.clone(),
            folder: self.folder.clone(),
            unsaved: self.unsaved.clone(),
            unit: self.unit,
        })
    }

    /// Shows what a check found, unless the texts have changed since: its places would be wrong, and another check is due.
    pub(super) fn publish(&mut self, judged: Judged) {
        if self.is_dirty {
            return;
        }
        for note in judged.notes {
            if self.told.insert(note.clone()) {
                self.log(MessageType::Info, &note);
            }
        }
        let layout = Layout { workspace: judged.root, ..Layout::default() };
        let mut found: BTreeMap<String, Vec<Diagnostic>> = BTreeMap::new();
        for diagnostic in judged.diagnostics {
            let uri = self.uri(&layout, &diagnostic.place.path);
            found.entry(uri).or_default().push(self.diagnostic(diagnostic, &layout));
        }
        let shown = std::mem::replace(&mut self.shown, found);
        for uri in shown.keys().filter(|&uri| !self.shown.contains_key(uri)) {
            self.show(uri, Vec::new());
        }
        for (uri, diagnostics) in &self.shown {
            if shown.get(uri) != Some(diagnostics) {
                self.show(uri, diagnostics.clone());
            }
        }
    }

    fn opened(&mut self, params: DidOpenTextDocumentParams) {
        let document = params.text_document;
        let Some(path) = real_path(&document.uri.0) else { return };
        self.unsaved.insert(path.clone(), document.text);
        self.open.insert(path, Document { uri: document.uri.0, version: document.version });
        self.is_dirty = true;
    }

    fn changed(&mut self, params: DidChangeTextDocumentParams) {
        let document = params.text_document;
        let Some(path) = real_path(&document.text_document_identifier.uri.0) else { return };
        let whole = params.content_changes.into_iter().rev().find_map(|change| match change {
            TextDocumentContentChangeEvent::TextDocumentContentChangeWholeDocument(whole) => Some(whole.text),
            TextDocumentContentChangeEvent::TextDocumentContentChangePartial(_) => None,
        });
        let Some(text) = whole else {
            self.log(MessageType::Error, "a change in part was sent, where whole texts were asked for");
            return;
        };
        if let Some(open) = self.open.get_mut(&path) {
            open.version = document.version;
            self.unsaved.insert(path, text);
            self.is_dirty = true;
        }
    }

    fn closed(&mut self, params: &DidCloseTextDocumentParams) {
        let uri = &params.text_document.uri.0;
        // The file may be gone, and then its path leads elsewhere than it did.
        let path = self.open.iter().find(|(_, open)| open.uri == *uri).map(|(path, _)| path.clone());
        if let Some(path) = path {
            self.open.remove(&path);
            self.unsaved.remove(&path);
            self.is_dirty = true;
        }
    }

    /// Asks the editor to tell when files change on disk.
    fn watch(&self) {
        if !self.can_watch {
            return;
        }
        let watchers: Vec<Value> = WATCHED.iter().map(|pattern| json!({ "globPattern": pattern })).collect();
        let registration = json!({ "registrations": [{
            "id": "files",
            "method": "workspace/didChangeWatchedFiles",
            "registerOptions": { "watchers": watchers },
        }] });
        let id = RequestId::from("files".to_owned());
        (self.outgoing)(Request::new(id, "client/registerCapability".to_owned(), registration).into());
    }

    fn log(&self, kind: MessageType, text: &str) {
        let params = LogMessageParams::new(kind, text.to_owned());
        (self.outgoing)(Notification::new("window/logMessage".to_owned(), params).into());
    }

    fn show(&self, uri: &str, diagnostics: Vec<Diagnostic>) {
        let version = self.open.values().find(|open| open.uri == uri).map(|open| open.version);
        let params = PublishDiagnosticsParams::new(Uri(uri.to_owned()), version, diagnostics);
        (self.outgoing)(Notification::new("textDocument/publishDiagnostics".to_owned(), params).into());
    }

    /// A file as the editor names it, if it has it open; else by its path.
    fn uri(&self, layout: &Layout, path: &Utf8Path) -> String {
        let path = layout.absolute(path);
        let real = path.canonicalize_utf8().unwrap_or_else(|_| path.clone());
        self.open.get(&real).map_or_else(|| uri::of_path(&path), |open| open.uri.clone())
    }

    fn diagnostic(&self, found: EditorDiagnostic, layout: &Layout) -> Diagnostic {
        let related = found.related.into_iter().map(|(place, message)| {
            let location = Location::new(Uri(self.uri(layout, &place.path)), range(&place));
            DiagnosticRelatedInformation::new(location, message)
        });
        let related: Vec<_> = related.collect();
        Diagnostic::new(
            range(&found.place),
            Some(if found.is_error { DiagnosticSeverity::Error } else { DiagnosticSeverity::Warning }),
            Some(Code::String(found.code)),
            None,
            Some("cargo boundaries".to_owned()),
            Text::String(found.message),
            None,
            (!related.is_empty()).then_some(related),
            None,
        )
    }
}

/// The folder that is open in the editor; the first one if there are several.
fn folder(params: &Value) -> Option<Utf8PathBuf> {
    let named = params.pointer("/workspaceFolders/0/uri").or_else(|| params.get("rootUri"));
    named.and_then(Value::as_str).and_then(uri::to_path)
}

fn real_path(uri: &str) -> Option<Utf8PathBuf> {
    let path = uri::to_path(uri)?;
    Some(path.canonicalize_utf8().unwrap_or(path))
}

fn range(place: &EditorPlace) -> Range {
    let position = |at: EditorPosition| Position::new(at.line, at.column);
    Range { start: position(place.start), end: position(place.end) }
}
