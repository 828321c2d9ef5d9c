//! How much a workspace may make the tool do: the limits of all parts, by name.
//!
//! Each limit is far above what people write. They stand against input that was made to exhaust a machine: a file of
//! some kilobytes can ask for gigabytes. What goes beyond one is a gap or an error that says which.

/// The limits that can be moved; those of each part of the tool together.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
#[non_exhaustive]
pub struct Limits {
    /// Those on code.
    pub(crate) analysis: boundaries_analysis::Limits,
    /// Those on policies and CODEOWNERS.
    pub(crate) policy: boundaries_policy::Limits,
    /// Those on files that are no code.
    pub(crate) files: FileLimits,
    /// Those on the repository's history.
    pub(crate) history: boundaries_history::Limits,
}

/// The limits on files that are no code.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct FileLimits {
    /// The bytes of a policy file, a CODEOWNERS, a file of another tool, and the root manifest, which may hold a policy.
    pub(crate) policy_size: u64,
    /// The files of a workspace or a repository that are listed, sources or not.
    pub(crate) listed_files: u64,
    /// The bytes of a `.gitignore`; a larger one leaves nothing out.
    pub(crate) ignore_size: u64,
}

impl FileLimits {
    /// How far each can be moved: places in a text are counted in 32 bits.
    pub(crate) const MOST: Self = Self { policy_size: (1 << 32) - 1, listed_files: u64::MAX, ignore_size: u64::MAX };
}

impl Default for FileLimits {
    fn default() -> Self {
        Self { policy_size: 16 << 20, listed_files: 1_000_000, ignore_size: 1 << 20 }
    }
}

/// Why a limit was not set.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum LimitError {
    /// There is none of this name.
    Unknown,
    /// It cannot be moved further than this.
    AtMost(u64),
}

/// The names of limits, each with where it stands.
macro_rules! named {
    ($($name:literal => $part:ident.$limit:ident),* $(,)?) => {
        /// The names by which they can be set.
        pub const NAMES: &[&str] = &[$($name),*];

        fn named(&mut self, name: &str) -> Option<&mut u64> {
            match name {
                $($name => Some(&mut self.$part.$limit),)*
                _ => None,
            }
        }
    };
}

impl Limits {
    /// How far each can be moved.
    pub const MOST: Self = Self {
        analysis: boundaries_analysis::Limits::MOST,
        policy: boundaries_policy::Limits::MOST,
        files: FileLimits::MOST,
        history: boundaries_history::Limits::MOST,
    };

    named! {
        "source-size" => analysis.source_size,
        "modules" => analysis.modules,
        "module-depth" => analysis.module_depth,
        "nesting" => analysis.nesting,
        "item-macros" => analysis.item_macros,
        "item-macro-calls" => analysis.item_macro_calls,
        "body-macros" => analysis.body_macros,
        "macro-call" => analysis.macro_call,
        "macro-depth" => analysis.macro_depth,
        "glob-names" => analysis.glob_names,
        "import-rounds" => analysis.import_rounds,
        "same-names" => analysis.same_names,
        "impls" => analysis.impls,
        "fields" => analysis.fields,
        "type-parts" => analysis.type_parts,
        "condition-depth" => analysis.condition_depth,
        "metadata-time" => analysis.metadata_time,
        "policy-size" => files.policy_size,
        "owns-patterns" => policy.owns_patterns,
        "alternatives" => policy.alternatives,
        "alternative-depth" => policy.alternative_depth,
        "codeowners-alike" => policy.codeowners_alike,
        "codeowners-misread" => policy.codeowners_misread,
        "codeowners-shadowing" => policy.codeowners_shadowing,
        "listed-files" => files.listed_files,
        "ignore-size" => files.ignore_size,
        "commit-files" => history.commit_files,
        "commit-size" => history.commit_size,
        "git-silence" => history.git_silence,
        "renames" => history.renames,
        "history-renames" => history.history_renames,
    }

    /// Those on the history. What is read as it is now is also read as it was, so that no text of a commit is left out which
    /// would be read from the work tree.
    pub(crate) fn of_history(&self) -> boundaries_history::Limits {
        let mut history = self.history;
        history.text_size = history.text_size.max(self.analysis.source_size).max(self.files.policy_size);
        history
    }

    /// Sets the limit of a name.
    ///
    /// # Errors
    /// If there is no such limit, or it cannot be moved so far.
    pub fn set(&mut self, name: &str, value: u64) -> Result<(), LimitError> {
        let limit = self.named(name).ok_or(LimitError::Unknown)?;
        match Self::MOST.get(name) {
            Some(most) if value > most => Err(LimitError::AtMost(most)),
            _ => {
                *limit = value;
                Ok(())
            }
        }
    }

    /// The limit of a name, if there is one.
    #[must_use]
    pub fn get(mut self, name: &str) -> Option<u64> {
        self.named(name).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_limit_has_a_name_of_its_own() {
        let mut limits = Limits::default();
        for (at, name) in Limits::NAMES.iter().enumerate() {
            assert_eq!(limits.set(name, at as u64), Ok(()));
        }
        let set: Vec<Option<u64>> = Limits::NAMES.iter().map(|name| limits.get(name)).collect();
        let expected: Vec<Option<u64>> = (0..).map(Some).take(Limits::NAMES.len()).collect();
        assert_eq!(set, expected);
        assert_eq!(limits.set("other", 0), Err(LimitError::Unknown));
    }

    #[test]
    fn none_is_moved_further_than_it_goes() {
        let mut limits = Limits::default();
        assert_eq!(limits.set("nesting", 10_000), Ok(()));
        assert_eq!(limits.set("nesting", 10_001), Err(LimitError::AtMost(10_000)));
        assert_eq!(limits.get("nesting"), Some(10_000));
        assert_eq!(limits.set("fields", u64::MAX), Ok(()));
    }

    #[test]
    fn what_is_read_today_is_read_of_commits() {
        let mut limits = Limits::default();
        assert_eq!(limits.of_history(), boundaries_history::Limits::default());
        assert_eq!(limits.set("source-size", 128 << 20), Ok(()));
        assert_eq!(limits.of_history().text_size, 128 << 20);
        assert_eq!(limits.set("policy-size", 256 << 20), Ok(()));
        assert_eq!(limits.of_history().text_size, 256 << 20);
    }
}
