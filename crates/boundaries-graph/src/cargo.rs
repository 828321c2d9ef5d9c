//! What Cargo's own messages say about a package. Nothing is concluded from it: it is handed on as it is to programs that
//! read such messages, and these compare it with what Cargo told them.

use camino::Utf8PathBuf;

/// A package of the workspace, as Cargo names it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CargoPackage {
    /// Cargo's identifier, which only Cargo knows how to make.
    pub id: String,
    /// The name in the manifest.
    pub name: String,
    /// The version in the manifest.
    pub version: String,
    /// The directory, from the workspace root.
    pub dir: Utf8PathBuf,
    /// The manifest, with its whole path.
    pub manifest_path: Utf8PathBuf,
    /// The targets.
    pub targets: Vec<CargoTarget>,
}

/// A target of a package, as Cargo describes it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CargoTarget {
    /// The name, hyphens kept.
    pub name: String,
    /// The kinds: `lib`, `bin`, `test`, …
    pub kinds: Vec<String>,
    /// What it is linked as.
    pub crate_types: Vec<String>,
    /// The root file, with its whole path.
    pub src_path: Utf8PathBuf,
    /// The root file, from the workspace root.
    pub root_file: Utf8PathBuf,
    /// The edition, as a year.
    pub edition: String,
    /// Whether Cargo documents it.
    pub doc: bool,
    /// Whether Cargo runs the examples of its documentation.
    pub doctest: bool,
    /// Whether Cargo tests it.
    pub test: bool,
}

impl CargoPackage {
    /// Whether Cargo would take this for the package: its identifier, or its name with its version.
    #[must_use]
    pub fn goes_by(&self, spec: &str) -> bool {
        let versioned = spec.strip_prefix(&*self.name).and_then(|rest| rest.strip_prefix(['@', ':']));
        self.id == spec || versioned == Some(&*self.version)
    }
}
