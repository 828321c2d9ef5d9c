//! What was declared and what was found, as the page shows it: teams, couplings, contracts, findings, records of debt,
//! numbers, gaps.

use std::collections::BTreeMap;

use boundaries_graph::{Definition, GapReason, Span};
use boundaries_lint::ledger::{DebtItem, FirstSeen, Trend};
use boundaries_lint::metrics::{self, Availability, Measured, Month, Value};
use boundaries_lint::{Finding, HelpKind};
use boundaries_policy::{Consumer, TeamId};

use super::code::state_number;
use super::{HtmlPage, model, shown};
use crate::extent::Extent;
use crate::paste;
use crate::view::{Grade, fingerprints};

/// So many couplings are listed; all are counted. A page with more would be too large to open.
const MOST_COUPLINGS: usize = 12_000;
/// So many findings are listed, and so many of them with all their details; all are counted.
const MOST_FINDINGS: usize = 1_500;
const MOST_DETAILED: usize = 500;
/// So many records of debt are listed.
const MOST_DEBTS: usize = 2_000;
/// So many places of a finding are listed.
const MOST_PLACES: usize = 6;

fn team_list(teams: &[TeamId]) -> Vec<usize> {
    teams.iter().map(|team| team.index()).collect()
}

/// Path and line of a place.
fn at(page: &HtmlPage<'_>, span: Span, texts: &mut model::Texts) -> (usize, u32) {
    (texts.put(page.sources.file(span.file).path().as_str()), span.line)
}

pub(super) fn teams(page: &HtmlPage<'_>) -> Vec<model::Team> {
    let entry = |team: &boundaries_policy::Team| model::Team {
        name: shown(&team.name),
        contact: team.contact.as_deref().map(shown),
        kind: team.kind.map(|kind| kind.as_str()),
        surface: team.surface.as_ref().map(|surface| surface.entries.iter().map(|entry| shown(&entry.path)).collect()),
        enforcement: team.enforcement.map(|plan| plan.level.as_str()),
    };
    page.policy.teams().iter().map(entry).collect()
}

pub(super) fn couplings(page: &HtmlPage<'_>, texts: &mut model::Texts) -> model::Couplings {
    let mut all = model::Couplings { total: page.metrics.couplings.len(), ..model::Couplings::default() };
    // Where not all have room, what no contract permits goes first.
    let mut listed: Vec<usize> = (0..page.metrics.couplings.len()).collect();
    listed.sort_by_key(|&at| std::cmp::Reverse(state_number(page.metrics.couplings[at].state)));
    listed.truncate(MOST_COUPLINGS);
    listed.sort_unstable();
    for coupling in listed.into_iter().map(|at| &page.metrics.couplings[at]) {
        all.from.push(coupling.consumer.index());
        all.to.push(page.graph.module_of(coupling.provider).index());
        all.item.push(match coupling.provider {
            Definition::Module(_) => -1,
            Definition::Item(item) => texts.put_signed(&page.graph.item(item).qualified_name()),
        });
        all.state.push(state_number(coupling.state));
        all.references.push(coupling.references.len());
        let (file, line) = coupling.references.first().map_or((0, 0), |first| at(page, first.span, texts));
        all.file.push(file);
        all.line.push(line);
    }
    all
}

pub(super) fn tangle(page: &HtmlPage<'_>) -> Option<model::Tangle> {
    let tangle = page.metrics.tangle.as_ref()?;
    let cut = tangle.cut.iter().map(|(from, to, references)| (from.index(), to.index(), *references));
    Some(model::Tangle { teams: team_list(&tangle.teams), cut: cut.collect(), cheapest: tangle.is_cheapest })
}

pub(super) fn contracts(page: &HtmlPage<'_>, texts: &mut model::Texts) -> Vec<model::Contract> {
    let mut entry = |entry: &crate::ContractEntry<'_>| {
        let contract = entry.contract;
        let (file, line) = at(page, contract.span, texts);
        model::Contract {
            consumers: match &contract.consumer {
                Consumer::Any => None,
                Consumer::Teams(teams) => Some(team_list(teams)),
            },
            providers: team_list(&contract.providers),
            standing: entry.standing.as_str(),
            uses: entry.uses,
            surface: contract
                .surface
                .as_ref()
                .map(|surface| surface.entries.iter().map(|entry| shown(&entry.path)).collect()),
            kinds: contract.kinds.iter().map(|kind| kind.as_str()).collect(),
            mode: contract.mode.map(|mode| mode.as_str()),
            since: contract.since.map(|date| date.to_string()),
            until: contract.until.map(|date| date.to_string()),
            adr: contract.adr.as_ref().map(|adr| shown(&adr.path)),
            deprecated: contract.deprecated.as_deref().map(shown),
            reexport: contract.may_reexport,
            reason: shown(&contract.reason),
            file,
            line,
        }
    };
    page.contracts.iter().map(&mut entry).collect()
}

