//! What each side of a boundary uses of the other, and how to ask what would close the other side.

use std::io::{self, Write};

use boundaries_graph::{Definition, Span};
use boundaries_lint::OtherSide;
use serde::Serialize;

use super::{PLACES, SHOWN, SealPage};
use crate::json::place;
use crate::sanitize::sanitised;
use crate::summary::count;
use crate::theme::{Paint, TextOptions};
use crate::wire::Place;

/// Who stands on the other side of a boundary.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub(super) struct Neighbour<'a> {
    /// `team`, `crate`, or `rest-of-crate` for what else stands in the crate of the code inside.
    kind: &'static str,
    /// The name of the team or crate.
    name: &'a str,
    /// What it uses of the code inside.
    uses_of_it: Vec<Use<'a>>,
    /// What the code inside uses of it.
    it_uses: Vec<Use<'a>>,
}

/// An item that one side uses of the other.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
struct Use<'a> {
    /// The path of the module or item.
    what: String,
    /// The places that name it.
    places: Vec<Option<Place<'a>>>,
}

impl SealPage<'_> {
    pub(super) fn sides(&self, options: TextOptions, out: &mut impl Write) -> io::Result<()> {
        if self.neighbours.is_empty() {
            return Ok(());
        }
        writeln!(out, "\n{}", options.paint(Paint::Strong, "what it and others use of each other"))?;
        for neighbour in self.neighbours.iter().take(SHOWN) {
            let (who, ask) = match &neighbour.side {
                OtherSide::Team(team) => {
                    let name = &self.policy.team(*team).name;
                    (format!("team `{name}`"), Some(format!("team:{name}")))
                }
                OtherSide::Crate(name) => (format!("crate `{name}`"), Some(format!("crate:{name}"))),
                OtherSide::RestOf(name) => (format!("the rest of crate `{name}`"), None),
            };
            if !neighbour.uses_of_it.is_empty() {
                let told = format!("{who} uses of it: {}", self.used(&neighbour.uses_of_it));
                writeln!(out, "  {}", sanitised(&told))?;
            }
            if !neighbour.it_uses.is_empty() {
                let told = format!("it uses of {who}: {}", self.used(&neighbour.it_uses));
                writeln!(out, "  {}", sanitised(&told))?;
                if let Some(ask) = ask {
                    let told = format!("what would close that side: `cargo boundaries seal {ask}`");
                    writeln!(out, "      {}", options.paint(Paint::Quiet, &sanitised(&told)))?;
                }
            }
        }
        if self.neighbours.len() > SHOWN {
            writeln!(out, "  and {} more", self.neighbours.len() - SHOWN)?;
        }
        Ok(())
    }

    pub(super) fn wire_neighbours(&self) -> Vec<Neighbour<'_>> {
        let uses = |all: &[(Definition, Vec<Span>)]| {
            let one = |(what, places): &(Definition, Vec<Span>)| Use {
                what: self.graph.definition_path(*what),
                places: places.iter().map(|&span| place(self.sources, span)).collect(),
            };
            all.iter().map(one).collect()
        };
        let neighbours = self.neighbours.iter().map(|neighbour| {
            let (kind, name) = match &neighbour.side {
                OtherSide::Team(team) => ("team", self.policy.team(*team).name.as_str()),
                OtherSide::Crate(name) => ("crate", name.as_str()),
                OtherSide::RestOf(name) => ("rest-of-crate", name.as_str()),
            };
            Neighbour { kind, name, uses_of_it: uses(&neighbour.uses_of_it), it_uses: uses(&neighbour.it_uses) }
        });
        neighbours.collect()
    }

    /// The items that are used most, each with how often and where first.
    fn used(&self, uses: &[(Definition, Vec<Span>)]) -> String {
        let all: usize = uses.iter().map(|(_, places)| places.len()).sum();
        let mut most: Vec<&(Definition, Vec<Span>)> = uses.iter().collect();
        // Stable, so that items named as often stay in the order of their paths.
        most.sort_by_key(|(_, places)| std::cmp::Reverse(places.len()));
        let one = |(what, places): &&(Definition, Vec<Span>)| {
            let first = places.first().map(|&place| self.place(place)).unwrap_or_default();
            format!("{} ({}, {first})", self.graph.definition_path(*what), places.len())
        };
        let shown: Vec<String> = most.iter().take(PLACES).map(one).collect();
        let more = match most.len().saturating_sub(PLACES) {
            0 => String::new(),
            more => format!(" and {}", count(more, "further item")),
        };
        format!("{}: {}{more}", count(all, "reference"), shown.join(", "))
    }
}
