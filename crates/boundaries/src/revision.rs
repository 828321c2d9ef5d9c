//! A workspace as it was at a commit, and what differs from there to another state of it.
//!
//! A commit's files are written to a temporary folder from git's objects, and read there like any workspace. Neither the
//! work tree nor the index is touched.

use std::collections::BTreeMap;
use std::fs;

use boundaries_analysis::{AnalysisError, MemoryReader, Workspace, load_workspace};
use boundaries_cache::{Cache, Disk};
use boundaries_history::{Commit, Export, Repository, Skipped, Whole, renames};
use boundaries_lint::change::{Base, Difference, MoveSide, Moves, State, compare};
use boundaries_lint::{LevelOverrides, Report};
use boundaries_policy::{Enforcement, Level};
use camino::{Utf8Path, Utf8PathBuf};
use jiff::civil::Date;

use crate::{CheckOptions, Error, PolicyOrigin, Project, ProjectOptions};
use crate::{discover, project};

/// The history of the repository that a workspace lies in.
#[derive(Clone, Debug)]
pub struct History {
    repository: Repository,
    options: ProjectOptions,
    /// The policy that the command line names, from the root of the repository, if it lies there.
    config: Option<Utf8PathBuf>,
    remote_host: Option<String>,
}

/// A workspace as it was at a commit. Its files lie in a temporary folder as long as the value lives.
#[derive(Debug)]
pub struct Revision {
    commit: Commit,
    project: Project,
    notes: Vec<String>,
    files: Option<Export>,
}

impl Revision {
    /// The commit.
    #[must_use]
    pub fn commit(&self) -> &Commit {
        &self.commit
    }

    /// The workspace, with its own policy.
    #[must_use]
    pub fn project(&self) -> &Project {
        &self.project
    }

    /// What of the commit could not be looked at.
    #[must_use]
    pub fn notes(&self) -> &[String] {
        &self.notes
    }

    /// Whether a file was read that is there without what it holds.
    fn reads_emptied(&self, prefix: &Utf8Path) -> bool {
        let mut read = self.project.sources().files().map(|(_, file)| prefix.join(file.path()));
        self.files.as_ref().is_some_and(|files| read.any(|path| files.is_emptied(&path)))
    }
}

impl History {
    /// The history around the workspace that the options name.
    ///
    /// # Errors
    /// If there is no workspace or no repository, or git cannot be run.
    pub fn of(options: &ProjectOptions) -> Result<Self, Error> {
        let workspace = load_workspace(&options.workspace, options.limits.analysis)?;
        let root = workspace.root();
        // What git says is in no record.
        options.workspace.cache.disk().spoil();
        let repository = Repository::around(root)?.with_limits(options.limits.of_history());
        let config = options.config.as_deref().and_then(|config| {
            let real = config.canonicalize_utf8().ok()?;
            real.strip_prefix(repository.top()).ok().map(Utf8Path::to_owned)
        });
        Ok(Self {
            repository,
            options: options.clone(),
            config,
            remote_host: discover::remote_host_around(root, &Disk::default()),
        })
    }

    /// The commit that a name means.
    ///
    /// # Errors
    /// If it means none.
    pub fn commit(&self, revision: &str) -> Result<Commit, Error> {
        Ok(self.repository.commit(revision)?)
    }

    /// Where the line of a revision and that of another one parted; `HEAD` is the commit that is checked out.
    ///
    /// # Errors
    /// If either means no commit, or they have nothing in common.
    pub fn merge_base(&self, revision: &str, other: &str) -> Result<Commit, Error> {
        Ok(self.repository.merge_base(&self.repository.commit(revision)?, &self.repository.commit(other)?)?)
    }

    /// The last commit on the line that is checked out which changed a path, given from the workspace's root.
    ///
    /// # Errors
    /// If git cannot be run.
    #[doc(hidden)]
    pub fn last_change(&self, path: &Utf8Path) -> Result<Option<Commit>, Error> {
        Ok(self.repository.last_change(path)?)
    }

    /// Reads the workspace as it was at a commit, with the policy it had there.
    ///
    /// # Errors
    /// If the commit has no such workspace, or its policy has mistakes.
    pub fn load(&self, commit: &Commit) -> Result<Revision, Error> {
        self.load_by(commit, Project::load)
    }

