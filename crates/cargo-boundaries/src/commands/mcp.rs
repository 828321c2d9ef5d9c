//! `mcp`: questions of a coding agent on stdin, answers on stdout, by the Model Context Protocol.
//!
//! One message of JSON-RPC stands on each line. `protocol` knows requests, responses and errors; `tools` answers from a session
//! that stays warm. Every question looks at the disk again, so that an answer is never about code that was changed meanwhile: `warm`
//! knows what was read, and whether it is still so.

mod protocol;
mod tools;
mod warm;

use std::io::{self, BufRead, Read as _, Write};

use serde_json::{Value, json};

use crate::Verdict;
use crate::args::CommonArgs;
use crate::failure::Failure;
use protocol::{Incoming, Refusal};
use tools::Tools;

/// Versions of the protocol that are spoken, the newest first. What is sent is the same in all of them.
const VERSIONS: [&str; 4] = ["2025-11-25", "2025-06-18", "2025-03-26", "2024-11-05"];

/// A longer line is no question.
const LONGEST: u64 = 4 << 20;

const INSTRUCTIONS: &str = "Before you write code that uses another module, ask `may_use`. It tells by which contract the use is \
permitted, else by which path instead, or which team to ask. `owner_of` tells who owns a path or module, `contracts_of` what was \
agreed, `findings` what `cargo boundaries check` reports now. Nothing here writes anything.";

pub(crate) fn run(common: &CommonArgs) -> Result<Verdict, Failure> {
    let mut tools = Tools::new(common);
    let read = |cause| Failure::Read { what: "the messages on standard input".to_owned(), cause };
    let mut input = io::stdin().lock();
    let mut output = io::stdout().lock();
    while let Some(line) = next_line(&mut input).map_err(read)? {
        if line.iter().all(u8::is_ascii_whitespace) {
            continue;
        }
        let Some(answer) = answer_to(&line, &mut tools) else { continue };
        let written = writeln!(output, "{answer}").and_then(|()| output.flush());
        match written {
            Err(cause) if cause.kind() == io::ErrorKind::BrokenPipe => break,
            other => other?,
        }
    }
    Ok(Verdict::Clean)
}

/// The next line, cut where it is too long; none at the end.
fn next_line(input: &mut impl BufRead) -> io::Result<Option<Vec<u8>>> {
    let mut line = Vec::new();
    let read = input.by_ref().take(LONGEST).read_until(b'\n', &mut line)?;
    if read == 0 {
        return Ok(None);
    }
    if line.last() != Some(&b'\n') && line.len() as u64 == LONGEST {
        // The rest belongs to it, and is not kept.
        loop {
            let part = input.fill_buf()?;
            let end = part.iter().position(|byte| *byte == b'\n');
            let used = end.map_or(part.len(), |end| end + 1);
            let is_over = end.is_some() || part.is_empty();
            input.consume(used);
            if is_over {
                break;
            }
        }
    }
    Ok(Some(line))
}

/// The answer to a line; none if it asks for none.
fn answer_to(line: &[u8], tools: &mut Tools<'_>) -> Option<Value> {
    let value = match serde_json::from_slice::<Value>(line) {
        Ok(value) => value,
        Err(error) => return Some(protocol::refused(Value::Null, &Refusal::Unreadable(error.to_string()))),
    };
    // One version of the protocol lets several messages share a line.
    match value {
        Value::Array(messages) if !messages.is_empty() => {
            let answers: Vec<Value> = messages.into_iter().filter_map(|message| answer(message, tools)).collect();
            (!answers.is_empty()).then_some(Value::Array(answers))
        }
        message => answer(message, tools),
    }
}

fn answer(message: Value, tools: &mut Tools<'_>) -> Option<Value> {
    match protocol::read(message) {
        Incoming::Nothing => None,
        Incoming::Wrong(id, refusal) => Some(protocol::refused(id, &refusal)),
        Incoming::Request { id, method, params } => Some(match respond(&method, &params, tools) {
            Ok(result) => protocol::answered(id, result),
            Err(refusal) => protocol::refused(id, &refusal),
        }),
    }
}

fn respond(method: &str, params: &Value, tools: &mut Tools<'_>) -> Result<Value, Refusal> {
    match method {
        "initialize" => {
            let wanted = params["protocolVersion"].as_str();
            let version = wanted.filter(|wanted| VERSIONS.contains(wanted)).unwrap_or(VERSIONS[0]);
            Ok(json!({
                "protocolVersion": version,
                "capabilities": { "tools": { "listChanged": false } },
                "serverInfo": {
                    "name": "cargo-boundaries",
                    "title": "cargo boundaries",
                    "version": env!("CARGO_PKG_VERSION"),
                },
                "instructions": INSTRUCTIONS,
            }))
        }
        "ping" => Ok(json!({})),
        "tools/list" => Ok(json!({ "tools": tools::LISTED.clone() })),
        "tools/call" => {
            let name = params["name"].as_str().ok_or_else(|| Refusal::Params("`name` names the tool".to_owned()))?;
            tools.call(name, &params["arguments"])
        }
        other => Err(Refusal::Method(other.to_owned())),
    }
}
