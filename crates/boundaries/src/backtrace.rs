//! Whose code a program died in: the frames of a panic, or the places in an error log, with their owners.
//!
//! A text is scanned for frames; each is found in the workspace by its file, or else by its symbol. Where a file could be
//! several, as in a trace that a test printed from inside its package, the symbol chooses; where nothing does, the frame is
//! counted as not found, because a guess would accuse a team.

mod find;
mod scan;
mod symbol;

use boundaries_report::{SkippedFrames, TraceFrame};

use crate::Project;
use find::{Finder, Found};

/// The frames of a text that lie in the workspace, in its order, and how many do not.
#[derive(Clone, Debug)]
pub struct Backtrace {
    /// Those in the workspace.
    pub frames: Vec<TraceFrame>,
    /// The others.
    pub skipped: SkippedFrames,
}

#[doc(hidden)]
impl Project {
    /// Finds the frames of a backtrace, or the places of a log, in the workspace.
    #[must_use]
    pub fn backtrace(&self, text: &str) -> Backtrace {
        let mut finder = Finder::new(self);
        let mut found = Backtrace { frames: Vec::new(), skipped: SkippedFrames::default() };
        let scanned = scan::scan(text);
        found.skipped.quiet_lines = scanned.quiet_lines;
        for raw in &scanned.frames {
            match finder.find(raw) {
                Found::Frame(frame) => found.frames.push(*frame),
                Found::StandardLibrary => found.skipped.standard_library += 1,
                Found::OtherCrate => found.skipped.other_crates += 1,
                Found::Nowhere => found.skipped.not_found += 1,
            }
        }
        found
    }
}
