//! Revisions of a git repository: which commit a name means, where two lines of history parted, what a commit's files
//! are, and which files were renamed.
//!
//! This crate is the only one that calls `git`. A repository may come from a stranger, and its configuration can name
//! programs to run. So only commands are called that read objects, each with the settings that could start something
//! switched off: no hook, no file system monitor, no filter, no external diff, no pager, no network. The work tree and
//! the index are neither read nor written by git; a commit's files are put into a folder of their own from the objects
//! alone.
//!
//! What the files mean is not known here.

mod error;
mod export;
mod git;
mod listing;
mod renames;
mod repository;

pub use error::HistoryError;
pub use export::{Export, Skipped};
pub use renames::{Rename, renames};
pub use repository::{Commit, Repository};
