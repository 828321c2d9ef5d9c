//! The ledger of debt: what is tolerated, and what it costs while it is.
//!
//! An item is one record that tolerates couplings: an entry of the baseline, an exception, a comment, a contract that is
//! deprecated or has expired. Its principal is the references it tolerates, its interest the changes that had to touch both
//! ends of them. Nothing here is in money.

mod items;
#[cfg(test)]
mod tests;
mod trend;

use std::collections::{BTreeMap, BTreeSet};

use boundaries_graph::{FileId, Span};
use boundaries_policy::TeamId;
use jiff::civil::Date;

use crate::engine::Input;
use crate::metrics::ChangeHistory;

pub use trend::{Forecast, Trend};

/// What is tolerated, the item whose interest grows fastest in front.
#[derive(Clone, PartialEq, Debug)]
pub struct Ledger {
    /// The items.
    pub items: Vec<DebtItem>,
    /// What each team tolerates as a consumer, of those that tolerate something or have a budget.
    pub budgets: Vec<Budget>,
}

/// One record that tolerates couplings.
#[derive(Clone, PartialEq, Debug)]
pub struct DebtItem {
    /// What kind of record it is.
    pub kind: DebtKind,
    /// The rule whose finding is tolerated, where it is one.
    pub rule: Option<&'static str>,
    /// The consuming side: a module, what an exception names, or the consumers of a contract.
    pub consumer: String,
    /// The providing side.
    pub provider: String,
    /// The teams that own the code that uses, in order.
    pub consumers: Vec<TeamId>,
    /// The teams that own the code that is used, in order.
    pub providers: Vec<TeamId>,
    /// Why it is tolerated.
    pub reason: String,
    /// The last day on which it is.
    pub until: Option<Date>,
    /// The day that the record itself names as its first.
    pub recorded: Option<Date>,
    /// Where the record stands.
    pub record: Span,
    /// The references that it tolerates: the principal.
    pub places: Vec<Span>,
    /// What the references call what they use, each name once: the item's own name where it is written, else the last names.
    pub names: Vec<String>,
    /// The items' own names, as far as they are written.
    own_names: BTreeSet<String>,
    /// The files at both ends, each pair once: where it is used, where it is defined.
    pub edges: Vec<(FileId, FileId)>,
    /// Since when the record stands in its file, if a commit tells.
    pub first_recorded: Option<FirstSeen>,
    /// Since when a file that uses names what it uses, if a commit tells.
    pub first_used: Option<FirstSeen>,
    /// What it has cost, if the history was read.
    pub interest: Option<Interest>,
}

/// What kind of record tolerates.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum DebtKind {
    /// An entry of the baseline.
    Baseline,
    /// An exception of the policy.
    Exception,
    /// A comment in the code.
    Comment,
    /// A contract that is to end.
    DeprecatedContract,
    /// A contract whose last day has passed, and that is still relied on.
    ExpiredContract,
}

impl DebtKind {
    /// The word used in reports.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Baseline => "baseline",
            Self::Exception => "exception",
            Self::Comment => "comment",
            Self::DeprecatedContract => "deprecated contract",
            Self::ExpiredContract => "expired contract",
        }
    }
}

/// The oldest commit since which something has been there without a break.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FirstSeen {
    /// The commit.
    pub commit: String,
    /// Its day, in UTC.
    pub day: Date,
    /// Whether the history begins there, so that it may be older.
    pub at_beginning: bool,
}

impl FirstSeen {
    /// Whole months from then to a day.
    #[must_use]
    pub fn months_until(&self, day: Date) -> i32 {
        let from = self.day;
        let months = i32::from(day.year() - from.year()) * 12 + i32::from(day.month()) - i32::from(from.month());
        (months - i32::from(day.day() < from.day())).max(0)
    }
}

/// What a debt has cost.
#[derive(Clone, PartialEq, Debug)]
pub struct Interest {
    /// The changes that touched both ends of an edge, by position in the history.
    pub changes: Vec<usize>,
    /// Lines added and removed at both ends by these changes.
    pub lines: u64,
    /// Commits of each whole month, the oldest first.
    pub commits_by_month: Vec<u64>,
    /// Lines of each whole month, the oldest first.
    pub lines_by_month: Vec<u64>,
    /// The straight line through the lines by month; none where there are too few months.
    pub trend: Option<Trend>,
}

impl Interest {
    /// Lines per month, over the whole months.
    #[must_use]
    pub fn lines_per_month(&self) -> Option<f64> {
        mean(&self.lines_by_month)
    }

    /// Commits per month, over the whole months.
    #[must_use]
    pub fn commits_per_month(&self) -> Option<f64> {
        mean(&self.commits_by_month)
    }

    fn slope(&self) -> f64 {
        self.trend.map_or(0.0, |trend| trend.slope)
    }
}

fn mean(months: &[u64]) -> Option<f64> {
    (!months.is_empty()).then(|| trend::floats(months).iter().sum::<f64>() / trend::float(months.len() as u64))
}

