//! Answers to the question whether a module may use a path: what they hold, and how they are written.
//!
//! The types here are the format: `docs/ask.schema.json` is generated from them. Fields are only ever added; anything else
//! raises [`ASK_SCHEMA_VERSION`].

mod text;

use std::io::{self, Write};

use serde::Serialize;

use crate::json::write_pretty;

/// The version of the format.
pub const ASK_SCHEMA_VERSION: u32 = 1;

/// Answers, in the order of the questions.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub struct AskPage {
    /// The version of this format.
    pub schema_version: u32,
    /// The answers.
    pub answers: Vec<AskAnswer>,
}

/// Whether one module may use one path, and what decides.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub struct AskAnswer {
    /// Who would use: the module or file as it was asked for.
    pub from: String,
    /// What would be used: the path as it was asked for.
    pub to: String,
    /// The answer.
    pub may: May,
    /// Why, in one sentence.
    pub because: String,
    /// The path of the module that would use.
    pub module: Option<String>,
    /// The kind of its code: `normal`, `test` or `build`.
    pub code: Option<&'static str>,
    /// Where the thing is defined; the name of a crate outside the workspace.
    pub item: Option<String>,
    /// What it is: `struct`, `module`, `external crate`.
    pub item_kind: Option<&'static str>,
    /// The teams that own the module.
    pub consumers: Vec<AskTeam>,
    /// The teams that own the thing: those to ask.
    pub providers: Vec<AskTeam>,
    /// The contract that permits it.
    pub contract: Option<AskContract>,
    /// A path of the same thing that may be used instead.
    pub surface_path: Option<String>,
    /// What `check` would say.
    pub findings: Vec<AskFinding>,
    /// What else is to be known, such as a dependency that the manifest does not list yet.
    pub notes: Vec<String>,
    /// Where a name means nothing: names like it, the likeliest first.
    pub similar: Vec<String>,
}

/// An answer in one word.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum May {
    /// Nothing is against it.
    Yes,
    /// There is no policy that could decide.
    Undecided,
    /// It is against the policy, and `check` would not fail: it would warn, observe, or find an exception.
    Tolerated,
    /// `check` would fail, or the compiler would refuse the path.
    No,
    /// A name means nothing here.
    Unknown,
}

impl May {
    /// The word in text and JSON.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Yes => "yes",
            Self::Undecided => "undecided",
            Self::Tolerated => "tolerated",
            Self::No => "no",
            Self::Unknown => "unknown",
        }
    }
}

/// A team.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub struct AskTeam {
    /// Its name.
    pub name: String,
    /// How to reach it.
    pub contact: Option<String>,
}

/// A contract.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub struct AskContract {
    /// Whose it is: `` `orders` with `billing` ``.
    pub sides: String,
    /// Where it is written: `boundaries.toml:12`.
    pub place: String,
    /// Why there is one.
    pub reason: String,
    /// The last day on which it holds.
    pub until: Option<String>,
    /// If it is to end: what to use instead.
    pub deprecated: Option<String>,
}

/// What a rule would say.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub struct AskFinding {
    /// The rule.
    pub rule: String,
    /// Its level: `warn` or `deny`.
    pub level: String,
    /// Whether it would make `check` fail.
    pub fails: bool,
    /// The statement.
    pub headline: String,
    /// Ways on, the one to try first in front.
    pub help: Vec<AskHelp>,
}

/// A way on.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub struct AskHelp {
    /// `use-surface`, `change-code`, `change-policy`, `talk-to-owner` or `request-contract`.
    pub kind: String,
    /// What to do.
    pub text: String,
    /// Text to paste: a path, or a stanza of the policy.
    pub snippet: Option<String>,
}

impl AskPage {
    /// A page of answers.
    #[must_use]
    pub fn new(answers: Vec<AskAnswer>) -> Self {
        Self { schema_version: ASK_SCHEMA_VERSION, answers }
    }

    /// Writes the answers as one JSON object.
    ///
    /// # Errors
    /// If `out` fails.
    pub fn json(&self, out: &mut impl Write) -> io::Result<()> {
        write_pretty(self, out)
    }
}

impl AskAnswer {
    /// Writes the answer as JSON on one line.
    ///
    /// # Errors
    /// If `out` fails.
    pub fn json_line(&self, out: &mut impl Write) -> io::Result<()> {
        serde_json::to_writer(&mut *out, self)?;
        writeln!(out)
    }
}

/// The JSON Schema of [`AskPage`].
#[cfg(feature = "schema")]
#[must_use]
pub fn ask_schema() -> String {
    crate::json::schema_text(&schemars::schema_for!(AskPage))
}
