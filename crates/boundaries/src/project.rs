//! A workspace with everything that is known about it: the front door of the library.

use std::collections::BTreeSet;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use boundaries_analysis::{
    Analysis, AnalysisOptions, AnalysisStats, Cancellation, CfgOptions, Clock, DiskReader, FactsCache, Progress,
    SourceReader, Workspace, WorkspaceOptions, analyse, load_workspace,
};
use boundaries_cache::Disk;
use boundaries_graph::{CargoPackage, FileId, GapReason, Limit, ModuleGraph, PackageView, SourceMap};
use boundaries_lint::change::Moves;
use boundaries_lint::{Input, LevelOverrides, Report, Rules, Scope, Unseen};
use boundaries_policy::{Policy, TeamId};
use boundaries_report::Layout;
use camino::{Utf8Path, Utf8PathBuf};
use jiff::civil::Date;

use crate::Error;
use crate::discover;
use crate::disk::LimitedDisk;
use crate::error::UnknownNames;
use crate::limits::Limits;
use crate::load::{self, Files, Loaded, Texts};
use crate::overview::Overview;
use crate::owners::Owners;
use crate::place::Places;
use crate::proposal::Proposal;
use crate::subject::{Subject, UnknownName, nearest};
use crate::unsaved::UnsavedTexts;
use crate::walk::{repository_files, workspace_files};
use crate::why::Why;

/// Which workspace to read, and by which policy.
#[derive(Clone, Default, Debug)]
#[non_exhaustive]
pub struct ProjectOptions {
    /// How to find the workspace.
    pub workspace: WorkspaceOptions,
    /// The policy file, from the working directory; by default it is looked for.
    pub config: Option<Utf8PathBuf>,
    /// What narrows the code that takes part.
    pub cfg: CfgOptions,
    /// The clock by which loading tells how long its parts took, if anybody wants to know.
    #[doc(hidden)]
    pub clock: Option<Clock>,
    /// How much the workspace may make the tool do.
    pub limits: Limits,
    /// Who hears how far the analysis is.
    pub progress: Option<Progress>,
    /// By which whoever waits ends a loading early, that of a revision as well. A [`Session`](crate::Session) is handed another
    /// one by each refresh.
    pub cancellation: Cancellation,
    /// The rules that a check asks, and that the policy can name.
    pub rules: Rules,
}

impl ProjectOptions {
    /// The workspace to which a manifest belongs.
    pub fn at(manifest_path: impl Into<Utf8PathBuf>) -> Self {
        let workspace = WorkspaceOptions { manifest_path: Some(manifest_path.into()), ..WorkspaceOptions::default() };
        Self { workspace, ..Self::default() }
    }

    /// With these rules in place of ours alone.
    #[must_use]
    pub fn with_rules(self, rules: Rules) -> Self {
        Self { rules, ..self }
    }

    /// With somebody who hears how far the analysis is.
    #[must_use]
    pub fn with_progress(self, progress: Progress) -> Self {
        Self { progress: Some(progress), ..self }
    }

    /// With something by which whoever waits ends it early: a clone of it is enough to do so from another thread.
    #[must_use]
    pub fn with_cancellation(self, cancellation: Cancellation) -> Self {
        Self { cancellation, ..self }
    }

    /// With a clock by which loading tells how long its parts took.
    #[must_use]
    #[doc(hidden)]
    pub fn with_clock(self, clock: Option<Clock>) -> Self {
        Self { clock, ..self }
    }

    /// How to analyse a workspace.
    /// The disk from which everything but sources is read.
    pub(crate) fn disk(&self) -> LimitedDisk {
        LimitedDisk::new(self.workspace.cache.disk(), self.limits.files)
    }

