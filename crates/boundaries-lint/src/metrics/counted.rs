//! Couplings as they are counted: each with what has become of it, the records of debt considered.

use boundaries_graph::{Definition, ModuleId, Reference, Span};
use boundaries_policy::{ContractId, Level, TeamId};
use rustc_hash::FxHashSet;

use crate::coupling::{Coupling, Couplings};
use crate::engine::{Input, Scope, check};
use crate::levels::LevelOverrides;
use crate::permission::Verdict;
use crate::rules::{off_surface, undeclared_coupling};

/// All that one module mentions of one item of another team and that has the same state.
#[derive(Clone, Debug)]
pub struct CountedCoupling {
    /// The module that mentions.
    pub consumer: ModuleId,
    /// The item that is mentioned.
    pub provider: Definition,
    /// The teams that own the consumer, in order.
    pub consumers: Vec<TeamId>,
    /// The teams that own the provider, in order.
    pub providers: Vec<TeamId>,
    /// The contract that permits it, if one does.
    pub contract: Option<ContractId>,
    /// What has become of it.
    pub state: CouplingState,
    /// The mentions, by place.
    pub references: Vec<Reference>,
}

/// What has become of a coupling.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum CouplingState {
    /// A contract permits it.
    Honoured,
    /// No contract in force is between the teams.
    Undeclared,
    /// A contract is between the teams and does not open this path.
    OffSurface,
    /// No contract permits it; a comment, an exception or the baseline tolerates it.
    Tolerated,
}

impl CouplingState {
    /// The word in machine formats.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Honoured => "honoured",
            Self::Undeclared => "undeclared",
            Self::OffSurface => "off-surface",
            Self::Tolerated => "tolerated",
        }
    }
}

/// Every coupling with its state, in the order of the couplings; one whose references differ is split.
pub(super) fn count(input: &Input<'_>, judged: &Couplings<'_>) -> Vec<CountedCoupling> {
    let open = open(input);
    let mut counted = Vec::new();
    for coupling in judged.all() {
        let provider = input.graph.definition_path(coupling.provider);
        let state_of = |reference: &Reference| match breached_rule(coupling) {
            None => CouplingState::Honoured,
            Some(rule) if !open.contains(&(rule, provider.clone(), reference.span)) => CouplingState::Tolerated,
            Some(rule) if rule == undeclared_coupling::META.name => CouplingState::Undeclared,
            Some(_) => CouplingState::OffSurface,
        };
        let mut parts: Vec<(CouplingState, Vec<Reference>)> = Vec::new();
        for reference in &coupling.references {
            let state = state_of(reference);
            match parts.iter_mut().find(|(known, _)| *known == state) {
                Some((_, references)) => references.push(*reference),
                None => parts.push((state, vec![*reference])),
            }
        }
        parts.sort_by_key(|(state, _)| *state);
        counted.extend(parts.into_iter().map(|(state, references)| CountedCoupling {
            consumer: coupling.consumer,
            provider: coupling.provider,
            consumers: coupling.consumers.clone(),
            providers: coupling.providers.clone(),
            contract: match coupling.verdict {
                Verdict::Permitted(contract) => Some(contract),
                Verdict::Undeclared(_) | Verdict::OffSurface(_) => None,
            },
            state,
            references,
        }));
    }
    counted
}

fn breached_rule(coupling: &Coupling) -> Option<&'static str> {
    match coupling.verdict {
        Verdict::Permitted(_) => None,
        Verdict::Undeclared(_) => Some(undeclared_coupling::META.name),
        Verdict::OffSurface(_) => Some(off_surface::META.name),
    }
}

/// What findings leave open: the rule, the provider and the place. The rules speak whatever their levels, so that what a
/// contract does not permit and what is not here is tolerated.
fn open(input: &Input<'_>) -> FxHashSet<(&'static str, String, Span)> {
    let mut overrides = LevelOverrides::default();
    let both = [undeclared_coupling::META.name, off_surface::META.name];
    for rule in both {
        overrides.set(rule, Level::Warn).expect("the rule is registered");
    }
    let report = check(&Input { overrides, scope: Scope::default(), ..input.clone() });
    let open = report.findings.iter().filter(|finding| both.contains(&finding.key.rule) && finding.waiver.is_none());
    let places = open.flat_map(|finding| finding.places.iter().map(|place| (&finding.key, place.span)));
    places.map(|(key, span)| (key.rule, key.provider.clone(), span)).collect()
}
