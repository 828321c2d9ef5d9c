//! By what a file is known without reading it: its size, when it was changed, and which file it is.
//!
//! A file may be written twice within one tick of the file system's clock, so that the second text has the stamp of the
//! first. A stamp that is as young as that when it is taken proves nothing: it is not settled, and whoever meets it again
//! reads the file.

use std::fs::Metadata;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Serialize};

/// The coarsest clock of a file system that is in use, that of FAT, ticks every two seconds.
const TICK: Duration = Duration::from_secs(2);

/// Clocks that tell fractions of a second tick with the system's timer, a hundred times a second at least.
const FINE_TICK: Duration = Duration::from_millis(10);

/// What the file system says of a file.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub(crate) struct Stamp {
    size: u64,
    modified: (i64, u32),
    /// When anything about the file changed last, which no program can set. Zero where there is no such time.
    changed: (i64, u32),
    /// Which file it is; zero where there is no such number.
    number: u64,
    /// Whether the stamp was older than a tick of the clock when it was taken.
    pub(crate) is_settled: bool,
}

impl Stamp {
    /// The stamp of a file that is looked at after the moment `now`.
    pub(crate) fn of(metadata: &Metadata, now: SystemTime) -> Self {
        let mut stamp = Self {
            size: metadata.len(),
            modified: metadata.modified().map(since_epoch).unwrap_or_default(),
            changed: (0, 0),
            number: 0,
            is_settled: false,
        };
        #[cfg(unix)]
        {
            use std::os::unix::fs::MetadataExt as _;
            stamp.changed = (metadata.ctime(), u32::try_from(metadata.ctime_nsec()).unwrap_or_default());
            stamp.number = metadata.ino();
        }
        let limit = now.checked_sub(TICK).map(since_epoch).unwrap_or_default();
        stamp.is_settled = stamp.modified < limit && stamp.changed < limit;
        stamp
    }

    /// Whether the file is certainly the one of which the stamp was taken, with the same contents.
    pub(crate) fn proves(&self, now: &Self) -> bool {
        self.is_settled && Self { is_settled: true, ..*now } == *self
    }

    /// Whether the file was certainly not changed since a moment.
    pub(crate) fn is_before(&self, moment: SystemTime) -> bool {
        // Where times are whole seconds, a tick is long.
        let is_fine = self.modified.1 != 0 || self.changed.1 != 0;
        let tick = if is_fine { FINE_TICK } else { TICK };
        let limit = moment.checked_sub(tick).map(since_epoch).unwrap_or_default();
        self.modified < limit && self.changed < limit
    }

    pub(crate) fn size(&self) -> u64 {
        self.size
    }
}

fn since_epoch(time: SystemTime) -> (i64, u32) {
    match time.duration_since(UNIX_EPOCH) {
        Ok(after) => (i64::try_from(after.as_secs()).unwrap_or(i64::MAX), after.subsec_nanos()),
        Err(before) => {
            let before = before.duration();
            (i64::try_from(before.as_secs()).map_or(i64::MIN, |seconds| -seconds), before.subsec_nanos())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_young_stamp_proves_nothing() {
        let file = tempfile::NamedTempFile::new().expect("a file can be made");
        let metadata = file.path().metadata().expect("it is there");
        let later = SystemTime::now() + Duration::from_secs(60);
        let (young, old) = (Stamp::of(&metadata, SystemTime::now()), Stamp::of(&metadata, later));
        assert!(!young.proves(&young) && !young.proves(&old));
        assert!(old.proves(&old) && old.proves(&young));
    }

    #[test]
    fn another_file_is_not_proved() {
        let (one, two) = (tempfile::NamedTempFile::new(), tempfile::NamedTempFile::new());
        let later = SystemTime::now() + Duration::from_secs(60);
        let stamp = |file: std::io::Result<tempfile::NamedTempFile>| {
            let file = file.expect("a file can be made");
            Stamp::of(&file.path().metadata().expect("it is there"), later)
        };
        assert!(!stamp(one).proves(&stamp(two)));
    }
}
