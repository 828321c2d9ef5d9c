//! The texts a policy is made from.

use boundaries_graph::{Directive, FileId, ModuleGraph, SourceMap};
use camino::{Utf8Path, Utf8PathBuf};
use toml::de::DeTable;

use crate::codeowners::Dialect;
use crate::limits::Limits;
use crate::read::dialect_key;

/// Everything that [`Policy::load`](crate::Policy::load) looks at.
pub struct PolicyInput<'a> {
    /// The texts.
    pub sources: &'a SourceMap,
    /// The policy of the workspace.
    pub policy: Option<PolicyText>,
    /// The files `boundaries/<team>.toml`.
    pub team_files: Vec<FileId>,
    /// CODEOWNERS.
    pub codeowners: Option<CodeownersInput>,
    /// What the policy speaks of.
    pub graph: &'a ModuleGraph,
    /// The files of `boundaries/baseline/`.
    pub baseline_files: Vec<FileId>,
    /// Comments in the sources that are addressed to the tool.
    pub directives: &'a [Directive],
    /// Whether there is a file of this path from the workspace root.
    pub file_exists: &'a dyn Fn(&Utf8Path) -> bool,
    /// Every file of the workspace, or none if they are too many to list; asked for only if a pattern matches no source.
    pub all_files: &'a dyn Fn() -> Option<Vec<Utf8PathBuf>>,
    /// The names of rules whose levels may be set.
    pub known_rules: &'a [&'a str],
    /// How much the texts may make the tool do.
    pub limits: Limits,
}

/// Where the policy of a workspace stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum PolicyText {
    /// In a file of its own.
    File(FileId),
    /// Under `[workspace.metadata.boundaries]` of the root manifest.
    Manifest(FileId),
}

impl PolicyText {
    /// The file.
    #[must_use]
    pub fn file(self) -> FileId {
        match self {
            Self::File(file) | Self::Manifest(file) => file,
        }
    }
}

/// CODEOWNERS, and how the workspace lies in its repository.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CodeownersInput {
    /// The text.
    pub file: FileId,
    /// Its path from the root of the repository.
    pub place: Utf8PathBuf,
    /// The workspace root from the root of the repository; empty where they are the same.
    pub prefix: Utf8PathBuf,
    /// The host of the repository's remote, which tells the forge where the place of the file does not.
    pub remote_host: Option<String>,
}

/// Whether a root manifest holds a policy under `[workspace.metadata.boundaries]`.
#[must_use]
pub fn manifest_has_policy(manifest: &str) -> bool {
    let (table, _) = DeTable::parse_recoverable(manifest);
    table_in_manifest(table.get_ref()).is_some_and(|table| table.contains_key("boundaries"))
}

/// The dialect that a policy names with `codeowners-dialect`: whose places are looked at is to be known before anything
/// else of it is.
#[must_use]
pub fn codeowners_dialect(policy: &str, in_manifest: bool) -> Option<Dialect> {
    let (table, _) = DeTable::parse_recoverable(policy);
    let table = table.get_ref();
    if !in_manifest {
        return dialect_key(table);
    }
    dialect_key(table_in_manifest(table)?.get("boundaries")?.get_ref().as_table()?)
}

/// `[workspace.metadata]`.
fn table_in_manifest<'t, 'i>(table: &'t DeTable<'i>) -> Option<&'t DeTable<'i>> {
    let workspace = table.get("workspace")?.get_ref().as_table()?;
    workspace.get("metadata")?.get_ref().as_table()
}
