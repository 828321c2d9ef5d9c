//! The language server, as an editor talks to it.

mod actions;
mod answers;
mod completion;
mod diagnostics;
mod editor;
mod files;
mod folders;
mod hostile;
mod limits;
