//! What is kept of a source file: flat tables without any of the parser's types.
//!
//! Everything is an index into a table of the same [`FileFacts`]. A position is a byte offset into the text the facts
//! were read from; lines and columns are computed for reported places only. Names are local to the file, so that files
//! can be read independently of each other and in any order.
//!
//! The tables stand here; `items` is what their rows are for everything that is declared, `bodies` for the code inside.

mod bodies;
mod items;

use std::marker::PhantomData;
use std::num::NonZeroU32;
use std::sync::Arc;

use bitcode::{Decode, Encode};

use crate::conditions::Conditions;

pub(crate) use bodies::*;
pub(crate) use items::*;

/// A name of this file: an index into [`FileFacts::names`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Encode, Decode)]
pub(crate) struct Name(pub(crate) u32);

/// A name in one place.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode, Decode)]
pub(crate) struct Token {
    pub(crate) name: Name,
    pub(crate) at: u32,
}

macro_rules! indices {
    ($($name:ident),*) => {$(
        /// One more than the place in its table, so that an index that may be none takes no more room than one that is.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Encode, Decode)]
        pub(crate) struct $name(NonZeroU32);

        impl $name {
            /// The entry at a place of the table.
            pub(crate) const fn at(place: u32) -> Self {
                Self(NonZeroU32::MIN.saturating_add(place))
            }

            /// The place in the table.
            pub(crate) const fn place(self) -> u32 {
                self.0.get() - 1
            }
        }

        impl Raw for $name {
            fn raw(self) -> u32 {
                self.place()
            }

            fn from_raw(raw: u32) -> Self {
                Self::at(raw)
            }
        }
    )*};
}

/// The names of a text, one behind the other.
#[derive(Default, Debug, Encode, Decode)]
pub(crate) struct Names {
    text: String,
    /// Where each ends.
    ends: Vec<u32>,
}

impl Names {
    fn get(&self, name: Name) -> &str {
        let at = name.0 as usize;
        let start = at.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.text[start as usize..self.ends[at] as usize]
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &str> {
        (0..self.ends.len()).map(|at| self.get(Name(index(at))))
    }
}

impl<'n> FromIterator<&'n str> for Names {
    fn from_iter<I: IntoIterator<Item = &'n str>>(names: I) -> Self {
        let mut all = Self::default();
        for name in names {
            all.text.push_str(name);
            all.ends.push(index(all.text.len()));
        }
        all
    }
}

/// An index that can stand in a [`List`].
pub(crate) trait Raw: Copy {
    fn raw(self) -> u32;
    fn from_raw(raw: u32) -> Self;
}

indices!(
    ItemIx,
    ScopeIx,
    UseLeafIx,
    UseNodeIx,
    PathIx,
    TypeIx,
    ExprIx,
    PatIx,
    BlockIx,
    ArmIx,
    FieldIx,
    VariantIx,
    ParamIx,
    GenericIx,
    WhereIx,
    BindingIx,
    InitIx,
    MacroIx,
    StatementIx,
    FieldPatIx,
    ArgsIx
);

/// A run of indices in [`FileFacts::lists`].
#[derive(Debug, Encode, Decode)]
pub(crate) struct List<T> {
    start: u32,
    len: u32,
    of: PhantomData<T>,
}

impl<T> Clone for List<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for List<T> {}

impl<T> Default for List<T> {
    fn default() -> Self {
        Self { start: 0, len: 0, of: PhantomData }
    }
}

impl<T> List<T> {
    pub(crate) fn len(self) -> usize {
        self.len as usize
    }

    pub(crate) fn is_empty(self) -> bool {
        self.len == 0
    }
}

/// The facts of one text: a source file, or what a macro call turned into.
#[derive(Default, Debug, Encode, Decode)]
pub(crate) struct FileFacts {
    /// What is decided about the conditions of its code. Facts that are kept go by it, and get it from who asks for them.
    #[bitcode(skip)]
    pub(crate) conditions: Arc<Conditions>,
    pub(crate) names: Names,
    /// What guards a file as a whole, as `#![cfg(test)]` at its top does.
    pub(crate) cfg: Cfg,
    pub(crate) scopes: Vec<Scope>,
    pub(crate) items: Vec<Item>,
    pub(crate) use_nodes: Vec<UseNode>,
    pub(crate) use_leaves: Vec<UseLeaf>,
    pub(crate) paths: Vec<Path>,
    pub(crate) segments: Vec<Segment>,
    pub(crate) args: Vec<GenericArgs>,
    pub(crate) bindings: Vec<Binding>,
    pub(crate) types: Vec<Type>,
    pub(crate) exprs: Vec<Expr>,
    pub(crate) pats: Vec<Pat>,
    pub(crate) field_pats: Vec<FieldPat>,
    pub(crate) blocks: Vec<Block>,
    pub(crate) statements: Vec<Statement>,
    pub(crate) arms: Vec<Arm>,
    pub(crate) inits: Vec<Init>,
    pub(crate) fields: Vec<Field>,
    pub(crate) variants: Vec<Variant>,
    pub(crate) params: Vec<Param>,
    pub(crate) generic_params: Vec<GenericParam>,
    pub(crate) wheres: Vec<Where>,
    pub(crate) macros: Vec<MacroCall>,
    pub(crate) lists: Vec<u32>,
    /// The parts of the text that only tests compile; none in another.
    pub(crate) of_tests: Vec<TextRange>,
    /// Where the text is not a file but the contents of a macro call in a body: those contents as a block.
    pub(crate) fragment: Option<BlockIx>,
    /// Where the text is the contents of a call whose grammar is not known: what of it is Rust.
    pub(crate) pieces: List<ExprIx>,
    /// Whether some of the pieces are mere paths.
    pub(crate) is_partly_read: bool,
    /// Where the text is the contents of a macro call in type position: the type.
    pub(crate) fragment_type: Option<TypeIx>,
    /// Where the text is the contents of a macro call in pattern position: the pattern.
    pub(crate) fragment_pat: Option<PatIx>,
}

