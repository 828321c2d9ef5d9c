//! How much a repository may make the tool do. What goes beyond is an error, or told by its size alone.

use std::fmt;

/// The limits on what is read of a repository.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Limits {
    /// The files of a commit.
    pub commit_files: u64,
    /// The bytes of a commit's files in all.
    pub commit_size: u64,
    /// For how many seconds git may say nothing while it tells what commits changed. With none it is ended at once.
    pub git_silence: u64,
    /// The files on each side of two states among which those that changed are looked for under other names; of more, only
    /// those with the same contents.
    pub renames: u64,
    /// The same for each commit of the history.
    pub history_renames: u64,
    /// The bytes of a text; no larger one is read by anybody.
    pub text_size: u64,
}

impl Limits {
    /// How far each can be moved.
    pub const MOST: Self = Self {
        commit_files: u64::MAX,
        commit_size: u64::MAX,
        git_silence: u64::MAX,
        renames: MOST_RENAMES,
        history_renames: MOST_RENAMES,
        text_size: u64::MAX,
    };
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            commit_files: 1_000_000,
            commit_size: 4 << 30,
            git_silence: 120,
            renames: 2_000,
            history_renames: 400,
            text_size: 64 << 20,
        }
    }
}

/// git takes larger numbers for this one.
const MOST_RENAMES: u64 = 32_767;

/// The words by which git looks for renames among so many files.
pub(crate) fn rename_words(limit: u64) -> [String; 2] {
    // To git no limit is what it calls zero.
    let alike = if limit == 0 { "-M100%" } else { "-M" };
    [alike.to_owned(), format!("-l{}", limit.clamp(1, MOST_RENAMES))]
}

/// A number of bytes as people write it, without any loss: in the largest unit of which it is a whole number.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Size(pub u64);

impl fmt::Display for Size {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let units = [("GiB", 30), ("MiB", 20), ("KiB", 10)];
        match units.iter().find(|(_, shift)| self.0 > 0 && self.0.is_multiple_of(1 << shift)) {
            Some((unit, shift)) => write!(f, "{} {unit}", self.0 >> shift),
            None if self.0 == 1 => f.write_str("1 byte"),
            None => write!(f, "{} bytes", self.0),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn renames_are_looked_for_among_as_many_as_git_can() {
        assert_eq!(rename_words(400), ["-M", "-l400"]);
        assert_eq!(rename_words(0), ["-M100%", "-l1"]);
        assert_eq!(rename_words(u64::MAX), ["-M", "-l32767"]);
    }

    #[test]
    fn sizes_are_told_as_they_are() {
        let told = [0, 1, 100, 1024, 1025, 5 << 20, 4 << 30, u64::MAX].map(|size| Size(size).to_string());
        let expected =
            ["0 bytes", "1 byte", "100 bytes", "1 KiB", "1025 bytes", "5 MiB", "4 GiB", "18446744073709551615 bytes"];
        assert_eq!(told, expected);
    }
}
