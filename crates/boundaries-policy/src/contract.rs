//! Contracts, surfaces and exceptions.

use boundaries_graph::{DependencyKind, Span};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::team::TeamId;

/// A contract of a policy.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub struct ContractId(u32);

impl ContractId {
    /// The contract at a position of [`Policy::contracts`](crate::Policy::contracts).
    #[must_use]
    pub fn new(index: usize) -> Self {
        Self(u32::try_from(index).expect("a policy has fewer than 2^32 contracts"))
    }

    /// The position in [`Policy::contracts`](crate::Policy::contracts).
    #[must_use]
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// The declared permission that a consumer may use a provider.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Contract {
    /// Its id.
    pub id: ContractId,
    /// Who may use.
    pub consumer: Consumer,
    /// Who is used.
    pub providers: Vec<TeamId>,
    /// What may be named; by default the provider's surface.
    pub surface: Option<Surface>,
    /// For which kinds of code.
    pub kinds: Vec<DependencyKind>,
    /// Why.
    pub reason: String,
    /// How the teams work together.
    pub mode: Option<ContractMode>,
    /// The first day it holds.
    pub since: Option<Date>,
    /// The last day it holds.
    pub until: Option<Date>,
    /// The decision record.
    pub adr: Option<DecisionRecord>,
    /// Whether the consumer may re-export what it uses.
    pub may_reexport: bool,
    /// What to use instead, if the contract is to end.
    pub deprecated: Option<String>,
    /// Whether both sides agreed.
    pub state: ContractState,
    /// The consumer's half, where it stands apart from the provider's.
    pub request: Option<Span>,
    /// Where it is written.
    pub span: Span,
}

/// A file that tells why a contract was agreed.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct DecisionRecord {
    /// Its path from the workspace root.
    pub path: String,
    /// Whether there is such a file.
    pub exists: bool,
    /// Where it is named.
    pub span: Span,
}

/// Who may use a provider.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Consumer {
    /// Every team: `"*"`.
    Any,
    /// These.
    Teams(Vec<TeamId>),
}

impl Consumer {
    /// The teams that are named; none where every team may.
    #[must_use]
    pub fn teams(&self) -> &[TeamId] {
        match self {
            Self::Any => &[],
            Self::Teams(teams) => teams,
        }
    }
}

/// Whether a contract is in force.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum ContractState {
    /// Declared for both sides, or granted by the provider.
    Agreed,
    /// Requested by the consumer, not granted; it allows nothing.
    Proposed,
}

/// How two teams work together, as *Team Topologies* (Skelton and Pais, 2019) tells the modes apart.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum ContractMode {
    /// Clear boundary, little talk.
    XAsAService,
    /// Close work for a time.
    Collaboration,
    /// Help for a time.
    Facilitating,
}

impl ContractMode {
    /// The word in policies.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::XAsAService => "x-as-a-service",
            Self::Collaboration => "collaboration",
            Self::Facilitating => "facilitating",
        }
    }

    pub(crate) const NAMES: &[(&str, Self)] = &[
        ("x-as-a-service", Self::XAsAService),
        ("collaboration", Self::Collaboration),
        ("facilitating", Self::Facilitating),
    ];
}

/// What a provider lets others name.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Surface {
    /// Module and item paths; each covers what is below it.
    pub entries: Vec<SurfaceEntry>,
}

/// One path of a surface.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct SurfaceEntry {
    /// The path: of a definition, or of a name that a module of the provider re-exports.
    pub path: String,
    /// Where it is written.
    pub span: Span,
}

/// A waiver of exact findings.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Exception {
    /// The consuming module; covers what is below it.
    pub from: String,
    /// The module or item that is used; covers what is below it.
    pub to: String,
    /// Why it is tolerated.
    pub reason: String,
    /// The last day it is tolerated.
    pub until: Option<Date>,
    /// Where it is written.
    pub span: Span,
}
