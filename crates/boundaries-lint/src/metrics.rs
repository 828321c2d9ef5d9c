//! What coupling amounts to, in numbers: how much of it contracts cover, who leans on whom, how far a change reaches.
//!
//! Every number is a [`Figure`]: a metric of the [`catalogue`], what it was measured of, its value, and the couplings,
//! contracts or changes behind it. What the code says and what its history says are apart, and the latter is measured
//! where a [`ChangeHistory`] is given. Nothing here ranks, grades, or speaks of persons.

mod balance;
mod catalogue;
mod co_change;
mod consent;
mod counted;
mod history;
#[cfg(test)]
mod history_tests;
mod homes;
#[cfg(test)]
mod laws;
mod monthly;
mod radius;
mod shares;
mod stability;
mod tangle;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use boundaries_graph::ModuleId;
use boundaries_policy::{ContractId, TeamId};

use crate::coupling::Couplings;
use crate::engine::Input;
use crate::standing::ContractStanding;
use crate::unseen::Unseen;

use co_change::Coverage;
use history::Touched;

pub use balance::Balance;
pub use catalogue::{Availability, Metric, UnknownMetric, catalogue, find_metric};
pub use co_change::{ModulePair, PairKind};
pub use counted::{CountedCoupling, CouplingState};
pub use history::{Change, ChangeHistory, ChangedFile, month_end};
pub use homes::Homes;
pub use monthly::{CodeFigures, Month, MonthCommit, Sample, TrendOf, months};
pub use radius::{Radius, ReachedModule};
pub use tangle::TeamTangle;

/// The numbers of a workspace with what is behind them.
#[derive(Debug)]
pub struct Metrics {
    /// Every coupling between teams, by the paths of consumer and provider; figures point at them by position.
    pub couplings: Vec<CountedCoupling>,
    /// The figures: of the workspace, of each team, of each pair of teams.
    pub figures: Vec<Figure>,
    /// The largest set of teams that reach each other, if there is one.
    pub tangle: Option<TeamTangle>,
    /// What else the history tells, if it was given.
    pub from_history: Option<FromHistory>,
}

/// What the history of a workspace tells beside its figures.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FromHistory {
    /// How the teams of authors are known.
    pub homes: Homes,
    /// Modules of different teams that change together without a reference, or never although there is one.
    pub pairs: Vec<ModulePair>,
    /// The dependencies between teams in the order in which to look at them.
    pub balances: Vec<Balance>,
}

/// One number.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Figure {
    /// What it means.
    pub metric: &'static Metric,
    /// What it was measured of.
    pub of: Measured,
    /// The number.
    pub value: Value,
    /// The couplings behind it, by position.
    pub couplings: Vec<usize>,
    /// The contracts behind it.
    pub contracts: Vec<ContractId>,
    /// The changes behind it, by position in the history.
    pub changes: Vec<usize>,
}

/// What a number was measured of.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Measured {
    /// The whole workspace.
    Workspace,
    /// One team.
    Team(TeamId),
    /// What the owners of some code use of the code of others, or need of them. Joint owners are one side together.
    Pair {
        /// The owners of the code that uses, or the team that needs.
        consumers: Vec<TeamId>,
        /// The owners of the code that is used, or the team that is needed.
        providers: Vec<TeamId>,
    },
    /// Two sets of owners that share nobody, in no direction.
    Between {
        /// One.
        one: Vec<TeamId>,
        /// The other.
        other: Vec<TeamId>,
    },
    /// One module: the file that it is written in.
    Module(ModuleId),
    /// The module, crate, package or team that was asked for.
    Subject,
}

/// A number, exact until it is shown.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Value {
    /// So many.
    Count(usize),
    /// A part of a whole; without a whole there is no share.
    Share {
        /// The part.
        part: usize,
        /// The whole.
        whole: usize,
    },
}

