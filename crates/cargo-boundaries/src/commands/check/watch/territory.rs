//! What a check looks at in the file system: which folders have to be watched for it, and which changes concern it.
//!
//! The text of sources, manifests, policies and CODEOWNERS counts, and for every other file that it is there, because
//! patterns of owners match files. Folders that a tool has marked as a cache, as cargo does with `target`, do not count, nor
//! do hidden files.

use std::collections::{BTreeMap, BTreeSet};

use boundaries::camino::{Utf8Path, Utf8PathBuf};
use boundaries::{OnDisk, Project};
use notify::event::ModifyKind;
use notify::{Event, EventKind, RecursiveMode};

/// Hidden folders, from the root of the workspace or of the repository, in which a policy or a CODEOWNERS may lie.
const HIDDEN_HOMES: [&str; 6] = [".config", ".github", ".gitlab", ".gitea", ".forgejo", ".bitbucket"];
/// The file by which a folder says that it is a cache.
const CACHE_MARK: &str = "CACHEDIR.TAG";

/// The part of the file system that a check depends on.
#[derive(Debug)]
pub(super) struct Territory {
    workspace: Utf8PathBuf,
    repository: Utf8PathBuf,
    /// The policy file that was named.
    policy: Option<Utf8PathBuf>,
    /// Every file that the last check read.
    read: BTreeSet<Utf8PathBuf>,
}

impl Territory {
    /// The territory of a workspace of which nothing is read yet.
    pub(super) fn new(root: &Utf8Path, policy: Option<&Utf8Path>) -> Self {
        let workspace = resolved(root);
        let repository = workspace.ancestors().find(|folder| folder.join(".git").exists()).unwrap_or(&workspace);
        Self { repository: repository.to_owned(), policy: policy.map(resolved), read: BTreeSet::new(), workspace }
    }

    /// Takes in what a check has read.
    pub(super) fn take_in(&mut self, project: &Project) {
        self.take_in_files(project.sources().files().map(|(_, file)| file.path()));
    }

    fn take_in_files<'f>(&mut self, files: impl Iterator<Item = &'f Utf8Path>) {
        self.read = files
            .map(|path| {
                let file = self.workspace.join(path);
                if path.starts_with("..") { resolved(&file) } else { file }
            })
            .collect();
    }

    /// The folders to watch, and whether with all that is in them.
    pub(super) fn folders(&self) -> BTreeMap<Utf8PathBuf, RecursiveMode> {
        let mut folders = BTreeMap::new();
        for root in [&self.workspace, &self.repository] {
            folders.insert(root.clone(), RecursiveMode::NonRecursive);
            for name in HIDDEN_HOMES.iter().chain(&["docs"]) {
                folders.insert(root.join(name), RecursiveMode::NonRecursive);
            }
        }
        let children = self.workspace.read_dir_utf8().into_iter().flatten().flatten();
        for child in children {
            let is_folder = child.file_type().is_ok_and(|kind| kind.is_dir());
            let is_hidden = child.file_name().starts_with('.');
            if is_folder && !is_hidden && !child.path().join(CACHE_MARK).exists() {
                folders.insert(child.path().to_owned(), RecursiveMode::Recursive);
            }
        }
        // Members and files beside the workspace.
        for file in self.read.iter().chain(&self.policy) {
            if let Some(folder) = file.parent()
                && !file.starts_with(&self.workspace)
            {
                folders.entry(folder.to_owned()).or_insert(RecursiveMode::NonRecursive);
            }
        }
        folders.retain(|folder, _| folder.is_dir());
        folders
    }

    /// The paths of an event that a check may answer differently for, from the workspace's root where they lie below it.
    pub(super) fn concerned_by(&self, event: &Event) -> Vec<Utf8PathBuf> {
        let is_text_only = match event.kind {
            // Our own reading is told as well.
            EventKind::Access(_) | EventKind::Modify(ModifyKind::Metadata(_)) => return Vec::new(),
            EventKind::Create(_) | EventKind::Remove(_) | EventKind::Modify(ModifyKind::Name(_)) => false,
            EventKind::Modify(_) | EventKind::Any | EventKind::Other => true,
        };
        event
            .paths
            .iter()
            .filter_map(|path| Utf8Path::from_path(path))
            .filter(|path| self.concerns(path, is_text_only))
            .map(|path| path.strip_prefix(&self.workspace).unwrap_or(path).to_owned())
            .collect()
    }

    /// What a batch of changes says about the disk. An empty one says that the system lost count.
    pub(super) fn happened(&self, changed: &[Utf8PathBuf]) -> OnDisk {
        match changed {
            [] => OnDisk::Unknown,
            changed => OnDisk::Files(changed.iter().map(|path| self.workspace.join(path)).collect()),
        }
    }

    fn concerns(&self, path: &Utf8Path, is_text_only: bool) -> bool {
        if self.read.contains(path) || self.policy.as_deref() == Some(path) {
            return true;
        }
        let beside = || self.read.iter().any(|file| file.parent() == path.parent());
        let below = match path.strip_prefix(&self.workspace).or_else(|_| path.strip_prefix(&self.repository)) {
            Ok(below) => below,
            Err(_) if beside() => Utf8Path::new(path.file_name().unwrap_or_default()),
            Err(_) => return false,
        };
        let mut parts = below.components().map(|part| part.as_str()).enumerate();
        if parts.any(|(depth, name)| name.starts_with('.') && !(depth == 0 && HIDDEN_HOMES.contains(&name))) {
            return false;
        }
        if is_text_only && !is_read_for_its_text(path) {
            return false;
        }
        let folders = path.ancestors().skip(1).take_while(|folder| folder.starts_with(&self.repository));
        !folders.into_iter().any(|folder| folder.join(CACHE_MARK).exists())
    }
}

