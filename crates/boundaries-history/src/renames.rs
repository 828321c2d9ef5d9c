//! Which files of one state are, under another path, files of a later one: git's rename detection, on texts.
//!
//! The two states are put into a repository of our own, in a temporary folder. So states that no commit holds, such as
//! a work tree, are compared in the same way as commits, and no repository's configuration takes part.

use std::io::{self, Write};

use camino::{Utf8Path, Utf8PathBuf};

use crate::HistoryError;
use crate::git::Git;
use crate::limits::{Limits, rename_words};
use crate::temporary::Temporary;

/// A file that has another path in the later state.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Rename {
    /// The path before.
    pub from: Utf8PathBuf,
    /// The path after.
    pub to: Utf8PathBuf,
}

/// The renames between two states, by the earlier path. Each state lists the files that the other does not have; a file
/// that both have is no rename.
///
/// Going back gives the same renames, turned round. Similarity is asked of every pair, for as many files as `limits` allow.
///
/// # Errors
/// If git cannot be run, or the disk refuses.
pub fn renames(
    before: &[(&Utf8Path, &str)],
    after: &[(&Utf8Path, &str)],
    limits: &Limits,
) -> Result<Vec<Rename>, HistoryError> {
    if before.is_empty() || after.is_empty() {
        return Ok(Vec::new());
    }
    // Similarity does not depend on the direction, but git's choice among several similar files does.
    let paths = |files: &[(&Utf8Path, &str)]| {
        let mut paths: Vec<Utf8PathBuf> = files.iter().map(|(path, _)| (*path).to_owned()).collect();
        paths.sort_unstable();
        paths
    };
    let back = paths(before) > paths(after);
    let (first, second) = if back { (after, before) } else { (before, after) };
    let mut renames = detected(first, second, limits.renames)?;
    if back {
        for rename in &mut renames {
            std::mem::swap(&mut rename.from, &mut rename.to);
        }
    }
    renames.sort();
    Ok(renames)
}

fn detected(
    first: &[(&Utf8Path, &str)],
    second: &[(&Utf8Path, &str)],
    limit: u64,
) -> Result<Vec<Rename>, HistoryError> {
    let failed = |cause| HistoryError::Write { commit: "both states".to_owned(), cause };
    let folder = Temporary::new().map_err(failed)?;
    let git = Git::at(folder.path());
    git.read("init", &["--bare", "--quiet", "--template="])?;
    git.fed("fast-import", &["--quiet", "--force"], |out| {
        write_commit(out, "first", first)?;
        write_commit(out, "second", second)
    })?;
    let [alike, limit] = rename_words(limit);
    let args = [
        "-r",
        "-z",
        &alike,
        &limit,
        "--name-status",
        "--diff-filter=R",
        "--no-ext-diff",
        "--no-textconv",
        FIRST,
        SECOND,
    ];
    let answer = git.read("diff-tree", &args)?;
    parsed(&answer).ok_or(HistoryError::Answer { command: "diff-tree" })
}

const FIRST: &str = "refs/heads/first";
const SECOND: &str = "refs/heads/second";

/// A commit with exactly these files, in the form that `fast-import` reads.
fn write_commit(out: &mut dyn Write, branch: &str, files: &[(&Utf8Path, &str)]) -> io::Result<()> {
    writeln!(out, "commit refs/heads/{branch}\ncommitter boundaries <> 0 +0000\ndata 0")?;
    for (path, text) in files {
        writeln!(out, "M 100644 inline {}\ndata {}", quoted(path), text.len())?;
        out.write_all(text.as_bytes())?;
        writeln!(out)?;
    }
    writeln!(out)
}

/// A path in double quotes, as C writes strings.
fn quoted(path: &Utf8Path) -> String {
    let mut text = String::from("\"");
    for char in path.as_str().chars() {
        match char {
            '"' | '\\' => text.extend(['\\', char]),
            '\n' => text.push_str("\\n"),
            other => text.push(other),
        }
    }
    text.push('"');
    text
}

/// Reads records of three fields: the score, the path before, the path after.
pub(crate) fn parsed(answer: &[u8]) -> Option<Vec<Rename>> {
    let text = std::str::from_utf8(answer).ok()?;
    let fields: Vec<&str> = text.split_terminator('\0').collect();
    let records = fields.chunks(3).map(|record| match record {
        [score, from, to] if score.starts_with('R') => Some(Rename { from: (*from).into(), to: (*to).into() }),
        _ => None,
    });
    records.collect()
}