impl FileFacts {
    /// The facts of a text that could not be read: one scope with nothing in it.
    pub(crate) fn empty() -> Self {
        Self { scopes: vec![Scope::default()], ..Self::default() }
    }

    pub(crate) fn name(&self, name: Name) -> &str {
        self.names.get(name)
    }

    pub(crate) fn list<T: Raw>(&self, list: List<T>) -> impl ExactSizeIterator<Item = T> + Clone + '_ {
        self.lists[list.start as usize..(list.start + list.len) as usize].iter().map(|&raw| T::from_raw(raw))
    }

    pub(crate) fn push_list<T: Raw>(&mut self, of: impl IntoIterator<Item = T>) -> List<T> {
        let start = self.lists.len();
        self.lists.extend(of.into_iter().map(Raw::raw));
        List { start: index(start), len: index(self.lists.len() - start), of: PhantomData }
    }

    /// Whether what stands at a place is compiled for tests only.
    pub(crate) fn is_of_tests(&self, at: u32) -> bool {
        let after = self.of_tests.partition_point(|part| part.start <= at);
        after.checked_sub(1).is_some_and(|before| at < self.of_tests[before].end)
    }

    /// Drops what only the collection of declarations reads.
    pub(crate) fn drop_collected(&mut self) {
        (self.names, self.use_nodes, self.use_leaves) = Default::default();
    }

    /// Drops the code inside items. Signatures stay, which code elsewhere refers to.
    pub(crate) fn drop_bodies(&mut self) {
        (self.exprs, self.pats, self.field_pats) = Default::default();
        (self.blocks, self.statements, self.arms, self.inits) = Default::default();
    }

    /// The segments of a path.
    pub(crate) fn segments(&self, path: &Path) -> &[Segment] {
        &self.segments[path.range()]
    }
}

macro_rules! tables {
    ($($ix:ident => $table:ident: $of:ident;)*) => {
        impl FileFacts {
            /// Moves every table to a place of exactly its size. Tables grow while the parser's tree lies between them;
            /// moved once the tree is gone, they close the gaps that it left.
            pub(crate) fn compact(&mut self) {
                fn moved<T>(table: &mut Vec<T>) {
                    let mut exact = Vec::with_capacity(table.len());
                    exact.append(table);
                    *table = exact;
                }
                $(moved(&mut self.$table);)*
                moved(&mut self.segments);
                moved(&mut self.lists);
                moved(&mut self.of_tests);
                moved(&mut self.names.ends);
            }

            /// How many entries all tables have.
            pub(crate) fn count(&self) -> u64 {
                let tables = [$(self.$table.len(),)* self.segments.len(), self.names.ends.len()];
                tables.into_iter().map(|len| len as u64).sum()
            }
        }

        $(
        impl std::ops::Index<$ix> for FileFacts {
            type Output = $of;

            fn index(&self, ix: $ix) -> &$of {
                &self.$table[ix.place() as usize]
            }
        }
        )*
    };
}

tables! {
    ItemIx => items: Item;
    ScopeIx => scopes: Scope;
    UseLeafIx => use_leaves: UseLeaf;
    UseNodeIx => use_nodes: UseNode;
    PathIx => paths: Path;
    TypeIx => types: Type;
    ExprIx => exprs: Expr;
    PatIx => pats: Pat;
    BlockIx => blocks: Block;
    ArmIx => arms: Arm;
    InitIx => inits: Init;
    FieldIx => fields: Field;
    VariantIx => variants: Variant;
    ParamIx => params: Param;
    GenericIx => generic_params: GenericParam;
    WhereIx => wheres: Where;
    BindingIx => bindings: Binding;
    MacroIx => macros: MacroCall;
    StatementIx => statements: Statement;
    FieldPatIx => field_pats: FieldPat;
    ArgsIx => args: GenericArgs;
}

pub(crate) fn index(value: usize) -> u32 {
    u32::try_from(value).expect("a source file is smaller than 4 GiB")
}
