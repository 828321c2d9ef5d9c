//! The ledger of debt of a project: what is tolerated, since when, and what it costs.

mod records;

use std::collections::{BTreeMap, BTreeSet};

use boundaries_graph::FileId;
use boundaries_history::{Log, Mention, PathId, Question};
use boundaries_lint::ledger::{DebtSign, FirstSeen, Ledger, LinesOfChange};
use boundaries_lint::metrics::ChangeHistory;
use camino::Utf8PathBuf;
use jiff::civil::Date;

use self::records::{Mark, held};
use crate::changes::day;
use crate::{ChangesOptions, Error, History, Project, ReadChanges};

impl Project {
    /// What is tolerated, without its history; without a day, as of today.
    #[must_use]
    pub fn ledger(&self, today: Option<Date>) -> Ledger {
        Ledger::of(&self.measured(today))
    }
}

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
        self.date_by_records(&mut ledger, project, &log, progress)?;
        self.date_by_code(&mut ledger, project, &log, history, progress)?;
        Ok((ledger, changes))
    }

    /// Finds since when each record stands in its file.
    fn date_by_records(
        &self,
        ledger: &mut Ledger,
        project: &Project,
        log: &Log,
        progress: &mut dyn FnMut(usize, usize),
    ) -> Result<(), Error> {
        let mut marks: BTreeMap<Utf8PathBuf, Vec<(usize, Mark)>> = BTreeMap::new();
        let prefix = self.repository().prefix();
        for (number, item) in ledger.items.iter().enumerate() {
            let path = prefix.join(project.sources().file(item.record.file).path());
            if let Some(mark) = Mark::of(item, project.sources()) {
                marks.entry(path).or_default().push((number, mark));
            }
        }
        let files: Vec<Utf8PathBuf> = marks.keys().cloned().collect();
        let mut read = |file: usize, text: &[u8]| held(&marks[&files[file]], text);
        for (number, mention) in self.repository().additions(log, &files, &mut read, progress)? {
            ledger.items[number].first = Some(first_seen(log, mention, DebtSign::Record));
        }
        Ok(())
    }

    /// Finds since when the code of the other items is there: the earliest of its files.
    fn date_by_code(
        &self,
        ledger: &mut Ledger,
        project: &Project,
        log: &Log,
        history: &ChangeHistory,
        progress: &mut dyn FnMut(usize, usize),
    ) -> Result<(), Error> {
        let mut path_of: BTreeMap<FileId, PathId> = BTreeMap::new();
        for file in log.commits.iter().flat_map(|commit| &commit.files) {
            if let Some(source) = history.files[file.index()].source {
                path_of.insert(source, *file);
            }
        }
        let mut asked: Vec<(usize, Option<PathId>)> = Vec::new();
        for (number, item) in ledger.items.iter().enumerate().filter(|(_, item)| item.first.is_none()) {
            let files: BTreeSet<FileId> = item.places.iter().map(|place| place.file).collect();
            let sources =
                files.into_iter().filter(|&file| project.sources().file(file).path().extension() == Some("rs"));
            asked.extend(sources.map(|file| (number, path_of.get(&file).copied())));
        }
        let names: Vec<Vec<String>> = ledger.items.iter().map(|item| item.names.clone()).collect();
        let questions: Vec<(usize, Question<'_>)> =
            asked.iter().filter_map(|&(number, path)| Some((number, (path?, names[number].as_slice())))).collect();
        let texts: Vec<Question<'_>> = questions.iter().map(|(_, question)| *question).collect();
        let found = self.repository().mentions(log, &texts, progress)?;
        let seen = |mention: Mention| first_seen(log, mention, DebtSign::Code);
        let mut dates: Vec<(usize, FirstSeen)> = questions
            .iter()
            .zip(found)
            .filter_map(|((number, _), mention)| mention.map(|it| (*number, seen(it))))
            .collect();
        // A file that no commit has changed is as old as the history.
        if let Some(last) = log.commits.len().checked_sub(1) {
            let untouched = asked.iter().filter(|(_, path)| path.is_none());
            dates.extend(untouched.map(|(number, _)| (*number, seen(Mention { commit: last, at_beginning: true }))));
        }
        for (number, date) in dates {
            let first = &mut ledger.items[number].first;
            let key = |it: &FirstSeen| (it.day, !it.at_beginning);
            if first.as_ref().is_none_or(|known| key(&date) < key(known)) {
                *first = Some(date);
            }
        }
        Ok(())
    }
}

fn first_seen(log: &Log, mention: Mention, sign: DebtSign) -> FirstSeen {
    let commit = &log.commits[mention.commit];
    FirstSeen { commit: commit.commit.id().to_owned(), day: day(commit.time), at_beginning: mention.at_beginning, sign }
}
