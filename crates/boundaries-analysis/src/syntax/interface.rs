//! What the rest of a workspace can see of a text: everything but the code inside bodies.
//!
//! Two texts with the same interface declare the same items, in the same order and with the same signatures, the same
//! imports, modules, macros and derives. Only what functions, constants and other attributes do inside may differ, and where
//! in the text everything stands. So whatever was found out about other texts stays true, but for places in this one, which
//! [`Interface::places_to`] carries over.
//!
//! What an `impl`, a trait or a block declares is part of it, as each may be named or called from elsewhere. Of the body of
//! a `macro_rules!` macro and of the arguments of a call that declares something the words themselves are: they become
//! code in other places.

use rustc_hash::FxHashMap;

use super::facts::*;

/// An interface as bytes, which are equal where two interfaces are, and the places in the text that it speaks of.
#[derive(Default, Debug)]
pub(crate) struct Interface {
    bytes: Vec<u8>,
    places: Vec<u32>,
    /// The macro calls that are part of it.
    calls: Vec<MacroIx>,
    /// The names that it mentions, and the words of the text that are part of it.
    names: Vec<Name>,
    ranges: Vec<TextRange>,
}

/// From places in a text to those in another one with the same interface.
#[derive(Default, Debug)]
pub(crate) struct PlaceMap {
    /// In order, each with where it went.
    anchors: Vec<(u32, u32)>,
}

impl Interface {
    /// The interface of a text, as if some items, given in order, were not there. `is_declaring` tells whether a macro call in
    /// a body may declare something.
    pub(crate) fn without(
        facts: &FileFacts,
        text: &str,
        left_out: &[ItemIx],
        is_declaring: impl Fn(&MacroCall) -> bool,
    ) -> Self {
        let mut writer = Writer { facts, text, left_out, is_alone: false, interface: Self::default() };
        writer.flag(facts.cfg.test);
        writer.flag(facts.cfg.unlikely);
        writer.number(facts.scopes.len());
        for scope in &facts.scopes {
            writer.number(scope.parent.map_or(0, |parent| parent.place() as usize + 1));
            writer.flag(scope.is_block);
            writer.item_indices(scope.items);
        }
        writer.number(facts.items.len() - left_out.len());
        for (at, item) in facts.items.iter().enumerate() {
            if left_out.binary_search(&ItemIx::at(index(at))).is_err() {
                writer.item(item);
            }
        }
        for (at, call) in facts.macros.iter().enumerate() {
            if is_declaring(call) {
                writer.flag(facts.is_of_tests(call.body.start));
                writer.call(MacroIx::at(index(at)));
            }
        }
        writer.interface
    }

    /// The interface as bytes, with the order of its places and without where they are.
    pub(crate) fn into_bytes(self) -> Vec<u8> {
        let Self { mut bytes, places, .. } = self;
        let mut order: Vec<u32> = (0..index(places.len())).collect();
        // Items stand in the order of the text, and so do calls: two runs, joined in one go.
        order.sort_by_key(|at| places[*at as usize]);
        let mut before = None;
        for at in order {
            let place = Some(places[at as usize]);
            bytes.push(u8::from(before == place));
            bytes.extend_from_slice(&at.to_le_bytes());
            before = place;
        }
        bytes
    }

    /// Whether it mentions a name of its text.
    pub(crate) fn mentions(&self, facts: &FileFacts, text: &str, name: &str) -> bool {
        let words = |range: &TextRange| text.get(range.start as usize..range.end as usize).unwrap_or_default();
        self.names.iter().any(|other| facts.name(*other) == name)
            || self.ranges.iter().any(|range| has_word(words(range), name))
    }

