//! Workspaces written as one string, for the tests of `cargo boundaries`.
//!
//! `//- path` starts a file. Where a library has no manifest, one is made: the package is called like its directory, and
//! `//- orders/src/lib.rs deps: billing, catalog as goods` lists what it depends on. Where the root has no manifest, one
//! with all packages as members is made.
//!
//! ```
//! let fixture = boundaries_fixtures::Fixture::parse("//- orders/src/lib.rs\npub struct Order;\n");
//! assert_eq!(fixture.text("orders/src/lib.rs"), Some("pub struct Order;\n"));
//! assert!(fixture.text("Cargo.toml").is_some());
//! ```

mod repository;

use std::collections::BTreeMap;
use std::io;
use std::path::Path;

use tempfile::TempDir;

pub use repository::Repository;

/// The files of a workspace.
#[derive(Clone, Default, Debug)]
pub struct Fixture {
    files: BTreeMap<String, String>,
}

impl Fixture {
    /// Reads a workspace from a string. What stands before the first header is ignored.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        let mut files: BTreeMap<String, String> = BTreeMap::new();
        let mut packages: BTreeMap<String, String> = BTreeMap::new();
        let mut current: Option<String> = None;
        for line in text.split_inclusive('\n') {
            if let Some(header) = line.strip_prefix("//- ") {
                let header = header.trim_end();
                let (path, dependencies) = header.split_once(" deps: ").unwrap_or((header, ""));
                if let Some(package) = path.strip_suffix("/src/lib.rs") {
                    packages.insert(package.to_owned(), dependencies.to_owned());
                }
                files.insert(path.to_owned(), String::new());
                current = Some(path.to_owned());
            } else if let Some(text) = current.as_ref().and_then(|path| files.get_mut(path)) {
                text.push_str(line);
            }
        }
        for (package, dependencies) in &packages {
            let manifest = format!("{package}/Cargo.toml");
            files.entry(manifest).or_insert_with(|| package_manifest(package, dependencies));
        }
        files.entry("Cargo.toml".to_owned()).or_insert_with(|| {
            let members: Vec<_> = packages.keys().map(|package| format!("\"{package}\"")).collect();
            format!("[workspace]\nresolver = \"3\"\nmembers = [{}]\n", members.join(", "))
        });
        Self { files }
    }

    /// The text of a file.
    #[must_use]
    pub fn text(&self, path: &str) -> Option<&str> {
        self.files.get(path).map(String::as_str)
    }

    /// The paths of all files, in order.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.files.keys().map(String::as_str)
    }

    /// Writes every file below a directory.
    ///
    /// # Errors
    /// Where the disk refuses.
    pub fn write_to(&self, dir: &Path) -> io::Result<()> {
        for (path, text) in &self.files {
            let path = dir.join(path);
            if let Some(parent) = path.parent() {
                std::fs::create_dir_all(parent)?;
            }
            std::fs::write(path, text)?;
        }
        Ok(())
    }

    /// Writes every file into a directory that is gone when the result is dropped.
    ///
    /// # Errors
    /// Where the disk refuses.
    pub fn write(&self) -> io::Result<TempDir> {
        let dir = tempfile::tempdir()?;
        self.write_to(dir.path())?;
        Ok(dir)
    }
}

fn package_manifest(package: &str, dependencies: &str) -> String {
    let up = "../".repeat(package.matches('/').count() + 1);
    let name = package.rsplit('/').next().unwrap_or(package);
    let mut manifest =
        format!("[package]\nname = \"{name}\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[dependencies]\n");
    for dependency in dependencies.split(", ").filter(|dependency| !dependency.is_empty()) {
        let (path, alias) = match dependency.split_once(" as ") {
            Some((path, alias)) => (path, Some(alias)),
            None => (dependency, None),
        };
        let name = path.rsplit('/').next().unwrap_or(path);
        let entry = match alias {
            Some(alias) => format!("{alias} = {{ path = \"{up}{path}\", package = \"{name}\" }}\n"),
            None => format!("{name} = {{ path = \"{up}{path}\" }}\n"),
        };
        manifest.push_str(&entry);
    }
    manifest
}

#[cfg(test)]
mod tests {
    use super::Fixture;

    #[test]
    fn files_are_told_apart_and_manifests_are_made_only_where_none_is() {
        let text =
            "ignored\n//- a/src/lib.rs deps: b as c\npub struct A;\n//- b/src/lib.rs\n//- b/Cargo.toml\n# mine\n";
        let fixture = Fixture::parse(text);
        assert_eq!(fixture.text("a/src/lib.rs"), Some("pub struct A;\n"));
        assert_eq!(fixture.text("b/src/lib.rs"), Some(""));
        assert_eq!(fixture.text("b/Cargo.toml"), Some("# mine\n"));
        let made = fixture.text("a/Cargo.toml").expect("a manifest is made");
        assert!(made.ends_with("c = { path = \"../b\", package = \"b\" }\n"), "{made}");
        assert!(fixture.text("Cargo.toml").is_some_and(|root| root.contains("members = [\"a\", \"b\"]")));
    }

    #[test]
    fn what_is_written_is_what_was_parsed() {
        let dir = Fixture::parse("//- deep/er/src/lib.rs\npub struct D;\n").write().expect("there is room");
        let written = std::fs::read_to_string(dir.path().join("deep/er/src/lib.rs")).expect("the file is there");
        assert_eq!(written, "pub struct D;\n");
    }
}
