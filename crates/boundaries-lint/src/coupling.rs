//! The join of graph and policy: every coupling between teams, with the verdict on it.
//!
//! A coupling is all that one module mentions of one item of another team. References of one coupling can get different
//! verdicts, because they stand in test and in shipped code, or go through different doors; it is then split.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use boundaries_graph::{Definition, ModuleGraph, ModuleId, Reference, Symbol};
use boundaries_policy::{ContractId, Policy, TeamId};
use jiff::civil::Date;
use rustc_hash::FxHashMap;

use crate::permission::{Judge, Verdict, covers, provider_item};
use crate::term;

/// All that one module mentions of one item of another team, with one verdict.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Coupling {
    /// The module that mentions.
    pub consumer: ModuleId,
    /// The item that is mentioned; associated items, variants and fields of the same module are folded into it.
    pub provider: Definition,
    /// The teams that own the consumer, in order.
    pub consumers: Vec<TeamId>,
    /// The teams that own the provider, in order.
    pub providers: Vec<TeamId>,
    /// The mentions, by place.
    pub references: Vec<Reference>,
    /// What the contracts say about them.
    pub verdict: Verdict,
}

/// How a contract is used.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub struct ContractUse {
    /// For each entry of the contract's own surface, the references that it would permit alone.
    pub entries: Vec<usize>,
    /// The teams on the consuming side that use it.
    pub consumers: BTreeSet<TeamId>,
}

/// Every coupling between teams, by the paths of consumer and provider.
#[derive(Debug)]
pub struct Couplings<'a> {
    judged: Arc<JudgedCouplings>,
    judge: Judge<'a>,
}

/// What [`Couplings`] found, without the graph and the policy that it was found in.
#[derive(Debug)]
pub struct JudgedCouplings {
    couplings: Vec<Coupling>,
    uses: Vec<usize>,
}

impl<'a> Couplings<'a> {
    /// Finds and judges every coupling.
    #[must_use]
    pub fn new(graph: &'a ModuleGraph, policy: &'a Policy, today: Date) -> Self {
        let judge = Judge::new(graph, policy, today);
        let mut couplings = Vec::new();
        let mut uses = vec![0; policy.contracts().len()];
        // Only these parts of a reference decide about it.
        type Question =
            (Definition, ModuleId, Symbol, boundaries_graph::ReferenceKind, boundaries_graph::DependencyKind);
        for dependency in graph.dependencies() {
            let (from, to) = (dependency.from().id(), dependency.to().id());
            if !judge.crosses(from, to) {
                continue;
            }
            let mut asked: FxHashMap<Question, Verdict> = FxHashMap::default();
            let mut groups: BTreeMap<(Definition, u8), Vec<Coupling>> = BTreeMap::new();
            for reference in dependency.references() {
                let question =
                    (reference.definition, reference.door, reference.name, reference.kind, reference.context);
                let verdict = asked.entry(question).or_insert_with(|| judge.judge(reference)).clone();
                count_uses(&mut uses, policy, &judge, reference, &verdict);
                let provider = provider_item(graph, reference.definition);
                let group = groups.entry((provider, verdict_order(&verdict))).or_default();
                match group.iter_mut().find(|coupling| same_statement(&coupling.verdict, &verdict)) {
                    Some(coupling) => coupling.references.push(*reference),
                    None => group.push(Coupling {
                        consumer: from,
                        provider,
                        consumers: judge.owners(from).to_vec(),
                        providers: judge.owners(to).to_vec(),
                        references: vec![*reference],
                        verdict,
                    }),
                }
            }
            couplings.extend(groups.into_values().flatten());
        }
        couplings.sort_by_cached_key(|coupling| {
            let consumer = graph.module(coupling.consumer).path().to_owned();
            let provider = graph.definition_path(coupling.provider);
            (consumer, provider, verdict_order(&coupling.verdict), coupling.consumer, coupling.provider)
        });
        Self { judged: Arc::new(JudgedCouplings { couplings, uses }), judge }
    }

