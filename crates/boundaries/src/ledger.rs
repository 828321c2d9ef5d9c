//! The ledger of debt of a project: what is tolerated, since when, and what it costs.

mod records;

use std::collections::{BTreeMap, BTreeSet};

use boundaries_graph::FileId;
use boundaries_history::{Addition, Log, PathId};
use boundaries_lint::ledger::{FirstSeen, Ledger, LinesOfChange};
use camino::Utf8PathBuf;
use jiff::civil::Date;

use self::records::{Mark, held};
use crate::changes::day;
use crate::changes::{ChangesOptions, ReadChanges};
use crate::{Error, History, Project};

#[doc(hidden)]
impl Project {
    /// What is tolerated, without its history; without a day, as of today.
    #[must_use]
    pub fn ledger(&self, today: Option<Date>) -> Ledger {
        Ledger::of(&self.measured(today))
    }
}

#[doc(hidden)]
impl History {
    /// What is tolerated, with its age and its interest. The whole history is read, for the age; interest is that of the
    /// days that the options or the policy say. Progress is told of three works, one after the other.
    ///
    /// # Errors
    /// If git cannot be run, nothing was committed yet, or objects are missing.
    pub fn ledger(
        &self,
        project: &Project,
        today: Option<Date>,
        options: ChangesOptions<'_>,
    ) -> Result<(Ledger, ReadChanges), Error> {
        let mut ledger = project.ledger(today);
        let head = self.repository().head()?;
        let window = self.window(&head, project, options.since)?;
        let mut ignored = |_: usize, _: usize| {};
        let progress = options.progress.unwrap_or(&mut ignored);
        let log = self.log(&head, project, None, Some(progress))?;
        let (changes, positions) = self.changes_of(&log, &head, project, window)?;
        let history = &changes.history;

        let met: BTreeSet<usize> = ledger.co_changes(history).into_iter().flatten().collect();
        let met: Vec<usize> = met.into_iter().collect();
        let asked: Vec<usize> = met.iter().map(|&at| positions[at]).collect();
        let counted = self.repository().lines(&log, &asked, progress)?;
        let by_file = |lines: Vec<(PathId, u64)>| -> LinesOfChange {
            lines.into_iter().map(|(file, count)| (file.index(), count)).collect()
        };
        ledger.accrue(history, &met.into_iter().zip(counted.into_iter().map(by_file)).collect());
        self.date(&mut ledger, project, &log, progress)?;
        Ok((ledger, changes))
    }

    /// Finds since when each record stands in its file, and since when the code of each item is there: the earliest of its
    /// files.
    fn date(
        &self,
        ledger: &mut Ledger,
        project: &Project,
        log: &Log,
        progress: &mut dyn FnMut(usize, usize),
    ) -> Result<(), Error> {
        let (mut marks, mut asked) = (Marks::new(), Vec::new());
        let mut ask = |path, mark, item, of| {
            marks.entry(path).or_default().push((asked.len(), mark));
            asked.push((item, of));
        };
        for (number, item) in ledger.items.iter().enumerate() {
            if let Some(mark) = Mark::of(item, project.sources()) {
                ask(self.path(project, item.record.file), mark, number, Of::Record);
            }
            let files: BTreeSet<FileId> = item.places.iter().map(|place| place.file).collect();
            for path in files.into_iter().map(|file| self.path(project, file)) {
                if path.extension() == Some("rs") {
                    ask(path, Mark::Names(item.names.clone()), number, Of::Code);
                }
            }
        }
        for (question, date) in self.dated(log, &marks, progress)? {
            let (item, of) = asked[question];
            let item = &mut ledger.items[item];
            let first = match of {
                Of::Record => &mut item.first_recorded,
                Of::Code => &mut item.first_used,
            };
            let key = |it: &FirstSeen| (it.day, !it.at_beginning);
            if first.as_ref().is_none_or(|known| key(&date) < key(known)) {
                *first = Some(date);
            }
        }
        Ok(())
    }

    /// The path of a file from the root of the repository.
    fn path(&self, project: &Project, file: FileId) -> Utf8PathBuf {
        self.repository().prefix().join(project.sources().file(file).path())
    }

    /// Since when the marks are held, by their numbers.
    fn dated(
        &self,
        log: &Log,
        marks: &Marks,
        progress: &mut dyn FnMut(usize, usize),
    ) -> Result<BTreeMap<usize, FirstSeen>, Error> {
        let files: Vec<Utf8PathBuf> = marks.keys().cloned().collect();
        let mut read = |file: usize, text: &[u8]| held(&marks[&files[file]], text);
        let found = self.repository().additions(log, &files, &mut read, progress)?;
        let seen = |addition: Addition| {
            let commit = &log.commits[addition.commit];
            FirstSeen {
                commit: commit.commit.id().to_owned(),
                day: day(commit.time),
                at_beginning: addition.at_beginning,
            }
        };
        Ok(found.into_iter().map(|(number, addition)| (number, seen(addition))).collect())
    }
}

/// What is looked for in the texts of each file, each with a number.
type Marks = BTreeMap<Utf8PathBuf, Vec<(usize, Mark)>>;

/// What a day is asked of.
#[derive(Clone, Copy)]
enum Of {
    Record,
    Code,
}
