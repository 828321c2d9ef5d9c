//! The workspace between two questions: as long as all that was read of it is as it was, nothing of it is read again.
//!
//! What was looked at is taken down by the cache, as for answers that are kept on disk. A record that begins with a refresh has
//! only what that refresh looked at, and the session knows more from before: so the record before it is taken over. Where a
//! record proves nothing, or nothing is kept at all, the session compares every file by itself.

use boundaries::internal::cache::{Cache, Standing};
use boundaries::{Asker, Cancellation, Error, OnDisk, Project, Session, UnsavedTexts};

use crate::args::CommonArgs;
use crate::commands::{ask, options};

/// A workspace that was read before, and may have been changed since.
pub(super) struct Warm<'a> {
    common: &'a CommonArgs,
    session: Session,
    /// What took down what was looked at for all that is known.
    cache: Cache,
    /// Whether the session has read anything.
    has_read: bool,
    /// How often a session whose record proves nothing, as that of files which were just written, is begun again.
    patience: u8,
    project: Option<Project>,
    asker: Option<Asker>,
}

impl<'a> Warm<'a> {
    pub(super) fn new(common: &'a CommonArgs) -> Self {
        let cache = common.cache.anew();
        let session = Session::new(options(common));
        Self { common, session, cache, has_read: false, patience: 2, project: None, asker: None }
    }

    /// The workspace as it is on disk now.
    pub(super) fn project(&mut self) -> Result<Project, Error> {
        if let Some(project) = self.project.clone().filter(|_| self.is_as_it_was()) {
            return Ok(project);
        }
        (self.project, self.asker) = (None, None);
        let before = self.cache.disk().snapshot().filter(|_| self.has_read);
        if self.has_read && before.is_none() && self.cache.is_on() && self.patience > 0 {
            self.patience -= 1;
            (self.session, self.has_read) = (Session::new(options(self.common)), false);
        }
        self.cache = self.common.cache.anew();
        self.session.record_with(self.cache.clone());
        let texts = UnsavedTexts::default();
        let refreshed = self.session.refresh(&texts, OnDisk::Unknown, &Cancellation::default(), &|_| ());
        match before {
            Some(before) => self.cache.disk().adopt(&before),
            None if self.has_read => self.cache.disk().spoil(),
            None => {}
        }
        self.has_read = true;
        let project = refreshed?;
        self.project = Some(project.clone());
        Ok(project)
    }

    /// What answers whether a path may be used, as things are on disk now.
    pub(super) fn asker(&mut self) -> Result<&mut Asker, Error> {
        if self.asker.is_none() || !self.is_as_it_was() {
            self.asker = Some(self.asker_anew()?);
        }
        Ok(self.asker.as_mut().expect("it was made"))
    }

    fn asker_anew(&mut self) -> Result<Asker, Error> {
        if !self.has_read
            && let Some((inputs, asker)) = ask::kept(self.common)
        {
            self.cache = self.common.cache.anew();
            self.cache.disk().adopt(&inputs);
            return Ok(asker);
        }
        let asker = Asker::new(&self.project()?);
        ask::keep(self.common, &self.cache, &asker);
        Ok(asker)
    }

    /// Whether all that was looked at is there as it was. The record grows with each answer that looks at more.
    fn is_as_it_was(&self) -> bool {
        let record = self.cache.disk().snapshot().filter(|record| !record.is_empty());
        record.is_some_and(|record| record.standing() != Standing::Other)
    }
}
