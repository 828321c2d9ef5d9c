//! Lists files: of the workspace, to tell a dead pattern from one about other files than sources, and of the repository, as
//! the forge sees it; and of a folder, for whoever asks for its owners.

use std::rc::Rc;

use boundaries_cache::Disk;
use camino::{Utf8Component, Utf8Path, Utf8PathBuf};
use ignore::gitignore::{Gitignore, GitignoreBuilder};

use crate::Error;
use crate::discover;
use crate::disk::LimitedDisk;

/// Every file below `root`, from there, in order. Links are not followed; `.git` and folders that mark themselves as
/// caches, as Cargo's target folder does, are left out. None if there are more than are listed: some of them would be
/// whichever the disk has first.
pub(crate) fn workspace_files(root: &Utf8Path, disk: &LimitedDisk) -> Option<Vec<Utf8PathBuf>> {
    let files = Walk { root, heeds_ignores: false, around: root, disk }.files()?;
    Some(files.iter().filter_map(|file| from_root(file, root)).collect())
}

/// The same without what the repository's `.gitignore` files leave out. What is ignored for a user or a clone alone does
/// not count, so that every machine lists the same.
pub(crate) fn repository_files(root: &Utf8Path, disk: &LimitedDisk) -> Option<Vec<Utf8PathBuf>> {
    let files = Walk { root, heeds_ignores: true, around: root, disk }.files()?;
    Some(files.iter().filter_map(|file| from_root(file, root)).collect())
}

/// The files below a folder of the repository, what its `.gitignore` files leave out excepted. The folder is from `root`, as
/// are the answers. No folder above the repository has a say, so that every clone lists the same.
///
/// # Errors
/// If there are more than are listed.
pub(crate) fn files_below(root: &Utf8Path, folder: &Utf8Path, disk: &LimitedDisk) -> Result<Vec<Utf8PathBuf>, Error> {
    let around = without_dots(&root.join(folder));
    let found =
        Walk { root: discover::repository_root(root, disk), heeds_ignores: true, around: &around, disk }.files();
    let found = found.ok_or(Error::TooManyFiles { limit: disk.listed_files() })?;
    let mut files: Vec<_> = found.iter().filter_map(|file| from_root(file, root)).collect();
    files.sort_unstable_by(in_order);
    Ok(files)
}

/// A walk from the root of a tree to the files around a place in it.
struct Walk<'a> {
    root: &'a Utf8Path,
    heeds_ignores: bool,
    around: &'a Utf8Path,
    disk: &'a LimitedDisk,
}

/// What a folder and those above it leave out. The nearest one that speaks of a file decides.
struct Ignores {
    own: Gitignore,
    above: Option<Rc<Ignores>>,
}

impl Walk<'_> {
    /// The files below the place, in order; none if there are too many.
    fn files(&self) -> Option<Vec<Utf8PathBuf>> {
        let mut files = Vec::new();
        // Paths are taken apart only where there is a place to look for.
        let is_everywhere = self.around == self.root;
        let mut folders = vec![(self.root.to_owned(), None)];
        while let Some((folder, above)) = folders.pop() {
            self.disk.list(&folder);
            let Ok(entries) = folder.read_dir_utf8() else { continue };
            let ignores = if self.heeds_ignores { Ignores::of(&folder, above, self.disk) } else { None };
            for entry in entries.flatten() {
                let Ok(kind) = entry.file_type() else { continue };
                let path = entry.path();
                let is_ignored = || ignores.as_ref().is_some_and(|ignores| ignores.leave_out(path, kind.is_dir()));
                if kind.is_dir() {
                    let leads_there = is_everywhere || path.starts_with(self.around) || self.around.starts_with(path);
                    if leads_there && !is_left_out(path, self.disk) && !is_ignored() {
                        folders.push((path.to_owned(), ignores.clone()));
                    }
                } else if (is_everywhere || path.starts_with(self.around)) && !is_ignored() {
                    files.push(path.to_owned());
                    if files.len() as u64 > self.disk.listed_files() {
                        return None;
                    }
                }
            }
        }
        files.sort_unstable_by(in_order);
        Some(files)
    }
}

/// The order of paths, folder by folder: that of their bytes, where what separates folders comes before everything else.
/// There are tens of thousands, and to take each apart for every comparison would cost more than to list them.
fn in_order(one: &Utf8PathBuf, other: &Utf8PathBuf) -> std::cmp::Ordering {
    let rank = |byte: u8| if std::path::is_separator(char::from(byte)) { 0 } else { byte };
    one.as_str().bytes().map(rank).cmp(other.as_str().bytes().map(rank))
}

/// Whether a folder is git's own, or marks itself as a cache.
fn is_left_out(folder: &Utf8Path, disk: &Disk) -> bool {
    let tag = folder.join("CACHEDIR.TAG");
    disk.look(&tag);
    folder.file_name() == Some(".git") || tag.is_file()
}

