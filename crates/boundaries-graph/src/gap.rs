//! What could not be seen, and why. A gap is never silent: it is counted and can be listed.

use crate::{Limit, ModuleId, Span, Symbol};

/// Something that could not be seen.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Gap {
    /// Why.
    pub reason: GapReason,
    /// The limit beyond which it lies; none where no limit that can be moved is the cause.
    pub limit: Option<Limit>,
    /// The module in which it happened.
    pub module: ModuleId,
    /// Where.
    pub span: Span,
    /// What stands there: a path, a macro's name, a file, or a parser's message.
    pub text: Symbol,
}

/// Why something could not be seen.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum GapReason {
    /// A source file does not parse, and parts of it are not even tokens.
    UnparsedFile,
    /// A source file that the parser refuses, or that nests too deeply for it, was read by its tokens: imports,
    /// declarations, paths and macro calls are seen, methods and fields in what was refused are not.
    ReadByTokens,
    /// A source file cannot be read, or is not UTF-8.
    UnreadableFile,
    /// `mod name;` without a file.
    MissingModuleFile,
    /// A path that should lead into the workspace leads nowhere.
    UnresolvedPath,
    /// An import that should lead into the workspace leads nowhere.
    UnresolvedImport,
    /// A name that more than one glob import offers.
    AmbiguousName,
    /// A macro call whose tokens could not be read as Rust.
    UnknownMacro,
    /// Items in a call of a macro that is not known, taken as they are written.
    AssumedItems,
    /// A method or field whose receiver's type is not known.
    UnknownReceiver,
    /// Code that is brought in from a place that cannot be read: `include!`, a generated file.
    HiddenCode,
    /// A limit of the tool was reached, such as nesting depth.
    LimitReached,
}

impl GapReason {
    /// Every reason, in the order of reports.
    pub const ALL: [Self; 12] = [
        Self::UnparsedFile,
        Self::ReadByTokens,
        Self::UnreadableFile,
        Self::MissingModuleFile,
        Self::UnresolvedPath,
        Self::UnresolvedImport,
        Self::AmbiguousName,
        Self::UnknownMacro,
        Self::AssumedItems,
        Self::UnknownReceiver,
        Self::HiddenCode,
        Self::LimitReached,
    ];

    /// Whether code stays unread that may use anything, or offer it: a part of a file, or what lies beyond a limit. The other
    /// reasons are about one mention each, or about code that is not there, and healthy workspaces have them.
    #[must_use]
    pub fn hides_code(self) -> bool {
        match self {
            Self::UnparsedFile | Self::ReadByTokens | Self::UnreadableFile | Self::LimitReached => true,
            Self::MissingModuleFile
            | Self::UnresolvedPath
            | Self::UnresolvedImport
            | Self::AmbiguousName
            | Self::UnknownMacro
            | Self::AssumedItems
            | Self::UnknownReceiver
            | Self::HiddenCode => false,
        }
    }

    /// The name used in machine-readable output.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::UnparsedFile => "unparsed-file",
            Self::ReadByTokens => "read-by-tokens",
            Self::UnreadableFile => "unreadable-file",
            Self::MissingModuleFile => "missing-module-file",
            Self::UnresolvedPath => "unresolved-path",
            Self::UnresolvedImport => "unresolved-import",
            Self::AmbiguousName => "ambiguous-name",
            Self::UnknownMacro => "unknown-macro",
            Self::AssumedItems => "assumed-items",
            Self::UnknownReceiver => "unknown-receiver",
            Self::HiddenCode => "hidden-code",
            Self::LimitReached => "limit-reached",
        }
    }
}
