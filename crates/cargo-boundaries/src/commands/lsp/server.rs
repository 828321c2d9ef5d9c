//! What is known of an editor: its open documents, its folders, and what it shows.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use boundaries::camino::{Utf8Path, Utf8PathBuf};
use boundaries::{OnDisk, ProjectOptions};
use gen_lsp_types::{
    Diagnostic, DidChangeWatchedFilesParams, DidCloseTextDocumentParams, DidSaveTextDocumentParams, LogMessageParams,
    MessageType, PublishDiagnosticsParams, Uri,
};
use lsp_server::{ErrorCode, Message, Notification, Request, RequestId, Response};
use serde_json::{Value, json};

use super::answer;
use super::client::{Client, Settings};
use super::documents::{Documents, real_path};
use super::folder::Folder;
use super::judge::{Job, Judged};
use super::uri;

/// Files whose changes on disk matter, as the editor is asked to watch them: sources and policies, CODEOWNERS, what a
/// forge does not see, and decision records.
const WATCHED: [&str; 5] = ["**/*.rs", "**/*.toml", "**/CODEOWNERS", "**/.gitignore", "**/*.md"];

/// An editor, from its first message to its last.
pub(super) struct Server {
    pub(super) client: Client,
    pub(super) settings: Settings,
    pub(super) documents: Documents,
    /// The folders by their number, which is never given twice.
    folders: BTreeMap<usize, Folder>,
    next_folder: usize,
    /// How to load each of them.
    options: ProjectOptions,
    /// What the editor shows, by URI, and for which version of a document that is open: an editor moves what it shows with
    /// what is typed, so the same findings for a newer text are told again.
    shown: BTreeMap<String, (Option<i32>, Vec<Diagnostic>)>,
    /// Questions that wait for the first check of their folder.
    waiting: Vec<Waiting>,
    /// How many requests were sent to the editor.
    asked: u32,
    /// Where messages to the editor go.
    outgoing: Box<dyn Fn(Message)>,
}

/// A question that came before anything was known, and the version of the document that it was about.
struct Waiting {
    request: Request,
    version: Option<i32>,
}

