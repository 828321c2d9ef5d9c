//! What Cargo says a workspace consists of, and the modules below each crate root.

use camino::Utf8PathBuf;
use serde::{Deserialize, Serialize};

use crate::{CrateId, DependencyKind, FileId, ModuleId, PackageId, Span, Symbol, Visibility};

/// A package of the workspace.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Package {
    /// The name in its manifest, hyphens kept.
    pub name: String,
    /// Its directory, from the workspace root.
    pub dir: Utf8PathBuf,
    /// Its `Cargo.toml`, if the text was read.
    pub manifest: Option<FileId>,
    /// What its manifest lists under the dependency tables.
    pub dependencies: Vec<DeclaredDependency>,
}

/// One entry of a manifest's dependency tables.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct DeclaredDependency {
    /// The package name of what is depended on.
    pub package_name: String,
    /// The name under which code of the depending package says it: the rename, else the library's name.
    pub code_name: String,
    /// The table it stands in.
    pub kind: DependencyKind,
    /// The package, if it belongs to the workspace.
    pub package: Option<PackageId>,
    /// What it is asked for.
    pub features: DependencyFeatures,
}

/// What a manifest asks of a dependency.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Default, Debug, Serialize, Deserialize)]
pub struct DependencyFeatures {
    /// The features that are named, in order.
    pub names: Vec<String>,
    /// Whether the default ones are left out.
    pub without_default: bool,
    /// Whether it is there only where a feature of the package asks for it.
    pub optional: bool,
}

/// A crate: one target of a package, compiled on its own.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Crate {
    /// The name in paths, hyphens turned into underscores.
    pub name: String,
    /// The name that no other crate of the workspace has: [`name`](Self::name), or, where an earlier crate took it,
    /// `name#package:kind`. Libraries come first, so that a library always keeps its plain name.
    pub unique_name: String,
    /// What kind of target it is.
    pub kind: TargetKind,
    /// The package it belongs to.
    pub package: PackageId,
    /// The module at its root.
    pub root: ModuleId,
}

/// Kinds of Cargo targets.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub enum TargetKind {
    /// A library.
    Lib,
    /// A library of procedural macros.
    ProcMacro,
    /// A binary.
    Bin,
    /// An integration test.
    Test,
    /// A benchmark.
    Bench,
    /// An example.
    Example,
    /// The build script.
    BuildScript,
}

impl TargetKind {
    /// The name as Cargo's metadata spells it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Lib => "lib",
            Self::ProcMacro => "proc-macro",
            Self::Bin => "bin",
            Self::Test => "test",
            Self::Bench => "bench",
            Self::Example => "example",
            Self::BuildScript => "custom-build",
        }
    }

    /// Whether other crates can depend on it.
    #[must_use]
    pub fn is_library(self) -> bool {
        matches!(self, Self::Lib | Self::ProcMacro)
    }

    /// The kind of dependency that all code of such a target makes.
    #[must_use]
    pub fn dependency_kind(self) -> DependencyKind {
        match self {
            Self::Lib | Self::ProcMacro | Self::Bin => DependencyKind::Normal,
            Self::Test | Self::Bench | Self::Example => DependencyKind::Test,
            Self::BuildScript => DependencyKind::Build,
        }
    }
}

/// A module. Its identity is the crate it belongs to and its path there, never a path alone.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Module {
    /// The last segment of its path; the crate's name for a root.
    pub name: Symbol,
    /// The whole path with the crate's unique name in front: `billing::api`.
    pub path: String,
    /// The crate.
    pub krate: CrateId,
    /// The module around it; none for a crate root.
    pub parent: Option<ModuleId>,
    /// The file that holds its items.
    pub file: FileId,
    /// Where it is declared: the name in `mod name`, or the start of the file for a crate root.
    pub span: Span,
    /// Whether it is written in the braces of its declaration, in its parent's file.
    pub inline: bool,
    /// Normal, test or build code: by its target, and by `#[cfg(test)]` on it or around it.
    pub kind: DependencyKind,
    /// How far its name can be seen; a crate root is public.
    pub visibility: Visibility,
}
