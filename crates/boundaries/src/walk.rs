//! Lists the files of a workspace: needed only where a pattern matches no source, to tell a dead pattern from one about
//! other files.

use std::fs;

use camino::{Utf8Path, Utf8PathBuf};

/// More files than this are not listed; a tree that large is not a source tree.
const FILE_LIMIT: usize = 1_000_000;

/// Every file below `root`, from there, in order. Links are not followed; `.git` and folders that mark themselves as
/// caches, as Cargo's target folder does, are left out.
pub(crate) fn workspace_files(root: &Utf8Path) -> Vec<Utf8PathBuf> {
    let mut files = Vec::new();
    let mut folders = vec![Utf8PathBuf::new()];
    while let Some(folder) = folders.pop() {
        let Ok(entries) = fs::read_dir(root.join(&folder)) else { continue };
        for entry in entries.flatten() {
            let (Ok(kind), Ok(name)) = (entry.file_type(), entry.file_name().into_string()) else { continue };
            let path =
                if folder.as_str().is_empty() { name.into() } else { Utf8PathBuf::from(format!("{folder}/{name}")) };
            if kind.is_dir() {
                if path.file_name() != Some(".git") && !root.join(&path).join("CACHEDIR.TAG").is_file() {
                    folders.push(path);
                }
            } else if files.len() < FILE_LIMIT {
                files.push(path);
            } else {
                break;
            }
        }
    }
    files.sort_unstable();
    files
}
