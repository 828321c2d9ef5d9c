//! The graph in the language of Graphviz.

use std::io::{self, Write};

use super::{Drawing, DrawnNode, Line};
use crate::inert::inert;

impl Drawing {
    /// Writes the drawing for Graphviz: `dot -Tsvg`.
    ///
    /// # Errors
    /// If `out` fails.
    pub fn dot(&self, out: &mut impl Write) -> io::Result<()> {
        writeln!(out, "digraph boundaries {{")?;
        // Without `newrank`, Graphviz 2.43 gives up on some graphs of a hundred crates in groups.
        writeln!(
            out,
            "  graph [rankdir=LR, newrank=true, fontname=\"sans-serif\", label=\"{}\", labelloc=b];",
            self.legend()
        )?;
        writeln!(out, "  node [shape=box, style=rounded, fontname=\"sans-serif\"];")?;
        writeln!(out, "  edge [fontname=\"sans-serif\", fontsize=10];")?;
        for (cluster, name) in self.clusters.iter().enumerate() {
            writeln!(out, "  subgraph cluster_{cluster} {{")?;
            writeln!(out, "    label=\"{}\";", escaped(name))?;
            for (at, node) in self.nodes_of(Some(cluster)) {
                write_node("    ", at, node, out)?;
            }
            writeln!(out, "  }}")?;
        }
        for (at, node) in self.nodes_of(None) {
            write_node("  ", at, node, out)?;
        }
        for edge in &self.edges {
            let style = match edge.line() {
                Line::Plain => "",
                Line::Thick => ", style=bold, penwidth=3",
                Line::Dashed => ", style=dashed",
            };
            writeln!(out, "  n{} -> n{} [label=\"{}\"{style}];", edge.from, edge.to, edge.label())?;
        }
        writeln!(out, "}}")
    }
}

fn write_node(indent: &str, at: usize, node: &DrawnNode, out: &mut impl Write) -> io::Result<()> {
    let asked = if node.asked { ", peripheries=2" } else { "" };
    writeln!(out, "{indent}n{at} [label=\"{}\"{asked}];", escaped(&node.name))
}

/// Text inside quotes. Graphviz reads escapes and the entities of HTML there.
fn escaped(text: &str) -> String {
    let mut result = String::with_capacity(text.len());
    for char in inert(text).chars() {
        match char {
            '"' | '\\' => result.extend(['\\', char]),
            '&' => result.push_str("&amp;"),
            _ => result.push(char),
        }
    }
    result
}
