//! What Cargo's answer depends on, taken down so that the answer need not be asked for again.
//!
//! Cargo reads manifests: those of the members, those that path dependencies lead to, and any above these, on its way to the
//! root of each. It lists folders: where patterns of members lead, and where targets are found by their place. And it reads
//! its own configuration from where it is called. More is taken down than it may look at, never less.

use boundaries_cache::Disk;
use camino::{Utf8Path, Utf8PathBuf};
use cargo_metadata::{Edition, Metadata};

use super::WorkspaceOptions;

/// Folders in which each file, and each folder with a `main.rs`, is a target.
const TARGET_FOLDERS: [&str; 4] = ["src/bin", "tests", "examples", "benches"];

/// Files that are a target by their name.
const TARGET_FILES: [&str; 3] = ["src/lib.rs", "src/main.rs", "build.rs"];

/// More folders than this are not followed for one pattern of members.
const FOLDER_LIMIT: usize = 10_000;

/// Takes down everything on which the answer depends that Cargo gave to the question after this manifest.
pub(super) fn take_down(disk: &Disk, options: &WorkspaceOptions, manifest: &Utf8Path, metadata: &Metadata) {
    programs(disk, options);
    manifests_above(disk, manifest.parent().unwrap_or(manifest));
    let root = &metadata.workspace_root;
    manifests_above(disk, root);
    for pattern in member_patterns(disk, root) {
        members(disk, root, &pattern);
    }
    for package in &metadata.packages {
        let folder = package.manifest_path.parent().unwrap_or(root);
        manifests_above(disk, folder);
        for path in package.dependencies.iter().filter_map(|dependency| dependency.path.as_deref()) {
            manifests_above(disk, path);
        }
        targets(disk, folder, package.edition == Edition::E2015);
        for target in &package.targets {
            disk.look(&target.src_path);
        }
    }
}

/// The text of a manifest, as Cargo reads it.
#[expect(clippy::disallowed_methods, reason = "manifests belong to what this module reads")]
pub(super) fn manifest_text(disk: &Disk, path: &Utf8Path) -> Option<String> {
    String::from_utf8(disk.read(path, || std::fs::read(path)).ok()?).ok()
}

/// The manifests in a folder and in those around it, there or not.
fn manifests_above(disk: &Disk, folder: &Utf8Path) {
    for folder in folder.ancestors() {
        let manifest = folder.join("Cargo.toml");
        disk.look(&manifest);
        if manifest.is_file() {
            manifest_text(disk, &manifest);
        }
    }
}

/// Where targets of a package are found.
fn targets(disk: &Disk, package: &Utf8Path, is_2015: bool) {
    for file in TARGET_FILES {
        disk.look(&package.join(file));
    }
    for folder in TARGET_FOLDERS {
        for inner in folders_in(disk, &package.join(folder)) {
            disk.look(&inner.join("main.rs"));
        }
    }
    if is_2015 {
        // A library may be called like its package there, and a program lie beside it.
        disk.list(&package.join("src"));
    }
}

/// The patterns among the members of the workspace.
fn member_patterns(disk: &Disk, root: &Utf8Path) -> Vec<String> {
    let manifest = manifest_text(disk, &root.join("Cargo.toml")).and_then(|text| text.parse::<toml::Table>().ok());
    let workspace = manifest.as_ref().and_then(|manifest| manifest.get("workspace"));
    let lists = ["members", "default-members"].map(|key| workspace?.get(key)?.as_array());
    let words = lists.into_iter().flatten().flatten().filter_map(toml::Value::as_str);
    words.map(str::to_owned).collect()
}

/// Takes down the folders that a pattern of members leads to, and whether each has a manifest.
fn members(disk: &Disk, root: &Utf8Path, pattern: &str) {
    let mut reached = vec![root.to_owned()];
    for part in Utf8Path::new(pattern).components().map(|part| part.as_str()) {
        if part == "**" {
            reached = everything_below(disk, reached);
        } else if part.contains(['*', '?', '[']) {
            // Which of them the pattern takes does not matter: these, and no others, may be taken.
            reached = reached.iter().flat_map(|folder| folders_in(disk, folder)).collect();
        } else {
            for folder in &mut reached {
                folder.push(part);
            }
        }
        if reached.len() > FOLDER_LIMIT {
            disk.spoil();
            return;
        }
    }
    for folder in reached {
        disk.look(&folder.join("Cargo.toml"));
    }
}

fn everything_below(disk: &Disk, folders: Vec<Utf8PathBuf>) -> Vec<Utf8PathBuf> {
    let mut reached = folders;
    let mut next = 0;
    while next < reached.len() && reached.len() <= FOLDER_LIMIT {
        let inner = folders_in(disk, &reached[next]);
        reached.extend(inner);
        next += 1;
    }
    reached
}

/// The folders in a folder, links to folders among them.
fn folders_in(disk: &Disk, folder: &Utf8Path) -> Vec<Utf8PathBuf> {
    disk.look(folder);
    disk.list(folder);
    let Ok(entries) = folder.read_dir_utf8() else { return Vec::new() };
    let entries = entries.flatten().filter(|entry| entry.file_type().is_ok_and(|kind| !kind.is_file()));
    let folders: Vec<_> = entries.map(|entry| entry.path().to_owned()).collect();
    // A link that leads nowhere today may lead to a folder tomorrow.
    folders.into_iter().inspect(|path| disk.look(path)).filter(|path| path.is_dir()).collect()
}

/// The cargo that answers, and what it and rustup read before.
#[expect(clippy::disallowed_methods, reason = "which cargo runs is a matter of the environment")]
fn programs(disk: &Disk, options: &WorkspaceOptions) {
    let variable = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty()).map(Utf8PathBuf::from);
    let named = options.cargo.clone().or_else(|| variable("CARGO")).unwrap_or_else(|| "cargo".into());
    if named.components().count() > 1 {
        disk.stamp(&named);
    } else {
        let name = format!("{named}{}", std::env::consts::EXE_SUFFIX);
        for folder in variable("PATH").iter().flat_map(std::env::split_paths) {
            let Ok(program) = Utf8PathBuf::try_from(folder.join(&name)) else { continue };
            disk.look(&program);
            if program.is_file() {
                disk.stamp(&program);
                break;
            }
        }
    }
    let home = std::env::home_dir().and_then(|home| Utf8PathBuf::try_from(home).ok());
    let in_home = |name: &str| home.as_ref().map(|home| home.join(name));
    let configurations = [variable("CARGO_HOME").or_else(|| in_home(".cargo")), Some("/.cargo".into())];
    for folder in configurations.into_iter().flatten() {
        for name in ["config", "config.toml"] {
            text(disk, &folder.join(name));
        }
    }
    for name in ["/rust-toolchain", "/rust-toolchain.toml"] {
        text(disk, name.into());
    }
    // What stands in cargo's place may be rustup, which picks one of its toolchains.
    if let Some(rustup) = variable("RUSTUP_HOME").or_else(|| in_home(".rustup")) {
        text(disk, &rustup.join("settings.toml"));
        for toolchain in folders_in(disk, &rustup.join("toolchains")) {
            let cargo = toolchain.join("bin").join(format!("cargo{}", std::env::consts::EXE_SUFFIX));
            disk.look(&cargo);
            disk.stamp(&cargo);
        }
    }
}

fn text(disk: &Disk, path: &Utf8Path) {
    disk.look(path);
    if path.is_file() {
        manifest_text(disk, path);
    }
}
