//! Where everything printed goes through: the report to stdout, notes to stderr. A reader that stops listening, as `head`
//! does, is no error, and a reader that obeys commands in a log, as runners of CI services do, finds none.

use std::cell::RefCell;
use std::fs;
use std::io::{self, BufWriter, ErrorKind, IsTerminal as _, Write};
use std::rc::Rc;
use std::time::Duration;

use anstyle::{AnsiColor, Style};
use boundaries::camino::{Utf8Path, Utf8PathBuf};
use boundaries::internal::report::{Inert, TextOptions};
use serde::{Deserialize, Serialize};

use crate::args::CommonArgs;
use crate::color;
use crate::failure::Failure;
use crate::progress::ProgressLine;

/// How wide text is where no terminal says it.
const DEFAULT_WIDTH: usize = 100;
/// Wider lines are hard to read, however wide the terminal.
const MAX_WIDTH: usize = 140;

/// The two streams of a run, and how to write to them.
pub(crate) struct Output {
    report: Inert<BufWriter<Copied<Patient<io::Stdout>>>>,
    record: Record,
    pub(crate) style: Look,
    note_style: Look,
    quiet: bool,
    progress: ProgressLine,
}

/// How text looks on a stream.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Look {
    pub(crate) color: bool,
    pub(crate) width: usize,
}

