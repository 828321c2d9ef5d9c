//! How much a workspace may make the tool do: the limits of all parts, by name.
//!
//! Each limit is far above what people write. They stand against input that was made to exhaust a machine: a file of
//! some kilobytes can ask for gigabytes. What goes beyond one is a gap or an error that says which.

/// The limits that can be moved; those of each part of the tool together.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
#[non_exhaustive]
pub struct Limits {
    /// Those on code.
    pub analysis: boundaries_analysis::Limits,
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
    named! {
        "source-size" => analysis.source_size,
        "modules" => analysis.modules,
        "item-macros" => analysis.item_macros,
        "body-macros" => analysis.body_macros,
        "glob-names" => analysis.glob_names,
    }

    /// Sets the limit of a name; whether there is one.
    pub fn set(&mut self, name: &str, value: u64) -> bool {
        self.named(name).map(|limit| *limit = value).is_some()
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
            assert!(limits.set(name, at as u64));
        }
        let set: Vec<Option<u64>> = Limits::NAMES.iter().map(|name| limits.get(name)).collect();
        let expected: Vec<Option<u64>> = (0..).map(Some).take(Limits::NAMES.len()).collect();
        assert_eq!(set, expected);
        assert!(!limits.set("other", 0));
    }
}
