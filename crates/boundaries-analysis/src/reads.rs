//! What a walk asks of the program, taken down so that its findings can be kept where the answers stay the same.
//!
//! A walk begins with the names that its text writes, and whatever it gets to know on the way it gets by asking: what a scope
//! calls by a name, what a type has under a name, which `impl` blocks there are for it. An answer leads to definitions and
//! `impl` blocks; what these are themselves is not asked again, because an answer that leads to another one is another answer.
//!
//! Questions are kept as hashes of names and scopes, which stay what they are when definitions get other numbers. That two of
//! them share a hash costs a walk, and nothing else.

use std::cell::{Cell, RefCell};
use std::hash::{Hash, Hasher};

use boundaries_graph::Symbol;
use rustc_hash::{FxHashSet, FxHasher};

use crate::program::ScopeId;

/// A question that a walk asks. Types and traits go by the scope that declares them, and their name.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(crate) enum Read<'t> {
    /// What a scope calls by a name, in any namespace.
    Name(ScopeId, Symbol),
    /// What belongs to a type or a trait under a name: an item, a variant, a field.
    Member(ScopeId, Symbol, Symbol),
    /// The `impl` blocks of traits for a type.
    Impls(ScopeId, Symbol),
    /// The `impl` blocks of the workspace's traits for a type from outside.
    ForeignImpls(Symbol),
    /// The `impl` blocks for every type that has some traits, of traits that have an item of this name.
    Blankets(Symbol),
    /// What a scope imports without a name.
    Underscores(ScopeId),
    /// Whether a scope may have names that nobody knows.
    Opaque(ScopeId),
    /// Whether anything is called by a name that no text has.
    Word(&'t str),
}

impl Read<'_> {
    pub(crate) fn hash(self) -> u64 {
        let mut hasher = FxHasher::default();
        Hash::hash(&self, &mut hasher);
        hasher.finish()
    }
}

thread_local! {
    static IS_TAKEN_DOWN: Cell<bool> = const { Cell::new(false) };
    static TAKEN_DOWN: RefCell<FxHashSet<u64>> = RefCell::default();
}

/// Takes a question down, if this thread takes any down.
#[inline]
pub(crate) fn note(read: Read<'_>) {
    if IS_TAKEN_DOWN.get() {
        TAKEN_DOWN.with_borrow_mut(|reads| reads.insert(read.hash()));
    }
}

/// Walks, and tells what was asked meanwhile. A walk stays on its thread.
pub(crate) fn taken_down<T>(walk: impl FnOnce() -> T) -> (T, Box<[u64]>) {
    IS_TAKEN_DOWN.set(true);
    let walked = walk();
    IS_TAKEN_DOWN.set(false);
    (walked, TAKEN_DOWN.with_borrow_mut(|reads| reads.drain().collect()))
}
