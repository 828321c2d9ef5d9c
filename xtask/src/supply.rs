//! What comes with the program: the licence and the source of every package it is built from, and packages that are there
//! twice, held against the lists of `deny.toml`. Known defects of packages are not looked for: that needs a database.

use std::collections::{BTreeMap, BTreeSet};

use cargo_metadata::MetadataCommand;
use toml::{Table, Value};

use crate::{read, root};

/// Packages that no list allows.
pub(crate) fn breaches() -> Result<Vec<String>, String> {
    let lists: Table = read(&root().join("deny.toml"))?.parse().map_err(|error| format!("deny.toml: {error}"))?;
    let list = |table: &str, key: &str| -> Result<Vec<String>, String> {
        let values = lists.get(table).and_then(|table| table.get(key)).and_then(Value::as_array);
        let values = values.ok_or_else(|| format!("deny.toml has no list `{key}` under `{table}`"))?;
        let name = |value: &Value| value.as_str().or_else(|| value.get("crate")?.as_str()).map(str::to_owned);
        Ok(values.iter().filter_map(name).collect())
    };
    let (licences, doubled) = (list("licenses", "allow")?, list("bans", "skip")?);
    let sources = list("sources", "allow-registry")?;
    let mut metadata = MetadataCommand::new();
    metadata.current_dir(root()).other_options(vec!["--locked".to_owned()]);
    let metadata = metadata.exec().map_err(|error| error.to_string())?;
    let mut versions: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    let mut breaches = Vec::new();
    for package in &metadata.packages {
        versions.entry(package.name.as_str()).or_default().insert(package.version.to_string());
        let licence = package.license.as_deref().unwrap_or_default();
        if !allows(licence, &licences) {
            breaches.push(format!("`{}` has the licence `{licence}`, which deny.toml does not allow", package.name));
        }
        let source = package.source.as_ref().map(|source| source.repr.trim_start_matches("registry+"));
        if source.is_some_and(|source| !sources.iter().any(|known| known == source)) {
            breaches.push(format!("`{}` comes from a source that deny.toml does not allow", package.name));
        }
    }
    for (name, versions) in &versions {
        let is_known = doubled.iter().any(|known| known == name);
        if (versions.len() > 1) != is_known {
            let versions: Vec<&str> = versions.iter().map(String::as_str).collect();
            breaches
                .push(format!("`{name}` is there as {}: deny.toml says otherwise under `skip`", versions.join(", ")));
        }
    }
    Ok(breaches)
}

/// Whether a licence can be met by the allowed ones alone. `A/B`, as old packages write it, means `A OR B`.
fn allows(licence: &str, allowed: &[String]) -> bool {
    let spaced = licence.replace('/', " OR ").replace('(', " ( ").replace(')', " ) ");
    let mut words = spaced.split_whitespace().peekable();
    any(&mut words, allowed) && words.next().is_none()
}

type Words<'w> = std::iter::Peekable<std::str::SplitWhitespace<'w>>;

fn any(words: &mut Words<'_>, allowed: &[String]) -> bool {
    let mut is_met = all(words, allowed);
    while words.next_if_eq(&"OR").is_some() {
        is_met |= all(words, allowed);
    }
    is_met
}

fn all(words: &mut Words<'_>, allowed: &[String]) -> bool {
    let mut is_met = one(words, allowed);
    while words.next_if_eq(&"AND").is_some() {
        is_met &= one(words, allowed);
    }
    is_met
}

fn one(words: &mut Words<'_>, allowed: &[String]) -> bool {
    match words.next() {
        Some("(") => {
            let inner = any(words, allowed);
            let is_closed = words.next() == Some(")");
            inner && is_closed
        }
        Some(name) => {
            let exception = words.next_if_eq(&"WITH").and_then(|_| words.next());
            let name = exception.map_or_else(|| name.to_owned(), |exception| format!("{name} WITH {exception}"));
            allowed.contains(&name)
        }
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn licences_are_met_by_what_is_allowed() {
        let allowed = ["MIT".to_owned(), "Zlib".to_owned(), "A WITH B".to_owned()];
        for licence in ["MIT", "GPL OR MIT", "GPL/MIT", "(GPL OR MIT) AND Zlib", "A WITH B", "MIT AND (Zlib OR GPL)"] {
            assert!(allows(licence, &allowed), "{licence}");
        }
        for licence in ["", "GPL", "A", "MIT AND GPL", "MIT WITH B", "(MIT", "MIT)", "MIT Zlib", "mit"] {
            assert!(!allows(licence, &allowed), "{licence}");
        }
    }
}
