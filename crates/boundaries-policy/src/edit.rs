//! Changes of policy files as texts: what a person wrote around them, comments and order, stays.

mod baseline;
mod contracts;
mod entries;

pub use baseline::{BaselineEntry, baseline_file_name, baseline_text};
pub use contracts::{EditError, Request, with_request, without_contracts};
pub use entries::{with_contract, with_count, with_exception, without_exceptions, without_tolerated};
