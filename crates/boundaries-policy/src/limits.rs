//! How much the texts of a policy may make the tool do. What goes beyond is an error, or is not told.
//!
//! Each limit is far above what people write. They stand against texts that were made to exhaust a machine.

/// The limits that can be moved.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Limits {
    /// The patterns under `owns`. Each may have to be compiled, and takes twenty kilobytes then.
    pub owns_patterns: u64,
    /// The groups of alternatives, `{a,b}`, in one pattern.
    pub alternatives: u64,
    /// How deeply groups of alternatives may stand in each other. They are read with a call for each.
    pub alternative_depth: u64,
    /// The patterns of CODEOWNERS that are looked up by the same. Each is held against every path that has it.
    pub codeowners_alike: u64,
    /// The same of lines that cover no file, for what another forge would make of them. Of more, nobody asks: they are read
    /// by their own, and there are none of the files any more.
    pub codeowners_misread: u64,
    /// The lines that are told to decide in the place of one: those of all together could be more than any memory holds.
    pub codeowners_shadowing: u64,
}

impl Limits {
    /// How far each can be moved: the regular expressions that patterns become nest no deeper.
    pub const MOST: Self = Self {
        owns_patterns: u64::MAX,
        alternatives: u64::MAX,
        alternative_depth: 120,
        codeowners_alike: u64::MAX,
        codeowners_misread: u64::MAX,
        codeowners_shadowing: u64::MAX,
    };
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            owns_patterns: 20_000,
            alternatives: 100,
            alternative_depth: 100,
            codeowners_alike: 2_000,
            codeowners_misread: 500,
            codeowners_shadowing: 1_000,
        }
    }
}
