//! A project that stays warm while its files are edited.

use std::collections::BTreeSet;
use std::fmt;
use std::time::Duration;

use boundaries_analysis::{Cancellation, Changes, LiveAnalysis, Refreshed, Stage, load_workspace};
use boundaries_cache::Cache;
use camino::{Utf8Path, Utf8PathBuf};

use crate::discover::with_slashes;
use crate::load;
use crate::project::LoadTimings;
use crate::{Error, Project, ProjectOptions, UnsavedTexts};

/// What may have happened on disk.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub enum OnDisk {
    /// Nothing: only texts that are not saved are others.
    #[default]
    Same,
    /// These files were changed, came into being or are gone, by their absolute paths with links resolved.
    Files(BTreeSet<Utf8PathBuf>),
    /// Nobody knows.
    Unknown,
}

impl OnDisk {
    /// Takes in what happened besides.
    pub fn extend(&mut self, more: Self) {
        match (&mut *self, more) {
            (_, Self::Same) | (Self::Unknown, _) => {}
            (Self::Files(files), Self::Files(more)) => files.extend(more),
            (_, more) => *self = more,
        }
    }
}

/// A project that stays warm: after every edit it is what [`Project::load_unsaved`] would load, sooner.
///
/// An edit inside the bodies of a file reads that file again and nothing else, and so does one of functions, methods and
/// constants that only bodies know; any other edit joins what is known of the files anew, and looks again at the bodies that
/// learn something else of it. Cargo is asked, and the policy read, only where they can have another answer.
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

    /// From now on, what is looked at is taken down by another cache than before: one of the same place, with a record of its
    /// own.
    #[doc(hidden)]
    pub fn record_with(&mut self, cache: Cache) {
        self.options.workspace.cache = cache;
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
        let start = now(&self.options);
        let before = std::mem::replace(&mut self.unsaved, unsaved.clone());
        self.on_disk.extend(on_disk);
        let edited = self.edited();
        let (workspace, is_new) = match (&self.live, &edited) {
            (Some(live), Some(_)) => (live.workspace().clone(), false),
            (known, _) => {
                let workspace = load_workspace(&self.options.workspace, self.options.limits.analysis)?;
                let is_new = known.as_ref().is_none_or(|live| *live.workspace() != workspace);
                (workspace, is_new)
            }
        };
        if is_new {
            self.project = None;
            self.live = Some(LiveAnalysis::new(workspace.clone(), &self.options.analysis(&workspace))?);
        }
        let Some(live) = &mut self.live else { unreachable!("a session that knows its workspace analyses it") };
        let is_known = edited.is_some();
        let changes = edited.map_or(Changes::Unknown, |mut files| {
            files.extend(unsaved.changed_since(&before, workspace.root()));
            Changes::Files(files)
        });
        let disk = self.options.disk();
        let reader = unsaved.reader(workspace.root(), &disk, self.options.limits.analysis.source_size);
        let metadata = now(&self.options);
        // The analysis takes in the changes even where the policy has mistakes.
        let refreshed = live.refresh(&reader, changes, cancellation, progress)?;
        let analysed = now(&self.options);
        self.on_disk = OnDisk::Same;
        let texts = load::find_texts(workspace.root(), self.options.config.as_deref(), unsaved, &disk);
        let known = self.project.take().filter(|_| is_known);
        let texts = texts.inspect_err(|_| self.on_disk = OnDisk::Unknown)?;
        let Some(analysis) = live.analysis() else { unreachable!("an analysis that was refreshed is there") };
        let kept = known
            .as_ref()
            .filter(|known| refreshed <= Refreshed::Bodies && *known.texts() == texts)
            .and_then(|known| known.with_bodies(analysis.clone()))
            .map(|project| project.recording(self.options.workspace.cache.disk()));
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
        let project = project.timed(LoadTimings {
            metadata: metadata.saturating_sub(start),
            policy: now(&self.options).saturating_sub(analysed),
        });
        self.project = Some(project.clone());
        Ok(project)
    }

    /// The sources, by their paths from the workspace's root, whose texts on disk may be others, if nothing else there can
    /// be. A file that came or went may be a module, a target or what an owner's pattern matches, and a file that is no
    /// source may be a manifest or a policy: whatever the rest of a project depends on.
    fn edited(&self) -> Option<BTreeSet<Utf8PathBuf>> {
        let files = match &self.on_disk {
            OnDisk::Same => return Some(BTreeSet::new()),
            OnDisk::Files(files) => files,
            OnDisk::Unknown => return None,
        };
        let project = self.project.as_ref()?;
        let root = project.root().canonicalize_utf8().ok()?;
        let sources: BTreeSet<&Utf8Path> = project.sources().files().map(|(_, file)| file.path()).collect();
        let source = |path: &Utf8PathBuf| {
            let below = with_slashes(path.strip_prefix(&root).ok()?);
            let is_source = below.extension() == Some("rs") && sources.contains(&*below) && path.is_file();
            is_source.then_some(below)
        };
        let edited = files.iter().map(source).collect::<Option<_>>()?;
        // Where links lead to files, one file may be several sources.
        (!has_links(&root, &sources)).then_some(edited)
    }
}

/// Whether any of the files, by their paths from the root, is reached by a link.
fn has_links(root: &Utf8Path, files: &BTreeSet<&Utf8Path>) -> bool {
    let folders: BTreeSet<&Utf8Path> = files.iter().filter_map(|file| file.parent()).collect();
    let is_elsewhere = |folder: &&Utf8Path| {
        let folder = if folder.as_str().is_empty() { root.to_owned() } else { root.join(folder) };
        folder.canonicalize_utf8().ok().as_ref() != Some(&folder)
    };
    let is_link = |file: &&Utf8Path| root.join(file).is_symlink();
    folders.iter().any(is_elsewhere) || files.iter().any(is_link)
}

fn now(options: &ProjectOptions) -> Duration {
    options.clock.map_or(Duration::ZERO, |clock| clock())
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
