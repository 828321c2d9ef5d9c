//! What is kept of a source file: flat tables without any of the parser's types.
//!
//! Everything is an index into a table of the same [`FileFacts`]. A position is a byte offset into the text the facts
//! were read from; lines and columns are computed for reported places only. Names are local to the file, so that files
//! can be read independently of each other and in any order.

use std::marker::PhantomData;
use std::sync::Arc;

use crate::conditions::Conditions;

/// A name of this file: an index into [`FileFacts::names`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(crate) struct Name(pub(crate) u32);

/// A name in one place.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Token {
    pub(crate) name: Name,
    pub(crate) at: u32,
}

macro_rules! indices {
    ($($name:ident),*) => {$(
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        pub(crate) struct $name(pub(crate) u32);

        impl Raw for $name {
            fn raw(self) -> u32 {
                self.0
            }

            fn from_raw(raw: u32) -> Self {
                Self(raw)
            }
        }
    )*};
}

/// The names of a text, one behind the other.
#[derive(Default, Debug)]
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
    FieldPatIx
);

/// A run of indices in [`FileFacts::lists`].
#[derive(Debug)]
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
}

/// The facts of one text: a source file, or what a macro call turned into.
#[derive(Default, Debug)]
pub(crate) struct FileFacts {
    /// What is decided about the conditions of its code.
    pub(crate) conditions: Arc<Conditions>,
    pub(crate) names: Names,
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

    /// The segments of a path.
    pub(crate) fn segments(&self, path: &Path) -> &[Segment] {
        &self.segments[path.start as usize..(path.start + path.len) as usize]
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
                moved(&mut self.args);
                moved(&mut self.lists);
                moved(&mut self.names.ends);
            }

