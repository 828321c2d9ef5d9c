//! Temporary folders of this program. One that a killed run left behind is removed by a later run.
//!
//! As long as a run lives it holds a lock on a file in its folder. A folder of the same user whose lock is free belongs to
//! nobody any more. Where the file system knows no locks, folders are left alone.

use std::fs::{self, File};
use std::io;
use std::path::Path;

use camino::{Utf8Path, Utf8PathBuf};
use tempfile::TempDir;

/// How the names of the folders start.
const PREFIX: &str = "boundaries-";

/// The file that is locked.
const LOCK: &str = "lock";

/// The folder that is used.
const CONTENTS: &str = "contents";

/// A folder that goes when the value does.
#[derive(Debug)]
pub(crate) struct Temporary {
    contents: Utf8PathBuf,
    // Dropped in this order, so that the folder is gone when the lock is free.
    folder: TempDir,
    _lock: Option<File>,
}

impl Temporary {
    /// A new one, once those of killed runs are removed.
    pub(crate) fn new() -> io::Result<Self> {
        Self::within(&std::env::temp_dir())
    }

    fn within(parent: &Path) -> io::Result<Self> {
        let folder = tempfile::Builder::new().prefix(PREFIX).tempdir_in(parent)?;
        let root = Utf8PathBuf::try_from(folder.path().canonicalize()?).map_err(io::Error::other)?;
        let lock = locked(&root).ok();
        let contents = root.join(CONTENTS);
        fs::create_dir(&contents)?;
        remove_left_behind(parent, &root);
        Ok(Self { contents, folder, _lock: lock })
    }

    /// The folder, with links resolved.
    pub(crate) fn path(&self) -> &Utf8Path {
        &self.contents
    }

    /// Removes it, and tells if that fails.
    pub(crate) fn close(self) -> io::Result<()> {
        self.folder.close()
    }
}

/// A file that is locked before it has the name by which others look for it.
fn locked(folder: &Utf8Path) -> io::Result<File> {
    let draft = folder.join("draft");
    let file = File::options().write(true).create_new(true).open(&draft)?;
    file.try_lock()?;
    fs::rename(&draft, folder.join(LOCK))?;
    Ok(file)
}

/// Whatever goes wrong here goes wrong again for the next run, which loses nothing by it.
fn remove_left_behind(parent: &Path, own: &Utf8Path) {
    let (Ok(entries), Ok(mine)) = (parent.read_dir(), fs::symlink_metadata(own)) else { return };
    for entry in entries.flatten() {
        if !entry.file_name().to_string_lossy().starts_with(PREFIX) {
            continue;
        }
        let folder = entry.path();
        let lock = folder.join(LOCK);
        let is_ours = fs::symlink_metadata(&folder).is_ok_and(|found| found.is_dir() && is_same_owner(&found, &mine));
        if !is_ours || !fs::symlink_metadata(&lock).is_ok_and(|found| found.is_file()) {
            continue;
        }
        let Ok(file) = File::options().write(true).open(&lock) else { continue };
        if file.try_lock().is_ok() {
            // The lock goes last, so that what is not removed now is found again.
            let _ = fs::remove_dir_all(folder.join(CONTENTS));
            let _ = fs::remove_dir_all(&folder);
        }
    }
}

/// Nobody else can put anything into a folder of ours.
#[cfg(unix)]
fn is_same_owner(found: &fs::Metadata, mine: &fs::Metadata) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    found.uid() == mine.uid()
}

#[cfg(not(unix))]
fn is_same_owner(_: &fs::Metadata, _: &fs::Metadata) -> bool {
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_killed_run_left_is_removed_and_nothing_else() {
        let parent = tempfile::tempdir().expect("there is room");
        let killed = parent.path().join("boundaries-killed");
        fs::create_dir_all(killed.join(CONTENTS).join("orders/src")).expect("there is room");
        fs::write(killed.join(LOCK), "").expect("there is room");
        let others = [
            parent.path().join("boundaries-of-somebody"),
            parent.path().join("elsewhere"),
            parent.path().join("boundaries-young"),
        ];
        for other in &others {
            fs::create_dir(other).expect("there is room");
        }
        fs::write(others[1].join(LOCK), "").expect("there is room");
        #[cfg(unix)]
        std::os::unix::fs::symlink(&others[1], parent.path().join("boundaries-link")).expect("links can be made");

        let living = Temporary::within(parent.path()).expect("there is room");
        assert!(!killed.exists());
        let another = Temporary::within(parent.path()).expect("there is room");
        assert!(living.path().is_dir() && another.path().is_dir() && others.iter().all(|other| other.is_dir()));
        assert!(others[1].join(LOCK).is_file());

        let place = living.path().to_owned();
        living.close().expect("it is ours");
        assert!(!place.exists());
        drop(another);
        let left = parent.path().read_dir().expect("it is there").count();
        assert_eq!(left, others.len() + usize::from(cfg!(unix)));
    }
}
