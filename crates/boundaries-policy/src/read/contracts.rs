//! Contracts: for both sides from the policy, as halves from team files.

use boundaries_graph::DependencyKind;

use super::*;
use crate::contract::{Consumer, ContractId, ContractMode, ContractState, DecisionRecord, Surface, SurfaceEntry};

/// Whose half of a contract a team file holds.
#[derive(Clone, Copy)]
pub(super) enum Half {
    /// The provider's: in force.
    Grant(TeamId),
    /// The consumer's: in force only if the provider grants it too.
    Request(TeamId),
}

impl Draft<'_> {
    /// The halves of contracts that a team's own file holds.
    pub(super) fn team_file_tables(&mut self, file: FileId, table: &DeTable<'_>) {
        let name = self.team_of_file(file);
        let Some(team) = self.team_named(&name) else { return };
        let mut reader = self.reader(file);
        let (grants, requests) = (reader.tables(table, "grant"), reader.tables(table, "request"));
        for (table, span) in grants {
            self.contract(file, table, span, Some(Half::Grant(team)));
        }
        for (table, span) in requests {
            self.contract(file, table, span, Some(Half::Request(team)));
        }
    }

    pub(super) fn contract(&mut self, file: FileId, table: &DeTable<'_>, whole: Span, half: Option<Half>) {
        let implied = match half {
            Some(Half::Grant(_)) => Some("provider"),
            Some(Half::Request(_)) => Some("consumer"),
            None => None,
        };
        let shape: Vec<keys::Key> = keys::CONTRACT
            .iter()
            .filter(|key| Some(key.name) != implied)
            .map(|key| keys::Key { name: key.name, value: keys::Value::Text, required: key.required, doc: key.doc })
            .collect();
        let what = match half {
            Some(Half::Grant(_)) => "a grant",
            Some(Half::Request(_)) => "a request",
            None => "a contract",
        };
        let mut reader = self.reader(file);
        reader.check_keys(table, &shape, what, whole);
        let consumers = reader.texts(table, "consumer");
        let providers = reader.texts(table, "provider");
        let reason = reader.text(table, "reason");
        let surface = reader.texts(table, "surface");
        let kinds = reader.texts(table, "kinds");
        let mode = reader.word(table, "mode", ContractMode::NAMES);
        let (since, until) = (reader.date(table, "since"), reader.date(table, "until"));
        let adr = reader.text(table, "adr");
        let may_reexport = reader.bool(table, "may-reexport").unwrap_or(false);
        let deprecated = reader.text(table, "deprecated").map(|text| text.value);
        for key in ["consumer", "provider", "surface", "kinds"] {
            let list = table.get(key).filter(|list| list.get_ref().as_array().is_some_and(|list| list.is_empty()));
            if let Some(list) = list {
                let span = reader.span(list.span());
                let message = format!("`{key}` of {what} is an empty list, so that nothing is permitted");
                reader.problem(PolicyProblem::new(span, message).help("name something, or remove all of it"));
            }
        }
        let kinds = self.kinds(file, kinds);
        let adr = adr.map(|adr| {
            let exists = (self.input.file_exists)(Utf8Path::new(&adr.value));
            DecisionRecord { path: adr.value, exists, span: adr.span }
        });

        let place =
            consumers.iter().flatten().chain(providers.iter().flatten()).next().map_or(whole, |first| first.span);
        if let (Some(since), Some(until)) = (&since, &until)
            && until.value < since.value
        {
            let message = format!("the contract ends on {} before it starts on {}", until.value, since.value);
            self.problems.push(
                PolicyProblem::new(until.span, message)
                    .label(since.span, "starts here")
                    .help("exchange the two dates, or correct one"),
            );
        }
        if mode == Some(ContractMode::Collaboration) && until.is_none() {
            self.problems.push(
                PolicyProblem::new(place, "a collaboration has no `until`")
                    .help("a lasting need to collaborate is a sign of a wrong boundary: add `until = \"…\"`"),
            );
        }
        let consumer = match half {
            Some(Half::Request(team)) => Some(Consumer::Teams(vec![team])),
            _ => consumers.and_then(|names| self.consumer(&names)),
        };
        let providers = match half {
            Some(Half::Grant(team)) => Some(vec![team]),
            _ => providers.and_then(|names| self.team_list(&names)),
        };
        let surface = surface.map(|entries| self.surface(entries));
        let (Some(consumer), Some(providers), Some(reason)) = (consumer, providers, reason) else { return };
        if let Consumer::Teams(teams) = &consumer
            && let Some(team) = teams.iter().find(|team| providers.contains(team))
        {
            let name = &self.teams[team.index()].name;
            let message = format!("`{name}` needs no contract with itself");
            self.problems.push(PolicyProblem::new(place, message).help("remove it from one of the two sides"));
        }
        let state = match half {
            Some(Half::Request(_)) => ContractState::Proposed,
            Some(Half::Grant(_)) | None => ContractState::Agreed,
        };
        let id = ContractId::new(self.contracts.len());
        let (since, until) = (since.map(|date| date.value), until.map(|date| date.value));
        let contract = Contract {
            id,
            consumer,
            providers,
            surface,
            kinds,
            reason: reason.value,
            mode,
            since,
            until,
            adr,
            may_reexport,
            deprecated,
            state,
            request: matches!(half, Some(Half::Request(_))).then_some(place),
            span: place,
        };
        self.answer_or_repeat(contract);
    }

    /// A grant answers a request; any other contract that says the same again is a mistake.
    fn answer_or_repeat(&mut self, contract: Contract) {
        let paths = |contract: &Contract| {
            let surface = contract.surface.as_ref()?;
            Some(surface.entries.iter().map(|entry| entry.path.clone()).collect::<Vec<_>>())
        };
        let same = |other: &&mut Contract| {
            other.consumer == contract.consumer
                && other.providers == contract.providers
                && paths(other) == paths(&contract)
                && other.kinds == contract.kinds
                && (other.since, other.until) == (contract.since, contract.until)
        };
        match self.contracts.iter_mut().find(same) {
            Some(first) if first.state != contract.state => {
                let granted = contract.state == ContractState::Agreed;
                let request = first.request.or(contract.request);
                if granted {
                    // What the provider wrote counts.
                    *first = Contract { id: first.id, ..contract };
                }
                first.request = request;
            }
            Some(first) => {
                let problem = PolicyProblem::new(contract.span, "this contract stands twice")
                    .label(first.span, "first here")
                    .help("remove one of them, or let them differ in surface, kinds or dates");
                self.problems.push(problem);
            }
            None => self.contracts.push(contract),
        }
    }

    /// A request whose whole content is granted in other words is answered: the grant counts, and knows of it. Of several
    /// providers each can only grant its own part; the request then goes on with those that have not answered.
    pub(super) fn answer_requests(&mut self) {
        let (agreed, proposed): (Vec<Contract>, Vec<Contract>) = std::mem::take(&mut self.contracts)
            .into_iter()
            .partition(|contract| contract.state == ContractState::Agreed);
        self.contracts = agreed;
        for mut request in proposed {
            match self.contracts.iter_mut().find(|grant| grants_all_of(grant, &request)) {
                Some(grant) => grant.request = grant.request.or(request.request),
                None => {
                    request.providers = unanswered(&self.contracts, &request);
                    if !request.providers.is_empty() {
                        self.contracts.push(request);
                    }
                }
            }
        }
        self.contracts.sort_by_key(|contract| contract.id);
        for (index, contract) in self.contracts.iter_mut().enumerate() {
            contract.id = ContractId::new(index);
        }
    }

    fn consumer(&mut self, names: &[Placed<String>]) -> Option<Consumer> {
        match names {
            [any] if any.value == "*" => Some(Consumer::Any),
            names => {
                if let Some(any) = names.iter().find(|name| name.value == "*") {
                    let problem = PolicyProblem::new(any.span, "`*` stands beside names of teams")
                        .help("`*` is every team: write it alone, or leave it out");
                    self.problems.push(problem);
                    return None;
                }
                self.team_list(names).map(Consumer::Teams)
            }
        }
    }

    fn team_list(&mut self, names: &[Placed<String>]) -> Option<Vec<TeamId>> {
        let mut teams = Vec::new();
        let mut all_known = true;
        for name in names {
            if name.value == "*" {
                let problem = PolicyProblem::new(name.span, "`*` cannot be a provider")
                    .help("name the provider: a team decides for itself what others may use");
                self.problems.push(problem);
                all_known = false;
                continue;
            }
            match self.team_named(&name.value) {
                Some(team) => teams.push(team),
                None => {
                    self.unknown_team(name);
                    all_known = false;
                }
            }
        }
        teams.sort_unstable();
        teams.dedup();
        (all_known && !teams.is_empty()).then_some(teams)
    }

    pub(super) fn kinds(&mut self, file: FileId, names: Option<Vec<Placed<String>>>) -> Vec<DependencyKind> {
        let Some(names) = names else { return vec![DependencyKind::Normal, DependencyKind::Test] };
        let words =
            [("normal", DependencyKind::Normal), ("test", DependencyKind::Test), ("build", DependencyKind::Build)];
        let mut reader = self.reader(file);
        let mut kinds: Vec<_> = names.iter().filter_map(|name| reader.one_of(name, "kinds", &words)).collect();
        kinds.sort_unstable();
        kinds.dedup();
        kinds
    }
}

