//! Files by the names they have today: renames, followed from the newest commit back.

use std::collections::{BTreeMap, HashMap};

use camino::Utf8PathBuf;

use super::PathId;
use super::names::FileChange;

/// The files that a commit changed, each with the name it had there.
pub(super) type Named = Vec<(PathId, Utf8PathBuf)>;

/// For each commit, the newest first, the files it changed, each once and in order; and the names of today.
///
/// A rename counts for the commits before it. A file that took over an old name later is another file.
pub(super) fn by_todays_names<'c>(commits: impl Iterator<Item = &'c [FileChange]>) -> (Vec<Named>, Vec<Utf8PathBuf>) {
    let mut names = Names::default();
    let mut called: HashMap<&Utf8PathBuf, PathId> = HashMap::new();
    let mut files = Vec::new();
    for changes in commits {
        let mut changed: BTreeMap<PathId, &Utf8PathBuf> = BTreeMap::new();
        let mut renamed = Vec::new();
        for change in changes {
            let (FileChange::At(path) | FileChange::Renamed { to: path, .. }) = change;
            let id = called.get(path).copied().unwrap_or_else(|| names.id(path));
            changed.insert(id, path);
            if let FileChange::Renamed { from, .. } = change {
                renamed.push((from, id));
            }
        }
        called.extend(renamed);
        files.push(changed.into_iter().map(|(id, path)| (id, path.clone())).collect());
    }
    (files, names.paths)
}

#[derive(Default)]
struct Names {
    paths: Vec<Utf8PathBuf>,
    ids: HashMap<Utf8PathBuf, PathId>,
}

impl Names {
    fn id(&mut self, path: &Utf8PathBuf) -> PathId {
        if let Some(&known) = self.ids.get(path) {
            return known;
        }
        let id = PathId(u32::try_from(self.paths.len()).expect("a history has fewer than 2^32 files"));
        self.paths.push(path.clone());
        self.ids.insert(path.clone(), id);
        id
    }
}
