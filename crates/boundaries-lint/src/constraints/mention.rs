//! One mention of something else, as constraints see it: inside the workspace or outside, by its definition or by a door.

use boundaries_graph::{Definition, DependencyKind, ExternalId, ModuleGraph, ModuleId, Reference, ReferenceKind, Span};

use crate::finding::Place;
use crate::permission::provider_item;

/// How many doors one behind the other are looked through. Modules that re-export each other could go on for ever.
const MAX_DOORS: usize = 8;

/// One mention.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Mention {
    /// The module that mentions.
    pub(crate) from: ModuleId,
    /// What is mentioned.
    pub(crate) target: Target,
    /// In what role the path stands; none for a crate outside the workspace.
    kind: Option<ReferenceKind>,
    written: boundaries_graph::Symbol,
    /// The module whose name table supplied the name.
    door: Option<ModuleId>,
    /// Where.
    pub(crate) span: Span,
}

/// What is mentioned.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum Target {
    /// An item, or a module, where it is defined.
    Defined(Definition),
    /// The name of an item that a module offers although another module defines it; a whole path where it leads on through
    /// a module that the door offers.
    Door(ModuleId, boundaries_graph::Symbol, Definition),
    /// A crate outside the workspace.
    Outside(ExternalId),
}

impl Mention {
    /// A mention of what a reference means.
    pub(crate) fn of_definition(graph: &ModuleGraph, reference: &Reference) -> Self {
        Self::of(reference, Target::Defined(provider_item(graph, reference.definition)))
    }

    /// A mention of the door by which a reference names what it means, if it names it by a door at all.
    pub(crate) fn of_door(graph: &ModuleGraph, reference: &Reference) -> Option<Self> {
        let Reference { door, name, definition, from, .. } = *reference;
        let is_door = door != from && door != graph.module_of(definition) && names_a_door(graph, reference);
        is_door.then(|| Self::of(reference, Target::Door(door, name, definition)))
    }

    /// What a reference uses directly: what its path names, not what lies behind the door of another package. Doors of the
    /// own package are looked through, the last of the mentions being the farthest.
    ///
    /// Nothing in a package that the own one does not depend on can be named directly: it came through others.
    pub(crate) fn named(graph: &ModuleGraph, reference: &Reference) -> Vec<Self> {
        let Reference { from, definition, .. } = *reference;
        let defined_in = graph.module_of(definition);
        let package = |module: ModuleId| graph.module(module).krate().package();
        let own = package(from);
        let can_name = |module: ModuleId| {
            let id = package(module).id();
            id == own.id() || own.data().dependencies.iter().any(|one| one.package == Some(id))
        };
        let defined = || can_name(defined_in).then(|| Self::of_definition(graph, reference));
        if !names_a_door(graph, reference) {
            return defined().into_iter().collect();
        }
        let mut mentions = Vec::new();
        let (mut door, mut name) = (reference.door, reference.name);
        for _ in 0..MAX_DOORS {
            if door == defined_in {
                break;
            }
            if !can_name(door) {
                mentions.extend(facade(graph, reference));
                return mentions;
            }
            if door != from {
                mentions.push(Self::of(reference, Target::Door(door, name, definition)));
            }
            if package(door) != own {
                return mentions;
            }
            let offers = graph.module(door).reexports();
            let Some(next) = offers.iter().find(|offer| offer.definition == definition) else { break };
            door = next.source;
            let behind = graph.module(door).reexports().iter().find(|offer| offer.definition == definition);
            name = behind.map_or(name, |offer| offer.name);
        }
        mentions.extend(defined().or_else(|| facade(graph, reference)));
        mentions
    }

    /// The mentions of crates outside the workspace in one module.
    pub(crate) fn outside(graph: &ModuleGraph, module: ModuleId, kinds: &[DependencyKind]) -> Vec<Self> {
        let all = graph.external_references();
        let start = all.partition_point(|reference| reference.from < module);
        let of_module = all[start..].iter().take_while(|reference| reference.from == module);
        of_module
            .filter(|reference| kinds.contains(&reference.context))
            .map(|reference| Self {
                from: module,
                target: Target::Outside(reference.krate),
                kind: None,
                written: reference.written,
                door: None,
                span: reference.span,
            })
            .collect()
    }

