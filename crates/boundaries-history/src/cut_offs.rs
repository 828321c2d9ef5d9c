//! Which commits tell something about how code changes together, and why the others do not.

use std::collections::BTreeSet;

use crate::{Author, Log, LoggedCommit};

/// What is left out.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CutOffs {
    /// Commits that change more Rust files than this are mass changes.
    pub max_files: usize,
    /// Names and addresses of programs that commit, beside those that can be told by their names.
    pub bots: Vec<String>,
    /// Hashes of commits that somebody marked as uninteresting.
    pub ignored: BTreeSet<String>,
    /// Commits before this second since 1970 are not even counted as left out.
    pub since: Option<i64>,
}

impl Default for CutOffs {
    fn default() -> Self {
        Self { max_files: 30, bots: Vec::new(), ignored: BTreeSet::new(), since: None }
    }
}

/// How many commits were left out; each counts once, for the first reason that holds.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub struct LeftOut {
    /// Merges: what they bring together was counted commit by commit.
    pub merges: usize,
    /// Commits without a parent: the first one, or where a shallow clone ends.
    pub beginnings: usize,
    /// Commits that are marked as uninteresting.
    pub ignored: usize,
    /// Commits by programs.
    pub bots: usize,
    /// Commits that change too many files to couple any two of them.
    pub mass_changes: usize,
    /// Commits that change no Rust file.
    pub without_rust: usize,
}

impl Log {
    /// The commits that count, by position, and how many do not.
    #[must_use]
    pub fn counted(&self, cut_offs: &CutOffs) -> (Vec<usize>, LeftOut) {
        let is_bot: Vec<bool> = self.authors().iter().map(|author| cut_offs.is_bot(author)).collect();
        let mut left_out = LeftOut::default();
        let mut counted = Vec::new();
        let is_in_time = |commit: &LoggedCommit| cut_offs.since.is_none_or(|since| commit.time >= since);
        for (at, commit) in self.commits.iter().enumerate().filter(|(_, commit)| is_in_time(commit)) {
            let count = match commit {
                _ if commit.parents > 1 => &mut left_out.merges,
                _ if commit.parents == 0 => &mut left_out.beginnings,
                _ if cut_offs.ignored.contains(commit.commit.id()) => &mut left_out.ignored,
                _ if is_bot[commit.author.index()] => &mut left_out.bots,
                _ if commit.files.is_empty() => &mut left_out.without_rust,
                _ if commit.files.len() > cut_offs.max_files => &mut left_out.mass_changes,
                _ => {
                    counted.push(at);
                    continue;
                }
            };
            *count += 1;
        }
        (counted, left_out)
    }
}

impl CutOffs {
    /// Whether commits of this author are made by a program: forges mark these by `[bot]`.
    fn is_bot(&self, author: &Author) -> bool {
        let name = author.name.to_lowercase();
        let address = author.address.to_lowercase();
        let is_named = |bot: &String| [&name, &address].contains(&&bot.to_lowercase());
        name.contains("[bot]")
            || address.contains("[bot]@")
            || name.ends_with("-bot")
            || KNOWN.contains(&name.as_str())
            || self.bots.iter().any(is_named)
    }
}

/// Programs that commit under a name without a mark.
const KNOWN: [&str; 6] = ["bors", "dependabot", "dependabot-preview", "github actions", "github-actions", "renovate"];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn programs_are_told_by_their_names() {
        let cut_offs = CutOffs { bots: vec!["release@corp.example".to_owned()], ..CutOffs::default() };
        for (name, address, is_bot) in [
            ("renovate[bot]", "1+renovate[bot]@users.noreply.github.com", true),
            ("Dependabot", "support@github.com", true),
            ("corp-bot", "x@corp.example", true),
            ("Release", "Release@corp.example", true),
            ("Abbot", "abbot@corp.example", false),
            ("Robot Smith", "bot@corp.example", false),
        ] {
            let author = Author { name: name.to_owned(), address: address.to_owned() };
            assert_eq!(cut_offs.is_bot(&author), is_bot, "{name}");
        }
    }
}
