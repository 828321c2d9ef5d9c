//! The files of a baseline.

use super::*;
use crate::baseline::{Baseline, Tolerated};

impl Draft<'_> {
    /// What the files of the baseline tolerate; none if there is no file.
    pub(super) fn baseline(&mut self) -> Option<Baseline> {
        let input = self.input;
        if input.baseline_files.is_empty() {
            return None;
        }
        let mut entries: Vec<Tolerated> = Vec::new();
        for &file in &input.baseline_files {
            let (table, is_broken) = self.parse_table(file);
            if is_broken {
                continue;
            }
            let whole = input.sources.span(file, 0..0);
            let mut reader = self.reader(file);
            reader.check_keys(&table, keys::BASELINE, "a baseline", whole);
            for (table, span) in reader.tables(&table, "tolerated") {
                entries.extend(self.tolerated(file, table, span));
            }
        }
        entries.sort_by(|a, b| (a.key(), a.span).cmp(&(b.key(), b.span)));
        for pair in entries.windows(2) {
            if let [first, second] = pair
                && first.key() == second.key()
            {
                let problem = PolicyProblem::new(second.span, "this entry of the baseline stands twice")
                    .label(first.span, "first here")
                    .help("keep one of them; `cargo boundaries baseline prune` lowers its count to what is left");
                self.problems.push(problem);
            }
        }
        Some(Baseline::new(entries))
    }

    fn tolerated(&mut self, file: FileId, table: &DeTable<'_>, whole: Span) -> Option<Tolerated> {
        let known_rules = self.input.known_rules;
        let mut reader = self.reader(file);
        reader.check_keys(table, keys::TOLERATED, "an entry of the baseline", whole);
        let rule = reader.text(table, "rule");
        let (from, to) = (reader.text(table, "from"), reader.text(table, "to"));
        let count = reader.count(table, "count");
        let reason = reader.text(table, "reason");
        let since = reader.date(table, "since").map(|date| date.value);
        if let Some(rule) = rule.as_ref().filter(|rule| !known_rules.contains(&rule.value.as_str())) {
            let problem = PolicyProblem::new(rule.span, format!("there is no rule `{}`", rule.value))
                .help("`cargo boundaries explain` lists the rules")
                .maybe_help(did_you_mean(&rule.value, known_rules.iter().copied()));
            reader.problem(problem);
        }
        if to.is_none() && table.contains_key("to") {
            return None;
        }
        let (rule, from) = (rule?, from?);
        let span = from.span;
        Some(Tolerated {
            rule: rule.value,
            from: from.value,
            to: to.map(|to| to.value).unwrap_or_default(),
            count: count?,
            reason: reason?.value,
            since,
            span,
        })
    }
}
