//! Things that can be named: items, and the doors through which they can be named as well.

use serde::{Deserialize, Serialize};

use crate::{ItemId, ModuleId, Span, Symbol};

/// A named item, or an associated item, variant or field of one.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct Item {
    /// Its name alone.
    pub name: Symbol,
    /// What it is.
    pub kind: ItemKind,
    /// The module that defines it. For an associated item this is the module of its `impl`.
    pub module: ModuleId,
    /// The type or trait an associated item, variant or field belongs to.
    pub parent: Option<ItemId>,
    /// Where its name is written.
    pub span: Span,
    /// How far it can be seen.
    pub visibility: Visibility,
}

/// Kinds of items.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the variants are Rust's own words")]
pub enum ItemKind {
    Struct,
    Enum,
    Union,
    Trait,
    TypeAlias,
    Function,
    Constant,
    Static,
    Macro,
    /// A derive macro of a procedural macro crate.
    DeriveMacro,
    /// An attribute macro of a procedural macro crate.
    AttributeMacro,
    Variant,
    Field,
    /// A function in an `impl` or a trait.
    AssociatedFunction,
    AssociatedConstant,
    AssociatedType,
}

impl ItemKind {
    /// The word for it in messages.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Struct => "struct",
            Self::Enum => "enum",
            Self::Union => "union",
            Self::Trait => "trait",
            Self::TypeAlias => "type alias",
            Self::Function => "function",
            Self::Constant => "constant",
            Self::Static => "static",
            Self::Macro => "macro",
            Self::DeriveMacro => "derive macro",
            Self::AttributeMacro => "attribute macro",
            Self::Variant => "variant",
            Self::Field => "field",
            Self::AssociatedFunction => "associated function",
            Self::AssociatedConstant => "associated constant",
            Self::AssociatedType => "associated type",
        }
    }
}

/// How far a name can be seen.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub enum Visibility {
    /// `pub`.
    Public,
    /// `pub(crate)`, `pub(super)`, `pub(in …)` or private: inside this module and below it.
    Restricted(ModuleId),
}

/// What a path leads to.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub enum Definition {
    /// A module; a crate is its root module.
    Module(ModuleId),
    /// An item.
    Item(ItemId),
}

/// A name that a module offers although the thing is defined elsewhere: `pub use`, or `pub extern crate`.
///
/// Names that come through a glob re-export are listed one by one.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct Reexport {
    /// The module that offers the name: the door.
    pub module: ModuleId,
    /// The name it offers.
    pub name: Symbol,
    /// What it leads to in the end.
    pub definition: Definition,
    /// The module from whose name table it takes the name: another door, or the defining module.
    pub source: ModuleId,
    /// How far the re-exported name can be seen.
    pub visibility: Visibility,
    /// Where it is written; for a glob, the glob.
    pub span: Span,
}

/// An `impl` block.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Implementation {
    /// The module it stands in.
    pub module: ModuleId,
    /// The type it is for, if the workspace defines that.
    pub self_type: Option<ItemId>,
    /// The trait.
    pub of: ImplementedTrait,
    /// Where it is written.
    pub span: Span,
}

/// The trait of an `impl` block.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum ImplementedTrait {
    /// None: the block adds items to the type.
    Inherent,
    /// One of the workspace.
    Local(ItemId),
    /// One that the workspace does not define, or that could not be found.
    Outside,
}
