//! What a rule says: one statement about one consumer module and one provider item, with everything a reader needs to
//! act on it. A finding knows neither colours nor formats; renderers decide how to show it.

use boundaries_graph::{GapReason, ModuleId, PackageId, ReferenceKind, Span};
use boundaries_policy::{Enforcement, Level, TeamId};
use jiff::civil::Date;

use crate::RuleMeta;

/// One statement by one rule.
#[derive(Clone, Debug)]
pub struct Finding {
    /// The rule that speaks.
    pub rule: &'static RuleMeta,
    /// Its level in this run.
    pub level: Level,
    /// Where that level comes from.
    pub level_origin: LevelOrigin,
    /// What it is about; the same in every format and on every machine, free of line numbers.
    pub key: FindingKey,
    /// The statement in one line: lower case, no full stop, enough by itself.
    pub headline: String,
    /// The teams on the consuming side, in order; empty where no team is concerned.
    pub consumers: Vec<Party>,
    /// The teams on the providing side, in order.
    pub providers: Vec<Party>,
    /// Places that explain the finding, the primary one first.
    pub labels: Vec<Label>,
    /// Every place in code that the finding stands for, in order.
    pub places: Vec<Place>,
    /// Facts that no place can show.
    pub notes: Vec<String>,
    /// Ways on, the one to try first in front.
    pub help: Vec<Help>,
    /// How strictly the boundary is held.
    pub enforcement: Enforcement,
    /// What tolerates it, if anything does.
    pub waiver: Option<Waiver>,
    /// What the revision that the report is held to had of it, if it had it at all.
    pub existed: Option<Existed>,
    /// Why nobody knows whether that revision had it: its code was not read there. Then the level is at most `warn` where only
    /// what is new fails, whatever [`level_origin`](Self::level_origin) says.
    pub unread_before: Option<GapReason>,
    /// The packages that the finding belongs to; `-p` selects by them.
    pub packages: Vec<PackageId>,
}

impl Finding {
    /// Whether it makes the run fail: it is at deny level, nothing tolerates it, and its boundary is not merely observed.
    #[must_use]
    pub fn fails(&self) -> bool {
        self.level == Level::Deny && !self.is_tolerated() && self.enforcement != Enforcement::Observe
    }

    /// Whether an exception tolerates it, or it existed before and only what is new counts.
    #[must_use]
    pub fn is_tolerated(&self) -> bool {
        self.waiver.is_some() || self.is_old_debt()
    }

    /// Whether it existed before, and only what is new counts.
    #[must_use]
    pub fn is_old_debt(&self) -> bool {
        self.waiver.is_none() && self.existed.is_some() && self.enforcement == Enforcement::NoNew
    }

    /// Whether it may have existed before, and only what is new counts.
    #[must_use]
    pub fn is_doubtful(&self) -> bool {
        self.waiver.is_none() && self.unread_before.is_some() && self.enforcement == Enforcement::NoNew
    }

    /// Whether it existed before, in fewer places.
    #[must_use]
    pub fn has_grown(&self) -> bool {
        self.existed.is_some_and(|before| before.places < self.places.len())
    }

    /// The place to show where there is room for one: the primary label, or the first place.
    #[must_use]
    pub fn primary_span(&self) -> Option<Span> {
        let label = self.labels.iter().find(|label| label.role == LabelRole::Primary).map(|label| label.span);
        label.or_else(|| self.places.first().map(|place| place.span)).filter(|span| span.is_known())
    }

    /// The names of the teams on both sides, as `consumer → provider` groups are made of them.
    #[must_use]
    pub fn pair(&self) -> TeamPair {
        let ids = |parties: &[Party]| parties.iter().map(|party| party.team).collect();
        TeamPair { consumers: ids(&self.consumers), providers: ids(&self.providers) }
    }
}

/// What a finding is about.
///
/// Two runs on the same code give the same keys, also after lines moved. A key is what exceptions match, what machine
/// formats take fingerprints from, and what findings are ordered by.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct FindingKey {
    /// The rule's name.
    pub rule: &'static str,
    /// The path of the module that depends, or whatever takes its place: a contract's consumer, a package.
    pub consumer: String,
    /// The path of the item that is depended on, or whatever takes its place.
    pub provider: String,
}

