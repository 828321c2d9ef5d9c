//! The effect of another ownership as one JSON object, with everything that text leaves out.

use std::io::{self, Write};

use boundaries_graph::{Definition, ModuleId};

use super::{WhatIfPage, wire};
use crate::json::{place, write_pretty};

impl WhatIfPage<'_> {
    /// Writes the page as JSON.
    ///
    /// # Errors
    /// If `out` fails.
    pub fn json(&self, out: &mut impl Write) -> io::Result<()> {
        let effect = self.effect;
        let pair = |(before, after): (usize, usize)| wire::Pair { before, after };
        let uses = |all: &[(ModuleId, Definition)]| all.iter().map(|&each| self.used(each)).collect();
        let page = wire::WhatIf {
            schema_version: wire::SCHEMA_VERSION,
            supposed: self.supposed,
            suggestions: self
                .suggestions
                .iter()
                .map(|found| wire::Suggestion {
                    what: &found.what,
                    from: &found.from,
                    to: &found.to,
                    modules: found.modules,
                    vanish: found.to_team,
                    appear: found.to_owners,
                    stay: found.elsewhere,
                    gain: found.gain,
                    reasons: uses(&found.reasons),
                    counter: uses(&found.counter),
                })
                .collect(),
            modularity: self.modularity.map(|(before, after)| wire::Modularity { before, after }),
            handed_over: effect
                .handed_over
                .iter()
                .map(|handed| wire::HandedOver {
                    module: self.graph.module(handed.module).path(),
                    before: &handed.before,
                    after: &handed.after,
                })
                .collect(),
            couplings: pair(effect.couplings),
            without_permission: pair(effect.open),
            shifts: effect
                .shifts
                .iter()
                .map(|shift| wire::Shift {
                    change: shift.kind().as_str(),
                    consumer: self.graph.module(shift.consumer).path(),
                    provider: self.graph.definition_path(shift.provider),
                    before: shift.before.as_ref().map(crossing),
                    after: shift.after.as_ref().map(crossing),
                })
                .collect(),
            contracts_needed: effect
                .needs
                .iter()
                .map(|need| wire::Need {
                    consumer: &need.consumer,
                    provider: &need.provider,
                    widens: need.widens,
                    surface: &need.need.surface,
                    kinds: need.need.kinds.iter().map(|kind| kind.as_str()).collect(),
                    references: need.need.references,
                })
                .collect(),
            contracts_idle: effect
                .idle
                .iter()
                .map(|&contract| self.policy.contract(contract))
                .map(|contract| wire::Idle { reason: &contract.reason, place: place(self.sources, contract.span) })
                .collect(),
            metrics: self
                .metrics
                .iter()
                .map(|change| wire::Metric {
                    metric: change.metric.name,
                    team: change.team.as_deref(),
                    before: change.before.and_then(|value| value.number()),
                    after: change.after.and_then(|value| value.number()),
                })
                .collect(),
            codeowners: self.codeowners.map(|change| wire::Codeowners {
                path: change.path.as_str(),
                lines: change
                    .lines
                    .iter()
                    .map(|line| wire::Line { line: line.line, before: line.before.as_deref(), after: &line.after })
                    .collect(),
            }),
            notes: self.notes,
        };
        write_pretty(&page, out)
    }

    fn used(&self, (consumer, provider): (ModuleId, Definition)) -> wire::Use<'_> {
        wire::Use { consumer: self.graph.module(consumer).path(), provider: self.graph.definition_path(provider) }
    }
}

fn crossing(crossing: &boundaries_lint::Crossing) -> wire::Crossing<'_> {
    wire::Crossing {
        consumers: &crossing.consumers,
        providers: &crossing.providers,
        permitted: crossing.permitted,
        open: crossing.open,
    }
}

/// The JSON Schema of the format.
#[cfg(feature = "schema")]
#[must_use]
pub fn what_if_schema() -> String {
    crate::json::schema_text(&schemars::schema_for!(wire::WhatIf<'_>))
}
