//! The loop of the server: it reads messages and starts checks, and never waits for one, so that an editor is answered while
//! a large workspace is read.
//!
//! What an editor sends while a check runs makes that check's answer worthless: it is dropped, and one check of the newest
//! state follows. So nothing stale is ever shown, however fast somebody types.

use std::collections::VecDeque;
use std::io;
use std::sync::mpsc::{self, Receiver, Sender};
use std::thread;

use boundaries::ProjectOptions;
use boundaries::internal::report::ColumnUnit;
use lsp_server::{Connection, ErrorCode, Message, RequestId, Response};
use serde_json::{Value, json};

use super::answer;
use super::client::Client;
use super::judge::{Job, Judged};
use super::server::{self, Server};

/// Checks run on a thread of their own, whose stack is as large as that of a program's first one.
const STACK: usize = 8 << 20;

/// What the loop waits for.
enum Event {
    /// The editor says something.
    Message(Message),
    /// The editor has gone.
    Closed,
    /// The check of a folder is done, or was cancelled.
    Judged(usize, Option<Box<Judged>>),
}

/// Why the server could not go on.
pub(super) struct ServeError {
    /// What could not be read.
    pub(super) what: &'static str,
    pub(super) cause: io::Error,
}

/// Serves until the editor goes; tells whether it asked for a shutdown first.
pub(super) fn serve(connection: Connection, options: ProjectOptions) -> Result<bool, ServeError> {
    let unreadable = |message: String| ServeError {
        what: "the editor's first message",
        cause: io::Error::new(io::ErrorKind::InvalidData, message),
    };
    let (id, params) = connection.initialize_start().map_err(|error| unreadable(error.to_string()))?;
    let Connection { sender, receiver } = connection;
    let mut server = Server::new(&params, options, move |message| {
        // Where the editor is gone, nobody has to be told.
        let _ = sender.send(message);
    });
    server.respond(Response::new_ok(id, capabilities(&server.client)));

    let (events, queue) = mpsc::channel();
    let messages = events.clone();
    thread::spawn(move || {
        for message in receiver {
            if messages.send(Event::Message(message)).is_err() {
                return;
            }
        }
        // The loop may have ended on its own, and then nobody has to be told.
        let _ = messages.send(Event::Closed);
    });
    serve_events(&queue, &events, &mut server)
}

fn serve_events(queue: &Receiver<Event>, events: &Sender<Event>, server: &mut Server) -> Result<bool, ServeError> {
    let mut is_ending = false;
    // All that waits is taken before a check starts: of ten letters typed in a row, the last one is checked.
    while let Ok(first) = queue.recv() {
        let mut waiting: VecDeque<Event> = std::iter::once(first).chain(queue.try_iter()).collect();
        while let Some(event) = waiting.pop_front() {
            match event {
                Event::Message(Message::Request(request)) if is_ending => {
                    let text = "the server is shutting down".to_owned();
                    server.respond(Response::new_err(request.id, ErrorCode::InvalidRequest as i32, text));
                }
                Event::Message(Message::Request(request)) if request.method == "shutdown" => {
                    is_ending = true;
                    server.give_up();
                    server.respond(Response::new_ok(request.id, ()));
                }
                Event::Message(Message::Request(request)) => {
                    waiting.extend(queue.try_iter());
                    if waiting.iter().any(|event| cancels(event, &request.id)) {
                        server.respond(server::cancelled(request.id));
                    } else {
                        server.request(request);
                    }
                }
                Event::Message(Message::Notification(note)) if note.method == "exit" => return Ok(is_ending),
                Event::Message(Message::Notification(note)) => match cancelled_request(&note.method, &note.params) {
                    Some(id) => server.cancel(&id),
                    None => server.notice(note),
                },
                // What editors are asked for are favours, and those that do not do them are no worse off.
                Event::Message(Message::Response(_)) => {}
                Event::Closed => return Ok(is_ending),
                Event::Judged(folder, judged) => {
                    if !is_ending {
                        server.judged(folder, judged.map(|judged| *judged));
                    }
                }
            }
        }
        if !is_ending {
            for (folder, job) in server.next_jobs() {
                start(folder, job, events.clone())?;
            }
        }
    }
    Ok(false)
}

/// Whether an event takes back a request.
fn cancels(event: &Event, id: &RequestId) -> bool {
    match event {
        Event::Message(Message::Notification(note)) => {
            cancelled_request(&note.method, &note.params).is_some_and(|cancelled| cancelled == *id)
        }
        _ => false,
    }
}

/// The request that a notification takes back.
fn cancelled_request(method: &str, params: &Value) -> Option<RequestId> {
    if method != "$/cancelRequest" {
        return None;
    }
    serde_json::from_value(params.get("id")?.clone()).ok()
}

fn start(folder: usize, job: Job, events: Sender<Event>) -> Result<(), ServeError> {
    let work = move || {
        // Where the loop has ended, nobody waits for the answer.
        let _ = events.send(Event::Judged(folder, job.run().map(Box::new)));
    };
    match thread::Builder::new().stack_size(STACK).spawn(work) {
        Ok(_) => Ok(()),
        Err(cause) => Err(ServeError { what: "the workspace: no thread can be started", cause }),
    }
}

fn capabilities(client: &Client) -> Value {
    let encoding = match client.unit {
        ColumnUnit::Utf8 => "utf-8",
        ColumnUnit::Utf16 => "utf-16",
    };
    let mut capabilities = answer::abilities();
    capabilities["positionEncoding"] = json!(encoding);
    capabilities["textDocumentSync"] = json!({ "openClose": true, "change": 2, "save": true });
    // What an editor creates, renames and deletes by itself, folders as well, of which its watchers may say nothing.
    let all = json!({ "filters": [{ "scheme": "file", "pattern": { "glob": "**/*" } }] });
    capabilities["workspace"] = json!({
        "workspaceFolders": { "supported": true, "changeNotifications": true },
        "fileOperations": { "didCreate": all, "didRename": all, "didDelete": all },
    });
    json!({
        "capabilities": capabilities,
        "serverInfo": { "name": "cargo boundaries", "version": env!("CARGO_PKG_VERSION") },
    })
}
