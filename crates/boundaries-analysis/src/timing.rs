//! How long the parts of an analysis took, by a clock that the caller brings: nothing here looks at one by itself.

use std::time::Duration;

/// Tells the time that has passed since some fixed moment.
pub type Clock = fn() -> Duration;

/// How long the parts of an analysis took. All are zero where no clock was given.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct AnalysisTimings {
    /// From the first file to the last: finding, reading and parsing them.
    pub files: Duration,
    /// Of these, reading, summed over all threads.
    pub reading: Duration,
    /// Of these, parsing and lowering, summed over all threads.
    pub parsing: Duration,
    /// Modules and definitions, and the macro calls that declare some.
    pub collecting: Duration,
    /// Imports, and what each `impl` is for.
    pub imports: Duration,
    /// Signatures and bodies.
    pub bodies: Duration,
    /// The graph.
    pub assembling: Duration,
}

impl AnalysisTimings {
    /// How long the whole took.
    #[must_use]
    pub fn total(&self) -> Duration {
        self.files + self.collecting + self.imports + self.bodies + self.assembling
    }
}

/// Measures by a clock, if there is one.
#[derive(Clone, Copy, Default, Debug)]
pub(crate) struct Stopwatch(pub(crate) Option<Clock>);

impl Stopwatch {
    /// The time now, to hand to [`since`](Self::since).
    pub(crate) fn now(self) -> Duration {
        self.0.map_or(Duration::ZERO, |clock| clock())
    }

    pub(crate) fn since(self, start: Duration) -> Duration {
        self.now().saturating_sub(start)
    }
}
