//! The data of the page as the script reads it. Tables are columns, and everything points at everything by position, so
//! that a large workspace stays small. The shape is private to the page: programs read the machine formats.

use std::collections::HashMap;

use serde::Serialize;

/// The version of the shape, for whoever keeps old pages.
pub(super) const VERSION: u32 = 1;

/// What has become of a dependency; the position is the number in the data, and the worse comes later.
pub(super) const STATES: [&str; 6] = ["inside", "unowned", "honoured", "tolerated", "off-surface", "undeclared"];

#[derive(Serialize)]
pub(super) struct Data {
    pub(super) version: u32,
    pub(super) workspace: String,
    pub(super) day: String,
    /// `policy`, `codeowners` or `nothing`.
    pub(super) basis: &'static str,
    pub(super) teams: Vec<Team>,
    /// In the order of the matrix: who uses stands before who is used.
    pub(super) territories: Vec<Territory>,
    pub(super) crates: Crates,
    pub(super) modules: Modules,
    pub(super) dependencies: Dependencies,
    pub(super) couplings: Couplings,
    pub(super) tangle: Option<Tangle>,
    pub(super) contracts: Vec<Contract>,
    pub(super) rules: Vec<Rule>,
    pub(super) findings: Vec<Finding>,
    pub(super) debts: Vec<Debt>,
    pub(super) ledger: Ledger,
    pub(super) history: History,
    pub(super) exceptions: Vec<Exception>,
    pub(super) summary: Summary,
    pub(super) catalogue: Vec<Metric>,
    pub(super) figures: Vec<Figure>,
    /// Reasons of gaps with how often each occurs.
    pub(super) gaps: Vec<(&'static str, usize)>,
    pub(super) pictures: Pictures,
    /// Texts that others point at by position.
    pub(super) texts: Vec<String>,
}

#[derive(Serialize)]
pub(super) struct Team {
    pub(super) name: String,
    pub(super) contact: Option<String>,
    pub(super) kind: Option<&'static str>,
    pub(super) surface: Option<Vec<String>>,
    pub(super) enforcement: Option<&'static str>,
}

/// Modules with the same owners.
#[derive(Serialize)]
pub(super) struct Territory {
    pub(super) name: String,
    /// The name in links, unique.
    pub(super) slug: String,
    /// `owned`, `joint`, `unowned`, `unmatched` or `group`.
    pub(super) kind: &'static str,
    pub(super) teams: Vec<usize>,
}

/// One entry for each crate.
#[derive(Default, Serialize)]
pub(super) struct Crates {
    pub(super) name: Vec<String>,
    pub(super) kind: Vec<&'static str>,
    pub(super) dir: Vec<String>,
    /// The crates in the order of the matrix.
    pub(super) order: Vec<usize>,
}

/// One entry for each module.
#[derive(Default, Serialize)]
pub(super) struct Modules {
    pub(super) path: Vec<String>,
    #[serde(rename = "crate")]
    pub(super) krate: Vec<usize>,
    pub(super) territory: Vec<usize>,
    /// 0 normal, 1 test, 2 build.
    pub(super) kind: Vec<u8>,
    /// A text: the path of the file.
    pub(super) file: Vec<usize>,
    pub(super) line: Vec<u32>,
    /// A decision, or -1.
    pub(super) decided: Vec<i64>,
    /// The modules in the order of the matrix: by territory, then by crate, then who uses before who is used.
    pub(super) order: Vec<usize>,
    pub(super) decisions: Vec<Decision>,
}

/// A line that decided who owns some modules.
#[derive(Serialize, PartialEq, Eq, Hash, Clone)]
pub(super) struct Decision {
    pub(super) kind: &'static str,
    pub(super) text: String,
    pub(super) file: usize,
    pub(super) line: u32,
}

/// One entry for each dependency between modules.
#[derive(Default, Serialize)]
pub(super) struct Dependencies {
    pub(super) from: Vec<usize>,
    pub(super) to: Vec<usize>,
    pub(super) references: Vec<usize>,
    /// 0 normal, 1 test, 2 build.
    pub(super) kind: Vec<u8>,
    /// The worst state of its references, by position in `STATES`.
    pub(super) state: Vec<u8>,
    /// For those in several states: the dependency, a state, how many references.
    pub(super) mixed: Vec<(usize, u8, usize)>,
}

/// One entry for each coupling, as `metrics --couplings` lists them.
#[derive(Default, Serialize)]
pub(super) struct Couplings {
    /// The module that uses.
    pub(super) from: Vec<usize>,
    /// The module that defines what is used.
    pub(super) to: Vec<usize>,
    /// A text: the item with the types around it; -1 for the module itself.
    pub(super) item: Vec<i64>,
    pub(super) state: Vec<u8>,
    pub(super) references: Vec<usize>,
    /// A text: the file of the first reference.
    pub(super) file: Vec<usize>,
    pub(super) line: Vec<u32>,
    /// How many there are in all; more than listed where the page would grow too large.
    pub(super) total: usize,
}

#[derive(Serialize)]
pub(super) struct Tangle {
    pub(super) teams: Vec<usize>,
    /// Consumer, provider, references.
    pub(super) cut: Vec<(usize, usize, usize)>,
    pub(super) cheapest: bool,
}

#[derive(Serialize)]
pub(super) struct Contract {
    /// Teams; none for every team.
    pub(super) consumers: Option<Vec<usize>>,
    pub(super) providers: Vec<usize>,
    pub(super) standing: &'static str,
    pub(super) uses: usize,
    pub(super) surface: Option<Vec<String>>,
    pub(super) kinds: Vec<&'static str>,
    pub(super) mode: Option<&'static str>,
    pub(super) since: Option<String>,
    pub(super) until: Option<String>,
    pub(super) adr: Option<String>,
    pub(super) deprecated: Option<String>,
    pub(super) reexport: bool,
    pub(super) reason: String,
    pub(super) file: usize,
    pub(super) line: u32,
}

#[derive(Serialize)]
pub(super) struct Rule {
    pub(super) name: &'static str,
    pub(super) summary: &'static str,
    /// How many findings of it there are.
    pub(super) errors: usize,
    pub(super) warnings: usize,
    pub(super) tolerated: usize,
}

#[derive(Serialize)]
pub(super) struct Finding {
    pub(super) rule: usize,
    pub(super) level: &'static str,
    /// `error`, `warning` or `tolerated`.
    pub(super) grade: &'static str,
    pub(super) headline: String,
    pub(super) fingerprint: String,
    pub(super) consumer: String,
    pub(super) provider: String,
    pub(super) consumers: Vec<usize>,
    pub(super) providers: Vec<usize>,
    pub(super) enforcement: &'static str,
    /// What tolerates it: a word, and a text with the reason.
    pub(super) waiver: Option<(&'static str, usize)>,
    /// A text, line, column, a text: the file and what stands there. The first few.
    pub(super) places: Vec<(usize, u32, usize, usize)>,
    pub(super) references: usize,
    /// A word, a text, a text, line: what the place is, a phrase, the file.
    pub(super) labels: Vec<(&'static str, usize, usize, u32)>,
    /// Texts.
    pub(super) notes: Vec<usize>,
    /// A word, a text, and a text to paste or -1.
    pub(super) help: Vec<(&'static str, usize, i64)>,
}

/// What all records of debt say together, those that are not listed included.
#[derive(Serialize)]
pub(super) struct Ledger {
    /// How many records there are.
    pub(super) total: usize,
    /// A word of the ledger, its records, and the references that they tolerate.
    pub(super) kinds: Vec<(&'static str, usize, usize)>,
    /// Teams that use, teams that are used, references, records; those with the most references in front.
    pub(super) pairs: Vec<(Vec<usize>, Vec<usize>, usize, usize)>,
    /// What each whole month, the oldest first, has cost all records: lines.
    pub(super) lines: Vec<u64>,
    /// A team, the references that it tolerates of its own use of others, and its budget.
    pub(super) budgets: Vec<(usize, usize, Option<u32>)>,
}

/// A record that tolerates couplings.
#[derive(Serialize)]
pub(super) struct Debt {
    pub(super) rule: Option<&'static str>,
    /// Texts.
    pub(super) consumer: usize,
    pub(super) provider: usize,
    pub(super) consumers: Vec<usize>,
    pub(super) providers: Vec<usize>,
    pub(super) references: usize,
    /// The word of the ledger.
    pub(super) kind: &'static str,
    pub(super) reason: usize,
    pub(super) until: Option<String>,
    pub(super) file: usize,
    pub(super) line: u32,
    /// Since when the record stands in its file: a day, a commit, whether the history begins there.
    pub(super) recorded: Option<(String, String, bool)>,
    /// Since when a file that uses names what it uses, likewise.
    pub(super) used: Option<(String, String, bool)>,
    pub(super) interest: Option<Interest>,
}

/// What a debt has cost.
#[derive(Serialize)]
pub(super) struct Interest {
    /// Of each whole month, the oldest first.
    pub(super) commits: Vec<u64>,
    pub(super) lines: Vec<u64>,
    /// How many lines a month adds to what a month costs, and what the next three would cost: expected, at least, at most.
    pub(super) slope: Option<f64>,
    pub(super) forecast: Option<(f64, f64, f64)>,
}

/// The history behind the page.
#[derive(Serialize)]
pub(super) struct History {
    /// Why there is none, where there is none.
    pub(super) missing: Option<String>,
    pub(super) since: Option<String>,
    pub(super) until: Option<String>,
    pub(super) commits: usize,
    /// The last day of each whole month, the oldest first, with parts and wholes: changes that cross teams, changes that
    /// needed nobody else, and what changed together across teams under a contract of today.
    pub(super) months: Vec<(String, [(usize, usize); 3])>,
}

#[derive(Serialize)]
pub(super) struct Exception {
    pub(super) from: String,
    pub(super) to: String,
    pub(super) reason: String,
    pub(super) until: Option<String>,
    pub(super) file: usize,
    pub(super) line: u32,
}

#[derive(Serialize)]
pub(super) struct Summary {
    pub(super) denied: usize,
    pub(super) warned: usize,
    pub(super) failing: usize,
    pub(super) waived: usize,
    pub(super) recorded: usize,
    pub(super) remaining: usize,
}

#[derive(Serialize)]
pub(super) struct Metric {
    pub(super) name: &'static str,
    pub(super) summary: &'static str,
    pub(super) formula: &'static str,
    pub(super) unit: &'static str,
    pub(super) of: &'static str,
    pub(super) inputs: &'static str,
    pub(super) errors: &'static str,
    pub(super) source: &'static str,
    pub(super) measured: bool,
}

#[derive(Serialize)]
pub(super) struct Figure {
    pub(super) metric: &'static str,
    /// A team; none for the workspace.
    pub(super) team: Option<usize>,
    /// The part of a share, else the number.
    pub(super) part: usize,
    /// The whole of a share; none for a count.
    pub(super) whole: Option<usize>,
}

#[derive(Default, Serialize)]
pub(super) struct Pictures {
    pub(super) territories: Picture,
    pub(super) crates: Picture,
}

/// A drawing of who uses whom, from left to right.
#[derive(Default, Serialize)]
pub(super) struct Picture {
    pub(super) width: i64,
    pub(super) height: i64,
    /// Whether it is drawn from above to below, not from left to right.
    pub(super) down: bool,
    pub(super) nodes: Vec<Node>,
    pub(super) lines: Vec<Line>,
    /// How many were left out, so that it can still be read.
    pub(super) left_out: usize,
}

#[derive(Serialize)]
pub(super) struct Node {
    /// The position of what it stands for, in its table.
    pub(super) of: usize,
    pub(super) x: i64,
    pub(super) y: i64,
    pub(super) width: i64,
}

#[derive(Serialize)]
pub(super) struct Line {
    /// Positions in `nodes`.
    pub(super) from: usize,
    pub(super) to: usize,
    /// The references in each state.
    pub(super) references: [usize; STATES.len()],
    /// Whether it runs against the order.
    pub(super) against: bool,
    /// Whether a longer way says the same.
    pub(super) implied: bool,
    /// Where it bends: x, y.
    pub(super) points: Vec<(i64, i64)>,
}

/// Texts that occur more than once, each kept once. Everything hidden in them is made visible.
#[derive(Default)]
pub(super) struct Texts {
    pub(super) list: Vec<String>,
    positions: HashMap<String, usize>,
}

impl Texts {
    pub(super) fn put(&mut self, text: &str) -> usize {
        if let Some(&known) = self.positions.get(text) {
            return known;
        }
        let position = self.list.len();
        self.list.push(super::shown(text));
        self.positions.insert(text.to_owned(), position);
        position
    }

    /// The position as a number that can also say that there is none.
    pub(super) fn put_signed(&mut self, text: &str) -> i64 {
        i64::try_from(self.put(text)).unwrap_or(-1)
    }
}
