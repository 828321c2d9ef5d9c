//! The history of a repository in the terms of a workspace: commits that count, files with their owners of today, authors
//! as members of teams.

mod owners;
mod roster;

use std::collections::BTreeSet;

use boundaries_cache::Folder;
use boundaries_history::{Commit, CutOffs, LeftOut, Log, LogOptions, LoggedCommit, Store};
use boundaries_lint::metrics::{Change, ChangeHistory, ChangedFile, month_end};
use camino::Utf8Path;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::{Error, History, Project};
use owners::FileOwners;
use roster::Rosters;

/// How to read the history of a workspace.
#[derive(Default)]
pub struct ChangesOptions<'a> {
    /// The first day, from that of the newest commit; by default the policy says how many months are read.
    pub since: Option<&'a dyn Fn(Date) -> Date>,
    /// Called now and then with how many commits have been read, and of how many.
    pub progress: Option<&'a mut dyn FnMut(usize, usize)>,
}

/// What was read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ReadChanges {
    /// The changes.
    pub history: ChangeHistory,
    /// What is worth telling about the reading, such as that a clone is shallow.
    pub notes: Vec<String>,
}

/// The days that are looked at.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Window {
    since: Date,
    until: Date,
    /// The first second.
    from: i64,
}

/// The folder in which results are kept.
struct Kept<'a>(&'a Folder);

impl Store for Kept<'_> {
    fn read(&self, name: &str) -> Option<Vec<u8>> {
        self.0.read(name, KEPT_LIMIT)
    }

    fn write(&self, name: &str, bytes: Vec<u8>) {
        // A run does not depend on it.
        let _ = self.0.write(name, &bytes);
    }
}

/// More is not read back.
const KEPT_LIMIT: u64 = 1 << 30;

/// Commits that its authors found not worth blaming anybody for, by a convention that git itself has no name for.
const IGNORED_COMMITS: &str = ".git-blame-ignore-revs";

#[doc(hidden)]
impl History {
    /// The changes up to the commit that is checked out, with the owners that a project knows.
    ///
    /// # Errors
    /// If git cannot be run, nothing was committed yet, or objects are missing.
    pub fn changes(&self, project: &Project, options: ChangesOptions<'_>) -> Result<ReadChanges, Error> {
        let head = self.repository().head()?;
        let window = self.window(&head, project, options.since)?;
        let log = self.log(&head, project, Some(window.from), options.progress)?;
        Ok(self.changes_of(&log, &head, project, window)?.0)
    }

    /// The commits, of which those that were read before are kept where the analysis keeps its results.
    pub(crate) fn log(
        &self,
        head: &Commit,
        project: &Project,
        since: Option<i64>,
        mut progress: Option<&mut dyn FnMut(usize, usize)>,
    ) -> Result<Log, Error> {
        let mut told = |done: usize, all: usize| {
            if let Some(progress) = &mut progress {
                progress(done, all);
            }
        };
        let kept = self.cache().folder(project.root()).map(Kept);
        let store = kept.as_ref().map(|kept| kept as &dyn Store);
        Ok(self.repository().log(head, LogOptions { since, store, progress: Some(&mut told) })?)
    }

    /// Which days are looked at.
    pub(crate) fn window(
        &self,
        head: &Commit,
        project: &Project,
        since: Option<&dyn Fn(Date) -> Date>,
    ) -> Result<Window, Error> {
        let until = day(self.repository().time_of(head)?);
        let months = i32::try_from(project.policy().history().months).unwrap_or(i32::MAX);
        // The day after the one that is as many months back, so that the months are whole.
        let by_policy = |until: Date| month_end(until, months).tomorrow().unwrap_or(Date::MAX);
        let since = since.map_or_else(|| by_policy(until), |since| since(until));
        let from = since.to_zoned(TimeZone::UTC).map_or(i64::MIN, |start| start.timestamp().as_second());
        Ok(Window { since, until, from })
    }

    /// The changes of a log in these days, and the position in the log of each.
    pub(crate) fn changes_of(
        &self,
        log: &Log,
        head: &Commit,
        project: &Project,
        window: Window,
    ) -> Result<(ReadChanges, Vec<usize>), Error> {
        let settings = project.policy().history();
        let cut_offs = CutOffs {
            max_files: settings.max_files as usize,
            bots: settings.bots.clone(),
            ignored: self.ignored_commits(head)?,
            since: Some(window.from),
        };
        let (counted, left_out) = log.counted(&cut_offs);
        let mut notes = Vec::new();
        if log.is_shallow {
            notes.push(
                "the clone is shallow, and earlier commits are unknown: numbers of history are of what is there; fetch the \
                 rest with `git fetch --unshallow`"
                    .to_owned(),
            );
        }
        if log.lacks_renames {
            notes.push("the clone is partial: files that were renamed count as others before that".to_owned());
        }
        let history = ChangeHistory {
            head: head.id().to_owned(),
            since: window.since,
            until: window.until,
            changes: counted.iter().map(|&at| change(&log.commits[at])).collect(),
            files: self.files(log, project),
            rosters: Rosters::of(project.policy()).teams_of(log.authors()),
            left_out: told(left_out),
        };
        Ok((ReadChanges { history, notes }, counted))
    }

    fn files(&self, log: &Log, project: &Project) -> Vec<ChangedFile> {
        let places = project.places();
        let owners = FileOwners::of(project);
        let file = |path: &camino::Utf8PathBuf| {
            let path = places.from(path.as_str(), places.repository()).unwrap_or_else(|_| path.clone());
            let (source, owners) = owners.of_path(&path);
            ChangedFile { path, owners, source }
        };
        log.paths().iter().map(file).collect()
    }

    fn ignored_commits(&self, head: &Commit) -> Result<BTreeSet<String>, Error> {
        let text = self.repository().file_at(head, Utf8Path::new(IGNORED_COMMITS))?.unwrap_or_default();
        let text = String::from_utf8_lossy(&text);
        let hashes = text.lines().map(|line| line.split('#').next().unwrap_or_default().trim().to_owned());
        Ok(hashes.filter(|hash| !hash.is_empty()).collect())
    }
}

fn change(commit: &LoggedCommit) -> Change {
    let mut files: Vec<usize> = commit.files.iter().map(|file| file.index()).collect();
    files.sort_unstable();
    Change { commit: commit.commit.id().to_owned(), day: day(commit.time), author: commit.author.index(), files }
}

fn told(left_out: LeftOut) -> Vec<(&'static str, usize)> {
    let LeftOut { merges, beginnings, ignored, bots, mass_changes, without_rust } = left_out;
    vec![
        ("without Rust files", without_rust),
        ("merges", merges),
        ("beginnings", beginnings),
        ("by programs", bots),
        ("mass changes", mass_changes),
        ("in .git-blame-ignore-revs", ignored),
    ]
}

/// The day of a second, in UTC; a clock gone mad gives the first or the last day there is.
pub(crate) fn day(second: i64) -> Date {
    let end = if second < 0 { Timestamp::MIN } else { Timestamp::MAX };
    Timestamp::from_second(second).unwrap_or(end).to_zoned(TimeZone::UTC).date()
}
