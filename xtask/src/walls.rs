//! The walls between crates: who may depend on what, in one table.

use std::collections::BTreeMap;

use cargo_metadata::{DependencyKind, MetadataCommand};

use crate::root;

/// Each crate, and everything it may depend on directly. Development dependencies are not walls.
///
/// A new arrow needs a reason in `ARCHITECTURE.md`; the packages that have one home only are `petgraph`, `syn`,
/// `cargo_metadata`, `miette` and `clap`.
const ALLOWED: &[(&str, &[&str])] = &[
    ("boundaries-graph", &["camino", "indexmap", "memchr", "petgraph", "rustc-hash", "serde"]),
    ("boundaries-cache", &["blake3", "camino", "getrandom", "postcard", "rayon", "serde", "tempfile", "toml"]),
    (
        "boundaries-analysis",
        &[
            "bitcode",
            "boundaries-cache",
            "boundaries-graph",
            "camino",
            "cargo_metadata",
            "cfg-expr",
            "indexmap",
            "memchr",
            "postcard",
            "proc-macro2",
            "ra-ap-rustc_lexer",
            "rayon",
            "rustc-hash",
            "serde",
            "smallvec",
            "syn",
            "thiserror",
            "toml",
        ],
    ),
    (
        "boundaries-policy",
        &[
            "boundaries-graph",
            "camino",
            "globset",
            "jiff",
            "regex",
            "rustc-hash",
            "serde",
            "serde_json",
            "serde_spanned",
            "strsim",
            "toml",
            "toml_edit",
            "toml_parser",
            "unicode-security",
        ],
    ),
    ("boundaries-history", &["camino", "tempfile", "thiserror"]),
    ("boundaries-lint", &["boundaries-graph", "boundaries-policy", "camino", "jiff", "rustc-hash", "strsim"]),
    (
        "boundaries-report",
        &[
            "annotate-snippets",
            "boundaries-graph",
            "boundaries-lint",
            "boundaries-policy",
            "camino",
            "miette",
            "owo-colors",
            "percent-encoding",
            "quick-junit",
            "schemars",
            "serde",
            "serde_json",
            "textwrap",
            "unicode-security",
        ],
    ),
    (
        "boundaries",
        &[
            "boundaries-analysis",
            "boundaries-cache",
            "boundaries-graph",
            "boundaries-history",
            "boundaries-lint",
            "boundaries-policy",
            "boundaries-report",
            "camino",
            "ignore",
            "jiff",
            "rustc-demangle",
            "serde",
            "strsim",
            "thiserror",
        ],
    ),
    (
        "cargo-boundaries",
        &[
            "anstream",
            "anstyle",
            "boundaries",
            "camino",
            "clap",
            "clap_complete",
            "clap_mangen",
            "gen-lsp-types",
            "lsp-server",
            "mimalloc",
            "notify",
            "percent-encoding",
            "postcard",
            "serde",
            "serde_json",
            "similar",
            "tempfile",
            "terminal_size",
            "thiserror",
        ],
    ),
];

/// Arrows that the table does not allow, as messages that name the table.
pub(crate) fn breaches() -> Result<Vec<String>, String> {
    let metadata = MetadataCommand::new()
        .manifest_path(root().join("Cargo.toml"))
        .no_deps()
        .other_options(["--offline".to_owned()])
        .exec()
        .map_err(|error| error.to_string())?;
    let allowed: BTreeMap<_, _> = ALLOWED.iter().copied().collect();
    let mut breaches = Vec::new();
    for package in metadata.workspace_packages() {
        let Some(allowed) = allowed.get(package.name.as_str()) else { continue };
        for dependency in package.dependencies.iter().filter(|dependency| dependency.kind == DependencyKind::Normal) {
            if !allowed.contains(&dependency.name.as_str()) {
                breaches.push(format!(
                    "`{}` may not depend on `{}`: the table `ALLOWED` in xtask/src/walls.rs does not list it",
                    package.name, dependency.name
                ));
            }
        }
    }
    Ok(breaches)
}

#[cfg(test)]
mod tests {
    #[test]
    fn every_crate_stays_within_its_walls() {
        assert_eq!(super::breaches().expect("cargo reads this workspace"), Vec::<String>::new());
    }
}
