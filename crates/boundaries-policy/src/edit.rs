//! Changes of policy files as texts: what a person wrote around them, comments and order, stays.

mod baseline;
mod contracts;

pub use baseline::{BaselineEntry, baseline_file_name, baseline_text};
pub use contracts::{EditError, Request, with_request, without_contracts};