            /// How many entries all tables have.
            pub(crate) fn count(&self) -> u64 {
                let tables = [$(self.$table.len(),)* self.segments.len(), self.args.len(), self.names.ends.len()];
                tables.into_iter().map(|len| len as u64).sum()
            }
        }

        $(
        impl std::ops::Index<$ix> for FileFacts {
            type Output = $of;

            fn index(&self, ix: $ix) -> &$of {
                &self.$table[ix.0 as usize]
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
}

pub(crate) fn index(value: usize) -> u32 {
    u32::try_from(value).expect("a source file is smaller than 4 GiB")
}

/// Items that are in scope together: a file, the braces of an inline module, or a block that declares items.
#[derive(Default, Debug)]
pub(crate) struct Scope {
    pub(crate) items: List<ItemIx>,
    /// The scope around it in the same text.
    pub(crate) parent: Option<ScopeIx>,
    /// Whether it is a block; a block's items see the scopes around it, a module's do not.
    pub(crate) is_block: bool,
}

/// How an attribute-guarded piece of code takes part.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
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

#[derive(Debug)]
pub(crate) struct Item {
    pub(crate) name: Token,
    pub(crate) vis: Vis,
    pub(crate) cfg: Cfg,
    pub(crate) attrs: Attrs,
    pub(crate) kind: ItemKind,
}

/// Paths that an item's attributes mention.
#[derive(Clone, Copy, Default, Debug)]
pub(crate) struct Attrs {
    pub(crate) derives: List<PathIx>,
    /// Attributes that are not built into the language.
    pub(crate) macros: List<PathIx>,
    /// Expressions in string literals of helper attributes, such as `#[serde(with = "…")]`.
    pub(crate) strings: List<PathIx>,
    /// What the arguments of attributes that are not built into the language say, as far as it is Rust.
    pub(crate) args: List<ExprIx>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Vis {
    Public,
    Crate,
    Super,
    Private,
    In(PathIx),
}

#[derive(Debug)]
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

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum ProcMacroKind {
    Function,
    Derive,
    Attribute,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Shape {
    Named,
    Tuple,
    Unit,
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct Function {
    pub(crate) generics: Generics,
    /// Whether the first parameter is `self`.
    pub(crate) has_self: bool,
    pub(crate) is_async: bool,
    pub(crate) params: List<ParamIx>,
    pub(crate) ret: Option<TypeIx>,
    pub(crate) body: Option<BlockIx>,
}

#[derive(Debug)]
pub(crate) struct Param {
    pub(crate) pat: PatIx,
    pub(crate) ty: Option<TypeIx>,
}

#[derive(Debug)]
pub(crate) struct Field {
    pub(crate) name: Token,
    pub(crate) vis: Vis,
    pub(crate) ty: TypeIx,
    pub(crate) attrs: Attrs,
}

#[derive(Debug)]
pub(crate) struct Variant {
    pub(crate) name: Token,
    pub(crate) fields: List<FieldIx>,
    pub(crate) value: Option<ExprIx>,
    pub(crate) attrs: Attrs,
}

#[derive(Clone, Copy, Default, Debug)]
pub(crate) struct Generics {
    pub(crate) params: List<GenericIx>,
    pub(crate) wheres: List<WhereIx>,
}

#[derive(Debug)]
pub(crate) struct GenericParam {
    pub(crate) name: Token,
    pub(crate) kind: GenericKind,
    pub(crate) bounds: List<PathIx>,
    pub(crate) default: Option<TypeIx>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum GenericKind {
    Type,
    Const(TypeIx),
}

#[derive(Debug)]
pub(crate) struct Where {
    pub(crate) ty: TypeIx,
    pub(crate) bounds: List<PathIx>,
}

/// One name of a use tree, linked to the name before it; trees are never flattened.
#[derive(Debug)]
pub(crate) struct UseNode {
    pub(crate) before: Option<UseNodeIx>,
    pub(crate) token: Token,
}

#[derive(Debug)]
pub(crate) struct UseLeaf {
    /// The last name; none for a bare `use *` or `use ::*`.
    pub(crate) last: Option<UseNodeIx>,
    /// Whether the tree starts with `::`.
    pub(crate) global: bool,
    pub(crate) kind: LeafKind,
    /// Where the leaf stands.
    pub(crate) at: u32,
}

#[derive(Clone, Copy, Debug)]
pub(crate) enum LeafKind {
    Name,
    Alias(Token),
    Underscore,
    Glob,
}

/// A path. `<T as Trait>::X` has `T` in `qself`, and its first `qself_len` segments name the trait.
#[derive(Debug)]
pub(crate) struct Path {
    pub(crate) global: bool,
    pub(crate) qself: Option<TypeIx>,
    pub(crate) qself_len: u32,
    start: u32,
    len: u32,
}

impl Path {
    pub(crate) fn new(global: bool, qself: Option<(TypeIx, u32)>, segments: std::ops::Range<u32>) -> Self {
        let (qself, qself_len) = qself.map_or((None, 0), |(ty, len)| (Some(ty), len));
        Self { global, qself, qself_len, start: segments.start, len: segments.end - segments.start }
    }
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct Segment {
    pub(crate) token: Token,
    /// Index into [`FileFacts::args`].
    pub(crate) args: Option<u32>,
}

#[derive(Debug)]
pub(crate) struct GenericArgs {
    pub(crate) types: List<TypeIx>,
    pub(crate) consts: List<ExprIx>,
    pub(crate) bindings: List<BindingIx>,
    /// The result of `Fn(A) -> B`; `types` holds the inputs then.
    pub(crate) output: Option<TypeIx>,
    pub(crate) parenthesized: bool,
}

/// `Item = T` or `Item: Bound` among generic arguments.
#[derive(Debug)]
pub(crate) struct Binding {
    pub(crate) name: Token,
    pub(crate) ty: Option<TypeIx>,
    pub(crate) bounds: List<PathIx>,
}

#[derive(Clone, Copy, Debug)]
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

#[derive(Clone, Copy, Debug)]
pub(crate) enum Expr {
    Path(PathIx),
    Literal(LiteralKind),
    Call {
        callee: ExprIx,
        args: List<ExprIx>,
    },
    Method {
        receiver: ExprIx,
        name: Token,
        turbofish: Option<u32>,
        args: List<ExprIx>,
    },
    Field {
        receiver: ExprIx,
        name: Token,
    },
    /// `receiver.0`
    TupleField {
        receiver: ExprIx,
        index: u32,
        at: u32,
    },
    Struct {
        path: PathIx,
        inits: List<InitIx>,
        base: Option<ExprIx>,
    },
    Block(BlockIx),
    AsyncBlock(BlockIx),
    If {
        condition: ExprIx,
        then: BlockIx,
        otherwise: Option<ExprIx>,
    },
    Let {
        pat: PatIx,
        value: ExprIx,
    },
    Match {
        value: ExprIx,
        arms: List<ArmIx>,
    },
    Closure {
        params: List<ParamIx>,
        ret: Option<TypeIx>,
        body: ExprIx,
        is_async: bool,
    },
    While {
        condition: ExprIx,
        body: BlockIx,
    },
    Loop(BlockIx),
    For {
        pat: PatIx,
        iterated: ExprIx,
        body: BlockIx,
    },
    Ref(ExprIx),
    Deref(ExprIx),
    Not(ExprIx),
    Negate(ExprIx),
    Binary {
        kind: BinaryKind,
        left: ExprIx,
        right: ExprIx,
    },
    Assign {
        left: ExprIx,
        right: ExprIx,
    },
    Index {
        receiver: ExprIx,
        index: ExprIx,
    },
    Try(ExprIx),
    Await(ExprIx),
    Tuple(List<ExprIx>),
    Array(List<ExprIx>),
    Repeat {
        value: ExprIx,
        len: ExprIx,
    },
    Cast {
        value: ExprIx,
        ty: TypeIx,
    },
    Range(List<ExprIx>),
    /// `return`, `break`, `yield`: evaluates its operand and does not come back.
    Jump(Option<ExprIx>),
    Macro(MacroIx),
    /// A type among the arguments of a macro.
    Type(TypeIx),
    /// Paths and macro calls among code that was read by its tokens.
    Words(List<ExprIx>),
    /// `_` on the left of an assignment, or something the tool has no use for.
    Other,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum LiteralKind {
    Str,
    ByteStr,
    CStr,
    Char,
    Bool,
    Int(Option<Name>),
    Float(Option<Name>),
    Byte,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum BinaryKind {
    /// `==`, `<`, `&&`, …: the result is `bool`.
    Logic,
    /// Arithmetic: the result is the left side's type where that is a number.
    Arithmetic,
    /// `+=` and its kin.
    Assignment,
}

#[derive(Debug)]
pub(crate) struct Init {
    pub(crate) name: Token,
    /// Written without a colon, as in `Point { x, y }`: the name is the local's.
    pub(crate) shorthand: bool,
    pub(crate) value: ExprIx,
}

#[derive(Debug)]
pub(crate) struct Arm {
    pub(crate) pat: PatIx,
    pub(crate) guard: Option<ExprIx>,
    pub(crate) body: ExprIx,
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct Block {
    /// The scope of the items it declares, if any.
    pub(crate) scope: Option<ScopeIx>,
    pub(crate) statements: List<StatementIx>,
    /// Whether the last statement is an expression without a semicolon: the block's value.
    pub(crate) has_value: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Statement {
    Expr(ExprIx),
    Let { pat: PatIx, ty: Option<TypeIx>, value: Option<ExprIx>, otherwise: Option<ExprIx> },
}

#[derive(Clone, Copy, Debug)]
pub(crate) enum Pat {
    /// A lone identifier: a binding, unless a unit struct, variant or constant of that name is in scope.
    Ident {
        name: Token,
        plain: bool,
        sub: Option<PatIx>,
    },
    Path(PathIx),
    TupleStruct {
        path: PathIx,
        parts: List<PatIx>,
    },
    Struct {
        path: PathIx,
        fields: List<FieldPatIx>,
    },
    Tuple(List<PatIx>),
    Slice(List<PatIx>),
    Or(List<PatIx>),
    Ref(PatIx),
    Typed {
        pat: PatIx,
        ty: TypeIx,
    },
    /// A literal, range or const block.
    Value(List<ExprIx>),
    Macro(MacroIx),
    Rest,
    Wild,
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct FieldPat {
    pub(crate) name: Token,
    pub(crate) pat: PatIx,
}

/// A range of bytes of the text.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct TextRange {
    pub(crate) start: u32,
    pub(crate) end: u32,
}

#[derive(Debug)]
pub(crate) struct MacroCall {
    pub(crate) path: PathIx,
    pub(crate) position: CallPosition,
    /// The scope it stands in.
    pub(crate) scope: ScopeIx,
    /// Whether words that declare items, such as `fn`, stand between the delimiters.
    pub(crate) holds_items: bool,
    /// What stands between the delimiters.
    pub(crate) body: TextRange,
    /// What the built-in grammar of a well-known macro found, if its name is one.
    pub(crate) known: Option<KnownMacro>,
}

/// What a macro call stands in place of.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum CallPosition {
    Item,
    /// An item of an `extern` block.
    Foreign,
    /// An item of a trait or an `impl`.
    Member,
    Statement,
    Expr,
    Pattern,
    Type,
}

/// A macro of the standard library whose grammar is known.
#[derive(Clone, Copy, Debug)]
pub(crate) struct KnownMacro {
    pub(crate) args: List<ExprIx>,
    /// Names that format strings mention inline.
    pub(crate) inline: List<ExprIx>,
    pub(crate) result: MacroResult,
}

/// What type a well-known macro's result has.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum MacroResult {
    Unit,
    Never,
    Bool,
    String,
    Str,
    Vec,
    First,
    Unknown,
}
