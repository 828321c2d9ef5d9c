//! What is tolerated: findings with a waiver, and contracts that are to end or have ended.

use std::collections::{BTreeMap, BTreeSet};

use boundaries_graph::{FileId, Reference, Span};
use boundaries_policy::{Consumer, Contract, ContractState, Level};
use rustc_hash::{FxHashMap, FxHashSet};

use super::{DebtItem, DebtKind};
use crate::coupling::Couplings;
use crate::engine::{Input, Scope, check};
use crate::finding::{Finding, WaiverKind};
use crate::levels::LevelOverrides;
use crate::permission::{Verdict, covers, provider_item};
use crate::term::Term;

pub(super) fn items(input: &Input<'_>) -> Vec<DebtItem> {
    let mut ends: FxHashMap<Span, Vec<&Reference>> = FxHashMap::default();
    for reference in input.graph.references() {
        ends.entry(reference.span).or_default().push(reference);
    }
    // The rules speak whatever their levels, so that switching one off hides no debt.
    let mut overrides = LevelOverrides::default();
    for rule in input.rules.metas() {
        overrides.set_rule(rule, Level::Warn);
    }
    let report = check(&Input { overrides, scope: Scope::default(), ..input.clone() });
    let mut by_record: BTreeMap<(DebtKind, Span, String, String), DebtItem> = BTreeMap::new();
    for finding in report.findings.iter().filter(|finding| !finding.places.is_empty()) {
        let Some(item) = of_finding(input, finding) else { continue };
        let key = match item.kind {
            // An exception or a comment is one record, however many findings it tolerates.
            DebtKind::Exception | DebtKind::Comment => (item.kind, item.record, String::new(), String::new()),
            _ => (item.kind, item.record, item.consumer.clone(), item.provider.clone()),
        };
        let known = by_record.entry(key).or_insert_with(|| item.clone());
        known.places.extend(finding.places.iter().map(|place| place.span));
        known.consumers.extend(item.consumers);
        known.providers.extend(item.providers);
        for place in &finding.places {
            for reference in ends.get(&place.span).into_iter().flatten() {
                known.add(input, reference);
            }
        }
    }
    let mut items: Vec<DebtItem> = by_record.into_values().collect();
    let counted: FxHashSet<Span> = items.iter().flat_map(|item| item.places.iter().copied()).collect();
    items.extend(of_contracts(input, &counted));
    for item in &mut items {
        item.tidy(input);
    }
    items
}

/// The record that tolerates a finding, without its places.
fn of_finding(input: &Input<'_>, finding: &Finding) -> Option<DebtItem> {
    let waiver = finding.waiver.as_ref()?;
    let (kind, consumer, provider) = match waiver.kind {
        WaiverKind::Baseline => (DebtKind::Baseline, finding.key.consumer.clone(), finding.key.provider.clone()),
        WaiverKind::Suppression => (DebtKind::Comment, finding.key.consumer.clone(), finding.key.provider.clone()),
        WaiverKind::Exception => {
            let exception = input.policy.exceptions().iter().find(|exception| exception.span == waiver.span)?;
            (DebtKind::Exception, exception.from.clone(), exception.to.clone())
        }
    };
    let teams = |parties: &[crate::finding::Party]| parties.iter().map(|party| party.team).collect();
    Some(DebtItem {
        kind,
        rule: (waiver.kind != WaiverKind::Exception).then_some(finding.rule.name),
        consumer,
        provider,
        consumers: teams(&finding.consumers),
        providers: teams(&finding.providers),
        reason: waiver.reason.clone(),
        until: waiver.until,
        recorded: input
            .policy
            .baseline()
            .and_then(|baseline| baseline.entries().iter().find(|entry| entry.span == waiver.span)?.since),
        record: waiver.span,
        places: Vec::new(),
        names: Vec::new(),
        own_names: BTreeSet::new(),
        edges: Vec::new(),
        first_recorded: None,
        first_used: None,
        interest: None,
    })
}

