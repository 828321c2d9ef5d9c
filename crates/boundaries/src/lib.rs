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
//! use boundaries::memory::{DependencyInfo, MemoryReader, PackageInfo, TargetInfo, Workspace};
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
//!     dependencies: needs.iter().map(|need| DependencyInfo {
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
//! This page is the whole of what programs can lean on: what is here, and the five modules, whose pages say what each is for.
//! What the documentation does not show is for the program `cargo boundaries` alone, and another one with any release.

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
mod disk;
mod drawing;
mod error;
mod generate;
mod import;
mod insight;
#[doc(hidden)]
pub mod internal;
mod ledger;
mod limits;
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

pub use ask::{Asker, UseQuestion};
pub use boundaries_analysis::{AnalysisError, Cancellation, CfgOptions, Progress, Stage, WorkspaceOptions};
pub use boundaries_cache::{Cache, CacheOptions};
pub use boundaries_history::{Commit, HistoryError};
pub use boundaries_lint::change::Difference;
pub use error::{Error, PolicyFailure, UnknownNames};
pub use limits::{LimitError, Limits};
pub use project::{CheckOptions, PolicyOrigin, Project, ProjectOptions};
pub use revision::{History, Revision, difference};
pub use session::{OnDisk, Session};
pub use subject::{Subject, UnknownName};
pub use unsaved::UnsavedTexts;

/// The model: modules, items, the references between them, and the texts into which every span points.
pub mod graph {
    pub use boundaries_graph::{
        Chain, CrateId, CrateView, Definition, Dependency, DependencyKind, DependencyView, ExternalId,
        ExternalReference, FileId, Gap, GapReason, ItemId, ItemKind, ItemView, Limit, ModuleGraph, ModuleId,
        ModuleView, PackageId, PackageView, Reexport, Reference, ReferenceKind, SourceFile, SourceMap, Span, Symbol,
        TargetKind, Visibility,
    };
}

/// Workspaces whose texts are at hand, for [`Project::from_texts`].
pub mod memory {
    pub use boundaries_analysis::{DependencyInfo, MemoryReader, PackageInfo, SourceReader, TargetInfo, Workspace};
    pub use boundaries_graph::DependencyFeatures;
}

/// What was declared: teams, what they own, contracts, and levels.
pub mod policy {
    pub use boundaries_policy::{
        Consumer, Contract, ContractId, ContractMode, ContractState, DecisionRecord, Enforcement, EnforcementPlan,
        Exception, Level, Ownership, OwnershipSource, OwnershipSourceKind, OwnershipState, Policy, PolicyErrors,
        PolicyProblem, Surface, SurfaceEntry, Team, TeamId, TeamKind,
    };
}

/// Couplings with their verdicts, rules, and what they find.
pub mod lint {
    pub use boundaries_lint::{
        BaseSummary, Candidate, Coupling, Couplings, Existed, Finding, FindingKey, Help, HelpKind, Label, LabelRole,
        Lack, LevelOrigin, LevelOverrides, NearMiss, PairSummary, Party, Place, Report, Rule, RuleContext, RuleError,
        RuleMeta, RuleStatus, Rules, Scope, Subject, Summary, TeamPair, UnknownRule, Verdict, Waiver, WaiverKind,
    };
}

/// Reports as text, and in the formats of editors and CI services.
pub mod report {
    pub use boundaries_report::{
        AskAnswer, AskContract, AskFinding, AskHelp, AskTeam, FindingDiagnostic, Layout, MarkdownOptions, May,
        ProblemDiagnostic, TextOptions, View, azure, github, gitlab, json, jsonl, junit, markdown, policy_problems,
        rdjsonl, sarif, short, teamcity, text,
    };

    /// What a change does to the couplings between teams, as a text, as Markdown and as JSON.
    pub mod diff {
        pub use boundaries_report::diff::{DiffView, StateName, json, markdown, text};
    }
}
