//! What coupling amounts to in a project, in numbers.

use boundaries_lint::metrics::{Metrics, Radius};
use boundaries_lint::{Input, LevelOverrides, Scope};

use crate::{Project, Subject};

impl Project {
    /// Measures the workspace; without a day, as of today.
    #[must_use]
    pub fn metrics(&self, today: Option<jiff::civil::Date>) -> Metrics {
        Metrics::measure(&Input {
            graph: self.graph(),
            sources: self.sources(),
            policy: self.policy(),
            today: today.unwrap_or_else(crate::project::today),
            overrides: LevelOverrides::default(),
            scope: Scope::default(),
            repository_files: &[],
            partial: self.is_partial(),
            moves: None,
        })
    }

    /// What reaches the modules of a subject. For an item these are the modules that define it.
    #[must_use]
    pub fn radius(&self, subject: &Subject) -> Radius {
        Radius::of(self.graph(), self.policy(), &subject.modules(self.graph(), self.policy()))
    }
}
