//! Could a module become a crate of its own today? What stands in the way, by kind, with the references behind it.
//!
//! The module and all below it are the *part*, the other modules of its crate the *rest*. Crates cannot depend on each
//! other in a circle, so at most one of the two may use the other in code that ships. Where both do, the side with fewer
//! references is what to cut, and what the other side needs is listed on top: names that only the crate can see, macros
//! that do not leave it, and `impl` blocks that only the crate of the type, or of the trait, may have.
//!
//! What moves along with a path (`crate::…` and `super::…`, which mean another crate then) is counted, not listed as a
//! blocker: it is rewritten, or kept by a re-export of the new crate.

mod module_cut;

use std::collections::{BTreeMap, BTreeSet};

use boundaries_graph::{
    Definition, DependencyFeatures, DependencyKind, ImplementedTrait, ItemId, ItemKind, ModuleGraph, ModuleId,
    Reference, ReferenceKind, SourceMap, Span, Visibility,
};

use crate::permission::provider_item;

pub use module_cut::ModuleCut;

/// What would happen if a module became a crate.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Extraction {
    /// The modules that would make up the new crate.
    pub part: BTreeSet<ModuleId>,
    /// How the two crates would depend on each other.
    pub relation: Relation,
    /// References of shipped code from the part to the rest, and from the rest to the part.
    pub references: (usize, usize),
    /// What stands in the way, by kind, then by place.
    pub blockers: Vec<Blocker>,
    /// References of the part that start with `crate::` or `super::` and lead out of it: paths to rewrite.
    pub paths_to_rewrite: usize,
    /// Where each uses the other: what to take along and what to cut instead, by modules.
    pub cut: Option<ModuleCut>,
    /// Modules of the rest that the part reaches in shipped code: together with them it uses nothing of the rest any more.
    pub reached: Vec<ModuleId>,
    /// What the manifest of the new crate would have to list.
    pub dependencies: Vec<NeededDependency>,
    /// How much of the part could not be seen, by reason.
    pub gaps: BTreeMap<&'static str, usize>,
}

/// How the new crate and the rest would depend on each other.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Relation {
    /// Neither uses the other.
    Apart,
    /// The rest would use the new crate.
    Below,
    /// The new crate would use the rest.
    Above,
    /// Each uses the other; it would have to come below, as the part uses the rest less.
    TangledBelow,
    /// Each uses the other; it would have to come above, as the rest uses the part less.
    TangledAbove,
}

impl Relation {
    /// The word in reports.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Apart => "apart",
            Self::Below => "below",
            Self::Above => "above",
            Self::TangledBelow => "tangled-below",
            Self::TangledAbove => "tangled-above",
        }
    }

    fn is_above(self) -> bool {
        matches!(self, Self::Above | Self::TangledAbove)
    }
}

/// Kinds of what stands in the way.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum BlockerKind {
    /// It would close a cycle between the two crates.
    Cycle,
    /// The item can only be seen inside the crate.
    PrivateItem,
    /// The type can be seen, and a field of it, named or by position, only inside the crate.
    PrivateField,
    /// The item is public, and a module or a re-export on the way to it is not.
    PrivatePath,
    /// The macro does not leave the crate.
    Macro,
    /// An `impl` adds items to a type that would be another crate's.
    InherentImpl,
    /// Neither the trait nor the type would be of the crate. Only a type of the crate among the arguments of the trait
    /// would make it lawful.
    OrphanImpl,
    /// A test needs the other crate against the direction of the dependency.
    Test,
}

impl BlockerKind {
    /// The word in reports.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Cycle => "cycle",
            Self::PrivateItem => "private-item",
            Self::PrivateField => "private-field",
            Self::PrivatePath => "private-path",
            Self::Macro => "macro",
            Self::InherentImpl => "inherent-impl",
            Self::OrphanImpl => "orphan-impl",
            Self::Test => "test",
        }
    }
}

/// Something that stands in the way.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Blocker {
    /// What kind it is.
    pub kind: BlockerKind,
    /// The module that uses, or that has the `impl`.
    pub user: ModuleId,
    /// What is used; the type of an `impl`.
    pub used: Definition,
    /// Where.
    pub places: Vec<Span>,
}