    /// The module that it leads to.
    pub(crate) fn to(&self, graph: &ModuleGraph) -> Option<ModuleId> {
        match self.target {
            Target::Defined(definition) => Some(graph.module_of(definition)),
            Target::Door(door, ..) => Some(door),
            Target::Outside(_) => None,
        }
    }

    /// What the mention means in the end.
    pub(crate) fn definition(&self) -> Option<Definition> {
        match self.target {
            Target::Defined(definition) | Target::Door(.., definition) => Some(definition),
            Target::Outside(_) => None,
        }
    }

    /// The path of what is mentioned.
    pub(crate) fn path(&self, graph: &ModuleGraph) -> String {
        match self.target {
            Target::Defined(definition) => graph.definition_path(definition),
            Target::Door(_, path, _) if graph.text(path).contains("::") => graph.text(path).to_owned(),
            Target::Door(door, name, _) => format!("{}::{}", graph.module(door).path(), graph.text(name)),
            Target::Outside(krate) => graph.external_name(krate).to_owned(),
        }
    }

    /// The crate by whose door the thing is named, if neither the user's package nor the thing's own keeps it.
    pub(crate) fn foreign_door<'g>(&self, graph: &'g ModuleGraph) -> Option<&'g str> {
        let krate = |module: ModuleId| graph.module(module).krate();
        let door = krate(self.door?);
        let is_foreign = |module: ModuleId| krate(module).package() != door.package();
        (is_foreign(self.from) && self.to(graph).is_some_and(is_foreign)).then(|| door.name())
    }

    /// The place in code.
    pub(crate) fn place(&self, graph: &ModuleGraph) -> Place {
        let written = graph.text(self.written).to_owned();
        Place { span: self.span, module: Some(self.from), kind: self.kind, written }
    }

    fn of(reference: &Reference, target: Target) -> Self {
        let Reference { from, kind, written, door, span, .. } = *reference;
        Self { from, target, kind: Some(kind), written, door: Some(door), span }
    }
}

/// The use of a dependency by whose modules a path leads on into a package that the own one does not depend on.
fn facade(graph: &ModuleGraph, reference: &Reference) -> Option<Mention> {
    let (first, _) = graph.text(reference.written).trim_start_matches("::").split_once("::")?;
    let own = graph.module(reference.from).krate().package();
    let package = own.data().dependencies.iter().find(|one| one.code_name == first)?.package?;
    let library = graph.package(package).crates().find(|krate| krate.kind().is_library())?;
    let target = Target::Door(library.root().id(), reference.written, reference.definition);
    Some(Mention::of(reference, target))
}

/// Whether the code of a module can name a crate outside the workspace: its package depends on it, or it comes with the
/// compiler. What it cannot name it has from the door of somebody who can.
pub(crate) fn can_name(graph: &ModuleGraph, module: ModuleId, krate: &str) -> bool {
    let mut dependencies = graph.module(module).krate().package().data().dependencies.iter();
    matches!(krate, "std" | "core" | "alloc" | "proc_macro" | "test")
        || dependencies.any(|one| one.package.is_none() && one.package_name.replace('-', "_") == krate)
}

/// Whether a reference says by which module's door it names the thing: methods and fields write no path, and what belongs
/// to a type is found in the type, whichever door led to that.
fn names_a_door(graph: &ModuleGraph, reference: &Reference) -> bool {
    let belongs_to_type =
        matches!(reference.definition, Definition::Item(item) if graph.item(item).data().parent.is_some());
    let writes_a_path = !matches!(
        reference.kind,
        ReferenceKind::Method
            | ReferenceKind::Field
            | ReferenceKind::RecordField
            | ReferenceKind::Associated
            | ReferenceKind::SelfType
    );
    writes_a_path && !belongs_to_type
}
