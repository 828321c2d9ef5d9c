//! What `git ls-tree` says about a commit, as entries. Paths that could lead out of a folder are not among them.

use camino::Utf8PathBuf;

/// A file, link or submodule of a commit.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Entry {
    /// From the root of the repository.
    pub(crate) path: Utf8PathBuf,
    pub(crate) kind: EntryKind,
    pub(crate) object: String,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum EntryKind {
    File,
    Link,
    Submodule,
}

/// Reads the answer to `ls-tree -r -z`; none if it is none. Paths that are not UTF-8 are left out, as they are
/// everywhere, and so are paths that no tree made by git has.
pub(crate) fn entries(answer: &[u8]) -> Option<Vec<Entry>> {
    let mut entries = Vec::new();
    for record in answer.split(|&byte| byte == 0).filter(|record| !record.is_empty()) {
        let tab = record.iter().position(|&byte| byte == b'\t')?;
        let head = std::str::from_utf8(&record[..tab]).ok()?;
        let mut words = head.split_ascii_whitespace();
        let (mode, _, object) = (words.next()?, words.next()?, words.next()?);
        let kind = match mode {
            "120000" => EntryKind::Link,
            "160000" => EntryKind::Submodule,
            _ => EntryKind::File,
        };
        let Ok(path) = std::str::from_utf8(&record[tab + 1..]) else { continue };
        if is_plain(path) {
            entries.push(Entry { path: path.into(), kind, object: object.to_owned() });
        }
    }
    Some(entries)
}

/// Whether a path stays below the folder it is joined to, on every system, and names nothing of git's own.
fn is_plain(path: &str) -> bool {
    !path.contains(['\\', ':', '\0'])
        && path.split('/').all(|part| !matches!(part, "" | "." | "..") && !part.eq_ignore_ascii_case(".git"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_links_and_submodules_are_told_apart() {
        let hash = "0123456789012345678901234567890123456789";
        let answer = format!(
            "100644 blob {hash}\ta b/lib.rs\0100755 blob {hash}\trun\0120000 blob {hash}\tlink\0160000 commit {hash}\tsub\0"
        );
        let entries = entries(answer.as_bytes()).expect("it is an answer");
        let told: Vec<_> = entries.iter().map(|entry| (entry.path.as_str(), entry.kind)).collect();
        use EntryKind::{File, Link, Submodule};
        assert_eq!(told, [("a b/lib.rs", File), ("run", File), ("link", Link), ("sub", Submodule)]);
    }

    #[test]
    fn paths_that_lead_out_are_left_out() {
        for path in ["../x", "a/../../x", "/etc/passwd", "a//b", ".git/config", "sub/.GIT/hooks/x", "c:/x", "a\\b"] {
            let answer = format!("100644 blob 01\t{path}\0");
            assert_eq!(entries(answer.as_bytes()), Some(Vec::new()), "{path}");
        }
    }

    #[test]
    fn what_is_no_answer_is_refused() {
        for answer in ["100644 blob 01 path\0", "100644\tpath\0"] {
            assert_eq!(entries(answer.as_bytes()), None, "{answer:?}");
        }
    }
}
