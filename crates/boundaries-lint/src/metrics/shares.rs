//! Who changes a module: how much of it its own teams, how many other teams more than now and then, and how scattered the
//! changes are over teams.

use std::collections::BTreeMap;

use boundaries_graph::ModuleGraph;
use boundaries_policy::{HistorySettings, TeamId};

use super::history::{ChangeHistory, module_of_files};
use super::homes::Homes;
use super::{Measured, Sheet, Value};

/// A team with more than this percentage of the changes takes part.
const PART: usize = 10;

pub(super) fn measure(
    graph: &ModuleGraph,
    history: &ChangeHistory,
    homes: &Homes,
    settings: &HistorySettings,
    sheet: &mut Sheet,
) {
    let mut changes_of: Vec<Vec<usize>> = vec![Vec::new(); history.files.len()];
    for (at, change) in history.changes.iter().enumerate() {
        if !homes.of_author(change.author).is_empty() {
            change.files.iter().for_each(|&file| changes_of[file].push(at));
        }
    }
    let modules = module_of_files(graph);
    let mut measured = BTreeMap::new();
    for (file, changes) in history.files.iter().zip(changes_of) {
        let module = file.source.and_then(|source| modules.get(&source));
        if let Some(&module) =
            module.filter(|_| !file.owners.is_empty() && changes.len() >= settings.min_shared as usize)
        {
            measured.insert((graph.module(module).path(), module), (file, changes));
        }
    }
    for ((_, module), (file, changes)) in measured {
        let home = |at: usize| homes.of_author(history.changes[at].author);
        let own = changes.iter().filter(|&&at| home(at).iter().any(|team| file.owners.contains(team))).count();
        let mut of_team: BTreeMap<TeamId, usize> = BTreeMap::new();
        let mut own_changes: BTreeMap<TeamId, usize> = BTreeMap::new();
        for team in changes.iter().flat_map(|&at| home(at)) {
            let counts = if file.owners.contains(team) { &mut own_changes } else { &mut of_team };
            *counts.entry(*team).or_default() += 1;
        }
        let foreign = of_team.values().filter(|&&count| 100 * count > PART * changes.len()).count();
        let of = Measured::Module(module);
        let share = Value::Share { part: own, whole: changes.len() };
        sheet.put_changes("own-team-share", &of, share, changes.clone());
        let all = of_team.values().sum::<usize>() + own_changes.values().sum::<usize>();
        let squares: usize = of_team.values().chain(own_changes.values()).map(|count| count * count).sum();
        let fragmentation = Value::Share { part: all * all - squares, whole: all * all };
        sheet.put_changes("fragmentation", &of, fragmentation, changes.clone());
        sheet.put_changes("foreign-teams", &of, Value::Count(foreign), changes);
    }
}
