//! Revisions of a git repository: which commit a name means, where two lines of history parted, what a commit's files
//! are, which files were renamed, and what each commit changed.
//!
//! This crate is the only one that calls `git`. A repository may come from a stranger, and its configuration can name
//! programs to run. So only commands are called that read objects, each with the settings that could start something
//! switched off: no hook, no file system monitor, no filter, no external diff, no pager, no network. The work tree and
//! the index are neither read nor written by git; a commit's files are put into a folder of their own from the objects
//! alone.
//!
//! What the files mean is not known here.

mod additions;
mod cut_offs;
mod error;
mod export;
mod git;
mod limits;
mod listing;
mod log;
mod renames;
mod repository;
mod temporary;
mod texts;

pub use additions::Addition;
pub use cut_offs::{CutOffs, LeftOut};
pub use error::HistoryError;
pub use export::{Export, Skipped, Whole};
pub use limits::{Limits, Size};
pub use log::{Author, AuthorId, Log, LogOptions, LoggedCommit, PathId, Store};
pub use renames::{Rename, renames};
pub use repository::{Commit, Repository};

/// Reads bytes as every kind of answer that git gives: for tests that make up what no git would say.
#[doc(hidden)]
pub fn read_any_answer(bytes: &[u8]) {
    log::read_any_answer(bytes);
    let _ = (listing::entries(bytes), renames::parsed(bytes), export::head(&mut &*bytes));
}
