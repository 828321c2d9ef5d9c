//! What a run looked at, and what it found, kept for the next run.
//!
//! ```text
//! stamp          a file, known without reading it
//! disk           the one way to look at files that leaves a record
//! snapshot       such a record, and whether it still holds
//! secret         what seals files, and the program that wrote them
//! folder         where files lie, and how they are read and written
//! place          which folder that is
//! surroundings   what of the environment a result may depend on
//! ```
//!
//! A result is kept with the snapshot of everything that was looked at on the way to it: contents of files, listings of
//! folders, links, and what was *not* there. As long as the snapshot holds, the result does. What a result is, and by which
//! question it is found again, is nobody's business here.
//!
//! A kept file may come from anybody: a stranger's pull request can bring a `target` folder along. So each is sealed with a
//! secret of the user, and one whose seal is not right is as good as none. Nothing that fails here stops a run; it is a run
//! without a cache then.

pub mod bytes;
mod disk;
mod folder;
mod place;
mod secret;
mod snapshot;
mod stamp;
mod surroundings;

pub use disk::Disk;
pub use folder::{Draft, Folder};
pub use place::{Cache, CacheOptions};
pub use snapshot::{Snapshot, Standing};
pub use surroundings::surroundings;

/// What identifies contents: BLAKE3, since the contents may be chosen by an attacker.
pub type Hash = [u8; 32];

/// The hash of contents.
#[must_use]
pub fn hash(bytes: &[u8]) -> Hash {
    *blake3::hash(bytes).as_bytes()
}

/// A hash as the name of a file.
#[must_use]
pub fn file_name(kind: &str, hash: &Hash) -> String {
    format!("{kind}-{}", secret::hex(hash))
}
