//! A query: which public items of a crate or module are used from outside of it, by whom, and how often.
//!
//! ```console
//! $ cargo run --example who_uses -- examples/shop/Cargo.toml billing
//! ```

use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::io::{Write, stdout};

use boundaries::graph::{Definition, Visibility};
use boundaries::{Project, ProjectOptions};

fn main() -> Result<(), Box<dyn Error>> {
    let mut words = std::env::args().skip(1);
    let (manifest, name) = words.next().zip(words.next()).ok_or("usage: who_uses MANIFEST NAME")?;
    let project = Project::load(&ProjectOptions::at(manifest))?;
    let mut out = stdout().lock();
    for (item, users) in who_uses(&project, &name)? {
        let users: Vec<String> = users.into_iter().map(|(user, count)| format!("{user} ({count})")).collect();
        writeln!(out, "{item}: {}", users.join(", "))?;
    }
    Ok(())
}

/// The public items below a name with the owners of those that use them, each with the number of references.
fn who_uses(project: &Project, name: &str) -> Result<BTreeMap<String, BTreeMap<String, usize>>, Box<dyn Error>> {
    let (graph, policy) = (project.graph(), project.policy());
    // A team may be called like its crate, and here the code is meant.
    let subject = project.subject(&format!("crate:{name}")).or_else(|_| project.subject(name))?;
    let inside: BTreeSet<_> = subject.modules(graph, policy);
    let mut found: BTreeMap<String, BTreeMap<String, usize>> = BTreeMap::new();
    for reference in graph.references() {
        let Definition::Item(item) = reference.definition else { continue };
        let item = graph.item(item);
        let is_public = item.visibility() == Visibility::Public;
        if !is_public || !inside.contains(&item.module().id()) || inside.contains(&reference.from) {
            continue;
        }
        let owners = &policy.owner_of_module(reference.from).teams;
        let names: Vec<&str> = owners.iter().map(|&team| policy.team(team).name.as_str()).collect();
        let user = if names.is_empty() { "nobody".to_owned() } else { names.join(" + ") };
        *found.entry(item.path()).or_default().entry(user).or_default() += 1;
    }
    Ok(found)
}

#[test]
fn who_uses_what_of_billing_is_told() {
    let shop = concat!(env!("CARGO_MANIFEST_DIR"), "/../examples/shop/Cargo.toml");
    let project = Project::load(&ProjectOptions::at(shop)).expect("the shop is there");
    let found = who_uses(&project, "billing").expect("there is such a crate");
    let told: Vec<String> = found.iter().map(|(item, users)| format!("{item} {users:?}")).collect();
    insta::assert_snapshot!(told.join("\n"), @r#"
    billing::api::charge {"orders": 1}
    billing::tables::Invoice {"orders": 2}
    billing::tables::Row {"catalog": 3, "orders": 3}
    "#);
}
