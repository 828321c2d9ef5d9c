//! The disk as everything but sources is read from it: what is looked at is taken down, and no more is read than the limits
//! allow.

use std::fs;
use std::io::{self, Read as _};
use std::ops::Deref;

use boundaries_cache::Disk;
use boundaries_history::Size;
use camino::Utf8Path;

use crate::limits::FileLimits;

/// A disk, and how much of it is read.
#[derive(Clone, Default, Debug)]
pub(crate) struct LimitedDisk {
    disk: Disk,
    limits: FileLimits,
}

impl LimitedDisk {
    pub(crate) fn new(disk: &Disk, limits: FileLimits) -> Self {
        Self { disk: disk.clone(), limits }
    }

    /// The same without a record: for what is asked beside an answer that may be kept.
    pub(crate) fn unrecorded(&self) -> Self {
        Self::new(&Disk::default(), self.limits)
    }

    /// The same with another record.
    pub(crate) fn recording(&self, disk: &Disk) -> Self {
        Self::new(disk, self.limits)
    }

    /// How many files are listed.
    pub(crate) fn listed_files(&self) -> u64 {
        self.limits.listed_files
    }

    /// How many bytes of a `.gitignore` are read.
    pub(crate) fn ignore_size(&self) -> u64 {
        self.limits.ignore_size
    }

    /// The text of a file.
    ///
    /// # Errors
    /// Where it is too large, or no text, or the system refuses.
    pub(crate) fn read_text(&self, path: &Utf8Path) -> io::Result<String> {
        let limit = self.limits.policy_size.min(FileLimits::MOST.policy_size);
        let read = || {
            let metadata = fs::metadata(path)?;
            if !metadata.is_file() {
                return Err(io::Error::other("it is not a regular file"));
            }
            let mut bytes = Vec::new();
            fs::File::open(path)?.take(limit + 1).read_to_end(&mut bytes)?;
            if bytes.len() as u64 > limit {
                let size = Size(limit);
                let told = format!("it is larger than {size}, the limit that `--limit policy-size=…` moves");
                return Err(io::Error::new(io::ErrorKind::FileTooLarge, told));
            }
            Ok(bytes)
        };
        String::from_utf8(self.read(path, read)?).map_err(|error| {
            let at = error.utf8_error().valid_up_to();
            io::Error::new(io::ErrorKind::InvalidData, format!("it is not UTF-8: see byte {at}"))
        })
    }
}

impl Deref for LimitedDisk {
    type Target = Disk;

    fn deref(&self) -> &Disk {
        &self.disk
    }
}
