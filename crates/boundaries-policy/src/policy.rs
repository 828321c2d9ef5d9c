//! A validated policy.

use boundaries_graph::{Directive, ModuleId, Span};
use camino::Utf8Path;
use serde::{Deserialize, Serialize};

use crate::baseline::Baseline;
use crate::codeowners::{Codeowners, CodeownersRule, Dialect};
use crate::constraint::Constraint;
use crate::contract::{Contract, ContractId, Exception};
use crate::decision::Statement;
use crate::history::HistorySettings;
use crate::input::PolicyInput;
use crate::limits::Limits;
use crate::ownership::{Owners, Ownership, OwnershipSource};
use crate::path_claim::PathClaim;
use crate::problem::PolicyErrors;
use crate::read;
use crate::suppression::{self, Suppression};
use crate::team::{EnforcementPlan, Team, TeamId};

/// How much a finding weighs.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub enum Level {
    /// It is not reported.
    Allow,
    /// It is reported.
    Warn,
    /// It is reported and fails.
    Deny,
}

impl Level {
    pub(crate) const NAMES: &[(&str, Self)] = &[("allow", Self::Allow), ("warn", Self::Warn), ("deny", Self::Deny)];

    /// The word in policies and reports.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Allow => "allow",
            Self::Warn => "warn",
            Self::Deny => "deny",
        }
    }
}

/// Who owns what, and who may use whom.
#[derive(Clone, Debug)]
pub struct Policy {
    pub(crate) teams: Vec<Team>,
    pub(crate) contracts: Vec<Contract>,
    pub(crate) exceptions: Vec<Exception>,
    pub(crate) constraints: Vec<Constraint>,
    pub(crate) levels: Vec<(String, Level, Span)>,
    pub(crate) enforcement: Option<EnforcementPlan>,
    pub(crate) history: HistorySettings,
    pub(crate) settings: Vec<(String, Span)>,
    pub(crate) baseline: Option<Baseline>,
    pub(crate) suppressions: Vec<Suppression>,
    pub(crate) dialect: Option<Dialect>,
    pub(crate) owners: Owners,
    pub(crate) limits: Limits,
}

impl Policy {
    /// Reads and validates the texts of a policy.
    ///
    /// With no texts at all, or with CODEOWNERS alone, the result has no contracts: teams are known by what CODEOWNERS
    /// calls them.
    ///
    /// # Errors
    /// All mistakes of all texts, by place.
    #[doc(hidden)]
    pub fn load(input: &PolicyInput<'_>) -> Result<Self, PolicyErrors> {
        read::policy(input)
    }

    /// The teams: those that the policy declares, in order, then those that CODEOWNERS alone names.
    #[must_use]
    pub fn teams(&self) -> &[Team] {
        &self.teams
    }

    /// A team by its id.
    #[must_use]
    pub fn team(&self, id: TeamId) -> &Team {
        &self.teams[id.index()]
    }

    /// The contracts, in the order they are written.
    #[must_use]
    pub fn contracts(&self) -> &[Contract] {
        &self.contracts
    }

    /// A contract by its id.
    #[must_use]
    pub fn contract(&self, id: ContractId) -> &Contract {
        &self.contracts[id.index()]
    }

    /// The exceptions, in the order they are written.
    #[must_use]
    pub fn exceptions(&self) -> &[Exception] {
        &self.exceptions
    }

    /// The constraints, in the order they are written.
    #[must_use]
    #[doc(hidden)]
    pub fn constraints(&self) -> &[Constraint] {
        &self.constraints
    }

    /// The level that the policy sets for a rule, and where.
    #[must_use]
    pub fn level(&self, rule: &str) -> Option<(Level, Span)> {
        self.levels.iter().find(|(name, ..)| name == rule).map(|(_, level, span)| (*level, *span))
    }

    /// How findings are enforced, unless a provider says otherwise; none if the policy does not say.
    #[must_use]
    pub fn enforcement(&self) -> Option<EnforcementPlan> {
        self.enforcement
    }

    /// What of the repository's history is read, and what of it counts.
    #[must_use]
    #[doc(hidden)]
    pub fn history(&self) -> &HistorySettings {
        &self.history
    }

    /// Where a setting stands that has no place of its own: `codeowners-dialect`, or a key of `[history]`, such as
    /// `history.months`; none if the policy does not say it.
    #[must_use]
    #[doc(hidden)]
    pub fn setting_place(&self, name: &str) -> Option<Span> {
        self.settings.iter().find(|(known, _)| known == name).map(|(_, span)| *span)
    }

