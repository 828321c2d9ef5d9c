//! A rule: what it tells about itself, and what it is given to look at.
//!
//! The rules of this crate and those that a program adds are written in the same way: [`Rule`] is the one trait, and there
//! is no second door for ours.

use std::fmt;

use boundaries_graph::{ModuleGraph, ModuleId, SourceMap};
use boundaries_policy::{Enforcement, Level, Policy, RuleTally, TeamId};
use jiff::civil::Date;

use crate::candidate::Candidate;
use crate::coupling::Couplings;
use crate::levels::LevelOverrides;
use crate::registry::Rules;
use crate::tolerance::Settled;
use crate::unseen::Unseen;
use crate::wording;

/// A rule. It only finds: its level, what tolerates a finding, how strictly a boundary is held, and the order of what is
/// reported are decided by the engine, for every rule in the same way.
///
/// ```
/// use boundaries_lint::{Candidate, HelpKind, LabelRole, Rule, RuleContext, RuleMeta};
/// use boundaries_policy::Level;
///
/// static META: RuleMeta = RuleMeta::new(
///     "module-without-name",
///     "a module whose name says nothing",
///     Level::Warn,
///     "# module-without-name\n\nA module that is called `utils` tells nobody what is in it.\n",
/// );
///
/// struct ModuleWithoutName;
///
/// impl Rule for ModuleWithoutName {
///     fn meta(&self) -> &'static RuleMeta {
///         &META
///     }
///
///     fn check(&self, context: &RuleContext<'_>, findings: &mut Vec<Candidate>) {
///         for module in context.graph.modules().filter(|module| module.name() == "utils") {
///             let headline = format!("module `{}` has a name that says nothing", module.path());
///             let mut finding = Candidate::in_module(context, module, headline);
///             finding.label(LabelRole::Primary, module.span(), "named here");
///             finding.help(HelpKind::ChangeCode, "name it after what is in it");
///             findings.push(finding);
///         }
///     }
/// }
/// ```
pub trait Rule: Send + Sync {
    /// What the rule tells about itself; always the same.
    fn meta(&self) -> &'static RuleMeta;

    /// Looks at what the context shows, and adds a statement for each thing that it finds, in any order. The same input has
    /// to give the same statements: no clock, no environment, no order of hashing.
    fn check(&self, context: &RuleContext<'_>, findings: &mut Vec<Candidate>);

    /// Whether names, owners and the policy are enough for it to judge a single use, so that a question about one that nobody
    /// has written yet is put to it as well. What it is shown then has no texts, and the use in question stands nowhere: its
    /// span is not [known](boundaries_graph::Span::is_known).
    fn judges_uses(&self) -> bool {
        false
    }
}

/// What a rule tells about itself.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct RuleMeta {
    /// The name, in kebab-case; reads well after "allow".
    pub name: &'static str,
    /// What it reports, in one line.
    pub summary: &'static str,
    /// The level it has where nobody sets one.
    pub default_level: Level,
    /// The version that introduced it; empty where that is not told.
    pub since: &'static str,
    /// Where it is in its life.
    pub status: RuleStatus,
    /// Its page, in Markdown.
    pub page: &'static str,
}

impl RuleMeta {
    /// A rule of this name, with its summary, its level and its page.
    #[must_use]
    pub const fn new(name: &'static str, summary: &'static str, default_level: Level, page: &'static str) -> Self {
        Self { name, summary, default_level, since: "", status: RuleStatus::Stable, page }
    }

    /// With the version that introduced it.
    #[must_use]
    pub const fn since(self, version: &'static str) -> Self {
        Self { since: version, ..self }
    }

    /// As one that will go; the text says what to use instead.
    #[must_use]
    pub const fn deprecated(self, instead: &'static str) -> Self {
        Self { status: RuleStatus::Deprecated(instead), ..self }
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
#[non_exhaustive]
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

/// What a rule sees. It does not know its own level or the exceptions.
#[derive(Clone, Copy)]
#[non_exhaustive]
pub struct RuleContext<'a> {
    /// The modules, what they define, and the references between them.
    pub graph: &'a ModuleGraph,
    /// The texts into which spans point.
    pub sources: &'a SourceMap,
    /// Who owns what, and who may use whom.
    pub policy: &'a Policy,
    /// The day on which dates are judged.
    pub today: Date,
    /// Every coupling between teams, with what the contracts say about it.
    pub couplings: &'a Couplings<'a>,
    /// What each line of CODEOWNERS does for the files of the repository; empty where they are not known.
    #[doc(hidden)]
    pub owner_lines: &'a [RuleTally<'a>],
    /// Whether flags leave code out, so that nothing can be called unused.
    pub partial: bool,
    /// Of which packages not every use is known.
    pub(crate) unseen: &'a Unseen<'a>,
    /// What became of the records of debt; complete for the rules that run last.
    pub(crate) settled: &'a Settled,
    /// Levels of this run, by which a rule knows whether another one spoke at all.
    pub(crate) overrides: &'a LevelOverrides,
    pub(crate) rules: &'a Rules,
}

impl<'a> RuleContext<'a> {
    /// The teams that own a module, in order; none if nobody does.
    #[must_use]
    pub fn owners(&self, module: ModuleId) -> &'a [TeamId] {
        self.couplings.judge().owners(module)
    }

    /// The names of teams as they stand in a sentence: `` `a` and `b` ``.
    #[must_use]
    pub fn names(&self, teams: &[TeamId]) -> String {
        wording::teams(self.policy, teams)
    }

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
        let rule = self.rules.find(rule);
        rule.is_ok_and(|rule| self.overrides.resolve(rule, self.policy).0 != Level::Allow)
    }
}

impl fmt::Debug for RuleContext<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RuleContext")
            .field("today", &self.today)
            .field("partial", &self.partial)
            .finish_non_exhaustive()
    }
}