    /// Where the places of this interface went in another one, and its calls; none where the two differ.
    pub(crate) fn places_to(&self, other: &Self) -> Option<(PlaceMap, Vec<(MacroIx, MacroIx)>)> {
        if self.bytes != other.bytes || self.places.len() != other.places.len() {
            return None;
        }
        let mut anchors: Vec<_> = self.places.iter().copied().zip(other.places.iter().copied()).collect();
        anchors.sort_unstable();
        anchors.dedup();
        // A place stays a place, and what stood before another still does.
        let in_order = anchors.windows(2).all(|pair| pair[0].0 < pair[1].0 && pair[0].1 <= pair[1].1);
        let calls = self.calls.iter().copied().zip(other.calls.iter().copied()).collect();
        in_order.then_some((PlaceMap { anchors }, calls))
    }
}

impl PlaceMap {
    /// Where a place of the interface went. A place inside words that are part of it moves with their start.
    pub(crate) fn at(&self, place: u32) -> u32 {
        let after = self.anchors.partition_point(|(from, _)| *from <= place);
        match after.checked_sub(1).map(|before| self.anchors[before]) {
            Some((from, to)) => to + (place - from),
            None => place,
        }
    }

    /// Takes in where the places of a further text of the same file went. None where the two do not agree.
    pub(crate) fn join(self, other: Self) -> Option<Self> {
        let mut anchors = self.anchors;
        anchors.extend(other.anchors);
        anchors.sort_unstable();
        anchors.dedup();
        let in_order = anchors.windows(2).all(|pair| pair[0].0 < pair[1].0 && pair[0].1 <= pair[1].1);
        in_order.then_some(Self { anchors })
    }
}

/// A function, constant or static of a module, block or inherent `impl`: nothing but its name leads to it.
pub(crate) struct PlainItem {
    pub(crate) item: ItemIx,
    pub(crate) home: Home,
    bytes: Vec<u8>,
}

/// What declares an item.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum Home {
    Scope(ScopeIx),
    /// An `impl` block, and how many are in front of it.
    Impl(ItemIx, u32),
}

impl Home {
    /// The items that stand beside each other there.
    pub(crate) fn items(self, facts: &FileFacts) -> List<ItemIx> {
        match self {
            Self::Scope(scope) => facts[scope].items,
            Self::Impl(item, _) => match facts[item].kind {
                ItemKind::Impl { items, .. } => items,
                _ => List::default(),
            },
        }
    }
}

impl PlainItem {
    /// Those of a text, by their names.
    pub(crate) fn all<'f>(facts: &'f FileFacts, text: &str) -> FxHashMap<&'f str, Vec<Self>> {
        let mut homes: Vec<Home> = (0..facts.scopes.len()).map(|at| Home::Scope(ScopeIx::at(index(at)))).collect();
        let impls = facts.items.iter().enumerate().filter(|(_, item)| matches!(item.kind, ItemKind::Impl { .. }));
        for (count, (at, item)) in impls.enumerate() {
            if matches!(item.kind, ItemKind::Impl { of: None, .. }) {
                homes.push(Home::Impl(ItemIx::at(index(at)), index(count)));
            }
        }
        let mut all: FxHashMap<&str, Vec<Self>> = FxHashMap::default();
        for home in homes {
            for item in facts.list(home.items(facts)) {
                let name = facts.name(facts[item].name.name);
                if name == "_"
                    || !matches!(facts[item].kind, ItemKind::Fn(_) | ItemKind::Const { .. } | ItemKind::Static { .. })
                {
                    continue;
                }
                let mut writer = Writer::of(facts, text);
                writer.item(&facts[item]);
                all.entry(name).or_default().push(Self { item, home, bytes: writer.interface.bytes });
            }
        }
        all
    }

    /// Whether another text shows the same here.
    pub(crate) fn is_same(&self, other: &Self) -> bool {
        let is_here = match (self.home, other.home) {
            (Home::Impl(_, at), Home::Impl(_, other)) => at == other,
            (home, other) => home == other,
        };
        is_here && self.bytes == other.bytes
    }
}

