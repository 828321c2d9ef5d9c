//! What other tools' files demand, in the words of policies. Each file is read once, for a first policy.
//!
//! A file is text; which packages there are is told by the caller. What has no counterpart in a policy is named with its line,
//! and what is no such file at all gives every mistake at once. A line that is taken says where it comes from in its reason.

mod arc_rules;
mod bazel;
mod deny;
mod layerfile;

use std::fmt;
use std::ops::Range;

use boundaries_graph::DependencyKind;
use camino::Utf8PathBuf;
use toml::de::{DeTable, DeValue};

pub use arc_rules::arc_rules;
pub use bazel::{BuildFile, Groups, bazel_groups, bazel_visibility};
pub use deny::deny_wrappers;
pub use layerfile::layerfile;

/// A package of the workspace.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Member {
    /// Its name.
    pub name: String,
    /// Its folder, from the root of the workspace; empty for the root itself.
    pub dir: Utf8PathBuf,
}

/// What a file demands.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct Foreign {
    /// What can be said in a policy, in the order of the file.
    pub rules: Vec<ForeignRule>,
    /// What cannot.
    pub left_out: Vec<Remark>,
}

/// One demand that a policy can make as well.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ForeignRule {
    /// What it demands.
    pub demand: ForeignDemand,
    /// Of which kinds of code, where not of the default ones.
    pub kinds: Option<Vec<DependencyKind>>,
    /// Why.
    pub reason: String,
    /// The line it comes from.
    pub line: usize,
}

/// A constraint in the words of a policy.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ForeignDemand {
    /// `[[forbid]]`.
    Forbid {
        /// Who may not.
        from: Vec<String>,
        /// Who may all the same.
        except: Vec<String>,
        /// What may not be used.
        to: Vec<String>,
        /// Whether a crate outside the workspace may be one that nobody depends on.
        may_be_absent: bool,
    },
    /// `[[layers]]`, from top to bottom.
    Layers(Vec<Vec<String>>),
    /// `[[acyclic]]` between the modules of these.
    Acyclic(Vec<String>),
}

/// Something about a line of a file: a mistake, or what was left out.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Remark {
    /// The line, from 1.
    pub line: usize,
    /// A sentence.
    pub text: String,
}

impl fmt::Display for Remark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}", self.line, self.text)
    }
}

/// A TOML file of another tool, with what is wrong in it and what is left out of it.
struct Sheet<'t> {
    text: &'t str,
    found: Foreign,
    mistakes: Vec<Remark>,
}

impl<'t> Sheet<'t> {
    /// Reads a text and goes through its root table.
    fn read(text: &'t str, walk: impl FnOnce(&mut Self, &DeTable<'_>)) -> Result<Foreign, Vec<Remark>> {
        let (table, errors) = DeTable::parse_recoverable(text);
        let mut sheet = Self { text, found: Foreign::default(), mistakes: Vec::new() };
        for error in &errors {
            let at = error.span().unwrap_or_default();
            sheet.mistake(&at, error.message().replace('\n', ", "));
        }
        if errors.is_empty() {
            walk(&mut sheet, table.get_ref());
        }
        sheet.mistakes.sort();
        sheet.mistakes.dedup();
        // By line, for whoever goes through the file; of one line, in the order in which it was read.
        sheet.found.left_out.sort_by_key(|remark| remark.line);
        if sheet.mistakes.is_empty() { Ok(sheet.found) } else { Err(sheet.mistakes) }
    }

    fn line(&self, at: &Range<usize>) -> usize {
        line_of(self.text, at.start)
    }

    fn mistake(&mut self, at: &Range<usize>, text: impl Into<String>) {
        let line = self.line(at);
        self.mistakes.push(Remark { line, text: text.into() });
    }

    fn leave_out(&mut self, at: &Range<usize>, text: impl Into<String>) {
        let line = self.line(at);
        self.found.left_out.push(Remark { line, text: text.into() });
    }

    fn rule(&mut self, at: &Range<usize>, demand: ForeignDemand, kinds: Option<Vec<DependencyKind>>, reason: String) {
        let line = self.line(at);
        self.found.rules.push(ForeignRule { demand, kinds, reason, line });
    }

    /// A text under a key; none if the key is absent, a mistake if it holds something else.
    fn text(&mut self, table: &DeTable<'_>, key: &str) -> Option<String> {
        let value = table.get(key)?;
        match value.get_ref().as_str() {
            Some(text) => Some(text.to_owned()),
            None => {
                self.mistake(&value.span(), format!("`{key}` has to be a text"));
                None
            }
        }
    }

    /// A list of texts under a key, each with its place.
    fn texts(&mut self, table: &DeTable<'_>, key: &str) -> Vec<(String, Range<usize>)> {
        let Some(value) = table.get(key) else { return Vec::new() };
        let Some(array) = value.get_ref().as_array() else {
            self.mistake(&value.span(), format!("`{key}` has to be a list"));
            return Vec::new();
        };
        let mut texts = Vec::new();
        for entry in array.iter() {
            match entry.get_ref().as_str() {
                Some(text) => texts.push((text.to_owned(), entry.span())),
                None => self.mistake(&entry.span(), format!("`{key}` has to be a list of texts")),
            }
        }
        texts
    }

    /// The tables under a key: an array of tables, or a list of inline ones.
    fn tables<'v>(&mut self, table: &'v DeTable<'_>, key: &str) -> Vec<(&'v DeTable<'v>, Range<usize>)> {
        let Some(value) = table.get(key) else { return Vec::new() };
        let Some(array) = value.get_ref().as_array() else {
            self.mistake(&value.span(), format!("`{key}` has to be a list of tables"));
            return Vec::new();
        };
        let mut tables = Vec::new();
        for entry in array.iter() {
            match entry.get_ref() {
                DeValue::Table(table) => tables.push((table, entry.span())),
                _ => self.mistake(&entry.span(), format!("`{key}` has to be a list of tables")),
            }
        }
        tables
    }
}

/// The line of a byte, from 1.
fn line_of(text: &str, at: usize) -> usize {
    text.as_bytes().iter().take(at).filter(|byte| **byte == b'\n').count() + 1
}

/// Names in quotes, as sentences list them.
fn listed(names: &[String]) -> String {
    let quoted: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    match quoted.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, rest)) => format!("{} and {last}", rest.join(", ")),
        None => String::new(),
    }
}
