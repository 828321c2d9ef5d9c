//! The oldest compiler that builds the program: what the workspace promises, every package in the lock file has to keep.
//!
//! Clippy's `incompatible_msrv` watches our own code; Cargo's resolver prefers versions that fit, and takes others where there
//! are none. Only compilers that exist on a machine can be tried, so that this is what is checked everywhere.

use cargo_metadata::MetadataCommand;

use crate::root;

/// What needs a newer compiler than is promised.
pub(crate) fn breaches() -> Result<Vec<String>, String> {
    let mut command = MetadataCommand::new();
    command.manifest_path(root().join("Cargo.toml")).other_options(["--locked".to_owned(), "--offline".to_owned()]);
    let metadata = command.exec().map_err(|error| format!("`cargo metadata` failed: {error}"))?;
    let ours = metadata.workspace_packages().into_iter().filter_map(|package| package.rust_version.clone()).min();
    let ours = ours.ok_or("no package of the workspace says which compiler it needs")?;
    let newer =
        metadata.packages.iter().filter(|package| package.rust_version.as_ref().is_some_and(|needs| *needs > ours));
    Ok(newer
        .map(|package| {
            let needs = package.rust_version.as_ref().expect("it was compared");
            format!("`{} {}` needs Rust {needs}, and {ours} is promised", package.name, package.version)
        })
        .collect())
}
