//! Where a path leads: from any working directory into the repository around the workspace.
//!
//! Inside, paths are from the workspace root; a file of the repository above the workspace starts with `..`, and its owner
//! is whom CODEOWNERS names. Nothing outside the repository has an owner here.

use boundaries_cache::Disk;
use camino::{Utf8Component, Utf8Path, Utf8PathBuf};

use crate::Project;

/// A path that leads out of the repository.
#[derive(thiserror::Error, Clone, PartialEq, Eq, Debug)]
#[error("`{path}` lies outside the repository at `{repository}`")]
pub struct OutsideRepository {
    /// As it was written.
    pub path: String,
    /// The root of the repository.
    pub repository: Utf8PathBuf,
}

/// The repository around a workspace.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Places {
    /// The workspace's root.
    root: Utf8PathBuf,
    /// The repository's root.
    repository: Utf8PathBuf,
    /// The segments of the way from the repository's root to the workspace's.
    prefix: Vec<String>,
}

impl Places {
    pub(crate) fn of(project: &Project) -> Self {
        let root = project.root().to_owned();
        let repository = crate::discover::repository_root(&root, &Disk::default()).to_owned();
        let prefix = root.strip_prefix(&repository).unwrap_or(Utf8Path::new(""));
        let prefix = prefix.components().map(|part| part.as_str().to_owned()).collect();
        Self { root, repository, prefix }
    }

    /// The root of the repository; the workspace's where there is none.
    #[must_use]
    pub fn repository(&self) -> &Utf8Path {
        &self.repository
    }

    /// What a word of the command line leads to, as a path from the workspace root: from the working directory `here`, or,
    /// if nothing is there but is seen from the workspace's or the repository's root, from there. A line number behind the
    /// path, as compilers write it, is left out.
    ///
    /// # Errors
    /// If it leads out of the repository.
    pub fn locate(&self, word: &str, here: &Utf8Path) -> Result<Utf8PathBuf, OutsideRepository> {
        let bases = [here, &self.root, &self.repository];
        for word in [word, without_position(word)] {
            for base in bases {
                if base.join(word).symlink_metadata().is_ok()
                    && let Ok(path) = self.from(word, base)
                {
                    return Ok(path);
                }
            }
        }
        let word = without_position(word);
        // Someone who stands elsewhere and names the workspace by a flag means paths of the workspace.
        let base = if self.from(".", here).is_ok() { here } else { &self.root };
        self.from(word, base)
    }

    /// A path from the workspace root as one from the repository's root.
    #[must_use]
    pub fn in_repository(&self, path: &Utf8Path) -> String {
        let mut segments: Vec<&str> = Vec::new();
        for segment in self.prefix.iter().map(String::as_str).chain(path.as_str().split('/')) {
            match segment {
                "" | "." => {}
                ".." => drop(segments.pop()),
                name => segments.push(name),
            }
        }
        segments.join("/")
    }

    /// A path from `base` as one from the workspace root. `.` and `..` are worked out as written.
    ///
    /// # Errors
    /// If it leads out of the repository.
    pub fn from(&self, word: &str, base: &Utf8Path) -> Result<Utf8PathBuf, OutsideRepository> {
        let outside = || OutsideRepository { path: word.to_owned(), repository: self.repository.clone() };
        let word = if cfg!(windows) { word.replace('\\', "/") } else { word.to_owned() };
        let absolute = plain(&base.join(&word)).ok_or_else(outside)?;
        let repository = plain(&self.repository).ok_or_else(outside)?;
        let inside = absolute.strip_prefix(&repository).map(Utf8Path::to_owned).ok();
        let inside = inside.or_else(|| {
            let real = real(&absolute);
            Some(real.strip_prefix(self.repository.canonicalize_utf8().ok()?).ok()?.to_owned())
        });
        let inside = inside.ok_or_else(outside)?;
        let below: Vec<&str> = inside.components().map(|part| part.as_str()).collect();
        let shared = below.iter().zip(&self.prefix).take_while(|(a, b)| **a == b.as_str()).count();
        let up = vec![".."; self.prefix.len() - shared];
        let mut path = up.into_iter().chain(below[shared..].iter().copied()).collect::<Vec<_>>().join("/");
        if word.ends_with('/') && !path.is_empty() {
            path.push('/');
        }
        Ok(path.into())
    }
}

/// A path without `:line` or `:line:column` at its end.
fn without_position(word: &str) -> &str {
    let mut rest = word;
    for _ in 0..2 {
        match rest.rsplit_once(':') {
            Some((path, digits)) if !path.is_empty() && !digits.is_empty() && is_number(digits) => rest = path,
            _ => break,
        }
    }
    rest
}

fn is_number(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

/// An absolute path without `.` and `..`; none if it leads above the root of the file system.
fn plain(path: &Utf8Path) -> Option<Utf8PathBuf> {
    let mut found = Utf8PathBuf::new();
    for part in path.components() {
        match part {
            Utf8Component::CurDir => {}
            Utf8Component::ParentDir => {
                if !found.pop() {
                    return None;
                }
            }
            other => found.push(other),
        }
    }
    Some(found)
}

/// The path with the links of its existing part resolved.
fn real(path: &Utf8Path) -> Utf8PathBuf {
    for folder in path.ancestors() {
        if let Ok(real) = folder.canonicalize_utf8() {
            let rest = path.strip_prefix(folder).unwrap_or(Utf8Path::new(""));
            return if rest.as_str().is_empty() { real } else { real.join(rest) };
        }
    }
    path.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn places() -> Places {
        Places {
            root: "/repository/services/shop".into(),
            repository: "/repository".into(),
            prefix: vec!["services".into(), "shop".into()],
        }
    }

    #[test]
    fn paths_are_from_the_workspace_root() {
        for (base, word, meant) in [
            ("/repository/services/shop", "src/lib.rs", "src/lib.rs"),
            ("/repository/services/shop/src", "./lib.rs", "src/lib.rs"),
            ("/repository/services/shop/src", "../Cargo.toml", "Cargo.toml"),
            ("/repository", "services/shop/src/lib.rs", "src/lib.rs"),
            ("/repository", "README.md", "../../README.md"),
            ("/repository/services/shop", "../bank/src/lib.rs", "../bank/src/lib.rs"),
            ("/elsewhere", "/repository/services/shop/a.rs", "a.rs"),
            ("/repository/services", "shop/new/", "new/"),
            ("/repository", ".", "../.."),
            ("/repository/services/shop", ".", ""),
        ] {
            assert_eq!(places().from(word, base.into()).as_deref(), Ok(Utf8Path::new(meant)), "{base} {word}");
        }
    }

    #[test]
    fn what_lies_outside_is_told_with_the_repository() {
        for (base, word) in
            [("/repository", "../x"), ("/elsewhere", "x"), ("/repository", "/etc/passwd"), ("/", "../..")]
        {
            let outside = places().from(word, base.into()).expect_err("it leads out");
            assert_eq!(outside.path, word);
        }
        let outside = places().locate("../../../x", "/repository/services/shop".into()).expect_err("it leads out");
        assert_eq!(outside.to_string(), "`../../../x` lies outside the repository at `/repository`");
    }

    #[test]
    fn positions_behind_paths_are_no_part_of_them() {
        assert_eq!(without_position("src/lib.rs:12:5"), "src/lib.rs");
        assert_eq!(without_position("src/lib.rs:12"), "src/lib.rs");
        assert_eq!(without_position("src/lib.rs:1:2:3"), "src/lib.rs:1");
        assert_eq!(without_position("src/lib.rs"), "src/lib.rs");
        assert_eq!(without_position(":12"), ":12");
    }
}
