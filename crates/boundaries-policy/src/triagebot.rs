//! Path lists of a `triagebot.toml`: which group reviews which paths. Read once, for a first policy.
//!
//! `[assign.owners]` maps a path to those who review it: groups by a bare name or as `org/team`, persons as `@name`. Labels
//! with `trigger_files` name paths as well; those that begin with `T-` are teams, others are areas, which are taken where
//! the file names no team at all. Persons are never taken for a team. Source: the Rust Forge, "Triagebot", pages
//! "Assignment" and "Autolabels".

use std::collections::{BTreeMap, BTreeSet};

use toml::de::{DeTable, DeValue};

/// What a `triagebot.toml` says about paths.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct PathLists {
    /// The paths of each team, from the root of the repository and without a slash in front; a folder has one at its end
    /// where the file has it.
    pub teams: BTreeMap<String, Vec<String>>,
    /// Paths that several teams are named for, which have no one owner.
    pub shared: BTreeMap<String, Vec<String>>,
    /// How many paths only persons are named for.
    pub personal: usize,
    /// Whether the names are those of areas, because no team is named.
    pub are_areas: bool,
}

/// Reads the path lists.
///
/// # Errors
/// If the text is no TOML; the message says why.
pub fn triagebot_paths(text: &str) -> Result<PathLists, String> {
    let table = DeTable::parse(text).map_err(|error| error.message().replace('\n', ", "))?;
    let root = table.get_ref();
    let mut lists = PathLists::default();
    let mut of_path: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let owners = inner(root, "assign").and_then(|assign| inner(assign, "owners"));
    for (path, names) in owners.into_iter().flat_map(|owners| owners.iter()) {
        let groups: Vec<String> = strings(names.get_ref()).filter_map(group).collect();
        let path = path.get_ref().trim_start_matches('/');
        if path.is_empty() || path == "*" {
            continue;
        }
        if groups.is_empty() {
            lists.personal += 1;
        }
        of_path.entry(path.to_owned()).or_default().extend(groups);
    }
    let labels = inner(root, "autolabel").into_iter().flat_map(|labels| labels.iter());
    let labels: Vec<(&str, Vec<&str>)> = labels
        .filter_map(|(label, settings)| {
            let files = settings.get_ref().as_table()?.get("trigger_files")?;
            Some((label.get_ref().as_ref(), strings(files.get_ref()).collect()))
        })
        .collect();
    let of_teams: Vec<_> =
        labels.iter().filter_map(|(label, files)| Some((label.strip_prefix("T-")?, files))).collect();
    let names_teams = !of_teams.is_empty() || of_path.values().any(|groups| !groups.is_empty());
    let areas = labels.iter().map(|(label, files)| (label.split_once('-').map_or(*label, |(_, name)| name), files));
    let chosen: Vec<_> = if names_teams { of_teams } else { areas.collect() };
    lists.are_areas = !names_teams && !chosen.is_empty();
    for (name, files) in chosen {
        for path in files.iter().map(|path| path.trim_start_matches('/')).filter(|path| !path.is_empty()) {
            of_path.entry(path.to_owned()).or_default().insert(name.to_owned());
        }
    }
    for (path, groups) in of_path {
        let mut groups: Vec<String> = groups.into_iter().collect();
        match (groups.pop(), groups.is_empty()) {
            (Some(only), true) => lists.teams.entry(only).or_default().push(path),
            (Some(last), false) => {
                groups.push(last);
                lists.shared.insert(path, groups);
            }
            (None, _) => {}
        }
    }
    Ok(lists)
}

/// The name of a group; none for a person.
fn group(name: &str) -> Option<String> {
    let handle = name.strip_prefix('@');
    match handle.unwrap_or(name).rsplit_once('/') {
        Some((_, team)) => Some(team.to_owned()),
        None => (handle.is_none() && !name.is_empty()).then(|| name.to_owned()),
    }
}

fn inner<'t, 'i>(table: &'t DeTable<'i>, key: &str) -> Option<&'t DeTable<'i>> {
    table.get(key)?.get_ref().as_table()
}

fn strings<'t>(value: &'t DeValue<'_>) -> impl Iterator<Item = &'t str> {
    value.as_array().into_iter().flat_map(|array| array.iter()).filter_map(|entry| entry.get_ref().as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lists(text: &str) -> PathLists {
        triagebot_paths(text).expect("it is TOML")
    }

    #[test]
    fn groups_own_and_persons_do_not() {
        let found = lists(
            "[assign.owners]\n\"*\" = [\"@ada\"]\n\"/crates/a\" = [\"compiler\"]\n\"/crates/b/\" = [\"@org/libs\", \"@ada\"]\n\
             \"/docs\" = [\"@ada\"]\n\"/shared\" = [\"compiler\", \"libs\"]\n[autolabel.\"T-libs\"]\ntrigger_files = [\"crates/c\"]\n\
             [autolabel.\"A-area\"]\ntrigger_files = [\"crates/a\"]\n",
        );
        let teams: Vec<_> = found.teams.iter().map(|(name, paths)| (name.as_str(), paths.join(" "))).collect();
        assert_eq!(teams, [("compiler", "crates/a".to_owned()), ("libs", "crates/b/ crates/c".to_owned())]);
        assert_eq!(found.shared.len(), 1);
        assert_eq!((found.personal, found.are_areas), (1, false));
    }

    #[test]
    fn areas_are_taken_where_no_team_is_named() {
        let found =
            lists("[assign.owners]\n\"*\" = [\"@ada\"]\n[autolabel.\"A-cache\"]\ntrigger_files = [\"src/cache.rs\"]\n");
        assert_eq!((found.teams["cache"].join(" ").as_str(), found.are_areas), ("src/cache.rs", true));
        assert_eq!(lists("[relabel]\n"), PathLists::default());
        assert!(triagebot_paths("= 1").is_err());
    }
}
