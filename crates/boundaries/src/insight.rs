//! What an editor asks about a place in a text, answered from a project as it was checked: what stands there, who owns it,
//! which line decided, where that leads, which names could stand there, and which edits would help.
//!
//! Nothing here knows a protocol, a version of a document or an unsaved text. Places are bytes of the texts that were
//! checked; whoever has newer ones maps places before and after.

mod act;
mod card;
mod complete;
mod lens;
mod target;
mod topic;

use std::sync::{Arc, OnceLock};

use boundaries_graph::{FileId, Reference};
use boundaries_lint::{Coupling, Couplings, Finding, JudgedCouplings};
use boundaries_policy::{ContractId, PolicyFileKind};
use camino::Utf8Path;
use jiff::civil::Date;

use crate::{Project, discover};

pub use act::{Action, FileChange, Newest};
pub use card::{Card, Fact};
pub use complete::{Candidate, CandidateKind, Completions};
pub use lens::Lens;

/// A project as it was checked, and what can be told about its places.
#[derive(Debug)]
pub struct Insight {
    project: Project,
    findings: Vec<Finding>,
    today: Date,
    /// Every coupling with its verdict, once anybody asks.
    judged: OnceLock<Arc<JudgedCouplings>>,
}

/// What kind of text a file is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum TextKind {
    /// A source.
    Rust,
    /// A part of the policy.
    Policy(PolicyFileKind),
    /// CODEOWNERS.
    Codeowners,
}

impl Insight {
    /// A project with the findings of its check.
    #[must_use]
    pub fn new(project: Project, findings: Vec<Finding>) -> Self {
        Self { project, findings, today: crate::project::today(), judged: OnceLock::new() }
    }

    /// The project.
    #[must_use]
    pub fn project(&self) -> &Project {
        &self.project
    }

    /// The text of a file as it was checked, by its path from the workspace's root; none if the check did not read it.
    #[must_use]
    pub fn text(&self, path: &Utf8Path) -> Option<&str> {
        self.project.sources().find(path).map(|file| self.project.sources().file(file).text())
    }

    /// The text of a file as it is on disk now, by the same path; none if there is no such file. What cannot be read is told
    /// as it was checked.
    #[must_use]
    pub fn text_on_disk(&self, path: &Utf8Path) -> Option<String> {
        match discover::text_below(self.project.root(), path, &self.project.disk().unrecorded()) {
            Ok(text) => text,
            Err(_) => self.text(path).map(str::to_owned),
        }
    }

    /// What kind of text a file is, by its path from the workspace's root; none if nothing can be told about it.
    #[must_use]
    pub fn kind(&self, path: &Utf8Path) -> Option<TextKind> {
        if path.extension() == Some("rs") {
            return Some(TextKind::Rust);
        }
        let policy_file = self.project.policy_file().map(|file| self.project.sources().file(file).path());
        if self.codeowners_file().is_some_and(|file| self.project.sources().file(file).path() == path) {
            return Some(TextKind::Codeowners);
        }
        let kind = match path.parent().map(Utf8Path::as_str) {
            _ if Some(path) == policy_file || discover::POLICY_PLACES.contains(&path.as_str()) => {
                PolicyFileKind::Policy
            }
            _ if path.extension() != Some("toml") => return None,
            Some(discover::TEAM_FOLDER) => PolicyFileKind::Team,
            Some(discover::BASELINE_FOLDER) => PolicyFileKind::Baseline,
            _ if path.file_name() == Some("Cargo.toml") => PolicyFileKind::Manifest,
            _ => return None,
        };
        Some(TextKind::Policy(kind))
    }

    fn codeowners_file(&self) -> Option<FileId> {
        let place = self.project.codeowners_place()?;
        self.project.sources().find(place)
    }

    fn judged(&self) -> &Arc<JudgedCouplings> {
        self.judged.get_or_init(|| Couplings::new(self.project.graph(), self.project.policy(), self.today).judged())
    }

    fn couplings(&self) -> Couplings<'_> {
        Couplings::again(self.project.graph(), self.project.policy(), self.today, Arc::clone(self.judged()))
    }

    /// The coupling that a reference is part of; none if it crosses no boundary.
    fn coupling_of(&self, reference: &Reference) -> Option<&Coupling> {
        let mut couplings = self.judged().all().iter();
        couplings.find(|coupling| coupling.consumer == reference.from && coupling.references.contains(reference))
    }

    /// How many references a contract covers.
    fn uses(&self, contract: ContractId) -> usize {
        self.judged().uses(contract)
    }
}
