//! Typed indices into the tables of a [`ModuleGraph`](crate::ModuleGraph) and of a [`SourceMap`](crate::SourceMap).

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, serde::Serialize, serde::Deserialize)]
        pub struct $name(u32);

        impl $name {
            /// The id of the entry at `index` of its table.
            #[must_use]
            #[doc(hidden)]
            pub fn new(index: usize) -> Self {
                Self(u32::try_from(index).expect("tables hold fewer than 2^32 entries"))
            }

            /// The position in the table.
            #[must_use]
            pub fn index(self) -> usize {
                self.0 as usize
            }
        }
    )*};
}

ids! {
    /// A Cargo package of the workspace.
    PackageId;
    /// A crate: one Cargo target of a package.
    CrateId;
    /// A module of a crate; the crate root is a module too.
    ModuleId;
    /// A named item, or an associated item or variant of one.
    ItemId;
    /// A crate outside the workspace.
    ExternalId;
    /// A text file: Rust source, manifest or policy.
    FileId;
}

impl Default for FileId {
    /// The first file, for places that belong to no file; used by tests and generated entries.
    fn default() -> Self {
        Self(0)
    }
}
