//! What the subjects of constraints mean: teams, crates, module paths, globs of paths, tags, and crates outside the
//! workspace.
//!
//! `team:`, `crate:`, `tag:` and `external:` say which is meant; without one of them the name of a crate, of a module or of
//! a team is enough, as long as it means one thing. A glob or a tag stands for each of its matches, one by one.

use std::collections::{BTreeMap, BTreeSet};

use boundaries_graph::{ModuleGraph, ModuleId, ModuleView, Span};
use globset::GlobSet;

use crate::constraint::{Subject, SubjectKind};
use crate::limits::Limits;
use crate::names::{Meaning, Names};
use crate::ownership::Owners;
use crate::pattern;
use crate::problem::{PolicyProblem, did_you_mean};
use crate::team::{Team, TeamId};
use crate::values::Placed;

/// What may be a subject in some place.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Admit {
    /// What lies in the workspace.
    Inside,
    /// Crates outside of it as well, if a package depends on them.
    Dependencies,
    /// Crates outside of it as well, whether or not a package depends on them.
    AnyCrate,
}

/// Something that a tag was given to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Tagged {
    /// By `tags` of a team.
    Team(TeamId, Span),
    /// By `tags` in the metadata of a package: the package's name.
    Package(String, Span),
    /// By an entry of `[tags]`.
    Entry(Placed<String>),
}

/// Everything that subjects are looked up in.
pub(crate) struct Subjects<'a> {
    graph: &'a ModuleGraph,
    names: &'a Names<'a>,
    teams: &'a [Team],
    owners: &'a Owners,
    tags: &'a BTreeMap<String, Vec<Tagged>>,
    limits: &'a Limits,
    /// Crates outside the workspace that some package depends on, with underscores.
    externals: BTreeSet<String>,
}

impl<'a> Subjects<'a> {
    pub(crate) fn new(
        graph: &'a ModuleGraph,
        names: &'a Names<'a>,
        teams: &'a [Team],
        owners: &'a Owners,
        tags: &'a BTreeMap<String, Vec<Tagged>>,
        limits: &'a Limits,
    ) -> Self {
        // What comes with the compiler is in no manifest.
        let mut externals: BTreeSet<String> =
            ["std", "core", "alloc", "proc_macro", "test"].map(str::to_owned).into_iter().collect();
        let declared = graph.packages().flat_map(|package| &package.data().dependencies);
        externals.extend(declared.filter(|one| one.package.is_none()).map(|one| one.package_name.replace('-', "_")));
        let mentioned = graph.external_references().iter().map(|one| one.krate);
        externals.extend(mentioned.map(|krate| graph.external_name(krate).to_owned()));
        Self { graph, names, teams, owners, tags, limits, externals }
    }

    /// The subjects that an entry stands for: at least one, or the mistake in it.
    pub(crate) fn resolve(&self, entry: &Placed<String>, admit: Admit) -> Result<Vec<Subject>, PolicyProblem> {
        let text = entry.value.as_str();
        let found = match prefixed(text) {
            Some(("tag", name)) => return self.tagged(name, entry, admit),
            Some(("team", name)) if is_glob(name) => self.teams_like(name, entry)?,
            Some(("team", name)) => vec![self.team(name, entry)?],
            Some(("external", name)) => vec![self.external(name, entry, admit)?],
            Some((_, path)) if is_glob(path) => self.modules_like(path, entry)?,
            Some((_, path)) => vec![self.module(path, entry)?],
            None if is_glob(text) => self.modules_like(text, entry)?,
            None => vec![self.plain(entry, admit)?],
        };
        Ok(found)
    }

    /// The modules that a team owns, alone or with others.
    pub(crate) fn territory(&self, team: TeamId) -> Vec<ModuleId> {
        let modules = self.graph.modules().map(ModuleView::id);
        modules.filter(|module| self.owners.of_module(*module).teams.contains(&team)).collect()
    }

    fn plain(&self, entry: &Placed<String>, admit: Admit) -> Result<Subject, PolicyProblem> {
        let text = entry.value.as_str();
        let is_team = self.teams.iter().any(|team| team.name == text);
        let modules = match self.names.find(text) {
            Some(Meaning::Modules(_)) => Some(self.module(text, entry)?),
            Some(Meaning::Item(_)) | None => None,
        };
        match (is_team, modules) {
            (true, Some(modules)) => {
                if self.team(text, entry).is_ok_and(|team| team.modules == modules.modules) {
                    return Ok(modules);
                }
                let message = format!("`{text}` is a team and a crate, and the team's code is not the crate's");
                Err(PolicyProblem::new(entry.span, message).help(format!("write `team:{text}` or `crate:{text}`")))
            }
            (true, None) => self.team(text, entry),
            (false, Some(modules)) => Ok(modules),
            (false, None) if self.names.find(text).is_some() => self.module(text, entry),
            (false, None) if self.externals.contains(&text.replace('-', "_")) => self.external(text, entry, admit),
            (false, None) => {
                let teams = self.teams.iter().map(|team| team.name.as_str());
                let help = did_you_mean(text, teams).unwrap_or_else(|| self.names.suggestion(text, true));
                Err(PolicyProblem::new(entry.span, format!("there is no team, crate or module `{text}`")).help(help))
            }
        }
    }

