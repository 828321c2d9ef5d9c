//! The difference as one JSON object, for programs.

use std::io::{self, Write};

use boundaries_lint::change::{CouplingState, Spot};

use crate::diff::{DiffView, StateName, wire};
use crate::json::write_pretty;

/// Writes the difference as JSON, with a line break at the end.
///
/// # Errors
/// If `out` fails.
pub fn json(view: &DiffView<'_>, out: &mut impl Write) -> io::Result<()> {
    let difference = view.difference;
    let totals = difference.totals();
    let wire = wire::Difference {
        schema_version: wire::SCHEMA_VERSION,
        before: state(view.before),
        after: state(view.after),
        verdict: difference.verdict().as_str(),
        headline: difference.headline(),
        excused: difference.excused,
        totals: wire::Totals {
            gained: totals.gained,
            gained_open: totals.gained_open,
            lost: totals.lost,
            moved: totals.moved,
            judged: totals.judged,
            grown: totals.grown,
            shrunk: totals.shrunk,
            loosened: totals.loosened,
            tightened: totals.tightened,
            neutral: totals.neutral,
        },
        policy: difference
            .policy
            .iter()
            .map(|change| wire::PolicyChange {
                effect: change.effect.as_str(),
                topic: change.topic.as_str(),
                text: change.describe(),
                subject: &change.subject,
                attribute: change.attribute.as_deref(),
                before: change.before.as_deref(),
                after: change.after.as_deref(),
                consumers: &change.consumers,
                providers: &change.providers,
                place_before: change.place_before.as_ref().map(place),
                place_after: change.place_after.as_ref().map(place),
                crossings: change.crossings,
            })
            .collect(),
        agreements: difference
            .agreements
            .iter()
            .map(|each| wire::Agreement {
                team: each.team.as_deref(),
                contact: each.contact.as_deref(),
                reasons: &each.reasons,
            })
            .collect(),
        pairs: difference
            .pairs
            .iter()
            .map(|pair| wire::Pair {
                consumers: &pair.consumers,
                providers: &pair.providers,
                couplings: pair
                    .couplings
                    .iter()
                    .map(|change| wire::Change {
                        change: change.kind.as_str(),
                        cause: change.cause.as_str(),
                        before: change.before.as_ref().map(coupling),
                        after: change.after.as_ref().map(coupling),
                    })
                    .collect(),
            })
            .collect(),
        unread: difference
            .unread
            .iter()
            .map(|file| wire::Unread {
                path: file.path.as_str(),
                before: file.before.map(|reason| reason.as_str()),
                after: file.after.map(|reason| reason.as_str()),
                limit: file.limit.map(|limit| limit.as_str()),
            })
            .collect(),
    };
    write_pretty(&wire, out)
}

/// The JSON Schema of the format.
#[cfg(feature = "schema")]
#[must_use]
pub fn json_schema() -> String {
    crate::json::schema_text(&schemars::schema_for!(wire::Difference<'_>))
}

fn state(name: StateName<'_>) -> wire::State<'_> {
    wire::State { revision: name.revision, commit: name.commit }
}

fn coupling(state: &CouplingState) -> wire::Coupling<'_> {
    wire::Coupling {
        consumer: &state.consumer,
        provider: &state.provider,
        standing: state.standing.as_str(),
        by: state.by.as_ref().map(place),
        places: state.places.iter().map(place).collect(),
    }
}

fn place(spot: &Spot) -> wire::Place<'_> {
    wire::Place { path: spot.path.as_str(), line: spot.line, column: spot.column, written: &spot.written }
}
