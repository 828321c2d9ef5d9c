//! One module per command. Each takes its arguments, asks the library, and writes to the output.

pub(crate) mod ask;
pub(crate) mod baseline;
pub(crate) mod check;
pub(crate) mod completions;
pub(crate) mod contracts;
pub(crate) mod debt;
pub(crate) mod diff;
pub(crate) mod explain;
pub(crate) mod export;
pub(crate) mod graph;
pub(crate) mod init;
pub(crate) mod lsp;
pub(crate) mod man;
pub(crate) mod mcp;
pub(crate) mod metrics;
pub(crate) mod overview;
pub(crate) mod owners;
mod past;
pub(crate) mod report;
pub(crate) mod schema;
mod table;
pub(crate) mod walls;
pub(crate) mod what_if;
pub(crate) mod why;

use boundaries::camino::Utf8Path;
use boundaries::{Project, ProjectOptions, WorkspaceOptions};

use crate::args::CommonArgs;
use crate::failure::Failure;
use crate::output::Output;

/// Loads the workspace that the flags name, and passes on what loading has to tell.
fn load(common: &CommonArgs, output: &mut Output) -> Result<Project, Failure> {
    let project = Project::load(&options(common))?;
    pass_on_notes(&project, output);
    Ok(project)
}

fn pass_on_notes(project: &Project, output: &mut Output) {
    for note in project.notes() {
        output.note(&crate::text::clean(note));
    }
}

/// Tells that not all code was read, where an answer would be another one by all of it.
fn tell_unread(project: &Project, output: &mut Output) {
    if let Some(unread) = project.unread() {
        output.note(&crate::text::clean(&unread));
    }
}

fn options(common: &CommonArgs) -> ProjectOptions {
    let mut options = ProjectOptions::default();
    options.workspace = WorkspaceOptions {
        manifest_path: common.manifest_path.clone(),
        metadata_path: common.metadata_path.clone(),
        locked: common.locked,
        frozen: common.frozen,
        cache: common.cache.clone(),
        ..WorkspaceOptions::default()
    };
    options.config = common.policy_file().map(Utf8Path::to_owned);
    options.cfg = common.code();
    options.limits = common.limits();
    options.progress = common.progress.clone();
    options
}
