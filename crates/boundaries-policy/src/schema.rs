//! The JSON Schema of a policy, from the same tables of keys that policies are checked with.

use serde_json::{Map, Value as Json, json};

use crate::keys::{self, Key, Value};

/// The schema of `boundaries.toml`, draft-07.
#[must_use]
pub fn schema() -> Json {
    let mut schema = table(keys::POLICY);
    let fields = schema.as_object_mut().expect("a table's schema is an object");
    fields.insert("$schema".to_owned(), json!("http://json-schema.org/draft-07/schema#"));
    fields.insert("title".to_owned(), json!("cargo boundaries policy"));
    schema
}

fn table(keys: &[Key]) -> Json {
    let properties: Map<String, Json> = keys
        .iter()
        .map(|key| {
            let mut property = value(&key.value);
            let fields = property.as_object_mut().expect("a value's schema is an object");
            fields.insert("description".to_owned(), json!(key.doc));
            (key.name.to_owned(), property)
        })
        .collect();
    let required: Vec<_> = keys.iter().filter(|key| key.required).map(|key| key.name).collect();
    let mut schema = json!({ "type": "object", "additionalProperties": false, "properties": properties });
    if !required.is_empty() {
        schema["required"] = json!(required);
    }
    schema
}

fn value(of: &Value) -> Json {
    match of {
        Value::Text => json!({ "type": "string", "minLength": 1 }),
        Value::Texts => json!({
            "anyOf": [{ "type": "string" }, { "type": "array", "items": { "type": "string" }, "uniqueItems": true }]
        }),
        Value::Bool => json!({ "type": "boolean" }),
        Value::Count => json!({ "type": "integer", "minimum": 1 }),
        Value::Amount => json!({ "type": "integer", "minimum": 0 }),
        Value::Date => json!({ "type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" }),
        Value::Word(words) => json!({ "enum": words() }),
        Value::Words(words) => json!({
            "anyOf": [{ "enum": words() }, { "type": "array", "items": { "enum": words() }, "uniqueItems": true }]
        }),
        Value::WordOrTable(words, keys) => json!({ "anyOf": [{ "enum": words() }, table(keys)] }),
        Value::Table(keys) => table(keys),
        Value::Named(of) => json!({ "type": "object", "additionalProperties": value(of) }),
        Value::Groups => {
            let texts = json!({ "type": "array", "items": { "type": "string" }, "uniqueItems": true });
            let groups = json!({ "type": "array", "items": { "anyOf": [{ "type": "string" }, texts] } });
            json!({ "anyOf": [{ "type": "string" }, groups] })
        }
        Value::Tables(keys) => json!({ "type": "array", "items": table(keys) }),
    }
}
