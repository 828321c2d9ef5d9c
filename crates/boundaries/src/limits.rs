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
    pub const MOST: Self = Self { analysis: boundaries_analysis::Limits::MOST };

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
}
