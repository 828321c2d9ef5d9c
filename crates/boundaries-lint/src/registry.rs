//! The rules of a run: ours, and those that a program adds.

use std::fmt;
use std::sync::Arc;

use crate::levels::LevelOverrides;
use crate::rule::{Rule, RuleMeta};
use crate::rules;

/// The rules of this crate, ordered by name.
pub fn registry() -> impl ExactSizeIterator<Item = &'static RuleMeta> + Clone {
    rules::ALL.iter().map(|rule| rule.meta())
}

/// The rule of this crate that has this name.
///
/// # Errors
/// If there is none; the error knows the nearest name.
pub fn find(name: &str) -> Result<&'static RuleMeta, UnknownRule> {
    Rules::default().find(name)
}

/// The rules of a run: those of this crate, and those that a program adds to them. A clone shares the rules.
///
/// A rule that was added is one like any other: policies and comments can name it, levels, exceptions and baselines hold for
/// it, and every format shows what it finds.
#[derive(Clone, Default)]
pub struct Rules {
    /// Ordered by name.
    added: Vec<Arc<dyn Rule>>,
}

impl Rules {
    /// Adds a rule.
    ///
    /// # Errors
    /// If its name is none, or another rule has it.
    pub fn add(&mut self, rule: impl Rule + 'static) -> Result<(), RuleError> {
        let RuleMeta { name, .. } = rule.meta();
        let is_word = |word: &str| {
            !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
        };
        if !name.starts_with(|first: char| first.is_ascii_lowercase()) || !name.split('-').all(is_word) {
            return Err(RuleError::NoName { name });
        }
        if *name == LevelOverrides::WARNINGS || registry().any(|known| known.name == *name) {
            return Err(RuleError::BuiltIn { name });
        }
        match self.added.binary_search_by_key(name, |known| known.meta().name) {
            Ok(_) => Err(RuleError::AddedTwice { name }),
            Err(at) => {
                self.added.insert(at, Arc::new(rule));
                Ok(())
            }
        }
    }

    /// The same rules and one more.
    ///
    /// # Errors
    /// As [`add`](Self::add).
    pub fn with(mut self, rule: impl Rule + 'static) -> Result<Self, RuleError> {
        self.add(rule)?;
        Ok(self)
    }

    /// What all rules tell about themselves, ordered by name.
    #[must_use]
    pub fn metas(&self) -> Vec<&'static RuleMeta> {
        self.all().into_iter().map(Rule::meta).collect()
    }

    /// The rule of this name.
    ///
    /// # Errors
    /// If there is none; the error knows the nearest name.
    pub fn find(&self, name: &str) -> Result<&'static RuleMeta, UnknownRule> {
        let metas = self.metas();
        metas.iter().find(|rule| rule.name == name).copied().ok_or_else(|| UnknownRule::new(name, &metas))
    }

    /// All rules, ordered by name.
    pub(crate) fn all(&self) -> Vec<&dyn Rule> {
        let mut all: Vec<&dyn Rule> = rules::ALL.to_vec();
        all.extend(self.added.iter().map(|rule| &**rule));
        all.sort_by_key(|rule| rule.meta().name);
        all
    }

    /// The rules that can be asked about a use that nobody has written, ordered by name.
    #[must_use]
    pub fn judging_uses(&self) -> Vec<&'static RuleMeta> {
        self.all().into_iter().filter(|rule| rule.judges_uses()).map(Rule::meta).collect()
    }

    /// Whether any rule was added that can be asked about a use that nobody has written.
    #[doc(hidden)]
    #[must_use]
    pub fn has_added_judges(&self) -> bool {
        self.added.iter().any(|rule| rule.judges_uses())
    }

    /// Whether a program added this rule.
    pub(crate) fn is_added(&self, rule: &RuleMeta) -> bool {
        self.added.iter().any(|added| added.meta() == rule)
    }
}

impl fmt::Debug for Rules {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.metas().iter().map(|rule| rule.name)).finish()
    }
}

/// Why a rule cannot be added.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum RuleError {
    /// Its name is not in kebab-case.
    NoName {
        /// The name.
        name: &'static str,
    },
    /// Its name stands for a rule of this crate, or a group of them.
    BuiltIn {
        /// The name.
        name: &'static str,
    },
    /// A rule of this name was added before.
    AddedTwice {
        /// The name.
        name: &'static str,
    },
}

impl fmt::Display for RuleError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoName { name } => {
                write!(f, "`{name}` is no name for a rule: use small letters, digits and hyphens, as in `off-surface`")
            }
            Self::BuiltIn { name } => write!(f, "`{name}` is the name of a rule that is always there"),
            Self::AddedTwice { name } => write!(f, "a rule called `{name}` was added before"),
        }
    }
}

