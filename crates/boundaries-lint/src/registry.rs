//! The list of all rules, and the search for one by name.

use std::fmt;

use crate::rule::RuleMeta;
use crate::rules;

/// All rules, ordered by name.
#[must_use]
pub fn registry() -> &'static [RuleMeta] {
    rules::ALL
}

/// The rule of this name.
///
/// # Errors
/// If there is none; the error knows the nearest name.
pub fn find(name: &str) -> Result<&'static RuleMeta, UnknownRule> {
    registry().iter().find(|rule| rule.name == name).ok_or_else(|| UnknownRule::new(name))
}

/// A name that no rule has.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct UnknownRule {
    /// The name that was asked for.
    pub name: String,
    /// The rule that was probably meant.
    pub suggestion: Option<&'static str>,
}

impl UnknownRule {
    fn new(name: &str) -> Self {
        let wanted = name.to_lowercase().replace('_', "-");
        let nearest = registry()
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
    use super::*;

    #[test]
    fn names_are_unique_and_in_order() {
        let names: Vec<&str> = registry().iter().map(|rule| rule.name).collect();
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