/// The providers of a request that have granted nothing of it; all of them if each has, but not all that is asked for.
fn unanswered(contracts: &[Contract], request: &Contract) -> Vec<TeamId> {
    if request.providers.len() < 2 {
        return request.providers.clone();
    }
    let part = |team: TeamId, entries: Option<&[SurfaceEntry]>| Contract {
        providers: vec![team],
        surface: entries.map(|entries| Surface { entries: entries.to_vec() }),
        ..request.clone()
    };
    let is_granted = |part: &Contract| {
        contracts.iter().any(|contract| contract.state == ContractState::Agreed && grants_all_of(contract, part))
    };
    let Some(surface) = &request.surface else {
        return request.providers.iter().copied().filter(|&team| !is_granted(&part(team, None))).collect();
    };
    let entries: Vec<&[SurfaceEntry]> = surface.entries.chunks(1).collect();
    let grants_some = |&team: &TeamId| entries.iter().any(|entry| is_granted(&part(team, Some(entry))));
    let (granting, left): (Vec<TeamId>, Vec<TeamId>) = request.providers.iter().copied().partition(grants_some);
    let is_open = |entry: &&[SurfaceEntry]| !granting.iter().any(|&team| is_granted(&part(team, Some(entry))));
    if left.is_empty() && entries.iter().any(is_open) { request.providers.clone() } else { left }
}

/// Whether a grant permits whatever a request asks for. For how long is the provider's to say.
fn grants_all_of(grant: &Contract, request: &Contract) -> bool {
    let consumers = match (&grant.consumer, &request.consumer) {
        (Consumer::Any, _) => true,
        (Consumer::Teams(granted), Consumer::Teams(asked)) => asked.iter().all(|team| granted.contains(team)),
        (Consumer::Teams(_), Consumer::Any) => false,
    };
    let is_below = |path: &str, above: &str| {
        path.strip_prefix(above).is_some_and(|rest| rest.is_empty() || rest.starts_with("::"))
    };
    let surface = match (&grant.surface, &request.surface) {
        (None, _) => true,
        (Some(granted), Some(asked)) => {
            let is_granted = |path: &str| granted.entries.iter().any(|entry| is_below(path, &entry.path));
            asked.entries.iter().all(|entry| is_granted(&entry.path))
        }
        (Some(_), None) => false,
    };
    consumers
        && surface
        && request.providers.iter().all(|team| grant.providers.contains(team))
        && request.kinds.iter().all(|kind| grant.kinds.contains(kind))
        && (grant.may_reexport || !request.may_reexport)
}
