//! How much a workspace may make the analysis do. What goes beyond is a gap; the rest of the workspace is read.
//!
//! Each limit is far above what people write. They stand against sources that were made to exhaust a machine: a file of
//! some kilobytes can ask for gigabytes.

/// The limits on code, all of which can be moved. Beyond [`MOST`](Self::MOST) they stay there.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Limits {
    /// The bytes of a source file; a larger one is not read.
    pub source_size: u64,
    /// The modules, each as often as it is one.
    pub modules: u64,
    /// How deeply modules may stand in each other, in files of their own or not.
    pub module_depth: u64,
    /// How deeply code may nest: brackets, operators and whatever else a parser goes down for. The stacks of the threads
    /// that parse grow with it.
    pub nesting: u64,
    /// The bytes that macro calls between items turn into, together with those of files that become modules again. They
    /// stay in memory.
    pub item_macros: u64,
    /// The macro calls between items.
    pub item_macro_calls: u64,
    /// The bytes that macro calls in bodies turn into.
    pub body_macros: u64,
    /// The bytes that one macro call turns into; with the calls inside what it turns into, four times as many.
    pub macro_call: u64,
    /// How deeply macro calls may stand in what others turned into.
    pub macro_depth: u64,
    /// The names that glob imports bring, each as often as a module gets it.
    pub glob_names: u64,
    /// The rounds in which imports are followed: a chain of re-exports, each of which waits for the one behind it, needs one
    /// for each.
    pub import_rounds: u64,
    /// The declarations and imports of one name in one module or block. Code that compiles needs one for each platform it
    /// is written for.
    pub same_names: u64,
    /// The `impl` blocks of traits for one type, and those for type parameters that are looked up by the same.
    pub impls: u64,
    /// The fields of one struct, union or variant.
    pub fields: u64,
    /// The types that one type may consist of.
    pub type_parts: u64,
    /// How deeply the condition of a dependency may nest: `cfg(not(unix))`.
    pub condition_depth: u64,
    /// The seconds that `cargo metadata` may take.
    pub metadata_time: u64,
}

/// What a thread's stack holds with the limits as they are by default.
const STACK_SIZE: u64 = 256 << 20;

/// What it costs at most to look at one type inside another.
const STACK_OF_PART: u64 = 4 << 10;

impl Limits {
    /// How far each can be moved: places in a text are counted in 32 bits, and stacks have to be found in memory.
    pub const MOST: Self = Self {
        source_size: (1 << 32) - 1,
        modules: (1 << 32) - 1,
        module_depth: 10_000,
        nesting: 10_000,
        item_macros: u64::MAX,
        item_macro_calls: 1 << 31,
        body_macros: u64::MAX,
        macro_call: 1 << 30,
        macro_depth: 4_096,
        glob_names: u64::MAX,
        import_rounds: u64::MAX,
        same_names: u64::MAX,
        impls: u64::MAX,
        fields: u64::MAX,
        type_parts: 1 << 20,
        condition_depth: 512,
        metadata_time: u64::MAX,
    };

    /// None further than [`MOST`](Self::MOST).
    pub(crate) fn bounded(self) -> Self {
        let most = Self::MOST;
        Self {
            source_size: self.source_size.min(most.source_size),
            modules: self.modules.min(most.modules),
            module_depth: self.module_depth.min(most.module_depth),
            nesting: self.nesting.min(most.nesting),
            item_macro_calls: self.item_macro_calls.min(most.item_macro_calls),
            macro_call: self.macro_call.min(most.macro_call),
            macro_depth: self.macro_depth.min(most.macro_depth),
            type_parts: self.type_parts.min(most.type_parts),
            condition_depth: self.condition_depth.min(most.condition_depth),
            ..self
        }
    }

    /// The stack that each thread needs; only what is used of it costs memory. A body is walked through as many texts as
    /// macro calls stand in each other, each of which nests as deeply as any.
    pub(crate) fn stack_size(self) -> usize {
        let usual = Self::default();
        let grown = |size: u64, limit: u64, usual: u64| size.max(size / usual * limit);
        let texts = grown(grown(STACK_SIZE, self.nesting, usual.nesting), self.macro_depth, usual.macro_depth);
        let modules = grown(STACK_SIZE, self.module_depth, usual.module_depth);
        let types = self.type_parts.saturating_mul(STACK_OF_PART);
        count(texts.max(modules).max(types))
    }
}

/// A limit on what is counted in memory.
pub(crate) fn count(limit: u64) -> usize {
    usize::try_from(limit).unwrap_or(usize::MAX)
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            source_size: 16 << 20,
            modules: 1 << 20,
            module_depth: 128,
            nesting: 400,
            item_macros: 64 << 20,
            item_macro_calls: 1 << 20,
            body_macros: 256 << 20,
            macro_call: 1 << 20,
            macro_depth: 128,
            glob_names: 8 << 20,
            import_rounds: 64,
            same_names: 256,
            impls: 2_048,
            fields: 4_096,
            type_parts: 1_024,
            condition_depth: 128,
            metadata_time: 120,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stacks_grow_with_what_goes_deep() {
        let usual = Limits::default();
        assert_eq!(usual.stack_size() as u64, STACK_SIZE);
        assert_eq!(Limits { nesting: 10, macro_depth: 0, ..usual }.stack_size() as u64, STACK_SIZE);
        assert!(Limits { nesting: 800, macro_depth: 256, ..usual }.stack_size() as u64 >= 4 * STACK_SIZE - (4 << 20));
        assert!(Limits { module_depth: 256, ..usual }.stack_size() as u64 == 2 * STACK_SIZE);
    }

    #[test]
    fn nothing_goes_beyond_what_is_possible() {
        let all = |value| Limits {
            source_size: value,
            modules: value,
            module_depth: value,
            nesting: value,
            item_macros: value,
            item_macro_calls: value,
            body_macros: value,
            macro_call: value,
            macro_depth: value,
            glob_names: value,
            import_rounds: value,
            same_names: value,
            impls: value,
            fields: value,
            type_parts: value,
            condition_depth: value,
            metadata_time: value,
        };
        assert_eq!(all(u64::MAX).bounded(), Limits::MOST);
        assert_eq!(all(0).bounded(), all(0));
    }
}
