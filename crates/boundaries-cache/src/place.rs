//! Where results are kept: below Cargo's target folder, or where the user says.
//!
//! The target folder is found as Cargo finds it, by its variables, its configuration and the workspace's root, without
//! asking Cargo. A workspace may say by its configuration where it is, but not that it is outside of its repository: nothing
//! is written there, and nothing read.

use std::env;
use std::fs;
use std::sync::{Arc, OnceLock};

use camino::{Utf8Path, Utf8PathBuf};

use crate::folder::{Folder, make_marked, write_new};
use crate::secret::{self, Secret};
use crate::{Disk, Hash};

/// The folder below the target folder.
const NAME: &str = "cargo-boundaries";

/// Larger files are no configuration of Cargo.
const CONFIG_LIMIT: u64 = 1 << 20;

/// What the user says about the cache.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct CacheOptions {
    /// The folder to use in place of one below the target folder; from the working directory.
    pub dir: Option<Utf8PathBuf>,
}

/// Where results of this run and of earlier ones are kept, and what this run looks at. Clones share both. By default
/// nothing is kept.
#[derive(Clone, Default, Debug)]
pub struct Cache {
    user: Option<Arc<User>>,
    disk: Disk,
    /// Whether the workspaces that are read are other states of one that was read before.
    is_of_copies: bool,
}

#[derive(Debug)]
struct User {
    named: Option<Utf8PathBuf>,
    here: Utf8PathBuf,
    folder: Utf8PathBuf,
    secret: Secret,
    program: Hash,
    /// The folder that is in use; chosen for the first workspace that is read.
    chosen: OnceLock<Option<Folder>>,
}

/// A folder that may be the target folder.
struct Candidate {
    path: Utf8PathBuf,
    /// Where it has to lie, if the workspace has a say in where it is.
    within: Option<Utf8PathBuf>,
}

impl Cache {
    /// The cache of this user; one that keeps nothing where the user has no folder for it.
    #[must_use]
    pub fn new(options: CacheOptions) -> Self {
        let Some(user) = User::new(options) else { return Self::default() };
        Self { user: Some(Arc::new(user)), disk: Disk::recording(), is_of_copies: false }
    }

    /// The same for another state of the workspace, in a folder that will be gone: what is kept by its place is of no use
    /// there, and nothing that is read there is taken down.
    #[must_use]
    pub fn of_copies(&self) -> Self {
        Self { user: self.user.clone(), disk: Disk::default(), is_of_copies: true }
    }

    /// The same, with a record of its own that begins now: for a process that looks at a workspace more than once.
    #[must_use]
    #[doc(hidden)]
    pub fn anew(&self) -> Self {
        let disk = if self.is_on() { Disk::recording() } else { Disk::default() };
        Self { user: self.user.clone(), disk, is_of_copies: self.is_of_copies }
    }

    /// Whether something may be kept by its place.
    #[must_use]
    pub fn is_on(&self) -> bool {
        self.user.is_some() && !self.is_of_copies
    }

    /// What takes down what this run looks at.
    #[must_use]
    #[doc(hidden)]
    pub fn disk(&self) -> &Disk {
        &self.disk
    }

    /// The folders, of those that are there, in which something may be kept about the workspace of a manifest: which of the
    /// manifests around it is the workspace's root is not known here.
    #[must_use]
    #[doc(hidden)]
    pub fn around(&self, manifest: &Utf8Path) -> Vec<Folder> {
        let Some(user) = self.user.as_ref().filter(|_| !self.is_of_copies) else { return Vec::new() };
        let Some(around) = manifest.parent() else { return Vec::new() };
        let roots = around.ancestors().filter(|folder| folder.join("Cargo.toml").is_file());
        let mut candidates = Vec::new();
        for root in roots {
            let candidate = user.candidate(root);
            let known = candidates.iter().any(|known: &Candidate| known.path == candidate.path);
            if !known && candidate.path.is_dir() {
                candidates.push(candidate);
            }
        }
        candidates.into_iter().filter_map(|candidate| user.folder(candidate, around)).collect()
    }

    /// The folder that was chosen.
    #[must_use]
    #[doc(hidden)]
    pub fn chosen(&self) -> Option<&Folder> {
        self.user.as_ref()?.chosen.get()?.as_ref()
    }

    /// The folder for the workspace at `root`, made if it is not there; once chosen it stays the same, so that other
    /// states of the workspace, read elsewhere, share it.
    #[doc(hidden)]
    pub fn folder(&self, root: &Utf8Path) -> Option<&Folder> {
        let user = self.user.as_ref()?;
        user.chosen
            .get_or_init(|| {
                let candidate = user.candidate(root);
                if user.named.is_none() {
                    // As Cargo does it, the target folder is marked if it is new.
                    let target = candidate.path.parent()?;
                    user.allows(target, candidate.within.as_deref()).then_some(())?;
                    make_marked(target).ok()?;
                }
                user.allows(&candidate.path, candidate.within.as_deref()).then_some(())?;
                make_marked(&candidate.path).ok()?;
                write_new(&candidate.path.join(".gitignore"), "*\n").ok()?;
                user.folder(candidate, root)
            })
            .as_ref()
    }
}

