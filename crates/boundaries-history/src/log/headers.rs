//! Who committed what when: the answer of `git rev-list`, one line for each commit.

use std::collections::HashMap;

use super::{Author, AuthorId};
use crate::git::Git;
use crate::{Commit, HistoryError};

/// A commit without its files.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Header {
    pub(super) id: String,
    pub(super) time: i64,
    pub(super) parents: usize,
    pub(super) author: AuthorId,
}

#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub(super) struct Headers {
    pub(super) commits: Vec<Header>,
    pub(super) authors: Vec<Author>,
}

pub(super) fn read(git: &Git, head: &Commit, since: Option<i64>) -> Result<Headers, HistoryError> {
    let since = since.map(|since| format!("--max-age={}", since.max(0)));
    let mut args = vec!["--date-order", "--format=%H%x00%ct%x00%P%x00%aN%x00%aE", head.id()];
    args.extend(since.as_deref());
    let answer = git.read("rev-list", &args)?;
    parsed(&answer).ok_or(HistoryError::Answer { command: "rev-list" })
}

/// Reads the lines; none if one of them is none. git puts `commit HASH` above each.
pub(super) fn parsed(answer: &[u8]) -> Option<Headers> {
    let mut headers = Headers::default();
    let mut known: HashMap<Author, AuthorId> = HashMap::new();
    for line in answer.split(|&byte| byte == b'\n').filter(|line| !line.is_empty() && !line.starts_with(b"commit ")) {
        let fields: Vec<&[u8]> = line.split(|&byte| byte == 0).collect();
        let [id, time, parents, name, address] = fields[..] else { return None };
        let text = |field: &[u8]| String::from_utf8_lossy(field).into_owned();
        let id = hash(id)?;
        let author = Author { name: text(name), address: text(address) };
        let author = match known.get(&author) {
            Some(&known) => known,
            None => {
                let id = AuthorId(u32::try_from(headers.authors.len()).ok()?);
                known.insert(author.clone(), id);
                headers.authors.push(author);
                id
            }
        };
        let parents = std::str::from_utf8(parents).ok()?.split_ascii_whitespace().count();
        let time = std::str::from_utf8(time).ok()?.parse().ok()?;
        headers.commits.push(Header { id, time, parents, author });
    }
    Some(headers)
}

/// The name of an object, in whichever of git's hashes.
pub(super) fn hash(bytes: &[u8]) -> Option<String> {
    let is_hash = matches!(bytes.len(), 40 | 64) && bytes.iter().all(u8::is_ascii_hexdigit);
    is_hash.then(|| std::str::from_utf8(bytes).ok().map(str::to_owned)).flatten()
}
