//! The record of what was looked at, and whether it is as it was.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::Path;
use std::time::SystemTime;

use camino::{Utf8Path, Utf8PathBuf};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::Hash;
use crate::stamp::Stamp;

/// Fewer files than this are not worth a thread each.
const MANY_FILES: usize = 32;

/// What was at a path, links not followed.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub(crate) enum State {
    Absent,
    /// A folder, whatever is in it.
    Folder,
    /// A folder with these entries.
    Listed {
        stamp: Stamp,
        hash: Hash,
    },
    /// A folder that does not tell its entries.
    Closed,
    /// A regular file, whatever it holds.
    File,
    /// A regular file that holds this.
    Read {
        stamp: Stamp,
        hash: Hash,
    },
    /// A regular file whose contents are not known: it has to be the very same.
    Stamped(Stamp),
    Link(Utf8PathBuf),
    /// A pipe, a device.
    Other,
    /// The system does not tell.
    Refused,
}

impl State {
    /// What is at a path; none where a link leads to what is no text.
    pub(crate) fn at(path: &Utf8Path) -> Option<Self> {
        let metadata = match fs::symlink_metadata(path) {
            Ok(metadata) => metadata,
            Err(error) if is_absent(&error) => return Some(Self::Absent),
            Err(_) => return Some(Self::Refused),
        };
        let kind = metadata.file_type();
        Some(match () {
            () if kind.is_dir() => Self::Folder,
            () if kind.is_file() => Self::File,
            () if kind.is_symlink() => Self::Link(path.read_link_utf8().ok()?),
            () => Self::Other,
        })
    }

    /// Whether whoever knows this state need not be told the other one.
    pub(crate) fn says_as_much_as(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Listed { .. } | Self::Closed, Self::Folder) | (Self::Read { .. } | Self::Stamped(_), Self::File) => {
                true
            }
            (Self::Folder, Self::Listed { .. } | Self::Closed) | (Self::File, Self::Read { .. } | Self::Stamped(_)) => {
                false
            }
            _ => true,
        }
    }
}

/// Whether nothing is at a path.
fn is_absent(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory)
}

/// Everything that was looked at.
#[derive(Clone, PartialEq, Eq, Default, Debug, Serialize, Deserialize)]
pub struct Snapshot {
    states: Vec<(Utf8PathBuf, State)>,
}

/// Whether a snapshot still holds.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Standing {
    /// Everything is as it was.
    Same,
    /// Everything holds what it held, but some of it was written anew: this snapshot knows it by its new stamps.
    Renewed(Snapshot),
    /// Something is not as it was.
    Other,
}

/// What looking at a path once more tells.
enum Look {
    Same,
    /// It has to be read.
    Unknown,
    Other,
}

impl Snapshot {
    /// What the listing of a folder tells is told by that alone: which names are not there, and which are folders or files.
    pub(crate) fn new(states: BTreeMap<Utf8PathBuf, State>) -> Self {
        let is_listed = |path: &Utf8Path| {
            path.parent().is_some_and(|folder| matches!(states.get(folder), Some(State::Listed { .. })))
        };
        let is_told = |path: &Utf8Path, state: &State| match state {
            State::Absent | State::Folder | State::File => is_listed(path),
            _ => false,
        };
        let rest = states.iter().filter(|(path, state)| !is_told(path, state));
        Self { states: rest.map(|(path, state)| (path.clone(), state.clone())).collect() }
    }

    pub(crate) fn states(&self) -> &[(Utf8PathBuf, State)] {
        &self.states
    }

    /// How many paths were looked at.
    #[must_use]
    pub fn len(&self) -> usize {
        self.states.len()
    }