/// What a team tolerates, against what it means to tolerate at most.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Budget {
    /// The team, as consumer.
    pub team: TeamId,
    /// References that its records tolerate.
    pub principal: usize,
    /// The budget, if the policy has one.
    pub budget: Option<u32>,
}

impl Budget {
    /// How far it is exceeded.
    #[must_use]
    pub fn over(&self) -> usize {
        self.budget.map_or(0, |budget| self.principal.saturating_sub(budget as usize))
    }
}

/// The lines that one change touched in each file, by position in the history's files.
pub type LinesOfChange = BTreeMap<usize, u64>;

impl Ledger {
    /// What is tolerated today, without its history.
    #[must_use]
    pub fn of(input: &Input<'_>) -> Self {
        let items = items::items(input);
        let budgets = input.policy.teams().iter().map(|team| {
            let owed =
                items.iter().filter(|item| item.consumers.contains(&team.id)).map(|item| item.places.len()).sum();
            Budget { team: team.id, principal: owed, budget: team.debt_budget }
        });
        let mut budgets: Vec<Budget> =
            budgets.filter(|budget| budget.principal > 0 || budget.budget.is_some()).collect();
        let name = |budget: &Budget| input.policy.team(budget.team).name.as_str();
        budgets.sort_by(|a, b| name(a).cmp(name(b)));
        let mut ledger = Self { items, budgets };
        ledger.sort();
        ledger
    }

    /// The changes that touched both ends of each item, by position in the history.
    #[must_use]
    pub fn co_changes(&self, history: &ChangeHistory) -> Vec<Vec<usize>> {
        let mut by_edge: BTreeMap<(FileId, FileId), BTreeSet<usize>> =
            self.items.iter().flat_map(|item| &item.edges).map(|edge| (*edge, BTreeSet::new())).collect();
        for (at, change) in history.changes.iter().enumerate() {
            let sources: Vec<FileId> = change.files.iter().filter_map(|&file| history.files[file].source).collect();
            for &from in &sources {
                for &to in &sources {
                    if let Some(changes) = by_edge.get_mut(&(from, to)) {
                        changes.insert(at);
                    }
                }
            }
        }
        let of_item = |item: &DebtItem| {
            let all: BTreeSet<usize> = item.edges.iter().flat_map(|edge| by_edge[edge].iter().copied()).collect();
            all.into_iter().collect()
        };
        self.items.iter().map(of_item).collect()
    }

    /// Adds the interest. `lines` has what each of the [co-changes](Self::co_changes) did to each file.
    pub fn accrue(&mut self, history: &ChangeHistory, lines: &BTreeMap<usize, LinesOfChange>) {
        let months: Vec<Vec<usize>> = (0..history.months()).rev().map(|back| history.month(back)).collect();
        let changes = self.co_changes(history);
        for (item, changes) in self.items.iter_mut().zip(changes) {
            let lines_of = |at: &usize| -> u64 {
                let of_file = |file: FileId| -> u64 {
                    let is_it = |(position, _): &(&usize, &u64)| history.files[**position].source == Some(file);
                    lines.get(at).map_or(0, |lines| lines.iter().filter(is_it).map(|(_, count)| *count).sum())
                };
                let touched = |file: FileId| {
                    history.changes[*at].files.iter().any(|&position| history.files[position].source == Some(file))
                };
                let both = item.edges.iter().filter(|(from, to)| touched(*from) && touched(*to));
                let ends: BTreeSet<FileId> = both.flat_map(|(from, to)| [*from, *to]).collect();
                ends.into_iter().map(of_file).sum()
            };
            let is_it = |at: &&usize| changes.binary_search(at).is_ok();
            let commits_by_month = months.iter().map(|month| month.iter().filter(is_it).count() as u64).collect();
            let lines_by_month: Vec<u64> =
                months.iter().map(|month| month.iter().filter(is_it).map(lines_of).sum()).collect();
            item.interest = Some(Interest {
                lines: changes.iter().map(lines_of).sum(),
                trend: Trend::through(&lines_by_month),
                changes,
                commits_by_month,
                lines_by_month,
            });
        }
        self.sort();
    }

    /// By slope, then by interest, then by principal: what grows comes before what is large.
    fn sort(&mut self) {
        let slope = |item: &DebtItem| item.interest.as_ref().map_or(0.0, Interest::slope);
        let lines = |item: &DebtItem| item.interest.as_ref().map_or(0, |interest| interest.lines);
        self.items.sort_by(|a, b| {
            let by_slope = slope(b).total_cmp(&slope(a));
            let by_size = || (lines(b), b.places.len()).cmp(&(lines(a), a.places.len()));
            let by_name =
                || (&a.consumer, &a.provider, a.kind, a.record).cmp(&(&b.consumer, &b.provider, b.kind, b.record));
            by_slope.then_with(by_size).then_with(by_name)
        });
    }
}
