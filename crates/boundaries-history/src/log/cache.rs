//! What each commit changed, kept in a file from one run to the next.
//!
//! The key is the commit's hash, and a commit never changes, so nothing in the file grows stale. A file that is damaged,
//! of another version, or too large is as good as none: it is read anew from git, and written whole.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write as _;

use camino::Utf8Path;

use super::names::{Changes, FileChange, Parser};

/// The first line: what the file is, and by which rules it was made.
const KIND: &[u8] = b"cargo-boundaries history 1\n";
const NAME: &str = "history.bin";
/// Larger files are not read.
const SIZE_LIMIT: u64 = 1 << 30;

#[derive(Default)]
pub(super) struct Cache {
    commits: BTreeMap<String, Vec<FileChange>>,
}

impl Cache {
    /// What the folder holds.
    pub(super) fn open(folder: &Utf8Path) -> Self {
        let path = folder.join(NAME);
        let is_file = fs::metadata(&path).is_ok_and(|found| found.is_file() && found.len() <= SIZE_LIMIT);
        let text = if is_file { fs::read(&path).unwrap_or_default() } else { Vec::new() };
        Self { commits: read(&text).unwrap_or_default().into_iter().collect() }
    }

    pub(super) fn knows(&self, commit: &str) -> bool {
        self.commits.contains_key(commit)
    }

    pub(super) fn changes(&self, commit: &str) -> Option<&[FileChange]> {
        self.commits.get(commit).map(Vec::as_slice)
    }

    pub(super) fn add(&mut self, changes: Changes) {
        self.commits.extend(changes);
    }

    /// Writes everything, whole or not at all. A run does not depend on it, so a failure is none of the run.
    pub(super) fn save(&self, folder: &Utf8Path) {
        let bytes = written(&self.commits);
        let save = || {
            fs::create_dir_all(folder)?;
            let mut draft = tempfile::Builder::new().prefix(".boundaries-").tempfile_in(folder)?;
            draft.write_all(&bytes)?;
            draft.persist(folder.join(NAME)).map_err(|refused| refused.error)
        };
        let _ = save();
    }
}

/// The kind, a check sum of the rest, and the rest: the fields in the form that git writes them.
pub(super) fn written(commits: &BTreeMap<String, Vec<FileChange>>) -> Vec<u8> {
    let mut body = Vec::new();
    let mut put = |field: &str| {
        body.extend_from_slice(field.as_bytes());
        body.push(0);
    };
    for (commit, changes) in commits {
        put(commit);
        for change in changes {
            match change {
                FileChange::At(path) => ["M", path.as_str()].map(&mut put),
                FileChange::Renamed { from, to } => {
                    put("R");
                    [from.as_str(), to.as_str()].map(&mut put)
                }
            };
        }
    }
    [KIND, &sum(&body).to_le_bytes(), &body].concat()
}

pub(super) fn read(text: &[u8]) -> Option<Changes> {
    let rest = text.strip_prefix(KIND)?;
    let (check, body) = rest.split_first_chunk::<8>()?;
    if *check != sum(body).to_le_bytes() || body.last().is_some_and(|&last| last != 0) {
        return None;
    }
    let mut parser = Parser::default();
    for field in body.split(|&byte| byte == 0).take(body.iter().filter(|&&byte| byte == 0).count()) {
        parser.field(field);
    }
    parser.finish()
}

/// 64-bit FNV-1a: it tells damage, not malice.
fn sum(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |sum, &byte| (sum ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3))
}
