//! Lists files: of the workspace, to tell a dead pattern from one about other files than sources, and of the repository, as
//! the forge sees it; and of a folder, for whoever asks for its owners.

use camino::{Utf8Path, Utf8PathBuf};
use ignore::WalkBuilder;

/// More files than this are not listed; a tree that large is not a source tree.
const FILE_LIMIT: usize = 1_000_000;

/// Every file below `root`, from there, in order. Links are not followed; `.git` and folders that mark themselves as
/// caches, as Cargo's target folder does, are left out.
pub(crate) fn workspace_files(root: &Utf8Path) -> Vec<Utf8PathBuf> {
    files(root, WalkBuilder::new(root).standard_filters(false))
}

/// The same without what the repository's `.gitignore` files leave out. What is ignored for a user or a clone alone does
/// not count, so that every machine lists the same.
pub(crate) fn repository_files(root: &Utf8Path) -> Vec<Utf8PathBuf> {
    let heeds_ignores = ignores_are_safe(root);
    files(root, WalkBuilder::new(root).standard_filters(false).git_ignore(heeds_ignores).require_git(false))
}

/// The files below a folder of the repository, what its `.gitignore` files leave out excepted. The folder is from `root`, as
/// are the answers.
pub(crate) fn files_below(root: &Utf8Path, folder: &Utf8Path) -> Vec<Utf8PathBuf> {
    let mut walk = WalkBuilder::new(root.join(folder));
    let heeds_ignores = ignores_are_safe(root);
    files(root, walk.standard_filters(false).parents(true).git_ignore(heeds_ignores).require_git(false))
}

/// Whether every `.gitignore` is a file inside `root`. One that is a pipe or a device would never end, and one that is a
/// link may lead outside; where there is such a one, none is heeded.
fn ignores_are_safe(root: &Utf8Path) -> bool {
    let Ok(within) = root.canonicalize_utf8() else { return false };
    let mut ignores = workspace_files(root).into_iter().filter(|path| path.file_name() == Some(".gitignore"));
    ignores.all(|path| match root.join(path).canonicalize_utf8() {
        Ok(real) => real.starts_with(&within) && real.is_file(),
        // A link that leads nowhere cannot be opened either.
        Err(_) => true,
    })
}

fn files(root: &Utf8Path, walk: &mut WalkBuilder) -> Vec<Utf8PathBuf> {
    let walk = walk.filter_entry(|entry| {
        let is_folder = entry.file_type().is_some_and(|kind| kind.is_dir());
        !is_folder || entry.file_name() != ".git" && !entry.path().join("CACHEDIR.TAG").is_file()
    });
    let paths = walk.build().flatten().filter(|entry| entry.file_type().is_some_and(|kind| !kind.is_dir()));
    let from_root = paths.filter_map(|entry| {
        let path = entry.path().strip_prefix(root).ok()?;
        Some(Utf8PathBuf::from(path.to_str()?.replace(std::path::MAIN_SEPARATOR, "/")))
    });
    let mut files: Vec<Utf8PathBuf> = from_root.take(FILE_LIMIT).collect();
    files.sort_unstable();
    files
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
        let listed = repository_files(root);
        assert_eq!(listed, [".github/CODEOWNERS", ".gitignore", "a/src/lib.rs"]);
        assert_eq!(workspace_files(root).len(), listed.len() + 2);
    }
}
