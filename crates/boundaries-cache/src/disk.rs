//! Looks at files, and takes down what it looked at.
//!
//! Whoever reads a workspace asks here before each question to the file system: what is at a path, what a file holds, what a
//! folder lists. A path is taken down with every folder and every link on the way to it, so that the answers to all
//! questions about where it leads follow from the record. Without a record to keep, asking costs nothing.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::SystemTime;

use camino::{Utf8Path, Utf8PathBuf};

use crate::hash;
use crate::snapshot::{Snapshot, State, listing};
use crate::stamp::Stamp;

/// More links than this on the way to a file lead nowhere, as for every system.
const LINK_LIMIT: usize = 40;

/// A way to look at files. Clones share one record.
#[derive(Clone, Default, Debug)]
pub struct Disk {
    log: Option<Arc<Mutex<Log>>>,
}

#[derive(Debug)]
struct Log {
    /// No later than anything that is looked at.
    start: SystemTime,
    seen: BTreeMap<Utf8PathBuf, State>,
    /// Whether something was asked that cannot be asked again, so that the record proves nothing.
    is_spoilt: bool,
}

impl Disk {
    /// One that takes down what it looks at.
    #[must_use]
    pub fn recording() -> Self {
        Self::recording_since(SystemTime::now())
    }

    pub(crate) fn recording_since(start: SystemTime) -> Self {
        Self { log: Some(Arc::new(Mutex::new(Log { start, seen: BTreeMap::new(), is_spoilt: false }))) }
    }

    /// Says that something was asked elsewhere, such as of git, that the record does not show.
    pub fn spoil(&self) {
        if let Some(mut log) = self.log() {
            log.is_spoilt = true;
        }
    }

    /// Says that it will be asked what is at a path and where it leads.
    pub fn look(&self, path: &Utf8Path) {
        if let Some(mut log) = self.log() {
            log.resolve(path.as_std_path());
        }
    }

    /// Says that it will be asked which entries a folder has.
    pub fn list(&self, folder: &Utf8Path) {
        let Some(mut log) = self.log() else { return };
        let Some(real) = log.resolve(folder.as_std_path()) else { return };
        if matches!(log.seen.get(&real), Some(State::Folder)) {
            let start = log.start;
            let listed = fs::symlink_metadata(&real).and_then(|metadata| Ok((metadata, listing(real.as_std_path())?)));
            let state = match listed {
                Ok((metadata, hash)) => State::Listed { stamp: Stamp::of(&metadata, start), hash },
                Err(_) => State::Closed,
            };
            log.seen.insert(real, state);
        }
    }

    /// Reads a file by `read`, and takes down what it holds.
    ///
    /// # Errors
    /// Those of `read`.
    pub fn read(&self, path: &Utf8Path, read: impl FnOnce() -> io::Result<Vec<u8>>) -> io::Result<Vec<u8>> {
        let Some((real, stamp)) = self.log().and_then(|mut log| {
            let real = log.resolve(path.as_std_path())?;
            // Looked at before the file is read: whatever changes from now on changes the stamp.
            let metadata = fs::symlink_metadata(&real).ok().filter(fs::Metadata::is_file)?;
            Some((real, Stamp::of(&metadata, log.start)))
        }) else {
            return read();
        };
        let bytes = read();
        let state = match &bytes {
            Ok(bytes) => State::Read { stamp, hash: hash(bytes) },
            // Too large, or not allowed: the stamp has the size, and changes with the permission.
            Err(_) => State::Stamped(stamp),
        };
        if let Some(mut log) = self.log() {
            match log.seen.get(&real) {
                // Read twice in one run, and changed in between: neither answer is one to keep.
                Some(State::Read { hash, .. }) if !matches!(&state, State::Read { hash: now, .. } if now == hash) => {
                    log.is_spoilt = true;
                }
                Some(State::Read { .. }) => {}
                _ => drop(log.seen.insert(real, state)),
            }
        }
        bytes
    }

