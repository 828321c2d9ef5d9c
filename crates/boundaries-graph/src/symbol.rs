//! Interned text: equal strings have equal [`Symbol`]s, and a symbol is four bytes.

use std::sync::Arc;

use indexmap::IndexSet;
use rustc_hash::FxBuildHasher;
use serde::{Deserialize, Serialize};

/// An interned string.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub struct Symbol(u32);

impl Symbol {
    /// The position in the table that made it.
    #[must_use]
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// The table that gives each distinct string one [`Symbol`], in order of first appearance. A clone shares the strings until
/// one of the two gets another.
#[derive(Clone, Default, Debug, Serialize, Deserialize)]
#[serde(from = "Vec<Box<str>>", into = "Vec<Box<str>>")]
pub struct Symbols {
    texts: Arc<IndexSet<Box<str>, FxBuildHasher>>,
}

impl Symbols {
    /// The symbol of `text`; a new one if it was never seen.
    pub fn intern(&mut self, text: &str) -> Symbol {
        let index = match self.texts.get_index_of(text) {
            Some(index) => index,
            None => Arc::make_mut(&mut self.texts).insert_full(text.into()).0,
        };
        Symbol(u32::try_from(index).expect("fewer than 2^32 distinct strings"))
    }

    /// The symbol of `text`, if it was interned.
    #[must_use]
    pub fn get(&self, text: &str) -> Option<Symbol> {
        let index = self.texts.get_index_of(text)?;
        Some(Symbol(u32::try_from(index).expect("fewer than 2^32 distinct strings")))
    }

    /// The text of a symbol of this table.
    #[must_use]
    pub fn text(&self, symbol: Symbol) -> &str {
        &self.texts[symbol.index()]
    }

    /// How many distinct strings there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.texts.len()
    }

    /// Whether nothing was interned yet.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.texts.is_empty()
    }
}

impl From<Vec<Box<str>>> for Symbols {
    fn from(texts: Vec<Box<str>>) -> Self {
        Self { texts: Arc::new(texts.into_iter().collect()) }
    }
}

impl From<Symbols> for Vec<Box<str>> {
    fn from(symbols: Symbols) -> Self {
        Arc::unwrap_or_clone(symbols.texts).into_iter().collect()
    }
}