    pub(crate) fn analysis(&self, workspace: &Workspace) -> AnalysisOptions {
        AnalysisOptions {
            cfg: self.cfg.clone(),
            clock: self.clock,
            kept: FactsCache::open(self.workspace.cache.folder(workspace.root())),
            limits: self.limits.analysis,
            progress: self.progress.clone(),
            cancellation: self.cancellation.clone(),
            ..AnalysisOptions::default()
        }
    }
}

/// How to check.
#[derive(Clone, Default, Debug)]
#[non_exhaustive]
pub struct CheckOptions {
    /// Levels that win over the policy's.
    pub overrides: LevelOverrides,
    /// Which findings are reported.
    pub scope: Scope,
    /// The day on which dates are judged; by default today, in UTC, so that every machine says the same.
    pub today: Option<Date>,
    /// What was called otherwise when the baseline was written.
    #[doc(hidden)]
    pub moves: Option<Moves>,
}

impl CheckOptions {
    /// By the dates of a day, whatever day it is.
    #[must_use]
    pub fn on(day: Date) -> Self {
        Self { today: Some(day), ..Self::default() }
    }

    /// With only the findings that a scope admits reported, as [`Project::scope`] gives it.
    #[must_use]
    pub fn within(self, scope: Scope) -> Self {
        Self { scope, ..self }
    }
}

/// Where the policy of a project comes from.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum PolicyOrigin {
    /// A policy was written.
    Written,
    /// There is only a CODEOWNERS: teams are known, contracts are not.
    CodeownersOnly(FileId),
    /// There is nothing.
    Nothing,
}

/// How long loading took beside the analysis. Both are zero where no clock was given.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct LoadTimings {
    /// Cargo's answer.
    pub metadata: Duration,
    /// Finding, reading and validating the policy and CODEOWNERS.
    pub policy: Duration,
}

/// A workspace, analysed, with its policy. A clone shares everything that is large.
#[derive(Clone, Debug)]
pub struct Project {
    root: Utf8PathBuf,
    cargo_packages: Vec<CargoPackage>,
    texts: Arc<Texts>,
    graph: Arc<ModuleGraph>,
    sources: SourceMap,
    stats: AnalysisStats,
    timings: LoadTimings,
    policy: Arc<Policy>,
    origin: PolicyOrigin,
    notes: Vec<String>,
    /// What takes down which files were looked at.
    disk: LimitedDisk,
    /// Whether flags left code out.
    is_partial: bool,
    rules: Rules,
    limits: Limits,
    /// The files that CODEOWNERS is held against, from the repository's root; listed when they are first asked for. None if
    /// they are too many.
    repository_files: Arc<OnceLock<Option<Vec<Utf8PathBuf>>>>,
}

impl Project {
    /// Reads a workspace and its policy. Executes nothing of it, and reads nothing outside its repository.
    ///
    /// # Errors
    /// Where there is no workspace, a policy file cannot be read, or the policy has mistakes; all of them at once. Where it was
    /// cancelled, [`AnalysisError::Cancelled`](crate::AnalysisError::Cancelled) in [`Error::Workspace`].
    pub fn load(options: &ProjectOptions) -> Result<Self, Error> {
        Self::load_unsaved(options, &UnsavedTexts::default())
    }

    /// The same, with texts that an editor has not saved yet in place of those on disk.
    ///
    /// # Errors
    /// As [`load`](Self::load).
    pub fn load_unsaved(options: &ProjectOptions, unsaved: &UnsavedTexts) -> Result<Self, Error> {
        let now = || options.clock.map_or(Duration::ZERO, |clock| clock());
        let start = now();
        options.cancellation.check()?;
        let workspace = load_workspace(&options.workspace, options.limits.analysis)?;
        options.cancellation.check()?;
        let metadata = now();
        // Made before anything is listed, so that what is listed stays as it is.
        options.workspace.cache.folder(workspace.root());
        let disk = options.disk();
        let texts = load::find_texts(workspace.root(), options.config.as_deref(), unsaved, &disk)?;
        let reader = unsaved.reader(workspace.root(), &disk, options.limits.analysis.source_size);
        let mut project = Self::from_reader(&workspace, &reader, &texts, options)?;
        let analysis = project.stats.timings.total();
        let policy = now().saturating_sub(metadata).saturating_sub(analysis);
        project.timings = LoadTimings { metadata: metadata.saturating_sub(start), policy };
        Ok(project)
    }

