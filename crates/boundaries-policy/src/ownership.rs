//! Who owns a module or a file, and which line decided it.
//!
//! Sources, strongest first: a module path of the policy, a path pattern of the policy, a package's metadata, a module path
//! and then a path pattern of a team's own file, CODEOWNERS. The strongest source that speaks decides, so that a team cannot
//! take by its own file what the policy gives to another. Within one source the most specific wins: the nearest module
//! around, the pattern that spells out most. CODEOWNERS keeps its own rule. An inline module belongs to whom its file belongs, unless a
//! module path says otherwise.

use std::collections::BTreeMap;

use boundaries_graph::{ModuleGraph, ModuleId, SourceMap, Span};
use camino::{Utf8Path, Utf8PathBuf};
use serde::{Deserialize, Serialize};

use crate::codeowners::{Codeowners, CodeownersRule, Index};
use crate::pattern::{PathPattern, names};
use crate::suppose::{Supposed, renamed};
use crate::team::TeamId;

/// Who owns something.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Ownership {
    /// In which way.
    pub state: OwnershipState,
    /// The teams, in order; more than one where it is joint.
    pub teams: Vec<TeamId>,
    /// What decided it.
    pub decided_by: Option<OwnershipSource>,
}

/// In which way something is owned.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum OwnershipState {
    /// By one team.
    Owned,
    /// By several teams.
    Joint,
    /// By nobody, as a rule says.
    Unowned,
    /// No rule speaks of it.
    Unmatched,
}

impl OwnershipState {
    /// The word used in machine formats.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Owned => "owned",
            Self::Joint => "joint",
            Self::Unowned => "unowned",
            Self::Unmatched => "unmatched",
        }
    }
}

/// A line that speaks of an owner.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct OwnershipSource {
    /// What kind of line.
    pub kind: OwnershipSourceKind,
    /// Where it stands.
    pub span: Span,
    /// The path or pattern as written.
    pub text: String,
    /// Whom it names.
    pub teams: Vec<TeamId>,
}

/// Sources of ownership, strongest first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub enum OwnershipSourceKind {
    /// A module path under `owns`.
    PolicyModule,
    /// A path pattern under `owns`.
    PolicyPattern,
    /// `[package.metadata.boundaries] team`.
    PackageMetadata,
    /// A module path under `owns` of a team's own file.
    TeamFileModule,
    /// A path pattern under `owns` of a team's own file.
    TeamFilePattern,
    /// A line of CODEOWNERS.
    Codeowners,
    /// A line of an optional section of CODEOWNERS.
    OptionalCodeowners,
}

impl OwnershipSourceKind {
    /// What to call it in a sentence.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::PolicyModule => "module path",
            Self::PolicyPattern => "path pattern",
            Self::PackageMetadata => "package metadata",
            Self::TeamFileModule => "module path in a team file",
            Self::TeamFilePattern => "path pattern in a team file",
            Self::Codeowners => "CODEOWNERS",
            Self::OptionalCodeowners => "optional section of CODEOWNERS",
        }
    }

    /// Whether it is a line of CODEOWNERS, in whichever section. Those decide together.
    #[must_use]
    pub fn is_codeowners(self) -> bool {
        matches!(self, Self::Codeowners | Self::OptionalCodeowners)
    }

    /// The same with the article that it needs in a sentence.
    pub(crate) fn with_article(self) -> String {
        match self {
            Self::PackageMetadata | Self::Codeowners => self.as_str().to_owned(),
            Self::OptionalCodeowners => format!("an {}", self.as_str()),
            _ => format!("a {}", self.as_str()),
        }
    }
}

/// A path pattern that a team claims.
#[derive(Clone, Debug)]
pub(crate) struct PatternClaim {
    pub(crate) pattern: PathPattern,
    pub(crate) source: OwnershipSource,
}

impl PatternClaim {
    /// Patterns start at the workspace's root, so that none covers what lies above it.
    pub(crate) fn covers(&self, path: &Utf8Path) -> bool {
        is_below(path, &self.source.text) && self.pattern.matches(path)
    }
}

/// What teams claim under `owns`, in the policy or in files of their own.
#[derive(Clone, Default, Debug)]
pub(crate) struct Claims {
    pub(crate) modules: BTreeMap<ModuleId, OwnershipSource>,
    pub(crate) patterns: Vec<PatternClaim>,
    index: Index,
}

impl Claims {
    pub(crate) fn add_pattern(&mut self, pattern: PathPattern, source: OwnershipSource) {
        self.index.add(self.patterns.len(), pattern.hint());
        self.patterns.push(PatternClaim { pattern, source });
    }

