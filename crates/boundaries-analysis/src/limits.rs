//! How much a workspace may make the tool do. What goes beyond is a gap; the rest of the workspace is read.
//!
//! Each limit is far above what people write. They stand against sources that were made to exhaust a machine: a file of
//! some kilobytes can ask for gigabytes.

/// The limits that can be moved.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Limits {
    /// The bytes of a source file; a larger one is not read.
    pub source_size: u64,
    /// The modules, each as often as it is one.
    pub modules: u64,
    /// The bytes that macro calls between items turn into, together with those of files that become modules again. They
    /// stay in memory.
    pub item_macros: u64,
    /// The bytes that macro calls in bodies turn into.
    pub body_macros: u64,
    /// The names that glob imports bring, each as often as a module gets it.
    pub glob_names: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            source_size: 16 << 20,
            modules: 1 << 20,
            item_macros: 64 << 20,
            body_macros: 256 << 20,
            glob_names: 8 << 20,
        }
    }
}
