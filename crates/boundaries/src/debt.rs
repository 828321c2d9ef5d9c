//! The baseline of a project: what its files should say, and what has moved since they were written.

use std::collections::BTreeSet;

use boundaries_lint::change::Moves;
use boundaries_lint::{BaselinePlan, Growth, Report, plan_baseline};
use boundaries_policy::edit::baseline_text;
use camino::{Utf8Path, Utf8PathBuf};

use crate::contracts::FileEdit;
use crate::discover::{self, BASELINE_FOLDER};
use crate::{CheckOptions, Error, History, Project};

/// What a change of the baseline would write.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct BaselineDraft {
    /// What changes, and what does not.
    pub plan: BaselinePlan,
    /// Files to write.
    pub writes: Vec<FileEdit>,
    /// Files that have nothing to hold any more.
    pub removals: Vec<Utf8PathBuf>,
}

#[doc(hidden)]
impl Project {
    /// Checks. Where the baseline names code that is not where it was, git tells what has moved since the baseline was
    /// last changed, and what moved counts as known. Without a repository nothing is known to have moved.
    #[must_use]
    pub fn check_following_moves(&self, options: &CheckOptions, history: impl FnOnce() -> Option<History>) -> Report {
        self.checked_with_moves(options, history).0
    }

    /// The report, and what moved, if anything had to be known about that.
    fn checked_with_moves(
        &self,
        options: &CheckOptions,
        history: impl FnOnce() -> Option<History>,
    ) -> (Report, Option<Moves>) {
        let report = self.check(options);
        // Only an entry without its finding and a finding without an entry can belong together. An entry for code that may
        // not have been read counts as if all of it were there.
        let some_left_over =
            report.summary.remaining < report.summary.recorded || (report.summary.recorded > 0 && self.unseen().any());
        if !some_left_over || !report.open().any(|finding| !finding.places.is_empty()) {
            return (report, None);
        }
        match history().and_then(|history| history.moves_since(Utf8Path::new(BASELINE_FOLDER), self)) {
            Some(moves) => {
                let report = self.check(&CheckOptions { moves: Some(moves.clone()), ..options.clone() });
                (report, Some(moves))
            }
            None => (report, None),
        }
    }

    /// The files of the baseline as they should be. Levels of the policy count, and the whole workspace.
    ///
    /// # Errors
    /// If the folder of the baseline lies outside the repository.
    pub fn baseline_draft(
        &self,
        options: &CheckOptions,
        growth: &Growth,
        history: impl FnOnce() -> Option<History>,
    ) -> Result<BaselineDraft, Error> {
        let (report, moves) = self.checked_with_moves(options, history);
        let plan = plan_baseline(&report, self.policy(), self.sources(), moves.as_ref(), &self.unseen(), growth);
        let folder = self.root().join(BASELINE_FOLDER);
        discover::stays_inside(self.root(), Utf8Path::new(BASELINE_FOLDER))?;
        let old = discover::baseline_files(self.root(), &self.disk().unrecorded())?;
        let texts: Vec<&str> = old.iter().map(|known| known.text.as_str()).collect();
        let mut writes = Vec::new();
        let mut kept = BTreeSet::new();
        for file in &plan.files {
            let known = old.iter().find(|known| known.path.file_name() == Some(&file.name));
            let Some(text) = baseline_text(known.map(|known| known.text.as_str()), &texts, &file.entries) else {
                continue;
            };
            kept.insert(file.name.as_str());
            if known.is_none_or(|known| known.text != text) {
                writes.push(FileEdit { path: folder.join(&file.name), text, changes: Vec::new() });
            }
        }
        let names = old.iter().filter_map(|known| known.path.file_name());
        let removals = names.filter(|name| !kept.contains(name)).map(|name| folder.join(name)).collect();
        Ok(BaselineDraft { plan, writes, removals })
    }
}

#[doc(hidden)]
impl History {
    /// What has moved since a path, from the workspace's root, was last changed by a commit; none if that is not known.
    fn moves_since(&self, path: &Utf8Path, project: &Project) -> Option<Moves> {
        let commit = self.last_change(path).ok().flatten()?;
        let revision = self.load(&commit).or_else(|_| self.load_without_policy(&commit)).ok()?;
        crate::revision::moves(revision.project(), project).ok()
    }
}
