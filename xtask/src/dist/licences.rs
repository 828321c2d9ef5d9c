//! The licences of everything that is in the program, with their texts, as one page.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use camino::Utf8Path;
use cargo_metadata::{DependencyKind, Metadata, MetadataCommand, Package, PackageId};

/// How files with a licence, or with notices that it demands, are called.
const NAMES: [&str; 6] = ["license", "licence", "copying", "unlicense", "notice", "copyright"];

/// The page for the program of a checkout, built for a target.
pub(super) fn page(checkout: &Utf8Path, target: &str) -> Result<String, String> {
    let mut command = MetadataCommand::new();
    command.manifest_path(checkout.join("Cargo.toml"));
    command.other_options(["--locked".to_owned(), format!("--filter-platform={target}")]);
    let metadata = command.exec().map_err(|error| format!("`cargo metadata` failed: {error}"))?;
    let packages = inside(&metadata, "cargo-boundaries")?;
    let mut page = String::from(
        "# Third parties\n\nWhat is in `cargo-boundaries` beside its own code, and under which licence. Made by `cargo xtask dist` from the\n\
         packages themselves.\n\n| package | version | licence |\n|---|---|---|\n",
    );
    let mut texts: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for package in packages {
        let title = format!("{} {}", package.name, package.version);
        let Some(licence) = &package.license else { return Err(format!("`{title}` names no licence")) };
        writeln!(page, "| {} | {} | {licence} |", package.name, package.version).expect("a string takes every text");
        let found = files(package)?;
        if found.is_empty() {
            let none = "Its package holds no text of the licence that it names.".to_owned();
            texts.entry(none).or_default().insert(title);
            continue;
        }
        for text in found {
            texts.entry(text).or_default().insert(title.clone());
        }
    }
    for (text, packages) in texts {
        let packages: Vec<String> = packages.into_iter().collect();
        let indented: String = text.lines().map(|line| format!("    {line}").trim_end().to_owned() + "\n").collect();
        write!(page, "\n## {}\n\n{indented}", packages.join(", ")).expect("a string takes every text");
    }
    Ok(page)
}

/// The packages that a package is built from, without those of the workspace and those that only tests or build scripts use,
/// by name.
fn inside<'m>(metadata: &'m Metadata, root: &str) -> Result<Vec<&'m Package>, String> {
    let resolve = metadata.resolve.as_ref().ok_or("`cargo metadata` resolved nothing")?;
    let start = metadata.workspace_packages().into_iter().find(|package| package.name.as_str() == root);
    let mut todo: Vec<&PackageId> = vec![&start.ok_or_else(|| format!("there is no package `{root}`"))?.id];
    let mut seen: BTreeSet<&PackageId> = BTreeSet::new();
    while let Some(id) = todo.pop() {
        if !seen.insert(id) {
            continue;
        }
        let node = resolve.nodes.iter().find(|node| node.id == *id).expect("every package has its node");
        let normal =
            |kinds: &[cargo_metadata::DepKindInfo]| kinds.iter().any(|kind| kind.kind == DependencyKind::Normal);
        todo.extend(
            node.deps.iter().filter(|dependency| normal(&dependency.dep_kinds)).map(|dependency| &dependency.pkg),
        );
    }
    let foreign = |package: &&Package| seen.contains(&package.id) && !metadata.workspace_members.contains(&package.id);
    let mut packages: Vec<&Package> = metadata.packages.iter().filter(foreign).collect();
    packages.sort_by(|a, b| (a.name.as_str(), &a.version).cmp(&(b.name.as_str(), &b.version)));
    Ok(packages)
}

/// The texts of a package's licences, by the names of their files.
fn files(package: &Package) -> Result<Vec<String>, String> {
    let folder = package.manifest_path.parent().expect("a manifest lies in a folder");
    let mut names = BTreeSet::new();
    for entry in folder.read_dir_utf8().map_err(|error| format!("cannot list `{folder}`: {error}"))? {
        let entry = entry.map_err(|error| format!("cannot list `{folder}`: {error}"))?;
        let name = entry.file_name().to_ascii_lowercase();
        if entry.path().is_file() && NAMES.iter().any(|known| name.starts_with(known)) && !name.ends_with(".rs") {
            names.insert(entry.file_name().to_owned());
        }
    }
    names.extend(package.license_file.iter().map(|file| file.to_string()));
    names.into_iter().map(|name| crate::read(&folder.join(name)).map(|text| text.replace('\r', ""))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Everything that is in the program stands on the page with its licence, and nothing of our own.
    #[test]
    fn the_page_names_what_is_in_the_program() {
        let page = page(&crate::root(), "x86_64-unknown-linux-gnu").expect("every package names its licence");
        let listed: Vec<&str> = page.lines().filter(|line| line.starts_with("| ")).collect();
        assert!(listed.iter().any(|line| line.starts_with("| syn |")), "{listed:?}");
        assert!(
            !listed.iter().any(|line| line.contains("boundaries") || line.starts_with("| proptest |")),
            "{listed:?}"
        );
        assert!(page.contains("Permission is hereby granted"), "the texts are there");
    }
}
