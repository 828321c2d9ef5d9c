//! Answers to an editor's questions, from the last state that was checked. What stands in lines that were changed since is
//! not known, and nothing is said about it.

mod act;
mod complete;
mod goto;
mod hover;
mod lens;

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use boundaries::camino::{Utf8Path, Utf8PathBuf};
use boundaries::internal::graph::{FileId, Span};
use boundaries::internal::{Insight, Lens};
use gen_lsp_types::{self as lsp, TextDocumentPositionParams};
use serde_json::{Error, Value, json};

use super::documents::real_path;
use super::drift::Drift;
use super::folder::Folder;
use super::position;
use super::server::Server;

/// The questions that are answered.
pub(super) const METHODS: [&str; 8] = [
    "textDocument/hover",
    "textDocument/definition",
    "textDocument/declaration",
    "textDocument/references",
    "textDocument/completion",
    "textDocument/codeAction",
    "textDocument/codeLens",
    "textDocument/inlayHint",
];

/// What these questions are called among a server's abilities.
pub(super) fn abilities() -> Value {
    json!({
        "hoverProvider": true,
        "definitionProvider": true,
        "declarationProvider": true,
        "referencesProvider": true,
        "completionProvider": { "triggerCharacters": ["\"", "'", ":", "@", "/", "[", "."], "resolveProvider": false },
        "codeActionProvider": { "codeActionKinds": ["quickfix"] },
        "codeLensProvider": { "resolveProvider": false },
        "inlayHintProvider": true,
    })
}

/// Answers one of the [`METHODS`]; nothing is known where the answer is null.
pub(super) fn answer(server: &Server, method: &str, params: Value) -> Result<Value, Error> {
    let at = |params: Value| serde_json::from_value::<TextDocumentPositionParams>(params);
    Ok(match method {
        "textDocument/hover" => hover::hover(server, &at(params)?),
        "textDocument/definition" => goto::definition(server, &at(params)?, Insight::definitions),
        "textDocument/declaration" => goto::definition(server, &at(params)?, Insight::declarations),
        "textDocument/references" => goto::references(server, &at(params)?),
        "textDocument/completion" => complete::complete(server, &at(params)?),
        "textDocument/codeAction" => act::actions(server, &serde_json::from_value(params)?),
        "textDocument/codeLens" => lens::lenses(server, &serde_json::from_value(params)?),
        "textDocument/inlayHint" => lens::hints(server, &serde_json::from_value(params)?),
        _ => Value::Null,
    })
}

/// The URI of a file, and the way to its text as it is now.
type Named = (String, Option<(Drift, Arc<str>)>);

/// A document that a question is about: its text as it is now, and as it was checked.
struct Asked<'s> {
    server: &'s Server,
    folder: &'s Folder,
    insight: &'s Insight,
    /// From the workspace's root.
    path: Utf8PathBuf,
    /// As the editor has it.
    text: Arc<str>,
    /// From the checked text to this one; none if the check did not read the file.
    drift: Option<Drift>,
    /// What the editor calls the files that an answer names, and how their texts have changed, if they are open.
    named: RefCell<BTreeMap<FileId, Named>>,
}

impl<'s> Asked<'s> {
    /// Finds a document; none if nothing is known of it.
    fn new(server: &'s Server, document: &lsp::Uri) -> Option<Self> {
        Self::by(server, document, |folder| folder.insight.as_deref())
    }

    /// The same for who asks for names alone: those of the code are known where the policy never was without mistakes.
    fn for_names(server: &'s Server, document: &lsp::Uri) -> Option<Self> {
        Self::by(server, document, |folder| folder.insight.as_deref().or(folder.names.as_deref()))
    }

    fn by(
        server: &'s Server,
        document: &lsp::Uri,
        insight: impl Fn(&'s Folder) -> Option<&'s Insight>,
    ) -> Option<Self> {
        let real = real_path(&document.0)?;
        let folder = server.folder_of(&real)?;
        let insight = insight(folder)?;
        let path = folder.inner_path(&real)?;
        let checked = insight.text(&path);
        let open = server.documents.named(&document.0).map(|(_, open)| Arc::clone(&open.text));
        let text = open.or_else(|| checked.map(Arc::from))?;
        let drift = checked.map(|checked| Drift::new(checked, &text));
        Some(Self { server, folder, insight, path, text, drift, named: RefCell::default() })
    }

    /// The byte of the checked text that a position means.
    fn checked_byte(&self, at: lsp::Position) -> Option<usize> {
        let byte = position::offset(&self.text, at, self.server.client.unit)?;
        self.drift.as_ref()?.back_at(byte, self.text.len())
    }

    /// Where bytes of the checked text are now.
    fn range(&self, checked: Range<usize>) -> Option<lsp::Range> {
        let now = self.drift.as_ref()?.forward(checked)?;
        Some(position::range(&self.text, now, self.server.client.unit))
    }

    /// The lens with its place as it is now.
    fn placed(&self, lenses: Vec<Lens>) -> impl Iterator<Item = (lsp::Range, Lens)> {
        lenses.into_iter().filter_map(|lens| Some((self.range(lens.range.clone())?, lens)))
    }

    /// The place that a span names, as it is now.
    fn location(&self, span: Span) -> Option<lsp::Location> {
        let file = self.insight.project().sources().file(span.file);
        let unit = self.server.client.unit;
        let mut named = self.named.borrow_mut();
        let (uri, drift) = named.entry(span.file).or_insert_with(|| {
            let uri = self.uri(&self.folder.absolute(file.path()));
            let open = self.server.documents.named(&uri);
            let drift = open.map(|(_, open)| (Drift::new(file.text(), &open.text), Arc::clone(&open.text)));
            (uri, drift)
        });
        let range = match drift {
            Some((drift, text)) => position::range(text, drift.forward(span.range())?, unit),
            None => position::range_in(file, span.range(), unit),
        };
        Some(lsp::Location::new(lsp::Uri(uri.clone()), range))
    }

    fn uri(&self, absolute: &Utf8Path) -> String {
        self.server.documents.uri(absolute)
    }
}
