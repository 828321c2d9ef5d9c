//! What stops an analysis before it starts. Broken code never does: it becomes a gap.

use camino::Utf8PathBuf;

/// Why there is no workspace to analyse.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum AnalysisError {
    /// `cargo metadata` did not answer.
    #[error("cargo cannot read the workspace{}: {message}", .manifest.as_ref().map(|path| format!(" of `{path}`")).unwrap_or_default())]
    Metadata {
        /// The manifest that was asked for, if one was named.
        manifest: Option<Utf8PathBuf>,
        /// What cargo said.
        message: String,
    },
    /// A file with metadata cannot be read.
    #[error("cannot read the metadata file `{path}`")]
    MetadataFile {
        /// The file.
        path: Utf8PathBuf,
        /// Why.
        #[source]
        cause: std::io::Error,
    },
    /// A file does not hold what `cargo metadata` prints.
    #[error("`{path}` does not hold the output of `cargo metadata --format-version 1`")]
    MetadataFormat {
        /// The file.
        path: Utf8PathBuf,
        /// Why.
        #[source]
        cause: Box<dyn std::error::Error + Send + Sync>,
    },
    /// A target that the compiler does not know.
    #[error("`{triple}` is no target of the compiler; `rustc --print target-list` lists them")]
    UnknownTarget {
        /// What was asked for.
        triple: String,
    },
    /// A feature that no package has.
    #[error("no package of the workspace has the feature `{feature}`")]
    UnknownFeature {
        /// What was asked for.
        feature: String,
    },
    /// Not a condition that can be set.
    #[error("`{text}` is no condition that can be set; write `name` or `key=\"value\"`")]
    InvalidCfg {
        /// What was asked for.
        text: String,
    },
    /// Whoever asked for it does not want it any more.
    #[error("the analysis was cancelled")]
    Cancelled,
    /// No threads to work on.
    #[error(
        "cannot start threads for the analysis, each with {} MiB of stack: `--limit` for `nesting`, `macro-depth`, \
         `module-depth` and `type-parts` says how much it is",
        stack >> 20
    )]
    Threads {
        /// The bytes of each stack.
        stack: usize,
        /// The system's reason.
        #[source]
        cause: Box<dyn std::error::Error + Send + Sync>,
    },
}
