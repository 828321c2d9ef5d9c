//! The graph between teams, crates or modules, for programs that draw it.
//!
//! A [`Drawing`] is what there is to draw, in the order in which it is written: groups by name, nodes by name within them,
//! edges by their ends. A small change of the code is so a small change of the file, and of the picture that a program
//! makes of it. Numbers stand at the edges; what has findings is told by words and by a thick line, never by colour alone.
//!
//! Names are written by others. Each format has its own escapes, and none lets a name end a string, open a tag or become
//! a command of the format.

mod dot;
mod graphml;
mod json;
mod mermaid;

use std::fmt::Write as _;

use crate::summary::count;

#[cfg(feature = "schema")]
pub use json::graph_schema;

/// What stands for one node.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum DrawingLevel {
    /// The code of one team, or of teams that own it jointly.
    Team,
    /// A crate.
    Crate,
    /// A module, or several that are drawn as one.
    Module,
}

impl DrawingLevel {
    /// The word on the command line and in machine-readable output.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Team => "team",
            Self::Crate => "crate",
            Self::Module => "module",
        }
    }
}

/// Nodes and edges, ready to be written.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Drawing {
    /// What stands for one node.
    pub level: DrawingLevel,
    /// The groups that nodes are drawn in: what has the same owners. None at the level of teams.
    pub clusters: Vec<String>,
    /// The nodes, by group and name.
    pub nodes: Vec<DrawnNode>,
    /// The edges, by the positions of their ends.
    pub edges: Vec<DrawnEdge>,
}

/// One thing that uses, or is used.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DrawnNode {
    /// A name that no other node has.
    pub name: String,
    /// The names of the teams that own code of it, in order.
    pub teams: Vec<String>,
    /// The position of its group.
    pub cluster: Option<usize>,
    /// How many modules it stands for.
    pub modules: usize,
    /// Whether it was asked about.
    pub asked: bool,
}

/// All that one node uses of another.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct DrawnEdge {
    /// The position of the node that uses.
    pub from: usize,
    /// The position of the node that is used.
    pub to: usize,
    /// References in code that ships.
    pub normal: usize,
    /// References in tests, benchmarks and examples.
    pub test: usize,
    /// References in build scripts.
    pub build: usize,
    /// References that cross a boundary between teams.
    pub crossing: usize,
    /// The fingerprints of the open findings about it, in order.
    pub findings: Vec<String>,
    /// How many of these make a check fail.
    pub failing: usize,
}

impl DrawnEdge {
    /// How many references it consists of.
    #[must_use]
    pub fn references(&self) -> usize {
        self.normal + self.test + self.build
    }

    /// `12`, or `12, 3 findings`; where only tests or build scripts use it, that is said.
    fn label(&self) -> String {
        let mut label = self.references().to_string();
        if self.normal == 0 {
            label.push_str(if self.build == 0 { " in tests" } else { " in build scripts" });
        }
        if !self.findings.is_empty() {
            let findings = count(self.findings.len(), "finding");
            write!(label, ", {findings}").expect("a string takes everything");
        }
        label
    }

    fn line(&self) -> Line {
        match (self.findings.is_empty(), self.normal) {
            (false, _) => Line::Thick,
            (true, 0) => Line::Dashed,
            (true, _) => Line::Plain,
        }
    }
}

/// How an edge is drawn.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Line {
    Plain,
    /// It has findings.
    Thick,
    /// No code that ships is behind it.
    Dashed,
}

impl Drawing {
    /// What the lines mean, in one sentence.
    fn legend(&self) -> &'static str {
        "numbers count references; a thick line has findings, a dashed one is only in tests or build scripts"
    }

    /// The nodes of a group, or those without one, with their positions.
    fn nodes_of(&self, cluster: Option<usize>) -> impl Iterator<Item = (usize, &DrawnNode)> {
        self.nodes.iter().enumerate().filter(move |(_, node)| node.cluster == cluster)
    }
}
