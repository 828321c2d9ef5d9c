//! The numbers as one JSON object, with everything behind them.

use std::io::{self, Write};

use boundaries_graph::ModuleId;
use boundaries_lint::metrics::{CountedCoupling, Figure, Measured, Value};

use super::{MeasuredHistory, MetricsPage, wire};
use crate::json::{place, write_pretty};

impl MetricsPage<'_> {
    /// Writes the page as JSON: every figure, every coupling, and what is not measured.
    ///
    /// # Errors
    /// If `out` fails.
    pub fn json(&self, out: &mut impl Write) -> io::Result<()> {
        let missing = self.missing();
        let page = wire::Metrics {
            schema_version: wire::SCHEMA_VERSION,
            figures: self.figures.iter().map(|figure| self.figure(figure)).collect(),
            couplings: self.couplings.iter().map(|coupling| self.coupling(coupling)).collect(),
            tangle: self.tangle.map(|tangle| wire::Tangle {
                teams: self.names(&tangle.teams),
                cut: tangle
                    .cut
                    .iter()
                    .map(|&(consumer, provider, references)| wire::Cut {
                        consumer: &self.policy.team(consumer).name,
                        provider: &self.policy.team(provider).name,
                        references,
                    })
                    .collect(),
                is_cheapest: tangle.is_cheapest,
            }),
            radius: self.radius.map(|(subject, radius)| wire::Radius {
                subject,
                modules: radius
                    .modules
                    .iter()
                    .map(|reached| wire::Reached {
                        module: self.graph.module(reached.module).path(),
                        teams: self.names(&self.policy.owner_of_module(reached.module).teams),
                        steps: reached.steps,
                        over: self.graph.module(reached.over).path(),
                    })
                    .collect(),
                teams: radius
                    .teams
                    .iter()
                    .map(|&(team, steps)| wire::ReachedTeam { name: &self.policy.team(team).name, steps })
                    .collect(),
            }),
            not_available: missing.map(|(_, names)| names).unwrap_or_default(),
            history: self.wire_history(),
        };
        write_pretty(&page, out)
    }

    fn figure<'f>(&'f self, figure: &'f Figure) -> wire::Figure<'f> {
        let mut written = wire::Figure {
            metric: figure.metric.name,
            of: of(&figure.of),
            team: None,
            consumers: None,
            providers: None,
            between: None,
            module: None,
            value: figure.value.number(),
            part: None,
            whole: None,
            couplings: &figure.couplings,
            changes: &figure.changes,
            contracts: figure
                .contracts
                .iter()
                .map(|&contract| place(self.sources, self.policy.contract(contract).span))
                .collect(),
        };
        match &figure.of {
            Measured::Workspace | Measured::Subject => {}
            Measured::Team(team) => written.team = Some(&self.policy.team(*team).name),
            Measured::Pair { consumers, providers } => {
                written.consumers = Some(self.names(consumers));
                written.providers = Some(self.names(providers));
            }
            Measured::Between { one, other } => {
                let mut sides = [self.names(one), self.names(other)];
                sides.sort();
                written.between = Some(sides);
            }
            Measured::Module(module) => written.module = Some(self.graph.module(*module).path()),
        }
        if let Value::Share { part, whole } = figure.value {
            (written.part, written.whole) = (Some(part), Some(whole));
        }
        written
    }

    fn wire_history(&self) -> Option<wire::History<'_>> {
        let MeasuredHistory::Read(history, found) = self.history else { return None };
        let path = |module: ModuleId| self.graph.module(module).path();
        Some(wire::History {
            head: &history.head,
            since: history.since.to_string(),
            until: history.until.to_string(),
            left_out: history.left_out.iter().map(|&(reason, commits)| wire::LeftOut { reason, commits }).collect(),
            homes: wire::Homes {
                by_roster: found.homes.by_roster,
                inferred: found.homes.inferred,
                unknown: found.homes.unknown,
            },
            changes: history
                .changes
                .iter()
                .map(|change| wire::Change { commit: &change.commit, day: change.day.to_string() })
                .collect(),
            pairs: found
                .pairs
                .iter()
                .map(|pair| wire::ModulePair {
                    modules: [path(pair.one), path(pair.other)],
                    kind: pair.kind.as_str(),
                    changes_of: [pair.changes_of.0, pair.changes_of.1],
                    degree: pair.degree(),
                    shared: &pair.shared,
                    references: pair.references,
                })
                .collect(),
            balances: found
                .balances
                .iter()
                .map(|balance| wire::Balance {
                    consumer: path(balance.consumer),
                    provider: path(balance.provider),
                    score: balance.score,
                    strength: balance.strength,
                    distance: balance.distance,
                    volatility: balance.volatility,
                    references: balance.references,
                })
                .collect(),
        })
    }

    fn coupling<'c>(&'c self, coupling: &'c CountedCoupling) -> wire::Coupling<'c> {
        wire::Coupling {
            consumers: self.names(&coupling.consumers),
            providers: self.names(&coupling.providers),
            consumer: self.graph.module(coupling.consumer).path(),
            provider: self.graph.definition_path(coupling.provider),
            state: coupling.state.as_str(),
            places: coupling.references.iter().map(|reference| place(self.sources, reference.span)).collect(),
        }
    }
}

/// The word for what was measured.
pub(super) fn of(measured: &Measured) -> &'static str {
    match measured {
        Measured::Workspace => "workspace",
        Measured::Team(_) => "team",
        Measured::Pair { .. } => "pair",
        Measured::Between { .. } => "between",
        Measured::Module(_) => "module",
        Measured::Subject => "subject",
    }
}

/// The JSON Schema of the format.
#[cfg(feature = "schema")]
#[must_use]
pub fn metrics_schema() -> String {
    crate::json::schema_text(&schemars::schema_for!(wire::Metrics<'_>))
}