    /// The same, with the owners that CODEOWNERS tells and without any policy.
    ///
    /// # Errors
    /// If the commit has no such workspace.
    #[doc(hidden)]
    pub fn load_without_policy(&self, commit: &Commit) -> Result<Revision, Error> {
        self.load_by(commit, Project::load_without_policy)
    }

    /// Reads the workspace as it was where the line of a revision and the one that is checked out parted, to
    /// [hold](Project::hold_to) a report to it.
    ///
    /// Where the workspace did not exist there, it is read as an empty one; where its policy has mistakes, as one without
    /// a policy. Both are told as notes.
    ///
    /// # Errors
    /// If there is no such commit, or its workspace cannot be read.
    pub fn base(&self, revision: &str) -> Result<Revision, Error> {
        let commit = self.merge_base(revision, "HEAD")?;
        match self.load(&commit) {
            Err(Error::Revision { cause, .. }) if matches!(*cause, Error::Policy(_)) => {
                let mut base = self.load_without_policy(&commit)?;
                base.notes
                    .push(format!("the policy at {commit} has mistakes; whatever the code did there counts as old"));
                Ok(base)
            }
            Err(error @ Error::NoWorkspace { .. }) => {
                let nothing = Workspace::new(self.repository.top(), Vec::new());
                let project = Project::from_texts(&nothing, &MemoryReader::default(), None, None)?;
                let notes = vec![format!("{error}, so that everything in the workspace is new")];
                Ok(Revision { commit, project, notes, files: None })
            }
            loaded => loaded,
        }
    }

    pub(crate) fn cache(&self) -> &Cache {
        &self.options.workspace.cache
    }

    pub(crate) fn options(&self) -> &ProjectOptions {
        &self.options
    }

    pub(crate) fn repository(&self) -> &Repository {
        &self.repository
    }

    /// What is large and by its name no code is left out, until it turns out to be read.
    fn load_by(
        &self,
        commit: &Commit,
        load: impl Fn(&ProjectOptions) -> Result<Project, Error>,
    ) -> Result<Revision, Error> {
        // A policy is one by whatever name.
        let is_named_otherwise = self.config.as_ref().is_some_and(|config| config.extension() != Some("toml"));
        if is_named_otherwise {
            return self.load_whole(commit, Whole::All, &load);
        }
        let revision = self.load_whole(commit, Whole::Texts, &load)?;
        if revision.reads_emptied(self.repository.prefix()) {
            drop(revision);
            return self.load_whole(commit, Whole::All, &load);
        }
        Ok(revision)
    }

    fn load_whole(
        &self,
        commit: &Commit,
        whole: Whole,
        load: &impl Fn(&ProjectOptions) -> Result<Project, Error>,
    ) -> Result<Revision, Error> {
        self.options.cancellation.check()?;
        let prefix = self.repository.prefix();
        let files = self.repository.export(commit, prefix, whole)?;
        self.mark_repository(&files)?;
        let root = files.root().join(prefix);
        let mut options = self.options.clone();
        options.workspace.cache = options.workspace.cache.of_copies();
        options.workspace.manifest_path = Some(root.join("Cargo.toml"));
        options.workspace.metadata_path = None;
        // What is locked is a matter of the work tree.
        (options.workspace.locked, options.workspace.frozen) = (false, false);
        let mut without_policy = false;
        if let Some(config) = &self.config {
            let place = files.root().join(config);
            without_policy = !place.is_file();
            options.config = Some(place);
        }
        if !root.join("Cargo.toml").is_file() {
            return Err(Error::NoWorkspace { commit: commit.to_string(), path: prefix.join("Cargo.toml") });
        }
        let loaded = if without_policy { Project::load_without_policy(&options) } else { load(&options) };
        let project = loaded.map_err(|error| match error {
            Error::Workspace(AnalysisError::Cancelled) => error,
            error => {
                Error::Revision { commit: commit.to_string(), cause: Box::new(without_folder(error, files.root())) }
            }
        })?;
        let notes = files.skipped().iter().map(|skipped| note(skipped, commit)).collect();
        Ok(Revision { commit: commit.clone(), project, notes, files: Some(files) })
    }

    /// Marks the folder as a repository of the same forge, by which CODEOWNERS is looked for and read.
    fn mark_repository(&self, files: &Export) -> Result<(), Error> {
        let folder = files.root().join(".git");
        let config = match &self.remote_host {
            Some(host) => format!("[remote \"origin\"]\nurl = https://{host}/\n"),
            None => String::new(),
        };
        let written = fs::create_dir(&folder).and_then(|()| fs::write(folder.join("config"), config));
        written.map_err(|cause| Error::Read { path: folder, cause })
    }
}

