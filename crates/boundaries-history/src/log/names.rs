//! Which files each commit changed: the answer of `git diff-tree`, which is asked about many commits at once.

use std::process::Child;

use camino::Utf8PathBuf;

use super::headers::hash;
use super::stream::ask;
use crate::HistoryError;
use crate::git::Git;
use crate::limits::rename_words;

/// What a commit did to a file, by the names of that time.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum FileChange {
    /// Added, changed or removed.
    At(Utf8PathBuf),
    /// Given another name, perhaps changed as well.
    Renamed {
        /// The name before.
        from: Utf8PathBuf,
        /// The name after.
        to: Utf8PathBuf,
    },
}

/// Commits, by their hashes, and what each of them did. One that changed no Rust file is there too, with nothing.
pub(super) type Changes = Vec<(String, Vec<FileChange>)>;

/// Asks about the commits, all of which have one parent. `progress` hears how many are done.
pub(super) fn read(
    git: &Git,
    commits: &[&str],
    follow_renames: bool,
    progress: &mut dyn FnMut(usize, usize),
) -> Result<Changes, HistoryError> {
    let found = rename_words(git.limits().history_renames);
    let renames = if follow_renames { found.each_ref().map(String::as_str) } else { ["--no-renames"; 2] };
    let mut args = vec!["--stdin", "-r", "-z", "--always", "--name-status", "--no-ext-diff", "--no-textconv"];
    args.extend(renames);
    args.extend(["--", RUST]);
    let child = git.conversation_by_globs("diff-tree", &args)?;
    answered(git, child, commits, progress)
}

/// Which of these files, called by their paths from the root of the repository, each of the commits changed.
pub(crate) fn changes_of(git: &Git, commits: &[&str], files: &[&str]) -> Result<Vec<Vec<Utf8PathBuf>>, HistoryError> {
    if commits.is_empty() {
        return Ok(Vec::new());
    }
    let mut args = ["--stdin", "-r", "-z", "--always", "--name-status", "--no-ext-diff", "--no-textconv"].to_vec();
    args.extend(["--no-renames", "--"]);
    // git is called in a folder of the repository, and would take plain paths from there.
    let files: Vec<String> = files.iter().map(|file| format!(":(top,literal){file}")).collect();
    args.extend(files.iter().map(String::as_str));
    let child = git.conversation_by_globs("diff-tree", &args)?;
    let changes = answered(git, child, commits, &mut |_, _| {})?;
    let path = |change| match change {
        FileChange::At(path) | FileChange::Renamed { to: path, .. } => path,
    };
    Ok(changes.into_iter().map(|(_, changes)| changes.into_iter().map(path).collect()).collect())
}

fn answered(
    git: &Git,
    child: Child,
    commits: &[&str],
    progress: &mut dyn FnMut(usize, usize),
) -> Result<Changes, HistoryError> {
    let mut parser = Parser::default();
    ask(git, "diff-tree", child, commits, |field| {
        let is_head = parser.field(field);
        let done = parser.changes.len();
        if is_head && done.is_multiple_of(256) {
            progress(done, commits.len());
        }
        !parser.is_lost
    })?;
    let changes = parser.finish().ok_or(HistoryError::Answer { command: "diff-tree" })?;
    // Where an object is missing, git stops early.
    if changes.len() != commits.len() {
        return Err(HistoryError::Answer { command: "diff-tree" });
    }
    progress(commits.len(), commits.len());
    Ok(changes)
}

pub(super) const RUST: &str = "**/*.rs";

/// Reads the fields of the answer one by one: a hash begins a commit; a letter says what was done to the one path, or the
/// two, that follow.
#[derive(Default)]
pub(super) struct Parser {
    changes: Changes,
    pending: Pending,
    is_lost: bool,
}

#[derive(Default)]
enum Pending {
    #[default]
    Nothing,
    Path,
    From,
    To(Option<Utf8PathBuf>),
}

impl Parser {
    /// Takes a field; tells whether a commit begins with it.
    pub(super) fn field(&mut self, field: &[u8]) -> bool {
        match std::mem::take(&mut self.pending) {
            Pending::Path => self.push(path(field).map(FileChange::At)),
            Pending::From => self.pending = Pending::To(path(field)),
            Pending::To(from) => {
                let change = match (from, path(field)) {
                    (Some(from), Some(to)) => Some(FileChange::Renamed { from, to }),
                    (from, to) => from.or(to).map(FileChange::At),
                };
                self.push(change);
            }
            Pending::Nothing => {
                if let Some(id) = hash(field) {
                    self.changes.push((id, Vec::new()));
                    return true;
                }
                match field.first() {
                    Some(b'A' | b'D' | b'M' | b'T') if field.len() == 1 => self.pending = Pending::Path,
                    Some(b'R') => self.pending = Pending::From,
                    _ => self.is_lost = true,
                }
            }
        }
        false
    }

    /// What was read; none if it was no whole answer.
    pub(super) fn finish(self) -> Option<Changes> {
        (!self.is_lost && matches!(self.pending, Pending::Nothing)).then_some(self.changes)
    }

    fn push(&mut self, change: Option<FileChange>) {
        match self.changes.last_mut() {
            Some((_, changes)) => changes.extend(change),
            None => self.is_lost = true,
        }
    }
}

/// Paths that are not UTF-8 are left out, as they are everywhere.
fn path(field: &[u8]) -> Option<Utf8PathBuf> {
    std::str::from_utf8(field).ok().map(Utf8PathBuf::from)
}
