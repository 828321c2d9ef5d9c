//! Typed values out of TOML tables, mistakes collected on the way.

use std::ops::Range;

use boundaries_graph::{FileId, SourceMap, Span};
use jiff::civil::Date;
use serde_spanned::Spanned;
use toml::de::{DeTable, DeValue};

use crate::dates;
use crate::keys::{self, Key};
use crate::problem::{PolicyProblem, did_you_mean};
use crate::team::{Enforcement, EnforcementPlan};

/// A text being read, and the mistakes found so far.
pub(crate) struct Reader<'a> {
    pub(crate) sources: &'a SourceMap,
    pub(crate) file: FileId,
    pub(crate) problems: &'a mut Vec<PolicyProblem>,
}

/// A value with its place.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Placed<T> {
    pub(crate) value: T,
    pub(crate) span: Span,
}

impl Reader<'_> {
    pub(crate) fn span(&self, range: Range<usize>) -> Span {
        self.sources.span(self.file, range)
    }

    pub(crate) fn problem(&mut self, problem: PolicyProblem) {
        self.problems.push(problem);
    }

    /// Reports every key of a table that its shape does not have, and every required one that is missing.
    pub(crate) fn check_keys(&mut self, table: &DeTable<'_>, keys: &[Key], what: &str, whole: Span) {
        for key in table.keys() {
            let name = key.get_ref().as_ref();
            if !keys.iter().any(|known| known.name == name) {
                let known: Vec<_> = keys.iter().map(|known| known.name).collect();
                let help = did_you_mean(name, known.iter().copied());
                let listed = format!("{what} has the keys {}", quoted(&known));
                let span = self.span(key.span());
                self.problem(
                    PolicyProblem::new(span, format!("unknown key `{name}` in {what}")).help(listed).maybe_help(help),
                );
            }
        }
        for key in keys.iter().filter(|key| key.required && !table.contains_key(key.name)) {
            let help = format!("add `{} = …`: {}", key.name, as_phrase(key.doc));
            self.problem(PolicyProblem::new(whole, format!("{what} has no `{}`", key.name)).help(help));
        }
    }

    pub(crate) fn table<'t, 'i>(&mut self, value: &'t Spanned<DeValue<'i>>, what: &str) -> Option<&'t DeTable<'i>> {
        let table = value.get_ref().as_table();
        if table.is_none() {
            self.wrong_type(value, what, "a table");
        }
        table
    }

    /// The tables of `[[name]]`.
    pub(crate) fn tables<'t, 'i>(&mut self, table: &'t DeTable<'i>, name: &str) -> Vec<(&'t DeTable<'i>, Span)> {
        let Some(value) = table.get(name) else { return Vec::new() };
        let Some(array) = value.get_ref().as_array() else {
            self.wrong_type(value, &format!("`{name}`"), &format!("a list of tables: write `[[{name}]]`"));
            return Vec::new();
        };
        let mut found = Vec::new();
        for value in array.iter() {
            let span = self.span(value.span());
            found.extend(self.table(value, &format!("`{name}`")).map(|table| (table, span)));
        }
        found
    }

    pub(crate) fn text(&mut self, table: &DeTable<'_>, name: &str) -> Option<Placed<String>> {
        self.text_of(table.get(name)?, name)
    }

    fn text_of(&mut self, value: &Spanned<DeValue<'_>>, name: &str) -> Option<Placed<String>> {
        match value.get_ref().as_str() {
            Some(text) if text.trim().is_empty() => {
                let span = self.span(value.span());
                let way_on =
                    if matches!(name, "reason" | "deprecated") { "say it in a few words" } else { "name something" };
                self.problem(PolicyProblem::new(span, format!("`{name}` is empty")).help(way_on));
                None
            }
            Some(text) => Some(Placed { value: text.to_owned(), span: self.span(value.span()) }),
            None => {
                self.wrong_type(value, &format!("`{name}`"), "a string");
                None
            }
        }
    }

    /// A string, or a list of strings.
    pub(crate) fn texts(&mut self, table: &DeTable<'_>, name: &str) -> Option<Vec<Placed<String>>> {
        self.texts_of(table.get(name)?, name)
    }

    /// The same, of a value that belongs to the key `name`.
    pub(crate) fn texts_of(&mut self, value: &Spanned<DeValue<'_>>, name: &str) -> Option<Vec<Placed<String>>> {
        if value.get_ref().is_str() {
            return self.text_of(value, name).map(|text| vec![text]);
        }
        let Some(array) = value.get_ref().as_array() else {
            self.wrong_type(value, &format!("`{name}`"), "a string or a list of strings");
            return None;
        };
        let mut texts: Vec<Placed<String>> = Vec::new();
        for value in array.iter() {
            let span = self.span(value.span());
            match value.get_ref().as_str() {
                Some(text) if text.trim().is_empty() => {
                    self.problem(PolicyProblem::new(span, format!("`{name}` holds an empty string")).help("remove it"));
                }
                Some(text) => {
                    if let Some(first) = texts.iter().find(|other| other.value == text) {
                        let problem = PolicyProblem::new(span, format!("`{text}` stands twice in `{name}`"))
                            .label(first.span, "first here")
                            .help("remove one of them");
                        self.problem(problem);
                    } else {
                        texts.push(Placed { value: text.to_owned(), span });
                    }
                }
                None => self.wrong_type(value, &format!("an entry of `{name}`"), "a string"),
            }
        }
        Some(texts)
    }

    pub(crate) fn bool(&mut self, table: &DeTable<'_>, name: &str) -> Option<bool> {
        let value = table.get(name)?;
        let read = value.get_ref().as_bool();
        if read.is_none() {
            self.wrong_type(value, &format!("`{name}`"), "`true` or `false`");
        }
        read
    }

    /// A date, as a string or as TOML's own.
    pub(crate) fn date(&mut self, table: &DeTable<'_>, name: &str) -> Option<Placed<Date>> {
        let value = table.get(name)?;
        let text = match value.get_ref() {
            DeValue::String(text) => text.to_string(),
            DeValue::Datetime(datetime) => datetime.to_string(),
            _ => {
                self.wrong_type(value, &format!("`{name}`"), "a date such as \"2027-03-01\"");
                return None;
            }
        };
        let span = self.span(value.span());
        let Some(date) = dates::parse(&text) else {
            let message = format!("`{name}` is not a date: `{text}`");
            self.problem(PolicyProblem::new(span, message).help("write year, month and day: \"2027-03-01\""));
            return None;
        };
        Some(Placed { value: date, span })
    }

    /// How a boundary is held: a word, or a table with the next step and its day.
    pub(crate) fn enforcement(&mut self, table: &DeTable<'_>) -> Option<EnforcementPlan> {
        let value = table.get("enforcement")?;
        let span = self.span(value.span());
        if !value.get_ref().is_table() {
            let level = self.word(table, "enforcement", Enforcement::NAMES)?;
            return Some(EnforcementPlan { level, next: None, span });
        }
        let table = self.table(value, "`enforcement`")?;
        self.check_keys(table, keys::ENFORCEMENT, "`enforcement`", span);
        let level = self.word(table, "level", Enforcement::NAMES);
        let next = self.word(table, "next", Enforcement::NAMES);
        let from = self.date(table, "from");
        let (level, next, from) = (level?, next?, from?);
        if next <= level {
            let message = format!("`{}` is not stricter than `{}`", next.as_str(), level.as_str());
            let order = "from the loosest to the strictest: `observe`, `no-new`, `enforce`, `sealed`";
            self.problem(PolicyProblem::new(span, message).help(order));
        }
        Some(EnforcementPlan { level, next: Some((next, from.value)), span })
    }

    /// A whole number that is not zero.
    pub(crate) fn count(&mut self, table: &DeTable<'_>, name: &str) -> Option<u32> {
        self.number(table, name, 1)
    }

    /// A whole number.
    pub(crate) fn amount(&mut self, table: &DeTable<'_>, name: &str) -> Option<u32> {
        self.number(table, name, 0)
    }

    fn number(&mut self, table: &DeTable<'_>, name: &str, least: u32) -> Option<u32> {
        let value = table.get(name)?;
        let number = match value.get_ref() {
            DeValue::Integer(integer) => integer.as_str().parse().ok().filter(|number| *number >= least),
            _ => None,
        };
        if number.is_none() {
            let span = self.span(value.span());
            let help = format!("write a whole number from {least}");
            self.problem(PolicyProblem::new(span, format!("`{name}` is not a count")).help(help));
        }
        number
    }

    /// One of the words that a key knows.
    pub(crate) fn word<T: Copy>(&mut self, table: &DeTable<'_>, name: &str, words: &[(&str, T)]) -> Option<T> {
        let text = self.text(table, name)?;
        self.one_of(&text, name, words)
    }

    pub(crate) fn one_of<T: Copy>(&mut self, text: &Placed<String>, name: &str, words: &[(&str, T)]) -> Option<T> {
        let found = words.iter().find(|(word, _)| *word == text.value).map(|(_, value)| *value);
        if found.is_none() {
            let known: Vec<_> = words.iter().map(|(word, _)| *word).collect();
            let problem = PolicyProblem::new(text.span, format!("`{name}` cannot be `{}`", text.value))
                .help(format!("it is one of {}", quoted(&known)))
                .maybe_help(did_you_mean(&text.value, known.iter().copied()));
            self.problem(problem);
        }
        found
    }

    fn wrong_type(&mut self, value: &Spanned<DeValue<'_>>, what: &str, wanted: &str) {
        let span = self.span(value.span());
        let found = value.get_ref().type_str();
        let article = if found.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" };
        let problem =
            PolicyProblem::new(span, format!("{what} is {article} {found}")).help(format!("it should be {wanted}"));
        self.problem(problem);
    }
}

/// The words in backticks, as an enumeration.
pub(crate) fn quoted(words: &[&str]) -> String {
    let quoted: Vec<_> = words.iter().map(|word| format!("`{word}`")).collect();
    match quoted.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, rest)) => format!("{} and {last}", rest.join(", ")),
        None => String::new(),
    }
}

/// A sentence as a phrase: a small letter first, no full stop.
fn as_phrase(text: &str) -> String {
    let mut letters = text.trim_end_matches('.').chars();
    letters.next().map_or(String::new(), |first| first.to_lowercase().chain(letters).collect::<String>())
}
