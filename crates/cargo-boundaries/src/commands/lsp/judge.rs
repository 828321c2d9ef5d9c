//! One check of the workspace as the editor has it: from texts to diagnostics. Runs beside the loop and knows nothing of
//! the protocol.

use std::error::Error as _;
use std::sync::{Arc, Mutex, PoisonError};

use boundaries::camino::{Utf8Path, Utf8PathBuf};
use boundaries::internal::Insight;
use boundaries::internal::report::{
    ColumnUnit, EditorDiagnostic, Layout, View, editor_failure, editor_findings, editor_problems,
};
use boundaries::{
    AnalysisError, Cancellation, CheckOptions, Error, History, OnDisk, PolicyOrigin, Project, ProjectOptions, Session,
    UnsavedTexts,
};

/// The state that is to be checked.
pub(super) struct Job {
    pub(super) options: ProjectOptions,
    /// Where paths are from if there is no workspace to tell.
    pub(super) folder: Utf8PathBuf,
    pub(super) unsaved: UnsavedTexts,
    /// What may have happened on disk since the last check.
    pub(super) on_disk: OnDisk,
    /// What is known from earlier checks. Only one check of a folder runs at a time.
    pub(super) session: Arc<Mutex<Session>>,
    /// Ends the check if its answer will be of no use.
    pub(super) cancellation: Cancellation,
    pub(super) unit: ColumnUnit,
    /// Whether the names of the code are wanted, even if the policy has mistakes.
    pub(super) needs_names: bool,
}

/// What a check found.
pub(super) struct Judged {
    /// Where the paths of the diagnostics are from.
    pub(super) layout: Layout,
    pub(super) diagnostics: Vec<EditorDiagnostic>,
    /// What is to be told once, beside the diagnostics.
    pub(super) notes: Vec<String>,
    /// What can be told about this state; none if it has mistakes.
    pub(super) insight: Option<Arc<Insight>>,
    /// The code without its policy, if it was asked for and the policy has mistakes.
    pub(super) names: Option<Arc<Insight>>,
}

impl Job {
    /// None if it was cancelled.
    pub(super) fn run(self) -> Option<Judged> {
        let mut session = self.session.lock().unwrap_or_else(PoisonError::into_inner);
        let refreshed = session.refresh(&self.unsaved, self.on_disk.clone(), &self.cancellation, &|_| ());
        drop(session);
        match refreshed {
            Ok(project) => Some(self.judged(project)),
            Err(Error::Workspace(AnalysisError::Cancelled)) => None,
            Err(error) => Some(self.stopped(&error)),
        }
    }

    fn judged(&self, project: Project) -> Judged {
        let mut notes = project.notes().to_vec();
        let layout = project.layout();
        let mut diagnostics = Vec::new();
        let mut findings = Vec::new();
        if project.origin() == PolicyOrigin::Written {
            let history = || History::of(&self.options).ok();
            let report = project.check_following_moves(&CheckOptions::default(), history);
            let view = View { report: &report, sources: project.sources(), graph: project.graph(), layout: &layout };
            diagnostics = editor_findings(&view, self.unit);
            findings = report.findings;
        } else {
            // Nobody has agreed on anything yet, so nothing can be out of order.
            notes.push("there is no policy, so nothing is shown; `cargo boundaries init` proposes one".to_owned());
        }
        let insight = Some(Arc::new(Insight::new(project, findings)));
        Judged { layout, diagnostics, notes, insight, names: None }
    }

    fn stopped(&self, error: &Error) -> Judged {
        let root = || boundaries::internal::cargo_packages(&self.options).map(|(root, _)| root).ok();
        let diagnostics = match error {
            Error::Policy(failure) => editor_problems(&failure.problems, &failure.sources, self.unit),
            Error::Read { path, .. } => vec![editor_failure(path, &whole(error))],
            _ => vec![editor_failure(Utf8Path::new("Cargo.toml"), &whole(error))],
        };
        let code = || Project::load_without_policy(&self.options).ok();
        let wants_names = self.needs_names && matches!(error, Error::Policy(_));
        let names = wants_names.then(code).flatten();
        let names = names.map(|project| Arc::new(Insight::new(project, Vec::new())));
        let root = root().unwrap_or_else(|| self.folder.clone());
        Judged {
            layout: boundaries::internal::layout_around(&root),
            diagnostics,
            notes: Vec::new(),
            insight: None,
            names,
        }
    }
}

/// An error with its causes.
fn whole(error: &Error) -> String {
    let causes = std::iter::successors(error.source(), |&cause| cause.source());
    causes.fold(error.to_string(), |text, cause| format!("{text}\nbecause: {cause}"))
}
