//! A boundary linter for Rust workspaces, as a library: who owns which module, who uses whose code, and which of it no
//! contract allows.
//!
//! [`Project`] is the front door. It reads a workspace with its policy and its CODEOWNERS, executing nothing of it, and
//! holds the three things that everything else is asked of: the [`ModuleGraph`](graph::ModuleGraph), the
//! [`Policy`](policy::Policy), and the [`SourceMap`](graph::SourceMap) into which every span points.
//!
//! `docs/library.md` in the repository shows the rest: errors, sessions, rules of one's own, tests of an architecture.
//!
//! Nothing here touches a terminal. Findings are values; each implements `miette::Diagnostic` once it is paired with its
//! sources, and [`report`] writes whole reports to any writer.
//!
//! ```
//! use boundaries::analysis::{MemoryReader, PackageInfo, TargetInfo, Workspace};
//! use boundaries::graph::TargetKind;
//! use boundaries::{CheckOptions, Project};
//!
//! // A program reads a workspace from disk: `Project::load(&ProjectOptions::at("Cargo.toml"))`. Here it is at hand.
//! let package = |name: &str, needs: &[&str]| PackageInfo {
//!     name: name.into(),
//!     dir: name.into(),
//!     targets: vec![TargetInfo {
//!         name: name.into(),
//!         kind: TargetKind::Lib,
//!         root_file: format!("{name}/src/lib.rs").into(),
//!         is_2015: false,
//!     }],
//!     dependencies: needs.iter().map(|need| boundaries::analysis::DependencyInfo {
//!         package_name: (*need).into(),
//!         rename: None,
//!         kind: Default::default(),
//!         path: Some((*need).into()),
//!         features: Default::default(),
//!     }).collect(),
//!     features: Default::default(),
//! };
//! let workspace = Workspace::new("/shop", vec![package("orders", &["billing"]), package("billing", &[])]);
//! let mut sources = MemoryReader::default();
//! sources.insert("billing/src/lib.rs", "pub struct Invoice;");
//! sources.insert("orders/src/lib.rs", "pub fn order() -> billing::Invoice { billing::Invoice }");
//! let policy = r#"
//!     [teams]
//!     orders  = { owns = ["orders"] }
//!     billing = { owns = ["billing"], contact = "team-billing" }
//! "#;
//!
//! let project = Project::from_texts(&workspace, &sources, Some(policy), None)?;
//! let report = project.check(&CheckOptions::default());
//!
//! let finding = &report.findings[0];
//! assert_eq!(finding.key.rule, "undeclared-coupling");
//! assert_eq!((&*finding.key.consumer, &*finding.key.provider), ("orders", "billing::Invoice"));
//! assert_eq!(finding.places.len(), 2);
//! assert!(report.fails());
//! # Ok::<(), boundaries::Error>(())
//! ```
//!
//! The crates below are re-exported whole: [`graph`] is the model, [`analysis`] reads workspaces, [`policy`] what was declared, [`lint`] the rules and
//! their findings, [`cache`] what is kept from one run to the next, [`history`] revisions of a git repository, [`report`] the formats.

pub use boundaries_analysis as analysis;
pub use boundaries_cache as cache;
pub use boundaries_graph as graph;
pub use boundaries_history as history;
pub use boundaries_lint as lint;
pub use boundaries_policy as policy;
pub use boundaries_report as report;
pub use camino;
pub use jiff;

mod account;
mod ask;
mod backtrace;
mod changes;
mod contracts;
mod coupling;
mod debt;
mod discover;
mod drawing;
mod error;
mod generate;
mod import;
mod insight;
mod ledger;
mod load;
mod metrics;
mod overview;
mod owners;
mod path_list;
mod place;
mod project;
mod proposal;
mod revision;
mod session;
mod settings;
mod subject;
mod territory;
pub mod testing;
mod trend;
mod unsaved;
mod walk;
mod walls;
mod what_if;
mod why;

pub use account::Account;
pub use ask::{Asker, UseQuestion};
pub use backtrace::Backtrace;
pub use boundaries_analysis::{
    AnalysisError, AnalysisStats, AnalysisTimings, Cancellation, CfgOptions, Clock, Limits, Progress, Stage,
    WorkspaceOptions,
};
pub use changes::{ChangesOptions, ReadChanges};
pub use contracts::{ContractLine, FileEdit, RequestDraft};
pub use coupling::{Coupling, Doubt, couplings};
pub use debt::BaselineDraft;
pub use drawing::DrawingOptions;
pub use error::{Error, PolicyFailure, UnknownNames};
pub use generate::{GenerateError, GeneratedCodeowners};
pub use import::Import;
pub use insight::{
    Action, Candidate, CandidateKind, Card, Completions, Fact, FileChange, Insight, Lens, Newest, TextKind,
};
pub use overview::Overview;
pub use owners::Owners;
pub use path_list::{ListedPath, path_list};
pub use place::{OutsideRepository, Places};
pub use project::{
    CheckOptions, LoadTimings, PolicyOrigin, Project, ProjectOptions, cargo_packages, layout_around, rule,
};
pub use proposal::{Claim, Origin, Proposal, ProposedContract, ProposedDebt, ProposedTeam};
pub use revision::{History, Revision, difference};
pub use session::{OnDisk, Session};
pub use subject::{Subject, UnknownName};
pub use territory::{Division, Territories, Territory, TerritoryId};
pub use unsaved::UnsavedTexts;
pub use walls::WallError;
pub use what_if::{WhatIf, WhatIfError, WhatIfOptions};
pub use why::{InsideUse, Why};

/// The JSON Schema of `boundaries.toml`, as a text.
#[must_use]
pub fn policy_schema() -> String {
    format!("{:#}\n", boundaries_policy::schema())
}
