//! What of a repository's history is read, and what of it counts.

/// The settings of `[history]`, with their defaults.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct HistorySettings {
    /// How many months are looked at.
    pub months: u32,
    /// Commits that change more Rust files than this are left out.
    pub max_files: u32,
    /// Names or addresses of programs whose commits are left out.
    pub bots: Vec<String>,
    /// How many commits have to change two modules to couple them.
    pub min_shared: u32,
    /// How many percent of their commits two modules have to share to be coupled.
    pub min_degree: u32,
    /// How many commits tell an author's team where no roster does.
    pub min_commits: u32,
}

impl Default for HistorySettings {
    fn default() -> Self {
        Self { months: 12, max_files: 30, bots: Vec::new(), min_shared: 5, min_degree: 30, min_commits: 5 }
    }
}
