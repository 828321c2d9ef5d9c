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
    /// No threads to work on.
    #[error("cannot start threads for the analysis")]
    Threads(#[source] Box<dyn std::error::Error + Send + Sync>),
}
