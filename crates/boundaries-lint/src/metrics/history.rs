//! What the history of a repository tells, in the terms of the workspace: who changed which files together, and when.
//!
//! Authors are numbers here, and lead to teams alone.

use std::collections::BTreeMap;

use boundaries_graph::{FileId, ModuleGraph, ModuleId};
use boundaries_policy::TeamId;
use camino::Utf8PathBuf;
use jiff::civil::Date;

/// The changes that count, as they were committed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ChangeHistory {
    /// The newest commit.
    pub head: String,
    /// The first day that is looked at.
    pub since: Date,
    /// The day of the newest commit.
    pub until: Date,
    /// The changes, the newest first.
    pub changes: Vec<Change>,
    /// The files that they change.
    pub files: Vec<ChangedFile>,
    /// For each author the teams whose rosters name them.
    pub rosters: Vec<Vec<TeamId>>,
    /// Commits of that time that do not count, by reason.
    pub left_out: Vec<(&'static str, usize)>,
}

/// A commit that counts.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Change {
    /// Its hash.
    pub commit: String,
    /// The day on which it was committed, in UTC.
    pub day: Date,
    /// Who wrote it, by position in [`ChangeHistory::rosters`].
    pub author: usize,
    /// The files it changed, by position in [`ChangeHistory::files`], in order.
    pub files: Vec<usize>,
}

/// A file that was changed, by the name it has today, or had last.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ChangedFile {
    /// Its path from the workspace's root.
    pub path: Utf8PathBuf,
    /// The teams that own it today, in order.
    pub owners: Vec<TeamId>,
    /// The source it is in the graph, if it still exists and belongs to a crate.
    pub source: Option<FileId>,
}

impl ChangeHistory {
    /// The positions of the changes of a whole month, counted back from the newest commit: 0 is the last one.
    #[must_use]
    pub fn month(&self, back: i32) -> Vec<usize> {
        let (after, until) = (month_end(self.until, back + 1), month_end(self.until, back));
        // A commit can be dated later than the newest one.
        let is_in = |day: Date| day > after && (day <= until || back == 0);
        (0..self.changes.len()).filter(|&at| is_in(self.changes[at].day)).collect()
    }

    /// How many whole months there are.
    #[must_use]
    pub fn months(&self) -> i32 {
        let mut months = 0;
        let begin = |months: i32| month_end(self.until, months + 1).tomorrow().unwrap_or(Date::MAX);
        while begin(months) >= self.since && months < MONTHS_LIMIT {
            months += 1;
        }
        months
    }
}

const MONTHS_LIMIT: i32 = 1200;

/// The last day of a month that is counted back from a day.
#[must_use]
pub fn month_end(until: Date, back: i32) -> Date {
    until.checked_sub(jiff::Span::new().months(back)).unwrap_or(Date::MIN)
}

/// The owners that each change touches: each set of joint owners once, in order; code without owner has none.
pub(super) struct Touched<'h> {
    owners: Vec<Vec<&'h [TeamId]>>,
}

/// Two sets of owners, the one that comes first in front.
pub(super) type TwoOwners<'h> = (&'h [TeamId], &'h [TeamId]);

impl<'h> Touched<'h> {
    pub(super) fn by(history: &'h ChangeHistory) -> Self {
        let touched = |change: &Change| {
            let owners = change.files.iter().map(|&file| history.files[file].owners.as_slice());
            let mut owners: Vec<&[TeamId]> = owners.filter(|owners| !owners.is_empty()).collect();
            owners.sort_unstable();
            owners.dedup();
            owners
        };
        Self { owners: history.changes.iter().map(touched).collect() }
    }

    /// The owners that the change at a position touches.
    pub(super) fn of(&self, at: usize) -> &[&'h [TeamId]] {
        &self.owners[at]
    }

    /// The teams among them.
    pub(super) fn teams(&self, at: usize) -> Vec<TeamId> {
        distinct(self.owners[at].iter().copied())
    }

    /// For each two sets of owners that are strangers, the changes that touch both.
    pub(super) fn together(&self) -> BTreeMap<TwoOwners<'h>, Vec<usize>> {
        let mut together: BTreeMap<_, Vec<usize>> = BTreeMap::new();
        for (at, owners) in self.owners.iter().enumerate() {
            for (number, &one) in owners.iter().enumerate() {
                for &other in owners[number + 1..].iter().filter(|other| are_apart(one, other)) {
                    together.entry((one, other)).or_default().push(at);
                }
            }
        }
        together
    }
}

/// Every team once, in order.
pub(super) fn distinct<'t>(owners: impl Iterator<Item = &'t [TeamId]>) -> Vec<TeamId> {
    let mut teams: Vec<TeamId> = owners.flatten().copied().collect();
    teams.sort_unstable();
    teams.dedup();
    teams
}

/// Whether two sets of owners are strangers: both are there, and nobody is in both.
pub(super) fn are_apart(one: &[TeamId], other: &[TeamId]) -> bool {
    !one.is_empty() && !other.is_empty() && !one.iter().any(|team| other.contains(team))
}

/// The module that a file stands for: the first that is not written in another's braces.
pub(super) fn module_of_files(graph: &ModuleGraph) -> BTreeMap<FileId, ModuleId> {
    let mut modules = BTreeMap::new();
    for module in graph.modules().filter(|module| !module.data().inline) {
        modules.entry(module.data().file).or_insert(module.id());
    }
    modules
}
