//! Reads what is to be supposed from words: who gets what, which teams are one, which part splits off. Every name is looked
//! up, and all that mean nothing are told at once.

use std::collections::{BTreeMap, BTreeSet};

use boundaries_graph::ModuleId;
use boundaries_policy::{Policy, SupposedClaim, SupposedPlace, Supposition, TeamId};

use super::WhatIfOptions;
use crate::subject::nearest;
use crate::{Project, Subject};

/// What is to be supposed, and how it is told.
pub(super) struct Asked {
    pub(super) supposition: Supposition,
    pub(super) told: Vec<String>,
}

pub(super) fn read(project: &Project, policy: &Policy, options: &WhatIfOptions) -> Result<Asked, Vec<String>> {
    let mut reading = Reading {
        project,
        policy,
        asked: Asked { supposition: Supposition::default(), told: Vec::new() },
        mistakes: Vec::new(),
    };
    for text in &options.merges {
        reading.merge(text);
    }
    for text in &options.splits {
        reading.split(text);
    }
    for text in &options.moves {
        reading.give(text);
    }
    reading.mistakes.dedup();
    if reading.mistakes.is_empty() { Ok(reading.asked) } else { Err(reading.mistakes) }
}

struct Reading<'p> {
    project: &'p Project,
    policy: &'p Policy,
    asked: Asked,
    mistakes: Vec<String>,
}