/// The rules, in the order of the report; findings point at them.
pub(super) fn rules(page: &HtmlPage<'_>) -> Vec<model::Rule> {
    let of = |name: &str, grade: Grade| {
        let all = page.report.findings.iter();
        all.filter(|found| found.rule.name == name && Grade::of(found) == grade).count()
    };
    let entry = |rule: &&'static boundaries_lint::RuleMeta| model::Rule {
        name: rule.name,
        summary: rule.summary,
        errors: of(rule.name, Grade::Error),
        warnings: of(rule.name, Grade::Warning),
        tolerated: of(rule.name, Grade::Tolerated),
    };
    page.report.rules.iter().map(entry).collect()
}

pub(super) fn findings(page: &HtmlPage<'_>, texts: &mut model::Texts) -> Vec<model::Finding> {
    let mut each: Vec<(&Finding, String)> = page.report.findings.iter().zip(fingerprints(page.report)).collect();
    each.sort_by_key(|(found, _)| std::cmp::Reverse(Grade::of(found)));
    each.truncate(MOST_FINDINGS);
    let each = each.into_iter().enumerate();
    each.map(|(at, (found, fingerprint))| finding(page, found, fingerprint, at < MOST_DETAILED, texts)).collect()
}

/// What is tolerated, in the order of the ledger: what grows fastest in front.
pub(super) fn debts(page: &HtmlPage<'_>, texts: &mut model::Texts) -> Vec<model::Debt> {
    let first = |seen: &FirstSeen| (seen.day.to_string(), seen.commit.clone(), seen.at_beginning);
    let mut entry = |item: &DebtItem| {
        let (file, line) = at(page, item.record, texts);
        model::Debt {
            rule: item.rule,
            consumer: texts.put(&item.consumer),
            provider: texts.put(&item.provider),
            consumers: team_list(&item.consumers),
            providers: team_list(&item.providers),
            references: item.places.len(),
            kind: item.kind.as_str(),
            reason: texts.put(&item.reason),
            until: item.until.map(|date| date.to_string()),
            file,
            line,
            recorded: item.first_recorded.as_ref().map(first),
            used: item.first_used.as_ref().map(first),
            interest: item.interest.as_ref().map(|interest| model::Interest {
                commits: interest.commits_by_month.clone(),
                lines: interest.lines_by_month.clone(),
                slope: interest.trend.map(|trend| trend.slope),
                forecast: interest.trend.map(|Trend { forecast: next, .. }| (next.expected, next.low, next.high)),
            }),
        }
    };
    page.ledger.items.iter().take(MOST_DEBTS).map(&mut entry).collect()
}

