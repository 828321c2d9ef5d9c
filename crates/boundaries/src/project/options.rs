//! Which workspace a project is made of, and how it is checked.

use boundaries_analysis::{
    AnalysisOptions, Cancellation, CfgOptions, Clock, FactsCache, Progress, Workspace, WorkspaceOptions,
};
use boundaries_lint::change::Moves;
use boundaries_lint::{LevelOverrides, Rules, Scope};
use camino::Utf8PathBuf;
use jiff::civil::Date;

use crate::disk::LimitedDisk;
use crate::limits::Limits;

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

    /// The disk from which everything but sources is read.
    pub(crate) fn disk(&self) -> LimitedDisk {
        LimitedDisk::new(self.workspace.cache.disk(), self.limits.files)
    }

    /// How to analyse a workspace.
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

    /// With only the findings that a scope admits reported, as [`Project::scope`](crate::Project::scope) gives it.
    #[must_use]
    pub fn within(self, scope: Scope) -> Self {
        Self { scope, ..self }
    }
}