impl Reading<'_> {
    /// `A,B=C`.
    fn merge(&mut self, text: &str) {
        let list = |left: &str| left.split(',').map(str::trim).map(str::to_owned).collect::<Vec<_>>();
        let is_known = |left: &str, _: &str| list(left).iter().all(|name| self.known(name).is_some());
        let Some((left, into)) = cut(text, is_known) else {
            return self.mistake(format!("`--merge {text}`: write the teams and what they become: `A,B=C`"));
        };
        let names = list(left);
        let from: Vec<TeamId> = names.iter().filter_map(|name| self.team(name, "--merge", text)).collect();
        if from.len() < names.len() {
            return;
        }
        if let Some(twice) = names.iter().enumerate().find(|(at, name)| names[..*at].contains(name)) {
            return self.mistake(format!("`--merge {text}`: `{}` is named twice", twice.1));
        }
        if self.known(into).is_none() && into.contains(',') {
            return self.mistake(format!("`--merge {text}`: teams become one team, and `{into}` names several"));
        }
        let into_id = self.known(into).unwrap_or_else(|| self.new_team(into));
        if from.iter().all(|team| *team == into_id) {
            return self.mistake(format!("`--merge {text}` merges `{into}` with itself: name another team"));
        }
        let is_settled = |team: &TeamId| self.asked.supposition.merged.contains_key(team);
        if let Some(twice) = from.iter().chain([&into_id]).find(|team| is_settled(team)) {
            let name = self.name(*twice);
            return self.mistake(format!("`--merge {text}`: `{name}` is merged already by another `--merge`"));
        }
        for team in from.into_iter().filter(|team| *team != into_id) {
            self.asked.supposition.merged.insert(team, into_id);
        }
        let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
        self.asked.told.push(format!("{} are one team, `{into}`", names.join(" and ")));
    }

    /// `TEAM:NEW=PATTERN,MODULE`.
    fn split(&mut self, text: &str) {
        let is_known = |left: &str, _: &str| cut_team(left, |name| self.known(name).is_some()).is_some();
        let shape = "write the team, the new team and what it gets: `TEAM:NEW=PATTERN,MODULE`";
        let Some((left, parts)) = cut(text, is_known) else {
            return self.mistake(format!("`--split {text}`: {shape}"));
        };
        let found = cut_team(left, |name| self.known(name).is_some());
        let Some((from, new)) = found.or_else(|| left.split_once(':')).filter(|(_, new)| !new.is_empty()) else {
            return self.mistake(format!("`--split {text}`: {shape}"));
        };
        let Some(of) = self.team(from, "--split", text) else { return };
        let is_new_here = self.asked.supposition.teams.iter().any(|name| name == new);
        if !is_new_here && self.known(new).is_some() {
            let help = format!("`--move` gives code to a team that is there: `--move {}={new}`", first_of(parts));
            return self.mistake(format!("`--split {text}`: there is a team `{new}` already; {help}"));
        }
        let team = if is_new_here { self.supposed(new) } else { Some(self.new_team(new)) };
        let Some(team) = team else { return };
        for part in parts.split(',').map(str::trim) {
            if let Some(place) = self.place(part, "--split", text) {
                let claim = SupposedClaim { place, of: Some(of), team, text: format!("--split {text}") };
                if !self.takes_something(&claim) {
                    self.mistake(format!("`--split {text}`: `{from}` owns nothing of `{part}`"));
                }
                self.asked.supposition.claims.push(claim);
            }
        }
        self.asked.told.push(format!("of `{from}`, what is in `{parts}` belongs to a new team, `{new}`"));
    }

    /// `PATH=TEAM`, `MODULE=TEAM`.
    fn give(&mut self, text: &str) {
        let Some((what, name)) = cut(text, |_, right| self.known(right).is_some()) else {
            return self.mistake(format!("`--move {text}`: write what moves and to which team: `billing::tax=orders`"));
        };
        let (place, team) = (self.place(what, "--move", text), self.team(name, "--move", text));
        if let Some((place, team)) = place.zip(team) {
            let claim = SupposedClaim { place, of: None, team, text: format!("--move {text}") };
            self.asked.supposition.claims.push(claim);
            self.asked.told.push(format!("`{what}` belongs to `{name}`"));
        }
    }

    /// What a path, a module, a crate or a package stands for.
    fn place(&mut self, what: &str, flag: &str, text: &str) -> Option<SupposedPlace> {
        let graph = self.project.graph();
        if boundaries_policy::is_pattern(what) {
            let place = SupposedPlace::Path(what.to_owned());
            let claim = SupposedClaim { place: place.clone(), of: None, team: TeamId::new(0), text: String::new() };
            if !self.takes_something(&claim) {
                self.mistake(format!(
                    "`{flag} {text}`: `{what}` matches no source file; paths start at the workspace root"
                ));
                return None;
            }
            return Some(place);
        }
        let found = match Subject::find(graph, self.policy, &format!("crate:{what}")) {
            Ok(Subject::Crates { roots, .. }) => Ok(roots),
            _ => match Subject::find(graph, self.policy, &format!("module:{what}")) {
                Ok(Subject::Modules(modules)) => Ok(modules),
                Ok(_) => Err(format!("`{what}` is an item; teams own modules")),
                Err(unknown) => {
                    Err(format!("no path, package, crate or module is called `{what}`{}", did(&unknown.similar)))
                }
            },
        };
        match found {
            Ok(modules) => Some(SupposedPlace::Modules(modules)),
            Err(why) => {
                self.mistake(format!("`{flag} {text}`: {why}"));
                None
            }
        }
    }

    /// Whether a claim would give any module to anybody.
    fn takes_something(&self, claim: &SupposedClaim) -> bool {
        let alone = Supposition {
            teams: self.asked.supposition.teams.clone(),
            merged: BTreeMap::new(),
            claims: vec![SupposedClaim { text: "alone".to_owned(), ..claim.clone() }],
        };
        let (graph, sources) = (self.project.graph(), self.project.sources());
        // What is no pattern is told when all is put together.
        self.policy.suppose(&alone, graph, sources).map_or(true, |supposed| {
            let decides = |module: ModuleId| {
                let source = supposed.owner_of_module(module).decided_by.as_ref();
                source.is_some_and(|source| source.text == "alone" && !source.span.is_known())
            };
            graph.modules().any(|module| decides(module.id()))
        })
    }

    /// A team that can be named: known, not merged away, or new.
    fn team(&mut self, name: &str, flag: &str, text: &str) -> Option<TeamId> {
        let Some(team) = self.known(name).or_else(|| self.supposed(name)) else {
            let new = self.asked.supposition.teams.iter().map(String::as_str);
            let names: BTreeSet<&str> = self.policy.teams().iter().map(|team| team.name.as_str()).chain(new).collect();
            let near = did(&nearest(name, names.into_iter()));
            self.mistake(format!("`{flag} {text}`: no team is called `{name}`{near}"));
            return None;
        };
        if let Some(into) = self.asked.supposition.merged.get(&team) {
            let into = self.name(*into);
            if flag != "--merge" {
                self.mistake(format!("`{flag} {text}`: `{name}` is merged into `{into}`; name that"));
                return None;
            }
        }
        Some(team)
    }

    fn known(&self, name: &str) -> Option<TeamId> {
        self.policy.teams().iter().find(|team| team.name == name).map(|team| team.id)
    }

    fn supposed(&self, name: &str) -> Option<TeamId> {
        let at = self.asked.supposition.teams.iter().position(|known| known == name)?;
        Some(TeamId::new(self.policy.teams().len() + at))
    }

    fn new_team(&mut self, name: &str) -> TeamId {
        self.supposed(name).unwrap_or_else(|| {
            self.asked.supposition.teams.push(name.to_owned());
            TeamId::new(self.policy.teams().len() + self.asked.supposition.teams.len() - 1)
        })
    }

    fn name(&self, team: TeamId) -> String {
        let known = self.policy.teams().get(team.index()).map(|team| &team.name);
        known
            .or_else(|| self.asked.supposition.teams.get(team.index() - self.policy.teams().len()))
            .cloned()
            .unwrap_or_default()
    }

    fn mistake(&mut self, told: String) {
        self.mistakes.push(told);
    }
}

/// The text on both sides of an `=`: of the one whose sides are known, else of the last. Names of teams may hold one.
fn cut(text: &str, is_known: impl Fn(&str, &str) -> bool) -> Option<(&str, &str)> {
    let cuts = || text.match_indices('=').map(|(at, _)| (&text[..at], &text[at + 1..]));
    let sides = |(left, right): &(&str, &str)| !left.is_empty() && !right.is_empty();
    cuts().filter(sides).find(|(left, right)| is_known(left, right)).or_else(|| cuts().rfind(sides))
}

/// A known team and what stands behind the colon after it. Names of teams may hold a colon.
fn cut_team(text: &str, is_known: impl Fn(&str) -> bool) -> Option<(&str, &str)> {
    let cuts = text.match_indices(':').map(|(at, _)| (&text[..at], &text[at + 1..]));
    cuts.filter(|(team, new)| !new.is_empty() && is_known(team)).last()
}

fn first_of(parts: &str) -> &str {
    parts.split(',').next().unwrap_or(parts)
}

fn did(similar: &[String]) -> String {
    let names: Vec<String> = similar.iter().map(|name| format!("`{name}`")).collect();
    if names.is_empty() { String::new() } else { format!(": did you mean {}?", names.join(" or ")) }
}
