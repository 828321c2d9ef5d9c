//! Whether a reference is permitted, and by what: the heart of the tool.
//!
//! A reference crosses a boundary when the owners of the two modules share no team. The provider is the owner of the
//! *definition*, because that is whom one has to talk to when it changes. Dependencies come first, surfaces second: a
//! contract between any consuming owner and any providing owner covers the pair, and only then the surface of that
//! contract (or, where it names none, of the provider) is asked whether this item may be named.
//!
//! Doors are judged as follows. A door of the provider is one of the item's names, and the surface may list it. A door
//! of a third team counts if a contract lets that team re-export the item; then a contract with that team permits the
//! use as well. Any other door is looked through, as if the item had been named by a path of the provider.

use boundaries_graph::{
    Definition, DependencyKind, ModuleGraph, ModuleId, Reexport, Reference, ReferenceKind, Visibility,
};
use boundaries_policy::{Consumer, Contract, ContractId, ContractState, Policy, Surface, SurfaceEntry, TeamId};
use jiff::civil::Date;

use crate::names::{NamePath, Names};
use crate::term::{self, Term};

/// What is to be said about one reference that crosses a boundary.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Verdict {
    /// This contract permits it.
    Permitted(ContractId),
    /// These contracts cover the pair of teams, but not this path.
    OffSurface(Vec<ContractId>),
    /// No contract in force covers the pair of teams; these come close, the closest first.
    Undeclared(Vec<NearMiss>),
}

/// A contract that almost covers a reference.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct NearMiss {
    /// What it lacks.
    pub lack: Lack,
    /// The contract.
    pub contract: ContractId,
}

/// What a contract lacks to cover a reference.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Lack {
    /// It does not cover this kind of dependency.
    Kind(DependencyKind),
    /// Its last day has passed.
    Ended(Date),
    /// Its first day is still to come.
    NotBegun(Date),
    /// It is requested, but not granted.
    Proposed,
    /// It permits the opposite direction.
    OtherDirection,
    /// It is with the team that keeps the door, and does not let that team re-export.
    DoorWithoutReexport,
}

/// Judges references by the contracts of a policy.
#[derive(Debug)]
pub(crate) struct Judge<'a> {
    graph: &'a ModuleGraph,
    policy: &'a Policy,
    today: Date,
    names: Names<'a>,
}

impl<'a> Judge<'a> {
    pub(crate) fn new(graph: &'a ModuleGraph, policy: &'a Policy, today: Date) -> Self {
        Self { graph, policy, today, names: Names::new(graph) }
    }

    pub(crate) fn today(&self) -> Date {
        self.today
    }

