//! What the editor can do, as it says in its first message, and what it was configured to want.

use boundaries::internal::report::ColumnUnit;
use serde_json::Value;

/// The editor's abilities, as far as they change what it is sent.
#[derive(Clone, Debug)]
pub(super) struct Client {
    /// Bytes where the editor can count them, as no line has to be counted again; else what every editor can.
    pub(super) unit: ColumnUnit,
    /// It tells of changed files if it is asked to.
    pub(super) watches_files: bool,
    /// It shows Markdown in hovers.
    pub(super) hovers_in_markdown: bool,
    /// It takes the place from which a definition was asked for along with the definition.
    pub(super) links: bool,
    /// It takes code actions that hold their edit.
    pub(super) actions: bool,
    /// Edits may name the version of the document that they are for.
    pub(super) versioned_edits: bool,
    /// Edits may create files.
    pub(super) creates_files: bool,
    /// It asks again for code lenses if it is told to.
    pub(super) refreshes_lenses: bool,
    /// It asks again for inlay hints if it is told to.
    pub(super) refreshes_hints: bool,
}

impl Client {
    pub(super) fn new(params: &Value) -> Self {
        let capabilities = params.get("capabilities").unwrap_or(&Value::Null);
        let can = |pointer: &str| capabilities.pointer(pointer) == Some(&Value::Bool(true));
        let lists = |pointer: &str, word: &str| {
            let listed = capabilities.pointer(pointer).and_then(Value::as_array);
            listed.is_some_and(|listed| listed.iter().any(|each| each == word))
        };
        let counts_bytes = lists("/general/positionEncodings", "utf-8");
        Self {
            unit: if counts_bytes { ColumnUnit::Utf8 } else { ColumnUnit::Utf16 },
            watches_files: can("/workspace/didChangeWatchedFiles/dynamicRegistration"),
            hovers_in_markdown: lists("/textDocument/hover/contentFormat", "markdown"),
            links: can("/textDocument/definition/linkSupport"),
            actions: capabilities.pointer("/textDocument/codeAction/codeActionLiteralSupport").is_some(),
            versioned_edits: can("/workspace/workspaceEdit/documentChanges"),
            creates_files: lists("/workspace/workspaceEdit/resourceOperations", "create"),
            refreshes_lenses: can("/workspace/codeLens/refreshSupport"),
            refreshes_hints: can("/workspace/inlayHint/refreshSupport"),
        }
    }
}

/// What can be switched on and off, by the initialization options or the configuration.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Settings {
    /// A hint with the owner behind every declaration of a module.
    pub(super) owner_hints: bool,
    /// A lens with the owner on the first line of every file.
    pub(super) owner_lenses: bool,
    /// A lens on everything that is on a surface: which teams use it.
    pub(super) surface_lenses: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self { owner_hints: false, owner_lenses: false, surface_lenses: true }
    }
}

impl Settings {
    /// With what `options` says; what it does not speak of stays. Some editors put the options of a server below its name.
    pub(super) fn with(self, options: &Value) -> Self {
        let options = options.get("boundaries").unwrap_or(options);
        let set = |name: &str, now: bool| options.get(name).and_then(Value::as_bool).unwrap_or(now);
        Self {
            owner_hints: set("ownerHints", self.owner_hints),
            owner_lenses: set("ownerLenses", self.owner_lenses),
            surface_lenses: set("surfaceLenses", self.surface_lenses),
        }
    }
}
