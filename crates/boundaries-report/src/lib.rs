//! Renders what `cargo boundaries` found: text for people, one line per place for scripts, JSON for programs.
//!
//! | function | gives |
//! |---|---|
//! | [`text()`] | the report for a terminal, grouped by the teams that findings are between |
//! | [`short()`] | `path:line:col: level[rule]: headline`, one line for every place |
//! | [`json()`] | the whole report as one versioned object |
//! | [`jsonl()`] | the same findings, one object on each line |
//! | [`cargo_json()`] | rustc's diagnostics inside Cargo's messages, as editors read them |
//! | [`editor_findings`] | diagnostics for a language server |
//! | [`sarif()`] | SARIF 2.1.0, as code scanning services read it |
//! | [`github()`], [`gitlab()`], [`azure()`], [`teamcity()`] | what these CI services show beside the code |
//! | [`junit()`] | test results, for whatever shows those |
//! | [`rdjsonl()`] | reviewdog's diagnostics |
//! | [`markdown()`] | a page for the summary of a job, or a comment |
//! | [`Drawing`] | the graph between teams, crates or modules, as DOT, Mermaid, GraphML or JSON |
//! | [`references_jsonl`] | every reference of the graph, one object on each line |
//! | [`gaps_jsonl`] | what could not be seen, one object on each line |
//! | [`OwnersPage`] | who owns what, as text, JSON, CSV or Markdown |
//! | [`diff`] | the difference between two states, as text, JSON or Markdown |
//! | [`TracePage`] | the frames of a backtrace with their owners, in the same formats |
//! | [`MetricsPage`] | what coupling amounts to, in numbers, in the same formats |
//! | [`WhatIfPage`] | the effect of another ownership, as text, JSON or Markdown |
//! | [`HtmlPage`] | one self-contained page for a browser: matrix, graph, contracts, debt, numbers, findings |
//! | [`ExtractPage`] | whether a module could become a crate, as text or JSON |
//! | [`SealPage`] | what would make the compiler enforce a boundary, as text or JSON |
//! | [`ExportPage`] | the workspace as tables of rows, for engines that put many workspaces side by side |
//! | [`AskPage`] | whether one module may use another's code, as text or JSON |
//! | [`SettingsPage`] | which settings are in force, and where each comes from, as text or JSON |
//! | [`contracts_json`] | the contracts, with where each is in its life |
//! | [`policy_problems`] | the mistakes of a policy |
//!
//! Renderers write to whatever they are given and decide nothing: colour, width and characters are the caller's, in
//! [`TextOptions`]; where files lie is in the [`Layout`] of a [`View`]. Names and source lines are made safe on the way
//! ([`sanitised`]), in every format: nothing reaches a terminal that it would obey, and nothing reaches a log that the
//! runner of a CI service would take for a command. For programs that show diagnostics their own way,
//! [`FindingDiagnostic`] and [`ProblemDiagnostic`] implement [`miette::Diagnostic`].

mod ask;
mod azure;
mod backtrace;
mod cargo_json;
mod contracts;
mod diagnostic;
pub mod diff;
mod drawing;
mod editor;
mod excerpt;
mod export;
mod extent;
mod extract;
mod fix;
mod github;
mod gitlab;
mod html;
mod inert;
mod json;
mod junit;
mod layout;
mod ledger;
mod letter;
mod lookalike;
mod markdown;
mod metrics;
mod owners;
mod paste;
mod problems;
mod rdjsonl;
mod references;
mod sanitize;
mod sarif;
mod seal;
mod settings;
mod short;
mod summary;
mod teamcity;
mod text;
mod theme;
mod trend;
mod view;
mod what_if;
mod wire;

#[cfg(feature = "schema")]
pub use ask::ask_schema;
pub use ask::{ASK_SCHEMA_VERSION, AskAnswer, AskContract, AskFinding, AskHelp, AskPage, AskTeam, May};
pub use azure::azure;
#[cfg(feature = "schema")]
pub use backtrace::backtrace_schema;
pub use backtrace::{FoundBy, FrameOrigin, SkippedFrames, TraceFrame, TracePage};
pub use cargo_json::{CargoMessages, Rendered, cargo_json, cargo_json_end, cargo_json_failure, cargo_json_problems};
pub use contracts::{ContractEntry, contracts_json};
pub use diagnostic::{FindingDiagnostic, ProblemDiagnostic};
#[cfg(feature = "schema")]
pub use drawing::graph_schema;
pub use drawing::{Drawing, DrawingLevel, DrawnEdge, DrawnNode};
pub use editor::{
    ColumnUnit, EditorDiagnostic, EditorPlace, EditorPosition, editor_failure, editor_findings, editor_problems,
};
#[cfg(feature = "schema")]
pub use export::export_schemas;
pub use export::{EXPORT_TABLES, ExportPage};
#[cfg(feature = "schema")]
pub use extract::extract_schema;
pub use extract::{ExtractPage, ExtractTie, ExtractTieKind};
pub use fix::surface_edits;
pub use github::github;
pub use gitlab::gitlab;
#[cfg(feature = "schema")]
pub use html::html_assets;
pub use html::{HtmlBasis, HtmlPage};
pub use inert::Inert;
#[cfg(feature = "schema")]
pub use json::{contracts_schema, json_schema, jsonl_schema};
pub use json::{json, jsonl};
pub use junit::junit;
pub use layout::Layout;
pub use ledger::LedgerPage;
#[cfg(feature = "schema")]
pub use ledger::ledger_schema;
pub use lookalike::deceiving;
pub use markdown::{MarkdownOptions, markdown};
#[cfg(feature = "schema")]
pub use metrics::metrics_schema;
pub use metrics::{MeasuredHistory, MetricsPage, metric_explained, metrics_reference};
#[cfg(feature = "schema")]
pub use owners::owners_schema;
pub use owners::{OwnedKind, OwnerEntry, OwnerKey, OwnersAnswer, OwnersPage, OwnersTotal, OwnersView};
pub use paste::shown_toml;
pub use problems::policy_problems;
pub use rdjsonl::rdjsonl;
pub use references::{gaps_jsonl, references_jsonl};
pub use sanitize::{is_hidden, sanitised};
pub use sarif::sarif;
pub use seal::SealPage;
#[cfg(feature = "schema")]
pub use seal::seal_schema;
#[cfg(feature = "schema")]
pub use settings::settings_schema;
pub use settings::{Setting, SettingOrigin, SettingsPage};
pub use short::short;
pub use teamcity::teamcity;
pub use text::text;
pub use theme::TextOptions;
pub use trend::TrendPage;
#[cfg(feature = "schema")]
pub use trend::trend_schema;
pub use view::{View, fingerprints};
#[cfg(feature = "schema")]
pub use what_if::what_if_schema;
pub use what_if::{CodeownersChange, CodeownersLine, SuggestedMove, WhatIfPage};
pub use wire::SCHEMA_VERSION;
