//! The numbers month by month: those of changes from the changes of each month, those of code from a commit at its end.

use std::collections::BTreeMap;

use boundaries_policy::{Policy, TeamId};
use jiff::civil::Date;

use super::co_change::Coverage;
use super::consent::{Consent, needs_others};
use super::counted::CouplingState;
use super::history::{ChangeHistory, Touched, are_apart, month_end};
use super::homes::Homes;
use super::{Metrics, Value};
use crate::engine::Input;

/// What the months are told of. Teams go by their names, since each commit has teams of its own.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum TrendOf {
    /// The whole workspace.
    Workspace,
    /// One team, as the one that uses and changes.
    Team(String),
    /// What one team uses of another.
    Boundary {
        /// The team that uses.
        consumer: String,
        /// The team whose code is used.
        provider: String,
    },
}

/// A whole month.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Month {
    /// Its last day.
    pub end: Date,
    /// Changes of owned code, and those of them that cross teams. Of a boundary: changes of either side, and those of both.
    pub crossing: Value,
    /// Changes that needed nobody else, of those whose author's team is known. Of a boundary: those that did not need the
    /// provider, of those by the consumer.
    pub autonomy: Value,
    /// How much of what changed together across teams is under contract today.
    pub coverage: Value,
    /// The commit at its end, if its code could be read.
    pub commit: Option<MonthCommit>,
}

/// The commit at the end of a month.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct MonthCommit {
    /// Its hash.
    pub id: String,
    /// Whether there was a policy; else owners are those of CODEOWNERS alone, and there are no contracts.
    pub has_policy: bool,
    /// What the code said, if the teams that are asked about were known then.
    pub code: Option<CodeFigures>,
}

/// References that cross teams, by what has become of them.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct CodeFigures {
    /// References that a contract permitted.
    pub honoured: usize,
    /// References without a contract, tolerated by nothing.
    pub undeclared: usize,
    /// References past a surface, tolerated by nothing.
    pub off_surface: usize,
    /// References without permission that something tolerated.
    pub tolerated: usize,
    /// The size of the largest set of teams that reach each other, if what is asked about is in it.
    pub tangle: usize,
}

impl CodeFigures {
    /// How much of what crossed a contract permitted.
    #[must_use]
    pub fn coverage(&self) -> Value {
        Value::Share { part: self.honoured, whole: self.references() }
    }

    /// All references that crossed.
    #[must_use]
    pub fn references(&self) -> usize {
        self.honoured + self.undeclared + self.off_surface + self.tolerated
    }

    fn add(&mut self, state: CouplingState, references: usize) {
        match state {
            CouplingState::Honoured => self.honoured += references,
            CouplingState::Undeclared => self.undeclared += references,
            CouplingState::OffSurface => self.off_surface += references,
            CouplingState::Tolerated => self.tolerated += references,
        }
    }
}

/// What code and policy said at one commit, of everybody.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Sample {
    /// The commit.
    pub commit: String,
    /// Whether there was a policy.
    pub has_policy: bool,
    /// The teams that were known.
    pub teams: Vec<String>,
    /// The largest set of teams that reached each other.
    pub tangle: Vec<String>,
    /// What the owners of some code used of the code of others: the names of both, and the references.
    pub pairs: BTreeMap<(Vec<String>, Vec<String>), CodeFigures>,
}

impl Sample {
    /// That of a workspace at a commit.
    #[must_use]
    pub fn of(metrics: &Metrics, policy: &Policy, commit: String, has_policy: bool) -> Self {
        let names =
            |teams: &[TeamId]| -> Vec<String> { teams.iter().map(|&team| policy.team(team).name.clone()).collect() };
        let mut pairs: BTreeMap<_, CodeFigures> = BTreeMap::new();
        for coupling in &metrics.couplings {
            let pair = (names(&coupling.consumers), names(&coupling.providers));
            pairs.entry(pair).or_default().add(coupling.state, coupling.references.len());
        }
        Self {
            commit,
            has_policy,
            teams: policy.teams().iter().map(|team| team.name.clone()).collect(),
            tangle: metrics.tangle.as_ref().map(|tangle| names(&tangle.teams)).unwrap_or_default(),
            pairs,
        }
    }

    /// What it says of what is asked about.
    #[must_use]
    pub fn told(&self, of: &TrendOf) -> MonthCommit {
        let asked: Vec<&String> = match of {
            TrendOf::Workspace => Vec::new(),
            TrendOf::Team(team) => vec![team],
            TrendOf::Boundary { consumer, provider } => vec![consumer, provider],
        };
        let is_meant = |consumers: &[String], providers: &[String]| match asked.as_slice() {
            [] => true,
            [team] => consumers.contains(team),
            [consumer, provider, ..] => consumers.contains(consumer) && providers.contains(provider),
        };
        let code = asked.iter().all(|team| self.teams.contains(team)).then(|| {
            let mut sum = CodeFigures::default();
            for (_, figures) in self.pairs.iter().filter(|((consumers, providers), _)| is_meant(consumers, providers)) {
                sum.honoured += figures.honoured;
                sum.undeclared += figures.undeclared;
                sum.off_surface += figures.off_surface;
                sum.tolerated += figures.tolerated;
            }
            let is_tangled = asked.iter().all(|team| self.tangle.contains(team));
            CodeFigures { tangle: if is_tangled { self.tangle.len() } else { 0 }, ..sum }
        });
        MonthCommit { id: self.commit.clone(), has_policy: self.has_policy, code }
    }
}