impl FindingKey {
    /// A short, stable number for the key: 64-bit FNV-1a over its three parts, as sixteen hexadecimal digits.
    #[must_use]
    pub fn fingerprint(&self) -> String {
        let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
        for part in [self.rule, &self.consumer, &self.provider] {
            // The separator keeps ("ab", "c") apart from ("a", "bc").
            for byte in part.bytes().chain([0xff]) {
                hash = (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
            }
        }
        format!("{hash:016x}")
    }
}

/// A team that a finding concerns.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Party {
    /// The team.
    pub team: TeamId,
    /// Its name.
    pub name: String,
    /// How to reach it.
    pub contact: Option<String>,
}

/// The two sides of a coupling.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct TeamPair {
    /// The consuming teams, in order.
    pub consumers: Vec<TeamId>,
    /// The providing teams, in order.
    pub providers: Vec<TeamId>,
}

/// A place that explains a finding.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Label {
    /// What the place is in this finding.
    pub role: LabelRole,
    /// Where.
    pub span: Span,
    /// A phrase about it.
    pub text: String,
}

/// What a labelled place is in its finding.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
#[non_exhaustive]
pub enum LabelRole {
    /// The place the finding is about.
    Primary,
    /// A further step of a chain or a cycle; the first one is the primary place.
    Step,
    /// The constraint that is broken.
    Constraint,
    /// Where the item that is used is defined.
    Definition,
    /// The line that decided who owns the consuming module.
    ConsumerOwner,
    /// The line that decided who owns the providing module.
    ProviderOwner,
    /// The contract that decided permission.
    Contract,
    /// The contract that almost covers.
    NearMiss,
    /// The list of what the provider lets others name.
    Surface,
    /// The exception that is spoken of.
    Exception,
    /// Another line of CODEOWNERS that bears on it.
    OwnerLine,
}

impl LabelRole {
    /// The word used in machine-readable output.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Primary => "primary",
            Self::Step => "step",
            Self::Constraint => "constraint",
            Self::Definition => "definition",
            Self::ConsumerOwner => "consumer-owner",
            Self::ProviderOwner => "provider-owner",
            Self::Contract => "contract",
            Self::NearMiss => "near-miss",
            Self::Surface => "surface",
            Self::Exception => "exception",
            Self::OwnerLine => "owner-line",
        }
    }
}

/// A place in code that a finding stands for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Place {
    /// Where.
    pub span: Span,
    /// The module it stands in.
    pub module: Option<ModuleId>,
    /// In what role a path stands there; none where the place is not a reference.
    pub kind: Option<ReferenceKind>,
    /// What stands there: the path as written.
    pub written: String,
}

/// A way on.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Help {
    /// What kind of step it is.
    pub kind: HelpKind,
    /// What to do, in one phrase.
    pub text: String,
    /// Text to paste: a path, or a stanza of the policy.
    pub snippet: Option<String>,
}

/// Kinds of ways on, in the order in which they are offered.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
#[non_exhaustive]
pub enum HelpKind {
    /// Name the item by a path on the provider's surface.
    UseSurface,
    /// Change the code: move it, or turn the dependency round.
    ChangeCode,
    /// Change a policy line that is not true.
    ChangePolicy,
    /// Talk to the team that owns the other side.
    TalkToOwner,
    /// Agree on a contract.
    RequestContract,
}

impl HelpKind {
    /// The word used in machine-readable output.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::UseSurface => "use-surface",
            Self::ChangeCode => "change-code",
            Self::ChangePolicy => "change-policy",
            Self::TalkToOwner => "talk-to-owner",
            Self::RequestContract => "request-contract",
        }
    }
}

/// Where a level comes from.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum LevelOrigin {
    /// The rule's own.
    Default,
    /// A line of the policy.
    Policy(Span),
    /// The command line.
    CommandLine,
}

impl LevelOrigin {
    /// The word used in machine-readable output.
    #[must_use]
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Default => "default",
            Self::Policy(_) => "policy",
            Self::CommandLine => "command-line",
        }
    }
}

/// What an earlier revision had of a finding.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub struct Existed {
    /// In how many places.
    pub places: usize,
}

/// What tolerates a finding.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Waiver {
    /// What kind of record it is.
    pub kind: WaiverKind,
    /// Why it is tolerated.
    pub reason: String,
    /// The last day on which it is.
    pub until: Option<Date>,
    /// Where it is written.
    pub span: Span,
}

/// Kinds of records by which a finding is tolerated.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum WaiverKind {
    /// A comment in the code.
    Suppression,
    /// An exception of the policy.
    Exception,
    /// An entry of the baseline.
    Baseline,
}

impl WaiverKind {
    /// The word used in machine-readable output.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Suppression => "suppression",
            Self::Exception => "exception",
            Self::Baseline => "baseline",
        }
    }
}
