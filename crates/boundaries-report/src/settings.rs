//! Settings: what is in force in a run, and where each comes from.

mod text;
mod wire;

use std::io::{self, Write};

use boundaries_graph::{SourceMap, Span};

use crate::json::write_pretty;
use crate::theme::TextOptions;

/// A setting, with the value that is in force.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Setting {
    /// What it is about, a word or two; settings of a group stand together.
    pub group: &'static str,
    /// Its name: a key of the policy, a rule, a team, or a flag without its dashes.
    pub name: String,
    /// Its value, in the words in which it can be set.
    pub value: String,
    /// Who said so.
    pub origin: SettingOrigin,
    /// What else there is to know about it.
    pub note: Option<String>,
}

/// Where the value of a setting comes from.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum SettingOrigin {
    /// Nobody said anything.
    Default,
    /// It was looked for, and is there.
    Found,
    /// A line of a file.
    File(Span),
    /// A variable of the environment, by its name.
    Environment(String),
    /// An argument, by its flag.
    Argument(String),
}

impl SettingOrigin {
    /// The word in machine formats.
    #[must_use]
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Default => "default",
            Self::Found => "found",
            Self::File(_) => "file",
            Self::Environment(_) => "environment",
            Self::Argument(_) => "argument",
        }
    }
}

impl Setting {
    /// A setting of which there is nothing else to know.
    pub fn new(group: &'static str, name: impl Into<String>, value: impl Into<String>, origin: SettingOrigin) -> Self {
        Self { group, name: name.into(), value: value.into(), origin, note: None }
    }

    /// With what else there is to know.
    #[must_use]
    pub fn noting(self, note: impl Into<String>) -> Self {
        Self { note: Some(note.into()), ..self }
    }
}

/// The settings of a run.
#[derive(Clone, Copy, Debug)]
pub struct SettingsPage<'a> {
    /// The settings, those of a group behind each other.
    pub settings: &'a [Setting],
    /// The texts that places point into.
    pub sources: &'a SourceMap,
}

impl SettingsPage<'_> {
    /// Writes a table for each group.
    ///
    /// # Errors
    /// If `out` fails.
    pub fn text(&self, options: TextOptions, out: &mut impl Write) -> io::Result<()> {
        text::write(self, options, out)
    }

    /// Writes one JSON object, with a line break at the end.
    ///
    /// # Errors
    /// If `out` fails.
    pub fn json(&self, out: &mut impl Write) -> io::Result<()> {
        write_pretty(&wire::Settings::of(self), out)
    }
}

/// The JSON Schema of `check --explain-config=json`.
#[cfg(feature = "schema")]
#[must_use]
pub fn settings_schema() -> String {
    crate::json::schema_text(&schemars::schema_for!(wire::Settings<'_>))
}
