//! The numbers of a workspace month by month: its graph rebuilt at a commit of each month's end.
//!
//! Each sample is judged by the policy and the CODEOWNERS it had, on its own day, so that it says the same whenever it is
//! asked. What was found is kept by commit.

use std::collections::BTreeMap;

use boundaries_cache::{Folder, file_name, hash};
use boundaries_history::Commit;
use boundaries_lint::metrics::{CodeFigures, Metrics, Month, Value, months};
use jiff::tz::TimeZone;

use crate::changes::day;
use crate::{ChangesOptions, Error, History, PolicyOrigin, Project, ReadChanges, Revision};

impl History {
    /// The whole months that the options or the policy say, the oldest first. Progress is told of commits, then of samples.
    ///
    /// # Errors
    /// If git cannot be run, nothing was committed yet, or objects are missing. A sample that cannot be read is told as a
    /// note, and has no figures.
    pub fn trend(
        &self,
        project: &Project,
        mut options: ChangesOptions<'_>,
    ) -> Result<(Vec<Month>, ReadChanges), Error> {
        let mut ignored = |_: usize, _: usize| {};
        let progress = options.progress.take().unwrap_or(&mut ignored);
        let mut told = |done: usize, all: usize| progress(done, all);
        let since = options.since;
        let mut read = self.changes(project, ChangesOptions { since, progress: Some(&mut told) })?;
        let mut months = months(&project.measured(None), &read.history);
        let head = self.repository().head()?;
        let mut kept = Kept::open(self.cache().folder(project.root()), &self.question());
        let all = months.len();
        for (at, month) in months.iter_mut().enumerate() {
            let end = month.end.tomorrow().ok().and_then(|next| next.to_zoned(TimeZone::UTC).ok());
            let Some(end) = end else { continue };
            let Some(commit) = self.repository().commit_before(&head, end.timestamp().as_second())? else { continue };
            if at + 1 == all || !kept.known.contains_key(commit.id()) {
                progress(at, all);
            }
            match kept.known.get(commit.id()) {
                Some(figures) => month.code = Some(figures.clone()),
                None => match self.sample(&commit) {
                    Ok(figures) => {
                        kept.known.insert(commit.id().to_owned(), figures.clone());
                        month.code = Some(figures);
                    }
                    Err(error) => read.notes.push(format!("no numbers of {commit}: {error}")),
                },
            }
            kept.save();
        }
        progress(all, all);
        Ok((months, read))
    }

    /// The figures of a commit, on its day; without its policy where that has mistakes.
    fn sample(&self, commit: &Commit) -> Result<CodeFigures, Error> {
        let revision: Revision = match self.load(commit) {
            Err(Error::Revision { cause, .. }) if matches!(*cause, Error::Policy(_)) => {
                self.load_without_policy(commit)?
            }
            loaded => loaded?,
        };
        let day = day(self.repository().time_of(commit)?);
        let project = revision.project();
        let metrics: Metrics = project.metrics(Some(day));
        Ok(CodeFigures::of(&metrics, commit.id().to_owned(), project.origin() == PolicyOrigin::Written))
    }

    /// What figures depend on beside the commit.
    fn question(&self) -> String {
        let options = self.options();
        format!("{:?} {:?} {}", options.cfg, options.config, self.repository().prefix())
    }
}

/// Figures by commit, kept in a file of their own for each way to ask.
struct Kept<'f> {
    place: Option<(&'f Folder, String)>,
    known: BTreeMap<String, CodeFigures>,
    saved: usize,
}

const LIMIT: u64 = 1 << 24;

impl<'f> Kept<'f> {
    fn open(folder: Option<&'f Folder>, question: &str) -> Self {
        let place = folder.map(|folder| (folder, file_name("trend", &hash(question.as_bytes()))));
        let text = place.as_ref().and_then(|(folder, name)| folder.read(name, LIMIT)).unwrap_or_default();
        let text = String::from_utf8(text).unwrap_or_default();
        let known: BTreeMap<String, CodeFigures> =
            text.lines().filter_map(line).map(|figures| (figures.commit.clone(), figures)).collect();
        Self { place, saved: known.len(), known }
    }

    /// Keeps what is new; a run does not depend on it.
    fn save(&mut self) {
        if let Some((folder, name)) = self.place.as_ref().filter(|_| self.known.len() > self.saved) {
            let text: String = self.known.values().map(written).collect();
            let _ = folder.write(name, text.as_bytes());
            self.saved = self.known.len();
        }
    }
}

fn written(figures: &CodeFigures) -> String {
    let CodeFigures { commit, has_policy, coverage, undeclared, off_surface, tolerated, tangle } = figures;
    let (part, whole) = match coverage {
        Value::Share { part, whole } => (part, whole),
        Value::Count(count) => (count, count),
    };
    format!("{commit} {has_policy} {part} {whole} {undeclared} {off_surface} {tolerated} {tangle}\n")
}

fn line(line: &str) -> Option<CodeFigures> {
    let words: Vec<&str> = line.split(' ').collect();
    let [commit, has_policy, numbers @ ..] = words.as_slice() else { return None };
    let numbers: Vec<usize> = numbers.iter().map(|word| word.parse().ok()).collect::<Option<_>>()?;
    let [part, whole, undeclared, off_surface, tolerated, tangle] = numbers[..] else { return None };
    Some(CodeFigures {
        commit: (*commit).to_owned(),
        has_policy: has_policy.parse().ok()?,
        coverage: Value::Share { part, whole },
        undeclared,
        off_surface,
        tolerated,
        tangle,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_is_read_back() {
        let figures = CodeFigures {
            commit: "0123".to_owned(),
            has_policy: true,
            coverage: Value::Share { part: 1, whole: 2 },
            undeclared: 3,
            off_surface: 4,
            tolerated: 5,
            tangle: 6,
        };
        assert_eq!(line(written(&figures).trim_end()), Some(figures));
        for damaged in ["", "0123 true 1 2 3", "0123 perhaps 1 2 3 4 5 6", "0123 true 1 2 3 4 5 -6"] {
            assert_eq!(line(damaged), None, "{damaged}");
        }
    }
}
