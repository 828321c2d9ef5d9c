//! Whose consent changes need: how many cross teams, how autonomous a team is, and whom it waits for.

use std::collections::BTreeMap;

use boundaries_policy::TeamId;

use super::history::{ChangeHistory, Touched, distinct};
use super::homes::Homes;
use super::{Measured, Sheet, Value};

/// What the changes at these positions need.
pub(super) struct Consent {
    /// Changes of owned code.
    pub(super) owned: Vec<usize>,
    /// Those that no single team can agree to.
    pub(super) crossing: Vec<usize>,
    /// Those whose author's team is known.
    pub(super) at_home: Vec<usize>,
    /// Those of them that need another team.
    pub(super) waiting: Vec<usize>,
}

impl Consent {
    pub(super) fn of(
        history: &ChangeHistory,
        touched: &Touched<'_>,
        homes: &Homes,
        positions: impl Iterator<Item = usize>,
    ) -> Self {
        let mut consent = Self { owned: Vec::new(), crossing: Vec::new(), at_home: Vec::new(), waiting: Vec::new() };
        for at in positions {
            let owners = touched.of(at);
            let Some((first, rest)) = owners.split_first() else { continue };
            consent.owned.push(at);
            if !first.iter().any(|team| rest.iter().all(|owners| owners.contains(team))) {
                consent.crossing.push(at);
            }
            let home = homes.of_author(history.changes[at].author);
            if !home.is_empty() {
                consent.at_home.push(at);
                if needs_others(owners, home) {
                    consent.waiting.push(at);
                }
            }
        }
        consent
    }
}

/// Whether some of the owners include none of a team's people.
pub(super) fn needs_others(owners: &[&[TeamId]], home: &[TeamId]) -> bool {
    owners.iter().any(|owners| !owners.iter().any(|team| home.contains(team)))
}

pub(super) fn measure(
    history: &ChangeHistory,
    touched: &Touched<'_>,
    homes: &Homes,
    teams: &[TeamId],
    sheet: &mut Sheet,
) {
    let all = Consent::of(history, touched, homes, 0..history.changes.len());
    let of = Measured::Workspace;
    let share = |part: usize, whole: usize| Value::Share { part, whole };
    sheet.put_changes("changes", &of, Value::Count(all.owned.len()), all.owned.clone());
    let crossing = share(all.crossing.len(), all.owned.len());
    sheet.put_changes("cross-team-change-rate", &of, crossing, all.crossing.clone());
    let alone = all.at_home.len() - all.waiting.len();
    sheet.put_changes("autonomy", &of, share(alone, all.at_home.len()), all.waiting.clone());

    for &team in teams {
        let of = Measured::Team(team);
        let touches = |at: &&usize| touched.of(**at).iter().any(|owners| owners.contains(&team));
        let touching: Vec<usize> = all.owned.iter().filter(touches).copied().collect();
        let crossing: Vec<usize> = all.crossing.iter().filter(touches).copied().collect();
        sheet.put_changes("changes", &of, Value::Count(touching.len()), touching.clone());
        let rate = share(crossing.len(), touching.len());
        sheet.put_changes("cross-team-change-rate", &of, rate, crossing);
        let is_by = |at: &&usize| homes.of_author(history.changes[**at].author).contains(&team);
        let by: Vec<usize> = all.at_home.iter().filter(is_by).copied().collect();
        let waiting = by.iter().copied().filter(|&at| needs_others(touched.of(at), &[team]));
        let waiting: Vec<usize> = waiting.collect();
        sheet.put_changes("changes-by-team", &of, Value::Count(by.len()), by.clone());
        sheet.put_changes("autonomy", &of, share(by.len() - waiting.len(), by.len()), waiting.clone());
        let mut waits: BTreeMap<TeamId, Vec<usize>> = BTreeMap::new();
        for at in waiting {
            let foreign = touched.of(at).iter().copied().filter(|owners| !owners.contains(&team));
            let foreign = distinct(foreign);
            for other in foreign {
                waits.entry(other).or_default().push(at);
            }
        }
        for (other, behind) in waits {
            let of = Measured::Pair { consumers: vec![team], providers: vec![other] };
            sheet.put_changes("waits-for", &of, Value::Count(behind.len()), behind);
        }
    }
    for ((one, other), behind) in touched.together() {
        let touching = |owners: &[TeamId]| all.owned.iter().filter(|&&at| touched.of(at).contains(&owners)).count();
        let whole = touching(one) + touching(other) - behind.len();
        let of = Measured::Between { one: one.to_vec(), other: other.to_vec() };
        sheet.put_changes("cross-team-change-rate", &of, share(behind.len(), whole), behind);
    }
}
