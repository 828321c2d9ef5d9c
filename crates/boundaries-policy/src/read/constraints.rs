//! Constraints: `[[layers]]`, `[[independent]]`, `[[forbid]]`, `[[acyclic]]`, and the tags that their subjects may be.
//!
//! What they say is read with everything else; what their subjects mean is known only when every team has its territory.

use std::collections::{BTreeMap, BTreeSet};

use boundaries_graph::{DependencyKind, ModuleId};

use super::*;
use crate::constraint::{Constraint, Demand, Group, Subject, SubjectKind, Units};
use crate::ownership::Owners;
use crate::subject::{Admit, Subjects, Tagged, same_thing};

/// A constraint as it is written.
pub(super) struct RawConstraint {
    demand: RawDemand,
    reason: String,
    kinds: Vec<DependencyKind>,
    team: Option<TeamId>,
    span: Span,
}

enum RawDemand {
    Layers {
        layers: Vec<RawGroup>,
        strict: bool,
        through_chains: bool,
    },
    Independent {
        groups: Vec<RawGroup>,
        through_chains: bool,
    },
    Forbid {
        from: Vec<Placed<String>>,
        except: Vec<Placed<String>>,
        to: Vec<Placed<String>>,
        through_chains: bool,
        admit: Admit,
    },
    Acyclic {
        units: Units,
        within: Vec<Placed<String>>,
    },
}

/// An entry of a list of groups.
struct RawGroup {
    entries: Vec<Placed<String>>,
    /// Whether it is a list of its own, and so one group whatever it stands for.
    is_list: bool,
}

impl Draft<'_> {
    /// The constraints and tags of one text; `team` is whose own file it is.
    pub(super) fn constraint_tables(&mut self, file: FileId, table: &DeTable<'_>, team: Option<TeamId>) {
        if team.is_none() {
            self.tags_table(file, table);
        }
        for (name, keys) in [
            ("layers", keys::LAYERS),
            ("independent", keys::INDEPENDENT),
            ("forbid", keys::FORBID),
            ("acyclic", keys::ACYCLIC),
        ] {
            for (table, whole) in self.reader(file).tables(table, name) {
                self.reader(file).check_keys(table, keys, &format!("`[[{name}]]`"), whole);
                self.constraint(file, table, whole, name, team);
            }
        }
    }

    fn constraint(&mut self, file: FileId, table: &DeTable<'_>, whole: Span, name: &str, team: Option<TeamId>) {
        let mut reader = self.reader(file);
        let reason = reader.text(table, "reason").map(|reason| reason.value);
        let kinds = reader.texts(table, "kinds");
        let through_chains = reader.bool(table, "through-chains").unwrap_or(false);
        let demand = match name {
            "layers" => {
                let strict = reader.bool(table, "strict").unwrap_or(false);
                groups(&mut reader, table, "layers").map(|layers| RawDemand::Layers { layers, strict, through_chains })
            }
            "independent" => {
                groups(&mut reader, table, "subjects").map(|groups| RawDemand::Independent { groups, through_chains })
            }
            "forbid" => {
                let may_be_absent = reader.bool(table, "may-be-absent").unwrap_or(false);
                let admit = if may_be_absent { Admit::AnyCrate } else { Admit::Dependencies };
                let except = reader.texts(table, "except").unwrap_or_default();
                let (from, to) = (reader.texts(table, "from"), reader.texts(table, "to"));
                from.zip(to).map(|(from, to)| RawDemand::Forbid { from, except, to, through_chains, admit })
            }
            _ => {
                let within = reader.texts(table, "within").unwrap_or_default();
                reader.word(table, "between", Units::NAMES).map(|units| RawDemand::Acyclic { units, within })
            }
        };
        let default_kinds = match &demand {
            // Cargo itself refuses cycles between crates in code that ships.
            Some(RawDemand::Acyclic { units: Units::Teams | Units::Modules, .. }) => vec![DependencyKind::Normal],
            _ => vec![DependencyKind::Normal, DependencyKind::Test],
        };
        let kinds = if kinds.is_some() { self.kinds(file, kinds) } else { default_kinds };
        if let Some(demand) = demand {
            // Without a reason there is a mistake already, and the rest is looked at all the same.
            let reason = reason.unwrap_or_default();
            let span = demand.first_entry().map_or(whole, |entry| entry.span);
            self.constraints.push(RawConstraint { demand, reason, kinds, team, span });
        }
    }

    fn tags_table(&mut self, file: FileId, table: &DeTable<'_>) {
        let Some(value) = table.get("tags") else { return };
        let mut reader = self.reader(file);
        let Some(tags) = reader.table(value, "`tags`") else { return };
        let mut found = Vec::new();
        for key in tags.keys() {
            let name = key.get_ref().as_ref();
            let span = reader.span(key.span());
            let Some(entries) = reader.texts(tags, name) else { continue };
            if entries.is_empty() {
                let problem = PolicyProblem::new(span, format!("the tag `{name}` stands for nothing"));
                reader.problem(problem.help("list teams, crates or modules, or remove the tag"));
            }
            found.extend(entries.into_iter().map(|entry| (name.to_owned(), entry)));
        }
        for (name, entry) in found {
            self.tags.entry(name).or_default().push(Tagged::Entry(entry));
        }
    }

    /// The meaning of every constraint, and what is wrong with it.
    pub(super) fn resolve_constraints(&mut self, owners: &Owners) -> Vec<Constraint> {
        let raw = std::mem::take(&mut self.constraints);
        let limits = &self.input.limits;
        let subjects = Subjects::new(self.input.graph, &self.names, &self.teams, owners, &self.tags, limits);
        let mut resolver = Resolver { draft: self, subjects: &subjects, problems: Vec::new() };
        resolver.check_tags();
        let resolved = raw.into_iter().filter_map(|raw| resolver.constraint(raw)).collect();
        let problems = resolver.problems;
        self.problems.extend(problems);
        resolved
    }
}

