//! The graph in the language of Mermaid, which code forges draw inside Markdown.

use std::fmt::Write as _;
use std::io::{self, Write};

use super::{Drawing, DrawnNode, Line};
use crate::inert::inert;

impl Drawing {
    /// Writes the drawing as a flow chart of Mermaid.
    ///
    /// # Errors
    /// If `out` fails.
    pub fn mermaid(&self, out: &mut impl Write) -> io::Result<()> {
        writeln!(out, "%% {}", self.legend())?;
        writeln!(out, "flowchart LR")?;
        for (cluster, name) in self.clusters.iter().enumerate() {
            writeln!(out, "  subgraph c{cluster}[\"{}\"]", escaped(name))?;
            for (at, node) in self.nodes_of(Some(cluster)) {
                write_node("    ", at, node, out)?;
            }
            writeln!(out, "  end")?;
        }
        for (at, node) in self.nodes_of(None) {
            write_node("  ", at, node, out)?;
        }
        for edge in &self.edges {
            let arrow = match edge.line() {
                Line::Plain => "-->",
                Line::Thick => "==>",
                Line::Dashed => "-.->",
            };
            writeln!(out, "  n{} {arrow}|\"{}\"| n{}", edge.from, edge.label(), edge.to)?;
        }
        Ok(())
    }
}

/// A node; one that was asked about has doubled sides.
fn write_node(indent: &str, at: usize, node: &DrawnNode, out: &mut impl Write) -> io::Result<()> {
    let (open, close) = if node.asked { ("[[", "]]") } else { ("[", "]") };
    writeln!(out, "{indent}n{at}{open}\"{}\"{close}", escaped(&node.name))
}

/// Text inside quotes, where Mermaid reads Markdown, HTML and its own entities: every sign that could mean something is
/// written as an entity.
fn escaped(text: &str) -> String {
    let mut result = String::with_capacity(text.len());
    for char in inert(text).chars() {
        let is_plain = char.is_alphanumeric() || matches!(char, ' ' | '-' | '/' | '.' | ',' | ':') || !char.is_ascii();
        if is_plain {
            result.push(char);
        } else {
            write!(result, "#{};", u32::from(char)).expect("a string takes everything");
        }
    }
    result
}