impl Value {
    /// The number as it is drawn; none for a share of nothing.
    #[must_use]
    pub fn number(self) -> Option<f64> {
        let float = |count: usize| u32::try_from(count).map_or(f64::from(u32::MAX), f64::from);
        match self {
            Self::Count(count) => Some(float(count)),
            Self::Share { whole: 0, .. } => None,
            Self::Share { part, whole } => Some(float(part) / float(whole)),
        }
    }
}

impl Metrics {
    /// Measures a workspace as a whole, without its history: levels and scope of the input do not matter.
    #[must_use]
    pub fn measure(input: &Input<'_>) -> Self {
        Self::measured(input, None)
    }

    /// The same, with what its history tells.
    #[must_use]
    pub fn measure_with_history(input: &Input<'_>, history: &ChangeHistory) -> Self {
        Self::measured(input, Some(history))
    }

    fn measured(input: &Input<'_>, history: Option<&ChangeHistory>) -> Self {
        let judged = Couplings::new(input.graph, input.policy, input.today);
        let couplings = counted::count(input, &judged);
        let tangle = TeamTangle::largest(input, &couplings);
        let mut sheet = Sheet { figures: Vec::new() };
        let teams: Vec<TeamId> = input.policy.teams().iter().map(|team| team.id).collect();

        let stale = stale_contracts(input, &judged);
        let all: Vec<usize> = (0..couplings.len()).collect();
        sheet.contracts(&Measured::Workspace, &couplings, &all, stale.as_deref());
        sheet.tangle(tangle.as_ref());
        for &team in &teams {
            let of = Measured::Team(team);
            let outgoing = positions(&couplings, |coupling| coupling.consumers.contains(&team));
            let named = stale.as_ref().map(|stale| {
                let names = |contract: &&ContractId| {
                    let contract = input.policy.contract(**contract);
                    contract.providers.contains(&team) || contract.consumer.teams().contains(&team)
                };
                stale.iter().filter(names).copied().collect::<Vec<_>>()
            });
            sheet.contracts(&of, &couplings, &outgoing, named.as_deref());
            stability::measure(input, &couplings, team, &mut sheet);
            Radius::of_team(input.graph, input.policy, team).figures(&of, &mut sheet);
        }
        for (pair, (behind, stale)) in pairs(input, &couplings, stale.as_deref()) {
            sheet.contracts(&pair, &couplings, &behind, stale.as_deref());
        }
        let from_history = history.map(|history| {
            let settings = input.policy.history();
            let touched = Touched::by(history);
            let homes = Homes::of(history, &touched, settings.min_commits as usize);
            consent::measure(history, &touched, &homes, &teams, &mut sheet);
            let pairs = co_change::measure(input, history, &Coverage::of(input, &touched), &teams, &mut sheet);
            shares::measure(input.graph, history, &homes, settings, &mut sheet);
            let balances = balance::measure(input.graph, input.policy, history, &couplings);
            FromHistory { homes, pairs, balances }
        });
        Self { couplings, figures: sheet.figures, tangle, from_history }
    }

    /// The figure of a metric, if it was measured.
    #[must_use]
    pub fn figure(&self, metric: &str, of: &Measured) -> Option<&Figure> {
        self.figures.iter().find(|figure| figure.metric.name == metric && figure.of == *of)
    }
}

/// Figures in the making.
struct Sheet {
    figures: Vec<Figure>,
}

impl Sheet {
    fn put_changes(&mut self, metric: &str, of: &Measured, value: Value, changes: Vec<usize>) {
        self.put(metric, of, value, Vec::new());
        self.figures.last_mut().expect("one was put").changes = changes;
    }

    fn put(&mut self, metric: &str, of: &Measured, value: Value, couplings: Vec<usize>) {
        self.figures.push(Figure {
            metric: find_metric(metric).expect("what is measured is in the catalogue"),
            of: of.clone(),
            value,
            couplings,
            contracts: Vec::new(),
            changes: Vec::new(),
        });
    }