    pub(crate) fn names(&self) -> &Names<'a> {
        &self.names
    }

    pub(crate) fn module_of(&self, definition: Definition) -> ModuleId {
        self.graph.module_of(definition)
    }

    /// The teams that own a module, in order; none if it is unowned or unmatched.
    pub(crate) fn owners(&self, module: ModuleId) -> &'a [TeamId] {
        &self.policy.owner_of_module(module).teams
    }

    /// Whether the owners of two modules are known and have no team in common.
    pub(crate) fn crosses(&self, from: ModuleId, to: ModuleId) -> bool {
        let (from, to) = (self.owners(from), self.owners(to));
        !from.is_empty() && !to.is_empty() && !shares(from, to)
    }

    /// The verdict on a reference that crosses.
    pub(crate) fn judge(&self, reference: &Reference) -> Verdict {
        let consumers = self.owners(reference.from);
        let providers = self.owners(self.graph.module_of(reference.definition));
        let mut covering = Vec::new();
        // One that is to end decides only where no other does.
        let (lasting, ending): (Vec<_>, Vec<_>) =
            self.in_force(consumers, providers).partition(|contract| contract.deprecated.is_none());
        for contract in lasting.into_iter().chain(ending) {
            if !contract.kinds.contains(&reference.context) {
                continue;
            }
            if self.permits(contract, providers, reference) {
                return Verdict::Permitted(contract.id);
            }
            covering.push(contract.id);
        }
        if let Some(contract) = self.through_third_team(reference, consumers, providers) {
            return Verdict::Permitted(contract);
        }
        if covering.is_empty() {
            Verdict::Undeclared(self.near_misses(reference, consumers, providers))
        } else {
            Verdict::OffSurface(covering)
        }
    }

    /// The contracts in force between any of the consumers and any of the providers.
    pub(crate) fn in_force(&self, consumers: &[TeamId], providers: &[TeamId]) -> impl Iterator<Item = &'a Contract> {
        let between = move |contract: &&Contract| covers(contract, consumers, providers);
        self.policy.contracts().iter().filter(between).filter(|contract| term::in_force(contract, self.today))
    }

    /// A contract in force that lets the keepers of a door re-export what the providers define.
    pub(crate) fn reexport_contract(&self, keepers: &[TeamId], definition: Definition) -> Option<&'a Contract> {
        let providers = self.owners(self.graph.module_of(definition));
        self.in_force(keepers, providers).filter(|contract| contract.may_reexport).find(|contract| {
            self.is_open(contract, providers, |surface| self.any_name_on(surface, definition, providers))
        })
    }

    /// The path on the provider's surface that gives the same item, best first: short ones before long ones.
    pub(crate) fn surface_path(&self, definition: Definition, consumer: ModuleId) -> Option<String> {
        let providers = self.owners(self.graph.module_of(definition));
        let surfaces: Vec<&Surface> =
            providers.iter().filter_map(|&team| self.policy.team(team).surface.as_ref()).collect();
        let admit =
            |door: &Reexport| shares(self.owners(door.module), providers) && self.is_visible(door.visibility, consumer);
        let mut names = self.names.through_doors(definition, &admit);
        names.extend(self.names.as_defined(definition, &admit));
        names
            .iter()
            .filter(|name| surfaces.iter().any(|surface| self.lists(surface, name)))
            .map(|name| name.display(self.graph))
            .min_by(|a, b| (a.matches("::").count(), a).cmp(&(b.matches("::").count(), b)))
    }

    fn is_visible(&self, visibility: Visibility, consumer: ModuleId) -> bool {
        match visibility {
            Visibility::Public => true,
            Visibility::Restricted(within) => {
                self.graph.module(consumer).ancestors().any(|module| module.id() == within)
            }
        }
    }

    fn permits(&self, contract: &Contract, providers: &[TeamId], reference: &Reference) -> bool {
        self.is_open(contract, providers, |surface| self.is_on(surface, reference, providers))
    }

    /// Asks `is_on` for the surface of a contract: its own, or that of any providing team it is with. A team without a
    /// surface is open under contract.
    fn is_open(&self, contract: &Contract, providers: &[TeamId], is_on: impl Fn(&Surface) -> bool) -> bool {
        match &contract.surface {
            Some(surface) => is_on(surface),
            None => contract
                .providers
                .iter()
                .filter(|provider| providers.contains(provider))
                .any(|&provider| self.policy.team(provider).surface.as_ref().is_none_or(&is_on)),
        }
    }

    /// Whether a contract between the right teams would permit a reference.
    pub(crate) fn would_permit(&self, contract: &Contract, reference: &Reference) -> bool {
        self.permits(contract, self.owners(self.graph.module_of(reference.definition)), reference)
    }

    /// For each entry of a contract's own surface, whether it alone would permit a reference.
    pub(crate) fn entries_for(&self, contract: &Contract, reference: &Reference) -> Vec<bool> {
        let providers = self.owners(self.graph.module_of(reference.definition));
        let alone = |entry: &SurfaceEntry| Surface { entries: vec![entry.clone()] };
        let entries = contract.surface.iter().flat_map(|surface| &surface.entries);
        entries.map(|entry| self.is_on(&alone(entry), reference, providers)).collect()
    }

    /// Whether a reference names something on a surface.
    fn is_on(&self, surface: &Surface, reference: &Reference, providers: &[TeamId]) -> bool {
        let Reference { definition, door, .. } = *reference;
        let admit = |reexport: &Reexport| shares(self.owners(reexport.module), providers);
        if self.names.as_defined(definition, &admit).iter().any(|name| self.lists(surface, name)) {
            return true;
        }
        if let Definition::Module(_) = definition
            && !takes_all_names(reference.kind)
            && self.leads_to(surface, definition, providers)
        {
            return true;
        }
        let of_provider = shares(self.owners(door), providers);
        if of_provider && door != self.graph.module_of(definition) {
            let name = self.graph.text(reference.name);
            if self.names.of_module(door, &admit).iter().any(|module| self.lists(surface, &module.join(name))) {
                return true;
            }
        }
        // A place that writes no path, or only a foreign one, has not chosen a door of the provider. It is judged as if
        // it had taken the one on the surface.
        if (writes_no_path(reference.kind) || !of_provider) && self.any_name_on(surface, definition, providers) {
            return true;
        }
        self.parent_is_on(surface, definition, providers)
    }

    /// Whether any name of a definition is on a surface.
    pub(crate) fn any_name_on(&self, surface: &Surface, definition: Definition, providers: &[TeamId]) -> bool {
        let admit = |door: &Reexport| shares(self.owners(door.module), providers);
        self.names.as_defined(definition, &admit).iter().any(|name| self.lists(surface, name))
            || self.names.through_doors(definition, &admit).iter().any(|name| self.lists(surface, name))
            || self.parent_is_on(surface, definition, providers)
    }

    /// What belongs to a type on the surface is on it as well, if the same team defines it.
    fn parent_is_on(&self, surface: &Surface, definition: Definition, providers: &[TeamId]) -> bool {
        let Definition::Item(item) = definition else { return false };
        let Some(parent) = self.graph.item(item).parent() else { return false };
        shares(self.owners(parent.module().id()), providers)
            && self.any_name_on(surface, Definition::Item(parent.id()), providers)
    }

    /// Whether a module lies on the way to something on the surface.
    fn leads_to(&self, surface: &Surface, definition: Definition, providers: &[TeamId]) -> bool {
        let admit = |door: &Reexport| shares(self.owners(door.module), providers);
        let mut names = self.names.as_defined(definition, &admit);
        names.extend(self.names.through_doors(definition, &admit));
        names.iter().any(|name| surface.entries.iter().any(|entry| name.is_above(self.graph, &entry.path)))
    }

    fn lists(&self, surface: &Surface, name: &NamePath) -> bool {
        surface.entries.iter().any(|entry| name.is_at_or_below(self.graph, &entry.path))
    }

    /// The contract that permits a reference through the door of a third team which may re-export the item.
    fn through_third_team(
        &self,
        reference: &Reference,
        consumers: &[TeamId],
        providers: &[TeamId],
    ) -> Option<ContractId> {
        let keepers = self.owners(reference.door);
        if keepers.is_empty() || shares(keepers, consumers) || shares(keepers, providers) {
            return None;
        }
        self.reexport_contract(keepers, reference.definition)?;
        let admit = |door: &Reexport| shares(self.owners(door.module), keepers);
        let name = self.graph.text(reference.name);
        let names: Vec<NamePath> =
            self.names.of_module(reference.door, &admit).iter().map(|module| module.join(name)).collect();
        let on = |surface: &Surface| names.iter().any(|name| self.lists(surface, name));
        let with_keeper = self.in_force(consumers, keepers).map(|contract| (contract, keepers));
        let with_provider = self.in_force(consumers, providers).map(|contract| (contract, providers));
        with_keeper
            .chain(with_provider)
            .filter(|(contract, _)| contract.kinds.contains(&reference.context))
            .find(|(contract, side)| self.is_open(contract, side, on))
            .map(|(contract, _)| contract.id)
    }

    fn near_misses(&self, reference: &Reference, consumers: &[TeamId], providers: &[TeamId]) -> Vec<NearMiss> {
        let keepers = self.owners(reference.door);
        let mut misses: Vec<NearMiss> = Vec::new();
        for contract in self.policy.contracts() {
            let lack = if covers(contract, consumers, providers) {
                self.lack(contract, reference.context)
            } else if names_both(contract, providers, consumers) && term::in_force(contract, self.today) {
                Some(Lack::OtherDirection)
            } else if covers(contract, keepers, providers) && !shares(keepers, consumers) && !contract.may_reexport {
                Some(Lack::DoorWithoutReexport)
            } else {
                None
            };
            misses.extend(lack.map(|lack| NearMiss { lack, contract: contract.id }));
        }
        misses.sort_unstable();
        misses
    }

    /// What a contract between the right teams lacks.
    fn lack(&self, contract: &Contract, context: DependencyKind) -> Option<Lack> {
        match Term::of_contract(contract, self.today) {
            Term::Ended(end) => return Some(Lack::Ended(end)),
            Term::Begins(start) => return Some(Lack::NotBegun(start)),
            Term::Holds | Term::EndsSoon(_) => {}
        }
        if contract.state != ContractState::Agreed {
            return Some(Lack::Proposed);
        }
        (!contract.kinds.contains(&context)).then_some(Lack::Kind(context))
    }
}

