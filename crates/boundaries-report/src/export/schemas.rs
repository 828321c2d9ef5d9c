//! The tables described: as JSON Schema, and in the form in which Spark writes a schema. Both come from the same types.

use serde_json::{Value, json};

use super::rows;

/// For each table its JSON Schema and its schema for Spark, each as a text.
#[must_use]
pub fn export_schemas() -> Vec<(&'static str, String, String)> {
    let all = [
        ("workspaces", schemars::schema_for!(rows::Workspace<'_>)),
        ("teams", schemars::schema_for!(rows::Team<'_>)),
        ("modules", schemars::schema_for!(rows::Module<'_>)),
        ("references", schemars::schema_for!(rows::References<'_>)),
        ("contracts", schemars::schema_for!(rows::Contract<'_>)),
        ("findings", schemars::schema_for!(rows::Finding<'_>)),
        ("metrics", schemars::schema_for!(rows::Metric<'_>)),
        ("commits_per_edge", schemars::schema_for!(rows::CommitsPerEdge<'_>)),
    ];
    let text = |value: &Value| format!("{value:#}\n");
    all.map(|(table, schema)| (table, text(schema.as_value()), text(&spark(schema.as_value())))).into()
}

fn spark(schema: &Value) -> Value {
    let properties = schema["properties"].as_object().into_iter().flatten();
    let fields: Vec<Value> = properties
        .map(|(name, property)| {
            let comment = property["description"].as_str().unwrap_or_default();
            json!({ "name": name, "type": spark_type(property), "nullable": true, "metadata": { "comment": comment } })
        })
        .collect();
    json!({ "type": "struct", "fields": fields })
}

fn spark_type(property: &Value) -> Value {
    let is = |word: &str| {
        property["type"] == word || property["type"].as_array().is_some_and(|all| all.contains(&json!(word)))
    };
    if is("array") {
        json!({ "type": "array", "elementType": "string", "containsNull": false })
    } else if is("boolean") {
        json!("boolean")
    } else if is("integer") {
        json!("long")
    } else if is("number") {
        json!("double")
    } else {
        json!("string")
    }
}
