//! From what the system tells, many times for one save, to one batch of changes.

use std::collections::BTreeSet;
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::{Duration, Instant};

use boundaries::camino::Utf8PathBuf;
use notify::Event;

use super::territory::Territory;

/// So long nothing may happen before a batch is complete. Editors write a file in several steps, and git many files.
const QUIET: Duration = Duration::from_millis(150);
/// So long a batch may grow at most, however busy the folders are.
const PATIENCE: Duration = Duration::from_secs(2);

/// Waits for changes that concern the territory. Empty if the system lost count of what changed.
pub(super) fn next(
    events: &Receiver<notify::Result<Event>>,
    territory: &Territory,
) -> Result<Vec<Utf8PathBuf>, notify::Error> {
    let mut changed = BTreeSet::new();
    let mut lost_count = false;
    let mut take = |event: Event| {
        if event.need_rescan() {
            lost_count = true;
            return true;
        }
        let before = changed.len();
        changed.extend(territory.concerned_by(&event));
        changed.len() > before
    };
    loop {
        let event = events.recv().map_err(|_| notify::Error::generic("the watcher has ended"))??;
        if take(event) {
            break;
        }
    }
    let deadline = Instant::now() + PATIENCE;
    loop {
        let left = deadline.saturating_duration_since(Instant::now());
        match events.recv_timeout(QUIET.min(left)) {
            Ok(event) => {
                take(event?);
            }
            Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => break,
        }
        if left.is_zero() {
            break;
        }
    }
    Ok(if lost_count { Vec::new() } else { changed.into_iter().collect() })
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use notify::EventKind;
    use notify::event::{AccessKind, CreateKind, DataChange, Flag, ModifyKind};

    use super::*;

    fn batch(told: Vec<notify::Result<Event>>) -> Result<Vec<Utf8PathBuf>, notify::Error> {
        let (sender, events) = mpsc::channel();
        for event in told {
            sender.send(event).expect("the other end is here");
        }
        // Nobody can tell more, so no time passes.
        drop(sender);
        next(&events, &Territory::new("/shop".into(), None))
    }

    fn modified(path: &str) -> notify::Result<Event> {
        Ok(Event::new(EventKind::Modify(ModifyKind::Data(DataChange::Any))).add_path(path.into()))
    }

    #[test]
    fn one_batch_for_all_that_comes_together() {
        let read = Event::new(EventKind::Access(AccessKind::Any)).add_path("/shop/src/lib.rs".into());
        let made = Event::new(EventKind::Create(CreateKind::File)).add_path("/shop/src/b.rs".into());
        let told = vec![Ok(read), modified("/shop/src/a.rs"), modified("/shop/src/a.rs"), Ok(made)];
        assert_eq!(batch(told).expect("there is a batch"), ["src/a.rs", "src/b.rs"]);
    }

    #[test]
    fn what_does_not_concern_us_starts_nothing() {
        let ended = batch(vec![modified("/shop/notes.txt"), modified("/elsewhere/lib.rs")]);
        assert!(ended.expect_err("nothing else came").to_string().contains("the watcher has ended"));
    }

    #[test]
    fn a_lost_count_is_a_change() {
        let lost = Event::new(EventKind::Other).set_flag(Flag::Rescan);
        assert_eq!(batch(vec![Ok(lost)]).expect("there is a batch"), Vec::<Utf8PathBuf>::new());
    }

    #[test]
    fn a_failing_watcher_is_no_silence() {
        assert!(batch(vec![Err(notify::Error::generic("no more"))]).is_err());
    }
}
