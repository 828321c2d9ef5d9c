//! The numbers of a workspace month by month: its graph rebuilt at a commit of each month's end.
//!
//! Each sample is judged by the policy and the CODEOWNERS it had, on its own day, so that it says the same whenever it is
//! asked. What was found is kept by commit.

use std::collections::BTreeMap;

use boundaries_cache::{Folder, file_name, hash};
use boundaries_history::Commit;
use boundaries_lint::metrics::{CodeFigures, Month, Sample, TrendOf, months};
use jiff::tz::TimeZone;

use crate::changes::day;
use crate::changes::{ChangesOptions, ReadChanges};
use crate::{Error, History, PolicyOrigin, Project, Revision};

#[doc(hidden)]
impl History {
    /// The whole months that the options or the policy say, the oldest first. Progress is told of commits, then of samples.
    ///
    /// # Errors
    /// If git cannot be run, nothing was committed yet, or objects are missing. A sample that cannot be read is told as a
    /// note, and has no figures.
    pub fn trend(
        &self,
        project: &Project,
        of: &TrendOf,
        mut options: ChangesOptions<'_>,
    ) -> Result<(Vec<Month>, ReadChanges), Error> {
        let mut ignored = |_: usize, _: usize| {};
        let progress = options.progress.take().unwrap_or(&mut ignored);
        let mut told = |done: usize, all: usize| progress(done, all);
        let since = options.since;
        let mut read = self.changes(project, ChangesOptions { since, progress: Some(&mut told) })?;
        let mut months = months(&project.measured(None), &read.history, of);
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
                Some(sample) => month.commit = Some(sample.told(of)),
                None => match self.sample(&commit) {
                    Ok(sample) => {
                        month.commit = Some(sample.told(of));
                        kept.known.insert(commit.id().to_owned(), sample);
                    }
                    Err(error) => read.notes.push(format!("no numbers of {commit}: {error}")),
                },
            }
            kept.save();
        }
        progress(all, all);
        Ok((months, read))
    }

    /// What a commit says on its day; without its policy where that has mistakes.
    fn sample(&self, commit: &Commit) -> Result<Sample, Error> {
        let revision: Revision = match self.load(commit) {
            Err(Error::Revision { cause, .. }) if matches!(*cause, Error::Policy(_)) => {
                self.load_without_policy(commit)?
            }
            loaded => loaded?,
        };
        let day = day(self.repository().time_of(commit)?);
        let project = revision.project();
        let is_written = project.origin() == PolicyOrigin::Written;
        Ok(Sample::of(&project.metrics(Some(day)), project.policy(), commit.id().to_owned(), is_written))
    }

    /// What samples depend on beside the commit.
    fn question(&self) -> String {
        let options = self.options();
        format!("{:?} {:?} {:?} {}", options.cfg, options.config, options.limits, self.repository().prefix())
    }
}

/// Samples by commit, kept in a file of their own for each way to ask.
struct Kept<'f> {
    place: Option<(&'f Folder, String)>,
    known: BTreeMap<String, Sample>,
    saved: usize,
}

const LIMIT: u64 = 1 << 26;

impl<'f> Kept<'f> {
    fn open(folder: Option<&'f Folder>, question: &str) -> Self {
        let place = folder.map(|folder| (folder, file_name("months", &hash(question.as_bytes()))));
        let bytes = place.as_ref().and_then(|(folder, name)| folder.read(name, LIMIT)).unwrap_or_default();
        let mut known = BTreeMap::new();
        let mut fields = Fields { rest: std::str::from_utf8(&bytes).unwrap_or_default() };
        while let Some(sample) = fields.sample() {
            known.insert(sample.commit.clone(), sample);
        }
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

/// Each field with its length in front, since names of teams may hold anything.
fn written(sample: &Sample) -> String {
    fn put(text: &mut String, field: &str) {
        text.push_str(&format!("{}:{field}", field.len()));
    }
    fn put_list(text: &mut String, list: &[String]) {
        put(text, &list.len().to_string());
        for field in list {
            put(text, field);
        }
    }
    let mut text = String::new();
    put(&mut text, &sample.commit);
    put(&mut text, &sample.has_policy.to_string());
    put_list(&mut text, &sample.teams);
    put_list(&mut text, &sample.tangle);
    put(&mut text, &sample.pairs.len().to_string());
    for ((consumers, providers), figures) in &sample.pairs {
        put_list(&mut text, consumers);
        put_list(&mut text, providers);
        let CodeFigures { honoured, undeclared, off_surface, tolerated, tangle } = figures;
        for number in [honoured, undeclared, off_surface, tolerated, tangle] {
            put(&mut text, &number.to_string());
        }
    }
    text
}

/// What is left of a text of fields.
struct Fields<'t> {
    rest: &'t str,
}

impl<'t> Fields<'t> {
    fn field(&mut self) -> Option<&'t str> {
        let (length, rest) = self.rest.split_once(':')?;
        let (field, rest) = rest.split_at_checked(length.parse().ok()?)?;
        self.rest = rest;
        Some(field)
    }

    fn number(&mut self) -> Option<usize> {
        self.field()?.parse().ok()
    }

    fn list(&mut self) -> Option<Vec<String>> {
        let count = self.number()?;
        (0..count).map(|_| self.field().map(str::to_owned)).collect()
    }

    fn sample(&mut self) -> Option<Sample> {
        let commit = self.field()?.to_owned();
        let has_policy = self.field()?.parse().ok()?;
        let (teams, tangle) = (self.list()?, self.list()?);
        let count = self.number()?;
        let pair = |fields: &mut Self| {
            let owners = (fields.list()?, fields.list()?);
            let figures = CodeFigures {
                honoured: fields.number()?,
                undeclared: fields.number()?,
                off_surface: fields.number()?,
                tolerated: fields.number()?,
                tangle: fields.number()?,
            };
            Some((owners, figures))
        };
        let pairs = (0..count).map(|_| pair(self)).collect::<Option<_>>()?;
        Some(Sample { commit, has_policy, teams, tangle, pairs })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_is_read_back() {
        let names = |names: &[&str]| names.iter().map(|&name| name.to_owned()).collect::<Vec<_>>();
        let figures = CodeFigures { honoured: 1, undeclared: 2, off_surface: 3, tolerated: 4, tangle: 0 };
        let sample = Sample {
            commit: "0123".to_owned(),
            has_policy: true,
            teams: names(&["a:b", "", "ü\n\u{0}"]),
            tangle: names(&["a:b", "9:"]),
            pairs: [((names(&["a:b", ""]), names(&["ü\n\u{0}"])), figures)].into(),
        };
        let text = written(&sample);
        let mut fields = Fields { rest: &text };
        assert_eq!(fields.sample(), Some(sample));
        assert_eq!(fields.sample(), None);
        for end in (0..text.len()).filter(|&end| text.is_char_boundary(end)) {
            assert_eq!(Fields { rest: &text[..end] }.sample(), None, "cut at {end}");
        }
        for damaged in ["4:0123", "99999999999999999999:", "4:01239:perhaps..", "4:01234:true20:99999999999999999999"] {
            assert_eq!(Fields { rest: damaged }.sample(), None, "{damaged}");
        }
    }
}
