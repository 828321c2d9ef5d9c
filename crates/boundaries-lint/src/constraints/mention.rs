//! One mention of something else, as constraints see it: inside the workspace or outside, by its definition or by a door.

use boundaries_graph::{Definition, DependencyKind, ExternalId, ModuleGraph, ModuleId, Reference, ReferenceKind, Span};

use crate::finding::Place;
use crate::permission::provider_item;

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
    /// Where.
    pub(crate) span: Span,
}

/// What is mentioned.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum Target {
    /// An item, or a module, where it is defined.
    Defined(Definition),
    /// The name of an item that a module offers although another module defines it.
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
        let Reference { door, name, definition, from, kind, .. } = *reference;
        let is_door = door != from && door != graph.module_of(definition) && writes_a_path(kind);
        is_door.then(|| Self::of(reference, Target::Door(door, name, definition)))
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
            Target::Door(door, name, _) => format!("{}::{}", graph.module(door).path(), graph.text(name)),
            Target::Outside(krate) => graph.external_name(krate).to_owned(),
        }
    }

    /// The place in code.
    pub(crate) fn place(&self, graph: &ModuleGraph) -> Place {
        let written = graph.text(self.written).to_owned();
        Place { span: self.span, module: Some(self.from), kind: self.kind, written }
    }

    fn of(reference: &Reference, target: Target) -> Self {
        let Reference { from, kind, written, span, .. } = *reference;
        Self { from, target, kind: Some(kind), written, span }
    }
}

/// Whether a reference of this kind says where the name comes from.
fn writes_a_path(kind: ReferenceKind) -> bool {
    !matches!(
        kind,
        ReferenceKind::Method
            | ReferenceKind::Field
            | ReferenceKind::RecordField
            | ReferenceKind::Associated
            | ReferenceKind::SelfType
    )
}