    fn team(&self, name: &str, entry: &Placed<String>) -> Result<Subject, PolicyProblem> {
        let Some(team) = self.teams.iter().find(|team| team.name == name) else {
            let teams = self.teams.iter().map(|team| team.name.as_str());
            return Err(PolicyProblem::new(entry.span, format!("there is no team `{name}`"))
                .help("declare it under `[teams]`")
                .maybe_help(did_you_mean(name, teams)));
        };
        self.team_subject(team, entry.span)
    }

    fn team_subject(&self, team: &Team, span: Span) -> Result<Subject, PolicyProblem> {
        let modules = self.territory(team.id);
        if modules.is_empty() {
            return Err(PolicyProblem::new(span, format!("team `{}` owns no module", team.name))
                .help("a constraint about it says nothing: give it code, or leave it out"));
        }
        Ok(Subject { name: team.name.clone(), kind: SubjectKind::Team(team.id), modules, span })
    }

    fn module(&self, path: &str, entry: &Placed<String>) -> Result<Subject, PolicyProblem> {
        match self.names.find(path) {
            Some(Meaning::Modules(roots)) => {
                let modules = self.with_all_below(&roots);
                Ok(Subject { name: path.to_owned(), kind: SubjectKind::Modules, modules, span: entry.span })
            }
            Some(Meaning::Item(_)) => {
                let message = format!("`{path}` is an item; constraints speak of teams, crates and modules");
                Err(PolicyProblem::new(entry.span, message).help("name the module around it"))
            }
            None => Err(PolicyProblem::new(entry.span, format!("there is no crate or module `{path}`"))
                .help(self.names.suggestion(path, true))),
        }
    }

    fn external(&self, name: &str, entry: &Placed<String>, admit: Admit) -> Result<Subject, PolicyProblem> {
        let krate = name.replace('-', "_");
        if admit == Admit::Inside {
            let message = format!("`{name}` is outside the workspace");
            return Err(PolicyProblem::new(entry.span, message)
                .help("only `to` of `[[forbid]]` can name a crate that is not a member"));
        }
        if admit == Admit::Dependencies && !self.externals.contains(&krate) {
            let near = did_you_mean(&krate, self.externals.iter().map(String::as_str));
            let keep = "to keep it out before anybody uses it, add `may-be-absent = true`";
            let help = near.map_or_else(|| keep.to_owned(), |near| format!("{near} {keep}"));
            let message = format!("no package depends on a crate `{name}`");
            return Err(PolicyProblem::new(entry.span, message).help(help));
        }
        Ok(Subject { name: krate, kind: SubjectKind::External, modules: Vec::new(), span: entry.span })
    }

    fn tagged(&self, tag: &str, entry: &Placed<String>, admit: Admit) -> Result<Vec<Subject>, PolicyProblem> {
        let Some(tagged) = self.tags.get(tag) else {
            return Err(PolicyProblem::new(entry.span, format!("nothing has the tag `{tag}`"))
                .help("give it in `[tags]`, by `tags` of a team, or in `[package.metadata.boundaries]`")
                .maybe_help(did_you_mean(tag, self.tags.keys().map(String::as_str))));
        };
        let mut subjects: Vec<Subject> = Vec::new();
        for one in tagged {
            let found = self.tagged_by(tag, one, admit)?;
            for subject in found {
                if !subjects.iter().any(|other| same_thing(other, &subject)) {
                    subjects.push(Subject { span: entry.span, ..subject });
                }
            }
        }
        Ok(subjects)
    }

    /// What one line that gives a tag gives it to.
    pub(crate) fn tagged_by(&self, tag: &str, one: &Tagged, admit: Admit) -> Result<Vec<Subject>, PolicyProblem> {
        match one {
            Tagged::Team(team, span) => Ok(vec![self.team_subject(&self.teams[team.index()], *span)?]),
            Tagged::Package(name, span) => Ok(vec![self.module(name, &Placed { value: name.clone(), span: *span })?]),
            Tagged::Entry(inner) if matches!(prefixed(&inner.value), Some(("tag", _))) => {
                Err(PolicyProblem::new(inner.span, format!("the tag `{tag}` stands for another tag"))
                    .help("name what that tag stands for"))
            }
            Tagged::Entry(inner) => self.resolve(inner, admit),
        }
    }

