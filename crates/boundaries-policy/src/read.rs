//! Texts → tables → a validated policy. Mistakes are collected to the end, so that all are told at once.

mod baseline;
mod constraints;
mod contracts;
mod lookalikes;
mod teams;

use std::collections::BTreeMap;

use boundaries_graph::{FileId, Span};
use camino::Utf8Path;
use toml::de::{DeTable, DeValue};

use crate::codeowners::{Codeowners, Dialect};
use crate::contract::{Contract, Exception};
use crate::history::HistorySettings;
use crate::input::{PolicyInput, PolicyText};
use crate::keys;
use crate::names::Names;
use crate::ownership::{OwnershipSource, OwnershipSourceKind};
use crate::owns::{self, Ground, Territory};
use crate::policy::{Level, Policy};
use crate::problem::{PolicyErrors, PolicyProblem, did_you_mean};
use crate::subject::Tagged;
use crate::suppression;
use crate::team::{EnforcementPlan, Team, TeamId};
use crate::values::{Placed, Reader};
use constraints::RawConstraint;

/// What has been read so far.
struct Draft<'a> {
    input: &'a PolicyInput<'a>,
    names: Names<'a>,
    teams: Vec<Team>,
    /// The team of each name, and the first one with each handle.
    team_names: BTreeMap<String, TeamId>,
    team_handles: BTreeMap<String, TeamId>,
    owns: Vec<Territory>,
    contracts: Vec<Contract>,
    exceptions: Vec<Exception>,
    constraints: Vec<RawConstraint>,
    tags: BTreeMap<String, Vec<Tagged>>,
    levels: Vec<(String, Level, Span)>,
    enforcement: Option<EnforcementPlan>,
    history: HistorySettings,
    settings: Vec<(String, Span)>,
    /// The keys that each team has set so far, with their places.
    team_keys: BTreeMap<(TeamId, &'static str), Span>,
    problems: Vec<PolicyProblem>,
    /// The forge that the policy names.
    dialect: Option<Dialect>,
}

