//! The limits on code beyond which something is not seen, by the names under which they can be moved.

/// A limit of the analysis that can be moved, and beyond which there is a [`Gap`](crate::Gap). The numbers are kept by whoever
/// analyses.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
#[non_exhaustive]
pub enum Limit {
    /// The bytes of a source file.
    SourceSize,
    /// The modules.
    Modules,
    /// How deeply modules stand in each other.
    ModuleDepth,
    /// How deeply code nests.
    Nesting,
    /// What macro calls between items turn into, and files that become modules again.
    ItemMacros,
    /// The macro calls between items.
    ItemMacroCalls,
    /// What macro calls in bodies turn into.
    BodyMacros,
    /// What one macro call turns into.
    MacroCall,
    /// How deeply macro calls stand in what others turned into.
    MacroDepth,
    /// The names that glob imports bring.
    GlobNames,
    /// The rounds in which imports are followed.
    ImportRounds,
    /// The declarations and imports of one name.
    SameNames,
    /// The `impl` blocks of traits for one type.
    Impls,
    /// The fields of one type.
    Fields,
}

impl Limit {
    /// Every limit.
    pub const ALL: [Self; 14] = [
        Self::SourceSize,
        Self::Modules,
        Self::ModuleDepth,
        Self::Nesting,
        Self::ItemMacros,
        Self::ItemMacroCalls,
        Self::BodyMacros,
        Self::MacroCall,
        Self::MacroDepth,
        Self::GlobNames,
        Self::ImportRounds,
        Self::SameNames,
        Self::Impls,
        Self::Fields,
    ];

    /// The name under which it can be moved.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::SourceSize => "source-size",
            Self::Modules => "modules",
            Self::ModuleDepth => "module-depth",
            Self::Nesting => "nesting",
            Self::ItemMacros => "item-macros",
            Self::ItemMacroCalls => "item-macro-calls",
            Self::BodyMacros => "body-macros",
            Self::MacroCall => "macro-call",
            Self::MacroDepth => "macro-depth",
            Self::GlobNames => "glob-names",
            Self::ImportRounds => "import-rounds",
            Self::SameNames => "same-names",
            Self::Impls => "impls",
            Self::Fields => "fields",
        }
    }
}