/// What others see of an item without its fields, variants and members, which they ask for by their names.
pub(crate) fn shown_alone(facts: &FileFacts, text: &str, item: ItemIx) -> Vec<u8> {
    let mut writer = Writer { is_alone: true, ..Writer::of(facts, text) };
    writer.item(&facts[item]);
    writer.interface.bytes
}

/// What others see of a field.
pub(crate) fn shown_field(facts: &FileFacts, text: &str, field: FieldIx) -> Vec<u8> {
    let mut writer = Writer::of(facts, text);
    writer.field(field);
    writer.interface.bytes
}

/// Whether a name stands in a text as a word of its own.
pub(crate) fn has_word(text: &str, name: &str) -> bool {
    let is_part =
        |byte: Option<&u8>| byte.is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'_' || *byte >= 0x80);
    let bytes = text.as_bytes();
    memchr::memmem::find_iter(bytes, name).any(|at| {
        let before = at.checked_sub(1).and_then(|before| bytes.get(before));
        !is_part(before) && !is_part(bytes.get(at + name.len()))
    })
}

struct Writer<'a> {
    facts: &'a FileFacts,
    text: &'a str,
    left_out: &'a [ItemIx],
    /// Whether fields, variants and members are left out.
    is_alone: bool,
    interface: Interface,
}

impl<'a> Writer<'a> {
    fn of(facts: &'a FileFacts, text: &'a str) -> Self {
        Self { facts, text, left_out: &[], is_alone: false, interface: Interface::default() }
    }
}

