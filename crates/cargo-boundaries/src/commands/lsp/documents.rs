//! The documents that are open in the editor, with their texts as they are typed.

use std::collections::BTreeMap;
use std::sync::Arc;

use boundaries::UnsavedTexts;
use boundaries::camino::{Utf8Path, Utf8PathBuf};
use boundaries::internal::report::ColumnUnit;
use gen_lsp_types::{DidChangeTextDocumentParams, DidOpenTextDocumentParams, TextDocumentContentChangeEvent as Change};

use super::{position, uri};

/// An open document.
#[derive(Clone, Debug)]
pub(super) struct Document {
    /// As the editor names it.
    pub(super) uri: String,
    pub(super) version: i32,
    pub(super) text: Arc<str>,
}

/// All open documents, by their paths with links resolved.
#[derive(Default, Debug)]
pub(super) struct Documents {
    open: BTreeMap<Utf8PathBuf, Document>,
    unsaved: UnsavedTexts,
}

impl Documents {
    /// Takes in a document; gives its path, if it is a file of this machine.
    pub(super) fn open(&mut self, params: DidOpenTextDocumentParams) -> Option<Utf8PathBuf> {
        let document = params.text_document;
        let path = real_path(&document.uri.0)?;
        let text: Arc<str> = document.text.into();
        self.unsaved.insert(path.clone(), Arc::clone(&text));
        self.open.insert(path.clone(), Document { uri: document.uri.0, version: document.version, text });
        Some(path)
    }

    /// Takes in a change; gives the path of what was changed.
    pub(super) fn change(&mut self, params: DidChangeTextDocumentParams, unit: ColumnUnit) -> Option<Utf8PathBuf> {
        let named = params.text_document;
        let path = self.path(&named.text_document_identifier.uri.0)?;
        let open = self.open.get_mut(&path)?;
        let mut text = open.text.to_string();
        for change in params.content_changes {
            match change {
                Change::TextDocumentContentChangeWholeDocument(whole) => text = whole.text,
                Change::TextDocumentContentChangePartial(part) => {
                    let bytes = position::bytes(&text, part.range, unit);
                    text.replace_range(bytes, &part.text);
                }
            }
        }
        open.version = named.version;
        open.text = text.into();
        self.unsaved.insert(path.clone(), Arc::clone(&open.text));
        Some(path)
    }

    /// From now on the file on disk counts.
    pub(super) fn close(&mut self, uri: &str) -> Option<Utf8PathBuf> {
        // The file may be gone, and then its path leads elsewhere than it did.
        let path = self.path(uri)?;
        self.open.remove(&path);
        self.unsaved.remove(&path);
        Some(path)
    }

    /// The document that the editor gives this name, with its path.
    pub(super) fn named(&self, uri: &str) -> Option<(&Utf8Path, &Document)> {
        let mut open = self.open.iter();
        open.find(|(_, open)| open.uri == uri).map(|(path, document)| (path.as_path(), document))
    }

    /// The texts that count in place of those on disk.
    pub(super) fn unsaved(&self) -> &UnsavedTexts {
        &self.unsaved
    }

    /// A file as the editor names it, if it has it open; else by its path.
    pub(super) fn uri(&self, path: &Utf8Path) -> String {
        let real = path.canonicalize_utf8().unwrap_or_else(|_| path.to_owned());
        self.open.get(&real).map_or_else(|| uri::of_path(path), |open| open.uri.clone())
    }

    fn path(&self, uri: &str) -> Option<Utf8PathBuf> {
        self.named(uri).map(|(path, _)| path.to_owned())
    }
}

/// The path of a URI with links resolved; none if it is no file of this machine.
pub(super) fn real_path(uri: &str) -> Option<Utf8PathBuf> {
    let path = uri::to_path(uri)?;
    Some(path.canonicalize_utf8().unwrap_or(path))
}