    /// Whether nothing was looked at.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.states.is_empty()
    }

    /// Whether nothing of it can have changed since a moment: what was looked at only after somebody else had looked, was
    /// the same for both. Names that lie outside `root` are believed to have stayed what they are.
    #[must_use]
    pub fn is_older_than(&self, moment: SystemTime, root: &Utf8Path) -> bool {
        let is_older = |path: &Utf8Path| {
            fs::symlink_metadata(path).is_ok_and(|metadata| Stamp::of(&metadata, moment).is_before(moment))
        };
        let Ok(root) = root.canonicalize_utf8() else { return false };
        let mut folders = BTreeSet::new();
        for (path, state) in &self.states {
            match state {
                State::Read { stamp, .. } | State::Listed { stamp, .. } | State::Stamped(stamp) => {
                    if !stamp.is_before(moment) {
                        return false;
                    }
                }
                State::Folder => continue,
                State::Absent | State::File | State::Closed | State::Link(_) | State::Other | State::Refused => {}
            }
            // Something came or went where the folder that lists it changed.
            let folder = path.ancestors().skip(1).find(|folder| folder.is_dir());
            folders.extend(folder.filter(|folder| folder.starts_with(&root)));
        }
        folders.into_iter().all(is_older)
    }

    /// Looks at everything once more.
    #[must_use]
    pub fn standing(&self) -> Standing {
        let start = SystemTime::now();
        let mut unknown = Vec::new();
        for (at, (path, state)) in self.states.iter().enumerate() {
            match look(path, state, start) {
                Look::Same => {}
                Look::Unknown => unknown.push(at),
                Look::Other => return Standing::Other,
            }
        }
        if unknown.is_empty() {
            return Standing::Same;
        }
        let read = |&at: &usize| {
            let (path, state) = &self.states[at];
            read_again(path, state, start).map(|state| (at, state))
        };
        let renewed: Option<Vec<_>> = if unknown.len() < MANY_FILES {
            unknown.iter().map(read).collect()
        } else {
            unknown.par_iter().map(read).collect()
        };
        let Some(renewed) = renewed else { return Standing::Other };
        let mut snapshot = self.clone();
        for (at, state) in renewed {
            snapshot.states[at].1 = state;
        }
        if snapshot == *self { Standing::Same } else { Standing::Renewed(snapshot) }
    }
}

fn look(path: &Utf8Path, state: &State, start: SystemTime) -> Look {
    let sure = |is_same: bool| if is_same { Look::Same } else { Look::Other };
    let by_stamp = |then: &Stamp, now: Stamp, is_size_telling: bool| match () {
        () if then.proves(&now) => Look::Same,
        () if is_size_telling && then.size() != now.size() => Look::Other,
        () => Look::Unknown,
    };
    match (state, fs::symlink_metadata(path)) {
        (State::Absent, Err(error)) => sure(is_absent(&error)),
        (State::Refused, Err(error)) => sure(!is_absent(&error)),
        (State::Folder, Ok(now)) => sure(now.is_dir()),
        (State::Closed, Ok(now)) => sure(now.is_dir() && listing(path.as_std_path()).is_err()),
        (State::File, Ok(now)) => sure(now.is_file()),
        (State::Other, Ok(now)) => sure(!now.is_file() && !now.is_dir() && !now.is_symlink()),
        (State::Link(target), Ok(now)) => {
            sure(now.is_symlink() && path.read_link_utf8().is_ok_and(|now| now == *target))
        }
        (State::Listed { stamp, .. }, Ok(now)) if now.is_dir() => by_stamp(stamp, Stamp::of(&now, start), false),
        (State::Read { stamp, .. }, Ok(now)) if now.is_file() => by_stamp(stamp, Stamp::of(&now, start), true),
        (State::Stamped(stamp), Ok(now)) if now.is_file() => sure(stamp.proves(&Stamp::of(&now, start))),
        _ => Look::Other,
    }
}

/// The state with the stamp of now, if what is at the path holds what it held.
fn read_again(path: &Utf8Path, state: &State, start: SystemTime) -> Option<State> {
    let now = fs::symlink_metadata(path).ok()?;
    let stamp = Stamp::of(&now, start);
    match state {
        State::Listed { hash, .. } if now.is_dir() => {
            (listing(path.as_std_path()).ok()? == *hash).then_some(State::Listed { stamp, hash: *hash })
        }
        State::Read { hash, .. } if now.is_file() => {
            (crate::hash(&fs::read(path).ok()?) == *hash).then_some(State::Read { stamp, hash: *hash })
        }
        _ => None,
    }
}

/// What identifies the entries of a folder: their names, and of what kind each is.
pub(crate) fn listing(folder: &Path) -> io::Result<Hash> {
    let mut entries = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let kind = entry.file_type()?;
        let kind = match () {
            () if kind.is_dir() => b'd',
            () if kind.is_file() => b'f',
            () if kind.is_symlink() => b'l',
            () => b'o',
        };
        entries.push((entry.file_name(), kind));
    }
    entries.sort_unstable();
    let mut hasher = blake3::Hasher::new();
    for (name, kind) in entries {
        let name = name.as_encoded_bytes();
        hasher.update(&(name.len() as u64).to_le_bytes());
        hasher.update(name);
        hasher.update(&[kind]);
    }
    Ok(*hasher.finalize().as_bytes())
}
