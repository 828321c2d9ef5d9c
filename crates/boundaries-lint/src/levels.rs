//! The level of each rule in a run: the command line wins over the policy, the policy over the rule itself.

use boundaries_policy::{Enforcement, Level, Policy};

use crate::finding::LevelOrigin;
use crate::registry::{self, UnknownRule};
use crate::rule::RuleMeta;

/// What the command line says about levels and enforcement.
#[derive(Clone, Default, Debug)]
pub struct LevelOverrides {
    levels: Vec<(&'static RuleMeta, Level)>,
    warnings: Option<Level>,
    enforcement: Option<Enforcement>,
}

impl LevelOverrides {
    /// The name that stands for every rule at warn level.
    pub const WARNINGS: &'static str = "warnings";

    /// Sets the level of a rule of this crate; the last word about a rule wins. `warnings` stands for every rule that would otherwise
    /// be at warn level.
    ///
    /// # Errors
    /// If no rule has this name.
    pub fn set(&mut self, rule: &str, level: Level) -> Result<(), UnknownRule> {
        if rule == Self::WARNINGS {
            self.warnings = Some(level);
            return Ok(());
        }
        self.set_rule(registry::find(rule)?, level);
        Ok(())
    }

    /// Sets the level of a rule, be it ours or one that a program adds.
    #[doc(hidden)]
    pub fn set_rule(&mut self, rule: &'static RuleMeta, level: Level) {
        self.levels.push((rule, level));
    }

    /// Sets the enforcement of the whole workspace and of every team.
    pub fn set_enforcement(&mut self, enforcement: Enforcement) {
        self.enforcement = Some(enforcement);
    }

    /// The enforcement that overrides all others.
    #[must_use]
    #[doc(hidden)]
    pub fn enforcement(&self) -> Option<Enforcement> {
        self.enforcement
    }

    /// The level of a rule in a run with this policy, and where it comes from.
    #[must_use]
    #[doc(hidden)]
    pub fn resolve(&self, rule: &'static RuleMeta, policy: &Policy) -> (Level, LevelOrigin) {
        if let Some(&(_, level)) = self.levels.iter().rev().find(|(named, _)| *named == rule) {
            return (level, LevelOrigin::CommandLine);
        }
        let (level, origin) = match policy.level(rule.name) {
            Some((level, span)) => (level, LevelOrigin::Policy(span)),
            None => (rule.default_level, LevelOrigin::Default),
        };
        match self.warnings {
            Some(overriding) if level == Level::Warn => (overriding, LevelOrigin::CommandLine),
            _ => (level, origin),
        }
    }
}