impl Ignores {
    /// Adds what a folder's `.gitignore` says. As for git, one that is a link counts for nothing, and neither does a pipe.
    fn of(folder: &Utf8Path, above: Option<Rc<Self>>, disk: &LimitedDisk) -> Option<Rc<Self>> {
        let file = folder.join(".gitignore");
        disk.look(&file);
        if !file.symlink_metadata().is_ok_and(|metadata| metadata.is_file() && metadata.len() <= disk.ignore_size()) {
            return above;
        }
        let Ok(bytes) = disk.read(&file, || std::fs::read(&file)) else { return above };
        let text = String::from_utf8_lossy(&bytes);
        let mut builder = GitignoreBuilder::new(folder);
        for line in text.strip_prefix('\u{feff}').unwrap_or(&text).lines() {
            // Lines that are no patterns are skipped, as git does.
            let _ = builder.add_line(None, line);
        }
        match builder.build() {
            Ok(own) => Some(Rc::new(Self { own, above })),
            Err(_) => above,
        }
    }

    fn leave_out(&self, path: &Utf8Path, is_folder: bool) -> bool {
        let chain = std::iter::successors(Some(self), |ignores| ignores.above.as_deref());
        let mut said = chain.map(|ignores| ignores.own.matched(path, is_folder)).filter(|said| !said.is_none());
        said.next().is_some_and(|said| said.is_ignore())
    }
}

/// The way to a file of the repository from a folder in it.
fn from_root(file: &Utf8Path, root: &Utf8Path) -> Option<Utf8PathBuf> {
    let (ups, shared) = root.ancestors().enumerate().find(|(_, folder)| file.starts_with(folder))?;
    let rest = file.strip_prefix(shared).ok()?;
    let path: Utf8PathBuf = std::iter::repeat_n("..", ups).collect();
    Some(path.join(rest).as_str().replace(std::path::MAIN_SEPARATOR, "/").into())
}

/// A path in which each `..` has taken away the folder before it.
fn without_dots(path: &Utf8Path) -> Utf8PathBuf {
    path.components().fold(Utf8PathBuf::new(), |mut path, part| {
        match part {
            Utf8Component::ParentDir => {
                path.pop();
            }
            Utf8Component::CurDir => {}
            part => path.push(part),
        }
        path
    })
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn ignored_files_are_in_the_workspace_and_not_in_the_repository() {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        let root = Utf8Path::from_path(folder.path()).expect("it is UTF-8");
        let files = [
            (".git/HEAD", ""),
            (".gitignore", "/made\n*.log\n"),
            (".github/CODEOWNERS", ""),
            ("a/src/lib.rs", ""),
            ("a/run.log", ""),
            ("made/x.rs", ""),
            ("target/CACHEDIR.TAG", ""),
            ("target/debug/a", ""),
        ];
        for (path, text) in files {
            fs::create_dir_all(root.join(path).parent().expect("it has a folder")).expect("the folder can be made");
            fs::write(root.join(path), text).expect("the file can be written");
        }
        let listed = repository_files(root, &LimitedDisk::default()).expect("there are few");
        assert_eq!(listed, [".github/CODEOWNERS", ".gitignore", "a/src/lib.rs"]);
        let all = workspace_files(root, &LimitedDisk::default()).expect("there are few");
        assert_eq!(all.len(), listed.len() + 2);
    }

    #[test]
    fn below_a_folder_the_whole_repository_and_nothing_above_it_says_what_is_ignored() {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        let outside = Utf8Path::from_path(folder.path()).expect("it is UTF-8");
        let files = [
            (".gitignore", "*\n"),
            ("repo/.git/HEAD", ""),
            ("repo/.gitignore", "*.log\n"),
            ("repo/docs/a.md", ""),
            ("repo/ws/Cargo.toml", ""),
            ("repo/ws/a/lib.rs", ""),
            ("repo/ws/a/run.log", ""),
            ("repo/ws/ab/lib.rs", ""),
        ];
        for (path, text) in files {
            fs::create_dir_all(outside.join(path).parent().expect("it has a folder")).expect("the folder can be made");
            fs::write(outside.join(path), text).expect("the file can be written");
        }
        let root = outside.join("repo/ws");
        let below = |path: &str| files_below(&root, path.into(), &LimitedDisk::default()).expect("there are few");
        assert_eq!(below("a"), ["a/lib.rs"]);
        assert_eq!(below(""), ["Cargo.toml", "a/lib.rs", "ab/lib.rs"]);
        assert_eq!(below("../docs"), ["../docs/a.md"]);
        let around = ["../.gitignore", "../docs/a.md", "Cargo.toml", "a/lib.rs", "ab/lib.rs"];
        assert_eq!(below(".."), around);
        assert_eq!(below("nowhere"), [""; 0]);
    }

    #[test]
    fn paths_are_in_the_order_of_their_folders() {
        let mut paths =
            ["a/b", "a.b/c", "a b", "a/b/c", "a", "a/b.c", "b", "a-b/c", "é/a", "a/bc"].map(Utf8PathBuf::from);
        let mut expected = paths.clone();
        expected.sort();
        paths.sort_unstable_by(in_order);
        assert_eq!(paths, expected);
    }
}
