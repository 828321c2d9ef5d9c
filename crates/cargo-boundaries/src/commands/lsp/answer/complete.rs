//! What can be written where the cursor stands.

use boundaries::internal::CandidateKind;
use gen_lsp_types::{CompletionItemKind as Kind, TextDocumentPositionParams};
use serde_json::{Value, json};

use super::super::position;
use super::{Asked, Server};

pub(super) fn complete(server: &Server, at: &TextDocumentPositionParams) -> Value {
    let found = || {
        let asked = Asked::for_names(server, &at.text_document.uri)?;
        let byte = position::offset(&asked.text, at.position, server.client.unit)?;
        let found = asked.insight.completions(&asked.path, &asked.text, byte)?;
        let range = position::range(&asked.text, found.range, server.client.unit);
        // Editors sort by letters; the order here is the one in which things are likely meant.
        let items = found.candidates.into_iter().enumerate().map(|(number, candidate)| {
            json!({
                "label": candidate.label,
                "kind": kind(candidate.kind),
                "detail": candidate.detail,
                "sortText": format!("{number:04}"),
                "filterText": candidate.insert,
                "textEdit": { "range": range, "newText": candidate.insert },
            })
        });
        Some(json!({ "isIncomplete": found.is_cut, "items": items.collect::<Vec<_>>() }))
    };
    found().unwrap_or(Value::Null)
}

fn kind(kind: CandidateKind) -> Kind {
    match kind {
        CandidateKind::Key => Kind::Property,
        CandidateKind::Word => Kind::EnumMember,
        CandidateKind::Team => Kind::Class,
        CandidateKind::Crate | CandidateKind::Module => Kind::Module,
        CandidateKind::Item => Kind::Struct,
        CandidateKind::Path => Kind::Folder,
        CandidateKind::Rule | CandidateKind::Tag => Kind::Constant,
        CandidateKind::Handle => Kind::Reference,
    }
}
