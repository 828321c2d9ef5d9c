//! How whoever waits for an analysis hears how far it is.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::Stage;

/// What is called as often.
type Listener = dyn Fn(Stage, usize) + Send + Sync;

/// Hears how far an analysis is: its stage, and how many files are read. It is called on any thread, and often, so that it has
/// to be quick. Clones share the listener.
#[derive(Clone)]
pub struct Progress(Arc<Listener>);

impl Progress {
    /// A listener.
    pub fn new(listener: impl Fn(Stage, usize) + Send + Sync + 'static) -> Self {
        Self(Arc::new(listener))
    }

    /// Tells it.
    pub fn tell(&self, stage: Stage, files: usize) {
        (self.0)(stage, files);
    }
}

impl fmt::Debug for Progress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Progress")
    }
}

/// The files of one analysis as they are read, and who wants to hear of them.
#[derive(Default, Debug)]
pub(crate) struct Count {
    progress: Option<Progress>,
    files: AtomicUsize,
}

impl Count {
    pub(crate) fn of(progress: Option<&Progress>) -> Self {
        Self { progress: progress.cloned(), files: AtomicUsize::new(0) }
    }

    /// One more file is read.
    pub(crate) fn add(&self) {
        if let Some(progress) = &self.progress {
            progress.tell(Stage::Reading, self.files.fetch_add(1, Ordering::Relaxed) + 1);
        }
    }

    /// A stage begins.
    pub(crate) fn begin(&self, stage: Stage) {
        if let Some(progress) = &self.progress {
            progress.tell(stage, self.files.load(Ordering::Relaxed));
        }
    }
}
