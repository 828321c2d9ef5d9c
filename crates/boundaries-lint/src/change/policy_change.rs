//! One difference between two policies, and whether it lets more pass or less.

use boundaries_graph::Span;

use crate::change::state::{Side, Spot};
use crate::wording::quoted_list;

/// A difference between two policies.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct PolicyChange {
    /// Whether it lets more pass or less.
    pub effect: Effect,
    /// What it is about.
    pub topic: Topic,
    /// What exactly: a contract with its sides, a team, a rule.
    pub subject: String,
    /// Which part of the subject differs; none where the whole subject is new or gone.
    pub attribute: Option<String>,
    /// What was said before.
    pub before: Option<String>,
    /// What is said after.
    pub after: Option<String>,
    /// The teams that use what it is about; `*` for all.
    pub consumers: Vec<String>,
    /// The teams that own what it is about.
    pub providers: Vec<String>,
    /// Where it was said before.
    pub place_before: Option<Spot>,
    /// Where it is said after.
    pub place_after: Option<Spot>,
    /// Couplings that cross a boundary no longer, or newly, because of it.
    pub crossings: usize,
}

/// What a difference does to what passes.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Effect {
    /// More passes.
    Loosened,
    /// Less passes.
    Tightened,
    /// The same passes.
    Neutral,
}

impl Effect {
    /// The word used in reports.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Loosened => "loosened",
            Self::Tightened => "tightened",
            Self::Neutral => "neutral",
        }
    }

    /// The effect of going back.
    #[must_use]
    pub fn opposite(self) -> Self {
        match self {
            Self::Loosened => Self::Tightened,
            Self::Tightened => Self::Loosened,
            Self::Neutral => Self::Neutral,
        }
    }
}

/// What a difference between policies is about.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Topic {
    /// Whether there is a policy.
    Policy,
    /// A contract.
    Contract,
    /// What a team lets others name.
    Surface,
    /// An exception.
    Exception,
    /// A comment in code that tolerates findings.
    Suppression,
    /// Debt that was recorded.
    Baseline,
    /// A constraint beyond contracts.
    Constraint,
    /// How strictly boundaries are held.
    Enforcement,
    /// The level of a rule.
    Level,
    /// Who owns a module.
    Ownership,
    /// A team.
    Team,
}

impl Topic {
    /// The word used in reports.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Policy => "policy",
            Self::Contract => "contract",
            Self::Surface => "surface",
            Self::Exception => "exception",
            Self::Suppression => "suppression",
            Self::Baseline => "baseline",
            Self::Constraint => "constraint",
            Self::Enforcement => "enforcement",
            Self::Level => "level",
            Self::Ownership => "ownership",
            Self::Team => "team",
        }
    }
}

impl PolicyChange {
    pub(crate) fn new(topic: Topic, effect: Effect, subject: impl Into<String>) -> Self {
        Self {
            effect,
            topic,
            subject: subject.into(),
            attribute: None,
            before: None,
            after: None,
            consumers: Vec::new(),
            providers: Vec::new(),
            place_before: None,
            place_after: None,
            crossings: 0,
        }
    }

    /// A part of the subject said `before`, and says `after`.
    pub(crate) fn part(
        mut self,
        attribute: &str,
        before: impl Into<Option<String>>,
        after: impl Into<Option<String>>,
    ) -> Self {
        self.attribute = Some(attribute.to_owned());
        (self.before, self.after) = (before.into(), after.into());
        self
    }

    /// The whole subject is new, or gone: what it says of itself, such as a reason.
    pub(crate) fn whole(mut self, before: Option<String>, after: Option<String>) -> Self {
        (self.before, self.after) = (before, after);
        self
    }

    /// Where it is said in the one state and in the other.
    pub(crate) fn at(mut self, before: (&Side<'_>, Option<Span>), after: (&Side<'_>, Option<Span>)) -> Self {
        let spot = |(side, span): (&Side<'_>, Option<Span>)| span.and_then(|span| side.spot(span, ""));
        (self.place_before, self.place_after) = (spot(before), spot(after));
        self
    }

    /// Whom it concerns.
    pub(crate) fn between(mut self, consumers: Vec<String>, providers: Vec<String>) -> Self {
        (self.consumers, self.providers) = (consumers, providers);
        self
    }

    /// The reason of what is new or gone, in backticks, where it has one.
    #[must_use]
    pub fn reason(&self) -> Option<&str> {
        let has_one =
            self.attribute.is_none() && matches!(self.topic, Topic::Contract | Topic::Exception | Topic::Suppression);
        self.after.as_deref().or(self.before.as_deref()).filter(|_| has_one)
    }

    /// The difference as a phrase: lower case, no full stop, code in backticks.
    #[must_use]
    pub fn describe(&self) -> String {
        let Self { subject, .. } = self;
        let said = match (&self.attribute, &self.before, &self.after) {
            (None, Some(before), Some(after)) => format!("{subject}: {before} → {after}"),
            (None, None, _) => format!("new {subject}"),
            (None, ..) => format!("{subject} is gone"),
            (Some(part), Some(before), Some(after)) => format!("{subject}: {part} {before} → {after}"),
            (Some(part), None, Some(after)) => format!("{subject}: {part} {after} added"),
            (Some(part), Some(before), None) => format!("{subject}: {part} {before} removed"),
            (Some(part), None, None) => format!("{subject}: {part}"),
        };
        match (self.crossings, self.effect) {
            (0, _) => said,
            (1, Effect::Loosened) => format!("{said}, so that 1 coupling crosses no boundary any more"),
            (count, Effect::Loosened) => format!("{said}, so that {count} couplings cross no boundary any more"),
            (1, _) => format!("{said}, so that 1 coupling crosses a boundary now"),
            (count, _) => format!("{said}, so that {count} couplings cross a boundary now"),
        }
    }
}

/// Names in backticks; nobody is called so.
pub(crate) fn named(names: &[String]) -> String {
    if names.is_empty() { "nobody".to_owned() } else { quoted_list(names) }
}

/// The sides of a contract: `` `orders` with `billing` ``, `` every team with `platform` ``.
pub(crate) fn sides(consumers: &[String], providers: &[String]) -> String {
    let is_any = consumers.iter().any(|name| name == "*");
    let consumers = if is_any { "every team".to_owned() } else { named(consumers) };
    format!("{consumers} with {}", named(providers))
}
