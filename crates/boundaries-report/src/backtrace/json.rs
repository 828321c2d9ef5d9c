//! A backtrace with its owners as one JSON object; `docs/backtrace.schema.json` is generated from its shape. Fields are
//! only ever added; anything else raises the version.

use std::io::{self, Write};

use serde::Serialize;

use super::{FrameOrigin, TraceFrame, TracePage};
use crate::json::write_pretty;

const SCHEMA_VERSION: u32 = 1;

/// Whose code a program died in.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
struct Backtrace<'a> {
    /// The version of this format.
    schema_version: u32,
    /// The position in `frames` of the first from the top that has an owner; null if none has.
    responsible: Option<usize>,
    /// The frames in the workspace, in the order of the text.
    frames: Vec<Frame<'a>>,
    /// How many frames are elsewhere.
    skipped: Skipped,
}

/// A frame in the workspace.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
struct Frame<'a> {
    /// `panic` (the message of a panic), `frame` (of a backtrace) or `log`.
    origin: &'a str,
    /// Its number in the backtrace.
    number: Option<u32>,
    /// The function, as it is written.
    symbol: Option<&'a str>,
    /// The file, from the workspace root.
    path: &'a str,
    /// The line, as it is written.
    line: Option<u32>,
    /// The column, as it is written.
    column: Option<u32>,
    /// The module that the code stands in.
    module: Option<&'a str>,
    /// `owned`, `joint`, `unowned` or `unmatched`.
    state: &'a str,
    /// The owners.
    teams: Vec<Team<'a>>,
    /// `file`, or `symbol` where no file of the workspace is named.
    found_by: &'a str,
}

/// A team.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
struct Team<'a> {
    /// Its name.
    name: &'a str,
    /// Whom to ask.
    contact: Option<&'a str>,
}

/// Frames that are not in the workspace.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
struct Skipped {
    /// In the standard library and the start code of programs.
    standard_library: usize,
    /// In other crates.
    other_crates: usize,
    /// Nobody knows where.
    not_found: usize,
    /// Lines of a log with places that are no warning and no error.
    quiet_lines: usize,
}

impl TracePage<'_> {
    /// Writes the page as JSON.
    ///
    /// # Errors
    /// If `out` fails.
    pub fn json(&self, out: &mut impl Write) -> io::Result<()> {
        let keys: Vec<_> = self.frames.iter().map(|frame| self.key(frame).state()).collect();
        let frames = self.frames.iter().zip(keys).map(|(frame, state)| self.frame(frame, state)).collect();
        let skipped = Skipped {
            standard_library: self.skipped.standard_library,
            other_crates: self.skipped.other_crates,
            not_found: self.skipped.not_found,
            quiet_lines: self.skipped.quiet_lines,
        };
        let responsible = self.responsible().map(|(index, _)| index);
        write_pretty(&Backtrace { schema_version: SCHEMA_VERSION, responsible, frames, skipped }, out)
    }

    fn frame<'f>(&'f self, frame: &'f TraceFrame, state: &'f str) -> Frame<'f> {
        let teams = frame.ownership.teams.iter().map(|team| self.policy.team(*team));
        Frame {
            origin: match frame.origin {
                FrameOrigin::Panic => "panic",
                FrameOrigin::Frame => "frame",
                FrameOrigin::Log => "log",
            },
            number: frame.number,
            symbol: frame.symbol.as_deref(),
            path: frame.path.as_str(),
            line: frame.line,
            column: frame.column,
            module: frame.module.as_deref(),
            state,
            teams: teams.map(|team| Team { name: &team.name, contact: team.contact.as_deref() }).collect(),
            found_by: frame.found_by.as_str(),
        }
    }
}

/// The JSON Schema of the format.
#[cfg(feature = "schema")]
#[must_use]
pub fn backtrace_schema() -> String {
    crate::json::schema_text(&schemars::schema_for!(Backtrace<'_>))
}
