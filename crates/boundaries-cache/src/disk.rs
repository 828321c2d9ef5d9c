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

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::symlink;

    use super::*;
    use crate::Standing;

    /// A folder with some of everything, and what a run looked at in it.
    fn scene() -> (tempfile::TempDir, Utf8PathBuf, Snapshot) {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        let root = Utf8PathBuf::try_from(folder.path().canonicalize().expect("it exists")).expect("it is UTF-8");
        for path in ["listed/sub", "plain/sub", "real"] {
            fs::create_dir_all(root.join(path)).expect("it can be made");
        }
        for path in ["listed/a", "plain/read", "plain/seen", "real/text"] {
            fs::write(root.join(path), "text").expect("it can be written");
        }
        symlink("real", root.join("link")).expect("links can be made");
        symlink("../link/text", root.join("plain/far")).expect("links can be made");
        let disk = Disk::recording();
        let read = |path: &str| disk.read(&root.join(path), || fs::read(root.join(path))).expect("it is there");
        read("plain/read");
        read("plain/far");
        disk.list(&root.join("listed"));
        for path in ["plain/seen", "plain/absent", "plain/sub", "absent/below", "plain/seen/below"] {
            disk.look(&root.join(path));
        }
        let snapshot = disk.snapshot().expect("nothing spoils it");
        (folder, root, snapshot)
    }

    #[test]
    fn what_is_not_changed_holds() {
        let (_folder, root, snapshot) = scene();
        assert_ne!(snapshot.standing(), Standing::Other);
        // What was not looked at does not matter.
        fs::write(root.join("plain/seen"), "other text").expect("it can be written");
        fs::write(root.join("real/other"), "").expect("it can be written");
        fs::write(root.join("plain/sub/new"), "").expect("it can be written");
        fs::write(root.join("listed/a"), "other text").expect("it can be written");
        assert_ne!(snapshot.standing(), Standing::Other);
    }

    #[test]
    fn whatever_was_looked_at_breaks_it() {
        type Change = fn(&Utf8Path) -> io::Result<()>;
        let changes: &[(&str, Change)] = &[
            ("other contents of the same size", |root| fs::write(root.join("plain/read"), "TEXT")),
            ("a file gone", |root| fs::remove_file(root.join("plain/read"))),
            ("a file gone that was only seen", |root| fs::remove_file(root.join("plain/seen"))),
            ("a folder in a file's place", |root| {
                fs::remove_file(root.join("plain/seen"))?;
                fs::create_dir(root.join("plain/seen"))
            }),
            ("a file that was not there", |root| fs::write(root.join("plain/absent"), "")),
            ("a link that was not there", |root| symlink("nowhere", root.join("plain/absent"))),
            ("a folder that was not there", |root| fs::create_dir(root.join("absent"))),
            ("a folder gone", |root| fs::remove_dir(root.join("plain/sub"))),
            ("a name more in a folder", |root| fs::write(root.join("listed/b"), "")),
            ("a name less in a folder", |root| fs::remove_dir(root.join("listed/sub"))),
            ("another kind in a folder", |root| {
                fs::remove_file(root.join("listed/a"))?;
                symlink("sub", root.join("listed/a"))
            }),
            ("other contents behind links", |root| fs::write(root.join("real/text"), "TEXT")),
            ("another way of the last link", |root| {
                fs::remove_file(root.join("plain/far"))?;
                symlink("read", root.join("plain/far"))
            }),
            ("another way of a link between", |root| {
                fs::create_dir(root.join("unreal"))?;
                fs::write(root.join("unreal/text"), "text")?;
                fs::remove_file(root.join("link"))?;
                symlink("unreal", root.join("link"))
            }),
            ("a link in a folder's place", |root| {
                fs::rename(root.join("plain"), root.join("moved"))?;
                symlink("moved", root.join("plain"))
            }),
        ];
        for (what, change) in changes {
            let (_folder, root, snapshot) = scene();
            change(&root).expect("it can be changed");
            assert_eq!(snapshot.standing(), Standing::Other, "{what}");
        }
    }

    #[test]
    fn new_times_renew_it() {
        let (_folder, root, snapshot) = scene();
        let later = SystemTime::now() - std::time::Duration::from_secs(60);
        let file = fs::File::options().write(true).open(root.join("plain/read")).expect("it is there");
        file.set_modified(later).expect("it is ours");
        let Standing::Renewed(renewed) = snapshot.standing() else { panic!("the contents are the same") };
        assert_ne!(renewed, snapshot);
        fs::write(root.join("plain/read"), "TEXT").expect("it can be written");
        file.set_modified(later).expect("it is ours");
        assert_eq!(renewed.standing(), Standing::Other, "the time of the last change is put back");
    }

    #[test]
    fn what_changes_while_it_is_read_is_not_kept() {
        let (_folder, root, _) = scene();
        let disk = Disk::recording();
        let path = root.join("plain/read");
        disk.read(&path, || fs::read(&path)).expect("it is there");
        fs::write(&path, "TEXT").expect("it can be written");
        disk.read(&path, || fs::read(&path)).expect("it is there");
        assert_eq!(disk.snapshot(), None);
    }

    #[test]
    fn links_that_lead_in_a_circle_end() {
        let (_folder, root, _) = scene();
        symlink("b", root.join("a")).expect("links can be made");
        symlink("a", root.join("b")).expect("links can be made");
        let disk = Disk::recording();
        disk.look(&root.join("a/x"));
        assert_ne!(disk.snapshot().expect("nothing spoils it").standing(), Standing::Other);
    }

    #[test]
    fn without_a_record_nothing_is_taken_down() {
        let (_folder, root, _) = scene();
        let disk = Disk::default();
        disk.look(&root);
        disk.list(&root);
        assert_eq!(disk.snapshot(), None);
    }
}
