//! Whose code a program died in: the frames of a backtrace with their owners, and whom to ask first.

mod json;
mod table;
mod text;

use boundaries_policy::{Ownership, OwnershipState, Policy};
use camino::Utf8PathBuf;

#[cfg(feature = "schema")]
pub use json::backtrace_schema;

use crate::owners::OwnerKey;

/// A frame in the workspace.
#[derive(Clone, Debug)]
pub struct TraceFrame {
    /// What kind of line it stands in.
    pub origin: FrameOrigin,
    /// Its number in the backtrace.
    pub number: Option<u32>,
    /// The function, as it is written.
    pub symbol: Option<String>,
    /// The file, from the workspace root.
    pub path: Utf8PathBuf,
    /// The line, as it is written.
    pub line: Option<u32>,
    /// The column, as it is written.
    pub column: Option<u32>,
    /// The module that the code stands in.
    pub module: Option<String>,
    /// Who owns it.
    pub ownership: Ownership,
    /// By what it was found.
    pub found_by: FoundBy,
}

/// What kind of line a frame stands in.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum FrameOrigin {
    /// The message of a panic.
    Panic,
    /// A frame of a backtrace.
    Frame,
    /// A line of a log.
    Log,
}

/// By what a frame was found.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum FoundBy {
    /// By its file.
    File,
    /// By its symbol, as no file of the workspace is named.
    Symbol,
}

/// Frames that are not in the workspace.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub struct SkippedFrames {
    /// In the standard library and the start code of programs.
    pub standard_library: usize,
    /// In other crates.
    pub other_crates: usize,
    /// Nobody knows where.
    pub not_found: usize,
    /// Lines of a log with places that are no warning and no error.
    pub quiet_lines: usize,
}

/// Frames, ready to be told.
#[derive(Clone, Copy, Debug)]
pub struct TracePage<'a> {
    /// Those in the workspace, in the order of the text.
    pub frames: &'a [TraceFrame],
    /// The others.
    pub skipped: SkippedFrames,
    /// The teams.
    pub policy: &'a Policy,
}

impl<'a> TracePage<'a> {
    /// Whom to ask: the first frame from the top that has an owner.
    #[must_use]
    pub fn responsible(&self) -> Option<(usize, &'a TraceFrame)> {
        let is_owned =
            |frame: &TraceFrame| matches!(frame.ownership.state, OwnershipState::Owned | OwnershipState::Joint);
        self.frames.iter().enumerate().find(|(_, frame)| is_owned(frame))
    }

    fn key(&self, frame: &TraceFrame) -> OwnerKey {
        OwnerKey::of(&frame.ownership, self.policy)
    }

    fn contacts(&self, frame: &TraceFrame) -> Vec<&'a str> {
        let teams = frame.ownership.teams.iter().map(|team| self.policy.team(*team));
        teams.filter_map(|team| team.contact.as_deref()).collect()
    }
}

impl TraceFrame {
    /// `path:12:5`, as far as it is known.
    fn place(&self) -> String {
        let numbers = [self.line, self.column].into_iter().flatten().map(|number| format!(":{number}"));
        format!("{}{}", self.path, numbers.collect::<String>())
    }

    /// What the line was: the panic, the number of the frame, the log.
    fn label(&self) -> String {
        match (self.origin, self.number) {
            (FrameOrigin::Panic, _) => "panic".to_owned(),
            (FrameOrigin::Log, _) => "log".to_owned(),
            (FrameOrigin::Frame, Some(number)) => number.to_string(),
            (FrameOrigin::Frame, None) => "-".to_owned(),
        }
    }

    /// The function, else the module.
    fn name(&self) -> &str {
        self.symbol.as_deref().or(self.module.as_deref()).unwrap_or_default()
    }
}