impl RawDemand {
    fn first_entry(&self) -> Option<&Placed<String>> {
        match self {
            Self::Layers { layers: groups, .. } | Self::Independent { groups, .. } => {
                groups.iter().flat_map(|group| &group.entries).next()
            }
            Self::Forbid { from: entries, .. } | Self::Acyclic { within: entries, .. } => entries.first(),
        }
    }
}

/// A list of strings and of lists of strings; a string alone is a list of one.
fn groups(reader: &mut Reader<'_>, table: &DeTable<'_>, name: &str) -> Option<Vec<RawGroup>> {
    let value = table.get(name)?;
    let Some(array) = value.get_ref().as_array() else {
        let entries = reader.texts(table, name)?;
        return Some(entries.into_iter().map(|entry| RawGroup { entries: vec![entry], is_list: false }).collect());
    };
    let mut groups: Vec<RawGroup> = Vec::new();
    for value in array.iter() {
        let is_list = value.get_ref().is_array();
        let Some(mut entries) = reader.texts_of(value, name) else { continue };
        let is_empty = entries.is_empty();
        entries.retain(|entry| {
            let mut known = groups.iter().flat_map(|group| &group.entries);
            let first = known.find(|other| other.value == entry.value);
            if let Some(first) = first {
                let problem = PolicyProblem::new(entry.span, format!("`{}` stands twice in `{name}`", entry.value));
                reader.problem(problem.label(first.span, "first here").help("remove one of them"));
            }
            first.is_none()
        });
        if is_empty {
            let span = reader.span(value.span());
            let problem = PolicyProblem::new(span, format!("`{name}` holds an empty list"));
            reader.problem(problem.help("name a subject, or remove the list"));
        }
        if !entries.is_empty() {
            groups.push(RawGroup { entries, is_list });
        }
    }
    Some(groups)
}

/// Finds out what the subjects of constraints mean.
struct Resolver<'d, 'a> {
    draft: &'d Draft<'a>,
    subjects: &'d Subjects<'d>,
    problems: Vec<PolicyProblem>,
}

