//! Phrases that several rules use, so that the same thing is always said in the same words.

use boundaries_graph::DependencyKind;
use boundaries_policy::{Consumer, Contract, Policy, Team, TeamId};

/// `` `a` ``, `` `a` and `b` ``, `` `a`, `b` and `c` ``.
pub(crate) fn quoted_list<S: AsRef<str>>(names: impl IntoIterator<Item = S>) -> String {
    let names: Vec<String> = names.into_iter().map(|name| format!("`{}`", name.as_ref())).collect();
    match names.as_slice() {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// The names of teams, quoted: `` `a` and `b` ``.
pub(crate) fn teams(policy: &Policy, teams: &[TeamId]) -> String {
    quoted_list(teams.iter().map(|&team| &policy.team(team).name))
}

/// The teams as the subject of a sentence with its verb: `` team `a` uses ``, `` teams `a` and `b` use ``.
pub(crate) fn subject(policy: &Policy, teams: &[TeamId], singular_verb: &str, plural_verb: &str) -> String {
    let names = self::teams(policy, teams);
    if teams.len() == 1 { format!("team {names} {singular_verb}") } else { format!("teams {names} {plural_verb}") }
}

/// The teams with their contacts: `` `ledger` (#team-ledger) ``.
pub(crate) fn teams_with_contact(policy: &Policy, teams: &[TeamId]) -> String {
    let each: Vec<String> = teams
        .iter()
        .map(|&team| {
            let team = policy.team(team);
            match contact(team) {
                Some(contact) => format!("`{}` ({contact})", team.name),
                None => format!("`{}`", team.name),
            }
        })
        .collect();
    match each.as_slice() {
        [first @ .., last] if !first.is_empty() => format!("{} or {last}", first.join(", ")),
        _ => each.concat(),
    }
}

/// How to reach a team: its contact, else what CODEOWNERS calls it.
pub(crate) fn contact(team: &Team) -> Option<&str> {
    team.contact.as_deref().or(team.handles.first().map(String::as_str))
}

/// The two sides of a contract: `` of `billing` with `ledger` ``, `` of every team with `platform` ``.
pub(crate) fn contract_sides(policy: &Policy, contract: &Contract) -> String {
    let consumer = match &contract.consumer {
        Consumer::Any => "every team".to_owned(),
        Consumer::Teams(consumers) => teams(policy, consumers),
    };
    format!("of {consumer} with {}", teams(policy, &contract.providers))
}

/// The two sides of a contract as parts of a key: the names of the teams, `*` for any consumer, and the surface where
/// the contract has its own, because two teams may have several contracts.
pub(crate) fn contract_key(policy: &Policy, contract: &Contract) -> (String, String) {
    let consumer = match &contract.consumer {
        Consumer::Any => "*".to_owned(),
        Consumer::Teams(teams) => names(policy, teams),
    };
    let mut provider = names(policy, &contract.providers);
    if let Some(surface) = &contract.surface {
        let paths: Vec<&str> = surface.entries.iter().map(|entry| entry.path.as_str()).collect();
        provider.push_str(&format!(" ({})", paths.join(", ")));
    }
    (consumer, provider)
}

/// The answer to a request, ready to paste into the provider's file.
pub(crate) fn grant_stanza(policy: &Policy, request: &Contract) -> String {
    let names = |teams: &[TeamId]| toml_list(teams.iter().map(|&team| policy.team(team).name.as_str()));
    let mut lines = vec!["[[grant]]".to_owned()];
    lines.push(match &request.consumer {
        Consumer::Any => "consumer = \"*\"".to_owned(),
        Consumer::Teams(teams) => format!("consumer = {}", names(teams)),
    });
    if let Some(surface) = &request.surface {
        lines.push(format!("surface = {}", toml_list(surface.entries.iter().map(|entry| entry.path.as_str()))));
    }
    if request.kinds != [DependencyKind::Normal, DependencyKind::Test] {
        lines.push(format!("kinds = {}", toml_list(request.kinds.iter().map(|kind| kind.as_str()))));
    }
    if request.may_reexport {
        lines.push("may-reexport = true".to_owned());
    }
    if let Some(until) = request.until {
        lines.push(format!("until = \"{until}\""));
    }
    lines.push(format!("reason = {}", toml_string(&request.reason)));
    lines.join("\n")
}

/// The names of teams as a part of a key: in order, with commas.
pub(crate) fn names(policy: &Policy, teams: &[TeamId]) -> String {
    let mut names: Vec<&str> = teams.iter().map(|&team| policy.team(team).name.as_str()).collect();
    names.sort_unstable();
    names.join(", ")
}

/// `1 reference`, `2 references`.
pub(crate) fn count(number: usize, singular: &str, plural: &str) -> String {
    if number == 1 { format!("1 {singular}") } else { format!("{number} {plural}") }
}

/// The stanza of a contract, ready to paste.
pub(crate) struct Stanza<'a> {
    pub(crate) consumers: &'a [TeamId],
    pub(crate) providers: &'a [TeamId],
    pub(crate) surface: Option<String>,
    pub(crate) kinds: Option<Vec<&'static str>>,
}

impl Stanza<'_> {
    pub(crate) fn to_toml(&self, policy: &Policy) -> String {
        let side = |teams: &[TeamId]| match teams {
            [one] => toml_string(&policy.team(*one).name),
            many => toml_list(many.iter().map(|&team| policy.team(team).name.as_str())),
        };
        let mut lines = vec![
            "[[contract]]".to_owned(),
            format!("consumer = {}", side(self.consumers)),
            format!("provider = {}", side(self.providers)),
        ];
        if let Some(surface) = &self.surface {
            lines.push(format!("surface = {}", toml_list([surface.as_str()])));
        }
        if let Some(kinds) = &self.kinds {
            lines.push(format!("kinds = {}", toml_list(kinds.iter().copied())));
        }
        lines.push("reason = \"why this dependency is wanted\"".to_owned());
        lines.join("\n")
    }
}

fn toml_list<'a>(items: impl IntoIterator<Item = &'a str>) -> String {
    let items: Vec<String> = items.into_iter().map(toml_string).collect();
    format!("[{}]", items.join(", "))
}

/// A basic string of TOML. Names come from files of the user and may hold anything.
fn toml_string(text: &str) -> String {
    let mut quoted = String::from("\"");
    for char in text.chars() {
        match char {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            control if control.is_control() => quoted.push_str(&format!("\\u{:04X}", u32::from(control))),
            other => quoted.push(other),
        }
    }
    quoted.push('"');
    quoted
}
