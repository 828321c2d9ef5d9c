//! What is told about a place when somebody points at it: whose it is, which line says so, what permits its use, whom to ask.

use std::collections::BTreeMap;
use std::ops::Range;

use boundaries_graph::{Definition, ModuleId, ModuleView, Reference, Span};
use boundaries_lint::{ContractStanding, Coupling, Verdict};
use boundaries_policy::{CodeownersRule, Contract, Ownership, OwnershipState, TeamId};
use camino::Utf8Path;

use super::Insight;
use super::topic::Topic;
use crate::Subject;

/// What is told about a place: texts in which backticks stand around names, as in all messages.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Card {
    /// Where it stands, in bytes of the file as it was checked.
    pub range: Range<usize>,
    /// What it is.
    pub title: String,
    /// What is known of it, the most important in front.
    pub facts: Vec<Fact>,
}

/// One fact, and the place that shows it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Fact {
    /// What it is about: `owner`, `contract`.
    pub label: &'static str,
    /// The fact.
    pub text: String,
    /// Where it is written.
    pub place: Option<Span>,
}

impl Insight {
    /// What is known of what stands at a byte of a file.
    #[must_use]
    pub fn card(&self, path: &Utf8Path, byte: usize) -> Option<Card> {
        let (range, topic) = self.topic(path, byte)?;
        let (title, facts) = match topic {
            Topic::Module(module) => self.module_card(self.project.graph().module(module)),
            Topic::Use(reference) => self.use_card(reference),
            Topic::Team(team) => self.team_card(team, self.contract_at(path, byte)),
            Topic::Named(name, subject) => self.named_card(&name, &subject),
            Topic::Pattern(span, pattern) => self.pattern_card(span, &pattern),
            Topic::Contract(contract) => {
                (format!("the contract of {}", self.project.sides(contract)), self.contract_facts(contract))
            }
            Topic::Rule(rule) => {
                let level = self.project.policy().level(rule.name).map_or(rule.default_level, |(level, _)| level);
                let told = vec![fact("reports", rule.summary), fact("level", format!("`{}`", level.as_str()))];
                (format!("rule `{}`", rule.name), told)
            }
            Topic::Key(key) => {
                let need = if key.required { " (required)" } else { "" };
                (format!("`{}`{need}", key.name), vec![fact("", key.doc)])
            }
            Topic::OwnerLine(rule) => self.owner_line_card(rule),
        };
        Some(Card { range, title, facts })
    }

    fn module_card(&self, module: ModuleView<'_>) -> (String, Vec<Fact>) {
        let mut facts = self.ownership_facts(self.project.policy().owner_of_module(module.id()));
        facts.extend(self.surface_facts(Definition::Module(module.id())));
        facts.extend(self.use_facts(&|definition| self.project.graph().module_of(definition) == module.id()));
        let what = if module.parent().is_none() { "crate" } else { "module" };
        (format!("{what} `{}`", module.path()), facts)
    }

    fn use_card(&self, reference: &Reference) -> (String, Vec<Fact>) {
        let graph = self.project.graph();
        let (what, path) = match reference.definition {
            Definition::Module(module) if graph.module(module).parent().is_none() => {
                ("crate", graph.module(module).path().to_owned())
            }
            Definition::Module(module) => ("module", graph.module(module).path().to_owned()),
            Definition::Item(item) => (graph.item(item).kind().as_str(), graph.item(item).path()),
        };
        let mut facts =
            self.ownership_facts(self.project.policy().owner_of_module(graph.module_of(reference.definition)));
        let consumer = self.project.policy().owner_of_module(reference.from);
        match self.coupling_of(reference) {
            Some(coupling) => facts.extend(self.verdict_facts(coupling)),
            None if self.crosses(reference) || consumer.teams.is_empty() => {}
            None => facts.push(fact("contract", "none is needed: both sides belong to the same team")),
        }
        (format!("{what} `{path}`"), facts)
    }

    /// What the contracts say about a coupling.
    fn verdict_facts(&self, coupling: &Coupling) -> Vec<Fact> {
        let policy = self.project.policy();
        match &coupling.verdict {
            Verdict::Permitted(contract) => self.contract_facts(policy.contract(*contract)),
            Verdict::OffSurface(contracts) => {
                let told = contracts.iter().map(|&contract| {
                    let contract = policy.contract(contract);
                    let text = format!("{} have one, which does not open this", self.project.sides(contract));
                    Fact { label: "contract", text, place: Some(contract.span) }
                });
                told.collect()
            }
            Verdict::Undeclared(misses) => {
                let names = |teams: &[TeamId]| self.names(teams);
                let text = format!("none lets {} use {}", names(&coupling.consumers), names(&coupling.providers));
                let mut facts = vec![fact("contract", text)];
                facts.extend(misses.first().map(|miss| {
                    let contract = policy.contract(miss.contract);
                    let standing = self.standing(contract).as_str();
                    let text = format!("the one of {}, which is {standing}", self.project.sides(contract));
                    Fact { label: "nearest", text, place: Some(contract.span) }
                }));
                facts
            }
        }
    }

