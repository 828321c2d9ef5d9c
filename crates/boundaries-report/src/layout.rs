//! Where files lie, as each consumer wants to be told: from the workspace's root, from the repository's root, or from the
//! folder in which the program runs.

use camino::{Utf8Component, Utf8Path, Utf8PathBuf};

/// The folders that paths of a report can be told from. All are absolute, with links resolved.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct Layout {
    /// The workspace's root, from which the paths of a [`SourceMap`](boundaries_graph::SourceMap) are.
    pub workspace: Utf8PathBuf,
    /// The root of the repository around it; the same as the workspace's where there is none.
    pub repository: Utf8PathBuf,
    /// Where the program runs.
    pub working_dir: Utf8PathBuf,
}

impl Layout {
    /// The path of a file of the workspace from the repository's root, which code forges want; absolute if the file lies
    /// outside.
    #[must_use]
    pub fn in_repository(&self, path: &Utf8Path) -> String {
        let whole = self.absolute(path);
        match whole.strip_prefix(&self.repository) {
            Ok(below) => with_slashes(below),
            Err(_) => with_slashes(&whole),
        }
    }

    /// The path of a file of the workspace from the folder in which the program runs.
    #[must_use]
    pub fn from_working_dir(&self, path: &Utf8Path) -> String {
        let whole = self.absolute(path);
        let common = self.working_dir.components().zip(whole.components()).take_while(|(a, b)| a == b).count();
        if common == 0 {
            return with_slashes(&whole);
        }
        let up = self.working_dir.components().skip(common).map(|_| "..");
        let down = whole.components().skip(common).map(|component| component.as_str());
        up.chain(down).collect::<Vec<_>>().join("/")
    }

    /// The path from the file system's root, without `.` and `..`.
    #[must_use]
    pub fn absolute(&self, path: &Utf8Path) -> Utf8PathBuf {
        let mut whole = Utf8PathBuf::new();
        for component in self.workspace.join(path).components() {
            match component {
                Utf8Component::CurDir => {}
                Utf8Component::ParentDir if whole.file_name().is_some() => {
                    whole.pop();
                }
                other => whole.push(other),
            }
        }
        whole
    }
}

fn with_slashes(path: &Utf8Path) -> String {
    path.as_str().replace(std::path::MAIN_SEPARATOR, "/")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn layout(workspace: &str, repository: &str, working_dir: &str) -> Layout {
        Layout { workspace: workspace.into(), repository: repository.into(), working_dir: working_dir.into() }
    }

    #[test]
    fn a_workspace_below_the_repositorys_root_is_named_in_its_paths() {
        let layout = layout("/repo/rust", "/repo", "/repo/rust/crates");
        let told = |path: &str| (layout.in_repository(path.into()), layout.from_working_dir(path.into()));
        assert_eq!(told("crates/a/src/lib.rs"), ("rust/crates/a/src/lib.rs".into(), "a/src/lib.rs".into()));
        assert_eq!(told("../.github/CODEOWNERS"), (".github/CODEOWNERS".into(), "../../.github/CODEOWNERS".into()));
        assert_eq!(told("../../beside/x.rs"), ("/beside/x.rs".into(), "../../../beside/x.rs".into()));
    }

    #[test]
    fn without_any_folder_paths_stay_as_they_are() {
        assert_eq!(Layout::default().in_repository("a/./b.rs".into()), "a/b.rs");
        assert_eq!(Layout::default().from_working_dir("a/b.rs".into()), "a/b.rs");
    }
}
