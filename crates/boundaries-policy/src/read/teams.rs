//! Teams: from `[teams]`, and from files of their own.

use super::*;
use crate::contract::{Surface, SurfaceEntry};
use crate::names::Meaning;
use crate::ownership::Owners;
use crate::team::TeamKind;

impl Draft<'_> {
    /// The teams of one text, and a check of its keys.
    pub(super) fn teams_of(&mut self, file: FileId, table: &DeTable<'_>, whole: Span, is_policy: bool) {
        if !is_policy {
            let name = self.team_of_file(file);
            let what = format!("the file of team `{name}`");
            self.reader(file).check_keys(table, keys::TEAM_FILE, &what, whole);
            self.team(file, name, table, whole, true);
            return;
        }
        self.reader(file).check_keys(table, keys::POLICY, "the policy", whole);
        let Some(value) = table.get("teams") else { return };
        let Some(teams) = self.reader(file).table(value, "`teams`") else { return };
        let mut in_order: Vec<_> = teams.iter().collect();
        in_order.sort_by_key(|(key, _)| key.span().start);
        for (key, value) in in_order {
            let name = key.get_ref().to_string();
            let mut reader = self.reader(file);
            let span = reader.span(key.span());
            if name.trim().is_empty() || name == "*" {
                let problem = PolicyProblem::new(span, format!("`{name}` cannot be the name of a team"))
                    .help("`*` means every team where it stands as a consumer");
                reader.problem(problem);
                continue;
            }
            let Some(team) = reader.table(value, &format!("team `{name}`")) else { continue };
            reader.check_keys(team, keys::TEAM, &format!("team `{name}`"), span);
            self.team(file, name, team, span, false);
        }
    }

    fn team(&mut self, file: FileId, name: String, table: &DeTable<'_>, span: Span, has_own_file: bool) {
        let id = self.team_named(&name).unwrap_or_else(|| self.push_team(name.clone(), Some(span)));
        for key in keys::TEAM.iter().filter(|key| key.name != "owns") {
            let Some((written, _)) = table.get_key_value(key.name) else { continue };
            let place = self.input.sources.span(file, written.span());
            let Some(first) = self.team_keys.insert((id, key.name), place) else { continue };
            let problem = PolicyProblem::new(place, format!("team `{name}` has two values of `{}`", key.name))
                .label(first, "first here")
                .help("keep it in `[teams]`, or in the team's own file");
            self.problems.push(problem);
        }
        let mut reader = self.reader(file);
        let owns = reader.texts(table, "owns").unwrap_or_default();
        let surface = reader.texts(table, "surface");
        let handles = reader.texts(table, "handles").unwrap_or_default();
        let contact = reader.text(table, "contact").map(|contact| contact.value);
        let kind = reader.word(table, "kind", TeamKind::NAMES);
        let enforcement = reader.enforcement(table);
        let roster = reader.texts(table, "roster").unwrap_or_default();
        let debt_budget = reader.amount(table, "debt-budget");
        let tags = reader.texts(table, "tags").unwrap_or_default();
        for handle in &handles {
            let first = *self.team_handles.entry(handle.value.clone()).or_insert(id);
            if first != id {
                let other = &self.teams[first.index()].name;
                let message = format!("`{}` is a handle of `{other}` already", handle.value);
                self.problems.push(PolicyProblem::new(handle.span, message).help("a handle belongs to one team"));
            }
        }
        let surface = surface.map(|entries| self.surface(entries));
        let team = &mut self.teams[id.index()];
        team.handles.extend(handles.into_iter().map(|handle| handle.value));
        team.declared = team.handles.len();
        team.contact = contact.or(team.contact.take());
        team.kind = kind.or(team.kind);
        team.enforcement = enforcement.or(team.enforcement);
        team.surface = surface.or(team.surface.take());
        team.debt_budget = debt_budget.or(team.debt_budget);
        team.roster.extend(roster.into_iter().map(|entry| entry.value));
        for tag in tags {
            self.tags.entry(tag.value).or_default().push(Tagged::Team(id, tag.span));
        }
        if has_own_file {
            team.own_file = Some(file);
        }
        let territory = owns.into_iter().map(|entry| Territory { team: id, entry, in_team_file: has_own_file });
        self.owns.extend(territory);
    }

    /// The entries that name something; the others are mistakes.
    pub(super) fn surface(&mut self, entries: Vec<Placed<String>>) -> Surface {
        let mut surface = Surface { entries: Vec::new() };
        for entry in entries {
            if self.names.find(&entry.value).is_none() {
                let help = self.names.suggestion(&entry.value, false);
                let message = format!("there is no module or item `{}`", entry.value);
                self.problems.push(PolicyProblem::new(entry.span, message).help(help));
                continue;
            }
            surface.entries.push(SurfaceEntry { path: entry.value, span: entry.span });
        }
        surface
    }

    /// A surface lies in the provider's territory.
    pub(super) fn check_surfaces(&mut self, owners: &Owners) {
        let mut problems = Vec::new();
        let of_teams = self.teams.iter().filter_map(|team| Some((vec![team.id], team.surface.as_ref()?)));
        let of_contracts =
            self.contracts.iter().filter_map(|contract| Some((contract.providers.clone(), contract.surface.as_ref()?)));
        for (providers, surface) in of_teams.chain(of_contracts) {
            for entry in &surface.entries {
                let modules = match self.names.find(&entry.path) {
                    Some(Meaning::Modules(modules)) => modules,
                    Some(Meaning::Item(module)) => vec![module],
                    None => continue,
                };
                let is_theirs = |module: &boundaries_graph::ModuleId| {
                    owners.of_module(*module).teams.iter().any(|team| providers.contains(team))
                };
                if modules.iter().any(is_theirs) || providers.is_empty() {
                    continue;
                }
                let names: Vec<_> = providers.iter().map(|team| self.teams[team.index()].name.as_str()).collect();
                let owner = modules.first().map(|module| owners.of_module(*module));
                let owner: Vec<_> = owner
                    .into_iter()
                    .flat_map(|owner| &owner.teams)
                    .map(|team| self.teams[team.index()].name.as_str())
                    .collect();
                let help = match owner[..] {
                    [] => "nobody owns it; let the team own it first".to_owned(),
                    _ => format!("it belongs to {}", crate::values::quoted(&owner)),
                };
                let message = format!("`{}` is not in the territory of {}", entry.path, crate::values::quoted(&names));
                problems.push(PolicyProblem::new(entry.span, message).help(help));
            }
        }
        self.problems.extend(problems);
    }
}
