//! Renders what `cargo boundaries` found: text for people, one line per place for scripts, JSON for programs.
//!
//! | function | gives |
//! |---|---|
//! | [`text()`] | the report for a terminal, grouped by the teams that findings are between |
//! | [`short()`] | `path:line:col: level[rule]: headline`, one line for every place |
//! | [`json()`] | the whole report as one versioned object |
//! | [`references_jsonl`] | every reference of the graph, one object on each line |
//! | [`gaps_jsonl`] | what could not be seen, one object on each line |
//! | [`owners_json`] | who owns what |
//! | [`policy_problems`] | the mistakes of a policy |
//!
//! Renderers write to whatever they are given and decide nothing: colour, width and characters are the caller's, in
//! [`TextOptions`]. Names and source lines are made safe on the way ([`sanitised`]), in every format. For programs that show
//! diagnostics their own way, [`FindingDiagnostic`] and [`ProblemDiagnostic`] implement [`miette::Diagnostic`].

mod diagnostic;
mod excerpt;
mod json;
mod owners;
mod problems;
mod references;
mod sanitize;
mod short;
mod summary;
mod text;
mod theme;
mod wire;

pub use diagnostic::{FindingDiagnostic, ProblemDiagnostic};
pub use excerpt::Excerpt;
pub use json::json;
#[cfg(feature = "schema")]
pub use json::json_schema;
pub use owners::{OwnerEntry, owners_json};
pub use problems::policy_problems;
pub use references::{gaps_jsonl, references_jsonl};
pub use sanitize::{is_hidden, sanitised, sanitised_lines};
pub use short::short;
pub use text::text;
pub use theme::TextOptions;
pub use wire::SCHEMA_VERSION;