impl Server {
    pub(super) fn new(params: &Value, options: ProjectOptions, outgoing: impl Fn(Message) + 'static) -> Self {
        let settings = Settings::default().with(params.get("initializationOptions").unwrap_or(&Value::Null));
        let mut server = Self {
            client: Client::new(params),
            settings,
            documents: Documents::default(),
            folders: BTreeMap::new(),
            next_folder: 0,
            options,
            shown: BTreeMap::new(),
            waiting: Vec::new(),
            asked: 0,
            outgoing: Box::new(outgoing),
        };
        for path in first_folders(params) {
            server.add_folder(path);
        }
        server
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
                Ok(())
            }
            "textDocument/didOpen" => serde_json::from_value(params).map(|params| {
                let path = self.documents.open(params);
                self.touch(path.as_deref(), OnDisk::Same);
            }),
            "textDocument/didChange" => serde_json::from_value(params).map(|params| {
                let path = self.documents.change(params, self.client.unit);
                self.touch(path.as_deref(), OnDisk::Same);
            }),
            "textDocument/didClose" => serde_json::from_value(params).map(|params: DidCloseTextDocumentParams| {
                let path = self.documents.close(&params.text_document.uri.0);
                self.touch(path.as_deref(), OnDisk::Same);
            }),
            "textDocument/didSave" => serde_json::from_value(params).map(|params: DidSaveTextDocumentParams| {
                self.touch_on_disk(&params.text_document.uri.0);
            }),
            "workspace/didChangeWatchedFiles" => {
                serde_json::from_value(params).map(|params: DidChangeWatchedFilesParams| {
                    for change in params.changes {
                        self.touch_on_disk(&change.uri.0);
                    }
                })
            }
            "workspace/didCreateFiles" | "workspace/didRenameFiles" | "workspace/didDeleteFiles" => {
                self.touch_below(&params);
                Ok(())
            }
            "workspace/didChangeWorkspaceFolders" => {
                self.change_folders(&params);
                Ok(())
            }
            "workspace/didChangeConfiguration" => {
                self.settings = self.settings.with(params.get("settings").unwrap_or(&Value::Null));
                self.refresh();
                Ok(())
            }
            // Other notifications need no answer.
            _ => Ok(()),
        };
        if let Err(error) = taken {
            self.log(MessageType::Error, &format!("`{method}` cannot be read: {error}"));
        }
    }

    /// Answers a question, or keeps it until its folder was checked for the first time.
    pub(super) fn request(&mut self, request: Request) {
        if !answer::METHODS.contains(&request.method.as_str()) {
            let text = format!("`{}` is not supported", request.method);
            self.respond(Response::new_err(request.id, ErrorCode::MethodNotFound as i32, text));
            return;
        }
        let document = document_of(&request.params);
        let folder = document.as_deref().and_then(real_path).and_then(|path| self.folder_of(&path));
        let is_early = folder.is_some_and(|folder| folder.insight.is_none() && !folder.was_checked);
        if is_early {
            let version = document.and_then(|uri| self.documents.named(&uri)).map(|(_, open)| open.version);
            self.waiting.push(Waiting { request, version });
            return;
        }
        let Request { id, method, params } = request;
        self.respond(match answer::answer(self, &method, params) {
            Ok(found) => Response::new_ok(id, found),
            Err(error) => Response::new_err(id, ErrorCode::InvalidParams as i32, format!("`{method}`: {error}")),
        });
    }

    /// Gives up a question that still waits.
    pub(super) fn cancel(&mut self, id: &RequestId) {
        if let Some(at) = self.waiting.iter().position(|waiting| waiting.request.id == *id) {
            let waiting = self.waiting.remove(at);
            self.respond(cancelled(waiting.request.id));
        }
    }

    /// Gives up all that waits, as nobody will be there to answer.
    pub(super) fn give_up(&mut self) {
        for waiting in std::mem::take(&mut self.waiting) {
            self.respond(cancelled(waiting.request.id));
        }
    }

    /// The checks that are due, each with its folder.
    pub(super) fn next_jobs(&mut self) -> Vec<(usize, Job)> {
        let doubles = self.doubles();
        let (unsaved, unit) = (self.documents.unsaved(), self.client.unit);
        let alone = self.folders.iter_mut().filter(|(number, _)| !doubles.contains(number));
        alone.filter_map(|(&number, folder)| Some((number, folder.next_job(unsaved, unit)?))).collect()
    }

    /// Shows what a check found, and answers what waited for it; nothing if the check was cancelled.
    pub(super) fn judged(&mut self, number: usize, judged: Option<Judged>) {
        let Some(folder) = self.folders.get_mut(&number) else { return };
        let Some(judged) = judged else { return folder.give_up() };
        for note in folder.take(judged, &self.documents) {
            self.log(MessageType::Info, &note);
        }
        self.show();
        self.refresh();
        let waiting: VecDeque<Waiting> = std::mem::take(&mut self.waiting).into();
        for Waiting { request, version } in waiting {
            let document = document_of(&request.params);
            let now = document.and_then(|uri| self.documents.named(&uri)).map(|(_, open)| open.version);
            if now == version {
                self.request(request);
            } else {
                let text = "the text has changed since".to_owned();
                self.respond(Response::new_err(request.id, ErrorCode::ContentModified as i32, text));
            }
        }
    }

    /// The folder that knows most of a file: of those that it concerns, the one whose workspace is nearest around it.
    pub(super) fn folder_of(&self, path: &Utf8Path) -> Option<&Folder> {
        let doubles = self.doubles();
        let alone = self.folders.iter().filter(|(number, _)| !doubles.contains(number)).map(|(_, folder)| folder);
        let concerned = alone.filter(|folder| folder.is_concerned_by(path));
        concerned.max_by_key(|folder| {
            let around = folder.root().unwrap_or(&folder.path);
            (path.starts_with(around), around.components().count())
        })
    }

    /// Folders whose workspace an earlier folder has as well: all of it is told there.
    fn doubles(&self) -> BTreeSet<usize> {
        let mut roots = BTreeSet::new();
        let known = self.folders.iter().filter_map(|(&number, folder)| Some((number, folder.root()?)));
        known.filter(|(_, root)| !roots.insert(root.to_owned())).map(|(number, _)| number).collect()
    }

    /// A file may be another on disk.
    fn touch_on_disk(&mut self, uri: &str) {
        let path = real_path(uri);
        let files = path.iter().cloned().collect();
        self.touch(path.as_deref(), OnDisk::Files(files));
    }

    /// Files or folders were created, renamed or deleted in the editor. What was below a folder is not told.
    fn touch_below(&mut self, params: &Value) {
        let files = params.get("files").and_then(Value::as_array).into_iter().flatten();
        let named = files.flat_map(|file| ["uri", "oldUri", "newUri"].map(|key| file.get(key).and_then(Value::as_str)));
        for path in named.flatten().filter_map(real_path) {
            self.touch(Some(&path), OnDisk::Unknown);
        }
    }

    /// A file may have changed; what depends on it is to be checked.
    fn touch(&mut self, path: Option<&Utf8Path>, on_disk: OnDisk) {
        let Some(path) = path else { return };
        // An editor that watches no files will not tell what happens to others either.
        let on_disk = if self.client.watches_files { on_disk } else { OnDisk::Unknown };
        for folder in self.folders.values_mut().filter(|folder| folder.is_concerned_by(path)) {
            folder.touch(on_disk.clone());
        }
    }

    fn add_folder(&mut self, path: Utf8PathBuf) {
        // Where the command line names a manifest, that workspace is meant, whatever the editor has open.
        let is_named = self.options.workspace.manifest_path.is_some() && !self.folders.is_empty();
        if is_named || self.folders.values().any(|folder| folder.path == path) {
            return;
        }
        self.folders.insert(self.next_folder, Folder::new(path, self.options.clone()));
        self.next_folder += 1;
    }

    fn change_folders(&mut self, params: &Value) {
        let listed = |key: &str| folders_in(params.pointer(&format!("/event/{key}")));
        let silent = self.doubles();
        for path in listed("removed") {
            self.folders.retain(|_, folder| folder.path != path);
        }
        for path in listed("added") {
            self.add_folder(path);
        }
        // Whoever had the same workspace as one that is gone has to speak for it now.
        let still_silent = self.doubles();
        for number in silent.difference(&still_silent) {
            if let Some(folder) = self.folders.get_mut(number) {
                folder.touch(OnDisk::Unknown);
            }
        }
        self.show();
    }

    /// Brings what the editor shows to what was found, file by file.
    fn show(&mut self) {
        let doubles = self.doubles();
        let mut found: BTreeMap<String, Vec<Diagnostic>> = BTreeMap::new();
        for (_, folder) in self.folders.iter().filter(|(number, _)| !doubles.contains(number)) {
            for (uri, diagnostics) in &folder.found {
                found.entry(uri.clone()).or_default().extend(diagnostics.iter().cloned());
            }
        }
        let version = |uri: &str| self.documents.named(uri).map(|(_, open)| open.version);
        let found = found.into_iter().map(|(uri, diagnostics)| (version(&uri), uri, diagnostics));
        let found = found.map(|(version, uri, diagnostics)| (uri, (version, diagnostics))).collect();
        let shown = std::mem::replace(&mut self.shown, found);
        for uri in shown.keys().filter(|&uri| !self.shown.contains_key(uri)) {
            self.publish(uri, Vec::new());
        }
        for (uri, now) in &self.shown {
            if shown.get(uri) != Some(now) {
                self.publish(uri, now.1.clone());
            }
        }
    }

    fn publish(&self, uri: &str, diagnostics: Vec<Diagnostic>) {
        let version = self.documents.named(uri).map(|(_, open)| open.version);
        let params = PublishDiagnosticsParams::new(Uri(uri.to_owned()), version, diagnostics);
        (self.outgoing)(Notification::new("textDocument/publishDiagnostics".to_owned(), params).into());
    }

    /// Asks the editor to tell when files change on disk.
    fn watch(&mut self) {
        if !self.client.watches_files {
            return;
        }
        let watchers: Vec<Value> = WATCHED.iter().map(|pattern| json!({ "globPattern": pattern })).collect();
        let registration = json!({ "registrations": [{
            "id": "files",
            "method": "workspace/didChangeWatchedFiles",
            "registerOptions": { "watchers": watchers },
        }] });
        self.ask("client/registerCapability", registration);
    }

    /// Asks the editor to ask again for what it shows all the time.
    fn refresh(&mut self) {
        if self.client.refreshes_lenses && (self.settings.owner_lenses || self.settings.surface_lenses) {
            self.ask("workspace/codeLens/refresh", Value::Null);
        }
        if self.client.refreshes_hints && self.settings.owner_hints {
            self.ask("workspace/inlayHint/refresh", Value::Null);
        }
    }

    fn ask(&mut self, method: &str, params: Value) {
        self.asked += 1;
        let id = RequestId::from(format!("boundaries-{}", self.asked));
        (self.outgoing)(Request::new(id, method.to_owned(), params).into());
    }

    fn log(&self, kind: MessageType, text: &str) {
        let params = LogMessageParams::new(kind, text.to_owned());
        (self.outgoing)(Notification::new("window/logMessage".to_owned(), params).into());
    }
}

pub(super) fn cancelled(id: RequestId) -> Response {
    Response::new_err(id, ErrorCode::RequestCanceled as i32, "the request was cancelled".to_owned())
}

/// The folders that are open in the editor at first; the working directory where it names none.
fn first_folders(params: &Value) -> Vec<Utf8PathBuf> {
    let mut folders = folders_in(params.get("workspaceFolders"));
    if folders.is_empty() {
        folders.extend(params.get("rootUri").and_then(Value::as_str).and_then(uri::to_path));
    }
    if folders.is_empty() {
        folders.push(Utf8PathBuf::from("."));
    }
    folders
}

fn folders_in(listed: Option<&Value>) -> Vec<Utf8PathBuf> {
    let listed = listed.and_then(Value::as_array).into_iter().flatten();
    listed.filter_map(|folder| folder.get("uri")?.as_str().and_then(uri::to_path)).collect()
}

/// The document that a question is about.
fn document_of(params: &Value) -> Option<String> {
    params.pointer("/textDocument/uri").and_then(Value::as_str).map(str::to_owned)
}
