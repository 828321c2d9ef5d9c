//! What is kept of declarations: scopes, items, generics, imports, and the paths and types that they name.

use super::*;

/// Items that are in scope together: a file, the braces of an inline module, or a block that declares items.
#[derive(Default, Debug, Encode, Decode)]
pub(crate) struct Scope {
    pub(crate) items: List<ItemIx>,
    /// The scope around it in the same text.
    pub(crate) parent: Option<ScopeIx>,
    /// Whether it is a block; a block's items see the scopes around it, a module's do not.
    pub(crate) is_block: bool,
}

/// How an attribute-guarded piece of code takes part.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug, Encode, Decode)]
pub(crate) struct Cfg {
    /// Compiled for tests only.
    pub(crate) test: bool,
    /// Certainly left out on the usual host with all features; used to choose among alternatives.
    pub(crate) unlikely: bool,
}

impl Cfg {
    /// Guarded by both.
    pub(crate) fn within(self, outer: Cfg) -> Cfg {
        Cfg { test: self.test || outer.test, unlikely: self.unlikely || outer.unlikely }
    }
}

#[derive(Debug, Encode, Decode)]
pub(crate) struct Item {
    pub(crate) name: Token,
    pub(crate) vis: Vis,
    pub(crate) cfg: Cfg,
    pub(crate) attrs: Attrs,
    pub(crate) kind: ItemKind,
}

/// Paths that an item's attributes mention.
#[derive(Clone, Copy, Default, Debug, Encode, Decode)]
pub(crate) struct Attrs {
    pub(crate) derives: List<PathIx>,
    /// Attributes that are not built into the language.
    pub(crate) macros: List<PathIx>,
    /// Expressions in string literals of helper attributes, such as `#[serde(with = "…")]`.
    pub(crate) strings: List<PathIx>,
    /// What the arguments of attributes that are not built into the language say, as far as it is Rust.
    pub(crate) args: List<ExprIx>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode, Decode)]
pub(crate) enum Vis {
    Public,
    Crate,
    Super,
    Private,
    In(PathIx),
}

#[derive(Debug, Encode, Decode)]
pub(crate) enum ItemKind {
    Mod {
        scope: Option<ScopeIx>,
        path: Option<Name>,
        macro_use: bool,
    },
    Use(List<UseLeafIx>),
    ExternCrate {
        alias: Option<Token>,
        macro_use: bool,
    },
    Fn(Function),
    Struct {
        generics: Generics,
        fields: List<FieldIx>,
        shape: Shape,
    },
    Union {
        generics: Generics,
        fields: List<FieldIx>,
    },
    Enum {
        generics: Generics,
        variants: List<VariantIx>,
    },
    Trait {
        generics: Generics,
        supers: List<PathIx>,
        items: List<ItemIx>,
    },
    TraitAlias {
        generics: Generics,
        bounds: List<PathIx>,
    },
    Impl {
        generics: Generics,
        of: Option<PathIx>,
        self_type: TypeIx,
        items: List<ItemIx>,
    },
    Alias {
        generics: Generics,
        bounds: List<PathIx>,
        aliased: Option<TypeIx>,
    },
    Const {
        generics: Generics,
        ty: Option<TypeIx>,
        value: Option<ExprIx>,
    },
    Static {
        ty: TypeIx,
        value: Option<ExprIx>,
    },
    MacroRules {
        exported: bool,
        body: TextRange,
        /// Whether words that declare items stand in the body.
        holds_items: bool,
    },
    MacroCall(MacroIx),
    /// A procedural macro, as its crate declares it: the item's name is the macro's.
    ProcMacro(ProcMacroKind),
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode, Decode)]
pub(crate) enum ProcMacroKind {
    Function,
    Derive,
    Attribute,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode, Decode)]
pub(crate) enum Shape {
    Named,
    Tuple,
    Unit,
}

#[derive(Clone, Copy, Debug, Encode, Decode)]
pub(crate) struct Function {
    pub(crate) generics: Generics,
    /// How a method takes `self`; none of a function that takes none.
    pub(crate) receiver: Option<Receiver>,
    pub(crate) is_async: bool,
    pub(crate) params: List<ParamIx>,
    pub(crate) ret: Option<TypeIx>,
    pub(crate) body: Option<BlockIx>,
}

/// How a method takes `self`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Encode, Decode)]
pub(crate) enum Receiver {
    Value,
    Ref,
    Mut,
    /// `self: Type`.
    Typed,
}

#[derive(Debug, Encode, Decode)]
pub(crate) struct Param {
    pub(crate) pat: PatIx,
    pub(crate) ty: Option<TypeIx>,
}

#[derive(Debug, Encode, Decode)]
pub(crate) struct Field {
    pub(crate) name: Token,
    pub(crate) vis: Vis,
    pub(crate) ty: TypeIx,
    pub(crate) attrs: Attrs,
}