    /// Reads a workspace as if nobody had written a policy yet: teams come from CODEOWNERS alone.
    ///
    /// # Errors
    /// As [`load`](Self::load).
    #[doc(hidden)]
    pub fn load_without_policy(options: &ProjectOptions) -> Result<Self, Error> {
        let workspace = load_workspace(&options.workspace, options.limits.analysis)?;
        let texts = load::find_codeowners(workspace.root(), &options.disk())?;
        Self::from_disk(&workspace, &texts, options)
    }

    /// A workspace whose texts are at hand, as in an editor or a test: sources come from `reader`, the policy and the
    /// CODEOWNERS are given. Nothing is read from disk.
    ///
    /// # Errors
    /// Where the policy has mistakes.
    pub fn from_texts(
        workspace: &Workspace,
        reader: &dyn SourceReader,
        policy: Option<&str>,
        codeowners: Option<&str>,
    ) -> Result<Self, Error> {
        Self::from_texts_with(workspace, reader, policy, codeowners, &ProjectOptions::default())
    }

    /// The same, with options: of these, where a workspace or its policy is found has no meaning here.
    ///
    /// # Errors
    /// As [`from_texts`](Self::from_texts).
    pub fn from_texts_with(
        workspace: &Workspace,
        reader: &dyn SourceReader,
        policy: Option<&str>,
        codeowners: Option<&str>,
        options: &ProjectOptions,
    ) -> Result<Self, Error> {
        let texts = Texts::at_hand(policy, codeowners);
        let analysis = analyse(workspace, reader, &options.analysis(workspace))?;
        let paths: Vec<Utf8PathBuf> = analysis.sources.files().map(|(_, file)| file.path().to_owned()).collect();
        let files = Files { all: &|| Some(paths.clone()), exists: &|_| true };
        let project = Self::assemble(workspace, &texts, analysis, &files, options)?;
        // Which other files the repository has is not known here, so no line of CODEOWNERS can be called dead.
        Ok(Self { repository_files: Arc::new(OnceLock::from(Some(Vec::new()))), ..project })
    }

    pub(crate) fn from_disk(workspace: &Workspace, texts: &Texts, options: &ProjectOptions) -> Result<Self, Error> {
        Self::from_reader(
            workspace,
            &DiskReader::observed(workspace.root(), options.workspace.cache.disk().clone())
                .up_to(options.limits.analysis.source_size),
            texts,
            options,
        )
    }

    fn from_reader(
        workspace: &Workspace,
        reader: &dyn SourceReader,
        texts: &Texts,
        options: &ProjectOptions,
    ) -> Result<Self, Error> {
        Self::of_analysis(workspace, analyse(workspace, reader, &options.analysis(workspace))?, texts, options)
    }

    /// An analysed workspace on disk, with its policy.
    pub(crate) fn of_analysis(
        workspace: &Workspace,
        analysis: Analysis,
        texts: &Texts,
        options: &ProjectOptions,
    ) -> Result<Self, Error> {
        let root = workspace.root();
        let disk = options.disk();
        let files =
            Files { all: &|| workspace_files(root, &disk), exists: &|path| discover::file_exists(root, path, &disk) };
        let project = Self::assemble(workspace, texts, analysis, &files, options)?;
        Ok(Self { disk, ..project })
    }