impl User {
    fn new(options: CacheOptions) -> Option<Self> {
        let here = Utf8PathBuf::try_from(env::current_dir().ok()?).ok()?;
        let folder = secret::user_folder()?;
        let secret = Secret::of(&folder)?;
        let program = secret::program(&folder, &secret)?;
        let named = options.dir.map(|dir| here.join(dir));
        Some(Self { named, here, folder, secret, program, chosen: OnceLock::new() })
    }

    /// The folder for the workspace at `root`, if that is one.
    fn candidate(&self, root: &Utf8Path) -> Candidate {
        if let Some(named) = &self.named {
            return Candidate { path: named.clone(), within: None };
        }
        let (target, within) = self.target(root);
        Candidate { path: target.join(NAME), within }
    }

    /// Cargo's target folder, and where it has to lie.
    fn target(&self, root: &Utf8Path) -> (Utf8PathBuf, Option<Utf8PathBuf>) {
        for name in ["CARGO_TARGET_DIR", "CARGO_BUILD_TARGET_DIR"] {
            if let Some(target) = env::var(name).ok().filter(|value| !value.is_empty()) {
                return (self.here.join(target), None);
            }
        }
        let repository = repository(root);
        for folder in self.here.ancestors() {
            if let Some(target) = configured(&folder.join(".cargo")) {
                let is_foreign = folder.starts_with(&repository);
                return (folder.join(target), is_foreign.then_some(repository));
            }
        }
        let home = env::var("CARGO_HOME").ok().map(|home| self.here.join(home));
        let home = home.or_else(|| Some(Utf8PathBuf::try_from(env::home_dir()?).ok()?.join(".cargo")));
        if let Some(home) = home.filter(|home| !home.starts_with(&repository))
            && let Some(target) = configured(&home)
        {
            return (home.parent().unwrap_or(&home).join(target), None);
        }
        (root.join("target"), Some(repository))
    }

    /// Whether a folder, which may not be there yet, lies where it has to once links are followed.
    fn allows(&self, folder: &Utf8Path, within: Option<&Utf8Path>) -> bool {
        let Some(within) = within else { return true };
        let nearest = folder.ancestors().find(|path| path.symlink_metadata().is_ok());
        let real = nearest.and_then(|nearest| nearest.canonicalize_utf8().ok());
        real.is_some_and(|real| within.canonicalize_utf8().is_ok_and(|within| real.starts_with(within)))
    }

    /// The folder, with what seals its files: where the user names a folder outside the repository, a secret that lies in
    /// it, so that it can be carried to another machine; else the user's own.
    fn folder(&self, candidate: Candidate, root: &Utf8Path) -> Option<Folder> {
        self.allows(&candidate.path, candidate.within.as_deref()).then_some(())?;
        let repository = repository(root).canonicalize_utf8().ok()?;
        let path = candidate.path.canonicalize_utf8().ok()?;
        let secret = if self.named.is_some() && !path.starts_with(&repository) {
            Secret::of(&path)?
        } else {
            // A secret that lies in the repository is none.
            let user = self.folder.canonicalize_utf8().ok()?;
            (!user.starts_with(&repository)).then(|| self.secret.clone())?
        };
        Some(Folder::at(path, secret, self.program))
    }
}

/// The folder that strangers may have filled: the repository around a folder, or where there is none, everything below the
/// outermost manifest.
fn repository(folder: &Utf8Path) -> Utf8PathBuf {
    let marked = folder.ancestors().find(|folder| folder.join(".git").exists());
    let outermost = || folder.ancestors().filter(|folder| folder.join("Cargo.toml").is_file()).last();
    marked.or_else(outermost).unwrap_or(folder).to_owned()
}

/// `build.target-dir` in Cargo's configuration in a folder.
fn configured(folder: &Utf8Path) -> Option<String> {
    // Where both are there, Cargo reads the one without an extension.
    let path = ["config", "config.toml"].into_iter().map(|name| folder.join(name)).find(|path| path.exists())?;
    let metadata = fs::metadata(&path).ok()?;
    if !metadata.is_file() || metadata.len() > CONFIG_LIMIT {
        return None;
    }
    let text = fs::read_to_string(&path).ok().filter(|text| text.contains("target-dir"))?;
    let table: toml::Table = text.parse().ok()?;
    Some(table.get("build")?.get("target-dir")?.as_str()?.to_owned())
}
