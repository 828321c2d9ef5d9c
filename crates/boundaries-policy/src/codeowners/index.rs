//! Which rules of CODEOWNERS, or patterns of a policy, can cover a path at all, so that not each is asked about every path.
//!
//! Each pattern tells one thing that every path it matches has in common. Rules are found by it with one look-up for each
//! name of a path; only those of which nothing can be said are always asked.

use rustc_hash::FxHashMap;

/// What all the paths that a pattern matches have.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Hint {
    /// They are at or below this path.
    Path(String),
    /// One of their names is this.
    Name(String),
    /// One of their names ends in a dot and this.
    Extension(String),
    /// Nothing that could be looked up.
    Nothing,
}

/// Rules by the hints of their patterns.
#[derive(Clone, Default, Debug)]
pub(crate) struct Index {
    by_path: FxHashMap<String, Vec<usize>>,
    by_name: FxHashMap<String, Vec<usize>>,
    by_extension: FxHashMap<String, Vec<usize>>,
    others: Vec<usize>,
}

impl Hint {
    /// For paths that start with these letters.
    pub(crate) fn of_start(start: &str) -> Self {
        start.rsplit_once('/').map_or(Self::Nothing, |(whole, _)| Self::Path(whole.to_owned()))
    }

    /// For paths, or names, that end in these letters.
    pub(super) fn of_end(end: &str) -> Self {
        if let Some((_, name)) = end.rsplit_once('/') {
            return Self::Name(name.to_owned());
        }
        end.rsplit_once('.').map_or(Self::Nothing, |(_, extension)| Self::Extension(extension.to_owned()))
    }

    /// For paths of which all these are names: the longest is the rarest, as far as one can know.
    pub(super) fn of_names<'n>(names: impl Iterator<Item = &'n str>) -> Self {
        let longest = names.filter(|name| !name.is_empty()).max_by_key(|name| name.len());
        longest.map_or(Self::Nothing, |name| Self::Name(name.to_owned()))
    }
}

impl Index {
    /// Rules are added in order.
    pub(crate) fn add(&mut self, rule: usize, hint: Hint) {
        let alike = match hint {
            Hint::Path(path) => self.by_path.entry(path).or_default(),
            Hint::Name(name) => self.by_name.entry(name).or_default(),
            Hint::Extension(extension) => self.by_extension.entry(extension).or_default(),
            Hint::Nothing => &mut self.others,
        };
        alike.push(rule);
    }

    /// The first rule that is one too many of its hint, if only so many may have the same.
    pub(super) fn surplus(&self, limit: u64) -> Option<usize> {
        let limit = usize::try_from(limit).ok()?;
        let alike = [&self.by_path, &self.by_name, &self.by_extension].into_iter().flat_map(|rules| rules.values());
        alike.chain([&self.others]).filter_map(|alike| alike.get(limit).copied()).min()
    }

    /// The rules that may cover a path of these names, in order.
    pub(crate) fn candidates(&self, path: &str, names: &[&str]) -> Vec<usize> {
        let mut found = self.others.clone();
        let mut end = 0;
        for name in names {
            end += name.len();
            found.extend(self.by_path.get(&path[..end]).into_iter().flatten());
            end += 1;
            found.extend(self.by_name.get(*name).into_iter().flatten());
            if let Some((_, extension)) = name.rsplit_once('.') {
                found.extend(self.by_extension.get(extension).into_iter().flatten());
            }
        }
        found.sort_unstable();
        found.dedup();
        found
    }
}