    /// The comments in code that tolerate findings, or are meant to.
    #[must_use]
    #[doc(hidden)]
    pub fn suppressions(&self) -> &[Suppression] {
        &self.suppressions
    }

    /// The same policy for sources with other comments.
    #[must_use]
    #[doc(hidden)]
    pub fn with_directives(&self, directives: &[Directive], known_rules: &[&str]) -> Self {
        Self { suppressions: suppression::read_all(directives, known_rules), ..self.clone() }
    }

    /// The debt that is tolerated; none if nothing was ever recorded.
    #[must_use]
    #[doc(hidden)]
    pub fn baseline(&self) -> Option<&Baseline> {
        self.baseline.as_ref()
    }

    /// Who owns a module.
    #[must_use]
    pub fn owner_of_module(&self, module: ModuleId) -> &Ownership {
        self.owners.of_module(module)
    }

    /// Who owns a file, whether it exists or not; the path is from the workspace root, and starts with `..` where the file
    /// lies above it.
    #[must_use]
    pub fn owner_of_path(&self, path: &Utf8Path) -> Ownership {
        self.owners.of_path(path)
    }

    /// The line of each source that would decide about a module's owner if no stronger source spoke, the strongest first.
    #[must_use]
    #[doc(hidden)]
    pub fn why_owner_of_module(&self, module: ModuleId) -> Vec<OwnershipSource> {
        self.owners.why_module(module)
    }

    /// Every line that speaks of a module's owner, the one that decides first, and why.
    #[must_use]
    #[doc(hidden)]
    pub fn decision_of_module(&self, module: ModuleId) -> Vec<Statement> {
        self.owners.decision_of_module(module)
    }

    /// Every line that speaks of a file's owner, the one that decides first, and why.
    #[must_use]
    #[doc(hidden)]
    pub fn decision_of_path(&self, path: &Utf8Path) -> Vec<Statement> {
        self.owners.decision_of_path(path)
    }

    /// The modules that teams own by their paths, with the line that says so.
    #[doc(hidden)]
    pub fn owned_modules(&self) -> impl Iterator<Item = (ModuleId, &OwnershipSource)> {
        let claims = [&self.owners.team_files, &self.owners.policy].into_iter();
        claims.flat_map(|claims| &claims.modules).map(|(module, source)| (*module, source))
    }

    /// What is declared about paths outside of CODEOWNERS: of two claims that cover a path, the later decides.
    #[must_use]
    #[doc(hidden)]
    pub fn path_claims(&self) -> Vec<PathClaim<'_>> {
        self.owners.path_claims()
    }

    /// The teams that a line of CODEOWNERS names, in order.
    #[must_use]
    #[doc(hidden)]
    pub fn teams_of_rule(&self, rule: &CodeownersRule) -> Vec<TeamId> {
        self.owners.teams_of_rule(rule)
    }

    /// The forge that the key `codeowners-dialect` names.
    #[must_use]
    #[doc(hidden)]
    pub fn codeowners_dialect(&self) -> Option<Dialect> {
        self.dialect
    }

    /// Whether an owner in CODEOWNERS is a person: an e-mail address, or an account where accounts can be told from groups.
    /// What the policy calls the handle of a team is none.
    #[must_use]
    #[doc(hidden)]
    pub fn names_person(&self, owner: &str) -> bool {
        let declared = self.teams().iter().filter(|team| team.span.is_some());
        if declared.flat_map(|team| &team.handles).any(|handle| handle.eq_ignore_ascii_case(owner)) {
            return false;
        }
        match owner.strip_prefix('@') {
            None => true,
            Some(handle) => {
                let tells = self.codeowners().is_some_and(|codeowners| codeowners.dialect().tells_users_from_groups());
                tells && !handle.contains('/')
            }
        }
    }

    /// Whether this team is nothing but a person whom CODEOWNERS names.
    #[must_use]
    #[doc(hidden)]
    pub fn is_person(&self, team: TeamId) -> bool {
        let team = self.team(team);
        team.span.is_none() && !team.handles.is_empty() && team.handles.iter().all(|handle| self.names_person(handle))
    }

    /// The limits by which it was read, which hold for what is asked of it as well.
    #[must_use]
    #[doc(hidden)]
    pub fn limits(&self) -> &Limits {
        &self.limits
    }

    /// CODEOWNERS, as it was read.
    #[must_use]
    #[doc(hidden)]
    pub fn codeowners(&self) -> Option<&Codeowners> {
        self.owners.codeowners()
    }
}
