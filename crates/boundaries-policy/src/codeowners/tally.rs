//! What the rules of a CODEOWNERS do for the files of a repository: what they cover, and what they decide.

use std::collections::{BTreeMap, BTreeSet};

use boundaries_graph::Span;
use camino::{Utf8Path, Utf8PathBuf};

use super::pattern::{Pattern, Subject};
use super::{Codeowners, CodeownersRule, Dialect};

/// What one rule does for the files of a repository.
#[derive(Clone, Debug)]
pub struct RuleTally<'a> {
    /// The rule.
    pub rule: &'a CodeownersRule,
    /// What becomes of it.
    pub effect: RuleEffect<'a>,
}

/// What becomes of a rule.
#[derive(Clone, Debug)]
pub enum RuleEffect<'a> {
    /// It decides about some file.
    Decides,
    /// It covers files, and other rules decide about each of them.
    Shadowed {
        /// The first file that it covers.
        file: &'a Utf8Path,
        /// How many it covers.
        files: usize,
        /// The rules that decide instead, in order.
        by: Vec<&'a CodeownersRule>,
    },
    /// It covers no file, but would do so by the rules of another forge.
    Elsewhere {
        /// That forge.
        dialect: Dialect,
        /// The first file that it would cover.
        file: &'a Utf8Path,
        /// How many it would cover.
        files: usize,
    },
    /// It covers no file.
    Dead,
}

impl Codeowners {
    /// What each rule does for these files, given from the root of the repository.
    #[must_use]
    pub fn tally<'a>(&'a self, files: &'a [Utf8PathBuf]) -> Vec<RuleTally<'a>> {
        let decided: Vec<(&Utf8Path, Vec<&CodeownersRule>)> = files
            .iter()
            .map(|file| {
                let groups = self.groups_from_repository_root(file);
                (file.as_path(), groups.iter().map(|group| group.rule).collect())
            })
            .collect();
        let deciding: BTreeSet<Span> = decided.iter().flat_map(|(_, rules)| rules).map(|rule| rule.span).collect();
        let effect = |rule: &'a CodeownersRule| {
            if deciding.contains(&rule.span) { RuleEffect::Decides } else { effect_of_idle(rule, &decided) }
        };
        self.rules.iter().map(|rule| RuleTally { rule, effect: effect(rule) }).collect()
    }
}

/// Asked only for the few rules that decide nothing, since it holds each of them against every file. `decided` tells for
/// each file which rules decide about it.
fn effect_of_idle<'a>(rule: &'a CodeownersRule, decided: &[(&'a Utf8Path, Vec<&'a CodeownersRule>)]) -> RuleEffect<'a> {
    let covered: Vec<_> =
        decided.iter().filter(|(file, _)| rule.matcher.covers(&Subject::new(Utf8Path::new(""), file))).collect();
    if let Some((file, _)) = covered.first() {
        let others = covered.iter().flat_map(|(_, rules)| rules).filter(|other| other.section == rule.section);
        let by: BTreeMap<Span, &CodeownersRule> = others.map(|other| (other.span, *other)).collect();
        return RuleEffect::Shadowed { file, files: covered.len(), by: by.into_values().collect() };
    }
    for dialect in Dialect::KINDS {
        let Some(pattern) = Pattern::new(dialect, &rule.pattern) else { continue };
        let mut would =
            decided.iter().map(|(file, _)| *file).filter(|file| pattern.covers(&Subject::new(Utf8Path::new(""), file)));
        if let Some(file) = would.next() {
            return RuleEffect::Elsewhere { dialect, file, files: 1 + would.count() };
        }
    }
    RuleEffect::Dead
}