    /// The same workspace after an edit inside bodies, so that the policy speaks of the same modules and items; none if it
    /// speaks of something else that is another now.
    pub(crate) fn with_bodies(&self, analysis: Analysis) -> Option<Self> {
        if !self.graph.externals().eq(analysis.graph.externals()) {
            return None;
        }
        let mut sources = self.sources.clone();
        let changed = sources.take_over(&analysis.sources);
        let policy = match boundaries_analysis::directives_in(&sources, &changed) {
            directives if directives.is_empty() && !self.has_suppressions_in(&changed) => Arc::clone(&self.policy),
            _ => Arc::new(
                self.policy.with_directives(&boundaries_analysis::directives(&sources), &load::names(&self.rules)),
            ),
        };
        Some(Self { graph: analysis.graph, sources, stats: analysis.stats, policy, ..self.clone() })
    }

    fn has_suppressions_in(&self, files: &[FileId]) -> bool {
        self.policy.suppressions().iter().any(|one| files.contains(&one.span.file))
    }

    /// With another record of what it looks at when it is asked.
    pub(crate) fn recording(self, disk: &Disk) -> Self {
        Self { disk: self.disk.recording(disk), ..self }
    }

    /// With the files of the repository as another project knows them.
    pub(crate) fn sharing_files(self, other: &Self) -> Self {
        Self { repository_files: Arc::clone(&other.repository_files), ..self }
    }

    /// With how long it took to load.
    pub(crate) fn timed(self, timings: LoadTimings) -> Self {
        Self { timings, ..self }
    }

    fn assemble(
        workspace: &Workspace,
        texts: &Texts,
        analysis: Analysis,
        files: &Files<'_>,
        options: &ProjectOptions,
    ) -> Result<Self, Error> {
        let loaded =
            load::policy(texts, &analysis.graph, analysis.sources, files, &options.rules, options.limits.policy)?;
        Ok(Self {
            root: workspace.root().to_owned(),
            cargo_packages: workspace.cargo_packages().to_vec(),
            texts: Arc::new(texts.clone()),
            graph: analysis.graph,
            sources: loaded.sources,
            stats: analysis.stats,
            timings: LoadTimings::default(),
            policy: Arc::new(loaded.policy),
            origin: loaded.origin,
            notes: loaded.notes,
            disk: options.disk().unrecorded(),
            is_partial: options.cfg != CfgOptions::default(),
            rules: options.rules.clone(),
            limits: options.limits,
            repository_files: Arc::default(),
        })
    }

    /// By which it was read.
    pub(crate) fn limits(&self) -> Limits {
        self.limits
    }

    /// The absolute path of the workspace's root.
    #[must_use]
    pub fn root(&self) -> &Utf8Path {
        &self.root
    }

    /// Where the workspace lies in its repository, as formats have to know. A program that runs elsewhere than in the
    /// workspace's root sets [`working_dir`](Layout::working_dir).
    #[must_use]
    pub fn layout(&self) -> Layout {
        discover::layout(&self.root, &self.disk)
    }

    /// The packages as Cargo's own messages name them, for [`cargo_json`](boundaries_report::cargo_json()).
    #[must_use]
    #[doc(hidden)]
    pub fn cargo_packages(&self) -> &[CargoPackage] {
        &self.cargo_packages
    }

    /// The policy file, if the policy stands in a file of its own.
    #[must_use]
    #[doc(hidden)]
    pub fn policy_file(&self) -> Option<FileId> {
        self.texts.policy_path().and_then(|path| self.sources.find(path))
    }

    /// Where the policy stands, be it the root manifest.
    pub(crate) fn policy_place(&self) -> Option<&Utf8Path> {
        self.texts.policy_place()
    }

    /// Where CODEOWNERS stands, from the workspace's root.
    pub(crate) fn codeowners_place(&self) -> Option<&Utf8Path> {
        self.texts.codeowners_place()
    }

    /// The files of teams, and those of the baseline, from the workspace's root.
    pub(crate) fn files_of_teams(&self) -> (Vec<&str>, Vec<&str>) {
        self.texts.files_of_teams()
    }

