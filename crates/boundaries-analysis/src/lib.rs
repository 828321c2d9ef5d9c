//! Placeholder.
mod error; mod source; mod workspace; mod syntax; mod load; mod program; mod collect; mod lookup; mod imports; mod types; mod body;
pub use error::AnalysisError; pub use source::*; pub use workspace::*;
