//! Which team an author belongs to: by a roster of the policy, else by whose code they change most.

use std::collections::BTreeMap;

use boundaries_policy::TeamId;

use super::history::{ChangeHistory, Touched};

/// The teams of authors, and how they are known.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Homes {
    teams: Vec<Vec<TeamId>>,
    /// Changes whose author a roster names.
    pub by_roster: usize,
    /// Changes whose author's team is inferred.
    pub inferred: usize,
    /// Changes whose author's team is not known.
    pub unknown: usize,
}

impl Homes {
    /// An author without a roster is at home where most of their changes are; with fewer changes than `min_commits`, or
    /// where two teams have as many, nowhere.
    pub(super) fn of(history: &ChangeHistory, touched_by: &Touched<'_>, min_commits: usize) -> Self {
        let mut touched: Vec<BTreeMap<TeamId, usize>> = vec![BTreeMap::new(); history.rosters.len()];
        let mut changes = vec![0; history.rosters.len()];
        for (at, change) in history.changes.iter().enumerate() {
            let teams = touched_by.teams(at);
            changes[change.author] += usize::from(!teams.is_empty());
            for team in teams {
                *touched[change.author].entry(team).or_default() += 1;
            }
        }
        let infer = |author: usize| -> Vec<TeamId> {
            let most = touched[author].values().copied().max().unwrap_or(0);
            let mut best = touched[author].iter().filter(|(_, count)| **count == most).map(|(team, _)| *team);
            match (best.next(), best.next()) {
                (Some(team), None) if changes[author] >= min_commits => vec![team],
                _ => Vec::new(),
            }
        };
        let mut homes = Self { teams: history.rosters.clone(), by_roster: 0, inferred: 0, unknown: 0 };
        for (author, teams) in homes.teams.iter_mut().enumerate().filter(|(_, teams)| teams.is_empty()) {
            *teams = infer(author);
        }
        for change in &history.changes {
            let count = match (history.rosters[change.author].is_empty(), homes.teams[change.author].is_empty()) {
                (false, _) => &mut homes.by_roster,
                (true, false) => &mut homes.inferred,
                (true, true) => &mut homes.unknown,
            };
            *count += 1;
        }
        homes
    }

    /// The teams of an author; none where they are not known.
    pub(super) fn of_author(&self, author: usize) -> &[TeamId] {
        &self.teams[author]
    }
}
