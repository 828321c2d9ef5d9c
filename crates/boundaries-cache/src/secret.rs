//! What seals kept files: a number that only this user knows, and the program that wrote them.
//!
//! The secret lies in the user's own folder for caches, readable by nobody else. A repository cannot know it, so that no
//! file that comes with a repository has the right seal.

use std::env;
use std::fs;
use std::io::{Read as _, Write as _};
use std::sync::Arc;
use std::time::SystemTime;

use camino::{Utf8Path, Utf8PathBuf};
use serde::{Deserialize, Serialize};

use crate::folder::Folder;
use crate::stamp::Stamp;
use crate::{Hash, hash};

/// The name of the secret's file.
const FILE: &str = "secret";

/// From here on it pays to hash on several threads.
const MANY_BYTES: usize = 1 << 20;

/// A number nobody can guess.
#[derive(Clone)]
pub(crate) struct Secret(Arc<Hash>);

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret(..)")
    }
}

impl Secret {
    /// The secret of a folder, made if there is none yet.
    pub(crate) fn of(folder: &Utf8Path) -> Option<Self> {
        let path = folder.join(FILE);
        if let Some(known) = Self::read(&path) {
            return Some(known);
        }
        let mut secret = Hash::default();
        getrandom::fill(&mut secret).ok()?;
        fs::create_dir_all(folder).ok()?;
        // Temporary files are readable by their owner alone.
        let mut draft = tempfile::Builder::new().prefix(".secret-").tempfile_in(folder).ok()?;
        draft.write_all(&secret).ok()?;
        // Another process may have been faster; then its secret counts. What is there and is no secret stays.
        let _ = draft.persist_noclobber(&path);
        Self::read(&path)
    }

    fn read(path: &Utf8Path) -> Option<Self> {
        let metadata = fs::symlink_metadata(path).ok().filter(fs::Metadata::is_file)?;
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            if metadata.permissions().mode() & 0o077 != 0 {
                return None;
            }
        }
        let mut secret = Hash::default();
        if metadata.len() != secret.len() as u64 {
            return None;
        }
        fs::File::open(path).ok()?.read_exact(&mut secret).ok()?;
        Some(Self(Arc::new(secret)))
    }

    /// The seal of a file: of this name, with these contents, written by this program.
    pub(crate) fn seal(&self, program: &Hash, name: &str, contents: &[u8]) -> Hash {
        let mut hasher = self.sealing(program, name);
        if contents.len() < MANY_BYTES {
            hasher.update(contents);
        } else {
            hasher.update_rayon(contents);
        }
        *hasher.finalize().as_bytes()
    }

    /// What seals a file once it has been told the contents.
    pub(crate) fn sealing(&self, program: &Hash, name: &str) -> blake3::Hasher {
        let mut hasher = blake3::Hasher::new_keyed(&self.0);
        hasher.update(program);
        hasher.update(&(name.len() as u64).to_le_bytes());
        hasher.update(name.as_bytes());
        hasher
    }
}

/// The user's own folder for what this program keeps.
pub(crate) fn user_folder() -> Option<Utf8PathBuf> {
    let folder = |name: &str| {
        let path = Utf8PathBuf::try_from(std::path::PathBuf::from(env::var_os(name)?)).ok()?;
        path.is_absolute().then_some(path)
    };
    // A home that is not there, as services have it, is not made.
    let home = || folder("HOME").filter(|home| home.is_dir());
    let caches = folder("XDG_CACHE_HOME").or_else(|| match () {
        () if cfg!(windows) => folder("LOCALAPPDATA"),
        () if cfg!(target_os = "macos") => Some(home()?.join("Library/Caches")),
        () => Some(home()?.join(".cache")),
    });
    Some(caches?.join("cargo-boundaries"))
}

/// What is known of the program without reading it.
#[derive(Serialize, Deserialize)]
struct KnownProgram {
    stamp: Stamp,
    hash: Hash,
}

/// The hash of the program that runs. A version number would not do: what was kept by yesterday's build of this version is
/// not what today's would have found. As long as its file is the same, it is not read again.
pub(crate) fn program(user_folder: &Utf8Path, secret: &Secret) -> Option<Hash> {
    let start = SystemTime::now();
    let path = Utf8PathBuf::try_from(env::current_exe().ok()?).ok()?;
    let stamp = Stamp::of(&fs::metadata(&path).ok()?, start);
    let notes = Folder::at(user_folder.to_owned(), secret.clone(), Hash::default());
    let name = format!("program-{}", hex(&hash(path.as_str().as_bytes())));
    let known = notes.read(&name, 1 << 12).and_then(|bytes| postcard::from_bytes::<KnownProgram>(&bytes).ok());
    if let Some(known) = known.filter(|known| known.stamp.proves(&stamp)) {
        return Some(known.hash);
    }
    let hash = hash(&fs::read(&path).ok()?);
    if let Ok(bytes) = postcard::to_stdvec(&KnownProgram { stamp, hash }) {
        notes.write(&name, &bytes);
    }
    Some(hash)
}

/// The first half of a hash as the name of a file.
pub(crate) fn hex(hash: &Hash) -> String {
    hash[..16].iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder() -> (tempfile::TempDir, Utf8PathBuf) {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        let path = Utf8PathBuf::try_from(folder.path().join("of/the/user")).expect("it is UTF-8");
        (folder, path)
    }

    #[test]
    fn a_secret_stays_and_is_nobody_elses() {
        let ((_one, one), (_two, two)) = (folder(), folder());
        let seal = |folder: &Utf8Path| Secret::of(folder).expect("it can be made").seal(&[1; 32], "a", b"b");
        assert_eq!(seal(&one), seal(&one));
        assert_ne!(seal(&one), seal(&two));
    }

    #[test]
    fn a_seal_is_of_program_name_and_contents() {
        let (_folder, path) = folder();
        let secret = Secret::of(&path).expect("it can be made");
        let seals =
            [secret.seal(&[0; 32], "a", b"b"), secret.seal(&[1; 32], "a", b"b"), secret.seal(&[0; 32], "ab", b"")];
        assert!(seals[0] != seals[1] && seals[0] != seals[2] && seals[1] != seals[2]);
    }

    #[cfg(unix)]
    #[test]
    fn what_others_can_read_is_no_secret() {
        use std::os::unix::fs::PermissionsExt as _;
        let (_folder, path) = folder();
        assert!(Secret::of(&path).is_some());
        let file = path.join(FILE);
        let mode = file.metadata().expect("it is there").permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        fs::set_permissions(&file, fs::Permissions::from_mode(0o644)).expect("it is ours");
        assert!(Secret::of(&path).is_none());
    }

    #[test]
    fn a_file_that_is_no_secret_is_left_alone() {
        let (_folder, path) = folder();
        fs::create_dir_all(&path).expect("it can be made");
        fs::write(path.join(FILE), "short").expect("it can be written");
        assert!(Secret::of(&path).is_none());
        assert_eq!(fs::read(path.join(FILE)).expect("it is there"), b"short");
    }
}