    /// What contracts say about some couplings, and which contracts say it in vain.
    fn contracts(
        &mut self,
        of: &Measured,
        couplings: &[CountedCoupling],
        behind: &[usize],
        stale: Option<&[ContractId]>,
    ) {
        let references =
            |positions: &[usize]| positions.iter().map(|&at| couplings[at].references.len()).sum::<usize>();
        let whole = references(behind);
        let in_state = |state: CouplingState| {
            let found: Vec<usize> = behind.iter().copied().filter(|&at| couplings[at].state == state).collect();
            (references(&found), found)
        };
        let (honoured, _) = in_state(CouplingState::Honoured);
        self.put("contract-coverage", of, Value::Share { part: honoured, whole }, behind.to_vec());
        self.put("crossing-references", of, Value::Count(whole), behind.to_vec());
        for (metric, state) in [
            ("honoured", CouplingState::Honoured),
            ("undeclared", CouplingState::Undeclared),
            ("off-surface", CouplingState::OffSurface),
            ("tolerated", CouplingState::Tolerated),
        ] {
            let (count, found) = in_state(state);
            self.put(metric, of, Value::Count(count), found);
        }
        if let Some(stale) = stale {
            self.put("stale-contracts", of, Value::Count(stale.len()), Vec::new());
            self.figures.last_mut().expect("one was put").contracts = stale.to_vec();
        }
    }

    fn tangle(&mut self, tangle: Option<&TeamTangle>) {
        let size = tangle.map_or(0, |tangle| tangle.teams.len());
        let cut = tangle.map_or(0, |tangle| tangle.cut.iter().map(|(.., references)| references).sum());
        let of = Measured::Workspace;
        self.put("team-tangle", &of, Value::Count(size), tangle.map(|it| it.couplings.clone()).unwrap_or_default());
        self.put("tangle-cut", &of, Value::Count(cut), tangle.map(|it| it.cut_couplings.clone()).unwrap_or_default());
    }
}

fn positions(couplings: &[CountedCoupling], is_meant: impl Fn(&CountedCoupling) -> bool) -> Vec<usize> {
    (0..couplings.len()).filter(|&at| is_meant(&couplings[at])).collect()
}

/// The contracts in force that nothing uses; not known where code was not read, or flags leave it out.
fn stale_contracts(input: &Input<'_>, judged: &Couplings<'_>) -> Option<Vec<ContractId>> {
    if Unseen::new(input.graph, input.partial).any() {
        return None;
    }
    let contracts = input.policy.contracts().iter();
    let is_stale = |contract: &&boundaries_policy::Contract| {
        ContractStanding::of(contract, judged.uses(contract.id), input.today) == ContractStanding::Stale
    };
    Some(contracts.filter(is_stale).map(|contract| contract.id).collect())
}

/// Every pair of owners that couples, or that a stale contract is between, with what is behind it.
fn pairs(
    input: &Input<'_>,
    couplings: &[CountedCoupling],
    stale: Option<&[ContractId]>,
) -> BTreeMap<Measured, (Vec<usize>, Option<Vec<ContractId>>)> {
    let known = stale.map(|_| Vec::new());
    let mut pairs: BTreeMap<Measured, (Vec<usize>, Option<Vec<ContractId>>)> = BTreeMap::new();
    for (at, coupling) in couplings.iter().enumerate() {
        let pair = Measured::Pair { consumers: coupling.consumers.clone(), providers: coupling.providers.clone() };
        pairs.entry(pair).or_insert_with(|| (Vec::new(), known.clone())).0.push(at);
    }
    for &id in stale.unwrap_or_default() {
        let contract = input.policy.contract(id);
        for &consumer in contract.consumer.teams() {
            for &provider in &contract.providers {
                let pair = Measured::Pair { consumers: vec![consumer], providers: vec![provider] };
                let (_, vain) = pairs.entry(pair).or_insert_with(|| (Vec::new(), known.clone()));
                vain.get_or_insert_default().push(id);
            }
        }
    }
    pairs
}
