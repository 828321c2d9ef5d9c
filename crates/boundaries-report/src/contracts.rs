//! Contracts as JSON: each with where it is in its life and how often it is used.

use std::io::{self, Write};

use boundaries_graph::SourceMap;
use boundaries_lint::ContractStanding;
use boundaries_policy::{Consumer, Contract, Policy, TeamId};

use crate::json::write_pretty;
use crate::wire;

/// A contract with what became of it.
#[derive(Clone, Copy, Debug)]
pub struct ContractEntry<'a> {
    /// The contract.
    pub contract: &'a Contract,
    /// Where it is in its life.
    pub standing: ContractStanding,
    /// The references that it covers; where it is not in force, those that wait for it or still rely on it.
    pub uses: usize,
    /// Whether there may be more uses, in code that was not read or that flags leave out.
    pub may_have_more: bool,
}

/// Writes contracts as JSON, with a line break at the end.
///
/// # Errors
/// If `out` fails.
pub fn contracts_json(
    entries: &[ContractEntry<'_>],
    policy: &Policy,
    sources: &SourceMap,
    out: &mut impl Write,
) -> io::Result<()> {
    let names = |teams: &[TeamId]| teams.iter().map(|&team| policy.team(team).name.as_str()).collect::<Vec<_>>();
    let contracts = entries.iter().map(|entry| {
        let contract = entry.contract;
        wire::Contract {
            consumers: match &contract.consumer {
                Consumer::Any => vec!["*"],
                Consumer::Teams(teams) => names(teams),
            },
            providers: names(&contract.providers),
            standing: entry.standing.as_str(),
            uses: entry.uses,
            may_have_more: entry.may_have_more,
            surface: contract
                .surface
                .as_ref()
                .map(|surface| surface.entries.iter().map(|entry| entry.path.as_str()).collect()),
            kinds: contract.kinds.iter().map(|kind| kind.as_str()).collect(),
            mode: contract.mode.map(|mode| mode.as_str()),
            since: contract.since.map(|date| date.to_string()),
            until: contract.until.map(|date| date.to_string()),
            adr: contract.adr.as_ref().map(|adr| adr.path.as_str()),
            deprecated: contract.deprecated.as_deref(),
            may_reexport: contract.may_reexport,
            reason: &contract.reason,
            place: crate::json::place(sources, contract.span),
            request: contract.request.and_then(|span| crate::json::place(sources, span)),
        }
    });
    write_pretty(&wire::Contracts { schema_version: wire::SCHEMA_VERSION, contracts: contracts.collect() }, out)
}