/// A dependency that the new crate's manifest would have to list.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct NeededDependency {
    /// The name in code.
    pub code_name: String,
    /// The name of the package.
    pub package: String,
    /// The table it belongs into: the strongest kind of code that needs it.
    pub kind: DependencyKind,
    /// Whether it is of the workspace.
    pub is_member: bool,
    /// How many references need it.
    pub references: usize,
    /// What the manifest of today asks of it.
    pub features: DependencyFeatures,
}

impl Extraction {
    /// Looks at the modules at `tops`, which are of one crate, and all below them.
    #[must_use]
    pub fn of(graph: &ModuleGraph, sources: &SourceMap, tops: &[ModuleId]) -> Self {
        let part: BTreeSet<ModuleId> = graph
            .modules()
            .filter(|module| module.ancestors().any(|outer| tops.contains(&outer.id())))
            .map(|module| module.id())
            .collect();
        let krate = tops.first().map(|&top| graph.module(top).krate().id());
        let rest: BTreeSet<ModuleId> = graph
            .modules()
            .filter(|module| Some(module.krate().id()) == krate && !part.contains(&module.id()))
            .map(|module| module.id())
            .collect();
        let positions = graph.hidden_positions();
        let split = Split { graph, sources, tops, part: &part, rest: &rest, positions };
        let ships = |reference: &&Reference| reference.context != DependencyKind::Test;
        let (out, into) = (split.between(&part, &rest), split.between(&rest, &part));
        let references = (out.iter().copied().filter(ships).count(), into.iter().copied().filter(ships).count());
        let relation = match references {
            (0, 0) => Relation::Apart,
            (0, _) => Relation::Below,
            (_, 0) => Relation::Above,
            (out, into) if out <= into => Relation::TangledBelow,
            _ => Relation::TangledAbove,
        };
        let (kept, cut) = if relation.is_above() { (&out, &into) } else { (&into, &out) };
        let mut blockers = split.impls();
        for reference in cut.iter().copied() {
            let kind = if ships(&reference) { BlockerKind::Cycle } else { BlockerKind::Test };
            blockers.push(split.blocker(kind, reference));
        }
        for reference in kept.iter().copied() {
            blockers.extend(split.hidden(reference).map(|kind| split.blocker(kind, reference)));
        }
        let is_rewritten = |reference: &&&Reference| {
            let written = graph.text(reference.written);
            written.starts_with("crate::") || written.starts_with("super::")
        };
        Self {
            relation,
            references,
            blockers: joined(graph, blockers),
            paths_to_rewrite: out.iter().filter(is_rewritten).count(),
            cut: matches!(relation, Relation::TangledBelow | Relation::TangledAbove)
                .then(|| split.module_cut())
                .flatten(),
            reached: split.reached(),
            dependencies: split.dependencies(),
            gaps: split.gaps(),
            part,
        }
    }

    /// Whether nothing stands in the way but the manifest and paths.
    #[must_use]
    pub fn is_possible(&self) -> bool {
        self.blockers.is_empty()
    }

    /// The blockers of a kind.
    pub fn of_kind(&self, kind: BlockerKind) -> impl Iterator<Item = &Blocker> {
        self.blockers.iter().filter(move |blocker| blocker.kind == kind)
    }
}

/// A crate in two.
struct Split<'a> {
    graph: &'a ModuleGraph,
    sources: &'a SourceMap,
    tops: &'a [ModuleId],
    part: &'a BTreeSet<ModuleId>,
    rest: &'a BTreeSet<ModuleId>,
    /// Tuple structs with a field that not everybody sees.
    positions: BTreeSet<ItemId>,
}