impl Writer<'_> {
    fn number(&mut self, number: usize) {
        self.interface.bytes.extend_from_slice(&index(number).to_le_bytes());
    }

    fn flag(&mut self, flag: bool) {
        self.interface.bytes.push(u8::from(flag));
    }

    /// What kind of thing follows.
    fn mark(&mut self, mark: u8) {
        self.interface.bytes.push(mark);
    }

    fn words(&mut self, words: &str) {
        self.number(words.len());
        self.interface.bytes.extend_from_slice(words.as_bytes());
    }

    fn place(&mut self, at: u32) {
        self.interface.places.push(at);
    }

    fn name(&mut self, name: Name) {
        let facts = self.facts;
        self.interface.names.push(name);
        self.words(facts.name(name));
    }

    fn token(&mut self, token: Token) {
        self.name(token.name);
        self.place(token.at);
    }

    /// A part of the text, word for word.
    fn range(&mut self, range: TextRange) {
        let text = self.text;
        self.interface.ranges.push(range);
        self.words(text.get(range.start as usize..range.end as usize).unwrap_or_default());
        self.place(range.start);
        self.place(range.end);
    }

    fn indices<T: Raw>(&mut self, list: List<T>) {
        let facts = self.facts;
        self.number(list.len());
        for ix in facts.list(list) {
            self.number(ix.raw() as usize);
        }
    }

    /// Items, numbered as if those that are left out were not there.
    fn item_indices(&mut self, list: List<ItemIx>) {
        if self.is_alone {
            return;
        }
        let (facts, left_out) = (self.facts, self.left_out);
        let stays: Vec<u32> = facts
            .list(list)
            .filter_map(|item| left_out.binary_search(&item).err().map(|before| item.place() - index(before)))
            .collect();
        self.number(stays.len());
        for item in stays {
            self.number(item as usize);
        }
    }

    fn each<T: Raw>(&mut self, list: List<T>, write: impl Fn(&mut Self, T)) {
        let facts = self.facts;
        self.number(list.len());
        for ix in facts.list(list) {
            write(self, ix);
        }
    }

    fn maybe<T>(&mut self, of: Option<T>, write: impl FnOnce(&mut Self, T)) {
        self.flag(of.is_some());
        if let Some(of) = of {
            write(self, of);
        }
    }

    fn item(&mut self, item: &Item) {
        self.token(item.name);
        self.vis(item.vis);
        self.flag(item.cfg.test);
        self.flag(item.cfg.unlikely);
        // What is derived gives a type methods.
        self.each(item.attrs.derives, Self::path);
        match item.kind {
            ItemKind::Mod { scope, path, macro_use } => {
                self.mark(0);
                self.maybe(scope, |this, scope| this.number(scope.place() as usize));
                self.maybe(path, Self::name);
                self.flag(macro_use);
            }
            ItemKind::Use(leaves) => {
                self.mark(1);
                self.each(leaves, Self::leaf);
            }
            ItemKind::ExternCrate { alias, macro_use } => {
                self.mark(2);
                self.maybe(alias, Self::token);
                self.flag(macro_use);
            }
            ItemKind::Fn(function) => {
                self.mark(3);
                self.function(&function);
            }
            ItemKind::Struct { generics, fields, shape } => {
                self.mark(4);
                self.generics(generics);
                self.fields(fields);
                self.mark(shape as u8);
            }
            ItemKind::Union { generics, fields } => {
                self.mark(5);
                self.generics(generics);
                self.fields(fields);
            }
            ItemKind::Enum { generics, variants } => {
                self.mark(6);
                self.generics(generics);
                if self.is_alone {
                    return;
                }
                self.indices(variants);
                self.each(variants, |this, ix| {
                    let variant = &this.facts[ix];
                    this.token(variant.name);
                    this.each(variant.fields, Self::field);
                });
            }
            ItemKind::Trait { generics, supers, items } => {
                self.mark(7);
                self.generics(generics);
                self.each(supers, Self::path);
                self.item_indices(items);
            }
            ItemKind::TraitAlias { generics, bounds } => {
                self.mark(8);
                self.generics(generics);
                self.each(bounds, Self::path);
            }
            ItemKind::Impl { generics, of, self_type, items } => {
                self.mark(9);
                self.generics(generics);
                self.maybe(of, Self::path);
                self.ty(self_type);
                self.item_indices(items);
            }
            ItemKind::Alias { generics, bounds, aliased } => {
                self.mark(10);
                self.generics(generics);
                self.each(bounds, Self::path);
                self.maybe(aliased, Self::ty);
            }
            ItemKind::Const { generics, ty, value: _ } => {
                self.mark(11);
                self.generics(generics);
                self.maybe(ty, Self::ty);
            }
            ItemKind::Static { ty, value: _ } => {
                self.mark(12);
                self.ty(ty);
            }
            ItemKind::MacroRules { exported, body, holds_items } => {
                self.mark(13);
                self.flag(exported);
                self.flag(holds_items);
                self.range(body);
            }
            ItemKind::MacroCall(call) => {
                self.mark(14);
                self.call(call);
            }
            ItemKind::ProcMacro(kind) => {
                self.mark(15);
                self.mark(kind as u8);
            }
        }
    }

    fn vis(&mut self, vis: Vis) {
        match vis {
            Vis::Public => self.mark(0),
            Vis::Crate => self.mark(1),
            Vis::Super => self.mark(2),
            Vis::Private => self.mark(3),
            Vis::In(path) => {
                self.mark(4);
                self.path(path);
            }
        }
    }

    fn leaf(&mut self, ix: UseLeafIx) {
        let facts = self.facts;
        let leaf = &facts[ix];
        self.flag(leaf.global);
        self.place(leaf.at);
        match leaf.kind {
            LeafKind::Name => self.mark(0),
            LeafKind::Alias(token) => {
                self.mark(1);
                self.token(token);
            }
            LeafKind::Underscore => self.mark(2),
            LeafKind::Glob => self.mark(3),
        }
        let mut node = leaf.last;
        while let Some(ix) = node {
            self.mark(1);
            self.token(facts[ix].token);
            node = facts[ix].before;
        }
        self.mark(0);
    }

    fn function(&mut self, function: &Function) {
        self.generics(function.generics);
        // Which method is meant depends on how each of several takes `self`.
        self.mark(function.receiver.map_or(0, |receiver| 1 + receiver as u8));
        self.flag(function.is_async);
        // What a parameter is called is known in the body alone.
        self.each(function.params, |this, ix| {
            let ty = this.facts[ix].ty;
            this.maybe(ty, Self::ty);
        });
        self.maybe(function.ret, Self::ty);
    }

    fn fields(&mut self, fields: List<FieldIx>) {
        if !self.is_alone {
            self.each(fields, Self::field);
        }
    }

    fn field(&mut self, ix: FieldIx) {
        let facts = self.facts;
        let field = &facts[ix];
        self.token(field.name);
        self.vis(field.vis);
        self.ty(field.ty);
    }

    fn generics(&mut self, generics: Generics) {
        self.each(generics.params, |this, ix| {
            let facts = this.facts;
            let param = &facts[ix];
            this.token(param.name);
            match param.kind {
                GenericKind::Type => this.mark(0),
                GenericKind::Const(ty) => {
                    this.mark(1);
                    this.ty(ty);
                }
            }
            this.each(param.bounds, Self::path);
            this.maybe(param.default, Self::ty);
        });
        self.each(generics.wheres, |this, ix| {
            let facts = this.facts;
            this.ty(facts[ix].ty);
            this.each(facts[ix].bounds, Self::path);
        });
    }

    fn path(&mut self, ix: PathIx) {
        let facts = self.facts;
        let path = &facts[ix];
        self.flag(path.is_global());
        self.maybe(path.qself, |this, ty| {
            this.ty(ty);
            this.number(path.qself_len as usize);
        });
        let segments = facts.segments(path);
        self.number(segments.len());
        for segment in segments {
            self.token(segment.token);
            self.maybe(segment.args, |this, args| {
                let args = &facts[args];
                this.flag(args.parenthesized);
                this.each(args.types, Self::ty);
                this.number(args.consts.len());
                this.maybe(args.output, Self::ty);
                this.each(args.bindings, |this, ix| {
                    let binding = &facts[ix];
                    this.token(binding.name);
                    this.maybe(binding.ty, Self::ty);
                    this.each(binding.bounds, Self::path);
                });
            });
        }
    }

    fn ty(&mut self, ix: TypeIx) {
        match self.facts[ix] {
            Type::Path(path) => {
                self.mark(0);
                self.path(path);
            }
            Type::Ref(inner) => {
                self.mark(1);
                self.ty(inner);
            }
            Type::Pointer(inner) => {
                self.mark(2);
                self.ty(inner);
            }
            Type::Slice(inner) => {
                self.mark(3);
                self.ty(inner);
            }
            Type::Array(inner, _) => {
                self.mark(4);
                self.ty(inner);
            }
            Type::Tuple(parts) => {
                self.mark(5);
                self.each(parts, Self::ty);
            }
            Type::FnPointer { inputs, output } => {
                self.mark(6);
                self.each(inputs, Self::ty);
                self.maybe(output, Self::ty);
            }
            Type::Impl(bounds) => {
                self.mark(7);
                self.each(bounds, Self::path);
            }
            Type::Dyn(bounds) => {
                self.mark(8);
                self.each(bounds, Self::path);
            }
            // Nothing is concluded from what the call turns into.
            Type::Macro(_) => self.mark(9),
            Type::Receiver => self.mark(10),
            Type::Infer => self.mark(11),
            Type::Never => self.mark(12),
        }
    }

    fn call(&mut self, ix: MacroIx) {
        let facts = self.facts;
        let call = &facts[ix];
        self.interface.calls.push(ix);
        self.path(call.path);
        self.mark(call.position as u8);
        self.number(call.scope.place() as usize);
        self.flag(call.holds_items);
        self.flag(call.known.is_some());
        self.range(call.body);
    }
}