/// What all records say together.
pub(super) fn ledger(page: &HtmlPage<'_>) -> model::Ledger {
    let mut kinds: Vec<(&'static str, usize, usize)> = Vec::new();
    let mut pairs: BTreeMap<(Vec<usize>, Vec<usize>), (usize, usize)> = BTreeMap::new();
    let mut lines: Vec<u64> = Vec::new();
    for item in &page.ledger.items {
        let (word, references) = (item.kind.as_str(), item.places.len());
        match kinds.iter_mut().find(|(known, ..)| *known == word) {
            Some((_, records, all)) => (*records, *all) = (*records + 1, *all + references),
            None => kinds.push((word, 1, references)),
        }
        let pair = pairs.entry((team_list(&item.consumers), team_list(&item.providers))).or_default();
        *pair = (pair.0 + references, pair.1 + 1);
        let months = item.interest.as_ref().map_or(&[][..], |interest| &interest.lines_by_month);
        lines.resize(lines.len().max(months.len()), 0);
        for (sum, month) in lines.iter_mut().zip(months) {
            *sum += month;
        }
    }
    let mut pairs: Vec<_> = pairs
        .into_iter()
        .map(|((consumers, providers), (references, records))| (consumers, providers, references, records))
        .collect();
    pairs.sort_by_key(|(_, _, references, _)| std::cmp::Reverse(*references));
    let budgets = page.ledger.budgets.iter().map(|budget| (budget.team.index(), budget.principal, budget.budget));
    model::Ledger { total: page.ledger.items.len(), kinds, pairs, lines, budgets: budgets.collect() }
}

pub(super) fn history(page: &HtmlPage<'_>) -> model::History {
    let read = page.history.ok();
    model::History {
        missing: page.history.err().map(shown),
        since: read.map(|history| history.since.to_string()),
        until: read.map(|history| history.until.to_string()),
        commits: read.map_or(0, |history| history.changes.len()),
        months: page.months.iter().map(month).collect(),
    }
}

fn month(month: &Month) -> (String, [(usize, usize); 3]) {
    let parts = [month.crossing, month.autonomy, month.coverage].map(|value| match value {
        Value::Share { part, whole } => (part, whole),
        Value::Count(count) => (count, 0),
    });
    (month.end.to_string(), parts)
}

fn rule_position(page: &HtmlPage<'_>, found: &Finding) -> usize {
    page.report.rules.iter().position(|rule| rule.name == found.rule.name).unwrap_or(0)
}

fn finding(
    page: &HtmlPage<'_>,
    found: &Finding,
    fingerprint: String,
    is_detailed: bool,
    texts: &mut model::Texts,
) -> model::Finding {
    let detailed = usize::from(is_detailed);
    let mut places = Vec::new();
    for place in found.places.iter().take(if is_detailed { MOST_PLACES } else { 1 }) {
        if let Some(extent) = Extent::new(page.sources, place.span) {
            let (file, line) = at(page, place.span, texts);
            places.push((file, line, extent.start.column(), texts.put(&place.written)));
        }
    }
    let mut labels = Vec::new();
    for label in found.labels.iter().filter(|label| label.span.is_known()).take(detailed * 12) {
        let (file, line) = at(page, label.span, texts);
        labels.push((label.role.as_str(), texts.put(&label.text), file, line));
    }
    let mut help = Vec::new();
    for way in found.help.iter().take(detailed * 8) {
        let snippet =
            way.snippet.as_deref().map_or(-1, |snippet| i64::try_from(lines(way.kind, snippet, texts)).unwrap_or(-1));
        help.push((way.kind.as_str(), texts.put(&way.text), snippet));
    }
    model::Finding {
        rule: rule_position(page, found),
        level: found.level.as_str(),
        grade: match Grade::of(found) {
            Grade::Error => "error",
            Grade::Warning => "warning",
            Grade::Tolerated => "tolerated",
        },
        headline: shown(&found.headline),
        fingerprint,
        consumer: shown(&found.key.consumer),
        provider: shown(&found.key.provider),
        consumers: found.consumers.iter().map(|party| party.team.index()).collect(),
        providers: found.providers.iter().map(|party| party.team.index()).collect(),
        enforcement: found.enforcement.as_str(),
        waiver: found.waiver.as_ref().map(|waiver| (waiver.kind.as_str(), texts.put(&waiver.reason))),
        references: found.places.len(),
        notes: found.notes.iter().take(detailed * 12).map(|note| texts.put(note)).collect(),
        places,
        labels,
        help,
    }
}

/// A text to paste, of several lines; the line breaks stay.
fn lines(kind: HelpKind, text: &str, texts: &mut model::Texts) -> usize {
    let position = texts.put(text);
    texts.list[position] = paste::shown(kind.as_str(), text);
    position
}

pub(super) fn exceptions(page: &HtmlPage<'_>, texts: &mut model::Texts) -> Vec<model::Exception> {
    let mut entry = |exception: &boundaries_policy::Exception| {
        let (file, line) = at(page, exception.span, texts);
        model::Exception {
            from: shown(&exception.from),
            to: shown(&exception.to),
            reason: shown(&exception.reason),
            until: exception.until.map(|date| date.to_string()),
            file,
            line,
        }
    };
    page.policy.exceptions().iter().map(&mut entry).collect()
}

pub(super) fn summary(page: &HtmlPage<'_>) -> model::Summary {
    let summary = &page.report.summary;
    model::Summary {
        denied: summary.denied,
        warned: summary.warned,
        failing: summary.failing,
        waived: summary.waived,
        recorded: summary.recorded,
        remaining: summary.remaining,
    }
}

pub(super) fn catalogue() -> Vec<model::Metric> {
    let entry = |metric: &metrics::Metric| model::Metric {
        name: metric.name,
        summary: metric.summary,
        formula: metric.formula,
        unit: metric.unit,
        of: metric.of,
        inputs: metric.inputs,
        errors: metric.errors,
        source: metric.source,
        measured: metric.availability == Availability::Measured,
    };
    metrics::catalogue().iter().map(entry).collect()
}

/// The figures of the workspace and of teams; those of pairs are the cells of the matrix.
pub(super) fn figures(page: &HtmlPage<'_>) -> Vec<model::Figure> {
    let entry = |figure: &metrics::Figure| {
        let team = match figure.of {
            Measured::Workspace => None,
            Measured::Team(team) => Some(team.index()),
            Measured::Pair { .. } | Measured::Between { .. } | Measured::Module(_) | Measured::Subject => return None,
        };
        let (part, whole) = match figure.value {
            Value::Count(count) => (count, None),
            Value::Share { part, whole } => (part, Some(whole)),
        };
        Some(model::Figure { metric: figure.metric.name, team, part, whole })
    };
    page.metrics.figures.iter().filter_map(entry).collect()
}

pub(super) fn gaps(page: &HtmlPage<'_>) -> Vec<(&'static str, usize)> {
    let count = |reason: GapReason| page.graph.gaps().iter().filter(|gap| gap.reason == reason).count();
    let all = GapReason::ALL.into_iter().map(|reason| (reason.as_str(), count(reason)));
    all.filter(|(_, count)| *count > 0).collect()
}