    fn contract_facts(&self, contract: &Contract) -> Vec<Fact> {
        let mut text = format!("{}, {}", self.project.sides(contract), self.standing(contract).as_str());
        if let Some(until) = contract.until {
            text.push_str(&format!(" (until {until})"));
        }
        let uses = self.uses(contract.id);
        let mut facts = vec![
            Fact { label: "contract", text, place: Some(contract.span) },
            fact("reason", contract.reason.clone()),
            fact("uses", count(uses, "reference")),
        ];
        facts.extend(contract.deprecated.as_ref().map(|instead| fact("use instead", instead.clone())));
        facts
    }

    fn team_card(&self, team: TeamId, contract: Option<&Contract>) -> (String, Vec<Fact>) {
        let policy = self.project.policy();
        let told = policy.team(team);
        let modules = Subject::Team(team).modules(self.project.graph(), policy);
        let mut facts = vec![Fact { label: "owns", text: count(modules.len(), "module"), place: told.span }];
        facts.extend(told.contact.as_ref().map(|contact| fact("contact", contact.clone())));
        let gives = policy.contracts().iter().filter(|contract| contract.providers.contains(&team)).count();
        let takes = policy.contracts().iter().filter(|contract| contract.consumer.teams().contains(&team)).count();
        facts.push(fact("contracts", format!("provider in {gives}, consumer in {takes}")));
        if let Some(contract) = contract {
            facts.extend(self.contract_facts(contract));
        }
        (format!("team `{}`", told.name), facts)
    }

    fn named_card(&self, name: &str, subject: &Subject) -> (String, Vec<Fact>) {
        let (graph, policy) = (self.project.graph(), self.project.policy());
        let modules = subject.modules(graph, policy);
        let mut facts = Vec::new();
        if let Some(&top) = modules.first() {
            facts.extend(self.ownership_facts(policy.owner_of_module(top)));
        }
        if !matches!(subject, Subject::Items(_)) {
            facts.push(fact("covers", count(modules.len(), "module")));
        }
        facts.extend(self.use_facts(&|definition| {
            modules.contains(&graph.module_of(definition)) && subject.covers(graph, definition)
        }));
        let title = match subject.describe(graph, policy) {
            told if told.contains(&format!("`{name}`")) => told,
            told => format!("{told}, as `{name}`"),
        };
        (title, facts)
    }

    fn pattern_card(&self, span: Span, pattern: &str) -> (String, Vec<Fact>) {
        let claims = self.project.policy().path_claims();
        let claim = claims.iter().find(|claim| claim.source.span == span);
        let covered = self.modules_covered(|path| claim.is_some_and(|claim| claim.covers(path)));
        (format!("pattern `{pattern}`"), vec![self.coverage(&covered, span)])
    }

    fn owner_line_card(&self, rule: &CodeownersRule) -> (String, Vec<Fact>) {
        let policy = self.project.policy();
        let codeowners = policy.codeowners();
        let covers = |path: &Utf8Path| {
            codeowners.is_some_and(|codeowners| codeowners.covering(path).iter().any(|other| other.span == rule.span))
        };
        let teams = policy.teams_of_rule(rule);
        let mut facts = vec![match teams.is_empty() {
            true => fact("owner", "nobody: the line names none"),
            false => fact("owner", self.names(&teams)),
        }];
        facts.push(self.coverage(&self.modules_covered(covers), rule.span));
        let files = self.project.repository_files().iter();
        let decides =
            |groups: Vec<boundaries_policy::ApprovalGroup<'_>>| groups.iter().any(|group| group.rule.span == rule.span);
        let decided =
            files.filter(|file| codeowners.is_some_and(|all| decides(all.groups_from_repository_root(file)))).count();
        facts.push(fact("decides", format!("{} of the repository", count(decided, "file"))));
        facts.extend(self.contact_facts(&teams));
        (format!("line `{}` of CODEOWNERS", rule.pattern), facts)
    }

