//! Code actions: edits that help with the findings at a place, in the form that the editor takes.

use boundaries::camino::Utf8Path;
use boundaries::internal::graph::Span;
use boundaries::internal::{Action, FileChange, Newest};
use gen_lsp_types::{Code, CodeActionParams, Diagnostic, Range};
use serde_json::{Value, json};

use super::super::drift::Drift;
use super::super::position;
use super::{Asked, Server};

/// The kind of all of them.
const KIND: &str = "quickfix";

pub(super) fn actions(server: &Server, params: &CodeActionParams) -> Value {
    let only = params.context.only.as_ref();
    let is_wanted = only.is_none_or(|kinds| kinds.iter().any(|kind| json!(kind) == KIND || json!(kind) == ""));
    if !server.client.actions || !is_wanted {
        return Value::Array(Vec::new());
    }
    let found = || {
        let asked = Asked::new(server, &params.text_document.uri)?;
        let start = asked.checked_byte(params.range.start)?;
        let end = asked.checked_byte(params.range.end).unwrap_or(start).max(start);
        let text = |path: &Utf8Path| newest(&asked, path);
        let place = |span: Span| {
            let file = asked.insight.project().sources().file(span.file);
            Drift::new(file.text(), &newest(&asked, file.path())?).forward(span.range())
        };
        let found = asked.insight.actions(&asked.path, &(start..end), &Newest { text: &text, place: &place });
        let shown = |action: Action| code_action(&asked, action, &params.context.diagnostics);
        Some(found.into_iter().filter_map(shown).collect::<Vec<Value>>())
    };
    Value::Array(found().unwrap_or_default())
}

/// The text of a file as the editor has it, else as it is on disk.
fn newest(asked: &Asked<'_>, path: &Utf8Path) -> Option<String> {
    let uri = asked.uri(&asked.folder.absolute(path));
    match asked.server.documents.named(&uri) {
        Some((_, open)) => Some(open.text.to_string()),
        None => asked.insight.text_on_disk(path),
    }
}

/// None if the editor cannot do it.
fn code_action(asked: &Asked<'_>, action: Action, diagnostics: &[Diagnostic]) -> Option<Value> {
    let code = Code::String(format!("boundaries::{}", action.rule));
    let solved: Vec<&Diagnostic> = diagnostics.iter().filter(|shown| shown.code.as_ref() == Some(&code)).collect();
    let mut told = json!({
        "title": action.title,
        "kind": KIND,
        "isPreferred": action.is_preferred,
        "edit": workspace_edit(asked, &action.changes)?,
    });
    if !solved.is_empty() {
        told["diagnostics"] = json!(solved);
    }
    Some(told)
}

fn workspace_edit(asked: &Asked<'_>, changes: &[FileChange]) -> Option<Value> {
    let client = &asked.server.client;
    if client.versioned_edits {
        let mut steps = Vec::new();
        for change in changes {
            let uri = asked.uri(&asked.folder.absolute(&change.path));
            let version = asked.server.documents.named(&uri).map(|(_, open)| open.version);
            if change.old.is_none() {
                if !client.creates_files {
                    return None;
                }
                steps.push(json!({ "kind": "create", "uri": uri, "options": { "ignoreIfExists": true } }));
            }
            let document = json!({ "uri": uri, "version": version });
            steps.push(json!({ "textDocument": document, "edits": [text_edit(asked, change)] }));
        }
        return Some(json!({ "documentChanges": steps }));
    }
    let mut edits = serde_json::Map::new();
    for change in changes {
        change.old.as_ref()?;
        let uri = asked.uri(&asked.folder.absolute(&change.path));
        edits.insert(uri, json!([text_edit(asked, change)]));
    }
    Some(json!({ "changes": edits }))
}

/// The smallest stretch that has to be replaced.
fn text_edit(asked: &Asked<'_>, change: &FileChange) -> Value {
    let old = change.old.as_deref().unwrap_or_default();
    let new = change.new.as_str();
    let letters = old.char_indices().zip(new.chars());
    let start = letters.take_while(|((_, a), b)| a == b).last().map_or(0, |((at, letter), _)| at + letter.len_utf8());
    let (old_rest, new_rest) = (&old[start..], &new[start..]);
    let pairs = old_rest.chars().rev().zip(new_rest.chars().rev());
    let shared: usize = pairs.take_while(|(a, b)| a == b).map(|(letter, _)| letter.len_utf8()).sum();
    let range: Range = position::range(old, start..old.len() - shared, asked.server.client.unit);
    json!({ "range": range, "newText": new_rest[..new_rest.len() - shared] })
}