pub(crate) fn policy(input: &PolicyInput<'_>) -> Result<Policy, PolicyErrors> {
    let mut draft = Draft {
        input,
        names: Names::new(input.graph, input.sources),
        teams: Vec::new(),
        team_names: BTreeMap::new(),
        team_handles: BTreeMap::new(),
        owns: Vec::new(),
        contracts: Vec::new(),
        exceptions: Vec::new(),
        constraints: Vec::new(),
        tags: BTreeMap::new(),
        levels: Vec::new(),
        enforcement: None,
        history: HistorySettings::default(),
        settings: Vec::new(),
        team_keys: BTreeMap::new(),
        problems: Vec::new(),
        dialect: None,
    };
    // Teams first, from all files, because contracts anywhere may name them.
    let texts: Vec<(FileId, DeTable<'_>, Span)> = draft.parse_texts();
    for (at, (file, table, whole)) in texts.iter().enumerate() {
        draft.teams_of(*file, table, *whole, at == 0 && input.policy.is_some());
    }
    let main = texts.first().filter(|_| input.policy.is_some());
    let key = main.and_then(|(_, table, _)| dialect_key(table));
    let codeowners = input.codeowners.as_ref().map(|found| {
        let (dialect, source) = Dialect::decide(key, &found.place, found.remote_host.as_deref());
        Codeowners::parse(input.sources, found.file, &found.prefix, dialect).known_by(source)
    });
    draft.dialect = key;
    draft.refuse_other_places(key);
    let handles = codeowners.as_ref().map(|codeowners| draft.teams_of_codeowners(codeowners)).unwrap_or_default();
    for (at, (file, table, _)) in texts.iter().enumerate() {
        if at == 0 && input.policy.is_some() {
            draft.policy_tables(*file, table);
            draft.constraint_tables(*file, table, None);
        } else {
            draft.team_file_tables(*file, table);
            let team = draft.team_of_file(*file);
            let team = draft.team_named(&team);
            if team.is_some() {
                draft.constraint_tables(*file, table, team);
            }
        }
    }
    let codeowners = codeowners.filter(|codeowners| draft.can_ask(codeowners));
    draft.finish(codeowners, handles)
}

impl<'a> Draft<'a> {
    /// Whether every path can be held against the patterns of a CODEOWNERS.
    fn can_ask(&mut self, codeowners: &Codeowners) -> bool {
        let limit = self.input.limits.codeowners_alike;
        let Some(rule) = codeowners.surplus(limit) else { return true };
        let message = format!("more than {limit} patterns could cover the same paths");
        let help = "write the directories that they are about in front of them, or one pattern for many, or raise the \
                    limit: `--limit codeowners-alike=…`";
        self.problems.push(PolicyProblem::new(rule.span, message).help(help));
        false
    }

    fn reader(&mut self, file: FileId) -> Reader<'_> {
        Reader { sources: self.input.sources, file, problems: &mut self.problems }
    }

    /// The table of a text, and whether its syntax is broken.
    fn parse_table(&mut self, file: FileId) -> (DeTable<'a>, bool) {
        let input = self.input;
        let start = input.sources.span(file, 0..0);
        let (table, errors) = DeTable::parse_recoverable(input.sources.file(file).text());
        let is_broken = !errors.is_empty();
        for error in errors {
            let span = error.span().map_or(start, |range| input.sources.span(file, range));
            let message = format!("this is not TOML: {}", error.message().trim().replace('\n', ", "));
            let help = "correct the syntax; what the file says is looked at after that";
            self.problems.push(PolicyProblem::new(span, message).help(help));
        }
        (table.into_inner(), is_broken)
    }

    /// The policy's table, if there is one, then the table of each team file.
    fn parse_texts(&mut self) -> Vec<(FileId, DeTable<'a>, Span)> {
        let input = self.input;
        let mut texts = Vec::new();
        for file in input.policy.iter().map(|policy| policy.file()).chain(input.team_files.iter().copied()) {
            let start = input.sources.span(file, 0..0);
            let is_manifest = input.policy == Some(PolicyText::Manifest(file));
            let (mut table, is_broken) = self.parse_table(file);
            if is_manifest {
                let inner = ["workspace", "metadata", "boundaries"].into_iter().try_fold(table, |mut table, key| {
                    match table.remove(key)?.into_inner() {
                        DeValue::Table(table) => Some(table),
                        _ => None,
                    }
                });
                let Some(inner) = inner else { continue };
                table = inner;
            }
            if is_broken && !is_manifest {
                table.clear();
            }
            texts.push((file, table, start));
        }
        texts
    }

    /// Levels, exceptions, contracts and settings of the workspace's policy.
    fn policy_tables(&mut self, file: FileId, table: &DeTable<'_>) {
        self.levels_of(file, table);
        let mut reader = self.reader(file);
        let enforcement = reader.enforcement(table);
        reader.word(table, "codeowners-dialect", Dialect::NAMES);
        let contracts = reader.tables(table, "contract");
        let exceptions = reader.tables(table, "exception");
        let dialect = table.get("codeowners-dialect").map(|value| reader.span(value.span()));
        self.enforcement = enforcement;
        self.settings.extend(dialect.map(|span| ("codeowners-dialect".to_owned(), span)));
        self.history_settings(file, table);
        for (table, span) in contracts {
            self.contract(file, table, span, None);
        }
        for (table, span) in exceptions {
            self.exception(file, table, span);
        }
    }

    fn history_settings(&mut self, file: FileId, table: &DeTable<'_>) {
        let mut reader = self.reader(file);
        let Some(value) = table.get("history") else { return };
        let Some(history) = reader.table(value, "`history`") else { return };
        let span = reader.span(value.span());
        reader.check_keys(history, keys::HISTORY, "`history`", span);
        let places =
            history.iter().map(|(key, value)| (format!("history.{}", key.get_ref()), reader.span(value.span())));
        let places: Vec<_> = places.collect();
        let default = HistorySettings::default();
        let min_degree = reader.count(history, "min-degree").unwrap_or(default.min_degree);
        if min_degree > 100 {
            let span = history.get("min-degree").map_or(span, |value| reader.span(value.span()));
            let problem = PolicyProblem::new(span, format!("`min-degree` is more than all: {min_degree} percent"));
            reader.problem(problem.help("write a whole number from 1 to 100"));
        }
        let settings = HistorySettings {
            months: reader.count(history, "months").unwrap_or(default.months),
            max_files: reader.count(history, "max-files").unwrap_or(default.max_files),
            bots: reader.texts(history, "bots").unwrap_or_default().into_iter().map(|bot| bot.value).collect(),
            min_shared: reader.count(history, "min-shared").unwrap_or(default.min_shared),
            min_degree,
            min_commits: reader.count(history, "min-commits").unwrap_or(default.min_commits),
        };
        if settings.months > MONTHS_LIMIT {
            let span = history.get("months").map_or(span, |value| reader.span(value.span()));
            let problem = PolicyProblem::new(span, "`months` is longer than there have been repositories");
            reader.problem(problem.help(format!("write a whole number from 1 to {MONTHS_LIMIT}")));
        }
        self.history = settings;
        self.settings.extend(places);
    }

    fn levels_of(&mut self, file: FileId, table: &DeTable<'_>) {
        let known_rules = self.input.known_rules;
        let mut levels = Vec::new();
        let mut reader = self.reader(file);
        let Some(value) = table.get("rules") else { return };
        let Some(rules) = reader.table(value, "`rules`") else { return };
        for key in rules.keys() {
            let name = key.get_ref().as_ref();
            let span = reader.span(key.span());
            if !known_rules.contains(&name) {
                let help = did_you_mean(name, known_rules.iter().copied());
                let problem = PolicyProblem::new(span, format!("there is no rule `{name}`"))
                    .help("`cargo boundaries explain` lists the rules")
                    .maybe_help(help);
                reader.problem(problem);
                continue;
            }
            if let Some(level) = reader.word(rules, name, Level::NAMES) {
                levels.push((name.to_owned(), level, span));
            }
        }
        self.levels = levels;
    }

    fn exception(&mut self, file: FileId, table: &DeTable<'_>, whole: Span) {
        let mut reader = self.reader(file);
        reader.check_keys(table, keys::EXCEPTION, "an exception", whole);
        let (from, to) = (reader.text(table, "from"), reader.text(table, "to"));
        let reason = reader.text(table, "reason");
        let until = reader.date(table, "until").map(|date| date.value);
        if let Some(from) = &from
            && !matches!(self.names.find(&from.value), Some(crate::names::Meaning::Modules(_)))
        {
            let help = self.names.suggestion(&from.value, true);
            self.problems
                .push(PolicyProblem::new(from.span, format!("there is no module `{}`", from.value)).help(help));
        }
        if let Some(to) = &to
            && self.names.find(&to.value).is_none()
        {
            let help = self.names.suggestion(&to.value, false);
            let message = format!("there is no module or item `{}`", to.value);
            self.problems.push(PolicyProblem::new(to.span, message).help(help));
        }
        if let (Some(from), Some(to), Some(reason)) = (from, to, reason) {
            let exception = Exception { from: from.value, to: to.value, reason: reason.value, until, span: from.span };
            let same = |other: &&Exception| other.from == exception.from && other.to == exception.to;
            match self.exceptions.iter().find(same) {
                Some(first) => self.problems.push(
                    PolicyProblem::new(exception.span, "this exception stands twice")
                        .label(first.span, "first here")
                        .help("remove one of them"),
                ),
                None => self.exceptions.push(exception),
            }
        }
    }

    /// Joins everything: territories, metadata, CODEOWNERS; then checks what needs to know who owns what.
    fn finish(
        mut self,
        codeowners: Option<Codeowners>,
        handles: BTreeMap<String, TeamId>,
    ) -> Result<Policy, PolicyErrors> {
        let input = self.input;
        let packages = self.package_metadata();
        self.keep_names_apart(codeowners.as_ref());
        let PolicyInput { graph, sources, all_files, limits, .. } = *input;
        let ground = Ground { graph, sources, names: &self.names, all_files, limits };
        let mut owners = owns::claim(&ground, &self.teams, &self.owns, &mut self.problems);
        owners.packages = packages;
        owners.handles = handles;
        owners.codeowners = codeowners;
        owners.decide(input.graph, input.sources);
        owns::claims_without_effect(&ground, &self.teams, &owners, &mut self.problems);
        self.check_surfaces(&owners);
        let constraints = self.resolve_constraints(&owners);
        self.answer_requests();
        let baseline = self.baseline();
        if !self.problems.is_empty() {
            self.problems.sort_by_key(|problem| (problem.span, problem.message.clone()));
            self.problems.dedup();
            return Err(self.problems);
        }
        Ok(Policy {
            teams: self.teams,
            contracts: self.contracts,
            exceptions: self.exceptions,
            constraints,
            levels: self.levels,
            enforcement: self.enforcement,
            history: self.history,
            settings: self.settings,
            baseline,
            suppressions: suppression::read_all(input.directives, input.known_rules),
            dialect: self.dialect,
            owners,
            limits,
        })
    }

    /// A forge that does not look at the file has no rules for it.
    fn refuse_other_places(&mut self, key: Option<Dialect>) {
        let Some((codeowners, forge)) = self.input.codeowners.as_ref().zip(key) else { return };
        if forge.looks_at(&codeowners.place) {
            return;
        }
        let message = format!("`codeowners-dialect` names a forge that does not look at `{}`", codeowners.place);
        let places = forge.places().iter().map(|place| format!("`{place}`")).collect::<Vec<_>>().join(", ");
        let help = format!("{} looks at {places}: move the file, or correct `codeowners-dialect`", forge.forge());
        let span = self.input.sources.span(codeowners.file, 0..0);
        self.problems.push(PolicyProblem::new(span, message).help(help));
    }

    /// `[package.metadata.boundaries] team = "…"` of every package.
    fn package_metadata(&mut self) -> Vec<(camino::Utf8PathBuf, OwnershipSource)> {
        let input = self.input;
        let has_policy = input.policy.is_some() || !input.team_files.is_empty();
        let mut claims = Vec::new();
        for package in input.graph.packages() {
            let Some(file) = package.data().manifest else { continue };
            let (table, _) = DeTable::parse_recoverable(input.sources.file(file).text());
            let mut inner = Some(table.into_inner());
            for key in ["package", "metadata", "boundaries"] {
                inner = inner.and_then(|mut table| match table.remove(key)?.into_inner() {
                    DeValue::Table(table) => Some(table),
                    _ => None,
                });
            }
            let Some(table) = inner else { continue };
            let whole = input.sources.span(file, 0..0);
            let mut reader = self.reader(file);
            reader.check_keys(&table, keys::PACKAGE_METADATA, "`package.metadata.boundaries`", whole);
            let (team, tags) = (reader.text(&table, "team"), reader.texts(&table, "tags").unwrap_or_default());
            for tag in tags {
                let tagged = Tagged::Package(package.name().to_owned(), tag.span);
                self.tags.entry(tag.value).or_default().push(tagged);
            }
            let Some(name) = team else {
                if table.is_empty() {
                    let message = "`package.metadata.boundaries` says nothing";
                    let help = "add `team = …` or `tags = […]`, or remove the table";
                    self.problems.push(PolicyProblem::new(whole, message).help(help));
                }
                continue;
            };
            let team = match self.team_named(&name.value) {
                Some(team) => team,
                None if !has_policy => self.push_team(name.value.clone(), Some(name.span)),
                None => {
                    self.unknown_team(&name);
                    continue;
                }
            };
            claims.push((
                package.dir().to_owned(),
                OwnershipSource {
                    kind: OwnershipSourceKind::PackageMetadata,
                    span: name.span,
                    text: format!("team = \"{}\"", name.value),
                    teams: vec![team],
                },
            ));
        }
        claims
    }

    /// The team of each owner that CODEOWNERS names: the one with that handle, else one of that name, made if need be.
    fn teams_of_codeowners(&mut self, codeowners: &Codeowners) -> BTreeMap<String, TeamId> {
        let mut owners: Vec<&String> = codeowners.rules().iter().flat_map(|rule| &rule.owners).collect();
        owners.sort_unstable();
        owners.dedup();
        let short = |owner: &str| -> String {
            match owner.strip_prefix('@') {
                Some(handle) => handle.rsplit('/').next().unwrap_or(handle).to_owned(),
                None => owner.to_owned(),
            }
        };
        let mut sharers: BTreeMap<String, usize> = BTreeMap::new();
        for owner in &owners {
            *sharers.entry(short(owner)).or_default() += 1;
        }
        let mut known: BTreeMap<String, TeamId> = BTreeMap::new();
        for team in &self.teams {
            for handle in &team.handles {
                known.entry(handle.to_ascii_lowercase()).or_insert(team.id);
            }
        }
        let mut handles = BTreeMap::new();
        for owner in &owners {
            if let Some(&team) = known.get(&owner.to_ascii_lowercase()) {
                handles.insert((*owner).clone(), team);
                continue;
            }
            let name = short(owner);
            let name = if sharers[&name] > 1 { owner.trim_start_matches('@').to_owned() } else { name };
            let team = self.team_named(&name).unwrap_or_else(|| self.push_team(name, None));
            self.teams[team.index()].handles.push((*owner).clone());
            known.insert(owner.to_ascii_lowercase(), team);
            handles.insert((*owner).clone(), team);
        }
        handles
    }

    /// The team of this name, if there is one.
    fn team_named(&self, name: &str) -> Option<TeamId> {
        self.team_names.get(name).copied()
    }

    fn push_team(&mut self, name: String, span: Option<Span>) -> TeamId {
        let id = TeamId::new(self.teams.len());
        self.team_names.entry(name.clone()).or_insert(id);
        self.teams.push(Team {
            id,
            name,
            handles: Vec::new(),
            declared: 0,
            contact: None,
            kind: None,
            surface: None,
            enforcement: None,
            roster: Vec::new(),
            debt_budget: None,
            span,
            own_file: None,
        });
        id
    }

    fn unknown_team(&mut self, name: &Placed<String>) {
        // Each suggestion looks at all names; the first mistakes are those that somebody reads.
        let is_early = self.problems.len() < SUGGESTIONS;
        let names = || self.teams.iter().map(|team| team.name.as_str());
        let help = is_early.then(|| did_you_mean(&name.value, names())).flatten();
        let problem = PolicyProblem::new(name.span, format!("there is no team `{}`", name.value))
            .help("declare it under `[teams]`")
            .maybe_help(help);
        self.problems.push(problem);
    }

    /// The name of the team that a file in `boundaries/` speaks for.
    fn team_of_file(&self, file: FileId) -> String {
        let path: &Utf8Path = self.input.sources.file(file).path();
        path.file_stem().unwrap_or_default().to_owned()
    }
}

/// Behind as many mistakes, nothing is suggested any more.
pub(crate) const SUGGESTIONS: usize = 1000;

/// A hundred years.
const MONTHS_LIMIT: u32 = 1200;

/// The dialect that the policy names; a word that is none is told with the other keys.
pub(crate) fn dialect_key(table: &DeTable<'_>) -> Option<Dialect> {
    let word = table.get("codeowners-dialect")?.get_ref().as_str()?;
    Dialect::NAMES.iter().find(|(name, _)| *name == word).map(|(_, dialect)| *dialect)
}
