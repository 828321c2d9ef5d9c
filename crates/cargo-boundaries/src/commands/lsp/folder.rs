//! One workspace folder of the editor: what is to be checked there, what the last check found, and what is known since.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};

use boundaries::camino::{Utf8Path, Utf8PathBuf};
use boundaries::internal::Insight;
use boundaries::internal::report::Layout;
use boundaries::{Cancellation, OnDisk, ProjectOptions, Session, UnsavedTexts};
use gen_lsp_types::{
    Code, Diagnostic, DiagnosticRelatedInformation, DiagnosticSeverity, Location, Message as Text, Position, Range, Uri,
};

use boundaries::internal::report::{ColumnUnit, EditorDiagnostic, EditorPlace, EditorPosition};

use super::documents::Documents;
use super::judge::{Job, Judged};

/// A folder, from the moment it is opened.
pub(super) struct Folder {
    /// Its path, as the editor names it.
    pub(super) path: Utf8PathBuf,
    options: ProjectOptions,
    /// The root of its workspace, with links resolved, and where that lies in its repository; known after the first check.
    layout: Option<Layout>,
    /// The last state without a mistake in it.
    pub(super) insight: Option<Arc<Insight>>,
    /// The code without the policy, where there was no state without mistakes yet.
    pub(super) names: Option<Arc<Insight>>,
    /// What was found, by URI.
    pub(super) found: BTreeMap<String, Vec<Diagnostic>>,
    /// What was told beside diagnostics, as nothing is told twice.
    told: BTreeSet<String>,
    /// What is known from earlier checks.
    session: Arc<Mutex<Session>>,
    /// Ends the check that runs.
    cancellation: Cancellation,
    /// Whether anything changed since the last check began.
    is_dirty: bool,
    /// Whether that may be on disk.
    on_disk: OnDisk,
    /// Whether a check is running.
    pub(super) is_checking: bool,
    /// Whether any check has ended.
    pub(super) was_checked: bool,
}

impl Folder {
    pub(super) fn new(path: Utf8PathBuf, mut options: ProjectOptions) -> Self {
        if options.workspace.manifest_path.is_none() {
            let manifests = path.ancestors().map(|folder| folder.join("Cargo.toml"));
            let nearest = manifests.into_iter().find(|manifest| manifest.is_file());
            options.workspace.manifest_path = Some(nearest.unwrap_or_else(|| path.join("Cargo.toml")));
        }
        Self {
            path,
            session: Arc::new(Mutex::new(Session::new(options.clone()))),
            cancellation: Cancellation::default(),
            on_disk: OnDisk::Unknown,
            options,
            layout: None,
            insight: None,
            names: None,
            found: BTreeMap::new(),
            told: BTreeSet::new(),
            is_dirty: true,
            is_checking: false,
            was_checked: false,
        }
    }

    /// Something changed, so that a check is due. One that runs is of no use any more.
    pub(super) fn touch(&mut self, on_disk: OnDisk) {
        self.is_dirty = true;
        self.on_disk.extend(on_disk);
        self.cancellation.cancel();
    }

    /// The check that is due, if any is.
    pub(super) fn next_job(&mut self, unsaved: &UnsavedTexts, unit: ColumnUnit) -> Option<Job> {
        if self.is_checking || !std::mem::take(&mut self.is_dirty) {
            return None;
        }
        self.is_checking = true;
        self.cancellation = Cancellation::default();
        Some(Job {
            options: self.options.clone(),
            folder: self.path.clone(),
            unsaved: unsaved.clone(),
            on_disk: std::mem::take(&mut self.on_disk),
            session: Arc::clone(&self.session),
            cancellation: self.cancellation.clone(),
            unit,
            needs_names: self.insight.is_none() && self.names.is_none(),
        })
    }

    /// The root of its workspace, if it is known.
    pub(super) fn root(&self) -> Option<&Utf8Path> {
        self.layout.as_ref().map(|layout| layout.workspace.as_path())
    }

    /// A path from the workspace's root, as spans name files; none if nothing is known of it.
    pub(super) fn inner_path(&self, path: &Utf8Path) -> Option<Utf8PathBuf> {
        let layout = self.layout.as_ref()?;
        if let Ok(inner) = path.strip_prefix(&layout.workspace) {
            return Some(inner.as_str().replace(std::path::MAIN_SEPARATOR, "/").into());
        }
        // Some files of the repository lie beside the workspace: CODEOWNERS, and packages of other folders.
        let common = layout.workspace.ancestors().position(|folder| path.starts_with(folder))?;
        let above = layout.workspace.ancestors().nth(common)?;
        let below = path.strip_prefix(above).ok()?.as_str().replace(std::path::MAIN_SEPARATOR, "/");
        Some(format!("{}{below}", "../".repeat(common)).into())
    }

    /// The absolute path of a file that a span names.
    pub(super) fn absolute(&self, path: &Utf8Path) -> Utf8PathBuf {
        self.layout.as_ref().map_or_else(|| self.path.join(path), |layout| layout.absolute(path))
    }

    /// Whether a change of this file can change what is found here.
    pub(super) fn is_concerned_by(&self, path: &Utf8Path) -> bool {
        let Some(layout) = &self.layout else { return true };
        let within = [&layout.workspace, &layout.repository, &self.path];
        within.into_iter().any(|folder| !folder.as_str().is_empty() && path.starts_with(folder))
    }

    /// A check has ended without an answer.
    pub(super) fn give_up(&mut self) {
        self.is_checking = false;
    }

    /// Takes in what a check found; gives what is to be told that was not told yet. Where the texts have changed
    /// since, the places would be wrong: then only what is known without places is kept, and another check is due.
    pub(super) fn take(&mut self, judged: Judged, documents: &Documents) -> Vec<String> {
        self.is_checking = false;
        self.was_checked = true;
        let layout = judged.layout;
        if let Some(insight) = judged.insight {
            self.insight = Some(insight);
            self.names = None;
        }
        self.names = judged.names.or(self.names.take());
        if !self.is_dirty {
            let mut found: BTreeMap<String, Vec<Diagnostic>> = BTreeMap::new();
            for diagnostic in judged.diagnostics {
                let uri = documents.uri(&layout.absolute(&diagnostic.place.path));
                found.entry(uri).or_default().push(shown(diagnostic, &layout, documents));
            }
            self.found = found;
        }
        self.layout = Some(layout);
        let told = &mut self.told;
        judged.notes.into_iter().filter(|note| told.insert(note.clone())).collect()
    }
}

fn shown(found: EditorDiagnostic, layout: &Layout, documents: &Documents) -> Diagnostic {
    let related = found.related.into_iter().map(|(place, message)| {
        let uri = documents.uri(&layout.absolute(&place.path));
        DiagnosticRelatedInformation::new(Location::new(Uri(uri), range(&place)), message)
    });
    let related: Vec<_> = related.collect();
    Diagnostic::new(
        range(&found.place),
        Some(if found.is_error { DiagnosticSeverity::Error } else { DiagnosticSeverity::Warning }),
        Some(Code::String(found.code)),
        None,
        Some("cargo boundaries".to_owned()),
        Text::String(found.message),
        None,
        (!related.is_empty()).then_some(related),
        None,
    )
}

fn range(place: &EditorPlace) -> Range {
    let position = |at: EditorPosition| Position::new(at.line, at.column);
    Range { start: position(place.start), end: position(place.end) }
}
