//! Questions for owners: who owns a path, a module, an item, a folder; what a team owns; how much everybody has.

use std::collections::{BTreeMap, BTreeSet};

use boundaries_graph::{ItemId, ModuleId, ModuleView};
use boundaries_policy::Ownership;
use boundaries_report::{OwnedKind, OwnerEntry, OwnerKey, OwnersTotal};
use camino::{Utf8Path, Utf8PathBuf};

use crate::walk::files_below;
use crate::{Error, Project, Subject};

/// Answers questions for owners; see [`Project::owners`].
#[derive(Debug)]
pub struct Owners<'p> {
    project: &'p Project,
    /// The modules of each source file.
    in_file: BTreeMap<&'p Utf8Path, Vec<ModuleId>>,
}

impl<'p> Owners<'p> {
    pub(crate) fn new(project: &'p Project) -> Self {
        let mut in_file: BTreeMap<_, Vec<ModuleId>> = BTreeMap::new();
        for module in project.graph().modules() {
            let file = project.sources().file(module.data().file).path();
            in_file.entry(file).or_default().push(module.id());
        }
        Self { project, in_file }
    }

    /// Every module of the workspace, by path.
    #[must_use]
    pub fn modules(&self) -> Vec<OwnerEntry> {
        let mut entries: Vec<_> = self.project.graph().modules().map(|module| self.module(module)).collect();
        entries.sort_by(|a, b| (&a.subject, &a.path, a.module).cmp(&(&b.subject, &b.path, b.module)));
        entries
    }

    /// Every file of the workspace that holds no module, whether it is a source or not. Links are not followed; what Cargo
    /// and others mark as a cache is left out.
    ///
    /// # Errors
    /// If there are more than are listed.
    pub fn other_files(&self) -> Result<Vec<OwnerEntry>, Error> {
        let files = self.files_below(Utf8Path::new(""))?;
        let others = files.iter().filter(|file| !self.in_file.contains_key(file.as_path()));
        Ok(others.map(|file| self.file(file)).collect())
    }

    /// A subject: for a team, package, crate or module its modules; for a crate or module of one owner its top alone.
    #[must_use]
    pub fn of(&self, subject: &Subject) -> Vec<OwnerEntry> {
        let (graph, policy) = (self.project.graph(), self.project.policy());
        let tops = match subject {
            Subject::Items(items) => return items.iter().map(|item| self.item(*item)).collect(),
            Subject::Team(_) => &[][..],
            Subject::Crates { roots: tops, .. } | Subject::Modules(tops) => tops,
        };
        let all = subject.modules(graph, policy);
        let teams = |module: &ModuleId| &policy.owner_of_module(*module).teams;
        let is_uniform = tops.first().is_some_and(|top| all.iter().all(|module| teams(module) == teams(top)));
        let shown = if is_uniform { tops.iter().copied().collect() } else { all };
        shown.into_iter().map(|module| self.module(graph.module(module))).collect()
    }

    /// What lies at a path from the workspace root: a file, with the parts of it that others own; the files of a folder; or
    /// a file that does not exist. A path that ends in `/` and leads nowhere stands for a new file in that folder.
    ///
    /// # Errors
    /// If a folder has more files than are listed.
    pub fn at(&self, path: &Utf8Path) -> Result<Vec<OwnerEntry>, Error> {
        if let Some(modules) = self.in_file.get(path) {
            return Ok(self.source(path, modules));
        }
        let on_disk = self.project.root().join(path);
        let folder: Utf8PathBuf = path.components().collect();
        let is_around = folder.components().all(|part| part.as_str() == "..");
        let below = |file: &Utf8Path| (is_around && !file.starts_with("..")) || file.starts_with(&folder);
        let mut files: BTreeSet<Utf8PathBuf> =
            self.in_file.keys().filter(|file| below(file)).map(|file| file.to_path_buf()).collect();
        if on_disk.is_dir() {
            files.extend(self.files_below(&folder)?);
        } else if files.is_empty() {
            let asked = if path.as_str().ends_with('/') { folder.join("_") } else { folder };
            return Ok(vec![OwnerEntry { subject: path.to_string(), ..self.file(&asked) }]);
        }
        let answer = |file: Utf8PathBuf| match self.in_file.get(file.as_path()) {
            Some(modules) => self.source(&file, modules),
            None => vec![self.file(&file)],
        };
        Ok(files.into_iter().flat_map(answer).collect())
    }

