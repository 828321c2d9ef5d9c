//! Both directions across a boundary: what others use of the code inside, and what that uses of theirs.

use std::collections::{BTreeMap, BTreeSet};

use boundaries_graph::{Definition, ModuleGraph, ModuleId, ReferenceKind, Span};
use boundaries_policy::{Policy, TeamId};

use crate::permission::provider_item;

/// Who stands on the other side.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum OtherSide {
    /// A team that owns nothing inside.
    Team(TeamId),
    /// A crate whose code belongs to nobody, or to the same team.
    Crate(String),
    /// What else the crate holds in which the code inside stands.
    RestOf(String),
}

/// What one neighbour and the code inside use of each other: items, each with the places that name it, in order.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Neighbour {
    /// Who it is.
    pub side: OtherSide,
    /// What the neighbour uses of the code inside.
    pub uses_of_it: Vec<(Definition, Vec<Span>)>,
    /// What the code inside uses of the neighbour.
    pub it_uses: Vec<(Definition, Vec<Span>)>,
}

type Uses = BTreeMap<Definition, BTreeSet<Span>>;

impl Neighbour {
    /// All neighbours of the modules inside, the teams in front.
    #[must_use]
    pub fn all(graph: &ModuleGraph, policy: &Policy, inside: &BTreeSet<ModuleId>) -> Vec<Self> {
        let teams = |module: ModuleId| &policy.owner_of_module(module).teams;
        let own: BTreeSet<TeamId> = inside.iter().flat_map(|&module| teams(module)).copied().collect();
        let crates: BTreeSet<_> = inside.iter().map(|&module| graph.module(module).krate().id()).collect();
        let sides = |module: ModuleId| -> Vec<OtherSide> {
            let others: Vec<TeamId> = teams(module).iter().copied().filter(|team| !own.contains(team)).collect();
            if !others.is_empty() {
                return others.into_iter().map(OtherSide::Team).collect();
            }
            let krate = graph.module(module).krate();
            let name = krate.root().path().to_owned();
            vec![if crates.contains(&krate.id()) { OtherSide::RestOf(name) } else { OtherSide::Crate(name) }]
        };
        let mut found: BTreeMap<OtherSide, (Uses, Uses)> = BTreeMap::new();
        for reference in graph.references().iter().filter(|each| each.kind != ReferenceKind::DocLink) {
            let used = graph.module_of(reference.definition);
            let what = provider_item(graph, reference.definition);
            match (inside.contains(&reference.from), inside.contains(&used)) {
                (false, true) => {
                    for side in sides(reference.from) {
                        found.entry(side).or_default().0.entry(what).or_default().insert(reference.span);
                    }
                }
                (true, false) => {
                    for side in sides(used) {
                        found.entry(side).or_default().1.entry(what).or_default().insert(reference.span);
                    }
                }
                _ => {}
            }
        }
        let sorted = |uses: Uses| {
            let mut uses: Vec<(Definition, Vec<Span>)> =
                uses.into_iter().map(|(what, places)| (what, places.into_iter().collect())).collect();
            uses.sort_by_cached_key(|(what, _)| graph.definition_path(*what));
            uses
        };
        let neighbour = |(side, (of_it, of_them))| Self { side, uses_of_it: sorted(of_it), it_uses: sorted(of_them) };
        let mut all: Vec<Self> = found.into_iter().map(neighbour).collect();
        all.sort_by_cached_key(|each| match &each.side {
            OtherSide::Team(team) => (0, policy.team(*team).name.clone()),
            OtherSide::Crate(name) => (1, name.clone()),
            OtherSide::RestOf(name) => (2, name.clone()),
        });
        all
    }
}
