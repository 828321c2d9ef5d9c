//! Reading the history of a workspace for a command: with progress, and with what is missing told.

use boundaries::internal::lint::ledger::Ledger;
use boundaries::internal::lint::metrics::{Month, TrendOf};
use boundaries::internal::{ChangesOptions, ReadChanges};
use boundaries::jiff::civil::Date;
use boundaries::{Error, History, Project};

use crate::args::{CommonArgs, Since};
use crate::failure::Failure;
use crate::output::Output;

/// Why there is no history where nobody wanted it.
pub(super) const SWITCHED_OFF: &str = "`--no-history` was given";

/// The history, or why there is none. Whoever named a day wants it, so for them its absence is a failure.
pub(super) fn read(
    since: Option<Since>,
    project: &Project,
    common: &CommonArgs,
    output: &mut Output,
) -> Result<Result<ReadChanges, String>, Failure> {
    let read = with(since, common, output, |history, options| history.changes(project, options));
    told(read, since, output, |read| read)
}

/// The ledger of debt with its history, or why there is none.
pub(super) fn ledger(
    since: Option<Since>,
    project: &Project,
    common: &CommonArgs,
    output: &mut Output,
) -> Result<Result<(Ledger, ReadChanges), String>, Failure> {
    let read = with(since, common, output, |history, options| history.ledger(project, None, options));
    told(read, since, output, |(_, read)| read)
}

/// The months with their history, or why there are none.
pub(super) fn trend(
    of: &TrendOf,
    since: Option<Since>,
    project: &Project,
    common: &CommonArgs,
    output: &mut Output,
) -> Result<Result<(Vec<Month>, ReadChanges), String>, Failure> {
    let read = with(since, common, output, |history, options| history.trend(project, of, options));
    told(read, since, output, |(_, read)| read)
}

fn told<T>(
    read: Result<T, Error>,
    since: Option<Since>,
    output: &mut Output,
    changes: impl Fn(&T) -> &ReadChanges,
) -> Result<Result<T, String>, Failure> {
    match read {
        Ok(read) => {
            for note in &changes(&read).notes {
                output.note(note);
            }
            Ok(Ok(read))
        }
        Err(Error::History(error)) if since.is_none() => {
            let help = error.help().map(|help| format!("; {help}")).unwrap_or_default();
            Ok(Err(format!("{error}{help}")))
        }
        Err(error) => Err(error.into()),
    }
}

fn with<T>(
    since: Option<Since>,
    common: &CommonArgs,
    output: &Output,
    ask: impl FnOnce(&History, ChangesOptions<'_>) -> Result<T, Error>,
) -> Result<T, Error> {
    let history = History::of(&super::options(common))?;
    let mut told = |done: usize, all: usize| output.progress().count("reading history", done, all);
    let first = |until: Date| match since {
        Some(Since::Day(day)) => day,
        Some(Since::Back(span)) => until.checked_sub(span).and_then(|day| day.tomorrow()).unwrap_or(Date::MIN),
        None => until,
    };
    let since = since.is_some().then_some(&first as &dyn Fn(Date) -> Date);
    ask(&history, ChangesOptions { since, progress: Some(&mut told) })
}
