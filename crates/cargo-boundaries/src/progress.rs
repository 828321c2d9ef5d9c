//! The line that tells how far something is that takes longer than a moment: on a terminal, beside the report, and gone before
//! anything else is written.

use std::io::{self, IsTerminal as _, Write as _};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use boundaries::{Progress, Stage};

use crate::text::counted;

/// What is done sooner needs no line.
const PATIENCE: Duration = Duration::from_millis(500);

/// After as many files the line is written again.
const FILES: usize = 64;

/// Cargo's variable for its own progress bar, which holds for this line as well.
pub(crate) const VARIABLE: &str = "CARGO_TERM_PROGRESS_WHEN";

/// When there is such a line.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum When {
    /// After a moment, where standard error is a terminal.
    Auto,
    /// From the start, wherever standard error goes.
    Always,
    Never,
}

impl When {
    /// What the variable says, if it says something that cargo would understand.
    pub(crate) fn said() -> Option<Self> {
        match std::env::var(VARIABLE).ok()?.as_str() {
            "auto" => Some(Self::Auto),
            "always" => Some(Self::Always),
            "never" => Some(Self::Never),
            _ => None,
        }
    }
}

/// A run's line, as several threads write it.
#[derive(Clone, Debug)]
pub(crate) struct ProgressLine {
    /// None where there never is one.
    line: Option<Arc<Mutex<Line>>>,
    start: Instant,
}

impl ProgressLine {
    /// The line of a run that begins now.
    pub(crate) fn new(is_quiet: bool) -> Self {
        let patience = match When::said().unwrap_or(When::Auto) {
            _ if is_quiet => None,
            When::Always => Some(Duration::ZERO),
            When::Auto if io::stderr().is_terminal() => Some(PATIENCE),
            When::Auto | When::Never => None,
        };
        let line = patience.map(|patience| Arc::new(Mutex::new(Line { patience, stands: false })));
        Self { line, start: Instant::now() }
    }

    /// What hears of an analysis, if anything is to be shown of it.
    pub(crate) fn listener(&self) -> Option<Progress> {
        self.line.as_ref()?;
        let line = self.clone();
        Some(Progress::new(move |stage, files| {
            let of_files = if files == 0 { String::new() } else { format!(" of {}", counted(files, "file")) };
            match stage {
                Stage::Reading if files % FILES == 0 => line.show(&format!("reading files: {files}")),
                Stage::Reading => {}
                Stage::Linking => line.show(&format!("joining modules and imports{of_files}")),
                Stage::Walking => line.show(&format!("walking the bodies{of_files}")),
                Stage::Assembling => line.show("building the graph"),
                _ => line.clear(),
            }
        }))
    }

    /// Tells how much of all is done; once all is, the line is gone.
    pub(crate) fn count(&self, what: &str, done: usize, all: usize) {
        if done < all { self.show(&format!("{what}: {done} of {all}")) } else { self.clear() }
    }

    fn show(&self, text: &str) {
        self.write(|line| line.next(self.start.elapsed(), text));
    }

    /// Takes the line away, so that something else can be written.
    pub(crate) fn clear(&self) {
        self.write(Line::gone);
    }

    fn write(&self, next: impl FnOnce(&mut Line) -> Option<String>) {
        if let Some(line) = &self.line
            && let Ok(mut line) = line.lock()
            && let Some(bytes) = next(&mut line)
        {
            // Where nobody looks, nothing is missed.
            let _ = io::stderr().write_all(bytes.as_bytes());
        }
    }
}

/// Each is written over by the next one.
#[derive(Debug)]
struct Line {
    patience: Duration,
    stands: bool,
}

impl Line {
    /// What to write; nothing as long as it may be over soon.
    fn next(&mut self, elapsed: Duration, text: &str) -> Option<String> {
        self.stands |= elapsed >= self.patience;
        self.stands.then(|| format!("\r\x1b[K{text}"))
    }

    fn gone(&mut self) -> Option<String> {
        std::mem::take(&mut self.stands).then(|| "\r\x1b[K".to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_takes_long_has_a_line_and_it_goes_away() {
        let (soon, late) = (PATIENCE / 2, PATIENCE);
        let mut line = Line { patience: PATIENCE, stands: false };
        assert_eq!(line.next(soon, "reading files: 64"), None);
        assert_eq!(line.gone(), None, "nothing stands that would have to go");
        assert_eq!(line.next(late, "reading files: 128").as_deref(), Some("\r\x1b[Kreading files: 128"));
        assert_eq!(line.gone().as_deref(), Some("\r\x1b[K"));
        assert_eq!(line.gone(), None, "it is gone");
    }
}