/// Contracts that permit and are deprecated, with what they permit; contracts that have expired, with what relies on them
/// and nothing else tolerates.
fn of_contracts(input: &Input<'_>, counted: &FxHashSet<Span>) -> Vec<DebtItem> {
    let couplings = Couplings::new(input.graph, input.policy, input.today);
    let mut items: BTreeMap<usize, DebtItem> = BTreeMap::new();
    let ended: Vec<&Contract> = input
        .policy
        .contracts()
        .iter()
        .filter(|contract| contract.state == ContractState::Agreed)
        .filter(|contract| matches!(Term::of_contract(contract, input.today), Term::Ended(_)))
        .collect();
    for coupling in couplings.all() {
        for reference in coupling.references.iter().filter(|reference| !counted.contains(&reference.span)) {
            let relied_on = match &coupling.verdict {
                Verdict::Permitted(contract) => {
                    let contract = input.policy.contract(*contract);
                    contract.deprecated.is_some().then_some((contract, DebtKind::DeprecatedContract))
                }
                Verdict::Undeclared(_) | Verdict::OffSurface(_) => ended
                    .iter()
                    .find(|contract| {
                        covers(contract, &coupling.consumers, &coupling.providers)
                            && contract.kinds.contains(&reference.context)
                    })
                    .map(|contract| (*contract, DebtKind::ExpiredContract)),
            };
            let Some((contract, kind)) = relied_on else { continue };
            let item = items.entry(contract.id.index()).or_insert_with(|| of_contract(input, contract, kind));
            item.places.push(reference.span);
            item.consumers.extend(&coupling.consumers);
            item.providers.extend(&coupling.providers);
            item.add(input, reference);
        }
    }
    items.into_values().collect()
}

fn of_contract(input: &Input<'_>, contract: &Contract, kind: DebtKind) -> DebtItem {
    let names = |teams: &[boundaries_policy::TeamId]| {
        teams.iter().map(|&team| input.policy.team(team).name.as_str()).collect::<Vec<_>>().join(", ")
    };
    DebtItem {
        kind,
        rule: None,
        consumer: match &contract.consumer {
            Consumer::Any => "*".to_owned(),
            Consumer::Teams(teams) => names(teams),
        },
        provider: names(&contract.providers),
        consumers: Vec::new(),
        providers: Vec::new(),
        reason: contract.deprecated.clone().unwrap_or_else(|| contract.reason.clone()),
        until: contract.until,
        recorded: contract.since,
        record: contract.span,
        places: Vec::new(),
        names: Vec::new(),
        own_names: BTreeSet::new(),
        edges: Vec::new(),
        first_recorded: None,
        first_used: None,
        interest: None,
    }
}

impl DebtItem {
    fn add(&mut self, input: &Input<'_>, reference: &Reference) {
        let file = |module| input.graph.module(module).data().file;
        let ends: (FileId, FileId) = (file(reference.from), file(input.graph.module_of(reference.definition)));
        // What stands in one file changes together by necessity.
        if ends.0 != ends.1 {
            self.edges.push(ends);
        }
        let written = input.graph.text(reference.written);
        let item = input.graph.definition_path(provider_item(input.graph, reference.definition));
        let own = item.rsplit("::").next().unwrap_or_default();
        if written.split("::").any(|segment| segment == own) {
            self.own_names.insert(own.to_owned());
        }
        self.names.extend(written.rsplit("::").next().map(str::to_owned));
    }

    /// Everything once, in order.
    fn tidy(&mut self, input: &Input<'_>) {
        fn once<T: Ord>(values: &mut Vec<T>) {
            let all: BTreeSet<T> = values.drain(..).collect();
            values.extend(all);
        }
        once(&mut self.consumers);
        once(&mut self.providers);
        once(&mut self.edges);
        // The name of a method alone says little, where the name of its type stands beside it.
        if !self.own_names.is_empty() {
            self.names = self.own_names.iter().cloned().collect();
        }
        once(&mut self.names);
        self.names.retain(|name| name.chars().all(|letter| letter.is_alphanumeric() || letter == '_'));
        self.places.sort_by_key(|span| (input.sources.file(span.file).path(), span.start));
        self.places.dedup();
    }
}