/// Whether two lists of teams have one in common.
pub(crate) fn shares(left: &[TeamId], right: &[TeamId]) -> bool {
    left.iter().any(|team| right.contains(team))
}

/// Whether a contract is between any of the consumers and any of the providers.
pub(crate) fn covers(contract: &Contract, consumers: &[TeamId], providers: &[TeamId]) -> bool {
    let consumer = match &contract.consumer {
        Consumer::Any => !consumers.is_empty(),
        Consumer::Teams(teams) => shares(teams, consumers),
    };
    consumer && shares(&contract.providers, providers)
}

/// Like [`covers`], for contracts that name the consumer: one that is open to all says nothing about a direction.
fn names_both(contract: &Contract, consumers: &[TeamId], providers: &[TeamId]) -> bool {
    contract.consumer != Consumer::Any && covers(contract, consumers, providers)
}

/// Whether a reference of this kind takes whatever a module offers.
fn takes_all_names(kind: ReferenceKind) -> bool {
    matches!(kind, ReferenceKind::GlobImport | ReferenceKind::GlobReexport)
}

/// Whether a reference of this kind names the item without saying where it comes from.
fn writes_no_path(kind: ReferenceKind) -> bool {
    matches!(
        kind,
        ReferenceKind::Method
            | ReferenceKind::Field
            | ReferenceKind::RecordField
            | ReferenceKind::Associated
            | ReferenceKind::SelfType
    )
}

/// The item that a finding speaks of: associated items, variants and fields are folded into their type if they are
/// defined in the same module.
pub(crate) fn provider_item(graph: &ModuleGraph, definition: Definition) -> Definition {
    let Definition::Item(item) = definition else { return definition };
    let mut item = graph.item(item);
    while let Some(parent) = item.parent() {
        if parent.module() != item.module() {
            break;
        }
        item = parent;
    }
    Definition::Item(item.id())
}