#[derive(Debug, Encode, Decode)]
pub(crate) struct Variant {
    pub(crate) name: Token,
    pub(crate) fields: List<FieldIx>,
    pub(crate) value: Option<ExprIx>,
    pub(crate) attrs: Attrs,
}

#[derive(Clone, Copy, Default, Debug, Encode, Decode)]
pub(crate) struct Generics {
    pub(crate) params: List<GenericIx>,
    pub(crate) wheres: List<WhereIx>,
}

#[derive(Debug, Encode, Decode)]
pub(crate) struct GenericParam {
    pub(crate) name: Token,
    pub(crate) kind: GenericKind,
    pub(crate) bounds: List<PathIx>,
    pub(crate) default: Option<TypeIx>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode, Decode)]
pub(crate) enum GenericKind {
    Type,
    Const(TypeIx),
}

#[derive(Debug, Encode, Decode)]
pub(crate) struct Where {
    pub(crate) ty: TypeIx,
    pub(crate) bounds: List<PathIx>,
}

/// One name of a use tree, linked to the name before it; trees are never flattened.
#[derive(Debug, Encode, Decode)]
pub(crate) struct UseNode {
    pub(crate) before: Option<UseNodeIx>,
    pub(crate) token: Token,
}

#[derive(Debug, Encode, Decode)]
pub(crate) struct UseLeaf {
    /// The last name; none for a bare `use *` or `use ::*`.
    pub(crate) last: Option<UseNodeIx>,
    /// Whether the tree starts with `::`.
    pub(crate) global: bool,
    pub(crate) kind: LeafKind,
    /// Where the leaf stands.
    pub(crate) at: u32,
}

#[derive(Clone, Copy, Debug, Encode, Decode)]
pub(crate) enum LeafKind {
    Name,
    Alias(Token),
    Underscore,
    Glob,
}

/// A path. `<T as Trait>::X` has `T` in `qself`, and its first `qself_len` segments name the trait.
#[derive(Debug, Encode, Decode)]
pub(crate) struct Path {
    pub(crate) qself: Option<TypeIx>,
    pub(crate) qself_len: u32,
    start: u32,
    /// How many segments it has, and in the lowest bit whether it starts with `::`: there are many paths.
    len_and_global: u32,
}

impl Path {
    pub(crate) fn new(global: bool, qself: Option<(TypeIx, u32)>, segments: std::ops::Range<u32>) -> Self {
        let (qself, qself_len) = qself.map_or((None, 0), |(ty, len)| (Some(ty), len));
        let len = segments.end - segments.start;
        Self { qself, qself_len, start: segments.start, len_and_global: len << 1 | u32::from(global) }
    }

    /// Whether it starts with `::`.
    pub(crate) fn is_global(&self) -> bool {
        self.len_and_global & 1 == 1
    }

    /// Where its segments stand.
    pub(super) fn range(&self) -> std::ops::Range<usize> {
        let start = self.start as usize;
        start..start + (self.len_and_global >> 1) as usize
    }
}

#[derive(Clone, Copy, Debug, Encode, Decode)]
pub(crate) struct Segment {
    pub(crate) token: Token,
    pub(crate) args: Option<ArgsIx>,
}

#[derive(Debug, Encode, Decode)]
pub(crate) struct GenericArgs {
    pub(crate) types: List<TypeIx>,
    pub(crate) consts: List<ExprIx>,
    pub(crate) bindings: List<BindingIx>,
    /// The result of `Fn(A) -> B`; `types` holds the inputs then.
    pub(crate) output: Option<TypeIx>,
    pub(crate) parenthesized: bool,
}

impl GenericArgs {
    /// Whether there is none but lifetimes.
    pub(crate) fn is_empty(&self) -> bool {
        self.types.is_empty() && self.consts.is_empty() && self.bindings.is_empty() && !self.parenthesized
    }
}

/// `Item = T` or `Item: Bound` among generic arguments.
#[derive(Debug, Encode, Decode)]
pub(crate) struct Binding {
    pub(crate) name: Token,
    pub(crate) ty: Option<TypeIx>,
    pub(crate) bounds: List<PathIx>,
}

#[derive(Clone, Copy, Debug, Encode, Decode)]
pub(crate) enum Type {
    Path(PathIx),
    Ref(TypeIx),
    Pointer(TypeIx),
    Slice(TypeIx),
    Array(TypeIx, ExprIx),
    Tuple(List<TypeIx>),
    FnPointer {
        inputs: List<TypeIx>,
        output: Option<TypeIx>,
    },
    Impl(List<PathIx>),
    Dyn(List<PathIx>),
    Macro(MacroIx),
    /// What a bare `self` parameter has: `Self`, without being a mention of it.
    Receiver,
    Infer,
    Never,
}