    /// The patterns that cover a path, the most specific first.
    pub(crate) fn patterns_for(&self, path: &Utf8Path) -> Vec<&PatternClaim> {
        let candidates = self.index.candidates(path.as_str(), &names(path)).into_iter().map(|at| &self.patterns[at]);
        let mut claims: Vec<_> = candidates.filter(|claim| claim.covers(path)).collect();
        claims.sort_by_key(|claim| std::cmp::Reverse(claim.pattern.specificity()));
        claims
    }
}

/// Everything that speaks of owners.
#[derive(Clone, Default, Debug)]
pub(crate) struct Owners {
    pub(crate) policy: Claims,
    pub(crate) team_files: Claims,
    /// By the directory of the package.
    pub(crate) packages: Vec<(Utf8PathBuf, OwnershipSource)>,
    pub(crate) codeowners: Option<Codeowners>,
    /// The team of each owner that CODEOWNERS names.
    pub(crate) handles: BTreeMap<String, TeamId>,
    /// What is supposed beside what is declared.
    pub(crate) supposed: Supposed,
    places: Vec<ModulePlace>,
    decided: Vec<Ownership>,
}

/// What ownership needs to know of a module.
#[derive(Clone, Debug)]
struct ModulePlace {
    parent: Option<ModuleId>,
    file: Utf8PathBuf,
}

impl Owners {
    /// Owners of modules that were decided elsewhere, and of nothing else.
    pub(crate) fn decided(decided: Vec<Ownership>) -> Self {
        Self { decided, ..Self::default() }
    }

    /// Decides about every module of the graph.
    pub(crate) fn decide(&mut self, graph: &ModuleGraph, sources: &SourceMap) {
        self.places = graph
            .modules()
            .map(|module| ModulePlace {
                parent: module.data().parent,
                file: sources.file(module.data().file).path().to_owned(),
            })
            .collect();
        let declared = self.declared();
        let suppose = |(index, owners): (usize, Ownership)| {
            self.supposed.of_module(self.around(ModuleId::new(index)), &self.places[index].file, owners)
        };
        self.decided = declared.into_iter().enumerate().map(suppose).collect();
    }

    /// Who owns each module by what is declared.
    fn declared(&self) -> Vec<Ownership> {
        let mut by_file: BTreeMap<&Utf8Path, Ownership> = BTreeMap::new();
        (0..self.places.len())
            .map(|index| {
                let module = ModuleId::new(index);
                if let Some(source) = self.module_claims(&self.policy, module).next() {
                    return ownership(vec![source.clone()]);
                }
                let file = &self.places[index].file;
                let of_file = by_file.entry(file).or_insert_with(|| ownership(self.why_path(file)));
                let weaker =
                    of_file.decided_by.as_ref().is_none_or(|source| source.kind > OwnershipSourceKind::TeamFileModule);
                match self.module_claims(&self.team_files, module).next().filter(|_| weaker) {
                    Some(source) => ownership(vec![source.clone()]),
                    None => of_file.clone(),
                }
            })
            .collect()
    }

    /// Who owns each module, by its number.
    pub(crate) fn of_modules(&self) -> &[Ownership] {
        &self.decided
    }

    pub(crate) fn of_module(&self, module: ModuleId) -> &Ownership {
        &self.decided[module.index()]
    }

    pub(crate) fn of_path(&self, path: &Utf8Path) -> Ownership {
        self.supposed.of_path(path, ownership(self.why_path(path)))
    }

    /// Names teams otherwise, wherever a line names them.
    pub(crate) fn rename(&mut self, now: &impl Fn(TeamId) -> TeamId) {
        self.supposed.rename(now);
        for claims in [&mut self.policy, &mut self.team_files] {
            let sources = claims.modules.values_mut().chain(claims.patterns.iter_mut().map(|claim| &mut claim.source));
            for source in sources {
                renamed(&mut source.teams, |team| now(*team));
            }
        }
        for (_, source) in &mut self.packages {
            renamed(&mut source.teams, |team| now(*team));
        }
        for team in self.handles.values_mut() {
            *team = now(*team);
        }
    }

    /// Suppositions that give the same module to different teams, each pair once.
    pub(crate) fn contradictions(&self, graph: &ModuleGraph, told: &mut Vec<String>) {
        for (index, owners) in self.declared().into_iter().enumerate() {
            let module = ModuleId::new(index);
            let claims = self.supposed.contradiction(self.around(module), &self.places[index].file, owners);
            let Some((first, second)) = claims else { continue };
            let pair = format!("`{first}` and `{second}` both");
            if !told.iter().any(|known| known.starts_with(&pair)) {
                told.push(format!("{pair} speak of `{}`", graph.module(module).path()));
            }
        }
    }

