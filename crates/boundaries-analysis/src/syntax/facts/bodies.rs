//! What is kept of the code inside items: expressions, blocks, patterns, macro calls.

use super::*;

#[derive(Clone, Copy, Debug, Encode, Decode)]
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
        turbofish: Option<ArgsIx>,
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

#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode, Decode)]
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

#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode, Decode)]
pub(crate) enum BinaryKind {
    /// `==`, `<`, `&&`, …: the result is `bool`.
    Logic,
    /// Arithmetic: the result is the left side's type where that is a number.
    Arithmetic,
    /// `+=` and its kin.
    Assignment,
}

#[derive(Debug, Encode, Decode)]
pub(crate) struct Init {
    pub(crate) name: Token,
    /// Written without a colon, as in `Point { x, y }`: the name is the local's.
    pub(crate) shorthand: bool,
    pub(crate) value: ExprIx,
}

#[derive(Debug, Encode, Decode)]
pub(crate) struct Arm {
    pub(crate) pat: PatIx,
    pub(crate) guard: Option<ExprIx>,
    pub(crate) body: ExprIx,
}

#[derive(Clone, Copy, Debug, Encode, Decode)]
pub(crate) struct Block {
    /// The scope of the items it declares, if any.
    pub(crate) scope: Option<ScopeIx>,
    pub(crate) statements: List<StatementIx>,
    /// Whether the last statement is an expression without a semicolon: the block's value.
    pub(crate) has_value: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode, Decode)]
pub(crate) enum Statement {
    Expr(ExprIx),
    Let { pat: PatIx, ty: Option<TypeIx>, value: Option<ExprIx>, otherwise: Option<ExprIx> },
}

#[derive(Clone, Copy, Debug, Encode, Decode)]
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

#[derive(Clone, Copy, Debug, Encode, Decode)]
pub(crate) struct FieldPat {
    pub(crate) name: Token,
    pub(crate) pat: PatIx,
}

/// A range of bytes of the text.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode, Decode)]
pub(crate) struct TextRange {
    pub(crate) start: u32,
    pub(crate) end: u32,
}

#[derive(Debug, Encode, Decode)]
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
#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode, Decode)]
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
#[derive(Clone, Copy, Debug, Encode, Decode)]
pub(crate) struct KnownMacro {
    pub(crate) args: List<ExprIx>,
    /// Names that format strings mention inline.
    pub(crate) inline: List<ExprIx>,
    pub(crate) result: MacroResult,
}

/// What type a well-known macro's result has.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode, Decode)]
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
