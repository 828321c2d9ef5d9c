//! How much a workspace may make the tool do. What goes beyond is a gap; the rest of the workspace is read.
//!
//! Each limit is far above what people write. They stand against sources that were made to exhaust a machine: a file of
//! some kilobytes can ask for gigabytes.

/// The limits that can be moved.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Limits {
    /// The bytes of a source file; a larger one is not read.
    pub source_size: u64,
    /// The modules, each as often as it is one.
    pub modules: u64,
    /// The bytes that macro calls between items turn into, together with those of files that become modules again. They
    /// stay in memory.
    pub item_macros: u64,
    /// The bytes that macro calls in bodies turn into.
    pub body_macros: u64,
    /// The names that glob imports bring, each as often as a module gets it.
    pub glob_names: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            source_size: 16 << 20,
            modules: 1 << 20,
            item_macros: 64 << 20,
            body_macros: 256 << 20,
            glob_names: 8 << 20,
        }
    }
}

impl Limits {
    /// The names by which they can be set.
    pub const NAMES: [&str; 5] = ["source-size", "modules", "item-macros", "body-macros", "glob-names"];

    /// Sets the limit of a name; whether there is one.
    pub fn set(&mut self, name: &str, value: u64) -> bool {
        self.named(name).map(|limit| *limit = value).is_some()
    }

    /// The limit of a name, if there is one.
    #[must_use]
    pub fn get(mut self, name: &str) -> Option<u64> {
        self.named(name).copied()
    }

    fn named(&mut self, name: &str) -> Option<&mut u64> {
        Some(match name {
            "source-size" => &mut self.source_size,
            "modules" => &mut self.modules,
            "item-macros" => &mut self.item_macros,
            "body-macros" => &mut self.body_macros,
            "glob-names" => &mut self.glob_names,
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_limit_has_a_name() {
        let mut limits = Limits::default();
        for (at, name) in Limits::NAMES.into_iter().enumerate() {
            assert!(limits.set(name, at as u64));
            assert_eq!(limits.get(name), Some(at as u64));
        }
        let expected = Limits { source_size: 0, modules: 1, item_macros: 2, body_macros: 3, glob_names: 4 };
        assert_eq!(limits, expected);
        assert!(!limits.set("other", 0));
    }
}
