//! What coupling amounts to in a project, in numbers.

use boundaries_lint::metrics::{ChangeHistory, Metrics, Radius};
use boundaries_lint::{Input, LevelOverrides, Scope};
use jiff::civil::Date;

use crate::{Project, Subject};

#[doc(hidden)]
impl Project {
    /// Measures the workspace without its history; without a day, as of today.
    #[must_use]
    pub fn metrics(&self, today: Option<Date>) -> Metrics {
        Metrics::measure(&self.measured(today))
    }

    /// Measures the workspace with its history; without a day, as of today.
    #[must_use]
    pub fn metrics_with_history(&self, today: Option<Date>, history: &ChangeHistory) -> Metrics {
        Metrics::measure_with_history(&self.measured(today), history)
    }

    /// What reaches the modules of a subject. For an item these are the modules that define it.
    #[must_use]
    pub fn radius(&self, subject: &Subject) -> Radius {
        Radius::of(self.graph(), self.policy(), &subject.modules(self.graph(), self.policy()))
    }

    /// The whole workspace, as numbers are taken of it.
    pub(crate) fn measured(&self, today: Option<Date>) -> Input<'_> {
        Input {
            graph: self.graph(),
            sources: self.sources(),
            policy: self.policy(),
            today: today.unwrap_or_else(crate::project::today),
            rules: self.rules(),
            overrides: LevelOverrides::default(),
            scope: Scope::default(),
            repository_files: &[],
            partial: self.is_partial(),
            moves: None,
        }
    }
}