    /// The modules of the workspace and the references between them.
    #[must_use]
    pub fn graph(&self) -> &ModuleGraph {
        &self.graph
    }

    /// Every text that a span points into.
    #[must_use]
    pub fn sources(&self) -> &SourceMap {
        &self.sources
    }

    /// What the analysis counted.
    #[must_use]
    #[doc(hidden)]
    pub fn stats(&self) -> &AnalysisStats {
        &self.stats
    }

    /// How long loading took beside the analysis, whose own timings are in [`stats`](Self::stats).
    #[must_use]
    #[doc(hidden)]
    pub fn timings(&self) -> &LoadTimings {
        &self.timings
    }

    /// Who owns what, and who may use whom.
    #[must_use]
    pub fn policy(&self) -> &Policy {
        &self.policy
    }

    /// Where the policy comes from.
    #[must_use]
    pub fn origin(&self) -> PolicyOrigin {
        self.origin
    }

    /// What is worth telling about the loading, such as a CODEOWNERS that no forge looks at.
    #[must_use]
    pub fn notes(&self) -> &[String] {
        &self.notes
    }

    /// Checks every coupling between teams against the policy.
    #[must_use]
    pub fn check(&self, options: &CheckOptions) -> Report {
        self.check_by(&self.policy, &self.sources, options)
    }

    fn check_by(&self, policy: &Policy, sources: &SourceMap, options: &CheckOptions) -> Report {
        boundaries_lint::check(&Input {
            graph: &self.graph,
            sources,
            policy,
            today: options.today.unwrap_or_else(today),
            rules: &self.rules,
            overrides: options.overrides.clone(),
            scope: options.scope.clone(),
            repository_files: self.repository_files(),
            partial: self.is_partial,
            moves: options.moves.as_ref(),
        })
    }

    /// The texts of the policy and of CODEOWNERS, as they were found.
    pub(crate) fn texts(&self) -> &Texts {
        &self.texts
    }

    /// The disk that was read.
    pub(crate) fn disk(&self) -> &LimitedDisk {
        &self.disk
    }

    /// Whether flags leave code out.
    pub(crate) fn is_partial(&self) -> bool {
        self.is_partial
    }