/// What the changes of each whole month say, the oldest first; owners and contracts are those of today.
#[must_use]
pub fn months(input: &Input<'_>, history: &ChangeHistory, of: &TrendOf) -> Vec<Month> {
    let touched = Touched::by(history);
    // Over all months, so that an author has one home.
    let homes = Homes::of(history, &touched, input.policy.history().min_commits as usize);
    let coverage = Coverage::of(input, &touched);
    let asked = Asked::of(input.policy, of);
    let month = |back: i32| {
        let positions = history.month(back);
        let consent = Consent::of(history, &touched, &homes, positions.iter().copied());
        let counts = |at: usize| positions.binary_search(&at).is_ok();
        let [crossing, autonomy] = asked.shares(history, &touched, &homes, &consent);
        Month {
            end: month_end(history.until, back),
            crossing,
            autonomy,
            coverage: coverage.share(|one, other| asked.is_between(one, other), counts).0,
            commit: None,
        }
    };
    (0..history.months()).rev().map(month).collect()
}

/// What the months are told of, by the teams of today. A team that is not there has no changes.
enum Asked {
    Workspace,
    Team(Option<TeamId>),
    Boundary(Option<(TeamId, TeamId)>),
}

impl Asked {
    fn of(policy: &Policy, of: &TrendOf) -> Self {
        let team = |name: &String| policy.teams().iter().find(|team| team.name == *name).map(|team| team.id);
        match of {
            TrendOf::Workspace => Self::Workspace,
            TrendOf::Team(name) => Self::Team(team(name)),
            TrendOf::Boundary { consumer, provider } => Self::Boundary(team(consumer).zip(team(provider))),
        }
    }

    fn is_between(&self, one: &[TeamId], other: &[TeamId]) -> bool {
        match self {
            Self::Workspace => true,
            Self::Team(team) => team.is_some_and(|team| one.contains(&team) || other.contains(&team)),
            Self::Boundary(pair) => pair.is_some_and(|(consumer, provider)| {
                one.contains(&consumer) && other.contains(&provider)
                    || one.contains(&provider) && other.contains(&consumer)
            }),
        }
    }

    /// What crossed, and what needed nobody else.
    fn shares(&self, history: &ChangeHistory, touched: &Touched<'_>, homes: &Homes, consent: &Consent) -> [Value; 2] {
        let share = |part: usize, whole: usize| Value::Share { part, whole };
        let touches = |at: usize, team: TeamId| touched.of(at).iter().any(|owners| owners.contains(&team));
        let is_by = |at: usize, team: TeamId| homes.of_author(history.changes[at].author).contains(&team);
        let number = |list: &[usize], is_meant: &dyn Fn(usize) -> bool| list.iter().filter(|&&at| is_meant(at)).count();
        match *self {
            Self::Workspace => [
                share(consent.crossing.len(), consent.owned.len()),
                share(consent.at_home.len() - consent.waiting.len(), consent.at_home.len()),
            ],
            Self::Team(Some(team)) => {
                let alone = |at: usize| is_by(at, team) && !needs_others(touched.of(at), &[team]);
                [
                    share(
                        number(&consent.crossing, &|at| touches(at, team)),
                        number(&consent.owned, &|at| touches(at, team)),
                    ),
                    share(number(&consent.at_home, &alone), number(&consent.at_home, &|at| is_by(at, team))),
                ]
            }
            Self::Boundary(Some((consumer, provider))) => {
                let either = |at: usize| touches(at, consumer) || touches(at, provider);
                let both = |at: usize| {
                    let owners = touched.of(at);
                    let strangers = |one: &&[TeamId], other: &&[TeamId]| {
                        one.contains(&consumer) && other.contains(&provider) && are_apart(one, other)
                    };
                    owners.iter().any(|one| owners.iter().any(|other| strangers(one, other)))
                };
                let waits = |at: usize| {
                    touched.of(at).iter().any(|owners| owners.contains(&provider) && !owners.contains(&consumer))
                };
                [
                    share(number(&consent.owned, &both), number(&consent.owned, &either)),
                    share(
                        number(&consent.at_home, &|at| is_by(at, consumer) && !waits(at)),
                        number(&consent.at_home, &|at| is_by(at, consumer)),
                    ),
                ]
            }
            Self::Team(None) | Self::Boundary(None) => [share(0, 0), share(0, 0)],
        }
    }
}
