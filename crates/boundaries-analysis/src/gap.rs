//! What could not be seen, before it has a module in the graph.

use boundaries_graph::{FileId, GapReason, Limit};

use crate::program::ScopeId;
use crate::syntax::SyntaxError;

/// Why something could not be seen.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(crate) struct Cause {
    pub(crate) reason: GapReason,
    /// The limit beyond which it lies, if one that can be moved is the cause.
    pub(crate) limit: Option<Limit>,
}

impl From<GapReason> for Cause {
    fn from(reason: GapReason) -> Self {
        Self { reason, limit: None }
    }
}

impl From<Limit> for Cause {
    fn from(limit: Limit) -> Self {
        Self { reason: GapReason::LimitReached, limit: Some(limit) }
    }
}

/// Of the contents of a macro call that could not be read.
impl From<SyntaxError> for Cause {
    fn from(error: SyntaxError) -> Self {
        match error {
            SyntaxError::TooDeep => Limit::Nesting.into(),
            SyntaxError::Refused { .. } => GapReason::UnknownMacro.into(),
        }
    }
}

/// A gap before it has a module in the graph.
#[derive(Clone, Debug)]
pub(crate) struct RawGap {
    pub(crate) cause: Cause,
    pub(crate) scope: ScopeId,
    pub(crate) file: FileId,
    pub(crate) at: u32,
    pub(crate) text: String,
}
