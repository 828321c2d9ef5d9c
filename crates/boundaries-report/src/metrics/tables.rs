//! The numbers as tables: the same rows and columns for reading and for pages.

use boundaries_lint::metrics::{Figure, Measured, Value};

use super::MetricsPage;

/// A table with a heading. The first cell of a row is a name, the others are numbers.
pub(super) struct Table {
    pub(super) title: &'static str,
    pub(super) head: Vec<&'static str>,
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

impl MetricsPage<'_> {
    pub(super) fn tables(&self) -> Vec<Table> {
        let is_workspace = |of: &Measured| *of == Measured::Workspace;
        let is_team = |of: &Measured| matches!(of, Measured::Team(_));
        let is_pair = |of: &Measured| matches!(of, Measured::Pair { .. });
        let is_subject = |of: &Measured| *of == Measured::Subject;
        let tables = [
            self.table("what crosses the boundaries between teams", CONTRACTS, is_workspace),
            self.table("what each team uses of others", CONTRACTS, is_team),
            self.table("who leans on each team, and how far a change of it reaches", STRUCTURE, is_team),
            self.table("who uses whom", CONTRACTS, is_pair),
            self.table("how far a change reaches", STRUCTURE, is_subject),
        ];
        tables.into_iter().filter(|table| !table.rows.is_empty()).collect()
    }

    fn table(
        &self,
        title: &'static str,
        columns: &[(&'static str, &'static str)],
        is_meant: impl Fn(&Measured) -> bool,
    ) -> Table {
        let mut measured: Vec<&Measured> = Vec::new();
        for figure in self.figures.iter().filter(|figure| is_meant(&figure.of)) {
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
        Table { title, head: columns.iter().map(|(head, _)| *head).collect(), rows }
    }

    pub(super) fn label(&self, of: &Measured) -> String {
        match of {
            Measured::Workspace => "workspace".to_owned(),
            Measured::Team(team) => self.policy.team(*team).name.clone(),
            Measured::Pair { consumers, providers } => {
                format!("{} -> {}", self.names(consumers).join(" + "), self.names(providers).join(" + "))
            }
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
pub(super) fn shown(value: Value) -> String {
    match (value, value.number()) {
        (Value::Count(count), _) => count.to_string(),
        (Value::Share { .. }, Some(share)) => format!("{:.1} %", share * 100.0),
        (Value::Share { .. }, None) => "-".to_owned(),
    }
}