impl Resolver<'_, '_> {
    /// A tag that means nothing is a mistake even where nobody uses it.
    fn check_tags(&mut self) {
        for (tag, tagged) in &self.draft.tags {
            for one in tagged {
                self.problems.extend(self.subjects.tagged_by(tag, one, Admit::AnyCrate).err());
            }
        }
    }

    fn constraint(&mut self, raw: RawConstraint) -> Option<Constraint> {
        let RawConstraint { demand, reason, kinds, team, span } = raw;
        let demand = match demand {
            RawDemand::Layers { layers, strict, through_chains } => {
                let layers = layers.into_iter().map(|layer| self.one_group(layer, team)).collect::<Vec<_>>();
                let layers: Vec<Group> = layers.into_iter().collect::<Option<_>>()?;
                self.at_least_two(&layers, span, "layers")?;
                self.disjoint(&layers, "layers")?;
                Demand::Layers { layers, strict, through_chains }
            }
            RawDemand::Independent { groups, through_chains } => {
                let groups = groups.into_iter().map(|group| self.each_group(group, team)).collect::<Vec<_>>();
                let groups: Vec<Group> =
                    groups.into_iter().collect::<Option<Vec<_>>>()?.into_iter().flatten().collect();
                self.at_least_two(&groups, span, "independent subjects")?;
                self.disjoint(&groups, "independent subjects")?;
                Demand::Independent { groups, through_chains }
            }
            RawDemand::Forbid { from, except, to, through_chains, admit } => {
                let from = self.flat(&from, Admit::Inside, team);
                let except = self.excepted(&except);
                let to = self.flat(&to, admit, None);
                let (from, to) = (self.without(from?, &except?, span)?, to?);
                if from.iter().all(|from| to.iter().all(|to| same_thing(from, to))) {
                    let problem = PolicyProblem::new(span, "what may not use and what may not be used are the same");
                    self.problems.push(problem.help("every part may use itself: correct `from` or `to`"));
                    return None;
                }
                Demand::Forbid { from, to, through_chains }
            }
            RawDemand::Acyclic { units, within } => {
                let mut within = self.flat(&within, Admit::Inside, team)?;
                if let (Some(team), true) = (team, within.is_empty()) {
                    let name = self.draft.teams[team.index()].name.clone();
                    let modules = self.subjects.territory(team);
                    within.push(Subject { name, kind: SubjectKind::Team(team), modules, span });
                }
                Demand::Acyclic { units, within }
            }
        };
        Some(Constraint { demand, reason, kinds, team, span })
    }

    fn one_group(&mut self, raw: RawGroup, team: Option<TeamId>) -> Option<Group> {
        let span = raw.entries[0].span;
        let subjects = self.flat(&raw.entries, Admit::Inside, team)?;
        Some(Group { subjects, span })
    }

    /// One group for each subject, unless they stand in a list of their own.
    fn each_group(&mut self, raw: RawGroup, team: Option<TeamId>) -> Option<Vec<Group>> {
        let is_list = raw.is_list;
        let group = self.one_group(raw, team)?;
        if is_list {
            return Some(vec![group]);
        }
        Some(group.subjects.into_iter().map(|subject| Group { span: subject.span, subjects: vec![subject] }).collect())
    }

    /// The subjects of all entries. A team's own file speaks of the team's own code.
    fn flat(&mut self, entries: &[Placed<String>], admit: Admit, team: Option<TeamId>) -> Option<Vec<Subject>> {
        let mut subjects: Vec<Subject> = Vec::new();
        let mut all_good = true;
        for entry in entries {
            match self.subjects.resolve(entry, admit) {
                Ok(found) => {
                    let new = found.into_iter().filter(|one| !subjects.iter().any(|other| same_thing(other, one)));
                    let new: Vec<Subject> = new.collect();
                    subjects.extend(new);
                }
                Err(problem) => {
                    self.problems.push(problem);
                    all_good = false;
                }
            }
        }
        if let Some(team) = team {
            let territory: BTreeSet<_> = self.subjects.territory(team).into_iter().collect();
            for subject in &subjects {
                if subject.modules.iter().any(|module| !territory.contains(module)) {
                    let owner = &self.draft.teams[team.index()].name;
                    let message = format!("`{}` is not in the territory of `{owner}`", subject.name);
                    let help = "a team's own file speaks of the team's own code: write the constraint into the policy of the workspace";
                    self.problems.push(PolicyProblem::new(subject.span, message).help(help));
                    all_good = false;
                }
            }
        }
        all_good.then_some(subjects)
    }

