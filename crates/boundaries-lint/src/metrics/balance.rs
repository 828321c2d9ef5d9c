//! In which order to look at couplings: those first that are strong, far and volatile at once, after Khononov.

use std::collections::BTreeMap;

use boundaries_graph::{Definition, FileId, ItemKind, ModuleGraph, ModuleId, Reference, ReferenceKind};
use boundaries_policy::{Policy, TeamId};

use super::CountedCoupling;
use super::history::{ChangeHistory, are_apart};

/// How balanced what one module uses of another is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Balance {
    /// The module that uses.
    pub consumer: ModuleId,
    /// The module that is used.
    pub provider: ModuleId,
    /// From 1 to 10: how much must be known of the provider.
    pub strength: u8,
    /// From 1 to 10: how far apart the two are.
    pub distance: u8,
    /// From 1 to 10: how often the provider changes, beside the other modules.
    pub volatility: u8,
    /// From 1 to 10, the lowest to be looked at first.
    pub score: u8,
    /// How many references there are.
    pub references: usize,
}

/// The balance of every dependency between modules of different teams, the lowest first.
pub(super) fn measure(
    graph: &ModuleGraph,
    policy: &Policy,
    history: &ChangeHistory,
    couplings: &[CountedCoupling],
) -> Vec<Balance> {
    let volatility = Volatility::of(graph, history);
    let mut edges: BTreeMap<(ModuleId, ModuleId), (u8, usize)> = BTreeMap::new();
    for coupling in couplings {
        let by_surface = coupling.contract.is_some_and(|contract| {
            let contract = policy.contract(contract);
            let open = |team: &TeamId| policy.team(*team).surface.is_none();
            contract.surface.is_some() || !contract.providers.iter().any(open)
        });
        let provider = graph.module_of(coupling.provider);
        let (strength, references) = edges.entry((coupling.consumer, provider)).or_default();
        let strongest = coupling.references.iter().map(|reference| strength_of(graph, reference, by_surface)).max();
        *strength = (*strength).max(strongest.unwrap_or(CONTRACT));
        *references += coupling.references.len();
    }
    let mut balances: Vec<Balance> = edges
        .into_iter()
        .map(|((consumer, provider), (strength, references))| {
            let distance = distance(graph, policy, consumer, provider);
            let volatility = volatility.of_module(graph, provider);
            let score = score(strength, distance, volatility);
            Balance { consumer, provider, strength, distance, volatility, score, references }
        })
        .collect();
    balances.sort_by_cached_key(|balance| {
        let path = |module: ModuleId| graph.module(module).path().to_owned();
        let most = std::cmp::Reverse(balance.references);
        (balance.score, most, path(balance.consumer), path(balance.provider), balance.consumer, balance.provider)
    });
    balances
}

/// All three from 1 to 10, and so is the result.
pub(super) fn score(strength: u8, distance: u8, volatility: u8) -> u8 {
    strength.abs_diff(distance).max(10 - volatility) + 1
}

const CONTRACT: u8 = 1;
const MODEL: u8 = 3;
const FUNCTIONAL: u8 = 8;
const INTRUSIVE: u8 = 10;

fn strength_of(graph: &ModuleGraph, reference: &Reference, by_surface: bool) -> u8 {
    let is_inner = |segment: &str| segment.starts_with('_') || matches!(segment, "internal" | "internals" | "private");
    let reaches_in = matches!(reference.kind, ReferenceKind::Field | ReferenceKind::RecordField);
    if reaches_in || graph.definition_path(reference.definition).split("::").skip(1).any(is_inner) {
        return INTRUSIVE;
    }
    if by_surface {
        return CONTRACT;
    }
    let Definition::Item(item) = reference.definition else { return MODEL };
    match graph.item(item).kind() {
        ItemKind::Trait | ItemKind::AssociatedType => CONTRACT,
        ItemKind::Field => INTRUSIVE,
        ItemKind::Function
        | ItemKind::AssociatedFunction
        | ItemKind::Macro
        | ItemKind::DeriveMacro
        | ItemKind::AttributeMacro => FUNCTIONAL,
        ItemKind::Struct
        | ItemKind::Enum
        | ItemKind::Union
        | ItemKind::TypeAlias
        | ItemKind::Constant
        | ItemKind::Static
        | ItemKind::Variant
        | ItemKind::AssociatedConstant => MODEL,
    }
}

/// From one file to another repository; what is measured here crosses teams, within a crate or between crates.
fn distance(graph: &ModuleGraph, policy: &Policy, consumer: ModuleId, provider: ModuleId) -> u8 {
    let krate = |module: ModuleId| graph.module(module).krate().id();
    let owners = |module: ModuleId| policy.owner_of_module(module).teams.as_slice();
    match (krate(consumer) == krate(provider), are_apart(owners(consumer), owners(provider))) {
        (true, false) => 3,
        (false, false) => 5,
        (true, true) => 7,
        (false, true) => 8,
    }
}

/// How often files change, as their place among all files of the graph.
struct Volatility {
    changes_of: BTreeMap<FileId, usize>,
    in_order: Vec<usize>,
}

impl Volatility {
    fn of(graph: &ModuleGraph, history: &ChangeHistory) -> Self {
        let mut changes_of: BTreeMap<FileId, usize> = graph.modules().map(|module| (module.data().file, 0)).collect();
        for source in history.changes.iter().flat_map(|it| &it.files).filter_map(|&file| history.files[file].source) {
            if let Some(count) = changes_of.get_mut(&source) {
                *count += 1;
            }
        }
        let mut in_order: Vec<usize> = changes_of.values().copied().collect();
        in_order.sort_unstable();
        Self { changes_of, in_order }
    }

    /// 1 where no file changes less, 10 where all others do.
    fn of_module(&self, graph: &ModuleGraph, module: ModuleId) -> u8 {
        let count = self.changes_of.get(&graph.module(module).data().file).copied().unwrap_or(0);
        let fewer = self.in_order.partition_point(|&other| other < count);
        let others = self.in_order.len().saturating_sub(1).max(1);
        u8::try_from((9 * fewer).div_euclid(others).min(9)).unwrap_or(9) + 1
    }
}
