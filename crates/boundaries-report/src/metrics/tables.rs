//! The numbers as tables: the same rows and columns for reading and for pages.

use std::collections::{BTreeMap, BTreeSet};

use boundaries_lint::metrics::{Balance, Figure, FromHistory, Measured, ModulePair, PairKind, Value};

use super::{MeasuredHistory, MetricsPage};

/// A table with a heading. The first cell of a row is a name, the others are numbers.
pub(super) struct Table {
    pub(super) title: &'static str,
    pub(super) head: Vec<String>,
    pub(super) rows: Vec<(String, Vec<String>)>,
}

const CONTRACTS: &[(&str, &str)] = &[
    ("references", "crossing-references"),
    ("honoured", "honoured"),
    ("undeclared", "undeclared"),
    ("off surface", "off-surface"),
    ("tolerated", "tolerated"),
    ("coverage", "contract-coverage"),
    ("stale contracts", "stale-contracts"),
];

const STRUCTURE: &[(&str, &str)] = &[
    ("fan-in", "fan-in"),
    ("fan-out", "fan-out"),
    ("instability", "instability"),
    ("static autonomy", "static-autonomy"),
    ("direct modules", "direct-modules"),
    ("modules", "reaching-modules"),
    ("direct teams", "direct-teams"),
    ("teams", "reaching-teams"),
];

const CHANGES: &[(&str, &str)] = &[
    ("changes", "changes"),
    ("cross-team", "cross-team-change-rate"),
    ("coverage", "co-change-coverage"),
    ("by team", "changes-by-team"),
    ("autonomy", "autonomy"),
    ("hidden pairs", "hidden-coupling"),
    ("dormant pairs", "dormant-coupling"),
];

/// Tables that only a sample is shown of are not longer than this.
const SAMPLE: usize = 20;

