//! What the rules of a CODEOWNERS do for the files of a repository: what they cover, and what they decide.

use std::collections::{BTreeMap, BTreeSet};

use boundaries_graph::Span;
use camino::{Utf8Path, Utf8PathBuf};

use super::index::Index;
use super::pattern::{Pattern, Subject};
use super::{Codeowners, CodeownersRule, Dialect};
use crate::limits::Limits;

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
        /// The rules that decide instead, in order; the first of them, where there are more than are told.
        by: Vec<&'a CodeownersRule>,
        /// Whether there are more.
        more: bool,
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

/// What a rule that decides nothing covers.
struct Shadow<'a> {
    /// The first file, by position.
    first: usize,
    files: usize,
    by: BTreeMap<Span, &'a CodeownersRule>,
    more: bool,
}

impl Codeowners {
    /// What each rule does for these files, given from the root of the repository.
    #[must_use]
    pub fn tally<'a>(&'a self, files: &'a [Utf8PathBuf], limits: &Limits) -> Vec<RuleTally<'a>> {
        let subjects: Vec<Subject<'a>> = files.iter().map(|file| Subject::new(Utf8Path::new(""), file)).collect();
        let decided: Vec<Vec<&CodeownersRule>> =
            subjects.iter().map(|subject| self.groups_of(subject).iter().map(|group| group.rule).collect()).collect();
        let deciding: BTreeSet<Span> = decided.iter().flatten().map(|rule| rule.span).collect();
        let shadows = self.shadows(&subjects, &decided, &deciding, limits.codeowners_shadowing);
        let is_dead = |rule: &usize| !deciding.contains(&self.rules[*rule].span) && !shadows.contains_key(rule);
        let dead = (0..self.rules.len()).filter(is_dead).collect();
        let elsewhere = self.elsewhere(&subjects, dead, limits.codeowners_misread);
        let effect = |at: usize, rule: &CodeownersRule| {
            if deciding.contains(&rule.span) {
                RuleEffect::Decides
            } else if let Some(Shadow { first, files: count, by, more }) = shadows.get(&at) {
                let by = by.values().copied().collect();
                RuleEffect::Shadowed { file: &files[*first], files: *count, by, more: *more }
            } else if let Some((dialect, first, count)) = elsewhere.get(&at) {
                RuleEffect::Elsewhere { dialect: *dialect, file: &files[*first], files: *count }
            } else {
                RuleEffect::Dead
            }
        };
        self.rules.iter().enumerate().map(|(at, rule)| RuleTally { rule, effect: effect(at, rule) }).collect()
    }

    /// The rules that cover files and decide about none, by position. `decided` tells for each file which rules decide,
    /// in the order of their sections.
    fn shadows<'a>(
        &'a self,
        subjects: &[Subject<'_>],
        decided: &[Vec<&'a CodeownersRule>],
        deciding: &BTreeSet<Span>,
        limit: u64,
    ) -> BTreeMap<usize, Shadow<'a>> {
        let mut shadows: BTreeMap<usize, Shadow<'a>> = BTreeMap::new();
        for (first, (subject, decided)) in subjects.iter().zip(decided).enumerate() {
            for at in self.index.candidates(&subject.path, &subject.names) {
                let rule = &self.rules[at];
                if deciding.contains(&rule.span) || !rule.matcher.covers(subject) {
                    continue;
                }
                let shadow = shadows.entry(at).or_insert(Shadow { first, files: 0, by: BTreeMap::new(), more: false });
                shadow.files += 1;
                if let Ok(found) = decided.binary_search_by_key(&rule.section, |other| other.section) {
                    shadow.by.insert(decided[found].span, decided[found]);
                }
                if shadow.by.len() as u64 > limit {
                    shadow.by.pop_last();
                    shadow.more = true;
                }
            }
        }
        shadows
    }

    /// Which of these rules would cover files by the rules of another forge: that forge, the first file by position, and
    /// how many there are.
    fn elsewhere(
        &self,
        subjects: &[Subject<'_>],
        mut rules: Vec<usize>,
        limit: u64,
    ) -> BTreeMap<usize, (Dialect, usize, usize)> {
        let mut found: BTreeMap<usize, (Dialect, usize, usize)> = BTreeMap::new();
        for dialect in Dialect::KINDS {
            let mut index = Index::default();
            let mut patterns: Vec<(usize, Pattern)> = Vec::new();
            for rule in &rules {
                let Some(pattern) = Pattern::new(dialect, &self.rules[*rule].pattern) else { continue };
                index.add(patterns.len(), pattern.hint());
                patterns.push((*rule, pattern));
            }
            if index.surplus(limit).is_some() {
                continue;
            }
            for (first, subject) in subjects.iter().enumerate() {
                for (rule, pattern) in
                    index.candidates(&subject.path, &subject.names).into_iter().map(|at| &patterns[at])
                {
                    if pattern.covers(subject) {
                        found.entry(*rule).or_insert((dialect, first, 0)).2 += 1;
                    }
                }
            }
            rules.retain(|rule| !found.contains_key(rule));
        }
        found
    }
}
