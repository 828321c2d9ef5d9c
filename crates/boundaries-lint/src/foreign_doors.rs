//! Doors that one team keeps to another team's items.

use boundaries_graph::{Definition, DependencyKind, ModuleGraph, ModuleId, Reexport, Span, Visibility};

use crate::permission::{Judge, shares};

/// What one `pub use` of a team offers of another team's items.
#[derive(Clone, Debug)]
pub(crate) struct ForeignDoor {
    /// The module that offers it.
    pub(crate) keeper: ModuleId,
    /// The item; for a glob that brings several items, the module they come from.
    pub(crate) provider: Definition,
    /// What it offers, one entry for each name.
    pub(crate) offers: Vec<Definition>,
    /// Where it is written.
    pub(crate) span: Span,
}

/// Every door to another team's items that the contracts do not allow and that another team can see, in order.
pub(crate) fn foreign_doors(graph: &ModuleGraph, judge: &Judge<'_>) -> Vec<ForeignDoor> {
    let mut doors: Vec<ForeignDoor> = Vec::new();
    for reexport in graph.reexports() {
        let provider_module = graph.module_of(reexport.definition);
        if !judge.crosses(reexport.module, provider_module)
            || graph.module(reexport.module).kind() == DependencyKind::Test
            || !is_seen_by_others(graph, judge, reexport)
            || judge.reexport_contract(judge.owners(reexport.module), reexport.definition).is_some()
        {
            continue;
        }
        let same_place = |door: &&mut ForeignDoor| {
            door.keeper == reexport.module
                && (door.span.file, door.span.start) == (reexport.span.file, reexport.span.start)
                && judge.owners(graph.module_of(door.provider)) == judge.owners(provider_module)
        };
        match doors.iter_mut().find(same_place) {
            Some(door) => {
                door.offers.push(reexport.definition);
                door.provider = Definition::Module(reexport.source);
            }
            None => doors.push(ForeignDoor {
                keeper: reexport.module,
                provider: reexport.definition,
                offers: vec![reexport.definition],
                span: reexport.span,
            }),
        }
    }
    doors
}

/// Whether the name can be seen from a module that the keepers of the door do not own.
fn is_seen_by_others(graph: &ModuleGraph, judge: &Judge<'_>, reexport: &Reexport) -> bool {
    let keepers = judge.owners(reexport.module);
    match reexport.visibility {
        Visibility::Public => true,
        Visibility::Restricted(within) => {
            let mut stack = vec![within];
            while let Some(module) = stack.pop() {
                let owners = judge.owners(module);
                if !owners.is_empty() && !shares(owners, keepers) {
                    return true;
                }
                stack.extend(graph.children(module));
            }
            false
        }
    }
}