    /// Of which packages not every use is known.
    pub(crate) fn unseen(&self) -> Unseen<'_> {
        Unseen::new(&self.graph, self.is_partial)
    }

    /// What is worth telling by whoever answers from the code, or changes something for its sake: that not all of it was read.
    #[must_use]
    #[doc(hidden)]
    pub fn unread(&self) -> Option<String> {
        Some(format!("{}; `cargo boundaries graph --gaps` tells more", self.unseen_in_short()?))
    }

    /// What could not be read, by reason, and where it begins.
    #[must_use]
    #[doc(hidden)]
    pub fn unseen_in_short(&self) -> Option<String> {
        let gaps = || self.graph.gaps().iter().filter(|gap| gap.reason.hides_code());
        let first =
            gaps().filter(|gap| gap.span.is_known()).map(|gap| self.sources.file(gap.span.file).path()).min()?;
        let count = |reason: GapReason| (reason.as_str(), gaps().filter(|gap| gap.reason == reason).count());
        let counts = GapReason::ALL.into_iter().map(count).filter(|(_, count)| *count > 0);
        let counts: Vec<String> = counts.map(|(reason, count)| format!("{reason} ({count})")).collect();
        let first = if gaps().count() == 1 { format!("in `{first}`") } else { format!("the first in `{first}`") };
        let limits: BTreeSet<Limit> = gaps().filter_map(|gap| gap.limit).collect();
        let limits: Vec<String> = limits.iter().map(|limit| format!("`{}`", limit.as_str())).collect();
        let beyond = match limits.as_slice() {
            [] => String::new(),
            [only] => format!(", beyond the limit {only}"),
            several => format!(", beyond the limits {}", several.join(", ")),
        };
        let counts = counts.join(", ");
        Some(format!("not seen: {counts}, {first}{beyond}"))
    }

    /// What is worth telling once a project was checked: that what lines of CODEOWNERS do is not known.
    #[must_use]
    #[doc(hidden)]
    pub fn unlisted(&self) -> Option<&'static str> {
        let is_unknown = self.repository_files.get().is_some_and(Option::is_none);
        is_unknown.then_some(
            "lines of CODEOWNERS are not held against files: there are more than `--limit listed-files` allows",
        )
    }

    /// The files that CODEOWNERS is held against, from the repository's root; empty where they are not known.
    pub(crate) fn repository_files(&self) -> &[Utf8PathBuf] {
        let listed = self.repository_files.get_or_init(|| {
            let repository = self.texts.repository_with_codeowners(&self.root);
            repository.map_or(Some(Vec::new()), |root| repository_files(&root, &self.disk))
        });
        listed.as_deref().unwrap_or_default()
    }

    /// Who leans on whom, whatever the policy says about it.
    #[must_use]
    #[doc(hidden)]
    pub fn overview(&self) -> Overview<'_> {
        Overview::new(&self.graph, &self.policy)
    }

    /// A first policy from what is there.
    #[must_use]
    #[doc(hidden)]
    pub fn proposal(&self) -> Proposal {
        let codeowners = match self.origin {
            PolicyOrigin::CodeownersOnly(file) => Some(self.sources.file(file).path().as_str()),
            PolicyOrigin::Written | PolicyOrigin::Nothing => None,
        };
        self.overview().proposal(&self.graph, &self.policy, codeowners)
    }

    /// The text of a CODEOWNERS that may be written anew; empty where there is none.
    ///
    /// # Errors
    /// If it cannot be read.
    #[doc(hidden)]
    pub fn written_codeowners(&self, path: &Utf8Path) -> Result<String, Error> {
        match discover::named_file(path, &self.disk.unrecorded()) {
            Err(Error::Read { cause, .. }) if cause.kind() == std::io::ErrorKind::NotFound => Ok(String::new()),
            read => read,
        }
    }

    /// Where the workspace has a policy on disk, if it has one.
    ///
    /// # Errors
    /// If a file that tells cannot be read.
    #[doc(hidden)]
    pub fn existing_policy(&self) -> Result<Option<String>, Error> {
        load::existing_policy(&self.root, &self.disk.unrecorded())
    }

    /// The same workspace under another policy, which stands on no disk yet.
    ///
    /// # Errors
    /// If the text is not a valid policy for this workspace.
    pub fn with_policy(self, policy: &str) -> Result<Self, Error> {
        let texts = self.texts.codeowners_alone().with_policy(policy);
        let loaded = self.policy_of(&texts)?;
        let Loaded { policy, sources, origin, notes } = loaded;
        let (texts, policy) = (Arc::new(texts), Arc::new(policy));
        Ok(Self { texts, policy, sources, origin, notes, ..self })
    }

    /// What is wrong with a policy for this workspace, a sentence each.
    pub(crate) fn mistakes_of(&self, policy: &str) -> Vec<String> {
        match self.policy_of(&self.texts.codeowners_alone().with_policy(policy)) {
            Ok(_) => Vec::new(),
            Err(Error::Policy(failure)) => failure.problems.iter().map(|problem| problem.message.clone()).collect(),
            Err(error) => vec![error.to_string()],
        }
    }

    /// The policy that other texts declare for this workspace.
    pub(crate) fn policy_of(&self, texts: &Texts) -> Result<Loaded, Error> {
        let (root, disk) = (self.root.as_path(), &self.disk);
        let files =
            Files { all: &|| workspace_files(root, disk), exists: &|path| discover::file_exists(root, path, disk) };
        load::policy(texts, &self.graph, self.sources.clone(), &files, &self.rules, *self.policy.limits())
    }

    /// The rules that a check asks.
    #[must_use]
    pub fn rules(&self) -> &Rules {
        &self.rules
    }

    /// What a name means here: a team, package, crate, module or item.
    ///
    /// # Errors
    /// If it means nothing.
    pub fn subject(&self, name: &str) -> Result<Subject, UnknownName> {
        Subject::find(&self.graph, &self.policy, name)
    }

    /// How one subject uses another, and what decides about it.
    #[must_use]
    #[doc(hidden)]
    pub fn why(&self, from: &Subject, to: &Subject) -> Why<'_> {
        Why::new(&self.graph, &self.policy, today(), from, to)
    }

    /// Who owns what.
    #[must_use]
    #[doc(hidden)]
    pub fn owners(&self) -> Owners<'_> {
        Owners::new(self)
    }

    /// Where paths lead: into the workspace, or into the repository around it.
    #[must_use]
    #[doc(hidden)]
    pub fn places(&self) -> Places {
        Places::of(self)
    }

    /// The team of this name.
    ///
    /// # Errors
    /// If there is none.
    pub fn team(&self, name: &str) -> Result<TeamId, UnknownName> {
        let found = self.policy.teams().iter().find(|team| team.name == name);
        found.map(|team| team.id).ok_or_else(|| {
            let names = self.policy.teams().iter().map(|team| team.name.as_str());
            UnknownName::new("team", name, nearest(name, names))
        })
    }

    /// The findings that concern these packages, teams and rules, each by name; an empty list leaves none out. A package
    /// may go by the identifier that Cargo gives it, or as `name@version`.
    ///
    /// # Errors
    /// If any of the names means nothing; all of these at once.
    pub fn scope(&self, packages: &[String], teams: &[String], rules: &[String]) -> Result<Scope, UnknownNames> {
        let mut scope = Scope::default();
        let mut unknown = Vec::new();
        for name in packages {
            let dir = self.cargo_packages.iter().find(|known| known.goes_by(name)).map(|known| known.dir.as_path());
            let is_meant = |package: &PackageView<'_>| package.name() == name || Some(package.dir()) == dir;
            match self.graph.packages().find(is_meant) {
                Some(package) => scope.packages.push(package.id()),
                None => {
                    let names = self.graph.packages().map(|package| package.name());
                    unknown.push(UnknownName::new("package", name, nearest(name, names)));
                }
            }
        }
        for name in teams {
            match self.team(name) {
                Ok(team) => scope.teams.push(team),
                Err(error) => unknown.push(error),
            }
        }
        for name in rules {
            match self.rules.find(name).map_err(UnknownName::from) {
                Ok(rule) => scope.rules.push(rule),
                Err(error) => unknown.push(error),
            }
        }
        if unknown.is_empty() { Ok(scope) } else { Err(UnknownNames(unknown)) }
    }
}

/// The root and the packages of a workspace as Cargo's own messages name them, for telling an editor why a project could
/// not be loaded.
///
/// # Errors
/// Where there is no workspace.
pub fn cargo_packages(options: &ProjectOptions) -> Result<(Utf8PathBuf, Vec<CargoPackage>), Error> {
    let workspace = load_workspace(&options.workspace, options.limits.analysis)?;
    Ok((workspace.root().to_owned(), workspace.cargo_packages().to_vec()))
}

/// Where a workspace with this root lies in its repository, for telling an editor why it could not be loaded.
#[must_use]
pub fn layout_around(root: &Utf8Path) -> Layout {
    discover::layout(root, &Disk::default())
}

/// The rule of ours that has this name.
///
/// # Errors
/// If there is none.
pub fn rule(name: &str) -> Result<&'static boundaries_lint::RuleMeta, UnknownName> {
    boundaries_lint::find_rule(name).map_err(UnknownName::from)
}

pub(crate) fn today() -> Date {
    jiff::Timestamp::now().to_zoned(jiff::tz::TimeZone::UTC).date()
}

#[cfg(test)]
mod tests;
