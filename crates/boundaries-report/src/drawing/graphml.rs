//! The graph in GraphML, as yEd, Gephi and networkx read it. Groups are an attribute of nodes: readers differ over graphs
//! inside of graphs.

use std::io::{self, Write};

use super::Drawing;
use crate::inert::inert;

/// The attributes: their ids, whose they are, their names and types.
const KEYS: &[(&str, &str, &str, &str)] = &[
    ("label", "node", "label", "string"),
    ("owners", "node", "owners", "string"),
    ("modules", "node", "modules", "int"),
    ("asked", "node", "asked", "boolean"),
    ("references", "edge", "references", "int"),
    ("weight", "edge", "weight", "int"),
    ("normal", "edge", "normal", "int"),
    ("test", "edge", "test", "int"),
    ("build", "edge", "build", "int"),
    ("crossing", "edge", "crossing", "int"),
    ("findings", "edge", "findings", "int"),
    ("failing", "edge", "failing", "int"),
];

impl Drawing {
    /// Writes the drawing as GraphML.
    ///
    /// # Errors
    /// If `out` fails.
    pub fn graphml(&self, out: &mut impl Write) -> io::Result<()> {
        writeln!(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>")?;
        writeln!(
            out,
            "<graphml xmlns=\"http://graphml.graphdrawing.org/xmlns\" \
             xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" \
             xsi:schemaLocation=\"http://graphml.graphdrawing.org/xmlns \
             http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd\">"
        )?;
        for (id, of, name, kind) in KEYS {
            writeln!(out, "  <key id=\"{id}\" for=\"{of}\" attr.name=\"{name}\" attr.type=\"{kind}\"/>")?;
        }
        writeln!(out, "  <graph id=\"{}\" edgedefault=\"directed\">", self.level.as_str())?;
        for (at, node) in self.nodes.iter().enumerate() {
            let owners = node.cluster.map_or(&node.name, |cluster| &self.clusters[cluster]);
            writeln!(out, "    <node id=\"n{at}\">")?;
            for (key, value) in [
                ("label", escaped(&node.name)),
                ("owners", escaped(owners)),
                ("modules", node.modules.to_string()),
                ("asked", node.asked.to_string()),
            ] {
                writeln!(out, "      <data key=\"{key}\">{value}</data>")?;
            }
            writeln!(out, "    </node>")?;
        }
        for (at, edge) in self.edges.iter().enumerate() {
            writeln!(out, "    <edge id=\"e{at}\" source=\"n{}\" target=\"n{}\">", edge.from, edge.to)?;
            for (key, value) in [
                ("references", edge.references()),
                ("weight", edge.references()),
                ("normal", edge.normal),
                ("test", edge.test),
                ("build", edge.build),
                ("crossing", edge.crossing),
                ("findings", edge.findings.len()),
                ("failing", edge.failing),
            ] {
                writeln!(out, "      <data key=\"{key}\">{value}</data>")?;
            }
            writeln!(out, "    </edge>")?;
        }
        writeln!(out, "  </graph>\n</graphml>")
    }
}

/// Text of an element. What XML cannot hold at all is hidden text and was made visible before.
fn escaped(text: &str) -> String {
    let mut result = String::with_capacity(text.len());
    for char in inert(text).chars() {
        match char {
            '<' => result.push_str("&lt;"),
            '>' => result.push_str("&gt;"),
            '&' => result.push_str("&amp;"),
            '\u{fffe}' | '\u{ffff}' => result.push('\u{fffd}'),
            _ => result.push(char),
        }
    }
    result
}
