//! A folder with sealed files.

use std::cmp::Reverse;
use std::fs;
use std::io::{BufWriter, Read as _, Write as _};
use std::time::SystemTime;

use camino::{Utf8Path, Utf8PathBuf};
use tempfile::NamedTempFile;

use crate::Hash;
use crate::secret::Secret;

/// By which backup programs, and walks over files, know a folder that can be made again.
const CACHE_TAG: &str = "\
Signature: 8a477f597d28d172789f06886806bc55
# This file is a cache directory tag created by cargo boundaries.
# For information about cache directory tags see https://bford.info/cachedir/
";

/// A folder in which results are kept.
///
/// What is read from it is what this program, run by this user, has written under this name; anything else is as if there
/// were no file.
#[derive(Clone, Debug)]
pub struct Folder {
    path: Utf8PathBuf,
    secret: Secret,
    program: Hash,
}

impl Folder {
    pub(crate) fn at(path: Utf8PathBuf, secret: Secret, program: Hash) -> Self {
        Self { path, secret, program }
    }

    /// A folder that is there, with a secret of its own that lies in it, whichever program uses it. None if that cannot be.
    #[must_use]
    pub fn with_own_secret(path: &Utf8Path) -> Option<Self> {
        Some(Self::at(path.to_owned(), Secret::of(path)?, Hash::default()))
    }

    /// Where it is.
    #[must_use]
    pub fn path(&self) -> &Utf8Path {
        &self.path
    }

    /// The contents of a file of at most `limit` bytes, if it is whole and our own.
    #[must_use]
    pub fn read(&self, name: &str, limit: u64) -> Option<Vec<u8>> {
        let path = self.path.join(name);
        // No link is followed, and no pipe waited for.
        let metadata = fs::symlink_metadata(&path).ok().filter(fs::Metadata::is_file)?;
        let limit = limit.checked_add(size_of::<Hash>() as u64)?;
        if metadata.len() > limit {
            return None;
        }
        let mut bytes = Vec::with_capacity(usize::try_from(metadata.len()).ok()? + 1);
        fs::File::open(&path).ok()?.take(limit).read_to_end(&mut bytes).ok()?;
        let (contents, seal) = bytes.split_last_chunk::<{ size_of::<Hash>() }>()?;
        if blake3::Hash::from_bytes(self.secret.seal(&self.program, name, contents)) != *seal {
            return None;
        }
        let length = contents.len();
        bytes.truncate(length);
        Some(bytes)
    }

    /// Writes a file whole or not at all. Whether that succeeded is of no importance but to tests.
    pub fn write(&self, name: &str, contents: &[u8]) -> bool {
        self.draft(name).is_some_and(|mut draft| draft.write(contents) && draft.finish())
    }

    /// A file that is written piece by piece, and that is there once it is finished.
    #[must_use]
    pub fn draft(&self, name: &str) -> Option<Draft> {
        let mut builder = tempfile::Builder::new();
        builder.prefix(".draft-");
        #[cfg(unix)]
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
        let file = BufWriter::with_capacity(1 << 18, builder.tempfile_in(&self.path).ok()?);
        Some(Draft { file, seal: self.secret.sealing(&self.program, name), path: self.path.join(name) })
    }

    /// Removes a file, if it is there.
    pub fn remove(&self, name: &str) {
        let _ = fs::remove_file(self.path.join(name));
    }

    /// Keeps the latest `count` files whose names start like this, as far as they fit into `limit` bytes, and no drafts of
    /// runs that were killed.
    pub fn keep(&self, prefix: &str, count: usize, limit: u64) {
        let Ok(entries) = self.path.read_dir_utf8() else { return };
        let mut files: Vec<(SystemTime, u64, Utf8PathBuf)> = Vec::new();
        for entry in entries.flatten() {
            let Ok(metadata) = entry.metadata() else { continue };
            let Ok(modified) = metadata.modified() else { continue };
            if entry.file_name().starts_with(prefix) {
                files.push((modified, metadata.len(), entry.path().to_owned()));
            } else if entry.file_name().starts_with(".draft-")
                && modified.elapsed().is_ok_and(|age| age.as_secs() > 3600)
            {
                let _ = fs::remove_file(entry.path());
            }
        }
        files.sort_unstable_by_key(|(modified, ..)| Reverse(*modified));
        let mut sum: u64 = 0;
        for (at, (_, size, path)) in files.into_iter().enumerate() {
            sum = sum.saturating_add(size);
            if at >= count || sum > limit {
                let _ = fs::remove_file(path);
            }
        }
    }
}

/// A file that is not there yet. Dropped before it is finished, it never will be.
#[derive(Debug)]
pub struct Draft {
    file: BufWriter<NamedTempFile>,
    seal: blake3::Hasher,
    path: Utf8PathBuf,
}

