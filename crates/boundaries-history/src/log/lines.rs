//! How many lines commits changed: `git diff-tree` once more, for the few of which that is to be known.

use camino::Utf8PathBuf;

use super::headers::hash;
use super::names::RUST;
use super::stream::ask;
use crate::HistoryError;
use crate::git::Git;
use crate::limits::rename_words;

/// The lines that a commit added and removed, by the names that the files had there.
type Lines = Vec<(Utf8PathBuf, u64)>;

/// Asks about commits with one parent each, in their order.
pub(super) fn read(
    git: &Git,
    commits: &[&str],
    progress: &mut dyn FnMut(usize, usize),
) -> Result<Vec<Lines>, HistoryError> {
    if commits.is_empty() {
        return Ok(Vec::new());
    }
    let [alike, limit] = rename_words(git.limits().history_renames);
    let args =
        ["--stdin", "-r", "-z", "--always", "--numstat", "--no-ext-diff", "--no-textconv", &alike, &limit, "--", RUST];
    let child = git.conversation_by_globs("diff-tree", &args)?;
    let mut parser = Parser::default();
    ask(git, "diff-tree", child, commits, |field| {
        if parser.field(field) {
            progress(parser.commits.len(), commits.len());
        }
        !parser.is_lost
    })?;
    match parser.finish() {
        Some(lines) if lines.len() == commits.len() => Ok(lines),
        _ => Err(HistoryError::MissingObjects { commit: "the history".to_owned() }),
    }
}

/// Reads the fields one by one: a hash begins a commit; two counts and a path stand for a file; where the path is empty,
/// the two names of a renamed file follow.
#[derive(Default)]
pub(super) struct Parser {
    commits: Vec<Lines>,
    renamed: Option<(u64, bool)>,
    is_lost: bool,
}

impl Parser {
    /// Takes a field; tells whether a commit begins with it.
    pub(super) fn field(&mut self, field: &[u8]) -> bool {
        if let Some((lines, is_second)) = self.renamed.take() {
            if is_second {
                self.push(lines, field);
            } else {
                self.renamed = Some((lines, true));
            }
            return false;
        }
        if hash(field).is_some() {
            self.commits.push(Vec::new());
            return true;
        }
        let mut parts = field.splitn(3, |&byte| byte == b'\t');
        let (added, removed, path) = (parts.next(), parts.next(), parts.next());
        match (count(added), count(removed), path) {
            (Some(added), Some(removed), Some(b"")) => self.renamed = Some((added.saturating_add(removed), false)),
            (Some(added), Some(removed), Some(path)) => self.push(added.saturating_add(removed), path),
            _ => self.is_lost = true,
        }
        false
    }

    /// What was read; none if it was no whole answer.
    pub(super) fn finish(self) -> Option<Vec<Lines>> {
        (!self.is_lost && self.renamed.is_none()).then_some(self.commits)
    }

    fn push(&mut self, lines: u64, path: &[u8]) {
        match (self.commits.last_mut(), std::str::from_utf8(path)) {
            (Some(commit), Ok(path)) => commit.push((path.into(), lines)),
            (Some(_), Err(_)) => {}
            (None, _) => self.is_lost = true,
        }
    }
}

/// A number; a file that git does not hold for text has a dash, and no lines.
fn count(field: Option<&[u8]>) -> Option<u64> {
    match field? {
        b"-" => Some(0),
        digits => std::str::from_utf8(digits).ok()?.parse().ok(),
    }
}
