//! `check --watch`: a check after each change, until somebody ends it.
//!
//! The project stays in memory: after an edit of a source that file is read again. Whatever else happens on disk, every
//! file is compared with what is known of it.
//!
//! Ctrl-C ends the program as it ends any other: nothing is held that would have to be put back, and no file is written.

mod changes;
mod territory;

use std::collections::BTreeMap;
use std::sync::mpsc;

use boundaries::camino::{Utf8Path, Utf8PathBuf};
use boundaries::{Cancellation, OnDisk, Session, UnsavedTexts};
use notify::{Config, RecommendedWatcher, RecursiveMode, Watcher as _};

use super::reports::Reports;
use super::{Verdict, judge, timings};
use crate::args::{CheckArgs, CommonArgs};
use crate::failure::Failure;
use crate::output::Output;
use crate::text::clean;
use territory::Territory;

pub(super) fn run(args: &CheckArgs, common: &CommonArgs, output: &mut Output) -> Result<Verdict, Failure> {
    // Whoever watches sits at a terminal; there is no runner to annotate for.
    let reports = Reports::new(args, None);
    let clock = args.timings.map(|_| timings::clock());
    let options = crate::commands::options(common).with_clock(clock);
    let (root, _) = boundaries::internal::cargo_packages(&options)?;
    let mut session = Session::new(options);
    let mut on_disk = OnDisk::Unknown;
    let mut territory = Territory::new(&root, common.policy_file());
    let (sender, events) = mpsc::channel();
    let config = Config::default().with_follow_symlinks(false);
    let watcher = RecommendedWatcher::new(sender, config).map_err(|cause| told("for changes", cause))?;
    let mut watched = Watched { watcher, folders: BTreeMap::new() };
    // Watching begins before the first check, so that no change falls between.
    watched.follow(&territory)?;
    loop {
        let happened = std::mem::take(&mut on_disk);
        let hears = |stage| {
            if let Some(progress) = &common.progress {
                progress.tell(stage, 0);
            }
        };
        let load = |_| session.refresh(&UnsavedTexts::default(), happened, &Cancellation::default(), &hears);
        match judge(args, common, &reports, &mut None, load, output) {
            Ok((_, project)) => territory.take_in(&project),
            Err(failure) => output.told(&failure.rendered(output.note_style())),
        }
        watched.follow(&territory)?;
        output.note("watching for changes; Ctrl-C ends it");
        output.finish()?;
        let changed = changes::next(&events, &territory).map_err(|cause| told("for changes", cause))?;
        on_disk = territory.happened(&changed);
        output.start_afresh()?;
        output.note(&format!("changed: {}", clean(&summary(&changed))));
    }
}

/// The folders that the system tells of.
struct Watched {
    watcher: RecommendedWatcher,
    folders: BTreeMap<Utf8PathBuf, RecursiveMode>,
}

impl Watched {
    /// Watches what belongs to the territory now, and nothing else.
    fn follow(&mut self, territory: &Territory) -> Result<(), Failure> {
        let wanted = territory.folders();
        self.folders.retain(|folder, mode| {
            let stays = wanted.get(folder) == Some(mode);
            if !stays {
                // A folder that is gone is not watched any more anyway.
                let _ = self.watcher.unwatch(folder.as_std_path());
            }
            stays
        });
        for (folder, mode) in wanted {
            if self.folders.contains_key(&folder) {
                continue;
            }
            match self.watcher.watch(folder.as_std_path(), mode) {
                Ok(()) => {
                    self.folders.insert(folder, mode);
                }
                // It was there a moment ago; that it went is a change that the folder above tells of.
                Err(_) if !folder.is_dir() => {}
                Err(cause) => return Err(told(&format!("`{folder}`"), cause)),
            }
        }
        Ok(())
    }
}

fn told(what: &str, cause: notify::Error) -> Failure {
    Failure::Watch { what: what.to_owned(), cause }
}

/// The first of the paths, and how many more there are.
fn summary(changed: &[Utf8PathBuf]) -> String {
    let first = changed.first().map_or("many files", |path| Utf8Path::as_str(path));
    match changed.len() {
        0 | 1 => first.to_owned(),
        count => format!("{first} and {} more", count - 1),
    }
}
