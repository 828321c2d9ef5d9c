//! From what is known about a workspace to rows, in a fixed order.

use std::collections::{BTreeMap, HashMap};
use std::io::{self, Write};

use boundaries_graph::{Definition, DependencyKind, FileId, ModuleId, Span};
use boundaries_lint::metrics::{ChangeHistory, Measured, Value};
use boundaries_policy::{Consumer, OwnershipState, TeamId};

use super::{ExportPage, Sink, rows};
use crate::view::fingerprints;

fn count(value: usize) -> u64 {
    u64::try_from(value).unwrap_or(u64::MAX)
}

impl<'a> ExportPage<'a> {
    pub(super) fn rows<W: Write>(&self, table: &str, sink: &mut Sink<'_, W>) -> io::Result<()> {
        match table {
            "workspaces" => self.workspaces(sink),
            "teams" => self.teams(sink),
            "modules" => self.modules(sink),
            "references" => self.references(sink),
            "contracts" => self.contracts(sink),
            "findings" => self.findings(sink),
            "metrics" => self.metrics(sink),
            "commits_per_edge" => self.commits_per_edge(sink),
            _ => Ok(()),
        }
    }

    fn names(&self, teams: &[TeamId]) -> Vec<&'a str> {
        let mut names: Vec<&str> = teams.iter().map(|&team| self.policy.team(team).name.as_str()).collect();
        names.sort_unstable();
        names
    }

    fn owners(&self, module: ModuleId) -> Vec<&'a str> {
        self.names(&self.policy.owner_of_module(module).teams)
    }

    fn file(&self, span: Span) -> &'a str {
        self.sources.file(span.file).path().as_str()
    }

    fn workspaces<W: Write>(&self, sink: &mut Sink<'_, W>) -> io::Result<()> {
        let modules: Vec<ModuleId> = self.graph.modules().map(|module| module.id()).collect();
        let state = |module: &&ModuleId| self.policy.owner_of_module(**module).state;
        let history = self.history.ok();
        let crossing = self.metrics.couplings.iter().map(|coupling| coupling.references.len()).sum();
        sink.put(&rows::Workspace {
            workspace: self.workspace,
            day: &self.day,
            has_policy: self.has_policy,
            teams: count(self.policy.teams().len()),
            packages: count(self.graph.packages().count()),
            crates: count(self.graph.crates().count()),
            modules: count(modules.len()),
            unmatched_modules: count(
                modules.iter().filter(|module| state(module) == OwnershipState::Unmatched).count(),
            ),
            crossing_references: count(crossing),
            failing_findings: count(self.report.summary.failing),
            tolerated_findings: count(self.report.summary.waived),
            gaps: count(self.graph.gaps().len()),
            has_history: history.is_some(),
            history_missing: self.history.err(),
            history_since: history.map(|history| history.since.to_string()),
            history_until: history.map(|history| history.until.to_string()),
            history_commits: history.map(|history| count(history.changes.len())),
        })
    }

    fn teams<W: Write>(&self, sink: &mut Sink<'_, W>) -> io::Result<()> {
        for team in self.policy.teams() {
            let owns = |module: ModuleId| self.policy.owner_of_module(module).teams.contains(&team.id);
            let surface = team.surface.as_ref();
            sink.put(&rows::Team {
                workspace: self.workspace,
                day: &self.day,
                team: &team.name,
                contact: team.contact.as_deref(),
                kind: team.kind.map(|kind| kind.as_str()),
                enforcement: team.enforcement.map(|plan| plan.level.as_str()),
                surface: surface.map(|surface| surface.entries.iter().map(|entry| entry.path.as_str()).collect()),
                modules: count(self.graph.modules().filter(|module| owns(module.id())).count()),
            })?;
        }
        Ok(())
    }

    fn modules<W: Write>(&self, sink: &mut Sink<'_, W>) -> io::Result<()> {
        for module in self.graph.modules() {
            sink.put(&rows::Module {
                workspace: self.workspace,
                day: &self.day,
                module: module.path(),
                krate: module.krate().unique_name(),
                package: module.krate().package().name(),
                kind: module.kind().as_str(),
                file: self.sources.file(module.data().file).path().as_str(),
                line: u64::from(module.span().line),
                owners: self.owners(module.id()),
                ownership: self.policy.owner_of_module(module.id()).state.as_str(),
            })?;
        }
        Ok(())
    }

    /// A reference is known by the module it stands in, its place, and what it leads to.
    fn references<W: Write>(&self, sink: &mut Sink<'_, W>) -> io::Result<()> {
        let mut states: HashMap<(ModuleId, Span, Definition), &'static str> = HashMap::new();
        for coupling in &self.metrics.couplings {
            for reference in &coupling.references {
                states.insert((reference.from, reference.span, reference.definition), coupling.state.as_str());
            }
        }
        for dependency in self.graph.dependencies() {
            let (from, to) = (dependency.from(), dependency.to());
            let [user, used] = [from.id(), to.id()].map(|module| &self.policy.owner_of_module(module).teams);
            let quiet = if user.is_empty() || used.is_empty() { "without-owner" } else { "inside" };
            let mut counts: BTreeMap<(DependencyKind, &'static str), usize> = BTreeMap::new();
            for reference in dependency.references() {
                let key = (reference.from, reference.span, reference.definition);
                let state = states.get(&key).copied().unwrap_or(quiet);
                *counts.entry((reference.context, state)).or_default() += 1;
            }
            for ((kind, state), references) in counts {
                sink.put(&rows::References {
                    workspace: self.workspace,
                    day: &self.day,
                    from_module: from.path(),
                    to_module: to.path(),
                    from_owners: self.owners(from.id()),
                    to_owners: self.owners(to.id()),
                    kind: kind.as_str(),
                    state,
                    references: count(references),
                })?;
            }
        }
        Ok(())
    }

    fn contracts<W: Write>(&self, sink: &mut Sink<'_, W>) -> io::Result<()> {
        for entry in self.contracts {
            let contract = entry.contract;
            let surface = contract.surface.as_ref();
            sink.put(&rows::Contract {
                workspace: self.workspace,
                day: &self.day,
                consumers: match &contract.consumer {
                    Consumer::Any => vec!["*"],
                    Consumer::Teams(teams) => self.names(teams),
                },
                providers: self.names(&contract.providers),
                standing: entry.standing.as_str(),
                uses: count(entry.uses),
                surface: surface.map(|surface| surface.entries.iter().map(|entry| entry.path.as_str()).collect()),
                kinds: contract.kinds.iter().map(|kind| kind.as_str()).collect(),
                mode: contract.mode.map(|mode| mode.as_str()),
                since: contract.since.map(|date| date.to_string()),
                until: contract.until.map(|date| date.to_string()),
                deprecated: contract.deprecated.as_deref(),
                reason: &contract.reason,
                file: self.file(contract.span),
                line: u64::from(contract.span.line),
            })?;
        }
        Ok(())
    }

    fn findings<W: Write>(&self, sink: &mut Sink<'_, W>) -> io::Result<()> {
        for (found, fingerprint) in self.report.findings.iter().zip(fingerprints(self.report)) {
            let teams = |parties: &'a [boundaries_lint::Party]| parties.iter().map(|party| party.name.as_str());
            let place = found.primary_span();
            sink.put(&rows::Finding {
                workspace: self.workspace,
                day: &self.day,
                fingerprint,
                rule: found.rule.name,
                level: found.level.as_str(),
                fails: found.fails(),
                tolerated_by: found.waiver.as_ref().map(|waiver| waiver.kind.as_str()),
                consumer_teams: teams(&found.consumers).collect(),
                provider_teams: teams(&found.providers).collect(),
                consumer: &found.key.consumer,
                provider: &found.key.provider,
                headline: &found.headline,
                places: count(found.places.len()),
                file: place.map(|span| self.file(span)),
                line: place.map(|span| u64::from(span.line)),
            })?;
        }
        Ok(())
    }

    fn metrics<W: Write>(&self, sink: &mut Sink<'_, W>) -> io::Result<()> {
        for figure in &self.metrics.figures {
            let (of, teams, others, module) = match &figure.of {
                Measured::Workspace => ("workspace", Vec::new(), Vec::new(), None),
                Measured::Team(team) => ("team", self.names(&[*team]), Vec::new(), None),
                Measured::Pair { consumers, providers } => ("pair", self.names(consumers), self.names(providers), None),
                Measured::Between { one, other } => ("between", self.names(one), self.names(other), None),
                Measured::Module(module) => {
                    ("module", self.owners(*module), Vec::new(), Some(self.graph.module(*module).path()))
                }
                Measured::Subject => continue,
            };
            let share = match figure.value {
                Value::Count(_) => None,
                Value::Share { part, whole } => Some((count(part), count(whole))),
            };
            sink.put(&rows::Metric {
                workspace: self.workspace,
                day: &self.day,
                metric: figure.metric.name,
                of,
                teams,
                others,
                module,
                value: figure.value.number(),
                part: share.map(|(part, _)| part),
                whole: share.map(|(_, whole)| whole),
            })?;
        }
        Ok(())
    }

    fn commits_per_edge<W: Write>(&self, sink: &mut Sink<'_, W>) -> io::Result<()> {
        let Ok(history) = self.history else { return Ok(()) };
        let changes = changes_of_files(history);
        let none = Vec::new();
        for dependency in self.graph.dependencies() {
            let (from, to) = (dependency.from(), dependency.to());
            let (user, used) = (from.data().file, to.data().file);
            if user == used {
                continue;
            }
            let [user, used] = [user, used].map(|file| changes.get(&file).unwrap_or(&none));
            let both: Vec<usize> = user.iter().copied().filter(|change| used.binary_search(change).is_ok()).collect();
            let Some(last) = both.iter().map(|&change| history.changes[change].day).max() else { continue };
            sink.put(&rows::CommitsPerEdge {
                workspace: self.workspace,
                day: &self.day,
                from_module: from.path(),
                to_module: to.path(),
                from_owners: self.owners(from.id()),
                to_owners: self.owners(to.id()),
                commits: count(both.len()),
                from_commits: count(user.len()),
                to_commits: count(used.len()),
                last: last.to_string(),
            })?;
        }
        Ok(())
    }
}

/// The changes of each source, by position in the history, in order.
fn changes_of_files(history: &ChangeHistory) -> HashMap<FileId, Vec<usize>> {
    let mut changes: HashMap<FileId, Vec<usize>> = HashMap::new();
    for (at, change) in history.changes.iter().enumerate() {
        for source in change.files.iter().filter_map(|&file| history.files[file].source) {
            changes.entry(source).or_default().push(at);
        }
    }
    changes
}
