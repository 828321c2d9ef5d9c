//! What Cargo says about the workspace: packages, targets, renames, path dependencies.
//!
//! The answer comes from `cargo metadata --no-deps --offline`, never from the full call: that one executes what the
//! workspace's own configuration names as compiler. Member globs, inheritance and target discovery are Cargo's business.

mod inputs;
mod patience;
mod question;

use std::collections::BTreeMap;

use boundaries_cache::{Cache, Disk};
use boundaries_graph::{CargoPackage, CargoTarget, DependencyFeatures, DependencyKind, TargetKind};
use camino::{Utf8Path, Utf8PathBuf};
use cargo_metadata::Metadata;

use crate::AnalysisError;
use crate::limits::Limits;

/// How to find the workspace.
#[derive(Clone, Default, Debug)]
pub struct WorkspaceOptions {
    /// A manifest of the workspace; by default the one Cargo finds from the current directory.
    pub manifest_path: Option<Utf8PathBuf>,
    /// A file with the output of `cargo metadata --format-version 1 --no-deps`; Cargo is not called then.
    pub metadata_path: Option<Utf8PathBuf>,
    /// The cargo to call; by default the one `CARGO` names, else the one on the path.
    pub cargo: Option<Utf8PathBuf>,
    /// Pass `--locked`.
    pub locked: bool,
    /// Pass `--frozen`.
    pub frozen: bool,
    /// Where Cargo's answer is kept, and what takes down on which files it depends.
    pub cache: Cache,
}

/// A Cargo workspace, every path from its root.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Workspace {
    root: Utf8PathBuf,
    packages: Vec<PackageInfo>,
    cargo_packages: Vec<CargoPackage>,
}

/// A package of the workspace.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PackageInfo {
    /// Its name in the manifest.
    pub name: String,
    /// The directory of its manifest.
    pub dir: Utf8PathBuf,
    /// Its targets.
    pub targets: Vec<TargetInfo>,
    /// Its dependency tables.
    pub dependencies: Vec<DependencyInfo>,
    /// Its features, and what each turns on.
    pub features: BTreeMap<String, Vec<String>>,
}

/// A target of a package.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TargetInfo {
    /// The crate's name in paths.
    pub name: String,
    /// What kind of target it is.
    pub kind: TargetKind,
    /// Its root file.
    pub root_file: Utf8PathBuf,
    /// Whether it is written in the 2015 edition, whose paths start at the crate root.
    pub is_2015: bool,
}

/// An entry of a dependency table.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DependencyInfo {
    /// The name of the package.
    pub package_name: String,
    /// The name it is given in this manifest, if it differs.
    pub rename: Option<String>,
    /// The table.
    pub kind: DependencyKind,
    /// The directory of a path dependency.
    pub path: Option<Utf8PathBuf>,
    /// What it is asked for.
    pub features: DependencyFeatures,
}

/// Asks Cargo, or a file with Cargo's answer, for the workspace. Of the limits, those on Cargo and on conditions of dependencies
/// count.
///
/// # Errors
/// Where Cargo finds no workspace, or the file is not its answer.
pub fn load_workspace(options: &WorkspaceOptions, limits: Limits) -> Result<Workspace, AnalysisError> {
    let limits = limits.bounded();
    let metadata = match &options.metadata_path {
        Some(path) => metadata_from_file(path, options.cache.disk(), limits)?,
        None => question::metadata(options, limits)?,
    };
    let patches = patches(&metadata.workspace_root, options.cache.disk());
    Ok(Workspace::from_metadata(&metadata, &patches))
}

/// Packages that the root manifest's `[patch]` tables replace by a path: to Cargo they are dependencies like any other,
/// and its answer without the resolved graph does not tell where they come from.
fn patches(root: &Utf8Path, disk: &Disk) -> BTreeMap<String, Utf8PathBuf> {
    let Some(text) = inputs::manifest_text(disk, &root.join("Cargo.toml")) else { return BTreeMap::new() };
    let Ok(manifest) = text.parse::<toml::Table>() else { return BTreeMap::new() };
    let sources = manifest.get("patch").and_then(toml::Value::as_table);
    sources
        .into_iter()
        .flat_map(toml::Table::values)
        .filter_map(toml::Value::as_table)
        .flatten()
        .filter_map(|(key, patch)| {
            let name = patch.get("package").and_then(toml::Value::as_str).unwrap_or(key);
            let path = normalized(Utf8Path::new(patch.get("path")?.as_str()?));
            Some((name.to_owned(), path))
        })
        .collect()
}

