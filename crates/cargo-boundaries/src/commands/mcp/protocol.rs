//! JSON-RPC 2.0, as far as a server needs it that answers and never asks.

use serde_json::{Value, json};

/// What a message wants.
#[derive(Debug)]
pub(super) enum Incoming {
    /// An answer.
    Request { id: Value, method: String, params: Value },
    /// Nothing: it is a notification, or an answer to a question that nobody put.
    Nothing,
    /// It is no message.
    Wrong(Value, Refusal),
}

/// Why there is no answer.
#[derive(Debug)]
pub(super) enum Refusal {
    /// It is no JSON.
    Unreadable(String),
    /// It is no request.
    Request(String),
    /// There is no such method.
    Method(String),
    /// The method does not take these parameters.
    Params(String),
}

/// Reads a message.
pub(super) fn read(message: Value) -> Incoming {
    let Value::Object(mut message) = message else {
        return Incoming::Wrong(Value::Null, Refusal::Request("a message is an object".to_owned()));
    };
    let id = message.remove("id");
    let params = message.remove("params").unwrap_or_default();
    match (message.remove("method"), id) {
        (Some(Value::String(method)), Some(id @ (Value::String(_) | Value::Number(_)))) => {
            Incoming::Request { id, method, params }
        }
        (Some(Value::String(_)), None) => Incoming::Nothing,
        (None, Some(_)) if message.contains_key("result") || message.contains_key("error") => Incoming::Nothing,
        (Some(Value::String(_)), Some(_)) => {
            Incoming::Wrong(Value::Null, Refusal::Request("`id` is a string or a number".to_owned()))
        }
        (_, id) => Incoming::Wrong(id.unwrap_or_default(), Refusal::Request("a request has a `method`".to_owned())),
    }
}

/// The message that answers a request.
pub(super) fn answered(id: Value, result: Value) -> Value {
    json!({ "jsonrpc": "2.0", "id": id, "result": result })
}

/// The message that refuses one.
pub(super) fn refused(id: Value, refusal: &Refusal) -> Value {
    let (code, message) = match refusal {
        Refusal::Unreadable(why) => (-32700, format!("not JSON: {why}")),
        Refusal::Request(why) => (-32600, why.clone()),
        Refusal::Method(name) => (-32601, format!("there is no method `{name}`")),
        Refusal::Params(why) => (-32602, why.clone()),
    };
    json!({ "jsonrpc": "2.0", "id": id, "error": { "code": code, "message": message } })
}