/// Something that a run did, in an order that matters.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub(crate) enum Effect {
    /// Bytes on standard output, as they reached it.
    Report(#[serde(with = "boundaries::internal::cache::bytes")] Vec<u8>),
    /// Lines on standard error.
    Told(String),
    /// A file that was written.
    File(Utf8PathBuf, #[serde(with = "boundaries::internal::cache::bytes")] Vec<u8>),
}

/// What is recorded so far; none where nothing is.
type Record = Rc<RefCell<Option<Vec<Effect>>>>;

impl Output {
    pub(crate) fn new(common: &CommonArgs) -> Self {
        let (stdout, stderr) = (io::stdout(), io::stderr());
        let record = Record::default();
        let width = if stdout.is_terminal() {
            terminal_size::terminal_size().map_or(DEFAULT_WIDTH, |(width, _)| usize::from(width.0).clamp(40, MAX_WIDTH))
        } else {
            DEFAULT_WIDTH
        };
        Self {
            style: Look { color: color::enabled(common.color, &stdout), width },
            note_style: Look { color: color::enabled(common.color, &stderr), width },
            quiet: common.quiet,
            progress: ProgressLine::new(common.quiet),
            report: Inert::new(BufWriter::new(Copied {
                inner: Patient { inner: stdout, closed: false },
                record: Rc::clone(&record),
            })),
            record,
        }
    }

    /// Where text for people goes. Nothing in it can become a command of a runner that reads the log.
    pub(crate) fn report(&mut self) -> &mut impl Write {
        &mut self.report
    }

    /// Where formats go, which see to that themselves, and some of which are such commands.
    pub(crate) fn format(&mut self) -> io::Result<&mut (impl Write + use<>)> {
        self.report.inner()
    }

    /// Tells something beside the report, unless `--quiet` is given.
    pub(crate) fn note(&mut self, text: &str) {
        if !self.quiet {
            let look = self.note_style;
            self.told(&format!("{} {text}", look.faint("note:")));
        }
    }

    /// The line that tells how far something is.
    pub(crate) fn progress(&self) -> &ProgressLine {
        &self.progress
    }

    /// Whether nothing but findings and errors is to be printed.
    pub(crate) fn is_quiet(&self) -> bool {
        self.quiet
    }

    /// Writes to stderr after all of the report that is written so far. Where stderr is closed there is nobody to tell.
    pub(crate) fn told(&mut self, text: &str) {
        self.told_of_this_run(text);
        if let Some(record) = &mut *self.record.borrow_mut() {
            record.push(Effect::Told(text.to_owned()));
        }
    }

    /// The same for what no other run can repeat, such as how long this one took.
    pub(crate) fn told_of_this_run(&mut self, text: &str) {
        let _ = self.finish();
        self.progress.clear();
        let mut lines = Inert::new(io::stderr());
        let _ = writeln!(lines, "{text}");
    }

    /// Writes a report to a file.
    pub(crate) fn file(&mut self, path: &Utf8Path, text: &[u8]) -> Result<(), Failure> {
        if let Some(record) = &mut *self.record.borrow_mut() {
            record.push(Effect::File(path.to_owned(), text.to_owned()));
        }
        write_file(path, text)
    }

    /// From now on a record is kept of everything that is written.
    pub(crate) fn start_record(&mut self) {
        *self.record.borrow_mut() = Some(Vec::new());
    }

    /// Gives the record up: something was done that cannot be done again from it.
    pub(crate) fn forget_record(&mut self) {
        *self.record.borrow_mut() = None;
    }

    /// What was written since the record was started, if it is whole.
    pub(crate) fn take_record(&mut self) -> Option<Vec<Effect>> {
        self.finish().ok()?;
        self.record.borrow_mut().take()
    }

    /// Does once more what was recorded.
    pub(crate) fn repeat(&mut self, effects: &[Effect]) -> Result<(), Failure> {
        for effect in effects {
            match effect {
                Effect::Report(bytes) => self.format()?.write_all(bytes)?,
                Effect::Told(text) => self.told(text),
                Effect::File(path, text) => self.file(path, text)?,
            }
        }
        Ok(())
    }

    /// Everything about the streams on which the written bytes depend.
    pub(crate) fn looks(&self) -> impl Serialize + use<> {
        let told = |look: Look| (look.color, look.width);
        (told(self.style), told(self.note_style), self.quiet)
    }

    /// How errors look.
    pub(crate) fn note_style(&self) -> Look {
        self.note_style
    }

    /// Clears the terminal, if the report goes to one.
    pub(crate) fn start_afresh(&mut self) -> io::Result<()> {
        if io::stdout().is_terminal() {
            // The screen, what was scrolled away, and the cursor to the top.
            self.format()?.write_all(b"\x1b[2J\x1b[3J\x1b[H")?;
        }
        Ok(())
    }

    /// Writes out what is held back.
    pub(crate) fn finish(&mut self) -> io::Result<()> {
        self.progress.clear();
        self.report.inner()?.flush()
    }
}

impl Look {
    /// The same for the library's renderers.
    pub(crate) fn options(self) -> TextOptions {
        TextOptions { color: self.color, width: self.width, ..TextOptions::default() }
    }

    pub(crate) fn bold(self, text: &str) -> String {
        self.painted(Style::new().bold(), text)
    }

    pub(crate) fn faint(self, text: &str) -> String {
        self.painted(Style::new().dimmed(), text)
    }

    pub(crate) fn place(self, text: &str) -> String {
        self.painted(AnsiColor::Cyan.on_default(), text)
    }

    pub(crate) fn caution(self, text: &str) -> String {
        self.painted(AnsiColor::Yellow.on_default().bold(), text)
    }

    pub(crate) fn good(self, text: &str) -> String {
        self.painted(AnsiColor::Green.on_default(), text)
    }

    pub(crate) fn alarm(self, text: &str) -> String {
        self.painted(AnsiColor::Red.on_default().bold(), text)
    }

    fn painted(self, style: Style, text: &str) -> String {
        if self.color { format!("{style}{text}{style:#}") } else { text.to_owned() }
    }
}

/// Writes a file whole or not at all, so that nobody reads half of it. What is no regular file, such as a pipe, is written
/// to directly.
pub(crate) fn write_file(path: &Utf8Path, text: &[u8]) -> Result<(), Failure> {
    let write = || {
        // A link is followed: its target is what is to be written.
        let target = path.canonicalize_utf8().unwrap_or_else(|_| path.to_owned());
        if fs::metadata(&target).is_ok_and(|found| !found.is_file() && !found.is_dir()) {
            let inner = fs::OpenOptions::new().write(true).open(&target)?;
            return Patient { inner, closed: false }.write_all(text);
        }
        let mut draft = draft_beside(&target)?;
        draft.write_all(text)?;
        // Who could read or run the old file can read or run the new one.
        if let Ok(known) = fs::metadata(&target) {
            draft.as_file().set_permissions(known.permissions())?;
        }
        draft.as_file().sync_all()?;
        draft.persist(&target).map(|_| ()).map_err(|refused| refused.error)
    };
    write().map_err(|cause| Failure::Write { what: format!("`{path}`"), cause })
}

/// An empty file in the folder of another, whose place it is to take. What killed runs left there is removed.
pub(crate) fn draft_beside(path: &Utf8Path) -> io::Result<tempfile::NamedTempFile> {
    let folder = path.parent().filter(|folder| !folder.as_str().is_empty()).unwrap_or(Utf8Path::new("."));
    for entry in folder.read_dir_utf8()?.flatten() {
        let is_old = || {
            let modified = fs::symlink_metadata(entry.path()).ok().filter(fs::Metadata::is_file)?.modified().ok()?;
            Some(modified.elapsed().ok()? > DRAFT_LIFE)
        };
        let name = entry.file_name();
        if name.starts_with(DRAFT.0) && name.ends_with(DRAFT.1) && is_old() == Some(true) {
            let _ = fs::remove_file(entry.path());
        }
    }
    let mut builder = tempfile::Builder::new();
    builder.prefix(DRAFT.0).suffix(DRAFT.1);
    // Temporary files are private by default; this one becomes a file like any other.
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    builder.tempfile_in(folder)
}

/// How the names of drafts begin and end.
const DRAFT: (&str, &str) = (".boundaries-", ".draft");

/// A draft that is older belongs to no run any more.
const DRAFT_LIFE: Duration = Duration::from_secs(3600);

/// A path as it is told: from the working directory, where it lies below that.
pub(crate) fn told_path(path: &Utf8Path) -> String {
    let here = std::env::current_dir().ok().and_then(|here| Utf8PathBuf::try_from(here).ok());
    let below = here.and_then(|here| path.strip_prefix(here).ok().map(Utf8Path::to_owned));
    crate::text::clean(below.as_deref().unwrap_or(path).as_str())
}

/// A writer that keeps a copy of what it writes in a record, if there is one.
struct Copied<W> {
    inner: W,
    record: Record,
}

impl<W: Write> Write for Copied<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.inner.write(bytes)?;
        if let Some(record) = &mut *self.record.borrow_mut() {
            match record.last_mut() {
                Some(Effect::Report(known)) => known.extend(&bytes[..written]),
                _ => record.push(Effect::Report(bytes[..written].to_owned())),
            }
        }
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

/// A writer that takes everything once its reader has gone.
struct Patient<W> {
    inner: W,
    closed: bool,
}

impl<W: Write> Write for Patient<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.closed {
            return Ok(bytes.len());
        }
        match self.inner.write(bytes) {
            Err(error) if error.kind() == ErrorKind::BrokenPipe => {
                self.closed = true;
                Ok(bytes.len())
            }
            written => written,
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self.inner.flush() {
            Err(error) if error.kind() == ErrorKind::BrokenPipe => {
                self.closed = true;
                Ok(())
            }
            flushed if !self.closed => flushed,
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Refuses to take more than a number of bytes.
    struct Narrow(usize, ErrorKind);

    impl Write for Narrow {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            if self.0 == 0 {
                return Err(self.1.into());
            }
            let taken = bytes.len().min(self.0);
            self.0 -= taken;
            Ok(taken)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_closed_pipe_is_no_error() {
        let mut patient = Patient { inner: Narrow(3, ErrorKind::BrokenPipe), closed: false };
        patient.write_all(b"much more than three").expect("a closed pipe is no error");
        patient.write_all(b"and more").expect("a closed pipe is no error");
        patient.flush().expect("a closed pipe is no error");
    }

    #[test]
    fn a_full_disk_is_an_error() {
        let mut patient = Patient { inner: Narrow(3, ErrorKind::StorageFull), closed: false };
        assert_eq!(
            patient.write_all(b"much more than three").map_err(|error| error.kind()),
            Err(ErrorKind::StorageFull)
        );
    }
}
