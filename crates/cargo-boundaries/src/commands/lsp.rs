//! `lsp`: a language server on stdin and stdout. This loop reads messages and starts checks; it never waits for one, so that
//! an editor is answered while a large workspace is read.
//!
//! What an editor sends while a check runs makes that check's answer worthless: it is dropped, and one check of the newest
//! state follows. So nothing stale is ever shown, however fast somebody types.

mod judge;
mod session;
mod uri;

use std::io;
use std::sync::mpsc::{self, Receiver, Sender};
use std::thread;

use boundaries::report::ColumnUnit;
use gen_lsp_types::{
    InitializeResult, PositionEncodingKind, Save, ServerCapabilities, ServerInfo, TextDocumentSync,
    TextDocumentSyncKind, TextDocumentSyncOptions,
};
use lsp_server::{Connection, ErrorCode, Message, Request, RequestId, Response};
use serde_json::Value;

use crate::Verdict;
use crate::args::CommonArgs;
use crate::failure::Failure;
use judge::{Job, Judged};
use session::Session;

/// Checks run on a thread of their own, whose stack is as large as that of a program's first one.
const STACK: usize = 8 << 20;

/// What the loop waits for.
enum Event {
    /// The editor says something.
    Message(Message),
    /// The editor has gone.
    Closed,
    /// A check is done.
    Judged(Box<Judged>),
}

pub(crate) fn run(common: &CommonArgs) -> Result<Verdict, Failure> {
    let (connection, threads) = Connection::stdio();
    let verdict = serve(connection, common)?;
    threads.join().map_err(|cause| Failure::Read { what: "the editor's messages".to_owned(), cause })?;
    Ok(verdict)
}

/// Serves until the editor goes. It should ask for a shutdown first; the exit code tells whether it did.
fn serve(connection: Connection, common: &CommonArgs) -> Result<Verdict, Failure> {
    let unreadable = |message: String| Failure::Read {
        what: "the editor's first message".to_owned(),
        cause: io::Error::new(io::ErrorKind::InvalidData, message),
    };
    let (id, params) = connection.initialize_start().map_err(|error| unreadable(error.to_string()))?;
    let unit = column_unit(&params);
    let Connection { sender, receiver } = connection;
    let mut session = Session::new(&params, unit, super::options(common), move |message| {
        // Where the editor is gone, nobody has to be told.
        let _ = sender.send(message);
    });
    session.respond(Response::new_ok(id, capabilities(unit)));

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
    serve_events(&queue, &events, &mut session)
}

fn serve_events(queue: &Receiver<Event>, events: &Sender<Event>, session: &mut Session) -> Result<Verdict, Failure> {
    let mut is_ending = false;
    let mut is_checking = false;
    // All that waits is taken before a check starts: of ten letters typed in a row, the last one is checked.
    while let Ok(first) = queue.recv() {
        for event in std::iter::once(first).chain(queue.try_iter()) {
            match event {
                Event::Message(Message::Request(request)) if request.method == "shutdown" && !is_ending => {
                    is_ending = true;
                    session.respond(Response::new_ok(request.id, ()));
                }
                Event::Message(Message::Request(request)) => session.respond(refusal(request, is_ending)),
                Event::Message(Message::Notification(note)) if note.method == "exit" => {
                    return Ok(if is_ending { Verdict::Clean } else { Verdict::Failing });
                }
                Event::Message(Message::Notification(note)) => session.notice(note),
                // The one thing that is asked of editors is to watch files, and those that do not are no worse off.
                Event::Message(Message::Response(_)) => {}
                Event::Closed => return Ok(if is_ending { Verdict::Clean } else { Verdict::Failing }),
                Event::Judged(judged) => {
                    is_checking = false;
                    if !is_ending {
                        session.publish(*judged);
                    }
                }
            }
        }
        if !is_checking
            && !is_ending
            && let Some(job) = session.next_job()
        {
            start(job, events.clone())?;
            is_checking = true;
        }
    }
    Ok(Verdict::Failing)
}

fn start(job: Job, events: Sender<Event>) -> Result<(), Failure> {
    let work = move || {
        // Where the loop has ended, nobody waits for the answer.
        let _ = events.send(Event::Judged(Box::new(job.run())));
    };
    match thread::Builder::new().stack_size(STACK).spawn(work) {
        Ok(_) => Ok(()),
        Err(cause) => Err(Failure::Read { what: "the workspace: no thread can be started".to_owned(), cause }),
    }
}

fn refusal(Request { id, method, .. }: Request, is_ending: bool) -> Response {
    let refuse = |id: RequestId, code: ErrorCode, text: String| Response::new_err(id, code as i32, text);
    if is_ending {
        refuse(id, ErrorCode::InvalidRequest, "the server is shutting down".to_owned())
    } else {
        refuse(id, ErrorCode::MethodNotFound, format!("`{method}` is not supported"))
    }
}

/// Bytes where the editor can count them, as no line has to be counted again; else what every editor can.
fn column_unit(params: &Value) -> ColumnUnit {
    let offered = params.pointer("/capabilities/general/positionEncodings").and_then(Value::as_array);
    let counts_bytes = offered.is_some_and(|kinds| kinds.iter().any(|kind| kind == "utf-8"));
    if counts_bytes { ColumnUnit::Utf8 } else { ColumnUnit::Utf16 }
}

fn capabilities(unit: ColumnUnit) -> InitializeResult {
    let capabilities = ServerCapabilities {
        position_encoding: Some(match unit {
            ColumnUnit::Utf8 => PositionEncodingKind::UTF8,
            ColumnUnit::Utf16 => PositionEncodingKind::UTF16,
        }),
        text_document_sync: Some(TextDocumentSync::Options(TextDocumentSyncOptions {
            open_close: Some(true),
            change: Some(TextDocumentSyncKind::Full),
            save: Some(Save::Bool(true)),
            ..TextDocumentSyncOptions::default()
        })),
        ..ServerCapabilities::default()
    };
    let server = ServerInfo::new("cargo boundaries".to_owned(), Some(env!("CARGO_PKG_VERSION").to_owned()));
    InitializeResult::new(capabilities, Some(server))
}
