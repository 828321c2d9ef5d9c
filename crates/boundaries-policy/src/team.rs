//! Teams.

use boundaries_graph::{FileId, Span};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::contract::Surface;

/// A team of a policy.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub struct TeamId(u32);

impl TeamId {
    /// The team at a position of [`Policy::teams`](crate::Policy::teams).
    #[must_use]
    pub fn new(index: usize) -> Self {
        Self(u32::try_from(index).expect("a policy has fewer than 2^32 teams"))
    }

    /// The position in [`Policy::teams`](crate::Policy::teams).
    #[must_use]
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// A team: a territory, what it lets others name, and how to reach it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Team {
    /// Its id.
    pub id: TeamId,
    /// Its name.
    pub name: String,
    /// How CODEOWNERS calls it: by what is declared, then by what was found there.
    pub handles: Vec<String>,
    /// How many of the handles are declared.
    pub(crate) declared: usize,
    /// Whom to ask, and where.
    pub contact: Option<String>,
    /// What kind of team it is.
    pub kind: Option<TeamKind>,
    /// What it lets others name; none if everything it owns is open under contract.
    pub surface: Option<Surface>,
    /// How couplings to it are enforced, if not as in the whole workspace.
    pub enforcement: Option<EnforcementPlan>,
    /// How authors of commits map to it.
    pub roster: Vec<String>,
    /// How many tolerated references to other teams' code it means to have at most.
    pub debt_budget: Option<u32>,
    /// Where it is declared; none if only CODEOWNERS names it.
    pub span: Option<Span>,
    /// The file of its own, if it has one.
    pub own_file: Option<FileId>,
}

impl Team {
    /// A team that is only supposed.
    pub(crate) fn supposed(id: TeamId, name: &str) -> Self {
        Self {
            id,
            name: name.to_owned(),
            handles: Vec::new(),
            declared: 0,
            contact: None,
            kind: None,
            surface: None,
            enforcement: None,
            roster: Vec::new(),
            debt_budget: None,
            span: None,
            own_file: None,
        }
    }

    /// How CODEOWNERS calls it by what is declared, whatever CODEOWNERS says.
    #[must_use]
    pub fn declared_handles(&self) -> &[String] {
        self.handles.get(..self.declared).unwrap_or_default()
    }
}

/// Kinds of teams, as *Team Topologies* (Skelton and Pais, 2019) tells them apart.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum TeamKind {
    /// Delivers a stream of work from end to end.
    StreamAligned,
    /// Provides what others build on.
    Platform,
    /// Helps others to learn.
    Enabling,
    /// Looks after a part that needs specialists.
    ComplicatedSubsystem,
}

impl TeamKind {
    /// The word in policies.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::StreamAligned => "stream-aligned",
            Self::Platform => "platform",
            Self::Enabling => "enabling",
            Self::ComplicatedSubsystem => "complicated-subsystem",
        }
    }

    pub(crate) const NAMES: &[(&str, Self)] = &[
        ("stream-aligned", Self::StreamAligned),
        ("platform", Self::Platform),
        ("enabling", Self::Enabling),
        ("complicated-subsystem", Self::ComplicatedSubsystem),
    ];
}

/// What happens to findings about a provider.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub enum Enforcement {
    /// They are reported and never fail.
    Observe,
    /// Only new ones fail.
    NoNew,
    /// All but exceptions fail.
    Enforce,
    /// All fail, and no exception may exist.
    Sealed,
}

/// How a boundary is held, and from which day it is held more strictly.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct EnforcementPlan {
    /// How it is held today, unless the next step has begun.
    pub level: Enforcement,
    /// The next step, and the first day on which it holds.
    pub next: Option<(Enforcement, Date)>,
    /// Where it is written.
    pub span: Span,
}

impl EnforcementPlan {
    /// How the boundary is held on a day.
    #[must_use]
    pub fn on(self, day: Date) -> Enforcement {
        match self.next {
            Some((next, from)) if from <= day => next,
            _ => self.level,
        }
    }
}

impl Enforcement {
    pub(crate) const NAMES: &[(&str, Self)] =
        &[("observe", Self::Observe), ("no-new", Self::NoNew), ("enforce", Self::Enforce), ("sealed", Self::Sealed)];

    /// The word in policies.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Observe => "observe",
            Self::NoNew => "no-new",
            Self::Enforce => "enforce",
            Self::Sealed => "sealed",
        }
    }
}
