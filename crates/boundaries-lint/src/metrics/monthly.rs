//! The numbers month by month: those of changes from the changes of each month, those of code from a commit at its end.

use jiff::civil::Date;

use super::co_change::Coverage;
use super::consent::Consent;
use super::history::{ChangeHistory, Touched, month_end};
use super::homes::Homes;
use super::{Measured, Metrics, Value};
use crate::engine::Input;

/// A whole month.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Month {
    /// Its last day.
    pub end: Date,
    /// Changes of owned code, and those of them that cross teams.
    pub crossing: Value,
    /// Changes that needed nobody else, of those whose author's team is known.
    pub autonomy: Value,
    /// How much of what changed together across teams is under contract today.
    pub coverage: Value,
    /// What the code said at its end, if that could be read.
    pub code: Option<CodeFigures>,
}

/// What code and policy said at one commit.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CodeFigures {
    /// The commit.
    pub commit: String,
    /// Whether there was a policy; else owners are those of CODEOWNERS alone, and there are no contracts.
    pub has_policy: bool,
    /// References that a contract permitted, of those that crossed teams.
    pub coverage: Value,
    /// References without a contract, tolerated by nothing.
    pub undeclared: usize,
    /// References past a surface, tolerated by nothing.
    pub off_surface: usize,
    /// References without permission that something tolerated.
    pub tolerated: usize,
    /// The size of the largest set of teams that reach each other.
    pub tangle: usize,
}

impl CodeFigures {
    /// Those of a workspace at a commit.
    #[must_use]
    pub fn of(metrics: &Metrics, commit: String, has_policy: bool) -> Self {
        let value = |metric: &str| metrics.figure(metric, &Measured::Workspace).map(|figure| figure.value);
        let count = |metric: &str| match value(metric) {
            Some(Value::Count(count)) => count,
            _ => 0,
        };
        Self {
            commit,
            has_policy,
            coverage: value("contract-coverage").unwrap_or(Value::Share { part: 0, whole: 0 }),
            undeclared: count("undeclared"),
            off_surface: count("off-surface"),
            tolerated: count("tolerated"),
            tangle: count("team-tangle"),
        }
    }
}

/// What the changes of each whole month say, the oldest first; owners and contracts are those of today.
#[must_use]
pub fn months(input: &Input<'_>, history: &ChangeHistory) -> Vec<Month> {
    let touched = Touched::by(history);
    // Over all months, so that an author has one home.
    let homes = Homes::of(history, &touched, input.policy.history().min_commits as usize);
    let coverage = Coverage::of(input, &touched);
    let month = |back: i32| {
        let positions = history.month(back);
        let consent = Consent::of(history, &touched, &homes, positions.iter().copied());
        let alone = consent.at_home.len() - consent.waiting.len();
        Month {
            end: month_end(history.until, back),
            crossing: Value::Share { part: consent.crossing.len(), whole: consent.owned.len() },
            autonomy: Value::Share { part: alone, whole: consent.at_home.len() },
            coverage: coverage.share(|_, _| true, |at| positions.binary_search(&at).is_ok()).0,
            code: None,
        }
    };
    (0..history.months()).rev().map(month).collect()
}