impl MetricsPage<'_> {
    pub(super) fn tables(&self) -> Vec<Table> {
        let is_workspace = |of: &Measured| *of == Measured::Workspace;
        let is_team = |of: &Measured| matches!(of, Measured::Team(_));
        let is_pair = |of: &Measured| matches!(of, Measured::Pair { .. });
        let is_subject = |of: &Measured| *of == Measured::Subject;
        let is_between = |of: &Measured| matches!(of, Measured::Between { .. });
        let mut tables = vec![
            self.table("what crosses the boundaries between teams", CONTRACTS, is_workspace),
            self.table("what each team uses of others", CONTRACTS, is_team),
            self.table("who leans on each team, and how far a change of it reaches", STRUCTURE, is_team),
            self.table("who uses whom", CONTRACTS, is_pair),
            self.table("how far a change reaches", STRUCTURE, is_subject),
        ];
        if let MeasuredHistory::Read(_, found) = self.history {
            tables.extend([
                self.table("what changes cross the boundaries between teams", CHANGES, is_workspace),
                self.table("what changes each team makes and sees", CHANGES, is_team),
                self.waits(),
                self.table("whose code changes together", CHANGES, is_between),
                self.pairs_table(found),
                self.modules_table(),
                self.balances_table(found),
            ]);
        }
        tables.into_iter().filter(|table| !table.rows.is_empty()).collect()
    }

    /// Whom the changes of each team wait for: a row for each team that waits, a column for each that is waited for.
    fn waits(&self) -> Table {
        let mut waits: BTreeMap<(String, String), usize> = BTreeMap::new();
        for figure in self.figures.iter().filter(|figure| figure.metric.name == "waits-for") {
            if let (Measured::Pair { consumers, providers }, Value::Count(count)) = (&figure.of, figure.value) {
                waits.insert((self.names(consumers).join(" + "), self.names(providers).join(" + ")), count);
            }
        }
        let rows: BTreeSet<&String> = waits.keys().map(|(waiting, _)| waiting).collect();
        let mut head: BTreeMap<&String, usize> = BTreeMap::new();
        for ((_, other), count) in &waits {
            *head.entry(other).or_default() += count;
        }
        let mut head: Vec<(&String, usize)> = head.into_iter().collect();
        head.sort_by_key(|&(name, count)| (std::cmp::Reverse(count), name));
        let cell = |waiting: &String, other: &String| {
            waits.get(&(waiting.clone(), other.clone())).map_or_else(|| "-".to_owned(), usize::to_string)
        };
        let row = |waiting: &String| (waiting.clone(), head.iter().map(|(other, _)| cell(waiting, other)).collect());
        Table {
            title: "whose consent the changes of each team needed",
            rows: rows.into_iter().map(row).collect(),
            head: head.iter().map(|(name, _)| (*name).clone()).collect(),
        }
    }

    fn pairs_table(&self, found: &FromHistory) -> Table {
        let row = |pair: &ModulePair| {
            let path = |module| self.graph.module(module).path();
            let counts = [pair.shared.len(), pair.changes_of.0, pair.changes_of.1].map(|count| count.to_string());
            let cells = counts.into_iter().chain([format!("{:.1} %", pair.degree())]).collect();
            (format!("{} ~ {}", path(pair.one), path(pair.other)), cells)
        };
        let hidden = found.pairs.iter().filter(|pair| pair.kind == PairKind::Hidden);
        Table {
            title: "what changes together without a reference",
            head: ["together", "changes", "changes", "degree"].map(str::to_owned).to_vec(),
            rows: hidden.take(SAMPLE).map(row).collect(),
        }
    }

    /// The modules whose owners make the least of their changes.
    fn modules_table(&self) -> Table {
        let mut rows: BTreeMap<&Measured, (Option<Value>, Option<Value>)> = BTreeMap::new();
        for figure in self.figures.iter().filter(|figure| matches!(figure.of, Measured::Module(_))) {
            let (share, foreign) = rows.entry(&figure.of).or_default();
            match figure.metric.name {
                "own-team-share" => *share = Some(figure.value),
                "foreign-teams" => *foreign = Some(figure.value),
                _ => {}
            }
        }
        let mut rows: Vec<(f64, String, Vec<String>)> = rows
            .into_iter()
            .filter_map(|(of, (share, foreign))| {
                let share = share?;
                let Value::Share { part, whole } = share else { return None };
                let cells =
                    vec![shown(share), part.to_string(), whole.to_string(), foreign.map(shown).unwrap_or_default()];
                Some((share.number()?, self.label(of), cells))
            })
            .filter(|(share, ..)| *share < 1.0)
            .collect();
        rows.sort_by(|a, b| a.0.total_cmp(&b.0).then_with(|| a.1.cmp(&b.1)));
        Table {
            title: "modules whose owners make the least of their changes",
            head: ["own share", "by owners", "changes", "other teams"].map(str::to_owned).to_vec(),
            rows: rows.into_iter().take(SAMPLE).map(|(_, name, cells)| (name, cells)).collect(),
        }
    }

    fn balances_table(&self, found: &FromHistory) -> Table {
        let row = |balance: &Balance| {
            let path = |module| self.graph.module(module).path();
            let Balance { strength, distance, volatility, score, references, .. } = balance;
            let cells = [score, strength, distance, volatility].map(|number| number.to_string());
            let cells = cells.into_iter().chain([references.to_string()]).collect();
            (format!("{} -> {}", path(balance.consumer), path(balance.provider)), cells)
        };
        Table {
            title: "couplings between teams to look at first",
            head: ["balance", "strength", "distance", "volatility", "references"].map(str::to_owned).to_vec(),
            rows: found.balances.iter().take(SAMPLE).map(row).collect(),
        }
    }

    fn table(
        &self,
        title: &'static str,
        columns: &[(&'static str, &'static str)],
        is_meant: impl Fn(&Measured) -> bool,
    ) -> Table {
        let mut measured: Vec<&Measured> = Vec::new();
        let is_column = |figure: &Figure| columns.iter().any(|(_, metric)| figure.metric.name == *metric);
        for figure in self.figures.iter().filter(|figure| is_meant(&figure.of) && is_column(figure)) {
            if measured.last() != Some(&&figure.of) && !measured.contains(&&figure.of) {
                measured.push(&figure.of);
            }
        }
        let has = |metric: &str| self.figures.iter().any(|each| each.metric.name == metric && is_meant(&each.of));
        let columns: Vec<_> = columns.iter().filter(|(_, metric)| has(metric)).collect();
        let cell = |metric: &str, of: &Measured| {
            let figure = self.figures.iter().find(|each| each.metric.name == metric && each.of == *of);
            figure.map_or_else(|| "-".to_owned(), |figure| shown(figure.value))
        };
        let mut rows: Vec<(String, Vec<String>)> = measured
            .into_iter()
            .map(|of| (self.label(of), columns.iter().map(|(_, metric)| cell(metric, of)).collect()))
            .collect();
        rows.sort();
        Table { title, head: columns.iter().map(|(head, _)| (*head).to_owned()).collect(), rows }
    }

    pub(super) fn label(&self, of: &Measured) -> String {
        match of {
            Measured::Workspace => "workspace".to_owned(),
            Measured::Team(team) => self.policy.team(*team).name.clone(),
            Measured::Pair { consumers, providers } => {
                format!("{} -> {}", self.names(consumers).join(" + "), self.names(providers).join(" + "))
            }
            Measured::Between { one, other } => {
                let mut sides = [self.names(one).join(" + "), self.names(other).join(" + ")];
                sides.sort();
                sides.join(" ~ ")
            }
            Measured::Module(module) => self.graph.module(*module).path().to_owned(),
            Measured::Subject => self.radius.map(|(subject, _)| subject.to_owned()).unwrap_or_default(),
        }
    }

    /// The tangle in words, if its size was measured.
    pub(super) fn tangle_told(&self) -> Option<String> {
        let is_measured = |figure: &Figure| figure.metric.name == "team-tangle";
        self.figures.iter().any(is_measured).then(|| match self.tangle {
            None => "team tangle: no teams reach each other".to_owned(),
            Some(tangle) => {
                let cut = tangle.cut.iter().map(|(user, used, references)| {
                    let (user, used) = (self.names(&[*user]).join(""), self.names(&[*used]).join(""));
                    format!("{user} -> {used} ({references})")
                });
                let cut: Vec<String> = cut.collect();
                let best = if tangle.is_cheapest { "cheapest cut" } else { "best cut found" };
                let references: usize = tangle.cut.iter().map(|(.., references)| references).sum();
                let members = self.names(&tangle.teams).join(", ");
                let size = tangle.teams.len();
                format!(
                    "team tangle: {size} teams ({members}); {best}, in references: {references}, {}",
                    cut.join(", ")
                )
            }
        })
    }
}

/// Counts as they are, shares in percent with a digit, nothing for a share of nothing.
pub(crate) fn shown(value: Value) -> String {
    match (value, value.number()) {
        (Value::Count(count), _) => count.to_string(),
        (Value::Share { .. }, Some(share)) => format!("{:.1} %", share * 100.0),
        (Value::Share { .. }, None) => "-".to_owned(),
    }
}
