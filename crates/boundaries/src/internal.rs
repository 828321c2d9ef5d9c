//! What the program `cargo boundaries` needs beyond the library: the crates as they are, and what only commands, the language
//! server and the tools of this repository ask for. None of it is promised to anybody; it changes with any release.

pub use boundaries_analysis as analysis;
pub use boundaries_cache as cache;
pub use boundaries_graph as graph;
pub use boundaries_history as history;
pub use boundaries_lint as lint;
pub use boundaries_policy as policy;
pub use boundaries_report as report;

pub use crate::account::Account;
pub use crate::backtrace::Backtrace;
pub use crate::changes::{ChangesOptions, ReadChanges};
pub use crate::contracts::{ContractLine, FileEdit, RequestDraft};
pub use crate::coupling::{Coupling, Doubt, couplings};
pub use crate::debt::BaselineDraft;
pub use crate::drawing::DrawingOptions;
pub use crate::generate::{GenerateError, GeneratedCodeowners};
pub use crate::import::Import;
pub use crate::insight::{
    Action, Candidate, CandidateKind, Card, Completions, Fact, FileChange, Insight, Lens, Newest, TextKind,
};
pub use crate::overview::Overview;
pub use crate::owners::Owners;
pub use crate::path_list::{ListedPath, path_list};
pub use crate::place::{OutsideRepository, Places};
pub use crate::project::{LoadTimings, cargo_packages, layout_around, rule};
pub use crate::proposal::{Claim, Origin, Proposal, ProposedContract, ProposedDebt, ProposedTeam};
pub use crate::territory::{Division, Territories, Territory, TerritoryId};
pub use crate::walls::WallError;
pub use crate::what_if::{WhatIf, WhatIfError, WhatIfOptions};
pub use crate::why::{InsideUse, Why};
pub use boundaries_analysis::Clock;

/// The JSON Schema of `boundaries.toml`, as a text.
#[must_use]
pub fn policy_schema() -> String {
    format!("{:#}\n", boundaries_policy::schema())
}
