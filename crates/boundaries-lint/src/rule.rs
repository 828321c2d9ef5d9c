//! What every rule tells about itself, and what it is given to look at.

use std::fmt;

use boundaries_graph::{ModuleGraph, SourceMap};
use boundaries_policy::{Enforcement, Level, Policy, RuleTally, TeamId};
use jiff::civil::Date;

use crate::candidate::Candidate;
use crate::coupling::Couplings;
use crate::levels::LevelOverrides;
use crate::tolerance::Settled;

/// A rule: what it is called, what it tells about itself, and the check.
pub struct RuleMeta {
    /// The name, in kebab-case; reads well after "allow".
    pub name: &'static str,
    /// What it reports, in one line.
    pub summary: &'static str,
    /// The level it has where nobody sets one.
    pub default_level: Level,
    /// The version that introduced it.
    pub since: &'static str,
    /// Where it is in its life.
    pub status: RuleStatus,
    /// Its page, in Markdown.
    pub page: &'static str,
    pub(crate) check: fn(&RuleContext<'_>, &mut Vec<Candidate>),
}

impl RuleContext<'_> {
    /// Whether any of these teams has sealed its boundary.
    pub(crate) fn is_sealed(&self, teams: &[TeamId]) -> bool {
        let plan = |team: &TeamId| self.policy.team(*team).enforcement.or(self.policy.enforcement());
        let sealed = |team: &TeamId| plan(team).is_some_and(|plan| plan.on(self.today) == Enforcement::Sealed);
        match self.overrides.enforcement() {
            Some(enforcement) => enforcement == Enforcement::Sealed && !teams.is_empty(),
            None => teams.iter().any(sealed),
        }
    }

    /// Whether the rule of this name speaks in this run.
    pub(crate) fn speaks(&self, rule: &str) -> bool {
        let rule = crate::registry::find(rule);
        rule.is_ok_and(|rule| self.overrides.resolve(rule, self.policy).0 != Level::Allow)
    }
}

impl fmt::Debug for RuleMeta {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RuleMeta").field("name", &self.name).finish_non_exhaustive()
    }
}

impl PartialEq for RuleMeta {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for RuleMeta {}

/// Where a rule is in its life.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum RuleStatus {
    /// Here to stay.
    Stable,
    /// Works, but will go; the text says what to use instead.
    Deprecated(&'static str),
}

impl RuleStatus {
    /// The word used in reports.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Stable => "stable",
            Self::Deprecated(_) => "deprecated",
        }
    }
}

/// What a rule sees. It does not know its own level, the exceptions, or the other rules.
pub(crate) struct RuleContext<'a> {
    pub(crate) graph: &'a ModuleGraph,
    pub(crate) sources: &'a SourceMap,
    pub(crate) policy: &'a Policy,
    pub(crate) today: Date,
    pub(crate) couplings: &'a Couplings<'a>,
    /// What each line of CODEOWNERS does for the files of the repository; empty where they are not known.
    pub(crate) owner_lines: &'a [RuleTally<'a>],
    /// What became of the records of debt; complete for the rules that run last.
    pub(crate) settled: &'a Settled,
    /// Whether flags leave code out, so that nothing can be called unused.
    pub(crate) partial: bool,
    /// Levels of this run, by which a rule knows whether another one spoke at all.
    pub(crate) overrides: &'a LevelOverrides,
}
