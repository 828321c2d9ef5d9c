//! Arguments of `diff`.

use clap::{Args, ValueEnum};

/// Arguments of `diff`.
#[derive(Args, Debug)]
pub(crate) struct DiffArgs {
    /// The earlier state: a branch, tag or hash. `main...` means where HEAD left `main`, as git writes it
    #[arg(value_name = "BASE")]
    pub(crate) base: String,
    /// The later state [default: the work tree]
    #[arg(value_name = "HEAD")]
    pub(crate) head: Option<String>,
    /// How to print
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub(crate) format: DiffFormat,
}

/// How `diff` prints.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum DiffFormat {
    /// For reading
    Text,
    /// One JSON document
    Json,
    /// A comment for a pull request: short first, the rest folded, never too long for a comment
    Markdown,
}

/// What is compared.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct DiffRange {
    /// The earlier state.
    pub(crate) base: String,
    /// The later state; none for the work tree.
    pub(crate) head: Option<String>,
    /// Whether the earlier state is where the two lines parted.
    pub(crate) from_merge_base: bool,
}

impl DiffArgs {
    /// The two states, also where they are written as one word: `main..topic`, `main...topic`, `main...`. None if there
    /// are three.
    pub(crate) fn range(&self) -> Option<DiffRange> {
        let (base, rest, from_merge_base) = match (self.base.split_once("..."), self.base.split_once("..")) {
            (Some((base, rest)), _) => (base, rest, true),
            (None, Some((base, rest))) => (base, rest, false),
            (None, None) => (self.base.as_str(), "", false),
        };
        let head = match (rest, &self.head) {
            ("", head) => head.clone(),
            (rest, None) => Some(rest.to_owned()),
            (_, Some(_)) => return None,
        };
        Some(DiffRange { base: base.to_owned(), head, from_merge_base })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_states_are_one_word_or_two() {
        let told = |base: &str, head: Option<&str>| {
            let args = DiffArgs { base: base.to_owned(), head: head.map(str::to_owned), format: DiffFormat::Text };
            args.range().map(|range| (range.base, range.head.unwrap_or_default(), range.from_merge_base))
        };
        let range = |base: &str, head: &str, parted| Some((base.to_owned(), head.to_owned(), parted));
        assert_eq!(told("main", None), range("main", "", false));
        assert_eq!(told("main", Some("topic")), range("main", "topic", false));
        assert_eq!(told("main..topic", None), range("main", "topic", false));
        assert_eq!(told("main...topic", None), range("main", "topic", true));
        assert_eq!(told("main...", None), range("main", "", true));
        assert_eq!(told("main...", Some("topic")), range("main", "topic", true));
        assert_eq!(told("main..topic", Some("other")), None);
    }
}
