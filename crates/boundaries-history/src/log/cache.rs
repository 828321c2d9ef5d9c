//! What each commit changed, kept from one run to the next.
//!
//! The key is the commit's hash, and a commit never changes, so nothing that is kept grows stale. What is damaged or of
//! another version is as good as nothing: it is read anew from git, and kept whole.

use std::collections::BTreeMap;

use super::Store;
use super::names::{Changes, FileChange, Parser};

/// The first line: what the file is, and by which rules it was made, among how many files renames were looked for included.
fn kind(renames: u64) -> Vec<u8> {
    format!("cargo-boundaries history 1 {renames}\n").into_bytes()
}

const NAME: &str = "history";

#[derive(Default)]
pub(super) struct Cache {
    commits: BTreeMap<String, Vec<FileChange>>,
}

impl Cache {
    /// What is kept.
    pub(super) fn open(store: &dyn Store, renames: u64) -> Self {
        let text = store.read(NAME).unwrap_or_default();
        Self { commits: read(&text, renames).unwrap_or_default().into_iter().collect() }
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

    /// Keeps everything.
    pub(super) fn save(&self, store: &dyn Store, renames: u64) {
        store.write(NAME, written(&self.commits, renames));
    }
}

/// The kind, a check sum of the rest, and the rest: the fields in the form that git writes them.
pub(super) fn written(commits: &BTreeMap<String, Vec<FileChange>>, renames: u64) -> Vec<u8> {
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
    [&kind(renames)[..], &sum(&body).to_le_bytes(), &body].concat()
}

pub(super) fn read(text: &[u8], renames: u64) -> Option<Changes> {
    let rest = text.strip_prefix(&kind(renames)[..])?;
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