    /// What `except` names, entry by entry.
    fn excepted(&mut self, entries: &[Placed<String>]) -> Option<Vec<(Span, BTreeSet<ModuleId>)>> {
        let named = entries.iter().map(|entry| {
            let subjects = self.flat(std::slice::from_ref(entry), Admit::Inside, None)?;
            Some((entry.span, subjects.into_iter().flat_map(|subject| subject.modules).collect()))
        });
        // Every mistake is told, before the first one ends it.
        named.collect::<Vec<_>>().into_iter().collect()
    }

    /// Subjects without the modules that are excepted. An entry that takes nothing away is a mistake, and so is nothing left.
    fn without(
        &mut self,
        mut subjects: Vec<Subject>,
        except: &[(Span, BTreeSet<ModuleId>)],
        span: Span,
    ) -> Option<Vec<Subject>> {
        let mut all_good = true;
        for (entry, excepted) in except {
            if !subjects.iter().flat_map(|subject| &subject.modules).any(|module| excepted.contains(module)) {
                let problem = PolicyProblem::new(*entry, "`except` takes nothing away here: `from` does not cover it");
                self.problems.push(problem.help("correct it, or remove it"));
                all_good = false;
            }
        }
        let excepted: BTreeSet<ModuleId> = except.iter().flat_map(|(_, modules)| modules).copied().collect();
        if !excepted.is_empty() {
            for subject in &mut subjects {
                subject.modules.retain(|module| !excepted.contains(module));
            }
            subjects.retain(|subject| !subject.modules.is_empty());
            if subjects.is_empty() {
                let problem = PolicyProblem::new(span, "`except` leaves nothing of `from`");
                self.problems.push(problem.help("a constraint on nobody holds always: correct it, or remove it"));
                all_good = false;
            }
        }
        all_good.then_some(subjects)
    }

    fn at_least_two(&mut self, groups: &[Group], span: Span, what: &str) -> Option<()> {
        if groups.len() >= 2 {
            return Some(());
        }
        let message =
            if groups.is_empty() { format!("there are no {what}") } else { format!("these {what} are only one") };
        self.problems.push(PolicyProblem::new(span, message).help("name at least two, or remove the constraint"));
        None
    }

    /// No module is in two groups, except as joint property of two teams.
    fn disjoint(&mut self, groups: &[Group], what: &str) -> Option<()> {
        let mut taken: BTreeMap<ModuleId, (usize, &Subject)> = BTreeMap::new();
        let mut told = BTreeSet::new();
        for (at, group) in groups.iter().enumerate() {
            for subject in &group.subjects {
                for &module in &subject.modules {
                    let (first_at, first) = *taken.entry(module).or_insert((at, subject));
                    let joint = matches!((first.kind, subject.kind), (SubjectKind::Team(_), SubjectKind::Team(_)));
                    if first_at == at || joint || !told.insert((first.span, subject.span)) {
                        continue;
                    }
                    let path = self.draft.input.graph.module(module).path();
                    let message =
                        format!("the {what} `{}` and `{}` overlap: `{path}` is in both", first.name, subject.name);
                    self.problems.push(
                        PolicyProblem::new(subject.span, message)
                            .label(first.span, format!("`{}` here", first.name))
                            .help("a path covers what is below it: name parts that lie beside each other"),
                    );
                }
            }
        }
        told.is_empty().then_some(())
    }
}
