//! A program that embeds the library: for every pair of teams, how much is used, and how much of it no contract allows.
//!
//! ```console
//! $ cargo run --package boundaries --example embed -- examples/shop/Cargo.toml
//! ```

use std::collections::BTreeMap;
use std::error::Error;
use std::io::{Write, stdout};

use boundaries::lint::Couplings;
use boundaries::policy::TeamId;
use boundaries::report::FindingDiagnostic;
use boundaries::{CheckOptions, Project, ProjectOptions};

fn main() -> Result<(), Box<dyn Error>> {
    let manifest = std::env::args().nth(1).unwrap_or_else(|| "Cargo.toml".to_owned());
    let project = Project::load(&ProjectOptions::at(manifest))?;
    let mut out = stdout().lock();

    // The graph, joined with the policy: every coupling between teams, the permitted ones included.
    let names = |teams: &[TeamId]| {
        let names: Vec<&str> = teams.iter().map(|&team| project.policy().team(team).name.as_str()).collect();
        names.join(" + ")
    };
    let mut pairs: BTreeMap<(String, String), (usize, usize)> = BTreeMap::new();
    let today = boundaries::jiff::civil::date(2027, 1, 1);
    for coupling in Couplings::new(project.graph(), project.policy(), today).all() {
        let pair = pairs.entry((names(&coupling.consumers), names(&coupling.providers))).or_default();
        pair.0 += coupling.references.len();
        pair.1 += if coupling.is_breach() { coupling.references.len() } else { 0 };
    }
    for ((consumer, provider), (references, breaches)) in pairs {
        writeln!(out, "{consumer} -> {provider}: {references} references, {breaches} without permission")?;
    }

    // The findings, each of them a `miette::Diagnostic` once it is paired with its sources.
    let report = project.check(&CheckOptions::default());
    for finding in report.open() {
        let diagnostic = FindingDiagnostic::new(finding, project.sources());
        writeln!(out, "{}", diagnostic)?;
    }
    Ok(())
}
