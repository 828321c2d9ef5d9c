//! Texts as an editor has them before they are saved, in front of those on disk.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use boundaries_analysis::{DiskReader, MemoryReader, OverlayReader};
use boundaries_cache::Disk;
use camino::{Utf8Path, Utf8PathBuf};

use crate::discover::{self, with_slashes};

/// Texts that count in place of those on disk: sources, files of the policy and CODEOWNERS.
///
/// A file of the policy counts if it is on disk as well. Manifests never do, as Cargo reads them from disk.
#[derive(Clone, Default, Debug)]
pub struct UnsavedTexts {
    texts: BTreeMap<Utf8PathBuf, Arc<str>>,
}

impl UnsavedTexts {
    /// Adds or replaces the text of a file, by its absolute path with links resolved.
    pub fn insert(&mut self, path: impl Into<Utf8PathBuf>, text: impl Into<Arc<str>>) {
        let path = path.into();
        if path.file_name() != Some("Cargo.toml") {
            self.texts.insert(path, text.into());
        }
    }

    /// From now on the file on disk counts.
    pub fn remove(&mut self, path: &Utf8Path) {
        self.texts.remove(path);
    }

    /// The files, by their paths from the workspace's root, whose texts are others than in `before`.
    pub(crate) fn changed_since(&self, before: &Self, root: &Utf8Path) -> BTreeSet<Utf8PathBuf> {
        let differs = |path: &&Utf8PathBuf| self.texts.get(*path) != before.texts.get(*path);
        let paths = self.texts.keys().chain(before.texts.keys()).filter(differs);
        let real_root = root.canonicalize_utf8().unwrap_or_else(|_| root.to_owned());
        paths.filter_map(|path| Some(with_slashes(path.strip_prefix(&real_root).ok()?))).collect()
    }

    /// The text of a file by its path from the workspace's root.
    pub(crate) fn text(&self, root: &Utf8Path, path: &Utf8Path) -> Option<&str> {
        if self.texts.is_empty() {
            return None;
        }
        let real = root.join(path).canonicalize_utf8();
        self.texts
            .get(&real.unwrap_or_else(|_| discover::layout(root, &Disk::default()).absolute(path)))
            .map(AsRef::as_ref)
    }

    /// A reader of the workspace's sources.
    pub(crate) fn reader(&self, root: &Utf8Path, disk: &Disk, largest: u64) -> OverlayReader<DiskReader> {
        let real_root = root.canonicalize_utf8().unwrap_or_else(|_| root.to_owned());
        let mut above = MemoryReader::default();
        for (path, text) in &self.texts {
            if let Ok(path) = path.strip_prefix(&real_root) {
                above.insert(with_slashes(path), text.as_bytes());
            }
        }
        OverlayReader::new(DiskReader::observed(root, disk.clone()).up_to(largest), above)
    }
}
