//! The history of a repository in the terms of a workspace: commits that count, files with their owners of today, authors
//! as members of teams.

mod owners;
mod roster;

use std::collections::BTreeSet;

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
    /// Where what was read is kept, if it is to be.
    pub store: Option<&'a dyn Store>,
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

/// Commits that its authors found not worth blaming anybody for, by a convention that git itself has no name for.
const IGNORED_COMMITS: &str = ".git-blame-ignore-revs";

impl History {
    /// The changes up to the commit that is checked out, with the owners that a project knows.
    ///
    /// # Errors
    /// If git cannot be run, nothing was committed yet, or objects are missing.
    pub fn changes(&self, project: &Project, options: ChangesOptions<'_>) -> Result<ReadChanges, Error> {
        let repository = self.repository();
        let head = repository.head()?;
        let until = day(repository.time_of(&head)?);
        let settings = project.policy().history();
        let months = i32::try_from(settings.months).unwrap_or(i32::MAX);
        // The day after the one that is as many months back, so that the months are whole.
        let by_policy = |until: Date| month_end(until, months).tomorrow().unwrap_or(Date::MAX);
        let since = options.since.map_or_else(|| by_policy(until), |since| since(until));
        let from = since.to_zoned(TimeZone::UTC).map_or(i64::MIN, |start| start.timestamp().as_second());
        let read = LogOptions { since: Some(from), store: options.store, progress: options.progress };
        let log = repository.log(&head, read)?;
        let cut_offs = CutOffs {
            max_files: settings.max_files as usize,
            bots: settings.bots.clone(),
            ignored: self.ignored_commits(&head)?,
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
            since,
            until,
            changes: changes(&counted),
            files: self.files(&log, project),
            rosters: Rosters::of(project.policy()).teams_of(log.authors()),
            left_out: told(left_out),
        };
        Ok(ReadChanges { history, notes })
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

fn changes(counted: &[&LoggedCommit]) -> Vec<Change> {
    let change = |commit: &&LoggedCommit| {
        let mut files: Vec<usize> = commit.files.iter().map(|file| file.index()).collect();
        files.sort_unstable();
        Change { commit: commit.commit.id().to_owned(), day: day(commit.time), author: commit.author.index(), files }
    };
    counted.iter().map(change).collect()
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
fn day(second: i64) -> Date {
    let end = if second < 0 { Timestamp::MIN } else { Timestamp::MAX };
    Timestamp::from_second(second).unwrap_or(end).to_zoned(TimeZone::UTC).date()
}
