//! One module per command. Each takes its arguments, asks the library, and writes to the output.

pub(crate) mod ask;
pub(crate) mod baseline;
pub(crate) mod check;
pub(crate) mod contracts;
pub(crate) mod debt;
pub(crate) mod diff;
pub(crate) mod explain;
pub(crate) mod export;
pub(crate) mod graph;
pub(crate) mod init;
pub(crate) mod lsp;
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
use boundaries::{Clock, Project, ProjectOptions, WorkspaceOptions};

use crate::args::CommonArgs;
use crate::failure::Failure;
use crate::output::Output;

/// Loads the workspace that the flags name, and passes on what loading has to tell.
fn load(common: &CommonArgs, output: &mut Output) -> Result<Project, Failure> {
    load_by(None, common, output)
}

/// The same, by a clock.
fn load_by(clock: Option<Clock>, common: &CommonArgs, output: &mut Output) -> Result<Project, Failure> {
    let project = Project::load(&ProjectOptions { clock, ..options(common) })?;
    for note in project.notes() {
        output.note(&crate::text::clean(note));
    }
    Ok(project)
}

fn options(common: &CommonArgs) -> ProjectOptions {
    ProjectOptions {
        workspace: WorkspaceOptions {
            manifest_path: common.manifest_path.clone(),
            metadata_path: common.metadata_path.clone(),
            locked: common.locked,
            frozen: common.frozen,
            cache: common.cache.clone(),
            ..WorkspaceOptions::default()
        },
        config: common.policy_file().map(Utf8Path::to_owned),
        cfg: common.code(),
        clock: None,
    }
}
