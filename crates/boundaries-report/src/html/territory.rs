//! The modules of a workspace divided by their owners, in the order of the matrix.

use std::collections::{BTreeMap, BTreeSet};

use boundaries_graph::{DependencyKind, ModuleId};
use boundaries_policy::{OwnershipState, TeamId};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use super::{HtmlPage, model, order, shown};

/// What stands in a link as an escape, so that no browser writes it in its own way.
const IN_LINKS: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.');

/// The territories with the one of each module.
pub(super) struct Territories {
    pub(super) list: Vec<model::Territory>,
    pub(super) of_module: Vec<usize>,
}

#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Key {
    Teams(Vec<TeamId>),
    Group(String),
    Unowned,
    Unmatched,
}

impl Territories {
    pub(super) fn of(page: &HtmlPage<'_>) -> Self {
        let keys: Vec<Key> = page.graph.modules().map(|module| key(page, module.id())).collect();
        let distinct: BTreeSet<&Key> = keys.iter().collect();
        let distinct: Vec<&Key> = distinct.into_iter().collect();
        let position = |key: &Key| distinct.binary_search(&key).expect("every key is among them");

        let mut edges: BTreeMap<(usize, usize), usize> = BTreeMap::new();
        for dependency in page.graph.dependencies().filter(|dependency| dependency.kind() != DependencyKind::Test) {
            let ends = [dependency.from().id(), dependency.to().id()].map(|module| position(&keys[module.index()]));
            *edges.entry((ends[0], ends[1])).or_default() += dependency.references().len();
        }
        // What nobody owns stands at the end, where it disturbs no order.
        let has_owner = |at: &usize| !matches!(distinct[*at], Key::Unowned | Key::Unmatched);
        let (owned, rest): (Vec<usize>, Vec<usize>) = (0..distinct.len()).partition(has_owner);
        let mut row = order::row(&owned, &edges);
        row.extend(rest);

        let mut place = vec![0; row.len()];
        for (at, &group) in row.iter().enumerate() {
            place[group] = at;
        }
        Self {
            list: row.iter().map(|&at| territory(page, distinct[at])).collect(),
            of_module: keys.iter().map(|key| place[position(key)]).collect(),
        }
    }
}

fn key(page: &HtmlPage<'_>, module: ModuleId) -> Key {
    let ownership = page.policy.owner_of_module(module);
    match (ownership.state, page.group_of(module)) {
        (OwnershipState::Owned | OwnershipState::Joint, _) => Key::Teams(ownership.teams.clone()),
        (OwnershipState::Unowned, _) => Key::Unowned,
        (OwnershipState::Unmatched, Some(group)) => Key::Group(group.to_owned()),
        (OwnershipState::Unmatched, None) => Key::Unmatched,
    }
}

fn territory(page: &HtmlPage<'_>, key: &Key) -> model::Territory {
    let named = |names: &[&str], kind: &'static str, teams: Vec<usize>| {
        let encoded: Vec<String> = names.iter().map(|name| utf8_percent_encode(name, IN_LINKS).to_string()).collect();
        model::Territory { name: shown(&names.join(" + ")), slug: encoded.join("+"), kind, teams }
    };
    match key {
        Key::Teams(teams) => {
            let names: Vec<&str> = teams.iter().map(|&team| page.policy.team(team).name.as_str()).collect();
            let kind = if names.len() == 1 { "owned" } else { "joint" };
            named(&names, kind, teams.iter().map(|team| team.index()).collect())
        }
        Key::Group(name) => named(&[name], "group", Vec::new()),
        // No name in a link contains a tilde, so these are nobody else's.
        Key::Unowned => {
            model::Territory { name: "nobody".into(), slug: "~unowned".into(), kind: "unowned", teams: Vec::new() }
        }
        Key::Unmatched => model::Territory {
            name: "unmatched".into(),
            slug: "~unmatched".into(),
            kind: "unmatched",
            teams: Vec::new(),
        },
    }
}