impl Draft {
    /// Adds to it. Whether that succeeded: if not, it is of no use to go on.
    #[must_use]
    pub fn write(&mut self, bytes: &[u8]) -> bool {
        self.seal.update(bytes);
        self.file.write_all(bytes).is_ok()
    }

    /// Seals it and puts it in its place.
    pub fn finish(mut self) -> bool {
        let seal = self.seal.finalize();
        if self.file.write_all(seal.as_bytes()).is_err() {
            return false;
        }
        self.file.into_inner().is_ok_and(|file| file.persist(self.path).is_ok())
    }
}

/// Makes a folder, and what is missing around it, and marks it as one that can be made again, which no version control
/// need keep.
pub(crate) fn make_marked(folder: &Utf8Path) -> std::io::Result<()> {
    let is_new = !folder.exists();
    fs::create_dir_all(folder)?;
    if is_new {
        write_new(&folder.join("CACHEDIR.TAG"), CACHE_TAG)?;
    }
    Ok(())
}

/// Writes a file where nothing is, not even a link that leads nowhere.
pub(crate) fn write_new(path: &Utf8Path, text: &str) -> std::io::Result<()> {
    match fs::File::options().write(true).create_new(true).open(path) {
        Ok(mut file) => file.write_all(text.as_bytes()),
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => Ok(()),
        Err(error) => Err(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder() -> (tempfile::TempDir, Folder) {
        let temporary = tempfile::tempdir().expect("a temporary folder can be made");
        let path = Utf8PathBuf::try_from(temporary.path().to_owned()).expect("it is UTF-8");
        let secret = Secret::of(&path.join("user")).expect("it can be made");
        (temporary, Folder::at(path, secret, [7; 32]))
    }

    #[test]
    fn what_is_written_is_read() {
        let (_temporary, folder) = folder();
        for contents in [&b""[..], b"x", &[0; 100_000]] {
            assert!(folder.write("a", contents));
            assert_eq!(folder.read("a", 1 << 20).as_deref(), Some(contents));
        }
        assert_eq!(folder.read("b", 1 << 20), None);
        assert_eq!(folder.read("a", 10), None, "it is larger than that");
    }

    #[test]
    fn what_was_changed_cut_or_renamed_is_not_read() {
        let (_temporary, folder) = folder();
        folder.write("a", b"contents");
        let path = folder.path.join("a");
        let good = fs::read(&path).expect("it is there");
        for at in 0..good.len() {
            let mut bad = good.clone();
            bad[at] ^= 1;
            fs::write(&path, &bad).expect("it can be written");
            assert_eq!(folder.read("a", 1 << 20), None, "byte {at} changed");
            fs::write(&path, &good[..at]).expect("it can be written");
            assert_eq!(folder.read("a", 1 << 20), None, "cut at {at}");
        }
        fs::write(folder.path.join("b"), &good).expect("it can be written");
        assert_eq!(folder.read("b", 1 << 20), None, "it is sealed as another file");
        fs::write(&path, &good).expect("it can be written");
        assert!(folder.read("a", 1 << 20).is_some());
        let other = Folder { program: [8; 32], ..folder };
        assert_eq!(other.read("a", 1 << 20), None, "another program wrote it");
    }

    #[cfg(unix)]
    #[test]
    fn a_link_is_replaced_and_never_followed() {
        let (_temporary, folder) = folder();
        folder.write("a", b"contents");
        let (path, elsewhere) = (folder.path.join("a"), folder.path.join("elsewhere"));
        fs::rename(&path, &elsewhere).expect("it can be moved");
        std::os::unix::fs::symlink(&elsewhere, &path).expect("links can be made");
        assert_eq!(folder.read("a", 1 << 20), None);
        assert!(folder.write("a", b"new"));
        assert_eq!(folder.read("a", 1 << 20).as_deref(), Some(&b"new"[..]));
        assert_ne!(fs::read(&elsewhere).expect("it is there"), fs::read(&path).expect("it is there"));
    }

    #[test]
    fn the_latest_files_are_kept() {
        let (_temporary, folder) = folder();
        for (at, name) in ["a-1", "a-2", "a-3", "b-1"].iter().enumerate() {
            folder.write(name, &[]);
            let file = fs::File::options().write(true).open(folder.path.join(name)).expect("it is there");
            let time = SystemTime::UNIX_EPOCH + std::time::Duration::from_secs(at as u64);
            file.set_modified(time).expect("it is ours");
        }
        folder.keep("a-", 2, 1 << 20);
        let is_there = |name: &str| folder.path.join(name).is_file();
        assert_eq!(["a-1", "a-2", "a-3", "b-1"].map(is_there), [false, true, true, true]);
        folder.keep("a-", 2, 40);
        assert_eq!(["a-1", "a-2", "a-3", "b-1"].map(is_there), [false, false, true, true]);
    }
}
