//! Who owns a file that was changed, also one that is gone.

use std::collections::BTreeMap;

use boundaries_graph::{FileId, ModuleId};
use boundaries_policy::{OwnershipState, TeamId};
use camino::{Utf8Path, Utf8PathBuf};

use crate::Project;

pub(super) struct FileOwners<'p> {
    project: &'p Project,
    modules: BTreeMap<&'p Utf8Path, (FileId, ModuleId)>,
}

impl<'p> FileOwners<'p> {
    pub(super) fn of(project: &'p Project) -> Self {
        let mut modules = BTreeMap::new();
        for module in project.graph().modules().filter(|module| !module.data().inline) {
            let file = module.data().file;
            modules.entry(project.sources().file(file).path()).or_insert((file, module.id()));
        }
        Self { project, modules }
    }

    /// The source of the graph that the file is, and its owners. The owner of a file that is none is whom patterns name;
    /// where they name nobody, whoever owns the module around the place.
    pub(super) fn of_path(&self, path: &Utf8Path) -> (Option<FileId>, Vec<TeamId>) {
        let policy = self.project.policy();
        let of_module = |module: ModuleId| policy.owner_of_module(module).teams.clone();
        if let Some(&(file, module)) = self.modules.get(path) {
            return (Some(file), of_module(module));
        }
        let by_pattern = policy.owner_of_path(path);
        if by_pattern.state != OwnershipState::Unmatched {
            return (None, by_pattern.teams);
        }
        let around = path.ancestors().skip(1).find_map(|folder| {
            let names = ["mod.rs", "lib.rs", "main.rs"].map(|name| folder.join(name));
            let beside = Utf8PathBuf::from(format!("{folder}.rs"));
            names.iter().chain([&beside]).find_map(|file| self.modules.get(file.as_path()))
        });
        (None, around.map(|&(_, module)| of_module(module)).unwrap_or_default())
    }
}