    /// What was found, to be kept.
    #[must_use]
    #[doc(hidden)]
    pub fn judged(&self) -> Arc<JudgedCouplings> {
        Arc::clone(&self.judged)
    }

    /// The same again from what was found in this graph by this policy on this day.
    #[must_use]
    #[doc(hidden)]
    pub fn again(graph: &'a ModuleGraph, policy: &'a Policy, today: Date, judged: Arc<JudgedCouplings>) -> Self {
        Self { judged, judge: Judge::new(graph, policy, today) }
    }

    /// All couplings, the permitted ones included.
    #[must_use]
    pub fn all(&self) -> &[Coupling] {
        self.judged.all()
    }

    /// How many references a contract covers, or, where it is not in force, how many still rely on it. A reference that
    /// several contracts cover counts for each of them.
    #[must_use]
    pub fn uses(&self, contract: ContractId) -> usize {
        self.judged.uses(contract)
    }

    /// Who uses a contract, and which entries of its surface.
    #[must_use]
    #[doc(hidden)]
    pub fn use_of(&self, policy: &Policy, contract: ContractId) -> ContractUse {
        let contract = policy.contract(contract);
        let entries = contract.surface.as_ref().map_or(0, |surface| surface.entries.len());
        let mut found = ContractUse { entries: vec![0; entries], consumers: BTreeSet::new() };
        for coupling in self.all() {
            if !covers(contract, &coupling.consumers, &coupling.providers) {
                continue;
            }
            for reference in coupling.references.iter().filter(|reference| contract.kinds.contains(&reference.context))
            {
                found.consumers.extend(&coupling.consumers);
                for (uses, is_on) in found.entries.iter_mut().zip(self.judge.entries_for(contract, reference)) {
                    *uses += usize::from(is_on);
                }
            }
        }
        found
    }

    pub(crate) fn judge(&self) -> &Judge<'a> {
        &self.judge
    }
}

impl JudgedCouplings {
    /// All couplings, the permitted ones included.
    #[must_use]
    pub fn all(&self) -> &[Coupling] {
        &self.couplings
    }

    /// How many references a contract covers, as [`Couplings::uses`] says.
    #[must_use]
    pub fn uses(&self, contract: ContractId) -> usize {
        self.uses[contract.index()]
    }
}

impl Coupling {
    /// Whether no contract permits it.
    #[must_use]
    pub fn is_breach(&self) -> bool {
        !matches!(self.verdict, Verdict::Permitted(_))
    }
}

/// Counts a reference for every contract that covers its teams and its kind, whether or not the surface allows it: with
/// the provider, or with the team that keeps the door. For a contract that is not in force only what nothing else permits
/// counts: that is what still relies on it.
fn count_uses(uses: &mut [usize], policy: &Policy, judge: &Judge<'_>, reference: &Reference, verdict: &Verdict) {
    let permitted = matches!(verdict, Verdict::Permitted(_));
    let consumers = judge.owners(reference.from);
    let providers = judge.owners(judge.module_of(reference.definition));
    let keepers = judge.owners(reference.door);
    for contract in policy.contracts() {
        let covered = covers(contract, consumers, providers) || covers(contract, consumers, keepers);
        let counts = !permitted || term::in_force(contract, judge.today());
        if covered && counts && contract.kinds.contains(&reference.context) {
            uses[contract.id.index()] += 1;
        }
    }
}

fn verdict_order(verdict: &Verdict) -> u8 {
    match verdict {
        Verdict::Undeclared(_) => 0,
        Verdict::OffSurface(_) => 1,
        Verdict::Permitted(_) => 2,
    }
}

/// Whether two verdicts belong into one finding: near misses may differ, and the first reference's are shown.
fn same_statement(left: &Verdict, right: &Verdict) -> bool {
    match (left, right) {
        (Verdict::Permitted(left), Verdict::Permitted(right)) => left == right,
        _ => verdict_order(left) == verdict_order(right),
    }
}
