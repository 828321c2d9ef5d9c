//! How whoever waits for an analysis ends it early, and hears how far it is.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::AnalysisError;

/// Ends what it was handed to, soon after it is told to. Clones speak of the same work.
#[derive(Clone, Default, Debug)]
pub struct Cancellation(Arc<AtomicBool>);

impl Cancellation {
    /// Ends the work.
    pub fn cancel(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    /// Whether the work is to end.
    #[must_use]
    pub fn is_cancelled(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }

    /// Nothing, unless the work is to end.
    ///
    /// # Errors
    /// [`AnalysisError::Cancelled`] if it is.
    pub fn check(&self) -> Result<(), AnalysisError> {
        if self.is_cancelled() { Err(AnalysisError::Cancelled) } else { Ok(()) }
    }
}

/// What an analysis that takes long begins with.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum Stage {
    /// Files are read and parsed.
    Reading,
    /// Modules, definitions and imports are joined.
    Linking,
    /// Signatures and bodies are walked.
    Walking,
    /// The graph is built.
    Assembling,
    /// Nothing is left to do.
    Done,
}
