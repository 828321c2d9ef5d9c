//! A program that embeds the library: for every pair of teams, how much is used, and how much of it no contract allows.
//!
//! ```console
//! $ cargo run --example embed -- examples/shop/Cargo.toml
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
    tell(&manifest, &mut stdout().lock())
}

fn tell(manifest: &str, out: &mut impl Write) -> Result<(), Box<dyn Error>> {
    let project = Project::load(&ProjectOptions::at(manifest))?;

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
    let report = project.check(&CheckOptions::on(today));
    for finding in report.open() {
        let diagnostic = FindingDiagnostic::new(finding, project.sources());
        writeln!(out, "{diagnostic}")?;
    }
    Ok(())
}

#[test]
fn the_pairs_of_the_shop_and_its_findings_are_told() {
    let mut out = Vec::new();
    let shop = concat!(env!("CARGO_MANIFEST_DIR"), "/../examples/shop/Cargo.toml");
    tell(shop, &mut out).expect("the shop is there");
    insta::assert_snapshot!(String::from_utf8_lossy(&out), @r"
    billing -> platform: 16 references, 0 without permission
    catalog -> billing: 3 references, 3 without permission
    catalog -> orders: 3 references, 3 without permission
    catalog -> platform: 6 references, 0 without permission
    orders -> billing: 9 references, 3 without permission
    orders -> catalog: 3 references, 0 without permission
    orders -> platform: 12 references, 0 without permission
    team `catalog` uses `billing::tables::Row` owned by `billing`, which is not on the surface of their contract
    team `catalog` uses `orders::cart::Cart` owned by `orders` without a contract
    package `web` of `catalog` depends on `orders` of `orders`, and no contract covers it
    teams `catalog` and `orders` use each other in a cycle
    ");
}