impl std::error::Error for RuleError {}

/// A name that no rule has.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub struct UnknownRule {
    /// The name that was asked for.
    pub name: String,
    /// The rule that was probably meant.
    pub suggestion: Option<&'static str>,
}

impl UnknownRule {
    fn new(name: &str, known: &[&'static RuleMeta]) -> Self {
        let wanted = name.to_lowercase().replace('_', "-");
        let nearest = known
            .iter()
            .map(|rule| (strsim::normalized_damerau_levenshtein(&wanted, rule.name), rule.name))
            .max_by(|a, b| a.0.total_cmp(&b.0));
        // Below this likeness the offered name confuses more than it helps.
        let suggestion = nearest.filter(|&(likeness, _)| likeness >= 0.6).map(|(_, name)| name);
        Self { name: name.to_owned(), suggestion }
    }
}

impl fmt::Display for UnknownRule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "there is no rule `{}`", self.name)?;
        match self.suggestion {
            Some(suggestion) => write!(f, "; did you mean `{suggestion}`?"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for UnknownRule {}

#[cfg(test)]
mod tests {
    use boundaries_policy::Level;

    use super::*;
    use crate::candidate::Candidate;
    use crate::rule::RuleContext;

    #[test]
    fn names_are_unique_and_in_order() {
        let names: Vec<&str> = registry().map(|rule| rule.name).collect();
        let mut sorted = names.clone();
        sorted.sort_unstable();
        sorted.dedup();
        assert_eq!(names, sorted);
    }

    #[test]
    fn every_rule_is_found_by_its_name() {
        for rule in registry() {
            assert_eq!(find(rule.name), Ok(rule));
        }
    }

    #[test]
    fn a_near_miss_gets_a_suggestion() {
        let error = find("undeclared_couplings").expect_err("no such rule");
        assert_eq!(error.to_string(), "there is no rule `undeclared_couplings`; did you mean `undeclared-coupling`?");
        let error = find("zzz").expect_err("no such rule");
        assert_eq!(error.to_string(), "there is no rule `zzz`");
    }

    struct Named(RuleMeta);

    impl Rule for &'static Named {
        fn meta(&self) -> &'static RuleMeta {
            &self.0
        }

        fn check(&self, _: &RuleContext<'_>, _: &mut Vec<Candidate>) {}
    }

    const fn named(name: &'static str) -> Named {
        Named(RuleMeta::new(name, "a rule of a test", Level::Warn, ""))
    }

    #[test]
    fn added_rules_stand_among_the_others() {
        static ADDED: Named = named("house-rule");
        let rules = Rules::default().with(&ADDED).expect("the name is free");
        let names: Vec<&str> = rules.metas().iter().map(|rule| rule.name).collect();
        assert!(names.is_sorted() && names.len() == registry().len() + 1);
        assert_eq!(rules.find("house-rule"), Ok(&ADDED.0));
        assert_eq!(rules.find("house-rules").expect_err("no such rule").suggestion, Some("house-rule"));
        assert!(find("house-rule").is_err());
    }

    #[test]
    fn names_that_clash_or_are_none_are_refused() {
        static NAMES: [Named; 7] = [
            named("off-surface"),
            named("warnings"),
            named(""),
            named("House-rule"),
            named("house--rule"),
            named("2-rules"),
            named("house rule"),
        ];
        let refused: Vec<String> =
            NAMES.iter().map(|rule| Rules::default().add(rule).expect_err("it cannot be added").to_string()).collect();
        let (taken, none) = refused.split_at(2);
        assert!(taken.iter().all(|told| told.ends_with("is the name of a rule that is always there")), "{taken:?}");
        assert!(none.iter().all(|told| told.contains("is no name for a rule")), "{none:?}");
        static TWICE: Named = named("house-rule");
        let mut rules = Rules::default();
        assert_eq!(rules.add(&TWICE), Ok(()));
        assert_eq!(rules.add(&TWICE), Err(RuleError::AddedTwice { name: "house-rule" }));
    }

    #[test]
    fn every_page_opens_with_its_name_level_and_version() {
        for rule in registry() {
            let start = format!(
                "# {}\n\n| level | since |\n|---|---|\n| {} | {} |\n",
                rule.name,
                rule.default_level.as_str(),
                rule.since
            );
            assert!(rule.page.starts_with(&start), "the page of `{}` has to start with\n{start}", rule.name);
        }
    }
}