    /// How many modules a line covers, and about how many of them it decides.
    fn coverage(&self, covered: &[ModuleView<'_>], line: Span) -> Fact {
        let decides = |module: &&ModuleView<'_>| {
            let decided_by = self.project.policy().owner_of_module(module.id()).decided_by.as_ref();
            decided_by.is_some_and(|source| source.span == line)
        };
        let decided = covered.iter().filter(decides).count();
        fact("covers", format!("{}, decides about {decided}", count(covered.len(), "module")))
    }

    fn ownership_facts(&self, ownership: &Ownership) -> Vec<Fact> {
        let text = match ownership.state {
            OwnershipState::Owned => self.names(&ownership.teams),
            OwnershipState::Joint => format!("{} together", self.names(&ownership.teams)),
            OwnershipState::Unowned => "nobody, as a line says".to_owned(),
            OwnershipState::Unmatched => "nobody: no line speaks of it".to_owned(),
        };
        let mut facts = vec![fact("owner", text)];
        facts.extend(ownership.decided_by.as_ref().map(|source| {
            let text = format!("`{}` ({})", source.text, source.kind.as_str());
            Fact { label: "decided by", text, place: Some(source.span) }
        }));
        facts.extend(self.contact_facts(&ownership.teams));
        facts
    }

    fn contact_facts(&self, teams: &[TeamId]) -> Vec<Fact> {
        let told = teams.iter().filter_map(|&team| {
            let team = self.project.policy().team(team);
            let contact = team.contact.as_ref()?;
            Some(if teams.len() > 1 { format!("`{}`: {contact}", team.name) } else { contact.clone() })
        });
        told.map(|text| fact("contact", text)).collect()
    }

    /// The entry by which something is on its team's surface.
    fn surface_facts(&self, definition: Definition) -> Option<Fact> {
        let (team, entry) = self.surface_entry(definition)?;
        let text = format!("of `{}`, by `{}`", self.project.policy().team(team).name, entry.path);
        Some(Fact { label: "surface", text, place: Some(entry.span) })
    }

    /// Which other teams use what `is_meant`.
    fn use_facts(&self, is_meant: &dyn Fn(Definition) -> bool) -> Option<Fact> {
        let users = self.users(is_meant);
        (!users.is_empty()).then(|| fact("used by", self.listed_users(&users)))
    }

    /// The teams that use what `is_meant` across a boundary, with the number of references.
    pub(super) fn users(&self, is_meant: &dyn Fn(Definition) -> bool) -> BTreeMap<TeamId, usize> {
        let mut users = BTreeMap::new();
        for coupling in self.judged().all() {
            let uses = coupling.references.iter().filter(|reference| is_meant(reference.definition)).count();
            for &team in coupling.consumers.iter().filter(|_| uses > 0) {
                *users.entry(team).or_default() += uses;
            }
        }
        users
    }

    /// `` `orders` (3), `web` (1) ``: those that use most in front.
    pub(super) fn listed_users(&self, users: &BTreeMap<TeamId, usize>) -> String {
        let mut users: Vec<(&str, usize)> =
            users.iter().map(|(team, uses)| (self.project.policy().team(*team).name.as_str(), *uses)).collect();
        users.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(b.0)));
        let told: Vec<String> = users.iter().map(|(team, uses)| format!("`{team}` ({uses})")).collect();
        told.join(", ")
    }

    pub(super) fn names(&self, teams: &[TeamId]) -> String {
        let names: Vec<String> =
            teams.iter().map(|&team| format!("`{}`", self.project.policy().team(team).name)).collect();
        names.join(", ")
    }

    fn standing(&self, contract: &Contract) -> ContractStanding {
        ContractStanding::of(contract, self.uses(contract.id), self.today)
    }

    /// The owner of a module in a few words.
    pub(super) fn owner_in_words(&self, module: ModuleId) -> String {
        let ownership = self.project.policy().owner_of_module(module);
        match ownership.state {
            OwnershipState::Owned | OwnershipState::Joint => {
                let names: Vec<&str> =
                    ownership.teams.iter().map(|&team| self.project.policy().team(team).name.as_str()).collect();
                names.join(", ")
            }
            OwnershipState::Unowned => "nobody".to_owned(),
            OwnershipState::Unmatched => "no owner".to_owned(),
        }
    }
}

fn fact(label: &'static str, text: impl Into<String>) -> Fact {
    Fact { label, text: text.into(), place: None }
}

pub(super) fn count(number: usize, what: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{number} {what}{plural}")
}