    /// Adds every line that speaks of an entry, with why it decides or does not.
    pub fn explain(&self, entry: &mut OwnerEntry) {
        entry.statements = Some(match entry.module {
            Some(module) => self.project.policy().decision_of_module(module),
            None => self.project.policy().decision_of_path(&entry.path),
        });
    }

    /// The entries summed up by owner. Files count once for each owner, and lines are those of sources; what is written
    /// inside the file of another owner counts as a module only.
    #[must_use]
    pub fn totals<'e>(&self, entries: impl Iterator<Item = &'e OwnerEntry>) -> Vec<OwnersTotal> {
        let mut owned: BTreeMap<OwnerKey, (usize, BTreeSet<&Utf8Path>)> = BTreeMap::new();
        for entry in entries {
            let (modules, files) = owned.entry(OwnerKey::of(&entry.ownership, self.project.policy())).or_default();
            match entry.kind {
                OwnedKind::Module => {
                    *modules += 1;
                    files.insert(&entry.path);
                }
                OwnedKind::InlineModule => *modules += 1,
                OwnedKind::Source | OwnedKind::File => {
                    files.insert(&entry.path);
                }
                OwnedKind::Item => {}
            }
        }
        let total = |(owners, (modules, files)): (OwnerKey, (usize, BTreeSet<&Utf8Path>))| {
            let lines = files.iter().map(|file| self.lines(file)).sum();
            OwnersTotal { owners, modules, files: files.len(), lines }
        };
        owned.into_iter().map(total).collect()
    }

    fn lines(&self, file: &Utf8Path) -> usize {
        let modules = self.in_file.get(file).and_then(|modules| modules.first());
        modules.map_or(0, |&module| {
            let file = self.project.graph().module(module).data().file;
            self.project.sources().file(file).text().lines().count()
        })
    }

    fn module(&self, module: ModuleView<'_>) -> OwnerEntry {
        OwnerEntry {
            subject: module.path().to_owned(),
            kind: if module.data().inline { OwnedKind::InlineModule } else { OwnedKind::Module },
            path: self.project.sources().file(module.data().file).path().to_owned(),
            line: None,
            module: Some(module.id()),
            ownership: self.ownership(module.id()).clone(),
            statements: None,
        }
    }

    fn item(&self, item: ItemId) -> OwnerEntry {
        let item = self.project.graph().item(item);
        OwnerEntry {
            subject: item.path(),
            kind: OwnedKind::Item,
            line: item.data().span.is_known().then_some(item.data().span.line),
            ..self.module(item.module())
        }
    }

    /// A source file: its owner, a second one where modules with other owners share the file, and the inline modules in it
    /// that belong to others.
    fn source(&self, path: &Utf8Path, modules: &[ModuleId]) -> Vec<OwnerEntry> {
        let graph = self.project.graph();
        let (inline, whole): (Vec<_>, Vec<_>) =
            modules.iter().map(|module| graph.module(*module)).partition(|module| module.data().inline);
        let mut entries: Vec<OwnerEntry> = Vec::new();
        for module in whole {
            let ownership = self.ownership(module.id());
            if !entries.iter().any(|known| known.ownership.teams == ownership.teams) {
                let subject = path.to_string();
                entries.push(OwnerEntry { subject, kind: OwnedKind::Source, ..self.module(module) });
            }
        }
        if entries.is_empty() {
            entries.push(self.file(path));
        }
        for module in inline {
            let owner = &self.ownership(module.id()).teams;
            let around = module.parent().map(|parent| &self.ownership(parent.id()).teams);
            if Some(owner) != around {
                entries.push(self.module(module));
            }
        }
        entries
    }

    fn files_below(&self, folder: &Utf8Path) -> Result<Vec<Utf8PathBuf>, Error> {
        files_below(self.project.root(), folder, &self.project.disk().unrecorded())
    }

    fn file(&self, path: &Utf8Path) -> OwnerEntry {
        OwnerEntry {
            subject: path.to_string(),
            kind: OwnedKind::File,
            path: path.to_owned(),
            line: None,
            module: None,
            ownership: self.project.policy().owner_of_path(path),
            statements: None,
        }
    }

    fn ownership(&self, module: ModuleId) -> &'p Ownership {
        self.project.policy().owner_of_module(module)
    }
}
