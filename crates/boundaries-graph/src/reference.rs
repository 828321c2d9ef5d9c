//! One mention of a path in one place.

use serde::{Deserialize, Serialize};

use crate::{Definition, ExternalId, ItemId, ModuleId, Span, Symbol};

/// One mention of something that another module defines.
///
/// Three modules matter. `from` contains the mention. `door` is the module whose name table supplied the last segment of
/// the path; for a name that an import brought into scope it is the door of that import's path. The definition's module
/// is where the thing itself stands. `door` and definition differ where a re-export lies between.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Reference {
    /// The module that contains the mention.
    pub from: ModuleId,
    /// What is meant.
    pub definition: Definition,
    /// The module whose name table supplied the last segment.
    pub door: ModuleId,
    /// The name under which the door knows it.
    pub name: Symbol,
    /// The path as written, up to and including the last segment; a bare name for methods and fields.
    pub written: Symbol,
    /// In what role the path stands.
    pub kind: ReferenceKind,
    /// Normal, test or build code.
    pub context: DependencyKind,
    /// Where the last segment is written.
    pub span: Span,
}

/// A type or trait that the signature of a public item names.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Exposure {
    /// The item; for a member of a trait, the trait.
    pub item: ItemId,
    /// What its signature names, of this module or another.
    pub definition: Definition,
    /// Where.
    pub span: Span,
}

/// The role in which a path is mentioned.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub enum ReferenceKind {
    /// A leaf of a `use` tree.
    Import,
    /// `use path::*`.
    GlobImport,
    /// A leaf of a `pub use` tree.
    Reexport,
    /// `pub use path::*`.
    GlobReexport,
    /// `extern crate`.
    ExternCrate,
    /// A path in a type, expression, pattern, bound or visibility.
    Path,
    /// `Self`, where it stands for a type of another module.
    SelfType,
    /// An associated item named after its type: `Type::new`.
    Associated,
    /// A field named in a struct literal or pattern.
    RecordField,
    /// A macro call.
    Macro,
    /// A name in `#[derive(…)]`.
    Derive,
    /// An attribute macro.
    Attribute,
    /// `receiver.method()`.
    Method,
    /// `receiver.field`.
    Field,
    /// A link in a documentation comment.
    DocLink,
}

impl ReferenceKind {
    /// Whether it makes the name available to others: `pub use`.
    #[must_use]
    pub fn is_reexport(self) -> bool {
        matches!(self, Self::Reexport | Self::GlobReexport)
    }

    /// The short word used in machine-readable output. A re-export is an import that is also a door; the words say how
    /// the path is written, [`is_reexport`](Self::is_reexport) tells the rest.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Import | Self::Reexport => "use",
            Self::GlobImport | Self::GlobReexport => "glob",
            Self::ExternCrate => "extern_crate",
            Self::Path => "path",
            Self::SelfType => "self_type",
            Self::Associated => "assoc",
            Self::RecordField => "record_field",
            Self::Macro => "macro",
            Self::Derive => "derive",
            Self::Attribute => "attribute",
            Self::Method => "method",
            Self::Field => "field",
            Self::DocLink => "doc_link",
        }
    }
}

/// What a dependency is for.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default, Serialize, Deserialize)]
pub enum DependencyKind {
    /// Code that ships.
    #[default]
    Normal,
    /// Tests, benchmarks, examples, and what `#[cfg(test)]` guards.
    Test,
    /// Build scripts.
    Build,
}

impl DependencyKind {
    /// The word used in policies and output.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Normal => "normal",
            Self::Test => "test",
            Self::Build => "build",
        }
    }
}

/// A mention of a crate outside the workspace.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct ExternalReference {
    /// The module that contains the mention.
    pub from: ModuleId,
    /// The crate.
    pub krate: ExternalId,
    /// The path as written.
    pub written: Symbol,
    /// Normal, test or build code.
    pub context: DependencyKind,
    /// Where it is written.
    pub span: Span,
}