    /// A module and those around it, the nearest first.
    fn around(&self, module: ModuleId) -> impl Iterator<Item = ModuleId> + Clone {
        std::iter::successors(Some(module), |module| self.places[module.index()].parent)
    }

    pub(crate) fn why_module(&self, module: ModuleId) -> Vec<OwnershipSource> {
        let claims = self.module_claims(&self.policy, module).chain(self.module_claims(&self.team_files, module));
        let mut sources: Vec<_> = claims.cloned().collect();
        sources.extend(self.why_path(&self.places[module.index()].file));
        // Lines of CODEOWNERS have their order already.
        sources.sort_by_key(|source| source.kind.min(OwnershipSourceKind::Codeowners));
        sources
    }

    pub(crate) fn why_path(&self, path: &Utf8Path) -> Vec<OwnershipSource> {
        let patterns = |claims: &Claims| -> Vec<OwnershipSource> {
            claims.patterns_for(path).into_iter().map(|claim| claim.source.clone()).collect()
        };
        let mut packages: Vec<_> = self.packages.iter().filter(|(dir, _)| Self::is_around(dir, path)).collect();
        packages.sort_by_key(|(dir, _)| std::cmp::Reverse(dir.components().count()));
        let packages = packages.into_iter().map(|(_, source)| source.clone());
        let groups = self.codeowners.as_ref().map(|codeowners| codeowners.groups_for(path)).unwrap_or_default();
        let mut rules: Vec<_> = groups.iter().map(|group| self.codeowners_source(group.rule)).collect();
        // A section that names nobody takes nothing from the owners that other sections name; one that is optional adds
        // nothing to those that insist.
        rules.sort_by_key(|rule| (rule.teams.is_empty(), rule.kind));
        patterns(&self.policy).into_iter().chain(packages).chain(patterns(&self.team_files)).chain(rules).collect()
    }

    /// Whether a path lies in the package of a directory.
    pub(crate) fn is_around(dir: &Utf8Path, path: &Utf8Path) -> bool {
        is_below(path, dir.as_str()) && path.starts_with(dir)
    }

    /// The file that holds the items of a module.
    pub(crate) fn file_of(&self, module: ModuleId) -> &Utf8Path {
        &self.places[module.index()].file
    }

    pub(crate) fn codeowners(&self) -> Option<&Codeowners> {
        self.codeowners.as_ref()
    }

    /// The claims of a module and of the modules around it, the nearest first.
    fn module_claims<'a>(&'a self, claims: &'a Claims, module: ModuleId) -> impl Iterator<Item = &'a OwnershipSource> {
        self.around(module).filter_map(|module| claims.modules.get(&module))
    }

    pub(crate) fn teams_of_rule(&self, rule: &CodeownersRule) -> Vec<TeamId> {
        let mut teams: Vec<_> = rule.owners.iter().filter_map(|owner| self.handles.get(owner).copied()).collect();
        teams.sort_unstable();
        teams.dedup();
        teams
    }

    pub(crate) fn codeowners_source(&self, rule: &CodeownersRule) -> OwnershipSource {
        let is_optional = self.codeowners.as_ref().is_some_and(|codeowners| codeowners.is_optional(rule));
        let kind = if is_optional { OwnershipSourceKind::OptionalCodeowners } else { OwnershipSourceKind::Codeowners };
        OwnershipSource { kind, span: rule.span, text: rule.pattern.clone(), teams: self.teams_of_rule(rule) }
    }
}

/// Whether a path lies where something that starts at `from` can speak of it: what starts in the workspace says nothing
/// about the repository above.
fn is_below(path: &Utf8Path, from: &str) -> bool {
    !path.starts_with("..") || from.starts_with("..")
}

/// The strongest source decides; sections of CODEOWNERS decide together.
fn ownership(sources: Vec<OwnershipSource>) -> Ownership {
    let Some(kind) = sources.first().map(|source| source.kind) else {
        return Ownership { state: OwnershipState::Unmatched, teams: Vec::new(), decided_by: None };
    };
    let together = sources.iter().take_while(|source| source.kind == kind && kind.is_codeowners());
    let others = together.skip(1).flat_map(|source| source.teams.iter().copied());
    let mut teams: Vec<TeamId> = sources[0].teams.iter().copied().chain(others).collect();
    teams.sort_unstable();
    teams.dedup();
    let state = match teams.len() {
        0 => OwnershipState::Unowned,
        1 => OwnershipState::Owned,
        _ => OwnershipState::Joint,
    };
    Ownership { state, teams, decided_by: sources.into_iter().next() }
}