    /// Says that a file matters, whatever it holds: that it is still the same is known by its stamp alone.
    pub fn stamp(&self, path: &Utf8Path) {
        let Some(mut log) = self.log() else { return };
        let Some(real) = log.resolve(path.as_std_path()) else { return };
        if let Some(State::File) = log.seen.get(&real)
            && let Ok(metadata) = fs::symlink_metadata(&real)
        {
            let stamp = Stamp::of(&metadata, log.start);
            log.seen.insert(real, State::Stamped(stamp));
        }
    }

    /// The record so far; none where nothing is recorded, or where it proves nothing.
    #[must_use]
    pub fn snapshot(&self) -> Option<Snapshot> {
        let log = self.log()?;
        (!log.is_spoilt).then(|| Snapshot::new(log.seen.clone()))
    }

    /// Takes over a record as if everything in it had been asked now.
    pub fn adopt(&self, snapshot: &Snapshot) {
        if let Some(mut log) = self.log() {
            for (path, state) in snapshot.states() {
                match log.seen.get(path) {
                    Some(known) if known.says_as_much_as(state) => {}
                    _ => drop(log.seen.insert(path.clone(), state.clone())),
                }
            }
        }
    }

    fn log(&self) -> Option<MutexGuard<'_, Log>> {
        // A thread that died while it held the lock leaves a record that is short of something, and that is no longer
        // used: its panic ends the run.
        Some(self.log.as_ref()?.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Log {
    /// Takes down what is at a path and on the way to it. The place it leads to with all links followed, if every part of
    /// the way exists.
    fn resolve(&mut self, path: &Path) -> Option<Utf8PathBuf> {
        let Ok(path) = std::path::absolute(path) else {
            self.is_spoilt = true;
            return None;
        };
        if let Some(real) = self.in_known_folder(&path) {
            return real;
        }
        let mut rest: Vec<OsString> = parts(&path);
        let mut at = PathBuf::new();
        let mut links = 0;
        while let Some(part) = rest.pop() {
            match Path::new(&part).components().next() {
                Some(Component::ParentDir) => {
                    at.pop();
                    continue;
                }
                Some(Component::Normal(_)) => {}
                Some(Component::CurDir) | None => continue,
                // The root of a file system, or a drive.
                Some(Component::RootDir | Component::Prefix(_)) => {
                    at.push(&part);
                    continue;
                }
            }
            at.push(&part);
            let place = self.utf8(&at)?;
            match self.state(&place) {
                State::Link(target) => {
                    links += 1;
                    if links > LINK_LIMIT {
                        return None;
                    }
                    at.pop();
                    rest.extend(parts(target.as_std_path()));
                }
                State::Absent | State::Refused => return None,
                State::Folder | State::Listed { .. } | State::Closed => {}
                _ if rest.is_empty() => {}
                // What is below a file cannot be there.
                _ => return None,
            }
        }
        self.utf8(&at)
    }

    /// The short way: a path whose folder is known to be one, and no link.
    fn in_known_folder(&mut self, path: &Path) -> Option<Option<Utf8PathBuf>> {
        let place = Utf8Path::from_path(path)?;
        let is_plain = place.components().all(|part| part.as_str() != "..");
        let folder = place.parent()?;
        if !is_plain || !matches!(self.seen.get(folder), Some(State::Folder | State::Listed { .. })) {
            return None;
        }
        match self.state(place) {
            State::Link(_) => None,
            State::Absent | State::Refused => Some(None),
            _ => Some(Some(place.to_owned())),
        }
    }

    /// What is at a place; looked at once in a run.
    fn state(&mut self, place: &Utf8Path) -> State {
        if let Some(known) = self.seen.get(place) {
            return known.clone();
        }
        let state = State::at(place).unwrap_or_else(|| {
            self.is_spoilt = true;
            State::Refused
        });
        self.seen.insert(place.to_owned(), state.clone());
        state
    }

    fn utf8(&mut self, path: &Path) -> Option<Utf8PathBuf> {
        let place = Utf8Path::from_path(path).map(Utf8Path::to_owned);
        self.is_spoilt |= place.is_none();
        place
    }
}

/// The parts of a path, the last first.
fn parts(path: &Path) -> Vec<OsString> {
    path.components().rev().map(|part| part.as_os_str().to_owned()).collect()
}