/// The path without `.` and, as far as possible, without `..`.
fn normalized(path: &Utf8Path) -> Utf8PathBuf {
    let mut parts: Vec<&str> = Vec::new();
    for component in path.components() {
        match component.as_str() {
            "." => {}
            ".." if parts.last().is_some_and(|part| *part != "..") => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    parts.join("/").into()
}

#[expect(clippy::disallowed_methods, reason = "the user named this file in place of a call of cargo")]
fn metadata_from_file(path: &Utf8Path, disk: &Disk, limits: Limits) -> Result<Metadata, AnalysisError> {
    let read = disk.read(path, || Ok(std::fs::read_to_string(path)?.into_bytes()));
    let bytes = read.map_err(|cause| AnalysisError::MetadataFile { path: path.to_owned(), cause })?;
    let text = String::from_utf8(bytes).expect("it was read as a text");
    question::read(&text, limits).map_err(|cause| AnalysisError::MetadataFormat { path: path.to_owned(), cause })
}

impl Workspace {
    /// A workspace from its parts, for sources that are not on disk.
    pub fn new(root: impl Into<Utf8PathBuf>, mut packages: Vec<PackageInfo>) -> Self {
        packages.sort_by(|a, b| (&a.name, &a.dir).cmp(&(&b.name, &b.dir)));
        Self { root: root.into(), packages, cargo_packages: Vec::new() }
    }

    /// The absolute path of the workspace root.
    #[must_use]
    pub fn root(&self) -> &Utf8Path {
        &self.root
    }

    /// The packages as Cargo's own messages name them; none where Cargo was not asked.
    #[must_use]
    #[doc(hidden)]
    pub fn cargo_packages(&self) -> &[CargoPackage] {
        &self.cargo_packages
    }

    /// The packages, by name.
    #[must_use]
    pub fn packages(&self) -> &[PackageInfo] {
        &self.packages
    }

    fn from_metadata(metadata: &Metadata, patches: &BTreeMap<String, Utf8PathBuf>) -> Self {
        let root = &metadata.workspace_root;
        let packages = metadata
            .workspace_packages()
            .into_iter()
            .map(|package| PackageInfo {
                name: package.name.to_string(),
                dir: relative(root, package.manifest_path.parent().unwrap_or(root)),
                targets: package.targets.iter().filter_map(|target| target_info(root, target)).collect(),
                dependencies: package
                    .dependencies
                    .iter()
                    .map(|dependency| dependency_info(root, dependency, patches))
                    .collect(),
                features: package.features.clone().into_iter().collect(),
            })
            .collect();
        let mut workspace = Self::new(root.clone(), packages);
        workspace.cargo_packages =
            metadata.workspace_packages().into_iter().map(|package| cargo_package(root, package)).collect();
        workspace.cargo_packages.sort_by(|a, b| (&a.name, &a.dir).cmp(&(&b.name, &b.dir)));
        workspace
    }
}

fn cargo_package(root: &Utf8Path, package: &cargo_metadata::Package) -> CargoPackage {
    let target = |target: &cargo_metadata::Target| CargoTarget {
        name: target.name.clone(),
        kinds: target.kind.iter().map(ToString::to_string).collect(),
        crate_types: target.crate_types.iter().map(ToString::to_string).collect(),
        src_path: target.src_path.clone(),
        root_file: relative(root, &target.src_path),
        edition: target.edition.to_string(),
        doc: target.doc,
        doctest: target.doctest,
        test: target.test,
    };
    CargoPackage {
        id: package.id.repr.clone(),
        name: package.name.to_string(),
        version: package.version.to_string(),
        dir: relative(root, package.manifest_path.parent().unwrap_or(root)),
        manifest_path: package.manifest_path.clone(),
        targets: package.targets.iter().map(target).collect(),
    }
}

fn target_info(root: &Utf8Path, target: &cargo_metadata::Target) -> Option<TargetInfo> {
    let kind = if target.is_proc_macro() {
        TargetKind::ProcMacro
    } else if target.is_bin() {
        TargetKind::Bin
    } else if target.is_example() {
        TargetKind::Example
    } else if target.is_test() {
        TargetKind::Test
    } else if target.is_bench() {
        TargetKind::Bench
    } else if target.is_custom_build() {
        TargetKind::BuildScript
    } else if target.kind.is_empty() {
        return None;
    } else {
        // `lib`, `rlib`, `dylib`, `cdylib`, `staticlib`: one library whatever it is linked as.
        TargetKind::Lib
    };
    Some(TargetInfo {
        name: target.name.replace('-', "_"),
        kind,
        root_file: relative(root, &target.src_path),
        is_2015: target.edition == cargo_metadata::Edition::E2015,
    })
}

fn dependency_info(
    root: &Utf8Path,
    dependency: &cargo_metadata::Dependency,
    patches: &BTreeMap<String, Utf8PathBuf>,
) -> DependencyInfo {
    DependencyInfo {
        package_name: dependency.name.clone(),
        rename: dependency.rename.clone(),
        kind: match dependency.kind {
            cargo_metadata::DependencyKind::Development => DependencyKind::Test,
            cargo_metadata::DependencyKind::Build => DependencyKind::Build,
            _ => DependencyKind::Normal,
        },
        path: match &dependency.path {
            Some(path) => Some(relative(root, path)),
            None => patches.get(&dependency.name).cloned(),
        },
        features: DependencyFeatures {
            names: dependency.features.clone(),
            without_default: !dependency.uses_default_features,
            optional: dependency.optional,
        },
    }
}

/// `path` from `root`, with `..` where it lies beside it, and forward slashes.
fn relative(root: &Utf8Path, path: &Utf8Path) -> Utf8PathBuf {
    let common = root.components().zip(path.components()).take_while(|(a, b)| a == b).count();
    if common == 0 {
        return path.to_owned();
    }
    let up = root.components().skip(common).map(|_| "..");
    let down = path.components().skip(common).map(|component| component.as_str());
    Utf8PathBuf::from(up.chain(down).collect::<Vec<_>>().join("/"))
}
