//! Small git repositories for tests, made by git itself and independent of how the machine's git is configured.

use std::path::Path;
use std::process::{Command, Output};

use tempfile::TempDir;

use crate::Fixture;

/// A git repository in a temporary folder that is gone when the value is dropped.
#[derive(Debug)]
pub struct Repository {
    dir: TempDir,
}

impl Repository {
    /// An empty repository; its branch is called `main`.
    #[must_use]
    pub fn empty() -> Self {
        let repository = Self { dir: tempfile::tempdir().expect("a temporary folder can be made") };
        repository.git(&["init", "--quiet", "--template=", "--initial-branch=main"]);
        repository
    }

    /// A repository whose first commit holds a workspace.
    #[must_use]
    pub fn holding(text: &str) -> Self {
        let repository = Self::empty();
        repository.commit(text);
        repository
    }

    /// Where it is.
    #[must_use]
    pub fn path(&self) -> &Path {
        self.dir.path()
    }

    /// Replaces the whole work tree by a workspace; nothing is committed.
    pub fn write(&self, text: &str) {
        for entry in std::fs::read_dir(self.path()).expect("the folder can be read").flatten() {
            if entry.file_name() == ".git" {
                continue;
            }
            let path = entry.path();
            let removed = if path.is_dir() { std::fs::remove_dir_all(path) } else { std::fs::remove_file(path) };
            removed.expect("the work tree can be emptied");
        }
        Fixture::parse(text).write_to(self.path()).expect("the workspace can be written");
    }

    /// Replaces the work tree by a workspace and commits it; gives the hash.
    pub fn commit(&self, text: &str) -> String {
        self.write(text);
        self.commit_all()
    }

    /// Commits the work tree as it is; gives the hash.
    pub fn commit_all(&self) -> String {
        self.git(&["add", "--all"]);
        self.git(&["commit", "--quiet", "--allow-empty", "--message=state"]);
        self.git(&["rev-parse", "HEAD"])
    }

    /// Commits the work tree as it is, as somebody, at a second since 1970; gives the hash.
    ///
    /// # Panics
    /// If git fails.
    pub fn commit_as(&self, name: &str, address: &str, time: i64) -> String {
        self.git(&["add", "--all"]);
        let date = format!("@{time} +0000");
        let mut command = self.command();
        command.envs([("GIT_AUTHOR_NAME", name), ("GIT_AUTHOR_EMAIL", address), ("GIT_COMMITTER_DATE", &date)]);
        let made = command.args(["commit", "--quiet", "--allow-empty", "--message=state"]).output();
        assert!(made.expect("git can be called").status.success(), "git commits");
        self.git(&["rev-parse", "HEAD"])
    }

    /// Runs git here and gives what it prints.
    ///
    /// # Panics
    /// If git fails.
    pub fn git(&self, args: &[&str]) -> String {
        let Output { status, stdout, stderr } = self.command().args(args).output().expect("git can be called");
        assert!(status.success(), "git {args:?}: {}", String::from_utf8_lossy(&stderr));
        String::from_utf8_lossy(&stdout).trim_end().to_owned()
    }

    /// git without the machine's configuration, with fixed names and times, so that hashes are the same everywhere.
    fn command(&self) -> Command {
        let mut command = Command::new("git");
        for name in ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY", "GIT_CONFIG_PARAMETERS"] {
            command.env_remove(name);
        }
        command.current_dir(self.path());
        command.envs([
            ("GIT_CONFIG_NOSYSTEM", "1"),
            ("GIT_CONFIG_GLOBAL", "/dev/null"),
            ("GIT_AUTHOR_NAME", "a"),
            ("GIT_AUTHOR_EMAIL", "a@example.org"),
            ("GIT_AUTHOR_DATE", "2026-01-01T00:00:00Z"),
            ("GIT_COMMITTER_NAME", "a"),
            ("GIT_COMMITTER_EMAIL", "a@example.org"),
            ("GIT_COMMITTER_DATE", "2026-01-01T00:00:00Z"),
            ("LC_ALL", "C"),
        ]);
        command
    }
}
