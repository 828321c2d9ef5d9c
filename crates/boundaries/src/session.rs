//! A project that stays warm while its files are edited.

use std::fmt;

use boundaries_analysis::{Cancellation, Changes, LiveAnalysis, Refreshed, Stage, load_workspace};

use crate::load;
use crate::{Error, Project, ProjectOptions, UnsavedTexts};

/// What may have happened on disk.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Debug)]
pub enum OnDisk {
    /// Nothing: only texts that are not saved are others.
    #[default]
    Same,
    /// Nobody knows.
    Unknown,
}

/// A project that stays warm: after every edit it is what [`Project::load_unsaved`] would load, sooner.
///
/// An edit inside the bodies of a file reads that file again and nothing else; any other edit joins what is known of the
/// files anew. Cargo is asked, and the policy read, only where they can have another answer.
///
/// ```no_run
/// use boundaries::{Cancellation, CheckOptions, OnDisk, ProjectOptions, Session, UnsavedTexts};
///
/// let mut session = Session::new(ProjectOptions::at("Cargo.toml"));
/// let mut unsaved = UnsavedTexts::default();
/// let project = session.refresh(&unsaved, OnDisk::Unknown, &Cancellation::default(), &|_stage| ())?;
/// println!("{} findings", project.check(&CheckOptions::default()).findings.len());
///
/// unsaved.insert("/shop/crates/orders/src/lib.rs", "pub fn order() {}");
/// let project = session.refresh(&unsaved, OnDisk::Same, &Cancellation::default(), &|_stage| ())?;
/// println!("{} findings", project.check(&CheckOptions::default()).findings.len());
/// # Ok::<(), boundaries::Error>(())
/// ```
pub struct Session {
    options: ProjectOptions,
    unsaved: UnsavedTexts,
    /// What may have happened on disk and was not taken in yet.
    on_disk: OnDisk,
    live: Option<LiveAnalysis>,
    /// The project as it was after the last refresh that gave one.
    project: Option<Project>,
}

impl Session {
    /// A session that has read nothing yet.
    #[must_use]
    pub fn new(options: ProjectOptions) -> Self {
        Self { options, unsaved: UnsavedTexts::default(), on_disk: OnDisk::Unknown, live: None, project: None }
    }

    /// Takes in the texts as an editor has them, and what happened on disk. `progress` hears what takes long.
    ///
    /// # Errors
    /// As [`Project::load`], and [`AnalysisError::Cancelled`](boundaries_analysis::AnalysisError::Cancelled) in
    /// [`Error::Workspace`] if it was cancelled. Nothing is forgotten by an error: the next refresh takes in what this one
    /// was told.
    pub fn refresh(
        &mut self,
        unsaved: &UnsavedTexts,
        on_disk: OnDisk,
        cancellation: &Cancellation,
        progress: &(dyn Fn(Stage) + Sync),
    ) -> Result<Project, Error> {
        let before = std::mem::replace(&mut self.unsaved, unsaved.clone());
        self.on_disk = self.on_disk.max(on_disk);
        let (workspace, is_new) = match &self.live {
            Some(live) if self.on_disk == OnDisk::Same => (live.workspace().clone(), false),
            known => {
                let workspace = load_workspace(&self.options.workspace)?;
                let is_new = known.as_ref().is_none_or(|live| *live.workspace() != workspace);
                (workspace, is_new)
            }
        };
        if is_new {
            self.project = None;
            self.live = Some(LiveAnalysis::new(workspace.clone(), &self.options.analysis(&workspace))?);
        }
        let Some(live) = &mut self.live else { unreachable!("a session that knows its workspace analyses it") };
        let changes = match self.on_disk {
            OnDisk::Unknown => Changes::Unknown,
            OnDisk::Same => Changes::Files(unsaved.changed_since(&before, workspace.root())),
        };
        let disk = self.options.workspace.cache.disk();
        let reader = unsaved.reader(workspace.root(), disk.clone());
        // The analysis takes in the changes even where the policy has mistakes.
        let refreshed = live.refresh(&reader, changes, cancellation, progress)?;
        let on_disk = std::mem::take(&mut self.on_disk);
        let texts = load::find_texts(workspace.root(), self.options.config.as_deref(), unsaved, disk);
        let known = self.project.take().filter(|_| on_disk == OnDisk::Same);
        let texts = texts.inspect_err(|_| self.on_disk = OnDisk::Unknown)?;
        let Some(analysis) = live.analysis() else { unreachable!("an analysis that was refreshed is there") };
        let kept = known
            .as_ref()
            .filter(|known| refreshed <= Refreshed::Bodies && *known.texts() == texts)
            .and_then(|known| known.with_bodies(analysis.clone()));
        let project = match kept {
            Some(project) => project,
            None => {
                let project = Project::of_analysis(&workspace, analysis, &texts, &self.options)?;
                match known.filter(|known| known.texts().has_same_codeowners(&texts)) {
                    Some(known) => project.sharing_files(&known),
                    None => project,
                }
            }
        };
        self.project = Some(project.clone());
        Ok(project)
    }
}

impl fmt::Debug for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Session")
            .field("options", &self.options)
            .field("project", &self.project)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
