//! The graph as one JSON object; `docs/graph.schema.json` is generated from these shapes. Fields are only ever added;
//! anything else raises [`SCHEMA_VERSION`].

use std::io::{self, Write};

use serde::Serialize;

use super::Drawing;
use crate::json::write_pretty;

/// The version of the format.
const SCHEMA_VERSION: u32 = 1;

/// A graph between teams, crates or modules.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
struct Graph<'a> {
    /// The version of this format.
    schema_version: u32,
    /// What stands for one node: `team`, `crate` or `module`.
    level: &'a str,
    /// The nodes, by owners and name.
    nodes: Vec<Node<'a>>,
    /// The edges, by the positions of their ends.
    edges: Vec<Edge<'a>>,
}

/// One thing that uses, or is used.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
struct Node<'a> {
    /// A name that no other node has.
    name: &'a str,
    /// The names of the teams that own code of it; empty where nobody does.
    teams: &'a [String],
    /// What its group is called in drawings.
    group: Option<&'a str>,
    /// How many modules it stands for.
    modules: usize,
    /// Whether it was asked about.
    asked: bool,
}

/// All that one node uses of another.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
struct Edge<'a> {
    /// The position of the node that uses, from 0.
    from: usize,
    /// The position of the node that is used, from 0.
    to: usize,
    /// How many references it consists of.
    references: usize,
    /// Those in code that ships.
    normal: usize,
    /// Those in tests, benchmarks and examples.
    test: usize,
    /// Those in build scripts.
    build: usize,
    /// Those that cross a boundary between teams.
    crossing: usize,
    /// The fingerprints of the open findings about it, as `check --format json` has them.
    findings: &'a [String],
    /// How many of these make a check fail.
    failing: usize,
}

impl Drawing {
    /// Writes the drawing as JSON.
    ///
    /// # Errors
    /// If `out` fails.
    pub fn json(&self, out: &mut impl Write) -> io::Result<()> {
        let graph = Graph {
            schema_version: SCHEMA_VERSION,
            level: self.level.as_str(),
            nodes: self
                .nodes
                .iter()
                .map(|node| Node {
                    name: &node.name,
                    teams: &node.teams,
                    group: node.cluster.map(|cluster| self.clusters[cluster].as_str()),
                    modules: node.modules,
                    asked: node.asked,
                })
                .collect(),
            edges: self
                .edges
                .iter()
                .map(|edge| Edge {
                    from: edge.from,
                    to: edge.to,
                    references: edge.references(),
                    normal: edge.normal,
                    test: edge.test,
                    build: edge.build,
                    crossing: edge.crossing,
                    findings: &edge.findings,
                    failing: edge.failing,
                })
                .collect(),
        };
        write_pretty(&graph, out)
    }
}

/// The JSON Schema of the format.
#[cfg(feature = "schema")]
#[must_use]
pub fn graph_schema() -> String {
    crate::json::schema_text(&schemars::schema_for!(Graph<'_>))
}
