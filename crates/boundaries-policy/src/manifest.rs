//! Where a manifest names what a package depends on.

use boundaries_graph::{DeclaredDependency, DependencyKind, FileId, SourceMap, Span};
use toml::de::{DeTable, DeValue};

/// The line of a manifest that declares a dependency: in its own table, or in that of a platform.
#[must_use]
pub fn dependency_line(sources: &SourceMap, manifest: FileId, dependency: &DeclaredDependency) -> Option<Span> {
    let (table, _) = DeTable::parse_recoverable(sources.file(manifest).text());
    let root = table.into_inner();
    let platforms = root.get("target").and_then(|value| value.get_ref().as_table());
    let platforms =
        platforms.into_iter().flat_map(|table| table.values()).filter_map(|value| value.get_ref().as_table());
    let names: &[&str] = match dependency.kind {
        DependencyKind::Normal => &["dependencies"],
        DependencyKind::Test => &["dev-dependencies", "dev_dependencies"],
        DependencyKind::Build => &["build-dependencies", "build_dependencies"],
    };
    let tables = std::iter::once(&root).chain(platforms);
    let lists = tables.flat_map(|table| names.iter().filter_map(|name| table.get(*name)?.get_ref().as_table()));
    let mut found: Vec<Span> = lists
        .flat_map(|list| list.iter())
        .filter(|(key, value)| declares(key.get_ref(), value.get_ref(), dependency))
        .map(|(key, _)| sources.span(manifest, key.span()))
        .collect();
    found.sort_unstable();
    found.into_iter().next()
}

/// Whether an entry is this dependency: by the package it names, else by the name that code uses, as a rename may stand in
/// the workspace's manifest.
fn declares(key: &str, value: &DeValue<'_>, dependency: &DeclaredDependency) -> bool {
    let package = value.as_table().and_then(|table| table.get("package")).and_then(|value| value.get_ref().as_str());
    package.unwrap_or(key) == dependency.package_name || key.replace('-', "_") == dependency.code_name
}
