//! A workspace with everything that is known about it: the front door of the library.

mod loading;
mod names;
mod options;

use std::collections::BTreeSet;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use boundaries_analysis::{AnalysisStats, load_workspace};
use boundaries_cache::Disk;
use boundaries_graph::{CargoPackage, FileId, GapReason, Limit, ModuleGraph, SourceMap};
use boundaries_lint::{Input, Report, Rules, Unseen};
use boundaries_policy::Policy;
use boundaries_report::Layout;
use camino::{Utf8Path, Utf8PathBuf};
use jiff::civil::Date;

use crate::Error;
use crate::discover;
use crate::disk::LimitedDisk;
use crate::limits::Limits;
use crate::load::{self, Texts};
use crate::overview::Overview;
use crate::owners::Owners;
use crate::place::Places;
use crate::proposal::Proposal;
use crate::subject::{Subject, UnknownName};
use crate::walk::repository_files;
use crate::why::Why;

pub use options::{CheckOptions, ProjectOptions};

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