impl<'a> Split<'a> {
    fn between(&self, from: &BTreeSet<ModuleId>, to: &BTreeSet<ModuleId>) -> Vec<&'a Reference> {
        let dependencies = self.graph.dependencies();
        let between = dependencies.filter(|each| from.contains(&each.from().id()) && to.contains(&each.to().id()));
        // What a doc comment links to is no code.
        let is_code = |reference: &&Reference| reference.kind != ReferenceKind::DocLink;
        between.flat_map(|dependency| dependency.references()).filter(is_code).collect()
    }

    fn blocker(&self, kind: BlockerKind, reference: &Reference) -> Blocker {
        let used = match kind {
            // A method that is private is what has to be opened, not its type.
            BlockerKind::PrivateItem => reference.definition,
            _ => provider_item(self.graph, reference.definition),
        };
        Blocker { kind, user: reference.from, used, places: vec![reference.span] }
    }

    /// Why another crate could not name what a reference names, if it could not.
    fn hidden(&self, reference: &Reference) -> Option<BlockerKind> {
        if let Definition::Item(item) = reference.definition {
            let is_field = matches!(reference.kind, ReferenceKind::Field | ReferenceKind::RecordField);
            let is_hidden_field = if is_field {
                self.graph.is_hidden_field(item, reference.name)
            } else {
                self.positions.contains(&item) && self.is_by_position(reference)
            };
            let item = self.graph.item(item);
            if item.visibility() != Visibility::Public && item.kind() != ItemKind::Variant {
                let is_macro = item.kind() == ItemKind::Macro;
                let is_offered = is_macro && self.is_reexported(reference);
                return Some(if is_macro && !is_offered { BlockerKind::Macro } else { BlockerKind::PrivateItem });
            }
            if is_hidden_field {
                return Some(BlockerKind::PrivateField);
            }
            // No path leads to them.
            if matches!(reference.kind, ReferenceKind::Method | ReferenceKind::Field | ReferenceKind::SelfType) {
                return None;
            }
        }
        let door = self.graph.module(reference.door);
        let way = door.ancestors().take_while(|module| !self.tops.contains(&module.id()) && module.parent().is_some());
        let is_hidden_module = way.into_iter().any(|module| module.data().visibility != Visibility::Public);
        let defined_in = self.graph.module_of(reference.definition);
        let is_hidden_door = reference.door != defined_in && !self.is_reexported(reference);
        (is_hidden_module || is_hidden_door).then_some(BlockerKind::PrivatePath)
    }

    /// Whether a path to a tuple struct builds or matches it: a parenthesis follows, behind arguments of its own if need be.
    fn is_by_position(&self, reference: &Reference) -> bool {
        let text = self.sources.file(reference.span.file).text();
        let behind = text.get(reference.span.end as usize..).unwrap_or_default().trim_start();
        let Some(arguments) = behind.strip_prefix("::").map(str::trim_start).and_then(|rest| rest.strip_prefix('<'))
        else {
            return behind.starts_with('(');
        };
        let mut depth = 1_usize;
        let end = arguments.char_indices().find(|(at, char)| {
            match char {
                '<' => depth += 1,
                // The arrow of a function's type closes nothing.
                '>' if !arguments[..*at].ends_with('-') => depth -= 1,
                _ => {}
            }
            depth == 0
        });
        end.is_some_and(|(at, _)| arguments[at + 1..].trim_start().starts_with('('))
    }

    /// Whether the door offers the name to everybody.
    fn is_reexported(&self, reference: &Reference) -> bool {
        let offered = self.graph.module(reference.door).reexports().iter();
        let mut same = offered.filter(|reexport| reexport.name == reference.name).peekable();
        // What is named after its type has the type's door.
        same.peek().is_none() || same.any(|reexport| reexport.visibility == Visibility::Public)
    }

    /// `impl` blocks that would stand in another crate than the law asks.
    fn impls(&self) -> Vec<Blocker> {
        let side = |module: ModuleId| match (self.part.contains(&module), self.rest.contains(&module)) {
            (true, _) => Some(true),
            (_, true) => Some(false),
            _ => None,
        };
        let of_item = |item: ItemId| side(self.graph.item(item).module().id());
        let mut found = Vec::new();
        for block in self.graph.implementations() {
            let (Some(here), Some(self_type)) = (side(block.module), block.self_type) else { continue };
            if of_item(self_type).is_none_or(|there| there == here) {
                continue;
            }
            let kind = match block.of {
                ImplementedTrait::Inherent => BlockerKind::InherentImpl,
                ImplementedTrait::Local(of) if of_item(of) == Some(here) => continue,
                ImplementedTrait::Local(_) | ImplementedTrait::Outside => BlockerKind::OrphanImpl,
            };
            let used = Definition::Item(self_type);
            found.push(Blocker { kind, user: block.module, used, places: vec![block.span] });
        }
        found
    }

    /// The modules of the rest that the part reaches.
    fn reached(&self) -> Vec<ModuleId> {
        let mut seen: BTreeSet<ModuleId> = self.part.clone();
        let mut stack: Vec<ModuleId> = self.part.iter().copied().collect();
        while let Some(module) = stack.pop() {
            for dependency in self.graph.module(module).dependencies() {
                let to = dependency.to().id();
                if dependency.kind() != DependencyKind::Test && self.rest.contains(&to) && seen.insert(to) {
                    stack.push(to);
                }
            }
        }
        let mut reached: Vec<ModuleId> = seen.difference(self.part).copied().collect();
        reached.sort_by_key(|module| (self.graph.module(*module).path(), *module));
        reached
    }

    fn dependencies(&self) -> Vec<NeededDependency> {
        let Some(&top) = self.tops.first() else { return Vec::new() };
        let package = self.graph.module(top).krate().package().data();
        let mut needs: BTreeMap<&str, (DependencyKind, usize)> = BTreeMap::new();
        let mut need = |code_name: &'a str, context: DependencyKind| {
            let (kind, references) = needs.entry(code_name).or_insert((context, 0));
            *kind = (*kind).min(context);
            *references += 1;
        };
        for reference in self.graph.external_references().iter().filter(|each| self.part.contains(&each.from)) {
            need(self.graph.external_name(reference.krate), reference.context);
        }
        for module in self.part {
            for reference in self.graph.module(*module).dependencies().flat_map(|dependency| dependency.references()) {
                let written = self.graph.text(reference.written).trim_start_matches("::");
                let head = written.split("::").next().unwrap_or(written);
                let is_foreign = self.graph.module(reference.door).krate() != self.graph.module(top).krate();
                if is_foreign && package.dependencies.iter().any(|listed| listed.code_name == head) {
                    need(head, reference.context);
                }
            }
        }
        let mut found: Vec<NeededDependency> = needs
            .into_iter()
            .filter_map(|(code_name, (kind, references))| {
                let listed = package.dependencies.iter().find(|listed| listed.code_name == code_name)?;
                Some(NeededDependency {
                    code_name: code_name.to_owned(),
                    package: listed.package_name.clone(),
                    kind,
                    is_member: listed.package.is_some(),
                    references,
                    features: listed.features.clone(),
                })
            })
            .collect();
        found.sort();
        found
    }

    fn gaps(&self) -> BTreeMap<&'static str, usize> {
        let mut gaps = BTreeMap::new();
        for gap in self.graph.gaps().iter().filter(|gap| self.part.contains(&gap.module)) {
            *gaps.entry(gap.reason.as_str()).or_default() += 1;
        }
        gaps
    }
}

/// Blockers of the same kind, user and definition as one, in order.
fn joined(graph: &ModuleGraph, blockers: Vec<Blocker>) -> Vec<Blocker> {
    let mut all: BTreeMap<(BlockerKind, ModuleId, Definition), Vec<Span>> = BTreeMap::new();
    for blocker in blockers {
        all.entry((blocker.kind, blocker.user, blocker.used)).or_default().extend(blocker.places);
    }
    let mut joined: Vec<Blocker> = all
        .into_iter()
        .map(|((kind, user, used), mut places)| {
            places.sort_unstable();
            places.dedup();
            Blocker { kind, user, used, places }
        })
        .collect();
    joined.sort_by_cached_key(|blocker| {
        (blocker.kind, graph.module(blocker.user).path().to_owned(), graph.definition_path(blocker.used))
    });
    joined
}
