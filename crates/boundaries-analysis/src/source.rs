//! Where texts come from: the disk, or memory.

use std::collections::BTreeMap;
use std::io::{Error, ErrorKind, Read, Result};

use boundaries_cache::Disk;
use camino::{Utf8Path, Utf8PathBuf};

use crate::limits::Limits;

/// Reads the texts of a workspace. Paths are from the workspace root.
pub trait SourceReader: Sync {
    /// The bytes of a file.
    ///
    /// # Errors
    /// Where the file cannot be read.
    fn read(&self, path: &Utf8Path) -> Result<Vec<u8>>;

    /// Whether there is a regular file.
    fn is_file(&self, path: &Utf8Path) -> bool;

    /// The size of a file in bytes; none for one that cannot be read.
    fn size(&self, path: &Utf8Path) -> u64;

    /// The names of the files in a directory, in the order of their bytes; none where it cannot be read.
    fn file_names(&self, directory: &Utf8Path) -> Vec<String>;
}

/// Reads from a directory, and nothing outside of it.
#[derive(Clone, Debug)]
pub struct DiskReader {
    root: Utf8PathBuf,
    real_root: Utf8PathBuf,
    disk: Disk,
    largest: u64,
}

impl DiskReader {
    /// A reader of the workspace at `root`.
    pub fn new(root: impl Into<Utf8PathBuf>) -> Self {
        Self::observed(root, Disk::default())
    }

    /// The same, leaving a record of what is read.
    pub fn observed(root: impl Into<Utf8PathBuf>, disk: Disk) -> Self {
        let root = root.into();
        disk.look(&root);
        let real_root = root.canonicalize_utf8().unwrap_or_else(|_| root.clone());
        Self { root, real_root, disk, largest: Limits::default().source_size }
    }

    /// The same for sources of at most so many bytes.
    #[must_use]
    pub fn up_to(self, largest: u64) -> Self {
        Self { largest: largest.min(Limits::MOST.source_size), ..self }
    }

    /// The place on disk, if it lies inside the workspace after links are followed.
    fn locate(&self, path: &Utf8Path) -> Result<Utf8PathBuf> {
        let real = self.root.join(path).canonicalize_utf8()?;
        if real.starts_with(&self.real_root) {
            Ok(real)
        } else {
            Err(Error::new(ErrorKind::PermissionDenied, "the file lies outside the workspace"))
        }
    }
}

impl SourceReader for DiskReader {
    #[expect(clippy::disallowed_methods, reason = "this is the one place that reads sources")]
    fn read(&self, path: &Utf8Path) -> Result<Vec<u8>> {
        self.disk.read(&self.root.join(path), || {
            let real = self.locate(path)?;
            let metadata = std::fs::metadata(&real)?;
            if !metadata.is_file() {
                return Err(Error::new(ErrorKind::InvalidInput, "not a regular file"));
            }
            if metadata.len() > self.largest {
                return Err(Error::new(ErrorKind::FileTooLarge, format!("larger than {} bytes", self.largest)));
            }
            let mut bytes = Vec::with_capacity(usize::try_from(metadata.len()).unwrap_or(0) + 1);
            std::fs::File::open(&real)?.take(self.largest).read_to_end(&mut bytes)?;
            Ok(bytes)
        })
    }

    #[expect(clippy::disallowed_methods, reason = "this is the one place that reads sources")]
    fn is_file(&self, path: &Utf8Path) -> bool {
        let path = self.root.join(path);
        self.disk.look(&path);
        std::fs::metadata(path).is_ok_and(|metadata| metadata.is_file())
    }

    #[expect(clippy::disallowed_methods, reason = "this is the one place that reads sources")]
    fn size(&self, path: &Utf8Path) -> u64 {
        std::fs::metadata(self.root.join(path)).map_or(0, |metadata| metadata.len())
    }

    fn file_names(&self, directory: &Utf8Path) -> Vec<String> {
        self.disk.list(&self.root.join(directory));
        let Ok(entries) = self.locate(directory).and_then(|directory| directory.read_dir_utf8()) else {
            return Vec::new();
        };
        let mut names: Vec<_> = entries.flatten().map(|entry| entry.file_name().to_owned()).collect();
        names.retain(|name| self.is_file(&directory.join(name)));
        names.sort_unstable();
        names
    }
}

/// Texts held in memory in front of what another reader reads, as an editor has them before they are saved.
#[derive(Clone, Debug)]
pub struct OverlayReader<R> {
    below: R,
    above: MemoryReader,
}

impl<R: SourceReader> OverlayReader<R> {
    /// Reads what `above` has from there, and everything else from `below`.
    pub fn new(below: R, above: MemoryReader) -> Self {
        Self { below, above }
    }
}

impl<R: SourceReader> SourceReader for OverlayReader<R> {
    fn read(&self, path: &Utf8Path) -> Result<Vec<u8>> {
        self.above.read(path).or_else(|_| self.below.read(path))
    }

    fn is_file(&self, path: &Utf8Path) -> bool {
        self.above.is_file(path) || self.below.is_file(path)
    }

    fn size(&self, path: &Utf8Path) -> u64 {
        if self.above.is_file(path) { self.above.size(path) } else { self.below.size(path) }
    }

    fn file_names(&self, directory: &Utf8Path) -> Vec<String> {
        let mut names = self.below.file_names(directory);
        names.extend(self.above.file_names(directory));
        names.sort_unstable();
        names.dedup();
        names
    }
}

/// Texts held in memory.
#[derive(Clone, Default, Debug)]
pub struct MemoryReader {
    files: BTreeMap<Utf8PathBuf, Vec<u8>>,
}

impl MemoryReader {
    /// Adds or replaces a file.
    pub fn insert(&mut self, path: impl Into<Utf8PathBuf>, text: impl Into<Vec<u8>>) {
        self.files.insert(path.into(), text.into());
    }
}

impl SourceReader for MemoryReader {
    fn read(&self, path: &Utf8Path) -> Result<Vec<u8>> {
        self.files.get(path).cloned().ok_or_else(|| Error::from(ErrorKind::NotFound))
    }

    fn is_file(&self, path: &Utf8Path) -> bool {
        self.files.contains_key(path)
    }

    fn size(&self, path: &Utf8Path) -> u64 {
        self.files.get(path).map_or(0, |bytes| bytes.len() as u64)
    }

    fn file_names(&self, directory: &Utf8Path) -> Vec<String> {
        let names = self.files.keys().filter(|path| path.parent() == Some(directory));
        let mut names: Vec<_> = names.filter_map(|path| path.file_name()).map(str::to_owned).collect();
        names.sort_unstable();
        names
    }
}