impl Project {
    /// Holds a report on this workspace to an earlier state of it: what existed there is marked, and fails only where the
    /// policy says that everything does.
    ///
    /// # Errors
    /// If git cannot be run.
    pub fn hold_to(&self, base: &Revision, report: &mut Report, options: &CheckOptions) -> Result<(), Error> {
        let moves = moves(&base.project, self)?;
        let state = side(&base.project);
        let name = base.commit.short();
        let mut overrides = LevelOverrides::default();
        for rule in base.project.rules().metas() {
            overrides.set_rule(rule, Level::Deny);
        }
        let then = base.project.check(&CheckOptions { overrides, today: options.today, ..CheckOptions::default() });
        let base = match base.project.origin() {
            PolicyOrigin::Written => Base::new(name, state, &then, &moves),
            PolicyOrigin::CodeownersOnly(_) | PolicyOrigin::Nothing => Base::without_policy(name, state, &then, &moves),
        };
        base.mark(report, side(self), &options.overrides);
        Ok(())
    }
}

/// What differs between two states of a workspace. `today` is the day on which both are judged; by default it is today, in
/// UTC.
///
/// # Errors
/// If git, whose rename detection is used, cannot be run.
pub fn difference(before: &Project, after: &Project, today: Option<Date>) -> Result<Difference, Error> {
    let moves = moves(before, after)?;
    let today = today.unwrap_or_else(project::today);
    let (then, now) = (judged(before, today), judged(after, today));
    Ok(compare(state(before, &then, today), state(after, &now, today), &moves))
}

fn state<'p>(project: &'p Project, report: &'p Report, today: Date) -> State<'p> {
    State {
        graph: project.graph(),
        sources: project.sources(),
        policy: project.policy(),
        written: project.origin() == PolicyOrigin::Written,
        report,
        today,
    }
}

/// Without a policy nobody has agreed on anything, and nothing fails.
fn judged(project: &Project, today: Date) -> Report {
    let mut overrides = LevelOverrides::default();
    if project.origin() != PolicyOrigin::Written {
        overrides.set_enforcement(Enforcement::Observe);
    }
    project.check(&CheckOptions { overrides, today: Some(today), ..CheckOptions::default() })
}

/// How things of one state are called in a later one, by git's rename detection.
pub(crate) fn moves(before: &Project, after: &Project) -> Result<Moves, Error> {
    let (old, new) = (rust_files(before), rust_files(after));
    let (gone, come) = (only_in(&old, &new), only_in(&new, &old));
    let renamed = renames(&gone, &come, &after.limits().of_history())?
        .into_iter()
        .map(|rename| (rename.from, rename.to))
        .collect();
    Ok(Moves::between(side(before), side(after), &renamed))
}

type Texts<'p> = BTreeMap<&'p Utf8Path, &'p str>;

fn only_in<'p>(these: &Texts<'p>, others: &Texts<'_>) -> Vec<(&'p Utf8Path, &'p str)> {
    these.iter().filter(|(path, _)| !others.contains_key(*path)).map(|(&path, &text)| (path, text)).collect()
}

fn rust_files(project: &Project) -> Texts<'_> {
    let files = project.sources().files().map(|(_, file)| (file.path(), file.text()));
    files.filter(|(path, _)| path.extension() == Some("rs")).collect()
}

fn side(project: &Project) -> MoveSide<'_> {
    MoveSide { graph: project.graph(), sources: project.sources(), policy: project.policy() }
}

fn note(skipped: &Skipped, commit: &Commit) -> String {
    match skipped {
        Skipped::Submodule(path) => format!("`{path}` at {commit} is a submodule, whose files are not looked at"),
        Skipped::Link(path) => format!("`{path}` at {commit} is a link out of the repository, and is not followed"),
    }
}

/// The error without the path of a folder that is gone when somebody reads it.
fn without_folder(error: Error, folder: &Utf8Path) -> Error {
    match error {
        Error::Workspace(AnalysisError::Metadata { message, .. }) => {
            let message = message.replace(&format!("{folder}/"), "").replace(folder.as_str(), ".");
            Error::Workspace(AnalysisError::Metadata { manifest: None, message })
        }
        other => other,
    }
}