/// Whether the text of a file takes part, by its name.
fn is_read_for_its_text(path: &Utf8Path) -> bool {
    match path.extension() {
        Some("rs" | "toml") => true,
        None => path.file_name() == Some("CODEOWNERS"),
        Some(_) => false,
    }
}

/// The path as the system tells it: absolute, without links.
fn resolved(path: &Utf8Path) -> Utf8PathBuf {
    path.canonicalize_utf8().unwrap_or_else(|_| path.to_owned())
}

#[cfg(test)]
mod tests {
    use std::fs;

    use notify::event::{AccessKind, CreateKind, DataChange, MetadataKind, RemoveKind, RenameMode};

    use super::*;

    const MODIFIED: EventKind = EventKind::Modify(ModifyKind::Data(DataChange::Content));

    /// Whether a territory takes an event for a change.
    fn takes(territory: &Territory, kind: EventKind, path: &str) -> bool {
        !territory.concerned_by(&Event::new(kind).add_path(path.into())).is_empty()
    }

    #[test]
    fn texts_count_by_their_names() {
        let territory = Territory::new("/shop".into(), None);
        for path in [
            "src/lib.rs",
            "crates/a/Cargo.toml",
            "boundaries.toml",
            ".config/boundaries.toml",
            "boundaries/orders.toml",
            "CODEOWNERS",
            ".github/CODEOWNERS",
        ] {
            assert!(takes(&territory, MODIFIED, &format!("/shop/{path}")), "{path}");
        }
        for path in ["README.md", "src/.#lib.rs", ".git/index", "src/.cache/a.rs", "a/.github/b.rs", "out.sarif"] {
            assert!(!takes(&territory, MODIFIED, &format!("/shop/{path}")), "{path}");
        }
        assert!(!takes(&territory, MODIFIED, "/elsewhere/src/lib.rs"));
    }

    #[test]
    fn reading_changes_nothing() {
        let territory = Territory::new("/shop".into(), None);
        for kind in [EventKind::Access(AccessKind::Any), EventKind::Modify(ModifyKind::Metadata(MetadataKind::Any))] {
            assert!(!takes(&territory, kind, "/shop/src/lib.rs"), "{kind:?}");
        }
    }

    #[test]
    fn files_that_come_and_go_count_whatever_they_are() {
        let territory = Territory::new("/shop".into(), None);
        for kind in [
            EventKind::Create(CreateKind::Folder),
            EventKind::Remove(RemoveKind::Any),
            EventKind::Modify(ModifyKind::Name(RenameMode::Any)),
        ] {
            assert!(takes(&territory, kind, "/shop/docs/adr"), "{kind:?}");
            assert!(!takes(&territory, kind, "/shop/.git/index.lock"), "{kind:?}");
        }
    }

    #[test]
    fn what_was_read_counts_wherever_it_lies() {
        let mut territory = Territory::new("/repo/shop".into(), Some("/policies/shop.txt".into()));
        territory.read.insert("/repo/shop/src/grammar.in".into());
        territory.read.insert("/shared/src/lib.rs".into());
        for path in ["/repo/shop/src/grammar.in", "/shared/src/lib.rs", "/shared/src/new.rs", "/policies/shop.txt"] {
            assert!(takes(&territory, MODIFIED, path), "{path}");
        }
        assert!(!takes(&territory, MODIFIED, "/policies/other.txt"));
    }

    #[test]
    fn caches_are_not_watched() {
        let dir = tempfile::tempdir().expect("a temporary folder can be made");
        let root = resolved(Utf8Path::from_path(dir.path()).expect("the path is UTF-8"));
        for folder in [".git", ".github", ".idea", "crates/a/src", "crates/a/target", "boundaries", "out"] {
            fs::create_dir_all(root.join(folder)).expect("a folder can be made");
        }
        fs::write(root.join("out/CACHEDIR.TAG"), "").expect("a file can be written");
        fs::write(root.join("crates/a/target/CACHEDIR.TAG"), "").expect("a file can be written");
        let territory = Territory::new(&root, None);
        let folders: Vec<(String, bool)> = territory
            .folders()
            .into_iter()
            .map(|(folder, mode)| {
                let below = folder.strip_prefix(&root).expect("it lies in the workspace");
                (below.as_str().to_owned(), mode == RecursiveMode::Recursive)
            })
            .collect();
        let expected = [("", false), (".github", false), ("boundaries", true), ("crates", true)];
        assert_eq!(folders, expected.map(|(folder, deep)| (folder.to_owned(), deep)));
        assert!(takes(&territory, MODIFIED, root.join("crates/a/src/lib.rs").as_str()));
        assert!(!takes(&territory, MODIFIED, root.join("crates/a/target/debug/build/a/out/made.rs").as_str()));
    }

    #[test]
    fn a_repository_above_the_workspace_counts_by_its_codeowners() {
        let dir = tempfile::tempdir().expect("a temporary folder can be made");
        let repository = resolved(Utf8Path::from_path(dir.path()).expect("the path is UTF-8"));
        for folder in [".git", ".gitlab", "rust/src", "web"] {
            fs::create_dir_all(repository.join(folder)).expect("a folder can be made");
        }
        let territory = Territory::new(&repository.join("rust"), None);
        let folders: Vec<Utf8PathBuf> = territory.folders().into_keys().collect();
        assert_eq!(
            folders,
            ["", ".gitlab", "rust", "rust/src"].map(|folder| match folder {
                "" => repository.clone(),
                _ => repository.join(folder),
            })
        );
        assert!(takes(&territory, MODIFIED, repository.join(".gitlab/CODEOWNERS").as_str()));
    }
}