    fn teams_like(&self, pattern: &str, entry: &Placed<String>) -> Result<Vec<Subject>, PolicyProblem> {
        let glob = self.glob(pattern, entry)?;
        let teams: Vec<&Team> = self.teams.iter().filter(|team| glob.is_match(&team.name)).collect();
        if teams.is_empty() {
            return Err(
                PolicyProblem::new(entry.span, format!("`{pattern}` matches no team")).help("correct it or remove it")
            );
        }
        // A team that owns nothing is not meant by a pattern.
        Ok(teams.into_iter().filter_map(|team| self.team_subject(team, entry.span).ok()).collect())
    }

    /// The crates and modules whose path matches, without those that lie in another match.
    fn modules_like(&self, pattern: &str, entry: &Placed<String>) -> Result<Vec<Subject>, PolicyProblem> {
        let glob = self.glob(pattern, entry)?;
        let mut found: BTreeMap<String, Vec<ModuleId>> = BTreeMap::new();
        let mut matched = BTreeSet::new();
        for module in self.graph.modules() {
            if let Some(name) = matching_name(module, &glob) {
                matched.insert(module.id());
                found.entry(name).or_default().push(module.id());
            }
        }
        let is_inner = |module: &ModuleId| {
            self.graph.module(*module).ancestors().skip(1).any(|around| matched.contains(&around.id()))
        };
        let mut subjects: Vec<Subject> = Vec::new();
        for (name, mut roots) in found {
            roots.retain(|module| !is_inner(module));
            if !roots.is_empty() {
                let modules = self.with_all_below(&roots);
                subjects.push(Subject { name, kind: SubjectKind::Modules, modules, span: entry.span });
            }
        }
        if subjects.is_empty() {
            let like_teams = self.teams.iter().any(|team| glob.is_match(&team.name));
            let help = match like_teams {
                true => format!("a pattern means crates and modules; for teams write `team:{pattern}`"),
                false => {
                    "a pattern is matched with whole paths: `*` stays in one segment, `**` goes through any".to_owned()
                }
            };
            return Err(PolicyProblem::new(entry.span, format!("`{pattern}` matches no crate or module")).help(help));
        }
        Ok(subjects)
    }

    fn glob(&self, pattern: &str, entry: &Placed<String>) -> Result<GlobSet, PolicyProblem> {
        pattern::glob(&pattern.replace("::", "/"), self.limits).map_err(|error| {
            PolicyProblem::new(entry.span, format!("`{pattern}` is not a pattern: {error}"))
                .help("write a path, with `*` for a part of a segment and `**` for any number of segments")
        })
    }

    fn with_all_below(&self, roots: &[ModuleId]) -> Vec<ModuleId> {
        let mut stack = roots.to_vec();
        let mut all = BTreeSet::new();
        while let Some(module) = stack.pop() {
            if all.insert(module) {
                stack.extend(self.graph.children(module));
            }
        }
        all.into_iter().collect()
    }
}

/// Whether two subjects mean the same code, by whatever name.
pub(crate) fn same_thing(one: &Subject, other: &Subject) -> bool {
    match (one.kind, other.kind) {
        (SubjectKind::External, SubjectKind::External) => one.name == other.name,
        (SubjectKind::External, _) | (_, SubjectKind::External) => false,
        _ => one.modules == other.modules,
    }
}

/// The path of a module that a glob matches: with its package's name in front, or with its crate's.
fn matching_name(module: ModuleView<'_>, glob: &GlobSet) -> Option<String> {
    let (krate, below) = (module.krate(), module.path_in_crate());
    let package = krate.package().name();
    let joined = |first: &str| if below.is_empty() { first.to_owned() } else { format!("{first}::{below}") };
    let matches = |first: &str| glob.is_match(joined(first).replace("::", "/"));
    if matches(package) || matches(&package.replace('-', "_")) {
        Some(joined(&package.replace('-', "_")))
    } else if matches(krate.name()) || matches(krate.unique_name()) {
        Some(joined(krate.unique_name()))
    } else {
        None
    }
}

fn is_glob(text: &str) -> bool {
    text.contains(['*', '?', '[', '{'])
}

/// What stands before a single colon, if that is one of the words that say what is meant, and what stands behind it.
fn prefixed(text: &str) -> Option<(&str, &str)> {
    let (word, rest) = text.split_once(':')?;
    let is_word = matches!(word, "team" | "crate" | "tag" | "external");
    (is_word && !rest.starts_with(':')).then_some((word, rest))
}
