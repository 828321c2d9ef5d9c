//! How a project is made: from a workspace on disk or texts at hand, and from another project after an edit or under another
//! policy.

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use boundaries_analysis::{Analysis, CfgOptions, DiskReader, SourceReader, Workspace, analyse, load_workspace};
use boundaries_cache::Disk;
use boundaries_graph::FileId;
use camino::Utf8PathBuf;

use crate::Error;
use crate::discover;
use crate::load::{self, Files, Loaded, Texts};
use crate::project::{LoadTimings, Project, ProjectOptions};
use crate::unsaved::UnsavedTexts;
use crate::walk::workspace_files;

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
}
